"""Internal pages: what carries the mark of one may lie in no folder that is published."""

import zipfile
from pathlib import Path

from jsna import store
from jsna.catalogue import EXACT, publication
from jsna.errors import ReportError
from jsna.report.page import INTERNAL

#: How a text may write the mark: as it is, or as a PDF does.
MARKS = (INTERNAL.encode(), INTERNAL.encode("utf-16-be"), INTERNAL.encode("utf-16-be").hex().upper().encode())
#: The numbers that are kept beside the reports of an edition.
NUMBERS = "indicators.parquet"


def refuse(folder: Path) -> None:
    """Refuse to publish a folder of internal reports, or one in which anything internal lies, whoever put it there.

    Raises
    ------
    ReportError
        Naming the files.
    """
    names = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file() and is_internal(path)]
    if folder.parent.name == store.INTERNAL or names:
        examples = f" ({', '.join(names[:5])}{', …' if names[5:] else ''})" if names else ""
        raise ReportError(f"{folder}: expected what may be published, found what is internal{examples}.",
                          "Take it away; `jsna report` makes public reports, without --audience.")


def is_internal(path: Path) -> bool:
    """Whether a file carries the mark of an internal page, or numbers that the inside alone may see."""
    if path.name == NUMBERS:
        sources = store.read_distinct(path, ["source_id"])["source_id"]
        return any(publication(source).disclosure == EXACT for source in sources)
    if zipfile.is_zipfile(path):  # a workbook or a document, whatever it is called
        with zipfile.ZipFile(path) as archive:
            return any(_marked(archive.read(part)) for part in archive.namelist())
    return _marked(path.read_bytes())


def _marked(content: bytes) -> bool:
    return any(mark in content for mark in MARKS)
