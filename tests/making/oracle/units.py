"""Units: the practices, small areas and commissioners that were summed to an area, and how each came to lie in it."""

import pandas as pd
from jsna.build.lineage.held import Held

from jsna import geography
from jsna.geography import ENGLAND


def practices(held: Held, footprint: str, asked: pd.DataFrame) -> pd.DataFrame:
    """The practices of each area and year that is asked for: area_code, period, unit, placed.

    Parameters
    ----------
    asked : DataFrame
        `area_code, period` of the rows to trace.
    """
    if footprint == "practice":
        return asked.assign(unit=asked["area_code"], placed="the practice itself")
    if footprint == "england":
        rows = held.rows("prevalence", [("period", "in", sorted(asked["period"].unique()))])
        everybody = rows[["practice_code", "period"]].drop_duplicates().rename(columns={"practice_code": "unit"})
        return everybody.assign(area_code=ENGLAND, placed="in England")
    smaller = held.smaller(footprint)
    if smaller:
        return _through(held, smaller, footprint, asked)
    places = held.places(footprint).merge(asked, on=["area_code", "period"])
    return places.rename(columns={"practice_code": "unit"}).assign(placed="")[["area_code", "period", "unit", "placed"]]


def _through(held: Held, smaller: str, footprint: str, asked: pd.DataFrame) -> pd.DataFrame:
    inside = held.members(smaller, footprint).drop_duplicates("area_code").set_index("area_code")["parent_code"]
    places = held.places(smaller)
    found = places.assign(area_code=places["area_code"].map(inside), placed="in " + places["area_code"]).merge(
        asked, on=["area_code", "period"]
    )
    return found.rename(columns={"practice_code": "unit"})[["area_code", "period", "unit", "placed"]]


def small_areas(held: Held, footprint: str, codes: list[str], kind: str = "lsoa_2011") -> pd.DataFrame:
    """The small areas, of a census, of each area that is asked for: area_code, unit, placed (by which lookup)."""
    if footprint == kind:
        return pd.DataFrame({"area_code": codes, "unit": codes, "placed": "the small area itself"})
    if footprint == "england":
        return pd.DataFrame(columns=["area_code", "unit", "placed"])  # all there are: nothing is placed
    members = held.members(kind, footprint)
    smaller = "" if len(members) else held.smaller(footprint)  # a council is of small areas, whatever else makes it up
    if smaller:
        members = held.members(kind, smaller)
        inside = held.members(smaller, footprint).drop_duplicates("area_code").set_index("area_code")["parent_code"]
        members = members.assign(placed="in " + members["parent_code"] + ", ", parent_code=members["parent_code"].map(inside))
    placed = members.get("placed", "") + "by " + members["source_id"]
    found = members.assign(placed=placed)[members["parent_code"].isin(codes)].drop_duplicates("area_code")
    return found[["area_code", "parent_code", "placed"]].set_axis(["unit", "area_code", "placed"], axis=1)


def commissioners(held: Held, footprint: str, reported: pd.Series, codes: list[str], kind: str = "ccg") -> pd.DataFrame:
    """The commissioners, by the codes under which they reported, of each area that is asked for: area_code, unit, placed."""
    smaller = held.smaller(footprint)
    own = smaller or footprint
    unit = pd.Series(reported.unique())
    area = geography.carry(unit, own, held.known(own), kind)
    said = ("reported as " + unit + ", carried forward to " + area).where(unit != area, "reported under this code")
    found = pd.DataFrame({"unit": unit, "area_code": area, "placed": said}).dropna(subset="area_code")
    if smaller:
        inside = held.members(smaller, footprint).drop_duplicates("area_code").set_index("area_code")["parent_code"]
        found = found.assign(area_code=found["area_code"].map(inside), placed="in " + found["area_code"] + ", " + found["placed"])
    return found[found["area_code"].isin(codes)]
