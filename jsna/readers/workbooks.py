"""Workbooks: opened, and the cells of their sheets, with what stands in those that have no value."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from jsna.errors import FileError
from jsna.readers.archives import DOWNLOAD, ZIP, damaged

OLE = b"\xd0\xcf\x11\xe0"
#: The stream of a workbook that is locked by a password.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
#: Cells between the first and the last one of a sheet: the largest published, small areas by 57 columns, has a tenth of it.
LARGEST_SHEET = 30_000_000
#: Bytes of a sheet that has cells for certain.
FILLED = 100_000
#: Of so few sheets it is looked which ones are empty; a workbook of more is parsed for those that are wanted alone.
FEW_SHEETS = 6
WITHOUT_VALUE = "a formula without its value: open and save it in a spreadsheet program"

CELL, COLUMN, FAR_COLUMN = (re.compile(rb'<c r="' + place) for place in (rb"[A-Z]+(\d+)", rb"([A-Z]{1,3})\d", rb"[A-Z]{3}\d"))
ROW = re.compile(rb'<row [^>]*?\br="(\d+)"')
#: Columns that have one letter or two.
NEAR = 26 + 26 * 26
ERROR = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"[^>]*\bt="e"[^>]*>.*?<v>([^<]*)</v>')
#: A formula whose value is a text of no letters has the type of a text.
FORMULA_ALONE = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"(?![^>]*\bt="str")[^>]*><f[^>]*(?:/>|>[^<]*</f>)(?:<v ?/>|<v></v>)?</c>')
NAMESPACES = {"main": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
              "rel": "http://schemas.openxmlformats.org/package/2006/relationships"}
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def opened(name: str, content: bytes) -> CalamineWorkbook:
    """A workbook that can be opened.

    Raises
    ------
    FileError
        Where it cannot, with what it is.
    """
    if content.startswith(OLE) and ENCRYPTED in content:
        raise _locked(name)
    try:
        with unbroken(name):
            return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (CalamineError, zipfile.BadZipFile) as error:
        if "password" in str(error).casefold():
            raise _locked(name) from None
        raise FileError(f"{name}: expected a workbook, found a file that cannot be opened ({error}).", DOWNLOAD) from None


def _locked(name: str) -> FileError:
    return FileError(f"{name}: expected a workbook, found one that is locked by a password.",
                     "Open it in a spreadsheet program and save it without the password; nothing was changed.")


@contextmanager
def unbroken(name: str) -> Iterator[None]:
    """Refuse a workbook in which the parser runs off its end."""
    try:
        yield
    except BaseException as error:
        # A panic of the parser's language is no Exception, and its type cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(name, error) from None


def filled_names(workbook: CalamineWorkbook, name: str, content: bytes) -> list[str]:
    """Names of the sheets, in order; without those that are empty where they are few."""
    names = list(workbook.sheet_names)
    sheets = [each for each in names if _has_cells(workbook, name, content, each)] if 1 < len(names) <= FEW_SHEETS else names
    return sheets or names


def _has_cells(workbook: CalamineWorkbook, name: str, content: bytes, sheet: str) -> bool:
    if content.startswith(ZIP) and (part := _part(content, sheet, FILLED)):
        return len(part) == FILLED or CELL.search(part) is not None
    try:
        with unbroken(name):
            return workbook.get_sheet_by_name(sheet).height > 0
    except CalamineError:  # a chart
        return False


def rows(workbook: CalamineWorkbook, name: str, content: bytes, sheet: str) -> list[list[Any]]:
    """Rows of one sheet from its first row on; a cell without a value holds in words why it has none.

    Raises
    ------
    FileError
        Where the sheet reaches further than memory does.
    """
    part = _part(content, sheet) if content.startswith(ZIP) else b""
    _refuse_far(name, sheet, part)
    with unbroken(name):
        table: CalamineSheet = workbook.get_sheet_by_name(sheet)
        cells = table.to_python(skip_empty_area=False)
    for row, column, words in _without_value(part):
        if row < len(cells) and column < len(cells[row]):
            cells[row][column] = words
    return cells


def _part(content: bytes, sheet: str, size: int = -1) -> bytes:
    """The text, or its first bytes, in which a workbook keeps one sheet; empty in formats that have none."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "xl/workbook.xml" not in archive.namelist() or "xl/_rels/workbook.xml.rels" not in archive.namelist():
            return b""
        book, relations = (ElementTree.fromstring(archive.read(f"xl/{each}")) for each in ("workbook.xml", "_rels/workbook.xml.rels"))
        targets = {each.get("Id"): str(each.get("Target")) for each in relations.iterfind("rel:Relationship", NAMESPACES)}
        paths = {each.get("name"): targets.get(each.get(RELATION), "") for each in book.iterfind("main:sheets/main:sheet", NAMESPACES)}
        target = paths.get(sheet, "")
        path = target[1:] if target.startswith("/") else f"xl/{target}"
        if path not in archive.namelist():
            return b""
        with archive.open(path) as part:
            return part.read(size)


def _refuse_far(name: str, sheet: str, part: bytes) -> None:
    final = CELL.search(part, part.rfind(b"<c r="))
    last = max(map(int, [*ROW.findall(part), *([final[1]] if final else [])]), default=0)
    if last * NEAR <= LARGEST_SHEET and not FAR_COLUMN.search(part):
        return
    width = max(map(_position, set(COLUMN.findall(part))), default=-1) + 1
    if width * last > LARGEST_SHEET:
        raise FileError(f"{name}, sheet {sheet}: expected a table, found cells up to row {last:,} and column {width:,}.",
                        "Delete what stands far off the table, or download the file again; nothing was changed.")


def _without_value(part: bytes) -> Iterator[tuple[int, int, str]]:
    """Row and column, from 0, of cells that hold an error or a formula that nobody computed, and what to say of them."""
    for letters, row, error in ERROR.findall(part) if b't="e"' in part else []:
        yield int(row) - 1, _position(letters), error.decode()
    for letters, row in FORMULA_ALONE.findall(part) if b"<f" in part else []:
        yield int(row) - 1, _position(letters), WITHOUT_VALUE


def _position(letters: bytes) -> int:
    """Column `A` is 0, `AA` 26."""
    place = 0
    for letter in letters:
        place = 26 * place + letter - 64
    return place - 1
