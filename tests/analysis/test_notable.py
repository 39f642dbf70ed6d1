"""The order in which registers are looked at: what is unusual first, then size, certainty and people together; the same each time."""

import numpy as np
import pandas as pd
import pytest

from jsna.analysis import casemix, notable
from jsna.analysis.comparison import with_england
from jsna.methods import proportions

PEOPLE = 100_000


def rows(shares: dict[str, float], people: float = PEOPLE) -> pd.DataFrame:
    made = pd.DataFrame({"indicator_id": shares.keys(), "numerator": [round(people * share) for share in shares.values()]})
    whole = {"sex": "all", "age": "all", "category": "", "measure": "proportion", "per": 100.0, "footprint": "ccg_2019", "area_code": "A"}
    made = made.assign(denominator=float(people), period="2022/23", **whole)
    limits = {}
    for level, confidence in (("95", 0.95), ("998", 0.998)):
        value, limits[f"lower_{level}"], limits[f"upper_{level}"] = proportions.proportion(
            made["numerator"], made["denominator"], 100, confidence
        )
    return made.assign(value=value, **limits)


def expected(own: pd.DataFrame, shares: dict[str, float], spread: float) -> pd.DataFrame:
    """Such places have these shares, and differ by so much, in log odds."""
    logit = np.log([share / (1 - share) for share in shares.values()])
    ends = {
        f"expected_{end}_{level}": 100 / (1 + np.exp(-(logit + side * z * spread)))
        for level, z in (("95", 1.959964), ("998", 3.090232)) for end, side in (("lower", -1), ("upper", 1))
    }  # fmt: skip
    table = own[own["indicator_id"].isin(shares)][casemix.KEY]
    return table.assign(expected=[100 * share for share in shares.values()], between=spread, fitted=40, **ends)


def ordered(shares: dict[str, float], of: dict[str, float], spread: float = 0.1, england: float = 0.1) -> pd.DataFrame:
    own, least = rows(shares), dict.fromkeys(shares, 10.0)
    beside = with_england(own, rows(dict.fromkeys(shares, england), 50_000_000))
    return notable.ordered(casemix.beside(beside, expected(own, of, spread), least), least)


def test_what_is_unusual_comes_first_however_many_people_another_one_is() -> None:
    table = ordered({"rare": 0.0030, "common": 0.23}, {"rare": 0.0020, "common": 0.20})
    assert table["indicator_id"].tolist() == ["rare", "common"] and table["outside"].tolist() == [True, False]
    assert table["people"].tolist() == pytest.approx([100, 3_000])


def test_among_the_unusual_size_certainty_and_people_have_one_voice_each() -> None:
    # By size a, b, c; by certainty, of the same spread, too; by people c, b, a: a is 1st, 1st and 3rd.
    shares, of = {"a": 0.02, "b": 0.075, "c": 0.26}, {"a": 0.01, "b": 0.05, "c": 0.20}
    assert ordered(shares, of)["indicator_id"].tolist() == ["a", "b", "c"]
    assert ordered({"few": 0.07, "more": 0.15}, dict.fromkeys(("few", "more"), 0.1))["indicator_id"].tolist() == ["more", "few"]


def test_three_are_looked_at_in_any_case_and_six_where_so_many_are_unusual() -> None:
    like = ordered({f"r{n}": 0.1 + 0.0001 * n for n in range(8)}, {f"r{n}": 0.1 for n in range(8)})
    assert like.loc[like["chosen"], "indicator_id"].tolist() == ["r7", "r6", "r5"] and set(like["word"]) == {"about as"}
    odd = ordered({f"r{n}": 0.2 + 0.01 * n for n in range(8)}, {f"r{n}": 0.1 for n in range(8)})
    assert odd.loc[odd["chosen"], "indicator_id"].tolist() == ["r7", "r6", "r5", "r4", "r3", "r2"]


def test_where_nothing_is_expected_england_stands_in_and_is_named() -> None:
    table = ordered({"a": 0.12, "b": 0.101, "c": 0.30}, {"c": 0.2}).set_index("indicator_id")
    assert table["of"].to_dict() == {"a": "England", "b": "England", "c": "expected"}
    assert table.loc[["a", "b"], "word"].tolist() == ["higher than", "similar to"]
    people = table.loc["a", ["people_lower_95", "people", "people_upper_95"]].to_list()
    assert people[1] == pytest.approx(2_000) and people[0] < 2_000 < people[2]
    # A Wilson interval excludes England's share exactly where the score is beyond the normal quantile.
    assert table.loc["a", "score"] > 1.96 > table.loc["b", "score"] > 0


def test_ties_stand_in_order_of_ids_whatever_the_order_of_rows() -> None:
    some = ("c", "a", "b")
    for order in (some, some[::-1]):
        assert ordered(dict.fromkeys(order, 0.12), dict.fromkeys(order, 0.1))["indicator_id"].tolist() == ["a", "b", "c"]


def test_without_a_value_or_anything_beside_it_a_register_comes_last_and_is_not_chosen() -> None:
    own = {"a": 0.12, "new": 0.3}
    beside = with_england(rows(own), rows({"a": 0.1}, 5_000_000))
    table = notable.ordered(casemix.beside(beside, expected(rows(own), {}, 0.1), dict.fromkeys(own, 10.0)), dict.fromkeys(own, 10.0))
    assert table["indicator_id"].tolist() == ["a", "new"] and table["word"].tolist() == ["higher than", "we cannot tell"]
    assert table["chosen"].tolist() == [True, False]
