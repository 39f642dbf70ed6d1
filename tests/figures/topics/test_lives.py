"""What a first screen says of deaths, length of life and where need lies: in words, beside England, and nothing where nothing is held."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from jsna.catalogue import serving
from jsna.figures.topics.apart import death_rate_in_short, higher
from jsna.figures.topics.lives import lives


def areas(*rows: tuple[str, str, float, float], indicator: str = "deaths", period: str = "2024") -> pd.DataFrame:
    """Areas by footprint, name, value and half of the interval; England's row is last."""
    table = pd.DataFrame(rows, columns=["footprint", "area_name", "value", "half"])
    return table.assign(
        indicator_id=serving(indicator)[0].id, period=period, sex="Persons", age="all", category_type="", category="",
        measure="standardised",
        area_code=table["area_name"], own=table["footprint"].eq("ccg_2019"), district=table["footprint"].eq("district_2019"),
        within="", per=1e5, place="Elmshire", numerator=100.0, denominator=np.nan, source_id="deaths_registered",
        lower_95=table["value"] - table["half"], upper_95=table["value"] + table["half"],
        lower_998=table["value"] - 1.5 * table["half"], upper_998=table["value"] + 1.5 * table["half"],
    ).drop(columns="half")  # fmt: skip


def here(deaths: pd.DataFrame, step: float = 0.0) -> SimpleNamespace:
    """A place with deaths of its areas, and 20 neighbourhoods, `step` years apart from the most to the least deprived."""
    number = np.arange(20)
    near = areas(*[("msoa_2011", f"Elm {i:03d}", 80.0 + step * i, 0.5) for i in number], indicator="length_of_life", period="2016 - 20")
    across = near.assign(own=number < 10, deprivation=50.0 - number, denominator=4e4, measure="mean")
    by_indicator = {serving("deaths")[0].id: deaths, serving("length_of_life")[0].id: near}
    nothing = areas().head(0)
    return SimpleNamespace(
        rows=nothing, england=nothing, footprint="ccg_2019", faces=lambda indicator: (),
        beside_faces=lambda indicator: by_indicator[indicator],
        across=lambda indicator, deprivation: across if step else pd.DataFrame(), small_areas=lambda: pd.DataFrame(),
    )  # fmt: skip


DISTRICTS = (("district_2019", "Ash", 900.0, 50.0), ("district_2019", "Oak", 1_000.0, 20.0))
ENGLAND = ("england", "England", 920.0, 1.0)


def said(place: SimpleNamespace, about: str) -> str:
    return next((point.text for point in lives(place) if point.about == about), "")  # type: ignore[arg-type]


def test_each_district_stands_beside_england_with_its_deaths() -> None:
    place = here(areas(*DISTRICTS, ("statistical_region_2024", "Forest", 990.0, 5.0), ENGLAND))
    assert said(place, "Deaths:") == (
        "2024, ages allowed for: 900.0 per 100,000 in Ash (100 deaths), similar to England; "
        "1,000.0 per 100,000 in Oak (100 deaths, roughly 8 more than at England's rate), higher than England (920.0)."
    )
    told = "The death rate is higher than England's in Oak and similar in Ash"
    assert death_rate_in_short(place) == told and higher(place) == "Oak"  # type: ignore[arg-type]


def test_many_districts_are_told_by_their_ends() -> None:
    many = [("district_2019", f"Oak {i}", 800.0 + 50 * i, 20.0) for i in range(5)]
    place = here(areas(*many, ENGLAND))
    assert said(place, "Deaths:") == (
        "2024, ages allowed for: by district the rate per 100,000 goes from 800.0 in Oak 0 to 1,000.0 in Oak 4; higher than England's in "
        "Oak 3 and Oak 4 and lower than England's in Oak 0 and Oak 1 (920.0)."
    )


