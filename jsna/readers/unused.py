"""Publications that are known by their layout and that nothing uses: they are named, and not read."""

from collections.abc import Mapping

import pandas as pd

from jsna.readers.rawfile import RawFile
from jsna.readers.tables import headings, lacks, normal, sheet_names
from jsna.schemas import Tidy

#: Headings of text files in every spelling, with the publication that they are of; the first that are all there are meant.
HEADINGS: tuple[tuple[str, Mapping[str, tuple[str, ...]]], ...] = (
    *(("qof_achievement", {"practice": ("PRACTICE_CODE", "PRACTICECODE"), "indicator": ("INDICATOR_CODE", "INDICATORCODE"), **numbers})
      for numbers in ({"measure": ("MEASURE",), "value": ("VALUE",)}, {"numerator": ("NUMERATOR",), "denominator": ("DENOMINATOR",)},
                      {"exceptions": ("EXCEPTION_COUNT",)})),
    ("qof_indicators", {"indicator": ("INDICATOR_CODE",), "points": ("INDICATOR_POINT_VALUE",), "list": ("PATIENT_LIST_TYPE",)}),
    ("qof_validation", {"practice": ("PRACTICE_CODE",), "rule": ("VALIDATION_RULE",), "description": ("RULE_DESCRIPTION",)}),
    ("payments_to_practices", {
        "practice": ("Practice Code", "PracticeCode"),
        "payments": ("Total NHS Payments to General Practice", "TotalNHSPaymentsToGeneralPractice_£", "TotalNHSPaymentsToGeneralPractice"),
    }),
    ("ae_by_provider", {"month": ("period",), "provider": ("org_code",), "attendances": ("attendances",), "late": ("breaches",)}),
    ("ae_by_provider", {"month": ("Period",), "provider": ("Org Code",), "attendances": ("A&E attendances Type 1",)}),
    ("weekly_deaths", {"breakdown": ("category_1",), "category": ("category_2",), "deaths": ("counts",), "week_ending": ("date",)}),
)  # fmt: skip
#: A list of practices with their areas has the maximum points too; alone with the practice they are a publication.
POINTS = {"PRACTICE_CODE", "REVISED_MAXIMUM_POINTS"}
#: Sheets of workbooks.
SHEETS = (
    ("modelled_prevalence", {"estprev", "qofprev"}),
    ("national_life_tables", {"1980-1982", "2015-2017"}),
    ("ae_by_provider", {"provider level data"}),
    ("ae_england", {"activity", "performance"}),
)
NOTE = "Nothing uses this publication: it is named here and left alone."


def recognises(raw: RawFile) -> bool:
    """Whether a file has the headings or the sheets of one of these publications."""
    return _publication(raw) != ""


def read(raw: RawFile) -> list[Tidy]:
    """No rows: the publication, under no table."""
    return [Tidy("", _publication(raw), pd.DataFrame(), 0, notes=(NOTE,))]


def _publication(raw: RawFile) -> str:
    titles, sheets = headings(raw), {normal(sheet) for sheet in sheet_names(raw)}
    if set(titles) == POINTS:
        return "qof_points"
    matches = (publication for publication, names in HEADINGS if titles and not lacks(titles, names))
    return next(matches, next((publication for publication, names in SHEETS if names <= sheets), ""))
