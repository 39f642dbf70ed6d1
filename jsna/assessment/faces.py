"""Faces: the areas of other kinds that share small areas with a place, whose figures stand beside it as theirs and never as its own."""

from collections.abc import Callable
from functools import cache, cached_property
from typing import Self

import pandas as pd

from jsna.assessment.beside import Beside
from jsna.footprints import kind_of
from jsna.geography import ENGLAND
from jsna.schemas import FIFTHS

#: What places are laid over each other by, and the kinds of areas that are a place's faces, the smallest first.
SMALL, KINDS = "lsoa_2011", ("msoa", "district", "upper_tier", "statistical_region")
#: What the id of a source says of rates by fifth: the census of the small areas, whose residents, and the edition of their ranks.
BEHIND = r"_(?P<census>\d{4})(?:_[a-z]+)?_(?P<people>[-\w]+)_(?P<edition>\d{4})$"
ENGLAND_ALONE = "england"
#: An area is a face where most of it lies in the place, or so much of the place in it: one that shares less says little of the place.
MOST, LEAST = 0.5, 0.05


class Faces(Beside):
    """One area of a footprint, and the areas of other kinds that it can be seen as."""

    def faces(self, indicator: str) -> tuple[Self, ...]:
        """The districts, council areas and regions that have a value of an indicator which the area itself has not; small areas are no
        faces alone.
        """
        if self._has(indicator):
            return ()
        areas = self._seen_as(indicator)
        large = areas[(areas["within"] == "") & areas["valued"]]
        return tuple(self._face(*key) for key in zip(large["footprint"], large["area_code"], strict=True))

    def beside_faces(self, indicator: str) -> pd.DataFrame:
        """Newest rows of an indicator of the area, of those it shares small areas with and, last, England: `area_name`, `own`, whether
        it is a `district` that lies mostly in the area (a council without a county is one too), and `within`, the district of a small one.

        Each is a row of its own footprint; nothing is carried over from one to another.
        """
        areas = self._seen_as(indicator)
        place = pd.DataFrame({"footprint": [self.footprint], "area_code": [self.code]}).assign(within="")[: int(self._has(indicator))]
        every = pd.concat([place, areas[["footprint", "area_code", "within"]]], ignore_index=True)
        parts = [self.store.rows(indicator_id=indicator, footprint=str(name), area_code=list(group["area_code"]))
                 for name, group in every.groupby("footprint")]
        rows = pd.concat([*parts, self.england[self.england["indicator_id"] == indicator]], ignore_index=True)
        newest = rows[rows["period"] == rows["period"].max()]
        order = every.assign(order=range(len(every))).drop(columns="within").merge(newest, how="right").sort_values("order", kind="stable")
        table = order.drop(columns="order").merge(every, how="left").fillna({"within": ""}).reset_index(drop=True)
        faces = self._sharing
        district = table["area_code"].isin(faces.loc[faces["mostly"] & (faces["footprint"].map(kind_of) == KINDS[1]), "area_code"])
        return table.assign(place=self.name, area_name=self._named(table), own=table["area_code"] == self.code, district=district)

    def neighbours(self, indicator: str) -> pd.DataFrame:
        """Rows of one indicator, where they have a value, of the other areas of the larger one: `area_name`, and its name as `county`."""
        codes = [code for code in self._siblings() if code != self.code]
        rows = self.store.rows(footprint=self.footprint, indicator_id=indicator, area_code=codes) if codes else self.rows.head(0)
        names = rows["area_code"].map(self.areas["known_as"])
        return rows.assign(area_name=names, county=self.larger[2] if self.larger else "")[rows["value"].notna()]

    def across(self, indicator: str, deprivation: str) -> pd.DataFrame:
        """Newest rows of an indicator in every small area of England, `own` those of the place, each with its `deprivation`.

        No rows where the place has none of these.
        """
        areas = self._seen_as(indicator)
        small = areas[areas["within"] != ""]
        if small.empty:
            return pd.DataFrame()
        footprint, codes = str(small["footprint"].iloc[0]), set(small["area_code"])
        every, scores = (self.store.rows(footprint=footprint, indicator_id=each) for each in (indicator, deprivation))
        newest = every[every["period"] == every["period"].max()]
        edition = scores["period"].max()
        score = scores[scores["period"] == edition].set_index("area_code")["value"]
        names = newest["area_code"].map(self.store.names(footprint))
        table = newest.assign(deprivation=newest["area_code"].map(score), deprivation_period=edition, area_name=names, place=self.name)
        return table.assign(own=table["area_code"].isin(codes))

    def by_fifth(self, indicator: str) -> pd.DataFrame:
        """Newest rows of an indicator by fifth of deprivation, the most deprived first: `own` those of the place, the others England's.

        `people_source, people_period` and `deprivation_source, deprivation_period` tell what stands behind the rates.
        """
        codes = {"footprint": [self.footprint, ENGLAND_ALONE], "area_code": [self.code, ENGLAND]}
        rows = self.store.rows(indicator_id=indicator, category_type=FIFTHS, **codes).sort_values("category", ignore_index=True)
        is_place = rows["area_code"] == self.code
        newest = rows.assign(own=is_place, place=self.name)[rows["period"] == rows.loc[is_place, "period"].max()]
        parts = newest["source_id"].str.extract(BEHIND)
        behind = {"people_period": parts["people"], "deprivation_period": parts["edition"]}
        sources = {"people_source": "residents_" + parts["census"], "deprivation_source": "iod_" + parts["edition"]}
        return newest.assign(**behind, **sources)

    def _named(self, rows: pd.DataFrame) -> list[str]:
        names = {name: self.store.names(name) for name in rows["footprint"].unique() if name != "england"}
        return ["England" if name == "england" else str(names[name][code])
                for name, code in zip(rows["footprint"], rows["area_code"], strict=True)]

    def _has(self, indicator: str) -> bool:
        return bool((self.rows["indicator_id"].eq(indicator) & self.rows["value"].notna()).any())

    @cached_property
    def _face(self) -> Callable[[str, str], Self]:
        """One face by its footprint and code, the same for every figure: each would read and compare it anew."""
        return cache(self._new_face)

    def _new_face(self, footprint: str, code: str) -> Self:
        # No new assessment: a report of one place shows others only as that place's faces.
        face = object.__new__(type(self))
        Beside.__init__(face, code, footprint, self.tidy, self.comparators)
        return face

    @cached_property
    def _seen_as(self) -> Callable[[str], pd.DataFrame]:
        """The `_having` of an indicator, which most figures of a chapter ask for again."""
        return cache(self._having)

    def _having(self, indicator: str) -> pd.DataFrame:
        """The faces that have rows of an indicator, `valued` where one has a value, the smallest kind first, those that hold most of the
        place before others.
        """
        footprints = sorted(self._sharing["footprint"].unique())  # the store is in their order: all others are not read
        rows = self.store.rows(footprint=footprints, indicator_id=indicator)
        there = rows["value"].notna().groupby([rows["footprint"], rows["area_code"]], observed=True).any().rename("valued").reset_index()
        areas = self._sharing.merge(there, on=["footprint", "area_code"])
        share = areas["footprint"].map(there["footprint"].value_counts() / self._sizes).astype(float)
        # A unitary is a district and a council area: it stands among those of which more have the indicator.
        by_share = areas.assign(place=range(len(areas)), share=share).sort_values("share", ascending=False, kind="stable")
        once = by_share[~by_share["area_code"].isin([self.code])].drop_duplicates("area_code").sort_values("place")
        return once.drop(columns=["place", "share"]).reset_index(drop=True)

    @cached_property
    def _sizes(self) -> "pd.Series[int]":
        """How many areas of each footprint there are."""
        return self.store.places(unit_kind=SMALL).groupby("footprint", observed=True)["area_code"].nunique()

    @cached_property
    def _sharing(self) -> pd.DataFrame:
        """Every face: `footprint, area_code, within`, and whether it lies `mostly` in the place."""
        units = set(self.store.places(unit_kind=SMALL, footprint=self.footprint, area_code=self.code)["unit"])
        every = self.store.places(unit_kind=SMALL)
        kinds = every["footprint"].map({name: kind_of(name) for name in every["footprint"].unique()})
        memberships = every[kinds.isin(KINDS) & (every["footprint"] != self.footprint)]
        groups = memberships.assign(mine=memberships["unit"].isin(units), kind=kinds).groupby(["footprint", "area_code"], observed=True)
        areas = groups.agg(mine=("mine", "sum"), size=("mine", "size"), kind=("kind", "first"), unit=("unit", "first")).reset_index()
        faces = areas[(areas["mine"] >= MOST * areas["size"]) | (areas["mine"] >= LEAST * max(len(units), 1))]
        council = memberships[memberships["footprint"].str.startswith(KINDS[1])].drop_duplicates("unit").set_index("unit")["area_code"]
        names = faces["unit"].map(council).map(self.store.names("district_2019")).where(faces["kind"] == KINDS[0], "")
        order = faces.assign(within=names, order=faces["kind"].map(KINDS.index)).sort_values(
            ["order", "mine", "area_code"], ascending=[True, False, True])
        table = order.assign(mostly=order["mine"] >= MOST * order["size"])[["footprint", "area_code", "within", "mostly"]]
        return table if units else table.head(0)
