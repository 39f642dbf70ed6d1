"""What an analyst's own cell shows, as it stands in a report: text, tables and pictures; the rest is refused by its cell."""

import ast
import base64
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from bs4 import BeautifulSoup, Tag
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from PIL import Image

from jsna.errors import ReportError
from jsna.figures import by_hand
from jsna.figures.core.markup import plain
from jsna.report import execution, owntables
from jsna.report.audit import numbers, safety, structure
from jsna.report.audit.free_text import NOTHING, FreeText
from jsna.report.audit.tree import read
from jsna.report.formats.figures import raster
from jsna.report.formats.parts import Picture

#: Bytes of a picture: a page holds 2,500,000.
HEAVIEST = 400_000
_PICTURES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif")
_ALT = {
    "drawing": 'Write `plt.gcf().set_label("What it shows")` in that cell, after what draws it.',
    "picture": 'Write `Image("…", alt="What it shows")`, or `display(…, metadata={"alt": "What it shows"})`.',
    "prose": "Write `![What it shows](…)`.",
}
_CAPTION = 'Write a line of prose right before it, such as `Practices by list size.`, or show `df.style.set_caption("What it shows")`.'
_FACTS = 'Say what the rows hold, or give the number in `facts={"What it is": "…"}`.'
_ON_SCREEN_ALONE = ["svg", "canvas", "audio", "video", "form", "input", "button", "select", "textarea", "math"]
_GAP = 'Give what is missing a word, such as `.fillna("not known")`, or take it out.'
#: How Python writes what is no text: the objects that a drawing gives back.
_OBJECT = re.compile(r"<[A-Za-z_][\w.]*(?:[: ][^<>]*)?>|\bText\(")
_ALIGNED = re.compile(r"\S(?: {2,}|\t)\S|^[ \t]+\S", re.MULTILINE)
_IDS = re.compile(r'(?<=id=")[a-z][0-9a-f]{10}(?=")')


@dataclass(frozen=True)
class Cell:
    """A cell of a chapter, for messages and names.

    Parameters
    ----------
    place : str
        Where it stands, in words.
    name : str
        What ids of it begin with.
    free_text : FreeText
        Names and prose by people that may stand in the page.
    folder : str
        Where its notebook lies, with its pictures; that of the repository's where it is empty.
    """

    place: str
    name: str
    free_text: FreeText = NOTHING
    folder: str = ""


@dataclass(frozen=True)
class Fragment:
    """Markup of the analyst's own, the rules of its colours, and its last line where that is prose, which may name a table."""

    markup: str
    rules: str = ""
    line: str = ""


def prose(source: str, attachments: Mapping[str, Any], cell: Cell, line: str = "") -> Fragment:
    """Markdown as markup, its pictures taken in, its tables made readable; `line` is the prose right before."""
    return _checked(MarkdownWithMath(renderer=_renderer(cell, attachments)).render(source), cell, line, "prose")


def _renderer(cell: Cell, attachments: Mapping[str, Any] | None = None) -> IPythonRenderer:
    """What takes pictures of the folder of a notebook, and those that a cell holds itself, into the page."""
    folder = cell.folder or str(execution.NOTEBOOKS)
    return IPythonRenderer(False, embed_images=True, exclude_anchor_links=True, path=folder, attachments=dict(attachments or {}))


def shown(output: Mapping[str, Any], cell: Cell, line: str, has_drawing: bool) -> Fragment | None:
    """What a cell shows that is no figure of the package; nothing where it is nothing for a reader.

    Parameters
    ----------
    has_drawing : bool
        Whether the cell shows a drawing too, whose last call gives back an object that nobody wants to read.

    Raises
    ------
    ReportError
        Where it cannot stand in a report, with the line to write.
    """
    if output["output_type"] == "stream":
        return _text(output["text"], cell) if output["name"] == "stdout" else None
    bundle = {kind: "".join(data) if isinstance(data, list) else data for kind, data in output["data"].items()}
    picture = next((kind for kind in _PICTURES if kind in bundle), None)
    if "text/html" in bundle:
        return _checked(_renderer(cell).inline_html(bundle["text/html"]), cell, line, "picture")
    if "text/markdown" in bundle:
        return prose(bundle["text/markdown"], {}, cell, line)
    if picture:
        return _picture(picture, bundle, output.get("metadata", {}), cell)
    others = [kind for kind in bundle if kind != "text/plain"]
    if others or "text/plain" not in bundle:
        raise _refusal(cell, f"shows what a report cannot hold ({', '.join(others) or 'nothing'})")
    return _value(bundle["text/plain"], cell, has_drawing)


def check_figure(markup: str, cell: Cell) -> None:
    """A figure by hand says no number that its rows do not hold, nor what a program left; the whole page is read for all others.

    Raises
    ------
    ReportError
        Naming the cell, and the sentence.
    """
    page = read(markup)[0]
    if not any(figure.attributes.get("data-figure", "").startswith(by_hand.KEY) for figure in page.find("figure")):
        return
    for fault in (*numbers.faults(page), *safety.traces(page, cell.free_text)):
        raise _refusal(cell, f"shows what a report cannot hold: {fault}", _FACTS)


def _refusal(cell: Cell, what: str, remedy: str = "") -> ReportError:
    usual = "Show a DataFrame, a drawing of matplotlib, an Image, Markdown or text, or take it out of that cell."
    return ReportError(f"{cell.place}: {what}.", remedy or usual)


