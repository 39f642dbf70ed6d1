"""Patients by age: the rows of the list that was nearest to the end of the year, of the practices that have registers."""

import pandas as pd
from jsna.build.lineage.held import COLUMNS, Held
from jsna.build.lineage.units import practices
from jsna.build.population import by_year, with_ages


def rows(held: Held, counts: str, footprint: str, asked: pd.DataFrame) -> pd.DataFrame:
    """Rows of patients by practice, sex and age behind each area and year: `COLUMNS`, `sex` and `age`."""
    periods = sorted(asked["period"].unique())
    lists = by_year(held.rows("patients", []))
    registers = held.rows("prevalence", [("period", "in", periods), ("list_type", "==", "TOTAL")])
    known = with_ages(registers, lists).query("known")[["practice_code", "period"]]
    members = practices(held, footprint, asked[["area_code", "period"]].drop_duplicates())
    listed = lists.merge(known, on=["practice_code", "period"]).rename(columns={"practice_code": "unit"})
    found = listed.merge(members, on=["unit", "period"]).merge(asked, on=["area_code", "period", "sex", "age"])
    people = found["patients"].astype(float)
    said = found["sex"] + " " + found["age"] + ": " + found["patients"].astype("str")
    return found.assign(says=said, numerator=people, denominator=people)[[*COLUMNS, "sex", "age"]]
