"""Indicator rows: counts that were summed first, divided once, with the limits of the indicator's method."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from jsna.build.remarks import LACKING
from jsna.catalogue import Definition
from jsna.methods.proportions import wilson

KEY = ["indicator_id", "area_code", "footprint", "period", "sex", "age", "category_type", "category"]
LIMITS = ["lower_95", "upper_95", "lower_998", "upper_998"]
COLUMNS = [*KEY, "period_start", "numerator", "denominator", "value", *LIMITS, "value_note", "source_id"]
CONFIDENCE = {"95": 0.95, "998": 0.998}


def rows(counts: pd.DataFrame, definitions: Iterable[Definition]) -> pd.DataFrame:
    """Indicator rows from summed counts.

    Parameters
    ----------
    counts : DataFrame
        `what` (as definitions say under `counts`), area_code, footprint, period, age, numerator, denominator,
        source_id; `value` where a method takes it as published, `sex` where it is not all, `category_type` and `category`
        where counts are divided.
    """
    groups = dict(iter(counts.groupby("what", sort=False)))
    frames = [_of(definition, groups[definition.counts]) for definition in definitions if definition.counts in groups]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=COLUMNS)


#: What the store says of a number that lacks something.
COVERAGE = ["indicator_id", "footprint", "area_code", "period", "age", "source_id", "units", "patients", "lacks"]


def coverage(lacking: list[dict[str, Any]], definitions: Iterable[Definition]) -> pd.DataFrame:
    """What numbers lack, by indicator: `COVERAGE`.

    Parameters
    ----------
    lacking : list of dict
        Rows of `remarks.LACKING`.
    """
    told = pd.DataFrame(lacking, columns=LACKING)
    counts = pd.DataFrame([(definition.counts, definition.id) for definition in definitions], columns=["what", "indicator_id"])
    typed = told.merge(counts, on="what").astype({"units": "Int64", "patients": "Float64"})
    return typed[COVERAGE].sort_values(COVERAGE[:6], ignore_index=True)


def _of(definition: Definition, counts: pd.DataFrame) -> pd.DataFrame:
    whole = {"sex": "all", "category_type": "", "category": ""}  # of counts that nothing divides
    divided = counts.assign(**{name: counts[name].fillna(word) if name in counts else word for name, word in whole.items()})
    named = divided.assign(indicator_id=definition.id, period_start=_starts(counts["period"]), value_note="")
    return VALUES[definition.method](named)[COLUMNS]


def again(rows: pd.DataFrame, definition: Definition) -> pd.DataFrame:
    """Rows of one indicator with value and limits made anew of their numerator and denominator."""
    return VALUES[definition.method](rows)[COLUMNS]


def _starts(period: pd.Series) -> pd.Series:
    """First day of a period: a calendar month, a financial year, or an edition's year."""
    month, year = period.str.match(r"\d{4}-\d\d$"), period.str.match(r"\d{4}/\d\d$")
    return (period + "-01").where(month, (period.str[:4] + "-04-01").where(year, period.str[:4] + "-01-01"))


def _proportion(counts: pd.DataFrame) -> pd.DataFrame:
    """Per cent with Wilson limits; a register above its list, a blank one or an empty list has no value."""
    usable = ((counts["denominator"] > 0) & (counts["numerator"] <= counts["denominator"])).to_numpy()
    numerator = np.where(usable, counts["numerator"], 0.0)
    denominator = np.where(usable, counts["denominator"], 0.0)
    limits: dict[str, np.ndarray] = {}
    for name, confidence in CONFIDENCE.items():
        lower, upper = wilson(numerator, denominator, confidence)
        limits |= {f"lower_{name}": 100 * lower, f"upper_{name}": 100 * upper}
    value = np.divide(100 * numerator, denominator, out=np.full(len(counts), np.nan), where=denominator > 0)
    return counts.assign(value=value, value_note=np.where(usable, "", "missing"), **limits)


def _quotient(multiplier: float, counts: pd.DataFrame) -> pd.DataFrame:
    value = multiplier * counts["numerator"] / counts["denominator"].where(counts["denominator"] > 0)
    return _without_limits(counts.assign(value=value))


def _without_limits(counts: pd.DataFrame) -> pd.DataFrame:
    return counts.assign(**dict.fromkeys(LIMITS, np.nan), value_note=np.where(counts["value"].isna(), "missing", ""))


#: What each method of a definition gives. Only a proportion is an estimate with limits; the others describe everybody there is.
VALUES = {
    "proportion": _proportion,
    "share": lambda counts: _quotient(100.0, counts),
    "distribution": lambda counts: _quotient(100.0, counts),  # the shares of a whole that a category divides
    "score": lambda counts: _quotient(1.0, counts),
    "per_day": lambda counts: _quotient(1.0, counts),
    "count": lambda counts: _without_limits(counts.assign(value=counts["numerator"])),
    "published": _without_limits,
}
