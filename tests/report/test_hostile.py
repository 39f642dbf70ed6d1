"""Hostile text is only text: names that mean harm, planted wherever one can come from, read back from everything that is made."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import docx
import pandas as pd
import pypdf
import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook
from rich.table import Table

from jsna import catalogue, paragraphs
from jsna.cli.data import areas, check
from jsna.cli.options import console
from jsna.demo import write_models
from jsna.errors import BuildError, FileError, JsnaError, ReportError
from jsna.figures.core.figure import Column, Figure, Sentence
from jsna.figures.core.table import csv_text
from jsna.making.places.groups import groups
from jsna.making.run import build
from jsna.names import readable
from jsna.readers.rawfile import raw_paths
from jsna.report import approval, formats, run
from jsna.report.audit import audit
from jsna.report.audit.tree import Element, read
from jsna.report.edition import write_index
from jsna.report.formats import pdf
from jsna.report.pages import pages
from jsna.report.status import approve

#: By what each one tries. A tab or a line end can only lead a name where its file quotes it.
NAMES = {
    "script": "<script>alert(1)</script>",
    "end of style": "</style><style>*{color:red}",
    "end of script": "</script><img src=x onerror=alert(1)>",
    "path": "../../x",
    "path on Windows": "..\\..\\CON",
    "command": "=cmd|' /C calc'!A0",
    "plus": "+1",
    "minus": "-1",
    "at": "@SUM(1)",
    "tab": "\t=1+1",
    "line end": "\r=1+1",
    "gap in two lines": "None\nStreet Surgery",
    "turned": "\u202eyregruS\u202c",
    "isolated": "\u2066Surgery",
    "no width": "\u200b\u200d\ufeff",
    "hidden formula": "\u200b=1+1",
    "controls": "\x1b[2J\x07Surgery\x7f",
    "jinja": "{{ 7*7 }}",
    "brace": "{area}",
    "percent": "%s %(x)s %d",
    "quotes": "\"O'Brien\" & 'Sons' &amp; &#x3c;",
    "long word": "A" * 10_000,
    "long words": "Medical Centre " * 700,
    "emoji": "Surgery \N{FACE WITH TEARS OF JOY}\N{FAMILY}",
    "marks": "[bold]Surgery[/] :skull: $$note1$$ [x](javascript:alert(1))",
    "maths": "$x^2$ \\frac{1}{2}",
    "number": "1e5",
    "nothing": "",
    "blank": "  \u00a0 ",
    "missing": "nan",
}
#: The area of the demonstration whose report is made, and one more whose own name is nothing.
AREA = "ZZ1"
#: What a cell of a spreadsheet must not begin with.
RUNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Made:
    """A workspace full of hostile names, and what was made of it."""

    workspace: Path
    page: Path

    @property
    def place(self) -> Path:
        return self.page.parents[1]

    @property
    def tidy(self) -> Path:
        return self.workspace / "data" / "tidy"

    @property
    def html(self) -> str:
        return self.page.read_text(encoding="utf-8")


@contextmanager
def hostile_words() -> Iterator[None]:
    """Paragraphs of the catalogue with hostile words; those of the files again after it, whatever went wrong, or other tests would fail."""
    try:
        with pytest.MonkeyPatch.context() as here:
            for name in ("read", "expanded"):
                here.setattr(paragraphs, name, partial(_planted, getattr(paragraphs, name)))
            catalogue.forget()
            yield
    finally:
        catalogue.forget()


@pytest.fixture(scope="module")
def made(copied: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The demonstration with hostile names of areas, practices, a neighbourhood and a file; a report in every format, and the index."""
    folder = tmp_path_factory.mktemp("hostile")
    copied(folder)
    _plant(folder)
    with hostile_words():
        build(folder / "data" / "raw", folder / "data" / "tidy")
        page = pages(folder / "data" / "tidy", "ccg_2019")[AREA]
        to = folder / "reports" / page.edition / "ccg_2019" / f"{AREA}.html"
        run.make(run.Order(AREA, "ccg_2019", ("england", "stp"), folder), page, to)
        formats.make(to, ["docx", "xlsx", "figures", "csvw"])
        write_index(folder / "data" / "tidy", "ccg_2019", to.parents[1])
    return Made(folder, to)


#: What an analyst might write where an indicator, a publication or a model is named: all but what is no word, which is a message.
TITLES = [said for name, said in NAMES.items() if name not in ("nothing", "blank", "no width", "missing", "gap in two lines")]


def _planted(read_of: Callable[..., dict[str, Any]], path: Path, *fields: Any) -> dict[str, Any]:
    """The paragraphs of a file with another hostile text in the place of each of their words."""
    read = read_of(path, *fields)
    if any(isinstance(one, list) for one in read.values()):  # the list of chapters, and what is still to be expanded
        return read
    named = zip(read.items(), cycle(TITLES), strict=False)
    words = {field for field in catalogue.WORDS if field != "unit"}
    return {key: {field: text if field in words and said else said for field, said in of.items()} for (key, of), text in named}


