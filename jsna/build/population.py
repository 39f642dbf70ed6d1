"""Population: the patients of each practice by age and sex, summed to every area whose practices are nearly all there."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from jsna.build.registers import MOST_UNPLACED
from jsna.build.remarks import Remarks
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
    return pd.concat(_by_area(known, lists, placed, tables), ignore_index=True)


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
    """Each practice that has registers, with its list and whether its ages are `known`: held, and of as many patients."""
    everybody = registers[registers["list_type"] == "TOTAL"]
    lists = everybody.drop_duplicates(["practice_code", "period"])[["practice_code", "period", "list_size"]]
    people = held.groupby(["practice_code", "period"], as_index=False)["patients"].sum()
    both = lists.merge(people, on=["practice_code", "period"], how="left", validate="one_to_one")
    apart = (both["patients"] / both["list_size"].where(both["list_size"] > 0) - 1).astype(float).abs()
    return both.assign(known=apart.le(MOST_APART))


def _by_area(known: pd.DataFrame, lists: pd.DataFrame, placed: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> Iterator[pd.DataFrame]:
    people = known.assign(source_id=known["publication"])
    yield people.assign(area_code=people["practice_code"], footprint="practice")[[*BY_AREA, *COUNTS]]
    england = {"area_code": ENGLAND, "footprint": "england"}
    yield _whole(people.assign(**england), lists.assign(**england))
    for footprint, rows in placed.groupby("footprint"):
        of = rows[["practice_code", "area_code", "period", "footprint"]]
        made = _whole(*(table.merge(of, on=["practice_code", "period"], validate="many_to_one") for table in (people, lists)))
        yield made
        if footprint in area_footprints(tables["areas"]):
            yield from within_larger(made, str(footprint), tables["membership"], BY_AREA, COUNTS)


def _whole(people: pd.DataFrame, lists: pd.DataFrame) -> pd.DataFrame:
    """The sums of the areas of which hardly any patient is missing."""
    sizes = lists.assign(held=lists["list_size"].where(lists["known"], 0)).groupby(["area_code", "period"])[["held", "list_size"]].sum()
    enough = sizes.index[sizes["held"] >= (1 - MOST_UNPLACED) * sizes["list_size"]]
    inside = pd.MultiIndex.from_frame(people[["area_code", "period"]]).isin(enough)
    return people[inside].groupby(BY_AREA, as_index=False, observed=True)[COUNTS].sum()
