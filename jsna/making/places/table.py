"""The table of places: its columns, and units of several kinds put into one, with the larger areas that these make up."""

import hashlib
from collections.abc import Iterable

import pandas as pd

from jsna import geography, periods
from jsna.footprints import kind_of
from jsna.geography import ENGLAND

COLUMNS = ["unit_kind", "unit", "period", "footprint", "area_code", "placed_by", "weight"]
AREA = ["unit_kind", "period", "footprint", "area_code"]
#: Kinds of footprint that other areas are made up of, where the lookups hold them.
HEALTH_KINDS = ("ccg", "sub_icb")
#: Kinds of larger areas that these make up; a council only where some make it up exactly.
LARGER = ("stp_", "icb_", "upper_tier_")
#: The kind of units whose numbers are published for the areas themselves.
AS_CODED = "area"
#: Kinds of units that an area may come to have other ones of without a new boundary: only these are told apart by year.
MOVING = ("practice",)


def empty() -> pd.DataFrame:
    """No places: `COLUMNS` and no rows."""
    return pd.DataFrame({name: pd.Series(dtype="float64" if name == "weight" else "str") for name in COLUMNS})


def footprints_of(areas: pd.DataFrame, kinds: tuple[str, ...] = HEALTH_KINDS) -> list[str]:
    """The footprints of CCGs and sub-ICB locations (or of other kinds) that the lookups hold."""
    return sorted(footprint for footprint in areas["footprint"].unique() if kind_of(footprint) in kinds)


def table(parts: Iterable[pd.DataFrame], holders: pd.DataFrame) -> pd.DataFrame:
    """The places of several kinds of units as one table: `COLUMNS`.

    `period` is the financial year in which a unit counts for an area, and empty where it always does; `weight` is what the unit counts
    for where an area's units are not all there: the patients of a practice, and 1 of any other.
    `holders` are the areas that make up larger ones: `footprint, area_code, parent_footprint, parent_code`.
    """
    units = [part for part in parts if len(part)]
    frames = [frame for part in units for frame in (part, larger(part, holders))]
    whole = pd.concat([empty(), *(frame[COLUMNS] for frame in frames if len(frame))], ignore_index=True)
    return whole.drop_duplicates(["unit_kind", "unit", "period", "footprint", "area_code"], ignore_index=True)


def larger(places: pd.DataFrame, holders: pd.DataFrame) -> pd.DataFrame:
    """The same units in the areas that are made up of theirs, of which every member has units: half a county is no county."""
    members = holders.drop_duplicates()
    there = places[AREA].drop_duplicates().merge(members, on=["footprint", "area_code"])
    by_parent = ["unit_kind", "period", "footprint", "parent_footprint", "parent_code"]
    counts = there.groupby(by_parent, observed=True).size().rename("there").reset_index()
    whole = members.groupby(["footprint", "parent_footprint", "parent_code"], observed=True).size().rename("members").reset_index()
    complete = counts.merge(whole, on=["footprint", "parent_footprint", "parent_code"]).query("there == members")[by_parent]
    inside = places.merge(members, on=["footprint", "area_code"]).merge(complete, on=by_parent)
    placed_by = "in " + inside["area_code"].astype("str") + ", " + inside["placed_by"].astype("str")
    return inside.assign(footprint=inside["parent_footprint"], area_code=inside["parent_code"], placed_by=placed_by)[COLUMNS]


def holders(areas: pd.DataFrame, membership: pd.DataFrame) -> pd.DataFrame:
    """The STPs, ICBs and councils that CCGs and sub-ICB locations make up: `footprint, area_code, parent_footprint, parent_code`."""
    health, larger_kinds = membership["footprint"].isin(footprints_of(areas)), membership["parent_footprint"].str.startswith(LARGER)
    inside = membership.loc[health & larger_kinds, ["footprint", "area_code", "parent_footprint", "parent_code"]].drop_duplicates()
    for (footprint, parent), _ in inside.groupby(["footprint", "parent_footprint"]):
        geography.parents(membership, str(footprint), str(parent))  # refuses two lookups that differ
    return inside


def in_england(units: pd.DataFrame) -> pd.DataFrame:
    """Units as parts of England, of which nothing is placed."""
    return units.assign(footprint="england", area_code=ENGLAND, placed_by="in England")


def themselves(units: pd.DataFrame) -> pd.DataFrame:
    """Units as areas of their own."""
    return units.assign(footprint=units["unit_kind"], area_code=units["unit"], placed_by="the area itself")


def coded(areas: pd.DataFrame) -> pd.DataFrame:
    """Areas as publishers of values name them, by the code that has one boundary alone: itself, in every footprint that has that code.

    A CCG whose boundary changed kept its ODS code and was given another code of the Office for National Statistics.
    """
    gss = areas.loc[areas["gss_code"] != "", ["footprint", "area_code", "gss_code"]].drop_duplicates()
    england = pd.DataFrame([("england", ENGLAND, ENGLAND)], columns=list(gss.columns), dtype="str")
    units = pd.concat([gss, england], ignore_index=True).rename(columns={"gss_code": "unit"})
    return units.assign(unit_kind=AS_CODED, period="", placed_by="the area itself", weight=1.0)


def years(places: pd.DataFrame, unit_kind: str, texts: Iterable[str]) -> dict[str, str]:
    """Of each period the year that it lies in, where units are placed in it; no year where they lie in one place always."""
    there = set(places.loc[places["unit_kind"] == unit_kind, "period"].unique())
    each = {text: "" if "" in there else text if text in there else periods.year_of(text) for text in set(texts)}
    return {text: year for text, year in each.items() if year in there}


def fingerprints(places: pd.DataFrame, sources: dict[str, str]) -> pd.DataFrame:
    """The hash of the units of each area, by which a changed boundary is known: `source_id, footprint, area_code, period, units`.

    `period` is empty where the units are the same in all. England has no boundary, nor has an area that is its own unit.
    `sources` gives the kind of units of each publication.
    """
    areas = places[(places["footprint"] != "england") & (places["footprint"] != places["unit_kind"])]
    moving = areas["unit_kind"].isin(MOVING)
    units = areas.assign(period=areas["period"].where(moving, "")).drop_duplicates([*AREA, "unit"]).sort_values("unit")
    groups = units.astype({"unit": object}).groupby(AREA, observed=True)["unit"]  # text of Arrow is slow to go through
    hashes = groups.agg(lambda codes: hashlib.sha256("\n".join(codes).encode()).hexdigest()[:12]).rename("units").reset_index()
    by_source = pd.DataFrame({"source_id": list(sources), "unit_kind": list(sources.values())}, dtype="str")
    return hashes.merge(by_source, on="unit_kind")[["source_id", "footprint", "area_code", "period", "units"]].astype("str")