def test_of_many_districts_those_that_changed_since_before_the_pandemic_are_told() -> None:
    """North West London was told without an earlier year, though its rate fell in two of eight districts."""
    values = {"Ash": (900.0, 900.0), "Elm": (900.0, 820.0), "Fir": (800.0, 900.0), "Oak": (890.0, 900.0)}
    years = pd.concat([areas(*[("district_2019", name, pair[at], 20.0) for name, pair in values.items()], ENGLAND, period=period)
                       for period, at in {"2015": 0, "2019": 0, "2024": 1}.items()])  # fmt: skip
    place = here(areas(*[("district_2019", name, pair[1], 20.0) for name, pair in values.items()], ENGLAND))

    def face(code: str) -> SimpleNamespace:
        rows = years[years["area_name"].isin([code, "England"])]
        return SimpleNamespace(code=code, history=lambda indicator: rows.assign(place=rows["area_name"]))

    place.faces = lambda indicator: tuple(face(code) for code in values)
    assert "Since 2019, before the pandemic, it fell in Elm and rose in Fir by more than chance usually makes." in said(place, "Deaths:")


def test_councils_without_counties_are_districts_and_none_is_left_out() -> None:
    boroughs = areas(*[("upper_tier_2019", f"Oak {i}", 800.0 + i, 20.0) for i in range(5)], ENGLAND)
    place = here(boroughs.assign(district=boroughs["footprint"].ne("england")))
    assert death_rate_in_short(place) == "The death rate is lower than England's in all 5 districts"  # type: ignore[arg-type]
    assert "lower than England's in all 5 districts (920.0)" in said(place, "Deaths:")


def test_the_rate_before_the_break_stands_beside_the_newest() -> None:
    years = {"2019": 940.0, "2020": 1_200.0, "2021": 1_100.0, "2022": 950.0, "2024": 1_000.0}
    series = pd.concat([areas(("ccg_2019", "Oak", value, 20.0), ENGLAND, period=year) for year, value in {"2015": 930.0, **years}.items()])
    own = areas(("ccg_2019", "Oak", 1_000.0, 20.0), ENGLAND)
    place = here(own)
    place.history = lambda indicator: series.assign(place=series["area_name"])
    others = areas(*[("ccg_2019", f"Elm {i}", 1_100.0 - 50 * i, 20.0) for i in (0, *range(3, 21))])
    place.latest_of = lambda indicator: pd.concat([own.head(1), others.assign(own=False)])
    told = said(place, "Deaths:")
    assert "In 2019, before the pandemic: 940.0 in Oak (England 920.0); the change since is more than chance usually makes." in told
    assert "1,000.0 per 100,000 in Oak, among the highest tenth of 20 CCGs (100 deaths, roughly 8 more than at England's rate)" in told

    place.latest_of = lambda indicator: pd.concat([own.head(1), others.head(12).assign(own=False)])
    assert "1,000.0 per 100,000 in Oak (100 deaths" in said(place, "Deaths:"), "the 2nd of 13 is none of the outer tenth"


@pytest.mark.parametrize(
    "before, verdict",
    [(985.0, "may be chance in Ash and Oak"), (940.0, "may be chance in Ash, and is more than chance usually makes in Oak")],
)
def test_a_change_across_the_break_says_whether_it_may_be_chance(before: float, verdict: str) -> None:
    """A rate of 0.1 less than in 2019 stood on the first screen as a change, and in its chapter as chance."""
    def face(name: str, then: float) -> SimpleNamespace:
        years = {"2015": 930.0, "2019": then, "2022": 950.0, "2024": 1_000.0}
        rows = pd.concat([areas(("district_2019", name, value, 20.0), ENGLAND, period=year) for year, value in years.items()])
        history = rows.assign(place=rows["area_name"])
        return SimpleNamespace(code=name, history=lambda indicator: history, latest_of=lambda indicator: rows.head(0))

    place = here(areas(("district_2019", "Ash", 1_000.0, 20.0), ("district_2019", "Oak", 1_000.0, 20.0), ENGLAND))
    place.faces = lambda indicator: (face("Ash", 1_000.0), face("Oak", before))
    assert f"; the change since {verdict}." in said(place, "Deaths:")


