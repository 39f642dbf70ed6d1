"""The demonstration is written whole, the same each time, and mirrors what a county is like."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from jsna import demo
from jsna.demo import names
from jsna.demo.plan import plan
from jsna.errors import JsnaError

Sheet = Callable[[Path, str], list[list[Any]]]


@pytest.fixture
def planned_anew() -> Iterator[None]:
    """The country as it is planned now, and by no other test."""
    plan.cache_clear()
    yield
    plan.cache_clear()


@pytest.mark.usefixtures("planned_anew")
def test_the_same_bytes_come_each_time(raw: Path, tmp_path: Path) -> None:
    again = demo.write(tmp_path / "again")
    names = [path.relative_to(tmp_path / "again") for path in again]
    assert sorted(names) == sorted(path.relative_to(raw) for path in raw.rglob("*") if path.is_file())
    assert [name for name in names if (raw / name).read_bytes() != (tmp_path / "again" / name).read_bytes()] == []


@pytest.mark.usefixtures("planned_anew")
def test_a_new_part_of_the_country_leaves_the_others_as_they_were(
        raw: Path, sheet: Sheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "PARTS", names.PARTS[:1])
    demo.write(tmp_path)
    for name in ("prevalence/PREVALENCE_2223.csv", "practices/gp-reg-pat-prac-lsoa-all.csv", "practices/MAPPING_NHS_GEOGRAPHIES_2223.csv"):
        assert (raw / name).read_bytes().startswith((tmp_path / name).read_bytes()), name
    for path in (tmp_path / "boundaries").glob("lsoa11_*"):
        assert path.read_bytes() == (raw / "boundaries" / path.name).read_bytes()
    for name, level, code in (("monthly_activity/Apr_18.xlsx", "Commissioner", 5), ("dtoc/Apr_18.xlsx", "LA - by type of care", 3)):
        less, more = ([row for row in sheet(folder / name, level) if row[code].startswith("Z")] for folder in (tmp_path, raw))
        assert 8 <= len(less) < len(more) and all(row in more for row in less), name


def test_a_folder_that_cannot_be_written_is_one_clear_message(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, no folder")
    with pytest.raises(JsnaError, match="cannot be written"):
        demo.write(tmp_path / "taken")


def test_the_county_has_three_ccgs_six_districts_sixty_practices_and_350_small_areas(
        raw: Path, practices: pd.DataFrame, lsoas: pd.DataFrame) -> None:
    county = practices["CCG_CODE"].isin(["ZZ1", "ZZ2", "ZZ3"])
    assert (county.sum(), practices["CCG_CODE"].nunique(), practices["STP_ONS_CODE"].nunique()) == (60, 33, 11)
    areas = lsoas[lsoas["CCG19CDH"].isin(["ZZ1", "ZZ2", "ZZ3"])]
    assert (len(areas), areas["LAD19CD"].nunique(), areas.groupby("LAD19CD")["CCG19CDH"].nunique().max()) == (350, 6, 1)
