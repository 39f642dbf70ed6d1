"""Funnel limits against published values, their agreement with intervals, and over-dispersion."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import norm

from jsna.methods import comparison, funnel, proportions

share = st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
confidences = st.sampled_from([0.95, 0.998])


# Test values of the R package FunnelPlotR (test-poisson_limits.R), which follows Spiegelhalter (2005).
@pytest.mark.parametrize(
    "expected, lower, upper, outer_lower, outer_upper",
    [
        (15, 0.5596924, 1.649348, 0.3862650, 2.082907),
        (20, 0.6108260, 1.544419, 0.4479107, 1.902094),
        (30, 0.6746958, 1.427562, 0.5289724, 1.702771),
    ],
)
def test_ratio_limits_are_spiegelhalters(expected, lower, upper, outer_lower, outer_upper):
    assert funnel.ratio_limits(expected) == pytest.approx((lower, upper), abs=1e-6)
    assert funnel.ratio_limits(expected, 0.998) == pytest.approx((outer_lower, outer_upper), abs=1e-6)


# By hand: 0.5 -+ 1.959964 x sqrt(0.25 / 100).
def test_proportion_limits_are_the_normal_limits_around_the_benchmark():
    assert funnel.proportion_limits(100, 0.5) == pytest.approx((0.4020018, 0.5979982), abs=1e-7)


@given(share, st.floats(0.001, 0.999), confidences)
def test_a_point_is_outside_exactly_when_wilson_leaves_the_benchmark_out(pair, benchmark, confidence):
    x, n = pair
    lower, upper = funnel.proportion_limits(n, benchmark, confidence)
    assume(not np.isclose(x / n, [lower, upper], rtol=1e-9, atol=1e-12).any())
    flag = comparison.with_fixed(*proportions.wilson(x, n, confidence), benchmark)
    assert flag == float(x / n > upper) - float(x / n < lower)


def test_proportion_limits_stay_between_0_and_1():
    assert funnel.proportion_limits(1, 0.1)[0] == 0
    assert funnel.proportion_limits(1, 0.9)[1] == 1


@given(confidences)
def test_funnels_narrow_with_size(confidence):
    size = np.arange(1, 500)
    for lower, upper in [
        funnel.proportion_limits(size, 0.2, confidence),
        funnel.ratio_limits(size, confidence),
    ]:
        assert (np.diff(upper) <= 1e-12).all() and (np.diff(lower) >= -1e-12).all()


def test_nothing_to_divide_by_gives_missing_limits():
    assert np.isnan(funnel.proportion_limits([0, np.nan], 0.5)).all()
    assert np.isnan(funnel.ratio_limits([0, np.nan])).all()


def test_a_standardised_rate_of_fewer_than_10_events_has_no_place():
    place = funnel.derived_denominator([9, 10, 10], [0.001, 0.002, 0])
    np.testing.assert_array_equal(place, [np.nan, 5000, np.nan])


@pytest.mark.parametrize("benchmark", [-0.1, 1.1, np.nan])
def test_a_benchmark_that_is_no_fraction_is_refused(benchmark):
    with pytest.raises(ValueError, match=r"positions \[0\]"):
        funnel.proportion_limits(10, benchmark)


@pytest.mark.parametrize("benchmark", [0, -1, np.nan])
def test_a_ratio_benchmark_of_0_or_less_is_refused(benchmark):
    with pytest.raises(ValueError, match="at positions"):
        funnel.ratio_limits(10, benchmark=benchmark)


def test_a_wrong_confidence_is_refused():
    with pytest.raises(ValueError, match="confidence"):
        funnel.ratio_limits(10, 95)


# By hand: on the square-root scale with E = 100 in four areas s = 1/20, so the ratios 1.21, 1.21, 0.81 and
# 0.81 have z = 2, 2, -2, -2; phi = 4; w = 400; tau2 = (4 x 4 - 3) / (1600 - 400) = 13 / 1200.
def test_overdispersion_by_hand():
    found = funnel.overdispersion([121, 121, 81, 81], [100] * 4, 1, 0, "sqrt")
    assert found.phi == pytest.approx(4)
    assert found.tau2 == pytest.approx(13 / 1200)
    half = 1.959963985 * np.sqrt(1 / 400 + 13 / 1200)
    assert found.limits(100) == pytest.approx(((1 - half) ** 2, (1 + half) ** 2))


# By hand: the quantiles at 10 and 90% of z = -10 ... 10 in 21 steps of 1 are -8 and 8.
def test_winsorising_draws_in_the_extremes():
    z = np.arange(-10, 11)
    expected = 10_000.0
    observed = (1 + z / (2 * np.sqrt(expected))) ** 2 * expected
    drawn_in = np.clip(z, -8, 8)
    found = funnel.overdispersion(observed, np.full(21, expected), 1, 0.1, "sqrt")
    assert found.phi == pytest.approx(np.mean(drawn_in**2))


@pytest.mark.parametrize("scale", ["sqrt", "log"])
def test_chance_alone_gives_phi_near_1(scale):
    random = np.random.default_rng(1)
    expected = random.uniform(50, 500, 4000)
    found = funnel.overdispersion(random.poisson(expected), expected, 1, 0, scale)
    assert found.phi == pytest.approx(1, abs=0.1)
    assert found.tau2 < 0.001


def test_chance_alone_gives_phi_near_1_for_proportions():
    random = np.random.default_rng(1)
    people = random.integers(500, 5000, 4000)
    found = funnel.overdispersion(random.binomial(people, 0.1), people, 0.1, 0)
    assert found.phi == pytest.approx(1, abs=0.1)


def test_variance_between_areas_is_found():
    random = np.random.default_rng(1)
    expected = random.uniform(500, 5000, 4000)
    observed = random.poisson(expected * np.exp(random.normal(0, 0.2, 4000)))
    assert funnel.overdispersion(observed, expected, 1, 0, "log").tau2 == pytest.approx(0.04, rel=0.1)


@given(
    st.lists(share, min_size=1, max_size=30),
    st.floats(0.01, 0.99),
    st.sampled_from(["arcsine", "sqrt", "log"]),
)
def test_adjusted_limits_contain_the_benchmark_and_grow_with_confidence(pairs, benchmark, scale):
    x, n = np.array(pairs).T
    found = funnel.overdispersion(x, n, benchmark, scale=scale)
    lower, upper = found.limits(n)
    outer_lower, outer_upper = found.limits(n, 0.998)
    assert found.phi >= 0 and found.tau2 >= 0
    assert (outer_lower <= lower).all() and (lower <= benchmark * (1 + 1e-9)).all()
    assert (benchmark * (1 - 1e-9) <= upper).all() and (upper <= outer_upper).all() and (lower >= 0).all()


# By hand, on the square root scale: (sqrt(1.21) - 1) / sqrt(1 / 400 + 0.0075) = 0.1 / 0.1.
def test_a_score_is_the_distance_in_deviations_of_chance_and_spread_together():
    found = funnel.Overdispersion(4.0, 0.0075, 1.0, "sqrt")
    assert found.scores([121, 100, 81], 100) == pytest.approx([1, 0, -1])
    assert funnel.Overdispersion(4.0, 0.0, 1.0, "sqrt").scores(121, 100) == pytest.approx(2)
    assert np.isnan(found.scores([np.nan, 5], [100, 0])).all()


@given(share, st.floats(0.01, 0.99), st.floats(0, 0.2), confidences)
def test_a_score_is_beyond_the_quantile_exactly_where_the_area_is_outside_the_limits(pair, benchmark, tau2, confidence):
    x, n = pair
    found = funnel.Overdispersion(1.0, tau2, benchmark, "arcsine")
    lower, upper = found.limits(n, confidence)
    score, quantile = float(found.scores(x, n)), norm.ppf(0.5 + confidence / 2)
    assume(abs(abs(score) - quantile) > 1e-6)
    ends = (x == 0 and lower == 0) or (x == n and upper == 1)  # a limit goes no further than nobody or everybody
    assert ends or (abs(score) > quantile) == (x / n > upper or x / n < lower)


def test_areas_without_counts_take_no_part():
    with_gaps = funnel.overdispersion([10, 30, np.nan, 0], [100, 100, 100, 0], 0.2)
    assert with_gaps == funnel.overdispersion([10, 30], [100, 100], 0.2)
    nobody = funnel.overdispersion([np.nan], [10], 0.2)
    assert np.isnan([nobody.phi, nobody.tau2]).all()
    assert np.isnan(with_gaps.limits([0, np.nan])).all()


def test_one_area_shows_no_variance_between_areas():
    assert funnel.overdispersion([50], [100], 0.1).tau2 == 0


def test_no_events_stand_as_half_an_event_on_the_log_scale():
    assert funnel.overdispersion([0], [4], 1, 0, "log").phi == pytest.approx(np.log(0.125) ** 2 * 4)


@pytest.mark.parametrize(
    "wrong, message",
    [
        ({"scale": "cube"}, "scale"),
        ({"benchmark": 0}, "benchmark"),
        ({"benchmark": 1}, "benchmark"),
        ({"benchmark": np.nan}, "benchmark"),
        ({"benchmark": np.inf, "scale": "log"}, "benchmark"),
        ({"winsorise": 0.5}, "winsorise"),
        ({"winsorise": -0.1}, "winsorise"),
        ({"numerator": [3]}, "positions"),
    ],
)
def test_wrong_settings_are_refused(wrong, message):
    settings = {"numerator": [1], "denominator": [2], "benchmark": 0.2} | wrong
    with pytest.raises(ValueError, match=message):
        funnel.overdispersion(**settings)
