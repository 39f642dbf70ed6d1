"""Every format says what the page says, is accessible in its own way, and treats harmful text as text."""

import csv
import json
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from jsna.errors import ReportError
from jsna.report import formats, record
from jsna.report.formats import csvw, pdf, xlsx
from jsna.report.formats.docx import write as write_word
from jsna.report.formats.page import Chart, Document, Heading, document


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, sample: str) -> Path:
    """The sample report, full of harmful names, in every format that needs no browser."""
    place = tmp_path_factory.mktemp("formats")
    (place / "05X.html").write_text(sample, encoding="utf-8")
    formats.make(place / "05X.html", ["docx", "xlsx", "figures", "csvw"])
    return place


@pytest.fixture(scope="module")
def said(sample: str) -> Document:
    return document(sample)


def test_word_has_headings_pictures_with_alternatives_and_tables_with_a_heading_row(folder: Path, said: Document) -> None:
    word = docx.Document(str(folder / "05X.docx"))
    headings = [part.text for part in word.paragraphs if (part.style and part.style.name or "").startswith("Heading")]
    assert [chart.headline for chart in said.charts] == [text for text in headings if text in {c.headline for c in said.charts}]
    alternatives = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    assert alternatives == [chart.alt for chart in said.charts if chart.svg] and all(alternatives)
    assert len(word.tables) == len(said.charts)
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in word.tables)


def test_a_small_drawing_has_letters_of_the_same_size_in_word(sample: str, tmp_path: Path) -> None:
    (tmp_path / "05X.html").write_text(sample.replace('viewBox="0 0 576 ', 'viewBox="0 0 288 ', 1), encoding="utf-8")
    formats.make(tmp_path / "05X.html", ["docx"])
    widths = [shape.width for shape in docx.Document(str(tmp_path / "05X.docx")).inline_shapes]
    assert widths[0] * 2 == pytest.approx(max(widths), abs=2) and max(widths) == widths[1]


def test_a_workbook_holds_every_number_and_runs_nothing(folder: Path, said: Document) -> None:
    with zipfile.ZipFile(folder / "05X.xlsx") as file:
        sheets = [file.read(name) for name in file.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not [sheet for sheet in sheets if b"<f>" in sheet or b"<f " in sheet], "no formula"
    book = CalamineWorkbook.from_path(str(folder / "05X.xlsx"))
    assert book.sheet_names[:2] == ["Cover", "Contents"] and "Notes" in book.sheet_names
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    numbers = {round(cell, 6) for row in rows for cell in row if isinstance(cell, int | float)}
    told = {cell for chart in said.charts for row in chart.data for cell in row}
    wanted = {round(float(cell), 6) for cell in told if re.fullmatch(r"-?\d+(\.\d+)?", cell)}
    assert wanted <= numbers and len(wanted) > 100


def test_a_figure_stands_alone_with_its_alternative(folder: Path, said: Document) -> None:
    for chart in (chart for chart in said.charts if chart.svg):
        svg = (folder / "05X-figures" / f"{chart.key}.svg").read_text(encoding="utf-8")
        assert "var(" not in svg and "currentColor" not in svg and "<script" not in svg
        assert (folder / "05X-figures" / f"{chart.key}.png").read_bytes().startswith(b"\x89PNG")
        told = (folder / "05X-figures" / f"{chart.key}.txt").read_text(encoding="utf-8")
        assert told.startswith(f"{chart.headline}\n\n{chart.alt}\n\n{chart.subtitle}\n") and all(note in told for note in chart.notes)


def test_csv_on_the_web_describes_each_table_that_it_holds(folder: Path, said: Document) -> None:
    place = folder / "05X-csvw"
    about = json.loads((place / "csv-metadata.json").read_text(encoding="utf-8"))
    assert [table["url"] for table in about["tables"]] == [f"{chart.key}.csv" for chart in said.charts]
    for table in about["tables"]:
        with (place / table["url"]).open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        assert head == [column["titles"] for column in table["tableSchema"]["columns"]] and rows
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]


@pytest.mark.parametrize("name", ["docx", "xlsx", "csvw", "figures"])
def test_the_same_page_gives_the_same_bytes(folder: Path, tmp_path: Path, sample: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "05X.html").write_text(sample, encoding="utf-8")
    monkeypatch.setattr("time.time", lambda: 2e9)  # years later
    formats.make(tmp_path / "05X.html", [name])
    (made,), (before,) = formats.places(tmp_path / "05X.html", [name]), formats.places(folder / "05X.html", [name])
    assert record.digest(made) == record.digest(before) != ""


