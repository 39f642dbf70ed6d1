"""Published files as they lie on disk: opened by content, hashed, and given as rows of text or cells."""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from jsna.errors import FileError, Place
from jsna.readers import archives, texttables, workbooks
from jsna.readers.archives import DOWNLOAD, GZIP, ZIP
from jsna.readers.decoding import beginning, cell_text, decoded
from jsna.readers.workbooks import OLE

#: The last cell of a file, where more of it may have been lost: a number, or what stands for none.
MAYBE_CUT = re.compile(r"[-+*:_.]?|[-+]?[\d.,]+(e[-+]?\d*)?", re.IGNORECASE)

#: Ends of a line, also in UTF-16.
LINE_ENDS = (b"\n", b"\r", b"\n\x00", b"\r\x00")

#: A note below a table: words, not a code or a name of one word that stands alone in a damaged row.
NOTE = re.compile(r"[A-Za-z]{2,}.*\s")

#: A mark that some programs put before UTF-8.
MARK = b"\xef\xbb\xbf"
#: Bytes in which the headings of a text are looked for.
FIRST_BYTES = 65_536


@dataclass(frozen=True)
class RawFile:
    """One published file, or one member of a zip.

    Parameters
    ----------
    name : str
        Path below the raw folder with `/`; a zip member adds its own name to the zip's.
    content : bytes
        The file's bytes, unpacked if it was gzipped.
    sha256 : str
        Of the bytes on disk (of a zip member: of the member).
    whole : bool
        Whether a checksum, that of gzip or zip, says that nothing is missing.
    flaw : FileError
        Why a member of a zip could not be opened.
    """

    name: str
    content: bytes
    sha256: str
    whole: bool = False
    flaw: FileError | None = None

    @property
    def remedy(self) -> str:
        """What to do about a cell that is wrong: the analyst's own file, below data/local, cannot be downloaded again."""
        if self.name.startswith("data/local/"):
            return "Correct the cell; nothing was built."
        return "Download the file again or correct the cell; nothing was changed."

    @property
    def kind(self) -> str:
        """`workbook`, `json` or `text`."""
        if self.content[:4] in (ZIP, OLE):
            return "workbook"
        return "json" if self.content.removeprefix(MARK).lstrip()[:1] == b"{" else "text"

    @cached_property
    def header(self) -> list[str]:
        """The headings of a text file or of a workbook's only sheet, below any title, without blanks; empty for other kinds."""
        rows = self._first_rows
        return [cell.strip() for cell in rows[texttables.heading_row(rows)]] if rows else []

    @cached_property
    def _first_rows(self) -> list[list[str]]:
        if len(self.sheet_names) == 1:
            return [[cell_text(cell) for cell in row] for row in self._only_sheet()[: texttables.FIRST_ROWS]]
        return texttables.first_rows(beginning(self.content[:FIRST_BYTES])) if self.kind == "text" and self.content.strip() else []

    @cached_property
    def frame(self) -> pd.DataFrame:
        """All rows of a text file, or of a workbook's only sheet, as text but notes below them; the index is the row in it, from 1."""
        with self._shaped():
            table = _without_notes(texttables.headed(self._table(), texttables.heading_row(self._first_rows)))
            texttables.refuse_short(table)
            return table

    @cached_property
    def bare_frame(self) -> pd.DataFrame:
        """All rows of a text file that has no header; columns 0, 1, …; the index is the row, from 1."""
        with self._shaped():
            table = self._table()
            texttables.refuse_short(table)
            return table.set_axis(pd.RangeIndex(1, len(table) + 1, name="row"))

    def _table(self) -> pd.DataFrame:
        table = self._sheet_table() if self.kind == "workbook" else texttables.parsed(decoded(self.content))
        self._refuse_cut(table)
        return table

    @contextmanager
    def _shaped(self) -> Iterator[None]:
        try:
            yield
        except UnicodeDecodeError as error:
            raise FileError(f"{self.name}: expected text in {error.encoding}, as it begins, found other bytes ({error.reason}).",
                            DOWNLOAD) from None
        except texttables.Misshapen as error:
            raise FileError(f"{self.name}{error}.", "Download the file again or correct the row; nothing was changed.") from None

    def _refuse_cut(self, table: pd.DataFrame) -> None:
        """Refuse a text that may have been cut short: its last row lacks cells, or ends in a number or in a part of
        what another row has, without the end of a line."""
        if self.whole or table.empty or self.kind == "workbook" or self.content.endswith(LINE_ENDS):
            return
        cells = table.iloc[:, -1].fillna("").str.strip()
        last, others = cells.iloc[-1], cells.iloc[:-1]
        beginning_of_another = others.str.startswith(last).any() and not others.eq(last).any()
        if not last or beginning_of_another or MAYBE_CUT.fullmatch(last) and not self.content.endswith(b'"'):
            raise FileError(f"{self.name}: expected the end of a line after the last row, found the file's end after {last!r}.",
                            "It may be cut short: download it again, or open it in an editor and add a line end if it is whole.")

    def _only_sheet(self) -> list[list[Any]]:
        try:
            return self.sheet(self.sheet_names[0])
        except CalamineError:  # a chart
            return []

    def _sheet_table(self) -> pd.DataFrame:
        """The rows of the only sheet, such as a program saves that opened a text file."""
        return pd.DataFrame([[cell_text(cell) for cell in row] for row in self._only_sheet()], dtype="str")

    @cached_property
    def _workbook(self) -> CalamineWorkbook:
        return workbooks.opened(self.name, self.content)

    @cached_property
    def sheet_names(self) -> list[str]:
        """Names of a workbook's sheets, in order, of few without those that are empty; no names for other kinds."""
        return workbooks.filled_names(self._workbook, self.name, self.content) if self.kind == "workbook" else []

    def sheet(self, name: str) -> list[list[Any]]:
        """Rows of one sheet from its first row on, each a list of str, float, bool or date; blanks are ''."""
        return workbooks.rows(self._workbook, self.name, self.content, name)

    @cached_property
    def json(self) -> dict[str, Any]:
        """The object in a JSON file."""
        try:
            return dict(json.loads(self.content))
        except ValueError as error:
            raise FileError(f"{self.name}: expected JSON, found {error}.", "Download the file again.") from None

    def place(self, row: int | None, column: str, sheet: str) -> Place:
        """Where something stands in this file, for a message."""
        return Place(self.name, sheet, row, column)


