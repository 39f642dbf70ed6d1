"""Spread: how much of the differences between practices goes with something known of them, and how much is chance."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtrc, ncfdtrinc, xlogy

from jsna.methods._arrays import Array, checked, counts, missing_where, present, refuse


class Shares(NamedTuple):
    """The parts of the differences between practices, as fractions that add up to 1.

    Attributes
    ----------
    associated, lower, upper : ndarray of float
        What goes with the covariates, beyond what as many covariates picked at random would show, and its limits.
    chance : ndarray of float
        What chance gives where all practices truly have the same rate.
    rest : ndarray of float
        What is left.
    times : ndarray of float
        How many times as much practices differ, in deviance, as chance alone would make them.
    random : ndarray of float
        What as many covariates picked at random show on average, which `associated` leaves out.
    probability : ndarray of float
        How often covariates picked at random would show as much.
    """

    associated: Array
    lower: Array
    upper: Array
    chance: Array
    rest: Array
    times: Array
    random: Array
    probability: Array


def deviance(numerator: ArrayLike, denominator: ArrayLike) -> float:
    """Binomial deviance of practices from their common proportion: 2Σ(x·log(x/np) + (n − x)·log((n − x)/(n(1 − p)))).

    Parameters
    ----------
    numerator, denominator : array_like, shape (practices,)
        Counts with 0 <= numerator <= denominator; none missing.

    Returns
    -------
    float
        0 where all proportions are the same, or nobody is counted.

    Raises
    ------
    ValueError
        Where a count is missing, negative, infinite or above its denominator; positions named.

    References
    ----------
    McCullagh & Nelder (1989), Generalized Linear Models, section 4.4.
    """
    x, n = counts(*present(numerator, denominator))
    refuse(x > n, "numerator above its denominator")
    common = x.sum() / n.sum() if n.sum() > 0 else 0.0
    terms = [_term(x, n * common), _term(n - x, n * (1 - common))]
    return max(0.0, float(2 * np.sum(terms)))


def _term(observed: Array, fitted: Array) -> Array:
    held = observed > 0
    return np.asarray(xlogy(observed, np.divide(observed, fitted, out=np.ones_like(fitted), where=held)))


def shares(null: ArrayLike, residual: ArrayLike, practices: ArrayLike, covariates: ArrayLike, confidence: float = 0.95) -> Shares:
    """Divide the differences between practices into what goes with covariates, chance, and the rest.

    With k practices, p covariates, null deviance D₀ and residual deviance D: chance alone gives a deviance of 1 for each degree of
    freedom, so practices differ D₀/(k − 1) times as much, and φ = max(1, D/(k − 1 − p)) times once the covariates are known. Chance is
    1 over the former; associated is what φ falls short of it, as a share of it: the deviance explained, adjusted for degrees of freedom.
    It is held at 0 and at all that is beyond chance. Its limits turn round the noncentral F of ((D₀ − D)/p)/φ.

    Parameters
    ----------
    null, residual : array_like, broadcast together
        Binomial deviances without and with the covariates; may be missing.
    practices, covariates : array_like of int
        How many practices, and how many covariates that are no combination of the others.
    confidence : float
        Coverage of the limits, between 0 and 1.

    Returns
    -------
    Shares
        Missing where a deviance is, and without covariates. Where practices differ by no more than chance, all is chance. Limits are
        also missing where so little is explained that no true share makes it likely.

    Raises
    ------
    ValueError
        Where a deviance is negative or infinite, the residual one is above the null one, or practices leave no degree of freedom.

    References
    ----------
    McCullagh & Nelder (1989), sections 4.4 and 4.5; Cameron & Windmeijer (1997), J Econometrics 77:329-342; Mittlböck & Waldhör (2000),
    Comput Stat Data Anal 34:461-472, for the adjustment; Steiger (2004), Psychol Methods 9:164-182, for the limits.
    """
    total, left, k, p = counts(null, residual, practices, covariates)
    refuse(left > total, "residual deviance above the null deviance")
    refuse(k - 1 - p < 1, "too few practices for so many covariates")
    p = missing_where((p == 0) | np.isnan(total) | np.isnan(left), p)
    times, phi = total / (k - 1), np.maximum(1.0, left / (k - 1 - p))
    more = np.maximum(times, 1.0)  # practices that differ by less than chance would make them differ by chance alone
    chance, associated, rest = (np.maximum(part, 0.0) / more + 0 * p for part in (1.0, more - phi, np.minimum(phi, more) - 1))
    ratio, tail = (total - left) / p / phi, (1 - checked(confidence)) / 2
    lower, upper = (np.minimum(1 - chance, _share(ratio, k, p, below)) for below in (1 - tail, tail))
    unlikely = (upper <= associated) & (rest > 0)
    lower, upper = (missing_where(unlikely, limit) for limit in (lower, upper))
    return Shares(associated, lower, upper, chance, rest, times, p / (k - 1), np.asarray(fdtrc(p, k - 1 - p, ratio)))


def _share(ratio: Array, practices: Array, covariates: Array, tail: float) -> Array:
    """The true share, as part of all differences, of which an F so large leaves `tail` below it; 0 where none does."""
    shift = ncfdtrinc(covariates, practices - 1 - covariates, tail, ratio)
    return np.asarray(shift / (practices - 1 + shift))
