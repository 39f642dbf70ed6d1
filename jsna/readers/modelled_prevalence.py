"""Modelled prevalence of Public Health England: what share of each practice's patients a model expects to have a condition."""

import re

import pandas as pd

from jsna.readers.rawfile import RawFile
from jsna.readers.tables import (
    columns,
    filled,
    header_row,
    lineage,
    normal,
    numbers,
    refusal,
    refuse_empty,
    sheet_frame,
    sheet_names,
    sheet_rows,
)
from jsna.schemas import REGISTERS, Tidy, check

ESTIMATES, REGISTER = "EstPrev", "QOFPrev"
NAMES = {"practice_code": "practice_code", "estimate": "value", "min95": "lower_95", "max95": "upper_95"}
#: The heading of the register that was modelled names the year.
YEAR = re.compile(r"register (20\d\d)-(\d\d)")


def recognises(raw: RawFile) -> bool:
    """Whether a workbook has the sheets of modelled prevalence and of the register beside it."""
    return {ESTIMATES, REGISTER} <= set(sheet_names(raw)) and header_row(sheet_rows(raw, ESTIMATES), NAMES) is not None


def read(raw: RawFile) -> list[Tidy]:
    """Estimate and limits of every practice, in per cent; the register beside them is QOF's own and read from there.

    Raises
    ------
    FileError
        Where the file's name has no condition, no year is named, or a cell is no number.
    """
    header = header_row(sheet_rows(raw, ESTIMATES), NAMES) or 0
    frame = refuse_empty(filled(sheet_frame(raw, ESTIMATES, header)), "practices", raw, ESTIMATES)
    named = columns(frame, NAMES, raw, ESTIMATES)
    values = {name: numbers(named[name], raw, ESTIMATES, heading, missing=()) for heading, name in list(NAMES.items())[1:]}
    _refuse_outside(raw, values)
    rows = pd.DataFrame({"practice_code": named["practice_code"], "period": _period(raw), "register": _condition(raw), **values})
    return [check(Tidy("modelled_prevalence", "modelled_prevalence", lineage(rows, raw, ESTIMATES), len(rows)))]


def _refuse_outside(raw: RawFile, values: dict[str, pd.Series]) -> None:
    inside = values["value"].between(values["lower_95"], values["upper_95"]) & (values["upper_95"] <= 100)
    if not inside.all():
        raise refusal(raw, "an estimate between its limits, up to 100", f"{values['value'][~inside].iloc[0]}",
                      row=int(inside.index[~inside][0]), sheet=ESTIMATES, column="estimate")


def _period(raw: RawFile) -> str:
    cells = (normal(cell) for row in sheet_rows(raw, REGISTER)[:20] for cell in row)
    found = next((match for match in map(YEAR.fullmatch, cells) if match), None)
    if found is None:
        raise refusal(raw, "a heading such as `Register 2014-15`", "none", sheet=REGISTER)
    return f"{found[1]}/{found[2]}"


def _condition(raw: RawFile) -> str:
    """The register in the file's name: the workbook itself does not say which condition was modelled."""
    found = [word for word in re.findall(r"[A-Z]+", raw.name.rsplit("/", 1)[-1]) if word in REGISTERS]
    if len(found) != 1:
        raise refusal(raw, "one condition in the file's name, because the workbook itself names none", " and ".join(found) or "none",
                      remedy="Keep the publisher's name, such as CHD-prevalence-estimates.xlsx; nothing was changed.")
    return found[0]
