"""Funnel plots: the limits within which areas of each size would lie if they differed by chance alone."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainccinv, gammaincinv

from jsna.methods._arrays import Array, checked, counts, missing_where, normal_quantile, present, refuse
from jsna.methods.dispersion import Overdispersion, overdispersion

__all__ = [
    "Overdispersion",
    "derived_denominator",
    "overdispersion",
    "proportion_limits",
    "ratio_limits",
]

#: A standardised rate of fewer events has no place in a funnel.
FEWEST_EVENTS = 10


def proportion_limits(
    denominator: ArrayLike, benchmark: ArrayLike, confidence: float = 0.95
) -> tuple[Array, Array]:
    """Funnel limits of a proportion around a fixed benchmark.

    A Wilson interval of the same confidence leaves the benchmark out exactly when the point lies outside.

    Parameters
    ----------
    denominator : array_like
        People, 0 or more; may be missing.
    benchmark : array_like, broadcast with the denominator
        Fraction between 0 and 1, usually the pooled proportion of all areas.
    confidence : float
        Coverage, between 0 and 1.

    Returns
    -------
    lower, upper : ndarray of float
        Fractions, kept between 0 and 1; missing where the denominator is 0 or missing.

    Raises
    ------
    ValueError
        Where a denominator is negative or a benchmark is missing or not between 0 and 1.

    References
    ----------
    Spiegelhalter (2005) Stat Med 24:1185-1202.
    """
    n, centre = counts(denominator, _fraction(benchmark))
    half = normal_quantile(confidence) * np.sqrt(centre * (1 - centre) / missing_where(n == 0, n))
    return np.maximum(centre - half, 0 * half), np.minimum(centre + half, 1 + 0 * half)


def ratio_limits(
    expected: ArrayLike, confidence: float = 0.95, benchmark: ArrayLike = 1.0
) -> tuple[Array, Array]:
    """Funnel limits of an observed-to-expected ratio, for an axis along which *expected* events run.

    Parameters
    ----------
    expected : array_like
        Events expected, 0 or more; may be missing.
    confidence : float
        Coverage, between 0 and 1.
    benchmark : array_like, broadcast with `expected`
        The ratio at the centre of the funnel, above 0.

    Returns
    -------
    lower, upper : ndarray of float
        Ratios; missing where nothing is expected or it is missing.

    Raises
    ------
    ValueError
        Where expected is negative or the benchmark is missing or not above 0.

    References
    ----------
    Spiegelhalter (2005) Stat Med 24:1185-1202, appendix A.
    """
    e, centre = counts(expected, present(benchmark)[0])
    refuse(centre == 0, "benchmark of zero")
    tail = (1 - checked(confidence)) / 2
    mean = missing_where(e == 0, e * centre)
    lower, upper = gammaincinv(mean, tail), gammainccinv(mean + 1, tail)
    return np.asarray(lower * centre / mean), np.asarray(upper * centre / mean)


def derived_denominator(observed: ArrayLike, rate: ArrayLike) -> Array:
    """People in whom a crude rate would have equalled the standardised rate: where a DSR stands in a funnel.

    Parameters
    ----------
    observed : array_like
        Events, 0 or more; may be missing.
    rate : array_like, broadcast with `observed`
        Directly standardised rate per person, 0 or more; may be missing.

    Returns
    -------
    ndarray of float
        observed / rate; missing below 10 events (a funnel is not applicable) or where the rate is 0 or
        missing.

    Raises
    ------
    ValueError
        Where either is negative or infinite.

    References
    ----------
    PHEindicatormethods, calculate_funnel_points.
    """
    o, per_person = counts(observed, rate)
    return missing_where(o < FEWEST_EVENTS, o) / missing_where(per_person == 0, per_person)


def _fraction(benchmark: ArrayLike) -> Array:
    (centre,) = present(benchmark)
    refuse((centre < 0) | (centre > 1), "benchmark not between 0 and 1")
    return centre
