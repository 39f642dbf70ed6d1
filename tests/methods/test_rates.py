"""Limits of counts and rates against published tables, and their properties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.methods import rates


# Garwood (1936) Biometrika 28:437-442, also Pearson & Hartley, Biometrika Tables, table 40.
@pytest.mark.parametrize(
    "count, lower, upper",
    [(0, 0, 3.69), (1, 0.0253, 5.57), (2, 0.242, 7.22), (3, 0.619, 8.77), (5, 1.62, 11.67), (9, 4.12, 17.08)],
)
def test_exact_limits_are_garwoods(count, lower, upper):
    low, high = rates.poisson_limits(count)
    assert float(f"{low:.3g}") == lower
    assert round(float(high), 2) == upper


# FreeText out by hand from Breslow & Day (1987), page 69, with z = 1.959964 to nine figures.
def test_byar_limits_are_breslow_and_days_formula():
    z = 1.959963985
    low = 100 * (1 - 1 / 900 - z / 30) ** 3
    high = 101 * (1 - 1 / 909 + z / (3 * 101**0.5)) ** 3
    assert rates.poisson_limits([100])[0] == pytest.approx(low, rel=1e-8)
    assert rates.poisson_limits([100])[1] == pytest.approx(high, rel=1e-8)
    assert (round(low, 2), round(high, 2)) == (81.36, 121.63)


@given(st.integers(10, 10**6), st.sampled_from([0.95, 0.998]))
def test_byar_is_within_1_in_50_of_exact_from_10_events(count, confidence):
    np.testing.assert_allclose(
        rates.byar_limits(count, confidence), rates.exact_limits(count, confidence), rtol=0.02
    )


@pytest.mark.parametrize("confidence", [0.95, 0.998])
def test_limits_rise_with_the_count_and_join_smoothly_at_10(confidence):
    lower, upper = rates.poisson_limits(np.arange(200), confidence)
    assert (np.diff(lower) > 0).all() and (np.diff(upper) > 0).all()
    # The step over the join differs from its neighbours by less than a fifth of one event.
    assert np.abs(np.diff(lower, 2)[7:10]).max() < 0.2
    assert np.abs(np.diff(upper, 2)[7:10]).max() < 0.2


@given(st.integers(0, 10**8))
def test_95_per_cent_limits_lie_inside_99_8(count):
    lower, upper = rates.poisson_limits(count)
    outer_lower, outer_upper = rates.poisson_limits(count, 0.998)
    assert 0 <= outer_lower <= lower <= count <= upper <= outer_upper


def test_exact_is_used_below_10_and_byar_from_10():
    lower, upper = rates.poisson_limits([9, 10])
    assert (lower[0], upper[0]) == tuple(float(limit) for limit in rates.exact_limits(9))
    assert (lower[1], upper[1]) == tuple(float(limit) for limit in rates.byar_limits(10))


# By hand: (1 - 1/9 - 1.959964/3)^3 and, from half an event, 0.5 (1 - 1/4.5 - 1.959964/(3 sqrt(0.5)))^3 < 0.
def test_byar_of_one_event_and_of_half_an_event():
    assert rates.byar_limits([1, 0.5])[0].tolist() == pytest.approx([0.013072133, 0], abs=1e-9)
    assert rates.byar_limits(0.5, 0.5)[0] == pytest.approx(
        0.5 * (1 - 1 / 4.5 - 0.6744897502 / (3 * 0.5**0.5)) ** 3
    )


def test_byar_never_falls_below_0():
    assert rates.byar_limits([0, 1], 0.998)[0].tolist() == [0, 0]


def test_missing_counts_pass_through():
    assert np.isnan(rates.poisson_limits(np.nan)).all()
    assert np.isnan(rates.exact_limits([np.nan])).all()


def test_crude_rate_scales_the_limits_of_the_count():
    value, lower, upper = rates.crude_rate([0, 5, 0, 3, np.nan], [1000, 2000, 0, 0, 10], 1000)
    assert value[:2].tolist() == [0, 2.5]
    assert np.round([lower[0], upper[0], lower[1], upper[1]], 2).tolist() == [0, 3.69, 0.81, 5.83]
    assert np.isnan([value[2:], lower[2:], upper[2:]]).all()


def test_events_may_outnumber_people():
    assert rates.crude_rate(30, 20)[0] == 1.5


@pytest.mark.parametrize("count, denominator", [([1, -1], 5), ([1, 1], [5, -5]), ([1, np.inf], 5)])
def test_impossible_counts_are_refused_by_position(count, denominator):
    with pytest.raises(ValueError, match=r"positions \[1\]"):
        rates.crude_rate(count, denominator)


@pytest.mark.parametrize("method", [rates.exact_limits, rates.byar_limits, rates.poisson_limits])
def test_a_wrong_confidence_is_refused(method):
    with pytest.raises(ValueError, match="confidence"):
        method(5, 95)
