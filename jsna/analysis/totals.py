"""Totals: what was counted in a year among the people of the same year, here and in England."""

import pandas as pd


def rates(rows: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Yearly counts per 1,000 people: `period`, `rate` of the area and that of `england`; missing where either number is.

    The people are those of the lists that are given everywhere else: a practice without any register leaves them too, for its patients
    are often on the list of the practice that took it over.

    Parameters
    ----------
    rows, people : DataFrame
        Yearly rows of an area and of England (`place`), as `Assessment.history` gives them, of what is counted and of the people.
    """
    both = rows.merge(people[["place", "period", "value"]].rename(columns={"value": "everybody"}), on=["place", "period"], how="left")
    values = both.assign(rate=1_000 * both["value"] / both["everybody"], england=both["place"] == "England")
    area, england = (values[values["england"] == whether].set_index("period")["rate"] for whether in (False, True))
    return pd.DataFrame({"rate": area, "england": england}).rename_axis("period").reset_index()
