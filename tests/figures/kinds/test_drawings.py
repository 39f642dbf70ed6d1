"""Drawings name in words what a reader is to see: gaps, breaks, runs, averages, the newest value, and the practices at both ends."""

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import FillBetweenPolyCollection, LineCollection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Canvas
from matplotlib.text import Text
from scipy.special import logit

from jsna.analysis import casemix
from jsna.analysis.casemix import CANNOT_TELL
from jsna.analysis.practices import ends_by_chance
from jsna.assessment.slices import measured
from jsna.figures.core import style
from jsna.figures.core.figure import Figure
from jsna.figures.core.words import fold
from jsna.figures.kinds import funnel_drawing
from jsna.figures.kinds.funnel import figure as funnel
from jsna.figures.kinds.spc import figure as spc
from jsna.figures.kinds.trend import figure as trend
from jsna.figures.kinds.trend import together
from jsna.methods.expectation import Expectation

WIDTHS = [style.WIDTH, style.NARROW]
QUIET = [10.0, 12.0] * 18
#: Months whose level fell a year and a half ago, and of which the newest three are higher than those of a year before.
TURNING = [82.0, 101, 103, 81, 77, 85, 85, 83, 80, 78, 71, 78, 90, 73.5, 67, 64, 63, 67.5, 59.5, 62, 59.5, 55, 62, 58,
           59.5, 60.5, 58.5, 50, 57.5, 56.7, 56.4, 64, 63.3, 66, 72, 72]  # fmt: skip
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
    assert {"pandemic", "no 2021/22", "new definition"} <= set(words(fig)) and on_others(fig) == []
    for line in fig.axes[0].lines[:-1]:
        assert (to_hex(line.get_markerfacecolor()) == style.PAPER) is (len(line.get_xdata()) == 1)


#: Rheumatoid arthritis in Northumberland and in England, as general practice counted it.
ARTHRITIS = {"Northumberland": [1.12, 1.12, 1.13, 1.16, 1.19, 1.2, 1.19, None, 1.19],
             "England": [0.73, 0.74, 0.74, 0.75, 0.76, 0.77, 0.76, 0.76, 0.76]}  # fmt: skip


@pytest.mark.parametrize("width", WIDTHS)
def test_a_year_that_is_not_held_lies_on_no_name_and_no_word_of_a_place_is_split(width: float) -> None:
    rows = [
        yearly("qof_ra_prevalence", {2014 + at: value for at, value in enumerate(values) if value}).query("place == 'Elmshire'")
        .assign(place=place) for place, values in ARTHRITIS.items()
    ]  # fmt: skip
    made = trend(pd.concat(rows, ignore_index=True), small=width == style.NARROW)
    fig = drawn(made, width)
    ends = [" ".join(text.split()) for text in words(fig)]
    assert {"no 2021/22", "1.2% Northumberland"} <= set(ends) and on_others(fig) == []


def test_a_trend_of_whole_years_names_nothing() -> None:
    fig = drawn(trend(yearly("qof_dm_prevalence", {year: 6.0 + year / 1000 for year in range(2013, 2019)})))
    assert not {"pandemic", "no 2021/22", "new definition"} & set(words(fig))


