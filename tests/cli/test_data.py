"""What the commands about published files say: of what was read, of what was noticed, and of a workspace that was forgotten."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from jsna.cli import cli
from jsna.cli.data import _noticed, _summary
from jsna.cli.options import area_code
from jsna.errors import JsnaError, UnknownArea
from jsna.making.reading import Reading
from jsna.making.run import Built

NOTE = "Note: Demonstration data: not a real place."


def read(file: str, publication: str, rows: int) -> Reading:
    table = {"publication": publication, "rows_read": rows, "rows_kept": rows, "notes": [NOTE]}
    return Reading(file, "", 0, 0, [table])


def test_a_build_names_publications_by_their_titles_each_once() -> None:
    built = Built([read("a.csv", "iod_2019_file_7", 10), read("b.xlsx", "iod_2019_ccg_summaries", 5)], changed=True)
    columns = [list(column.cells) for column in _summary(built).columns]
    assert columns == [["English Indices of Deprivation 2019", "not recognised"], ["2", "0"], ["15", ""], ["15", ""]]


def test_what_was_noticed_is_said_once_and_no_note_of_a_note() -> None:
    built = Built([read("a.csv", "qof_raw", 1), read("b.csv", "qof_raw", 1)], changed=True)
    assert list(_noticed(built, [])) == ["a.csv and 1 more: Demonstration data: not a real place."]


@pytest.mark.parametrize(
    "words",
    [
        ["report", "ZZ1"],
        ["build"],
        ["why", "list_size", "ZZ1"],
        ["areas"],
        ["preview", "ZZ1", "--chapter", "03"],
        ["publish", "2022-23", "--analyst", "A", "--checker", "B", "--approval", "C"],
    ],
    ids=" ".join,
)
def test_whoever_forgets_the_workspace_of_the_fictional_county_is_told(
    demonstration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JSNA_WORKSPACE", str(tmp_path))
    told = "The fictional county is in demo: add `--workspace demo`."
    with pytest.raises(JsnaError) as nothing:
        raise CliRunner().invoke(cli, words).exception or AssertionError("it was answered")
    assert told not in nothing.value.remedy
    (tmp_path / "demo" / "data" / "tidy").mkdir(parents=True)
    shutil.copy(demonstration / "data" / "tidy" / "manifest.json", tmp_path / "demo" / "data" / "tidy")
    with pytest.raises(JsnaError) as beside:
        raise CliRunner().invoke(cli, words).exception or AssertionError("it was answered")
    assert told in beside.value.remedy


def test_a_code_of_the_fictional_county_is_answered_with_its_workspace_where_real_areas_are_held(tmp_path: Path) -> None:
    areas = pd.DataFrame({"footprint": ["ccg_2019"], "area_code": ["05J"], "gss_code": [""], "area_name": ["Redditch"]})
    for folder in (tmp_path / "data" / "tidy", tmp_path / "demo" / "data" / "tidy"):
        folder.mkdir(parents=True)
    areas.to_parquet(tmp_path / "data" / "tidy" / "areas.parquet")
    (tmp_path / "demo" / "data" / "tidy" / "manifest.json").write_text("{}")
    with pytest.raises(UnknownArea) as unknown:
        area_code("ZZ1", "ccg_2019", tmp_path, "report")
    assert unknown.value.remedy.startswith("The fictional county is in")
    with pytest.raises(UnknownArea) as unknown:
        area_code("Atlantis", "ccg_2019", tmp_path, "report")
    assert "fictional" not in unknown.value.remedy
