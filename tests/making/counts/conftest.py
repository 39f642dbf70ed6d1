"""Places of a few practices, and what counts add up to in them."""

from collections.abc import Callable
from types import ModuleType

import pandas as pd
import pytest

from jsna.making import publications
from jsna.making.caveats import Caveats
from jsna.making.places.practices import everywhere
from jsna.making.places.table import COLUMNS, table

Tables = dict[str, pd.DataFrame]
Added = Callable[[ModuleType, Tables, pd.DataFrame, Caveats], tuple[pd.DataFrame, pd.DataFrame]]
Placing = Callable[[dict[str, tuple[str, float]], str], pd.DataFrame]


@pytest.fixture
def placing() -> Placing:
    """Gives the places of practices, each with its CCG and patients, in a year: 00K and 00L make up S1."""

    def placed(practices: dict[str, tuple[str, float]], period: str) -> pd.DataFrame:
        rows = [(code, area, weight) for code, (area, weight) in practices.items()]
        roster = pd.DataFrame(rows, columns=["unit", "area_code", "weight"]).assign(unit_kind="practice", period=period)
        ccgs = roster.assign(footprint="ccg_2019", placed_by="by a list")
        holders = pd.DataFrame({"footprint": "ccg_2019", "area_code": ["00K", "00L"], "parent_footprint": "stp_2019", "parent_code": "S1"})
        return pd.concat([table([ccgs], holders), everywhere(roster.drop(columns="area_code"))[COLUMNS]], ignore_index=True)

    return placed


@pytest.fixture
def added() -> Added:
    """Gives the sums of a publication's counts with a number, and what they lack."""

    def sums(module: ModuleType, tables: Tables, places: pd.DataFrame, caveats: Caveats) -> tuple[pd.DataFrame, pd.DataFrame]:
        counted = module.counts(tables, caveats)
        rows, lacks = publications.summed(module, counted, places) if len(counted) else (counted.assign(footprint=""), counted)
        return rows.dropna(subset="numerator"), lacks

    return sums
