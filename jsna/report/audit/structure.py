"""What a page needs to be found one's way in, with or without sight."""

import re
from collections import Counter
from collections.abc import Iterator

from jsna.report.audit.tree import Element

_REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "for", "headers")
#: How the fault of a table begins that nobody named.
NAMELESS = "a table has no caption"
_LOCAL = re.compile(r"url\(#([^)]+)\)")


def faults(page: Element) -> Iterator[str]:
    """Language, title, outline, landmarks, skip link, ids and references, tables and pictures."""
    yield from _head(page)
    yield from _outline(page)
    yield from _landmarks(page)
    yield from _ids(page)
    yield from parts(page)


def parts(page: Element) -> Iterator[str]:
    """Tables and pictures."""
    for table in page.find("table"):
        yield from _table(table)
    for picture in page.find("img", "svg"):
        yield from _picture(picture)


def _head(page: Element) -> Iterator[str]:
    if [root.attributes.get("lang") for root in page.find("html")] != ["en-GB"]:
        yield "the page does not say that it is in British English (lang)"
    titles = [title.text() for head in page.find("head") for title in head.find("title")]
    names = [heading.text() for heading in page.find("h1")]
    if len(titles) != 1 or not all(name and name in titles[0] for name in names):
        yield f"the title of the window does not name the area: {titles}"


def _outline(page: Element) -> Iterator[str]:
    headings = [element for element in page.walk() if re.fullmatch("h[1-6]", element.tag)]
    levels = [int(heading.tag[1]) for heading in headings]
    if levels.count(1) != 1:
        yield f"there are {levels.count(1)} headings of level 1, not one"
    for heading, level, before in zip(headings, levels, [0, *levels], strict=False):
        if level > before + 1:
            yield f"heading “{heading.text()[:80]}” jumps from level {before} to {level}"
        if not heading.text():
            yield f"a heading of level {level} is empty"


def _landmarks(page: Element) -> Iterator[str]:
    for tag, number in Counter(
        {tag: len(page.find(tag)) for tag in ("main", "header", "footer", "nav")}
    ).items():
        if number == 0 or (tag == "main" and number > 1):
            yield f"there are {number} <{tag}> landmarks"
    if any(not nav.attributes.get("aria-label") for nav in page.find("nav")):
        yield "a <nav> has no name (aria-label)"
    links = page.find("a")
    mains = {f"#{main.attributes.get('id')}" for main in page.find("main")}
    if not links or links[0].attributes.get("href") not in mains:
        yield "the first link does not skip to the main part"


def _ids(page: Element) -> Iterator[str]:
    ids = Counter(element.attributes["id"] for element in page.walk() if "id" in element.attributes)
    yield from (f"id “{name}” is used {times} times" for name, times in ids.items() if times > 1 or not name)
    for element in page.walk():
        for name in _referred(element):
            if name not in ids:
                yield f"<{element.tag}> refers to “{name}”, which is not in the page"


def _referred(element: Element) -> Iterator[str]:
    for name in _REFERENCES:
        yield from element.attributes.get(name, "").split()
    if element.attributes.get("href", "").startswith("#"):
        yield element.attributes["href"][1:]
    for value in element.attributes.values():
        yield from _LOCAL.findall(value)


def _table(table: Element) -> Iterator[str]:
    captions = [caption.text() for caption in table.find("caption")]
    name = f"table “{captions[0][:80]}”" if captions and captions[0] else "a table"
    if name == "a table":
        yield f"{NAMELESS}: “{table.text()[:80]}”"
    heads = table.find("th")
    if not heads:
        yield f"{name} has no heading cell"
    for head in heads:
        if head.attributes.get("scope") not in {"col", "row", "colgroup", "rowgroup"}:
            yield f"{name}: heading cell “{head.text()[:40]}” has no scope"
        if not head.text(hidden=False):
            yield f"{name}: a heading cell is blank"


def _picture(picture: Element) -> Iterator[str]:
    if picture.tag == "img":
        if not picture.attributes.get("alt", "").strip():
            yield "a picture has no text alternative"
    elif picture.attributes.get("role") not in {"img", "group"} and not picture.hidden:
        yield "a drawing is neither named (role img, or group where it holds links) nor hidden from screen readers"
    elif picture.attributes.get("role") == "group" and not picture.attributes.get("aria-label", "").strip():
        yield "a drawing that holds links has no name"
