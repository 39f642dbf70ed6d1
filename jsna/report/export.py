"""Executed chapters as one self-contained HTML page.

The same chapters and the same `Page` give the same bytes: nothing here reads the clock, and cell ids,
which papermill invents anew each time, never reach the page.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from nbconvert import TemplateExporter
from nbformat import NotebookNode

from jsna.report.audit.free_text import NOTHING, FreeText
from jsna.report.chapters import join
from jsna.report.page import Page
from jsna.report.status import lines
from jsna.report.text import address, escaped

_TEMPLATE = Path(__file__).parent / "template"


def html(chapters: Sequence[tuple[str, NotebookNode]], page: Page, free_text: FreeText = NOTHING) -> str:
    """The page of these chapters, each an id and an executed notebook, in order.

    Raises
    ------
    ReportError
        Where something that a cell shows cannot stand in a page, naming the cell.
    """
    report = join(chapters, free_text)
    resources = {
        "page": page,
        "contents": report.contents,
        "css": _asset("base.css") + _asset("report.css") + report.figure_css + "\n" + _asset("print.css"),
        "standing": lines(page),
        "scripts": [_asset("report.js"), _asset("picture.js")],
    }
    body, _ = _exporter().from_notebook_node(report.notebook, resources=resources)
    return "\n".join(line.rstrip() for line in str(body).splitlines() if line.strip()) + "\n"


@cache
def _asset(name: str) -> str:
    return (_TEMPLATE / name).read_text(encoding="utf-8")


@cache
def _exporter() -> TemplateExporter:
    # Not HTMLExporter: it parses the whole page again, and gives images a filler for a missing alternative.
    options = {"template_name": _TEMPLATE.name, "template_file": "index.html.j2"}
    exporter = TemplateExporter(extra_template_basedirs=[str(_TEMPLATE.parent)], **options)
    exporter.register_filter("escaped", escaped)
    exporter.register_filter("address", address)
    return exporter
