"""Comparison: an area's rows beside a comparator's, with the outcome of the test in one word."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from jsna.measures import CONFIDENCE, MEASURES, pooled
from jsna.methods import comparison

#: What tells apart the numbers of an area, and what a test may need of each.
KEY = ["indicator_id", "period", "sex", "age", "category"]
NUMBERS = ["value", "lower_95", "upper_95", "numerator", "denominator"]
OUTCOMES = {-1.0: "lower", 0.0: "similar", 1.0: "higher"}


def with_england(rows: pd.DataFrame, england: pd.DataFrame) -> pd.DataFrame:
    """Compare with England as a fixed line: inside the area's own interval is similar."""
    pairs = _beside(rows, england)
    outcomes = {
        f"outcome_{level}": _words(comparison.with_fixed(pairs[f"lower_{level}"], pairs[f"upper_{level}"], pairs["comparator_value"]))
        for level in ("95", "998")
    }
    return pairs.assign(comparator="england", **outcomes)


def with_rest(rows: pd.DataFrame, whole: pd.DataFrame, name: str) -> pd.DataFrame:
    """Compare with the rest of an area that contains this one, by the test of the measure.

    Where numbers of a measure cannot be added up, neither can they be taken apart: the whole itself stands beside it, not tested.
    """
    pairs = _beside(rows, whole)
    pools = pooled(pairs["measure"])
    x, n = (pairs[f"comparator_{column}"] - pairs[column] for column in ("numerator", "denominator"))
    rest = pd.DataFrame({"numerator": x, "denominator": n, "value": pairs["per"] * x / n.where(n > 0)}, pairs.index).where(pools)
    value = rest["value"].where(pools, pairs["comparator_value"])
    return pairs.assign(comparator=name, **_outcomes(pairs, rest)).assign(comparator_value=value)


def with_other(rows: pd.DataFrame, other: pd.DataFrame, name: str, key: Sequence[str] = KEY) -> pd.DataFrame:
    """Compare with an area, or areas taken together, that this one is no part of, by the test of the measure."""
    pairs = _beside(rows, other, key)
    theirs = pairs[[f"comparator_{column}" for column in NUMBERS]].set_axis(NUMBERS, axis=1)
    return pairs.assign(comparator=name, **_outcomes(pairs, theirs))


def difference(rows: pd.DataFrame, others: pd.DataFrame, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """Limits of the difference of each row and the one in the same place of others, by its `measure`; missing where nothing tells."""
    lower, upper = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    for name, at in rows.reset_index(drop=True).groupby("measure").indices.items():
        test = MEASURES[str(name)].difference
        if test is not None:
            first, second = (table.iloc[at].reindex(columns=NUMBERS) for table in (rows, others))
            lower[at], upper[at] = test(first, second, confidence)
    return lower, upper


def _outcomes(rows: pd.DataFrame, others: pd.DataFrame) -> dict[str, list[str]]:
    return {
        f"outcome_{level}": _words(comparison.with_fixed(*difference(rows, others, confidence), 0.0))
        for level, confidence in CONFIDENCE.items()
    }


def _beside(rows: pd.DataFrame, other: pd.DataFrame, key: Sequence[str] = KEY) -> pd.DataFrame:
    same = other[other["indicator_id"].isin(rows["indicator_id"])]
    comparators = same.reindex(columns=[*key, *NUMBERS]).rename(columns=lambda c: c if c in key else f"comparator_{c}")
    return rows.merge(comparators, on=list(key), how="left", validate="many_to_one")


def _words(outcome: np.ndarray) -> list[str]:
    return [OUTCOMES.get(value, "cannot tell") for value in outcome]


def expected_by_chance(tests: int, confidence: float) -> float:
    """How many of so many tests would find a difference where there is none."""
    return float(comparison.expected_flags(tests, confidence))


def in_words(row: pd.Series, least_difference: float) -> str:
    """The outcome as the report says it: a test and a least difference, or neither word.

    `higher` at 95%, `close to` below the least difference (per cent of the comparator), `similar to` inside the interval. Of a
    practice, 99.8% alone is put in words. How sure a difference is, is never said as its size.
    """
    outcome = row["outcome_998" if row.get("footprint") == "practice" else "outcome_95"]
    if outcome == "cannot tell":
        return "we cannot tell"
    if outcome == "similar":
        return "similar to"
    if abs(row["value"] - row["comparator_value"]) < least_difference / 100 * row["comparator_value"]:
        return "close to"
    return f"{outcome} than"


def in_a_word(row: pd.Series, least_difference: float) -> str:
    """The same as it stands in a cell: `higher`, `close`, `similar`."""
    return in_words(row, least_difference).removesuffix(" than").removesuffix(" to")
