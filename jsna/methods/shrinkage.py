"""Shrinkage: what small areas would probably show if they were larger. Shown beside the observed value."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainccinv, betaincinv, gammainccinv, gammaincinv

from jsna.methods._arrays import Array, checked, counts, missing_where, series
from jsna.methods.proportions import within

#: Correlation within areas is kept below 1, where the prior would have no spread left to describe.
MOST_ALIKE = 1 - 1e-6


@dataclass(frozen=True)
class Shrunken:
    """Values drawn towards the mean of all areas, the more so the smaller the area.

    Attributes
    ----------
    value, lower, upper : ndarray of float
        Posterior mean and equal-tailed limits; missing where the area's counts are. Where areas differ by no
        more than chance every value is the mean of all and the limits are missing.
    weight : ndarray of float
        Weight of the area's own value, 0 to 1.
    mean : float
        Mean of all areas, towards which values are drawn.
    spread : float
        Standard deviation between areas, chance apart, in the unit of the mean.
    """

    value: Array
    lower: Array
    upper: Array
    weight: Array
    mean: float
    spread: float


def beta_binomial(numerator: ArrayLike, denominator: ArrayLike, confidence: float = 0.95) -> Shrunken:
    """Empirical Bayes proportions with a beta prior fitted by moments.

    Parameters
    ----------
    numerator, denominator : array_like, shape (areas,)
        Counts with 0 <= numerator <= denominator; may be missing.
    confidence : float
        Coverage of the limits, between 0 and 1.

    Returns
    -------
    Shrunken
        Fractions.

    Raises
    ------
    ValueError
        Where a numerator is negative, infinite or above its denominator; positions named.

    References
    ----------
    Kleinman (1973) J Am Stat Assoc 68:46-54.
    """
    x, n = within(*series(numerator, denominator))
    tail = (1 - checked(confidence)) / 2
    mask = ~np.isnan(x + n)
    mean, excess, room = _moments(x[mask], n[mask], lambda m: m * (1 - m))
    freedom = room - (mask.sum() - 1)
    alike = min(excess / freedom, MOST_ALIKE) if freedom > 1e-9 and excess > 0 else 0.0
    if alike == 0:
        return _all_alike(x + n, mean)
    prior = (1 - alike) / alike
    a, b = mean * prior + x, (1 - mean) * prior + n - x
    weight = missing_where(~mask, n / (n + prior))
    spread = float(np.sqrt(alike * mean * (1 - mean)))
    lower, upper = np.asarray(betaincinv(a, b, tail), float), np.asarray(betainccinv(a, b, tail), float)
    return Shrunken(a / (a + b), lower, upper, weight, mean, spread)


def gamma_poisson(count: ArrayLike, denominator: ArrayLike, confidence: float = 0.95) -> Shrunken:
    """Empirical Bayes rates or ratios with a gamma prior fitted by moments.

    Parameters
    ----------
    count : array_like, shape (areas,)
        Events, 0 or more; may be missing.
    denominator : array_like, shape (areas,)
        People, or events expected, 0 or more; may be missing.
    confidence : float
        Coverage of the limits, between 0 and 1.

    Returns
    -------
    Shrunken
        Events per unit of the denominator.

    Raises
    ------
    ValueError
        Where either is negative or infinite; positions named.

    References
    ----------
    Clayton & Kaldor (1987) Biometrics 43:671-681; Marshall (1991) Appl Stat 40:283-294.
    """
    o, e = counts(*series(count, denominator))
    tail = (1 - checked(confidence)) / 2
    e = missing_where(e == 0, e)
    mask = ~np.isnan(o + e)
    mean, excess, room = _moments(o[mask], e[mask], lambda m: m)
    between = excess * mean / room if room > 1e-9 and excess > 0 else 0.0
    if between == 0:
        return _all_alike(o + e, mean)
    shape, rate = mean**2 / between + o, mean / between + e
    lower, upper = gammaincinv(shape, tail) / rate, gammainccinv(shape, tail) / rate
    weight = missing_where(~mask, e / rate)
    return Shrunken(shape / rate, lower, upper, weight, mean, float(np.sqrt(between)))


def _moments(x: Array, n: Array, variance: Callable[[float], float]) -> tuple[float, float, float]:
    """Mean of all areas, the spread beyond chance in units of its variance, and the room for such spread."""
    total = n.sum()
    if not total:
        return np.nan, 0.0, 0.0
    mean = float(x.sum() / total)
    chance = variance(mean)
    squares = float(np.sum(n * (x / n - mean) ** 2))
    excess = squares / chance - (n.size - 1) if chance > 0 else 0.0
    return mean, excess, float(total - np.sum(n**2) / total)


def _all_alike(area: Array, mean: float) -> Shrunken:
    absent = np.isnan(area)
    nothing = np.full(area.shape, np.nan)
    return Shrunken(
        missing_where(absent, mean), nothing, nothing.copy(), missing_where(absent, 0.0), mean, 0.0
    )
