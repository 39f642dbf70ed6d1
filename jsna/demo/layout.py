"""Files as publishers lay them out: comma-separated text and workbooks, the same bytes each time."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

Row = Sequence[Any]

#: When every workbook says that it was made; the clock would change the bytes.
MADE = dt.datetime(2020, 4, 1)
NOTICE = "Demonstration data: not a real place."


def text_table(rows: Iterable[Row], *, line_end: str = "\n", quoted: bool = False) -> bytes:
    """Comma-separated text in UTF-8."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=line_end, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL).writerows(rows)
    return text.getvalue().encode()


def workbook(sheets: Mapping[str, Sequence[Row]]) -> bytes:
    """An xlsx workbook; each sheet's rows begin in cell A1, and '' leaves a cell empty."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"created": MADE, "comments": NOTICE})
    date = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(i, j, dt.datetime.combine(cell, dt.time()), date)
                elif cell != "":
                    sheet.write(i, j, cell)
    book.close()
    return content.getvalue()