@pytest.mark.parametrize("values, loud", [([*QUIET[:12], 40.0, *QUIET[:20]], False), ([*QUIET[:28], 40.0, *QUIET[:4]], True)])
def test_a_signal_from_before_a_quiet_year_is_muted(values: list[float], loud: bool) -> None:
    made = spc(monthly(values))
    marks = [each for each in drawn(made).axes[0].collections if isinstance(each, PathCollection)][2:]
    assert ("no unusual pattern in the last year" in made.sentence.headline) is not loud
    assert {to_hex(each.get_facecolor()[0]) for each in marks if len(each.get_offsets())} == {style.BLUE if loud else style.CONTEXT}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "values, run",
    [
        ([*QUIET[:20], *RUN, *QUIET[:9]], "8 months above average"),
        ([*QUIET[:27], 9.0, *RUN, 12.4], "8 months above average"),
        ([9.0, *RUN, 12.4, *QUIET[:27]], "8 months above average"),
        ([*QUIET[:26], 9.0, *[9.5, 9.4, 9.6, 9.5, 9.4, 9.6, 9.5, 9.4, 9.6]], "10 months below average"),
    ],
)
def test_a_control_chart_names_its_runs_and_its_newest_month(values: list[float], run: str, width: float) -> None:
    fig = drawn(spc(monthly(values)), width)
    run = run if width == max(WIDTHS) else run.removesuffix(" average")  # no room on a phone
    assert {run, f"Dec 2019 {values[-1]:.1f}"} <= set(words(fig)) and on_others(fig) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "values, named", [([*QUIET[:28], 40.0, *QUIET[:4]], {"Aug 2019 40.0"}), ([*QUIET[:22], 40.0, *QUIET[:4], 40.0, *QUIET[:4]], set())]
)
def test_one_month_beyond_a_limit_is_named_with_its_value(values: list[float], named: set[str], width: float) -> None:
    fig = drawn(spc(monthly(values)), width)
    newest = f"Dec 2019 {values[-1]:.1f}"
    assert {text for text in words(fig) if text.endswith(" 40.0")} - {newest} == named and on_others(fig) == []


def test_each_stretch_of_a_level_that_moved_has_its_average_named() -> None:
    fig = drawn(spc(monthly([*[30.0, 31.0] * 9, *[20.0, 21.0] * 9])))
    assert {"Average 30.5", "Average 20.5"} <= set(words(fig)) and on_others(fig) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_an_earlier_average_stands_nearer_to_its_own_line_than_to_any_other(width: float) -> None:
    fig = drawn(spc(monthly([*[30.0, 31.0] * 6, *[50.0, 51.0] * 6, *[20.0, 21.0] * 6])), width)
    to_data = fig.axes[0].transData.inverted()
    for mean, others in ((30.5, (50.5, 20.5)), (50.5, (30.5, 20.5))):
        text = next(each for each in fig.axes[0].texts if each.get_text().endswith(str(mean)))
        box = text.get_window_extent()
        height = to_data.transform((box.x0, (box.y0 + box.y1) / 2))[1]
        assert all(abs(height - mean) < abs(height - other) for other in others)


@pytest.mark.parametrize("width", WIDTHS)
def test_an_earlier_average_and_the_year_of_a_title_stand_at_the_height_of_their_lines(width: float) -> None:
    slope = [*np.linspace(20.0, 30.0, 24), *[31.0, 30.0] * 6]
    for values, name in (([*[30.0, 31.0] * 9, *[20.0, 21.0] * 9], "30.5"), (slope, "22.4")):
        fig = drawn(spc(monthly(values)), width)
        text = next(each for each in fig.axes[0].texts if each.get_text().endswith(name))
        box = text.get_window_extent()
        height = fig.axes[0].transData.inverted().transform((box.x0, (box.y0 + box.y1) / 2))[1]
        assert abs(height - float(name)) < 0.2 and name in made_of(values), "the number that the title quotes"


def made_of(values: list[float]) -> str:
    return spc(monthly(values)).sentence.headline


@pytest.mark.parametrize("width", WIDTHS)
def test_the_name_of_a_run_is_by_one_of_its_months_and_on_none_of_any(width: float) -> None:
    values = [*QUIET[:12], 9.5, 9.4, 3.0, 9.6, 9.4, 9.6, 9.5, 9.4, *QUIET[:16]]  # one month of the run is far below the others
    fig = drawn(spc(monthly(values)), width)
    ax = fig.axes[0]
    box = next(text for text in ax.texts if "months below" in text.get_text()).get_window_extent()
    points = ax.transData.transform(np.column_stack([range(len(values)), values]))
    assert not any(box.contains(*point) for point in points)
    near = [np.hypot(max(box.x0 - x, 0, x - box.x1), max(box.y0 - y, 0, y - box.y1)) for x, y in points[12:20]]
    assert min(near) < 40 * fig.dpi / 72


