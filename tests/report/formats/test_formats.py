"""Every format says what the page says, is accessible in its own way, and treats harmful text as text."""

import csv
import hashlib
import json
import re
import zipfile
from pathlib import Path

import docx
import pypdf
import pytest
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from jsna.errors import ReportError
from jsna.report import formats
from jsna.report.formats import pdf
from jsna.report.formats.page import Document, document


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
        assert chart.alt in (folder / "05X-figures" / f"{chart.key}.txt").read_text(encoding="utf-8")


def test_csv_on_the_web_describes_each_table_that_it_holds(folder: Path, said: Document) -> None:
    place = folder / "05X-csvw"
    about = json.loads((place / "csv-metadata.json").read_text(encoding="utf-8"))
    assert [table["url"] for table in about["tables"]] == [f"{chart.key}.csv" for chart in said.charts]
    for table in about["tables"]:
        with (place / table["url"]).open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        assert head == [column["titles"] for column in table["tableSchema"]["columns"]] and rows
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]


@pytest.mark.parametrize("name", ["docx", "csvw", "figures"])
def test_the_same_page_gives_the_same_bytes(folder: Path, tmp_path: Path, sample: str, name: str) -> None:
    (tmp_path / "05X.html").write_text(sample, encoding="utf-8")
    formats.make(tmp_path / "05X.html", [name])
    (made,), (before,) = formats.places(tmp_path / "05X.html", [name]), formats.places(folder / "05X.html", [name])
    assert _contents(made) == _contents(before)


def _contents(path: Path) -> dict[str, str]:
    if path.is_dir():
        return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in path.iterdir()}
    with zipfile.ZipFile(path) as file:
        return {name: hashlib.sha256(file.read(name)).hexdigest() for name in file.namelist()}


def test_a_format_that_fails_leaves_the_older_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (folder / "05X.docx").read_bytes()
    with monkeypatch.context() as broken, pytest.raises(OSError, match="full"):
        broken.setattr("jsna.report.formats.docx._add", _full)
        formats.make(folder / "05X.html", ["docx"])
    assert (folder / "05X.docx").read_bytes() == before and not list(folder.glob(".05X*"))


def _full(*_: object) -> None:
    raise OSError("the disk is full")


def test_an_unknown_format_is_one_message() -> None:
    with pytest.raises(ReportError, match="expected some of html, pdf, docx, xlsx, figures, csvw, found odt"):
        formats.known("html,odt")


def test_no_browser_is_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "BROWSERS", ())
    monkeypatch.setattr(pdf, "PLACES", ())
    with pytest.raises(ReportError, match="needs Chromium, Chrome or Edge"):
        formats.known("html,pdf")


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