def _value(text: str, cell: Cell, has_drawing: bool) -> Fragment | None:
    """What the last line of a cell gives: a text without its quotation marks."""
    if text[:1] in "'\"":
        return _text(str(ast.literal_eval(text)), cell)
    if _OBJECT.search(text):
        if has_drawing:
            return None
        remedy = "End that line with a semicolon, or show what is in the object."
        raise _refusal(cell, f"shows an object of the program, {text[:60]}", remedy)
    return _text(text, cell)


def _text(text: str, cell: Cell) -> Fragment | None:
    """Lines as paragraphs; where blanks set columns, as they are."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if _ALIGNED.search(text):
        return _checked(f"<pre>{html.escape(plain(text.strip(chr(10))), quote=False)}</pre>", cell)
    return _checked("".join(f"<p>{html.escape(plain(line), quote=False)}</p>" for line in lines), cell) if lines else None


def _picture(kind: str, bundle: Mapping[str, str], metadata: Mapping[str, Any], cell: Cell) -> Fragment:
    about = {**metadata, **metadata.get(kind, {})}  # `Image` says what it knows under the kind of its picture
    source, alt = bundle[kind], str(about.get("alt") or "")
    if kind == "image/svg+xml":
        source, alt = _settled(source), alt or _title(source)
        source = base64.b64encode(source.encode()).decode()
    size = "".join(f' {side}="{int(about[side])}"' for side in ("width", "height") if about.get(side))
    markup = f'<p><img alt="{html.escape(plain(alt))}" src="data:{kind};base64,{"".join(source.split())}"{size}></p>'
    return _checked(markup, cell, "", "drawing" if bundle.get("text/plain", "").startswith("<Figure") else "picture")


def _settled(drawing: str) -> str:
    """A drawing of matplotlib that is the same each time: without its date, and with ids that count."""
    svg = re.sub(r"<metadata>.*?</metadata>|<!DOCTYPE[^>]*>", "", drawing, flags=re.DOTALL)
    new = {old: f"{old[0]}{number}" for number, old in enumerate(dict.fromkeys(_IDS.findall(svg)))}
    return re.sub("|".join(new), lambda hit: new[hit[0]], svg) if new else svg


def _title(drawing: str) -> str:
    titles = read(drawing)[0].find("title")
    return titles[0].text() if titles else ""


def _checked(markup: str, cell: Cell, line: str = "", kind: str = "picture") -> Fragment:
    """Markup that is whole, readable by everybody and harmless."""
    soup = BeautifulSoup(f"<body>{markup}", "lxml")  # what is never closed is closed as a browser would
    for sheet in soup.find_all("style"):
        if sheet.has_attr("scoped") or not sheet.get_text(strip=True):  # how pandas sets its tables in a notebook
            sheet.decompose()
    for picture in soup.find_all("img"):
        _check_picture(picture, cell, kind)
    faults = list(safety.harm(read(str(soup))[0]))
    rules = owntables.improve(soup, line, cell.name)
    faults += [f"<{part.name}> within HTML, which Word and the workbook do not show" for part in soup.find_all(_ON_SCREEN_ALONE)]
    if soup.find("style"):
        faults.append("a style sheet, which would change the whole report: say colours by style=“…” or df.style")
    within = soup.body.decode_contents() if soup.body else ""
    faults += _faults(within, cell, kind)
    if nameless := [fault for fault in faults if fault.startswith(structure.NAMELESS)]:
        raise _refusal(cell, f"shows a table that has no caption{nameless[0].removeprefix(structure.NAMELESS)}", _CAPTION)
    if faults:
        raise _refusal(cell, f"shows what a report cannot hold: {faults[0]}", _GAP if "missing value" in faults[0] else "")
    return Fragment(within, rules, owntables.last_line(list(soup.body.children) if soup.body else []))


def _faults(markup: str, cell: Cell, kind: str) -> list[str]:
    """What is wrong with tables and pictures, and with what a program left; prose is people's, and the whole page is read for the rest."""
    page = read(f'<div class="jsna">{markup}</div>')[0]
    return [*structure.parts(page), *(() if kind == "prose" else safety.traces(page, cell.free_text))]


def _check_picture(picture: Tag, cell: Cell, kind: str) -> None:
    head, _, content = str(picture.get("src", "")).partition(";base64,")
    if head.removeprefix("data:") not in _PICTURES:
        what = f"shows a picture that is no SVG, PNG, JPEG or GIF of the folder of notebooks: “{head[:80]}”"
        raise _refusal(cell, what, "Put the file beside the notebook, and name it as it lies there.")
    if not str(picture.get("alt", "")).strip():
        raise _refusal(cell, "shows a picture that has no text alternative", _ALT[kind])
    try:
        picture_bytes = base64.b64decode(content, validate=True)
        _check_content(picture_bytes, head.removeprefix("data:"), cell)
    except (ValueError, OSError, SyntaxError) as error:  # as Pillow, resvg and Python say that bytes are no picture
        raise _refusal(cell, f"shows a picture that cannot be read: {error}", "Save it again as PNG.") from None
    if len(picture_bytes) > HEAVIEST:
        raise _refusal(cell, f"shows a picture of {len(picture_bytes):,} bytes, more than {HEAVIEST:,}", "Save it smaller, or draw less.")


def _check_content(content: bytes, kind: str, cell: Cell) -> None:
    """A picture that is one, and a drawing that runs and loads nothing."""
    if kind != "image/svg+xml":
        Image.open(BytesIO(content)).verify()
        return
    for fault in safety.harm(read(content.decode("utf-8"))[0]):
        raise _refusal(cell, f"shows a drawing with what a report cannot hold: {fault}")
    raster(Picture("", kind, content))
