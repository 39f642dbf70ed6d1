"""The demonstration as the readers see it: every file is known, and its series are what the report is to show."""

from pathlib import Path

import pandas as pd
import pytest

from jsna import readers
from jsna.demo.monthly_activity import STABLE, STEPPED
from jsna.methods.spc import xmr
from jsna.readers.rawfile import RawFile, raw_paths, unpack
from jsna.schemas import Tidy


@pytest.fixture(scope="module")
def tables(raw: Path) -> dict[str, list[Tidy]]:
    files = {path.relative_to(raw).as_posix(): unpack(path, raw) for path in raw_paths(raw)}
    return {name: [tidy for member in members for tidy in _read(member)] for name, members in files.items()}


def _read(member: RawFile) -> list[Tidy]:
    (reader,) = [reader for reader in readers.modules() if reader.recognises(member)]
    return list(reader.read(member))


def joined(tables: dict[str, list[Tidy]], table: str) -> pd.DataFrame:
    return pd.concat([tidy.rows for found in tables.values() for tidy in found if tidy.table == table])


def test_every_file_is_known_to_one_reader(tables: dict[str, list[Tidy]]) -> None:
    assert [name for name, found in tables.items() if not found] == []


def test_each_practice_of_each_year_is_listed_with_its_ccg(tables: dict[str, list[Tidy]]) -> None:
    counted, listed = joined(tables, "prevalence"), joined(tables, "practices")
    assert set(counted["practice_code"]) == set(listed.loc[listed["active"], "practice_code"])
    assert set(listed["area_code"]) == set(joined(tables, "areas").query("footprint == 'ccg_2019'")["area_code"])


def test_six_years_of_prevalence_are_there(tables: dict[str, list[Tidy]]) -> None:
    years = set(joined(tables, "prevalence")["period"]) | set(joined(tables, "ccg_prevalence")["period"])
    assert sorted(years) == ["2017/18", "2018/19", "2019/20", "2020/21", "2021/22", "2022/23"]


@pytest.mark.parametrize("code, signals", [(STEPPED, {"outside limits", "shift of 7"}), (STABLE, set())])
def test_one_ccg_steps_up_and_another_is_stable(tables: dict[str, list[Tidy]], code: str, signals: set[str]) -> None:
    rows = joined(tables, "activity").query("area_code == @code and measure == 'non_elective'").sort_values("month")
    rules = set(xmr(rows["episodes"].astype(float).to_numpy()).rule) - {""}
    assert len(rows) == 36 and (rules >= signals if signals else not rules)
