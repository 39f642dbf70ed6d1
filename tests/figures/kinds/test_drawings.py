"""Drawings name in words what a reader is to see: gaps, breaks, runs, averages, the newest value, and the practices at both ends."""

from itertools import combinations
from typing import Any

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Canvas
from matplotlib.text import Text

from jsna.assessment.slices import measured
from jsna.figures.core import style
from jsna.figures.core.figure import Figure
from jsna.figures.kinds import funnel_drawing
from jsna.figures.kinds.spc import figure as spc
from jsna.figures.kinds.trend import figure as trend

WIDTHS = [style.WIDTH, style.NARROW]
QUIET = [10.0, 12.0] * 18
RUN = [12.5, 12.4, 12.6, 12.5, 12.4, 12.6, 12.5]


def drawn(made: Figure, width: float = style.WIDTH) -> Canvas:
    fig = Canvas(figsize=(width, 3.5))
    assert made.draw is not None
    made.draw(fig)
    FigureCanvasAgg(fig).draw()
    return fig


def said(fig: Canvas) -> list[Text]:
    ax = fig.axes[0]
    ticks = [
        label
        for axis, (low, high) in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim()))
        for label, place in zip(axis.get_ticklabels(), axis.get_ticklocs(), strict=True)
        if low <= place <= high
    ]
    return [text for text in [*ax.texts, *fig.texts, *ticks] if text.get_text()]


def words(fig: Canvas) -> list[str]:
    return [text.get_text() for text in said(fig)]


def on_others(fig: Canvas) -> list[tuple[str, str]]:
    boxes = [(text.get_text(), text.get_window_extent().padded(-1.5)) for text in said(fig)]
    return [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if one.overlaps(other)]


def yearly(indicator: str, values: dict[int, float]) -> pd.DataFrame:
    rows = [
        (place, f"{y}/{y - 1999}", value * part) for place, part in (("Elmshire", 1.0), ("England", 0.9)) for y, value in values.items()
    ]
    table = pd.DataFrame(rows, columns=["place", "period", "value"])
    more = {"indicator_id": indicator, "denominator": 1e6, "source_id": "qof_raw", "lower_95": 1.0, "upper_95": 20.0}
    return measured(table.assign(numerator=table["value"] * 1e4, **more))


def monthly(values: list[float], indicator: str = "mar_non_elective") -> pd.DataFrame:
    months = pd.period_range(end="2019-12", periods=len(values), freq="M").astype(str)
    named = {"indicator_id": indicator, "footprint": "ccg_2019", "area_code": "ZZ1", "place": "Elmshire", "body": "Elmshire", "also": ""}
    held = pd.DataFrame({"period": months, "value": values, "numerator": [30 * value for value in values], "denominator": 30.0})
    return held.assign(source_id="monthly_activity_return", **named)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_trend_names_gaps_and_breaks_and_a_year_by_itself_is_hollow(width: float) -> None:
    obesity = yearly("qof_ob_prevalence", {2014: 9.1, 2015: 9.4, 2016: 10.4, 2017: 10.5, 2018: 11.3, 2019: 12.7, 2020: 8.0, 2022: 13.0})
    fig = drawn(trend(obesity, small=width == style.NARROW), width)
    assert {"pandemic", "not held", "new definition"} <= set(words(fig)) and on_others(fig) == []
    for line in fig.axes[0].lines[:-1]:
        assert (to_hex(line.get_markerfacecolor()) == style.PAPER) is (len(line.get_xdata()) == 1)


def test_a_trend_of_whole_years_names_nothing() -> None:
    fig = drawn(trend(yearly("qof_dm_prevalence", {year: 6.0 + year / 1000 for year in range(2013, 2019)})))
    assert not {"pandemic", "not held", "new definition"} & set(words(fig))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "values, run",
    [
        ([*QUIET[:20], *RUN, *QUIET[:9]], "8 months above"),
        ([*QUIET[:27], 9.0, *RUN, 12.4], "8 months above"),
        ([9.0, *RUN, 12.4, *QUIET[:27]], "8 months above"),
        ([*QUIET[:26], 9.0, *[9.5, 9.4, 9.6, 9.5, 9.4, 9.6, 9.5, 9.4, 9.6]], "10 months below"),
    ],
)
def test_a_control_chart_names_its_runs_and_its_newest_month(values: list[float], run: str, width: float) -> None:
    fig = drawn(spc(monthly(values)), width)
    assert {run, f"Dec 2019 {values[-1]:.1f}"} <= set(words(fig)) and on_others(fig) == []


def test_each_stretch_of_a_level_that_moved_has_its_average_named() -> None:
    fig = drawn(spc(monthly([*[30.0, 31.0] * 9, *[20.0, 21.0] * 9])))
    assert {"Average 30.5", "Average 20.5"} <= set(words(fig))


@pytest.mark.parametrize(
    "indicator, above, below", [("dtoc_total", style.ORANGE, style.BLUE), ("mar_non_elective", style.BLUE, style.BLUE)]
)
def test_months_that_are_worse_are_orange_where_something_is(indicator: str, above: str, below: str) -> None:
    for value, colour in ((40.0, above), (0.0, below)):
        marks = [
            each for each in drawn(spc(monthly([*QUIET[:-1], value], indicator))).axes[0].collections if isinstance(each, PathCollection)
        ]
        flagged = [to_hex(each.get_facecolor()[0]) for each in marks[1:] if len(each.get_offsets())]
        assert flagged == [colour]


def practices(outside: list[str], **more: Any) -> pd.DataFrame:
    count = len(outside)
    table = pd.DataFrame(
        {"area_name": [f"P{n}" for n in range(count)], "size": range(1, count + 1), "ratio": range(count), "outside": outside}
    )
    return table.assign(**{"special": "", "own": False} | more)


@pytest.mark.parametrize(
    "table, named",
    [
        (practices(["below", "below", "", "above", "above"]), ["P0", "P4"]),
        (practices(["", "", "above"]), ["P2"]),
        (practices(["", "", ""]), []),
        (practices(["below", "", "above"], special=["students", "", ""]), ["P2"]),
        (practices(["below", "", "above"], own=[False, True, False]), ["This practice"]),
        (practices(["below", *[""] * 50, "above"]), []),
    ],
)
def test_a_funnel_names_the_ends_of_those_outside_and_in_its_own_report_the_practice_alone(table: pd.DataFrame, named: list[str]) -> None:
    ax = style.axes(Canvas(figsize=(style.WIDTH, 4)))
    funnel_drawing.name(ax, table, "ratio")
    assert [text.get_text() for text in ax.texts] == named
