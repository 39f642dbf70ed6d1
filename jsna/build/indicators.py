"""Indicator rows: counts summed from the smallest unit to every footprint, and only then divided."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from jsna.catalogue import Definition
from jsna.geography import ENGLAND
from jsna.methods.proportions import wilson

KEY = ["indicator_id", "area_code", "footprint", "period", "sex", "age", "category_type", "category"]
COLUMNS = [
    *KEY,
    "period_start",
    "numerator",
    "denominator",
    "value",
    "lower_95",
    "upper_95",
    "lower_998",
    "upper_998",
    "value_note",
    "source_id",
]
CONFIDENCE = {"95": 0.95, "998": 0.998}

#: How a list type of QOF is written as an age.
AGES = {
    "TOTAL": "all",
    "06OV": "6+",
    "15OV": "15+",
    "16OV": "16+",
    "17OV": "17+",
    "18OV": "18+",
    "40OV": "40+",
    "50OV": "50+",
    "30_74": "30-74",
    "25_64": "25-64",
}


def summed(counts: pd.DataFrame, areas: pd.Series, footprint: str) -> pd.DataFrame:
    """Sum practices' registers and lists to the areas that hold them.

    Parameters
    ----------
    counts : DataFrame
        Rows of the tidy table `prevalence` of one period.
    areas : Series
        Area code by practice code; practices that are not in it are left out.
    footprint : str
        The footprint of `areas`.
    """
    placed = counts.assign(area_code=counts["practice_code"].map(areas)).dropna(subset="area_code")
    sums = placed.groupby(["area_code", "period", "register", "list_type"], as_index=False)[["patients", "list_size"]].sum()
    return sums.assign(footprint=footprint, source_id="qof_raw")


def england(counts: pd.DataFrame) -> pd.DataFrame:
    """Sum every practice to England: the practices that no footprint can place are in it."""
    return summed(counts, pd.Series(ENGLAND, index=counts["practice_code"].unique()), "england")


def practices(counts: pd.DataFrame) -> pd.DataFrame:
    """Each practice as an area of its own."""
    return counts.assign(area_code=counts["practice_code"], footprint="practice", source_id="qof_raw")


def rows(counts: pd.DataFrame, definitions: Iterable[Definition]) -> pd.DataFrame:
    """Indicator rows from summed registers and lists.

    A practice whose register is above its list keeps its counts and has no value: `value_note` says
    `missing`. Empty lists have none either.
    """
    by_register = {d.numerator["register"]: d.id for d in definitions if d.numerator["table"] == "prevalence"}
    known = counts[counts["register"].isin(by_register)]
    table = known.assign(
        indicator_id=known["register"].map(by_register),
        sex="all",
        age=known["list_type"].map(AGES),
        category_type="",
        category="",
        period_start=known["period"].str[:4] + "-04-01",
        numerator=known["patients"].astype(float),
        denominator=known["list_size"].astype(float),
    )
    return _divided(table)[COLUMNS]


def _divided(table: pd.DataFrame) -> pd.DataFrame:
    usable = ((table["denominator"] > 0) & (table["numerator"] <= table["denominator"])).to_numpy()
    numerator = np.where(usable, table["numerator"], 0.0)
    denominator = np.where(usable, table["denominator"], 0.0)
    limits = {}
    for name, confidence in CONFIDENCE.items():
        lower, upper = wilson(numerator, denominator, confidence)
        limits[f"lower_{name}"], limits[f"upper_{name}"] = 100 * lower, 100 * upper
    value = np.divide(100 * numerator, denominator, out=np.full(len(table), np.nan), where=denominator > 0)
    return table.assign(value=value, value_note=np.where(usable, "", "missing"), **limits)
