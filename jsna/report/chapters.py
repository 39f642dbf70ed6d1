"""Executed chapters joined to one notebook whose cells are finished HTML with a proper outline."""

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from jsna.figures.core.markup import slug
from jsna.figures.core.render import stylesheet
from jsna.report import arrangement, caveats, gaps, outputs
from jsna.report.audit.free_text import NOTHING, FreeText
from jsna.report.execution import places
from jsna.report.outputs import Cell, Fragment

_HEADING = re.compile(r"<h([1-6])[^>]*>(.*?)</h\1>", re.DOTALL)
_DRAWING, _TABLE = "image/svg+xml", "<table"
_STYLE = re.compile(r"<style data-jsna>(.*?)</style>", re.DOTALL)
_HEADLINE = re.compile(r'<h4 class="jsna-headline">(.*?)</h4>', re.DOTALL)
_NUMBER = re.compile(r'(<span class="jsna-number"[^>]*>)(?=</span>)')
#: The chapter that a figure's key begins with, and so do its ids and the names of its files.
_OF_CHAPTER = re.compile(r'( data-figure="| download="|(?<!#)\bfig-)\d\d(?=-)')
#: A link to a figure of any chapter, of a report that may lack that chapter.
_TO = re.compile(r'<a class="jsna-to" href="#([^"]+)">(.*?)</a>')
_ID = re.compile(r' id="([^"]+)"')
_TAG = re.compile(r"<[^>]+>")


@dataclass
class Part:
    """A heading of the contents, with the headings below it; that of a chapter has its number, which its figures begin with."""

    anchor: str
    text: str
    number: str = ""
    parts: list["Part"] = field(default_factory=list)


@dataclass
class Joined:
    """The chapters as one notebook, its contents, and the rules that its figures and tables brought along."""

    notebook: NotebookNode
    contents: list[Part]
    figure_css: str


def join(chapters: Sequence[tuple[str, NotebookNode]], free_text: FreeText = NOTHING) -> Joined:
    """Join chapters in order; the chapters given are not changed.

    Raises
    ------
    ReportError
        Where something that an analyst's own cell shows cannot stand in a report, naming chapter, cell and the line to write.
    """
    outline = _Outline(free_text)
    absent = {name: gaps.of(chapter.cells) for name, chapter in chapters}
    by_chapter = [_cells(name, chapter, outline, absent[name][0]) for name, chapter in chapters]
    for some in by_chapter:
        caveats.once(some)
    cells = [cell for some in by_chapter for cell in some]
    cells += _listed([gap for _, some in absent.values() for gap in some], outline)
    for output in (output for cell in cells if cell.cell_type == "code" for output in cell.outputs):
        output["data"]["text/html"] = _TO.sub(lambda link: link[0] if link[1] in outline.ids else link[2], output["data"]["text/html"])
    arrangement.tell_apart(cells, {slug(part.number): part.text for part in outline.contents})
    arrangement.pair(cells)
    notebook = nbformat.v4.new_notebook(cells=cells)
    return Joined(notebook, outline.contents, outline.figure_css + outline.own_css)


