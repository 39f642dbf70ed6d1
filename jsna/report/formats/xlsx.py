"""Workbook: a cover, contents, notes and a sheet for each figure, laid out as the Analysis Function asks of accessible spreadsheets."""

import re
import warnings
from pathlib import Path

import pandas as pd

from jsna.report.formats.page import Chart, Document

with warnings.catch_warnings():  # it leaves a file of its own open
    warnings.simplefilter("ignore", ResourceWarning)
    import gptables

#: What stands for no value (Analysis Function, symbols in tables).
_ABSENT = "[x]"
_LONGEST_NAME = 31  # characters of a sheet's name
_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")
#: Text is written as text: what begins like a formula must not run, and an address is no link.
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False}


def write(document: Document, to: Path) -> None:
    """Write the numbers of every figure as one workbook."""
    sheets = {_name(chart, number): _sheet(chart, number) for number, chart in enumerate(document.charts, 1)}
    cover = gptables.Cover(
        title=document.title,
        intro=list(document.about),
        about=["Each sheet holds the numbers of one figure, unrounded, under the finding that the figure states."],
        contact=["See the report itself."],
    )
    notes = [(f"note{number}", " ".join(chart.notes)) for number, chart in enumerate(document.charts, 1)]
    with warnings.catch_warnings():  # it calls pandas in ways that a later one will not know
        warnings.simplefilter("ignore", DeprecationWarning)
        gptables.write_workbook(
            filename=str(to),
            sheets=sheets,
            cover=cover,
            contentsheet_options={"column_names": ["Sheet", "Finding"]},
            notes_table=pd.DataFrame(notes, columns=["Note", "What it says"]),
            workbook_options=_OPTIONS,
        )


def _name(chart: Chart, number: int) -> str:
    return f"{number} {chart.key.replace('qof_', '').replace('_', ' ')}"[:_LONGEST_NAME].rstrip()


def _sheet(chart: Chart, number: int) -> gptables.GPTable:
    headings, *rows = chart.data
    table = pd.DataFrame([[_value(cell) for cell in row] for row in rows], columns=list(headings))
    return gptables.GPTable(
        table=table,
        table_name=f"table_{number}",
        title=f"{chart.headline} $$note{number}$$",
        subtitles=[chart.subtitle],
        scope="England",
        source=chart.notes[-1] if chart.notes else "",
        instructions="This worksheet contains one table. What stands with the figure is on the notes worksheet.",
        legend=[f"{_ABSENT} stands for no value."] if table.isin([_ABSENT]).any(axis=None) else [],
        index_columns={2: 0},
    )


def _value(cell: str) -> float | str:
    return float(cell) if _NUMBER.fullmatch(cell) else cell or _ABSENT
