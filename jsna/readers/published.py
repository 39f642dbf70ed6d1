"""Published values: what a value, its limits and its counts say of each other."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from jsna.readers.rawfile import RawFile
from jsna.readers.tables import lineage, refuse_where
from jsna.schemas import TIDY

#: Each number is at most the next one.
IN_ORDER = ("lower_998", "lower_95", "value", "upper_95", "upper_998")
#: Events over people times one of these are a value of every row, for it to be a proportion or a crude rate.
FACTORS = (100, 1_000, 100_000)
#: The share of rows of an indicator of which that holds, and how far a row may be off it: small practices' values are rounded.
MOST, OFF = 0.95, 0.05
ROUNDING = 1e-6
#: What stands where a publication says nothing.
WORDS: dict[str, str | float] = dict.fromkeys(("area_type", "parent_code", "category_type", "category", "value_note"), "")
NUMBERS: dict[str, str | float] = dict.fromkeys((*IN_ORDER, "numerator", "denominator"), float("nan"))
#: The sexes as publishers write them, and as a definition names them.
SEXES = {"males": "Male", "females": "Female", "persons": "Persons", "male": "Male", "female": "Female", "both sexes": "Persons"}


def published_values(rows: pd.DataFrame, raw: RawFile, sheet: str = "") -> pd.DataFrame:
    """Rows of the tidy table `published_values`: the columns given, and what stands for those that this publication has not."""
    absent: dict[str, str | float] = {name: empty for name, empty in (WORDS | NUMBERS).items() if name not in rows}
    every = rows.assign(**absent)
    return lineage(every[[name for name in TIDY["published_values"].columns if name in every]], raw, sheet)


def refuse_contradictions(raw: RawFile, rows: pd.DataFrame, headings: Mapping[str, str], sheet: str = "") -> None:
    """Refuse a value outside its limits, or another one than its counts give.

    Raises
    ------
    FileError
        Naming the first such row.
    """
    names = rows.groupby("indicator_id")["indicator_name"].transform("first")
    refuse_where(raw, rows["indicator_name"] != names, rows["indicator_name"], "one name of each indicator",
                 headings.get("indicator_name", ""), sheet)
    present = [name for name in IN_ORDER if name in headings]
    for low, high in zip(present, present[1:], strict=False):
        refuse_where(raw, rows[low] - rows[high] > ROUNDING, rows[low], f"at most {headings[high]}", headings[low], sheet)
    if {"numerator", "denominator"} <= headings.keys():
        for _, each in rows.groupby("indicator_id"):
            _refuse_other_value(raw, each, headings, sheet)


def _refuse_other_value(raw: RawFile, rows: pd.DataFrame, headings: Mapping[str, str], sheet: str) -> None:
    crude = rows["numerator"] / rows["denominator"].where(rows["denominator"] > 0)
    for factor in FACTORS:
        off = ((rows["value"] - factor * crude).abs() > OFF * np.maximum(rows["value"].abs(), factor * crude)).where(crude.notna())
        if off.notna().any() and off.mean() <= 1 - MOST:
            refuse_where(raw, off.eq(1), rows["value"], f"{factor:,} times {headings['numerator']} over {headings['denominator']}",
                         headings["value"], sheet)
