"""Agreement with PHStatsMethods, where that package is right and installed."""

import numpy as np
import pandas as pd
import pytest

from jsna.methods import funnel, means, proportions, quantiles, rates, standardisation
from jsna.methods.standard_population import european_2013

oracle = pytest.importorskip("PHStatsMethods", reason="PHStatsMethods is not installed")
from PHStatsMethods import confidence_intervals as theirs  # noqa: E402

RANDOM = np.random.default_rng(1)
COUNTS = [1, 2, 9, 10, 11, 57, 1234]


@pytest.mark.parametrize("confidence", [0.95, 0.998])
def test_wilson_agrees(confidence):
    for x, n in [(0, 9), (9, 9), (3, 17), (812, 12_345)]:
        expected = theirs.wilson(x, n, confidence)
        assert proportions.wilson(x, n, confidence) == pytest.approx(expected, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("confidence", [0.95, 0.998])
@pytest.mark.parametrize("count", COUNTS)
def test_limits_of_counts_agree(count, confidence):
    exact = theirs.exact_lower(count, confidence), theirs.exact_upper(count, confidence)
    # Its byars functions are exact below 10, as poisson_limits is.
    byar = theirs.byars_lower(count, confidence), theirs.byars_upper(count, confidence)
    assert rates.poisson_limits(count, confidence) == pytest.approx(byar, rel=1e-9)
    assert rates.exact_limits(count, confidence) == pytest.approx(exact, rel=1e-9)


def test_directly_standardised_rates_agree():
    areas = np.repeat(np.arange(8), 19)
    frame = pd.DataFrame(
        {
            "area": areas,
            "x": RANDOM.poisson(5, areas.size),
            "n": RANDOM.integers(500, 5000, areas.size),
            "w": np.tile(european_2013(), 8),
        }
    )
    expected = oracle.ph_dsr(frame, "x", "n", ref_denom_col="w", group_cols="area", euro_standard_pops=False)
    x, n, w = (frame[column].to_numpy().reshape(8, 19) for column in "xnw")
    rate = standardisation.direct(x, n, w, 100_000)
    for ours, column in [(rate.value, "Value"), (rate.lower, "lower_95_ci"), (rate.upper, "upper_95_ci")]:
        np.testing.assert_allclose(ours, expected[column].astype(float), rtol=1e-9)


@pytest.mark.parametrize("areas", [10, 106, 191, 317])
def test_quantiles_agree(areas):
    frame = pd.DataFrame({"value": RANDOM.permutation(areas).astype(float)})
    expected = oracle.ph_quantile(frame, "value", nquantiles=10, invert=False)
    np.testing.assert_array_equal(quantiles.groups(frame["value"], 10), expected["quantile"].astype(float))


def test_means_agree():
    frame = pd.DataFrame({"group": np.repeat(list("abcd"), 6), "value": RANDOM.normal(50, 9, 24)})
    expected = oracle.ph_mean(frame, "value", "group")
    found = means.grouped(frame["value"], frame["group"])
    assert list(found[0]) == list(expected["group"])
    for ours, column in zip(found[1:], ["Value", "lower_95_ci", "upper_95_ci"], strict=True):
        np.testing.assert_allclose(ours, expected[column].astype(float), rtol=1e-9)


def test_european_standard_population_agrees():
    assert european_2013().tolist() == list(oracle.euro_standard_pop()["euro_standard_pops"])


def test_funnel_of_proportions_brackets_the_pooled_value():
    lower, upper = funnel.proportion_limits([50, 500], 0.2)
    assert lower[0] < lower[1] < 0.2 < upper[1] < upper[0]
