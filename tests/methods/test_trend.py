"""Trend marker: the chi-squared test for trend, and when it says nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.methods import trend

share = st.integers(2, 10**5).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def some_but_not_all(rows):
    return 0 < sum(x for x, _ in rows) < sum(n for _, n in rows)


@given(st.lists(share, min_size=5, max_size=5).filter(some_but_not_all))
def test_chi_squared_is_armitages_formula_in_counts(rows):
    # Armitage (1955): N (N sum xt - R sum nt)^2 / (R (N - R) (N sum nt2 - (sum nt)^2)), in whole numbers.
    total, cases = sum(n for _, n in rows), sum(x for x, _ in rows)
    xt = sum(x * t for t, (x, _) in enumerate(rows, 1))
    nt = sum(n * t for t, (_, n) in enumerate(rows, 1))
    nt2 = sum(n * t * t for t, (_, n) in enumerate(rows, 1))
    expected = total * (total * xt - cases * nt) ** 2 / (cases * (total - cases) * (total * nt2 - nt**2))
    x, n = np.array(rows).T
    assert trend.proportion(x, n).chi_squared == pytest.approx(expected, rel=1e-6, abs=1e-9)


def test_a_steady_rise_and_fall_are_marked():
    people = [10_000] * 5
    rising = trend.proportion([1000, 1100, 1200, 1300, 1400], people)
    assert rising.direction == 1
    assert rising.slope == pytest.approx(0.01)
    assert trend.proportion([1400, 1300, 1200, 1100, 1000], people).direction == -1


def test_only_the_last_five_periods_count():
    people = [10_000] * 8
    assert trend.proportion([9000, 5000, 1000, 1000, 1000, 1000, 1000, 1000], people).direction == 0


def test_a_trend_that_hangs_on_one_period_is_not_marked():
    leap = trend.proportion([1000, 990, 985, 980, 2000], [10_000] * 5)
    assert leap.chi_squared > trend.SIGNIFICANT
    assert leap.direction == 0


def test_a_trend_that_is_flat_without_one_period_is_not_marked():
    first_apart = trend.weighted([6, 0, 1, 1, 0], [1] * 5)
    assert first_apart.chi_squared > trend.SIGNIFICANT
    assert first_apart.direction == trend.weighted([0, 1, 1, 0, 6], [1] * 5).direction == 0


# The quantile of chi-squared with one degree of freedom at 99.8% is z squared: 3.090232^2 = 9.5495.
def test_the_threshold_is_the_square_of_z():
    assert pytest.approx(3.090232306**2, abs=1e-4) == trend.SIGNIFICANT


@pytest.mark.parametrize("count", [0, 100])
def test_nobody_or_everybody_is_no_trend(count):
    assert trend.proportion([count] * 5, [100] * 5) == trend.Trend(0, 0.0, 0.0)


@pytest.mark.parametrize(
    "x, n",
    [([1, 2, 3, 4], [9] * 4), ([1, 2, np.nan, 4, 5], [9] * 5), ([0, 2, 3, 4, 5], [0, 9, 9, 9, 9])],
)
def test_too_little_cannot_be_calculated(x, n):
    marker = trend.proportion(x, n)
    assert marker.direction is None
    assert np.isnan([marker.chi_squared, marker.slope]).all()
    assert trend.weighted(np.array(x) / np.where(np.array(n) > 0, n, np.nan), [1] * len(x)).direction is None


# By hand: with equal standard errors s the slope of 1, 2, 3, 4, 5 is 1 and chi-squared is 10 / s^2.
@pytest.mark.parametrize("error, direction", [(1.0, 1), (1.1, 0)])
def test_weighted_trend_by_hand(error, direction):
    marker = trend.weighted([1, 2, 3, 4, 5], [error] * 5)
    assert marker.slope == pytest.approx(1)
    assert marker.chi_squared == pytest.approx(10 / error**2)
    assert marker.direction == direction


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(0.1, 10)), min_size=5, max_size=5))
def test_time_reversed_turns_the_sign(rows):
    y, error = np.array(rows).T
    forward, backward = trend.weighted(y, error), trend.weighted(y[::-1], error[::-1])
    assert backward.slope == pytest.approx(-forward.slope, abs=1e-9)
    assert backward.direction == -forward.direction


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(0.1, 10)), min_size=5, max_size=5))
def test_weighted_slope_is_that_of_least_squares(rows):
    y, error = np.array(rows).T
    slope = np.polyfit(np.arange(1, 6), y, 1, w=1 / error)[0]
    assert trend.weighted(y, error).slope == pytest.approx(slope, abs=1e-8)


@pytest.mark.parametrize("error", [0, -1, np.inf])
def test_a_wrong_standard_error_is_refused(error):
    with pytest.raises(ValueError, match=r"positions \[1\]"):
        trend.weighted([1, 2, 3, 4, 5], [1, error, 1, 1, 1])