def _month(number: int, shown: bool) -> tuple[str, ...]:
    """A row of a figure as a reader sees it or as the CSV holds it: one number suppressed, one not known, words that look like numbers."""
    count, share = (f"{number * 1000:,}", f"{number / 2:.1f}%") if shown else (f"{number * 1000}", f"{number / 2:.10g}")
    unknown = "not known" if shown else ""
    return f"Month {number}", "05J" if number else "1e5", "suppressed" if number == 7 else count, unknown if number == 8 else share


HEADS = ("Month", "Code", "Count", "Share")
MONTHS = Chart(
    key="05-months",
    headline="A finding",
    subtitle="Admissions by month",
    detail=("What supports it.",),
    notes=("Source: a publication.",),
    table=(HEADS, *(_month(number, True) for number in range(100))),
    data=(HEADS, *(_month(number, False) for number in range(100))),
    words=frozenset({0, 1}),
)
REPORT = Document(
    "Testshire", "Testshire: A report, 2018-19", ("Edition 2018-19",), ("Draft",), ("Cite as: us.",), (Heading(2, "A chapter"), MONTHS)
)


def test_a_workbook_says_what_stands_for_no_number_and_keeps_numbers_and_words_apart(tmp_path: Path) -> None:
    xlsx.write(REPORT, tmp_path / "a.xlsx")
    book = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx"))
    name = book.sheet_names[3]
    rows = book.get_sheet_by_name(name).to_python()
    head = rows.index(["Month", "Code", "Count", "Share"])
    body = rows[head + 1 :]
    assert body[7][2:] == ["[c]", 3.5] and body[8][2:] == [8000.0, "[x]"] and {row[1] for row in body} == {"05J", "1e5"}
    told = " ".join(str(cell) for row in [*rows[:head], *book.get_sheet_by_name("Cover").to_python()] for cell in row)
    assert "[c] stands for a number that is suppressed, so that nobody can be recognised." in told
    assert "Suppressed numbers in this workbook: 1." in told and "Cite as: us." in told and "Edition 2018-19" in told
    with zipfile.ZipFile(tmp_path / "a.xlsx") as file:
        sheet, styles, core = (file.read(f"{part}.xml").decode() for part in ("xl/worksheets/sheet4", "xl/styles", "docProps/core"))
        contents = file.read("xl/worksheets/sheet2.xml").decode()
    assert f'<pane xSplit="1" ySplit="{head + 1}"' in sheet and "mergeCell" not in sheet
    assert 'formatCode="#,##0"' in styles and 'formatCode="0.0&quot;%&quot;"' in styles
    assert "2000-01-01" in core and REPORT.name in core
    assert f"location=\"'{name}'!A1\"" in contents


def test_a_workbook_tells_headings_apart_and_takes_no_text_as_a_reference_or_link(tmp_path: Path) -> None:
    heads = ("$$note9$$", "England", "england", "[a](https://example.org)")
    harm = "$$note9$$ [a](https://example.org)"
    chart = replace(MONTHS, headline=harm, table=(heads, heads), data=(heads, heads), words=frozenset(range(4)))
    xlsx.write(replace(REPORT, title="$$x$$", about=("[a](b)",), blocks=(chart, chart)), tmp_path / "a.xlsx")
    rows = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_index(4).to_python()
    assert ["$ $note9$ $", "England", "england (2)", "[a] (https://example.org)"] in rows
    with zipfile.ZipFile(tmp_path / "a.xlsx") as file:
        assert not [name for name in file.namelist() if b"TargetMode" in file.read(name)]


def test_csv_on_the_web_says_that_a_suppressed_number_is_none(tmp_path: Path) -> None:
    csvw.write(REPORT, tmp_path)
    about = json.loads((tmp_path / "csv-metadata.json").read_text(encoding="utf-8"))
    columns = about["tables"][0]["tableSchema"]["columns"]
    assert [column["datatype"] for column in columns] == ["string", "string", "number", "number"]
    assert all(column["null"] == ["", "suppressed"] for column in columns)
    assert about["dc:title"] == REPORT.name and about["dc:description"] == "Edition 2018-19 Cite as: us."


