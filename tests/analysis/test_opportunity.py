"""What could be gained at the rate of others: against sums by hand, a planted truth, and how often the limits hold it."""

import numpy as np
import pandas as pd
import pytest

from jsna.analysis import expected, opportunity


def practices(found: list[float], wanted: list[float], special: str = "") -> pd.DataFrame:
    codes = [f"P{i:03}" for i in range(len(found))]
    rows = pd.DataFrame({"numerator": found, "expected": wanted, "denominator": 5_000.0, "special": special, "area_code": codes})
    return expected.practices(rows.assign(ratio=100 * rows["numerator"] / rows["expected"]))


def area(found: float, wanted: float) -> pd.DataFrame:
    return pd.DataFrame({"numerator": [found], "expected": [wanted]})


def test_at_the_rate_of_others_the_gain_and_its_limits_are_those_made_by_hand() -> None:
    rows = opportunity.opportunities(practices([100, 100], [200, 200]), {"England": area(6_000, 10_000)})
    row = rows.iloc[0]
    assert (row["choice"], row["ratio"], row["more"]) == ("England", 60, pytest.approx(40))
    error = np.sqrt(200 + 6_000 * (400 / 10_000) ** 2)
    assert (row["lower"], row["upper"]) == pytest.approx((40 - 1.959964 * error, 40 + 1.959964 * error), rel=1e-6)
    assert row["probability"] == pytest.approx(0.9969, abs=5e-4)  # normal table at 40 / 14.5


def test_peers_with_fewer_people_make_the_gain_less_sure() -> None:
    sure, unsure = (
        opportunity.opportunities(practices([100, 100], [200, 200]), {"peers": area(0.6 * n, n)}).iloc[0] for n in (10_000, 100)
    )
    assert sure["more"] == pytest.approx(unsure["more"])
    assert unsure["lower"] < sure["lower"] and unsure["probability"] < sure["probability"]


def test_the_best_quarter_is_of_practices_that_are_not_special_and_there_must_be_enough_of_them() -> None:
    found, wanted = [100.0] * 9 + [160.0], [200.0] * 10
    assert opportunity.BEST in opportunity.opportunities(practices(found, wanted), {})["choice"].tolist()
    assert opportunity.opportunities(practices(found[1:], wanted[1:]), {}).empty
    assert opportunity.opportunities(practices(found, wanted, "fewer than 1,000 patients"), {}).empty


def test_practices_that_differ_by_no_more_than_chance_have_no_best() -> None:
    assert opportunity.opportunities(practices([100] * 12, [200] * 12), {}).empty


def test_a_planted_gain_is_found_within_its_limits_as_often_as_they_say() -> None:
    """The gain at the true rate of the practices that came out best, of those that came out below them."""
    chance, hits = np.random.default_rng(5), []
    for _ in range(300):
        truth, wanted = chance.gamma(60, 1 / 100, 40), chance.uniform(100, 800, 40)
        table = practices(list(chance.poisson(truth * wanted)), list(wanted))
        row = opportunity.opportunities(table, {}).iloc[0]
        true = pd.Series(truth, [f"P{i:03}" for i in range(40)])[table["area_code"]].to_numpy()
        best = table["shrunken"].rank(ascending=False).le(10).to_numpy()
        of = table["expected"].to_numpy()
        below = ~best & (table["shrunken"] / 100 < row["ratio"] / 100).to_numpy()
        gain = ((true * of)[best].sum() / of[best].sum() - true[below]) @ of[below]
        hits.append(row["lower"] <= gain <= row["upper"])
    assert 0.9 < np.mean(hits) < 0.98


def test_doubling_everything_doubles_the_gain() -> None:
    found, wanted = [80.0, 90, 100, 110, 120, 130, 140, 150, 160, 170, 180, 190], [200.0] * 12
    once, twice = (opportunity.opportunities(practices([k * x for x in found], [k * e for e in wanted]), {}).iloc[0] for k in (1, 100))
    assert twice["more"] / 100 > once["more"] > 0, "the more people, the less is drawn towards the mean"
    assert (twice["upper"] - twice["lower"]) / twice["more"] < (once["upper"] - once["lower"]) / once["more"]


def test_the_best_quarter_gain_nothing_from_themselves() -> None:
    table = practices([90.0, 100, 110, 120, 130, 140, 150, 160, 170, 180, 300, 220], [200.0] * 12)
    row = opportunity.opportunities(table, {}).iloc[0]
    ordered = table["shrunken"].sort_values() / 100
    target = ordered[-3:].mean()
    assert ordered.iloc[-3] < target, "one of the best is below their common rate"
    assert row["ratio"] == pytest.approx(100 * target)
    assert row["more"] == pytest.approx(200 * (target - ordered[:-3]).sum())
