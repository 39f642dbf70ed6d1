"""Empirical Bayes values: by hand, by simulation, and their properties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from jsna.methods import shrinkage

share = st.integers(1, 10**5).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


# By hand: ratios 0.5 and 1.5 of 100 expected have mean 1, squares 50, excess 50 - 1 = 49 and room 200 - 100;
# the variance between is 0.49, so the prior counts 1 / 0.49 events and areas weigh 100 / (100 + 1 / 0.49).
def test_gamma_poisson_by_hand():
    found = shrinkage.gamma_poisson([50, 150], [100, 100])
    weight = 100 / (100 + 1 / 0.49)
    assert found.spread == pytest.approx(0.7)
    assert found.weight.tolist() == pytest.approx([weight, weight])
    assert found.value.tolist() == pytest.approx([1 - 0.5 * weight, 1 + 0.5 * weight])
    prior = 1 / 0.49
    posterior = stats.gamma(50 + prior, scale=1 / (100 + prior))
    assert [found.lower[0], found.upper[0]] == pytest.approx([posterior.ppf(0.025), posterior.ppf(0.975)])


# By hand: 20 and 40 of 100 have mean 0.3 and squares 2: excess 2 / 0.21 - 1 over room 100 less 1 is 0.0861.
def test_beta_binomial_by_hand():
    found = shrinkage.beta_binomial([20, 40], [100, 100])
    alike = (2 / 0.21 - 1) / 99
    prior = (1 - alike) / alike
    assert found.spread == pytest.approx(np.sqrt(alike * 0.21))
    assert found.value.tolist() == pytest.approx(
        [(20 + 0.3 * prior) / (100 + prior), (40 + 0.3 * prior) / (100 + prior)]
    )
    posterior = stats.beta(20 + 0.3 * prior, 80 + 0.7 * prior)
    assert [found.lower[0], found.upper[0]] == pytest.approx([posterior.ppf(0.025), posterior.ppf(0.975)])


@pytest.mark.parametrize("method", [shrinkage.beta_binomial, shrinkage.gamma_poisson])
@given(rows=st.lists(share, min_size=1, max_size=30))
def test_values_lie_between_the_areas_own_and_the_mean(method, rows):
    x, n = np.array(rows).T
    found = method(x, n)
    own = x / n
    assert (found.value >= np.minimum(own, found.mean) - 1e-9).all()
    assert (found.value <= np.maximum(own, found.mean) + 1e-9).all()
    np.testing.assert_allclose(
        found.value, found.mean + found.weight * (own - found.mean), rtol=1e-6, atol=1e-9
    )
    if found.spread > 0:
        assert (found.lower <= found.upper).all()
        order = np.argsort(n)
        assert (np.diff(found.weight[order]) >= -1e-12).all()


def test_the_spread_between_areas_is_found():
    random = np.random.default_rng(1)
    people = random.integers(200, 2000, 5000)
    chance = random.beta(20, 180, 5000)
    found = shrinkage.beta_binomial(random.binomial(people, chance), people)
    assert found.spread == pytest.approx(np.sqrt(0.1 * 0.9 / 201), rel=0.05)
    inside = (found.lower <= chance) & (chance <= found.upper)
    assert inside.mean() == pytest.approx(0.95, abs=0.01)
    observed = random.binomial(people, chance) / people
    assert np.mean((found.value - chance) ** 2) < np.mean((observed - chance) ** 2)


def test_the_spread_between_rates_is_found():
    random = np.random.default_rng(1)
    expected = random.uniform(5, 50, 5000)
    ratio = random.gamma(25, 1 / 25, 5000)
    found = shrinkage.gamma_poisson(random.poisson(expected * ratio), expected)
    assert found.spread == pytest.approx(0.2, rel=0.05)
    assert ((found.lower <= ratio) & (ratio <= found.upper)).mean() == pytest.approx(0.95, abs=0.01)


@pytest.mark.parametrize("method", [shrinkage.beta_binomial, shrinkage.gamma_poisson])
def test_areas_that_differ_by_chance_alone_all_take_the_mean(method):
    found = method([10, 10, np.nan], [100, 100, 100])
    np.testing.assert_array_equal(found.value, [0.1, 0.1, np.nan])
    np.testing.assert_array_equal(found.weight, [0, 0, np.nan])
    assert np.isnan([found.lower, found.upper]).all()
    assert found.spread == 0


@pytest.mark.parametrize("method", [shrinkage.beta_binomial, shrinkage.gamma_poisson])
def test_areas_without_counts_take_no_part(method):
    found = method([5, 60, np.nan, 0], [100, 100, 100, 0])
    alone = method([5, 60], [100, 100])
    np.testing.assert_array_equal(found.value[:2], alone.value)
    assert np.isnan([found.value[2:], found.lower[2:], found.upper[2:], found.weight[2:]]).all()
    nobody = method([np.nan], [5])
    assert np.isnan(nobody.mean) and np.isnan(nobody.value).all()


@pytest.mark.parametrize("method", [shrinkage.beta_binomial, shrinkage.gamma_poisson])
def test_no_events_anywhere_and_one_area_are_allowed(method):
    assert method([0, 0], [10, 20]).value.tolist() == [0, 0]
    assert method([5], [10]).value.tolist() == [0.5]


def test_areas_of_one_person_cannot_show_a_spread():
    assert shrinkage.beta_binomial([0, 1, 1], [1, 1, 1]).spread == 0


def test_all_or_nobody_in_each_area_is_allowed():
    found = shrinkage.beta_binomial([0, 100], [100, 100])
    assert found.value.tolist() == pytest.approx([0, 1], abs=1e-6)


@pytest.mark.parametrize("method", [shrinkage.beta_binomial, shrinkage.gamma_poisson])
def test_wrong_input_is_refused(method):
    with pytest.raises(ValueError, match=r"positions \[1\]"):
        method([1, -1], [5, 5])
    with pytest.raises(ValueError, match="confidence"):
        method([1, 1], [5, 5], 95)
