"""Arrangement: how the parts of joined chapters stand beside each other, and how those that are named alike are told apart."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import cycle, groupby
from operator import itemgetter

from nbformat import NotebookNode

from jsna.figures.core.markup import escaped

_HEADING = re.compile(r"(<h([3-6])\b[^>]*>)(.*?)(?=</h\2>)", re.DOTALL)
_FIGURE, _NARROW, _MULTIPLES = 'class="jsna jsna-figure"', 'class="jsna-narrow"', 'class="jsna-multiples"'
#: A figure that a wide page sets beside the next, and one that it sets beside the one before.
_HALVES = (_FIGURE[:-1] + ' jsna-half jsna-left"', _FIGURE[:-1] + ' jsna-half"')
_NAME = 200  # characters of a chapter's title


def tell_apart(cells: Sequence[NotebookNode], titles: Mapping[str, str]) -> None:
    """Name the chapter in each heading of text that stands in several: whoever hears a list of headings hears it, and nobody sees it.

    Parameters
    ----------
    cells : sequence of NotebookNode
        The cells of all chapters, finished; they are changed.
    titles : mapping of str to str
        The title of each chapter, by what the ids of its cells begin with.
    """
    others = [(cell, place, markup) for cell in cells for place, markup in enumerate(markups(cell)) if "data-figure" not in markup]
    times = Counter(inner for _, _, markup in others for _, _, inner in _HEADING.findall(markup))
    for cell, place, markup in others:
        about = f'<span class="jsna-hidden">: {escaped(titles.get(chapter(cell), ""), _NAME)}</span>'
        put(cell, place, _HEADING.sub(partial(_named, about, times), markup))


def pair(cells: Sequence[NotebookNode]) -> None:
    """Mark figures that follow each other, two and two, but for the first of each chapter, which leads; the cells are changed.

    A figure without a drawing that is legible at half the width stands alone.
    """
    for _, group in groupby(cells, chapter):
        visible = [cell for cell in group if cell.cell_type == "markdown" or cell.outputs]
        lead = next((cell for cell in visible if any("data-figure" in markup for markup in markups(cell))), None)
        marks = [(cell is not lead and _is_narrow(cell), cell) for cell in visible]
        for can_pair, run in groupby(marks, itemgetter(0)):
            figures = [cell for _, cell in run] if can_pair else []
            for cell, half in zip(figures[: len(figures) // 2 * 2], cycle(_HALVES), strict=False):
                put(cell, 0, markups(cell)[0].replace(_FIGURE, half, 1))


def chapter(cell: NotebookNode) -> str:
    """What the id of a cell begins with: its chapter."""
    return str(cell.id).rpartition("-")[0]


def markups(cell: NotebookNode) -> list[str]:
    """What a finished cell holds: its prose, or each of its outputs."""
    return [cell.source] if cell.cell_type == "markdown" else [output["data"]["text/html"] for output in cell.outputs]


def put(cell: NotebookNode, place: int, markup: str) -> None:
    """Change one of the `markups` of a cell."""
    if cell.cell_type == "markdown":
        cell.source = markup
    else:
        cell.outputs[place]["data"]["text/html"] = markup


def _named(about: str, times: Mapping[str, int], heading: "re.Match[str]") -> str:
    return heading[0] + (about if times[heading[3]] > 1 else "")


def _is_narrow(cell: NotebookNode) -> bool:
    outputs = markups(cell)
    return len(outputs) == 1 and _FIGURE in outputs[0] and _NARROW in outputs[0] and _MULTIPLES not in outputs[0]
