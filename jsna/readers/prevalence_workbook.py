"""Prevalence by CCG as published: the QOF workbooks, a sheet a disease, each with its year and the year before side by side."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from jsna import schemas
from jsna.readers import tables
from jsna.readers.rawfile import RawFile
from jsna.schemas import Tidy

#: What each kind of area is called in headings, in every spelling that was published.
KINDS = {"ccg": ("ccg",), "sub_icb": ("sub icb location", "sub icb loc", "sub icb", "sub-icb location", "sub-icb")}
#: How a heading goes on after that.
ENDINGS = {
    "area_code": ("code", "ods code", "ods code (practice parent)"),
    "gss_code": ("geography code", "ons code", "ons code (practice parent)"),
    "area_name": ("name", "name (practice parent)"),
}
AREA = {name: tuple(f"{kind} {ending}" for kinds in KINDS.values() for kind in kinds for ending in endings)
        for name, endings in ENDINGS.items()}
#: List type by the ages in the heading of a list (`Estimated List Size 17+`, `List size ages 17+`). Ages that are not here (`<=79`, `80+`,
#: `40+`) are those of some indicator in the same sheet, not those of the register.
LIST_TYPES = {"": "TOTAL", "6+": "06OV", "16+": "16OV", "17+": "17OV", "18+": "18OV", "30-74": "30_74", "50+": "50OV"}
#: Lists published in parts, which make up one: osteoporosis in 2014/15.
IN_PARTS = {("50-75", "75+"): "50OV"}

#: A disease by which a workbook of this kind is known, and how a register's code is written when it is not as everywhere else.
KNOWN_BY, RENAMED = ("AF", "CHD", "DM"), {"CVD-PP": "CVDPP"}
#: Of a workbook of other areas, or of practices, this many sheets of diseases are enough to know it.
FEW = 2
#: Smoking has a list, of all patients with any of several conditions, and never a register.
NO_REGISTER = ("SMOK",)
#: What stands for a number that there is not, and what it means.
ABSENT = {":": "not available (:)", "z": "not applicable (z)"}
#: How far from register over list a published prevalence may be, in percentage points, and still be its rounding.
ROUNDING = 1e-6

#: A year in a banner; a digit after it is the mark of a footnote (learning disabilities, 2018/19).
YEAR = re.compile(r"20(\d\d)-(\d\d)\d?")
OTHERS = re.compile(r"(practice|pcn|icb|stp|region|area team)(?: (?:ods|ons|geography))? code")
LIST = re.compile(r"(?:estimated )?list size(?: ages)? ?(?P<ages>[\d+<=-]*)(?: \(estimated\))?")


@dataclass(frozen=True)
class Block:
    """The columns of one year's prevalence in one sheet."""

    period: str
    list_type: str
    lists: tuple[int, ...]
    patients: int
    prevalence: int
    estimated: bool


def recognises(raw: RawFile) -> bool:
    """Whether a workbook has sheets of diseases with registers and prevalence in them, of CCGs or of others."""
    return _of_ccgs(raw) or _of_others(raw) != ""


def _of_ccgs(raw: RawFile) -> bool:
    headings = _headings(raw, KNOWN_BY[0]) if set(KNOWN_BY) <= set(tables.sheet_names(raw)) else set()
    return bool(headings & {name for names in AREA.values() for name in names}) and "practice code" not in headings


def _of_others(raw: RawFile) -> str:
    """What else the rows are of: the words before the last `code` in a heading; empty where this is no such workbook."""
    diseases = [sheet for sheet in tables.sheet_names(raw) if RENAMED.get(sheet, sheet) in schemas.REGISTERS]
    headings = _headings(raw, diseases[0]) if len(diseases) >= FEW else set()
    others = sorted(match[1] for match in map(OTHERS.fullmatch, headings) if match)
    return others[0] if others and "register" in headings and any(h.startswith("prevalence") for h in headings) else ""


def _headings(raw: RawFile, sheet: str) -> set[str]:
    return {heading for row in tables.sheet_rows(raw, sheet)[:30] for heading in map(tables.normal, row)}


