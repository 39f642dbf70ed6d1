"""What is behind a figure: the keys of its indicator rows as one short text, kept in the page so that numbers can be traced."""

from itertools import product
from urllib.parse import quote, unquote

import pandas as pd

KEY = ["indicator_id", "footprint", "area_code", "period"]


def as_text(rows: pd.DataFrame) -> str:
    """Keys of indicator rows in their order, neighbours that share the rest put together: `indicators|footprint|areas|periods; …`.

    Empty without keys.
    """
    if not set(KEY) <= set(rows.columns):
        return ""
    each = pd.DataFrame({name: rows[name].astype("str").map(_safe) for name in KEY}).drop_duplicates()
    for several in ("period", "area_code", "indicator_id"):
        each = _together(each, several)
    return ";".join("|".join(row) for row in each[KEY].itertuples(index=False))


def are_rows(rows: pd.DataFrame) -> bool:
    """Whether each row is one indicator row, so that the keys of `as_text` are those of the rows, in order."""
    return set(KEY) <= set(rows.columns) and not rows[KEY].isna().any(axis=None) and not rows.duplicated(KEY).any()


def _together(each: pd.DataFrame, several: str) -> pd.DataFrame:
    others = [name for name in KEY if name != several]
    run = each[others].ne(each[others].shift()).any(axis=1).cumsum()
    return each.groupby(run).agg({**dict.fromkeys(others, "first"), several: ",".join})


def _safe(value: str) -> str:
    return quote(value, safe="/")


def from_text(text: str) -> pd.DataFrame:
    """The keys that `as_text` wrote, a row each, in their order."""
    return pd.DataFrame(keys(text), columns=KEY)


def keys(text: str) -> list[tuple[str, ...]]:
    """As `from_text`, without a frame: a page has many texts, and an edition many pages."""
    groups = [[part.split(",") for part in group.split("|")] for group in text.split(";") if group]
    return [tuple(map(unquote, key)) for group in groups for key in product(*group)]
