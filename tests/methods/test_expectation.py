"""Shares expected for what areas are like: beside statsmodels, beside refits, and by simulation of areas whose truth is known."""

import warnings

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.special import expit

from jsna.methods.expectation import expectation

AREAS = 191


def areas(seed, tau=0.1, planted=0.0):
    """Areas that differ by three covariates and a spread between them; the first one by so many spreads more."""
    random = np.random.default_rng(seed)
    covariates = random.normal(size=(AREAS, 3))
    n = random.integers(100_000, 500_000, AREAS)
    log_odds = -2 + covariates @ [0.25, -0.1, 0.05] + random.normal(0, tau, AREAS)
    log_odds[0] += planted * tau
    return random.binomial(n, expit(log_odds)), n, covariates


def test_without_a_spread_between_areas_the_fit_is_that_of_a_binomial_model():
    x, n, covariates = areas(1, tau=0.0)
    glm = sm.GLM(np.column_stack([x, n - x]), sm.add_constant(covariates), family=sm.families.Binomial()).fit()
    fit = expectation(x, n, covariates)
    assert fit.tau2 < 1e-5
    np.testing.assert_allclose(fit.share, glm.mu, rtol=2e-3)  # apart by each area's own influence


def test_an_area_is_judged_as_by_a_fit_without_it():
    x, n, covariates = areas(2)
    whole = expectation(x, n, covariates)
    for area in (0, 17, 190):
        others = np.arange(AREAS) != area
        chance = n[others] * (p := x[others].sum() / n[others].sum()) * (1 - p)
        model = sm.GLM(
            np.column_stack([x, n - x])[others], sm.add_constant(covariates)[others], family=sm.families.Binomial(),
            var_weights=1 / (1 + whole.tau2 * chance),
        ).fit()  # fmt: skip
        refit = float(sm.add_constant(covariates)[area] @ model.params)
        assert whole.log_odds[area] == pytest.approx(refit, abs=0.02 * np.sqrt(whole.variance[area]))


def test_areas_that_differ_only_by_what_is_allowed_for_are_flagged_at_the_nominal_rate():
    scores = np.concatenate([expectation(*areas(seed)).scores for seed in range(100)])
    assert np.mean(np.abs(scores) > 1.959964) == pytest.approx(0.05, abs=0.006)
    assert np.mean(np.abs(scores) > 3.090232) == pytest.approx(0.002, abs=0.0015)


def test_a_difference_of_three_spreads_is_found_in_most_draws():
    flagged = [expectation(*areas(seed, planted=3.0)).scores[0] > 1.959964 for seed in range(200)]
    assert np.mean(flagged) >= 0.80


def test_limits_leave_out_what_the_score_calls_far():
    x, n, covariates = areas(3)
    fit = expectation(x, n, covariates)
    lower, upper = fit.limits(0.95)
    outside = (x / n < lower) | (x / n > upper)
    np.testing.assert_array_equal(outside, np.abs(fit.scores) > 1.959964)
    assert (fit.limits(0.998)[0] < lower).all() and (lower < fit.share).all() and (fit.share < upper).all()


def test_the_order_and_unit_of_covariates_and_areas_do_not_matter():
    x, n, covariates = areas(4)
    order = np.random.default_rng(0).permutation(AREAS)
    fit, other = expectation(x, n, covariates), expectation(x[order], n[order], 100 * covariates[order][:, ::-1] + 7)
    np.testing.assert_allclose(other.share, fit.share[order], rtol=1e-6)


def test_a_few_odd_areas_do_not_set_the_spread_when_they_are_drawn_in():
    x, n, covariates = areas(5)
    x[:3] = n[:3] // 2
    assert expectation(x, n, covariates, 0.02).tau2 < 0.5 * expectation(x, n, covariates).tau2


@pytest.mark.parametrize(
    "x, n, covariates, message",
    [
        ([5, 1], [4, 9], [[1], [2]], r"above its denominator at positions \[0\]"),
        ([1, np.nan], [4, 9], [[1], [2]], r"missing value at positions \[1\]"),
        ([1, 1], [4, 0], [[1], [2]], r"nobody in the denominator at positions \[1\]"),
        ([0, 0, 0], [4, 9, 9], [[1], [2], [4]], "nobody or everybody"),
        ([1, 2, 3], [4, 9, 9], [[1], [1], [1]], "constant or follows"),
        ([1, 2], [4, 9], [[1], [2]], "2 areas cannot tell"),
        ([1, 2], [4, 9], [1, 2], "a row an area"),
    ],
)
def test_wrong_counts_and_covariates_are_refused(x, n, covariates, message):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ValueError, match=message):
            expectation(x, n, covariates)
