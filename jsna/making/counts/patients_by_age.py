"""Patients of practices by sex and age, from the list that is nearest to the end of each year."""

from typing import Any

import pandas as pd

from jsna import periods
from jsna.making.caveats import Caveats
from jsna.making.counts import what

PUBLICATIONS = ("patients_by_age", "nhsbsa_list_sizes")
TABLES = ("patients", "prevalence")
COUNTED = ("patients by age",)
LACKS = "practices without patients by age: {codes}"
#: Ages that add up to less or more than the list by this share are not those of the patients who are on the register.
MOST_APART = 0.2


def counts(tables: dict[str, pd.DataFrame], caveats: Caveats) -> pd.DataFrame:
    """A row a practice, year, sex and age, of practices that have registers in that year: nobody else can be on one."""
    rows = by_year(tables["patients"])
    years = set(tables["prevalence"]["period"].unique())
    caveats.lists_by_age += [_described(str(period), group, period in years) for period, group in rows.groupby("period")]
    return _counted(rows, tables["prevalence"])


def lines(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows of the lists."""
    rows = _counted(by_year(tables["patients"]), tables["prevalence"])
    return rows.assign(says=rows["sex"] + " " + rows["age"] + ": " + rows["numerator"].map("{:.0f}".format).astype("str"))


def by_year(patients: pd.DataFrame) -> pd.DataFrame:
    """Men and women by age, of each financial year from the list nearest to its end; of several of one day, from the finest."""
    published = patients["source_id"].isin(patients.loc[patients["age"] == "all", "source_id"].unique())
    every = patients.assign(publication=published.map({True: PUBLICATIONS[0], False: PUBLICATIONS[1]}))
    rows = every[every["sex"].isin(["male", "female"]) & (every["age"] != "all")]
    lists = rows.groupby(["as_of", "sex", "source_id"]).agg(bands=("age", "nunique"), rows=("age", "size")).reset_index()
    if lists.empty:
        return rows.assign(period="")
    ends = lists["as_of"].map(lambda day: periods.parse(day).end)
    years = ends.map(periods.year_by_its_end)
    apart = [abs((periods.parse(year).end - end).days) for year, end in zip(years, ends, strict=True)]
    each = lists.assign(period=years, apart=apart)
    order = each.sort_values(["apart", "bands", "rows", "source_id"], ascending=[True, False, False, True])
    nearest = order.drop_duplicates(["period", "sex"])[["as_of", "sex", "source_id", "period"]]
    both = nearest[nearest.duplicated("period", keep=False)]  # of one sex alone nobody would see that the other is missing
    return rows.merge(both, on=["as_of", "sex", "source_id"], validate="many_to_one")


def _described(period: str, rows: pd.DataFrame, in_use: bool) -> dict[str, Any]:
    bands = sorted(rows["age"].unique(), key=lambda age: int(age.rstrip("+").partition("-")[0]))
    return {"period": period, "ages": bands, "practices": int(rows["practice_code"].nunique()), "used": in_use}


def _counted(rows: pd.DataFrame, registers: pd.DataFrame) -> pd.DataFrame:
    """The rows of practices that have every age, and of about as many patients as their list in the registers."""
    lists = registers[registers["list_type"] == "TOTAL"].groupby(["practice_code", "period"], as_index=False)["list_size"].max()
    people = _of_every_age(rows).groupby(["practice_code", "period"], as_index=False)["patients"].sum()
    both = lists.merge(people, on=["practice_code", "period"], validate="one_to_one")
    apart = (both["patients"] / both["list_size"].where(both["list_size"] > 0) - 1).astype(float).abs()
    whole_lists = rows.merge(both.loc[apart.le(MOST_APART), ["practice_code", "period"]], on=["practice_code", "period"])
    number = whole_lists["patients"].astype(float)
    units = whole_lists.rename(columns={"practice_code": "unit", "source_id": "file", "publication": "source_id"})
    return units.assign(unit_kind="practice", what=what("patients", "by age"), numerator=number, denominator=number)


def _of_every_age(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of practices that have as many of them, by sex and age, as the practice of that list with most."""
    each = rows.groupby(["practice_code", "period", "source_id"])["patients"].transform("size")
    return rows[each == each.groupby([rows["period"], rows["source_id"]]).transform("max")]
