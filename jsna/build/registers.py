"""Registers and lists: practices summed to areas, and the published CCG tables for years without practice files."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from jsna import geography
from jsna.build.remarks import Remarks, some
from jsna.build.summing import area_footprints, within_larger
from jsna.geography import ENGLAND

#: A footprint that cannot place this share of England's patients in a year is left out for that year.
MOST_UNPLACED = 0.005

BY_AREA = ["area_code", "footprint", "period", "register", "list_type", "source_id"]
COUNTS = ["patients", "list_size"]


def places(tables: dict[str, pd.DataFrame], remarks: Remarks) -> pd.DataFrame:
    """Which practice belonged to which area of each footprint in each year: practice_code, area_code, period, footprint."""
    prevalence, areas = tables["prevalence"], tables["areas"]
    lists, table = tables["practices"], geography.successions()
    frames = [pd.DataFrame(columns=["practice_code", "area_code", "period", "footprint"])]
    for period, codes in by_period(prevalence).items():
        for footprint in area_footprints(areas):
            placement = geography.place(lists, pd.Index(sorted(codes)), period, footprint, areas, table)
            lost = _unplaced(prevalence[prevalence["period"] == period], placement, period, footprint)
            remarks.unplaced.append(lost)
            if lost["patients"] <= MOST_UNPLACED * lost["of"]:
                placed = placement.areas.rename_axis("practice_code").rename("area_code").reset_index()
                frames.append(placed.assign(period=period, footprint=footprint))
    return pd.concat(frames, ignore_index=True)


def by_period(prevalence: pd.DataFrame) -> dict[str, set[str]]:
    """The codes of the practices that have registers in each year."""
    return {str(period): set(rows["practice_code"].unique()) for period, rows in prevalence.groupby("period")}


def of_groups(members: pd.DataFrame, prevalence: pd.DataFrame) -> pd.DataFrame:
    """The practices of each group in each year that has all of them: a year that lacks one is not the group's."""
    years = members.merge(prevalence[["practice_code", "period"]].drop_duplicates(), on="practice_code")
    held = years.groupby(["footprint", "area_code", "period"])["practice_code"].transform("size")
    whole = members.groupby(["footprint", "area_code"])["practice_code"].size().rename("whole")
    of = years.join(whole, on=["footprint", "area_code"])["whole"]
    return years[held == of][["practice_code", "area_code", "period", "footprint"]]


def _unplaced(counts: pd.DataFrame, placement: geography.Placement, period: str, footprint: str) -> dict[str, Any]:
    lists = counts[counts["list_type"] == "TOTAL"].drop_duplicates("practice_code").set_index("practice_code")["list_size"]
    patients = int(lists.reindex(list(placement.unplaced)).sum())
    practices = list(placement.unplaced)
    return {"period": period, "footprint": footprint, "practices": practices, "patients": patients, "of": int(lists.sum())}


def sums(tables: dict[str, pd.DataFrame], placed: pd.DataFrame, remarks: Remarks) -> pd.DataFrame:
    """Registers and lists of every practice, area and England: `BY_AREA` and `COUNTS`."""
    frames = list(_from_practices(tables, placed))
    workbooks = tables["ccg_prevalence"]
    if len(workbooks):
        held = set(tables["prevalence"]["period"].unique()) if len(tables["prevalence"]) else set()
        # A workbook repeats the year before its own for fewer practices, so a year is taken from its own edition alone.
        own = workbooks[workbooks["edition"] == workbooks["period"]]
        for period, rows in own.groupby("period"):
            if period not in held:
                frames += list(_from_workbook(rows, str(period), tables, remarks))
    return pd.concat(frames, ignore_index=True)


