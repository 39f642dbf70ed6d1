"""Published files as they lie on disk: opened by content, hashed, and given as rows of text or cells."""

import gzip
import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from jsna.errors import FileError, Place
from jsna.readers.decoding import cell_text, decoded, separator

ZIP, GZIP, OLE = b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0"

#: The last cell of a file, where more of it may have been lost: a number, or what stands for none.
MAYBE_CUT = re.compile(r"[-+*:_.]?|[-+]?[\d.,]+(e[-+]?\d*)?", re.IGNORECASE)

#: Ends of a line, also in UTF-16.
LINE_ENDS = (b"\n", b"\r", b"\n\x00", b"\r\x00")

#: A note below a table: words, not a code or a name of one word that stands alone in a damaged row.
NOTE = re.compile(r"[A-Za-z]{2,}.*\s")

#: Files that lie beside published ones and hold no data.
BESIDE_THE_DATA = {"README.md", "MANIFEST.csv", "README.txt", "Thumbs.db", "desktop.ini"}

#: What publishers put into a zip beside the data.
DOCUMENTS = (".pdf", ".docx", ".doc", ".rtf")


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
    """

    name: str
    content: bytes
    sha256: str
    whole: bool = False

    @property
    def kind(self) -> str:
        """`workbook`, `json` or `text`."""
        if self.content[:4] in (ZIP, OLE):
            return "workbook"
        return "json" if self.content.lstrip()[:1] == b"{" else "text"

    @cached_property
    def header(self) -> list[str]:
        """Cells of the first row of a text file or of a workbook's only sheet, without blanks at their ends; empty for other kinds."""
        if len(self.sheet_names) == 1:
            return [cell_text(cell).strip() for cell in next(iter(self._only_sheet()), [])]
        if self.kind != "text" or not self.content.strip():
            return []
        first = decoded(self.content[:65536], whole=len(self.content) <= 65536)
        try:
            cells = pd.read_csv(io.StringIO(first), sep=separator(first), header=None, nrows=1,
                                dtype="str", keep_default_na=False, skipinitialspace=True)
        except (pd.errors.ParserError, pd.errors.EmptyDataError):
            return []
        return [str(cell).strip() for cell in cells.iloc[0]]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """All rows of a text file, or of a workbook's only sheet, as text but notes below them; the index is the row in it, from 2."""
        return _without_notes(self._table(header=True))

    @cached_property
    def bare_frame(self) -> pd.DataFrame:
        """All rows of a text file that has no header; columns 0, 1, …; the index is the row, from 1."""
        return self._table(header=False)

    def _table(self, header: bool) -> pd.DataFrame:
        text = "" if self.kind == "workbook" else decoded(self.content)
        try:
            table = self._sheet_table(header) if self.kind == "workbook" else pd.read_csv(
                io.StringIO(text), sep=separator(text), header=0 if header else None, dtype="str", keep_default_na=False,
                skipinitialspace=True, skip_blank_lines=False)
        except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
            raise FileError(f"{self.name}: expected a table of comma-separated values, found {error}.",
                            "Download the file again; nothing was changed.") from None
        self._refuse_cut(table)
        table.index = pd.RangeIndex(1 + header, len(table) + 1 + header, name="row")
        if header:
            table.columns = [str(name).strip() for name in table.columns]
        return table

    def _refuse_cut(self, table: pd.DataFrame) -> None:
        """Refuse a text that may have been cut short: its last row lacks cells, or ends in a number without the end of a line."""
        if self.whole or table.empty or self.kind == "workbook" or self.content.endswith(LINE_ENDS):
            return
        last = table.iloc[-1].fillna("").iloc[-1].strip()
        if not last or MAYBE_CUT.fullmatch(last) and not self.content.endswith(b'"'):
            raise FileError(f"{self.name}: expected the end of a line after the last row, found the file's end after {last!r}.",
                            "It may be cut short: download it again, or open it in an editor and add a line end if it is whole.")

    def _only_sheet(self) -> list[list[Any]]:
        try:
            return self.sheet(self.sheet_names[0])
        except CalamineError:  # a chart
            return []

    def _sheet_table(self, header: bool) -> pd.DataFrame:
        """The rows of the only sheet, such as a program saves that opened a text file."""
        rows = [[cell_text(cell) for cell in row] for row in self._only_sheet()]
        return pd.DataFrame(rows[header:], columns=rows[0] if header else None, dtype="str")

    @cached_property
    def _workbook(self) -> CalamineWorkbook:
        try:
            with self._unbroken():
                return CalamineWorkbook.from_filelike(io.BytesIO(self.content))
        except (CalamineError, zipfile.BadZipFile) as error:
            raise FileError(f"{self.name}: expected a workbook, found a file that cannot be opened ({error}).",
                            "Download the file again; nothing was changed.") from None

    @contextmanager
    def _unbroken(self) -> Iterator[None]:
        """Refuse a workbook in which the parser runs off its end."""
        try:
            yield
        except BaseException as error:
            # A panic of the parser's language is no Exception, and its type cannot be imported.
            if type(error).__name__ != "PanicException":
                raise
            raise _damaged(self.name, error) from None

    @property
    def sheet_names(self) -> list[str]:
        """Names of a workbook's sheets, in order; empty for other kinds."""
        return list(self._workbook.sheet_names) if self.kind == "workbook" else []

    def sheet(self, name: str) -> list[list[Any]]:
        """Rows of one sheet from its first row on, each a list of str, float, bool or date; blanks are ''."""
        with self._unbroken():
            return self._workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)

    @cached_property
    def json(self) -> dict[str, Any]:
        """The object in a JSON file."""
        try:
            return dict(json.loads(self.content))
        except ValueError as error:
            raise FileError(f"{self.name}: expected JSON, found {error}.", "Download the file again.") from None

    def place(self, row: int | None = None, column: str = "", sheet: str = "") -> Place:
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
    """Give the published files that one file on disk holds: itself, or the members of a zip."""
    name, content = path.relative_to(root).as_posix(), path.read_bytes()
    if not content.strip():
        raise FileError(f"{name}: expected data, found an empty file.", "Download the file again; nothing was changed.")
    yield from _opened(name, content, whole=False)


