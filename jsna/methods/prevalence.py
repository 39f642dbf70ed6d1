"""Expected prevalence: how many people on a list would have a condition, if age and sex told all."""

import numpy as np
from numpy.typing import ArrayLike

from jsna.methods._arrays import Array, in_bands, present, refuse


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
