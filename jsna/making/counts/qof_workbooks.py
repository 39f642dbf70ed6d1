"""Registers and lists of CCGs and sub-ICB locations, of the published workbooks of the Quality and Outcomes Framework."""

import pandas as pd

from jsna.making.counts.qof_practices import added, lines_of, list_lines, registers
from jsna.making.remarks import Remarks
from jsna.periods import parse

PUBLICATIONS = ("qof_ccg_workbook",)
TABLES = ("ccg_prevalence",)


def counts(tables: dict[str, pd.DataFrame], _remarks: Remarks) -> pd.DataFrame:
    """A row a commissioner, edition, year and register, as of practices."""
    rows = _rows(tables)
    return pd.concat([registers(rows), added(list_lines(rows))], ignore_index=True)


def lines(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows of the workbooks behind registers and lists."""
    return lines_of(_rows(tables))


def _rows(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    rows = tables["ccg_prevalence"].rename(columns={"area_code": "unit", "area_kind": "unit_kind", "source_id": "file"})
    # A workbook is drawn up on the boundaries of the April that ends its year, and gives the year before on the same.
    return rows.assign(source_id="qof_ccg_workbook", placed=rows["edition"].map(lambda year: parse(year).next.label))
