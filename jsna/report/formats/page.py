"""A finished page as a document: headings, paragraphs, lists and figures in order, for every other format to be made from."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from jsna.report.audit.published import data
from jsna.report.audit.tree import Element, read
from jsna.report.formats.parts import Picture, Table, Verbatim, clean, pictures, said, table_of

#: What stands in the data for a number that is hidden, and what a reader is told of it.
SUPPRESSED = "suppressed"
WHY_SUPPRESSED = "so that nobody can be recognised"
#: What a reader must know of what is not the program's.
OWN = "Written or shown by the analyst in a chapter, and not checked against published data."
#: A number as the CSV of a figure has it.
NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")
#: What a file or a sheet is not named with.
_NOT_OF_A_NAME = re.compile(r"[^A-Za-z0-9_-]")
#: What stands in a line of text, and what has nothing to read.
_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "br", "cite", "code", "del", "em", "i", "img", "ins", "kbd", "label", "mark", "q", "s", "samp", "small")
    + ("span", "strong", "sub", "sup", "time", "u", "var")
)
_NO_CONTENT = frozenset(("script", "style", "svg", "button", "nav", "hr", "summary"))


@dataclass(frozen=True)
class Heading:
    """A heading and its level, from 1."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `strong` where the page sets it apart, `by_hand` where an analyst's own cell shows it."""

    text: str
    strong: bool = False
    by_hand: bool = False


@dataclass(frozen=True)
class Items:
    """A list; `by_hand` where an analyst's own cell shows it."""

    items: tuple[str, ...]
    by_hand: bool = False


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


Block = Heading | Paragraph | Items | Chart | Verbatim | Table | Picture


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

    @property
    def others(self) -> list[Chart]:
        """What stands in the report besides figures and prose: each table, then one table of all texts and pictures of own cells."""
        chapter, tables, texts = "", list[Chart](), [("Chapter", "Kind", "What it says")]
        for block in self.blocks:
            match block:
                case Heading(2, text):
                    chapter = text
                case Table():
                    tables.append(_as_chart(block, chapter, len(tables) + 1))
                case Paragraph(text, by_hand=True) | Verbatim(text, by_hand=True):
                    texts.append((chapter, "Text", text))
                case Items(items, by_hand=True):
                    texts += [(chapter, "Text", text) for text in items]
                case Picture(alt):
                    texts.append((chapter, "Picture", alt))
        title, about = "Texts and pictures of the analyst's own", "In words: a picture by its text alternative"
        sheet = Chart("own texts", title, about, (), (OWN,), tuple(texts), tuple(texts), words=frozenset({0, 1, 2}))
        return tables + ([sheet] if texts[1:] else [])


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


def _as_chart(table: Table, chapter: str, number: int) -> Chart:
    """A table in the shape of a figure; several rows of headings become one, and what is missing is empty."""
    # A workbook has a word in each cell: pandas sets points for rows that it leaves out, a person a tick or a dash.
    head = tuple(" ".join(dict.fromkeys(filter(None, column))) for column in zip(*table.rows[: table.heads], strict=True))
    body = table.rows[table.heads :]
    cells = tuple(tuple("" if cell == "missing" else _in_words(cell) for cell in row) for row in body)
    name, about = f"own table {number}", f"In chapter: {chapter}"
    return Chart(name, table.caption, about, (), (OWN,), (head, *body), (head, *cells), words=table.words)


def _in_words(cell: str) -> str:
    """A cell of signs alone by the names of the signs, and a number without what parts its thousands."""
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", cell):
        return cell.replace(",", "")
    if cell in ("...", "…"):
        return "left out"
    return cell if any(map(str.isalnum, cell)) else ", ".join(unicodedata.name(sign, "sign").lower() for sign in cell)


def _with_keys_of_their_own(blocks: Iterable[Block]) -> Iterator[Block]:
    """Two chapters may show one figure, and each has a file."""
    times: Counter[str] = Counter()
    for block in blocks:
        if isinstance(block, Chart):
            times[block.key] += 1
            block = replace(block, key=f"{block.key}-{times[block.key]}") if times[block.key] > 1 else block
        yield block


def _texts(elements: Iterable[Element]) -> tuple[str, ...]:
    return tuple(filter(None, map(said, elements)))


def _blocks(parent: Element, html: str) -> Iterator[Block]:
    loose: list[str] = []
    for child in parent.children:
        if isinstance(child, str) or child.tag in _INLINE:
            loose.append(child if isinstance(child, str) else child.text(hidden=False))
            yield from () if isinstance(child, str) else pictures(child)
            continue
        yield from _paragraph(loose)
        yield from _block(child, html)
    yield from _paragraph(loose)


def _paragraph(loose: list[str]) -> Iterator[Paragraph]:
    """What stands between two blocks without being one."""
    text = " ".join("".join(loose).split())
    loose.clear()
    if text:
        yield Paragraph(clean(text))


def _block(child: Element, html: str) -> Iterator[Block]:
    if child.tag == "figure" and "data-figure" in child.attributes:
        yield _chart(child, html)
    elif re.fullmatch(r"h[1-6]", child.tag):
        unseen = "".join(map(said, child.having("jsna-hidden")))
        yield Heading(int(child.tag[1]), said(child).removesuffix(unseen))
    elif child.tag == "p":
        yield from [Paragraph(said(child))] if said(child) else []
        yield from pictures(child)
    elif child.tag in ("ul", "ol"):
        yield Items(tuple(said(item) for item in child.find("li")))
        yield from pictures(child)
    elif child.tag == "dl" and child.find("div"):
        yield Items(tuple(_card(card) for card in child.find("div")))
    elif child.tag == "pre":
        yield Verbatim(clean("".join(child._said(hidden=False))))
    elif child.tag == "table":
        yield table_of(child)
    elif child.tag not in _NO_CONTENT:
        yield from _inner(child, html)


def _inner(child: Element, html: str) -> Iterator[Block]:
    """What is in a box: an analyst's own output, a notice, or anything else."""
    classes = child.attributes.get("class", "").split()
    for block in _blocks(child, html):
        if "jsna-own" in classes and isinstance(block, Paragraph | Items | Verbatim):
            block = replace(block, by_hand=True)
        elif isinstance(block, Paragraph) and not block.by_hand:
            block = replace(block, strong="notice" in classes)
        yield block


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
