"""Prevalence: the raw QOF files, one row a practice and register."""

import re

import pandas as pd

from jsna import schemas
from jsna.readers import tables
from jsna.readers.rawfile import RawFile
from jsna.schemas import Tidy

#: Headings of the raw files, by the first year that used them.
LAYOUTS = {
    "2018/19": {"PRACTICE_CODE": "practice_code", "INDICATOR_GROUP_CODE": "register", "REGISTER": "patients",
                "PATIENT_LIST_TYPE": "list_type", "PATIENT_LIST_SIZE": "list_size"},
    "2019/20": {"PRACTICE_CODE": "practice_code", "GROUP_CODE": "register", "REGISTER": "patients",
                "PATIENT_LIST_TYPE": "list_type", "PATIENT_LIST_SIZE": "list_size"},
    "2020/21": {"PRACTICE_CODE": "practice_code", "GROUP_CODE": "register", "REGISTER": "patients",
                "PATIENT_LIST_TYPE": "list_type", "PRACTICE_LIST_SIZE": "list_size"},
}
#: Years in which only one layout was used: the headings tell the year. Since 2020/21 they do not.
ONE_YEAR = ("2018/19", "2019/20")

#: List types that a register has in a layout; they show a file whose headings belong to other years than its rows.
LIST_TYPES = {("2018/19", "AST"): "TOTAL", ("2019/20", "AST"): "TOTAL", ("2020/21", "AST"): "06OV"}

YEAR_IN_NAME = re.compile(r"(?<!\d)(?:20)?(\d\d)[-_ ]?(?:20)?(\d\d)(?!\d)")
#: Raw files begin with 2013/14; smaller pairs of numbers in a path are days and months.
FIRST_YEAR = 13


def recognises(raw: RawFile) -> bool:
    """Whether a text file has the headings of a raw prevalence file, one of them renamed at most."""
    found = {heading.upper() for heading in tables.headings(raw)}
    return any(len(found & set(layout)) >= 4 for layout in LAYOUTS.values()) and len(found) <= 6


def read(raw: RawFile) -> list[Tidy]:
    """Registers and lists of every practice in one year.

    Raises
    ------
    FileError
        Where a column is renamed, the year cannot be told, a cell is no count, a code is unknown,
        a key is repeated, or many registers are above their list.
    """
    layout = _layout(raw)
    period = _period(raw, layout)
    headings = {name: heading for heading, name in LAYOUTS[layout].items()}
    frame = raw.frame.rename(columns=str.upper)
    named = tables.refuse_empty(_filled(tables.columns(frame, LAYOUTS[layout], raw)), "practices", raw)
    rows = pd.DataFrame(
        {
            "practice_code": _codes(named["practice_code"]),
            "period": period,
            "register": _known(raw, _codes(named["register"]), headings["register"], schemas.REGISTERS),
            "list_type": _known(raw, _codes(named["list_type"]), headings["list_type"], schemas.LIST_TYPES),
            "patients": tables.counts(named["patients"], raw, "", headings["patients"]),
            "list_size": tables.counts(named["list_size"], raw, "", headings["list_size"], missing=()),
        },
        index=named.index,
    )
    _refuse_repeats(raw, rows)
    _refuse_other_years(raw, rows, layout)
    notes = _registers_above_their_list(raw, rows) + _without_a_register(rows)
    return [schemas.check(Tidy("prevalence", "qof_raw", tables.lineage(rows, raw), rows_read=len(rows), notes=notes))]


def _layout(raw: RawFile) -> str:
    found = {heading.upper() for heading in raw.header}
    best = max(LAYOUTS, key=lambda layout: len(found & set(LAYOUTS[layout])))
    missing = [name for heading, name in LAYOUTS[best].items() if heading not in found]
    if missing:
        spellings = sorted({heading for layout in LAYOUTS.values() for heading, name in layout.items() if name == missing[0]})
        extra = sorted(found - {heading for layout in LAYOUTS.values() for heading in layout}) or ["no such column"]
        raise tables.refusal(raw, f"a column {' or '.join(spellings)}", " and ".join(extra), row=1, column=spellings[0],
                             remedy="Give the column its published heading, or download the file again; nothing was changed.")
    return best


