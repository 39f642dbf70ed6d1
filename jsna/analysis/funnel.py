"""Funnel: practices with the limits of chance alone, and of chance with the usual extra spread, around their common proportion."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from jsna.analysis.comparison import expected_by_chance
from jsna.measures import CONFIDENCE
from jsna.methods import funnel
from jsna.methods.funnel import Overdispersion

#: Fewer practices say little of how much practices differ: a tenth at each end is then less than one.
FEWEST = 10
#: Sizes at which limits are drawn; more would not be seen.
DRAWN = 20


def usual(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Which practices with a value are like others; all of them, where all are special and so nothing else is there to show."""
    has_value = rows["value"].notna()
    like = has_value & (rows["special"] == "")
    return like if like.any() else has_value


def limits(rows: pd.DataFrame) -> pd.DataFrame:
    """Practices with a value, the lowest first, with both kinds of limits in per cent and on which side of them each lies.

    Parameters
    ----------
    rows : DataFrame
        Indicator rows of practices, with why each is `special`: those that are count for nothing in limits and are on no side.

    Returns
    -------
    DataFrame
        `benchmark` (their common proportion), `phi` and `tau2` of `methods.funnel.overdispersion` in every row; `size`, their people;
        `chance_lower_998` (also upper, also 95) for chance alone; `funnel_lower_998` and so on with the spread between practices added,
        which are those of chance where there is none; `outside_chance` and `outside` (of the latter) are `above`, `below` or empty.
    """
    practices = rows[rows["value"].notna()]
    like = practices[usual(practices)]
    spread = _spread(like, like["numerator"].sum() / like["denominator"].sum())
    return _judged(practices, "value", "denominator", spread).sort_values("value", ignore_index=True)


def of_ratios(rows: pd.DataFrame, benchmark: float) -> pd.DataFrame:
    """Practices with a ratio of observed to expected, and both kinds of limits around a benchmark, as `limits` gives them for shares.

    Parameters
    ----------
    rows : DataFrame
        `numerator` observed, `expected`, and `ratio`, their quotient in per cent; why each is `special`.
    benchmark : float
        The ratio of all of them together, in per cent.

    Returns
    -------
    DataFrame
        The rows in their order with `benchmark`, `phi`, `tau2`, the limits and the sides of `limits`, along the events expected.
    """
    like, spread = rows[usual(rows)], Overdispersion(0.0, 0.0, benchmark / 100, "sqrt")
    if benchmark > 0:  # else nobody is on a register, so nothing differs
        spread = funnel.overdispersion(like["numerator"], like["expected"], benchmark / 100, scale="sqrt")
    return _judged(rows, "ratio", "expected", spread)


def ends(values: "pd.Series[float]") -> tuple[float, float]:
    """Between which values the middle eight tenths of practices lie; where they are few, the lowest and the highest."""
    tenths = [0.1, 0.9] if len(values) >= FEWEST else [0.0, 1.0]
    low, high = values.quantile(tenths)
    return float(low), float(high)


def middle(rows: pd.DataFrame) -> pd.DataFrame:
    """Between which values the middle eight tenths of practices lie, by indicator: `low, high`, and of how many `practices`."""
    like = rows[rows["value"].notna() & (rows["special"] == "")]
    values = like.groupby("indicator_id")["value"]
    table = pd.DataFrame({"low": values.quantile(0.1), "high": values.quantile(0.9), "practices": values.size()})
    return table[table["practices"] >= FEWEST]


def curves(table: pd.DataFrame, scale: str = "arcsine") -> pd.DataFrame:
    """The limits of `limits`, or of `of_ratios` (scale `sqrt`), from the smallest to the largest `size`, closer where they bend."""
    first = table.iloc[0]
    spread = Overdispersion(first["phi"], first["tau2"], first["benchmark"] / 100, scale)
    sizes = np.geomspace(table["size"].min(), table["size"].max(), DRAWN)
    return pd.DataFrame({"size": sizes, "benchmark": first["benchmark"], **_both(sizes, spread)})


def expected_outside(practices: int) -> float:
    """How many practices would lie outside the 99.8% limits of chance if all truly had the same rate."""
    return expected_by_chance(practices, CONFIDENCE["998"])


def _spread(practices: pd.DataFrame, benchmark: float) -> Overdispersion:
    if not 0 < benchmark < 1:  # nobody or everybody is counted, so nothing differs
        return Overdispersion(0.0, 0.0, benchmark, "arcsine")
    return funnel.overdispersion(practices["numerator"], practices["denominator"], benchmark)


def _both(sizes: ArrayLike, spread: Overdispersion) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for level, confidence in CONFIDENCE.items():
        lower, upper = _of_chance(sizes, spread, confidence)
        wide = (lower, upper)
        if spread.tau2 > 0:  # the scale of the spread bends, and no practice inside chance alone may lie outside both
            low, high = spread.limits(sizes, confidence)
            wide = np.minimum(lower, low), np.maximum(upper, high)
        names = (f"chance_lower_{level}", f"chance_upper_{level}", f"funnel_lower_{level}", f"funnel_upper_{level}")
        columns |= {name: 100 * limit for name, limit in zip(names, (lower, upper, *wide), strict=True)}
    return columns


def _of_chance(sizes: ArrayLike, spread: Overdispersion, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    if spread.scale == "arcsine":
        return funnel.proportion_limits(sizes, spread.benchmark, confidence)
    nobody = spread.benchmark == 0  # chance has no room: nobody was observed where nobody is expected to be
    lower, upper = funnel.ratio_limits(sizes, confidence, 1.0 if nobody else spread.benchmark)
    return (0 * lower, 0 * upper) if nobody else (lower, upper)


def _judged(rows: pd.DataFrame, value: str, size: str, spread: Overdispersion) -> pd.DataFrame:
    """The rows with their limits, and on which side of them each lies: `above`, `below` or empty."""
    limits, like = pd.DataFrame(_both(rows[size].to_numpy(float), spread), rows.index), usual(rows)
    facts = {"benchmark": 100 * spread.benchmark, "phi": spread.phi, "tau2": spread.tau2, "size": rows[size]}
    sides = {
        f"outside{word}": sides_of(rows[value], limits[f"{kind}_lower_998"], limits[f"{kind}_upper_998"], like)
        for word, kind in (("_chance", "chance"), ("", "funnel"))
    }
    return rows.join(pd.DataFrame({**facts, **sides}, rows.index)).join(limits)


def sides_of(value: "pd.Series[float]", lower: "pd.Series[float]", upper: "pd.Series[float]", like: "pd.Series[bool]") -> np.ndarray:
    return np.select([like & (value > upper), like & (value < lower)], ["above", "below"], "")
