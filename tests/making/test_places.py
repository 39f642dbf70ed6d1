"""Places: which units make up an area, and how a changed boundary is known: by them and by nothing else."""

from pathlib import Path

import pandas as pd
import pytest

from jsna import store
from jsna.making.places import commissioners, fingerprints
from jsna.making.places.table import larger

KEYS = ["source_id", "footprint", "area_code", "period"]
SOURCES = {"qof_raw": "practice", "monthly_activity_return": "ccg", "iod_2019": "lsoa_2011"}


@pytest.fixture(scope="module")
def tidy(demonstration: Path) -> dict[str, pd.DataFrame]:
    return {name: store.read_table(demonstration / "data" / "tidy" / f"{name}.parquet") for name in ("places", "membership", "areas")}


def changed(before: pd.DataFrame, places: pd.DataFrame) -> set[tuple[str, ...]]:
    """The keys whose fingerprint other places change."""
    then, now = (fingerprints(table, SOURCES).set_index(KEYS)["units"] for table in (before, places))
    assert then.index.is_unique and set(then.index) == set(now.index)
    return set(then.index[then != now.reindex(then.index)])


def test_the_order_of_the_units_is_of_no_matter(tidy: dict[str, pd.DataFrame]) -> None:
    assert changed(tidy["places"], tidy["places"].iloc[::-1]) == set()


def test_a_practice_that_moves_changes_both_areas_in_that_year_alone(tidy: dict[str, pd.DataFrame]) -> None:
    places = tidy["places"].copy()
    own = places.query("unit_kind == 'practice' and footprint == 'ccg_2019' and period == '2019/20'")
    other = str(own.loc[own["area_code"] != "ZZ1", "area_code"].iloc[0])
    places.loc[own.index[own["area_code"] == "ZZ1"][0], "area_code"] = other
    assert changed(tidy["places"], places) == {("qof_raw", "ccg_2019", code, "2019/20") for code in ("ZZ1", other)}


def test_a_small_area_that_moves_changes_what_lies_around_it(tidy: dict[str, pd.DataFrame]) -> None:
    places = tidy["places"].copy()
    inside = places.query("unit_kind == 'lsoa_2011' and footprint == 'district_2019'")
    here, there = inside["area_code"].iloc[0], inside.loc[inside["area_code"] != inside["area_code"].iloc[0], "area_code"].iloc[0]
    places.loc[inside.index[0], "area_code"] = there
    assert changed(tidy["places"], places) == {("iod_2019", "district_2019", code, "") for code in (here, there)}


def test_england_and_what_is_its_own_unit_have_no_boundary(tidy: dict[str, pd.DataFrame]) -> None:
    footprints = fingerprints(tidy["places"], SOURCES)["footprint"]
    assert not footprints.isin(["england", "practice"]).any() and {"ccg_2019", "stp_2019", "upper_tier_2019"} <= set(footprints)


def test_every_unit_lies_in_one_area_of_a_footprint_in_a_year(tidy: dict[str, pd.DataFrame]) -> None:
    overlapping = tidy["places"]["footprint"].str.startswith(("pcn_", "local"))
    assert not tidy["places"][~overlapping].duplicated(["unit_kind", "unit", "period", "footprint"]).any()


def test_a_county_of_which_a_part_has_no_units_has_none() -> None:
    units = pd.DataFrame({"unit_kind": "practice", "unit": ["A81001", "A81002"], "period": ["2018/19", "2019/20"], "footprint": "ccg_2019",
                          "area_code": ["00K", "00L"], "placed_by": "", "weight": 1.0})
    holders = pd.DataFrame({"footprint": "ccg_2019", "area_code": ["00K", "00L"], "parent_footprint": "stp_2019", "parent_code": "S1"})
    assert larger(units, holders).empty
    both = larger(pd.concat([units, units.assign(period="2018/19").tail(1)]), holders)
    assert set(both["period"]) == {"2018/19"} and list(both["unit"]) == ["A81001", "A81002"]


def test_each_commissioner_counts_in_the_years_that_it_was_there() -> None:
    # 15M was made of 03X, 03Y, 04J and 04R on 1 April 2019; 09G was divided on 1 April 2020, so nobody is all of 70F before.
    codes = {"ccg_2019": ["15M", "09G", "05J"], "ccg_2020": ["15M", "70F", "18C"]}
    areas = pd.DataFrame([(footprint, code) for footprint, each in codes.items() for code in each], columns=["footprint", "area_code"])
    table = commissioners.places(areas.assign(gss_code="", area_name="", source_id=""))
    units = table[table["unit_kind"] == "ccg"].groupby(["footprint", "area_code", "period"])["unit"].agg(list)
    assert units["ccg_2019", "15M", "2018/19"] == ["03X", "03Y", "04J", "04R"] and units["ccg_2019", "15M", "2019/20"] == ["15M"]
    assert units["ccg_2020", "18C", "2013/14"] == ["05F", "05J", "05T", "06D"] and ("ccg_2019", "05J", "2020/21") not in units.index
    assert ("ccg_2020", "70F", "2019/20") not in units.index and units["ccg_2020", "70F", "2020/21"] == ["70F"]
