"""What each file is, what it feeds and what a chapter lacks is said before anything is built."""

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from jsna.cli import cli
from jsna.errors import FileError
from jsna.making.checking import Checked, Lack, _footprints, check, held, lacking
from jsna.schemas import Tidy


def test_every_demonstration_file_is_recognised_and_no_chapter_lacks_any(demonstration: Path) -> None:
    checked = check([demonstration / "data" / "raw"])
    assert [found.file for found in checked if not found.publication or found.rows == 0] == []
    assert [chapter for chapter, lack in lacking(checked).items() if lack.needs] == []
    residents = "Census 2021, TS007A, age by five years, small areas of 2021"
    assert lacking(checked)["01"].could_use == ("Patients registered at a GP practice, map of practices", residents)
    years = held(checked)
    assert years["Quality and Outcomes Framework, practice-level prevalence (raw csv files)"] == (5, "2018/19 to 2022/23")
    assert years["Monthly Activity Return, by commissioner"] == (36, "2017-04 to 2020-03")
    assert years["CCG to STP lookup"] == (1, "")
    assert years["English Indices of Deprivation 2019"] == (2, "2019, mid-2015")


def test_what_a_chapter_lacks_is_named(demonstration: Path) -> None:
    prevalence = [path for path in sorted((demonstration / "data" / "raw").rglob("*")) if "PREVALENCE" in path.name]
    lacks = lacking(check(prevalence))
    lookup, practices = "Small area to CCG to district lookup", "Quality and Outcomes Framework, practices and their areas"
    assert lacks["05"].needs == ("Monthly Activity Return, by commissioner", lookup)
    assert lacks["12"] == Lack(("Delayed Transfers of Care, by local authority", lookup), ())  # which district lies in which county is held
    assert lacks["03"].needs == (f"{practices} (organisation reference), or another list of practices and their areas", lookup)
    assert "Quality and Outcomes Framework, CCG workbooks" in lacks["03"].could_use
    assert {"Boundaries of CCGs", "English Indices of Deprivation 2025"} <= set(lacks["02"].could_use)


def test_of_publications_of_one_use_a_chapter_needs_one_and_could_use_the_others() -> None:
    lacks = lacking([Checked("a.csv", True, "nhsbsa_list_sizes")])["04"]
    assert not [title for title in lacks.needs if "age" in title]
    assert "Patients registered at a GP practice, by age and sex" in lacks.could_use


def test_the_command_says_what_is_held_and_what_is_lacking(demonstration: Path) -> None:
    said = CliRunner().invoke(cli, ["check", str(demonstration / "data" / "raw" / "prevalence" / "PREVALENCE_2223.csv")]).output
    assert re.search(r"\bchapter\b.*\bstill needs\b.*\bcould also use\b", said) and "2022/23" in said.partition("Held")[2]


@pytest.mark.parametrize(
    "table, publication, rows, footprints",
    [
        ("weekly_deaths", "ons_weekly_deaths", {"week_ending": "2020-01-03", "breakdown": "age"}, set()),
        ("qof_indicators", "qof_indicators", {"indicator_code": "AF001"}, set()),
        ("activity", "monthly_activity_return", {"area_code": "05J"}, {"commissioner"}),
        ("emergency_care", "ae_by_provider", {"area_code": "RWP"}, {"provider"}),
        ("emergency_care", "ae_england", {"area_code": "ENG"}, {"england"}),
        ("practices", "qof_organisation_reference", {"practice_code": "M81001", "area_kind": "ccg"}, {"practice"}),
        ("published_values", "fingertips", {"area_code": "E1", "area_type": "Counties & UAs"}, {"Counties & UAs"}),
        ("ccg_prevalence", "qof_ccg_workbook", {"area_code": "05J", "area_kind": "ccg"}, {"ccg"}),
        ("deprivation_summary", "iod_2019_file_10", {"gss_code": "E07000234"}, {"district"}),
        ("deprivation_summary", "iod_2025_sub_icb_summaries", {"gss_code": "E38000001"}, {"sub_icb"}),
    ],
)
def test_no_file_is_said_to_be_of_ccgs_that_is_not(table: str, publication: str, rows: dict[str, str], footprints: set[str]) -> None:
    assert _footprints(Tidy(table, publication, pd.DataFrame([rows]), 1)) == footprints


def test_a_script_gets_the_same_as_objects(demonstration: Path, tmp_path: Path) -> None:
    files = [path for path in sorted((demonstration / "data" / "raw").rglob("*")) if "PREVALENCE" in path.name][-1:]
    shutil.copy(files[0], tmp_path / "renamed.csv")
    broken = (tmp_path / "renamed.csv").read_bytes().replace(b"REGISTER", b"REGISTRE")
    (tmp_path / "broken.csv").write_bytes(broken)
    (tmp_path / "notes.txt").write_text("remember the milk", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    said = CliRunner().invoke(cli, ["check", "--json", str(files[0]), str(tmp_path)])
    found = {entry["file"]: entry for entry in json.loads(said.output)}
    assert sorted(tmp_path.rglob("*")) == before
    assert list(found[files[0].name]) == ["file", "recognised", "publication", "period", "footprints", "rows", "feeds", "reason"]
    good, bad, alien = found[files[0].name], found["broken.csv"], found["notes.txt"]
    assert (good["publication"], good["footprints"], good["feeds"]) == ("qof_raw", ["practice"], ["00", "01", "03", "04", "09", "10"])
    assert (bad["publication"], bad["rows"]) == ("", 0) and "REGISTRE" in bad["reason"]
    assert (alien["recognised"], alien["rows"]) == (False, 0) and alien["reason"]


def test_a_file_that_is_not_there_is_one_message(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file or folder"):
        check([tmp_path / "absent.csv"])


@pytest.mark.real_data
def test_a_real_file_says_its_year_and_rows(published: Path) -> None:
    (found,) = check([published / "prevalence" / "PREVALENCE_1819_v2.csv.gz"])
    assert (found.publication, found.period, found.rows) == ("qof_raw", "2018/19", 144_333)
