"""What a trend says: now and then, in points and in people, England beside it, and no direction without a test."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from jsna import Assessment
from jsna.assessment.slices import measured
from jsna.catalogue import definition
from jsna.figures import changes, clauses
from jsna.figures.core.figure import Figure, Missing
from jsna.figures.kinds.trend import figure, trend
from jsna.report.audit import safety
from jsna.report.audit.numbers import faults
from jsna.report.audit.tree import read

DIABETES, ASTHMA, CANCER = (f"qof_{known}_prevalence" for known in ("dm", "ast", "can"))


def yearly(
    values: dict[int, float], england: dict[int, float] | None = None, indicator: str = DIABETES, people: float = 1e6
) -> pd.DataFrame:
    both = {"Elmshire": values, "England": values if england is None else england}
    rows = pd.DataFrame([(place, f"{y}/{y - 1999}", value) for place, years in both.items() for y, value in years.items()])
    table = rows.set_axis(["place", "period", "value"], axis=1).assign(indicator_id=indicator, denominator=people, source_id="qof_raw")
    return measured(table.assign(numerator=table["value"] * people / 100, lower_95=table["value"], upper_95=table["value"]))


def steps(*values: float, first: int = 2013) -> dict[int, float]:
    return dict(zip(range(first, first + len(values)), values, strict=True))


def made(rows: pd.DataFrame, small: bool = False) -> Figure:
    drawn = figure(rows, small)
    page = read(drawn._repr_html_())[0]
    assert [*faults(page), *safety.faults(page, "")] == []
    return drawn


@pytest.mark.parametrize(
    "values, said",
    [
        ((6.0, 6.2, 6.4, 6.6, 6.8), "recorded prevalence rose (from 6.0% to 6.8%), unlikely to be chance alone."),
        ((6.8, 6.6, 6.4, 6.2, 6.0), "recorded prevalence fell (from 6.8% to 6.0%), unlikely to be chance alone."),
        ((6.0, 6.5, 6.0, 6.4, 6.4), "recorded prevalence showed no clear trend (from 6.0% to 6.4%)."),
        ((6.0, 6.0, 6.1, 6.2, 6.2), "recorded prevalence changed by less than 5% (from 6.0% to 6.2%)."),
        ((6.04, 6.03, 6.02, 6.01, 6.0), "recorded prevalence was 6.0% in both."),
        ((6.0, 6.2, 6.4, 6.6), "No five years in a row can be compared with each other, so no trend was tested."),
    ],
)  # fmt: skip
def test_a_direction_needs_five_years_a_test_and_a_least_difference(values: tuple[float, ...], said: str) -> None:
    people = 10_000 if "no clear" in said else 1e6
    start = "Tested from 2013/14 to 2017/18, " if said.startswith("rec") else ""
    assert f"{start}{said}" in made(yearly(steps(*values), people=people)).sentence.detail


def test_a_series_ends_with_now_and_says_both_sides_of_the_break_before_it() -> None:
    values, england = steps(4.1, 4.0, 4.0, 4.0, 4.0, first=2015) | {2020: 3.8, 2022: 3.7}, {2015: 3.2, 2019: 3.1, 2022: 3.1}
    drawn = made(yearly(values, england))
    assert drawn.sentence.headline == (
        "Recorded prevalence of diabetes fell from 4.1% in 2015/16 to 3.7% in 2022/23; England went from 3.2% to 3.1%"
    )
    assert drawn.sentence.detail == (
        "That is 0.4 percentage points less than in 2015/16: 37,000 patients now and 41,000 in 2015/16. At the share of 2015/16 there "
        "would be about 4,000 people more. England went from 3.2% to 3.1%.",
        "Since 2019/20, before the pandemic, it went from 4.0% to 3.7%; England was 3.1% in both.",
        "Only 2015/16 to 2019/20 could be tested: recorded prevalence changed by less than 5% (from 4.1% to 4.0%).",
    )
    assert "2020/21" in drawn.caveat and drawn.subtitle.endswith(
        f"2015/16 to 2022/23; shaded: years of {definition(DIABETES).shaded}; hollow: a year that is not joined to others"
    )
    small = made(yearly(values, england), small=True)
    assert small.sentence.headline == "Diabetes fell from 4.1% in 2015/16 to 3.7% in 2022/23; England went from 3.2% to 3.1%"
    assert small.sentence.detail == drawn.sentence.detail


@pytest.mark.parametrize(
    "values, england, said",
    [
        ({2022: 6.0}, {2022: 7.0}, ("In England it was 7.0%.", "No five years in a row")),
        ({2022: 6.0}, {2020: 7.0}, ("No five years in a row",)),
        ({2018: 6.0, 2019: 6.04}, {2018: 7.0, 2019: 7.2}, ("England went from 7.0% to 7.2%.", "No five")),  # both read 6.0%
        ({2018: 6.04, 2019: 6.06}, {2018: 7.0},
         ("That is 0.02 percentage points more than in 2018/19: 60,600 patients now and 60,400", "No five")),
        ({2018: 0.98, 2019: 3.28}, {}, ("At the share of 2018/19 there would be about 23,000 people fewer.", "No five")),
        ({2018: 6.0, 2019: 6.2}, {2019: 7.0}, ("there would be about 2,000 people fewer. England has no value for 2018/19.", "No five")),
        ({2019: 6.0, 2022: 6.5}, {2019: 7.0, 2022: 7.0}, ("That is 0.5 percentage points more", "No five")),
    ],
)
def test_what_is_said_of_few_years_is_true_of_them(values: dict[int, float], england: dict[int, float], said: tuple[str, ...]) -> None:
    detail = made(yearly(values, england), small=True).sentence.detail
    assert len(detail) == len(said) and all(part in text for part, text in zip(said, detail, strict=True)), detail


@pytest.mark.parametrize("first, last, apart", [
    (6.15, 6.63, "0.48"), (6.1, 6.6, "0.5"), (6.04, 6.06, "0.02"), (9.66, 11.64, "1.98"), (0.22, 2.52, "2.3"), (0.884, 1.0, "0.12"),
    (9.75, 11.6, "1.8"), (0.863, 1.009, "0.146"), (1.846, 1.877, "0.03"), (6.0499, 6.0501, "0.0002"), (6.162, 6.631, "0.47"),
])  # fmt: skip
def test_a_change_that_is_not_the_difference_of_what_is_written_has_one_decimal_more(first: float, last: float, apart: str) -> None:
    """"Up 2.0 since 9.7%" stood beside "11.6%": a reader with a pencil finds 1.9, and 0.1 for 1.846% to 1.877%, which is 0.03."""
    drawn = made(yearly({2018: first, 2019: last}))
    assert f"That is {apart} percentage points more than in 2018/19" in drawn.sentence.detail[0]
    assert changes.signed(last, last - first, definition(DIABETES)) == f"+{apart}"
    assert changes.size(last, first, definition(DIABETES)) == apart and "unrounded" not in drawn.caveat


def test_one_person_is_one_and_a_part_of_one_is_none() -> None:
    for people, said in (
        (1_000, "At the share of 2018/19 there would be about 1 person fewer."),
        (100, "That is 0.1 percentage points more than in 2018/19. England"),
    ):
        assert said in made(yearly({2018: 6.0, 2019: 6.1}, people=people)).sentence.detail[0]


def test_one_year_alone_is_told_with_a_colon_as_its_small_figure_is() -> None:
    """"Recorded prevalence of dementia 0.46% in 2022/23" was no sentence."""
    rows = yearly({2019: 6.2, 2022: 5.9})
    moved = rows.assign(denominator=rows["denominator"].mask(rows["period"] == "2022/23", 2e6))
    assert made(moved).sentence.headline == "Recorded prevalence of diabetes: 5.9% in 2022/23"


def test_what_was_counted_otherwise_is_told_and_set_beside_nothing() -> None:
    asthma = made(yearly({2018: 6.1, 2019: 6.2, 2020: 6.0, 2022: 5.9}, indicator=ASTHMA), small=True).sentence
    assert asthma.headline == "Asthma fell from 6.0% in 2020/21 to 5.9% in 2022/23; England went from 6.0% to 5.9%"
    assert asthma.detail[1] == (
        "It was 6.2% in 2019/20, which counted otherwise: the register came to count patients aged 6 and over, of all ages before."
    )
    rows = yearly({2019: 6.2, 2020: 6.0, 2022: 5.9})
    moved = made(rows.assign(denominator=rows["denominator"].mask(rows["period"] == "2022/23", 2e6)), small=True).sentence
    assert moved.headline == "Diabetes: 5.9% in 2022/23"
    assert moved.detail[:1] == ("In England it was 5.9%.",)
    england = "(England 6.2% and, now, 5.9%)"  # 2020/21, in the pandemic, would mislead more
    assert moved.detail[1] == (
        f"It was 6.2% in 2019/20 {england}, of a list that has since changed by more than a tenth, so the two are not compared."
    )


def test_a_register_that_accumulates_says_so_once_and_is_not_tested() -> None:
    drawn = made(yearly(steps(2.0, 2.5, 3.0, 3.5, 4.0), indicator=CANCER))
    assert "No trend is tested: the register holds everybody recorded since April 2003, so it tends to grow." in drawn.sentence.detail
    assert "tends to grow" not in drawn.caveat and "rose" not in " ".join(drawn.sentence.detail)


def test_a_rate_is_told_by_its_name_without_people_or_points() -> None:
    rate = replace(definition(DIABETES), name="Deaths under 75", measure="rate", unit="per 100,000", event="", shaded="", breaks=())
    rows = yearly({2018: 70.0, 2019: 65.5}).assign(measure="rate")
    series = changes.trend.own(changes.trend.segments(rows, rate.breaks))
    assert changes.ends(series, rate) == [("65.5", "2019/20"), ("70.0", "2018/19")]
    sure = "4.5 per 100,000 less than in 2018/19, more than chance usually makes."  # no trend is tested of two years
    assert changes.told(series, rate)[0] == f"That is {sure} England went from 70.0 to 65.5."


# Deaths in Bromsgrove per 100,000, as the Office for National Statistics gives them; its limits lie 50 away.
@pytest.mark.parametrize(
    "half, sure",
    [(50.0, "11.2 per 100,000 less than in 2019, which may be chance."), (5.0, "less than in 2019, more than chance usually makes.")]
)
def test_a_rate_leads_with_its_change_since_the_break_and_whether_that_may_be_chance(half: float, sure: str) -> None:
    rates = yearly({2015: 1_018.6, 2019: 839.2, 2024: 828.0}, {2015: 991.9, 2019: 929.9, 2024: 923.2}, "deaths_all_causes")
    rows = rates.assign(period=rates["period"].str[:4], measure="standardised", numerator=float("nan"), denominator=float("nan"))
    drawn = figure(rows.assign(lower_95=rows["value"] - half, upper_95=rows["value"] + half, source_id="deaths_registered"))
    assert "839.2 in 2019" in drawn.sentence.headline and "1,018.6" not in drawn.sentence.headline
    assert sure in drawn.sentence.detail[0]
    assert drawn.sentence.detail[1] == "Since 2015, it went from 1,018.6 to 828.0; England went from 991.9 to 923.2."


@pytest.mark.parametrize(
    "first, years",
    [(2013, "Elmshire and England, 2013/14 to 2017/18"), (2016, "Elmshire, 2016/17 to 2017/18, and England, 2013/14 to 2017/18")],
)
def test_the_years_of_a_trend_are_those_of_the_area_itself(first: int, years: str) -> None:
    rows = yearly(steps(6.0, 6.2, 6.4, 6.6, 6.8))
    drawn = made(rows[rows["place"].eq("England") | rows["period"].ge(str(first))])
    assert drawn.subtitle.endswith(f"on the register, {years}")


@pytest.mark.parametrize("own", [{}, {2019: float("nan")}])
def test_no_value_of_the_place_is_one_sentence(own: dict[int, float]) -> None:
    rows = yearly(own, {2019: 6.0})
    here = SimpleNamespace(history=lambda indicator: rows, faces=lambda _: (), lacks=lambda indicator: ("", ""))
    assert isinstance(trend(here, DIABETES), Missing)


def test_breaks_are_told_of_the_years_shown_alone() -> None:
    told = (
        clauses.breaks(definition("qof_ost_prevalence"), "2014/15", True),
        clauses.breaks(definition("qof_ost_prevalence"), "2013/14", True),
    )
    assert [len(some) for some in told] == [0, 1] and "fractures since April 2014 alone" in told[1][0]


@pytest.mark.parametrize(
    "values, limit, said",
    [((6.0, 6.6), 0.1, "rose from 6.0% in 2018/19 to 6.6% in 2019/20"), ((6.6, 6.0), 0.1, "fell from 6.6% in 2018/19 to 6.0% in 2019/20"),
     ((6.0, 6.6), 0.4, "went from 6.0% in 2018/19 to 6.6% in 2019/20"), ((6.01, 6.02), 0.0, "was 6.0% in 2018/19 and in 2019/20")],
)  # fmt: skip
def test_a_headline_says_rose_or_fell_where_the_intervals_of_its_ends_leave_each_other_out(
    values: tuple[float, ...], limit: float, said: str
) -> None:
    rows = yearly(steps(*values, first=2018))
    assert f"diabetes {said}" in made(rows.assign(lower_95=rows["value"] - limit, upper_95=rows["value"] + limit)).sentence.headline


@pytest.mark.real_data
def test_real_series_say_now_then_people_and_england(real: Path) -> None:
    dementia = made(Assessment("14L", tidy=real / "data" / "tidy").history("qof_dem_prevalence"))
    fell = "Recorded prevalence of dementia fell from 0.48% in 2014/15 to 0.38% in 2022/23"
    assert dementia.sentence.headline == f"{fell}; England was 0.74% in both"
    assert dementia.sentence.detail[:3] == (
        "That is 0.10 percentage points less than in 2014/15: 2,732 patients now and 2,819 in 2014/15. At the share of 2014/15 there "
        "would be about 710 people more. England was 0.74% in both.",
        "Since 2019/20, before the pandemic, it went from 0.46% to 0.38%; England went from 0.79% to 0.74%.",
        "Only 2015/16 to 2019/20 could be tested: recorded prevalence changed by less than 5% (from 0.48% to 0.46%).",
    )


def test_a_headline_says_that_england_moved_further_the_same_way() -> None:
    further = made(yearly({2014: 5.0, 2022: 7.6}, {2014: 7.3, 2022: 13.2})).sentence.headline
    assert further.endswith("rose from 5.0% in 2014/15 to 7.6% in 2022/23; England rose more, from 7.3% to 13.2%")
    for england in ({2014: 7.3, 2022: 9.8}, {2014: 13.2, 2022: 7.3}):  # as written by no more, and the other way
        assert "England went from" in made(yearly({2014: 5.0, 2022: 7.6}, england)).sentence.headline
