"""Control charts against published examples and a slow reference of the four rules."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.methods import spc

series = st.lists(st.integers(0, 12), min_size=1, max_size=60)

# NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2, flow rates of ten batches.
FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]


def reference_limits(values):
    """Mean and process limits, written out in plain Python."""
    mean = values[0] if min(values) == max(values) else float(np.mean(values))
    ranges = [abs(b - a) for a, b in zip(values, values[1:], strict=False)]
    if not ranges:
        return mean, float("nan")
    largest = 3.267 * float(np.mean(ranges))
    kept = [r for r in ranges if r < largest]
    return mean, float(np.mean(kept if sum(kept) else ranges))


def reference_rules(values):
    """The rule of each point, window by window, later rules never replacing earlier ones."""
    mean, width = reference_limits(values)
    rule = [""] * len(values)

    def flag(points, name):
        for point in points:
            rule[point] = rule[point] or name

    for i, value in enumerate(values):
        if value < mean - 2.66 * width or value > mean + 2.66 * width:
            flag([i], "outside limits")
    for i in range(len(values) - 6):
        run = values[i : i + 7]
        steps = list(zip(run, run[1:], strict=False))
        if all(a < b for a, b in steps) or all(a > b for a, b in steps):
            flag(range(i, i + 7), "trend of 7")
    third = 2.66 * width * 2 / 3
    for i in range(len(values) - 2):
        for near in ([i + j for j in range(3) if values[i + j] > mean + third], [i + j for j in range(3) if values[i + j] < mean - third]):
            if len(near) >= 2:
                flag(near, "2 of 3 near limit")
    for i in range(len(values) - 6):
        run = values[i : i + 7]
        if all(v > mean for v in run) or all(v < mean for v in run):
            flag(range(i, i + 7), "shift of 7")
    return rule


@given(series)
def test_flags_and_limits_are_those_of_the_slow_reference(values):
    chart = spc.xmr(values)
    mean, width = reference_limits(values)
    assert chart.mean == mean
    assert chart.moving_range_mean == pytest.approx(width, nan_ok=True)
    assert chart.rule.tolist() == reference_rules(values)


def test_limits_are_nists():
    chart = spc.xmr(FLOW)
    assert round(chart.mean, 2) == 50.81
    assert round(chart.moving_range_mean, 4) == 1.8778
    # The handbook divides by 1.128; 2.66 is that constant rounded, and moves the limits by less than 0.001.
    assert [chart.lower, chart.upper] == pytest.approx([45.8159, 55.8041], abs=0.001)
    assert [chart.near_lower, chart.near_upper] == pytest.approx([50.81 - 3.33, 50.81 + 3.33], abs=0.01)
    assert not chart.rule.astype(bool).any()


def test_a_large_moving_range_is_dropped_once():
    values = [10, 11] * 10 + [40] + [10, 11] * 10
    chart = spc.xmr(values)
    assert chart.moving_range_mean == pytest.approx(1)
    assert chart.rule[20] == "outside limits"


# By hand: the moving ranges 3267, 300, 233 and 200 have a mean of 1000, and 3.267 x 1000 is left out.
def test_a_moving_range_of_just_3_267_means_is_dropped():
    assert spc.xmr([0, 3267, 3567, 3800, 4000]).moving_range_mean == pytest.approx(733 / 3)


# By hand: the ranges are 31, 31 and 33 noughts; their mean is 62/35 with them, and nought without.
def test_ranges_that_are_all_nought_after_the_screening_are_not_screened() -> None:
    chart = spc.xmr([0] * 20 + [31] + [0] * 15)
    assert chart.mean == pytest.approx(31 / 36)
    assert chart.moving_range_mean == pytest.approx(62 / 35)
    assert chart.upper == pytest.approx(31 / 36 + 2.66 * 62 / 35)
    assert np.flatnonzero(chart.rule == "outside limits").tolist() == [20]


@given(series)
def test_limits_have_no_width_only_where_nothing_varies(values):
    chart = spc.xmr(values)
    assert (chart.upper > chart.lower) == (len(set(values)) > 1)


def test_a_series_that_varies_from_stretch_to_stretch_alone_has_no_limits() -> None:
    chart = spc.xmr([5, 5, 7, 7], stretches=[0, 0, 1, 1])
    assert np.isnan([chart.lower, chart.upper, chart.moving_range_mean]).all()
    assert chart.rule.tolist() == [""] * 4


# Nelson (1984), test 5: two of three in a row beyond two standard deviations on one side; the third may lie anywhere, and is no signal.
@pytest.mark.parametrize(
    "newest, flagged",
    [
        ([9, 15.5, 15.5], [37, 38]), ([15.5, 9, 15.5], [36, 38]), ([15.5, 12, 15.5], [36, 38]), ([6.5, 15.5, 12], []),
        ([6.5, 12, 6.5], [36, 38]),
    ],
)
def test_two_of_three_near_one_limit_are_flagged_wherever_the_third_lies(newest, flagged):
    chart = spc.xmr([10, 12] * 18 + newest)
    assert np.flatnonzero(chart.rule == "2 of 3 near limit").tolist() == flagged


def test_a_series_that_is_one_trend_is_flagged_throughout():
    assert spc.xmr(range(7)).rule.tolist() == ["outside limits", *["trend of 7"] * 5, "outside limits"]


@given(st.floats(-1e6, 1e6), st.integers(2, 40))
def test_a_constant_series_has_limits_at_its_mean_and_no_flag(value, size):
    chart = spc.xmr([value] * size)
    assert chart.mean == chart.lower == chart.upper == value
    assert not chart.rule.astype(bool).any()


@pytest.mark.parametrize("size, trial", [(11, True), (12, False)])
def test_fewer_than_12_points_make_trial_limits(size, trial):
    assert spc.xmr(range(size)).trial is trial


def test_one_point_has_no_limits():
    chart = spc.xmr([5])
    assert chart.mean == 5 and np.isnan([chart.lower, chart.upper]).all()
    assert chart.rule.tolist() == [""]
    assert spc.assurance(chart, 5, True) == "cannot tell"


def test_six_steps_make_a_trend_and_five_do_not():
    noise = [50, 40, 60, 45, 55, 40, 60, 50]
    assert spc.xmr([*noise, 47, 48, 49, 50, 51, 52, 53]).rule[-7:].tolist() == ["trend of 7"] * 7
    assert "trend of 7" not in spc.xmr([*noise, 48, 49, 50, 51, 52, 53]).rule


@given(series, st.floats(0.5, 100), st.floats(-1000, 1000))
def test_limits_follow_the_unit_of_the_values(values, scale, shift):
    chart = spc.xmr(values)
    other = spc.xmr(scale * np.array(values) + shift)
    assert other.upper == pytest.approx(scale * chart.upper + shift, nan_ok=True, rel=1e-6, abs=1e-6)


@given(series)
def test_turning_a_series_upside_down_keeps_its_flags(values):
    assert spc.xmr(values).rule.tolist() == spc.xmr(-np.array(values)).rule.tolist()


@pytest.mark.parametrize("values", [[], [1, np.nan], [1, np.inf], [[1, 2], [3, 4]]])
def test_a_series_with_gaps_or_none_is_refused(values):
    with pytest.raises(ValueError, match="position|series"):
        spc.xmr(values)


@pytest.mark.parametrize(
    "target, higher_is_better, said",
    [
        (40, True, "always meets"),
        (50, True, "sometimes meets"),
        (60, True, "always misses"),
        (40, False, "always misses"),
        (50, False, "sometimes meets"),
        (60, False, "always meets"),
    ],
)
def test_assurance_compares_the_target_with_the_limits(target, higher_is_better, said):
    assert spc.assurance(spc.xmr(FLOW), target, higher_is_better) == said


def test_a_target_on_a_limit_is_sometimes_met():
    chart = spc.xmr(FLOW)
    assert (
        spc.assurance(chart, chart.lower, True)
        == spc.assurance(chart, chart.upper, True)
        == "sometimes meets"
    )


def test_assurance_without_a_target_is_refused():
    with pytest.raises(ValueError, match="missing"):
        spc.assurance(spc.xmr(FLOW), np.nan, True)


# NIST/SEMATECH e-Handbook, 6.3.3.1: 25 wafers with 400 defects have a mean of 16 and limits of 4 and 28.
def test_c_chart_is_nists():
    chart = spc.c_chart([16] * 25)
    assert (chart.mean, chart.lower, chart.upper) == (16, 4, 28)
    assert (chart.near_lower, chart.near_upper) == (8, 24)
    assert not chart.trial


def test_limits_of_few_events_do_not_fall_below_0():
    chart = spc.c_chart([0, 1, 0, 2, 0, 0, 1, 9])
    assert chart.lower == chart.near_lower == 0
    assert chart.rule[-1] == "outside limits"
    assert spc.c_chart([0, 0, 0]).upper == 0


def test_nothing_reaches_over_a_gap_in_time():
    rising = [1, 2, 3, 4, 5, 6, 7]
    assert spc.xmr(rising).rule.tolist()[1:-1] == ["trend of 7"] * 5
    apart = spc.xmr(rising, stretches=[0, 0, 0, 1, 1, 1, 1])
    assert "trend of 7" not in apart.rule
    # 10 to 50 is a step over the gap: the moving ranges are 1, 1 and 1.
    assert spc.xmr([10, 11, 50, 51, 52], stretches=[0, 0, 1, 1, 1]).moving_range_mean == 1


def test_t_chart_is_an_individuals_chart_of_the_transformed_times():
    days = [12, 30, 7, 45, 22, 18, 60, 9, 33, 27, 15, 41]
    inner = spc.xmr(np.array(days) ** (1 / 3.6))
    chart = spc.t_chart(days)
    assert chart.upper == pytest.approx(inner.upper**3.6)
    assert chart.mean == pytest.approx(inner.mean**3.6)
    assert spc.t_chart([0, 0, 900, 0, 0]).lower == 0


def test_a_long_time_without_events_is_flagged():
    assert spc.t_chart([10, 14, 9, 12, 11, 13, 8, 12, 10, 11, 14, 2000]).rule[-1] == "outside limits"


# By hand: g = 8, so the upper limit is 8 + 3 sqrt(8 x 9) = 33.4558.
def test_g_chart_by_hand():
    chart = spc.g_chart([4, 12, 8, 6, 10])
    assert chart.upper == pytest.approx(33.4558, abs=1e-4)
    assert chart.lower == 0 and chart.trial
    assert np.isnan([chart.near_lower, chart.near_upper]).all()


def test_g_chart_judges_a_shift_about_the_median():
    gaps = [1, 1, 1, 1, 1, 1, 1, 9, 30, 9, 30, 9, 30, 9, 30]
    assert spc.g_chart(gaps).rule.tolist()[:7] == ["shift of 7"] * 7


@pytest.mark.parametrize("chart", [spc.c_chart, spc.t_chart, spc.g_chart])
def test_charts_of_rare_events_refuse_negative_and_missing_values(chart):
    with pytest.raises(ValueError, match=r"positions \[1\]"):
        chart([1, -1])
    with pytest.raises(ValueError, match=r"positions \[1\]"):
        chart([1, np.nan])
