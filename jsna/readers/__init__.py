"""Published file → tidy table: what a file is, is known by its columns or sheets, never by its name."""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from jsna.errors import FileError, Unforeseen
from jsna.readers.archives import DOWNLOAD
from jsna.readers.rawfile import RawFile, unpack
from jsna.readers.tables import headings, lacks, refuse_lacking
from jsna.schemas import Tidy

#: Fewer headings than this are found in tables of anybody.
ENOUGH = 3


@lru_cache(maxsize=1)
def modules() -> tuple[ModuleType, ...]:
    """Every reader, a module of this folder that `recognises` files and can `read` them.

    One whose layouts of text are much its own has them as `DISTINCT`: a file with every heading but one of such a layout is that
    publication, with a heading renamed or lost.
    """
    each = [importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    return tuple(module for module in each if hasattr(module, "recognises"))


def recognise(raw: RawFile) -> ModuleType | None:
    """The reader that a file is for, known by its columns or sheets; none where nobody knows it.

    Raises
    ------
    FileError
        Where it is empty or cannot be opened, two readers claim it, or none does and it is a publication but for one heading: nothing
        is guessed.
    """
    _refuse_unopened(raw)
    claims = [reader for reader in modules() if reader.recognises(raw)]
    if len(claims) > 1:
        names = " and ".join(reader.__name__.rsplit(".", 1)[-1] for reader in claims)
        raise FileError(
            f"{raw.name}: expected one publication, found a file that reads like {names}.", "Report this layout to the maintainers."
        )
    if not claims:
        _refuse_renamed(raw)
    return claims[0] if claims else None


def _refuse_unopened(raw: RawFile) -> None:
    if raw.flaw is not None:
        raise raw.flaw
    if not raw.content.strip():
        raise FileError(f"{raw.name}: expected data, found an empty file.", DOWNLOAD)
    _ = raw.sheet_names  # or a workbook that cannot be opened would pass as a file of another kind


def _refuse_renamed(raw: RawFile) -> None:
    titles = headings(raw)
    for names in (names for reader in modules() for names in getattr(reader, "DISTINCT", ())):
        if len(lacks(titles, names)) == 1 and len(names) > ENOUGH:
            refuse_lacking(raw, names)


@dataclass(frozen=True)
class Outcome:
    """What a file, or a member of a zip, gave: its tables, or why it was refused."""

    member: RawFile | None
    tables: list[Tidy]
    refusal: FileError | None = None


def outcomes(path: Path, root: Path) -> Iterator[Outcome]:
    """Read one file on disk, member by member; nothing that one of them does ends the others.

    A file that stops a program in a way that nobody foresaw is refused too, with `Unforeseen`, which keeps the traceback.
    """
    name = path.relative_to(root).as_posix()
    members = unpack(path, root)
    while True:
        member = None
        try:
            member = next(members, None)
            if member is None:
                return
            yield Outcome(member, read(member))
        except FileError as refusal:
            yield Outcome(member, [], refusal)
        except Exception as error:
            yield Outcome(member, [], Unforeseen.of(member.name if member else name, error))


def fatal(name: str) -> FileError:
    """The refusal of a file that ended the process which read it, so that nobody could catch anything."""
    return FileError(f"{name}: expected a file that can be read, found one that ended the process reading it, perhaps for want of memory.",
                     "Download the file again, or read it on a machine with more memory; the other files are read.")


def read(raw: RawFile) -> list[Tidy]:
    """The tidy tables that a file gives; an empty list where no reader knows it."""
    reader = recognise(raw)
    return list(reader.read(raw)) if reader else []
