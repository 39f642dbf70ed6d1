"""Decoding: bytes as text whatever program wrote them, what stands between the cells of a row, and the cells of a sheet as text."""

import codecs
import datetime as dt
from typing import Any

#: How a text begins that is not in UTF-8: what Excel calls Unicode text.
MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def decoded(content: bytes, whole: bool = True) -> str:
    """Text with line feeds at its line ends; where the bytes are the beginning of more, a letter that was cut is left out."""
    encoding = next((name for mark, name in MARKS.items() if content.startswith(mark)), "utf-8-sig")
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(content, final=whole)
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def separator(text: str) -> str:
    """A tab where the first row has tabs and no comma, else a comma."""
    first = text.partition("\n")[0]
    return "\t" if "\t" in first and "," not in first else ","


def cell_text(cell: Any) -> str:
    """A cell of a sheet as it would stand in a text file: no `.0` after a whole number, no midnight after a day."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time.min:
        return cell.date().isoformat()
    return str(cell)