def read(raw: RawFile) -> list[Tidy]:
    """Register and list of every CCG, disease and year; the edition is the newest year in the workbook.

    Raises
    ------
    FileError
        Where a sheet of a register has no heading for it, or its register over its list is not the prevalence beside them.
    """
    if not _of_ccgs(raw):
        raise tables.refusal(raw, "the workbook of CCGs or of sub-ICB locations", f"tables by {_of_others(raw)}",
                             remedy="Practices are read from the raw csv files of the same year (PREVALENCE in the zip), and larger areas "
                             "are summed from them; nothing was changed.")
    registers = {sheet: RENAMED.get(sheet, sheet) for sheet in raw.sheet_names}
    sheets = {sheet: code for sheet, code in registers.items() if code in schemas.REGISTERS and code not in NO_REGISTER}
    parts = [part for sheet, register in sheets.items() for part in _sheet(raw, sheet, register)]
    every = pd.concat(parts, ignore_index=True)
    read_rows = every.assign(edition=every["period"].max())
    rows = read_rows[read_rows["absent"] == ""].reset_index(drop=True).assign(area_kind=_kind(raw))
    drops = {str(why): len(group) for why, group in read_rows[read_rows["absent"] != ""].groupby("absent")}
    table = rows[list(schemas.TIDY["ccg_prevalence"].columns)]
    return [schemas.check(Tidy("ccg_prevalence", "qof_ccg_workbook", table, len(every), drops, _notes(rows)))]


def _sheet(raw: RawFile, sheet: str, register: str) -> list[pd.DataFrame]:
    rows = tables.sheet_rows(raw, sheet)
    header = next((i for i, row in enumerate(rows[:30]) if set(AREA["area_name"]) & set(map(tables.normal, row))), None)
    if header is None:
        raise tables.refusal(raw, "a row of headings with `CCG name` or `Sub ICB Location name`", "none in the first 30 rows", sheet=sheet)
    headings = [tables.normal(cell) for cell in rows[header]]
    area = [_area_column(raw, sheet, headings, spellings) for spellings in AREA.values()]
    # A footnote or a copyright line fills one cell of its row, or two.
    body = [(i, row) for i, row in enumerate(rows[header + 1:], header + 2) if sum(cell != "" for cell in row) > len(AREA)]
    blocks = _blocks(raw, sheet, rows[:header], headings)
    prevalences = sum(heading.startswith("prevalence") for heading in headings)
    if len(blocks) != prevalences or not blocks:
        raise tables.refusal(raw, f"a year such as 2018-19 above each of {prevalences} columns of prevalence",
                             f"{len(blocks)} with a year", sheet=sheet, column="Prevalence")
    if not body:
        raise tables.refusal(raw, "rows of CCGs below the headings", "none", sheet=sheet,
                             remedy="Download the whole file; nothing was changed.")
    return [_year(raw, sheet, body, area, block).assign(register=register) for block in blocks]


def _kind(raw: RawFile) -> str:
    headings = _headings(raw, KNOWN_BY[0])
    return next(kind for kind, names in KINDS.items() if any(heading.startswith(f"{name} ") for name in names for heading in headings))


def _area_column(raw: RawFile, sheet: str, headings: list[str], spellings: tuple[str, ...]) -> int:
    positions = [i for i, heading in enumerate(headings) if heading in spellings]
    if len(positions) != 1:
        nearest = ", ".join(heading for heading in headings if heading.startswith(("ccg", "sub"))) or "none"
        raise tables.refusal(raw, f"a column {' or '.join(spellings)}", nearest,
                             sheet=sheet, column=spellings[0])
    return positions[0]


def _blocks(raw: RawFile, sheet: str, above: Sequence[Sequence[Any]], headings: list[str]) -> list[Block]:
    """Each year's columns: from its banner to the next one, where there is a prevalence among them."""
    banner: Sequence[Any] = next((row for row in reversed(above) if any(YEAR.fullmatch(tables.normal(cell)) for cell in row)), [])
    starts = [i for i, cell in enumerate(banner) if tables.normal(cell)] + [len(headings)]
    spans = {(start, end): YEAR.fullmatch(tables.normal(banner[start])) for start, end in zip(starts, starts[1:], strict=False)}
    return [_block(raw, sheet, f"20{year[1]}/{year[2]}", dict(enumerate(headings[start:end], start)))
            for (start, end), year in spans.items() if year and any(h.startswith("prevalence") for h in headings[start:end])]


