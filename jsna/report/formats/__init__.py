"""Other formats of a finished report: each is made from its page, so that all say the same."""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path

from jsna.errors import ReportError
from jsna.report.formats import pdf
from jsna.report.formats.page import document
from jsna.store import replacing

FILES, FOLDERS = ("docx", "xlsx"), ("figures", "csvw")
PRINTED = ("pdf", "pdf-full")
FORMATS = ("html", *PRINTED, *FILES, *FOLDERS)


def known(text: str) -> tuple[str, ...]:
    """The formats of a list such as `html,pdf`; the page itself is always made.

    Raises
    ------
    ReportError
        Where one is not known, or what it needs is not installed.
    """
    names = tuple(name.strip() for name in text.split(","))
    strange = [name for name in names if name not in FORMATS]
    if strange:
        raise ReportError(f"--format: expected some of {', '.join(FORMATS)}, found {', '.join(strange)}.", "Correct the list.")
    if set(names) & set(PRINTED):
        pdf.browser()
    return names


def places(page: Path, names: Iterable[str]) -> list[Path]:
    """Where each format of a page lies: beside it, under its name."""
    endings = {"pdf-full": "-full.pdf"} | {name: f"-{name}" for name in FOLDERS}
    return [page.with_name(page.stem + endings.get(name, f".{name}")) for name in names]


def make(page: Path, names: Sequence[str]) -> None:
    """Make formats of a finished page, each whole or not at all."""
    others = [name for name in names if name != "html"]
    if not others:
        return
    content = document(page.read_text(encoding="utf-8"))
    for name, to in zip(others, places(page, others), strict=True):
        if name in FOLDERS:
            _folder(partial(_writer(name), content), to)
        else:
            with replacing(to) as temporary:
                pdf.write(page, temporary, full=name == "pdf-full") if name in PRINTED else _writer(name)(content, temporary)


def _writer(name: str) -> Callable[..., None]:
    # What writes Word and workbooks is slow to import, and most runs want neither.
    write: Callable[..., None] = import_module(f"jsna.report.formats.{name}").write
    return write


def _folder(write: Callable[[Path], None], to: Path) -> None:
    with tempfile.TemporaryDirectory(dir=to.parent, prefix=f".{to.name}-") as temporary:
        inner = Path(temporary) / to.name
        inner.mkdir()
        write(inner)
        if to.is_dir():
            to.replace(Path(temporary) / "older")
        shutil.move(inner, to)
