"""Inequality: the line through small areas, by values of a published example, and what cannot be drawn through."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from jsna.analysis.inequality import FEWEST, across, by_fifth, slope
from jsna.methods import standard_population, standardisation
from jsna.methods.inequality import slope_index

#: Ten areas of as many people, each a year above the one before: the line rises by ten years over the whole range.
RISING = pd.DataFrame({
    "area_code": [f"Z{i}" for i in range(10)], "deprivation": np.arange(10, 0, -1.0), "value": 70.5 + np.arange(10), "measure": "mean",
    "denominator": 1000.0,
}).assign(lower_95=lambda rows: rows["value"] - 1.96, upper_95=lambda rows: rows["value"] + 1.96)  # fmt: skip


def test_the_line_runs_over_the_whole_range_and_not_between_the_first_and_the_last() -> None:
    line = slope(across(RISING.sample(frac=1, random_state=1)))
    assert line is not None
    assert line[["sii", "most_deprived", "least_deprived"]].tolist() == pytest.approx([10.0, 70.0, 80.0])
    # Its standard error is that of the slope of ten values with a standard error of 1 at the middles of tenths: 1 / sqrt(0.825); t is of 8.
    assert line["sii_upper"] - line["sii"] == pytest.approx(2.30600 / np.sqrt(0.825), rel=1e-4)


def test_an_area_of_few_deaths_weighs_little() -> None:
    """The least deprived of ten, ten years above the line: known to a year either way, or to fourteen."""
    odd = RISING["area_code"] == "Z9"
    values = RISING.assign(value=RISING["value"] + 10.0 * odd)
    surely, roughly = (
        slope(across(values.assign(lower_95=values["value"] - half, upper_95=values["value"] + half)))
        for half in (1.96 + 0.0 * odd, 1.96 + 12.0 * odd)
    )
    assert surely is not None and roughly is not None
    assert surely["sii"] > 15 and roughly["sii_lower"] < 10 < roughly["sii_upper"] and roughly["sii"] < 13


def test_areas_stand_at_the_middle_of_their_people_the_most_deprived_first() -> None:
    rows = across(RISING.assign(denominator=[3000.0] + [1000.0] * 9))
    assert rows["place_in_range"].tolist()[:2] == pytest.approx([0.125, 0.25 + 1 / 24])
    assert rows["deprivation"].is_monotonic_decreasing


def test_areas_without_a_value_or_a_score_are_left_out_and_too_few_give_no_line() -> None:
    rows = RISING.assign(value=RISING["value"].where(RISING["area_code"] != "Z3"))
    assert "Z3" not in across(rows)["area_code"].tolist()
    assert len(across(rows)) < FEWEST and slope(across(rows)) is None


def test_a_rate_is_put_on_the_scale_of_its_measure() -> None:
    rate = RISING.assign(value=100 * np.exp(-0.1 * np.arange(10)), measure="standardised")
    rows = across(rate.assign(lower_95=rate["value"] * np.exp(-0.196), upper_95=rate["value"] * np.exp(0.196)))
    line = slope(rows)
    assert line is not None and line["least_deprived"] / line["most_deprived"] == pytest.approx(np.exp(-1.0))


WEIGHTS = standard_population.european_2013()
#: People of each fifth, and how much more often each is admitted than the least deprived one, by the logarithm.
PEOPLE, SHARES = np.array([30_000.0, 42_000.0, 25_000.0, 38_000.0, 51_000.0]), WEIGHTS / WEIGHTS.sum()
STEP = 0.1


def _drawn(rates: np.ndarray, seed: int, times: int = 1) -> tuple[pd.DataFrame, np.ndarray]:
    """Rows of fifths as they are shown, their numerators rounded to the nearest 5, of events drawn at rates; and the true rates.

    A third of the events are of people who have so many `times` as many.
    """
    people = np.outer(PEOPLE, SHARES)
    at_risk = np.outer(rates, np.exp(np.linspace(-1, 1.5, len(WEIGHTS))))
    chance = np.random.default_rng(seed)
    once, often = chance.poisson(people * at_risk * 2 / 3), chance.poisson(people * at_risk / 3 / times)
    events, squares = once + times * often, once + times**2 * often
    rate = standardisation.direct(events, people, WEIGHTS, 100_000, squares=squares)
    shown = 5 * np.round(events.sum(axis=1) / 5)
    rows = pd.DataFrame({"value": rate.value, "lower_95": rate.lower, "upper_95": rate.upper, "numerator": shown, "denominator": PEOPLE})
    return rows, 100_000 * (at_risk * SHARES).sum(axis=1)


@pytest.mark.parametrize("level, step, times", [
    (0.001, STEP, 1), (0.02, STEP, 1), (0.001, 0.0, 1), (0.02, 0.0, 1), (0.003, STEP, 4), (0.02, STEP, 4), (0.02, 0.0, 4),
])
def test_the_line_through_fifths_holds_the_true_one_as_often_as_it_says(level: float, step: float, times: int) -> None:
    rates, differences, ratios = level * np.exp(step * np.arange(4, -1, -1)), [], []
    for seed in range(600):
        rows, true = _drawn(rates, seed, times)
        line, truth = by_fifth(rows), slope_index(true, PEOPLE, np.zeros(5), scale="log")
        assert line is not None
        differences.append(line["sii_lower"] <= truth.sii <= line["sii_upper"])
        ratios.append(line["ratio_lower"] <= 1 / truth.rii <= line["ratio_upper"])
    # Of 600 lines at 95%, 99 of 100 times between 92.6 and 97.2 per cent; where nothing was planted, the others are seen by chance alone.
    assert 0.926 <= np.mean(differences) <= 0.972 and 0.926 <= np.mean(ratios) <= 0.972


def test_the_most_deprived_end_is_so_many_times_the_least() -> None:
    rows, _ = _drawn(0.02 * np.exp(STEP * np.arange(4, -1, -1)), 1)
    line = by_fifth(rows)
    assert line is not None and line["most_deprived"] > line["least_deprived"] and line["sii"] < 0
    assert line["ratio"] == pytest.approx(line["most_deprived"] / line["least_deprived"])


@pytest.mark.parametrize("change", [
    lambda rows: rows.assign(value=rows["value"].where(rows.index != 2)),  # hidden, or of too few
    lambda rows: rows.head(2),
])
def test_fifths_of_which_one_has_no_rate_and_too_few_of_them_give_no_line(change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    assert by_fifth(change(_drawn(np.full(5, 0.02), 1)[0])) is None
