"""Comparison: an area's rows beside a comparator's, with the outcome of the test in one word."""

import numpy as np
import pandas as pd

from jsna.methods import comparison

OUTCOMES = {-1.0: "lower", 0.0: "similar", 1.0: "higher"}
#: What the words of a comparison call different at 99.8%.
DIFFERENT = ("much higher", "much lower")


def with_england(rows: pd.DataFrame, england: pd.DataFrame) -> pd.DataFrame:
    """Compare with England as a fixed line: inside the area's own interval is similar.

    Parameters
    ----------
    rows, england : DataFrame
        Indicator rows; one row of `england` for each indicator and period of `rows`.
    """
    joined = _beside(rows, england)
    outcomes = {
        f"outcome_{level}": _words(comparison.with_fixed(joined[f"lower_{level}"], joined[f"upper_{level}"], joined["comparator_value"]))
        for level in ("95", "998")
    }
    return joined.assign(comparator="england", **outcomes)


def with_rest(rows: pd.DataFrame, whole: pd.DataFrame, name: str) -> pd.DataFrame:
    """Compare with the rest of an area that contains this one, by the interval of the difference (Newcombe)."""
    joined = _beside(rows, whole)
    numerator = joined["comparator_numerator"] - joined["numerator"]
    return _tested(joined, numerator, joined["comparator_denominator"] - joined["denominator"], name)


def with_other(rows: pd.DataFrame, other: pd.DataFrame, name: str) -> pd.DataFrame:
    """Compare with an area, or areas taken together, that this one is no part of, by the interval of the difference (Newcombe)."""
    joined = _beside(rows, other)
    return _tested(joined, joined["comparator_numerator"], joined["comparator_denominator"], name)


def _tested(joined: pd.DataFrame, numerator: pd.Series, denominator: pd.Series, name: str) -> pd.DataFrame:
    usable = joined["value"].notna() & (denominator > 0)
    outcomes: dict[str, list[str]] = {}
    for level, confidence in (("95", 0.95), ("998", 0.998)):
        _, lower, upper = comparison.proportion_difference(
            joined["numerator"].where(usable),
            joined["denominator"].where(usable),
            numerator.where(usable),
            denominator.where(usable),
            confidence,
        )
        outcomes[f"outcome_{level}"] = _words(comparison.with_fixed(lower, upper, 0.0))
    value = 100 * numerator / denominator.where(denominator > 0)
    return joined.assign(comparator=name, comparator_value=value, **outcomes)


def _beside(rows: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    key = ["indicator_id", "period"]
    same = other[other["indicator_id"].isin(rows["indicator_id"])]
    named = same[[*key, "value", "numerator", "denominator"]].rename(columns=lambda c: c if c in key else f"comparator_{c}")
    return rows.merge(named, on=key, how="left", validate="many_to_one")


def _words(outcome: np.ndarray) -> list[str]:
    return [OUTCOMES.get(value, "cannot tell") for value in outcome]


def expected_by_chance(tests: int, confidence: float) -> float:
    """How many of so many tests would find a difference where there is none."""
    return float(comparison.expected_flags(tests, confidence))


def in_words(row: pd.Series, least_difference: float) -> str:
    """The outcome as the report says it: a test and a least difference, or neither word.

    `much higher` at 99.8%, `higher` at 95%, `close to` below the least difference (per cent of the
    comparator), `similar to` inside the interval. Of a practice, 99.8% alone is put in words.
    """
    outcome = row["outcome_998" if row.get("footprint") == "practice" else "outcome_95"]
    if outcome == "cannot tell":
        return "we cannot tell"
    if outcome == "similar":
        return "similar to"
    if abs(row["value"] - row["comparator_value"]) < least_difference / 100 * row["comparator_value"]:
        return "close to"
    return f"much {outcome} than" if row["outcome_998"] == outcome else f"{outcome} than"


def in_a_word(row: pd.Series, least_difference: float) -> str:
    """The same as it stands in a cell: `much higher`, `close`, `similar`."""
    return in_words(row, least_difference).removesuffix(" than").removesuffix(" to")
