"""Indicator rows: counts that were summed first, divided once, with the limits of the indicator's method."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from jsna.build.remarks import LACKING
from jsna.catalogue import Definition
from jsna.measures import CONFIDENCE, MEASURES, Measure
from jsna.methods import published

KEY = ["indicator_id", "area_code", "footprint", "period", "sex", "age", "category_type", "category"]
LIMITS = ["lower_95", "upper_95", "lower_998", "upper_998"]
COLUMNS = [*KEY, "period_start", "numerator", "denominator", "value", *LIMITS, "value_note", "source_id"]


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
    return _estimated(named, definition)[COLUMNS]


def again(rows: pd.DataFrame, definition: Definition) -> pd.DataFrame:
    """Rows of one indicator with value and limits made anew of their numerator and denominator."""
    return _estimated(rows.drop(columns=["value", *LIMITS]), definition)[COLUMNS]


def _starts(period: pd.Series) -> pd.Series:
    """First day of a period: a calendar month, a financial year, or an edition's year."""
    month, year = period.str.match(r"\d{4}-\d\d$"), period.str.match(r"\d{4}/\d\d$")
    return (period + "-01").where(month, (period.str[:4] + "-04-01").where(year, period.str[:4] + "-01-01"))


def _estimated(counts: pd.DataFrame, definition: Definition) -> pd.DataFrame:
    """Rows with value and limits: as published where they are, else by the measure; without what can be divided there is no value.

    A register above its list, a blank one and an empty list have no value.
    """
    measure = MEASURES[definition.measure]
    made = counts.assign(value=np.nan, **dict.fromkeys(LIMITS, np.nan))
    if measure.estimate is not None:
        x, n = _divisible(counts, measure)
        for name, confidence in CONFIDENCE.items():
            value, lower, upper = measure.estimate(x, n, definition.per or measure.per, confidence)
            made = made.assign(**{"value": value, f"lower_{name}": lower, f"upper_{name}": upper})
    made = made if "value" not in counts else _as_published(made, counts, measure)
    return made.assign(value_note=np.where(made["value"].isna(), "missing", ""))


def _divisible(counts: pd.DataFrame, measure: Measure) -> tuple[np.ndarray, np.ndarray]:
    x, n = counts["numerator"].to_numpy(float), counts["denominator"].to_numpy(float)
    usable = (n > 0) & ((x <= n) | (measure.name != "proportion")) if measure.name != "count" else ~np.isnan(x)
    return np.where(usable, x, np.nan), np.where(usable, n, np.nan)


def _as_published(made: pd.DataFrame, counts: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """The rows with published values in place of those made here, and limits at 99.8% derived from those at 95% where none are given."""
    given = counts["value"].notna()
    table = pd.DataFrame({name: counts[name] if name in counts else np.nan for name in ("value", *LIMITS)}, counts.index, dtype=float)
    unit = 100.0 if measure.scale == "logit" else 1.0
    derived = published.limits(*(table[name] / unit for name in ("value", "lower_95", "upper_95")), measure.scale)
    for name, limit in zip(LIMITS[2:], derived, strict=True):
        table[name] = table[name].fillna(pd.Series(unit * limit, table.index))
    return made.assign(**{name: table[name].where(given, made[name]) for name in table})