def _opened(name: str, content: bytes, whole: bool) -> Iterator[RawFile]:
    digest = hashlib.sha256(content).hexdigest()
    if content[:2] == GZIP:
        yield RawFile(name, _gunzip(name, content), digest, whole=True)
    elif content[:4] == ZIP and not _is_workbook(name, content):
        yield from _members(name, content)
    else:
        yield RawFile(name, content, digest, whole)


def _gunzip(name: str, content: bytes) -> bytes:
    try:
        return gzip.decompress(content)
    except (EOFError, OSError, zlib.error) as error:
        raise FileError(f"{name}: expected a whole gzip file, found one that is cut short or damaged ({error}).",
                        "Download the file again; nothing was changed.") from None


def _archive(name: str, content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as error:
        raise _damaged(name, error) from None


def _damaged(name: str, error: BaseException) -> FileError:
    return FileError(f"{name}: expected a whole zip or workbook, found one that is cut short or damaged ({error}).",
                     "Download the file again; nothing was changed.")


def _is_workbook(name: str, content: bytes) -> bool:
    with _archive(name, content) as archive:
        return "[Content_Types].xml" in archive.namelist()


def _members(name: str, content: bytes) -> Iterator[RawFile]:
    with _archive(name, content) as archive:
        for member in sorted(archive.namelist()):
            if not member.lower().endswith((*DOCUMENTS, "/")) and not _is_beside(PurePosixPath(member)):
                try:
                    inside = archive.read(member)
                except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
                    raise _damaged(f"{name}/{member}", error) from None
                yield from _opened(f"{name}/{member}", inside, whole=True)


def raw_paths(folder: Path) -> list[Path]:
    """Every file below a raw folder that may hold data, in a fixed order; hidden files and folders are no published ones.

    Raises
    ------
    FileError
        Where a name holds bytes that are no text, which no table could name as the source of a number.
    """
    found = sorted(path for path in folder.rglob("*") if path.is_file() and not _is_beside(path.relative_to(folder)))
    for path in found:
        if not _is_text(path.relative_to(folder).as_posix()):
            raise FileError(f"{path}: expected a name in UTF-8, found other bytes.", "Rename the file; nothing was changed.")
    return found


def _is_text(name: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in name)


def _is_beside(path: PurePath) -> bool:
    return path.name in BESIDE_THE_DATA or path.name.startswith("~$") or any(part.startswith(".") for part in path.parts)
