"""The whole way: published files to one page for one area, and what happens when it cannot be."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from jsna import cli
from jsna.errors import BuildError, UnknownArea


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli.cli, arguments, catch_exceptions=True)
    if result.exception:
        raise result.exception
    return result.output


@pytest.fixture(scope="module")
def place(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    run("build", "--workspace", str(folder), "--raw", str(published))
    return folder


@pytest.mark.real_data
@pytest.mark.parametrize("area", ["05J", "South Worcestershire", "07L"])
def test_a_report_is_made_from_published_files(place: Path, area: str) -> None:
    page = Path(run("report", area, "--workspace", str(place)).strip().splitlines()[-1])
    html = page.read_text(encoding="utf-8")
    assert "Historic edition." in html
    assert "as recorded by GPs; not adjusted for age" in html
    assert "Traceback" not in html
    if area == "05J":
        assert "abolished on 1 April 2020 and is now part of NHS Herefordshire and Worcestershire ICB - 18C" in re.sub(r"\s+", " ", html)


@pytest.mark.real_data
def test_an_unknown_area_is_answered_and_leaves_nothing(place: Path) -> None:
    before = sorted(place.rglob("*.html"))
    with pytest.raises(UnknownArea, match="nearest names"):
        run("report", "Atlantis", "--workspace", str(place))
    assert sorted(place.rglob("*.html")) == before


def test_no_files_is_one_message_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="no such folder"):
        run("report", "05J", "--workspace", str(tmp_path))
    assert not list(tmp_path.rglob("*"))