@pytest.mark.parametrize("width", WIDTHS)
def test_no_words_of_a_control_chart_lie_on_its_months(width: float) -> None:
    fig = drawn(spc(monthly(TURNING, "dtoc_total")), width)
    points = fig.axes[0].transData.transform(np.column_stack([range(len(TURNING)), TURNING]))
    assert [text.get_text() for text in said(fig) if any(text.get_window_extent().contains(*point) for point in points)] == []


@pytest.mark.parametrize("values, said", [(TURNING, True), (QUIET, False)])
def test_triangles_of_a_control_chart_are_explained_where_some_are_drawn(values: list[float], said: bool) -> None:
    title = drawn(spc(monthly(values, "dtoc_total"))).texts[0].get_text().replace("\n", " ")
    assert ("triangles: unusual months" in title) is said


def test_a_run_at_the_foot_of_a_chart_is_named_within_it() -> None:
    fig = drawn(spc(monthly([*[2.0, 0.4, 3.0] * 4, *[0.1, 0.0] * 7, *[2.0, 0.4, 3.0] * 3, 1.0])))
    named = [text for text in fig.axes[0].texts if "months below" in text.get_text()]
    assert named and all(text.get_window_extent().y0 >= fig.axes[0].bbox.y0 for text in named) and on_others(fig) == []


@pytest.mark.parametrize("values, low", [([0.0, 4.0, 2.0, 1.0] * 9, 0.0), ([100.0, 110.0] * 18, None)])
def test_an_axis_of_counts_never_begins_below_none(values: list[float], low: float | None) -> None:
    ax = drawn(spc(monthly(values))).axes[0]
    assert ax.get_ylim()[0] >= 0 and (low is None or (ax.get_ylim()[0] == low and 0 in ax.get_yticks()))


def test_months_of_an_earlier_level_are_faint() -> None:
    fig = drawn(spc(monthly([*[30.0, 31.0] * 9, *[20.0, 21.0] * 9])))
    earlier, newest = (each for each in fig.axes[0].lines if len(each.get_xdata()) > 2)
    assert list(earlier.get_xdata()) == list(range(19)) and list(newest.get_xdata()) == list(range(18, 36))
    assert earlier.get_linewidth() < newest.get_linewidth() and to_hex(newest.get_color()) == style.DARK
    marks = [each for each in fig.axes[0].collections if isinstance(each, PathCollection)][:2]
    assert [to_hex(each.get_facecolor()[0]) for each in marks] == [style.PAPER, style.DARK]


def test_a_level_that_has_not_settled_after_a_step_has_its_average_and_no_limits() -> None:
    fig = drawn(spc(monthly([*[30.0, 31.0] * 6, *(np.repeat([110.0, 100.0] * 3, 4) + np.tile([0.0, 1.0], 12))])))
    assert [text for text in words(fig) if "limit" in text] == [] and "Average 105.5" in words(fig)


@pytest.mark.parametrize(
    "indicator, above, below", [("dtoc_total", style.ORANGE, style.BLUE), ("mar_non_elective", style.BLUE, style.BLUE)]
)
def test_months_that_are_worse_are_orange_where_something_is(indicator: str, above: str, below: str) -> None:
    for value, colour in ((40.0, above), (0.0, below)):
        marks = [
            each for each in drawn(spc(monthly([*QUIET[:-1], value], indicator))).axes[0].collections if isinstance(each, PathCollection)
        ]
        flagged = [to_hex(each.get_facecolor()[0]) for each in marks[2:] if len(each.get_offsets())]
        assert flagged == [colour]


@pytest.mark.parametrize("width", WIDTHS)
def test_yearly_averages_of_a_title_are_lines_with_their_numbers(width: float) -> None:
    made = spc(monthly([100.0 + n for n in range(36)]))
    fig, averages = drawn(made, width), {2017: 105.5, 2018: 117.5, 2019: 129.5}
    assert "from 105.5 a day in 2017 to 129.5 in 2019" in made.sentence.headline and on_others(fig) == []
    written = [f"{average}" if width == style.NARROW else f"{year}: {average}" for year, average in averages.items()]
    assert set(written) <= set(words(fig))
    heights = {float(path[0, 1]) for each in fig.axes[0].collections if isinstance(each, LineCollection) for path in each.get_segments()}
    assert set(averages.values()) <= heights


