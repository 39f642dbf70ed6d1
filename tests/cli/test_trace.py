"""`jsna why` names file, sheet and row of a number, makes it again, and says loudly where it differs."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from jsna.cli import cli
from jsna.errors import JsnaError
from jsna.figures.core.keys import as_text
from jsna.report import record

DIABETES = ["qof_dm_prevalence", "ZZ1", "2019/20"]


def why(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["why", *words, "--workspace", str(folder)])


@pytest.fixture
def own(demonstration: Path, tmp_path: Path) -> Path:
    """A copy of the demonstration that a test may change."""
    shutil.copytree(demonstration / "data", tmp_path / "data")
    return tmp_path


def plant(folder: Path, column: str, value: object) -> None:
    path = folder / "data" / "tidy" / "indicators.parquet"
    rows = pd.read_parquet(path)
    mine = (rows["indicator_id"] == DIABETES[0]) & (rows["area_code"] == DIABETES[1]) & (rows["period"] == DIABETES[2])
    rows.loc[mine, column] = value
    rows.to_parquet(path, index=False)


@pytest.mark.parametrize(
    "words",
    [DIABETES, ["list_aged_under_18", "england"], ["mar_non_elective_year", "ZZ1", "2018/19"], ["mar_day_case", "ZZ1", "2019-06"],
     ["imd_average_score", "ZZ1"], ["dtoc_total", "Lower Exleigh", "2019-06"], ["qof_dm_prevalence", "Z99001"]],
)  # fmt: skip
def test_a_number_is_traced_to_rows_and_is_the_same(demonstration: Path, words: list[str]) -> None:
    if words[0] == "dtoc_total":
        areas = pd.read_parquet(demonstration / "data" / "tidy" / "areas.parquet")
        words = [words[0], areas.query("footprint == 'upper_tier_2019'")["area_name"].iloc[0], words[2]]
    said = why(demonstration, *words)
    assert said.exit_code == 0, said.output
    assert "Rule: " in said.output and "the rows say the same." in said.output and said.output.rstrip().endswith("the same as the report.")


def test_the_rows_say_where_they_stand_and_what_placed_the_practice(demonstration: Path) -> None:
    said = json.loads(why(demonstration, *DIABETES, "--json").output)
    assert said["differs"] == [] and said["again_value"] == said["value"]
    assert sum(row["numerator"] for row in said["rows"]) == said["numerator"]
    first = said["rows"][0]
    assert first["source_id"].startswith("prevalence/") and first["row"] > 1
    assert "named ZZ1 by the list of" in first["placed"]


@pytest.mark.parametrize("column, value", [("numerator", 1.0), ("value", 99.0), ("upper_95", 50.0)])
def test_a_changed_store_is_caught(own: Path, column: str, value: float) -> None:
    plant(own, column, value)
    said = why(own, *DIABETES)
    assert said.exit_code == 1
    assert "DIFFERS: the report says" in said.output and "the same as the report" not in said.output


def test_a_definition_that_changed_after_the_build_is_told(own: Path) -> None:
    manifest = own / "data" / "tidy" / "manifest.json"
    facts = json.loads(manifest.read_text(encoding="utf-8"))
    facts["definitions"][DIABETES[0]] = "another"
    manifest.write_text(json.dumps(facts), encoding="utf-8")
    said = why(own, *DIABETES)
    assert said.exit_code == 1 and "was defined otherwise when the store was built" in said.output


def test_a_suppressed_number_shows_no_rows(own: Path) -> None:
    plant(own, "value_note", "suppressed")
    said = why(own, *DIABETES)
    assert said.exit_code == 0 and "suppressed" in said.output and "PREVALENCE" not in said.output


def test_a_file_that_changed_or_is_gone_is_told(own: Path) -> None:
    published = next((own / "data" / "raw" / "prevalence").glob("*1920*"))
    published.write_bytes(published.read_bytes() + b"\n")
    assert "was changed after the build" in why(own, *DIABETES).output
    published.unlink()
    said = why(own, *DIABETES)
    assert said.exit_code == 1 and "is not in" in said.output


@pytest.mark.parametrize(
    "words, message",
    [
        (["qof_diabetes_prevalence", "ZZ1"], r"no such indicator among the \d+. The nearest are qof_dm_prevalence \(Diabetes\)"),
        (["list_size", "ZZ99"], "no such area"),
        (["list_size", "ZZ1", "2017/18"], "no such period here. The nearest are 2018/19"),
        (["list_size", "ZZ1", "--footprint", "ccg_1999"], "holds no such footprint"),
        (["list_size"], "Of which area"),
    ],
)
def test_what_is_not_there_is_answered_with_the_nearest(demonstration: Path, words: list[str], message: str) -> None:
    with pytest.raises(JsnaError, match=message):
        raise why(demonstration, *words).exception or AssertionError("it was answered")


@pytest.mark.real_data
@pytest.mark.parametrize(
    "words, said",
    [
        # NHS Digital, QOF 2018/19 and 2019/20, prevalence by CCG, sheet DM; one practice of 05J gave no register.
        (["qof_dm_prevalence", "05J", "2018/19"], "10,274 of 143,141"),
        (["qof_dm_prevalence", "18C", "2019/20"], "48,949 of 658,737"),
        (["list_size", "QGH"], "the same as the report"),
        (["mar_non_elective", "05J", "2018-12"], "Dec_18.xls"),
        (["imd_most_deprived_fifth_residents", "05J"], "the same as the report"),
    ],
)
def test_real_numbers_are_traced(real: Path, words: list[str], said: str) -> None:
    found = why(real, *words)
    assert found.exit_code == 0 and said in found.output, found.output


@pytest.fixture
def reported(own: Path) -> Path:
    """The report page of a workspace, with two figures as a report has them."""
    page = own / "reports" / "2022-23" / "ccg_2019" / "ZZ1.html"
    page.parent.mkdir(parents=True)
    keys = as_text(pd.read_parquet(own / "data" / "tidy" / "indicators.parquet").query(
        "indicator_id == 'qof_dm_prevalence' and footprint == 'ccg_2019' and period in ['2018/19', '2019/20']"))  # fmt: skip
    figures = [
        f'<figure data-behind="{text}"><h4 class="jsna-headline">Diabetes</h4><span class="jsna-number">Figure 03.{number}.</span></figure>'
        for number, text in enumerate((keys, ""), 1)
    ]
    page.write_text("".join(figures), encoding="utf-8")
    return own


def test_every_number_behind_a_figure_is_made_again(reported: Path) -> None:
    said = why(reported, "03.1", "ZZ1")
    assert said.exit_code == 0 and "Figure 03.1, Diabetes" in said.output, said.output
    assert "66 numbers computed again from" in said.output  # 33 areas, two years
    assert "before the store was built again" in said.output  # no record says that the page is of this build
    plant(reported, "numerator", 1.0)
    said = why(reported, "03.1", "ZZ1")
    assert said.exit_code == 1 and "DIFFERS: 1 of 66 numbers" in said.output


def test_a_figure_is_found_in_a_page_of_one_chapter(reported: Path) -> None:
    edition = reported / "reports" / "2022-23"
    whole = edition / "ccg_2019" / "ZZ1.html"
    chapter = whole.with_name("ZZ1-13.html")
    chapter.write_text(whole.read_text(encoding="utf-8").replace("Figure 03.", "Figure 13."), encoding="utf-8")
    of = {"footprint": "ccg_2019", "code": "ZZ1", "chapters": ["13"], "key": "", "status": "ready"}
    record.write(edition, {"ccg_2019/ZZ1-13": of, "ccg_2019/ZZ2-13": of | {"code": "ZZ2"}})
    assert str(chapter) in why(reported, "13.1", "ZZ1").output and str(whole) in why(reported, "03.1", "ZZ1").output
    whole.unlink()
    assert str(chapter) in why(reported, "13.1", "ZZ1").output
    with pytest.raises(JsnaError, match=r"ZZ1-13.html: the report has no figure 03.1.\n  It has 13.1, 13.2"):
        raise why(reported, "03.1", "ZZ1").exception or AssertionError("it was answered")
    chapter.unlink()
    with pytest.raises(JsnaError, match="or that chapter with --chapter 13"):
        raise why(reported, "13.1", "ZZ1").exception or AssertionError("it was answered")


@pytest.mark.parametrize(
    "number, area, message",
    [("03.9", "ZZ1", "no figure 03.9.\n  It has 03.1, 03.2"), ("03.1", "ZZ2", "there is no such report"), ("03.2", "ZZ1", "other things")],
)
def test_a_figure_that_is_not_there_is_answered(reported: Path, number: str, area: str, message: str) -> None:
    with pytest.raises(JsnaError, match=message):
        raise why(reported, number, area).exception or AssertionError("it was answered")
