"""Trend marker: whether the last five periods go up, go down or show no significant change."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from jsna.methods._arrays import Array, counts, refuse, series
from jsna.methods.proportions import within

#: Periods that the marker looks at.
PERIODS = 5
#: Chi-squared, one degree of freedom, at 99.8%.
SIGNIFICANT = 9.5495


@dataclass(frozen=True)
class Trend:
    """Trend of the last five periods.

    Attributes
    ----------
    direction : int or None
        1 rising, -1 falling, 0 no significant change, None when it cannot be calculated.
    chi_squared : float
        Test statistic with one degree of freedom; missing when it cannot be calculated.
    slope : float
        Change per period, in the unit of the values (fractions for `proportion`).
    """

    direction: int | None
    chi_squared: float
    slope: float


def proportion(numerators: ArrayLike, denominators: ArrayLike) -> Trend:
    """Trend marker of a proportion, by the chi-squared test for trend.

    Parameters
    ----------
    numerators, denominators : array_like, shape (periods,)
        Counts with 0 <= numerator <= denominator, oldest first; only the last five periods are used.

    Returns
    -------
    Trend
        Direction None where fewer than five periods are given, or one of the last five is missing or has
        nobody in its denominator.

    Raises
    ------
    ValueError
        Where a numerator is negative, infinite or above its denominator (positions named), or there are not as many of both.

    References
    ----------
    Armitage (1955) Biometrics 11:375-386; Fingertips technical guidance, recent trends.
    """
    x, n = within(*series(numerators, denominators))
    x, n = x[-PERIODS:], n[-PERIODS:]
    if _cannot(x + n):
        return Trend(None, np.nan, np.nan)
    overall = x.sum() / n.sum()
    spread = overall * (1 - overall)
    return _marker(x / n, n, spread)


def weighted(values: ArrayLike, standard_errors: ArrayLike) -> Trend:
    """Trend marker of a rate, ratio or mean, by inverse-variance weighted least squares.

    Parameters
    ----------
    values : array_like, shape (periods,)
        Any measure, oldest first; only the last five periods are used.
    standard_errors : array_like, shape (periods,)
        Their standard errors, above 0, in the same unit.

    Returns
    -------
    Trend
        Direction None where fewer than five periods are given or one of the last five is missing.

    Raises
    ------
    ValueError
        Where a standard error is 0, negative or infinite (positions named), or there are not as many as values.

    References
    ----------
    Fingertips technical guidance, recent trends.
    """
    y, error = series(values, standard_errors)
    counts(error)
    refuse(error == 0, "standard error of zero")
    y, error = y[-PERIODS:], error[-PERIODS:]
    if _cannot(y + error):
        return Trend(None, np.nan, np.nan)
    return _marker(y, 1 / error**2, 1.0)


def _cannot(series: Array) -> bool:
    return len(series) < PERIODS or bool(np.isnan(series).any())


def _marker(y: Array, weight: Array, spread: float) -> Trend:
    """Slope, its chi-squared, and the direction if the test and every leave-one-out slope agree."""
    slope, information = _slope(y, weight)
    # With nobody or everybody counted in every period there is nothing to test, and no spread to divide by.
    chi_squared = slope**2 * information / spread if spread > 0 else 0.0
    keep = ~np.eye(PERIODS, dtype=bool)
    without_one = [_slope(y[subset], weight[subset], subset)[0] for subset in keep]
    # A flat slope (but for rounding) without one period means that the trend hangs on that period.
    agree = all(np.sign(slope) * other > 1e-9 * abs(slope) for other in without_one)
    direction = int(np.sign(slope)) if chi_squared > SIGNIFICANT and agree else 0
    return Trend(direction, float(chi_squared), float(slope))


def _slope(y: Array, weight: Array, subset: ArrayLike = True) -> tuple[float, float]:
    """Weighted least-squares slope on the period number, and the weighted sum of squares of the periods."""
    period = np.arange(1.0, PERIODS + 1)[np.broadcast_to(subset, PERIODS)]
    deviation = period - np.average(period, weights=weight)
    information = np.sum(weight * deviation**2)
    return float(np.sum(weight * deviation * y) / information), float(information)
