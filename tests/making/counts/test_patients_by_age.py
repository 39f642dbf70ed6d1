"""Patients by age and sex are summed to areas that have nearly all of them, in the year whose end is nearest."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from jsna import store
from jsna.geography import ENGLAND
from jsna.making.caveats import Caveats
from jsna.making.counts import patients_by_age

CODES = ["A81001", "A81002", "A81003"]
Sums = Callable[..., tuple[pd.DataFrame, Caveats]]


def patients(codes: list[str] = CODES, as_of: str = "2019-04-01", source: str = "ages.csv", **ages: int) -> pd.DataFrame:
    rows = [(code, as_of, sex, age, count, source) for code in codes for sex in ("female", "male") for age, count in ages.items()]
    table = pd.DataFrame(rows, columns=["practice_code", "as_of", "sex", "age", "patients", "source_id"])
    everybody = pd.DataFrame([(code, as_of, "persons", "all", 2 * sum(ages.values()), source) for code in codes], columns=table.columns)
    return pd.concat([table, everybody]).replace({"age": {"young": "0-64", "old": "65+"}})


@pytest.fixture
def sums(added: Callable[..., Any], placing: Callable[..., pd.DataFrame]) -> Callable[..., tuple[pd.DataFrame, Caveats]]:
    def made(people: pd.DataFrame, sizes: tuple[int, ...] = (1_000, 1_000, 1_000), period: str = "2018/19") -> tuple[pd.DataFrame, Caveats]:
        registers = pd.DataFrame({"practice_code": CODES, "period": period, "list_type": "TOTAL", "list_size": sizes, "register": "AF"})
        places = placing(dict(zip(CODES, zip(["00K", "00K", "00L"], map(float, sizes), strict=True), strict=True)), period)
        caveats = Caveats()
        rows, _ = added(patients_by_age, {"patients": people, "prevalence": registers}, places, caveats)
        return rows, caveats

    return made


def of(rows: pd.DataFrame, footprint: str) -> dict[Any, int]:
    own = rows[rows["footprint"] == footprint]
    return {tuple(key): count for *key, count in own[["area_code", "sex", "age", "numerator"]].itertuples(index=False)}


def test_each_practice_is_in_every_footprint_once(sums: Sums) -> None:
    rows, _ = sums(patients(young=400, old=100))
    assert set(rows["period"]) == {"2018/19"} and set(rows["source_id"]) == {"patients_by_age"}
    assert of(rows, "practice")[("A81001", "male", "65+")] == 100
    assert of(rows, "ccg_2019")[("00K", "female", "0-64")] == 800 and of(rows, "ccg_2019")[("00L", "female", "0-64")] == 400
    assert of(rows, "stp_2019")[("S1", "male", "65+")] == of(rows, "england")[(ENGLAND, "male", "65+")] == 300


def test_an_area_that_lacks_a_practice_has_no_row_and_nor_has_what_contains_it(sums: Sums) -> None:
    rows, _ = sums(patients(["A81001", "A81003"], young=400, old=100))
    assert {area for area, *_ in of(rows, "ccg_2019")} == {"00L"}
    assert not of(rows, "stp_2019") and not of(rows, "england")


def test_a_trace_of_patients_may_be_missing(sums: Sums) -> None:
    rows, _ = sums(patients(["A81001", "A81003"], young=400, old=100), sizes=(1_000, 5, 1_000))
    assert of(rows, "ccg_2019")[("00K", "male", "65+")] == 100 and of(rows, "england")


@pytest.mark.parametrize("size, there", [(1_240, True), (1_260, False), (840, True), (820, False)])
def test_ages_of_another_number_of_patients_are_not_those_of_the_register(sums: Sums, size: int, there: bool) -> None:
    rows, _ = sums(patients(young=400, old=100), sizes=(1_000, size, 1_000))
    assert any(code == "A81002" for code, *_ in of(rows, "practice")) is there


@pytest.mark.parametrize(
    "as_of, period",
    [
        ("2018-10-01", "2018/19"),
        ("2019-09-30", "2018/19"),
        ("2019-10-01", "2019/20"),
        ("2016-01 to 2016-03", "2015/16"),
        ("2014-01", "2013/14"),
    ],
)
def test_a_list_belongs_to_the_year_whose_end_is_nearest(sums: Sums, as_of: str, period: str) -> None:
    rows, caveats = sums(patients(as_of=as_of, young=400, old=100), period=period)
    assert set(rows["period"]) == {period}
    assert caveats.lists_by_age == [{"period": period, "ages": ["0-64", "65+"], "practices": 3, "used": True}]


def test_a_list_of_a_year_without_registers_is_left_out_and_remarked_on(sums: Sums) -> None:
    rows, caveats = sums(patients(young=400, old=100), period="2022/23")
    assert rows.empty and [lists["used"] for lists in caveats.lists_by_age] == [False]


def test_the_nearest_list_is_taken_and_of_one_day_the_finest(sums: Sums) -> None:
    far, near = patients(as_of="2019-01-01", source="far", young=300, old=200), patients(source="near", young=400, old=100)
    finer = patients(source="finer", young=400, old=100).replace({"age": {"65+": "65-74"}})
    oldest = finer[finer["age"] == "65-74"].assign(age="75+", patients=0)
    rows, _ = sums(pd.concat([far, near, finer, oldest]))
    assert {age for _, _, age in of(rows, "england")} == {"0-64", "65-74", "75+"}
    rows, _ = sums(pd.concat([far, near]))
    assert of(rows, "practice")[("A81001", "male", "65+")] == 100


def test_one_sex_alone_is_nobodys_ages(sums: Sums) -> None:
    rows, _ = sums(patients(young=400, old=100).query("sex != 'female'"))
    assert rows.empty


def test_the_ages_of_the_demonstration_add_up_to_its_lists_everywhere(demonstration: Path) -> None:
    columns = ["indicator_id", "area_code", "footprint", "sex", "age", "period", "value"]
    rows = store.read_table(demonstration / "data" / "tidy" / "indicators.parquet", [("period", "==", "2022/23")], columns)
    by_age = rows[rows["indicator_id"] == "patients_by_age"]
    keys = ["footprint", "area_code"]
    lists = rows[rows["indicator_id"] == "list_size"].set_index(keys)["value"]
    assert set(by_age["footprint"]) == set(rows.loc[rows["indicator_id"] == "list_size", "footprint"])
    pd.testing.assert_series_equal(by_age.groupby(keys)["value"].sum(), lists.sort_index(), check_names=False)
    old = by_age[by_age["age"].str[:2].isin([str(age) for age in range(50, 100, 5)])].groupby(keys)["value"].sum()
    shares = rows[rows["indicator_id"] == "list_aged_50_over"].set_index(keys)["value"].sort_index()
    pd.testing.assert_series_equal(100 * old / lists.sort_index(), shares, check_names=False)


@pytest.mark.real_data
def test_lists_of_other_years_give_nobody_an_age_and_are_remarked_on(real: Path) -> None:
    tidy = real / "data" / "tidy"
    held = [(lists["period"], lists["practices"], lists["ages"][-1], lists["used"]) for lists in store.read_manifest(tidy)["lists_by_age"]]
    assert held == [("2014/15", 9_304, "75+", False), ("2015/16", 7_705, "75+", False), ("2016/17", 4, "95+", False)]
    assert store.read_table(tidy / "indicators.parquet", [("indicator_id", "==", "patients_by_age")]).empty


def test_without_any_list_by_age_there_are_no_rows(sums: Sums) -> None:
    rows, caveats = sums(patients([]).astype(object))
    assert rows.empty and caveats.lists_by_age == []
