"""Admissions counted from records, by practice and age, among the patients of its list."""

import pandas as pd

from jsna.making.caveats import Caveats
from jsna.making.counts import patients_by_age
from jsna.records.admissions import phrases

PUBLICATIONS = ("hes_admissions",)
TABLES = ("admissions", "patients", "prevalence")
COUNTED = phrases()
LACKS = "practices without a record of admission, or without patients by age: {codes}"
#: Ages of lists that are finer than those of admissions.
FINER = {"90-94": "90+", "95+": "90+", "95-99": "90+", "100+": "90+"}
#: The first of these is the publication; a source whose agreement says otherwise hides small counts by another rule, or inside by none.
SOURCES = {"hes_2018": "hes_admissions", "secondary": "hes_admissions_secondary", "exact": "hes_admissions_exact"}
#: Bands of ages that all are told by.
BANDS = 19


def counts(tables: dict[str, pd.DataFrame], caveats: Caveats) -> pd.DataFrame:
    """A row a practice, age and group of causes, of practices with admissions and a list by age of the same year: registered numerators
    with registered denominators.
    """
    came = tables["admissions"]
    people = _people(patients_by_age.counts({"patients": tables["patients"], "prevalence": tables["prevalence"]}, Caveats()))
    years = sorted(set(came["period"]) - set(people["period"]))
    for year in years:
        caveats.note("", f"Admissions of {year}: no list of patients by five years of age is held of that year, so there are no rates.")
    every = people.merge(came[["practice_code", "period"]].drop_duplicates(), on=["practice_code", "period"])
    rules = came[["period", "counted", "rule", "file"]].drop_duplicates()
    both = every.merge(rules, on="period").merge(came, on=["practice_code", "period", "age", "counted", "rule", "file"], how="left")
    number = both["admissions"].astype(float).fillna(0.0)  # of a practice with records: nobody of that age came for that cause
    rows = both.rename(columns={"practice_code": "unit", "counted": "what"})[["unit", "period", "age", "what", "file"]]
    return rows.assign(unit_kind="practice", numerator=number, denominator=both["patients"], source_id=both["rule"].map(SOURCES))


def lines(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """None: what a record adds to a count is nobody's to see."""
    return counts(tables, Caveats()).head(0).assign(says="")


def _people(lists: pd.DataFrame) -> pd.DataFrame:
    """Patients of each practice, year and band of ages, of lists by five years of age."""
    patients = lists[["unit", "period", "age", "numerator"]].set_axis(["practice_code", "period", "age", "patients"], axis=1)
    by_band = patients.assign(age=patients["age"].replace(FINER))
    sums = by_band.groupby(["practice_code", "period", "age"], as_index=False)["patients"].sum()
    bands = sums.groupby(["practice_code", "period"])["age"].transform("size")
    return sums[(bands == BANDS) & sums["period"].isin(list(sums.loc[sums["age"] == "90+", "period"].unique()))]
