"""Fewer: events at the rates of others, by hand, and limits that hold a planted difference as often as they say."""

import numpy as np
import pandas as pd
import pytest

from jsna.analysis.fewer import best, fewer
from jsna.methods import rates

OWN = pd.Series({"numerator": 8_560.0, "value": 4_271.3, "lower_95": 4_180.9, "upper_95": 4_363.3})


def test_events_fewer_are_the_share_by_which_the_rate_is_above_the_other() -> None:
    table = fewer(OWN, {"England": 3_807.7, "itself": 4_271.3, "higher": 4_698.43}).set_index("choice")
    assert table["fewer"].round(1).to_dict() == {"England": 929.1, "itself": 0.0, "higher": -856.0}  # a tenth more of 8,560
    assert (table["lower"] < table["fewer"]).all() and (table["fewer"] < table["upper"]).all()
    assert table.loc["itself", "lower"] < 0 < table.loc["itself", "upper"]


def test_a_rate_that_is_not_held_is_no_choice() -> None:
    assert fewer(OWN, {"England": float("nan"), "similar": 4_000.0})["choice"].tolist() == ["similar"]


def test_a_fifth_of_areas_are_at_or_below_the_best_rate() -> None:
    assert best(pd.Series([500.0, 100.0, 200.0, 300.0, 400.0, 600.0])) == 200.0


@pytest.mark.parametrize("true, other", [(0.05, 0.04), (0.02, 0.02)])
def test_the_limits_hold_a_planted_difference(true: float, other: float) -> None:
    people, inside = 40_000, 0
    events = np.random.default_rng(7).poisson(true * people, 400)
    value, lower, upper = rates.crude_rate(events, np.full(400, people), 100_000, 0.95)
    for row in zip(events, value, lower, upper, strict=True):
        [found] = fewer(pd.Series(dict(zip(OWN.index, row, strict=True))), {"other": 100_000 * other}).to_dict("records")
        inside += found["lower"] <= people * (true - other) <= found["upper"]
    assert 0.92 <= inside / 400 <= 0.98
