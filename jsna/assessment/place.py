"""Place: one area of a footprint, found in a store, with what lies in it and around it."""

from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from jsna import geography, periods, store
from jsna.analysis import special
from jsna.assessment.slices import Slices
from jsna.errors import UnknownArea
from jsna.footprints import kind_of
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
        if not (tidy / store.MANIFEST).is_file():
            raise store.unbuilt(tidy)
        self.footprint, self.tidy, self.store = footprint, tidy, Slices(tidy)
        self.shown: set[str] = set()  # by figures, which a list of sources names
        self.areas = self.store.areas(footprint)
        self.code = geography.find(area, self.areas)
        if self._special.get(self.code) == special.SMALL:
            raise UnknownArea(
                f"{self.code}: a practice with fewer than {SMALL_PRACTICE:,} patients has no report of its own.",
                "Its figures are in the report of the area that holds it.",
            )
        self.name = str(self.areas.loc[self.code, "known_as"])

    @property
    def local(self) -> Path:
        """The folder of the analyst's own files."""
        return self.tidy.parent / "local"

    def open(self) -> None:
        """From now on, the analyst's own indicators are those of this place's workspace: a notebook may ask for places of several."""
        self.store.open()

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
        return ("ccg_", "sub_icb_") if kind_of(self.footprint) in GROUPS else ("stp_", "icb_")

    def _practices(self, period: str) -> list[str]:
        if self.footprint == "practice":
            return self._beside()
        memberships = self.store.places(footprint=self.footprint, area_code=self.code)
        nearest = periods.nearest(period, list(memberships["period"].unique()))
        return list(memberships.loc[memberships["period"] == nearest, "unit"])

    def _beside(self) -> list[str]:
        """The areas of the larger one, this one among them."""
        if self.larger is None:
            return [self.code]
        return list(self.store.members(footprint=self.footprint, parent_code=self.larger[1])["area_code"].unique())

    def _siblings(self) -> list[str]:
        return [code for code in self._beside() if code not in self._apart]

    @cached_property
    def _apart(self) -> set[str]:
        """Practices that are special, and so never ranked, nor anybody's peer; this one alone stays where it is the place itself."""
        return set(self._special.index) - {self.code}

    @property
    def _special(self) -> "pd.Series[str]":
        """Why practices are special in the newest year of lists, by their codes."""
        if self.footprint != "practice" or self.store.special.empty:
            return pd.Series(dtype="str")
        newest = self.store.special.xs(self.store.special.index.unique("period").max(), level="period")
        return newest[newest != ""]

    @cached_property
    def _lsoas(self) -> list[str]:
        members = self.store.members(footprint="lsoa_2011", parent_footprint=self.footprint, parent_code=self.code)
        return list(members["area_code"].unique())
