"""Comparisons against Newcombe's published table, and their properties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.methods import comparison, proportions, rates

share = st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_a_benchmark_on_a_limit_is_similar():
    lower, upper = [1, 2, 3, 1, 1, np.nan], [2, 3, 4, 2, np.nan, 3]
    outcome = comparison.with_fixed(lower, upper, [3, 3, 2, np.nan, 1, 1])
    np.testing.assert_array_equal(outcome, [-1, 0, 1, np.nan, np.nan, np.nan])
    assert comparison.with_fixed(3, 4, 3) == 0


def test_limits_in_the_wrong_order_are_refused():
    with pytest.raises(ValueError, match=r"positions \[1\]"):
        comparison.with_fixed([1, 3], [2, 2], 2)


# Newcombe (1998) Stat Med 17:873-890, table II, method 10.
@pytest.mark.parametrize(
    "x1, n1, x2, n2, lower, upper",
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (0, 10, 0, 10, -0.2775, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0),
        (10, 10, 0, 10, 0.6075, 1.0),
    ],
)
def test_difference_is_newcombes_method_10(x1, n1, x2, n2, lower, upper):
    difference, low, high = comparison.proportion_difference(x1, n1, x2, n2)
    assert difference == pytest.approx(x1 / n1 - x2 / n2)
    assert np.round([low, high], 4).tolist() == [lower, upper]


@given(share, share)
def test_swapping_the_areas_swaps_the_sign(first, second):
    difference, lower, upper = comparison.proportion_difference(*first, *second)
    back, back_lower, back_upper = comparison.proportion_difference(*second, *first)
    np.testing.assert_allclose([back, back_lower, back_upper], [-difference, -upper, -lower], atol=1e-12)
    assert -1 - 1e-12 <= lower <= difference <= upper <= 1 + 1e-12


@given(share)
def test_intervals_that_do_not_overlap_differ(first):
    x, n = first
    lower, upper = proportions.wilson(x, n)
    other_lower, other_upper = proportions.wilson(n - x, n)
    if lower > other_upper or upper < other_lower:
        _, low, high = comparison.proportion_difference(x, n, n - x, n)
        assert low > 0 or high < 0


def test_a_denominator_of_0_cannot_be_compared():
    assert np.isnan(comparison.proportion_difference(0, 0, 1, 2)).all()


# By hand: se of log ratio = sqrt(1/100 + 1/25) = 0.2236068; exp(1.959964 x 0.2236068) = 1.550010.
def test_rate_ratio_is_the_log_method():
    ratio, lower, upper = comparison.rate_ratio(100, 1000, 25, 500)
    assert [ratio, lower, upper] == pytest.approx([2, 2 / 1.550010, 2 * 1.550010], rel=1e-6)


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 10**6))
def test_swapping_the_rates_inverts_the_ratio(o1, n1, o2, n2):
    ratio, lower, upper = comparison.rate_ratio(o1, n1, o2, n2)
    back = comparison.rate_ratio(o2, n2, o1, n1)
    np.testing.assert_allclose(back, [1 / ratio, 1 / upper, 1 / lower], rtol=1e-9)


def test_too_few_events_for_a_ratio_gives_no_interval():
    ratio, lower, upper = comparison.rate_ratio([0, 5, 5, 5], [10, 10, 0, 10], [5, 0, 5, 5], [10, 10, 10, 0])
    np.testing.assert_array_equal(ratio, [0, np.nan, np.nan, np.nan])
    assert np.isnan([lower, upper]).all()


def test_a_sliver_of_an_event_gives_wide_limits_without_overflow():
    ratio, lower, upper = comparison.rate_ratio(1e-9, 10, 5, 10)
    assert 0 < lower < 1e-100 < ratio < 1e100 < upper < np.inf


# By hand: a 3-4-5 triangle of standard errors.
def test_difference_of_standardised_rates_adds_their_variances():
    difference, lower, upper = comparison.dsr_difference(110, 3, 100, 4)
    assert [difference, lower, upper] == pytest.approx([10, 10 - 5 * 1.959963985, 10 + 5 * 1.959963985])


def test_a_negative_standard_error_is_refused():
    with pytest.raises(ValueError, match=r"positions \[0\]"):
        comparison.dsr_difference(1, -1, 1, 1)


def test_expected_flags_of_191_areas():
    assert comparison.expected_flags(191) == pytest.approx(9.55)
    assert comparison.expected_flags(191, 0.998) == pytest.approx(0.382)


def test_expected_flags_wants_a_confidence():
    with pytest.raises(ValueError, match="confidence"):
        comparison.expected_flags(191, 95)


def test_wider_confidence_gives_wider_differences():
    for method, values in [
        (comparison.proportion_difference, (56, 70, 48, 80)),
        (comparison.rate_ratio, (56, 70, 48, 80)),
        (comparison.dsr_difference, (5, 1, 4, 1)),
    ]:
        _, lower, upper = method(*values)
        _, outer_lower, outer_upper = method(*values, 0.998)
        assert outer_lower < lower < upper < outer_upper


@given(st.integers(0, 500), st.integers(1, 10**5), st.floats(1e-4, 0.1))
def test_a_rate_is_above_a_benchmark_exactly_when_its_count_is(count, people, benchmark):
    _, lower, upper = rates.crude_rate(count, people)
    low, high = rates.poisson_limits(count)
    expected = people * benchmark
    near = np.isclose([low, high], expected, rtol=1e-9).any()
    assert near or comparison.with_fixed(lower, upper, benchmark) == comparison.with_fixed(
        low, high, expected
    )
