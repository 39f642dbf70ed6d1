"""Lists of patients: beside sibling areas by age, by practice with small ones flagged, and over the years."""

import pandas as pd

from jsna.analysis import trend

#: A practice with fewer patients is flagged and never singled out.
SMALL = 1_000
#: A change of more than this in per cent between neighbouring years held is one of practices, not of people.
LARGEST_STEP = 10.0


def by_age(sizes: pd.DataFrame, under_18: pd.DataFrame, aged_50_over: pd.DataFrame) -> pd.DataFrame:
    """Areas, the largest first: `share` of all their patients, and the percentages of three age bands that add to 100."""
    young, old = (rows.set_index("area_code")["value"] for rows in (under_18, aged_50_over))
    codes = sizes["area_code"]
    table = sizes.assign(
        share=100 * sizes["value"] / sizes["value"].sum(),
        under_18=codes.map(young).astype(float),
        aged_50_over=codes.map(old).astype(float),
    )
    middle = 100 - table["under_18"] - table["aged_50_over"]
    return table.assign(from_18_to_49=middle).sort_values(["value", "area_name"], ascending=[False, True], ignore_index=True)


def by_size(rows: pd.DataFrame) -> pd.DataFrame:
    """Practices with patients, the largest first: `of_largest` as a fraction, and `flag` in words."""
    known = rows[rows["value"] > 0].sort_values(["value", "area_name"], ascending=[False, True], ignore_index=True)
    named = known["area_name"].fillna(known["area_code"])
    small = known["value"].lt(SMALL).map({True: f"fewer than {SMALL:,} patients", False: ""})
    return known.assign(area_name=named, of_largest=known["value"] / known["value"].max(), flag=small)


def growth(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a year that the area has: list sizes of the area and of England, `step` from the year before, change in each run.

    A `segment` ends where a year is not held; a `run` ends only where the lists changed by more than `LARGEST_STEP`, and nothing is
    compared across that: practices left or joined the Quality and Outcomes Framework, or the area.
    """
    own = rows[(rows["place"] != "England") & rows["value"].notna()] if len(rows) else rows
    if own.empty:
        return own
    years = trend.segments(own, [])
    england = years["period"].map(rows[rows["place"] == "England"].set_index("period")["value"]).astype(float)
    step = 100 * years["value"].pct_change()
    table = years.assign(england=england, step=step, run=step.abs().gt(LARGEST_STEP).cumsum())
    first = table.groupby("run")[["value", "england"]].transform("first")
    return table.assign(
        change=100 * (table["value"] / first["value"] - 1), england_change=100 * (table["england"] / first["england"] - 1)
    )
