"""Standardisation: rates and ratios that allow for differences in age between areas."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jsna.methods._arrays import Array, above_zero, counts, in_bands, missing_where, numbers, present, refuse
from jsna.methods.rates import crude_rate, poisson_limits

#: A directly standardised rate of fewer events is not given.
FEWEST_EVENTS = 10


@dataclass(frozen=True)
class Rate:
    """Directly standardised rate.

    Attributes
    ----------
    value, lower, upper : ndarray of float
        Events per `multiplier` people; missing where there are fewer than 10 events, or as many as vary like fewer independent ones.
    standard_error : ndarray of float
        In the same unit; missing where the value is.
    events : ndarray of float
        Events over all bands.
    too_few : ndarray of bool
        True where the value is missing because there are fewer than 10 events.
    """

    value: Array
    lower: Array
    upper: Array
    standard_error: Array
    events: Array
    too_few: NDArray[np.bool_]


def direct(
    count: ArrayLike,
    population: ArrayLike,
    weight: ArrayLike,
    multiplier: float = 1.0,
    confidence: float = 0.95,
    squares: ArrayLike | None = None,
) -> Rate:
    """Directly standardised rate with Dobson's limits.

    Where one person may have several events, and these are known by their squares, the limits are those of as many independent events as
    would vary as much: O² / Σk².

    Parameters
    ----------
    count : array_like, shape (..., bands)
        Events by age band, 0 or more; a missing count stands for 0, so a suppressed one must not be given.
    population : array_like, shape (..., bands)
        People by age band, above 0.
    weight : array_like, shape (..., bands)
        Standard population by age band, above 0, on any scale: `standard_population.european_2013`.
    multiplier : float
        Unit of the result: 100,000 for a rate per 100,000.
    confidence : float
        Coverage, between 0 and 1.
    squares : array_like, shape (..., bands), optional
        Sum over people of the square of the events of each, at least `count`; that itself where all are of different people.

    Returns
    -------
    Rate
        Arrays of shape (...).

    Raises
    ------
    ValueError
        Where a count is negative, or a population or weight is missing, 0 or negative (positions named), or the bands are not as many.

    References
    ----------
    Dobson et al (1991) Stat Med 10:457-462; Morris et al (2018) Popul Health Metr 16:19 for the ten events.
    """
    x, n, w = _bands(count, population, weight)
    (k2,) = counts(x if squares is None else squares)
    total, per_event, events, unit = w.sum(axis=-1), w / n, x.sum(axis=-1), above_zero(multiplier)
    value, variance = (per_event * x).sum(axis=-1) / total, (per_event**2 * k2).sum(axis=-1) / total**2
    independent = events**2 / np.maximum(k2.sum(axis=-1), 1)
    too_few = independent < FEWEST_EVENTS
    o = missing_where(too_few, independent)
    low, high = (value + np.sqrt(variance / o) * (limit - o) for limit in poisson_limits(o, confidence))
    value, error = missing_where(too_few, value), missing_where(too_few, np.sqrt(variance))
    return Rate(value * unit, low * unit, high * unit, error * unit, np.asarray(events), np.asarray(too_few))


def standard_error(value: ArrayLike, lower: ArrayLike, count: ArrayLike, confidence: float = 0.95) -> Array:
    """Standard error of a published directly standardised rate, from its lower Dobson limit.

    Parameters
    ----------
    value, lower : array_like
        The rate and its lower limit, in one unit; may be missing.
    count : array_like, broadcast with them
        Events; may be missing.
    confidence : float
        Coverage of the limit, between 0 and 1.

    Returns
    -------
    ndarray of float
        In the unit of the rate; missing below 10 events or where anything is missing.

    Raises
    ------
    ValueError
        Where a lower limit is above its value or a count is negative; positions named.

    References
    ----------
    Dobson et al (1991) Stat Med 10:457-462, solved for the variance.
    """
    rate, low = numbers(value, lower)
    (o,) = counts(count)
    refuse(low > rate, "lower limit above its value")
    o = missing_where(o < FEWEST_EVENTS, o)
    return (rate - low) * np.sqrt(o) / (o - poisson_limits(o, confidence)[0])


def expected(population: ArrayLike, reference_count: ArrayLike, reference_population: ArrayLike) -> Array:
    """Events expected at the reference population's rates.

    Parameters
    ----------
    population : array_like, shape (..., bands)
        People by age band, 0 or more.
    reference_count, reference_population : array_like, shape (..., bands)
        Events (0 or more) and people (above 0) of the reference by age band.

    Returns
    -------
    ndarray of float, shape (...)
        Events.

    Raises
    ------
    ValueError
        Where anything is missing or negative, or a reference population is 0; positions named.

    References
    ----------
    Breslow & Day (1987) Statistical Methods in Cancer Research II, chapter 2.
    """
    n, events, people = counts(*present(*in_bands(population, reference_count, reference_population)))
    refuse(people == 0, "reference population of zero")
    return np.asarray((n * events / people).sum(axis=-1))


def indirect_ratio(
    observed: ArrayLike, expected_count: ArrayLike, multiplier: float = 1.0, confidence: float = 0.95
) -> tuple[Array, Array, Array]:
    """Indirectly standardised ratio with exact (below 10 events) or Byar limits.

    Parameters
    ----------
    observed : array_like
        Events, 0 or more; may be missing.
    expected_count : array_like, broadcast with `observed`
        Events expected, 0 or more, from `expected`; may be missing.
    multiplier : float
        Unit of the result: 100 for an SMR of 100 where the area is as the reference.
    confidence : float
        Coverage, between 0 and 1.

    Returns
    -------
    value, lower, upper : ndarray of float
        Ratios times the multiplier; missing where nothing is expected or either is missing.

    Raises
    ------
    ValueError
        Where either is negative or infinite; positions named.

    References
    ----------
    Breslow & Day (1987); Armitage & Berry (2002).
    """
    return crude_rate(observed, expected_count, multiplier, confidence)  # events over what is expected, in place of people


def indirect_rate(
    observed: ArrayLike,
    population: ArrayLike,
    reference_count: ArrayLike,
    reference_population: ArrayLike,
    multiplier: float = 1.0,
    confidence: float = 0.95,
) -> tuple[Array, Array, Array]:
    """Indirectly standardised rate: the ratio times the crude rate of the reference.

    Parameters
    ----------
    observed : array_like, shape (...)
        Events over all bands, 0 or more; may be missing.
    population, reference_count, reference_population : array_like, shape (..., bands)
        As `expected`.
    multiplier : float
        Unit of the result: 100,000 for a rate per 100,000.
    confidence : float
        Coverage, between 0 and 1.

    Returns
    -------
    value, lower, upper : ndarray of float, shape (...)
        Events per `multiplier`; missing where nothing is expected.

    Raises
    ------
    ValueError
        As `expected`; where observed is negative or infinite.

    References
    ----------
    PHEindicatormethods, calculate_ISRate.
    """
    e = expected(population, reference_count, reference_population)
    events, people = present(reference_count, reference_population)
    crude = events.sum(axis=-1) / people.sum(axis=-1)
    value, lower, upper = indirect_ratio(observed, e, multiplier, confidence)
    return value * crude, lower * crude, upper * crude


def _bands(count: ArrayLike, population: ArrayLike, weight: ArrayLike) -> tuple[Array, Array, Array]:
    x, n, w = in_bands(count, population, weight)
    refuse(x < 0, "negative count")
    refuse(~(n > 0), "population missing, zero or negative")
    refuse(~(w > 0), "weight missing, zero or negative")
    return np.nan_to_num(x), n, w
