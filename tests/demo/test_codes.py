"""Codes of the demonstration: none can exist in England."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

#: Codes that no place or practice in England can have, and the few that are no places.
FICTIONAL = r"Z[A-Z]\d|Z99\d{3}|Z\d{8}|Z[A-Z]\d{4}"
NO_PLACE = {"X24", "-", "", "9900", "9901", "9902", "ENG", "E92000001", "NO2011"}
CODE_HEADING = re.compile(r"(?i).*(cdh?$|_code$|^code$| code\b|ons geography).*")
NO_AREA = ("GROUP_CODE", "INDICATOR_GROUP_CODE")


@pytest.fixture(scope="module")
def codes(raw: Path) -> dict[str, set[str]]:
    """Every code in every file, by file."""
    of_kind = {".csv": _of_table, ".xlsx": _of_workbook, ".json": _of_boundaries, ".geojson": _of_boundaries}
    return {path.relative_to(raw).as_posix(): of_kind[path.suffix](path) for path in raw.rglob("*.*")}


def _of_table(path: Path) -> set[str]:
    if path.name == "epraccur.csv":
        return _cells(pd.read_csv(path, header=None, dtype="str")[[0, 2, 3, 14, 23]])
    table = pd.read_csv(path, dtype="str", keep_default_na=False)
    return _cells(table[[name for name in table if CODE_HEADING.match(name) and name not in NO_AREA]])


def _of_workbook(path: Path) -> set[str]:
    book = CalamineWorkbook.from_path(path)
    return set().union(*(_of_rows(book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names))


def _of_rows(rows: list[list[Any]]) -> set[str]:
    wide = [row for row in rows if len(set(row)) > 3]
    columns = [j for j, cell in enumerate(wide[0]) if CODE_HEADING.match(str(cell))] if wide else []
    return {row[j] for row in wide[1:] for j in columns}


def _of_boundaries(path: Path) -> set[str]:
    properties = [feature["properties"] for feature in json.loads(path.read_text(encoding="utf-8"))["features"]]
    return {value for each in properties for name, value in each.items() if value and re.search(r"(?i)code$|CD(_|$)", name)}


def _cells(table: pd.DataFrame) -> set[str]:
    return set(table.to_numpy().ravel())


def test_every_code_is_one_that_cannot_exist(codes: dict[str, set[str]]) -> None:
    assert all(codes.values()), [name for name, found in codes.items() if not found]
    assert {code for found in codes.values() for code in found - NO_PLACE if not re.fullmatch(FICTIONAL, code)} == set()


@pytest.mark.real_data
def test_no_code_or_name_of_an_area_is_a_real_one(raw: Path, codes: dict[str, set[str]], published: Path) -> None:
    lookups = [pd.read_csv(path, dtype="str", encoding="utf-8-sig") for path in (published / "lookups").glob("*.csv*")]
    real = {cell for lookup in lookups for cell in _cells(lookup)}
    for name in ("epraccur_2020_01", "epraccur_2022", "epraccur_2026"):
        with gzip.open(published / f"practices/{name}.csv.gz", "rt", encoding="utf-8", errors="replace") as rows:
            real |= {row.split(",")[0].strip('"') for row in rows}
    ours = {cell for path in (raw / "lookups").iterdir() for cell in _cells(pd.read_csv(path, dtype="str").drop(columns="FID"))}
    assert ours & real == set()
    assert {code for found in codes.values() for code in found} & real <= NO_PLACE
