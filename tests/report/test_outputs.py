"""What an analyst's own cell shows stands in every format, or is refused by its cell with the line to write."""

import base64
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import nbformat
import pypdf
import pytest
from docx.oxml.ns import qn
from PIL import Image
from python_calamine import CalamineWorkbook

from jsna.errors import ReportError
from jsna.report import execution, export, formats
from jsna.report.audit import audit
from jsna.report.audit.free_text import FreeText
from jsna.report.audit.tree import Element, read
from jsna.report.execution import Chapter, Order, execute
from jsna.report.page import Page

PARAMETERS = 'area = "ZZ1"\nfootprint = "ccg_2019"\ncomparators = ["england", "stp"]'
FRAME = "import pandas as pd\nframe = pd.DataFrame({'practice': ['Alder', 'Beech'], 'list': [1200, None]})\n"
DRAWING = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2, 4])\n"
LABELLED = DRAWING + "fig.set_label('A line that rises')\n"
SHOW = "from IPython.display import HTML, JSON, SVG, IFrame, Image, Javascript, Markdown, Math\n"
BOX = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><title>A box</title><rect width="20" height="10"/></svg>'
TABLE = (
    '<table><caption>By hand</caption><tr><th scope="col">Place</th><th scope="col">Count</th></tr>'
    '<tr><th scope="row">Alder</th><td>1,200</td></tr></table>'
)
LINE = "Practices by list size."


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (4, 3), "navy").save(file, "PNG")
    return file.getvalue()


def _box(inner: str = "") -> str:
    return f"SVG('{BOX.replace('<rect', inner + '<rect')}')"


Make = Callable[..., str]
Ran = Callable[..., nbformat.NotebookNode]


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ran:
    """A chapter of these cells, executed: a text that begins with a star is prose."""
    (tmp_path / "map.png").write_bytes(png())
    monkeypatch.setattr(execution, "NOTEBOOKS", tmp_path)

    def executed(*cells: str, engine: str | None = "jsna") -> nbformat.NotebookNode:
        code, prose = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell
        sources = [prose(text[1:]) if text.startswith("*") else code(text) for text in cells]
        tagged = code(PARAMETERS, metadata={"tags": ["parameters"]})
        nbformat.write(nbformat.v4.new_notebook(cells=[prose("# Own\n\n## Part"), tagged, *sources]), tmp_path / "own.ipynb")
        return execute(Chapter("13", "own.ipynb", "Own"), Order("ZZ1", "ccg_2019", ("england", "stp"), tmp_path), engine)

    return executed


@pytest.fixture
def make(ran: Ran, page: Page) -> Make:
    """The page of a chapter of these cells."""

    def made(*cells: str, engine: str | None = "jsna", free_text: FreeText | None = None) -> str:
        return export.html([("13", ran(*cells, engine=engine))], page, *([free_text] if free_text else []))

    return made


