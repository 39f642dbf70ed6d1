"""A finished page as a tree of elements, with where each one stands in the text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_NOT_READ = {"script", "style", "template"}


@dataclass(eq=False)
class Element:
    """An element, its attributes, what is in it, and its first and last character in the page."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)
    start: int = 0
    end: int = 0
    hidden: bool = False  # by aria-hidden, its own or that of what it stands in
    page: list["Element"] = field(default_factory=list, repr=False)  # all elements in order …
    place: int = 0  # … where this one stands among them …
    after: int | None = None  # … and where the first stands that is not in it

    def walk(self) -> list["Element"]:
        """This element and all below it, in the order of the page."""
        return self.page[self.place : self.after]

    def find(self, *tags: str) -> list["Element"]:
        """The elements below with one of these tags."""
        return [element for element in self.walk()[1:] if element.tag in tags]

    def having(self, name: str) -> list["Element"]:
        """The elements below with this class."""
        return [element for element in self.walk() if name in element.attributes.get("class", "").split()]

    def text(self, hidden: bool = True) -> str:
        """What it says; without `hidden`, only what a screen reader says."""
        return " ".join("".join(self._said(hidden)).split())

    def _said(self, hidden: bool) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag == "br":
                yield " "
            elif child.tag not in _NOT_READ and (hidden or not child.hidden):
                yield from child._said(hidden)


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#page", end=len(page))
        self.order = self.root.page
        self.order.append(self.root)
        self.open = [self.root]
        self.problems: list[str] = []
        self.lines = [0]
        for line in page.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))
        self.feed(page)
        self.close()
        self.problems += [f"<{element.tag}> is never closed" for element in self.open[1:]]

    def _at(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        is_hidden = self.open[-1].hidden or attributes.get("aria-hidden") == "true"
        element = Element(tag, attributes, [], self._at(), 0, is_hidden, self.order, len(self.order))
        self.open[-1].children.append(element)
        self.order.append(element)
        self.open.append(element)
        if tag in _VOID:
            self._shut()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._shut()

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1].tag != tag:
            self.problems.append(f"</{tag}> closes what is not open in line {self.getpos()[0]}")
        else:
            self._shut()

    def _shut(self) -> None:
        element = self.open.pop()
        element.end, element.after = self._at(), len(self.order)

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(page: str) -> tuple[Element, list[str]]:
    """The tree of a page, and what is wrong with its nesting."""
    reader = _Reader(page)
    return reader.root, reader.problems
