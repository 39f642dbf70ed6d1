"""Proportions: a count over the people it was counted among."""

import numpy as np
from numpy.typing import ArrayLike

from jsna.methods._arrays import Array, above_zero, counts, missing_where, normal_quantile, refuse


def wilson(numerator: ArrayLike, denominator: ArrayLike, confidence: float = 0.95) -> tuple[Array, Array]:
    """Wilson score interval of a proportion.

    Parameters
    ----------
    numerator, denominator : array_like, broadcast together
        Counts with 0 <= numerator <= denominator; may be missing.
    confidence : float
        Coverage, between 0 and 1.

    Returns
    -------
    lower, upper : ndarray of float
        Fractions between 0 and 1; missing where the denominator is 0 or either count is missing.
        Lower is exactly 0 where nobody is counted, upper exactly 1 where everybody is.

    Raises
    ------
    ValueError
        Where a numerator is negative, infinite or above its denominator; the message names the positions.

    References
    ----------
    Wilson (1927) J Am Stat Assoc 22:209-212; Newcombe (1998) Stat Med 17:857-872, method 3.
    """
    x, n = within(numerator, denominator)
    z = normal_quantile(confidence)
    centre = 2 * x + z**2
    spread = z * np.sqrt(z**2 + 4 * x * (1 - x / n))
    lower = np.where(x == 0, 0 * n, (centre - spread) / (2 * (n + z**2)))
    upper = np.where(x == n, n / n, (centre + spread) / (2 * (n + z**2)))
    return lower, upper


def proportion(
    numerator: ArrayLike, denominator: ArrayLike, multiplier: float = 1.0, confidence: float = 0.95
) -> tuple[Array, Array, Array]:
    """Proportion with its Wilson limits.

    Parameters
    ----------
    numerator, denominator : array_like, broadcast together
        Counts with 0 <= numerator <= denominator; may be missing.
    multiplier : float
        Unit of the result: 1 for a fraction, 100 for a percentage.
    confidence : float
        Coverage, between 0 and 1.

    Returns
    -------
    value, lower, upper : ndarray of float
        In units of the multiplier; missing where the denominator is 0 or either count is missing.

    Raises
    ------
    ValueError
        As `wilson`.

    References
    ----------
    Wilson (1927) J Am Stat Assoc 22:209-212.
    """
    x, n = within(numerator, denominator)
    lower, upper = wilson(x, n, confidence)
    unit = above_zero(multiplier)
    return unit * x / n, unit * lower, unit * upper


def within(numerator: ArrayLike, denominator: ArrayLike) -> tuple[Array, Array]:
    """Counts, checked that each numerator lies within its denominator; a denominator of 0 becomes missing.

    Parameters
    ----------
    numerator, denominator : array_like, broadcast together
        Counts with 0 <= numerator <= denominator; may be missing.

    Returns
    -------
    numerator, denominator : ndarray of float
        Copies.

    Raises
    ------
    ValueError
        Where a numerator is negative, infinite or above its denominator; the message names the positions.
    """
    x, n = counts(numerator, denominator)
    refuse(x > n, "numerator above its denominator")
    return x, missing_where(n == 0, n)
