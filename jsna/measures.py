"""Measures: what a number of each kind can do, so that nobody else asks whether it is a percentage."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from jsna.methods import comparison, proportions, published, rates, standardisation
from jsna.methods import trend as trends

Array = NDArray[np.float64]
#: The columns of an indicator row that limits stand in, by their confidence.
CONFIDENCE = {"95": 0.95, "998": 0.998}
VALUES = ["value", "lower_95", "upper_95"]


@dataclass(frozen=True)
class Measure:
    """One measure.

    Attributes
    ----------
    estimate : callable
        Numerator, denominator, `per` and confidence to value, lower and upper limit; no limits where everybody was counted. None where
        only a publisher can make the value.
    difference : callable, optional
        Two tables of indicator rows and a confidence to the limits of their difference, 0 being none; None where nothing is tested.
    pools : bool
        Whether areas may be added up: numerators and denominators first, divided once.
    spread : str
        The scale on which the spread between areas is measured in a funnel (`arcsine`, `sqrt`); empty where there is no funnel.
    trend : callable, optional
        Five or more rows of one place, oldest first, to their `methods.trend.Trend`.
    scale : str
        The scale of published limits: `log`, `logit` or `plain`.
    text : callable
        A value as a reader sees it, without the words of its unit.
    note : str
        How its numbers were made, for the page of methods.
    """

    name: str
    note: str
    estimate: Callable[[ArrayLike, ArrayLike, float, float], tuple[Array, Array, Array]] | None
    text: Callable[[float], str]
    difference: Callable[[pd.DataFrame, pd.DataFrame, float], tuple[Array, Array]] | None = None
    pools: bool = True
    spread: str = ""
    trend: Callable[[pd.DataFrame], trends.Trend] | None = None
    scale: str = "plain"
    per: float = 1.0


def number(value: float) -> str:
    """A whole number with separators of thousands."""
    return "not known" if math.isnan(value) else f"{value:,.0f}"


def decimal(value: float) -> str:
    """A rate, a score or a number of years: one decimal."""
    return "not known" if math.isnan(value) else f"{value:,.1f}"


def percent(value: float) -> str:
    """A percentage: one decimal, two below 1, and never a minus zero."""
    if math.isnan(value):
        return "not known"
    return f"{value:.1f}%" if round(abs(value), 2) >= 1 else f"{value:.2f}%"  # 0.998 is 1.0%, as 1.02 is


def _quotient(numerator: ArrayLike, denominator: ArrayLike, per: float, confidence: float) -> tuple[Array, Array, Array]:
    """Everybody there is: a value without limits."""
    x, n = np.asarray(numerator, float), np.asarray(denominator, float)
    value = np.divide(per * x, n, out=np.full(np.broadcast(x, n).shape, np.nan), where=n > 0)
    return value, np.full(value.shape, np.nan), np.full(value.shape, np.nan)


def _count(numerator: ArrayLike, denominator: ArrayLike, per: float, confidence: float) -> tuple[Array, Array, Array]:
    return _quotient(numerator, np.ones(np.shape(numerator)), 1.0, confidence)


def _counts_of(rows: pd.DataFrame) -> tuple[Array, Array]:
    """Numerators and denominators of rows that have a value: a hidden or a missing one is in no test."""
    there = rows["value"].notna() & (rows["denominator"] > 0)
    return rows["numerator"].where(there).to_numpy(float), rows["denominator"].where(there).to_numpy(float)


def _of_proportions(first: pd.DataFrame, second: pd.DataFrame, confidence: float) -> tuple[Array, Array]:
    return comparison.proportion_difference(*_counts_of(first), *_counts_of(second), confidence)[1:]


def _of_rates(first: pd.DataFrame, second: pd.DataFrame, confidence: float) -> tuple[Array, Array]:
    _, lower, upper = comparison.rate_ratio(*_counts_of(first), *_counts_of(second), confidence)
    return np.log(lower), np.log(upper)


def _of_published(scale: str, first: pd.DataFrame, second: pd.DataFrame, confidence: float) -> tuple[Array, Array]:
    (v1, l1, u1), (v2, l2, u2) = ([rows[name].to_numpy(float) for name in VALUES] for rows in (first, second))
    return published.difference(v1, l1, u1, v2, l2, u2, scale, confidence)


def _trend_of_proportions(rows: pd.DataFrame) -> trends.Trend:
    return trends.proportion(rows["numerator"], rows["denominator"])


def _trend_of_values(scale: str, rows: pd.DataFrame) -> trends.Trend:
    values = [rows[name].to_numpy(float) for name in VALUES]
    error = published.standard_error(values[0], values[1], values[2], scale)
    return trends.weighted(np.log(values[0]) if scale == "log" else values[0], error)


MEASURES = {
    measure.name: measure
    for measure in (
        Measure(
            name="proportion",
            note="A share of people has a Wilson interval (Wilson 1927). Two are compared by Newcombe's interval of their difference "
            "(Newcombe 1998).",
            estimate=proportions.proportion,
            text=percent,
            difference=_of_proportions,
            spread="arcsine",
            trend=_trend_of_proportions,
            scale="logit",
            per=100.0,
        ),
        Measure(
            name="rate",
            note="A rate has Byar's limits, exact below ten events (Breslow and Day 1987). Two are compared by the limits of their ratio.",
            estimate=rates.crude_rate,
            text=decimal,
            difference=_of_rates,
            spread="sqrt",
            trend=partial(_trend_of_values, "log"),
            scale="log",
        ),
        Measure(
            name="standardised",
            note="A standardised rate keeps its published limits. Limits at 99.8% and tests of two rates are derived from those at 95%, on "
            "the scale of logarithms; where these limits are too skewed for that, we cannot tell.",
            estimate=None,
            text=decimal,
            difference=partial(_of_published, "log"),
            pools=False,
            trend=partial(_trend_of_values, "log"),
            scale="log",
        ),
        Measure(
            name="ratio",
            note="Observed events are set beside those expected at England's rates by age, with Byar's limits of the observed, exact below "
            "ten (Breslow and Day 1987). Two ratios are compared as rates are.",
            estimate=standardisation.indirect_ratio,
            text=decimal,
            difference=_of_rates,
            spread="sqrt",
            trend=partial(_trend_of_values, "log"),
            scale="log",
            per=100.0,
        ),
        Measure(
            name="mean",
            note="A mean, or a number of years, keeps its published limits; limits at 99.8% and tests of two come from those at 95%. "
            "A number a day, of which every day was counted, has none. A mean of stays in hospital has Student's t limits.",
            estimate=_quotient,
            text=decimal,
            difference=partial(_of_published, "plain"),
            pools=False,
            trend=partial(_trend_of_values, "plain"),
        ),
        Measure(
            name="share",
            note="A share of everybody there is, such as patients on lists or small areas in a group, is no sample and has no interval.",
            estimate=_quotient,
            text=percent,
            per=100.0,
        ),
        Measure(
            name="count",
            note="A complete count is no sample and has no interval.",
            estimate=_count,
            text=number,
        ),
        Measure(
            name="score",
            note="A score of deprivation is a mean of small areas, weighted by residents. It has no interval.",
            estimate=_quotient,
            text=decimal,
        ),
    )
}


def pooled(names: "pd.Series[str]") -> "pd.Series[bool]":
    """Whether numbers of each measure may be added up."""
    return names.map({name: measure.pools for name, measure in MEASURES.items()}).astype(bool)
