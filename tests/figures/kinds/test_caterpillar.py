"""Caterpillar: the words beside England are those of the published limits, and each area is named for what it is."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Canvas

from jsna.analysis import ranks
from jsna.catalogue import definition
from jsna.figures.core import style
from jsna.figures.core.figure import Missing
from jsna.figures.kinds.caterpillar import caterpillar, figure
from jsna.report.audit.numbers import faults
from jsna.report.audit.tree import read

DEATHS = definition("deaths_all_causes")
#: Deaths in 2024 as the Office for National Statistics gives them: footprint, name, deaths, rate and its limits.
PUBLISHED = [
    ("district_2019", "Redditch", 712, 901.6, 834.4, 968.8), ("district_2019", "Bromsgrove", 1_091, 828.0, 778.2, 877.7),
    ("upper_tier_2019", "Worcestershire", 6_625, 879.1, 857.7, 900.5), ("england", "England", 531_953, 923.2, 920.7, 925.7),
]  # fmt: skip


def rows(areas: list[tuple[Any, ...]] = PUBLISHED, indicator: str = "deaths_all_causes", **more: Any) -> pd.DataFrame:
    names = ["footprint", "area_name", "numerator", "value", "lower_95", "upper_95"]
    usual = {"indicator_id": indicator, "period": "2024", "sex": "all", "age": "all", "category": "", "category_type": "",
             "denominator": np.nan, "lower_998": np.nan, "upper_998": np.nan, "measure": "standardised", "within": "", "own": False,
             "place": "Redditch and Bromsgrove", "source_id": "deaths_registered", "value_note": ""}
    table = pd.DataFrame(areas, columns=names).assign(**(usual | {"district": [area[0] == "district_2019" for area in areas]} | more))
    return table.assign(area_code=table["area_name"])


def test_districts_that_a_title_counts_stand_in_the_table_where_these_are_few_too() -> None:
    """East Lancashire, whose page was refused: five districts and the county, more areas than are named one by one."""
    some = [("district_2019", f"Oak {i}", 900, value, value - 20, value + 20) for i, value in enumerate((836, 1_000, 1_100, 1_150, 1_184))]
    made = figure(rows([*some, ("upper_tier_2019", "Elmshire", 9_000, 980.0, 960.0, 1_000.0),
                         ("statistical_region_2024", "Elmland", 60_000, 990.0, 980.0, 1_000.0), PUBLISHED[-1]]), DEATHS)  # fmt: skip
    assert "higher than England (923.2) in 4 of 5 districts, lower in 1; from 836.0" in made.sentence.headline
    assert made.facts["Districts higher than England"] == "4" and made.facts["Districts lower than England"] == "1"


def test_a_few_areas_are_each_said_with_deaths_rate_limits_and_what_these_say() -> None:
    made = figure(rows(), DEATHS)
    assert made.sentence.detail == (
        "Redditch (district): 712 deaths, 901.6 per 100,000 (834.4 to 968.8): similar to England.",
        "Bromsgrove (district): 1,091 deaths, 828.0 per 100,000 (778.2 to 877.7): lower than England.",
        "Worcestershire (council area): 6,625 deaths, 879.1 per 100,000 (857.7 to 900.5): lower than England.",
    )
    assert made.rows["area_name"].iloc[-1] == "England" and made.rows["beside"].iloc[-1] == ""
    assert "2 districts and 1 council area" in made.subtitle and "counts whole" in made.caveat


def test_one_value_beside_england_is_said_and_not_drawn_on_an_axis_that_makes_any_difference_look_large() -> None:
    """Obesity in Cornwall and in England stood at the two ends of an axis from 10.30% to 10.50%."""
    cornwall = [("district_2019", "Cornwall", 500, 10.3, np.nan, np.nan), ("district_2019", "Isles of Scilly", *[np.nan] * 4)]
    some = rows([*cornwall, ("england", "England", 60_000, 10.5, np.nan, np.nan)], "obesity_reception_reshaped")
    made = figure(some, definition("obesity_reception_reshaped"))
    assert made.draw is None and made.sentence.headline.endswith("10.3% in Cornwall and 10.5% in England")
    assert figure(rows(), DEATHS).draw is not None
    alone = figure(rows(PUBLISHED[1:2] + PUBLISHED[-1:]), DEATHS)
    assert alone.draw is None and "lines are" not in alone.subtitle and "828.0 per 100,000 (778.2 to 877.7)" in alone.sentence.detail[0]


def test_districts_of_the_place_come_first_by_value_and_then_what_they_are_set_beside() -> None:
    region = [("statistical_region", "West Midlands", 60_000, 963.7, 955.9, 971.5)]
    made = figure(rows([*PUBLISHED[1:3], *PUBLISHED[:1], *region, PUBLISHED[-1]]), DEATHS)
    assert made.rows["area_name"].tolist() == ["Redditch", "Bromsgrove", "West Midlands", "Worcestershire", "England"]
    assert made.rows["elsewhere"].tolist() == [False, False, True, True, False]
    first = "lower than England (923.2 per 100,000) in Bromsgrove and Worcestershire, similar in Redditch, higher in West Midlands"
    assert made.sentence.headline == f"Deaths from all causes, 2024: {first}"


def test_a_difference_is_said_however_near_it_is_where_the_definition_asks_for_none() -> None:
    near = [("district_2019", "A", 10_000, 915.0, 914.0, 916.0), PUBLISHED[-1]]
    assert figure(rows(near), DEATHS).rows["beside"].tolist() == ["lower", ""]
    assert figure(rows(near), replace(DEATHS, least_difference=10)).rows["beside"].tolist() == ["close", ""]


def test_a_county_has_its_verdict_and_a_high_district_of_few_deaths_is_not_taken_for_one() -> None:
    """Worcestershire and Wyre Forest in 2024, as the Office for National Statistics gives them; the other districts are made up."""
    others = [("district_2019", f"District {n}", 1_000, 880.0, 840.0, 920.0) for n in range(5)]
    some = [PUBLISHED[2], ("district_2019", "Wyre Forest", 1_293, 967.7, 914.1, 1_021.4), *others, PUBLISHED[-1]]
    table = rows(some)
    made = figure(table.assign(own=table["area_name"] == "Worcestershire"), DEATHS)
    assert "2024: 879.1 per 100,000, lower than England (923.2); from 880.0 in District 0 to 967.7" in made.sentence.headline
    assert made.sentence.detail[-1] == "Wyre Forest (967.7) is above England by no more than chance may bring there."


def test_of_many_districts_it_is_said_how_many_are_lower_than_england() -> None:
    """Two of the boroughs of North West London in 2024 as published; the others, all of them lower, are made up."""
    ends = [("Kensington and Chelsea", 659.3), *((f"Borough {n}", 780.0 + n) for n in range(5)), ("Hillingdon", 879.5)]
    some = [("upper_tier_2019", name, 1_000, value, value - 30, value + 30) for name, value in ends]
    made = figure(rows([*some, PUBLISHED[-1]], district=True), DEATHS)
    first = "lower than England (923.2) in all 7 districts; from 659.3 in Kensington and Chelsea to 879.5 per 100,000 in Hillingdon"
    assert made.sentence.headline == f"Deaths from all causes, 2024: {first}" and list(faults(read(made._repr_html_())[0])) == []


def test_many_small_areas_are_said_by_their_ends_and_counted_by_district() -> None:
    small = [("msoa_2011", f"Redditch {number:03d}", 250, 80.0 + number / 2, 78.0, 88.0) for number in range(8)]
    lives = definition("life_expectancy")
    made = figure(rows(small, "life_expectancy", within="Redditch", measure="mean", denominator=32_000.0, period="2016 - 20",
                       source_id="life_expectancy_msoa"), lives)
    ends = "from 80.0 in the lowest neighbourhood to 83.5 years in the highest"
    assert made.sentence.headline == f"Life expectancy at birth, 2016 to 2020: {ends}"
    assert made.sentence.detail == ("8 areas of Redditch: 2,000 deaths in 256,000 years lived by residents.",)
    assert "beside" not in made.columns and made.rows["value"].is_monotonic_decreasing


def test_the_lowest_and_the_highest_neighbourhood_are_said_by_the_districts_that_they_lie_in() -> None:
    """"Redditch 003" is a number and no name; the chart and the table have it."""
    ends = [("msoa_2011", "Redditch 003", 250, 80.2, 78.0, 82.0), ("msoa_2011", "Bromsgrove 012", 250, 88.7, 86.0, 91.0)]
    made = figure(rows(ends, "life_expectancy", within=["Redditch", "Bromsgrove"], measure="mean", denominator=32_000.0, period="2016 - 20",
                       source_id="life_expectancy_msoa"), definition("life_expectancy"))  # fmt: skip
    assert made.sentence.headline.endswith(
        ": from 80.2 in the lowest neighbourhood, in Redditch, to 88.7 years in the highest, in Bromsgrove")


def test_an_area_of_few_deaths_is_not_called_the_highest_and_those_without_a_value_are_counted() -> None:
    # As the Office for Health Improvement and Disparities gives it for 2016 to 2020.
    lives = [("Manchester 019", 85, 89.3, 81.4, 97.1), ("Manchester 037", 141, 86.7, 84.7, 88.7), ("Manchester 040", 209, 84.4, 83.3, 85.4),
             ("Manchester 046", 324, 81.9, 80.8, 83.0), ("Manchester 039", np.nan, np.nan, np.nan, np.nan)]  # fmt: skip
    of_all = {"within": "Manchester", "measure": "mean", "denominator": 32_000.0, "period": "2016 - 20",
              "source_id": "life_expectancy_msoa"}  # fmt: skip
    made = figure(rows([("msoa_2011", *area) for area in lives], "life_expectancy", **of_all), definition("life_expectancy"))
    assert made.sentence.headline.endswith("from 81.9 in the lowest neighbourhood to 86.7 years in the highest")
    assert made.sentence.detail[:2] == (
        "Known too roughly to be called highest or lowest: Manchester 019 (89.3; 81.4 to 97.1).",
        "No value is published of 1 of 5 areas.",
    )
    assert made.facts["Areas without a value"] == "1 of 5" and made.rows["area_name"].iloc[0] == "Manchester 019"


def test_a_rough_area_whose_lower_limit_is_above_every_other_value_is_the_highest() -> None:
    """Barking and Dagenham 022 for 2016 to 2020; of the others there the highest has 86.3 years."""
    others = [("msoa_2011", f"B {number}", 250, 78.7 + 1.9 * number, 77.3 + 1.9 * number, 80.1 + 1.9 * number) for number in range(5)]
    table = rows([*others, ("msoa_2011", "Barking and Dagenham 022", 85, 91.5, 88.1, 94.9)], "life_expectancy")
    assert (ranks.ends(table)[1]["area_name"], len(ranks.ends(table)[2])) == ("Barking and Dagenham 022", 0)
    turned = table.assign(value=-table["value"], lower_95=-table["upper_95"], upper_95=-table["lower_95"])
    assert (ranks.ends(turned)[0]["area_name"], len(ranks.ends(turned)[2])) == ("Barking and Dagenham 022", 0)


def test_an_area_without_a_value_is_in_the_table_and_in_no_sentence() -> None:
    made = figure(rows([*PUBLISHED[:2], ("district_2019", "Rutland", np.nan, np.nan, np.nan, np.nan), PUBLISHED[-1]]), DEATHS)
    assert "Rutland" in made.rows["area_name"].tolist() and "Rutland" not in " ".join((made.sentence.headline, *made.sentence.detail))


@pytest.mark.parametrize("absent", [rows().head(0), rows(PUBLISHED[-1:])])
def test_where_no_area_has_it_there_is_one_sentence(absent: pd.DataFrame) -> None:
    here = SimpleNamespace(beside_faces=lambda indicator: absent, faces=lambda indicator: (), lacks=lambda indicator: ("", ""))
    missing = caterpillar(here, "deaths_all_causes")  # type: ignore[arg-type]
    assert isinstance(missing, Missing) and "Deaths registered in England and Wales" in missing.remedy


@pytest.mark.parametrize("width", [style.WIDTH, style.NARROW])
def test_each_area_has_its_number_and_those_unlike_england_a_mark_and_a_bold_name(width: float) -> None:
    made, fig = figure(rows(), DEATHS), Canvas(figsize=(width, 3.0))
    assert made.draw is not None
    made.draw(fig)
    FigureCanvasAgg(fig).draw()
    texts = {text.get_text().strip(): text for text in fig.axes[0].texts}
    assert {name: texts[name].get_fontweight() for name in ("Redditch", "Bromsgrove", "901.6", "828.0", "879.1")} == {
        "Redditch": "normal", "Bromsgrove": "bold", "901.6": "normal", "828.0": "bold", "879.1": "normal"}  # fmt: skip
    alike, higher, lower = (np.asarray(marks.get_offsets())[:, 0].tolist() for marks in fig.axes[0].collections[1:4])
    assert alike == [901.6] and higher == [] and lower == [828.0]
    assert [to_hex(face) for face in fig.axes[0].collections[1].get_facecolors()] == [style.BLUE]
    away = fig.axes[0].collections[4]  # in one shape: one of a diamond would mean higher as well as lower
    assert np.asarray(away.get_offsets())[:, 0].tolist() == [879.1] and to_hex(away.get_facecolors()[0]) == style.CONTEXT
    assert {"Lower than England", "Not told apart", "For comparison", "Worcestershire (council area)"} <= set(texts)
    assert " ".join(fig.axes[0].get_xlabel().split()) == "Deaths from all causes, per 100,000 (axis does not start at 0)"
    boxes = [text.get_window_extent() for text in texts.values()]
    assert not any(one.overlaps(other) for at, one in enumerate(boxes) for other in boxes[:at])
    assert "diamonds: areas here unlike England" in made.subtitle and "orange" not in made.subtitle


def test_of_many_areas_those_are_named_that_the_title_names_and_none_that_is_known_too_roughly() -> None:
    small = [("msoa_2011", f"Redditch {n:03d}", 250, 70.0 + n / 10, 70.0 + n / 10 - 2, 70.0 + n / 10 + 2) for n in range(60)]
    rough = ("msoa_2011", "Redditch 999", 85, 80.0, 72.1, 87.9)
    made, fig = figure(rows([*small, rough], "life_expectancy", within="Redditch", measure="mean", denominator=32_000.0, period="2016 - 20",
                            source_id="life_expectancy_msoa"), definition("life_expectancy")), Canvas(figsize=(style.WIDTH, 4))  # fmt: skip
    assert made.draw is not None
    made.draw(fig)
    texts = [text.get_text() for text in fig.axes[0].texts if text.get_text()]
    assert texts == ["Redditch 059 75.9", "Redditch 000 70.0"] and "to 75.9 years in the highest" in made.sentence.headline


@pytest.mark.parametrize("width", [style.WIDTH, style.NARROW])
def test_of_more_areas_than_can_be_named_both_ends_are_with_their_values(width: float) -> None:
    values = [(number, 70.0 + number / 10) for number in range(200)]
    small = [("msoa_2011", f"Redditch {number:03d}", 250, value, value - 2, value + 2) for number, value in values]
    lives = definition("life_expectancy")
    made = figure(rows(small, "life_expectancy", within="Redditch", measure="mean", denominator=32_000.0, period="2016 - 20",
                       source_id="life_expectancy_msoa"), lives)
    fig = Canvas(figsize=(width, 4))
    assert made.draw is not None
    made.draw(fig)
    FigureCanvasAgg(fig).draw()
    assert all(len(marks.get_facecolors()) <= 1 for marks in fig.axes[0].collections[1:])  # a style a mark would outweigh a page
    highest, lowest = (text for text in fig.axes[0].texts if text.get_text())
    assert (highest.get_text(), lowest.get_text()) == ("Redditch 199 89.9", "Redditch 000 70.0")
    box = fig.axes[0].get_window_extent()
    for text in (highest, lowest):
        extent = text.get_window_extent()
        assert box.x0 <= extent.x0 and extent.x1 <= box.x1 and box.y0 <= extent.y0 and extent.y1 <= box.y1


def test_england_strikes_through_no_name_and_no_number_where_these_stand_above_rows() -> None:
    made, fig = figure(rows(), DEATHS), Canvas(figsize=(style.NARROW, 3.0))
    assert made.draw is not None
    made.draw(fig)
    FigureCanvasAgg(fig).draw()
    ax = fig.axes[0]
    parts = [part for each in ax.collections if isinstance(each, LineCollection) for part in each.get_segments()]
    lines = [ax.transData.transform(part) for part in parts if part[0][0] == part[1][0]]
    above = [text.get_window_extent().padded(-1) for text in ax.texts if text.get_transform() != ax.transAxes and text.get_text()]
    assert len(lines) == 3 and not any(
        box.x0 <= line[0][0] <= box.x1 and box.y0 < max(line[:, 1]) and box.y1 > min(line[:, 1]) for box in above for line in lines
    )


def test_where_every_area_is_unlike_england_only_the_place_is_bold_and_comparison_has_its_own_mark() -> None:
    made, fig = figure(rows(PUBLISHED[1:]), DEATHS), Canvas(figsize=(style.WIDTH, 3.0))
    assert made.draw is not None
    made.draw(fig)
    assert [text.get_text() for text in fig.axes[0].texts if text.get_fontweight() == "bold"] == ["Bromsgrove", "828.0"]
    assert [line.get_marker() for line in fig.axes[0].lines if to_hex(line.get_color()) == style.CONTEXT] == ["o"]


@pytest.mark.parametrize("width", [style.WIDTH, style.NARROW])
def test_every_mark_is_in_the_key_and_no_diamond_is_promised_where_none_is_drawn(width: float) -> None:
    """Northumberland: deaths of women as in England, in a region where they are higher."""
    region = ("statistical_region_2024", "North East", 14_000, 908.4, 893.9, 923.2)
    own = ("upper_tier_2019", "Northumberland", 1_936, 804.5, 768.2, 840.9)
    table = rows([own, region, ("england", "England", 260_000, 790.3, 787.3, 793.3)])
    made, fig = figure(table.assign(own=table["area_name"] == "Northumberland"), DEATHS), Canvas(figsize=(width, 3.0))
    assert made.draw is not None
    made.draw(fig)
    assert {"Not told apart from England", "For comparison"} <= {text.get_text() for text in fig.axes[0].texts}
    assert "diamonds" not in made.subtitle


def test_where_nothing_was_tested_the_key_has_the_mark_of_the_place_too() -> None:
    table = rows([("district_2019", "Oak", 900, 900.0, np.nan, np.nan), ("upper_tier_2019", "Elmshire", 9_000, 950.0, np.nan, np.nan)])
    made, fig = figure(table, DEATHS), Canvas(figsize=(style.WIDTH, 3.0))
    assert made.draw is not None
    made.draw(fig)
    assert {"Areas here", "For comparison"} <= {text.get_text() for text in fig.axes[0].texts}


def test_on_a_phone_the_axis_ends_before_the_column_of_values() -> None:
    made, fig = figure(rows(), DEATHS), Canvas(figsize=(style.NARROW, 3.0))
    assert made.draw is not None
    made.draw(fig)
    FigureCanvasAgg(fig).draw()
    values = [text.get_window_extent().x0 for text in fig.axes[0].texts if text.get_text().strip() in ("901.6", "828.0", "879.1")]
    assert len(values) == 3 and fig.axes[0].bbox.x1 <= min(values)
