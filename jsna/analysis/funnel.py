"""Funnel: practices with the limits of chance alone, and of chance with the usual extra spread, around their common proportion."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from jsna.analysis.comparison import expected_by_chance
from jsna.methods import funnel
from jsna.methods.funnel import Overdispersion
from jsna.schemas import SMALL_PRACTICE

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
    return _judged(known, "value", "denominator", found).sort_values("value", ignore_index=True)


def of_ratios(rows: pd.DataFrame, benchmark: float) -> pd.DataFrame:
    """Practices with a ratio of observed to expected, and both kinds of limits around a benchmark, as `limits` gives them for shares.

    Parameters
    ----------
    rows : DataFrame
        `numerator` observed, `expected`, and `ratio`, their quotient in per cent.
    benchmark : float
        The ratio of all of them together, in per cent.

    Returns
    -------
    DataFrame
        The rows in their order with `benchmark`, `phi`, `tau2`, the limits and the sides of `limits`, along the events expected.
    """
    found = Overdispersion(0.0, 0.0, benchmark / 100, "sqrt")
    if benchmark > 0:  # else nobody is on a register, so nothing differs
        found = funnel.overdispersion(rows["numerator"], rows["expected"], benchmark / 100, scale="sqrt")
    return _judged(rows, "ratio", "expected", found)


def by_register(rows: pd.DataFrame) -> pd.DataFrame:
    """The practices of each register summed up.

    Parameters
    ----------
    rows : DataFrame
        Indicator rows of practices, of one or more indicators.

    Returns
    -------
    DataFrame
        By indicator: `practices` with a value, `phi`, how many lie `outside_chance` and `outside_998`, and `by_chance`, how many would.
    """
    known = rows.loc[rows["value"].notna(), ["indicator_id", "numerator", "denominator", "value"]]
    sums = {key: _summed_up(limits(some)) for key, some in known.groupby("indicator_id")}
    return pd.DataFrame(sums, index=SUMS).T.rename_axis("indicator_id")


def middle(rows: pd.DataFrame) -> pd.DataFrame:
    """Between which values the middle eight tenths of practices lie, by indicator: `low, high`, and of how many `practices`."""
    large = rows[rows["value"].notna() & rows["denominator"].ge(SMALL_PRACTICE)]
    values = large.groupby("indicator_id")["value"]
    table = pd.DataFrame({"low": values.quantile(0.1), "high": values.quantile(0.9), "practices": values.size()})
    return table[table["practices"] >= FEWEST]


SUMS = ["practices", "phi", "outside_chance", "outside_998", "by_chance"]


def _summed_up(table: pd.DataFrame) -> "pd.Series[float]":
    outside = [table[f"outside_{kind}"].ne("").sum() for kind in ("chance", "998")]
    return pd.Series([len(table), table["phi"].iloc[0], *outside, expected_outside(table)], SUMS, dtype=float)


def curves(table: pd.DataFrame) -> pd.DataFrame:
    """The limits of `limits` from the smallest to the largest `denominator`, closer together where they bend."""
    first = table.iloc[0]
    found = Overdispersion(first["phi"], first["tau2"], first["benchmark"] / 100, "arcsine")
    sizes = np.geomspace(table["denominator"].min(), table["denominator"].max(), DRAWN)
    return pd.DataFrame({"denominator": sizes, "benchmark": first["benchmark"], **_both(sizes, found)})


def expected_outside(table: pd.DataFrame) -> float:
    """How many practices would lie outside the 99.8% limits of chance if all truly had the same rate."""
    return expected_by_chance(len(table), LEVELS["998"])


def _spread(known: pd.DataFrame, benchmark: float) -> Overdispersion:
    if not 0 < benchmark < 1:  # nobody or everybody is counted, so nothing differs
        return Overdispersion(0.0, 0.0, benchmark, "arcsine")
    return funnel.overdispersion(known["numerator"], known["denominator"], benchmark)


def _both(sizes: ArrayLike, found: Overdispersion) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for level, confidence in LEVELS.items():
        lower, upper = _of_chance(sizes, found, confidence)
        wide = (lower, upper)
        if found.tau2 > 0:  # the scale of the spread bends, and no practice inside chance alone may lie outside both
            low, high = found.limits(sizes, confidence)
            wide = np.minimum(lower, low), np.maximum(upper, high)
        names = (f"chance_lower_{level}", f"chance_upper_{level}", f"funnel_lower_{level}", f"funnel_upper_{level}")
        made |= {name: 100 * limit for name, limit in zip(names, (lower, upper, *wide), strict=True)}
    return made


def _of_chance(sizes: ArrayLike, found: Overdispersion, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    if found.scale == "arcsine":
        return funnel.proportion_limits(sizes, found.benchmark, confidence)
    nobody = found.benchmark == 0  # chance has no room: nobody was observed where nobody is expected to be
    lower, upper = funnel.ratio_limits(sizes, confidence, 1.0 if nobody else found.benchmark)
    return (0 * lower, 0 * upper) if nobody else (lower, upper)


def _judged(rows: pd.DataFrame, value: str, size: str, found: Overdispersion) -> pd.DataFrame:
    """The rows with their limits, and on which side of them each lies: `above`, `below` or empty."""
    values, made = rows[value].to_numpy(float), _both(rows[size].to_numpy(float), found)
    facts = {"benchmark": 100 * found.benchmark, "phi": found.phi, "tau2": found.tau2}
    sides = {
        f"outside_{word}": np.select([values > made[f"{kind}_upper_998"], values < made[f"{kind}_lower_998"]], ["above", "below"], "")
        for word, kind in (("chance", "chance"), ("998", "funnel"))
    }
    return rows.join(pd.DataFrame({**facts, **made, **sides}, rows.index))
