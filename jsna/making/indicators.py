"""Indicator rows: counts that were summed first, divided once, with the limits of the indicator's method."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from jsna import periods
from jsna.catalogue import Definition
from jsna.making.standardised import standardised
from jsna.measures import CONFIDENCE, MEASURES, Measure
from jsna.methods import means, published

KEY = ["indicator_id", "area_code", "footprint", "period", "sex", "age", "category_type", "category"]
LIMITS = ["lower_95", "upper_95", "lower_998", "upper_998"]
COLUMNS = [*KEY, "period_start", "numerator", "denominator", "value", *LIMITS, "value_note", "source_id"]
#: What the build needs to know of a row besides: the edition that gives it, the people whom its denominator leaves out, and those behind
#: its numerator.
BESIDE = ["edition", "left_out", "people"]


def rows(counts: pd.DataFrame, definitions: Iterable[Definition]) -> pd.DataFrame:
    """Indicator rows from summed counts.

    Parameters
    ----------
    counts : DataFrame
        `what` (as definitions say under `counts`), area_code, footprint, period, age, numerator, denominator,
        source_id, edition, sex, category_type, category; `left_out`, the people whom the denominator leaves out; `value`, and limits,
        where a method takes them as published.
    """
    groups = dict(iter(counts.groupby("what", sort=False))) if len(counts) else {}
    frames = [_of(definition, groups[definition.counts]) for definition in definitions if definition.counts in groups]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=[*COLUMNS, *BESIDE])


#: What the store says of a number that lacks something.
COVERAGE = ["indicator_id", "footprint", "area_code", "period", "age", "source_id", "units", "patients", "lacks"]


def coverage(gaps: pd.DataFrame, definitions: Iterable[Definition]) -> pd.DataFrame:
    """What numbers lack, by indicator: `COVERAGE`, of gaps as `making.coverage.COLUMNS`."""
    rows = gaps[gaps["edition"] == gaps["period"]]
    by_indicator = rows.assign(indicator_id=rows["what"].map({definition.counts: definition.id for definition in definitions}))
    table = by_indicator.dropna(subset="indicator_id").astype({"indicator_id": "str", "units": "Int64", "patients": "Float64"})
    alike = table.duplicated([name for name in COVERAGE if name != "age"], keep=False)  # every age lacks the same
    whole = table["age"].mask(alike, "all")
    return table.assign(age=whole)[COVERAGE].drop_duplicates(ignore_index=True)


def _of(definition: Definition, counts: pd.DataFrame) -> pd.DataFrame:
    if definition.standard:
        counts = standardised(counts, definition)
    elif definition.measure == "mean" and "squares" in counts and counts["squares"].notna().any():
        counts = means_of(counts)
    rows = counts.assign(indicator_id=definition.id, period_start=_starts(counts["period"]))
    return _estimated(rows, definition).reindex(columns=[*COLUMNS, *BESIDE])


def means_of(sums: pd.DataFrame) -> pd.DataFrame:
    """The sums with `value` and limits by Student's t: missing where nobody is counted, limits where one is.

    Parameters
    ----------
    sums : DataFrame
        As `rollup` gives them, of one `what`: `numerator` over all that are counted in `denominator`, and the `squares` of what each had.
    """
    total, n, squares = (sums[name].to_numpy(float) for name in ("numerator", "denominator", "squares"))
    n = np.where(n > 0, n, np.nan)
    value = total / n
    deviation = np.sqrt(np.maximum(squares - n * value**2, 0.0) / np.where(n > 1, n - 1, np.nan))
    table = sums.assign(value=value)
    for name, confidence in CONFIDENCE.items():
        _, lower, upper = means.from_summary(value, deviation, n, confidence)
        table = table.assign(**{f"lower_{name}": lower, f"upper_{name}": upper})
    return table


def again(rows: pd.DataFrame, definition: Definition) -> pd.DataFrame:
    """Rows of one indicator with value and limits made anew of their numerator and denominator."""
    return _estimated(rows.drop(columns=["value", *LIMITS]), definition)[COLUMNS]


def _starts(period: pd.Series) -> pd.Series:
    """First day of each period."""
    return period.map({text: str(periods.parse(text).start) for text in period.unique()})


def _estimated(counts: pd.DataFrame, definition: Definition) -> pd.DataFrame:
    """Rows with value and limits: as published where they are, else by the measure; without what can be divided there is no value.

    A register above its list, a blank one and an empty list have no value.
    """
    measure = MEASURES[definition.measure]
    rows = counts.assign(value=np.nan, **dict.fromkeys(LIMITS, np.nan))
    if measure.estimate is not None and not definition.published:
        x, n = _divisible(counts, measure)
        for name, confidence in CONFIDENCE.items():
            value, lower, upper = measure.estimate(x, n, definition.per or measure.per, confidence)
            rows = rows.assign(**{"value": value, f"lower_{name}": lower, f"upper_{name}": upper})
    rows = rows if "value" not in counts else _as_published(rows, counts, measure)
    notes = counts["value_note"].fillna("") if "value_note" in counts else pd.Series("", counts.index)
    return rows.assign(value_note=notes.where(rows["value"].notna() | (notes != ""), "missing"))


def _divisible(counts: pd.DataFrame, measure: Measure) -> tuple[np.ndarray, np.ndarray]:
    x, n = counts["numerator"].to_numpy(float), counts["denominator"].to_numpy(float)
    usable = (n > 0) & ((x <= n) | (measure.name != "proportion")) if measure.name != "count" else ~np.isnan(x)
    return np.where(usable, x, np.nan), np.where(usable, n, np.nan)


def _as_published(rows: pd.DataFrame, counts: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """The rows with published values in place of those made here, and limits at 99.8% derived from those at 95% where none are given."""
    has_value, unit = counts["value"].notna(), 100.0 if measure.scale == "logit" else 1.0
    table = counts.reindex(columns=["value", *LIMITS]).astype(float)
    value, lower, upper = (table[name] / unit for name in ("value", "lower_95", "upper_95"))
    for name, limit in zip(LIMITS[2:], published.limits(value, lower, upper, measure.scale), strict=True):
        table[name] = table[name].fillna(pd.Series(unit * limit, table.index))
    return rows.assign(**{str(name): column.where(has_value, rows[name]) for name, column in table.items()})
