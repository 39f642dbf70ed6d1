"""Case-mix: rows beside what places of the same age and deprivation have, in people and in words."""

import numpy as np
import pandas as pd
from scipy.special import logit

from jsna.measures import CONFIDENCE
from jsna.methods import published
from jsna.methods.funnel import proportion_limits

KEY = ["indicator_id", "footprint", "area_code", "period"]
#: What stands before "expected", from the least to the most.
WORDS = ("far fewer than", "fewer than", "about as", "more than", "far more than")
ABOUT = WORDS[2]
#: What is said where such places differ so widely that one among them tells nothing: from so many times what is expected on, or one over
#: it. A place with twice what is expected is not "about as expected", whatever such places record.
CANNOT_TELL, WIDE = "we cannot tell", 2.0
LIMITS = ("lower_95", "upper_95", "lower_998", "upper_998")


def beside(rows: pd.DataFrame, expected: pd.DataFrame, least: dict[str, float]) -> pd.DataFrame:
    """Rows beside what is expected of each: missing where nothing is.

    Parameters
    ----------
    rows : DataFrame
        Indicator rows of proportions.
    expected : DataFrame
        What is expected, of these areas and periods among others, as the build keeps it.
    least : dict
        Least difference worth a word, in per cent of what is expected, by indicator.

    Returns
    -------
    DataFrame
        The rows with `expected` and its limits, `between` and `fitted`; `score`, how far it lies above, in standard deviations of what such
        places usually differ by; `people` more than expected, below 0 fewer, with limits; and `unusual`, one of `WORDS`, `CANNOT_TELL`
        inside limits too wide to tell, or empty where nothing is expected.
    """
    table = rows.merge(expected, on=KEY, how="left", validate="many_to_one").set_axis(rows.index)
    lines = table[["expected", *(f"expected_{name}" for name in LIMITS)]].to_numpy(float) / 100
    x, n = table["numerator"].to_numpy(float), table["denominator"].to_numpy(float)
    score = scores(x, n, lines[:, 0], (lines[:, 0], lines[:, 1], lines[:, 2]))
    more = {f"people{end}": x - n * lines[:, at] for end, at in (("", 0), ("_lower_95", 2), ("_upper_95", 1))}
    value = table["value"].to_numpy(float) / 100
    large = np.abs(value - lines[:, 0]) >= table["indicator_id"].map(least).to_numpy(float) / 100 * lines[:, 0]
    return table.assign(score=score, **more, unusual=_words(value, lines, large, chance(n, lines[:, 0])))


def chance(people: np.ndarray, share: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The fractions between which 998 of 1,000 places lie that differ from an expected fraction by chance alone."""
    lower, upper = proportion_limits(people, np.nan_to_num(share), CONFIDENCE["998"])
    return lower, upper


def scores(
    numerator: np.ndarray, denominator: np.ndarray, line: np.ndarray, limits: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> np.ndarray:
    """How many standard errors shares lie above a line, on the scale of log odds; `limits` are a fraction and its limits at 95%."""
    others = np.where(numerator <= denominator, denominator - numerator, np.nan)  # a register of more than its list has no share
    observed = np.log((numerator + 0.5) / (others + 0.5))
    return np.asarray((observed - logit(line)) / published.standard_error(limits[0], limits[1], limits[2], "logit"))


def _words(value: np.ndarray, lines: np.ndarray, large: np.ndarray, by_chance: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    expected, lower, upper, lowest, highest = lines.T
    beyond = large & ((value < by_chance[0]) | (value > by_chance[1]))
    wide = large & ((upper >= WIDE * expected) | (lower <= expected / WIDE))
    sides = [beyond & (value < lowest), beyond & (value < lower), beyond & (value > highest), beyond & (value > upper)]
    return np.select([np.isnan(value) | np.isnan(expected), *sides, wide], ["", *WORDS[:2], *WORDS[:2:-1], CANNOT_TELL], ABOUT)
