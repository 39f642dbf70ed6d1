"""Archives: gzip and zip, opened where they are whole and no larger than memory holds."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from jsna.errors import FileError

ZIP, GZIP = b"PK\x03\x04", b"\x1f\x8b"
#: Bytes of one file when it is unpacked; the largest that is published, patients by small area, has a tenth of it.
LARGEST = 1_000_000_000
#: Zips within zips; publishers put one into another at most.
DEEPEST = 3
#: Files that lie beside published ones and hold no data.
BESIDE_THE_DATA = {"README.md", "MANIFEST.csv", "README.txt", "Thumbs.db", "desktop.ini"}
#: What publishers put into a zip beside the data.
DOCUMENTS = (".pdf", ".docx", ".doc", ".rtf")
#: The member by which a zip is known to be a workbook, and how that of a spreadsheet of OpenDocument begins.
CONTENT_TYPES, OPEN_DOCUMENT = "[Content_Types].xml", b"application/vnd.oasis.opendocument.spreadsheet"
DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError)
DOWNLOAD = "Download the file again; nothing was changed."


def gunzip(name: str, content: bytes) -> bytes:
    """What a gzip file holds.

    Raises
    ------
    FileError
        Where it is damaged or unpacks to too much.
    """
    try:
        with gzip.open(io.BytesIO(content)) as archive:
            whole = archive.read(LARGEST + 1)
    except DAMAGES as error:
        raise FileError(f"{name}: expected a whole gzip file, found one that is cut short or damaged ({error}).", DOWNLOAD) from None
    refuse_large(name, len(whole))
    return whole


def refuse_large(name: str, size: int) -> None:
    """Refuse a file of more bytes than memory may hold."""
    if size > LARGEST:
        raise FileError(f"{name}: expected at most {LARGEST / 1e6:,.0f} MB when unpacked, found more.",
                        "No published table is so large: take the file out of the folder, or download it again; nothing was changed.")


def is_workbook(name: str, content: bytes) -> bool:
    """Whether a zip is a workbook.

    Raises
    ------
    FileError
        Where any member is not as its checksum says, which a parser would pass over, or all are too large together.
    """
    with _sound(name, content) as archive:
        members = archive.namelist()
        open_document = "mimetype" in members and archive.read("mimetype").startswith(OPEN_DOCUMENT)
        workbook = CONTENT_TYPES in members or open_document
        if workbook:
            refuse_large(name, sum(member.file_size for member in archive.infolist()))
        return workbook


def members(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each file in a zip that may hold data, in a fixed order."""
    if name.casefold().count(".zip/") >= DEEPEST:
        raise FileError(f"{name}: expected a file, found zips within zips.", "Unpack it, and put the tables into the folder.")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in sorted(archive.namelist()):
            if not member.lower().endswith((*DOCUMENTS, "/")) and not is_beside(PurePosixPath(member)):
                yield f"{name}/{member}", archive.read(member)


def is_beside(path: PurePosixPath) -> bool:
    """Whether a file lies beside published ones and holds no data: hidden, of a program, or about the others."""
    return path.name in BESIDE_THE_DATA or path.name.startswith("~$") or any(part.startswith(".") for part in path.parts)


def damaged(name: str, error: BaseException | str) -> FileError:
    """The refusal of a zip or workbook that is not whole."""
    return FileError(f"{name}: expected a whole zip or workbook, found one that is cut short or damaged ({error}).", DOWNLOAD)


def _sound(name: str, content: bytes) -> zipfile.ZipFile:
    """The zip, every member of which is as its checksum says."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        for member in archive.infolist():
            refuse_large(f"{name}/{member.filename}", member.file_size)
        wrong = archive.testzip()
    except DAMAGES as error:
        raise damaged(name, error) from None
    except (RuntimeError, NotImplementedError) as error:  # a password, or a kind of packing
        raise FileError(f"{name}: expected a zip that can be opened, found one that cannot ({error}).",
                        "Unpack it, and put the tables into the folder; nothing was changed.") from None
    if wrong is not None:
        raise damaged(f"{name}/{wrong}", "its checksum is another")
    return archive
