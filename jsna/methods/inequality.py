"""Inequality: the difference across the whole range from the most to the least deprived."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import expit, logit, stdtrit

from jsna.methods._arrays import Array, counts, exponential, in_bands, missing_where, normal_quantile, present, refuse

#: Names of the scales on which the line may be fitted.
SCALES = ("identity", "log", "logit")


@dataclass(frozen=True)
class Slope:
    """Slope and relative index of inequality.

    Attributes
    ----------
    sii, sii_lower, sii_upper : ndarray of float
        Value at the least deprived end minus that at the most deprived end, times the multiplier.
    rii, rii_lower, rii_upper : ndarray of float
        The former over the latter (inverted for a negative multiplier); missing where an end is not above 0.
    most_deprived, least_deprived : ndarray of float
        The two ends of the fitted line, in the unit of the values.
    """

    sii: Array
    sii_lower: Array
    sii_upper: Array
    rii: Array
    rii_lower: Array
    rii_upper: Array
    most_deprived: Array
    least_deprived: Array


def slope_index(
    value: ArrayLike,
    population: ArrayLike,
    standard_error: ArrayLike,
    confidence: float = 0.95,
    multiplier: float = 1.0,
    scale: str = "identity",
) -> Slope:
    """Slope and relative index of inequality with closed-form limits.

    Groups stand at the midpoints of their cumulative share of the people, most deprived first. The line is
    fitted by least squares weighted by that share. Its ends are sums of the values with fixed coefficients,
    so their variances and covariance follow from the standard errors; back-transformed ends and the ratio
    (on its logarithm) take the delta method.

    Parameters
    ----------
    value : array_like, shape (..., groups)
        Value of each group, most deprived first, at least two groups; above 0 for "log", a fraction strictly
        between 0 and 1 for "logit".
    population : array_like, shape (..., groups)
        People in each group, above 0.
    standard_error : array_like, shape (..., groups)
        Standard error of each value, in its unit, 0 or more.
    confidence : float
        Coverage, between 0 and 1.
    multiplier : float
        Scales the slope index; negative where a high value is bad: turns the slope and inverts the ratio.
    scale : {"identity", "log", "logit"}
        Scale on which the line is fitted: log for rates, logit for proportions.

    Returns
    -------
    Slope
        Arrays of shape (...).

    Raises
    ------
    ValueError
        Missing or wrong values (positions named), fewer than two groups, an unknown scale, a multiplier of 0.

    References
    ----------
    Low & Low (2004) J Public Health 26:390-395; PHEindicatormethods, phe_sii.
    """
    y, people, error = _checked(value, population, standard_error, scale, multiplier)
    line, error = _onto(y, error, scale)
    share = people / people.sum(axis=-1, keepdims=True)
    return _across(line, error, _rows(_midpoints(share), share), normal_quantile(confidence), multiplier, scale)


def slope_of_areas(
    value: ArrayLike, population: ArrayLike, standard_error: ArrayLike, confidence: float = 0.95, scale: str = "identity"
) -> Slope:
    """Slope and relative index of inequality of many small areas, some of them known much less well than others.

    Areas stand where `slope_index` puts groups. They do not lie on a line: beside chance they differ from it by a variance τ², such that
    the squared residuals, each over its variance, add to their degrees of freedom (Paule and Mandel). An area weighs 1 / (its squared
    standard error + τ²), so one of few deaths moves the line little, and the limits, of Student's t, hold both kinds of variation.

    Parameters
    ----------
    value, population : array_like, shape (areas,)
        As in `slope_index`; at least three areas.
    standard_error : array_like, shape (areas,)
        Standard error of each value, in its unit, above 0.
    confidence : float
        Coverage, between 0 and 1.
    scale : {"identity", "log", "logit"}
        Scale on which the line is fitted: log for rates, logit for proportions.

    Returns
    -------
    Slope
        One number in each part.

    Raises
    ------
    ValueError
        As `slope_index`; fewer than three areas, values of several places, or a standard error of 0.

    References
    ----------
    Low & Low (2004); Thompson & Sharp (1999) Stat Med 18:2693-2708; Paule & Mandel (1982); Knapp & Hartung (2003) Stat Med 22:2693-2710.
    """
    y, people, error = _checked(value, population, standard_error, scale, 1.0)
    if y.ndim != 1 or y.size < 3:
        raise ValueError(f"expected one place of at least three areas, found shape {y.shape}")
    refuse(error <= 0, "standard error of zero")
    line, error = _onto(y, error, scale)
    midpoints = _midpoints(people / people.sum())
    spread = np.sqrt(error**2 + _scatter(line, error, midpoints))
    quantile = float(stdtrit(y.size - 2, 0.5 + confidence / 2))
    return _across(line, spread, _rows(midpoints, spread**-2), quantile, 1.0, scale)


def _across(line: Array, error: Array, rows: tuple[Array, Array], quantile: float, multiplier: float, scale: str) -> Slope:
    """The indices of a line whose start and slope are `rows` of the values, with limits from the error of each."""
    start, slope = rows
    ends = np.stack([(start * line).sum(axis=-1), ((start + slope) * line).sum(axis=-1)])
    least, most = _gradient(ends, scale)[::-1, ..., None] * np.stack([start + slope, start]) * error
    first, last = _back(ends, scale)
    sii, sii_half = multiplier * (last - first), quantile * abs(multiplier) * _root(least - most)
    # Ends that are not above 0 have no ratio.
    above = [missing_where(end <= 0, end) for end in (first, last)]
    factor = exponential(quantile * _root(least / above[1][..., None] - most / above[0][..., None]))
    rii = above[1] / above[0] if multiplier > 0 else above[0] / above[1]
    return Slope(sii, sii - sii_half, sii + sii_half, rii, rii / factor, rii * factor, first, last)


def _scatter(line: Array, error: Array, midpoints: Array) -> float:
    """The variance of areas around their line beside that of chance; 0 where chance alone makes as much."""

    def excess(variance: float) -> float:
        weights = 1 / (error**2 + variance)
        start, slope = _rows(midpoints, weights)
        residuals = line - start @ line - slope @ line * midpoints
        return float(weights @ residuals**2 - (line.size - 2))

    return 0.0 if excess(0.0) <= 0 else float(brentq(excess, 0.0, line.size * np.ptp(line) ** 2))


def _root(effects: Array) -> Array:
    """The standard error of a sum of independent values, from what a standard error of each does to it."""
    return np.asarray(np.sqrt((effects**2).sum(axis=-1)))


def _checked(
    value: ArrayLike, population: ArrayLike, standard_error: ArrayLike, scale: str, multiplier: float
) -> tuple[Array, Array, Array]:
    if scale not in SCALES:
        raise ValueError(f'scale is "{scale}", expected identity, log or logit')
    if multiplier == 0 or not np.isfinite(multiplier):
        raise ValueError(f"multiplier is {multiplier}, expected a number other than 0")
    y, people, error = present(*in_bands(value, population, standard_error))
    if y.shape[-1] < 2:
        raise ValueError("a slope needs at least two groups")
    refuse(people <= 0, "population of zero or less")
    counts(error)
    refuse((scale != "identity") & (y <= 0), f"value of zero or less on the {scale} scale")
    refuse((scale == "logit") & (y >= 1), "value of one or more on the logit scale")
    return y, people, error


def _midpoints(share: Array) -> Array:
    """Where each stands among all people, from 0 to 1."""
    return np.asarray(np.cumsum(share, axis=-1) - share / 2)


def _rows(midpoints: Array, weights: Array) -> tuple[Array, Array]:
    """Coefficients of the values in the start (most deprived) and in the slope of the line of least squares."""
    weights = weights / weights.sum(axis=-1, keepdims=True)
    middle = (weights * midpoints).sum(axis=-1, keepdims=True)
    deviations = weights * (midpoints - middle)
    slope = deviations / (deviations * midpoints).sum(axis=-1, keepdims=True)
    return weights - middle * slope, slope


def _onto(y: Array, error: Array, scale: str) -> tuple[Array, Array]:
    if scale == "log":
        return np.log(y), error / y
    if scale == "logit":
        return logit(y), error / (y * (1 - y))
    return y, error


def _back(ends: Array, scale: str) -> Array:
    if scale == "identity":
        return ends
    return exponential(ends) if scale == "log" else np.asarray(expit(ends))


def _gradient(ends: Array, scale: str) -> Array:
    if scale == "identity":
        return np.ones_like(ends)
    back = _back(ends, scale)
    return back if scale == "log" else back * (1 - back)
