"""Rates: events over the people, or the time, in which they could happen."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainccinv, gammaincinv

from jsna.methods._arrays import Array, above_zero, checked, counts, missing_where, normal_quantile

#: Below this count the exact limits are used, from it on Byar's approximation.
BYAR_FROM = 10


def poisson_limits(count: ArrayLike, confidence: float = 0.95) -> tuple[Array, Array]:
    """Limits of a Poisson count: exact below 10, Byar's approximation from 10.

    Parameters
    ----------
    count : array_like
        Events, 0 or more; may be missing.
    confidence : float
        Coverage, between 0 and 1.

    Returns
    -------
    lower, upper : ndarray of float, shape of `count`
        Limits of the count, in events; lower is exactly 0 for a count of 0; missing where the count is.

    Raises
    ------
    ValueError
        Where a count is negative or infinite; the message names the positions.

    References
    ----------
    Breslow & Day (1987) Statistical Methods in Cancer Research II, page 69; Armitage & Berry (2002).
    """
    (o,) = counts(count)
    few = o < BYAR_FROM
    lower, upper = byar_limits(o, confidence)
    lower[few], upper[few] = exact_limits(o[few], confidence)
    return lower, upper


def exact_limits(count: ArrayLike, confidence: float = 0.95) -> tuple[Array, Array]:
    """Exact limits of a Poisson count, from the chi-squared distribution. Parameters, results and errors are those of `poisson_limits`.

    References
    ----------
    Garwood (1936) Biometrika 28:437-442; Armitage & Berry (2002) Statistical Methods in Medical Research.
    """
    (o,) = counts(count)
    tail = (1 - checked(confidence)) / 2
    # Half a chi-squared quantile with 2k degrees of freedom is a gamma quantile of shape k.
    lower = np.where(o > 0, gammaincinv(np.where(o > 0, o, 1), tail), 0 * o)
    return lower, np.asarray(gammainccinv(o + 1, tail))


def byar_limits(count: ArrayLike, confidence: float = 0.95) -> tuple[Array, Array]:
    """Byar's approximate limits of a Poisson count. Parameters, results and errors are those of `poisson_limits`.

    References
    ----------
    Breslow & Day (1987) Statistical Methods in Cancer Research II, page 69.
    """
    (o,) = counts(count)
    z = normal_quantile(confidence)
    some = np.where(o > 0, o, 1)
    lower = np.where(o > 0, o * np.maximum(1 - 1 / (9 * some) - z / (3 * np.sqrt(some)), 0) ** 3, 0 * o)
    upper = (o + 1) * (1 - 1 / (9 * (o + 1)) + z / (3 * np.sqrt(o + 1))) ** 3
    return lower, np.asarray(upper)


def crude_rate(
    count: ArrayLike, denominator: ArrayLike, multiplier: float = 1.0, confidence: float = 0.95
) -> tuple[Array, Array, Array]:
    """Crude rate with exact (below 10 events) or Byar limits.

    Parameters
    ----------
    count, denominator : array_like, broadcast together
        Events, and people or person-years; 0 or more, may be missing. Events may outnumber people.
    multiplier : float
        Unit of the result: 1,000 for a rate per 1,000.
    confidence : float
        Coverage, between 0 and 1.

    Returns
    -------
    value, lower, upper : ndarray of float
        Events per `multiplier` of the denominator; missing where the denominator is 0 or either is missing.

    Raises
    ------
    ValueError
        Where either is negative or infinite; the message names the positions.

    References
    ----------
    Breslow & Day (1987); Armitage & Berry (2002).
    """
    o, n = counts(count, denominator)
    lower, upper = poisson_limits(o, confidence)
    scale = above_zero(multiplier) / missing_where(n == 0, n)
    return o * scale, lower * scale, upper * scale
