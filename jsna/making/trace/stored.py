"""Stored: what a store holds for tracing, its tables and the lines of published files that counts are made of."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd

from jsna import local, store
from jsna.making import counts, reading, revisions


@dataclass
class Store:
    """The tables of a store, each read once."""

    tidy: Path
    _lines: dict[str, pd.DataFrame] = field(default_factory=dict)
    _places: dict[tuple[str, str], pd.DataFrame] = field(default_factory=dict)

    def __post_init__(self) -> None:
        local.open_workspace(self.tidy)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The manifest of the build."""
        return store.read_manifest(self.tidy)

    @cached_property
    def areas(self) -> pd.DataFrame:
        """Every area of every footprint."""
        return store.read_table(self.tidy / "areas.parquet")

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """What numbers lack: `indicators.COVERAGE`."""
        return store.read_table(self.tidy / "coverage.parquet")

    def rows(self, name: str) -> pd.DataFrame:
        """One tidy table with the file, sheet and row of each of its rows, in the order in which the build reads them."""
        readings = [reading.Reading(**facts) for facts in self.manifest["files"].values()]
        return revisions.settled(name, reading.table(readings, self.tidy / "sources", name, place_in_file=True))

    def places(self, unit_kind: str, footprint: str) -> pd.DataFrame:
        """The units of a kind in each area of a footprint."""
        if (unit_kind, footprint) not in self._places:
            filters = [("unit_kind", "==", unit_kind), ("footprint", "==", footprint)]
            self._places[unit_kind, footprint] = store.read_table(self.tidy / "places.parquet", filters)
        return self._places[unit_kind, footprint]

    def lines(self, module: ModuleType) -> pd.DataFrame:
        """The rows of published files that a module counts, each with what it adds to which count."""
        if module.__name__ not in self._lines:
            tables = {name: self.rows(name) for name in module.TABLES if name != "places"}
            tables |= {"places": store.read_table(self.tidy / "places.parquet")} if "places" in module.TABLES else {}
            self._lines[module.__name__] = counts.whole(module.lines(tables))
        return self._lines[module.__name__]
