"""Place: one area of a footprint, found in a store, with what lies in it and around it."""

from functools import cached_property
from pathlib import Path
from typing import Any

from jsna import geography, periods, store
from jsna.assessment.slices import Slices
from jsna.errors import UnknownArea
from jsna.schemas import SMALL_PRACTICE

#: Kinds of area that are groups of practices: they lie in a CCG or sub-ICB area.
GROUPS = ("practice", "pcn", "local")
#: What the areas most like one are called together.
SIMILAR = "similar areas"


class Place:
    """One area of a footprint.

    Parameters
    ----------
    area : str
        ODS code, GSS code or name.
    footprint : str
        The set of areas it is one of, such as `ccg_2019`.
    tidy : Path
        The folder of the store.

    Raises
    ------
    StoreError
        Where nothing was built yet.
    UnknownArea
        With the nearest matches, or where a practice is too small for a report of its own.
    """

    def __init__(self, area: str, footprint: str, tidy: Path) -> None:
        self.footprint, self.tidy, self.store = footprint, tidy, Slices(tidy)
        if not (self.tidy / store.MANIFEST).is_file():
            raise store.unbuilt(self.tidy)
        self.areas = self.store.areas(footprint)
        self.code = geography.find(area, self.areas)
        if self.code in self._too_small:
            raise UnknownArea(
                f"{self.code}: a practice with fewer than {SMALL_PRACTICE:,} patients has no report of its own.",
                "Its figures are in the report of the area that holds it.",
            )
        self.name = str(self.areas.loc[self.code, "known_as"])

    @property
    def local(self) -> Path:
        """The folder of the analyst's own files."""
        return self.tidy.parent / "local"

    def manifest(self) -> dict[str, Any]:
        """The manifest of the store."""
        return self.store.manifest()

    @cached_property
    def larger(self) -> tuple[str, str, str] | None:
        """Footprint, code and name of what contains this area: its STP or ICB; of practices, their CCG; of a district, its county."""
        membership = self.store.members(footprint=self.footprint, area_code=self.code)
        larger = membership[membership["parent_footprint"].str.startswith(self._contained_in)]
        if larger.empty:
            return None
        footprint, code = larger[["parent_footprint", "parent_code"]].iloc[0]
        return footprint, code, str(self.store.names(footprint)[code])

    @property
    def _contained_in(self) -> tuple[str, ...]:
        if self.footprint.startswith("district_"):
            return ("upper_tier_",)
        return ("ccg_", "sub_icb_") if self.footprint.split("_")[0] in GROUPS else ("stp_", "icb_")

    def _practices(self, period: str) -> list[str]:
        if self.footprint == "practice":
            return self._siblings()
        placed = self.store.places(footprint=self.footprint, area_code=self.code)
        nearest = periods.nearest(period, list(placed["period"].unique()))
        return list(placed.loc[placed["period"] == nearest, "unit"])

    def _siblings(self) -> list[str]:
        if self.larger is None:
            return [self.code]
        held = self.store.members(footprint=self.footprint, parent_code=self.larger[1])
        return [code for code in held["area_code"].unique() if code not in self._too_small]

    @cached_property
    def _too_small(self) -> set[str]:
        """Practices with so few patients that they are never ranked, nor anybody's peer."""
        if self.footprint != "practice":
            return set()
        lists = self.store.rows(footprint="practice", indicator_id="list_size")
        newest = lists[lists["period"] == lists["period"].max()]
        return set(newest.loc[newest["value"] < SMALL_PRACTICE, "area_code"])

    @cached_property
    def _lsoas(self) -> list[str]:
        members = self.store.members(footprint="lsoa_2011", parent_footprint=self.footprint, parent_code=self.code)
        return list(members["area_code"].unique())
