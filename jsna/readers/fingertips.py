"""Fingertips of OHID (before: PHE): any indicator, for any mixture of areas, as the csv export gives it."""

import pandas as pd

from jsna.readers import published
from jsna.readers.rawfile import RawFile
from jsna.readers.tables import chosen, dropped, headings, lacks, numbers
from jsna.schemas import Tidy, check

#: Headings that every export has had.
NAMES = {
    "indicator_id": ("Indicator ID",), "indicator_name": ("Indicator Name",), "parent_code": ("Parent Code",),
    "area_code": ("Area Code",), "area_name": ("Area Name",), "area_type": ("Area Type",), "sex": ("Sex",), "age": ("Age",),
    "category_type": ("Category Type",), "category": ("Category",), "period": ("Time period",), "value": ("Value",),
    "numerator": ("Count",), "denominator": ("Denominator",), "value_note": ("Value note",),
    "lower_95": ("Lower CI 95.0 limit", "Lower CI limit"), "upper_95": ("Upper CI 95.0 limit", "Upper CI limit"),
}
#: Limits that older exports have not; the newer ones have both.
LIMITS = {"lower_998": ("Lower CI 99.8 limit",), "upper_998": ("Upper CI 99.8 limit",)}
NUMBERS = ("value", "numerator", "denominator", "lower_95", "upper_95", *LIMITS)
#: Columns that are not in the data of every export but in that of none mean anything else: comparisons that jsna makes itself.
NEARLY_ALL = len(NAMES) - 1


def recognises(raw: RawFile) -> bool:
    """Whether a text file has the headings of a Fingertips export, one of them renamed at most."""
    return len(lacks(headings(raw), NAMES)) <= len(NAMES) - NEARLY_ALL


def read(raw: RawFile) -> list[Tidy]:
    """Value, limits, count and denominator of every row; an area below two parents stays there twice.

    Raises
    ------
    FileError
        Where a column is renamed, a cell is no number, or a key is repeated.
    """
    both = {} if len(lacks(raw.header, LIMITS)) == len(LIMITS) else LIMITS
    every, heading = chosen(raw, {**NAMES, **both}, of_what="values")
    additions = every["indicator_id"] == ""  # of repositories that appended rows of their own: Fingertips never leaves the ID out
    frame = every[~additions]
    values = {name: numbers(frame[name], raw, "", heading[name], missing=("",)) if name in frame else float("nan") for name in NUMBERS}
    # Labels have had line feeds and blanks at their ends.
    words = {name: frame[name].str.split().str.join(" ") for name in NAMES if name not in NUMBERS}
    rows = pd.DataFrame({**words, **values}, index=frame.index)
    published.refuse_contradictions(raw, rows, heading)
    drops = dropped({"no indicator ID: not a row of Fingertips": additions})
    return [check(Tidy("published_values", "fingertips", published.published_values(rows, raw), len(every), drops, _notes(rows)))]


def _notes(rows: pd.DataFrame) -> tuple[str, ...]:
    without = int(rows["value"].isna().sum())
    indicators, kinds = (", ".join(sorted(rows[name].unique())) for name in ("indicator_name", "area_type"))
    contents = f"Indicators: {indicators}. Kinds of area: {kinds}."
    return (contents, f"{without:,} rows have no value: suppressed or not calculable.") if without else (contents,)
