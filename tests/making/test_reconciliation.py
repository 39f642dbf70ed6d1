"""What other publications say of a number is kept beside the one that is used, and counted."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from jsna import store
from jsna.making import reconciliation

USED = {"indicator_id": "qof_af_prevalence", "area_code": "05J", "footprint": "ccg_2019", "period": "2018/19", "age": "all",
        "numerator": 50.0, "denominator": 2000.0, "source_id": "qof_raw", "value_note": ""}
OTHER = {"indicator_id": "qof_af_prevalence", "area_code": "05J", "footprint": "ccg_2019", "period": "2018/19", "age": "all",
         "numerator": 50.0, "denominator": 2000.0, "source_id": "qof_ccg_workbook", "edition": "2018/19"}


def compared(used: dict[str, Any], *others: dict[str, Any]) -> pd.DataFrame:
    return reconciliation.compared(pd.DataFrame([USED | used]), pd.DataFrame([OTHER | other for other in others]))


def test_every_other_edition_is_kept_and_those_with_another_number_are_counted() -> None:
    table = compared({}, {}, {"edition": "2019/20", "denominator": 1900.0}, {"period": "2017/18"}, {"area_code": "05T"})
    assert table[["other_edition", "other_numerator", "other_denominator"]].to_numpy().tolist() == [
        ["2018/19", 50.0, 2000.0], ["2019/20", 50.0, 1900.0]]
    assert reconciliation.differ(table).tolist() == [False, True]
    known = {"period": "2018/19", "footprint": "ccg_2019", "source_id": "qof_raw", "other_id": "qof_ccg_workbook"}
    known |= {"compared": 1, "areas": 1}
    assert reconciliation.counted(table) == [
        known | {"other_edition": "2018/19", "differing": 0, "areas_differing": 0},
        known | {"other_edition": "2019/20", "differing": 1, "areas_differing": 1}]


def test_a_number_is_beside_no_copy_of_itself() -> None:
    table = compared({"source_id": "qof_ccg_workbook"}, {}, {"edition": "2019/20"})
    assert table["other_edition"].tolist() == ["2019/20"]


@pytest.mark.parametrize("hidden", [{"value_note": "suppressed"}, {"numerator": float("nan")}])
def test_a_number_that_is_hidden_or_not_known_is_beside_nothing(hidden: dict[str, Any]) -> None:
    assert compared(hidden, {}).empty


def test_without_another_publication_there_are_columns_and_no_rows() -> None:
    table = reconciliation.compared(pd.DataFrame([USED]), pd.DataFrame())
    assert list(table) == reconciliation.COLUMNS and table.empty and reconciliation.counted(table) == []


@pytest.fixture(scope="module")
def counted(real: Path) -> pd.DataFrame:
    return pd.DataFrame(store.read_manifest(real / "data" / "tidy")["otherwise"])


@pytest.mark.real_data
@pytest.mark.parametrize("footprint, period, areas, apart", [("ccg_2019", "2018/19", 191, 10), ("ccg_2020", "2019/20", 135, 0)])
def test_practices_sum_to_every_register_of_the_years_own_workbook(
    real: Path, counted: pd.DataFrame, footprint: str, period: str, areas: int, apart: int
) -> None:
    own = counted[(counted["footprint"] == footprint) & (counted["period"] == period) & (counted["other_edition"] == period)]
    assert own[["source_id", "areas", "compared", "differing"]].to_numpy().tolist() == [["qof_raw", areas, 21 * areas, 21 * apart]]
    # The lists of ten CCGs are apart by the practices that gave no register; nothing else is.
    key = ["indicator_id", "footprint", "area_code", "period"]
    wanted = [("footprint", "==", footprint), ("period", "==", period)]
    beside, told = (store.read_table(real / "data" / "tidy" / f"{name}.parquet", wanted) for name in ("reconciliation", "coverage"))
    same = beside[beside["other_edition"] == period].merge(told[[*key, "patients"]], on=key, how="left", validate="one_to_one")
    assert (same["numerator"] == same["other_numerator"]).all()
    assert (same["denominator"] + same["patients"].fillna(0) == same["other_denominator"]).all()


@pytest.mark.real_data
def test_england_s_list_is_smaller_in_the_next_workbook_by_the_practices_that_closed(real: Path) -> None:
    rows = store.read_table(real / "data" / "tidy" / "reconciliation.parquet",
                            [("footprint", "==", "england"), ("indicator_id", "==", "qof_af_prevalence")])
    later = rows[rows["other_edition"] > rows["period"]].set_index("period")
    # The differences between the workbooks themselves, as tests/readers/test_prevalence_workbook.py has them, less those of 2018/19 who
    # were asked for no register. The workbook of 2017/18 has no Buckinghamshire, so its England of either year is none.
    assert (later["denominator"] - later["other_denominator"]).astype(int).to_dict() == {
        "2014/15": 0, "2015/16": 1_090_748, "2018/19": 1_049_977 - 90_881}
