"""The demonstration is written whole, the same each time, and mirrors what a county is like."""

from pathlib import Path

import pandas as pd
import pytest

from jsna import demo
from jsna.errors import JsnaError


def test_the_same_bytes_come_each_time(raw: Path, tmp_path: Path) -> None:
    again = demo.write(tmp_path / "again")
    names = [path.relative_to(tmp_path / "again") for path in again]
    assert sorted(names) == sorted(path.relative_to(raw) for path in raw.rglob("*") if path.is_file())
    assert [name for name in names if (raw / name).read_bytes() != (tmp_path / "again" / name).read_bytes()] == []


def test_a_folder_that_cannot_be_written_is_one_clear_message(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, no folder")
    with pytest.raises(JsnaError, match="cannot be written"):
        demo.write(tmp_path / "taken")


def test_the_county_has_three_ccgs_six_districts_sixty_practices_and_350_small_areas(
        raw: Path, practices: pd.DataFrame, lsoas: pd.DataFrame) -> None:
    county = practices["CCG_CODE"].isin(["ZZ1", "ZZ2", "ZZ3"])
    assert (county.sum(), practices["CCG_CODE"].nunique(), practices["STP_ONS_CODE"].nunique()) == (60, 24, 8)
    areas = lsoas[lsoas["CCG19CDH"].isin(["ZZ1", "ZZ2", "ZZ3"])]
    assert (len(areas), areas["LAD19CD"].nunique(), areas.groupby("LAD19CD")["CCG19CDH"].nunique().max()) == (350, 6, 1)
