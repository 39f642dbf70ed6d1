"""Of every count that adds up, the areas of a footprint have together what England has, or the build says who is left out."""

from pathlib import Path

import pandas as pd
import pytest

from jsna import store
from jsna.catalogue import definitions

ADDITIVE = {"proportion", "share", "score", "count", "mean"}
KEY = ["indicator_id", "period", "sex", "age", "category", "source_id"]
COLUMNS = [*KEY, "footprint", "numerator", "denominator"]


@pytest.fixture(scope="module")
def left(real: Path) -> pd.DataFrame:
    """What England has beyond the areas of each footprint, as a share: a row an indicator, period and footprint."""
    rows = store.read_table(real / "data" / "tidy" / "indicators.parquet", columns=COLUMNS)
    rows = rows[rows["indicator_id"].map({key: known.measure for key, known in definitions().items()}).isin(ADDITIVE)]
    england = rows[rows["footprint"] == "england"].set_index(KEY)["numerator"].rename("england")
    sums = rows[rows["footprint"] != "england"].groupby([*KEY, "footprint"])["numerator"].sum().reset_index().join(england, on=KEY)
    return sums.assign(left=(sums["england"] - sums["numerator"]) / sums["england"])


@pytest.mark.real_data
def test_no_area_is_counted_twice(left: pd.DataFrame) -> None:
    assert len(left) > 5_000
    assert left[left["left"] < -1e-9].empty


@pytest.mark.real_data
def test_no_small_area_is_lost_from_a_footprint_that_lookups_of_it_make_up(left: pd.DataFrame) -> None:
    # Six sub-ICB areas were redrawn in 2022 and are left out, and with them their ICBs.
    whole = left[left["source_id"].eq("iod_2019") & ~left["footprint"].isin(["sub_icb_2022", "icb_2022"])]
    assert {"ccg_2017", "ccg_2019", "ccg_2021", "stp_2019", "district_2019", "upper_tier_2019"} <= set(whole["footprint"])
    assert whole["left"].abs().max() < 1e-9


@pytest.mark.real_data
def test_the_patients_that_a_footprint_lacks_are_those_that_the_build_could_not_place(left: pd.DataFrame, real: Path) -> None:
    said = store.read_manifest(real / "data" / "tidy")["unplaced"]
    unplaced = {(of["footprint"], of["period"]): of["patients"] for of in said}
    lists = left.query("indicator_id == 'list_size' and source_id == 'qof_raw' and footprint.str.match('ccg_|sub_icb_')")
    lacking = (lists["england"] - lists["numerator"]).set_axis(pd.MultiIndex.from_frame(lists[["footprint", "period"]]))
    assert len(lacking) >= 12 and lacking.astype(int).to_dict() == {key: unplaced[key] for key in lacking.index}


@pytest.mark.real_data
def test_the_published_tables_of_ccgs_add_up_to_england_in_every_year(left: pd.DataFrame) -> None:
    # Later CCGs lack the two that took parts of 09G, and the CCGs of April 2017 those that had merged when the last tables were made.
    workbooks = left[left["source_id"].eq("qof_ccg_workbook") & left["footprint"].isin(["ccg_2017", "ccg_2018", "ccg_2019"])]
    workbooks = workbooks[workbooks["england"].notna()]
    assert set(workbooks["period"]) == {"2014/15", "2015/16", "2016/17"}
    assert len(workbooks) > 200 and workbooks["left"].abs().max() < 1e-12


@pytest.mark.real_data
def test_commissioners_that_lie_in_no_area_are_named_for_every_footprint_that_lacks_them(left: pd.DataFrame, real: Path) -> None:
    lacking = left[left["source_id"].eq("monthly_activity_return") & left["left"].gt(1e-9) & left["footprint"].str.match("ccg_|sub_icb_")]
    notes, text = store.read_manifest(real / "data" / "tidy")["notes"], "Monthly Activity Return, by commissioner: those without a place"
    noted = {note["footprint"] for note in notes if text in note["text"]}
    assert set(lacking["footprint"]) <= noted and len(noted) >= 5
