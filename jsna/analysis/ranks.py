"""Ranks: where an area stands among all areas of its footprint and among its siblings, and what a test says of each pair."""

from typing import Any

import numpy as np
import pandas as pd

from jsna.analysis.comparison import OUTCOMES, difference
from jsna.measures import CONFIDENCE, MEASURES
from jsna.methods import comparison, quantiles

#: An area whose interval is so many times as wide as that of the middle one is known too roughly to be called the highest or the lowest.
ROUGH = 2.0
#: A pair without an interval is not tested: a count of everybody, or a score.
NOT_TESTED = "not tested"
#: What a test of a pair can find.
TESTED = list(OUTCOMES.values())


def ranked(rows: pd.DataFrame) -> pd.DataFrame:
    """Areas with a value, the highest first: `rank` and `rank_from_lowest` (ties share both), `joint` where another area shares them."""
    areas = rows[rows["value"].notna()]
    rank, low = (areas["value"].rank(method="min", ascending=up).astype(int) for up in (False, True))
    ranks = areas.assign(rank=rank, rank_from_lowest=low, joint=rank.duplicated(keep=False))
    return ranks.sort_values(["rank", "area_name"], ignore_index=True)


def ends(valued: pd.DataFrame) -> tuple[Any, Any, pd.DataFrame]:
    """The lowest and the highest row of the kind that most areas are of, not of a lone region, and those known too roughly to be either.

    A rough one is the highest all the same where its lower limit lies above the next highest value, and the lowest likewise.
    """
    alike = valued[valued["footprint"] == valued["footprint"].mode().iloc[0]].sort_values("value", kind="stable")
    width = alike["upper_95"] - alike["lower_95"]
    rough = width > ROUGH * width.median()
    below, above = alike["upper_95"] < alike["value"].shift(-1), alike["lower_95"] > alike["value"].shift()
    least, most = alike[~rough | below].iloc[0].to_dict(), alike[~rough | above].iloc[-1].to_dict()
    return least, most, alike[(alike["value"] < least["value"]) | (alike["value"] > most["value"])]


def beside_own(rows: pd.DataFrame) -> pd.DataFrame:
    """Each area beside the own one: `beside` says `higher`, `lower`, `similar`, `cannot tell` or `not tested` of that area.

    Areas are compared pair by pair, by the test of their measure at 95%.
    """
    area = rows[rows["own"]]
    if MEASURES[area["measure"].iloc[0]].difference is None or area["lower_95"].isna().all():
        return rows.assign(beside=pd.Series(NOT_TESTED, rows.index).mask(rows["own"], ""))
    estimates = rows.assign(value=rows["value"].where(rows["lower_95"].notna()))
    lower, upper = difference(estimates, area.loc[area.index.repeat(len(rows))], CONFIDENCE["95"])
    outcome = [OUTCOMES.get(value, "cannot tell") for value in comparison.with_fixed(lower, upper, 0.0)]
    return rows.assign(beside=pd.Series(outcome, rows.index).mask(rows["own"], ""))


def in_fifths(rows: pd.DataFrame) -> pd.DataFrame:
    """Areas in five groups of nearly equal size: `fifth` is 1 for the highest values; missing where fewer than five are known."""
    groups = quantiles.groups(rows["value"].to_numpy(float), 5)
    return rows.assign(fifth=np.where(np.isnan(groups), np.nan, 6 - groups))
