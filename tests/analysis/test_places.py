"""Deprivation of districts and practices, and what became of practices."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna import Assessment
from jsna.analysis import deprivation, lists


@given(st.lists(st.integers(0, 50), min_size=10, max_size=10).filter(any))
def test_the_tenths_of_a_practice_are_those_of_its_patients_in_a_row(counts: list[int]) -> None:
    tenths = pd.DataFrame({"category": [str(n) for n in range(1, 11)], "numerator": [float(count) for count in counts]})
    rows = tenths.assign(area_code="A81001", area_name="A", place="P", period="2019-04", own=False, special="")
    row = deprivation.by_practice(rows).iloc[0]
    patients = [tenth for tenth, count in enumerate(counts, 1) for _ in range(count)]
    nth = [patients[max(-(-len(patients) * share // 10), 1) - 1] for share in (1, 5, 9)]  # the one at 10, 50 and 90 of every hundred
    assert row[["low", "middle", "high"]].tolist() == nth
    assert row["fifth_share"] == pytest.approx(100 * sum(tenth <= 2 for tenth in patients) / len(patients))


def test_districts_are_ranked_within_their_edition_and_one_that_is_gone_has_no_rank() -> None:
    def rows(footprint: str, year: str, values: dict[str, float]) -> pd.DataFrame:
        table = pd.DataFrame({"area_code": list(values), "value": list(values.values()), "footprint": footprint})
        table = table.assign(period=year, measure="score")
        tenth = table.assign(measure="share", numerator=2.0, denominator=40.0)
        return pd.concat([table, tenth])

    both = pd.concat([rows("district_2019", "2019", {"a": 30, "b": 20, "c": 10}), rows("district_2024", "2025", {"a": 3, "c": 9})])
    named = both.assign(own=both["area_code"].isin(["b", "c"]), area_name=both["area_code"].str.upper(), place="Here")
    table = deprivation.by_edition(named)
    assert table["area_name"].tolist() == ["B", "C"]
    assert table["rank_2019"].tolist() == [2, 3] and table["of_2019"].tolist() == [3, 3]
    assert table["rank_2025"].isna().tolist() == [True, False] and table["rank_2025"].tolist()[1] == 1
    assert table["of_2025"].tolist() == [2, 2] and table["tenth_2025"].isna().tolist() == [True, False]


def practice(code: str, period: str, value: float, inside: bool = True, elsewhere: str = "", near: str = "") -> dict[str, object]:
    named = {"practice_code": code, "area_name": code.capitalize(), "period": period, "value": value}
    return named | {"inside": inside, "elsewhere": elsewhere, "near": set(near.split())}


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
        practice("pauses", "2018/19", 900), practice("pauses", "2022/23", 2000),
        practice("returns", "2018/19", 900), practice("returns", "2022/23", 900, inside=False, elsewhere="Dudley"),
        practice("unplaced", "2018/19", 900), practice("unplaced", "2019/20", 900, inside=False),
    ]))  # fmt: skip
    assert table[["practice_code", "change", "since", "period"]].to_numpy().tolist() == [
        ["goes", "No longer listed", "2018/19", "2019/20"],
        ["comes", "Newly listed", "2019/20", "2022/23"],
        ["pauses", "Absent for a time", "2018/19", "2022/23"],
        ["leaves", "Moved away", "2018/19", "2019/20"],
        ["returns", "Moved away", "2018/19", "2022/23"],
        ["arrives", "Moved here", "2018/19", "2019/20"],
        ["grows", "List grew by a fifth or more", "2019/20", "2022/23"],
        ["shrinks", "List shrank by a fifth or more", "2018/19", "2019/20"],
    ]
    moved = table.set_index("practice_code")["elsewhere"]
    assert (moved["leaves"], moved["returns"], moved["arrives"]) == ("Wyre Forest", "Dudley", "Dudley")
    assert table.set_index("practice_code")["note"].to_dict() == dict.fromkeys(table["practice_code"], "") | {"pauses": "absent in 2019/20"}


#: Redditch: 6,576 patients of Maple View, and 6,909 more of St Stephen's, between 2020/21 and 2022/23.
MAPLE, STEPHENS = ("maple", 6576.0, float("nan"), "U1 B98"), ("stephens", 10552.0, 17461.0, "U1 B97")


@pytest.mark.parametrize(
    "practices, merged",
    [
        ([MAPLE, STEPHENS], True),
        ([("maple", 6576.0, 2.0, "U1 B98"), STEPHENS], True),  # all but gone
        ([("maple", 6576.0, float("nan"), "U2 B98"), STEPHENS], False),  # not near
        ([("maple", 6576.0, 3000.0, "U1 B98"), STEPHENS], False),  # half of it is still there
        ([("maple", 6200.0, float("nan"), "U1 B98"), STEPHENS], False),  # the other grew by far more
        ([("maple", 900.0, float("nan"), "U1"), ("stephens", 2000.0, 2900.0, "U1")], False),  # too small to tell
        ([MAPLE, STEPHENS, ("other", 10000.0, 16500.0, "U1")], False),  # two that fit
        ([MAPLE, STEPHENS, ("other", 6500.0, float("nan"), "U1")], False),
        ([MAPLE, ("stephens", 40000.0, 46909.0, "U1 B97")], False),  # no more than lists may grow by
    ],
)
def test_a_list_that_grew_by_what_one_near_by_lost_probably_merged_with_it(
    practices: list[tuple[str, float, float, str]], merged: bool
) -> None:
    rows = [practice(code, year, value, near=near) for code, *sizes, near in practices for year, value in zip(YEARS, sizes, strict=True)]
    notes = lists.changes(pd.DataFrame(rows)).set_index("practice_code")["note"]
    expected = {"maple": "probably merged with Stephens", "stephens": "probably merged with Maple"} if merged else {}
    assert notes[notes != ""].to_dict() == expected


YEARS = ("2020/21", "2022/23")


@pytest.mark.real_data
def test_practices_that_were_absent_for_a_year_neither_left_nor_joined(real: Path) -> None:
    london = lists.changes(Assessment("W2U3Z", "ccg_2021", ["england"], tidy=real / "data" / "tidy").practice_changes())
    counts = london["change"].value_counts()
    assert (counts[lists.GONE], counts[lists.NEW], counts[lists.ABSENT]) == (19, 2, 2)  # read from the files by hand
    absent = london[london["change"] == lists.ABSENT].set_index("practice_code")["note"]
    assert absent.to_dict() == {"E87037": "absent in 2019/20", "E84021": "absent in 2020/21"}
    redditch = lists.changes(Assessment("05J", "ccg_2019", ["england"], tidy=real / "data" / "tidy").practice_changes())
    notes = redditch.set_index("practice_code")["note"]
    assert notes["M81089"] == "probably merged with St Stephen's Medical Partnership"
    assert notes["M81001"] == "probably merged with Maple View Medical Practice"


def test_one_year_tells_of_no_change() -> None:
    assert lists.changes(pd.DataFrame([practice("a", "2018/19", 1)])).empty