def _without_notes(table: pd.DataFrame) -> pd.DataFrame:
    """The rows down to the last one that is neither blank nor a note: a note fills one cell, with words."""
    end = len(table)
    while end and _is_note(table.iloc[end - 1]):
        end -= 1
    return table.iloc[:end] if end else table


def _is_note(row: pd.Series) -> bool:
    cells = [cell for cell in row.fillna("").str.strip() if cell]
    return not cells or (len(cells) == 1 and NOTE.search(cells[0]) is not None)


def unpack(path: Path, root: Path) -> Iterator[RawFile]:
    """Give the published files that one file on disk holds: itself, or the members of a zip.

    Raises
    ------
    FileError
        Where it is no file but a pipe or device, damaged, locked, or larger than memory may hold.
    """
    name = path.relative_to(root).as_posix()
    if not path.is_file():
        raise FileError(f"{name}: expected a file, found a pipe or a device.", "Save what comes from it as a file, and name that.")
    archives.refuse_large(name, path.stat().st_size)
    yield from _opened(name, path.read_bytes(), whole=False)


def _opened(name: str, content: bytes, whole: bool) -> Iterator[RawFile]:
    digest = hashlib.sha256(content).hexdigest()
    if content[:2] == GZIP:
        yield RawFile(name, archives.gunzip(name, content), digest, whole=True)
    elif content[:4] == ZIP and not archives.is_workbook(name, content):
        for member, inside in archives.members(name, content):
            try:
                yield from _opened(member, inside, whole=True)
            except FileError as flaw:  # the other members are files of their own
                yield RawFile(member, b"", "", flaw=flaw)
    else:
        yield RawFile(name, content, digest, whole)


def raw_paths(folder: Path) -> list[Path]:
    """Every file below a raw folder that may hold data, in a fixed order; hidden files and folders are no published ones.

    Raises
    ------
    FileError
        Where a name holds bytes that are no text, which no table could name as the source of a number.
    """
    relative = {path: PurePosixPath(path.relative_to(folder).as_posix()) for path in sorted(folder.rglob("*")) if path.is_file()}
    paths = [path for path, name in relative.items() if not archives.is_beside(name)]
    for path in paths:
        if not _is_text(path.relative_to(folder).as_posix()):
            raise FileError(f"{path}: expected a name in UTF-8, found other bytes.", "Rename the file; nothing was changed.")
    return paths


def _is_text(name: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in name)
