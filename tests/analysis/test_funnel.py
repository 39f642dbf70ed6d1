"""Funnels of practices: limits of chance alone, and limits that take the spread between practices as usual."""

import numpy as np
import pandas as pd
import pytest

from jsna.analysis import funnel
from jsna.methods import funnel as methods

SIZES = np.linspace(1_500, 15_000, 40).round()


def practices(numerator: object, denominator: object = 1_000.0) -> pd.DataFrame:
    rows = pd.DataFrame({"numerator": numerator, "denominator": denominator})
    return rows.assign(value=100 * rows["numerator"] / rows["denominator"])


def drawn(seed: int, spread: float) -> pd.DataFrame:
    """Practices whose true rates lie around 7% with a standard deviation of `spread`, in fractions."""
    random = np.random.default_rng(seed)
    return practices(random.binomial(SIZES.astype(int), np.clip(random.normal(0.07, spread, SIZES.size), 0, 1)), SIZES)


def test_practices_with_one_rate_get_the_limits_of_chance_and_no_others() -> None:
    table = funnel.limits(practices([70, 71, 69, 70, 72]))
    lower, upper = methods.proportion_limits(table["denominator"], table["benchmark"] / 100, 0.998)
    assert table["tau2"].eq(0).all() and table["phi"].lt(1).all()
    for kind in ("chance", "funnel"):
        assert np.allclose(table[f"{kind}_lower_998"], 100 * lower) and np.allclose(table[f"{kind}_upper_998"], 100 * upper)


@pytest.mark.parametrize("seed", range(5))
def test_the_usual_spread_widens_the_limits_and_leaves_fewer_outside(seed: int) -> None:
    table = funnel.limits(drawn(seed, 0.015))
    assert (table["funnel_lower_998"] <= table["chance_lower_998"]).all() and (table["funnel_upper_998"] > table["chance_upper_998"]).all()
    outside = table["outside_998"] != ""
    assert 3 * outside.sum() < (table["outside_chance"] != "").sum() > 5
    assert (table.loc[outside, "outside_chance"] == table.loc[outside, "outside_998"]).all()


def test_one_practice_far_from_many_stays_outside_since_the_extremes_are_drawn_in() -> None:
    rows = drawn(1, 0.01)
    odd = practices([2_400.0, 10.0], [8_000.0, 8_000.0])
    sides = funnel.limits(pd.concat([rows, odd], ignore_index=True)).set_index("numerator")["outside_998"]
    assert (sides[2_400.0], sides[10.0]) == ("above", "below")


def test_of_practices_with_one_rate_as_many_are_outside_the_limits_of_chance_as_expected() -> None:
    tables = [funnel.limits(drawn(seed, 0.0)) for seed in range(300)]
    found = sum((table["outside_chance"] != "").sum() for table in tables)
    expected = sum(funnel.expected_outside(table) for table in tables)
    assert expected == pytest.approx(24.0) and abs(found - expected) < 3 * np.sqrt(expected)


@pytest.mark.parametrize("counts", [[0, 0, 0], [1_000, 1_000]])
def test_where_nobody_or_everybody_is_recorded_none_is_outside(counts: list[int]) -> None:
    assert funnel.limits(practices(counts))["outside_998"].eq("").all()


def test_the_lines_are_the_limits_that_judge_the_practices() -> None:
    table = funnel.limits(drawn(3, 0.02))
    ends = funnel.curves(table).iloc[[0, -1]]
    judged = table.sort_values("denominator").iloc[[0, -1]]
    for column in ends.columns:
        assert np.allclose(ends[column], judged[column]), column
