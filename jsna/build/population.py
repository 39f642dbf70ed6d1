"""Population: the patients of each practice by age and sex, summed to every area whose practices are nearly all there."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from jsna.build.registers import MOST_UNPLACED
from jsna.build.remarks import LACKING, Remarks, some
from jsna.build.summing import area_footprints, within_larger
from jsna.geography import ENGLAND

BY_AREA = ["area_code", "footprint", "period", "sex", "age", "source_id"]
COUNTS = ["patients"]
#: Ages that add up to less or more than the list by this share are not those of the patients who are on the register.
MOST_APART = 0.2


def sums(tables: dict[str, pd.DataFrame], placed: pd.DataFrame, remarks: Remarks) -> pd.DataFrame:
    """Patients by sex and age of every practice, area and England, in the years that have registers by practice.

    Only practices with registers are counted: nobody else can be on one. An area that lacks the ages of practices with more than
    a trace of its patients gets no row.
    """
    held, registers = by_year(tables["patients"]), tables["prevalence"]
    years = set(registers["period"].unique())
    remarks.lists_by_age += [_described(str(period), rows, period in years) for period, rows in held.groupby("period")]
    counted = held[held["period"].isin(years)]
    if counted.empty:
        return pd.DataFrame(columns=[*BY_AREA, *COUNTS])
    lists = with_ages(registers, held)
    known = counted.merge(lists.loc[lists["known"], ["practice_code", "period"]], on=["practice_code", "period"])
    return pd.concat(_by_area(known, lists, placed, tables, remarks), ignore_index=True)


def as_counts(rows: pd.DataFrame) -> pd.DataFrame:
    """The sums as rows with numerator and denominator, keyed as definitions name them."""
    people = rows["patients"].astype(float)
    return rows.assign(what="patients by age", numerator=people, denominator=people).drop(columns="patients")


def by_year(patients: pd.DataFrame) -> pd.DataFrame:
    """Men and women by age, of each financial year from the list nearest to its end; of several of one day, from the finest."""
    published = patients["source_id"].isin(patients.loc[patients["age"] == "all", "source_id"].unique())
    named = patients.assign(publication=published.map({True: "patients_by_age", False: "nhsbsa_list_sizes"}))
    rows = named[named["sex"].isin(["male", "female"]) & (named["age"] != "all")]
    lists = rows.groupby(["as_of", "sex", "source_id"]).agg(bands=("age", "nunique"), rows=("age", "size")).reset_index()
    if lists.empty:
        return rows.assign(period="")
    dated = lists.assign(period=lists["as_of"].map(_year), apart=lists["as_of"].map(_days_from_the_end))
    ordered = dated.sort_values(["apart", "bands", "rows", "source_id"], ascending=[True, False, False, True])
    chosen = ordered.drop_duplicates(["period", "sex"])[["as_of", "sex", "source_id", "period"]]
    both = chosen[chosen.duplicated("period", keep=False)]  # of one sex alone nobody would see that the other is missing
    return rows.merge(both, on=["as_of", "sex", "source_id"], validate="many_to_one")


def _day(as_of: str) -> pd.Timestamp:
    """The day of a list; the last one of a month or of a quarter."""
    return pd.Period(as_of.rpartition(" to ")[2]).end_time.normalize()


def _year(as_of: str) -> str:
    """The financial year whose end is nearest to a list: from October before it to September after it."""
    start = (_day(as_of).to_period("M") - 9).year
    return f"{start}/{(start + 1) % 100:02d}"


def _days_from_the_end(as_of: str) -> int:
    return abs((_day(as_of) - pd.Timestamp(int(_year(as_of)[:4]) + 1, 3, 31)).days)


def _described(period: str, rows: pd.DataFrame, used: bool) -> dict[str, Any]:
    bands = sorted(rows["age"].unique(), key=lambda age: int(age.rstrip("+").partition("-")[0]))
    return {"period": period, "ages": bands, "practices": int(rows["practice_code"].nunique()), "used": used}


def with_ages(registers: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    """Each practice that has registers, with its list and whether its ages are `known`: all held, and of as many patients."""
    everybody = registers[registers["list_type"] == "TOTAL"]
    lists = everybody.drop_duplicates(["practice_code", "period"])[["practice_code", "period", "list_size"]]
    people = _of_every_age(held).groupby(["practice_code", "period"], as_index=False)["patients"].sum()
    both = lists.merge(people, on=["practice_code", "period"], how="left", validate="one_to_one")
    apart = (both["patients"] / both["list_size"].where(both["list_size"] > 0) - 1).astype(float).abs()
    return both.assign(known=apart.le(MOST_APART))


def _of_every_age(held: pd.DataFrame) -> pd.DataFrame:
    """The rows of practices that have as many of them, by sex and age, as the practice of that list with most."""
    rows = held.groupby(["practice_code", "period", "source_id"])["patients"].transform("size")
    most = rows.groupby([held["period"], held["source_id"]]).transform("max")
    return held[rows == most]


def _by_area(
    known: pd.DataFrame, lists: pd.DataFrame, placed: pd.DataFrame, tables: dict[str, pd.DataFrame], remarks: Remarks
) -> Iterator[pd.DataFrame]:
    people = known.assign(source_id=known["publication"])
    yield people.assign(area_code=people["practice_code"], footprint="practice")[[*BY_AREA, *COUNTS]]
    england = {"area_code": ENGLAND, "footprint": "england"}
    yield _whole(people.assign(**england), lists.assign(**england), remarks)
    for footprint, rows in placed.groupby("footprint"):
        of = rows[["practice_code", "area_code", "period", "footprint"]]
        inside = [table.merge(of, on=["practice_code", "period"], validate="many_to_one") for table in (people, lists)]
        made = _whole(inside[0], inside[1], remarks)
        yield made
        if footprint in area_footprints(tables["areas"]):
            yield from within_larger(made, str(footprint), tables["membership"], BY_AREA, COUNTS)


def _whole(people: pd.DataFrame, lists: pd.DataFrame, remarks: Remarks) -> pd.DataFrame:
    """The sums of the areas of which hardly any patient is missing."""
    areas = ["footprint", "area_code", "period"]
    absent = lists[~lists["known"]].groupby(areas)
    lacking = absent.agg(units=("practice_code", "size"), patients=("list_size", "sum"), codes=("practice_code", list))
    few = lacking["patients"] > MOST_UNPLACED * lists.groupby(areas)["list_size"].sum().reindex(lacking.index)
    _lack(lacking.reset_index(), people, remarks)
    inside = pd.MultiIndex.from_frame(people[areas]).isin(lacking.index[few])
    return people[~inside].groupby(BY_AREA, as_index=False, observed=True)[COUNTS].sum()


def _lack(lacking: pd.DataFrame, people: pd.DataFrame, remarks: Remarks) -> None:
    """What areas lack of which some practices have ages; an area without any has no number to explain."""
    publications = people.drop_duplicates(["footprint", "area_code", "period"])[["footprint", "area_code", "period", "source_id"]]
    told = lacking.merge(publications, on=["footprint", "area_code", "period"])
    lacks = told["codes"].map(lambda codes: f"practices without patients by age: {some(codes)}").astype("str")
    remarks.lack(told.assign(what="patients by age", age="all", lacks=lacks)[LACKING])
