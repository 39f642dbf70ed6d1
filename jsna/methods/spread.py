"""Spread: how much of the differences between practices goes with something known of them, and how much is chance."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtrc, ncfdtr, xlogy

from jsna.methods._arrays import Array, checked, counts, missing_where, present, refuse, series


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
    x, n = _counted(numerator, denominator)
    common = x.sum() / n.sum() if n.sum() > 0 else 0.0
    terms = [_term(x, n * common), _term(n - x, n * (1 - common))]
    return max(0.0, float(2 * np.sum(terms)))


def _counted(numerator: ArrayLike, denominator: ArrayLike) -> tuple[Array, ...]:
    x, n = counts(*present(*series(numerator, denominator)))
    refuse(x > n, "numerator above its denominator")
    return x, n


def _term(observed: Array, fit: Array) -> Array:
    positive = observed > 0
    return np.asarray(xlogy(observed, np.divide(observed, fit, out=np.ones_like(fit), where=positive)))


def shares(
    null: ArrayLike, residual: ArrayLike, practices: ArrayLike, covariates: ArrayLike, uneven: ArrayLike = 1, confidence: float = 0.95
) -> Shares:
    """Divide the differences between practices into what goes with covariates, chance, and the rest.

    Of k practices with null deviance D₀ and residual deviance D, p random covariates explain a deviance of p·q for each unit of φ, so
    φ = max(1, D/(k − 1 − pq)). Practices differ D₀/(k − 1) times as much as chance alone would make them. Chance is 1 over that;
    associated is what φ falls short of it, as a share of it: the deviance explained, adjusted for degrees of freedom. It is held at 0
    and at all that chance leaves. Its limits turn round the noncentral F of ((D₀ − D)/pq)/φ.

    Parameters
    ----------
    null, residual : array_like, broadcast together
        Binomial deviances without and with the covariates; may be missing.
    practices, covariates : array_like of int
        How many practices, and how many covariates that are no combination of the others.
    uneven : array_like of float
        q of `unevenness`, at least 1. No more is taken off than half of the degrees of freedom.
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
    total, remainder, k, p, q = counts(null, residual, practices, covariates, uneven)
    refuse(remainder > total, "residual deviance above the null deviance")
    refuse(k - 1 - p < 1, "too few practices for so many covariates")
    p = missing_where((p == 0) | np.isnan(total) | np.isnan(remainder), p)
    freedom = np.minimum(p * np.maximum(q, 1.0), np.maximum(p, (k - 1) / 2))
    times, phi = total / (k - 1), np.maximum(1.0, remainder / (k - 1 - freedom))
    more = np.maximum(times, 1.0)  # practices that differ by less than chance would make them differ by chance alone
    chance, associated, rest = (np.maximum(part, 0.0) / more + 0 * p for part in (1.0, more - phi, np.minimum(phi, more) - 1))
    ratio, tail = (total - remainder) / freedom / phi, (1 - checked(confidence)) / 2
    lower, upper = (np.minimum(1 - chance, _share(ratio, k, p, freedom / p, below)) for below in (1 - tail, tail))
    unlikely = (upper <= associated) & (rest > 0)
    lower, upper = (missing_where(unlikely, limit) for limit in (lower, upper))
    return Shares(associated, lower, upper, chance, rest, times, freedom / (k - 1), np.asarray(fdtrc(p, k - 1 - p, ratio)))


def unevenness(numerator: ArrayLike, denominator: ArrayLike, fitted: ArrayLike) -> float:
    """How many times its share of the deviance a random covariate explains: more than 1 where large practices differ the more.

    Parameters
    ----------
    numerator, denominator : array_like, shape (practices,)
        Counts with 0 <= numerator <= denominator; none missing.
    fitted : array_like, shape (practices,)
        Proportions of the model, between 0 and 1; at neither end where practices lie apart from it.

    Returns
    -------
    float
        q = (Σe²/Σw) / mean(e²/w), e = x − nm, w = nm(1 − m), the expectation of the explained part for a covariate drawn independently
        of the practices; at least 1, which it is of no practices.

    Raises
    ------
    ValueError
        Where a count is missing, negative, infinite or above its denominator, or a proportion is missing, not between 0 and 1, or at one
        end of that though its practice is not; positions named.
    """
    x, n = _counted(numerator, denominator)
    (m,) = present(*series(fitted))
    x, n, m = series(x, n, m)
    refuse((m < 0) | (m > 1), "proportion not between 0 and 1")
    squares, weight = (x - n * m) ** 2, n * m * (1 - m)
    refuse((weight == 0) & (squares > 0), "fitted proportion that cannot give the count")
    # A sum over a number of practices: the mean of none would be a warning.
    each = np.divide(squares, weight, out=np.zeros_like(weight), where=weight > 0).sum() / max(weight.size, 1)
    return max(1.0, float(squares.sum() / weight.sum() / each)) if each > 0 else 1.0


def _share(ratio: Array, practices: Array, covariates: Array, uneven: Array, tail: float) -> Array:
    """The true share s, with noncentrality (k − 1)·s/(1 − s)/q, of which an F so large leaves `tail` below it; 0 where none does."""
    low, high = np.zeros_like(ratio), np.full_like(ratio, 1 - 1e-6)
    for _ in range(45):  # halved to less than the rounding of a float
        middle = (low + high) / 2
        shift = (practices - 1) * middle / (1 - middle) / uneven
        above = ncfdtr(covariates, practices - 1 - covariates, shift, ratio) > tail
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.where(low > 0, low, 0 * ratio)