VISITS = "import jsna\nimport pandas as pd\nvisits = pd.DataFrame({'clinic': ['Alder', 'Beech'], 'families': [48, 131]})\n"
BARS = "def draw(ax, rows):\n    ax.bar(rows['clinic'], rows['families'])\n"
WORDS = "title='Beech sees 131 families', source='Clinic registers, March 2023'"
MARKED = "Own data, not checked against published data"
#: Each kind of output: the cells that show it, and what stands in the page, in Word and in the workbook.
KINDS = {
    "frame": ([f"*{LINE}", FRAME + "frame"], [LINE, "Alder", "1200.0", "missing"]),
    "frame as HTML": ([f"*{LINE}", SHOW + FRAME + "HTML(frame.to_html())"], [LINE, "Alder", "1200.0", "missing"]),
    "frame with a caption": ([FRAME + "frame.style.set_caption('Lists')"], ["Lists", "Alder", "missing"]),
    "series": ([f"*{LINE}", FRAME + "frame['practice']"], [LINE, "practice", "Beech"]),
    "table in Markdown": ([f"*{LINE}\n\n| place | count |\n|---|--:|\n| Alder | 1,200 |"], [LINE, "place", "Alder"]),
    "table below a heading": (["*### Lists\n\n| place | count |\n|---|--:|\n| Alder | 7 |"], ["Lists", "place", "Alder"]),
    "table by hand": ([SHOW + f"HTML('{TABLE}')"], ["By hand", "Place", "Alder"]),
    "print": (["print('Stays rose <b>.')\nprint('Not by much.')"], ["Stays rose <b>.", "Not by much."]),
    "columns in print": (["print('Alder   7\\nBeech  11')"], ["Alder   7\nBeech  11"]),
    "number": (["21 * 2"], ["42"]),
    "string": (["\"Alder's\""], ["Alder's"]),
    "list": (["[1, 2]"], ["[1, 2]"]),
    "Markdown": ([SHOW + "Markdown('Some *words*\\n\\n* one\\n* two')"], ["Some words", "one", "two"]),
    "HTML": ([SHOW + "HTML('<p>A <b>word</b><p>and more')"], ["A word", "and more"]),
    "magic": (["%%html\n<p>A word</p>"], ["A word"]),
    "plt.show()": ([LABELLED + "plt.show()"], ["A line that rises"]),
    "figure": ([LABELLED + "fig"], ["A line that rises"]),
    "axes": ([LABELLED + "ax"], ["A line that rises"]),
    "inline": (["%matplotlib inline\n" + LABELLED + "plt.title('Years')"], ["A line that rises"]),
    "drawing": ([SHOW + _box()], ["A box"]),
    "picture": ([SHOW + "Image('map.png', alt='A map')"], ["A map"]),
    "picture displayed": ([SHOW + "display(Image('map.png'), metadata={'alt': 'A map'})"], ["A map"]),
    "picture in HTML": ([SHOW + "HTML('<img alt=\"A map\" src=\"map.png\">')"], ["A map"]),
    "picture in prose": (["*![A map](map.png)"], ["A map"]),
    "jsna.table": (
        [VISITS + f"jsna.table(visits, {WORDS})"],
        ["Beech sees 131 families", "Clinic registers, March 2023.", MARKED, "Alder"],
    ),
    "jsna.chart": (
        [VISITS + BARS + f"jsna.chart(visits, draw=draw, alt='Bars, 131 at Beech', {WORDS})"],
        ["Beech sees 131 families", "Clinic registers, March 2023.", MARKED, "Alder"],
    ),
}


PLOTLY = "{'application/vnd.plotly.v1+json': {}, 'text/plain': 'A chart'}"
WIDGET = "{'application/vnd.jupyter.widget-view+json': {'model_id': '1'}, 'text/plain': 'A slider'}"
#: Each row of the guide's table of what a cell may show: the cell, what JupyterLab shows it as, and whether a report has it or who is told.
STANDS = {
    "prose in Markdown": ("*Some words.", "", "report"),
    "`Markdown(…)`": (SHOW + "Markdown('Some words.')", "text/markdown", "report"),
    "`HTML(…)`": (SHOW + "HTML('<p>Some words.</p>')", "text/html", "report"),
    "a DataFrame": (FRAME + "frame", "text/html", "report"),
    "`df.style`": (FRAME + "frame.style.set_caption('Lists')", "text/html", "report"),
    "a Series": (FRAME + "frame['practice']", "text/plain", "report"),
    "a figure of matplotlib": (LABELLED + "fig", "image/svg+xml", "report"),
    "axes, as of seaborn": (LABELLED + "ax", "image/svg+xml", "report"),
    "`Image(…)`": (SHOW + "Image('map.png', alt='A map')", "image/png", "report"),
    "`SVG(…)`": (SHOW + _box(), "image/svg+xml", "report"),
    "a chart of plotly, a widget": (f"display({PLOTLY}, raw=True)", "application/vnd.plotly.v1+json", "cannot hold (application/vnd."),
    "`JSON(…)`": (SHOW + "JSON({'a': 1})", "application/json", "cannot hold (application/json)"),
    "`Math(…)`, `Latex(…)`": (SHOW + "Math('x^2')", "text/latex", "cannot hold (text/latex)"),
    "`print`, a number, a string, a list": ("[1, 2]", "text/plain", "report"),
    "what goes to stderr": ("import sys\nprint('Slow.', file=sys.stderr)", "stderr", "terminal"),
    "a warning": ("import warnings\nwarnings.warn('Look out')", "", "UserWarning: Look out"),
    "an error": ("1 / 0", "", "ZeroDivisionError: division by zero"),
    "a figure of jsna": (VISITS + "jsna.Missing('Beds', 'Count them.')", "text/html", "report"),
    "`jsna.table(…)`": (VISITS + f"jsna.table(visits, {WORDS})", "text/html", "report"),
    "`jsna.chart(…)`": (VISITS + BARS + f"jsna.chart(visits, draw=draw, alt='131 at Beech', {WORDS})", "text/html", "report"),
    "`IFrame(…)`, `Video(…)`": (SHOW + "IFrame('https://example.org', 9, 9)", "text/html", "outside the page"),
}


