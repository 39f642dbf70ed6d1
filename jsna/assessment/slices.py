"""Slices of a store: the rows, areas, members and shapes that an assessment asks for, and no others."""

from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from jsna import geography, local, store
from jsna.analysis import doubt, special
from jsna.catalogue import definitions, serving
from jsna.measures import MEASURES
from jsna.schemas import FIFTHS


class Slices:
    """What is read of the store in a folder.

    Parameters
    ----------
    tidy : Path
        The folder of the store.
    undoubted : bool
        Whether doubtful numbers of practices are left out of every row.
    """

    def __init__(self, tidy: Path, undoubted: bool = False) -> None:
        self.tidy, self.undoubted = tidy, undoubted
        self.open()

    def open(self) -> None:
        """From now on, the analyst's own indicators are those of this workspace."""
        local.open_workspace(self.tidy, store.is_internal(self.tidy))

    def rows(self, **choice: str | list[str]) -> pd.DataFrame:
        """Indicator rows whose columns hold the value, or one of the values, wanted, with the `measure` of each and what it is `per`.

        Of what is given by fifth of deprivation and of everybody, those of everybody, unless a `category_type` is wanted.
        """
        every = measured(self.table("indicators", **choice))
        rows = every if "category_type" in choice else every[every["category_type"] != FIFTHS]
        return doubt.without(rows, self.doubts) if self.undoubted else rows

    def expected(self, footprint: str, area_code: str | list[str]) -> pd.DataFrame:
        """What is expected of areas of their age and deprivation: no rows where too few such areas are held to tell."""
        return self.table("casemix", footprint=footprint, area_code=area_code)

    def covered(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Indicator rows with the patients `left_out` of a number and `why_left_out`, where some are and they are counted."""
        gaps = self._gaps
        if gaps.empty:
            return rows
        lacks = gaps[gaps["indicator_id"].isin(rows["indicator_id"].unique())]
        return rows.merge(lacks, on=[*doubt.KEY, "age"], how="left", validate="many_to_one").set_axis(rows.index)

    @cached_property
    def _gaps(self) -> pd.DataFrame:
        """Patients `left_out` of each number and `why_left_out`, where there are any: nearly every figure asks."""
        key, coverage = [*doubt.KEY, "age"], self.table("coverage")
        gaps = coverage[coverage["patients"].gt(0)].drop_duplicates(key)[[*key, "patients", "lacks"]]
        return gaps.rename(columns={"patients": "left_out", "lacks": "why_left_out"}).astype({"left_out": "float64"})

    @cached_property
    def doubts(self) -> pd.DataFrame:
        """Doubtful numbers of practices, a row for each area but England that one is in: its key, and the fields of a `Doubt`."""
        doubtful = self.table("doubtful")
        memberships = self.places(unit=sorted(doubtful["practice_code"].unique())).rename(columns={"unit": "practice_code"})
        inside = doubtful.merge(memberships[["practice_code", "period", "footprint", "area_code"]], on=["practice_code", "period"])
        every = inside[inside["footprint"] != "england"].reset_index(drop=True)
        return every.assign(name=every["practice_code"].map(self.names("practice")).fillna(every["practice_code"]))

    @cached_property
    def special(self) -> "pd.Series[str]":
        """Why each practice of England is special, by its code and year; empty where it is like others."""
        path = self.tidy / "indicators.parquet"
        return _special(path, _written(path))

    def members(self, **choice: str | list[str]) -> pd.DataFrame:
        """Which area lies in which: footprint, area_code, parent_footprint, parent_code."""
        return self.table("membership", **choice)

    def places(self, **choice: str | list[str]) -> pd.DataFrame:
        """Which practice, the `unit`, belonged to which area in which year: unit, area_code, period, footprint."""
        return self.table("places", **{"unit_kind": "practice", **choice})

    def areas(self, footprint: str) -> pd.DataFrame:
        """The areas of a footprint, each once."""
        return geography.areas_of(self.table("areas", footprint=footprint), footprint)

    def names(self, footprint: str) -> "pd.Series[str]":
        """The names of the areas of a footprint as people say them."""
        return self.areas(footprint)["known_as"]

    def shaped(self, table: pd.DataFrame, footprint: str) -> gpd.GeoDataFrame:
        """A table of areas with the geometry of each, missing where no boundaries are held."""
        shapes = store.read_shapes(self.tidy / "boundaries.parquet")
        outlines = shapes[shapes["footprint"] == footprint].set_index("area_code").geometry
        return gpd.GeoDataFrame(table, geometry=table["area_code"].map(outlines), crs="EPSG:4326")

    def manifest(self) -> dict[str, Any]:
        """The manifest of the store."""
        return dict(_manifest(self.tidy, _written(self.tidy / store.MANIFEST)))

    def table(self, name: str, **choice: str | list[str]) -> pd.DataFrame:
        """Rows of a table of the store whose columns hold the value, or one of the values, wanted."""
        path, filters = self.tidy / f"{name}.parquet", tuple((column, _frozen(value)) for column, value in choice.items())
        return _read(path, _written(path), filters).copy(deep=False)


def measured(rows: pd.DataFrame) -> pd.DataFrame:
    """Indicator rows with the name of the `measure` of each, and the number of people that it is `per`."""
    measures = {key: definition.measure for key, definition in definitions().items()}
    multipliers = {key: definition.per or MEASURES[definition.measure].per for key, definition in definitions().items()}
    return rows.assign(measure=rows["indicator_id"].map(measures), per=rows["indicator_id"].map(multipliers))


def _written(path: Path) -> tuple[int, ...]:
    """Which writing of a file this is: a store's file is never changed, but replaced by another."""
    return (path.stat().st_ino, path.stat().st_mtime_ns) if path.is_file() else ()


def _frozen(value: str | list[str]) -> str | tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else value


# Chapters, and the reports of many areas, ask for the same slices of England and of practices again and again: reading is a
# third of the time of a report. One report asks for 150 slices, of which those of the next area share 100: they are kept for it.
# A store that was written anew is read anew.
@lru_cache(maxsize=256)
def _read(path: Path, version: tuple[int, ...], choice: tuple[tuple[str, str | tuple[str, ...]], ...]) -> pd.DataFrame:
    # A list of nothing has no type for the filter; no code is empty, so one such code finds as little.
    filters = [(column, "in", list(value) or [""]) if isinstance(value, tuple) else (column, "==", value) for column, value in choice]
    return store.read_table(path, filters)


# What is said of each file of a build is long, and most figures ask when a publication appeared.
@lru_cache(maxsize=4)
def _manifest(tidy: Path, version: tuple[int, ...]) -> dict[str, Any]:
    return store.read_manifest(tidy)


# Half a second of all practices of England, whose lists every chapter asks for.
@lru_cache(maxsize=4)
def _special(path: Path, version: tuple[int, ...]) -> "pd.Series[str]":
    purposes = {serving(purpose)[0].id: purpose for purpose in special.TOLD_BY}
    rows = _read(path, version, (("footprint", "practice"), ("indicator_id", tuple(purposes))))
    return special.special(rows.assign(indicator_id=rows["indicator_id"].map(purposes)))
