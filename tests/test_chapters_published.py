"""Chapters 08, 09, 10 and 14 without records: published figures of districts and council stand in, and say so."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import jsna
from jsna.cli import cli
from jsna.figures.core.figure import Figure, Missing, Multiples

pytestmark = pytest.mark.real_data
FILES = ("lookups/LSOA11_CCG19_LAD19_EN_LU.csv.gz", "lookups/CCG19_STP19_EN_LU.csv", "lookups/CCG20_STP20_EN_LU.csv")
MORE = ("older_people/trafford_admissions_falls.csv", "children/trafford_admissions_self_harm_young_people.csv",
        "children/trafford_obese_reception.csv", "children/trafford_obese_year6.csv")


@pytest.fixture(scope="module")
def workspace(built_of: Callable[..., Path]) -> Path:
    return built_of("published", FILES, MORE)


@pytest.fixture(scope="module")
def here(workspace: Path) -> jsna.Assessment:
    return jsna.Assessment("05J", "ccg_2019", tidy=workspace / "data" / "tidy")


def test_children_of_each_district_stand_beside_england_and_nothing_is_tested(here: jsna.Assessment) -> None:
    figure = jsna.caterpillar(here, "obesity_year_6")
    assert isinstance(figure, Figure)
    assert figure.rows.set_index("area_name")["value"].to_dict() == {"Redditch": 24.5, "Bromsgrove": 18.2, "England": 22.2}
    assert figure.sentence.detail == () and "beside" not in figure.columns and "nothing is tested" in figure.caveat


def test_falls_are_those_of_the_districts_and_the_source_says_which_it_was(here: jsna.Assessment) -> None:
    several = jsna.rank(here, "admissions_falls")
    assert isinstance(several, Multiples)
    heads = {figure.key[-9:]: figure.sentence.headline for figure in several.figures if isinstance(figure, Figure)}
    assert "Redditch (district)" in heads["E07000236"] and "2,379.0 per 100,000" in heads["E07000236"]
    assert "1,944.0 per 100,000" in heads["E07000234"] and all("England 2,170.0" in head for head in heads.values())
    assert all("Fingertips" in figure.source and "no number is counted from records" in figure.caveat
               for figure in several.figures if isinstance(figure, Figure))


def test_self_harm_is_that_of_the_council(here: jsna.Assessment) -> None:
    figure = jsna.trend(here, "admissions_self_harm")
    assert isinstance(figure, Figure) and figure.key.endswith("E10000034")
    assert "went from 389.3 in 2011/12 to 344.1 in 2017/18" in figure.sentence.headline
    assert "The values are published without limits, so no trend was tested." in figure.sentence.detail


def test_a_county_has_its_own(workspace: Path) -> None:
    county = jsna.Assessment("E10000034", "upper_tier_2019", tidy=workspace / "data" / "tidy")
    figure = jsna.rank(county, "admissions_self_harm")
    assert isinstance(figure, Figure) and "people aged 10 to 24: 344.1 per 100,000 in Worcestershire" in figure.sentence.headline


@pytest.mark.parametrize("indicator, footprint", [("self_harm_reshaped", "upper_tier_2019"), ("falls_reshaped", "district_2019")])
def test_a_unitary_stands_among_those_whom_a_figure_is_published_for(workspace: Path, indicator: str, footprint: str) -> None:
    herefordshire = jsna.Assessment("05F", "ccg_2019", tidy=workspace / "data" / "tidy")
    assert [(face.footprint, face.code) for face in herefordshire.faces(indicator)] == [(footprint, "E06000019")]


def test_what_nobody_publishes_here_is_missing_with_both_of_its_sources(here: jsna.Assessment) -> None:
    missing = jsna.rank(here, "admissions_hip_fracture")
    assert isinstance(missing, Missing)
    assert "Hospital Episode Statistics" in missing.remedy and "or, as published figures, from Fingertips" in missing.remedy


def test_a_chapter_with_nothing_to_say_is_one_line_of_gaps(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for name in ("raw", "tidy"):
        (tmp_path / "data" / name).symlink_to(workspace / "data" / name, target_is_directory=True)
    done = CliRunner().invoke(cli, ["report", "05J", "--chapter", "08,14", "--workspace", str(tmp_path)])
    assert done.exit_code == 0, done.output
    page = next((tmp_path / "reports").rglob("05J*.html")).read_text(encoding="utf-8")
    assert page.count("<li>Where care could be better") == 1 and ">Where care could be better</h2>" not in page
    assert "24.5% in Redditch, 18.2% in Bromsgrove and 22.2% in England" in page
