"""Indicator rows: counts that were summed first, divided once, with the limits of the indicator's method."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from jsna import periods
from jsna.catalogue import Definition
from jsna.errors import BuildError
from jsna.methods.proportions import wilson

KEY = ["indicator_id", "area_code", "footprint", "period", "sex", "age", "category_type", "category"]
LIMITS = ["lower_95", "upper_95", "lower_998", "upper_998"]
COLUMNS = [*KEY, "period_start", "numerator", "denominator", "value", *LIMITS, "value_note", "source_id"]
#: What the build needs to know of a row besides: the edition that gives it, and the people whom its denominator leaves out.
BESIDE = ["edition", "left_out"]
CONFIDENCE = {"95": 0.95, "998": 0.998}


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


def coverage(told: pd.DataFrame, definitions: Iterable[Definition]) -> pd.DataFrame:
    """What numbers lack, by indicator: `COVERAGE`.

    Parameters
    ----------
    told : DataFrame
        As `making.coverage.COLUMNS`.
    """
    own = told[told["edition"] == told["period"]]
    named = own.assign(indicator_id=own["what"].map({definition.counts: definition.id for definition in definitions}))
    typed = named.dropna(subset="indicator_id").astype({"indicator_id": "str", "units": "Int64", "patients": "Float64"})
    alike = typed.duplicated([name for name in COVERAGE if name != "age"], keep=False)  # every age lacks the same
    whole = typed["age"].mask(alike, "all")
    return typed.assign(age=whole)[COVERAGE].drop_duplicates(ignore_index=True)


def _of(definition: Definition, counts: pd.DataFrame) -> pd.DataFrame:
    named = counts.assign(indicator_id=definition.id, period_start=_starts(counts["period"]), value_note="")
    return VALUES[definition.method](named).reindex(columns=[*COLUMNS, *BESIDE])


def again(rows: pd.DataFrame, definition: Definition) -> pd.DataFrame:
    """Rows of one indicator with value and limits made anew of their numerator and denominator."""
    return VALUES[definition.method](rows)[COLUMNS]


def _starts(period: pd.Series) -> pd.Series:
    """First day of each period.

    Raises
    ------
    BuildError
        Where one cannot be read.
    """
    try:
        return period.map({text: str(periods.parse(text).start) for text in period.unique()})
    except ValueError as fault:
        raise BuildError(f"A period of a count: {fault}.", "Report this layout to the maintainers.") from None


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


def _published(counts: pd.DataFrame) -> pd.DataFrame:
    """As it was published, with its limits where it has some."""
    limits = {name: counts.get(name, np.nan) for name in LIMITS}
    return counts.assign(**limits, value_note=np.where(counts["value"].isna(), "missing", ""))


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
    "published": _published,
}
