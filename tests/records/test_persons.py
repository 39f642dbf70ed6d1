"""Persons: how far several admissions of one person count, and which discharges somebody comes back after."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from jsna.records import admissions, countfile, run

Write = Callable[..., Path]
TODAY = dt.date(2026, 1, 1)
#: A stay from 1 to 3 May of one person.
STAY = {"PSEUDO_HESID": "A", "DISMETH": "1"}


def _numbers(folder: Path, data: Path) -> pd.DataFrame:
    """Admissions, people and squares by what is counted, of all practices and ages together."""
    run.build(folder, data, "hes", TODAY)
    every = admissions.admissions(data, TODAY, admissions.phrases())
    return every.groupby("counted")[list(admissions.NUMBERS)].sum()


def _stay(first: str, last: str, **change: Any) -> dict[str, Any]:
    return STAY | {"ADMIDATE": first, "EPIEND": last, "DISDATE": last} | change


def test_several_admissions_of_one_person_count_by_their_square(extract: Write, data: Path) -> None:
    """Three of one person and one of another: 4 admissions of 2 people, and 3² + 1² = 10."""
    asthma = [_stay(f"2018-{month}-01", f"2018-{month}-01", DIAG_4_01="J459") for month in ("05", "07", "09")]
    numbers = _numbers(extract(*asthma, _stay("2018-05-01", "2018-05-03", PSEUDO_HESID="B")), data)
    assert numbers.loc[admissions.ALL].tolist() == [4, 2, 10]
    assert numbers.loc[f"{admissions.EMERGENCY}asthma"].tolist() == [3, 1, 9]
    assert numbers.loc[f"{admissions.EMERGENCY}chd"].tolist() == [1, 1, 1]
    assert numbers.loc[f"{admissions.ALL} without a night"].tolist() == [3, 1, 9]


def test_nights_of_one_person_count_by_the_square_of_their_sum(extract: Write, data: Path) -> None:
    """Of one person 2 and 5 nights, of another 3, and a stay without a night: 10 nights of 2 people who stayed, and 7² + 3²."""
    stays = [_stay("2018-05-01", "2018-05-03"), _stay("2018-08-01", "2018-08-06"), _stay("2018-09-01", "2018-09-01")]
    numbers = _numbers(extract(*stays, _stay("2018-05-01", "2018-05-04", PSEUDO_HESID="B")), data)
    assert numbers.loc[admissions.BED_DAYS].tolist() == [10, 2, 49 + 9]
    assert numbers.loc[admissions.ENDED, "admissions"] == 4


@pytest.mark.parametrize("other", [
    {"GPPRAC": "M81002"}, {"STARTAGE": "80"}, {"PSEUDO_HESID": "B"}, {"PSEUDO_HESID": "-"}, {"ADMIMETH": "11"},
])  # fmt: skip
def test_admissions_count_as_of_one_person_within_a_practice_and_a_band_of_ages(other: dict[str, str], extract: Write, data: Path) -> None:
    numbers = _numbers(extract(STAY, _stay("2018-07-01", "2018-07-03", **other)), data)
    came = 1 if "ADMIMETH" in other else 2
    assert numbers.loc[admissions.ALL].tolist() == [came, came, came]


@pytest.mark.parametrize("persons", [["", ""], None])
def test_without_persons_each_admission_is_another_persons_and_nobody_is_followed(
    persons: list[str] | None, extract: Write, data: Path
) -> None:
    rows = [{"PSEUDO_HESID": person} for person in persons] if persons else [{}, {}]
    folder = extract(*rows)
    numbers = _numbers(folder, data)
    assert numbers.loc[admissions.ALL].tolist() == [2, 2, 2] and numbers.loc[admissions.BED_DAYS].tolist() == [4, 2, 8]
    assert not {admissions.FOLLOWED, admissions.RETURNED} & set(numbers.index)
    assert run.build(folder, data, "hes", TODAY).lacking[countfile.PERSON] == 2


@pytest.mark.parametrize(("first", "then", "followed", "returned"), [
    ({}, _stay("2018-05-03", "2018-05-09"), 2, 1),  # on the day of discharge
    ({}, _stay("2018-06-01", "2018-06-02"), 2, 1),  # 29 days after it
    ({}, _stay("2018-06-02", "2018-06-02"), 2, 0),  # 30 days
    ({}, _stay("2018-05-09", "2018-05-10", PSEUDO_HESID="B"), 2, 0),
    ({}, _stay("2018-05-09", "2018-05-10", GPPRAC="M81002"), 2, 1),  # it is the discharge's practice that counts
    ({}, _stay("2018-05-09", "2018-05-10", ADMIMETH="11"), 2, 0),  # planned
    ({"ADMIMETH": "11"}, _stay("2018-05-09", "2018-05-10"), 2, 1),
    ({"CLASSPAT": "2", "ADMIMETH": "11"}, _stay("2018-05-09", "2018-05-10"), 1, 0),  # after a day case
    ({"DISMETH": "4"}, _stay("2018-05-09", "2018-05-10"), 1, 0),  # what cannot be: after a death
    ({"DIAG_4_02": "C349"}, _stay("2018-05-09", "2018-05-10"), 1, 0),
    ({}, _stay("2018-05-09", "2018-05-10", DIAG_4_02="C349"), 1, 0),
    ({"ADMIMETH": "31", "DIAG_4_01": "O800"}, _stay("2018-05-09", "2018-05-10"), 1, 0),
    ({}, _stay("2018-05-09", "2018-05-10", DIAG_4_01="O800"), 1, 0),
    ({}, _stay("2018-05-04", "2018-05-10", ADMIMETH="2B"), 1, 0),  # moved to another hospital: one stay, which ends there
    ({}, _stay("2018-05-09", "2018-05-10", ADMIMETH="2B"), 2, 0),
    ({}, _stay("2018-05-09", "2019-04-05", EPISTAT="1", DISDATE="", SPELEND="N"), 1, 1),  # who has not left yet
    ({"ADMIDATE": "2019-03-01", "EPIEND": "2019-03-02", "DISDATE": "2019-03-02"}, _stay("2019-03-31", "2019-03-31"), 1, 1),
    ({"ADMIDATE": "2019-03-01", "EPIEND": "2019-03-03", "DISDATE": "2019-03-03"}, _stay("2019-03-31", "2019-03-31"), 0, 0),  # too late
])  # fmt: skip
def test_a_discharge_is_followed_for_30_days_for_an_emergency_of_the_same_person(
    first: dict[str, str], then: dict[str, str], followed: int, returned: int, extract: Write, data: Path
) -> None:
    numbers = _numbers(extract(STAY | first, then), data)["admissions"].reindex([admissions.FOLLOWED, admissions.RETURNED], fill_value=0)
    assert numbers.tolist() == [followed, returned]


def test_who_comes_back_is_counted_once_after_the_last_discharge(extract: Write, data: Path) -> None:
    """Out on 3 May, in for one day on the 10th, in again on the 20th: two returns, each after the discharge just before it."""
    numbers = _numbers(extract(STAY, _stay("2018-05-10", "2018-05-10"), _stay("2018-05-20", "2018-05-21")), data)["admissions"]
    assert (numbers[admissions.FOLLOWED], numbers[admissions.RETURNED]) == (3, 2)


def test_a_stay_of_several_episodes_is_one_admission_and_one_discharge_by_its_last(extract: Write, data: Path) -> None:
    episodes = [_stay("2018-05-01", "2018-05-02", SPELEND="N", DISDATE=""),
                _stay("2018-05-01", "2018-05-11", EPIORDER="2", DISDATE="2018-05-11")]  # fmt: skip
    numbers = _numbers(extract(*episodes, _stay("2018-05-20", "2018-05-21")), data)["admissions"]
    assert (numbers[admissions.ALL], numbers[admissions.ENDED], numbers[admissions.BED_DAYS]) == (2, 2, 11)
    assert (numbers[admissions.FOLLOWED], numbers[admissions.RETURNED]) == (2, 1)


def test_where_no_column_says_which_episode_is_the_last_a_stay_ends_by_its_first(extract: Write, data: Path) -> None:
    folder = extract(_stay("2018-05-01", "2018-05-02", DISDATE="2018-05-11"), _stay("2018-05-01", "2018-05-11", EPIORDER="2"))
    part = folder / "part1.csv"
    pd.read_csv(part, dtype="str").drop(columns="SPELEND").to_csv(part, index=False)
    numbers = _numbers(folder, data)["admissions"]
    assert (numbers[admissions.ENDED], numbers[admissions.BED_DAYS]) == (1, 10)


def test_no_identity_of_a_person_is_kept(extract: Write, data: Path) -> None:
    folder = extract(*[_stay("2018-05-01", "2018-05-01", PSEUDO_HESID=f"SECRET{at % 3}") for at in range(9)])
    run.build(folder, data, "hes", TODAY)
    (kept,) = (data / "protected").rglob("*.parquet")
    assert b"SECRET" not in kept.read_bytes() and "person" not in pd.read_parquet(kept)
    first = kept.read_bytes()
    run.build(folder, data, "hes", TODAY)
    assert kept.read_bytes() == first  # though persons have other numbers in each run
