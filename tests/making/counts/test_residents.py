"""Residents as an indicator: the published numbers of districts, of the small areas of either census, and of the fictional county."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from jsna import store

FILES = (
    "lookups/LSOA11_CCG19_LAD19_EN_LU.csv.gz", "lookups/LSOA11_LSOA21_LAD22_EW_LU_V2.csv.gz",
    "deprivation/File_1_-_IMD2019_Index_of_Multiple_Deprivation.xlsx", "deprivation/imd2025_england_lsoa21.csv.gz",
)
RESIDENTS = ("population/ons_lsoa11_single_year_persons_mid2019.csv.gz", "wider/census2021_TS007A_age_five_year_lsoa21.csv.gz")


@pytest.fixture(scope="module")
def rows(built_of: Callable[..., Path]) -> pd.DataFrame:
    workspace = built_of("residents", FILES, RESIDENTS)
    return store.read_table(workspace / "data" / "tidy" / "indicators.parquet", [("indicator_id", "==", "residents")])


@pytest.mark.real_data
@pytest.mark.parametrize("code, footprint, residents", [
    ("E07000236", "district_2019", 85_261),  # Redditch
    ("E07000234", "district_2019", 99_881),  # Bromsgrove
    ("E92000001", "england", 56_286_961),
])
def test_districts_have_the_published_residents_of_mid_2019(rows: pd.DataFrame, code: str, footprint: str, residents: int) -> None:
    one = rows.query("area_code == @code and footprint == @footprint and period == 'mid-2019'")
    assert one["value"].tolist() == [residents] and one["source_id"].tolist() == ["residents_2011"]


@pytest.mark.real_data
def test_residents_of_the_census_stand_under_its_day_and_never_in_areas_of_2011(rows: pd.DataFrame) -> None:
    census = rows[rows["period"] == "2021-03-21"]
    assert set(census["source_id"]) == {"residents_2021"} and "district_2019" not in set(census["footprint"])
    # The first results, rounded to hundreds; small cells of tables by age are changed a little, so that sums differ.
    assert census.query("footprint == 'england'")["value"].item() == pytest.approx(56_489_800, rel=1e-5)


def test_the_fictional_county_has_as_many_residents_as_its_lists_allow_for(demonstration: Path) -> None:
    rows = store.read_table(demonstration / "data" / "tidy" / "indicators.parquet", [("indicator_id", "in", ["residents", "list_size"])])
    county = rows.query("area_code == 'ZZ1' and footprint == 'ccg_2019'").sort_values("period").groupby("indicator_id")["value"].last()
    assert county["list_size"] / county["residents"] == pytest.approx(1.03, abs=0.005)
