"""Placing: the row of a practice list by which a practice came to lie in an area, found again."""

from dataclasses import replace

import pandas as pd
from jsna.build.lineage.held import Held
from jsna.build.lineage.tracing import Trace
from jsna.build.summing import area_footprints

from jsna import geography


def explained(held: Held, found: Trace) -> Trace:
    """A trace whose rows say in `placed` the list, its row and its day, and in `misplaced` whether that row says another area.

    Only practices of areas that a list names can be misplaced: not those of England, of a network or of an own neighbourhood.
    """
    footprint, source = found.again[["footprint", "source_id"]].iloc[0]
    smaller = held.smaller(footprint) or footprint
    if source == "qof_raw" and smaller in area_footprints(held.areas):
        told = [_of_year(held, of, str(period), smaller, footprint) for period, of in found.rows.groupby("period")]
        return replace(found, rows=pd.concat(told, ignore_index=True))
    placed = found.rows["placed"].mask(found.rows["placed"] == "", _group(held, found.rows, footprint))
    return replace(found, rows=found.rows.assign(placed=placed, misplaced=False))


def _group(held: Held, rows: pd.DataFrame, footprint: str) -> pd.Series:
    given = geography.areas_of(held.areas, footprint)["source_id"]
    return "named for it by " + rows["area_code"].map(given).astype("str")


def _of_year(held: Held, rows: pd.DataFrame, period: str, smaller: str, footprint: str) -> pd.DataFrame:
    codes = pd.Index(rows["unit"].unique())
    lists = held.practices[held.practices["practice_code"].isin(codes)]
    found = geography.placing(lists, codes, period, smaller, held.areas, geography.successions()).set_index("practice_code")
    inside = found["area"]
    if smaller != footprint:
        inside = inside.map(held.members(smaller, footprint).drop_duplicates("area_code").set_index("area_code")["parent_code"])
    stands = _places_in_files(held, codes).reindex(pd.MultiIndex.from_frame(found.reset_index()[["practice_code", "source_id"]]))
    named = ("named " + found["area_code"]).where(found["area_code"] == found["area"], found["area_code"] + " became " + found["area"])
    place = found["source_id"] + ", row " + pd.Series(stands.to_numpy(), found.index).astype("str")
    said = named + " by the list of " + found["as_of"] + " (" + place + ")"
    return rows.assign(placed=rows["unit"].map(said), misplaced=rows["unit"].map(inside).fillna("") != rows["area_code"])


def _places_in_files(held: Held, codes: pd.Index) -> pd.Series:
    rows = held.rows("practices", [("practice_code", "in", sorted(codes))])
    return rows.set_index(["practice_code", "source_id"])["row"]