def _period(raw: RawFile, layout: str) -> str:
    """The year of the file: from the headings where only one year used them, else from the nearest year in its path."""
    named = _years_in_name(raw.name)
    fitting = [year for year in named if year == layout or (layout not in ONE_YEAR and year > layout)]
    if named and not fitting:
        raise tables.refusal(raw, f"the year {layout}{'' if layout in ONE_YEAR else ' or later'}, whose headings these are",
                             f"{named[-1]} in its name", remedy="Keep the name that the publisher gave the file; nothing was changed.")
    if layout in ONE_YEAR:
        return layout
    if not fitting:
        raise tables.refusal(raw, "a year in the file's name or folder, because the file itself holds none", "no year",
                             remedy="Keep the publisher's name, such as PREVALENCE_2223.csv, or use a folder named such as 2022-23.")
    return fitting[-1]


def _years_in_name(name: str) -> list[str]:
    pairs = [(int(first), int(second)) for first, second in YEAR_IN_NAME.findall(name)]
    return [f"20{first}/{second}" for first, second in pairs if second == first + 1 and first >= FIRST_YEAR]


def _codes(column: pd.Series) -> pd.Series:
    return column.fillna("").str.strip()


def _filled(named: pd.DataFrame) -> pd.DataFrame:
    """The rows with anything in them: some programs leave blank lines at the end."""
    return tables.filled(named) if (named["practice_code"].fillna("") == "").any() else named


def _known(raw: RawFile, codes: pd.Series, heading: str, known: tuple[str, ...]) -> pd.Series:
    # A new code means a definition that no indicator has yet: left out, it would be missed by nobody.
    odd = [code for code in codes.unique() if code not in known]
    if odd:
        raise tables.refusal(raw, f"one of {', '.join(known)}", repr(odd[0]), row=int(codes.index[codes == odd[0]][0]), column=heading,
                             remedy="Correct the cell, or report the new code to the maintainers; nothing was changed.")
    return codes


def _refuse_repeats(raw: RawFile, rows: pd.DataFrame) -> None:
    key = ["practice_code", "register"]
    repeated = rows.index[rows.duplicated(key)]
    if len(repeated):
        practice, register = rows.loc[repeated[0], key]
        first = rows.index[(rows["practice_code"] == practice) & (rows["register"] == register)][0]
        raise tables.refusal(raw, f"one row for practice {practice} and register {register}", f"rows {first:,} and {repeated[0]:,}",
                             remedy="Remove one of the two rows; nothing was changed.")


def _refuse_other_years(raw: RawFile, rows: pd.DataFrame, layout: str) -> None:
    for (year, register), list_type in LIST_TYPES.items():
        odd = rows[(rows["register"] == register) & (rows["list_type"] != list_type)] if year == layout else rows.iloc[:0]
        if len(odd):
            raise tables.refusal(raw, f"{list_type} for {register}, as in files with these headings ({layout})",
                                 repr(odd["list_type"].iloc[0]), row=int(odd.index[0]), column="PATIENT_LIST_TYPE")


def _registers_above_their_list(raw: RawFile, rows: pd.DataFrame) -> tuple[str, ...]:
    """A note of the rows, which are kept: published totals of areas contain them. Refused where they are many."""
    above = rows[(rows["patients"] > rows["list_size"]).fillna(False)]
    # A few rows of a short file may be those of one odd practice; half of a file are not.
    if len(above) > max(len(rows) // 100, min(10, len(rows) // 2)):
        raise tables.refusal(raw, "registers no larger than their lists", f"{len(above):,} of {len(rows):,} with a larger register",
                             row=int(above.index[0]), column="REGISTER",
                             remedy="The columns of registers and lists may be swapped: download the file again; nothing was changed.")
    practices = sorted(above["practice_code"].unique())
    return (f"{_counted(len(above), 'row has', 'rows have')} a register above the list "
            f"({'practices' if len(practices) > 1 else 'practice'} {', '.join(practices)}).",) if practices else ()


def _without_a_register(rows: pd.DataFrame) -> tuple[str, ...]:
    # In 2018/19 some practices have a list and no register at all: not a zero.
    without = rows.loc[rows["patients"].isna(), "practice_code"].nunique()
    return (f"{_counted(without, 'practice has', 'practices have')} no number where a register should be.",) if without else ()


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
