"""What the commands about published files say: of what was read, of what was noticed, and of a workspace that was forgotten."""

import errno
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from jsna import cli as command
from jsna import store
from jsna.assessment import Assessment
from jsna.cli import cli
from jsna.cli.data import _noticed, _summary
from jsna.cli.options import area_code, compared, published_in
from jsna.errors import JsnaError, UnknownArea
from jsna.making.reading import Reading
from jsna.making.run import Built, build

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
        area_code("ZZ1", "ccg_2019", tmp_path / "data" / "tidy", "report")
    assert unknown.value.remedy.startswith("The fictional county is in")
    with pytest.raises(UnknownArea) as unknown:
        area_code("Atlantis", "ccg_2019", tmp_path / "data" / "tidy", "report")
    assert "fictional" not in unknown.value.remedy


def run(*words: str, expected: int = 0) -> Result:
    result = CliRunner().invoke(cli, words)
    if isinstance(result.exception, JsnaError):
        raise result.exception
    assert result.exit_code == expected, result.output
    return result


def test_a_workspace_is_named_before_the_command_or_after_it(demonstration: Path, tmp_path: Path) -> None:
    after = run("areas", "Vale", "--workspace", str(demonstration)).output
    assert run("--workspace", str(demonstration), "areas", "Vale").output == after
    with pytest.raises(JsnaError, match="nothing was built yet"):
        run("--workspace", str(demonstration), "areas", "--workspace", str(tmp_path))


def test_a_copy_of_a_workspace_reads_its_own_files_and_one_that_names_others_those(demonstration: Path, tmp_path: Path) -> None:
    tidy = demonstration / "data" / "tidy"
    elsewhere, copy = (shutil.copytree(tidy, tmp_path / name / "data" / "tidy") for name in ("elsewhere", "copy"))
    store.unsettle(elsewhere)
    build(demonstration / "data" / "raw", elsewhere)
    assert published_in(copy.parents[1], None) == copy.parent / "raw"
    assert published_in(tmp_path / "elsewhere", None) == (demonstration / "data" / "raw").resolve()
    assert published_in(tmp_path / "elsewhere", tmp_path) == tmp_path


def test_a_footprint_that_no_list_holds_is_refused_with_those_that_are_held(demonstration: Path) -> None:
    with pytest.raises(JsnaError, match="ccg_2091: the store holds no such footprint") as none:
        run("areas", "--footprint", "ccg_2091", "--workspace", str(demonstration))
    assert "ccg_2019" in none.value.remedy and "practice" in none.value.remedy


@pytest.mark.parametrize("words", [["areas"], ["why", "list_size", "ZZ1"]], ids=" ".join)
def test_whoever_has_built_nothing_is_told_where_it_was_looked_for(tmp_path: Path, words: list[str]) -> None:
    with pytest.raises(JsnaError) as nothing:
        run(*words, "--workspace", str(tmp_path))
    assert nothing.value.message == f"{tmp_path}: nothing was built yet in this workspace."
    assert "--workspace, or JSNA_WORKSPACE in the environment" in nothing.value.remedy


@pytest.mark.parametrize(
    "listed, found, remedy",
    [
        ("englnd,stp", "'englnd'", "Did you mean england?"),
        ("england,,stp", "''", "Correct the list."),
        ("", "''", "Correct the list."),
        ("england;stp", "'england;stp'", "Did you mean england?"),
    ],
)
def test_a_comparator_that_is_none_is_refused_before_anything_is_built(tmp_path: Path, listed: str, found: str, remedy: str) -> None:
    for words in (("report", "ZZ1"), ("preview", "ZZ1", "--chapter", "03")):
        with pytest.raises(JsnaError) as refused:
            run(*words, "--comparators", listed, "--workspace", str(tmp_path))
        assert refused.value.message == f"--comparators: expected some of england, stp, icb, similar; found {found}."
        assert refused.value.remedy == remedy


def test_blanks_after_commas_are_no_part_of_a_comparator() -> None:
    assert compared(" england, similar ,england") == ("england", "similar")


def test_a_build_names_the_files_that_it_did_not_recognise(copied: Callable[[Path], Path], tmp_path: Path) -> None:
    raw = copied(tmp_path)
    (raw / "minutes.txt").write_text("remember the milk")
    (raw / "theirs.csv").write_text("a,b\n1,2\n")
    assert "Not recognised, and left alone: minutes.txt, theirs.csv." in run("build", "--workspace", str(tmp_path)).stderr


def test_files_of_the_months_of_a_publication_are_one_line_below_the_tables(demonstration: Path, tmp_path: Path) -> None:
    raw = demonstration / "data" / "raw"
    for name in ("Apr_17.xlsx", "May_17.xlsx", "Jul_17.xlsx"):
        shutil.copy(raw / "monthly_activity" / name, tmp_path)
    shutil.copy(raw / "prevalence" / "PREVALENCE_2223.csv", tmp_path)
    said = run("check", str(tmp_path)).output
    lines = said.splitlines()
    assert lines[-2].startswith("Apr_17.xlsx to Jul_17.xlsx, 3 files: monthly_activity_return; 2017-04 to 2017-05, 2017-07; commissioner;")
    assert lines[-1].startswith("PREVALENCE_2223.csv: qof_raw; 2022/23; practice;")
    assert said.index("Held") < said.index("Chapters") < said.index("Apr_17.xlsx to")


@pytest.mark.parametrize("failure", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_disk_that_cannot_be_written_is_one_message_of_any_command(
    copied: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], failure: int
) -> None:
    raw = copied(tmp_path)
    (raw / "prevalence" / "PREVALENCE_2223.csv").unlink()  # so that there is something to build
    tidy = tmp_path / "data" / "tidy"
    before = {path: path.read_bytes() for path in tidy.rglob("*.*") if path.is_file()}

    def refuse(**options: object) -> None:
        raise OSError(failure, os.strerror(failure), str(options["dir"]))

    monkeypatch.setattr(store.tempfile, "mkstemp", refuse)
    monkeypatch.setattr(sys, "argv", ["jsna", "build", "--workspace", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        command.main()
    said = capsys.readouterr().err
    assert ended.value.code == 2 and f"{tidy}: could not be written: {os.strerror(failure)}." in said and "Traceback" not in said
    assert {path: path.read_bytes() for path in tidy.rglob("*.*") if path.is_file()} == before


def test_a_fault_of_the_program_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(**_: object) -> None:
        raise FileNotFoundError(errno.ENOENT, "No such file", "of the program itself")

    monkeypatch.setattr(command, "cli", fault)
    with pytest.raises(FileNotFoundError):
        command.main()


def test_a_build_says_first_in_which_workspace_it_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JSNA_WORKSPACE", raising=False)
    (tmp_path / "data" / "raw").mkdir(parents=True)
    said = CliRunner().invoke(cli, ["build", "--workspace", str(tmp_path)]).output
    assert said.splitlines()[0] == f"Workspace: {tmp_path.resolve()}"
    clone = CliRunner().invoke(cli, ["build", "--raw", str(tmp_path / "none")]).output
    assert clone.splitlines()[0].endswith(" (the clone; --workspace names another)")


def test_a_text_where_a_list_of_comparators_belongs_is_refused_in_one_line(demonstration: Path) -> None:
    with pytest.raises(JsnaError, match="expected a list of some of england, stp, icb, similar; found 'england'"):
        Assessment("ZZ1", "ccg_2019", "england", tidy=demonstration / "data" / "tidy")  # type: ignore[arg-type]