def elsewhere(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """What every workbook says of every year in it, whether it is used or not: counts as of `as_counts`, with `edition`."""
    workbooks = tables["ccg_prevalence"]
    frames = [frame.assign(edition=str(edition)) for (edition, period), rows in workbooks.groupby(["edition", "period"])
              for frame in _from_workbook(rows, str(period), tables, Remarks())]
    return as_counts(pd.concat(frames, ignore_index=True)) if frames else pd.DataFrame()


def _from_practices(tables: dict[str, pd.DataFrame], placed: pd.DataFrame) -> Iterator[pd.DataFrame]:
    prevalence = tables["prevalence"].assign(source_id="qof_raw")
    if prevalence.empty:
        return
    columns = [*BY_AREA, *COUNTS]
    yield prevalence.assign(area_code=prevalence["practice_code"], footprint="practice")[columns]
    yield _summed(prevalence.assign(area_code=ENGLAND, footprint="england"))
    for footprint, rows in placed.groupby("footprint"):
        joined = prevalence.merge(rows, on=["practice_code", "period"], validate="many_to_one")
        by_area = _summed(joined)
        yield by_area
        if footprint in area_footprints(tables["areas"]):  # networks and neighbourhoods overlap with what makes up larger areas
            yield from within_larger(by_area, str(footprint), tables["membership"], BY_AREA, COUNTS)


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.groupby(BY_AREA, as_index=False, observed=True)[COUNTS].sum()


def _from_workbook(rows: pd.DataFrame, period: str, tables: dict[str, pd.DataFrame], remarks: Remarks) -> Iterator[pd.DataFrame]:
    counts = rows.assign(source_id="qof_ccg_workbook")
    yield _summed(counts.assign(area_code=ENGLAND, footprint="england"))
    for footprint in area_footprints(tables["areas"]):
        known = geography.areas_of(tables["areas"], footprint).index
        kind = str(counts["area_kind"].iloc[0])  # a workbook is of one kind of area
        carried = geography.carry(counts["area_code"], footprint, known, kind)
        redrawn = geography.redrawn(counts["area_code"], footprint, kind)
        if (carried.isna() & ~redrawn).mean() > MOST_UNPLACED:
            continue
        by_area = _summed(counts.assign(area_code=carried, footprint=footprint).dropna(subset="area_code"))
        absent = sorted(set(known) - set(by_area["area_code"]))
        moved = set(geography.carried_forward(counts.loc[redrawn, "area_code"], footprint, geography.successions()))
        for inside, why in ((True, "have another boundary there"), (False, "are not there; England is without them")):
            codes = [code for code in absent if (code in moved) == inside]
            if codes:
                remarks.note(footprint, f"QOF {period}: the published CCG tables give nothing for {some(codes)}, which {why}.")
        yield by_area
        yield from within_larger(by_area, footprint, tables["membership"], BY_AREA, COUNTS)


def as_counts(registers: pd.DataFrame) -> pd.DataFrame:
    """Registers as rows with numerator and denominator, keyed by table, register and column as definitions name them."""
    return registers.assign(
        what="register " + registers["register"],
        age=registers["list_type"].map(AGES),
        numerator=registers["patients"].astype(float),
        denominator=registers["list_size"].astype(float),
    )


def lists(registers: pd.DataFrame) -> pd.DataFrame:
    """List sizes as rows: all ages, and the ages that a register is about over all ages."""
    keys = ["area_code", "footprint", "period", "source_id"]
    sizes = registers.groupby([*keys, "list_type"], observed=True)["list_size"].max().astype(float).unstack("list_type").reset_index()
    everybody = sizes["TOTAL"]
    total = sizes.assign(what="list", age="all", numerator=everybody, denominator=everybody)
    older = sizes.assign(what="list 50OV", age="50+", numerator=sizes["50OV"], denominator=everybody)
    under = sizes.assign(what="list under 18", age="0-17", numerator=everybody - sizes["18OV"], denominator=everybody)
    return pd.concat([total, older, under], ignore_index=True)[[*keys, "what", "age", "numerator", "denominator"]].dropna(
        subset="numerator"
    )


#: How a list type of QOF is written as an age.
AGES = {
    "TOTAL": "all", "06OV": "6+", "15OV": "15+", "16OV": "16+", "17OV": "17+", "18OV": "18+", "40OV": "40+", "50OV": "50+",
    "30_74": "30-74", "25_64": "25-64",
}  # fmt: skip