def test_a_district_that_lies_mostly_elsewhere_is_named() -> None:
    place = here(areas(*DISTRICTS, ("district_2019", "Hart", 654.2, 40.0), ENGLAND).assign(
        district=lambda table: table["area_name"].isin(["Ash", "Oak"])))
    assert "(920.0); part of Hart, which lies mostly elsewhere, is here too." in said(place, "Deaths:")


def test_neighbourhoods_without_a_value_are_counted() -> None:
    """Of Manchester's 57 neighbourhoods 50 have a value, and "eight in ten of 50" was said of them."""
    def told(many: int, lacking: int) -> str:
        near = areas(*[("msoa_2011", f"Elm {i:03d}", 80.0 + i / 10, 0.5) for i in range(many)], indicator="length_of_life")
        place = here(areas(ENGLAND))
        place.beside_faces = lambda indicator: near.assign(value=near["value"].where(near.index >= lacking))
        return said(place, "Length of life:")

    assert told(57, 7).startswith("Of 57 neighbourhoods 50 have a value; eight in ten of these lie between ")
    assert told(50, 0).startswith("Eight in ten of 50 neighbourhoods lie between ")
    few = "From 80.1 years in the lowest of 20 neighbourhoods to 82.0 in the highest, leaving out 1 without a value, men and women"
    assert told(21, 1).startswith(few) and "to 81.9 in the highest, men and women together" in told(20, 0)


def test_neighbourhoods_are_placed_in_their_districts_and_not_called_by_numbers() -> None:
    names = [f"{'Ash' if i < 9 else 'Oak'} {i:03d}" for i in range(20)]
    near = areas(*[("msoa_2011", name, 80.0 + i / 10, 0.5) for i, name in enumerate(names)], indicator="length_of_life")
    place = here(areas(ENGLAND))
    place.beside_faces = lambda indicator: near.assign(within=near["area_name"].str[:3])
    ends = "From 80.0 years in the lowest of 20 neighbourhoods (in Ash) to 81.9 in the highest (in Oak), men"
    assert said(place, "Length of life:").startswith(ends)


def test_early_deaths_of_now_stand_beside_those_of_the_first_year() -> None:
    """Manchester's deaths under 75 from cardiovascular disease, as NHS Digital gives them with their limits."""
    numbers = {"2016": (125.9, 113.7, 139.1, 71.2), "2017": (101.9, 91.1, 113.6, 69.1), "2019": (103.2, 92.8, 114.6, 66.4)}
    years = pd.concat([areas(("ccg_2019", "Manchester", value, 0.0), ("england", "England", england, 0.8), indicator="early_deaths",
                             period=year).assign(lower_95=[low, england - 0.7], upper_95=[high, england + 0.8])
                       for year, (value, low, high, england) in numbers.items()])  # fmt: skip
    place = here(areas(ENGLAND))
    place.rows, place.england = (years[years["footprint"] == name] for name in ("ccg_2019", "england"))
    place.history = lambda indicator: years.assign(place=years["area_name"])
    assert said(place, "Deaths under 75 from cardiovascular disease:") == (
        "103.2 per 100,000 in 2019, higher than England (66.4). In 2016: 125.9 (England 71.2); "
        "the fall since is more than chance usually makes, all of it by 2017 (101.9)."
    )


def test_nothing_is_said_of_deaths_that_are_not_held() -> None:
    assert said(here(areas(ENGLAND)), "Deaths:") == "" and death_rate_in_short(here(areas(ENGLAND))) == ""  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "step, gap",
    [
        (1.0, "men live 10.0 years less (9.4 to 10.6; England 20.0)"),
        (-1.0, "men live 10.0 years more (9.4 to 10.6; England 20.0)"),
        (0.05, "for men no clear difference (0.1 more to 1.1 less; England 1.0 less)"),
    ],
)
def test_the_gap_in_length_of_life_is_said_in_words(step: float, gap: str) -> None:
    text = said(here(areas(ENGLAND), step), "Length of life:")
    assert gap in text and "of 20 neighbourhoods" in text and "(2016 to 2020)" in text
