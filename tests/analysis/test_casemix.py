"""A value beside what is expected of such a place: in people, and in words that need the limits of such places and a difference."""

import numpy as np
import pandas as pd
import pytest

from jsna.analysis import casemix

LINES = {"expected": 10.0, "expected_lower_95": 8.0, "expected_upper_95": 12.4, "expected_lower_998": 7.0, "expected_upper_998": 14.1}
KEY = {"indicator_id": "a", "footprint": "ccg_2019", "area_code": "A", "period": "2022/23"}


def beside(value: float, people: float = 1_000.0, least: float = 10.0, **lines: float) -> "pd.Series[float]":
    rows = pd.DataFrame([KEY | {"numerator": value * people / 100, "denominator": people, "value": value}])
    expected = pd.DataFrame([KEY | {"between": 0.1, "fitted": 40} | LINES | lines])
    return casemix.beside(rows, expected, {"a": least}).iloc[0]


@pytest.mark.parametrize(
    "value, least, word",
    [
        (14.2, 10, "far more than"), (14.0, 10, "more than"), (12.5, 10, "more than"), (12.4, 10, "about as"), (10.0, 10, "about as"),
        (8.0, 10, "about as"), (7.9, 10, "fewer than"), (7.0, 10, "fewer than"), (6.9, 10, "far fewer than"),
        (12.5, 26, "about as"), (7.5, 26, "about as"), (6.9, 26, "far fewer than"), (np.nan, 10, ""),
    ],
)  # fmt: skip
def test_a_word_needs_the_limits_of_such_places_and_the_least_difference(value: float, least: float, word: str) -> None:
    assert beside(value, people=100_000.0, least=least)["unusual"] == word


@pytest.mark.parametrize(
    "value, upper, lower, word",
    [
        (19.0, 20.0, 8.0, "we cannot tell"), (19.0, 19.9, 8.0, "about as"), (6.0, 12.4, 5.0, "we cannot tell"),
        (6.0, 12.4, 5.1, "about as"), (10.9, 20.0, 5.0, "about as"), (20.1, 20.0, 8.0, "more than"), (4.9, 12.4, 5.0, "fewer than"),
    ],
)  # fmt: skip
def test_where_such_places_have_twice_or_half_of_what_is_expected_one_inside_is_not_called_usual(
    value: float, upper: float, lower: float, word: str
) -> None:
    """Osteoporosis in Wyre Forest was 2.2 times what is expected, and "about as expected"."""
    far = {"expected_lower_998": 1.0, "expected_upper_998": 40.0}
    assert beside(value, people=1e6, expected_lower_95=lower, expected_upper_95=upper, **far)["unusual"] == word


@pytest.mark.parametrize("people, word", [(1_000.0, "about as"), (2_000.0, "more than")])
def test_a_word_needs_more_than_chance_alone_gives(people: float, word: str) -> None:
    # 10% -+ 3.090232 standard errors: of 1,000 people 12.93%, of 2,000 people 12.07%.
    assert beside(12.5, people=people)["unusual"] == word


def test_people_are_what_is_there_beyond_the_share_expected_and_their_limits_are_those_of_such_places() -> None:
    row = beside(13.0, people=2_000.0)
    assert row[["people", "people_lower_95", "people_upper_95"]].tolist() == pytest.approx([60.0, 260 - 248, 260 - 160])


def test_a_score_is_beyond_the_normal_quantile_exactly_where_the_value_is_outside_the_limits() -> None:
    # Limits of log odds around 10%, so that they are as far apart as such limits are made.
    odds = {end: np.log(0.1 / 0.9) + side * 0.2 * 1.959964 for end, side in (("lower", -1), ("upper", 1))}
    ends = {f"expected_{end}_95": 100 / (1 + np.exp(-each)) for end, each in odds.items()}
    inside, outside = (beside(ends["expected_upper_95"] * by, people=1e7, **ends) for by in (0.999, 1.001))
    assert inside["score"] < 1.959964 < outside["score"]
    assert beside(10.0, people=1e7, **ends)["score"] == pytest.approx(0.0, abs=1e-4)


def test_a_register_of_more_people_than_its_list_has_no_score() -> None:
    """A practice of 118 patients gave 121 with a learning disability; its whole CCG had no report."""
    rows = pd.DataFrame([KEY | {"numerator": 121.0, "denominator": 118.0, "value": np.nan}])
    row = casemix.beside(rows, pd.DataFrame([KEY | {"between": 0.1, "fitted": 40} | LINES]), {"a": 10.0}).iloc[0]
    assert np.isnan(row["score"]) and row["unusual"] == ""


def test_of_what_nothing_is_expected_nothing_is_said() -> None:
    rows = pd.DataFrame([KEY | {"numerator": 1.0, "denominator": 10.0, "value": 10.0, "area_code": "B"}])
    row = casemix.beside(rows, pd.DataFrame([KEY | {"between": 0.1, "fitted": 40} | LINES]), {"a": 10.0}).iloc[0]
    assert row["unusual"] == "" and row[["expected", "people", "score"]].isna().all()
