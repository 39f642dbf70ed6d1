"""What holds for every method: lists, arrays and columns of any kind give the same, in any order, and stay as they were."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from jsna.methods import (
    comparison,
    decomposition,
    disclosure,
    dispersion,
    funnel,
    inequality,
    life_expectancy,
    means,
    prevalence,
    proportions,
    quantiles,
    rates,
    shrinkage,
    spc,
    spread,
    trend,
)
from jsna.methods import standardisation as dsr
from jsna.methods.standard_population import european_2013

X, N, E, NONE = [0, 9, 10, 57, 40], [20, 30, 40, 60, 40], [3, 9, 12, 50, 38], [0, 9, None, 57, 40]
COLUMNS: dict[str, Callable[[Any], Any]] = {
    "Int64": lambda values: pd.Series(values, dtype="Int64"),
    "int64[pyarrow]": lambda values: pd.Series(values, dtype="int64[pyarrow]"),
    "double[pyarrow]": lambda values: pd.Series(values, dtype="double[pyarrow]"),
    "float64": lambda values: pd.Series(values, dtype=float),
    "pyarrow": pa.array,
    "array of floats": lambda values: np.array(values, dtype=float),
    "other index": lambda values: pd.Series(values, index=range(7, 7 + len(values)), dtype="Int64"),
}
#: Methods of which each row has a result of its own.
BY_ROW: dict[str, tuple[Callable[..., Any], list[Any]]] = {
    "wilson": (proportions.wilson, [NONE, N]),
    "proportion": (proportions.proportion, [NONE, N]),
    "poisson_limits": (rates.poisson_limits, [NONE]),
    "exact_limits": (rates.exact_limits, [NONE]),
    "byar_limits": (rates.byar_limits, [NONE]),
    "crude_rate": (rates.crude_rate, [NONE, N]),
    "indirect_ratio": (dsr.indirect_ratio, [NONE, E]),
    "from_summary": (means.from_summary, [NONE, E, [1, 2, 30, 4, 5]]),
    "with_fixed": (comparison.with_fixed, [NONE, N, E]),
    "proportion_difference": (comparison.proportion_difference, [NONE, N, E, N]),
    "rate_ratio": (comparison.rate_ratio, [NONE, N, E, N]),
    "dsr_difference": (comparison.dsr_difference, [NONE, E, N, E]),
    "ratio_limits": (funnel.ratio_limits, [NONE]),
    "proportion_limits": (lambda n: funnel.proportion_limits(n, 0.3), [NONE]),
    "derived_denominator": (funnel.derived_denominator, [NONE, [0, 1, 2, 3, 4]]),
    "quantile groups": (lambda values: quantiles.groups(values, 4), [NONE]),
    "beta_binomial": (lambda x, n: _parts(shrinkage.beta_binomial(x, n)), [NONE, N]),
    "gamma_poisson": (lambda x, n: _parts(shrinkage.gamma_poisson(x, n)), [NONE, N]),
    "spread.shares": (lambda null, left: spread.shares(null, left, 20, 2), [[10, 30, None, 60, 100], [5, 30, 10, 9, 50]]),
}
#: Methods that give one result for all rows together.
TOGETHER: dict[str, tuple[Callable[..., Any], list[Any]]] = {
    "direct": (lambda x, n, w: _parts(dsr.direct(x, n, w), "value", "lower", "upper"), [X, N, E]),
    "expected": (dsr.expected, [N, X, N]),
    "indirect_rate": (lambda n, x: dsr.indirect_rate(50, n, x, n), [N, X]),
    "mean": (means.mean, [NONE]),
    "prevalence expected": (lambda n: prevalence.expected(n, [0.5] * len(n)), [N]),
    "overdispersion": (lambda x, n: _parts(dispersion.overdispersion(x, n, 0.5), "phi", "tau2"), [NONE, N]),
    "spread.deviance": (spread.deviance, [X, N]),
    "unevenness": (lambda x, n: spread.unevenness(x, n, [0.4] * len(x)), [X, N]),
}
BANDS, MONTHS = 20, 24
DEATHS, PEOPLE = [4, 1, *range(1, BANDS - 1)], [1_000 - 30 * band for band in range(BANDS)]
SURVIVORS, YEARS_LEFT = [100_000 - 4_000 * band for band in range(BANDS)], [80 - 4 * band for band in range(BANDS)]
EVENTS = [12, 14, 9, 11, 13, 10, 12, 15, 8, 11, 12, 30, 9, 10, 13, 12, 11, 14, 10, 9, 12, 13, 11, 10]
#: Methods of a series, whose order tells: ages, months, or counts and what adds up of them.
IN_ORDER: dict[str, tuple[Callable[..., Any], list[Any]]] = {
    "life_table": (lambda d, p: _all(life_expectancy.life_table(d, p)), [DEATHS, PEOPLE]),
    "by_age": (decomposition.by_age, [SURVIVORS, YEARS_LEFT, SURVIVORS[:-1] + [9_000], YEARS_LEFT]),
    "by_cause": (lambda c, r, s: decomposition.by_cause(c, r, s, np.ones((BANDS, 2)), np.zeros((BANDS, 2))), [DEATHS, PEOPLE, YEARS_LEFT]),
    "trend.proportion": (lambda x, n: _all(trend.proportion(x, n)), [EVENTS[:6], [100] * 6]),
    "trend.weighted": (lambda y, se: _all(trend.weighted(y, se)), [EVENTS[:6], [1, 2, 1, 2, 1, 2]]),
    "xmr": (lambda values: _all(spc.xmr(values)), [EVENTS]),
    "c_chart": (lambda values: _all(spc.c_chart(values)), [EVENTS]),
    "t_chart": (lambda values: _all(spc.t_chart(values)), [EVENTS]),
    "g_chart": (lambda values: _all(spc.g_chart(values)), [EVENTS]),
    "is_small": (disclosure.is_small, [EVENTS]),
    "hes_2018": (disclosure.hes_2018, [EVENTS]),
    "secondary": (lambda count: disclosure.secondary(count, [(3, [0, 1, 2])]), [[3, 10, 20, 33]]),
    "recoverable": (lambda count, hidden: disclosure.recoverable(count, hidden, [(3, [0, 1, 2])]), [[3, 10, 20, 33], [1, 0, 0, 0]]),
}


def _all(found: Any) -> tuple[Any, ...]:
    """Every number that a result holds."""
    parts = [np.asarray(part) for part in vars(found).values()] if hasattr(found, "__dict__") else [np.asarray(part) for part in found]
    numbers = tuple(part.ravel() for part in parts if part.dtype.kind in "fiub")
    assert numbers
    return numbers


def _parts(found: Any, *names: str) -> tuple[Any, ...]:
    return tuple(getattr(found, name) for name in names or ("value", "lower", "upper", "weight"))


def _rows(found: Any) -> np.ndarray:
    """Results of rows side by side, a row each; single results below each other."""
    return np.atleast_2d(np.array(found if isinstance(found, tuple) else (found,), dtype=float)).T


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("method", BY_ROW | TOGETHER | IN_ORDER)
def test_a_column_of_any_kind_is_read_alike_and_stays_as_it_was(method: str, column: str) -> None:
    compute, given = (BY_ROW | TOGETHER | IN_ORDER)[method]
    plain = [[np.nan if value is None else value for value in values] for values in given]
    columns = [COLUMNS[column](values) for values in given]
    before = [COLUMNS[column](values) for values in given]
    found, expected = compute(*columns), compute(*plain)
    for part, same in zip(found, expected, strict=True) if isinstance(found, tuple) else [(found, expected)]:
        np.testing.assert_array_equal(np.asarray(part, dtype=float), np.asarray(same, dtype=float))
    for now, then in zip(columns, before, strict=True):
        pd.testing.assert_series_equal(pd.Series(now), pd.Series(then))


@pytest.mark.parametrize("method", BY_ROW | TOGETHER)
def test_the_order_of_rows_does_not_matter(method: str) -> None:
    compute, given = (BY_ROW | TOGETHER)[method]
    columns, order = [np.array(values, dtype=float) for values in given], np.array([3, 0, 4, 2, 1])
    found, moved = _rows(compute(*columns)), _rows(compute(*(column[order] for column in columns)))
    np.testing.assert_allclose(moved, found[order] if method in BY_ROW else found, rtol=1e-12)
    assert method in TOGETHER or len(found) == len(order)


def test_the_standard_population_in_another_order_gives_the_same_slope_and_rate() -> None:
    weights, order = european_2013(), np.random.default_rng(1).permutation(19)
    x, n = np.arange(1, 20), 1_000 + 7 * np.arange(19)
    assert dsr.direct(x[order], n[order], weights[order]).value == pytest.approx(dsr.direct(x, n, weights).value, rel=1e-12)


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("slope", [inequality.slope_index, inequality.slope_of_areas])
def test_groups_by_deprivation_may_be_columns_of_any_kind(slope: Callable[..., inequality.Slope], column: str) -> None:
    value, people, error = [70, 72, 74, 77, 80], [900, 1_100, 1_000, 950, 1_050], [1, 2, 1, 2, 1]
    plain = slope(value, people, error)
    found = slope(*(COLUMNS[column](values) for values in (value, people, error)))
    for name, part in vars(plain).items():
        np.testing.assert_array_equal(getattr(found, name), part)
