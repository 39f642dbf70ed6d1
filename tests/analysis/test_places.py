"""Deprivation of districts and practices, and what became of practices."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.analysis import deprivation, lists


@given(st.lists(st.integers(0, 50), min_size=10, max_size=10).filter(any))
def test_the_tenths_of_a_practice_are_those_of_its_patients_in_a_row(counts: list[int]) -> None:
    tenths = pd.DataFrame({"category": [str(n) for n in range(1, 11)], "numerator": [float(count) for count in counts]})
    rows = tenths.assign(area_code="A81001", area_name="A", place="P", period="2019-04", own=False)
    row = deprivation.by_practice(rows).iloc[0]
    patients = [tenth for tenth, count in enumerate(counts, 1) for _ in range(count)]
    nth = [patients[max(-(-len(patients) * share // 10), 1) - 1] for share in (1, 5, 9)]  # the one at 10, 50 and 90 of every hundred
    assert row[["low", "middle", "high"]].tolist() == nth
    assert row["fifth_share"] == pytest.approx(100 * sum(tenth <= 2 for tenth in patients) / len(patients))


def test_districts_are_ranked_within_their_edition_and_one_that_is_gone_has_no_rank() -> None:
    def rows(footprint: str, year: str, values: dict[str, float]) -> pd.DataFrame:
        table = pd.DataFrame({"area_code": list(values), "value": list(values.values()), "footprint": footprint})
        table = table.assign(indicator_id=f"imd{year}_average_score")
        tenth = table.assign(indicator_id=f"imd{year}_most_deprived_tenth", numerator=2.0, denominator=40.0)
        return pd.concat([table, tenth])

    both = pd.concat([rows("district_2019", "", {"a": 30, "b": 20, "c": 10}), rows("district_2024", "_2025", {"a": 3, "c": 9})])
    named = both.assign(own=both["area_code"].isin(["b", "c"]), area_name=both["area_code"].str.upper(), place="Here")
    table = deprivation.by_edition(named)
    assert table["area_name"].tolist() == ["B", "C"]
    assert table["rank_2019"].tolist() == [2, 3] and table["of_2019"].tolist() == [3, 3]
    assert table["rank_2025"].isna().tolist() == [True, False] and table["rank_2025"].tolist()[1] == 1
    assert table["of_2025"].tolist() == [2, 2] and table["tenth_2025"].isna().tolist() == [True, False]


def practice(code: str, period: str, value: float, inside: bool = True, elsewhere: str = "") -> dict[str, object]:
    return {"practice_code": code, "area_name": code, "period": period, "value": value, "inside": inside, "elsewhere": elsewhere}


def test_what_became_of_each_practice_is_told() -> None:
    table = lists.changes(pd.DataFrame([
        practice("stays", "2018/19", 5000), practice("stays", "2019/20", 5999), practice("stays", "2022/23", 5999),
        practice("goes", "2018/19", 3000),
        practice("comes", "2022/23", 2000),
        practice("leaves", "2018/19", 1000), practice("leaves", "2019/20", 1100, inside=False, elsewhere="Wyre Forest"),
        practice("arrives", "2018/19", 1500, inside=False, elsewhere="Dudley"), practice("arrives", "2019/20", 1500),
        practice("arrives", "2022/23", 1500),
        practice("grows", "2018/19", 1000), practice("grows", "2019/20", 1000), practice("grows", "2022/23", 1200),
        practice("shrinks", "2018/19", 1000), practice("shrinks", "2019/20", 800), practice("shrinks", "2022/23", 800),
        practice("pauses", "2018/19", 900), practice("pauses", "2022/23", 900),
        practice("unplaced", "2018/19", 900), practice("unplaced", "2019/20", 900, inside=False),
    ]))  # fmt: skip
    assert table[["practice_code", "change", "since", "period"]].to_numpy().tolist() == [
        ["goes", "No longer listed", "2018/19", "2019/20"],
        ["pauses", "No longer listed", "2018/19", "2019/20"],
        ["comes", "Newly listed", "2019/20", "2022/23"],
        ["pauses", "Newly listed", "2019/20", "2022/23"],
        ["leaves", "Moved away", "2018/19", "2019/20"],
        ["arrives", "Moved here", "2018/19", "2019/20"],
        ["grows", "List grew by a fifth or more", "2019/20", "2022/23"],
        ["shrinks", "List shrank by a fifth or more", "2018/19", "2019/20"],
    ]
    moved = table.set_index("change")["elsewhere"]
    assert (moved["Moved away"], moved["Moved here"]) == ("Wyre Forest", "Dudley")


def test_one_year_tells_of_no_change() -> None:
    assert lists.changes(pd.DataFrame([practice("a", "2018/19", 1)])).empty
