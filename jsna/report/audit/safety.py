"""What must not be in a page: addresses that load, foreign scripts, traces of the program, too many bytes."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jsna.report.audit.free_text import GAP, NOTHING, FreeText
from jsna.report.audit.tree import Element

PAGE_LIMIT, MAP_LIMIT, FIGURE_LIMIT = 2_500_000, 150_000, 35 * 1024

_LOADING = (
    "src",
    "srcset",
    "href",
    "xlink:href",
    "poster",
    "data",
    "action",
    "formaction",
    "background",
    "ping",
    "manifest",
)
_HELD = re.compile(r"#|data:(image|text/csv)[/;,+\w-]*", re.IGNORECASE)
_LINK = re.compile(r"#|https?://|mailto:|data:text/csv[;,]|[\w./%-]+(#.*)?$", re.IGNORECASE)
_FETCHES = re.compile(r"@import|url\(\s*['\"]?(?!#|data:image/)|image-set\(|\bsrc\(", re.IGNORECASE)
_FOREIGN = ("iframe", "object", "embed", "applet", "base", "link", "frame", "portal")
_TRACES = {
    "a placeholder that was not filled": re.compile(r"\{[\w .:,%!\[\]'\"-]*\}"),
    "output of the program": re.compile(
        r"Traceback \(most recent|\b[A-Z]\w*(?:Error|Exception|Warning): |\b(?:In|Out) ?\[\d*\]:|\x1b\[|<[\w.]+ (?:object )?at 0x"
    ),
}
_OUTPUT_CLASSES = {
    "output_stream",
    "output_stderr",
    "output_stdout",
    "output_error",
    "jp-RenderedText",
    "input_area",
    "prompt",
}


def faults(page: Element, html: str, free_text: FreeText = NOTHING) -> Iterator[str]:
    """Nothing is loaded, nothing runs but the project's own script, nothing of the program is left."""
    yield from harm(page)
    yield from traces(page, free_text)
    yield from _weights(page, html)


def harm(page: Element) -> Iterator[str]:
    """What loads from outside, and what runs."""
    for element in page.walk():
        yield from _addresses(element)
        yield from _code(element)


def _addresses(element: Element) -> Iterator[str]:
    pattern = _LINK if element.tag == "a" else _HELD
    for name, value in element.attributes.items():
        if name in _LOADING and not pattern.match(value.strip()):
            yield f"<{element.tag}> has an address outside the page: {name}=“{value[:80]}”"
        elif name not in _LOADING and _FETCHES.search(value) and name != "content":
            yield f"<{element.tag}> loads from its {name}: “{value[:80]}”"
    if element.tag in _FOREIGN or "http-equiv" in element.attributes:
        yield f"<{element.tag}> has no place in a page that stands alone"
    if element.tag == "style" and (match := _FETCHES.search(_source(element))):
        yield f"a style sheet loads from outside: “{_source(element)[match.start() : match.start() + 60]}”"


def _code(element: Element) -> Iterator[str]:
    if element.tag == "script" and " ".join(_source(element).split()) not in _own_scripts():
        yield f"a script that is not the project's own: “{_source(element).strip()[:60]}”"
    yield from (
        f"<{element.tag}> has a handler, {name}" for name in element.attributes if name.startswith("on")
    )
    if set(element.attributes.get("class", "").split()) & _OUTPUT_CLASSES:
        yield f"output or code of a cell is shown: “{element.text()[:80]}”"


def _source(element: Element) -> str:
    return "".join(child for child in element.children if isinstance(child, str))


@cache
def _own_scripts() -> frozenset[str]:
    folder = Path(__file__).parents[1] / "template"
    return frozenset(" ".join(path.read_text(encoding="utf-8").split()) for path in folder.glob("*.js"))


def traces(page: Element, free_text: FreeText) -> Iterator[str]:
    """What a program leaves: gaps, placeholders, tracebacks."""
    by_program = {element for block in page.having("jsna") for element in block.walk()}
    for element in page.walk():
        if element.tag in {"script", "style"}:
            continue
        texts = [child for child in element.children if isinstance(child, str)]
        texts += [
            value for name, value in element.attributes.items() if name in {"aria-label", "alt", "title"}
        ]
        for text in texts:
            faults = {fault: hit[0] for fault, pattern in _TRACES.items() if (hit := pattern.search(text))}
            if GAP.search(text) and (gap := free_text.gap(text, element in by_program)):
                faults["a missing value of the program"] = gap
            yield from (f"{fault}, “{trace}”, in “{' '.join(text.split())[:80]}”" for fault, trace in faults.items())


def _weights(page: Element, html: str) -> Iterator[str]:
    if (weight := len(html.encode())) > PAGE_LIMIT:
        yield f"the page weighs {weight:,} bytes, more than {PAGE_LIMIT:,}"
    for figure in page.find("figure"):
        key = figure.attributes.get("data-figure", "")
        limit = MAP_LIMIT if "map" in key or "choropleth" in key else FIGURE_LIMIT
        if (weight := len(html[figure.start : figure.end].encode())) > limit:
            yield f"figure {key} weighs {weight:,} bytes, more than {limit:,}"
