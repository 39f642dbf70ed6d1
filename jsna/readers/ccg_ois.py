"""CCG Outcomes Indicator Set of NHS Digital: a workbook an indicator, by CCG and sex or age."""

import re

import pandas as pd

from jsna.readers import published, tables
from jsna.readers.rawfile import RawFile
from jsna.schemas import Tidy, check

#: Headings by which the table is found, and those that a workbook may have.
REQUIRED = ("Reporting period", "Breakdown", "Level description", "Indicator value")
NAMES = {
    "period": ("Reporting period",), "area_type": ("Breakdown",), "gss_code": ("ONS code", "ONSCode"), "level": ("Level",),
    "area_name": ("Level description",), "value": ("Indicator value",),
    "sex": ("Gender", "Sex"), "age": ("Age", "Age group", "Age band"), "category": ("Condition",),
    "lower_95": ("CI lower", "Lower CI"), "upper_95": ("CI upper", "Upper CI"),
    "denominator": ("Denominator", "Registered patients"), "numerator": ("Numerator", "Observed"),
}
#: How the ONS code of a CCG begins.
CCG = "E38"
NUMBERS = ("value", "lower_95", "upper_95", "numerator", "denominator")
#: A text file holds no title: the indicator is in the name that the publisher gave it (CCG_2.6_I00757_D.csv).
NAMED = re.compile(r"ccg_(?P<id>\d\.\d+\w*?)_", re.IGNORECASE)
TITLE = re.compile(r"ccg ois indicator (?P<id>\d\.\d+\w*) ?- ?(?P<name>.+)")
#: The sheets of a workbook that a council made of many of these are named after the indicators.
COMPILED = {"1.1", "1.2", "2.6", "3.1"}
#: What stands for a number that there is not, and what it means.
ABSENT = {"": "not available", "-": "not available", "*": "suppressed", "**": "suppressed"}


def recognises(raw: RawFile) -> bool:
    """Whether a workbook or text file is that of one indicator, or a workbook made of those of many."""
    return _place(raw) is not None or set(tables.sheet_names(raw)) >= COMPILED


def read(raw: RawFile) -> list[Tidy]:
    """Value, limits, numerator and denominator by period, area and sex.

    Raises
    ------
    FileError
        Where the workbook was compiled from those of the publisher, names no indicator, or a cell is no number.
    """
    place = _place(raw)
    if place is None:
        sheets = "sheets of many indicators, each in a layout of its own with names of areas and no codes, compiled by somebody else"
        raise tables.refusal(raw, "the workbook of one indicator as NHS Digital published it", sheets,
                             remedy="Download the files of the indicators from digital.nhs.uk/ccgois; nothing was changed.")
    sheet, header = place
    table = tables.sheet_frame(raw, sheet, header) if sheet else raw.frame.fillna("")
    frame = tables.refuse_empty(tables.filled(table), "areas", raw, sheet)
    return [check(_tidy(raw, sheet, frame[(frame != "").sum(axis=1) > 1], *_indicator(raw, sheet, header)))]


def _place(raw: RawFile) -> tuple[str, int] | None:
    # One indicator has a title, its notes and its data.
    if raw.kind == "text" and {tables.normal(name) for name in REQUIRED} <= {tables.normal(name) for name in tables.headings(raw)}:
        return "", 0
    return tables.table_place(raw, REQUIRED, most_sheets=5)


def _indicator(raw: RawFile, sheet: str, header: int) -> tuple[str, str]:
    if not sheet:
        name_match = NAMED.search(raw.name.rsplit("/", 1)[-1])
        if name_match is None:
            raise tables.refusal(raw, "the indicator in the file's name, because the file itself names none", "none",
                                 remedy="Keep the publisher's name, such as CCG_2.6_I00757_D.csv; nothing was changed.")
        return name_match["id"], ""
    above = [tables.normal(cell) for row in tables.sheet_rows(raw, sheet)[:header] for cell in row]
    title = next((match for match in map(TITLE.fullmatch, above) if match), None)
    if title is None:
        raise tables.refusal(raw, "`CCG OIS Indicator 1.2 - …` above the table", "no such title", sheet=sheet)
    cells = [tables.text(cell) for row in tables.sheet_rows(raw, sheet)[:header] for cell in row]
    return title["id"], next(cell for cell in cells if tables.normal(cell) == title[0])[-len(title["name"]):]


def _tidy(raw: RawFile, sheet: str, frame: pd.DataFrame, indicator: str, title: str) -> Tidy:
    names = tables.spellings(map(str, frame.columns), NAMES)
    table = tables.columns(frame, names, raw, sheet)
    heading = {name: spelling for spelling, name in names.items()}
    values = {name: tables.numbers(table[name], raw, sheet, heading[name], ABSENT) if name in table else float("nan") for name in NUMBERS}
    note = table["value"].map(ABSENT).fillna("")
    words = {name: table.get(name, "") for name in ("area_name", "area_type", "sex", "age", "category")}
    period = tables.matching(raw, table["period"], r".*\d.*", "a period", "Reporting period", sheet)
    rows = pd.DataFrame({**words, **values, "indicator_id": f"ccg_ois_{indicator}", "indicator_name": title,
                         "area_code": _codes(raw, sheet, table), "period": period, "category_type": heading.get("category", ""),
                         "value_note": note})
    published.refuse_contradictions(raw, rows, heading, sheet)
    return Tidy("published_values", "ccg_ois", published.published_values(rows, raw, sheet), len(rows))


def _codes(raw: RawFile, sheet: str, table: pd.DataFrame) -> pd.Series:
    """The ODS code in `Level` where there is one, else the ONS code."""
    empty = pd.Series("", index=table.index, dtype="str")
    level, gss = table.get("level", empty), table.get("gss_code", empty)
    by_ods = level.str.fullmatch(r"[0-9A-Z]{3}")
    # One kind of area has one kind of code: a row without it was changed, and would be another area's.
    of_ccgs = gss.str.startswith(CCG)
    tables.refuse_where(raw, of_ccgs & ~by_ods & bool(by_ods[of_ccgs].any()), level, "the ODS code of a CCG", "Level", sheet)
    return tables.matching(raw, level.where(by_ods, gss), r"[0-9A-Z]{3}|E\d{8}", "the code of an area", "Level", sheet)
