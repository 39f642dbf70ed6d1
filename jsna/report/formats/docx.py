"""Word: the report with real headings, figures as pictures with their alternative text, and tables whose first row is a heading."""

import datetime as dt
from io import BytesIO
from pathlib import Path

import docx
from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table

from jsna.report.formats.figures import png
from jsna.report.formats.page import Chart, Document, Heading, Items, Paragraph

_WIDTH = Cm(16)
#: Rows of a table in Word; the workbook and the CSV hold all.
_LONGEST = 40


def write(document: Document, to: Path) -> None:
    """Write the report as one Word file."""
    word = docx.Document()
    _set_up(word, document)
    word.add_heading(document.title, 0)
    for text in document.about:
        word.add_paragraph(text)
    for block in document.blocks:
        _add(word, block)
    word.save(str(to))


def _set_up(word: Word, document: Document) -> None:
    facts = word.core_properties
    facts.title, facts.author, facts.language, facts.comments = document.title[:250], "jsna", "en-GB", ""
    facts.created = facts.modified = dt.datetime(2000, 1, 1)  # the same report gives the same bytes
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    normal.element.get_or_add_rPr().append(language)


def _add(word: Word, block: Heading | Paragraph | Items | Chart) -> None:
    match block:
        case Heading(level, text):
            word.add_heading(text, min(level - 1, 9) or 1)
        case Paragraph(text, strong):
            word.add_paragraph().add_run(text).bold = strong
        case Items(items):
            for item in items:
                word.add_paragraph(item, style="List Bullet")
        case Chart():
            _chart(word, block)


def _chart(word: Word, chart: Chart) -> None:
    word.add_heading(chart.headline, 3)
    word.add_paragraph(chart.subtitle)
    if chart.svg:
        shape = word.add_picture(BytesIO(png(chart)), width=_WIDTH)
        shape._inline.docPr.set("descr", chart.alt)  # python-docx has no name for it
    for text in chart.detail:
        word.add_paragraph(text)
    _table(word, chart)
    for text in chart.notes:
        word.add_paragraph(text).runs[0].font.size = Pt(9)


def _table(word: Word, chart: Chart) -> None:
    shown = chart.table[: _LONGEST + 1]
    table = word.add_table(len(shown), len(shown[0]), style="Light List Accent 1")
    for row, cells in zip(table.rows, shown, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
            cell.paragraphs[0].runs[0].font.size = Pt(8)
    _repeat_heading(table)
    if len(shown) < len(chart.table):
        word.add_paragraph(f"The first {_LONGEST} of {len(chart.table) - 1} rows; the CSV file of the report holds all.")


def _repeat_heading(table: Table) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
