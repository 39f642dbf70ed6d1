"""What an analyst begins lies under data/local, is explained line by line, and never stands in the way of an update."""

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from click.testing import CliRunner

from jsna import local
from jsna.catalogue import definitions
from jsna.cli import cli
from jsna.errors import CatalogueError, ReportError
from jsna.report import run
from jsna.voices import COMMON, KINDS, voices

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    local._current[0] = local.NOTHING


def said(workspace: Path, *words: str) -> str:
    result = CliRunner().invoke(cli, [*words, "--workspace", str(workspace)])
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def ids(workspace: Path) -> list[str]:
    return [chapter.id for chapter in run.chapters(workspace)]


def test_a_chapter_of_ones_own_stands_after_the_one_that_it_was_copied_from(tmp_path: Path) -> None:
    before = ids(tmp_path)
    said(tmp_path, "new", "chapter", "Diabetes here", "--from", "03")
    said(tmp_path, "new", "chapter", "Smoking", "--from", "03")
    at = before.index("03") + 1
    assert ids(tmp_path) == [*before[:at], "19", "20", *before[at:]]
    copied = run.chapters(tmp_path, ("19",))[0]
    assert nbformat.read(copied.path, as_version=4).cells[0].source.splitlines()[0] == "# Diabetes here"
    assert copied.path == tmp_path / "data" / "local" / "chapters" / "19_diabetes_here.ipynb"


def test_a_shipped_chapter_is_left_out_or_replaced(tmp_path: Path) -> None:
    said(tmp_path, "new", "chapter", "Ours", "--from", "04")
    listed = tmp_path / run.OWN / run.LIST
    text = listed.read_text(encoding="utf-8")
    listed.write_text('leave_out = ["12"]\n' + text.replace('id = "19"', 'id = "04"'), encoding="utf-8")
    assert "12" not in ids(tmp_path) and ids(tmp_path).count("04") == 1
    assert run.chapters(tmp_path, ("04",))[0].title == "Ours"


@pytest.mark.parametrize("old, new, message", [
    ('after = "03"', 'after = "99"', "data/local/chapters/chapters.toml, chapter 19, after: expected one of 00, 01"),
    ('id = "19"', 'id = "ours"', "expected an id of two digits, found 'ours'"),
    ("# leave_out", "leave_out", "leave_out: expected some of 00"),
    ("19_ours", "../19_ours", "expected a file of notebooks, found no ../19_ours.ipynb"),
    ("[[chapter]]", "[[chapter", "expected [[chapter]] paragraphs"),
])
def test_a_slip_in_the_own_list_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    said(tmp_path, "new", "chapter", "Ours", "--from", "03")
    listed = tmp_path / run.OWN / run.LIST
    listed.write_text(listed.read_text(encoding="utf-8").replace('["12"]', '["77"]').replace(old, new), encoding="utf-8")
    with pytest.raises(ReportError) as error:
        ids(tmp_path)
    assert message in str(error.value) and "no report was made or changed" in str(error.value)


def test_an_indicator_and_a_neighbourhood_are_begun_once(tmp_path: Path) -> None:
    said(tmp_path, "new", "indicator", "Smoking at delivery")
    (tmp_path / "data" / "tidy").mkdir()
    local.open_workspace(tmp_path / "data" / "tidy")
    assert definitions()["smoking_at_delivery"].name == "Smoking at delivery (own data)"
    again = CliRunner().invoke(cli, ["new", "indicator", "Smoking at delivery", "--workspace", str(tmp_path)])
    assert "there is such an indicator already" in str(again.exception)
    said(tmp_path, "new", "neighbourhood", "Old Town")
    said(tmp_path, "new", "neighbourhood", "New Town")
    areas = tmp_path / "data" / "local" / "areas"
    begun = [(areas / f"{name}.toml").read_text(encoding="utf-8") for name in ("old_town", "new_town")]
    assert [re.findall(r'code = "(N\d\d)"', text) for text in begun] == [["N01"], ["N02"]]
    again = CliRunner().invoke(cli, ["new", "neighbourhood", "Old Town", "--workspace", str(tmp_path)])
    assert "is there already, and is left as it is" in str(again.exception)


def test_voices_are_begun_with_every_line_that_they_need_and_stand_in_no_report_unfilled(tmp_path: Path) -> None:
    begun = Path(said(tmp_path, "new", "voice", "Survey of carers").splitlines()[0])
    text, folder = begun.read_text(encoding="utf-8"), begun.parents[1]
    assert begun == tmp_path / "data" / "local" / "voices" / "survey_of_carers.toml"
    with pytest.raises(CatalogueError, match=r"carers.toml, \[\[voice\]\] 1, source: expected words in quotes, found ''"):
        voices(folder)
    lines = re.sub(r"^# (?=\w+ =|\[\[)", "", text, flags=re.MULTILINE).replace('= ""', '= "x"')
    begun.write_text(lines.replace("asked = 0", "asked = 148"), encoding="utf-8")
    named = {each.kind: {"area", "chapter", *each.words} for each in voices(folder)}
    assert named == {kind: {*COMMON, *needed, *optional} for kind, (needed, optional) in KINDS.items()}


def test_an_own_chapter_is_made_with_the_picture_beside_it(demonstration: Path, tmp_path: Path) -> None:
    shutil.copytree(demonstration / "data", tmp_path / "data")
    said(tmp_path, "new", "chapter", "Ours", "--from", "18")
    path = run.chapters(tmp_path, ("19",))[0].path
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>A map</title></svg>'
    (path.parent / "map.svg").write_text(drawing, encoding="utf-8")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_markdown_cell("![A map of ours](map.svg)"))
    nbformat.write(notebook, path)
    said(tmp_path, "report", "ZZ1", "--chapter", "19")
    page = (tmp_path / "reports" / "2022-23" / "ccg_2019" / "ZZ1-19.html").read_text(encoding="utf-8")
    assert 'alt="A map of ours"' in page and ">Ours<" in page


def test_small_areas_of_a_district_are_listed_as_lines_of_a_neighbourhoods_file(demonstration: Path) -> None:
    lines = said(demonstration, "areas", "Aldermere", "--footprint", "district_2019", "--lsoas").splitlines()
    members = pd.read_parquet(demonstration / "data" / "tidy" / "membership.parquet").query("parent_code == 'Z07000001'")
    assert lines[0] == "# Z07000001  Aldermere"
    named = tomllib.loads("\n".join(["lsoas = [", *lines, "]"]))["lsoas"]
    assert set(named) == set(members.query("footprint == 'lsoa_2011'")["area_code"])


def test_git_follows_nothing_of_the_analysts_own() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a clone")
    own = ["indicators/x.toml", "indicators/x.csv", "areas/x.toml", "chapters/chapters.toml", "commentary/all/03.md", "models.toml"]
    listed = [f"data/local/{name}" for name in own]
    ignored = subprocess.run(["git", "check-ignore", *listed], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert ignored == listed
