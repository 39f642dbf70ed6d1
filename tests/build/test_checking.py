"""What each file is, what it feeds and what a chapter lacks is said before anything is built."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from jsna.build.checking import check, lacking
from jsna.cli import cli
from jsna.errors import FileError


def test_every_demonstration_file_is_recognised_and_no_chapter_lacks_any(demonstration: Path) -> None:
    checked = check([demonstration / "data" / "raw"])
    assert [found.file for found in checked if not found.publication or found.rows == 0] == []
    assert set(lacking(checked)["05"]) == set()


def test_what_a_chapter_lacks_is_named(demonstration: Path) -> None:
    prevalence = [path for path in sorted((demonstration / "data" / "raw").rglob("*")) if "PREVALENCE" in path.name]
    lacks = lacking(check(prevalence))
    assert "Monthly Activity Return, by commissioner" in lacks["05"] and "English Indices of Deprivation 2019" in lacks["02"]
    assert lacks["12"] == ["Delayed Transfers of Care, by local authority"]  # which district lies in which county is in the repository


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
    assert (good["publication"], good["footprints"], good["feeds"]) == ("qof_raw", ["practice"], ["00", "01", "03", "04"])
    assert (bad["publication"], bad["rows"]) == ("", 0) and "REGISTRE" in bad["reason"]
    assert (alien["recognised"], alien["rows"]) == (False, 0) and alien["reason"]


def test_a_file_that_is_not_there_is_one_message(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file or folder"):
        check([tmp_path / "absent.csv"])


@pytest.mark.real_data
def test_a_real_file_says_its_year_and_rows(published: Path) -> None:
    (found,) = check([published / "prevalence" / "PREVALENCE_1819_v2.csv.gz"])
    assert (found.publication, found.period, found.rows) == ("qof_raw", "2018/19", 144_333)
