"""Fingertips as the Trafford Data Lab re-shaped it: one indicator a file, values without limits or counts."""

import re

import pandas as pd

from jsna.readers.published import SEXES, published_values
from jsna.readers.rawfile import RawFile
from jsna.readers.tables import chosen, headings, lacks, matching, numbers
from jsna.schemas import Tidy, check

NAMES = {
    "area_code": ("area_code",), "area_name": ("area_name",), "period": ("period",), "indicator_name": ("indicator",),
    "measure": ("measure",), "sex": ("unit",), "value": ("value",),
}
#: What stands in some of the files only; a group of deprivation is one of areas of England, and no part of the area named.
OPTIONAL = {"area_type": ("area_type",), "category": ("inequality",)}
ABSENT = ("", "NA")
#: What a kind of area is called that a file does not name, by how its codes begin.
KINDS = {"E92": "England", "E10": "County", "E07": "District", "E06": "UA", "E08": "UA", "E09": "UA"}


def recognises(raw: RawFile) -> bool:
    """Whether a text file has these headings."""
    return not lacks(headings(raw), NAMES)


def read(raw: RawFile) -> list[Tidy]:
    """The value of each area and period; an indicator has no number in these files, and is known by its name.

    Raises
    ------
    FileError
        Where a cell is no number, or a key is repeated.
    """
    frame, heading = chosen(raw, NAMES, OPTIONAL, of_what="values")
    value = numbers(frame["value"], raw, "", heading["value"], missing=ABSENT)
    code = matching(raw, frame["area_code"], r"[EZ]\d{8}", "the code of an area of England", heading["area_code"])
    period, group = matching(raw, frame["period"], r".*\d.*", "a period", heading["period"]), _given(frame, "category")
    kind = _given(frame, "area_type")
    rows = frame[["area_code", "area_name", "indicator_name"]].assign(
        indicator_id=frame["indicator_name"].map(_called), period=period, value=value, category=group,
        area_type=kind.where(kind != "", code.str[:3].map(KINDS).fillna("Other")), sex=frame["sex"].str.casefold().map(SEXES).fillna(""),
        age="", category_type=group.where(group == "", "inequality"), value_note=value.isna().map({True: "missing", False: ""}))
    return [check(Tidy("published_values", "fingertips_reshaped", published_values(rows, raw), len(frame)))]


def _given(frame: pd.DataFrame, name: str) -> "pd.Series[str]":
    return frame[name].replace("NA", "") if name in frame else pd.Series("", frame.index, dtype="str")


def _called(name: str) -> str:
    """An indicator's name as an id: `children_in_low_income_families`."""
    return re.sub(r"\W+", "_", name.casefold()).strip("_")
