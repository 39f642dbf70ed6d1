"""Published values: what can be worked out of a value and its limits where nobody publishes the counts behind them."""

import numpy as np
from numpy.typing import ArrayLike

from jsna.methods._arrays import Array, checked, exponential, missing_where, normal_quantile, numbers, refuse

#: How far the value may lie from the middle of its limits, in half-widths: beyond it, no normal law on that scale made them.
LARGEST_SKEW = 0.05
SCALES = ("log", "logit", "plain")


def standard_error(value: ArrayLike, lower: ArrayLike, upper: ArrayLike, scale: str, confidence: float = 0.95) -> Array:
    """Standard error of a published value on a scale, from its limits.

    Parameters
    ----------
    value, lower, upper : array_like, broadcast together
        lower <= value <= upper; may be missing. Above 0 on the log scale, fractions between 0 and 1 on the logit scale.
    scale : str
        `log` for rates and ratios, `logit` for shares, `plain` for means and years.
    confidence : float
        Coverage of the limits, between 0 and 1.

    Returns
    -------
    ndarray of float
        (upper - lower) / 2z on that scale. Missing where anything is missing, where the scale has no place for one of the three, and
        where the value lies more than a twentieth of the half-width from their middle.

    Raises
    ------
    ValueError
        Where a value lies outside its limits, or anything is infinite; the message names the positions.

    References
    ----------
    Altman & Bland (2011) BMJ 343:d2090, standard errors from confidence intervals.
    """
    v, low, high = numbers(value, lower, upper)
    refuse((v < low) | (v > high), "value outside its limits")
    centre, bottom, top = (_on(scale, each) for each in (v, low, high))
    half = (top - bottom) / 2
    skewed = np.abs(centre - (bottom + top) / 2) > LARGEST_SKEW * half
    return missing_where(np.isnan(centre) | skewed | (half == 0), half / normal_quantile(confidence))


def limits(value: ArrayLike, lower: ArrayLike, upper: ArrayLike, scale: str, confidence: float = 0.998) -> tuple[Array, Array]:
    """Limits of another confidence, derived from published ones at 95% on a scale.

    Parameters
    ----------
    value, lower, upper, scale
        As of `standard_error`.
    confidence : float
        Coverage that is wanted, between 0 and 1.

    Returns
    -------
    lower, upper : ndarray of float
        In the unit of the value; missing where there is no standard error.

    Raises
    ------
    ValueError
        As `standard_error`.
    """
    half = normal_quantile(confidence) * standard_error(value, lower, upper, scale)
    centre = _on(scale, numbers(value)[0])
    return _back(scale, centre - half), _back(scale, centre + half)


def difference(
    value1: ArrayLike,
    lower1: ArrayLike,
    upper1: ArrayLike,
    value2: ArrayLike,
    lower2: ArrayLike,
    upper2: ArrayLike,
    scale: str,
    confidence: float = 0.95,
) -> tuple[Array, Array]:
    """Limits of the difference of two independent published values, each with limits at 95%, on a scale.

    Parameters
    ----------
    value1, lower1, upper1, value2, lower2, upper2 : array_like, broadcast together
    scale : str
        As of `standard_error`.
    confidence : float
        Coverage of the limits of the difference, between 0 and 1.

    Returns
    -------
    lower, upper : ndarray of float
        First minus second on that scale (of logarithms: a ratio); 0 is no difference; missing where either has no standard error.

    Raises
    ------
    ValueError
        As `standard_error`.

    References
    ----------
    Altman & Bland (2003) BMJ 326:219, interaction revisited: the difference between two estimates.
    """
    error = np.hypot(standard_error(value1, lower1, upper1, scale), standard_error(value2, lower2, upper2, scale))
    apart = np.subtract(*(_on(scale, value) for value in numbers(value1, value2)))
    half = normal_quantile(checked(confidence)) * error
    return apart - half, apart + half


def _on(scale: str, values: Array) -> Array:
    if scale not in SCALES:
        raise ValueError(f"scale is {scale!r}, expected one of {', '.join(SCALES)}")
    if scale == "plain":
        return values
    usable = missing_where(~((values > 0) & (values < (1 if scale == "logit" else np.inf))), values)
    return np.log(usable) if scale == "log" else np.log(usable / (1 - usable))


def _back(scale: str, values: Array) -> Array:
    if scale == "plain":
        return values
    return exponential(values) if scale == "log" else 1 / (1 + exponential(-values))
