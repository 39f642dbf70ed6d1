"""Lists of patients: beside sibling areas by age, by practice with small ones flagged, and over the years."""

import itertools

import numpy as np
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


#: A list that grew or shrank by this share within a period is told.
MUCH = 0.2
#: What happened to a practice, in the order in which a reader is told.
CHANGES = ("No longer listed", "Newly listed", "Moved away", "Moved here", "List grew by a fifth or more", "List shrank by a fifth or more")


def changes(rows: pd.DataFrame) -> pd.DataFrame:
    """What happened to practices between one year that is held and the next.

    Parameters
    ----------
    rows : DataFrame
        A row for each year and practice that was ever the area's: `practice_code, area_name, period, value, inside, elsewhere`.

    Returns
    -------
    DataFrame
        `practice_code, area_name, change, elsewhere, since, period, before, after`, the changes in the order of `CHANGES`.
    """
    periods = sorted(rows.loc[rows["inside"], "period"].unique())
    steps = [_step(rows, *pair) for pair in itertools.pairwise(periods)]
    columns = ["practice_code", "area_name", "change", "elsewhere", "since", "period", "before", "after"]
    if not steps:
        return pd.DataFrame(columns=columns)
    order = pd.CategoricalDtype(list(CHANGES), ordered=True)
    table = pd.concat(steps, ignore_index=True).astype({"change": order})
    return table.sort_values(["change", "period", "practice_code"], ignore_index=True).astype({"change": "str"})[columns]


def _step(rows: pd.DataFrame, since: str, period: str) -> pd.DataFrame:
    keyed = rows.set_index("practice_code")
    old, new = keyed[keyed["period"] == since], keyed[keyed["period"] == period]
    names = keyed["area_name"].groupby(level=0).first()
    table = pd.DataFrame({"area_name": names, "before": old["value"], "after": new["value"]}, index=names.index)
    was, here = old["inside"].reindex(table.index, fill_value=False), new["inside"].reindex(table.index, fill_value=False)
    ratio = table["after"] / table["before"]
    elsewhere = new["elsewhere"].reindex(table.index).where(was & ~here, old["elsewhere"].reindex(table.index)).fillna("")
    moved = elsewhere != ""  # one that no lookup places for a year has not moved
    cases = (was & table["after"].isna(), here & table["before"].isna(), was & ~here & moved, here & ~was & moved,
             ratio >= 1 + MUCH, ratio <= 1 - MUCH)  # fmt: skip
    change = np.select([case.to_numpy(bool) for case in cases], CHANGES, "")
    told = table.assign(change=change, since=since, period=period, elsewhere=elsewhere)[(was | here) & (change != "")]
    return told.rename_axis("practice_code").reset_index()
