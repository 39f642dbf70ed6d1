"""Opportunity: how many more people would be on a register at the rate of others, how sure that is, and whom it hangs on."""

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from jsna.analysis.expected import FEWEST

COLUMNS = ["choice", "ratio", "more", "lower", "upper", "probability"]
#: What the best are called among the choices of whom to be like.
BEST = "the best quarter of practices here"


def opportunities(rows: pd.DataFrame, others: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """People more who would be known, by each choice of whom to be like.

    Parameters
    ----------
    rows : DataFrame
        The area's practices, from `expected.practices`.
    others : dict
        Rows of `expected.beside` of the areas that could be an example, by what they are called together.

    Returns
    -------
    DataFrame
        `ratio`, what share of those expected they have found; `more`, with 95% limits that allow for chance here and there;
        `probability` that there is anything to gain.
    """
    patients, expectation = rows["numerator"].sum(), rows["expected"].sum()
    gains = [_at_the_best(rows)] if rows["special"].eq("").sum() >= FEWEST and rows["weight"].max() > 0 else []
    for choice, table in others.items():
        recorded, expected = table["numerator"].sum(), table["expected"].sum()
        target = recorded / expected
        # Both registers are counts that chance moves: the variance of a count is the count.
        gains.append(_gain(choice, target, target * expectation - patients, patients + recorded * (expectation / expected) ** 2))
    return pd.DataFrame(gains, columns=COLUMNS)


def _at_the_best(rows: pd.DataFrame) -> tuple[str, float, float, float, float, float]:
    """Every practice below the best quarter at their rate; each ratio is drawn towards that of all, and as sure as that makes it."""
    like = rows[rows["special"] == ""]
    best = like.nlargest(max(round(len(like) / 4), 1), "shrunken", keep="first")
    share, expectation = rows["shrunken"] / 100, rows["expected"]
    target = float((share * expectation)[best.index].sum() / expectation[best.index].sum())
    below = ~rows.index.isin(best.index) & (share < target)
    variance = share * rows["weight"] / expectation  # of a gamma distribution after the count was seen
    of_target = float((variance * expectation**2)[best.index].sum() / expectation[best.index].sum() ** 2)
    more = float(((target - share) * expectation)[below].sum())
    return _gain(BEST, target, more, of_target * expectation[below].sum() ** 2 + (variance * expectation**2)[below].sum())


def _gain(choice: str, target: float, more: float, variance: float) -> tuple[str, float, float, float, float, float]:
    error = np.sqrt(variance)
    limit = ndtri(0.975) * error
    return choice, 100 * target, more, more - limit, more + limit, float(ndtr(more / error)) if error > 0 else float(more > 0)
