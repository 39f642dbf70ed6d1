"""Faces: the districts and council of an area stand beside it with what is published for them alone, and nothing is carried over."""

from pathlib import Path

import pytest

import jsna
from jsna.errors import ReportError
from jsna.figures.core.figure import Figure, Missing, Multiples

DEATHS, LIVES = "deaths_all_causes", "life_expectancy"


@pytest.fixture(scope="module")
def here(demonstration: Path) -> jsna.Assessment:
    return jsna.Assessment("ZZ1", "ccg_2019", tidy=demonstration / "data" / "tidy")


def of(here: jsna.Assessment, area: str, footprint: str) -> jsna.Assessment:
    return jsna.Assessment(area, footprint, tidy=here.tidy)


def test_the_faces_of_a_ccg_are_the_districts_and_the_council_that_share_its_small_areas(here: jsna.Assessment) -> None:
    kinds = [(face.footprint, face.name) for face in here.faces(DEATHS)]
    districts = {name for footprint, name in kinds if footprint == "district_2019"}
    members = here.store.members(footprint="lsoa_2011", parent_footprint="ccg_2019", parent_code="ZZ1")["area_code"]
    small = here.store.areas("lsoa_2011").loc[list(members), "area_name"].str.replace(r" \d+[A-Z]$", "", regex=True)
    assert districts == set(small) and [footprint for footprint, _ in kinds].count("upper_tier_2019") == 1


def test_an_area_that_has_an_indicator_itself_has_no_faces_of_it(here: jsna.Assessment) -> None:
    district = here.faces(DEATHS)[0]
    assert here.faces("list_size") == () and of(here, district.code, district.footprint).faces(DEATHS) == ()


def test_no_number_of_a_face_is_one_of_the_area(here: jsna.Assessment) -> None:
    assert here.rows[here.rows["indicator_id"].isin([DEATHS, LIVES])].empty
    beside = here.beside_faces(DEATHS)
    assert not beside["own"].any() and beside["area_name"].iloc[-1] == "England"
    assert set(beside["area_code"]) == {face.code for face in here.faces(DEATHS)} | {"E92000001"}


def test_small_areas_stand_below_their_district_and_none_lies_mostly_elsewhere(here: jsna.Assessment) -> None:
    rows = here.beside_faces(LIVES)
    assert set(rows["footprint"]) == {"msoa_2011"}
    assert (rows["area_name"].str[:-4] == rows["within"]).all()
    assert set(rows["within"]) == {face.name for face in here.faces(DEATHS) if face.footprint == "district_2019"}


def test_a_figure_that_finds_nothing_of_an_area_is_drawn_of_each_face(here: jsna.Assessment) -> None:
    several = jsna.trend(here, DEATHS)
    assert isinstance(several, Multiples)
    figures = [figure for figure in several.figures if isinstance(figure, Figure)]
    assert [figure.key.rpartition("-")[2] for figure in figures] == [face.code for face in here.faces(DEATHS)]
    assert all(figure.sentence.headline.startswith(f"{face.name} (") for figure, face in zip(figures, here.faces(DEATHS), strict=True))
    assert all(set(figure.rows["place"]) == {face.name, "England"} for figure, face in zip(figures, here.faces(DEATHS), strict=True))


def test_what_nobody_publishes_for_any_of_its_faces_is_still_missing(here: jsna.Assessment) -> None:
    assert isinstance(jsna.rank(of(here, here.rows["area_code"].iloc[0], "ccg_2019"), "imd_2025_average_score"), Missing)


def test_a_report_of_one_place_shows_its_faces_and_no_other_place(here: jsna.Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JSNA_WORKSPACE", str(here.tidy.parents[1]))
    monkeypatch.setenv("JSNA_ORDER", '{"area": "ZZ1", "footprint": "ccg_2019", "comparators": ["england", "stp"]}')
    ordered = jsna.Assessment("ZZ1", "ccg_2019")
    assert len(ordered.faces(DEATHS)) > 1
    with pytest.raises(ReportError, match="this report is of ZZ1"):
        jsna.Assessment("ZZ2", "ccg_2019")


def test_an_area_is_ranked_in_the_newest_year_that_it_has_itself(here: jsna.Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = here.store.rows

    def without(**wanted: str | list[str]) -> object:  # as after a merger: others of the footprint went on
        every = rows(**wanted)
        return every[~(every["area_code"].eq("ZZ1") & every["period"].eq("2019"))]

    monkeypatch.setattr(here.store, "rows", without)
    assert here.latest_of("deaths_cvd_under_75")["period"].unique().tolist() == ["2018"]
