"""Commentaries: what people wrote for one area or for all, a file of Markdown a chapter, with their name and the day."""

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from jsna.errors import CatalogueError
from jsna.names import ROUND, UNSEEN, in_words, readable

#: The folder of those for every area.
EVERY = "all"
HEAD = re.compile(r"\s*by:[ \t]*(?P<by>\S.*)\n[ \t]*date:[ \t]*(?P<date>[^\n]*\S)[ \t]*\n(?P<text>.*)", re.DOTALL)
#: What stands in a text for a number of the store, and a number that somebody typed; years and periods are none.
PLACEHOLDER = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
NUMBER = re.compile(r"(?<![\w./,-])(?!(?:19|20)\d\d(?:/\d\d)?(?![\w%]|[.,/]\d))£?\d[\d,]*(?:\.\d+)?%?(?![\w/])")
#: More bytes than these are no commentary.
LARGEST = 100_000
REMEDY = "Correct it; the report waits."


@dataclass(frozen=True)
class Commentary:
    """One file: whose it is, of which day, and its Markdown."""

    file: str
    area: str
    chapter: str
    by: str
    date: dt.date
    text: str
    #: The line of the file that the text begins in.
    line: int

    @property
    def unchecked(self) -> list[str]:
        """The numbers that somebody typed, each once."""
        return list(dict.fromkeys(NUMBER.findall(PLACEHOLDER.sub("", self.text))))

    @property
    def signed(self) -> str:
        """Whose it is and of which day, in words."""
        return f"{self.by}, {in_words(self.date)}"


def commentaries(local: Path, area: str = "", chapter: str = "") -> list[Commentary]:
    """The commentaries below data/local: those of an area and of all for a chapter, or every one; a file without words is none.

    Raises
    ------
    CatalogueError
        Where one has no name and date, or is no text, naming the file.
    """
    folder = local / "commentary"
    paths = [folder / place / f"{chapter}.md" for place in (EVERY, area)] if area else _files(folder)
    return [_read(path, local) for path in paths if path.is_file() and path.read_bytes().strip()]


def orphans(local: Path, areas: set[str], chapters: set[str]) -> list[str]:
    """The files that no report shows, each with why."""
    folder, messages = local / "commentary", []
    for path in _files(folder):
        place, name = path.parent.relative_to(folder).as_posix(), path.stem
        why = f"there is no area {place}" if place not in {EVERY, *areas} else f"there is no chapter {name}" if name not in chapters else ""
        messages += [f"data/local/commentary/{place}/{path.name}: {why}, so no report shows it."] if why else []
    return messages


def _files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.md"))


def _read(path: Path, local: Path) -> Commentary:
    file = f"data/local/{path.relative_to(local).as_posix()}"
    if path.stat().st_size > LARGEST:
        raise CatalogueError(f"{file}: expected at most {LARGEST:,} bytes, found {path.stat().st_size:,}.", REMEDY)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{file}: expected text in UTF-8, found {error.reason}.", REMEDY) from None
    head = HEAD.fullmatch(text)
    if head is None:
        raise CatalogueError(f"{file}, line 1: expected `by: a name` and on the next line `date: 2026-10-01`, found "
                             f"{text.strip().splitlines()[0][:60]!r}.", REMEDY)
    try:
        day = dt.date.fromisoformat(head["date"])
    except ValueError:
        raise CatalogueError(f"{file}, line 2: expected a date such as 2026-10-01, found {head['date']!r}.", REMEDY) from None
    line = text[: head.start("text")].count("\n") + 1
    if half := re.search(r"\{\{|\}\}", PLACEHOLDER.sub(lambda hit: "\n" * hit[0].count("\n"), head["text"])):
        raise CatalogueError(f"{file}, line {line + half.string[: half.start()].count(chr(10))}: expected such as "
                             f"{{{{ value ID 2022/23 }}}}, found {half[0]} alone.", REMEDY)
    body = re.sub(UNSEEN.replace("\x00-\x1f", "\x00-\x09\x0b-\x1f"), " ", head["text"])
    return Commentary(file, path.parent.name, path.stem, readable(head["by"]), day, body, line)


def without_braces(text: str) -> str:
    """A text in which no brace is left, for these stand for gaps that a program left."""
    return text.translate(ROUND)
