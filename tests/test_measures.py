"""Measures: each number can do what its kind can, and nothing else."""

import numpy as np
import pandas as pd
import pytest

from jsna.measures import MEASURES, percent


def rows(value, lower=np.nan, upper=np.nan, numerator=np.nan, denominator=np.nan):
    return pd.DataFrame([{"value": value, "lower_95": lower, "upper_95": upper, "numerator": numerator, "denominator": denominator}])


def outcome(measure, first, second):
    lower, upper = MEASURES[measure].difference(first, second, 0.95)
    return "cannot tell" if np.isnan(lower[0]) else "higher" if lower[0] > 0 else "lower" if upper[0] < 0 else "similar"


def test_a_standardised_rate_is_tested_by_its_published_limits_and_not_as_a_share_of_people():
    here, england = rows(72, 64, 81, 300, 150_000), rows(60, 53, 67.9, 280, 160_000)
    assert outcome("standardised", here, england) == "higher"
    assert outcome("standardised", england, here) == "lower"


def test_without_limits_we_cannot_tell():
    assert outcome("standardised", rows(72), rows(60, 53, 68)) == "cannot tell"
    assert outcome("mean", rows(80.0), rows(81.0, 80.5, 81.5)) == "cannot tell"


def test_more_events_than_people_are_a_rate_and_no_share():
    value, lower, upper = MEASURES["rate"].estimate(1_200, 1_000, 1_000, 0.95)
    assert (value, lower < 1_200 < upper) == (1_200, True)
    assert outcome("rate", rows(1_200, numerator=1_200, denominator=1_000), rows(900, numerator=900, denominator=1_000)) == "higher"


def test_a_hidden_or_missing_value_is_in_no_test():
    hidden = rows(np.nan, numerator=5, denominator=100)
    assert outcome("proportion", hidden, rows(10, numerator=10, denominator=100)) == "cannot tell"


@pytest.mark.parametrize("name", ["share", "count", "score"])
def test_what_counts_everybody_has_no_limits_and_no_test(name):
    value, lower, upper = MEASURES[name].estimate([30.0, 5.0], [100.0, 0.0], MEASURES[name].per, 0.95)
    assert value[0] == {"share": 30, "count": 30, "score": 0.3}[name]
    assert np.isnan([*lower, *upper]).all() and MEASURES[name].difference is None


@pytest.mark.parametrize("name", ["standardised", "mean"])
def test_published_values_are_never_added_up_nor_made_anew(name):
    assert not MEASURES[name].pools
    assert MEASURES["standardised"].estimate is None


def test_five_published_rates_that_fall_steadily_have_a_trend_and_four_have_none():
    falling = pd.concat([rows(v, v * 0.95, v * 1.0526) for v in (100, 90, 81, 73, 66)], ignore_index=True)
    assert MEASURES["standardised"].trend(falling).direction == -1
    assert MEASURES["standardised"].trend(falling.head(4)).direction is None
    assert MEASURES["standardised"].trend(falling.iloc[[0] * 5]).direction == 0


@pytest.mark.parametrize(
    "name, value, text",
    [("proportion", 0.456, "0.46%"), ("rate", 901.64, "901.6"), ("count", 6_625.0, "6,625"), ("score", np.nan, "not known")],
)
def test_a_value_is_written_as_its_kind_is(name, value, text):
    assert MEASURES[name].text(value) == text


@pytest.mark.parametrize("value, text", [(0.994, "0.99%"), (0.996, "1.0%"), (1.02, "1.0%"), (-0.998, "-1.0%"), (0.71, "0.71%")])
def test_a_percentage_that_is_one_as_it_is_written_has_the_decimals_of_one(value: float, text: str) -> None:
    assert percent(value) == text
