"""What comes with the raw QOF files: indicators and their points, maximum points of practices, outcomes of validation."""

import pandas as pd

from jsna.readers.rawfile import RawFile
from jsna.readers.tables import MISSING, chosen, headings, lacks, lineage, numbers
from jsna.readers.years import year_of
from jsna.schemas import Tidy, check

#: The tables, each with its headings in every spelling and those that some years lack.
TABLES: dict[str, dict[str, tuple[str, ...]]] = {
    "qof_indicators": {"indicator_code": ("INDICATOR_CODE",), "points": ("INDICATOR_POINT_VALUE",),
                       "register": ("GROUP_CODE", "INDICATOR_GROUP_CODE"),
                       "register_name": ("GROUP_DESCRIPTION", "INDICATOR_GROUP_DESCRIPTION"), "list_type": ("PATIENT_LIST_TYPE",)},
    "qof_validation": {"practice_code": ("PRACTICE_CODE",), "rule": ("VALIDATION_RULE",), "description": ("RULE_DESCRIPTION",)},
    "qof_points": {"practice_code": ("PRACTICE_CODE",), "maximum_points": ("REVISED_MAXIMUM_POINTS",)},
}
OPTIONAL: dict[str, dict[str, tuple[str, ...]]] = {"qof_indicators": {"description": ("INDICATOR_DESCRIPTION",)}}
ORDER = {
    "qof_indicators": ("indicator_code", "period", "register", "register_name", "description", "points", "list_type"),
    "qof_validation": ("practice_code", "period", "rule", "description"),
    "qof_points": ("practice_code", "period", "maximum_points"),
}
NUMBERS = ("points", "maximum_points")
#: What the raw QOF files have had where a number should be.
QOF_MISSING = (*MISSING, "NA", "Insufficient indicator data", "#VALUE!")


def recognises(raw: RawFile) -> bool:
    """Whether a text file is one of these tables."""
    return _table(raw) is not None


def read(raw: RawFile) -> list[Tidy]:
    """The one table that a file holds, in the year of its name.

    Raises
    ------
    FileError
        Where the name has no year, a cell is no number, or a key is repeated.
    """
    table = _table(raw) or ""
    frame, spelt = chosen(raw, TABLES[table], OPTIONAL.get(table), of_what="rows")
    period = year_of(raw, "MAPPING_INDICATORS_2021.csv")
    values = {name: numbers(frame[name], raw, "", spelt[name], missing=()) for name in NUMBERS if name in frame}
    rows = pd.DataFrame({"period": period, "description": "", **frame, **values}, index=frame.index)
    return [check(Tidy(table, table, lineage(rows[list(ORDER[table])], raw), len(rows)))]


def _table(raw: RawFile) -> str | None:
    found = headings(raw)
    known = next((table for table, names in TABLES.items() if not lacks(found, names)), None)
    # A list of practices with their areas has the maximum points too.
    return None if known == "qof_points" and len(found) > len(TABLES[known]) else known