def _plant(folder: Path) -> None:
    """Each practice of the area and each CCG gets another hostile name, the same in every file."""
    raw = folder / "data" / "raw"
    hostile = list(NAMES.values())
    with (raw / "lookups" / "CCG19_STP19_EN_LU.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    ccgs = sorted({row["CCG19NM"] for row in rows} - {row["CCG19NM"] for row in rows if row["CCG19CDH"] == AREA})
    words = [said for said in reversed(hostile) if any(map(str.isalpha, said))]  # no name of an area without a letter is read
    new = dict(zip(ccgs, words, strict=False))
    new |= {row["CCG19NM"]: OWN for row in rows if row["CCG19CDH"] == AREA}
    new |= {"Aldermere": NAMES["script"], "Wickwater": NAMES["long word"]}
    with (raw / "practices" / "epraccur.csv").open(encoding="utf-8", newline="") as file:
        practices = [row[1] for row in csv.reader(file) if row[14] == AREA]
    new |= dict(zip(practices, hostile, strict=False))
    for path in [*(raw / "lookups").glob("*.csv"), *(raw / "practices").glob("*.csv")]:
        _rename(path, {name.casefold(): said for name, said in new.items()})
    models = write_models(folder / "data" / "local")
    models.write_text(models.read_text(encoding="utf-8").replace("Made up for", NAMES["script"] + NAMES["end of style"]), encoding="utf-8")
    (folder / "data" / "local" / "areas").mkdir(parents=True)
    said = json.dumps(NAMES["script"] + NAMES["brace"])
    (folder / "data" / "local" / "areas" / "town.toml").write_text(f'code = "N1"\nname = {said}\npractices = ["Z99001", "Z99002"]\n')
    (raw / "prevalence" / "[bold] {area} %s & =1+1.csv").write_bytes((raw / "prevalence" / "PREVALENCE_2223.csv").read_bytes()[:-9])


#: The name of the area of the report.
OWN = f"{NAMES['end of style']} {NAMES['jinja']} {NAMES['turned']} {NAMES['marks']} {NAMES['quotes']}"


def _rename(path: Path, new: dict[str, str]) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [[new.get(cell.casefold(), cell) for cell in row] for row in csv.reader(file)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(rows)


def _practice(name: str) -> str:
    """A practice's name as the report writes it."""
    return readable(name.title().replace("'S", "'s"))


@pytest.fixture(scope="module")
def page(made: Made) -> Element:
    return read(made.html)[0]


def test_no_hostile_word_is_left_to_other_tests_where_a_report_could_not_be_made() -> None:
    before = catalogue.publications()
    with pytest.raises(BuildError, match="no such report"), hostile_words():
        assert catalogue.publications() != before
        raise BuildError("no such report")
    assert catalogue.publications() == before


def test_the_page_may_be_published_and_holds_the_names_as_text(made: Made, page: Element) -> None:
    assert audit(made.html, run.by_people(made.tidy)) == []
    assert len(page.find("script")) == 2 and len(page.find("style")) == 1 and not page.find("img")
    assert page.find("h1")[0].text() == readable(OWN)
    said = {cell.text() for figure in page.find("figure") for cell in figure.find("th", "td")}
    names = [_practice(name) for name in list(NAMES.values())[:20]]
    assert {name for name in names if name not in ("", "Nan")} <= said


def test_a_surgery_called_none_is_let_through_by_its_name_alone(made: Made) -> None:
    faults = audit(made.html)
    assert len(faults) > 5 and all("None Street Surgery" in fault or "None St" in fault for fault in faults)
    stray = made.html.replace("95% upper", "None", 1)
    assert audit(stray, run.by_people(made.tidy)) == ["a missing value of the program, “None”, in “None”"]


def test_titles_of_publications_and_names_of_indicators_and_models_are_text_in_every_file(made: Made, page: Element) -> None:
    word = docx.Document(str(made.page.with_suffix(".docx")))
    book = CalamineWorkbook.from_path(str(made.page.with_suffix(".xlsx")))
    csvw = json.loads((made.place / "ccg_2019" / f"{AREA}-csvw" / "csv-metadata.json").read_text(encoding="utf-8"))
    drawn = "".join(path.read_text(encoding="utf-8") for path in (made.place / "ccg_2019" / f"{AREA}-figures").glob("*.svg"))
    said = {
        "page": page.text(),
        "Word": " ".join([part.text for part in word.paragraphs] + [cell.text for table in word.tables for cell in table.columns[0].cells]),
        "workbook": " ".join(str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row),
        "csvw": " ".join(table["dc:title"] + table["dc:description"] for table in csvw["tables"]),
        "index": read((made.place / "index.html").read_text(encoding="utf-8"))[0].text(),
    }
    of_every = [readable(NAMES[name]) for name in ("script", "end of style", "command", "turned", "long word")]
    assert {kind: [text for text in of_every if text not in said[kind]] for kind in ("page", "Word", "workbook")} == {
        "page": [], "Word": [], "workbook": [],
    }  # fmt: skip
    assert "<script>alert(1)</script></style><style>*(color:red)" in said["csvw"] and "<script" not in drawn and "<style>*" not in drawn
    assert any(text in said["index"] for text in of_every), said["index"][:2000]


def test_nothing_hides_in_the_page(made: Made) -> None:
    assert not re.search("[\u200b-\u200f\u202a-\u202e\u2060-\u2069]|[\x00-\x08\x0b-\x1f\x7f]", made.html)
    assert "A" * (catalogue.WORDS["caveat"] + 1) not in made.html


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", ["page", "index"])
def test_nothing_runs_and_nothing_scrolls_sideways(made: Made, browser: Any, name: str, width: int) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 800})
    told: list[str] = []
    tab.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
    tab.on("pageerror", lambda error: told.append(str(error)))
    tab.goto((made.page if name == "page" else made.place / "index.html").as_uri())
    tab.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.locator("h1").evaluate("e => getComputedStyle(e).color") == "rgb(255, 255, 255)"
    assert told == []
    tab.close()


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("wanted", ["(( 7*7 ))", "(area)", "%s", "&amp;", "[x](javascript", "$x^2$", "'Sons'"])
def test_the_search_of_the_index_takes_words_as_text(made: Made, browser: Any, wanted: str) -> None:
    tab = browser.new_page()
    tab.goto((made.place / "index.html").as_uri())
    tab.get_by_label("Find an area").fill(wanted)
    tab.wait_for_timeout(150)
    found = tab.locator(".group li:visible").all_inner_texts()
    assert found and all(wanted.split()[0].casefold() in row.casefold() for row in found)
    tab.close()