class _Outline:
    """Where we are in the page: the level of the last heading, the last line of prose, the ids in use, the contents so far."""

    def __init__(self, free_text: FreeText) -> None:
        self.free_text = free_text
        self.level, self.line = 1, ""
        self.ids: set[str] = set()
        self.contents: list[Part] = []
        self.figure_css = self.own_css = ""
        self.figures: Counter[str] = Counter()

    def prose(self, fragment: Fragment, chapter: str) -> str:
        """What an analyst wrote or shows, its headings one level lower and each with an id of its own."""
        self.line, self.own_css = fragment.line, self.own_css + fragment.rules
        if _TABLE in fragment.markup:
            self.figure_css = self.figure_css or stylesheet()
        markup = self._with_ids_of_its_own(fragment.markup)
        return _HEADING.sub(lambda hit: self._heading(int(hit[1]) + 1, hit[2].strip(), chapter), markup)

    def output(self, markup: str, chapter: str) -> str:
        """The output of a cell without its own style, its headlines one level below the last heading, each figure numbered by chapter."""
        self.line = ""
        for rules in _STYLE.findall(markup)[:1]:
            self.figure_css = self.figure_css or rules
        here = _OF_CHAPTER.sub(rf"\g<1>{chapter}", _STYLE.sub("", markup))
        level, markup = min(self.level + 1, 6), self._with_ids_of_its_own(here)
        body = _HEADLINE.sub(rf'<h{level} class="jsna-headline">\1</h{level}>', markup)
        return _NUMBER.sub(lambda hit: hit[1] + self._number(chapter), body)

    def _number(self, chapter: str) -> str:
        self.figures[chapter] += 1
        return f"Figure {chapter}.{self.figures[chapter]}."

    def _heading(self, level: int, inner: str, chapter: str) -> str:
        self.level = min(level, 6)
        text = html.unescape(_TAG.sub("", inner))
        anchor = self._unused(slug(text) if level == 2 else f"{chapter}-{slug(text)}")
        if level == 2 or not self.contents:
            self.contents.append(Part(anchor, text, chapter))
        elif level == 3:
            self.contents[-1].parts.append(Part(anchor, text))
        return f'<h{self.level} id="{anchor}">{inner}</h{self.level}>'

    def _with_ids_of_its_own(self, markup: str) -> str:
        """Two chapters may show one figure: its ids, and what points to them, are renamed in the second."""
        ids = {identifier: self._unused(identifier) for identifier in _ID.findall(markup)}
        changes = {identifier: new for identifier, new in ids.items() if identifier != new}
        if not changes:
            return markup
        tokens = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, changes))})(?![\w-])")
        return tokens.sub(lambda hit: changes[hit[0]], markup)

    def _unused(self, name: str) -> str:
        anchor, count = name, 1
        while anchor in self.ids:
            count += 1
            anchor = f"{name}-{count}"
        self.ids.add(anchor)
        return anchor


def _listed(some: list[gaps.Gap], outline: _Outline) -> list[NotebookNode]:
    """What has no data, as a last part of the page."""
    if not some:
        return []
    text = outline.prose(Fragment(f"<h1>{gaps.TITLE}</h1>{gaps.markup(some)}"), "")
    return [NotebookNode(nbformat.v4.new_markdown_cell(text, id="gaps"))]


def _cells(name: str, chapter: NotebookNode, outline: _Outline, absent: set[int]) -> list[NotebookNode]:
    copies = []
    for number, (cell, place) in enumerate(zip(chapter.cells, places(name, chapter), strict=True)):
        if cell.cell_type not in {"markdown", "code"} or number in absent:
            continue
        at = Cell(place, f"{slug(name)}-{number}", outline.free_text, chapter.metadata.get("jsna_folder", ""))
        copy = NotebookNode(cell | {"id": at.name, "metadata": NotebookNode()})
        if cell.cell_type == "markdown":
            text = outputs.prose(cell.source, cell.get("attachments", {}), at, outline.line)
            copy.source = outline.prose(text, slug(name))
        else:
            markups = _shown(cell, at, name, outline)
            copy.outputs = [nbformat.v4.new_output("display_data", {"text/html": markup}) for markup in markups]
        copies.append(copy)
    return copies


def _shown(cell: NotebookNode, at: Cell, chapter: str, outline: _Outline) -> Iterator[str]:
    """What a code cell shows; a drawing that it shows twice, as its last line and as a figure that is open, once."""
    has_drawing, before = any(_DRAWING in output.get("data", {}) for output in cell.outputs), set()
    for output in cell.outputs:
        if output.output_type == "error":
            raise ValueError(f"{at.place}: {output.ename}: {output.evalue}")
        markup = "".join(output.get("data", {}).get("text/html", ""))
        if _STYLE.search(markup):
            outputs.check_figure(markup, at)
            yield outline.output(markup, chapter)
        elif (fragment := outputs.shown(output, at, outline.line, has_drawing)) and fragment not in before:
            before |= {fragment} if has_drawing else set()
            yield f'<div class="jsna-own">{outline.prose(fragment, slug(chapter))}</div>'
