"""Workbook: a cover, contents, notes and a sheet for each figure, laid out as the Analysis Function asks of accessible spreadsheets."""

import datetime as dt
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from math import ceil
from pathlib import Path
from typing import Any

import pandas as pd

from jsna.report.formats.page import NUMBER, SUPPRESSED, WHY_SUPPRESSED, Chart, Document

with warnings.catch_warnings():  # it leaves a file of its own open
    warnings.simplefilter("ignore", ResourceWarning)
    import gptables

#: What stands where nothing else can (Analysis Function, symbols in tables).
SYMBOLS = {
    "[c]": f"a number that is suppressed, {WHY_SUPPRESSED}",
    "[x]": "what is not available",
    "[z]": "what does not apply here",
}
#: What a table of the page says of a number that is not there but could be.
_NOT_HELD = ("", "not known", "missing")
_LONGEST_NAME, _WIDEST = 31, 80  # characters of a sheet's name, and of a column
_LINE, _HEAD_OF_LISTS = 16, 2  # points of a line; the row of the headings of contents and notes
_SHOWN = re.compile(r"[-+\N{MINUS SIGN}]?(?P<whole>[\d,]+)(?:\.(?P<part>\d+))?(?P<unit>%?)")
#: Text is written as text: what begins like a formula must not run, and an address is no link.
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False}


def write(document: Document, to: Path) -> None:
    """Write the numbers of every figure, and what the analyst's own cells show, as one workbook."""
    charts = [*document.charts, *document.others]
    sheets = {_name(chart, number): _sheet(chart, number) for number, chart in enumerate(charts, 1)}
    notes = [(f"note{number}", _said(" ".join(chart.notes))) for number, chart in enumerate(charts, 1)]
    with warnings.catch_warnings():  # it calls pandas in ways that a later one will not know
        warnings.simplefilter("ignore", DeprecationWarning)
        book = gptables.produce_workbook(
            filename=str(to),
            sheets=sheets,
            cover=_cover(document),
            contentsheet_options={"column_names": ["Sheet", "Finding"]},
            notes_table=pd.DataFrame(notes, columns=["Note", "What it says"]),
            workbook_options=_OPTIONS,
        )
    # The same report gives the same bytes: the date is none of a clock.
    book.set_properties({"title": document.name[:250], "author": "jsna", "created": dt.datetime(2000, 1, 1)})
    for name, sheet in sheets.items():
        _lay_out(book.get_worksheet_by_name(name), document, sheet.data_range[0], sheet.table)
    lists = {"Contents": [chart.headline for chart in charts], "Notes": [text for _, text in notes]}
    for name, texts in lists.items():
        _lay_out(book.get_worksheet_by_name(name), document, _HEAD_OF_LISTS, pd.DataFrame({"name": "", "text": texts}))
    book.close()


def _cover(document: Document) -> "gptables.Cover":
    suppressed_numbers = sum(chart.hidden for chart in document.charts)
    symbols = [f"{symbol} stands for {meaning}." for symbol, meaning in SYMBOLS.items()]
    return gptables.Cover(
        title=_said(document.name),
        intro=list(map(_said, document.about)),
        about=[
            "Each sheet holds the numbers of one figure, unrounded, under the finding that the figure states.",
            *symbols,
            *([f"Suppressed numbers in this workbook: {suppressed_numbers:,}."] if suppressed_numbers else []),
            *map(_said, document.closing),
        ],
    )


def _name(chart: Chart, number: int) -> str:
    return f"{number} {chart.key.replace('qof_', '').replace('_', ' ')}"[:_LONGEST_NAME].rstrip()


def _sheet(chart: Chart, number: int) -> "gptables.GPTable":
    table = pd.DataFrame(_values(chart), columns=_headings(chart.data[0]))
    symbols = [symbol for symbol in SYMBOLS if table.isin([symbol]).any(axis=None)]
    return gptables.GPTable(
        table=table,
        table_name=f"table_{number}",
        title=f"{_said(chart.headline)} $$note{number}$$",
        subtitles=[_said(chart.subtitle)],
        source=_said(chart.notes[-1]) if chart.notes else None,
        instructions="This worksheet contains one table. What stands with the figure is on the notes worksheet.",
        legend=[f"{symbol} stands for {SYMBOLS[symbol]}." for symbol in symbols],
        index_columns={2: 0},
        additional_formatting=list(_looks(chart)),
    )


