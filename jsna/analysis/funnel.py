"""Funnel: practices with the limits of chance alone, and of chance with the usual extra spread, around their common proportion."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from jsna.analysis.comparison import expected_by_chance
from jsna.methods import funnel

LEVELS = {"95": 0.95, "998": 0.998}
#: Fewer practices say little of how much practices differ: a tenth at each end is then less than one.
FEWEST = 10
#: Sizes at which limits are drawn; more would not be seen.
DRAWN = 20


def limits(rows: pd.DataFrame) -> pd.DataFrame:
    """Practices with a value, the lowest first, with both kinds of limits in per cent and on which side of them each lies.

    Parameters
    ----------
    rows : DataFrame
        Indicator rows of practices.

    Returns
    -------
    DataFrame
        `benchmark` (their common proportion), `phi` and `tau2` of `methods.funnel.overdispersion` in every row;
        `chance_lower_998` (also upper, also 95) for chance alone; `funnel_lower_998` and so on with the spread between practices added,
        which are those of chance where there is none; `outside_chance` and `outside_998` are `above`, `below` or empty.
    """
    known = rows[rows["value"].notna()]
    benchmark = known["numerator"].sum() / known["denominator"].sum()
    found = _spread(known, benchmark)
    table = known.assign(benchmark=100 * benchmark, phi=found.phi, tau2=found.tau2, **_both(known["denominator"], found))
    sides = {f"outside_{word}": _side(table, kind) for word, kind in (("chance", "chance"), ("998", "funnel"))}
    return table.assign(**sides).sort_values("value", ignore_index=True)


def curves(table: pd.DataFrame) -> pd.DataFrame:
    """The limits of `limits` from the smallest to the largest `denominator`, closer together where they bend."""
    first = table.iloc[0]
    found = funnel.Overdispersion(first["phi"], first["tau2"], first["benchmark"] / 100, "arcsine")
    sizes = np.geomspace(table["denominator"].min(), table["denominator"].max(), DRAWN)
    return pd.DataFrame({"denominator": sizes, "benchmark": first["benchmark"], **_both(sizes, found)})


def expected_outside(table: pd.DataFrame) -> float:
    """How many practices would lie outside the 99.8% limits of chance if all truly had the same rate."""
    return expected_by_chance(len(table), LEVELS["998"])


def _spread(known: pd.DataFrame, benchmark: float) -> funnel.Overdispersion:
    if not 0 < benchmark < 1:  # nobody or everybody is counted, so nothing differs
        return funnel.Overdispersion(0.0, 0.0, benchmark, "arcsine")
    return funnel.overdispersion(known["numerator"], known["denominator"], benchmark)


def _both(sizes: ArrayLike, found: funnel.Overdispersion) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for level, confidence in LEVELS.items():
        lower, upper = funnel.proportion_limits(sizes, found.benchmark, confidence)
        wide = (lower, upper)
        if found.tau2 > 0:  # the arcsine scale bends, and no practice inside chance alone may lie outside both
            low, high = found.limits(sizes, confidence)
            wide = np.minimum(lower, low), np.maximum(upper, high)
        names = (f"chance_lower_{level}", f"chance_upper_{level}", f"funnel_lower_{level}", f"funnel_upper_{level}")
        made |= {name: 100 * limit for name, limit in zip(names, (lower, upper, *wide), strict=True)}
    return made


def _side(table: pd.DataFrame, kind: str) -> "pd.Series[str]":
    high, low = table["value"] > table[f"{kind}_upper_998"], table["value"] < table[f"{kind}_lower_998"]
    return high.map({True: "above", False: ""}).mask(low, "below")
