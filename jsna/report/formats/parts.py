"""Parts of a page that are no figure: texts, tables and pictures, as every format needs them."""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from jsna.report.audit.tree import Element

#: What no XML file may hold.
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Verbatim:
    """Lines whose blanks matter; `by_hand` where an analyst's own cell shows them."""

    text: str
    by_hand: bool = False


@dataclass(frozen=True)
class Table:
    """A table that is no figure's: of the analyst's own, or of prose.

    Parameters
    ----------
    rows : tuple
        Rows of cells, all of one width: what spans several is repeated.
    heads : int
        How many rows of headings there are.
    above : bool
        Whether the line right above is the caption, which a reader need not see twice.
    """

    caption: str
    rows: tuple[tuple[str, ...], ...]
    heads: int = 1
    words: frozenset[int] = frozenset()
    above: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture of the analyst's own, and what it shows in words."""

    alt: str
    kind: str
    content: bytes = field(repr=False)


def said(element: Element) -> str:
    """What a reader sees of an element, without marks that are hidden from a screen reader."""
    return clean(element.text(hidden=False))


def clean(text: str) -> str:
    """A text without characters that no XML file may hold."""
    return _FORBIDDEN.sub("", text)


def pictures(element: Element) -> Iterator[Picture]:
    for picture in (element, *element.find("img")):
        head, _, content = picture.attributes.get("src", "").partition(";base64,")
        if content:
            yield Picture(clean(picture.attributes.get("alt", "")), head.removeprefix("data:"), base64.b64decode(content))


def table_of(table: Element) -> Table:
    captions, rows = table.find("caption"), table.find("tr")
    heads = [row for row in rows if not row.find("td") or any(row in head.find("tr") for head in table.find("thead"))]
    grid = _grid([row.find("th", "td") for row in rows])
    body = grid[len(heads) :]
    words = {place for place in range(len(grid[0])) if any("t" in row[place].attributes.get("class", "").split() for row in body)}
    return Table(
        caption=said(captions[0]) if captions else "",
        rows=tuple(tuple(said(cell) for cell in row) for row in grid),
        heads=max(1, len(heads)),
        words=frozenset(words | {0}),
        above=bool(captions and captions[0].having("jsna-hidden")),
    )


def _grid(rows: list[list[Element]]) -> list[list[Element]]:
    """The cells of each row and column: one that spans several stands in each of them."""
    grid: dict[tuple[int, int], Element] = {}
    for down, row in enumerate(rows):
        across = 0
        for cell in row:
            while (down, across) in grid:
                across += 1
            width, height = (int(cell.attributes.get(name, "1") or 1) for name in ("colspan", "rowspan"))
            grid |= {(down + below, across + right): cell for below in range(height) for right in range(width)}
            across += width
    empty, most = Element("td"), max((across for _, across in grid), default=0) + 1
    return [[grid.get((down, across), empty) for across in range(most)] for down in range(len(rows))]
