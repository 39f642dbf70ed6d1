"""Quantile groups: areas in n groups of nearly equal size."""

import numpy as np
from numpy.typing import ArrayLike

from jsna.methods._arrays import Array, series


def groups(values: ArrayLike, n: int) -> Array:
    """Quantile group of each value by the rule of the Office for Health Improvement and Disparities.

    The rule is computed in whole numbers: group = n + 1 - ceiling((N + 1 - rank) n / N), with N values and
    ties sharing the smallest rank. Floating point puts a few areas elsewhere; so does `pandas.qcut`.

    Parameters
    ----------
    values : array_like, shape (areas,)
        Any measure; missing values take no part.
    n : int
        Number of groups, 1 or more: 10 for deciles.

    Returns
    -------
    ndarray of float, shape (areas,)
        Whole numbers from 1 (lowest values) to n; missing where the value is, and everywhere when fewer
        than n values are there.

    Raises
    ------
    ValueError
        When n is not a whole number of 1 or more, or a value is infinite.

    References
    ----------
    PHEindicatormethods, phe_quantile.
    """
    if n != int(n) or n < 1:
        raise ValueError(f"number of groups is {n}, expected a whole number of 1 or more")
    (measure,) = series(values)
    group = np.full(measure.shape, np.nan)
    there = ~np.isnan(measure)
    total = int(there.sum())
    if total >= n:
        rank = 1 + np.searchsorted(np.sort(measure[there]), measure[there])
        group[there] = n + 1 + (-(total + 1 - rank) * int(n)) // total
    return group
