"""Frames: the rows and columns of a figure, of any DataFrame that an analyst has."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from pandas.api import types

from jsna.errors import JsnaError
from jsna.figures.core.figure import Column
from jsna.figures.core.words import MINUS

#: What a value is called that is not there.
MISSING = "missing"
#: Whole numbers that are years.
YEARS = (1900, 2100)


def tabled(rows: pd.DataFrame, call: str) -> tuple[pd.DataFrame, dict[str, Column]]:
    """Rows of numbers and words alone, and their columns; a named index first, and `attrs["units"]` behind the names.

    Raises
    ------
    JsnaError
        Where a column has no name of its own, or a cell is neither a number nor words, naming the call.
    """
    is_numbering = rows.index.names == [None] and types.is_integer_dtype(rows.index)
    flat = rows.reset_index(drop=is_numbering)
    labels = _labels(flat, rows.attrs.get("units", {}), call)
    plain = pd.DataFrame({f"c{at}": _values(flat.iloc[:, at], f"{call}, column {label}") for at, label in enumerate(labels)})
    return plain, {f"c{at}": _column(label, plain[f"c{at}"]) for at, label in enumerate(labels)}


def _labels(flat: pd.DataFrame, units: dict[str, str], call: str) -> list[str]:
    titles = [" ".join(map(str, label if isinstance(label, tuple) else (label,))).strip() for label in flat.columns]
    labels = [f"{label}, {units[label]}" if units.get(label) else label for label in titles]
    for label in labels:
        if not label or labels.count(label) > 1:
            raise JsnaError(f"{call}: expected each column once and with a name, found {label!r}.", "Rename it: `df.rename(columns={…})`.")
    return labels


def _values(values: "pd.Series[Any]", place: str) -> "pd.Series[Any]":
    """A column of numbers or of words, whatever pandas holds it as."""
    for row, what in _no_cells(values):
        raise JsnaError(f"{place}, row {row}: expected a number or words, found {what}.", "Take it out, or say it in words.")
    if types.is_bool_dtype(values):
        return values.map({True: "yes", False: "no"}).astype("object")
    if types.is_numeric_dtype(values):
        number = values.astype("float64").round(12)
        return number.map("{:.0f}".format) if _are_years(number) else number
    words = values.astype("object")
    return words.map(lambda value: value if pd.isna(value) else str(value).removesuffix(" 00:00:00"))  # as pandas writes a day


def _no_cells(values: "pd.Series[Any]") -> Iterator[tuple[int, str]]:
    """The rows, from 1, with what is neither a number nor words."""
    for row, value in enumerate(values, 1):
        if not types.is_scalar(value):
            yield row, f"a {type(value).__name__}"
        elif str(value).strip("-+") in ("inf", "Infinity") or types.is_complex(value):
            yield row, str(value)


def _are_years(numbers: "pd.Series[float]") -> bool:
    return bool(numbers.notna().all() and numbers.between(*YEARS).all() and (numbers % 1 == 0).all())


def _column(label: str, values: "pd.Series[Any]") -> Column:
    if not types.is_numeric_dtype(values):
        return Column(label, lambda value: MISSING if pd.isna(value) else str(value), numeric=False)
    decimals = _decimals(values.dropna())
    return Column(label, lambda value: MISSING if pd.isna(value) else f"{value:,.{decimals}f}".replace("-", MINUS))


def _decimals(numbers: "pd.Series[float]") -> int:
    """None of whole numbers; else those that leave about three figures of the largest."""
    if (numbers % 1 == 0).all():
        return 0
    largest = float(numbers.abs().max())
    return 1 if largest >= 10 else 2 if largest >= 1 else 3