def test_word_cuts_a_long_table_says_so_and_says_what_is_suppressed(tmp_path: Path) -> None:
    write_word(REPORT, tmp_path / "a.docx")
    word = docx.Document(str(tmp_path / "a.docx"))
    cells = [row.cells[0].text for row in word.tables[0].rows]
    assert cells == ["Month", *(f"Month {n}" for n in (*range(20), *range(80, 100)))]
    said = [part.text for part in word.paragraphs]
    assert "The table lists the first 20 and the last 20 of 100 rows; the CSV file of the report holds all." in said
    assert "“suppressed” stands for a number that is not shown, so that nobody can be recognised." in said
    assert "Cite as: us." in said and "Draft" in word.sections[0].footer.paragraphs[0].text


def test_word_has_a_language_a_title_a_list_of_contents_and_headings_that_do_not_jump(folder: Path, said: Document) -> None:
    word = docx.Document(str(folder / "05X.docx"))
    levels = [int(name[-1]) for part in word.paragraphs if (name := (part.style and part.style.name) or "").startswith("Heading")]
    assert levels[0] == 1 and all(level <= before + 1 for level, before in zip(levels[1:], levels, strict=False))
    assert word.core_properties.title == said.name
    assert {lang.get(qn("w:val")) for lang in word.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    anchors = [link.get(qn("w:anchor")) for link in word.element.iter(qn("w:hyperlink"))]
    marks = {mark.get(qn("w:name")): mark.getparent() for mark in word.element.iter(qn("w:bookmarkStart"))}
    chapters = [block.text for block in said.blocks if isinstance(block, Heading) and block.level == 2]
    assert ["".join(text.text for text in marks[anchor].iter(qn("w:t"))) for anchor in anchors] == chapters
    captions = [part.text for part in word.paragraphs if part.style and part.style.name == "Caption"]
    assert captions == [chart.subtitle for chart in said.charts]
    assert [round((length or 0) / 36000) for length in (word.sections[0].page_width, word.sections[0].page_height)] == [210, 297]


def test_a_format_that_fails_leaves_the_older_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (folder / "05X.docx").read_bytes()
    with monkeypatch.context() as broken, pytest.raises(OSError, match="full"):
        broken.setattr("jsna.report.formats.docx._add", _full)
        formats.make(folder / "05X.html", ["docx"])
    assert (folder / "05X.docx").read_bytes() == before and not list(folder.glob(".05X*"))


def _full(*_: object) -> None:
    raise OSError("the disk is full")


def test_an_unknown_format_is_one_message() -> None:
    with pytest.raises(ReportError, match="expected some of html, pdf, pdf-full, docx, xlsx, figures, csvw, found odt"):
        formats.known("html,odt")


def test_no_browser_is_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "BROWSERS", ())
    monkeypatch.setattr(pdf, "PLACES", ())
    with pytest.raises(ReportError, match="needs Chromium, Chrome or Edge"):
        formats.known("html,pdf")
    with pytest.raises(ReportError, match="needs Chromium, Chrome or Edge"):
        formats.known("pdf-full")


@pytest.mark.browser
def test_a_full_pdf_has_what_the_short_one_folds_away_and_lies_beside_it(folder: Path) -> None:
    formats.make(folder / "05X.html", ["pdf", "pdf-full"])
    short, full = (" ".join(page.extract_text() for page in pypdf.PdfReader(folder / name).pages) for name in ("05X.pdf", "05X-full.pdf"))
    assert "2,201" not in short  # patients of one practice, in a folded table
    assert "2,201" in full and len(full) > len(short)


@pytest.mark.browser
def test_a_pdf_is_tagged_with_headings_tables_and_alternatives(folder: Path, said: Document) -> None:
    try:
        pdf.browser()
    except ReportError as none:
        pytest.skip(str(none))
    formats.make(folder / "05X.html", ["pdf"])
    root = pypdf.PdfReader(folder / "05X.pdf").trailer["/Root"]
    tags = list(_tags(root["/StructTreeRoot"]))
    assert root["/Lang"] == "en-GB" and root["/MarkInfo"]["/Marked"]
    kinds = {str(tag["/S"]) for tag in tags}
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/Figure"} <= kinds
    alternatives = {str(tag["/Alt"]) for tag in tags if "/Alt" in tag}
    assert {chart.alt for chart in said.charts if chart.svg} <= alternatives


def _tags(node: object) -> list[pypdf.generic.DictionaryObject]:
    found = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(found, list):
        return [tag for child in found for tag in _tags(child)]
    if not isinstance(found, dict):
        return []
    return [*([found] if "/S" in found else []), *(_tags(found["/K"]) if "/K" in found else [])]


