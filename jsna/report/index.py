"""The page that lists every area of an edition, with its report or why there is none."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from jsna.figures.core.markup import slug
from jsna.report.areamap import Drawing
from jsna.report.page import Page
from jsna.report.text import address, escaped

_TEMPLATE = Path(__file__).parent / "template"
_NOT_GROUPED = "Other areas"
_APPROVED = "Approved"
#: Why a report failed, for those who can do nothing about it; the record of the edition has the message for those who can.
WHY_FAILED = "could not be made, or did not pass the checks that come before publication"
STATUSES = ("made", "out of date", "failed", "not made")


@dataclass(frozen=True)
class Entry:
    """One area of an edition.

    Parameters
    ----------
    code, name, parent_name : str
        The area and what it belongs to, by which the list is grouped.
    status : str
        Whether its report can be read, and is as new as the data.
    href : str
        The report, relative to the index; empty where there is none.
    note : str
        Why there is no report, or none of the newest data.
    approved : bool
        Whether its report is the page that was approved; any other is a draft.
    """

    code: str
    name: str
    parent_name: str
    status: Literal["made", "out of date", "failed", "not made"]
    href: str = ""
    note: str = ""
    approved: bool = False

    @property
    def standing(self) -> str:
        """What a reader must know of the report: `approved`, `draft`, `approved, out of date`."""
        if self.status == "made":
            return "approved" if self.approved else "draft"
        words = "failed; this report is of older data" if self.status == "failed" and self.href else self.status
        return f"approved, {words}" if self.approved else words


@dataclass(frozen=True)
class News:
    """What is new in an edition: sentences about its reports, and the newest period of each publication."""

    sentences: tuple[str, ...] = ()
    periods: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class _Group:
    name: str
    anchor: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Section:
    """The areas of one footprint.

    Parameters
    ----------
    name, kind : str
        "CCGs, as of 2019", and what that is in full: "Clinical Commissioning Group".
    entries : tuple of Entry
        Every area.
    drawings : tuple of Drawing
        The map, where outlines are held.
    """

    name: str
    kind: str
    entries: tuple[Entry, ...]
    drawings: tuple[Drawing, ...] = ()

    @property
    def anchor(self) -> str:
        """The id of the heading."""
        return slug(self.name)

    @property
    def counts(self) -> list[tuple[str, str]]:
        """Each status that there is, and how many areas have it."""
        return counted(self.entries)

    @property
    def groups(self) -> list[_Group]:
        """The areas of which a report was asked for, by what they belong to; those of which that is not known come last."""
        return _groups(self.anchor, [entry for entry in self.entries if entry.status != "not made"])

    @property
    def others(self) -> list[_Group]:
        """The areas of which no report was made, likewise."""
        return _groups(f"{self.anchor}-others", [entry for entry in self.entries if entry.status == "not made"])


def _groups(anchor: str, entries: Iterable[Entry]) -> list[_Group]:
    def order(entry: Entry) -> tuple[bool, str, str, str, str]:
        return not entry.parent_name, entry.parent_name.casefold(), entry.parent_name, entry.name.casefold(), entry.code

    runs = [(name, tuple(run)) for name, run in groupby(sorted(entries, key=order), lambda entry: entry.parent_name)]
    nameless = _NOT_GROUPED if runs[1:] else ""
    return [_Group(name or nameless, f"{anchor}-{number}-{slug(name or nameless)}", run) for number, (name, run) in enumerate(runs)]


def counted(entries: Iterable[Entry]) -> list[tuple[str, str]]:
    """Each status that there is, and how many entries have it: `22 made, 5 of them approved`."""
    areas = list(entries)
    counts, approvals = Counter[str](entry.status for entry in areas), Counter[str](entry.status for entry in areas if entry.approved)
    return [(status, f"{counts[status]:,} {status}{_of_them(counts[status], approvals[status])}") for status in STATUSES if counts[status]]


def _of_them(number: int, approvals: int) -> str:
    return "" if not approvals else " and approved" if approvals == number else f", {approvals:,} of them approved"


def index_html(sections: Sequence[Section], page: Page, news: News) -> str:
    """The list as a page of its own; searching and the map are extras, the list is complete without.

    Parameters
    ----------
    sections : sequence of Section
        The footprints; the first is open, the others are folded.
    """
    whole = [entry for section in sections for entry in section.entries]
    markup = _template().render(
        page=page,
        stamps=_stamps(page, [entry for entry in whole if entry.href]),
        approved=_APPROVED,
        sections=sections,
        news=news,
        total=len(whole),
        counts=counted(whole),
        css="".join((_TEMPLATE / name).read_text(encoding="utf-8") for name in ("base.css", "areas.css")),
        script=(_TEMPLATE / "areas.js").read_text(encoding="utf-8"),
    )
    return "\n".join(line.strip() for line in markup.splitlines() if line.strip()) + "\n"


def _stamps(page: Page, readable: Sequence[Entry]) -> tuple[str, ...]:
    """What a reader must know before reading on: whether the reports that can be read are approved, all or some."""
    drafts = sum(not entry.approved for entry in readable)
    if page.draft and 0 < drafts < len(readable):
        return (f"Draft: {drafts:,} of {len(readable):,} reports not yet approved", *page.stamps[1:])
    return (*page.stamps, _APPROVED) if readable and not drafts else page.stamps


@cache
def _template() -> Template:
    surroundings = Environment(
        loader=FileSystemLoader(_TEMPLATE), undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
    )
    surroundings.filters |= {"escaped": escaped, "address": address, "named": lambda status: status.replace(" ", "-")}
    return surroundings.get_template("areas.html.j2")
