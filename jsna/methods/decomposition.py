"""Decomposition of the gap between two life expectancies, by age and by cause."""

import numpy as np
from numpy.typing import ArrayLike

from jsna.methods._arrays import Array, counts, in_bands, missing_where

#: Rates that differ by less, relative to the larger, differ by rounding.
EQUAL = 1e-9


def by_age(
    survivors: ArrayLike,
    expectancy: ArrayLike,
    other_survivors: ArrayLike,
    other_expectancy: ArrayLike,
) -> Array:
    """Years that each age band adds to the gap, first life table minus the other.

    Arriaga's contributions are taken in both directions and averaged, so that swapping the tables only
    changes the sign.

    Parameters
    ----------
    survivors, other_survivors : array_like, shape (..., bands)
        People who reach each band, on any scale (`LifeTable.survivors`); may be missing.
    expectancy, other_expectancy : array_like, shape (..., bands)
        Years left at the start of each band (`LifeTable.expectancy`); may be missing.

    Returns
    -------
    ndarray of float, shape (..., bands)
        Years; their sum is the gap at the first band. Missing throughout where either table is missing
        anywhere or nobody reaches a band.

    Raises
    ------
    ValueError
        Where anything is negative or infinite (positions named), or the bands are not as many.

    References
    ----------
    Arriaga (1984) Demography 21:83-96; Ponnapalli (2005) Demographic Research 12:141-172.
    """
    l1, e1, l2, e2 = counts(*in_bands(survivors, expectancy, other_survivors, other_expectancy))
    whole = ((l1 * l2 > 0) & ~np.isnan(e1 * e2)).all(axis=-1, keepdims=True)
    l1, l2 = missing_where(~whole, l1), missing_where(~whole, l2)
    return (_arriaga(l2, e2, l1, e1) - _arriaga(l1, e1, l2, e2)) / 2


def by_cause(
    contribution: ArrayLike,
    rate: ArrayLike,
    other_rate: ArrayLike,
    cause_rate: ArrayLike,
    other_cause_rate: ArrayLike,
) -> Array:
    """Years that each cause of death adds to the gap in each age band.

    Parameters
    ----------
    contribution : array_like, shape (..., bands)
        Years that each band adds, from `by_age`; may be missing.
    rate, other_rate : array_like, shape (..., bands)
        Death rates from all causes, 0 or more; may be missing.
    cause_rate, other_cause_rate : array_like, shape (..., bands, causes)
        Death rates from each cause, 0 or more; may be missing.

    Returns
    -------
    ndarray of float, shape (..., bands, causes)
        Years; over causes that make up all deaths they sum to the band's contribution. 0 for every cause
        where the two rates from all causes are equal, but for rounding; missing where anything that it needs is.

    Raises
    ------
    ValueError
        Where a rate is negative or infinite (positions named), or the bands or causes are not as many.

    References
    ----------
    Arriaga (1989); Preston, Heuveline & Guillot (2001) Demography, section 4.8.
    """
    (c1,), (c2,) = counts(cause_rate), counts(other_cause_rate)
    years, m1, m2, *_ = (column[..., None] for column in in_bands(contribution, rate, other_rate, c1.sum(axis=-1), c2.sum(axis=-1)))
    counts(m1, m2)
    c1, c2 = in_bands(c1, c2)
    equal = np.isclose(m1, m2, rtol=EQUAL, atol=0)
    share = (c1 - c2) / np.where(equal, 1, m1 - m2)
    return np.where(equal, 0 * (years + c1 - c2), years * share)


def _arriaga(l1: Array, e1: Array, l2: Array, e2: Array) -> Array:
    """Contributions of each band to the change from the first table to the second."""
    t1, t2 = l1 * e1, l2 * e2
    radix = l1[..., :1]
    lived1, lived2 = t1 - _next(t1), t2 - _next(t2)
    direct = l1 / radix * (lived2 / l2 - lived1 / l1)
    # After the open band nobody is left, so only the direct effect remains there.
    ratio = l1 / l2
    later = _next(t2) / radix * (ratio - _next(ratio))
    return direct + later


def _next(column: Array) -> Array:
    """The column one band later; 0 after the last."""
    return np.concatenate([column[..., 1:], np.zeros_like(column[..., :1])], axis=-1)
