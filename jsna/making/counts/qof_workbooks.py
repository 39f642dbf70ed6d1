"""Registers and lists of CCGs and sub-ICB locations, of the published workbooks of the Quality and Outcomes Framework."""

import pandas as pd

from jsna.making.caveats import Caveats
from jsna.making.counts import qof_practices
from jsna.making.counts.qof_practices import added, lines_of, list_lines, registers
from jsna.periods import parse

PUBLICATIONS = ("qof_ccg_workbook",)
TABLES = ("ccg_prevalence",)
COUNTED = qof_practices.COUNTED
LACKS = "the published CCG tables give nothing for {codes}"
LEFT_OUT = "practices that gave no register, by the workbook of the next year"


def counts(tables: dict[str, pd.DataFrame], _remarks: Caveats) -> pd.DataFrame:
    """A row a commissioner, edition, year and register, as of practices."""
    rows = _rows(tables)
    return pd.concat([_asked(registers(rows)), added(list_lines(rows))], ignore_index=True)


def lines(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows of the workbooks behind registers and lists."""
    rows = _asked(lines_of(_rows(tables)))
    fewer = rows["says"] + ", " + rows["asked"].astype("str") + " of practices that gave the register"
    return rows.assign(says=rows["says"].mask(rows["left_out"].gt(0), fewer))


def with_asked(workbooks: pd.DataFrame) -> pd.DataFrame:
    """The rows of workbooks with `asked`, the list of those practices that gave the register.

    A workbook repeats the year before its own for fewer practices, so a year is taken from its own edition alone. Where the next
    edition gives a CCG the same registers of shorter lists, it left out practices that gave no register: its lists are those asked.
    """
    current, later = (workbooks[workbooks["edition"].eq(workbooks["period"]) == same] for same in (True, False))
    keys = ["area_code", "period"]
    both = current.merge(later, on=[*keys, "register", "list_type"], suffixes=("", "_later"))
    same = both.assign(same=both["patients"].eq(both["patients_later"]).astype(bool)).groupby(keys)["same"].all()
    lists = later.groupby([*keys, "list_type"])["list_size"].max().rename("asked").reset_index()
    alike = lists[pd.MultiIndex.from_frame(lists[keys]).isin(same.index[same])].assign(edition=lambda rows: rows["period"])
    beside = workbooks.merge(alike, on=[*keys, "edition", "list_type"], how="left", validate="many_to_one")
    return beside.assign(asked=beside["asked"].where(beside["asked"] < beside["list_size"], beside["list_size"]))


def _asked(rows: pd.DataFrame) -> pd.DataFrame:
    """Counts of registers among the patients of the practices that gave them."""
    register = rows["what"].str.startswith("register ")
    lists = rows["asked"].astype(float)
    return rows.assign(denominator=rows["denominator"].mask(register, lists), left_out=(rows["denominator"] - lists).where(register, 0.0))


def _rows(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    names = {"area_code": "unit", "area_kind": "unit_kind", "source_id": "file"}
    rows = with_asked(tables["ccg_prevalence"]).rename(columns=names)
    # A workbook is drawn up on the boundaries of the April that ends its year, and gives the year before on the same.
    units = rows.assign(source_id="qof_ccg_workbook", placed=rows["edition"].map(lambda year: parse(year).next.label))
    return units.assign(not_asked=rows["list_size"].astype(float) - rows["asked"].astype(float))
