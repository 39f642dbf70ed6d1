"""Registers and lists: practices summed to areas, and the published CCG tables for years without practice files."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from jsna import geography
from jsna.build.remarks import LACKING, Remarks, some
from jsna.build.summing import above, area_footprints, units_within_larger, wanting, within_larger
from jsna.geography import ENGLAND

#: A footprint that cannot place this share of England's patients in a year is left out for that year.
MOST_UNPLACED = 0.005

BY_AREA = ["area_code", "footprint", "period", "register", "list_type", "source_id"]
#: `asked` are the lists of those who gave the register: nobody is counted among the patients of a practice that did not.
COUNTS = ["patients", "list_size", "asked"]
#: What is known of a number's key where it lacks something.
LACKS = ["register", "list_type", "footprint", "area_code", "period"]


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
    frames = [pd.DataFrame(columns=[*BY_AREA, *COUNTS]), *_from_practices(tables, placed)]
    remarks.lack(_blank(tables, placed))
    workbooks = tables["ccg_prevalence"]
    held = set(tables["prevalence"]["period"].unique())
    for period, rows in own_edition(workbooks).groupby("period"):
        if period not in held:
            frames += list(_from_workbook(rows, str(period), tables, remarks))
    return pd.concat([frame for frame in frames if len(frame)] or frames, ignore_index=True)


def elsewhere(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """What every workbook says of every year in it, whether it is used or not: counts as of `as_counts`, with `edition`."""
    workbooks = tables["ccg_prevalence"].assign(asked=tables["ccg_prevalence"]["list_size"])
    frames = [frame.assign(edition=str(edition)) for (edition, period), rows in workbooks.groupby(["edition", "period"])
              for frame in _from_workbook(rows, str(period), tables, Remarks())]
    return as_counts(pd.concat(frames, ignore_index=True)).dropna(subset="numerator") if frames else pd.DataFrame()


def own_edition(workbooks: pd.DataFrame) -> pd.DataFrame:
    """The rows of each year from its own edition, with `asked`.

    A workbook repeats the year before its own for fewer practices, so a year is taken from its own edition alone. Where the next
    edition gives a CCG the same registers of shorter lists, it left out practices that gave no register: its lists are those asked.
    """
    own, later = (workbooks[workbooks["edition"].eq(workbooks["period"]) == same] for same in (True, False))
    keys = ["area_code", "period"]
    both = own.merge(later, on=[*keys, "register", "list_type"], suffixes=("", "_later"))
    same = both.assign(same=both["patients"].eq(both["patients_later"]).astype(bool)).groupby(keys)["same"].all()
    lists = later.groupby([*keys, "list_type"])["list_size"].max().rename("asked").reset_index()
    alike = lists[pd.MultiIndex.from_frame(lists[keys]).isin(same.index[same])]
    told = own.merge(alike, on=[*keys, "list_type"], how="left", validate="many_to_one")
    return told.assign(asked=told["asked"].where(told["asked"] < told["list_size"], told["list_size"]))


def with_asked(prevalence: pd.DataFrame) -> pd.DataFrame:
    """Registers of practices with `asked`, their list; missing where the practice gave no register."""
    return prevalence.assign(asked=prevalence["list_size"].where(prevalence["patients"].notna()))


def _from_practices(tables: dict[str, pd.DataFrame], placed: pd.DataFrame) -> Iterator[pd.DataFrame]:
    prevalence = with_asked(tables["prevalence"]).assign(source_id="qof_raw")
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
    return rows.groupby(BY_AREA, as_index=False, observed=True)[COUNTS].sum(min_count=1)


def _blank(tables: dict[str, pd.DataFrame], placed: pd.DataFrame) -> pd.DataFrame:
    """The practices that every area, and England, has on its list and on no register: rows of `remarks.LACKING`."""
    prevalence = _every_register(tables["prevalence"])
    blank = prevalence[prevalence["patients"].isna()].drop(columns="source_id")
    larger = units_within_larger(placed, tables["membership"], area_footprints(tables["areas"]))
    inside = blank.merge(pd.concat([placed, larger]), on=["practice_code", "period"])
    itself = blank.assign(area_code=blank["practice_code"], footprint="practice")
    england = blank.assign(area_code=ENGLAND, footprint="england")
    groups = pd.concat([inside, itself, england]).sort_values("practice_code").groupby(LACKS)
    counted = groups.agg(units=("practice_code", "size"), patients=("list_size", "sum"), codes=("practice_code", list)).reset_index()
    text = [f"{len(codes)} {'practice' if len(codes) == 1 else 'practices'} gave no register ({some(codes)})" for codes in counted["codes"]]
    return _keyed(counted.assign(lacks=text, source_id="qof_raw"))


def _every_register(prevalence: pd.DataFrame) -> pd.DataFrame:
    """The registers with a blank one where a practice has no row of a register that others have in that year."""
    lists = prevalence.drop_duplicates(["period", "practice_code", "list_type"])[["period", "practice_code", "list_type", "list_size"]]
    kinds = prevalence.drop_duplicates(["period", "register"])[["period", "register", "list_type"]]
    every = kinds.merge(lists[["period", "practice_code"]].drop_duplicates(), on="period")
    if len(every) == len(prevalence):
        return prevalence
    sized = every.merge(lists, on=["period", "practice_code", "list_type"], how="left").drop(columns="list_type")
    every = prevalence.drop(columns=["list_size", "list_type"]).merge(sized, on=["period", "practice_code", "register"], how="right")
    return every.merge(kinds, on=["period", "register"])


def _keyed(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(what="register " + rows["register"], age=rows["list_type"].map(AGES))


def _from_workbook(rows: pd.DataFrame, period: str, tables: dict[str, pd.DataFrame], remarks: Remarks) -> Iterator[pd.DataFrame]:
    counts = rows.assign(source_id="qof_ccg_workbook")
    lost = []
    for footprint in area_footprints(tables["areas"]):
        known = geography.areas_of(tables["areas"], footprint).index
        kind = str(counts["area_kind"].iloc[0])  # a workbook is of one kind of area
        placed = counts.assign(area_code=geography.carry(counts["area_code"], footprint, known, kind), footprint=footprint)
        by_area = _summed(placed.dropna(subset="area_code"))
        lacking = wanting(set(counts["area_code"]), by_area["area_code"].unique(), footprint)
        whole = _hidden(by_area, list(lacking))
        yield whole
        yield from within_larger(whole, footprint, tables["membership"], BY_AREA, COUNTS)
        told = _lacking(rows, period, footprint, lacking)
        remarks.lack(pd.concat([told, above(told, footprint, tables["membership"])]))
        remarks.lack(_not_asked(placed, tables["membership"], footprint))
        absent = sorted(set(known) - set(by_area["area_code"]))
        lost.append([code for code in absent if not geography.later_codes(code, footprint) & set(counts["area_code"])])
        _note(counts["area_code"], period, footprint, absent, lost[-1], remarks)
    yield _england(counts, period, min(lost, key=len, default=[]), remarks)


def _england(counts: pd.DataFrame, period: str, lost: list[str], remarks: Remarks) -> pd.DataFrame:
    """The sums of a workbook; without numbers where it lacks the rows of areas."""
    summed = _summed(counts.assign(area_code=ENGLAND, footprint="england"))
    if not lost:
        remarks.lack(_not_asked(counts.assign(area_code=ENGLAND, footprint="england")))
        return summed
    remarks.lack(_lacking(counts, period, "england", {ENGLAND: lost}))
    return _hidden(summed, [ENGLAND])


def _hidden(rows: pd.DataFrame, areas: list[str]) -> pd.DataFrame:
    return rows.assign(**{name: rows[name].mask(rows["area_code"].isin(areas)) for name in COUNTS})


def _not_asked(placed: pd.DataFrame, membership: pd.DataFrame | None = None, footprint: str = "") -> pd.DataFrame:
    """The patients whom a workbook has on the list of an area, or of one that holds it, and on no register: rows of `remarks.LACKING`."""
    fewer = placed[placed["asked"] < placed["list_size"]]
    if fewer.empty:
        return pd.DataFrame(columns=LACKING)
    larger = [] if membership is None else [units_within_larger(fewer, membership, [footprint])]
    left = pd.concat([fewer, *larger]).assign(patients=lambda rows: rows["list_size"] - rows["asked"])
    counted = left.groupby(LACKS, as_index=False)["patients"].sum()
    text = "practices that gave no register, by the workbook of the next year"
    return _keyed(counted.assign(lacks=text, units=np.nan, source_id="qof_ccg_workbook"))


def _lacking(counts: pd.DataFrame, period: str, footprint: str, lacking: dict[str, list[str]]) -> pd.DataFrame:
    """What areas lack that a workbook gives no row for, of each of its registers: rows of `remarks.LACKING`."""
    kinds = counts[["register", "list_type"]].drop_duplicates()
    whats = [*zip("register " + kinds["register"], kinds["list_type"].map(AGES), strict=True), ("list", "all")]
    text = "the published CCG tables give nothing for"
    lacks = [(what, area, age, len(codes), f"{text} {some(codes)}") for area, codes in lacking.items() for what, age in whats]
    told = pd.DataFrame(lacks, columns=["what", "area_code", "age", "units", "lacks"])
    return told.assign(period=period, footprint=footprint, source_id="qof_ccg_workbook", patients=np.nan)[LACKING]


def _note(reported: pd.Series, period: str, footprint: str, absent: list[str], lost: list[str], remarks: Remarks) -> None:
    carried = set(geography.carried_forward(reported, footprint, geography.successions()))
    moved = [code for code in absent if code in carried]
    for codes, why in ((moved, "have another boundary there"), (lost, "are not there; England has no number")):
        if codes:
            remarks.note(footprint, f"QOF {period}: the published CCG tables give nothing for {some(codes)}, which {why}.")


def as_counts(registers: pd.DataFrame) -> pd.DataFrame:
    """Registers as rows with numerator and denominator, keyed by table, register and column as definitions name them."""
    return registers.assign(
        what="register " + registers["register"],
        age=registers["list_type"].map(AGES),
        numerator=registers["patients"].astype(float),
        denominator=registers["asked"].astype(float),
    )


def lists(registers: pd.DataFrame) -> pd.DataFrame:
    """List sizes as rows: all ages, and the ages that a register is about over all ages."""
    keys = ["area_code", "footprint", "period", "source_id"]
    sizes = registers.groupby([*keys, "list_type"], observed=True)["list_size"].max().astype(float).unstack("list_type")
    sizes = sizes.reindex(columns=["TOTAL", "50OV", "18OV"]).reset_index()
    everybody = sizes["TOTAL"]
    total = sizes.assign(what="list", age="all", numerator=everybody, denominator=everybody)
    older = sizes.assign(what="list 50OV", age="50+", numerator=sizes["50OV"], denominator=everybody)
    under = sizes.assign(what="list under 18", age="0-17", numerator=everybody - sizes["18OV"], denominator=everybody)
    every = pd.concat([total, older, under], ignore_index=True)[[*keys, "what", "age", "numerator", "denominator"]]
    # A list that lacks a part is no number; one of ages that no area of a year has is not there.
    given = every.groupby(["what", "period", "source_id"])["numerator"].transform("count").gt(0) & (every["footprint"] != "practice")
    return every[given | every["numerator"].notna()]


#: How a list type of QOF is written as an age.
AGES = {
    "TOTAL": "all", "06OV": "6+", "15OV": "15+", "16OV": "16+", "17OV": "17+", "18OV": "18+", "40OV": "40+", "50OV": "50+",
    "30_74": "30-74", "25_64": "25-64",
}  # fmt: skip
