"""The whole way: files to one page for one area, and what happens when it cannot be."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jsna import cli, store
from jsna.cli import reports
from jsna.errors import BuildError, JsnaError, ReportError, UnknownArea
from jsna.report import batch, run
from jsna.report.edition import write_index
from jsna.report.pages import pages


def order(workspace: Path, area: str, *chapters: str) -> run.Order:
    return run.Order(area, "ccg_2019", ("england", "stp"), workspace, chapters)


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.real_data
@pytest.mark.parametrize("area", ["05J", "05T", "06D", "07L"])
def test_a_report_is_made_from_published_files(real: Path, made: Any, area: str) -> None:
    said = text(made.of(real, area).read_text(encoding="utf-8"))
    assert "Historic edition." in said
    assert "as recorded by GPs; not adjusted for age" in said
    assert "Demonstration data" not in said


@pytest.mark.real_data
@pytest.mark.parametrize(
    "area, numbers",
    [
        # Of depression, obesity and severe mental illness in 2017/18, which are drawn there: the QOF workbook of CCGs.
        ("05J", ["5 of 113", "19,263 unplanned hospital stays", "17,070", "14,856", "1,252"]),
        ("05T", ["27,367 unplanned hospital stays"]),
        ("06D", ["10,258 unplanned hospital stays"]),
    ],
)
def test_the_numbers_that_were_published_are_in_the_report(real: Path, made: Any, area: str, numbers: list[str]) -> None:
    said = text(made.of(real, area).read_text(encoding="utf-8"))
    assert [number for number in numbers if number not in said] == []


@pytest.mark.real_data
def test_a_report_of_an_abolished_area_opens_with_what_became_of_it(real: Path) -> None:
    notice = pages(real / "data" / "tidy", "ccg_2019")["05J"].notice
    assert "NHS Redditch and Bromsgrove CCG was abolished on 1 April 2020" in notice
    assert "is now part of NHS Herefordshire and Worcestershire ICB - 18C" in notice
    assert pages(real / "data" / "tidy", "sub_icb_2022")["18C"].notice == ""


@pytest.mark.real_data
def test_an_unknown_area_is_answered_and_leaves_nothing(real: Path, published: Path) -> None:
    with pytest.raises(UnknownArea, match="nearest names"):
        command("report", "Atlantis", "--workspace", str(real), "--raw", str(published))
    assert not list(real.rglob("*.html"))


def test_every_page_of_the_demonstration_says_so_and_the_engines_agree_to_the_byte(demonstration: Path, made: Any, tmp_path: Path) -> None:
    page = pages(demonstration / "data" / "tidy", "ccg_2019")["ZZ1"]
    ours = made.of(demonstration, "ZZ1").read_bytes()
    assert "Demonstration data: not a real place" in text(ours.decode())
    assert run.make(order(demonstration, "ZZ1"), page, tmp_path / "kernel.html", engine=None).read_bytes() == ours
    assert ours.count(b"<figure") >= len(run.chapters(Path()))


def test_no_files_is_one_message_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="no such folder"):
        command("report", "05J", "--workspace", str(tmp_path))
    assert not list(tmp_path.rglob("*"))


def test_a_failing_report_is_recorded_and_the_others_go_on(demonstration: Path, tmp_path: Path) -> None:
    known, workspace = pages(demonstration / "data" / "tidy", "ccg_2019"), tmp_path / "workspace"
    shutil.copytree(demonstration / "data" / "tidy", workspace / "data" / "tidy")
    own, shipped = workspace / run.OWN / run.LIST, [chapter.id for chapter in run.chapters(Path())]
    own.parent.mkdir(parents=True)
    own.write_text(f"leave_out = {shipped[1:-1]}")  # a whole report of two chapters
    edition = tmp_path / "edition"
    jobs = [
        batch.Job(order(workspace, asked), known[code], edition / "ccg_2019" / f"{code}.html")
        for asked, code in (("ZZ1", "ZZ1"), ("no area", "ZZ2"))
    ]
    outcomes = {o.code: o for o in batch.make_edition(jobs, edition, force=False, tell=lambda _: None)}
    assert outcomes["ZZ1"].status == "ready"
    assert outcomes["ZZ2"].status == "failed"
    assert re.search(r"Chapter 00, code cell 2, ending `here = .*`: no area: no such area among", outcomes["ZZ2"].message)
    assert [path.name for path in sorted(edition.rglob("*.html"))] == ["ZZ1.html"]
    again = batch.make_edition(jobs[:1], edition, force=False, tell=lambda _: None)
    assert [outcome.status for outcome in again] == ["current"]
    index = write_index(workspace / "data" / "tidy", "ccg_2019", edition).read_text(encoding="utf-8")
    assert index.count('<li><a href="ccg_2019/ZZ1.html">') == 1 and "ZZ2.html" not in index
    assert "could not be made, or did not pass the checks" in text(index) and "no area" not in text(index)
    short = replace(jobs[0], order=order(workspace, "ZZ1", "00"))
    newer = batch.make_edition([short], edition, force=False, tell=lambda _: None)
    assert [o.status for o in newer] == ["ready"]


def test_without_an_area_and_without_files_the_demonstration_is_reported(
    demonstration: Path, copied: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # To write and read all of it takes long and is done for the fixture: what the command asks for is put where it asks for it.
    monkeypatch.setattr(reports, "write_demo", lambda raw: copied(raw.parents[1]))
    monkeypatch.setattr(reports, "write_models", lambda local: shutil.copytree(demonstration / "data" / "local", local))
    said = command("report", "--chapter", "00", "--workspace", str(tmp_path))
    assert (tmp_path / "demo" / "reports").is_dir()
    assert Path(said.split()[-1]).name == "ZZ1-00.html"
    built = [store.read_manifest(place / "data" / "tidy")["state"] for place in (tmp_path / "demo", demonstration)]
    assert built[0] == built[1]


@pytest.mark.parametrize(
    "area, message, remedy",
    [
        ("Aldermere", "33 of ccg_2019; it is one of district_2019 and of district_2024.", '"Aldermere" --footprint district_2019'),
        ("ZZ9", "The nearest codes are Aldermere and Wickwater (ZZ1)", "`jsna areas TEXT` finds them"),
        ("ZU0", "No code begins like it.", "begin with it: Alderwell PCN (ZU0001, pcn_2018)"),
    ],
)
def test_a_name_of_another_footprint_is_answered_with_the_command_and_a_code_with_codes(
    demonstration: Path, area: str, message: str, remedy: str
) -> None:
    with pytest.raises(UnknownArea) as unknown:
        command("report", area, "--workspace", str(demonstration))
    assert message in unknown.value.message and remedy in unknown.value.remedy
    assert ("--footprint district_2019 --workspace" in unknown.value.remedy) is (area == "Aldermere")


def test_without_an_area_but_with_files_one_is_asked_for(demonstration: Path) -> None:
    with pytest.raises(JsnaError, match="no area was named"):
        command("report", "--workspace", str(demonstration))


def test_demonstration_and_real_files_are_never_mixed(demonstration: Path, tmp_path: Path) -> None:
    raw = tmp_path / "data" / "raw"
    shutil.copytree(demonstration / "data" / "raw" / "lookups", raw / "lookups")
    shutil.copy(demonstration / "data" / "raw" / "monthly_activity" / "Apr_17.xlsx", raw)  # one to report on is enough
    (raw / "real.csv").write_text(
        "FID,LSOA11CD,LSOA11NM,CCG19CD,CCG19CDH,CCG19NM,LAD19CD,LAD19NM\n1,E01011949,A,E38000075,00K,B,E06000001,C\n"
    )
    with pytest.raises(BuildError, match="demonstration files and real ones together"):
        command("build", "--workspace", str(tmp_path))
    assert not (tmp_path / "data" / "tidy" / "manifest.json").exists()


def command(*arguments: str) -> str:
    result = CliRunner().invoke(cli.cli, arguments)
    if isinstance(result.exception, JsnaError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_a_chapter_without_its_files_says_what_is_missing_and_where_to_get_it(copied: Callable[[Path], Path], tmp_path: Path) -> None:
    raw = copied(tmp_path)
    for folder in ("monthly_activity", "dtoc", "boundaries"):
        shutil.rmtree(raw / folder)
    page = Path(command("report", "ZZ1", "--workspace", str(tmp_path)).split()[-1])
    said = text(page.read_text(encoding="utf-8"))
    gap = "No data for unplanned hospital stays (non-elective first episodes, general and acute)."
    assert f"{gap} It would come from Monthly Activity Return" in said
    assert "https://www.england.nhs.uk/statistics/" in said


def test_a_refused_file_is_named_with_the_reason_and_the_rest_is_read(copied: Callable[[Path], Path], tmp_path: Path) -> None:
    raw = copied(tmp_path)
    broken = raw / "prevalence" / "PREVALENCE_1920.csv"
    broken.write_text(broken.read_text(encoding="utf-8").replace("REGISTER", "PATIENTS", 1), encoding="utf-8")
    (raw / "empty.csv").write_text("")
    result = CliRunner().invoke(cli.cli, ["build", "--workspace", str(tmp_path)])
    assert result.exit_code == 0
    assert "PREVALENCE_1920.csv, row 1, column REGISTER: expected a column" in result.stderr
    assert "found PATIENTS" in result.stderr
    assert "empty.csv: expected data, found an empty file" in result.stderr
    result = CliRunner().invoke(cli.cli, ["report", "ZZ1", "--chapter", "18", "--workspace", str(tmp_path)])
    assert result.exit_code == 0
    said = f"Left out: 2 files, empty.csv, prevalence/PREVALENCE_1920.csv; `jsna check --workspace {tmp_path}` says why."
    assert result.stderr.splitlines() == [said], "each time, and before a message of one's own, one line is enough"


def test_a_list_of_chapters_that_an_editor_marked_as_utf_8_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = run.chapters(Path())
    listed = shutil.copytree(run.NOTEBOOKS, tmp_path / "notebooks") / "chapters.toml"
    listed.write_text(listed.read_text(encoding="utf-8"), encoding="utf-8-sig")
    monkeypatch.setattr(run, "NOTEBOOKS", tmp_path / "notebooks")
    assert run.chapters(Path()) == known


@pytest.mark.parametrize(
    "wrong, said",
    [
        (("03_long_term_conditions", "03_long_trem"), "chapter 03: expected a file of notebooks, found no 03_long_trem.ipynb"),
        (('title = "At a glance"', "title = At a glance"), "of an id, a notebook and a title, found: Invalid value"),
        (('title = "At a glance"', ""), "chapter 00: expected title = words in quotes, found no such line"),
        (('title = "At a glance"', 'title = " "'), "chapter 00: expected title = words in quotes, found ' '"),
        (('id = "01"', 'id = "00"'), "chapter 00: expected each id once, found it twice"),
        (('id = "01"', "id = 1"), "chapter 1: expected id = words in quotes, found 1"),
        (('id = "01"', ""), "chapter in place 2: expected id = words in quotes, found no such line"),
        (
            ('title = "At a glance"', 'title = "A"\ntopic = "x"'),
            "chapter 00: expected an id, a notebook, a title and perhaps a method, found topic too",
        ),
        (("[[chapter]]", "[[chapters]]"), "of an id, a notebook and a title, found: 'chapter'"),
    ],
)
def test_a_slip_in_the_list_of_chapters_is_named_before_any_report_is_touched(
    demonstration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: tuple[str, str], said: str
) -> None:
    shutil.copytree(run.NOTEBOOKS, tmp_path / "notebooks")
    listed = tmp_path / "notebooks" / "chapters.toml"
    assert wrong[0] in listed.read_text(encoding="utf-8")
    listed.write_text(listed.read_text(encoding="utf-8").replace(*wrong), encoding="utf-8")
    monkeypatch.setattr(run, "NOTEBOOKS", tmp_path / "notebooks")
    page = tmp_path / "2022-23" / "ccg_2019" / "ZZ1.html"
    page.parent.mkdir(parents=True)
    page.write_text("approved")
    known = pages(demonstration / "data" / "tidy", "ccg_2019")["ZZ1"]
    with pytest.raises(ReportError, match="no report was made or changed") as mistake:
        batch.make_edition([batch.Job(order(demonstration, "ZZ1"), known, page)], tmp_path / "2022-23", True, lambda _: None)
    assert said in str(mistake.value) and page.read_text() == "approved"
