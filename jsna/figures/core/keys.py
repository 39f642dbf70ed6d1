"""What is behind a figure: the keys of its indicator rows as one short text, kept in the page so that numbers can be traced."""

from itertools import groupby, product
from urllib.parse import quote, unquote

import pandas as pd

KEY = ["indicator_id", "footprint", "area_code", "period"]


def as_text(rows: pd.DataFrame) -> str:
    """Keys of indicator rows in their order, neighbours that share the rest put together: `indicators|footprint|areas|periods; …`.

    Empty where rows have no such columns; a row that has them and lacks a key is refused.
    """
    if not set(KEY) <= set(rows.columns):
        return ""
    if (without := rows[KEY].isna().any(axis=1).to_numpy()).any():
        raise ValueError(f"indicator rows without a key at positions {without.nonzero()[0][:5].tolist()}")
    each = [tuple(map(_safe, key)) for key in dict.fromkeys(rows[KEY].astype("str").itertuples(index=False, name=None))]
    for several in ("period", "area_code", "indicator_id"):
        each = _together(each, KEY.index(several))
    return ";".join("|".join(key) for key in each)


def are_rows(rows: pd.DataFrame) -> bool:
    """Whether each row is one indicator row, so that the keys of `as_text` are those of the rows, in order."""
    return set(KEY) <= set(rows.columns) and not rows.duplicated(KEY).any()


def _together(each: list[tuple[str, ...]], at: int) -> list[tuple[str, ...]]:
    runs = [list(run) for _, run in groupby(each, lambda key: (key[:at], key[at + 1 :]))]
    return [(*run[0][:at], ",".join(key[at] for key in run), *run[0][at + 1 :]) for run in runs]


def _safe(value: str) -> str:
    return quote(value, safe="/")


def from_text(text: str) -> pd.DataFrame:
    """The keys that `as_text` wrote, a row each, in their order."""
    return pd.DataFrame(keys(text), columns=KEY)


def keys(text: str) -> list[tuple[str, ...]]:
    """As `from_text`, without a frame: a page has many texts, and an edition many pages."""
    groups = [[part.split(",") for part in group.split("|")] for group in text.split(";") if group]
    return [tuple(map(unquote, key)) for group in groups for key in product(*group)]
