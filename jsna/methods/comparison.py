"""Comparison: with a fixed benchmark, or of two areas by the interval of their difference."""

import numpy as np
from numpy.typing import ArrayLike

from jsna.methods._arrays import (
    Array,
    checked,
    counts,
    exponential,
    missing_where,
    normal_quantile,
    numbers,
    refuse,
)
from jsna.methods.proportions import wilson, within


def with_fixed(lower: ArrayLike, upper: ArrayLike, benchmark: ArrayLike) -> Array:
    """Where an interval lies against a benchmark that has no interval of its own.

    Parameters
    ----------
    lower, upper : array_like, broadcast together
        Limits of the area, lower <= upper; may be missing.
    benchmark : array_like, broadcast with the limits
        The value compared with, in the same unit; may be missing.

    Returns
    -------
    ndarray of float
        -1 below the benchmark, 0 similar (the benchmark is inside the interval, ends included), 1 above,
        missing where any of the three is missing: we cannot tell.

    Raises
    ------
    ValueError
        Where a lower limit is above its upper limit; the message names the positions.

    References
    ----------
    Office for Health Improvement and Disparities, Fingertips technical guidance, comparing areas.
    """
    low, high, line = numbers(lower, upper, benchmark)
    refuse(low > high, "lower limit above its upper limit")
    side = np.where(high < line, -1.0, np.where(low > line, 1.0, 0.0))
    return missing_where(np.isnan(low + high + line), side)


def proportion_difference(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, confidence: float = 0.95
) -> tuple[Array, Array, Array]:
    """Difference of two independent proportions, first minus second, with Newcombe's hybrid score limits.

    Parameters
    ----------
    x1, n1, x2, n2 : array_like, broadcast together
        Counts with 0 <= x <= n; may be missing.
    confidence : float
        Coverage, between 0 and 1.

    Returns
    -------
    difference, lower, upper : ndarray of float
        Fractions between -1 and 1; missing where either denominator is 0 or any count is missing.

    Raises
    ------
    ValueError
        Where a numerator is negative, infinite or above its denominator; the message names the positions.

    References
    ----------
    Newcombe (1998) Stat Med 17:873-890, method 10.
    """
    first, second = within(x1, n1), within(x2, n2)
    p1, p2 = first[0] / first[1], second[0] / second[1]
    (low1, high1), (low2, high2) = wilson(*first, confidence), wilson(*second, confidence)
    difference = p1 - p2
    lower = difference - np.hypot(p1 - low1, high2 - p2)
    upper = difference + np.hypot(high1 - p1, p2 - low2)
    return difference, lower, upper


def rate_ratio(
    o1: ArrayLike, n1: ArrayLike, o2: ArrayLike, n2: ArrayLike, confidence: float = 0.95
) -> tuple[Array, Array, Array]:
    """Ratio of two independent rates, first over second, with limits from the normal law of its logarithm.

    Parameters
    ----------
    o1, o2 : array_like, broadcast together
        Events, 0 or more; may be missing.
    n1, n2 : array_like, broadcast together
        People, or events expected (then it compares two indirectly standardised ratios); may be missing.
    confidence : float
        Coverage, between 0 and 1.

    Returns
    -------
    ratio, lower, upper : ndarray of float
        Ratio (1 is no difference). Missing where a denominator or the second count is 0 or anything is
        missing; where only the first count is 0 the ratio is 0 and the limits are missing.

    Raises
    ------
    ValueError
        Where a count is negative or infinite; the message names the positions.

    References
    ----------
    Breslow & Day (1987) Statistical Methods in Cancer Research II; Altman et al (2000) Statistics with
    Confidence, chapter 7.
    """
    a, m, b, n = counts(o1, n1, o2, n2)
    m, b, n = (missing_where(value == 0, value) for value in (m, b, n))
    ratio = (a / m) / (b / n)
    error = np.sqrt(1 / missing_where(a == 0, a) + 1 / b)
    factor = exponential(normal_quantile(confidence) * error)
    return ratio, ratio / factor, ratio * factor


def dsr_difference(
    value1: ArrayLike, error1: ArrayLike, value2: ArrayLike, error2: ArrayLike, confidence: float = 0.95
) -> tuple[Array, Array, Array]:
    """Difference of two independent directly standardised rates (or means), with normal limits.

    Parameters
    ----------
    value1, value2 : array_like, broadcast together
        Rates in the same unit; may be missing.
    error1, error2 : array_like, broadcast together
        Their standard errors in that unit, 0 or more; may be missing.
    confidence : float
        Coverage, between 0 and 1.

    Returns
    -------
    difference, lower, upper : ndarray of float
        First minus second, in the unit of the rates; missing where anything is missing.

    Raises
    ------
    ValueError
        Where a standard error is negative or anything is infinite; the message names the positions.

    References
    ----------
    Breslow & Day (1987) Statistical Methods in Cancer Research II, chapter 2.
    """
    first, second = numbers(value1, value2)
    se1, se2 = counts(error1, error2)
    difference = first - second
    half = normal_quantile(confidence) * np.hypot(se1, se2)
    return difference, difference - half, difference + half


def expected_flags(n: ArrayLike, confidence: float = 0.95) -> Array:
    """Number of areas expected to be flagged by chance alone when none differs.

    Parameters
    ----------
    n : array_like
        Comparisons made, 0 or more.
    confidence : float
        Coverage of each interval, between 0 and 1.

    Returns
    -------
    ndarray of float
        n (1 - confidence): 9.55 of 191 areas at 95%, 0.38 at 99.8%.

    Raises
    ------
    ValueError
        Where n is negative or infinite.
    """
    (number,) = counts(n)
    return np.asarray(number * (1 - checked(confidence)))