@pytest.mark.parametrize("kind", STANDS)
def test_what_a_cell_shows_stands_in_jupyterlab_and_in_a_report_or_somebody_is_told(
    ran: Ran, page: Page, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    cell, mime, becomes = STANDS[kind]
    if not mime and becomes != "report":  # the cell itself fails
        with pytest.raises(ReportError, match=becomes):
            ran(cell)
        return
    executed = ran(cell)
    outputs = [output for cell in executed.cells for output in cell.get("outputs", ())]
    assert mime in ["", *(name for output in outputs for name in (output.get("name"), *output.get("data", ())))]
    if becomes == "terminal":
        assert "Slow." in capsys.readouterr().err and "Slow." not in export.html([("13", executed)], page)
    elif becomes == "report":
        assert audit(export.html([("13", executed)], page)) == []
    else:
        with pytest.raises(ReportError, match=re.escape(becomes)):
            export.html([("13", executed)], page)


def test_the_guide_has_a_line_for_each_kind_of_output_and_for_no_other() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guide.md").read_text(encoding="utf-8")
    table = guide.partition("| a cell shows |")[2].partition("\n\n")[0].splitlines()[2:]
    assert [line.split("|")[1].strip() for line in table] == list(STANDS)


def shown(html: str) -> str:
    """All that the page says, in words and in alternatives."""
    main = read(html)[0].find("main")[0]
    alternatives = " ".join(picture.attributes["alt"] for picture in main.find("img"))
    return "".join(_raw(main)) + alternatives


def _raw(element: Element) -> list[str]:
    return ["".join(_raw(child)) if isinstance(child, Element) else child for child in element.children]


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_cell_shows_stands_in_every_format(make: Make, tmp_path: Path, kind: str) -> None:
    cells, expected = KINDS[kind]
    html = make(*cells)
    assert audit(html) == []
    assert [text for text in expected if text not in shown(html)] == []
    (tmp_path / "own.html").write_text(html, encoding="utf-8")
    formats.make(tmp_path / "own.html", ["docx", "xlsx"])
    word, book = _word(tmp_path / "own.docx"), _book(tmp_path / "own.xlsx")
    assert [text for text in expected if text not in word] == []
    # Of a workbook, prose and headings are no part; what is missing has a symbol there, and a number is one.
    other = {"missing": "[x]", "1200.0": "1200.0", "42": "42"}
    assert [text for text in expected if other.get(text, text) not in book] == [], book


def _word(path: Path) -> str:
    body = docx.Document(str(path)).element.body
    texts = ["".join(text.text or "\n" for text in line.iter(qn("w:t"), qn("w:br"))) for line in body.iter(qn("w:p"))]
    return "\n".join([*texts, *(str(picture.get("descr")) for picture in body.iter(qn("wp:docPr")))])


def _book(path: Path) -> str:
    book = CalamineWorkbook.from_path(str(path))
    return "\n".join(str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row)


def test_a_drawing_is_one_picture_however_often_its_cell_gives_it(make: Make) -> None:
    for cell in (LABELLED + "fig", LABELLED + "plt.show()", LABELLED):
        (picture,) = read(make(cell))[0].find("img")
        kind, _, content = picture.attributes["src"].partition(";base64,")
        assert kind == "data:image/svg+xml" and b"<metadata>" not in base64.b64decode(content)


def test_an_ordinary_kernel_gives_the_same_page(make: Make) -> None:
    kinds = ("frame", "frame with a caption", "print", "string", "figure", "picture", "series")
    cells = [cell for kind in kinds for cell in KINDS[kind][0]]
    assert make(*cells, engine=None) == make(*cells)


@pytest.mark.parametrize(
    "cell, said, remedy",
    [
        (DRAWING + "plt.show()", "shows a picture that has no text alternative", 'plt.gcf().set_label("What it shows")'),
        (SHOW + "Image('map.png')", "shows a picture that has no text alternative", 'Image("…", alt="What it shows")'),
        (SHOW + "Image(url='https://example.org/map.png')", "no SVG, PNG, JPEG or GIF of the folder of notebooks", "beside the notebook"),
        (SHOW + "Image(b'\\x89PNG no picture', alt='A map', format='png')", "a picture that cannot be read", "Save it again as PNG"),
        (SHOW + "Image(bytes(500_000), alt='A map', format='png')", "a picture that cannot be read", "Save it again as PNG"),
        (FRAME + "frame", "shows a table that has no caption: “Row practice list", 'df.style.set_caption("What it shows")'),
        ("object()", "shows an object of the program, <object", "semicolon"),
        ("float('nan')", "a missing value of the program, “nan”", "fillna"),
        (SHOW + "Math('x^2')", "what a report cannot hold (text/latex)", "Show a DataFrame"),
        (SHOW + "Javascript('1')", "what a report cannot hold (application/javascript)", "Show a DataFrame"),
        (SHOW + "HTML('<script>1</script>')", "a script that is not the project's own", "Show a DataFrame"),
        (SHOW + "HTML('<p onclick=\"1\">a</p>')", "has a handler, onclick", "Show a DataFrame"),
        (SHOW + "HTML('<a href=\"javascript:1\">a</a>')", "has an address outside the page", "Show a DataFrame"),
        (SHOW + "HTML('<p></p><iframe src=\"https://example.org\"></iframe>')", "has an address outside the page", "Show a DataFrame"),
        (SHOW + "HTML('<style>p {color: red}</style>')", "a style sheet, which would change the whole report", "Show a DataFrame"),
        (SHOW + "HTML('<svg></svg>')", "<svg> within HTML, which Word and the workbook do not show", "Show a DataFrame"),
        (SHOW + "HTML('<p style=\"background: url(https://example.org/x)\">a</p>')", "loads from its style", "Show a DataFrame"),
        (SHOW + _box("<script>1</script>"), "a drawing with what a report cannot hold: a script", "Show a DataFrame"),
        (SHOW + _box('<image href="https://example.org/x.png"/>'), "an address outside the page", "Show a DataFrame"),
        (SHOW + _box().replace('width="20"', 'width="0"'), "a picture that cannot be read", "Save it again"),
        (FRAME + "frame.style.set_caption('Lists').hide(axis='columns').hide(axis='index')", "has no heading cell", "Show a DataFrame"),
        (VISITS + f"jsna.table(visits, detail='In all 179.', {WORDS})", "“In all 179.” says 179, which is not in its table", "`facts="),
        ("print(KeyError)\nprint('KeyError: x')", "output of the program", "Show a DataFrame"),
    ],
)
def test_what_cannot_stand_in_a_report_is_refused_by_its_cell_with_the_line_to_write(make: Make, cell: str, said: str, remedy: str) -> None:
    with pytest.raises(ReportError) as refusal:
        make("1", cell)
    assert refusal.value.message.startswith("Chapter 13, code cell 3, ") and said in refusal.value.message
    assert remedy in refusal.value.remedy


@pytest.mark.parametrize(
    "prose, said",
    [
        ("![](map.png)", "has no text alternative"),
        ("![A map](https://example.org/map.png)", "of the folder of notebooks"),
        ("![A map](../map.png)", "of the folder of notebooks"),
        ("![A map](gone.png)", "of the folder of notebooks"),
        ("[here](javascript:alert)", "has an address outside the page"),
    ],
)
def test_prose_is_refused_by_how_it_begins(make: Make, prose: str, said: str) -> None:
    with pytest.raises(ReportError) as refusal:
        make(f"*{prose}")
    assert refusal.value.message.startswith(f"Chapter 13, the text that begins “{prose}”: shows ") and said in refusal.value.message


def test_lines_of_a_cell_stay_apart_in_every_format(make: Make, tmp_path: Path) -> None:
    assert read("<td>Ash<br/>Beech</td>")[0].text() == "Ash Beech"
    (tmp_path / "own.html").write_text(make(SHOW + f"HTML('{TABLE.replace('1,200', 'Ash<br>Beech')}')"), encoding="utf-8")
    formats.make(tmp_path / "own.html", ["docx", "xlsx"])
    book = _book(tmp_path / "own.xlsx")
    assert "Ash Beech" in book and "Written or shown by the analyst in a chapter" in book and "Ash Beech" in _word(tmp_path / "own.docx")


def test_one_line_of_prose_names_one_table(make: Make) -> None:
    with pytest.raises(ReportError, match="code cell 3, `frame`: shows a table that has no caption"):
        make(f"*{LINE}", FRAME + "frame", "frame")
    captions = read(make(f"*{LINE}", FRAME + "frame", "print('And again.')\nframe"))[0].find("caption")
    assert [caption.text() for caption in captions] == [LINE, "And again."]


def heads(table: Element) -> list[tuple[str, str]]:
    return [(head.text(), head.attributes["scope"]) for head in table.find("th")]


def test_the_headings_of_pandas_have_scopes(make: Make) -> None:
    more = FRAME + "frame['year'] = [2018, 2019]\n"
    pivot = make(f"*{LINE}", more + "frame.pivot(index='practice', columns='year', values='list')")
    (table,) = read(pivot)[0].find("table")
    assert heads(table) == [("practice by year", "col"), ("2018", "col"), ("2019", "col"), ("Alder", "row"), ("Beech", "row")]
    grouped = read(make(f"*{LINE}", more + "frame.assign(town='T').groupby(['town', 'practice']).agg({'list': ['min', 'max']})"))[0]
    assert heads(grouped.find("table")[0]) == [
        ("list", "colgroup"), ("min", "col"), ("max", "col"), ("town", "col"), ("practice", "col"),
        ("T", "rowgroup"), ("Alder", "row"), ("Beech", "row"),
    ]  # fmt: skip


def test_a_table_with_colours_keeps_their_ground_and_has_the_same_names_each_time(make: Make) -> None:
    cell = FRAME + "frame.style.set_caption('Lists').highlight_max(subset=['list'])"
    one, two = make(cell), make(cell)
    assert one == two and "#table-13-3-0_row0_col1 { background-color: yellow;" in one
    (table,) = read(one)[0].having("jsna-own-table")
    assert "jsna-light" in table.attributes["class"].split()


def test_a_name_that_reads_like_a_gap_is_a_name_in_an_own_cell_too(make: Make) -> None:
    known = FreeText(names=("None Street Surgery",))
    assert "None Street Surgery" in make("'None Street Surgery'", free_text=known)
    with pytest.raises(ReportError, match="a missing value of the program, “None”"):
        make("'None Street Surgery'")


def test_a_picture_that_weighs_too_much_names_its_cell(make: Make, tmp_path: Path) -> None:
    Image.effect_noise((1000, 1000), 90).save(tmp_path / "heavy.png")
    with pytest.raises(ReportError, match="code cell 2, .*: shows a picture of [0-9,]+ bytes, more than 400,000"):
        make(SHOW + "Image('heavy.png', alt='Noise')")


@pytest.mark.thorough
@pytest.mark.browser
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_everything_own_is_accessible_on_a_screen_a_phone_and_paper(make: Make, browser: Any, tmp_path: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    wide = "pd.DataFrame([range(30)], columns=[f'column {number}' for number in range(30)])"
    words = '<p><strong>You said:</strong> <a href="https://example.org">More</a></p>'
    commentary = f"from jsna.figures.core.figure import Prose\nProse('Local commentary', (({words!r}, 'A. Green, 2 May 2023'),))"
    html = make(*(cell for cells, _ in KINDS.values() for cell in cells), "*A wide table.", wide, commentary)
    (tmp_path / "own.html").write_text(html, encoding="utf-8")
    for width, scheme in ((1280, "light"), (1280, "dark"), (375, "light"), (375, "dark")):
        tab = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        tab.goto((tmp_path / "own.html").as_uri())
        assert [(fault["id"], fault["nodes"][0]["html"][:80]) for fault in Axe().run(tab).response["violations"]] == []
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
        tab.close()
    formats.make(tmp_path / "own.html", ["pdf"])
    printed = pypdf.PdfReader(tmp_path / "own.pdf")
    text = "".join("".join(sheet.extract_text().split()) for sheet in printed.pages)
    assert [word for word in ("Alder", "missing", "Staysrose", "42", "Byhand", "column29") if word not in text] == []
