"""Admissions counted from records, by practice and age, among the patients of its list."""

import pandas as pd

from jsna.making.caveats import Caveats
from jsna.making.counts import BEHIND, patients_by_age
from jsna.records.admissions import BED_DAYS, ENDED, FOLLOWED, NUMBERS, RETURNED, phrases

PUBLICATIONS = ("hes_admissions",)
TABLES = ("admissions", "patients", "prevalence")
#: Nights of stays among the stays that ended.
LENGTH = "length of emergency stays"
#: What is counted among records themselves: shares and means of all ages, which no list of patients is needed for.
SHARES = {LENGTH: (BED_DAYS, ENDED), RETURNED: (RETURNED, FOLLOWED)}
COUNTED = (*phrases(), LENGTH)
NO_PERSONS = "the records tell no person from another, so nobody is followed after a discharge, and the limits of rates of admissions " \
             "take each admission as of another person: they are a little too narrow."
LACKS = "practices without a record of admission, or without patients by age: {codes}"
#: Ages of lists that are finer than those of admissions.
FINER = {"90-94": "90+", "95+": "90+", "95-99": "90+", "100+": "90+"}
#: The first of these is the publication; a source whose agreement says otherwise hides small counts by another rule, or inside by none.
SOURCES = {"hes_2018": "hes_admissions", "secondary": "hes_admissions_secondary", "exact": "hes_admissions_exact"}
#: Bands of ages that all are told by.
BANDS = 19


def counts(tables: dict[str, pd.DataFrame], caveats: Caveats) -> pd.DataFrame:
    """A row a practice, age and group of causes, of practices with admissions and a list by age of the same year: registered numerators
    with registered denominators; and a row a practice of what is counted among records.
    """
    admissions = tables["admissions"].dropna(subset="practice_code")
    return pd.concat([_by_age(admissions, tables, caveats), _shares(admissions, caveats)], ignore_index=True)


def _by_age(every: pd.DataFrame, tables: dict[str, pd.DataFrame], caveats: Caveats) -> pd.DataFrame:
    admissions = every[~every["counted"].isin([ENDED, FOLLOWED, RETURNED])]
    people = _people(patients_by_age.counts({"patients": tables["patients"], "prevalence": tables["prevalence"]}, Caveats()))
    years = sorted(set(admissions["period"]) - set(people["period"]))
    for year in years:
        caveats.note("", f"Admissions of {year}: no list of patients by five years of age is held of that year, so there are no rates.")
    there = people.merge(admissions[["practice_code", "period"]].drop_duplicates(), on=["practice_code", "period"])
    rules = admissions[["period", "counted", "rule", "file"]].drop_duplicates()
    both = there.merge(rules, on="period").merge(admissions, on=["practice_code", "period", "age", "counted", "rule", "file"], how="left")
    # Of a practice with records, what is missing is nought: nobody of that age came for that cause.
    number, *behind = (both[name].astype(float).fillna(0.0) for name in NUMBERS)
    rows = both.rename(columns={"practice_code": "unit", "counted": "what"})[["unit", "period", "age", "what", "file"]]
    rows = rows.assign(unit_kind="practice", numerator=number, denominator=both["patients"], source_id=both["rule"].map(SOURCES))
    return rows.assign(**dict(zip(BEHIND, behind, strict=True)))


def _shares(admissions: pd.DataFrame, caveats: Caveats) -> pd.DataFrame:
    """What is counted among records, of every practice with records of the year; nothing of a year in which nobody can be followed."""
    each = admissions.groupby(["practice_code", "period", "rule", "file", "counted"])[list(NUMBERS)].sum()
    sums = pd.DataFrame(each.unstack("counted")).fillna(0.0)
    units, years = sums.index.to_frame(index=False), admissions.groupby("counted")["period"].unique().to_dict()
    for year in sorted(set(admissions["period"]) - set(years.get(FOLLOWED, ()))):
        caveats.note("", f"{year}: {NO_PERSONS}", SOURCES["hes_2018"])
    rows = units.rename(columns={"practice_code": "unit"}).assign(unit_kind="practice", source_id=units["rule"].map(SOURCES))
    frames = [rows.head(0).assign(what="")]
    for what, (part, whole) in SHARES.items():
        numbers = {"numerator": ("admissions", part), "denominator": ("admissions", whole), "people": ("people", part)}
        numbers |= {"squares": ("squares", whole)}
        cells = {name: sums[column].to_numpy() if column in sums else 0.0 for name, column in numbers.items()}
        frames.append(rows.assign(what=what, **cells)[units["period"].isin(years.get(whole, ()))])
    return pd.concat(frames, ignore_index=True).drop(columns="rule")


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
