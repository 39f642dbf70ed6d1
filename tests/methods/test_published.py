"""Published values with limits and no counts: what follows from the limits alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.methods import published, rates

value = st.floats(1, 1e5)


def test_an_error_is_that_of_the_published_example():
    # Altman and Bland (2011): a ratio of 0.81 with limits 0.70 and 0.94 has z = -2.80; of the logarithm, SE 0.075.
    assert published.standard_error(0.81, 0.70, 0.94, "log") == pytest.approx(0.0752, abs=5e-4)


def test_two_published_ratios_differ_by_the_published_example():
    # Altman and Bland (2003): relative risks 0.67 (0.46 to 0.98) and 0.88 (0.71 to 1.08); ratio 0.76 (0.50 to 1.17).
    lower, upper = np.exp(published.difference(0.67, 0.46, 0.98, 0.88, 0.71, 1.08, "log"))
    assert (lower, upper) == (pytest.approx(0.50, abs=0.01), pytest.approx(1.17, abs=0.01))


def test_rates_that_are_far_apart_for_their_limits_differ():
    lower, _ = published.difference(72, 64, 81, 60, 53, 67.9, "log")
    assert lower > 0


@given(value, st.floats(0.001, 0.5))
def test_limits_of_the_same_confidence_are_the_published_ones(centre, error):
    lower, upper = centre * np.exp(-1.959963985 * error), centre * np.exp(1.959963985 * error)
    assert published.limits(centre, lower, upper, "log", 0.95) == (pytest.approx(lower), pytest.approx(upper))
    low, high = published.limits(centre, lower, upper, "log")
    assert low < lower < upper < high


@given(st.integers(0, 10**5))
def test_limits_of_a_count_are_used_where_there_are_enough_events_and_are_near_those_made_of_the_count(events):
    lower, upper = (float(limit) for limit in rates.poisson_limits(events))
    low, high = published.limits(events, lower, upper, "log")
    if events < 20:
        assert np.isnan(low)
    if events > 40:
        exact, near = rates.poisson_limits(events, 0.998), 0.05 if events < 1_000 else 0.002
        assert (low, high) == (pytest.approx(exact[0], rel=near), pytest.approx(exact[1], rel=near))


def test_a_share_is_on_the_scale_of_odds_and_a_mean_on_its_own():
    assert published.limits(0.5, 0.4, 0.6, "logit")[1] == pytest.approx(0.6545, abs=1e-4)
    assert published.limits(80, 79, 81, "plain")[1] == pytest.approx(80 + 3.090232 / 1.959964, abs=1e-5)


@pytest.mark.parametrize("each", [(0, 0, 3), (5, np.nan, 6), (5, 0, 6), (5, 5, 5), (5, 4.9, 9)])
def test_limits_that_no_normal_law_made_give_nothing(each):
    assert np.isnan(published.standard_error(*each, "log"))


def test_a_value_outside_its_limits_and_an_unknown_scale_are_refused():
    with pytest.raises(ValueError, match=r"outside its limits at positions \[1\]"):
        published.standard_error([2, 9], [1, 1], [3, 3], "log")
    with pytest.raises(ValueError, match="log, logit, plain"):
        published.standard_error(2, 1, 3, "square")