def test_the_newest_months_that_turn_are_told_in_words_alone() -> None:
    """Bars and numbers of their averages would hide the months themselves."""
    made = spc(monthly(TURNING, "dtoc_total"))
    assert "the last three months are 20% above those of a year before" in made.sentence.headline
    assert not [text for text in words(drawn(made)) if "a year before" in text]


@pytest.mark.parametrize("width", WIDTHS)
def test_both_ends_of_a_trend_that_its_title_tells_have_their_numbers(width: float) -> None:
    made = trend(yearly("qof_dm_prevalence", {year: 6.0 + (year - 2013) / 5 for year in range(2013, 2019)}), small=width == style.NARROW)
    fig = drawn(made, width)
    assert {"6.0%", "5.4%"} <= set(words(fig)) and "from 6.0%" in made.sentence.headline and on_others(fig) == []
    assert fig.texts[0].get_text().replace("\n", " ").startswith("Diabetes, % of patients aged 17 and over")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("step", [0.0, 0.02, 0.3, 1.0, -0.5])
def test_first_numbers_of_a_trend_lie_on_no_line_however_it_goes(step: float, width: float) -> None:
    made = trend(yearly("qof_dm_prevalence", {year: 6.0 + step * (year - 2013) for year in range(2013, 2019)}), small=width == style.NARROW)
    fig = drawn(made, width)
    assert {"6.0%", "5.4%"} <= set(words(fig)) and on_others(fig) == []
    paths = [line.get_transform().transform_path(line.get_path()) for line in fig.axes[0].lines]
    for text in (each for each in said(fig) if each.get_text() in ("6.0%", "5.4%") and each in fig.axes[0].texts):
        assert not any(path.intersects_bbox(text.get_window_extent(), filled=False) for path in paths), text.get_text()


def test_the_years_of_a_trend_are_those_of_its_place_and_the_first_and_the_last_are_named() -> None:
    rows = yearly("qof_dm_prevalence", dict.fromkeys(range(2009, 2019), 6.0))
    table = rows[(rows["place"] == "England") | (rows["period"] >= "2015/16")]
    ax = drawn(trend(table)).axes[0]
    assert ax.get_xlim() == (2014.5, 2018.5) and min(min(line.get_xdata()) for line in ax.lines) == 2015
    assert [label.get_text() for label in ax.get_xticklabels()] == ["2015/16", "2016/17", "2017/18", "2018/19"]


@pytest.mark.parametrize("first, start", [(2010, 2008.5), (2015, 2014.5)])
def test_small_trends_have_the_same_years_unless_one_would_be_half_empty(first: int, start: float) -> None:
    lengths = [range(2009, 2019), range(first, 2019)]
    made = together([trend(yearly("qof_dm_prevalence", dict.fromkeys(years, 6.0)), small=True) for years in lengths])
    assert [drawn(each, style.NARROW).axes[0].get_xlim() for each in made] == [(2008.5, 2018.5), (start, 2018.5)]


def test_a_title_longer_than_its_chart_is_wide_has_a_second_line() -> None:
    fig = Canvas(figsize=(style.WIDTH, 3.5))
    style.y_title(style.axes(fig), f"Days delayed outside acute hospitals, delayed days a calendar day{' (axis does not start at 0)' * 2}")
    FigureCanvasAgg(fig).draw()
    assert "\n" in fig.texts[0].get_text() and fig.texts[0].get_window_extent().x1 <= fig.bbox.x1


def practices(outside: list[str], **more: Any) -> pd.DataFrame:
    count = len(outside)
    table = pd.DataFrame(
        {"area_name": [f"P{n}" for n in range(count)], "size": range(1, count + 1), "ratio": range(count), "outside": outside}
    )
    return table.assign(**{"special": "", "own": False} | more)


#: Points of the outline of a diamond, the first of them again as the last.
FOUR_CORNERS = 5


