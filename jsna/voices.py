"""Voices: what people said, what helps here, and what was done about it, as paragraphs that say whose they are and how they came."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsna import paragraphs
from jsna.errors import CatalogueError
from jsna.names import readable

FOLDER = "voices"
#: The folder's word for every area.
EVERY = "all"
#: What each kind of paragraph must say, and what it may; all are words but those below.
COMMON = ("area", "chapter", "source", "owner", "date")
KINDS = {
    "voice": (("said", "asked", "recruited", "since", "until", "missed"), ("quotation", "consent", "agreed", "sample")),
    "asset": (("name", "what"), ()),
    "done": (("said", "heard", "did"), ()),
}
DATES, NUMBERS = ("date", "since", "until"), ("asked", "agreed")
#: Of such a sample alone a percentage has limits.
RANDOM = "random"
#: Characters of a text.
LONGEST = 600
REMEDY = "Correct it; the report waits."


@dataclass(frozen=True)
class Voice:
    """One paragraph: its kind, where it stands, and its words, numbers and days by name."""

    kind: str
    file: str
    area: str
    chapter: str
    words: dict[str, Any]


def voices(local: Path, area: str = "", chapter: str = "") -> list[Voice]:
    """The paragraphs of data/local/voices: those of an area and of all for a chapter, or every one.

    Raises
    ------
    CatalogueError
        Naming file, paragraph and line: where one lacks whose it is, or a quotation has no recorded consent.
    """
    every = [voice for path in sorted((local / FOLDER).glob("*.toml")) for voice in _read(path)]
    return [voice for voice in every if not area or (voice.area in (EVERY, area) and voice.chapter == chapter)]


def _read(path: Path) -> list[Voice]:
    text, file = paragraphs.read(path), f"data/local/{FOLDER}/{path.name}"
    paragraphs.refuse_unknown(file, text, KINDS)
    entries = [(kind, number, one) for kind, some in text.items() for number, one in enumerate(_list(file, kind, some), 1)]
    return [_voice(file, kind, f"{file}, [[{kind}]] {number}", one) for kind, number, one in entries]


def _list(file: str, kind: str, some: Any) -> list[dict[str, Any]]:
    if not isinstance(some, list) or not all(isinstance(one, dict) for one in some):
        raise CatalogueError(f"{file}: expected paragraphs that begin with [[{kind}]], found {kind} otherwise.", REMEDY)
    return some


def _voice(file: str, kind: str, place: str, paragraph: dict[str, Any]) -> Voice:
    fields, optional = KINDS[kind]
    paragraphs.refuse_unknown(place, paragraph, (*COMMON, *fields, *optional))
    for name in (*COMMON, *fields, *(each for each in optional if each in paragraph)):
        expected, kind_of = _expected(name)
        value = paragraph.get(name)
        if not isinstance(value, kind_of) or isinstance(value, bool) or not str(value).strip():
            entry = repr(paragraph[name]) if name in paragraph else "no such line"
            raise CatalogueError(f"{place}, {name}: expected {expected}, found {entry}.", REMEDY)
    _check(place, paragraph)
    words = {name: readable(value, LONGEST) if isinstance(value, str) else value for name, value in paragraph.items()}
    return Voice(kind, file, words.pop("area"), words.pop("chapter"), words)


def _expected(name: str) -> tuple[str, type]:
    if name in DATES:
        return "a date without quotation marks, such as 2026-10-01", dt.date
    return ("a whole number", int) if name in NUMBERS else ("words in quotes", str)


def _check(place: str, paragraph: dict[str, Any]) -> None:
    """A quotation rests on consent, and a share on those asked."""
    if "quotation" in paragraph and "consent" not in paragraph:
        expected = 'consent = "how and when it was recorded"'
        raise CatalogueError(f"{place}, quotation: expected {expected} beside it, found none.", "Record it, or leave out the quotation.")
    if paragraph.get("asked", 1) < 1:
        raise CatalogueError(f"{place}, asked: expected at least one, found {paragraph['asked']}.", REMEDY)
    if not 0 <= paragraph.get("agreed", 0) <= paragraph.get("asked", 0):
        what = f"{paragraph['agreed']} of {paragraph['asked']}"
        raise CatalogueError(f"{place}, agreed: expected no more than were asked, found {what}.", REMEDY)
    if paragraph.get("sample", RANDOM) != RANDOM:
        raise CatalogueError(f'{place}, sample: expected "{RANDOM}" or no such line, found {paragraph["sample"]!r}.', REMEDY)
    if paragraph.get("until", dt.date.max) < paragraph.get("since", dt.date.min):
        raise CatalogueError(f"{place}, until: expected a day after {paragraph['since']}, found {paragraph['until']}.", REMEDY)


def orphans(local: Path, areas: set[str], chapters: set[str]) -> list[str]:
    """The paragraphs that no report shows, each with why."""
    strays = [(each, "area", each.area) for each in voices(local) if each.area not in {EVERY, *areas}]
    strays += [(each, "chapter", each.chapter) for each in voices(local) if each.chapter not in chapters]
    return [f"{each.file}, [[{each.kind}]]: there is no {what} {name}, so no report shows it." for each, what, name in strays]
