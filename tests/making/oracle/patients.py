"""Patients by where they live: the rows of practices' patients by small area that a share or a mean score was made from."""

import pandas as pd
from jsna.build.deprivation import EDITIONS, WEIGHTS
from jsna.build.lineage.deprivation import facts
from jsna.build.lineage.held import COLUMNS, Held
from jsna.build.lineage.units import practices
from jsna.build.patients import IN_ENGLAND, nearest_year, of_whole_lists

from jsna.geography import ENGLAND

SCORE = "patients' average score"


def rows(held: Held, counts: str, footprint: str, asked: pd.DataFrame, edition: str) -> pd.DataFrame:
    """Rows of the newest list behind each area, and behind each tenth where tenths are asked for: `COLUMNS` and `category`."""
    period = asked["period"].iloc[0]
    lists = _list(held, period)
    members = _members(held, footprint, asked, lists)
    living = lists.merge(_areas(held, edition), on="lsoa_code")
    whole = of_whole_lists(living, lists[lists["lsoa_code"].str.fullmatch(IN_ENGLAND)])
    found = whole.merge(members, left_on="practice_code", right_on="unit").merge(asked, on="area_code")
    patients, tenth = found["patients"].astype(float), found["decile"].astype(int).astype("str")
    adds = patients * found["score"] if counts == SCORE else patients.where(tenth == found["category"], 0.0)
    said = found["patients"].astype("str") + " patients in " + found["lsoa_code"] + ", decile " + tenth
    return found.assign(period=period, says=said, numerator=adds, denominator=patients)[[*COLUMNS, "category"]]


def _list(held: Held, month: str) -> pd.DataFrame:
    """The list of a month, of both sexes together where it gives them so."""
    lists = held.rows("patients_by_lsoa", [])
    newest = lists[lists["as_of"].str[:7] == month]
    together = newest[newest["sex"] == "persons"]
    return (together if len(together) else newest).drop_duplicates(["practice_code", "lsoa_code", "sex"])


def _members(held: Held, footprint: str, asked: pd.DataFrame, lists: pd.DataFrame) -> pd.DataFrame:
    """The practices of each area in the year of registers that is nearest to the list."""
    if footprint == "england":
        return pd.DataFrame({"unit": lists["practice_code"].unique(), "area_code": ENGLAND, "placed": "in England"})
    year = nearest_year(asked["period"].iloc[0], held.years)
    return practices(held, footprint, asked[["area_code"]].drop_duplicates().assign(period=year)).drop(columns="period")


def _areas(held: Held, edition: str) -> pd.DataFrame:
    """The decile and score of each small area of an edition: lsoa_code, decile, score."""
    indices = held.rows("deprivation", [("edition", "==", edition), ("domain", "in", ["imd", *WEIGHTS])])
    people = held.rows("lsoa_population", [("age_group", "==", "all"), ("period", "==", EDITIONS[edition].population)])
    return facts(indices, people).dropna(subset="decile")[["decile", "score"]].reset_index()