def judged(between: float) -> pd.DataFrame:
    """20 practices with 10 to 1,000 patients expected, whose shares lie a third below to a half above that."""
    size = np.geomspace(10, 1_000, 20).round()
    ratio = np.random.default_rng(3).permutation(np.geomspace(0.67, 1.5, 20))
    rows = pd.DataFrame({"area_code": [f"P{n}" for n in range(20)], "denominator": size / 0.07, "numerator": (size * ratio).round()})
    rows = rows.assign(indicator_id="qof_dm_prevalence", footprint="practice", period="2022/23", source_id="qof_raw", place="Elmshire",
                       area_name="The " + rows["area_code"] + " Surgery", special="", own=False)  # fmt: skip
    rows["value"] = 100 * rows["numerator"] / rows["denominator"]
    expected = Expectation(np.full(20, logit(0.07)), 1 / (size * 0.93) + between**2, np.zeros(20), between**2)
    lines = {f"expected_{side}_{level}": 100 * end for level, share in (("95", 0.95), ("998", 0.998))
             for side, end in zip(("lower", "upper"), expected.limits(share), strict=True)}
    keys = ["indicator_id", "footprint", "area_code", "period"]
    return casemix.beside(rows, rows[keys].assign(expected=7.0, between=between, fitted=20, **lines), {"qof_dm_prevalence": 10})


@pytest.mark.parametrize(
    "table, named",
    [
        (practices(["below", "below", "", "above", "above"]), ["0% P0", "4% P4"]),
        (practices(["", "", ""]), ["0% P0", "2% P2"]),
        (practices([""]), ["0% P0"]),
        (practices(["below", "", "above"], special=["students", "", ""]), ["1% P1", "2% P2"]),
        (practices(["below", "", "above"], own=[False, True, False]), ["1% this practice"]),
        (practices(["below", *[""] * 50, "above"]), ["0% P0", "51% P51"]),
    ],
)
def test_a_funnel_names_the_lowest_and_the_highest_and_in_its_own_report_the_practice_alone(table: pd.DataFrame, named: list[str]) -> None:
    ax = style.axes(Canvas(figsize=(style.WIDTH, 4)))
    funnel_drawing.name(ax, table, "ratio", "{:.0f}%".format)
    assert [text.get_text() for text in ax.texts] == named


@pytest.mark.parametrize("name, short", [
    ("Salisbury Avenue Medical Centre", "Salisbury Avenue"),
    ("Didsbury Medical Centre - Dr Whitaker", "Didsbury Medical"),
    ("Davenal House Surgery Partnership", "Davenal House Surgery"), ("Surgery", "Surgery"),
])  # fmt: skip
def test_a_narrow_funnel_leaves_out_what_many_names_end_with_before_it_cuts_one(name: str, short: str) -> None:
    ax = style.axes(Canvas(figsize=(2.9, 3)))
    funnel_drawing.name(ax, practices([""]).assign(area_name=name), "ratio", "{:.0f}%".format)
    assert [text.get_text() for text in ax.texts] == [f"0% {short}"]


