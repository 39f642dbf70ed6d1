"""The fingerprint of an area changes with the units that it is made of, and with nothing else."""

from pathlib import Path

import pandas as pd
import pytest

from jsna.build import made_of
from jsna.making.trace import Store

KEYS = ["source_id", "footprint", "area_code", "period"]


@pytest.fixture
def tidy(demonstration: Path) -> dict[str, pd.DataFrame]:
    folder = demonstration / "data" / "tidy"
    held = {name: pd.read_parquet(folder / f"{name}.parquet") for name in ("areas", "membership", "places", "made_of")}
    return held | {"patients_by_lsoa": Held(folder).rows("patients_by_lsoa", [])}


def changed(tidy: dict[str, pd.DataFrame], **others: pd.DataFrame) -> set[tuple[str, ...]]:
    """The keys whose fingerprint another set of tables changes, against what the build wrote."""
    tables = tidy | others
    before, after = (table.set_index(KEYS)["units"] for table in (tidy["made_of"], made_of.fingerprints(tables, tables["places"])))
    assert before.index.is_unique and set(before.index) == set(after.index)
    return set(before.index[before != after.reindex(before.index)])


def test_the_order_of_the_units_is_of_no_matter(tidy: dict[str, pd.DataFrame]) -> None:
    backwards = {name: table.iloc[::-1] for name, table in tidy.items() if name != "made_of"}
    assert changed(tidy, **backwards) == set()


def test_a_practice_that_moves_changes_both_areas_and_their_larger_areas_in_that_year_alone(tidy: dict[str, pd.DataFrame]) -> None:
    of_ccgs = tidy["membership"].query("footprint == 'ccg_2019'")
    members = of_ccgs[of_ccgs["parent_footprint"] == "stp_2019"].set_index("area_code")["parent_code"]
    other = str(members.index[members != members["ZZ1"]][0])
    places = tidy["places"].copy()
    one = places.query("footprint == 'ccg_2019' and area_code == 'ZZ1' and period == '2019/20'").index[0]
    places.loc[one, "area_code"] = other
    larger = of_ccgs.loc[of_ccgs["area_code"].isin(["ZZ1", other]), ["parent_footprint", "parent_code"]].itertuples(index=False, name=None)
    areas = {("ccg_2019", "ZZ1"), ("ccg_2019", other), *larger}
    assert {footprint for footprint, _ in areas} == {"ccg_2019", "stp_2019", "upper_tier_2019"}
    assert changed(tidy, places=places) == {(source, *area, "2019/20") for area in areas for source in made_of.PRACTICES}


def test_a_small_area_that_moves_changes_what_lies_around_it(tidy: dict[str, pd.DataFrame]) -> None:
    members = tidy["membership"].copy()
    inside = members.query("footprint == 'lsoa_2011' and parent_footprint == 'district_2019'")
    here, there = inside["parent_code"].iloc[0], inside.loc[inside["parent_code"] != inside["parent_code"].iloc[0], "parent_code"].iloc[0]
    members.loc[inside.index[0], "parent_code"] = there
    assert changed(tidy, membership=members) == {("iod_2019", "district_2019", code, "") for code in (here, there)}


def test_england_has_no_boundary(tidy: dict[str, pd.DataFrame]) -> None:
    assert not tidy["made_of"]["footprint"].eq("england").any()
