"""Word: the report with real headings, figures as pictures with their alternative text, and tables with a caption and a heading row."""

import datetime as dt
import zipfile
from io import BytesIO
from pathlib import Path

import docx
from docx.document import Document as Word
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from jsna.report.formats import wordxml
from jsna.report.formats.figures import png, raster, units
from jsna.report.formats.page import SUPPRESSED, WHY_SUPPRESSED, Block, Chart, Document, Heading, Items, Paragraph
from jsna.report.formats.parts import Picture, Table, Verbatim

#: The width of a page for the widest drawings, in units of them; a small one has letters of the same size.
_WIDTH, _UNITS = Cm(17), 576
#: Rows of a table in Word; the CSV of the report holds all.
_LONGEST = 40
_INK = RGBColor(0x1B, 0x1F, 0x23)
#: Points of the letters of each style, and of the space above.
_STYLES = {
    "Normal": (11, 0), "Title": (26, 0), "Heading 1": (20, 24), "Heading 2": (15, 18),
    "Heading 3": (12, 14), "Heading 4": (11, 12), "Heading 5": (11, 12), "Caption": (9, 6),
}  # fmt: skip
#: The same report gives the same bytes, whatever a clock says.
_CREATED, _PACKED = dt.datetime(2000, 1, 1), (1980, 1, 1, 0, 0, 0)


def write(document: Document, to: Path) -> None:
    """Write the report as one Word file."""
    word = docx.Document()
    _set_up(word, document)
    word.add_heading(document.title, 0)
    for text in document.about:
        word.add_paragraph(text)
    _contents(word, document.blocks)
    for number, (block, after) in enumerate(zip(document.blocks, (*document.blocks[1:], None), strict=True)):
        _add(word, block, number)
        if isinstance(block, Paragraph) and isinstance(after, Chart):
            word.paragraphs[-1].paragraph_format.keep_with_next = True
    for text in document.closing:
        _small(word, text)
    _save(word, to)


def _set_up(word: Word, document: Document) -> None:
    facts = word.core_properties
    facts.title, facts.author, facts.language, facts.comments = document.name[:250], "jsna", "en-GB", ""
    facts.created = facts.modified = _CREATED
    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    for name, (size, above) in _STYLES.items():
        style = word.styles[name]
        style.element.get_or_add_rPr().get_or_add_rFonts().attrib.clear()  # a font of the theme would go before this one
        style.font.name, style.font.size, style.font.color.rgb, style.font.italic = "Arial", Pt(size), _INK, False  # type: ignore[attr-defined]
        if above or name == "Title":
            style.paragraph_format.space_before, style.paragraph_format.keep_with_next = Pt(above), True  # type: ignore[attr-defined]
    _sheets(word, document)


def _sheets(word: Word, document: Document) -> None:
    """A4; each sheet says what it belongs to, and what it must not be taken for."""
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    section.header.paragraphs[0].add_run(document.name[:120]).font.size = Pt(8)
    foot = section.footer.paragraphs[0]
    foot.add_run(" · ".join((*document.stamps, "Page "))).font.size = Pt(8)
    foot._p.append(wordxml.field("PAGE", "1"))


def _contents(word: Word, blocks: tuple[Block, ...]) -> None:
    chapters = [(number, block.text) for number, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 2]
    lines = [word.add_paragraph() for _ in chapters]
    for line, (number, text) in zip(lines, chapters, strict=True):
        line.paragraph_format.space_after = Pt(2)
        line._p.append(wordxml.link(number, text))
    if lines:
        before, after = wordxml.contents_field()
        for part in before:
            lines[0]._p[-1].addprevious(part)
        lines[-1]._p.append(after)
        lines[-1].paragraph_format.space_after = Pt(12)


def _add(word: Word, block: Block, number: int) -> None:
    match block:
        case Heading(level, text):
            heading = word.add_heading(text, level - 1 or 1)
            start, end = wordxml.bookmark(number)
            heading._p.insert(1, start)
            heading._p.append(end)
        case Paragraph(text, strong):
            word.add_paragraph().add_run(text).bold = strong
        case Items(items):
            for item in items:
                word.add_paragraph(item, style="List Bullet")
        case Chart():
            _chart(word, block)
        case Verbatim(text):
            word.add_paragraph().add_run(text).font.name = "Courier New"
        case Table():
            _own_table(word, block)
        case Picture(alt):
            shape = word.add_picture(BytesIO(raster(block)))
            shape.height, shape.width = (int(side * min(1, _WIDTH / shape.width)) for side in (shape.height, shape.width))
            shape._inline.docPr.set("descr", alt)


def _chart(word: Word, chart: Chart) -> None:
    word.add_heading(chart.headline, chart.level - 1)
    if chart.svg:
        word.add_paragraph(chart.subtitle).paragraph_format.keep_with_next = True
        shape = word.add_picture(BytesIO(png(chart)), width=int(_WIDTH * min(units(chart) / _UNITS, 1)))
        shape._inline.docPr.set("descr", chart.alt)  # python-docx has no name for it
    for text in chart.detail:
        word.add_paragraph(text)
    word.add_paragraph(chart.subtitle, style="Caption")
    _table(word, chart)
    for text in chart.notes:
        _small(word, text)


def _table(word: Word, chart: Chart) -> None:
    head, *rows = chart.table
    half = _LONGEST // 2
    rows_shown = rows if len(rows) <= _LONGEST else [*rows[:half], *rows[-half:]]
    table = wordxml.table([head, *rows_shown], chart.words, chart.subtitle)
    word.element.body[-1].addprevious(table)  # what comes last says how sheets look
    if len(rows_shown) < len(chart.data) - 1:
        extent = f"the first {half} and the last {half}" if len(rows_shown) < len(rows) else f"{len(rows_shown)}"
        _small(word, f"The table lists {extent} of {len(chart.data) - 1:,} rows; the CSV file of the report holds all.")
    if chart.hidden:
        _small(word, f"“{SUPPRESSED}” stands for a number that is not shown, {WHY_SUPPRESSED}.")


def _own_table(word: Word, table: Table) -> None:
    if not table.above:
        word.add_paragraph(table.caption, style="Caption")
    word.element.body[-1].addprevious(wordxml.table(table.rows, table.words, table.caption, table.heads))
    word.add_paragraph().paragraph_format.space_after = Pt(2)  # two tables without one between them are one to Word


def _small(word: Word, text: str) -> None:
    line = word.add_paragraph()
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(4), Pt(2)
    line.add_run(text).font.size = Pt(9)


def _save(word: Word, to: Path) -> None:
    buffer = BytesIO()
    word.save(buffer)
    with zipfile.ZipFile(buffer) as parts, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in parts.namelist():
            archive.writestr(zipfile.ZipInfo(name, _PACKED), parts.read(name), zipfile.ZIP_DEFLATED)