def test_a_special_practice_far_above_all_others_stands_at_the_edge_with_its_number() -> None:
    table = practices(["", "", "", ""], ratio=[80.0, 100.0, 120.0, 800.0], special=["", "", "", "students"])
    curves = pd.DataFrame({"upper": [150.0]})
    drawn_, beyond = funnel_drawing.within(table, "ratio", curves, "upper")
    assert drawn_["ratio"].tolist() == [80, 100, 120, 150 * funnel_drawing.ABOVE] and beyond.tolist() == [800.0]
    plain, none = funnel_drawing.within(table.assign(special=""), "ratio", curves, "upper")
    assert plain["ratio"].tolist() == table["ratio"].tolist() and none.empty


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("between, kind", [(0.05, "Patients expected"), (0.6, "Practices in order")])
def test_practices_stand_by_size_where_limits_depend_on_it_and_in_order_where_not(width: float, between: float, kind: str) -> None:
    fig = drawn(funnel(judged(between), small=width == style.NARROW), width)
    ax = fig.axes[0]
    assert ax.get_xlabel().replace("\n", " ").startswith(kind) and on_others(fig) == []
    assert len(ax.get_yticks()) > 2 and words(fig).count("limit") == 2 and "as expected" in words(fig)
    places = np.vstack([np.asarray(each.get_offsets()) for each in ax.collections if isinstance(each, PathCollection)])
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    assert (left < places[:, 0]).all() and (places[:, 0] < right).all() and (low < places[:, 1]).all() and (places[:, 1] < high).all()
    if kind == "Practices in order":
        assert sorted(places[:, 0]) == list(range(1, 21)) and (np.diff(places[np.argsort(places[:, 0]), 1]) >= 0).all()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_range_that_a_title_tells_is_a_bracket_named_in_the_key(width: float) -> None:
    made = funnel(judged(0.6), small=width == style.NARROW)
    fig, ratio = drawn(made, width), made.rows["ratio"]
    low, high = ratio.quantile([0.1, 0.9])
    assert fig.texts[0].get_text().replace("\n", " ").endswith("; \N{BOX DRAWINGS HEAVY VERTICAL} 8 in 10 practices")
    assert f"record {fold(low, high)} " in made.sentence.headline and f"{low:.0f}% to {high:.0f}%" in made.sentence.detail[0]
    bracket = next(line for line in fig.axes[0].lines if list(line.get_xdata()) == [1, 1])
    assert list(bracket.get_ydata()) == pytest.approx([low, high]) and to_hex(bracket.get_color()) == style.BLUE


def test_the_own_practice_is_a_diamond_where_the_key_counts_it_among_those_that_stand_out() -> None:
    rows = judged(0.05)
    outside = funnel(rows).rows["outside"].ne("")
    assert outside.any() and not outside.all()
    for stands_out in (True, False):
        own = rows["area_code"] == funnel(rows).rows.loc[outside == stands_out, "area_code"].iloc[0]
        large = [each for each in drawn(funnel(rows.assign(own=own))).axes[0].collections
                 if isinstance(each, PathCollection) and each.get_sizes()[0] > 100 and len(each.get_offsets())]  # fmt: skip
        assert len(large) == 1 and to_hex(large[0].get_facecolor()[0]) == style.BLUE
        assert (len(large[0].get_paths()[0].vertices) == FOUR_CORNERS) is stands_out


@pytest.mark.parametrize("between, told", [(0.6, "; none stands out; "), (0.05, " stand out; ")])
def test_a_key_says_how_many_practices_stand_out_and_where_none_does(between: float, told: str) -> None:
    assert told in drawn(funnel(judged(between))).texts[0].get_text().replace("\n", " ")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_band_of_chance_says_that_it_lies_around_what_practices_have_and_not_around_what_is_expected(width: float) -> None:
    """In one area it lay at 65% to 89%, beside a line of 100% without a name."""
    rows = judged(0.6)
    made = funnel(rows.assign(numerator=0.7 * rows["numerator"], value=0.7 * rows["value"]), small=width == style.NARROW)
    fig, chance = drawn(made, width), ends_by_chance(made.rows)
    band = next(each for each in fig.axes[0].collections if isinstance(each, FillBetweenPolyCollection)).get_datalim(fig.axes[0].transData)
    assert (band.y0, band.y1) == pytest.approx(chance) and band.y1 < 100
    average = f"{100 * made.rows['numerator'].sum() / made.rows['size'].sum():.0f}%"
    assert made.facts["Average"] == average and {f"average {average}", "as expected"} <= set(words(fig))
    assert made.subtitle.startswith("Practices of Elmshire, 2022/23; shaded: where chance alone would put 8 in 10 of them; ")
    assert "by chance alone it would be {:.0f}% to {:.0f}%, around their average of".format(*chance) in made.sentence.detail[0]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("between", [0.05, 0.2, 0.6])
