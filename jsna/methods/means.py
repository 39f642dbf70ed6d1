"""Means of a measurement over people."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from jsna.methods._arrays import Array, checked, counts, is_missing, missing_where, numbers, refuse


def mean(values: ArrayLike, confidence: float = 0.95) -> tuple[Array, Array, Array]:
    """Mean along the last axis with Student's t limits.

    Parameters
    ----------
    values : array_like, shape (..., people)
        Measurements; missing ones are left out.
    confidence : float
        Coverage, between 0 and 1.

    Returns
    -------
    value, lower, upper : ndarray of float, shape (...)
        In the unit of the values; all missing of nobody, limits missing of one person.

    Raises
    ------
    ValueError
        Where a value is infinite; the message names the positions.

    References
    ----------
    Student (1908) Biometrika 6:1-25.
    """
    (y,) = numbers(values)
    there = ~np.isnan(y)
    n = there.sum(axis=-1)
    value = np.where(there, y, 0).sum(axis=-1) / missing_where(n == 0, n)
    squares = np.where(there, (y - value[..., None]) ** 2, 0).sum(axis=-1)
    return from_summary(value, np.sqrt(squares / missing_where(n < 2, n - 1)), n, confidence)


def grouped(
    values: ArrayLike, labels: ArrayLike, confidence: float = 0.95
) -> tuple[np.ndarray, Array, Array, Array]:
    """Mean of each group with Student's t limits.

    Parameters
    ----------
    values : array_like, shape (people,)
        Measurements; missing ones are left out.
    labels : array_like, shape (people,)
        Group of each person: codes or numbers, none missing.
    confidence : float
        Coverage, between 0 and 1.

    Returns
    -------
    groups : ndarray, shape (groups,)
        The labels in ascending order, each once.
    value, lower, upper : ndarray of float, shape (groups,)
        As `mean`.

    Raises
    ------
    ValueError
        Where a value is infinite or a label missing (positions named), or the two differ in length.

    References
    ----------
    Student (1908) Biometrika 6:1-25.
    """
    (y,), cells = numbers(values), np.asarray(labels)
    if cells.shape != y.shape or y.ndim != 1:
        raise ValueError(f"expected one label for each value, found shapes {y.shape} and {cells.shape}")
    refuse([is_missing(label) for label in cells.tolist()], "missing label")
    groups, group = np.unique(cells, return_inverse=True)
    there = ~np.isnan(y)
    y, group = y[there], group[there]
    n = np.bincount(group, minlength=len(groups))
    value = np.bincount(group, y, len(groups)) / missing_where(n == 0, n)
    squares = np.bincount(group, (y - value[group]) ** 2, len(groups))
    limits = from_summary(value, np.sqrt(squares / missing_where(n < 2, n - 1)), n, confidence)
    return groups, *limits


def from_summary(
    value: ArrayLike, standard_deviation: ArrayLike, n: ArrayLike, confidence: float = 0.95
) -> tuple[Array, Array, Array]:
    """Student's t limits of a mean that is published with its standard deviation and number of people.

    Parameters
    ----------
    value, standard_deviation, n : array_like, broadcast together
        Mean, sample standard deviation (0 or more) and people (0 or more); may be missing.
    confidence : float
        Coverage, between 0 and 1.

    Returns
    -------
    value, lower, upper : ndarray of float
        In the unit of the mean; limits missing below two people.

    Raises
    ------
    ValueError
        Where a standard deviation or number is negative or infinite; positions named.

    References
    ----------
    Altman et al (2000) Statistics with Confidence, chapter 4.
    """
    (centre,) = numbers(value)
    deviation, people = counts(standard_deviation, n)
    people = missing_where(people < 2, people)
    half = _t(people - 1, confidence) * deviation / np.sqrt(people)
    return centre, centre - half, centre + half


def _t(freedom: Any, confidence: float) -> Array:
    return np.asarray(stdtrit(freedom, 0.5 + checked(confidence) / 2))
