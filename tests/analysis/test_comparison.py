"""Words of comparison come only from a test and a least difference."""

import pandas as pd
import pytest

from jsna.analysis import comparison
from jsna.methods.proportions import wilson


def rows(numerator: float, denominator: float, name: str = "x") -> pd.DataFrame:
    frame = pd.DataFrame({"indicator_id": [name], "period": ["2019/20"], "numerator": [numerator], "denominator": [denominator]})
    limits = {}
    for level, confidence in (("95", 0.95), ("998", 0.998)):
        lower, upper = wilson(frame["numerator"], frame["denominator"], confidence)
        limits |= {f"lower_{level}": 100 * lower, f"upper_{level}": 100 * upper}
    return frame.assign(value=100 * frame["numerator"] / frame["denominator"], **limits)


@pytest.mark.parametrize(
    "count, words", [(1_000, "similar to"), (1_060, "close to"), (1_300, "much higher than"), (700, "much lower than")]
)
def test_a_word_needs_a_test_and_a_least_difference(count: int, words: str) -> None:
    compared = comparison.with_england(rows(count, 10_000), rows(100_000, 1_000_000))
    assert comparison.in_words(compared.iloc[0], least_difference=10) == words


def test_higher_without_much_is_between_the_two_levels() -> None:
    compared = comparison.with_england(rows(118, 1_000), rows(97_000, 1_000_000))
    assert comparison.in_words(compared.iloc[0], least_difference=10) == "higher than"


def test_an_area_is_compared_with_the_rest_of_what_contains_it() -> None:
    compared = comparison.with_rest(rows(200, 1_000), rows(300, 2_000), "county").iloc[0]
    assert compared["comparator_value"] == 10.0
    assert compared["outcome_998"] == "higher"


def test_no_comparator_is_cannot_tell_and_never_similar() -> None:
    compared = comparison.with_england(rows(5, 10), rows(1, 10, name="another"))
    assert comparison.in_words(compared.iloc[0], 10) == "we cannot tell"
