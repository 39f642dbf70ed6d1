"""Words of comparison come only from a test and a least difference."""

from math import sqrt

import numpy as np
import pandas as pd
import pytest

from jsna.analysis import comparison
from jsna.methods.proportions import wilson


def rows(numerator: float, denominator: float, name: str = "x") -> pd.DataFrame:
    frame = pd.DataFrame({"indicator_id": [name], "period": ["2019/20"], "numerator": [numerator], "denominator": [denominator]})
    frame = frame.assign(sex="all", age="all", category="", measure="proportion", per=100.0)
    limits = {}
    for level, confidence in (("95", 0.95), ("998", 0.998)):
        lower, upper = wilson(frame["numerator"], frame["denominator"], confidence)
        limits |= {f"lower_{level}": 100 * lower, f"upper_{level}": 100 * upper}
    return frame.assign(value=100 * frame["numerator"] / frame["denominator"], **limits)


@pytest.mark.parametrize(
    "count, words", [(1_000, "similar to"), (1_060, "close to"), (1_300, "higher than"), (700, "lower than")]
)
def test_a_word_needs_a_test_and_a_least_difference(count: int, words: str) -> None:
    compared = comparison.with_england(rows(count, 10_000), rows(100_000, 1_000_000))
    assert comparison.in_words(compared.iloc[0], least_difference=10) == words


def test_higher_is_said_from_the_level_of_95_per_cent_on() -> None:
    compared = comparison.with_england(rows(118, 1_000), rows(97_000, 1_000_000))
    assert comparison.in_words(compared.iloc[0], least_difference=10) == "higher than"


def test_an_area_is_compared_with_the_rest_of_what_contains_it() -> None:
    compared = comparison.with_rest(rows(200, 1_000), rows(300, 2_000), "county").iloc[0]
    assert compared["comparator_value"] == 10.0
    assert compared["outcome_998"] == "higher"


def newcombe(x1: float, n1: float, x2: float, n2: float, z: float) -> tuple[float, float]:
    """Newcombe (1998), method 10, step by step."""

    def score(x: float, n: float) -> tuple[float, float, float]:
        p, half = x / n, z * sqrt(x / n * (1 - x / n) / n + z**2 / (4 * n**2))
        centre = p + z**2 / (2 * n)
        return p, (centre - half) / (1 + z**2 / n), (centre + half) / (1 + z**2 / n)

    (p1, l1, u1), (p2, l2, u2) = score(x1, n1), score(x2, n2)
    return p1 - p2 - sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2), p1 - p2 + sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)


@pytest.mark.parametrize("count", [150, 170, 190, 200, 215, 225, 240, 260])
def test_another_area_and_the_rest_of_a_larger_one_are_tested_by_newcombes_interval(count: int) -> None:
    other = comparison.with_other(rows(count, 1_000), rows(1_000, 5_000), "another").iloc[0]
    rest = comparison.with_rest(rows(count, 1_000), rows(1_000 + count, 6_000), "county").iloc[0]
    for level, z in (("95", 1.959964), ("998", 3.090232)):
        lower, upper = newcombe(count, 1_000, 1_000, 5_000, z)
        word = "lower" if upper < 0 else "higher" if lower > 0 else "similar"
        assert other[f"outcome_{level}"] == rest[f"outcome_{level}"] == word
    assert other["comparator_value"] == rest["comparator_value"] == 20.0


def test_a_larger_area_is_never_compared_with_a_part_of_itself() -> None:
    compared = comparison.with_rest(rows(300, 1_000), rows(300, 1_000), "itself").iloc[0]
    assert (compared["outcome_95"], compared["outcome_998"]) == ("cannot tell", "cannot tell")


def test_as_many_comparisons_find_a_difference_by_chance_as_are_said_to() -> None:
    chance, tests = np.random.default_rng(11), 4_000
    same = pd.concat([rows(count, 2_000, f"m{i}") for i, count in enumerate(chance.binomial(2_000, 0.1, tests // 20))])
    found = 0.0
    for _ in range(20):
        others = pd.concat([same.assign(numerator=chance.binomial(2_000, 0.1, len(same)), value=10.0)])
        found += (comparison.with_other(same, others, "another")["outcome_95"] != "similar").sum()
    assert comparison.expected_by_chance(tests, 0.95) == pytest.approx(200)
    assert 120 < found < 280


def test_only_the_indicators_that_were_asked_for_are_compared() -> None:
    several = pd.concat([rows(10, 100, "by age"), rows(20, 100, "by age")])
    compared = comparison.with_england(rows(1_000, 10_000), pd.concat([rows(1_200, 10_000), several]))
    assert compared["comparator_value"].tolist() == [12.0]


def test_no_comparator_is_cannot_tell_and_never_similar() -> None:
    compared = comparison.with_england(rows(5, 10), rows(1, 10, name="another"))
    assert comparison.in_words(compared.iloc[0], 10) == "we cannot tell"
