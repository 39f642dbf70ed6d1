"""A finished page as a document: headings, paragraphs, lists and figures in order, for every other format to be made from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from jsna.report.audit.published import data
from jsna.report.audit.tree import Element, read

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
    svg: str = ""
    alt: str = ""


Block = Heading | Paragraph | Items | Chart


@dataclass(frozen=True)
class Document:
    """What a page says, in order."""

    title: str
    about: tuple[str, ...]
    blocks: tuple[Block, ...] = field(repr=False)

    @property
    def charts(self) -> list[Chart]:
        """The figures, in order."""
        return [block for block in self.blocks if isinstance(block, Chart)]


def document(html: str) -> Document:
    """Read a finished page."""
    root, _ = read(html)
    head = root.having("masthead")[0]
    about = [said.text() for said in head.find("p", "li") if said.text()]
    return Document(said(head.find("h1")[0]), tuple(map(clean, about)), tuple(_blocks(root.find("main")[0], html)))


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
    return Chart(
        key=figure.attributes["data-figure"],
        headline=texts["jsna-headline"][0],
        subtitle=texts["jsna-subtitle"][0],
        detail=tuple(texts["jsna-detail"]),
        notes=tuple(texts["jsna-source"]),
        table=tuple(tuple(said(cell) for cell in row.find("th", "td")) for row in rows),
        data=tuple(tuple(map(clean, row)) for row in data(figure)),
        svg=f"{html[drawing.start : drawing.end]}</svg>" if drawing else "",
        alt=said(drawing.find("desc")[0]) if drawing else "",
    )
