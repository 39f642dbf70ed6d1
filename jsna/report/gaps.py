"""Gaps: what a report has no data for, taken out of its chapters and listed once, with where each would come from."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

TITLE = "What could not be measured"
_MISSING = re.compile(r'<div class="jsna jsna-missing( jsna-said)?"><p>(.*?)</p></div>', re.DOTALL)
#: What else a figure of this package shows; a notice, such as that of sources, says nothing of a place, but where another chapter does.
_SHOWN = ('data-figure="', 'class="jsna jsna-cards', 'class="jsna jsna-glance', 'class="jsna jsna-notice jsna-elsewhere')
_HEADING = re.compile(r"^#+ +(.*)$", re.MULTILINE)
_OURS = 'class="jsna'
#: What stands in a gap before the publication that would fill it.
_FROM = "It would come from"


@dataclass(frozen=True)
class Gap:
    """A question of a chapter that has no data, as markup: what is missing, and where it would come from."""

    chapter: str
    question: str
    reason: str


def sections(cells: Sequence[NotebookNode]) -> list[range]:
    """The cells from each one of prose to the next."""
    starts = [number for number, cell in enumerate(cells) if cell.cell_type == "markdown"]
    return [range(start, end) for start, end in zip(starts, [*starts[1:], len(cells)], strict=True)]


def of(cells: Sequence[NotebookNode]) -> tuple[set[int], list[Gap]]:
    """The cells of sections that show nothing but what is missing, and what that is; all cells of a chapter with nothing else to say.

    What an earlier section says too is no gap of its own. A section of prose alone is an analyst's, and stays.
    """
    title = _heading(cells[0]) if cells else ""
    by_section = {section: list(_outputs(cells[at] for at in section)) for section in sections(cells)}
    empty = [section for section, markups in by_section.items() if markups and all(map(_is_gap, markups))]
    gaps = list(dict.fromkeys(
        Gap(title, _heading(cells[section[0]]), hit[2])
        for section in empty for markup in by_section[section] for hit in _MISSING.finditer(markup) if not hit[1]
    ))  # fmt: skip
    others = [markups for section, markups in [*by_section.items()][1:] if section not in empty]
    if gaps and all(markups and not any(map(_is_content, markups)) for markups in others):
        from_where = {gap.reason.partition(_FROM)[2]: gap.reason for gap in reversed(gaps)}  # the first of each publication
        return set(range(len(cells))), [Gap(title, "", reason) for reason in reversed(from_where.values())]
    return {at for section in empty for at in section}, gaps


def markup(gaps: Sequence[Gap]) -> str:
    """The list of gaps, each under its chapter."""
    lines = [f"<li>{gap.chapter}{f': {gap.question}' if gap.question else ''} {gap.reason}</li>" for gap in gaps]
    return f"<ul>{''.join(lines)}</ul>"


def _heading(cell: NotebookNode) -> str:
    hit = _HEADING.search(cell.source)
    return hit[1].strip() if hit else ""


def _outputs(cells: Iterable[NotebookNode]) -> Iterator[str]:
    for cell in cells:
        for output in cell.get("outputs", ()):
            if output.get("name") == "stderr":  # which no reader sees
                continue
            bundle = output.get("data", {})
            yield "".join(bundle.get("text/html", "")) or "".join(bundle.get("text/plain", "")) or output.output_type


def _is_gap(markup: str) -> bool:
    return bool(_MISSING.search(markup)) and not _is_content(markup)


def _is_content(markup: str) -> bool:
    return any(mark in markup for mark in _SHOWN) or _OURS not in markup