def _cells(content: str) -> Iterator[str]:
    return (cell for row in csv.reader(io.StringIO(content)) for cell in row)


def _could_run(cell: str) -> bool:
    return cell.lstrip().startswith(RUNS) and not re.fullmatch(r"-?\d+(\.\d+)?(e[+-]?\d+)?", cell)


def test_no_cell_of_a_csv_can_run(made: Made, page: Element) -> None:
    links = [a.attributes["href"] for a in page.find("a") if a.attributes["href"].startswith("data:text/csv")]
    texts = [unquote(link.partition(",")[2]).lstrip("\ufeff") for link in links]
    texts += [path.read_text(encoding="utf-8") for path in (made.place / "ccg_2019" / f"{AREA}-csvw").glob("*.csv")]
    cells = [cell for text in texts for cell in _cells(text)]
    assert "'=Cmd|' /C Calc'!A0" in cells and len(texts) > 40
    assert [cell for cell in cells if _could_run(cell)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_text_of_a_csv_cannot_run_whatever_was_read_of_it(name: str) -> None:
    columns = {"name": Column(NAMES[name], numeric=False), "value": Column("Value")}
    rows = pd.DataFrame({"name": [NAMES[name]], "value": [-1.5]})
    head, (text, number) = csv.reader(io.StringIO(csv_text(Figure("key", Sentence("A"), "B", rows, columns, "C"))))
    assert not _could_run(text) and not _could_run(head[0]) and number == "-1.5"


def test_a_workbook_holds_names_as_text_and_leads_nowhere(made: Made) -> None:
    with zipfile.ZipFile(made.page.with_suffix(".xlsx")) as file:
        sheets = {name: file.read(name).decode() for name in file.namelist()}
    assert not [name for name, text in sheets.items() if "<f>" in text or "<f " in text or 'TargetMode="External"' in text]
    book = CalamineWorkbook.from_path(str(made.page.with_suffix(".xlsx")))
    cells = {cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row}
    assert {"'=Cmd|' /C Calc'!A0", "'+1", "'-1", "'@Sum(1)", "%S %(X)S %D"} <= cells
    assert len({name.casefold() for name in book.sheet_names}) == len(book.sheet_names)


def test_word_holds_names_as_text_and_leads_nowhere(made: Made) -> None:
    word = docx.Document(str(made.page.with_suffix(".docx")))
    said = {cell.text for table in word.tables for cell in table.columns[0].cells}
    assert {_practice(NAMES[name]) for name in ("script", "path", "command", "percent")} <= said
    assert not [part for part in word.part.rels.values() if part.is_external]
    fields = re.findall(r'w:instr="([^"]*)"|<w:instrText[^>]*>([^<]*)<', word.element.xml)
    assert [a or b for a, b in fields] == [' TOC \\o "1-2" \\h \\z \\u ']


@pytest.mark.browser
def test_a_pdf_holds_names_as_text_and_runs_nothing(made: Made) -> None:
    try:
        pdf.browser()
    except ReportError as none:
        pytest.skip(str(none))
    formats.make(made.page, ["pdf"])
    reader = pypdf.PdfReader(made.page.with_suffix(".pdf"))
    assert reader.metadata is not None and str(reader.metadata.title).startswith(readable(OWN))
    printed = made.page.with_suffix(".pdf").read_bytes()
    assert not [action for action in (b"/JavaScript", b"/JS", b"/Launch", b"/URI", b"/OpenAction") if action in printed]


def test_every_file_is_in_the_folder_of_the_edition_under_a_plain_name(made: Made) -> None:
    files = [path.relative_to(made.workspace / "reports") for path in (made.workspace / "reports").rglob("*") if path.is_file()]
    assert len(files) > 60
    assert all(re.fullmatch(r"[\w.-]+", part) and ".." not in part for path in files for part in path.parts)
    assert not list(made.workspace.parent.glob("x*"))


@pytest.mark.parametrize("code", ["../../x", "..", "", "a/b", "C:x", "CON .", "\u202ex", 7, "x" * 21])
def test_a_neighbourhood_whose_code_is_no_file_name_is_one_message(tmp_path: Path, code: object) -> None:
    (tmp_path / "town.toml").write_text(f"code = {json.dumps(code)}\nname = 'Town'\nlsoas = ['Z01000001']\n", encoding="utf-8")
    with pytest.raises(BuildError, match="town.toml, code: expected 1 to 20 letters and digits"):
        groups(_NO_LISTS, _NO_LISTS, tmp_path)


def test_a_neighbourhood_whose_name_is_none_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "town.toml").write_text("code = 'N1'\nname = ['Town']\nlsoas = ['Z01000001']\n", encoding="utf-8")
    with pytest.raises(BuildError, match="town.toml, name: expected a name in quotes"):
        groups(_NO_LISTS, _NO_LISTS, tmp_path)


