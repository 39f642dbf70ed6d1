"""Practices: the areas in which each lay in each year that has registers, by the practice list nearest in time."""

import datetime as dt
from typing import Any

import pandas as pd

from jsna import geography, periods
from jsna.making.places.table import empty, footprints_of, in_england, themselves

KIND = "practice"


def roster(prevalence: pd.DataFrame) -> pd.DataFrame:
    """The practices that have registers in each year, with the patients on their lists: `unit_kind, unit, period, weight`."""
    lists = prevalence[prevalence["list_type"] == "TOTAL"].groupby(["practice_code", "period"], as_index=False)["list_size"].max()
    every = prevalence[["practice_code", "period"]].drop_duplicates().merge(lists, how="left", on=["practice_code", "period"])
    units = every.rename(columns={"practice_code": "unit", "list_size": "weight"})
    return units.assign(unit_kind=KIND, weight=units["weight"].astype(float).fillna(0.0))


def placed(roster: pd.DataFrame, lists: pd.DataFrame, areas: pd.DataFrame, least: float) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Where each practice lay in each footprint of CCGs and sub-ICB locations, and what could not be placed, by year and footprint.

    A footprint that cannot place `least` of England's patients in a year is left out for that year: any of its areas may lack some.
    The lists are dated, and have the row of each practice.
    """
    frames, absences = [], []
    for period, units in roster.groupby("period"):
        entries = lists[lists["practice_code"].isin(list(units["unit"]))]
        for footprint in footprints_of(areas):
            rows = placing(entries, pd.Index(units["unit"]), str(period), footprint, areas)
            inside = units.merge(_told(rows), on="unit")
            absent = units[pd.Index(inside["unit"]).get_indexer(pd.Index(units["unit"])) < 0]
            absences.append({"period": str(period), "footprint": footprint, "practices": sorted(absent["unit"]),
                             "patients": int(absent["weight"].sum()), "of": int(units["weight"].sum())})
            if inside["weight"].sum() >= least * units["weight"].sum():
                frames.append(inside.assign(footprint=footprint))
    return (pd.concat(frames, ignore_index=True) if frames else empty()), absences


def dated(practices: pd.DataFrame, practices_by_period: dict[str, set[str]]) -> pd.DataFrame:
    """Practice lists with a date for each: its own, or the end of the year whose practices it lists best."""
    dates = {source: _list_date(rows, practices_by_period) for source, rows in practices.groupby("source_id")}
    return practices.assign(as_of=practices["source_id"].map(dates))


def _list_date(rows: pd.DataFrame, practices_by_period: dict[str, set[str]]) -> str:
    if rows["as_of"].iloc[0] or not practices_by_period:
        return str(rows["as_of"].iloc[0])
    practices = set(rows["practice_code"])
    overlap = {period: len(practices & codes) / len(practices | codes) for period, codes in practices_by_period.items()}
    return str(periods.parse(max(overlap, key=lambda period: overlap[period])).end)


def placing(practices: pd.DataFrame, codes: pd.Index, period: str, footprint: str, areas: pd.DataFrame) -> pd.DataFrame:
    """The row of a practice list that places each practice of a period, and the `area` that it gives; those without a place are absent.

    A list of another year places a practice too where the CCG that it names was merged into one area of
    the footprint, or lives on in it within the same boundary.
    """
    here = set(geography.areas_of(areas, footprint).index)
    target = geography.carried_forward(practices["area_code"], footprint, geography.successions())
    elsewhere = target.isin(geography.redrawn_ccgs()) & ((practices["area_kind"] == "sub_icb") != footprint.startswith("sub_icb"))
    of_period = codes.get_indexer(pd.Index(practices["practice_code"])) >= 0
    usable = practices.assign(area=target)[target.isin(here) & ~elsewhere & of_period]
    end = periods.parse(period).end
    distance = usable["as_of"].map({day: abs((dt.date.fromisoformat(day) - end).days) for day in usable["as_of"].unique()})
    return usable.assign(distance=distance).sort_values(["distance", "as_of", "source_id"], kind="stable").drop_duplicates("practice_code")


def everywhere(roster: pd.DataFrame) -> pd.DataFrame:
    """Each practice as an area of its own, and in England."""
    return pd.concat([themselves(roster).assign(placed_by="the practice itself"), in_england(roster)], ignore_index=True)


def grouped(members: pd.DataFrame, roster: pd.DataFrame) -> pd.DataFrame:
    """The practices of each group in each year that has all of them: a year that lacks one is not the group's.

    `members` are who makes up each group, and who says so: `practice_code, area_code, footprint, source_id`.
    """
    entries = members.assign(placed_by="named for it by " + members["source_id"].astype("str"))
    years = entries.rename(columns={"practice_code": "unit"}).merge(roster, on="unit")
    there = years.groupby(["footprint", "area_code", "period"])["unit"].transform("size")
    whole = members.groupby(["footprint", "area_code"])["practice_code"].size().rename("whole")
    return years[there == years.join(whole, on=["footprint", "area_code"])["whole"]].drop(columns="source_id")


def _told(rows: pd.DataFrame) -> pd.DataFrame:
    """The area that each row of a list gives a practice, and in words by which row."""
    words = ("named " + rows["area_code"]).where(rows["area_code"] == rows["area"], rows["area_code"] + " became " + rows["area"])
    by = " by the list of " + rows["as_of"] + " (" + rows["source_id"] + ", row " + rows["row"].astype("str") + ")"
    return pd.DataFrame({"unit": rows["practice_code"], "area_code": rows["area"], "placed_by": words + by})
