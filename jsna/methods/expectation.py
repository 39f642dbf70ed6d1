"""Expectation: the share of people that areas of the same kind have, and how much such areas usually still differ."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from jsna.methods._arrays import Array, counts, normal_quantile, present, refuse, series

#: Steps within which weights and spread settle; they take about ten.
MOST_STEPS = 200
SETTLED = 1e-9


@dataclass(frozen=True)
class Expectation:
    """What is expected of each area from all the others, on the scale of log odds.

    Attributes
    ----------
    log_odds : ndarray of float, shape (areas,)
        Expected of an area by the fit without it.
    variance : ndarray of float, shape (areas,)
        Of the difference between what was observed and expected: chance, the spread between such areas, and the fit's own error.
    scores : ndarray of float, shape (areas,)
        How far what was observed lies from what is expected, in standard deviations.
    tau2 : float
        The variance between areas that are alike in all covariates.
    """

    log_odds: Array
    variance: Array
    scores: Array
    tau2: float

    @property
    def share(self) -> Array:
        """The expected share of people, a fraction."""
        return np.asarray(expit(self.log_odds))

    def limits(self, confidence: float = 0.95) -> tuple[Array, Array]:
        """The shares between which such areas of that size lie with this confidence, fractions."""
        half = normal_quantile(confidence) * np.sqrt(self.variance)
        return np.asarray(expit(self.log_odds - half)), np.asarray(expit(self.log_odds + half))


def expectation(numerator: ArrayLike, denominator: ArrayLike, covariates: ArrayLike, winsorise: float = 0.0) -> Expectation:
    """Fit the shares of areas by their covariates, with a spread between areas beyond chance, and judge each area without itself.

    Parameters
    ----------
    numerator, denominator : array_like, shape (areas,)
        Counts with 0 <= numerator <= denominator and people in each; none missing.
    covariates : array_like, shape (areas, covariates)
        In any unit; none missing, none a combination of the others.
    winsorise : float
        Share of residuals drawn in at each end before the spread is measured, from 0 up to but not including 0.5.

    Returns
    -------
    Expectation
        logit p = b0 + sum of b x, by weights 1/(1 + tau2 n p(1 - p)) at the common p; tau2 = max(0, sum of r^2/(I - k) - mean of v), of
        r = logit((x + 1/2)/(n + 1)) less the fit and v = 1/(n p(1 - p)). An area's own influence, W h, is taken out of its expectation.

    Raises
    ------
    ValueError
        Wrong counts or covariates (positions named), everybody or nobody counted, or too few areas for so many covariates.

    References
    ----------
    Williams (1982) Appl Stat 31:144-148; Spiegelhalter et al (2012) J R Stat Soc A 175:1-47; Cook & Weisberg (1982), Residuals and
    Influence in Regression, section 2.2, for leaving one out.
    """
    x, n, design = _checked(numerator, denominator, covariates)
    common = x.sum() / n.sum()
    chance = n * common * (1 - common)
    beta, tau2 = np.append(np.log(common / (1 - common)), np.zeros(design.shape[1] - 1)), 0.0
    observed = np.log((x + 0.5) / (n - x + 0.5))
    for _ in range(MOST_STEPS):
        step, fit = _step(x, n, design, beta, 1 / (1 + tau2 * chance)), tau2
        beta = beta + step
        residual, variance = observed - design @ beta, _variance(n, design @ beta)
        tau2 = _between(residual, variance, design.shape[1], winsorise)
        if abs(tau2 - fit) < SETTLED and np.abs(step).max() < SETTLED:
            return _judged(design @ beta, residual, variance + tau2, design, tau2)
    raise ValueError(f"the spread between areas does not settle in {MOST_STEPS} steps")


def _checked(numerator: ArrayLike, denominator: ArrayLike, covariates: ArrayLike) -> tuple[Array, Array, Array]:
    x, n = counts(*present(*series(numerator, denominator)))
    (matrix,) = present(covariates)
    refuse(n == 0, "nobody in the denominator")
    refuse(x > n, "numerator above its denominator")
    if matrix.ndim != 2 or x.shape != (len(matrix),):
        raise ValueError(f"covariates of shape {matrix.shape} do not fit counts of shape {x.shape}: expected a row an area")
    if not 0 < x.sum() < n.sum():
        raise ValueError("nobody or everybody is counted: there is nothing to expect")
    spread = matrix.std(axis=0)
    design = np.column_stack([np.ones(len(matrix)), (matrix - matrix.mean(axis=0)) / np.where(spread > 0, spread, 1)])
    if np.linalg.matrix_rank(design) < design.shape[1] or len(x) <= design.shape[1]:
        raise ValueError(f"{len(x)} areas cannot tell {design.shape[1] - 1} covariates apart: one is constant or follows from the others")
    return x, n, design


def _step(x: Array, n: Array, design: Array, beta: Array, weight: Array) -> Array:
    """One step of Fisher scoring."""
    p = expit(design @ beta)
    information = weight * n * p * (1 - p)
    return np.asarray(np.linalg.solve(design.T * information @ design, design.T @ (weight * (x - n * p))), float)


def _variance(n: Array, log_odds: Array) -> Array:
    p = expit(log_odds)
    return np.asarray(1 / (n * p * (1 - p)))


def _between(residual: Array, variance: Array, parameters: int, winsorise: float) -> float:
    moderate = np.clip(residual, *np.quantile(residual, [winsorise, 1 - winsorise]))
    by_chance = np.minimum(variance, np.quantile(variance, 1 - winsorise)).mean()
    return max(0.0, float((moderate**2).sum() / (len(residual) - parameters) - by_chance))


def _judged(fit: Array, residual: Array, variance: Array, design: Array, tau2: float) -> Expectation:
    """Each area beside the fit without it, which follows from its leverage."""
    inverse = np.linalg.inv(design.T / variance @ design)
    error = np.einsum("ij,jk,ik->i", design, inverse, design)
    rest = 1 - error / variance
    apart, spread = residual / rest, variance + error / rest
    return Expectation(fit + residual - apart, spread, apart / np.sqrt(spread), tau2)
