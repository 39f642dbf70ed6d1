"""Figures that stand side by side have one scale where their values are alike, and say so where each has its own."""

from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure as Canvas

from jsna.assessment.slices import measured
from jsna.figures.core import render, style
from jsna.figures.core.figure import Figure, Missing, Multiples
from jsna.figures.kinds import scales
from jsna.figures.kinds.trend import figure, together

NONE = Missing("a change of something", "It would need a second year.")


def small(indicator: str, values: dict[int, float]) -> Figure:
    table = pd.DataFrame([(place, f"{y}/{y - 1999}", value) for place in ("Elmshire", "England") for y, value in values.items()])
    rows = table.set_axis(["place", "period", "value"], axis=1).assign(indicator_id=indicator, denominator=1e6, source_id="qof_raw")
    return figure(measured(rows.assign(numerator=rows["value"] * 1e4, lower_95=rows["value"], upper_95=rows["value"])), small=True)


def frames(figures: list[Figure]) -> list[tuple[tuple[float, ...], tuple[float, ...], str]]:
    axes = []
    for made in figures:
        fig = Canvas(figsize=style.SMALL_SIZE)
        assert made.draw is not None
        made.draw(fig)
        axes.append((fig.axes[0].get_xlim(), fig.axes[0].get_ylim(), fig.texts[0].get_text()))
    return axes


@pytest.mark.parametrize(
    "other, one_scale, start",
    [
        ({2015: 5.0, 2019: 6.0}, True, 2013.5), ({2015: 0.5, 2019: 0.6}, False, 2013.5),
        ({2018: 5.0, 2019: 6.0}, True, 2017.5), ({2018: 0.5, 2019: 0.6}, False, 2017.5),
    ],
)  # fmt: skip
def test_years_are_the_same_unless_one_would_be_half_empty_and_values_where_they_are_alike(
    other: dict[int, float], one_scale: bool, start: float
) -> None:
    first, second = frames(together([small("qof_dm_prevalence", {2014: 4.0, 2019: 7.0}), small("qof_af_prevalence", other)]))
    assert first[0] == (2013.5, 2019.5) and second[0] == (start, 2019.5)
    assert (first[1] == second[1]) is one_scale
    assert (scales.OWN in first[2].replace("\n", " ")) is (scales.OWN in second[2].replace("\n", " ")) is not one_scale


def test_one_figure_alone_has_its_scale_and_says_nothing_of_it() -> None:
    alone = small("qof_dm_prevalence", {2014: 4.0, 2019: 7.0})
    assert together([alone]) == [alone] and scales.OWN not in frames([alone])[0][2]


@pytest.mark.parametrize("lowest, start", [(6.0, 0.5 * 7.0), (4.0, 0.0)])
def test_an_axis_of_values_far_from_nothing_begins_above_it_and_says_so(lowest: float, start: float) -> None:
    _, (low, high), title = frames([small("qof_dm_prevalence", {2014: lowest, 2019: 7.0})])[0]
    assert low == pytest.approx(start) and high > 7.0 and ("does not start at 0" in title.replace("\n", " ")) is bool(start)


def test_what_is_no_figure_keeps_its_place() -> None:
    made = small("qof_dm_prevalence", {2014: 4.0, 2019: 7.0})
    assert scales.alike([NONE, made, NONE], list) == (NONE, made, NONE)


@pytest.mark.parametrize("media, width", [("screen", 900), ("print", 680)])
@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_no_small_figure_stands_alone_beside_an_empty_half(browser: Any, media: str, width: int, count: int) -> None:
    made = [small(f"qof_{name}_prevalence", {2014: 4.0, 2019: 7.0}) for name in ("dm", "af", "can", "ast", "hyp")[:count]]
    tab = browser.new_page(viewport={"width": width, "height": 900})
    tab.emulate_media(media=media)
    tab.set_content(render.html(Multiples(tuple(made))))
    boxes = [each.bounding_box() for each in tab.query_selector_all("figure")]
    chart, words = (tab.locator(f"figure:first-child .jsna-{name}").first.bounding_box() for name in ("chart", "finding"))
    rows = [sum(box["y"] == other["y"] for other in boxes) for box in boxes]
    tab.close()
    assert rows == {1: [1], 2: [2, 2], 3: [1, 2, 2], 5: [1, 2, 2, 2, 2]}[count]
    assert count % 2 == 0 or count == 1 or (boxes[0]["width"] > 1.9 * boxes[1]["width"] and chart["x"] + chart["width"] <= words["x"])