_NO_LISTS = pd.DataFrame(columns=["practice_code", "unit", "area_code", "period", "footprint", "as_of", "source_id"])


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"nothing", "blank", "no width"}))
def test_an_approved_page_names_people_as_text(made: Made, name: str) -> None:
    said = approval.agreed(NAMES[name], "B. Checker", NAMES[name], "2026-11-24")
    page = pages(made.tidy, "ccg_2019")[AREA]
    approved = approve(made.html, page, said)
    if name not in ("missing", "gap in two lines"):  # a name that reads like a gap of the program is refused
        assert audit(approved, run.by_people(made.tidy)) == []
    assert len(read(approved)[0].find("script")) == 2


@pytest.mark.parametrize("name", ["nothing", "blank", "no width"])
def test_nobody_approves_without_a_name(name: str) -> None:
    with pytest.raises(ReportError, match="--approval: expected a name, found none"):
        approval.agreed("A. Analyst", "B. Checker", NAMES[name], "2026-11-24")


def test_the_terminal_shows_names_and_obeys_none(made: Made) -> None:
    listed = CliRunner().invoke(areas, ["--workspace", str(made.workspace)])
    assert listed.exit_code == 0 and f"{AREA}  {readable(OWN)}" in listed.output and "\x1b" not in listed.output
    odd = next((made.workspace / "data" / "raw" / "prevalence").glob("*{area}*"))
    checked = CliRunner().invoke(check, [str(odd), "--workspace", str(made.workspace)])
    assert checked.exit_code == 0 and odd.name in checked.output


def test_a_file_whose_name_is_no_text_is_one_message(tmp_path: Path) -> None:
    try:
        (tmp_path / "\udcff.csv").write_bytes(b"a,b\n")
    except (OSError, UnicodeError):
        pytest.skip("no such name can be on this disk")
    with pytest.raises(FileError, match="\ufffd.csv: expected a name in UTF-8, found other bytes"):
        raw_paths(tmp_path)


@pytest.mark.parametrize("text", ["[/]", "[bold]x[/bold]", "[/red]", ":skull:", "[link=x]y", "[x", "\\["])
def test_a_table_in_the_terminal_takes_brackets_as_text(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    table = Table(text, title=text)
    table.add_row(text)
    console(width=80).print(table)
    assert capsys.readouterr().out.count(text) == 3


def test_a_message_shows_what_a_terminal_would_obey() -> None:
    assert str(JsnaError("a\x1b[2Jb\u202ec\udcff", "d\x07")) == "a\ufffd[2Jb\ufffdc\ufffd\n  d\ufffd"
