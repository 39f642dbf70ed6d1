"""Coverage: what a number lacks, by unit, in words that can stand beside it."""

import pandas as pd

from jsna import periods
from jsna.making.counts import PHRASES, SERIES, whole
from jsna.making.remarks import some
from jsna.making.rollup import AREA, UNIT, dated, given

#: Kinds of units that report themselves: one without a place is named.
REPORTING = ("ccg", "sub_icb", "upper_tier_2019")
#: The number of units that are left out, the patients of those that are practices, and why.
COLUMNS = [*AREA, *SERIES, "units", "patients", "lacks"]


def coverage(counts: pd.DataFrame, places: pd.DataFrame, sums: pd.DataFrame) -> pd.DataFrame:
    """What each sum lacks that has not all its units: `COLUMNS`.

    Parameters
    ----------
    counts, places : DataFrame
        As they were added up.
    sums : DataFrame
        As `rollup` gives them.
    """
    short = sums.loc[(sums["cover"] < 1) | (sums["unasked"] > 0), [*AREA, *SERIES]]
    if short.empty:
        return pd.DataFrame({name: pd.Series(dtype="float64" if name in ("units", "patients") else "str") for name in COLUMNS})
    counted = dated(whole(counts), places)
    rows = given(counted[counted["what"].isin(short["what"].unique())]).dropna(subset="numerator")
    members = short.merge(places.rename(columns={"period": "placed"})[[*AREA, "unit", "weight"]], on=AREA)
    there = members.merge(rows[[*UNIT, *SERIES]].drop_duplicates(), on=[*UNIT, *SERIES], how="left", indicator=True)
    groups = there[there["_merge"] == "left_only"].sort_values("unit").groupby([*AREA, *SERIES], observed=True)
    told = groups.agg(units=("unit", "size"), patients=("weight", "sum"), codes=("unit", list)).reset_index()
    return told.assign(patients=told["patients"].where(told["unit_kind"] == "practice"), lacks=_words(told))[COLUMNS]


def placeless(counts: pd.DataFrame, places: pd.DataFrame) -> dict[str, list[str]]:
    """By footprint, the commissioners and councils that gave numbers and lie in none of its areas, in no year."""
    gave = counts.loc[counts["unit_kind"].isin(REPORTING), ["unit_kind", "unit"]].drop_duplicates()
    lie = places.loc[places["unit_kind"].isin(gave["unit_kind"]), ["unit_kind", "unit", "footprint"]].drop_duplicates()
    footprints = lie.loc[lie["footprint"] != "england", ["unit_kind", "footprint"]].drop_duplicates()
    every = gave.merge(footprints, on="unit_kind").merge(lie, how="left", indicator=True, on=["unit_kind", "unit", "footprint"])
    lost = every[every["_merge"] == "left_only"]
    return {str(footprint): sorted(of["unit"].unique()) for footprint, of in lost.groupby("footprint")}


def of_years(months: pd.DataFrame, years: pd.DataFrame) -> pd.DataFrame:
    """What years lack, of what their months do."""
    year = months["period"].map({month: periods.year_of(month) for month in months["period"].unique()})
    named = months.assign(what=PHRASES["year"] + months["what"], period=year, edition=year, month=months["period"])
    keys = [*AREA, *SERIES]
    none = years.loc[years["numerator"].isna(), keys]
    groups = named.merge(none, on=keys).sort_values("month").groupby(keys, observed=True)
    return groups.agg(units=("units", "max"), patients=("patients", "max"), lacks=("lacks", "; ".join)).reset_index()[COLUMNS]


def _words(told: pd.DataFrame) -> pd.Series:
    practices = told["unit_kind"] == "practice"
    number = told["units"].astype("str") + told["units"].eq(1).map({True: " practice", False: " practices"}) + " gave no number ("
    codes = told["codes"].map(some).astype("str")
    return (number + codes + ")").where(practices, told["period"] + ": no number from " + codes)
