"""Reconciliation: where several publications give a number, the one that the store uses beside what the others say."""

from typing import Any

import pandas as pd

from jsna import geography
from jsna.catalogue import definitions, serving
from jsna.making.places import footprints_of

#: What an area's number is known by.
KEY = ["indicator_id", "area_code", "footprint", "period", "age"]
NUMBERS = ["numerator", "denominator"]
OTHERS = ["other_numerator", "other_denominator"]
#: Source of the number used, and publication and edition of the other one.
SOURCES = ["source_id", "other_id", "other_edition"]
SORTED = ["indicator_id", "period", "other_edition"]
COLUMNS = [*KEY, *NUMBERS, "source_id", *OTHERS, "other_id", "other_edition"]


def averages(rows: pd.DataFrame, published: pd.DataFrame, areas: pd.DataFrame) -> list[dict[str, Any]]:
    """How far mean scores of deprivation are from those that the publisher gives for all areas of a footprint: the largest gap of each."""
    imd, gaps = published[published["domain"] == "imd"], []
    for key, edition in ((each.id, each.counts[-4:]) for each in serving("deprivation")):
        theirs = imd[imd["edition"] == edition].drop_duplicates("gss_code").set_index("gss_code")["average_score"]
        for footprint, ours in rows[rows["indicator_id"] == key].dropna(subset="value").groupby("footprint"):
            gss = ours["area_code"].map(geography.areas_of(areas, str(footprint))["gss_code"])
            if str(footprint) in footprints_of(areas) and set(gss) <= set(theirs.index):
                gap = round(float((ours["value"] - gss.map(theirs)).abs().max()), 6)
                gaps.append({"what": "IMD average score", "footprint": footprint, "areas": len(ours), "largest_gap": gap})
    return gaps


def compared(rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Indicator rows beside what every other publication says of the same: `COLUMNS`; a number that is hidden is beside nothing.

    The others are rows of every publication and edition that is not used, with `edition`.
    """
    if others.empty:
        return pd.DataFrame({name: pd.Series(dtype="float64" if name in (*NUMBERS, *OTHERS) else "str") for name in COLUMNS})
    proportions = [key for key, definition in definitions().items() if definition.measure == "proportion"]
    names = {"numerator": "other_numerator", "denominator": "other_denominator", "source_id": "other_id", "edition": "other_edition"}
    other_counts = others[others["numerator"].notna()].rename(columns=names)[[*KEY, *names.values()]]
    counts = rows[rows["indicator_id"].isin(proportions) & rows["numerator"].notna() & (rows["value_note"] != "suppressed")]
    both = other_counts.merge(counts[[*KEY, *NUMBERS, "source_id"]], on=KEY, validate="many_to_one")
    itself = (both["source_id"] == both["other_id"]) & (both["other_edition"] == both["period"])
    # A published total stays beside a number that leaves out practices without a register.
    return both.loc[~itself | differ(both), COLUMNS].reset_index(drop=True)


def differ(table: pd.DataFrame) -> pd.Series:
    """Whether the count, or what it is counted among, is another number."""
    return (table["numerator"] != table["other_numerator"]) | (table["denominator"] != table["other_denominator"])


def counted(table: pd.DataFrame) -> list[dict[str, Any]]:
    """For each year, footprint and other publication: how many numbers are given twice, how many of these differ, in how many areas."""
    rows = table.assign(differs=differ(table), apart=table["area_code"].where(differ(table)))
    groups = rows.groupby(["period", "footprint", *SOURCES])
    sums = groups.agg(compared=("differs", "size"), differing=("differs", "sum"), areas=("area_code", "nunique"),
                      areas_differing=("apart", "nunique"))
    return [{str(name): value for name, value in row.items()} for row in sums.reset_index().astype(object).to_dict("records")]
