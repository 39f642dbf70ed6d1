"""Funnels of practices: limits of chance alone, and limits that take the spread between practices as usual."""

import numpy as np
import pandas as pd
import pytest

from jsna.analysis import funnel
from jsna.methods import funnel as methods

SIZES = np.linspace(1_500, 15_000, 40).round()


def practices(numerator: object, denominator: object = 1_000.0) -> pd.DataFrame:
    rows = pd.DataFrame({"numerator": numerator, "denominator": denominator})
    return rows.assign(value=100 * rows["numerator"] / rows["denominator"], special="")


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
    outside = table["outside"] != ""
    assert 3 * outside.sum() < (table["outside_chance"] != "").sum() > 5
    assert (table.loc[outside, "outside_chance"] == table.loc[outside, "outside"]).all()


def test_one_practice_far_from_many_stays_outside_since_the_extremes_are_drawn_in() -> None:
    rows = drawn(1, 0.01)
    odd = practices([2_400.0, 10.0], [8_000.0, 8_000.0])
    sides = funnel.limits(pd.concat([rows, odd], ignore_index=True)).set_index("numerator")["outside"]
    assert (sides[2_400.0], sides[10.0]) == ("above", "below")


def test_of_practices_with_one_rate_as_many_are_outside_the_limits_of_chance_as_expected() -> None:
    tables = [funnel.limits(drawn(seed, 0.0)) for seed in range(300)]
    found = sum((table["outside_chance"] != "").sum() for table in tables)
    expected = sum(funnel.expected_outside(len(table)) for table in tables)
    assert expected == pytest.approx(24.0) and abs(found - expected) < 3 * np.sqrt(expected)


@pytest.mark.parametrize("counts", [[0, 0, 0], [1_000, 1_000]])
def test_where_nobody_or_everybody_is_recorded_none_is_outside(counts: list[int]) -> None:
    assert funnel.limits(practices(counts))["outside"].eq("").all()


def test_the_lines_are_the_limits_that_judge_the_practices() -> None:
    table = funnel.limits(drawn(3, 0.02))
    ends = funnel.curves(table).iloc[[0, -1]]
    judged = table.sort_values("size").iloc[[0, -1]]
    for column in ends.columns:
        assert np.allclose(ends[column], judged[column]), column


def ratios(observed: object, expected: object = 100.0) -> pd.DataFrame:
    rows = pd.DataFrame({"numerator": observed, "expected": expected})
    return rows.assign(ratio=100 * rows["numerator"] / rows["expected"], value=1.0, special="")


def judged(rows: pd.DataFrame) -> pd.DataFrame:
    return funnel.of_ratios(rows, 100 * rows["numerator"].sum() / rows["expected"].sum())


def test_ratios_that_differ_by_chance_alone_have_its_limits() -> None:
    # Spiegelhalter (2005), as the R package FunnelPlotR computes it: 15 expected, 99.8%.
    table = funnel.of_ratios(ratios([15.0, 14.0, 16.0], 15.0), 100.0)
    assert table["tau2"].eq(0).all() and table["benchmark"].eq(100).all()
    for kind in ("chance", "funnel"):
        assert np.allclose(table[f"{kind}_lower_998"], 38.62650) and np.allclose(table[f"{kind}_upper_998"], 208.2907)
    assert table["outside"].eq("").all()


def test_the_usual_spread_of_ratios_is_that_of_the_square_root_scale() -> None:
    # 0.9, 1.1: z = 2 and -2 for 100 expected; of 20, none is drawn in. By hand: phi 4, tau2 = (80 - 19) / (400 x 19).
    table = funnel.of_ratios(ratios([121.0, 81.0] * 10), 100.0)
    tau2 = (20 * 4 - 19) / (400 * 20 - 400)
    assert table["phi"].to_numpy() == pytest.approx(4) and table["tau2"].to_numpy() == pytest.approx(tau2)
    half = 3.090232 * np.sqrt(1 / 400 + tau2)
    assert table["funnel_lower_998"].to_numpy() == pytest.approx(100 * (1 - half) ** 2, rel=1e-6)
    assert table["funnel_upper_998"].to_numpy() == pytest.approx(100 * (1 + half) ** 2, rel=1e-6)


def test_ratios_outside_the_limits_of_chance_may_lie_inside_the_wider_ones_and_never_the_reverse() -> None:
    random = np.random.default_rng(2)
    expected = random.uniform(50, 900, 60)
    table = judged(ratios(random.poisson(expected * random.gamma(25, 1 / 25, 60)), expected))
    assert (table["outside_chance"] != "").sum() > 10 > (table["outside"] != "").sum()
    both = table[table["outside"] != ""]
    assert (both["outside"] == both["outside_chance"]).all()
    odd = judged(pd.concat([ratios([*[90.0, 110.0] * 10]), ratios([20.0, 300.0])], ignore_index=True))
    assert odd["outside"].tolist() == [*[""] * 20, "below", "above"]


def test_limits_with_little_spread_are_never_narrower_than_those_of_chance() -> None:
    table = funnel.of_ratios(ratios([*[11.4, 19.4] * 10], 15.0), 100.0)
    assert 0 < table["tau2"].iloc[0] < 0.01
    assert (table["funnel_upper_998"] >= table["chance_upper_998"]).all() and (table["funnel_lower_998"] <= table["chance_lower_998"]).all()
    assert (table["funnel_lower_998"] < table["chance_lower_998"]).all(), "below, the square root scale has more room than chance"


def test_of_ratios_that_are_alike_as_many_are_outside_the_limits_of_chance_as_expected() -> None:
    random = np.random.default_rng(3)
    expected = np.linspace(100, 2_000, 40)
    tables = [funnel.of_ratios(ratios(random.poisson(expected), expected), 100.0) for _ in range(300)]
    found = sum((table["outside_chance"] != "").sum() for table in tables)
    assert abs(found - 24) < 3 * np.sqrt(24) and funnel.expected_outside(len(tables[0])) == pytest.approx(0.08)


def test_where_nobody_is_on_a_register_no_ratio_is_outside() -> None:
    table = judged(ratios([0.0, 0.0]))
    assert table["outside"].eq("").all() and table["outside_chance"].eq("").all() and table["funnel_upper_998"].eq(0).all()


def test_special_practices_stand_in_no_limits_on_no_side_and_in_no_range() -> None:
    usual = drawn(1, 0.01).assign(indicator_id="a")
    odd = practices([7_900.0, 1.0], [8_000.0, 8_000.0]).assign(indicator_id="a", special="newly listed")
    both, alone = funnel.limits(pd.concat([usual, odd], ignore_index=True)), funnel.limits(usual)
    assert both["benchmark"].iloc[0] == alone["benchmark"].iloc[0] and both["tau2"].iloc[0] == alone["tau2"].iloc[0]
    assert both.loc[both["special"] != "", ["outside", "outside_chance"]].eq("").all(axis=None)
    assert funnel.middle(both).equals(funnel.middle(alone))
    assert funnel.limits(odd)["outside_chance"].tolist() == ["below", "above"], "where all are special, they are all there is to show"


def test_the_ends_are_of_the_middle_eight_tenths_and_of_few_practices_the_lowest_and_the_highest() -> None:
    assert funnel.ends(pd.Series(range(1, 12), dtype=float)) == (2, 10)
    assert funnel.ends(pd.Series([3.0, 1.0, 2.0])) == (1, 3)
