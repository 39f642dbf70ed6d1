"""Reconciliation: where several publications give a number, the one that the store uses beside what the others say."""

from typing import Any

import pandas as pd

from jsna.catalogue import definitions

#: What an area's number is known by.
KEY = ["indicator_id", "area_code", "footprint", "period", "age"]
NUMBERS = ["numerator", "denominator"]
OTHERS = ["other_numerator", "other_denominator"]
#: Source of the number used, and publication and edition of the other one.
SOURCES = ["source_id", "other_id", "other_edition"]
SORTED = ["indicator_id", "period", "other_edition"]
COLUMNS = [*KEY, *NUMBERS, "source_id", *OTHERS, "other_id", "other_edition"]


def compared(rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Indicator rows beside what every other publication says of the same: `COLUMNS`; a number that is hidden is beside nothing.

    Parameters
    ----------
    rows : DataFrame
        Indicator rows, as they are stored.
    others : DataFrame
        Counts of every publication and edition at hand: `what, area_code, footprint, period, age, numerator, denominator,
        source_id, edition`.
    """
    if others.empty:
        return pd.DataFrame({name: pd.Series(dtype="float64" if name in (*NUMBERS, *OTHERS) else "str") for name in COLUMNS})
    of = {definition.counts: key for key, definition in definitions().items() if definition.measure == "proportion"}
    named = others.assign(indicator_id=others["what"].map(of)).rename(
        columns={"numerator": "other_numerator", "denominator": "other_denominator", "source_id": "other_id", "edition": "other_edition"}
    )
    used = rows[rows["indicator_id"].isin(of.values()) & rows["numerator"].notna() & (rows["value_note"] != "suppressed")]
    both = named.merge(used[[*KEY, *NUMBERS, "source_id"]], on=KEY, validate="many_to_one")
    itself = (both["source_id"] == both["other_id"]) & (both["other_edition"] == both["period"])
    # A published total stays beside a number that leaves out practices without a register.
    return both.loc[~itself | differ(both), COLUMNS].reset_index(drop=True)


def differ(table: pd.DataFrame) -> pd.Series:
    """Whether the count, or what it is counted among, is another number."""
    return (table["numerator"] != table["other_numerator"]) | (table["denominator"] != table["other_denominator"])


def counted(table: pd.DataFrame) -> list[dict[str, Any]]:
    """For each year, footprint and other publication: how many numbers are given twice, how many of these differ, in how many areas."""
    marked = table.assign(differs=differ(table), apart=table["area_code"].where(differ(table)))
    groups = marked.groupby(["period", "footprint", *SOURCES])
    sums = groups.agg(compared=("differs", "size"), differing=("differs", "sum"), areas=("area_code", "nunique"),
                      areas_differing=("apart", "nunique"))
    return [{str(name): value for name, value in row.items()} for row in sums.reset_index().astype(object).to_dict("records")]
