"""Executed chapters as one self-contained HTML page.

The same chapters and the same `Page` give the same bytes: nothing here reads the clock, and cell ids,
which papermill invents anew each time, never reach the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nbconvert import TemplateExporter
from nbformat import NotebookNode

from jsna.report.chapters import join
from jsna.report.text import css_string, escaped

_TEMPLATE = Path(__file__).parent / "template"
_DEMONSTRATION = "Demonstration data: not a real place"


@dataclass(frozen=True)
class Page:
    """What a page says about itself.

    Parameters
    ----------
    area_name, area_code, footprint : str
        The area, and the kind of area in words: "Clinical commissioning group of April 2019".
    title, edition : str
        "Joint Strategic Needs Assessment" and "2019-20".
    demonstration, draft : bool
        What is stamped on the page, and on each sheet when it is printed.
    notice : str
        Stands above everything else, for instance that the area is no longer there.
    notes, attribution : tuple of str
        Paragraphs at the end: how the page was made; licences and copyright.
    cite_as : str
        How to cite the report.
    """

    area_name: str
    area_code: str
    footprint: str
    title: str
    edition: str
    demonstration: bool = False
    draft: bool = False
    notice: str = ""
    notes: tuple[str, ...] = ()
    attribution: tuple[str, ...] = ()
    cite_as: str = ""

    @property
    def document_title(self) -> str:
        """The title of the window and of a printed document."""
        return f"{self.area_name}: {self.title}, {self.edition}"

    @property
    def stamps(self) -> tuple[str, ...]:
        """What a reader must know before reading on."""
        draft = ("Draft: not yet approved",) if self.draft else ()
        return draft + ((_DEMONSTRATION,) if self.demonstration else ())


def html(chapters: Sequence[tuple[str, NotebookNode]], page: Page) -> str:
    """The page of these chapters, each an id and an executed notebook, in order."""
    joined = join(chapters)
    resources = {
        "page": page,
        "contents": joined.contents,
        "css": _asset("report.css") + joined.figure_css + _sheet(page),
        "script": _asset("report.js"),
    }
    body, _ = _exporter().from_notebook_node(joined.notebook, resources=resources)
    return "\n".join(line.rstrip() for line in str(body).splitlines() if line.strip()) + "\n"


def _sheet(page: Page) -> str:
    # Sheets get separated: each one says what it belongs to, and what it must not be taken for.
    name = css_string(page.document_title)
    stamp = css_string(" · ".join(page.stamps))
    footer = '@bottom-right{content:counter(page)" / "counter(pages)}'
    return f"\n@page{{@top-left{{content:{name}}}@bottom-left{{content:{stamp}}}{footer}}}"


@cache
def _asset(name: str) -> str:
    return (_TEMPLATE / name).read_text(encoding="utf-8")


@cache
def _exporter() -> TemplateExporter:
    # Not HTMLExporter: it parses the whole page again, and gives images a filler for a missing alternative.
    options = {"template_name": _TEMPLATE.name, "template_file": "index.html.j2"}
    exporter = TemplateExporter(extra_template_basedirs=[str(_TEMPLATE.parent)], **options)
    exporter.register_filter("escaped", escaped)
    return exporter