def test_no_word_of_a_funnel_hides_a_practice_and_each_name_of_a_line_is_at_it_or_leads_to_it(width: float, between: float) -> None:
    fig = drawn(funnel(judged(between), small=width == style.NARROW), width)
    ax = fig.axes[0]
    places = [np.asarray(each.get_offsets()) for each in ax.collections if isinstance(each, PathCollection)]
    centres = ax.transData.transform(np.vstack(places))
    boxes = [(text.get_text(), text.get_window_extent()) for text in ax.texts if text.get_text()]
    assert [text for text, box in boxes if any(box.contains(*centre) for centre in centres)] == []
    heights = [line.get_ydata()[-1] for line in ax.lines]  # of the lines, and of what leads from one to its name
    near = 0.06 * fig.dpi / ax.bbox.height * np.ptp(ax.get_ylim())
    named = [text.xy[1] for text in ax.texts if text.get_text() in ("limit", "as expected")]
    assert len(named) == 3 and all(min(abs(height - name) for height in heights) <= near for name in named)


@pytest.mark.parametrize("width", WIDTHS)
def test_practices_that_cannot_be_judged_are_hollow_and_counted_in_the_key_as_in_the_title(width: float) -> None:
    """51 of 60 practices looked like those that are as expected."""
    rows = judged(0.6)
    made = funnel(rows.assign(unusual=[CANNOT_TELL] * 8 + ["about as"] * 12), small=width == style.NARROW)
    fig = drawn(made, width)
    hollow = [each for each in fig.axes[0].collections if isinstance(each, PathCollection) and len(each.get_offsets())
              and to_hex(each.get_facecolors()[0]) == style.PAPER]  # fmt: skip
    assert [len(each.get_offsets()) for each in hollow] == [8] and to_hex(hollow[0].get_edgecolors()[0]) == style.CONTEXT
    assert "\N{WHITE CIRCLE} 8 cannot be judged" in fig.texts[0].get_text().replace("\n", " ")
    assert "Of 20 practices here 8 cannot be judged, for " in made.sentence.detail[0] and made.facts["Cannot be judged"] == "8"


def test_special_practices_stand_in_the_table_and_are_not_drawn_but_the_own_one() -> None:
    rows = judged(0.6)
    rows["special"] = ["mostly young adults such as students"] * 2 + [""] * 18
    made = funnel(rows)
    dots = [each for each in drawn(made).axes[0].collections if isinstance(each, PathCollection)]
    assert sum(len(each.get_offsets()) for each in dots) == 18 and len(made.rows) == 20
    assert "; 2 special practices not drawn; " in made.subtitle
    own = funnel(rows.assign(own=rows.index == 0))
    dots = [each for each in drawn(own).axes[0].collections if isinstance(each, PathCollection)]
    assert sum(len(each.get_offsets()) for each in dots) == 19 and "; 1 special practice not drawn; " in own.subtitle
    unjudged = funnel(rows.assign(own=rows.index == 0, unusual=CANNOT_TELL))
    dots = [each for each in drawn(unjudged).axes[0].collections if isinstance(each, PathCollection) and len(each.get_offsets())]
    assert to_hex(dots[-1].get_facecolors()[0]) == style.PAPER and to_hex(dots[-1].get_edgecolors()[0]) == style.BLUE


def test_no_name_of_a_practice_is_cut_on_a_phone() -> None:
    made = funnel(judged(0.6).assign(area_name="The Northern Moor Family Doctors"), small=True)
    fig = drawn(made, style.NARROW)
    named = [text for text in fig.axes[0].texts if "The" in text.get_text()]
    assert len(named) == 2 and on_others(fig) == []
    for text in named:
        box = text.get_window_extent()
        assert "\N{HORIZONTAL ELLIPSIS}" not in text.get_text() and box.x0 >= 0 and box.x1 <= fig.bbox.x1


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("between", [0.05, 0.6])
def test_the_highest_and_the_lowest_practice_are_named_beside_their_marks(width: float, between: float) -> None:
    made = funnel(judged(between), small=width == style.NARROW)
    ax = drawn(made, width).axes[0]
    marks = np.vstack([np.asarray(each.get_offsets()) for each in ax.collections if isinstance(each, PathCollection)])
    for value in (made.rows["ratio"].min(), made.rows["ratio"].max()):
        x, y = ax.transData.transform(marks[np.abs(marks[:, 1] - value).argmin()])
        box = next(each for each in ax.texts if each.get_text().startswith(f"{value:.0f}% ")).get_window_extent()
        away = np.hypot(max(box.x0 - x, 0, x - box.x1), max(box.y0 - y, 0, y - box.y1)) * 72 / ax.figure.dpi
        leads = [line for line in ax.lines if list(line.get_ydata())[:1] == [value] and len(set(line.get_xdata())) == 1]
        assert away <= (30 if leads else 12), "what stands further off than a line of text leads to its mark"


