"""Decoding: bytes as text whatever program wrote them, what stands between the cells of a row, and the cells of a sheet as text."""

import codecs
import datetime as dt
from typing import Any

#: How a text begins that is not in UTF-8: what Excel calls Unicode text.
MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
#: Lines in which the character that separates cells is looked for.
FIRST_LINES = 30


def decoded(content: bytes) -> str:
    """Text with line feeds at its line ends.

    Raises
    ------
    UnicodeDecodeError
        Where the bytes are not in the encoding that they begin with.
    """
    try:
        text = content.decode(_encoding(content))
    except UnicodeDecodeError:
        if content.startswith((codecs.BOM_UTF8, *MARKS)):
            raise
        text = content.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def beginning(content: bytes) -> str:
    """As `decoded`, of bytes that may be the beginning of more: what cannot be read of them is left to whoever reads all."""
    try:
        text = codecs.getincrementaldecoder(_encoding(content))().decode(content)
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _encoding(content: bytes) -> str:
    first = content[:200]
    encodings = {"utf-16-le": first[1::2], "utf-16-be": first[::2]}  # of Latin letters every other byte is nought
    without_mark = next((name for name, halves in encodings.items() if 2 * halves.count(0) > len(halves)), "utf-8-sig")
    return next((name for mark, name in MARKS.items() if content.startswith(mark)), without_mark)


def separator(text: str) -> str:
    """A tab where the first lines have more tabs than commas, else a comma."""
    lines = text.split("\n", FIRST_LINES)[:FIRST_LINES]
    return "\t" if max(line.count("\t") for line in lines) > max(line.count(",") for line in lines) else ","


def cell_text(cell: Any) -> str:
    """A cell of a sheet as it would stand in a text file: no `.0` after a whole number, no midnight after a day."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time.min:
        return cell.date().isoformat()
    return str(cell)
