"""Prevalence: the raw QOF files, one row a practice and register."""

import re

import pandas as pd

from jsna import schemas
from jsna.readers import tables
from jsna.readers.rawfile import RawFile
from jsna.schemas import Tidy

#: Headings of the raw files, by the first year that used them.
LAYOUTS = {
    "2018/19": {
        "PRACTICE_CODE": "practice_code",
        "INDICATOR_GROUP_CODE": "register",
        "REGISTER": "patients",
        "PATIENT_LIST_TYPE": "list_type",
        "PATIENT_LIST_SIZE": "list_size",
    },
    "2019/20": {
        "PRACTICE_CODE": "practice_code",
        "GROUP_CODE": "register",
        "REGISTER": "patients",
        "PATIENT_LIST_TYPE": "list_type",
        "PATIENT_LIST_SIZE": "list_size",
    },
    "2020/21": {
        "PRACTICE_CODE": "practice_code",
        "GROUP_CODE": "register",
        "REGISTER": "patients",
        "PATIENT_LIST_TYPE": "list_type",
        "PRACTICE_LIST_SIZE": "list_size",
    },
}
#: Years in which only one layout was used: the headings tell the year. Since 2020/21 they do not.
ONE_YEAR = ("2018/19", "2019/20")
HEADINGS = sorted({heading for layout in LAYOUTS.values() for heading in layout})
YEAR_IN_NAME = re.compile(r"(?<!\d)(?:20)?(\d\d)[-_ ]?(\d\d)(?!\d)")


def recognises(raw: RawFile) -> bool:
    """Whether a text file has the headings of a raw prevalence file, one of them renamed at most."""
    found = {heading.upper() for heading in tables.headings(raw)}
    return any(len(found & set(layout)) >= 4 for layout in LAYOUTS.values()) and len(found) <= 6


def read(raw: RawFile) -> list[Tidy]:
    """Registers and lists of every practice in one year.

    Raises
    ------
    FileError
        Where a column is renamed, the year cannot be told, a cell is no count, a key is repeated, or
        many registers are above their list.
    """
    frame = raw.frame.rename(columns=str.upper)
    layout = _layout(raw, frame)
    period = _period(raw, layout)
    named = tables.refuse_empty(tables.columns(frame, LAYOUTS[layout], raw), "practices", raw)
    rows = pd.DataFrame(
        {
            "practice_code": named["practice_code"].str.strip(),
            "period": period,
            "register": named["register"].str.strip(),
            "list_type": named["list_type"].str.strip(),
            "patients": tables.counts(named["patients"], raw, "", "REGISTER", missing=("",)),
            "list_size": tables.counts(named["list_size"], raw, "", _heading(layout, "list_size"), missing=()),
        },
        index=named.index,
    )
    notes = _registers_above_their_list(raw, rows) + _without_a_register(rows)
    tidy = Tidy("prevalence", "qof_raw", tables.lineage(rows, raw), rows_read=len(frame), notes=notes)
    return [schemas.check(tidy)]


def _heading(layout: str, column: str) -> str:
    return next(heading for heading, name in LAYOUTS[layout].items() if name == column)


def _layout(raw: RawFile, frame: pd.DataFrame) -> str:
    found = set(frame.columns)
    best = max(LAYOUTS, key=lambda layout: len(found & set(LAYOUTS[layout])))
    missing = sorted(set(LAYOUTS[best]) - found)
    if missing:
        extra = sorted(found - set(HEADINGS)) or ["no other column"]
        raise tables.refusal(raw, f"a column {missing[0]}", ", ".join(extra), row=1, column=missing[0])
    return best


def _period(raw: RawFile, layout: str) -> str:
    named = _years_in_name(raw.name)
    if layout in ONE_YEAR:
        if named and layout not in named:
            raise tables.refusal(raw, f"the year {layout}, whose headings these are", f"{named[-1]} in its name")
        return layout
    later = [year for year in named if year >= layout]
    if not later:
        raise tables.refusal(
            raw,
            "the year in the file's name or folder, such as 2022-23 or 2223 (the file itself holds none)",
            ", ".join(named) or "no year",
        )
    return later[-1]


def _years_in_name(name: str) -> list[str]:
    pairs = YEAR_IN_NAME.findall(name)
    return [f"20{first}/{second}" for first, second in pairs if int(second) == (int(first) + 1) % 100]


def _registers_above_their_list(raw: RawFile, rows: pd.DataFrame) -> tuple[str, ...]:
    above = rows[rows["patients"] > rows["list_size"]]
    if len(above) > max(10, len(rows) // 100):
        raise tables.refusal(
            raw,
            "registers no larger than their lists",
            f"{len(above):,} rows with a larger register",
            row=int(above.index[0]),
            column="REGISTER",
        )
    practices = ", ".join(sorted(above["practice_code"].unique()))
    return (f"{len(above)} rows have a register above the list (practices {practices}).",) if len(above) else ()


def _without_a_register(rows: pd.DataFrame) -> tuple[str, ...]:
    # In 2018/19 some practices have a list and no register at all: not a zero.
    without = rows.loc[rows["patients"].isna(), "practice_code"].nunique()
    return (f"{without} practices have a blank where a register should be.",) if without else ()