def _looks(chart: Chart) -> Iterator[dict[str, dict[str, Any]]]:
    """How each column looks: numbers as in the report, words apart from the numbers beside them, long ones in several lines."""
    long = _long(chart)
    for column in range(len(chart.data[0])):
        words = {"indent": 1} if column in chart.words and column else {}
        look = {"num_format": _format(chart, column), **words, **({"text_wrap": True} if column in long else {})}
        yield {"column": {"columns": [column], "format": {name: value for name, value in look.items() if value}}}


def _long(chart: Chart) -> list[int]:
    """The columns that would be wider than anyone can read."""
    return [column for column, cells in enumerate(zip(*chart.data, strict=True)) if max(map(len, cells)) > _WIDEST]


def _said(text: str) -> str:
    """A text in which nothing is a reference to a note, or a link."""
    return text.replace("$$", "$ $").replace("](", "] (")


def _headings(headings: tuple[str, ...]) -> list[str]:
    """Headings of which no two are alike, as a worksheet's table must have them."""
    counts: Counter[str] = Counter()
    names = []
    for heading in map(_said, headings):
        counts[heading.casefold()] += 1
        times = counts[heading.casefold()]
        names.append(f"{heading} ({times})" if times > 1 else heading)
    return names


def _values(chart: Chart) -> list[list[float | str]]:
    rows = chart.data[1:]
    texts = chart.table[1:] if len(chart.table) == len(chart.data) else [("",) * len(chart.data[0])] * len(rows)
    numeric = [_is_numeric(chart, column) for column in range(len(chart.data[0]))]
    return [
        [_value(cell, text, number) for cell, text, number in zip(row, text_row, numeric, strict=True)]
        for row, text_row in zip(rows, texts, strict=True)
    ]


def _is_numeric(chart: Chart, column: int) -> bool:
    """Whether a column holds numbers: one of words does where each of its cells is one."""
    cells = [row[column] for row in chart.data[1:] if row[column]]
    return column not in chart.words or (bool(cells) and all(map(NUMBER.fullmatch, cells)))


def _value(cell: str, text: str, numeric: bool) -> float | str:
    if cell == SUPPRESSED:
        return "[c]"
    if not cell:
        return "[x]" if numeric and text.casefold() in _NOT_HELD else "[z]"
    return float(cell) if numeric and NUMBER.fullmatch(cell) else _said(cell)


def _format(chart: Chart, column: int) -> str:
    """The format by which a column of numbers looks as it does in the report; empty where no one format does."""
    matches = [match for row in chart.table[1:] if (match := _SHOWN.fullmatch(row[column]))]
    raw = [float(row[column]) for row in chart.data[1:] if NUMBER.fullmatch(row[column])]
    if not matches or column in chart.words or not all(any(_is_shown(value, text) for value in raw) for text in matches):
        return ""
    decimals = max(len(text["part"] or "") for text in matches)
    whole = "#,##0" if any("," in text["whole"] for text in matches) else "0"
    return whole + ("." + "0" * decimals if decimals else "") + ('"%"' if any(text["unit"] for text in matches) else "")


def _is_shown(value: float, text: "re.Match[str]") -> bool:
    """Whether a number is the one that a cell of the report shows, rounded as it is there."""
    number = float(text["whole"].replace(",", "") + "." + (text["part"] or "0"))
    return abs(abs(value) - number) <= 0.5 * 10 ** -len(text["part"] or "") * (1 + 1e-9)


def _lay_out(sheet: "gptables.GPWorksheet", document: Document, head: int, table: pd.DataFrame) -> None:
    """Keep the headings in sight and every text whole, and let the sheet be printed on pages that say what they belong to."""
    texts = table.astype("str")
    widths = texts.map(len).max()
    for column in (widths > _WIDEST).to_numpy().nonzero()[0]:
        sheet.set_column(column, column, _WIDEST)
    for row, longest in enumerate(texts.map(len).max(axis=1), head + 1):
        if longest > _WIDEST:
            sheet.set_row(row, _LINE * ceil(longest / _WIDEST))
    sheet.freeze_panes(head + 1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.set_footer(f"&L{_in_margin(' · '.join(document.stamps))}&R&P / &N")
    sheet.set_header(f"&L{_in_margin(document.name)}")


def _in_margin(text: str) -> str:
    """A text in a margin, in which no character is an instruction."""
    return text[:100].replace("&", "&&")
