"""Practices beside what is expected of each: who stands out, and whether they differ from each other by more than chance."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import bdtrc, chdtrc, logit, ndtr, ndtri
from scipy.stats import binom

from jsna.analysis import funnel
from jsna.analysis.casemix import WORDS, chance
from jsna.analysis.funnel import DRAWN
from jsna.measures import CONFIDENCE
from jsna.methods.expectation import Expectation

#: Counts of each practice, equally likely by chance, from which the ends of all are read.
STEPS = 200


def beside(rows: pd.DataFrame) -> pd.DataFrame:
    """Practices beside what is expected of each, the lowest quotient first, with the limits of chance around what is expected.

    Parameters
    ----------
    rows : DataFrame
        Rows of `Assessment.practices` of one indicator.

    Returns
    -------
    DataFrame
        The rows with a value; `like`, whether a practice is like others and something is expected of it; `size`, how many people are;
        `ratio` to that in per cent; `chance_lower_998` and `chance_upper_998` around 100; and of those that are like others
        `outside_chance` and `outside`, `above`, `below` or empty: the second is where a practice lies outside its own limits, as
        `unusual` has it.
    """
    practices = rows[rows["value"].notna()]
    share, size = practices["expected"] / 100, practices["denominator"] * practices["expected"] / 100
    like = (practices["special"] == "") & share.notna()
    table = practices.assign(ratio=100 * practices["value"] / practices["expected"], size=size, **_chance(practices["denominator"], share))
    sides = {
        "outside_chance": funnel.sides_of(table["ratio"], table["chance_lower_998"], table["chance_upper_998"], like),
        "outside": np.select([like & table["unusual"].isin(WORDS[:2]), like & table["unusual"].isin(WORDS[3:])], ["below", "above"], ""),
    }
    return table.assign(like=like, **sides).sort_values(["ratio", "area_code"], ignore_index=True)


def curves(table: pd.DataFrame) -> pd.DataFrame:
    """The limits of `beside` at the common expected share, from the fewest to the most people expected."""
    ratios = table[table["ratio"].notna()]
    sizes = np.geomspace(ratios["size"].min(), ratios["size"].max(), DRAWN)
    share = ratios["size"].sum() / ratios["denominator"].sum()
    between = ratios["between"].iloc[0]
    such = Expectation(np.full(DRAWN, logit(share)), 1 / (sizes * (1 - share)) + between**2, np.zeros(DRAWN), between**2)
    limits = {
        f"expected_{side}_{level}": 100 * end / share
        for level, confidence in CONFIDENCE.items()
        for side, end in zip(("lower", "upper"), such.limits(confidence), strict=True)
    }
    return pd.DataFrame({"size": sizes, **_chance(sizes / share, np.full(DRAWN, share)), **limits})


def unevenness(table: pd.DataFrame) -> float:
    """How much practices of `beside` differ from each other: their variance around what all of them have of the expected, over chance's.

    About 1 where chance is all; missing for one practice. An area of which all practices record more is not uneven for that.
    """
    like = table[table["like"]]
    share = like["expected"] / 100 * like["numerator"].sum() / like["size"].sum()
    away = like["numerator"] - like["denominator"] * share
    squares = away**2 / (like["denominator"] * share * (1 - share).clip(lower=1e-9))
    return float(squares.sum() / (len(like) - 1)) if len(like) > 1 else np.nan


def ends_by_chance(table: pd.DataFrame) -> tuple[float, float]:
    """Between which ratios `funnel.ends` would lie if practices of `beside` differed from each other by chance alone.

    Each then has a binomial count around what all of them together have of the expected; the ends are order statistics of so many, at
    the places of Blom (1958).
    """
    like = table[table["like"]]
    together = like["numerator"].sum() / like["size"].sum()
    share = (together * like["expected"] / 100).clip(upper=1).to_numpy()[:, None]
    counts = binom.ppf((np.arange(STEPS) + 0.5) / STEPS, like["denominator"].round().to_numpy()[:, None], share)
    tenths = np.array([0.1, 0.9] if len(like) >= funnel.FEWEST else [0.0, 1.0])
    low, high = np.quantile(100 * counts / like["size"].to_numpy()[:, None], (1 + tenths * (len(like) - 1) - 3 / 8) / (len(like) + 1 / 4))
    return float(low), float(high)


def beyond_chance(table: pd.DataFrame) -> bool:
    """Whether practices of `beside` differ from each other by more than chance would often make them."""
    freedom = int(table["like"].sum()) - 1
    return freedom > 0 and bool(chdtrc(freedom, unevenness(table) * freedom) < 1 - CONFIDENCE["95"])


def outside_by_chance(table: pd.DataFrame) -> float:
    """How many practices of `beside` would stand out if all differed only as such practices do.

    Each has to lie outside its own 95% limits and those of chance alone at 99.8%: of a small register these are the wider. One of which we
    cannot tell lies within limits that are wide, and might have lain outside: it counts as any other.
    """
    like = table[table["like"]]
    usual, alone = np.log(like["expected_upper_95"] / like["expected"]), np.log(like["chance_upper_998"] / 100)
    return float(2 * ndtr(-ndtri(0.5 + CONFIDENCE["95"] / 2) * np.maximum(1.0, alone / usual)).sum())


def more_stand_out(table: pd.DataFrame) -> bool:
    """Whether so many practices of `beside` stand out as practices that differ only as such practices do would seldom give."""
    out, like = int(table["outside"].ne("").sum()), int(table["like"].sum())
    return out > 0 and beyond_chance(table) and bool(bdtrc(out - 1, like, outside_by_chance(table) / like) <= 1 - CONFIDENCE["95"])


def ordered(table: pd.DataFrame) -> pd.DataFrame:
    """The practices of `beside` that stand out, in the order of size, certainty and people taken together."""
    out = table[table["outside"] != ""]
    away = pd.DataFrame({"size": np.log(out["ratio"].clip(lower=1e-9) / 100), "certainty": out["score"], "people": out["people"]})
    places = away.abs().rank(ascending=False).mean(axis=1)
    return out.assign(places=places).sort_values(["places", "area_code"], ignore_index=True).drop(columns="places")


def _chance(denominator: ArrayLike, expected: ArrayLike) -> dict[str, Any]:
    """The limits of chance alone around a fraction expected, in per cent of that."""
    share = np.asarray(expected, float)
    ends = chance(np.asarray(denominator, float), share)
    return {f"chance_{side}_998": 100 * end / share for side, end in zip(("lower", "upper"), ends, strict=True)}
