"""What is left without a doubtful number is what would be there if the practice had never been asked."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.analysis import doubt
from jsna.methods import proportions

KEY = {"indicator_id": "qof_hyp_prevalence", "footprint": "ccg_2019", "period": "2019/20"}


def rows(numerator: float, denominator: float, code: str = "07X") -> pd.DataFrame:
    counts = {"numerator": [numerator], "denominator": [denominator], "value": [100 * numerator / denominator]}
    return pd.DataFrame(counts | dict.fromkeys(("lower_95", "upper_95", "lower_998", "upper_998"), [0.0])).assign(area_code=code, **KEY)


def doubts(*numbers: tuple[float, float], code: str = "07X") -> pd.DataFrame:
    """A doubtful number for each pair, of practices P0, P1 …"""
    table = pd.DataFrame(numbers, columns=["numerator", "denominator"]).assign(area_code=code, **KEY)
    practices = [f"P{n}" for n in range(len(table))]
    return table.assign(practice_code=practices, name=practices, beside="2018/19", beside_numerator=1.0, beside_denominator=2.0)


def test_enfield_without_the_slip_of_one_practice() -> None:
    # QOF 2019/20: F85002 has 11,693 of 13,304 patients with high blood pressure, 07X with it 56,201 of 350,373.
    left = doubt.without(rows(56_201, 350_373), doubts((11_693, 13_304))).iloc[0]
    assert (left["numerator"], left["denominator"]) == (44_508, 337_069) and round(left["value"], 1) == 13.2
    lower, upper = proportions.wilson(44_508, 337_069)
    assert (left["lower_95"], left["upper_95"]) == pytest.approx((100 * lower, 100 * upper))


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 500)).map(lambda pair: (float(min(pair)), float(pair[1]))), min_size=2))
def test_the_area_without_some_practices_is_the_sum_of_the_others(practices: list[tuple[float, float]]) -> None:
    numerator, denominator = (sum(column) for column in zip(*practices, strict=True))
    left = doubt.without(rows(numerator, denominator), doubts(*practices[1:])).iloc[0]
    assert (left["numerator"], left["denominator"]) == practices[0]
    assert left["value"] == pytest.approx(100 * practices[0][0] / practices[0][1])


def test_nothing_is_left_of_the_practice_itself_and_other_areas_stay_as_they_are() -> None:
    table = pd.concat([rows(40, 100), rows(10, 100, "08D")], ignore_index=True)
    left = doubt.without(table, doubts((40, 100)))
    assert left["value"].isna().tolist() == [True, False] and left.loc[1].equals(table.loc[1])


def test_rows_without_doubt_get_no_columns_more() -> None:
    table = rows(40, 100)
    assert doubt.marked(table, doubts((5, 10), code="08D")) is table
    marked = doubt.marked(table, doubts((5, 10), (3, 10)))
    assert [one.practice_code for one in marked["doubtful"].iloc[0]] == ["P0", "P1"]
    assert marked["value_without"].tolist() == [40.0] and doubt.as_without(marked)["denominator"].tolist() == [80]
