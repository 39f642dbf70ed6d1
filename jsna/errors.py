"""Mistakes that a user can make and mend: one clear message each, never a traceback."""

import re
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

#: Characters that a terminal obeys instead of showing them, and halves of characters that it cannot show; lines may end.
_OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

#: What nobody reads, and no path is: a longer word is cut.
_ENDLESS = re.compile(r"(?<!\S)(\S{1000})\S+")

#: Letters of another program's message that are quoted.
LONGEST = 300


def shown(text: str) -> str:
    """A text in which a terminal shows every character and obeys none, and no word goes on for pages."""
    return _ENDLESS.sub("\\1…", _OBEYED.sub("\N{REPLACEMENT CHARACTER}", text))


def first_of(faults: Sequence[str]) -> str:
    """The first ten faults, a line each, and how many more there are: what stands below a message's first line."""
    return "\n  ".join([*faults[:10], *([f"and {len(faults) - 10} more"] if faults[10:] else [])])


class JsnaError(Exception):
    """What went wrong, in a message for the person at the keyboard.

    Parameters
    ----------
    message : str
        One sentence: which file, area or option; what was expected; what was found.
    remedy : str
        What to do now.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message, self.remedy = shown(message), shown(remedy)

    def __str__(self) -> str:
        return f"{self.message}\n  {self.remedy}" if self.remedy else self.message

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows in place of a traceback, which would bury the message under lines that its reader did not write."""
        return [str(self)]

    def __reduce__(self) -> tuple[type["JsnaError"], tuple[str, str]]:
        # Worker processes send errors back pickled; the default would lose the remedy.
        return type(self), (self.message, self.remedy)


class FileError(JsnaError):
    """A published file that cannot be read as what it seems to be."""


class Unforeseen(FileError):
    """A file that stops a reader in a way that nobody foresaw: most likely a fault of jsna, so its traceback is kept."""

    trace = ""

    @classmethod
    def of(cls, file: str, error: BaseException) -> "Unforeseen":
        """The refusal of a file, for what it raised."""
        what = " ".join(f"{type(error).__name__}: {error}".split())
        refusal = cls(f"{file}: expected a file that can be read, found one that stopped the reader unexpectedly ({what[:LONGEST]}).",
                      "Report this message to the maintainers, with `trace` of this file in data/tidy/manifest.json after a build; "
                      "the other files are read.")
        refusal.trace = "".join(traceback.format_exception(error))
        return refusal


class UnknownArea(JsnaError):
    """An area that no footprint holds."""


class CatalogueError(JsnaError):
    """A definition in data/*.toml that does not hold together."""


class FetchError(JsnaError):
    """A file that could not be downloaded whole."""


class BuildError(JsnaError):
    """A build that must not go on."""


class StoreError(JsnaError):
    """A store that is absent, or older than the program."""


class ReportError(JsnaError):
    """A report that was made but may not be published."""


class UnknownName(JsnaError, AttributeError):
    """A name that the package does not have."""


def unnamed(name: str, names: list[str]) -> UnknownName:
    """That a notebook asks for a name that the package does not have, with the nearest."""
    near = get_close_matches(name, names, n=1)
    hint = f"Did you mean jsna.{near[0]}? " if near else ""
    remedy = f"{hint}Tab after `jsna.` lists them, and help(jsna.rank) says what one draws."
    return UnknownName(f"jsna.{name}: there is no such name.", remedy)


@dataclass(frozen=True)
class Place:
    """Where in a published file something stands, for messages and lineage."""

    file: str
    sheet: str = ""
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        parts = [self.file]
        parts += [f"sheet {self.sheet}"] if self.sheet else []
        parts += [f"row {self.row:,}"] if self.row else []
        parts += [f"column {self.column}"] if self.column else []
        return ", ".join(parts)
