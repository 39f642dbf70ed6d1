"""Chapter 06 from the published files: deaths of districts, council and region as theirs, early deaths, and lives of small areas."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import jsna
from jsna.analysis.comparison import in_words, with_england
from jsna.catalogue import definition
from jsna.cli import cli
from jsna.figures.core.figure import Figure, Multiples
from jsna.making.trace import Store, trace

pytestmark = pytest.mark.real_data
FILES = ("lookups/LSOA11_CCG19_LAD19_EN_LU.csv.gz", "lookups/CCG19_STP19_EN_LU.csv", "lookups/CCG20_STP20_EN_LU.csv",
         "deprivation/File_1_-_IMD2019_Index_of_Multiple_Deprivation.xlsx", "deprivation/File_9_-_IoD2019_Transformed_Scores.xlsx",
         "deprivation/File_6_-_IoD2019_Population_Denominators.csv.gz", "admissions/ccg_ois/CCG_1_2_I00754_D.xls")
MORE = ("mortality/ons_dr_deaths_by_region.csv", "mortality/REQ3292_LifeExpectancy_2011MSOAs_England_2016_to_2020.xlsx")
ALL = "deaths_all_causes"


@pytest.fixture(scope="module")
def workspace(built_of: Callable[..., Path]) -> Path:
    return built_of("deaths", FILES, MORE)


@pytest.fixture(scope="module")
def here(workspace: Path) -> jsna.Assessment:
    return jsna.Assessment("05J", "ccg_2019", tidy=workspace / "data" / "tidy")


def drawn(figure: object) -> Figure:
    assert isinstance(figure, Figure)
    return figure


def test_deaths_stand_as_those_of_districts_county_region_and_england(here: jsna.Assessment) -> None:
    figure = drawn(jsna.caterpillar(here, ALL))
    numbers = figure.rows.set_index("area_name")[["numerator", "value", "lower_95", "upper_95"]].T.to_dict("list")
    assert numbers == {
        "Redditch": [712, 901.6, 834.4, 968.8], "Bromsgrove": [1_091, 828.0, 778.2, 877.7],
        "Worcestershire": [6_625, 879.1, 857.7, 900.5], "West Midlands": [59_300, 963.7, 955.9, 971.5],
        "England": [531_953, 923.2, 920.7, 925.7]}  # fmt: skip
    assert "Redditch (district): 712 deaths, 901.6 per 100,000 (834.4 to 968.8): similar to England." in figure.sentence.detail


def test_the_words_of_a_rate_are_what_its_published_limits_say(here: jsna.Assessment) -> None:
    words = drawn(jsna.caterpillar(here, ALL)).rows.set_index("area_name")["beside"].to_dict()
    assert words == {"Redditch": "similar", "Bromsgrove": "lower", "Worcestershire": "lower", "West Midlands": "higher", "England": ""}


def test_nothing_of_a_district_is_carried_over_to_a_ccg(here: jsna.Assessment) -> None:
    assert here.rows.query("indicator_id.str.startswith('deaths_all') or indicator_id.str.startswith('life')").empty
    every = here.store.rows(indicator_id=ALL)
    assert set(every["footprint"]) == {"district_2019", "upper_tier_2019", "statistical_region", "england"}


@pytest.mark.parametrize("kind", ["rank", "trend"])
def test_a_figure_of_a_face_says_whose_it_is(here: jsna.Assessment, kind: str) -> None:
    several = getattr(jsna, kind)(here, ALL)
    assert isinstance(several, Multiples)
    heads = {figure.key.rpartition("-")[2]: figure.sentence.headline for figure in map(drawn, several.figures)}
    assert set(heads) == {"E07000236", "E07000234", "E10000034"}  # a region says little of one place
    assert "Redditch (district)" in heads["E07000236"] and "901.6" in heads["E07000236"]
    assert "Worcestershire (council area)" in heads["E10000034"] and "879.1" in heads["E10000034"]


def test_no_trend_is_tested_across_the_pandemic(here: jsna.Assessment) -> None:
    several = jsna.trend(here, ALL)
    assert isinstance(several, Multiples)
    said = " ".join(text for figure in several.figures for text in drawn(figure).sentence.detail)
    assert "2019" in said and not any(f"from 1,0{number} in 2020" in said for number in range(100))


def test_early_deaths_of_a_ccg_keep_their_published_limits(here: jsna.Assessment) -> None:
    rows = drawn(jsna.profile(here, chapter="06")).rows.set_index("indicator_id")
    both = rows.loc["deaths_cvd_under_75"]
    assert both[["value", "lower_95", "upper_95", "comparator_value_0", "numerator"]].tolist() == [55.5, 44.8, 68.0, 69.3, 93]
    assert rows["words_0"].str.removesuffix(" than").to_dict()["deaths_cvd_under_75_men"] == "lower"


def test_every_ccg_is_higher_or_lower_as_its_published_limits_say(here: jsna.Assessment) -> None:
    rows = here.store.rows(footprint="ccg_2019", indicator_id="deaths_cvd_under_75", period="2018")
    compared = with_england(rows, here.england)
    words = pd.Series([in_words(row, definition("deaths_cvd_under_75").least_difference) for _, row in compared.iterrows()])
    england = compared["comparator_value"]
    assert len(compared) == 191
    assert words.str.contains("lower").tolist() == (compared["upper_95"] < england).tolist()
    assert words.str.contains("higher").tolist() == (compared["lower_95"] > england).tolist()


def test_the_middle_layer_areas_of_redditch_are_all_there_with_their_deaths(here: jsna.Assessment) -> None:
    figure = drawn(jsna.caterpillar(here, "life_expectancy"))
    redditch = figure.rows[figure.rows["within"] == "Redditch"]
    assert (len(redditch), redditch["numerator"].sum(), redditch["denominator"].sum()) == (13, 3_260, 426_110)
    assert "13 areas of Redditch: 3,260 deaths in 426,110 years lived by residents." in figure.sentence.detail
    assert "England" not in figure.sentence.headline  # its publisher gives none


def test_every_small_area_lies_in_the_middle_layer_area_that_its_name_says(workspace: Path) -> None:
    placed = pd.read_parquet(workspace / "data" / "tidy" / "membership.parquet").query("parent_footprint == 'msoa_2011'")
    assert (placed["area_code"].nunique(), placed["parent_code"].nunique()) == (32_844, 6_791)


def test_lives_are_longer_where_people_are_less_deprived(here: jsna.Assessment) -> None:
    figure = drawn(jsna.inequality(here, "life_expectancy_women"))
    assert len(figure.rows) == 27 and figure.rows["deprivation"].is_monotonic_decreasing
    line = figure.rows.groupby(figure.rows["place_in_range"] > 0.5)["value"].mean()
    assert line[True] > line[False]
    assert "MHCLG, English Indices of Deprivation 2019" in figure.source and "2016 to 2020" in figure.source


def test_each_number_is_traced_to_its_row(here: jsna.Assessment, workspace: Path) -> None:
    rows = here.store.rows(indicator_id=ALL, footprint="district_2019", area_code="E07000236", period="2024")
    found = trace(Store(workspace / "data" / "tidy"), definition(ALL), rows.drop(columns=["measure", "per"]))
    assert found.again["same"].all() and found.rows["says"].tolist() == ["Redditch: 901.6"]


def test_areas_without_a_list_are_named(here: jsna.Assessment) -> None:
    [note] = [note["text"] for note in here.manifest()["notes"] if "no list of areas holds" in note["text"]]
    assert note.startswith("Deaths registered in England and Wales")


def test_the_report_says_these_numbers(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for name in ("raw", "tidy"):
        (tmp_path / "data" / name).symlink_to(workspace / "data" / name, target_is_directory=True)
    done = CliRunner().invoke(cli, ["report", "05J", "--chapter", "06", "--workspace", str(tmp_path)])
    assert done.exit_code == 0, done.output
    page = next((tmp_path / "reports").rglob("05J*.html")).read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
    for said in ("712 deaths, 901.6 per 100,000", "1,091 deaths, 828.0", "6,625 deaths, 879.1", "531,953", "923.2",
                 "3,260 deaths in 426,110 years lived by residents", "55.5"):
        assert said in page, said
