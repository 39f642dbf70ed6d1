"""What is behind a figure: the keys of its indicator rows as one short text, kept in the page so that numbers can be traced."""

from urllib.parse import quote, unquote

import pandas as pd

KEY = ["indicator_id", "footprint", "area_code", "period"]


def as_text(rows: pd.DataFrame) -> str:
    """Keys of indicator rows, those that share the rest put together: `indicators|footprint|areas|periods; …`; empty without keys."""
    if not set(KEY) <= set(rows.columns):
        return ""
    keys = pd.DataFrame({name: rows[name].astype("str").map(_safe) for name in KEY}).drop_duplicates()
    for several in ("period", "area_code", "indicator_id"):
        others = [name for name in KEY if name != several]
        keys = keys.groupby(others, sort=False)[several].agg(",".join).reset_index()
    return ";".join("|".join(row) for row in keys[KEY].itertuples(index=False))


def _safe(value: str) -> str:
    return quote(value, safe="/")


def from_text(text: str) -> pd.DataFrame:
    """The keys that `as_text` wrote, a row each."""
    groups = pd.DataFrame([group.split("|") for group in text.split(";") if group], columns=KEY)
    for name in KEY:
        groups = groups.assign(**{name: groups[name].str.split(",")}).explode(name)
    return groups.map(unquote).reset_index(drop=True)
