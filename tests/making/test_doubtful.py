"""Doubtful registers: the slip of one practice is marked where it is made, and stays in every sum."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from jsna import store
from jsna.making.run import build

HYPERTENSION = "qof_hyp_prevalence"


def marks(workspace: Path) -> pd.DataFrame:
    return store.read_table(workspace / "data" / "tidy" / "doubtful.parquet")


@pytest.mark.real_data
def test_a_register_seven_times_that_of_the_year_before_is_marked_and_kept(real: Path) -> None:
    # F85002 took over other practices: its registers of 2019/20 are of all of them, its list of that year is its own.
    marked = marks(real).query("practice_code == 'F85002' and indicator_id == @HYPERTENSION")
    numbers = ["period", "numerator", "denominator", "beside", "beside_numerator", "beside_denominator"]
    assert marked[numbers].to_numpy().tolist() == [["2019/20", 11_693, 13_304, "2018/19", 1_666, 12_473]]
    assert marked["times"].round(1).tolist() == [6.5]
    own = [("area_code", "in", ["F85002", "07X"]), ("indicator_id", "==", HYPERTENSION), ("period", "==", "2019/20")]
    rows = store.read_table(real / "data" / "tidy" / "indicators.parquet", own).set_index(["footprint", "area_code"])
    assert rows.loc[("practice", "F85002"), ["numerator", "value_note"]].tolist() == [11_693, ""]
    with_it, without = rows.loc[("ccg_2019", "07X"), ["numerator", "denominator"]].astype(float), [11_693.0, 13_304.0]
    assert round(100 * float((with_it["numerator"] - without[0]) / (with_it["denominator"] - without[1])), 1) == 13.2


@pytest.mark.real_data
def test_few_of_all_registers_are_marked_and_hardly_any_of_a_condition_that_is_counted_alike_everywhere(real: Path) -> None:
    marked = marks(real)
    assert 300 < len(marked) < 600  # of some 550,000
    assert marked["indicator_id"].eq(HYPERTENSION).sum() == 5 and marked["indicator_id"].eq("qof_chd_prevalence").sum() == 1


@pytest.mark.parametrize("year", ["1920", "1819_v2", "2223"])
def test_the_year_of_the_slip_is_marked_and_not_the_years_beside_it(
    demonstration: Path, copied: Callable[[Path], Path], tmp_path: Path, year: str
) -> None:
    assert len(marks(demonstration)) == 0
    published = next(copied(tmp_path).rglob(f"PREVALENCE_{year}.csv"))
    line = next(line for line in published.read_text().splitlines() if line.startswith("Z99001,HYP,"))
    code, register, patients, *rest = line.split(",")
    published.write_text(published.read_text().replace(line, ",".join([code, register, str(4 * int(float(patients))), *rest])))
    build(tmp_path / "data" / "raw", tmp_path / "data" / "tidy")
    period = f"20{year[:2]}/{year[2:4]}"
    assert marks(tmp_path)[["indicator_id", "practice_code", "period"]].to_numpy().tolist() == [[HYPERTENSION, "Z99001", period]]


def test_a_register_that_all_practices_began_to_keep_better_is_not_doubtful(copied: Callable[[Path], Path], tmp_path: Path) -> None:
    published = next(copied(tmp_path).rglob("PREVALENCE_2223.csv"))
    lines = [line.split(",") for line in published.read_text().splitlines()]
    more = [[*line[:2], str(4 * int(float(line[2]))), *line[3:]] if line[1] == "LD" else line for line in lines]
    published.write_text("\n".join(",".join(line) for line in more) + "\n")
    build(tmp_path / "data" / "raw", tmp_path / "data" / "tidy")
    assert marks(tmp_path).empty
