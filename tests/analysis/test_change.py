"""Changes of a series: to now in plain numbers, with a test only over years that no break parts, and never without a least difference."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jsna import Assessment
from jsna.analysis import trend
from jsna.assessment.slices import measured
from jsna.catalogue import Break, Definition, definition
from jsna.methods import proportions

DIABETES = definition("qof_dm_prevalence")
ASTHMA = definition("qof_ast_prevalence")


def yearly(own: dict[int, float], england: float = 3.0, people: float = 100_000.0, indicator: str = DIABETES.id) -> pd.DataFrame:
    """Rows of a place with a value in per cent for each year that begins in April, and of England, which grows by 0.1 a year."""
    rows = pd.DataFrame({"period": [f"{year}/{(year + 1) % 100:02d}" for year in own], "value": list(own.values()), "place": "Elmshire"})
    beside = rows.assign(place="England", value=[england + 0.1 * (year - min(own)) for year in own])
    both = pd.concat([rows, beside], ignore_index=True).assign(indicator_id=indicator, denominator=people)
    return measured(both.assign(numerator=both["value"] * people / 100))


def with_limits(rows: pd.DataFrame) -> pd.DataFrame:
    _, lower, upper = proportions.proportion(rows["numerator"], rows["denominator"], 100, 0.95)
    return rows.assign(lower_95=lower, upper_95=upper)


def steps(*values: float, first: int = 2015) -> dict[int, float]:
    return dict(zip(range(first, first + len(values)), values, strict=True))


@pytest.mark.parametrize(
    "years, lists, stop, segments",
    [
        ((2017, 2018, 2019, 2020, 2022), (9,) * 5, "2019/20", [0, 0, 1, 1, 2]),  # a break, and an absent year
        ((2017, 2018, 2019), (1_000, 1_090, 1_300), "", [0, 0, 1]),  # practices came or went
        ((2020, 2022), (1_000, 1_190), "", [0, 1]),  # an absent year
        ((2019, 2021), (9, 9), "2020/21", [0, 1]),  # a break in an absent year
    ],
)
def test_no_line_crosses_a_break_an_absent_year_or_other_practices(
    years: tuple[int, ...], lists: tuple[float, ...], stop: str, segments: list[int]
) -> None:
    rows = pd.DataFrame({"place": "Elmshire", "period": [f"{year}/{year - 1999}" for year in years], "denominator": lists})
    breaks = [Break(stop, "payment", "")] if stop else []
    table = trend.segments(rows, breaks)
    assert table["segment"].tolist() == segments and table["era"].tolist() == [int(bool(stop) and f"{y}/" > stop[:4]) for y in years]


@pytest.mark.parametrize("now, basis", [(1_200, 0), (1_220, 1)])
def test_a_list_that_grew_by_a_tenth_in_each_of_two_years_is_of_the_same_practices(now: float, basis: int) -> None:
    rows = pd.DataFrame({"place": "Elmshire", "period": ["2020/21", "2022/23"], "denominator": [1_000.0, now]})
    assert trend.segments(rows, [])["basis"].tolist() == [0, basis]


def test_five_years_that_end_now_are_tested_and_the_change_is_of_these_years() -> None:
    rows = yearly(steps(5.0, 6.0, 6.2, 6.4, 6.6, 6.8, first=2014))
    found = trend.change(rows, DIABETES)
    assert (found.latest, found.change_since, found.direction) == (6.8, "2015/16", "rose")
    assert (round(found.change, 9), round(found.england_change, 9)) == (0.8, 0.4)


def test_across_a_change_of_payment_the_change_since_the_first_year_is_told_and_nothing_is_tested() -> None:
    rows = yearly(steps(6.0, 6.2, 6.4, 6.6, 6.8) | {2020: 6.1, 2022: 7.2})
    found = trend.change(rows, DIABETES)
    assert (found.change_since, found.direction) == ("2015/16", "not tested")
    assert (round(found.change, 9), round(found.england_change, 9)) == (1.2, 0.7)
    assert trend.points(trend.own(trend.segments(rows, DIABETES.breaks)))["period"].tolist() == ["2015/16", "2019/20", "2022/23"]


@pytest.mark.parametrize(
    "values, points",
    [
        (steps(6.0, 6.2), ["2015/16", "2016/17"]),
        (steps(6.0), ["2015/16"]),
        ({2019: 6.0, 2022: 6.1}, ["2019/20", "2022/23"]),  # the first is the last before the break
        (steps(6.0, 6.2, first=2018) | {2020: 5.0}, ["2018/19", "2019/20", "2020/21"]),  # a pandemic year as the newest
        ({2020: 6.0, 2021: 6.2, 2022: 6.4}, ["2020/21", "2022/23"]),  # or where nothing is older
        ({2022: 6.0, 2023: 6.2}, ["2022/23", "2023/24"]),
    ],
)
def test_the_years_that_are_named_are_the_first_the_last_before_a_break_and_the_newest(values: dict[int, float], points: list[str]) -> None:
    series = trend.own(trend.segments(yearly(values), DIABETES.breaks))
    assert trend.points(series)["period"].tolist() == points


def test_nothing_before_another_definition_or_other_practices_is_set_beside_now() -> None:
    asthma = trend.change(yearly(steps(6.0, 6.1, 6.2, 6.3, 6.4) | {2020: 6.0, 2022: 5.9}, indicator=ASTHMA.id), ASTHMA)
    assert (asthma.change_since, asthma.direction) == ("2020/21", "not tested")
    rows = yearly(steps(6.0, 6.1, 6.2))
    rows["denominator"] = rows["denominator"].mask(rows["period"].ge("2016/17"), 120_000.0)
    assert trend.change(rows, DIABETES).change_since == "2016/17"


def test_years_are_protected_between_two_breaks_of_payment_and_after_one_alone_none_is() -> None:
    rows = yearly({2019: 6.0, 2020: 6.0, 2022: 6.0})
    for breaks, protected in ((DIABETES.breaks, [False, True, False]), (DIABETES.breaks[:1], [False] * 3)):
        assert trend.own(trend.segments(rows, breaks))["protected"].tolist() == protected


@pytest.mark.parametrize("values", [{}, {2019: 6.0}, {2018: float("nan"), 2019: 6.0}])
def test_fewer_than_two_years_have_no_change(values: dict[int, float]) -> None:
    found = trend.change(yearly(values), DIABETES)
    assert np.isnan(found.change) and np.isnan(found.england_change) and (found.change_since, found.direction) == ("", "not tested")


def test_a_year_that_england_lacks_leaves_its_change_unknown() -> None:
    rows = yearly(steps(6.0, 6.2))
    found = trend.change(rows[~(rows["place"].eq("England") & rows["period"].eq("2015/16"))], DIABETES)
    assert round(found.change, 9) == 0.2 and np.isnan(found.england_change)


@pytest.mark.parametrize(
    "last, people, direction",
    [
        (6.31, 1e7, "rose"),
        (6.29, 1e7, "steady"),  # 4.8%: half of the tenth that two places need to be told apart is 5%
        (5.69, 1e7, "fell"),
        (5.71, 1e7, "steady"),
        (6.31, 1_000.0, "no clear trend"),  # large enough, and no test finds it
    ],
)
def test_a_direction_needs_a_test_and_a_least_difference(last: float, people: float, direction: str) -> None:
    values = {year: 6 + (last - 6) * step / 4 for step, year in enumerate(range(2015, 2020))}
    assert trend.change(yearly(values, people=people), DIABETES).direction == direction


def test_what_reads_the_same_at_both_ends_did_not_move() -> None:
    values = steps(1.951, 1.97, 1.99, 2.02, 2.0487)
    assert 2.0487 / 1.951 > 1.05 and trend.change(yearly(values, people=1e8), DIABETES).direction == "steady"


@pytest.mark.parametrize("least", [0.0, 20.0])
def test_the_least_difference_is_that_of_the_indicator(least: float) -> None:
    rules = replace(DIABETES, least_difference=least)
    direction = trend.change(yearly(steps(6.0, 6.1, 6.2, 6.3, 6.4), people=1e7), rules).direction
    assert direction == ("steady" if least else "rose")


@pytest.mark.parametrize(
    "values, people, turned",
    [
        (steps(7.4, 7.6, 7.8, 8.9, 9.8) | {2020: 6.1, 2022: 9.5}, 500_000, ("2019/20", -0.3)),  # up since the start, down since the break
        (steps(0.36, 0.45, 0.40, 0.38, 0.36) | {2022: 0.32}, 250_000, ("2016/17", -0.13)),  # down throughout, and further from its peak
        (steps(6.0, 5.0, 5.4, 5.6, 5.8) | {2022: 5.9}, 500_000, ("2016/17", 0.9)),  # its lowest
        (steps(7.4, 7.6, 7.8, 8.9, 9.8) | {2020: 12.0, 2022: 9.9}, 500_000, None),  # a protected year is no peak
        (steps(7.4, 7.6, 7.8, 8.9, 9.8) | {2022: 9.5}, 2_000, None),  # of few people chance makes as much
        (steps(7.4, 7.6, 7.8, 8.9, 9.7) | {2022: 9.5}, 5_000_000, None),  # 2.1% is not worth a word
        (steps(6.0, 6.2, 6.4, 6.6, 6.8) | {2022: 7.2}, 500_000, None),
    ],
)
def test_a_series_turns_at_a_year_beyond_both_its_ends(
    values: dict[int, float], people: float, turned: tuple[str, float] | None
) -> None:
    series = trend.own(trend.segments(with_limits(yearly(values, people=people)), DIABETES.breaks))
    found = trend.turn(series, DIABETES, "2015/16")
    assert (found and (found.period, round(found.change, 9))) == turned
    if found:  # England grows by 0.1 a year here
        assert found.england_change == pytest.approx(0.1 * (2022 - int(found.period[:4])))


@pytest.mark.parametrize(
    "values, step",
    [
        (steps(0.36, 0.46, 0.37, 0.38, 0.38) | {2022: 0.32}, "2017/18"),
        (steps(0.36, 0.46, 0.43, 0.40, 0.37) | {2022: 0.32}, ""),
        (steps(7.4, 7.6, 7.8, 7.9, 9.8) | {2020: 6.1, 2022: 9.2}, ""),  # two years are too few, and a protected year is no step
    ],
)
def test_a_change_since_the_turn_that_came_in_one_year_has_that_year(values: dict[int, float], step: str) -> None:
    """Dementia of Barking and Dagenham: 1,018 patients in 2016/17 and 835 in 2017/18, and hardly fewer since."""
    series = trend.own(trend.segments(with_limits(yearly(values, people=250_000)), DIABETES.breaks))
    turn = trend.turn(series, DIABETES, "2015/16")
    assert turn is not None and turn.step == step


def test_a_register_that_accumulates_is_never_said_to_rise_but_its_change_is_told() -> None:
    rules: Definition = replace(DIABETES, breaks=(Break("2013/14", "accumulating", "It only adds."),))
    found = trend.change(yearly(steps(6.0, 7.0, 8.0, 9.0, 10.0)), rules)
    assert (found.direction, found.change, found.change_since) == ("not tested", 4.0, "2015/16")


def test_a_year_without_a_value_parts_five_years_in_a_row() -> None:
    rows = yearly(steps(6.0, 6.2, 6.4, float("nan"), 6.8, 7.0))
    assert trend.tested(trend.segments(rows[rows["place"] != "England"], DIABETES.breaks), DIABETES) is None


@pytest.mark.real_data
@pytest.mark.parametrize(
    "area, register, latest, change, england",
    [("01A", "chd", 3.69, -0.38, -0.26), ("99C", "pad", 0.85, -0.14, -0.06), ("14L", "dem", 0.38, -0.10, 0.00)],
)
def test_real_series_end_with_now(real: Path, area: str, register: str, latest: float, change: float, england: float) -> None:
    known = definition(f"qof_{register}_prevalence")
    found = trend.change(Assessment(area, tidy=real / "data" / "tidy").history(known.id), known)
    assert (found.change_since, found.direction) == ("2014/15", "not tested")
    assert (round(found.latest, 2), round(found.change, 2), round(found.england_change, 2)) == (latest, change, england)
