"""A number of the store is made again of the rows of published files that are named for it, and of no others."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from jsna.catalogue import definitions
from jsna.making.trace import Store, trace


def stored(folder: Path) -> pd.DataFrame:
    return pd.read_parquet(folder / "data" / "tidy" / "indicators.parquet")


@pytest.fixture(scope="module")
def held(demonstration: Path) -> Store:
    return Store(demonstration / "data" / "tidy")


def test_every_indicator_is_made_again_of_its_rows_in_every_kind_of_area(held: Store, demonstration: Path) -> None:
    rows = stored(demonstration)
    first = rows.groupby("footprint")["area_code"].min().reset_index()
    some = rows.merge(first, on=["footprint", "area_code"])
    assert set(some["source_id"]) == set(rows["source_id"]) and set(some["indicator_id"]) == set(rows["indicator_id"])
    for (indicator, *_), of in some.groupby(["indicator_id", "footprint", "source_id"]):
        assert trace(held, definitions()[str(indicator)], of).again["same"].all(), of


@pytest.mark.parametrize("column", ["numerator", "denominator", "value", "upper_95", "lower_998"])
def test_a_number_that_is_not_its_rows_is_found(held: Store, demonstration: Path, column: str) -> None:
    rows = stored(demonstration).query("indicator_id == 'qof_dm_prevalence' and area_code == 'ZZ1'")
    again = trace(held, definitions()["qof_dm_prevalence"], rows.assign(**{column: rows[column] * 1.000001})).again
    assert not again["same"].any()


def test_the_rows_named_are_the_lines_of_the_file_that_add_up_to_the_number(held: Store, demonstration: Path) -> None:
    row = stored(demonstration).query("indicator_id == 'qof_dm_prevalence' and area_code == 'ZZ1' and period == '2019/20'")
    found = trace(held, definitions()["qof_dm_prevalence"], row).rows
    (name,) = found["source_id"].unique()
    with (demonstration / "data" / "raw" / name).open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    named = [lines[number - 1] for number in found["row"]]
    assert [line[0] for line in named] == list(found["unit"])
    assert {line[1] for line in named} == {"DM"}
    assert sum(float(line[2]) for line in named) == row["numerator"].iloc[0]
    # Each practice of the area and year once.
    assert found["unit"].is_unique