@pytest.mark.parametrize("between, loud", [(0.05, True), (0.6, False)])
def test_marks_are_loud_only_where_more_practices_lie_outside_than_chance_would_put_there(between: float, loud: bool) -> None:
    made = funnel(judged(between))
    fig = drawn(made)
    outside = int(made.rows["outside"].ne("").sum())
    diamonds = [each for each in fig.axes[0].collections if isinstance(each, PathCollection) and len(each.get_facecolors())
                and to_hex(each.get_facecolors()[0]) == style.BLUE and len(each.get_offsets())]  # fmt: skip
    assert [len(each.get_offsets()) for each in diamonds] == ([outside] if loud else [])
    assert fig.texts[0].get_text().startswith("Diabetes recorded, % of what is expected")
    assert ("\N{BLACK DIAMOND}" in fig.texts[0].get_text()) is loud
    assert not any("outside" in text for text in words(fig))


@pytest.mark.parametrize("width", WIDTHS)
def test_the_name_of_shaded_years_stands_beside_them(width: float) -> None:
    values = {2014: 9.1, 2015: 9.4, 2016: 10.4, 2017: 10.5, 2018: 11.3, 2019: 12.7, 2020: 8.0, 2022: 13.0}
    fig = drawn(trend(yearly("qof_ob_prevalence", values), small=width == style.NARROW), width)
    name = next(text for text in fig.axes[0].texts if text.get_text() == "pandemic").get_window_extent()
    band = next(patch for patch in fig.axes[0].patches if to_hex(patch.get_facecolor()) == style.BAND).get_window_extent()
    assert name.x1 <= band.x0 or band.x1 <= name.x0


@pytest.mark.parametrize("width", WIDTHS)
def test_what_lies_outside_the_limits_of_a_funnel_is_what_its_title_counts_and_no_number_of_an_axis_is_below_none(width: float) -> None:
    """Of 73 practices 10 lay below a limit of 95% and 3 were counted: chance alone allowed of small registers more than that limit."""
    rows = judged(0.05)
    made = funnel(rows, small=width == style.NARROW)
    ax, table = drawn(made, width).axes[0], made.rows
    curves = [line.get_xydata() for line in ax.lines if len(line.get_xdata()) == 20]
    low, high = sorted((np.interp(table["size"], *curve.T) for curve in curves), key=lambda each: float(each.mean()))
    outside = (table["ratio"] < low - 1) | (table["ratio"] > high + 1)
    assert outside.any() and (table["outside"].ne("") >= outside).all()
    foot = [line for line in ax.lines if set(line.get_ydata()) == {0}]
    assert min(ax.get_yticks()) >= 0 and (ax.get_ylim()[0] >= 0 or (foot and not ax.spines["bottom"].get_visible()))
    hidden = f"; {made.elsewhere[0].removeprefix('; ')}"
    assert made.subtitle.endswith(hidden) and hidden.startswith("; Diabetes: % of patients")


def test_beside_a_title_that_counts_practices_it_stands_how_many_cannot_be_judged() -> None:
    rows = judged(0.05)
    quiet = funnel(rows.assign(unusual=[CANNOT_TELL] * 12 + ["about as"] * 7 + ["far more than"]))
    key = drawn(quiet, style.NARROW).texts[0].get_text().replace("\n", " ")
    assert "; 1 stands out" in quiet.sentence.headline and "1 of 20 stand out; \N{WHITE CIRCLE} 12 cannot be judged" in key
    assert "Of 20 practices here 12 cannot be judged, " in quiet.sentence.detail[0]
