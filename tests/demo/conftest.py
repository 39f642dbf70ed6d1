"""The demonstration, written once, and the files that its tests look into."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

YEARS = {"1819_v2": "2018/19", "1920": "2019/20", "2021_v2": "2020/21", "2122_V2": "2021/22", "2223": "2022/23"}


@pytest.fixture(scope="package")
def raw(demonstration: Path) -> Path:
    return demonstration / "data" / "raw"


@pytest.fixture(scope="package")
def prevalence(raw: Path) -> pd.DataFrame:
    names = ["practice_code", "register", "patients", "list_type", "list_size"]
    frames = [pd.read_csv(raw / f"prevalence/PREVALENCE_{name}.csv", header=0, names=names).assign(period=period)
              for name, period in YEARS.items()]
    return pd.concat(frames, ignore_index=True)


@pytest.fixture(scope="package")
def practices(raw: Path) -> pd.DataFrame:
    return pd.read_csv(raw / "practices/ORGANISATION_REFERENCE_1819_v2.csv", dtype="str").set_index("PRACTICE_CODE")


@pytest.fixture(scope="package")
def file_7(raw: Path) -> pd.DataFrame:
    return pd.read_csv(next((raw / "deprivation").glob("File_7*IoD2019*.csv"))).set_index("LSOA code (2011)")


@pytest.fixture(scope="package")
def lsoas(raw: Path) -> pd.DataFrame:
    return pd.read_csv(raw / "lookups/LSOA11_CCG19_LAD19_EN_LU.csv", dtype="str").set_index("LSOA11CD")


@pytest.fixture(scope="package")
def sheet() -> Callable[[Path, str], list[list[Any]]]:
    return lambda path, name: CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python(skip_empty_area=False)