@pytest.fixture(scope="module")
def printed(made: Any, demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The full report of the demonstration as a PDF."""
    try:
        pdf.browser()
    except ReportError as none:
        pytest.skip(str(none))
    page = tmp_path_factory.mktemp("printed") / "ZZ1.html"
    shutil.copy(made.of(demonstration, "ZZ1"), page)
    formats.make(page, ["pdf"])
    return page.with_suffix(".pdf")


def _spaced(text: object) -> str:
    """As it is read: a page keeps some words on one line, what is compared with it does not."""
    return str(text).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.browser
def test_every_picture_of_a_full_pdf_has_an_alternative_with_a_number_of_its_data(printed: Path) -> None:
    charts = [chart for chart in document(printed.with_suffix(".html").read_text(encoding="utf-8")).charts if chart.svg]
    pictures = [tag for tag in _tags(pypdf.PdfReader(printed).trailer["/Root"]["/StructTreeRoot"]) if tag["/S"] == "/Figure"]
    assert [_spaced(tag.get("/Alt")) for tag in pictures] == [chart.alt for chart in charts] and len(charts) > 20
    for chart in charts:
        held = {number for row in chart.table for cell in row for number in re.findall(r"\d[\d,]*(?:\.\d+)?", cell)}
        counted = {f"{len(chart.data) - 1:,}"}
        assert set(re.findall(r"\d[\d,]*(?:\.\d+)?", chart.alt.replace("%", ""))) & (held | counted), chart.key


@pytest.mark.browser
def test_a_full_pdf_has_an_outline_headings_tables_and_no_form(printed: Path) -> None:
    html = printed.with_suffix(".html").read_text(encoding="utf-8")
    said, unfolded = document(html), re.sub(r"<details.*?</details>", "", html, flags=re.DOTALL)
    reader = pypdf.PdfReader(printed)
    root = reader.trailer["/Root"]
    assert reader.metadata is not None and reader.metadata.title == said.name
    assert root["/Lang"] == "en-GB" and root["/MarkInfo"]["/Marked"] and root["/ViewerPreferences"]["/DisplayDocTitle"]
    tags = list(_tags(root["/StructTreeRoot"]))
    kinds = Counter(str(tag["/S"]) for tag in tags)
    assert kinds["/H1"] == 1 and kinds["/Form"] == 0
    assert kinds["/Caption"] == kinds["/Table"] == unfolded.count("<table") > 3, "what a reader folds stays in the page and the workbook"
    scopes = [[str(said["/Scope"]) for said in _attributes(tag) if "/Scope" in said] for tag in tags if tag["/S"] == "/TH"]
    assert set(map(tuple, scopes)) == {("/Column",), ("/Row",)}
    levels = [int(str(tag["/S"])[2]) for tag in tags if re.fullmatch(r"/H\d", str(tag["/S"]))]
    assert levels[0] == 1 and all(level <= before + 1 for level, before in zip(levels[1:], levels, strict=False))
    wanted = {block.text if isinstance(block, Heading) else block.headline for block in said.blocks if isinstance(block, Heading | Chart)}
    assert wanted <= {_spaced(entry.title) for entry in _flat(reader.outline)}


@pytest.mark.browser
def test_a_pdf_is_no_wider_than_its_sheets_and_the_same_each_time(printed: Path) -> None:
    before = printed.read_bytes()
    formats.make(printed.with_suffix(".html"), ["pdf"])
    assert printed.read_bytes() == before
    assert b"/CreationDate (D:20000101" in before
    sizes = sum((_letters(sheet) for sheet in pypdf.PdfReader(printed).pages), Counter())
    assert min(sizes[10.0], sizes[8.0]) > 500, "text and tables as the style sheets have them: a table too wide would shrink both"


def _letters(sheet: pypdf.PageObject) -> Counter[float]:
    """How many characters of a sheet have each size in points."""
    found: Counter[float] = Counter()

    def visit(text: str, matrix: list[float], own: list[float], _font: object, size: float) -> None:
        found[round(abs(size * own[3] * matrix[3]), 1)] += len(text.strip())

    sheet.extract_text(visitor_text=visit)
    return found


def _attributes(tag: pypdf.generic.DictionaryObject) -> list[pypdf.generic.DictionaryObject]:
    given = tag.get("/A", [])
    return [given] if isinstance(given, dict) else [each.get_object() for each in given]


def _flat(outline: list[Any]) -> Iterator[Any]:
    for entry in outline:
        yield from _flat(entry) if isinstance(entry, list) else [entry]
