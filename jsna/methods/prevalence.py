"""Expected prevalence: how many people on a list would have a condition, if age and sex told all."""

import numpy as np
from numpy.typing import ArrayLike

from jsna.methods._arrays import Array, in_bands, present, refuse
from jsna.methods.standardisation import indirect_ratio


def expected(population: ArrayLike, probability: ArrayLike) -> Array:
    """People expected to have a condition.

    Parameters
    ----------
    population : array_like, shape (..., groups)
        People by age and sex (by deprivation), 0 or more, of the register's own age base.
    probability : array_like, shape (..., groups)
        Prevalence in each group, a fraction between 0 and 1.

    Returns
    -------
    ndarray of float, shape (...)
        Sum of population times probability.

    Raises
    ------
    ValueError
        Where anything is missing, a population negative or a probability not between 0 and 1.
    """
    people, chance = present(*in_bands(population, probability))
    refuse(people < 0, "negative population")
    refuse((chance < 0) | (chance > 1), "probability not between 0 and 1")
    return np.asarray((people * chance).sum(axis=-1))


def detection(
    register: ArrayLike, expected_count: ArrayLike, multiplier: float = 1.0, confidence: float = 0.95
) -> tuple[Array, Array, Array]:
    """People on a register as a ratio of those expected, with exact (below 10) or Byar limits.

    Parameters
    ----------
    register : array_like
        People on the register, 0 or more; may be missing.
    expected_count : array_like, broadcast with `register`
        People expected, from `expected`; may be missing.
    multiplier : float
        Unit of the result: 100 for a percentage.
    confidence : float
        Coverage, between 0 and 1. It covers the register's own chance variation, not the model's error.

    Returns
    -------
    value, lower, upper : ndarray of float
        Ratios times the multiplier; missing where nobody is expected or either is missing.

    Raises
    ------
    ValueError
        Where either is negative or infinite; positions named.

    References
    ----------
    Breslow & Day (1987); Armitage & Berry (2002).
    """
    return indirect_ratio(register, expected_count, multiplier, confidence)
