"""A finished page as a document: headings, paragraphs, lists and figures in order, for every other format to be made from."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from jsna.report.audit.published import data
from jsna.report.audit.tree import Element, read

#: What stands in the data for a number that is hidden, and what a reader is told of it.
SUPPRESSED = "suppressed"
WHY_SUPPRESSED = "so that nobody can be recognised"
#: What a file or a sheet is not named with.
_NOT_OF_A_NAME = re.compile(r"[^A-Za-z0-9_-]")
#: What no XML file may hold.
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Heading:
    """A heading and its level, from 1."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `strong` where the page sets it apart."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Items:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """A figure: its finding, what supports it, its drawing and its data.

    Parameters
    ----------
    table : tuple
        Rows of cells as a reader sees them, the headings first.
    data : tuple
        Rows of cells as the CSV holds them, unrounded, the headings first.
    level : int
        Level of the heading that states the finding.
    words : frozenset of int
        The columns that hold words, by position: names, codes and periods, even where they look like numbers.
    svg : str
        Markup of the drawing; empty where the table is the figure.
    """

    key: str
    headline: str
    subtitle: str
    detail: tuple[str, ...]
    notes: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]
    data: tuple[tuple[str, ...], ...]
    level: int = 4
    words: frozenset[int] = frozenset()
    svg: str = ""
    alt: str = ""

    @property
    def hidden(self) -> int:
        """How many numbers are suppressed."""
        return sum(cell == SUPPRESSED for row in self.data[1:] for cell in row)


Block = Heading | Paragraph | Items | Chart


@dataclass(frozen=True)
class Document:
    """What a page says, in order.

    Parameters
    ----------
    title, name : str
        The area, and the report in full: area, kind of report and edition.
    about, stamps, closing : tuple of str
        What stands above the report, what it must not be taken for, and what stands below: how to cite it, its licences.
    """

    title: str
    name: str
    about: tuple[str, ...]
    stamps: tuple[str, ...]
    closing: tuple[str, ...]
    blocks: tuple[Block, ...] = field(repr=False)

    @property
    def charts(self) -> list[Chart]:
        """The figures, in order."""
        return [block for block in self.blocks if isinstance(block, Chart)]


def document(html: str) -> Document:
    """Read a finished page."""
    root, _ = read(html)
    head, foot = root.having("masthead")[0], root.having("colophon")[0]
    return Document(
        title=said(head.find("h1")[0]),
        name=said(root.find("title")[0]),
        about=_texts(head.find("p", "li")),
        stamps=_texts(item for stamps in head.having("stamps") for item in stamps.find("li")),
        closing=_texts(foot.find("p")),
        blocks=tuple(_with_keys_of_their_own(_blocks(root.find("main")[0], html))),
    )


def _with_keys_of_their_own(blocks: Iterable[Block]) -> Iterator[Block]:
    """Two chapters may show one figure, and each has a file."""
    used: Counter[str] = Counter()
    for block in blocks:
        if isinstance(block, Chart):
            used[block.key] += 1
            block = replace(block, key=f"{block.key}-{used[block.key]}") if used[block.key] > 1 else block
        yield block


def _texts(elements: Iterable[Element]) -> tuple[str, ...]:
    return tuple(filter(None, map(said, elements)))


def said(element: Element) -> str:
    """What a reader sees of an element, without marks that are hidden from a screen reader."""
    return clean(element.text(hidden=False))


def clean(text: str) -> str:
    """A text without characters that no XML file may hold."""
    return _FORBIDDEN.sub("", text)


def _blocks(parent: Element, html: str) -> Iterator[Block]:
    for child in parent.children:
        if isinstance(child, str):
            continue
        if child.tag == "figure":
            yield _chart(child, html)
        elif re.fullmatch(r"h[1-6]", child.tag):
            yield Heading(int(child.tag[1]), said(child))
        elif child.tag == "p":
            yield Paragraph(said(child))
        elif child.tag in ("ul", "ol"):
            yield Items(tuple(said(item) for item in child.find("li")))
        elif child.tag == "dl":
            yield Items(tuple(_card(card) for card in child.find("div")))
        elif child.tag in ("div", "section", "details"):
            notice = "notice" in child.attributes.get("class", "").split()
            yield from (Paragraph(block.text, notice) if isinstance(block, Paragraph) else block for block in _blocks(child, html))


def _card(card: Element) -> str:
    label, (value, *note) = card.find("dt")[0], card.find("dd")
    return f"{said(label)}: {said(value)}" + (f" ({said(note[0])})" if note else "")


def _chart(figure: Element, html: str) -> Chart:
    drawing = next((svg for svg in figure.find("svg") if svg.attributes.get("role") == "img"), None)
    classes = ("jsna-headline", "jsna-subtitle", "jsna-detail", "jsna-source")
    texts = {name: [said(part) for part in figure.having(name)] for name in classes}
    rows = figure.find("table")[0].find("tr")
    heads = enumerate(rows[0].find("th"))
    return Chart(
        key=_NOT_OF_A_NAME.sub("-", figure.attributes["data-figure"])[:100],
        headline=texts["jsna-headline"][0],
        subtitle=texts["jsna-subtitle"][0],
        detail=tuple(texts["jsna-detail"]),
        notes=tuple(texts["jsna-source"]),
        table=tuple(tuple(said(cell) for cell in row.find("th", "td")) for row in rows),
        data=tuple(tuple(map(clean, row)) for row in data(figure)),
        level=int(figure.having("jsna-headline")[0].tag[1]),
        words=frozenset(number for number, head in heads if number == 0 or "t" in head.attributes.get("class", "").split()),
        svg=f"{html[drawing.start : drawing.end]}</svg>" if drawing else "",
        alt=said(drawing.find("desc")[0]) if drawing else "",
    )