def _block(raw: RawFile, sheet: str, period: str, headings: dict[int, str]) -> Block:
    """The columns of a year, each by its exact name: their order changes from sheet to sheet."""
    patients = [i for i, heading in headings.items() if heading == "register"]
    prevalence = [i for i, heading in headings.items() if heading.startswith("prevalence")]
    ages = {match["ages"]: i for i, heading in headings.items() if (match := LIST.fullmatch(heading))}
    parts = next((part for part in IN_PARTS if set(part) <= set(ages)), None)
    # A list of some ages is published beside the list of all: the register is of those ages.
    narrowest = max((age for age in ages if age in LIST_TYPES), key=len, default=None)
    if len(patients) != 1 or len(prevalence) != 1 or (parts is None and narrowest is None):
        raise tables.refusal(raw, f"columns List size, Register and Prevalence for {period}, once each", ", ".join(headings.values()),
                             sheet=sheet, column="Register")
    bands = parts or (str(narrowest),)
    list_type = IN_PARTS[parts] if parts else LIST_TYPES[bands[0]]
    lists = tuple(ages[age] for age in bands)
    return Block(period, list_type, lists, patients[0], prevalence[0], any("estimated" in headings[i] for i in lists))


def _year(raw: RawFile, sheet: str, body: list[tuple[int, list[Any]]], area: list[int], block: Block) -> pd.DataFrame:
    absent = [next((ABSENT[row[i]] for i in (block.patients, *block.lists) if row[i] in ABSENT), "") for _, row in body]
    present = [(i, row) for (i, row), reason in zip(body, absent, strict=True) if not reason]
    numbers = pd.DataFrame({"patients": _numbers(raw, sheet, present, block.patients, "Register"),
                            "list_size": sum(_numbers(raw, sheet, present, column, "List size") for column in block.lists)})
    prevalence = _numbers(raw, sheet, present, block.prevalence, "Prevalence")
    otherwise = _otherwise(raw, sheet, block, numbers, prevalence)
    areas = pd.DataFrame({name: [tables.text(row[column]) for _, row in body] for name, column in zip(AREA, area, strict=True)},
                         index=pd.Index([i for i, _ in body]))
    counts = numbers.round().astype("Int64").reindex(areas.index)
    return areas.join(counts).assign(period=block.period, list_type=block.list_type, source_id=raw.name, sheet=sheet,
                                     row=areas.index.astype("int64"), absent=absent, estimated=block.estimated,
                                     otherwise=otherwise.reindex(areas.index, fill_value=False))


def _numbers(raw: RawFile, sheet: str, body: list[tuple[int, list[Any]]], column: int, heading: str) -> pd.Series:
    """The numbers of one column; a number that a workbook holds as text is read as one."""
    cells = pd.Series([row[column] for _, row in body], index=pd.Index([i for i, _ in body]), dtype="object")
    if all(isinstance(cell, float) and 0 <= cell < tables.LARGEST["a count"] for cell in cells):
        return cells.astype(float)
    return tables.numbers(cells.map(tables.text).astype("str"), raw, sheet, heading, missing=())


def _otherwise(raw: RawFile, sheet: str, block: Block, numbers: pd.DataFrame, prevalence: pd.Series) -> pd.Series:
    """Whether the published prevalence is something else than register over list.

    Whatever its heading says, a list that does not give the published prevalence is not the list of the register. But in
    some rows the publisher's own arithmetic was wrong: those are noted.
    """
    quotient = 100 * numbers["patients"] / numbers["list_size"]
    odd = (quotient - prevalence).abs() > ROUNDING
    if odd.mean() > 0.5:
        row = odd.index[odd][0]
        raise tables.refusal(raw, f"the register of {block.period} over its list, {quotient[row]:.4f}%", f"{prevalence[row]:.4f}%",
                             row=int(row), sheet=sheet, column="Prevalence",
                             remedy="Report this layout to the maintainers; nothing was changed.")
    return odd


def _notes(rows: pd.DataFrame) -> tuple[str, ...]:
    estimates = rows[rows["estimated"]].groupby("period")["register"].unique()
    otherwise = rows[rows["otherwise"]].groupby(["sheet", "period"], as_index=False).size()
    return (*(f"Lists of {period} are the publisher's estimates, here in whole patients: {', '.join(registers)}."
              for period, registers in estimates.items()),
            *(f"Sheet {sheet}: {number} published prevalences of {period} are not register over list; register and list are used."
              for sheet, period, number in otherwise.to_numpy().tolist()))
