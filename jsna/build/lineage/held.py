"""What a store holds for tracing: its tables, and the rows of published files with the place where each stands."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from jsna import geography, store
from jsna.build.reading import once
from jsna.build.revisions import settled
from jsna.build.summing import area_footprints
from jsna.schemas import TIDY

#: What every traced row says: whose it is, where it stands, and what it adds to which count.
COLUMNS = ["area_code", "period", "unit", "source_id", "sheet", "row", "says", "numerator", "denominator", "placed"]


@dataclass
class Held:
    """The tables of a store, each read once."""

    tidy: Path
    _read: dict[tuple[Any, ...], pd.DataFrame] = field(default_factory=dict)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The manifest of the build."""
        return store.read_manifest(self.tidy)

    @cached_property
    def areas(self) -> pd.DataFrame:
        """Every area of every footprint."""
        return store.read_table(self.tidy / "areas.parquet")

    @cached_property
    def practices(self) -> pd.DataFrame:
        """The dated practice lists."""
        return store.read_table(self.tidy / "practices.parquet")

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """What numbers lack: `indicators.COVERAGE`."""
        return store.read_table(self.tidy / "coverage.parquet")

    def places(self, footprint: str) -> pd.DataFrame:
        """Which practice counted for which area of a footprint in which year."""
        return store.read_table(self.tidy / "places.parquet", [("footprint", "==", footprint)])

    @cached_property
    def years(self) -> pd.Series:
        """The financial years in which practices counted for areas."""
        return store.read_table(self.tidy / "places.parquet", columns=["period"])["period"].drop_duplicates()

    def members(self, footprint: str, larger: str) -> pd.DataFrame:
        """The areas of a footprint that lie in areas of a larger one: area_code, parent_code, source_id."""
        of = [("footprint", "==", footprint), ("parent_footprint", "==", larger)]
        return store.read_table(self.tidy / "membership.parquet", of)

    def smaller(self, larger: str) -> str:
        """The footprint of CCGs or sub-ICB locations that areas of a larger one are summed from; empty where there is none."""
        of = [("parent_footprint", "==", larger), ("footprint", "in", area_footprints(self.areas))]
        found = store.read_table(self.tidy / "membership.parquet", of, ["footprint"])["footprint"]
        return "" if larger in area_footprints(self.areas) or found.empty else str(min(found))

    def known(self, footprint: str) -> pd.Index:
        """The codes of a footprint's areas."""
        return geography.areas_of(self.areas, footprint).index

    def rows(self, name: str, filters: list[tuple[str, str, Any]]) -> pd.DataFrame:
        """Rows of one tidy table with their file, sheet and row, in the order in which the build reads them."""
        asked = (name, *((column, how, tuple(value) if how == "in" else value) for column, how, value in filters))
        if asked not in self._read:
            none = any(how == "in" and not value for _, how, value in filters)
            paths = [] if none else [self.tidy / "sources" / part for part in self.parts(name)]
            frames = [store.read_table(path, filters) for path in paths]
            held = [frame for frame in frames if len(frame)]
            rows = pd.concat(held, ignore_index=True) if held else pd.DataFrame(columns=list(TIDY[name].columns))
            self._read[asked] = settled(name, once(name, rows)) if held else rows
        return self._read[asked]

    def parts(self, name: str) -> list[str]:
        """Where the parts of a tidy table lie, in the order of the build."""
        return [entry["part"] for file in self.manifest["files"].values() for entry in file["tables"] if entry["table"] == name]
