"""The page that lists every area of an edition, with its report or why there is none."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from jsna.report.page import Page
from jsna.report.text import escaped, slug

_TEMPLATE = Path(__file__).parent / "template"
_NOT_GROUPED = "Other areas"


@dataclass(frozen=True)
class Entry:
    """One area of an edition.

    Parameters
    ----------
    code, name, parent_name : str
        The area and what it belongs to, by which the list is grouped.
    status : str
        Whether its report can be read.
    href : str
        The report, relative to the index; only read where it is ready.
    note : str
        Why there is no report, or what is new in it.
    """

    code: str
    name: str
    parent_name: str
    status: Literal["ready", "failed", "not made"]
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class _Group:
    name: str
    anchor: str
    entries: tuple[Entry, ...]


def index_html(entries: Sequence[Entry], page: Page) -> str:
    """The list as a page of its own; searching is an extra, the list is complete without."""
    counts = Counter(entry.status for entry in entries)
    filled = _template().render(
        page=page,
        groups=_groups(entries),
        total=len(entries),
        counts=[(status, counts[status]) for status in ("ready", "failed", "not made") if counts[status]],
        css="".join((_TEMPLATE / name).read_text(encoding="utf-8") for name in ("report.css", "areas.css")),
        script=(_TEMPLATE / "areas.js").read_text(encoding="utf-8"),
    )
    return "\n".join(line.rstrip() for line in filled.splitlines() if line.strip()) + "\n"


def _groups(entries: Iterable[Entry]) -> list[_Group]:
    def order(entry: Entry) -> tuple[bool, str, str, str]:
        return not entry.parent_name, entry.parent_name.casefold(), entry.parent_name, entry.name.casefold()

    runs = groupby(sorted(entries, key=order), lambda entry: entry.parent_name)
    return [
        _Group(name or _NOT_GROUPED, f"g{number}-{slug(name)}", tuple(run))
        for number, (name, run) in enumerate(runs)
    ]


@cache
def _template() -> Template:
    surroundings = Environment(
        loader=FileSystemLoader(_TEMPLATE), undefined=StrictUndefined, autoescape=False
    )
    surroundings.filters["escaped"] = escaped
    surroundings.filters["address"] = lambda href: quote(str(href), safe="/#.-_~")
    return surroundings.get_template("areas.html.j2")
