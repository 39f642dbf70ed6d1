"""Over-dispersion: how much more areas differ than chance allows, and funnel limits that allow for it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from jsna.methods._arrays import Array, counts, exponential, missing_where, normal_quantile, series
from jsna.methods.proportions import within


@dataclass(frozen=True)
class Overdispersion:
    """How much more areas differ than chance allows, and limits that allow for it.

    Attributes
    ----------
    phi : float
        Mean squared winsorised z-score: about 1 when chance explains the spread; missing without areas.
    tau2 : float
        Variance between areas on the transformed scale, 0 or more; missing without areas.
    benchmark : float
        Centre of the funnel, untransformed.
    scale : str
        "arcsine", "sqrt" or "log".
    """

    phi: float
    tau2: float
    benchmark: float
    scale: str

    def limits(self, denominator: ArrayLike, confidence: float = 0.95) -> tuple[Array, Array]:
        """Funnel limits with the variance between areas added (additive random effects).

        Parameters
        ----------
        denominator : array_like
            People (arcsine) or events expected (sqrt, log), 0 or more; may be missing.
        confidence : float
            Coverage, between 0 and 1.

        Returns
        -------
        lower, upper : ndarray of float
            Fractions (arcsine) or ratios (sqrt, log); missing where the denominator is 0 or missing.

        Raises
        ------
        ValueError
            Where a denominator is negative or infinite.
        """
        (n,) = counts(denominator)
        centre = _transform(np.asarray(self.benchmark), self.scale)
        error2 = _variance(missing_where(n == 0, n), self.benchmark, self.scale)
        half = normal_quantile(confidence) * np.sqrt(error2 + self.tau2)
        return _back(centre - half, self.scale), _back(centre + half, self.scale)

    def scores(self, numerator: ArrayLike, denominator: ArrayLike) -> Array:
        """How far areas lie from the benchmark, in standard deviations of chance and of the spread between areas together.

        A score is beyond the normal quantile of a confidence exactly when the area lies outside `limits` of it.

        Parameters
        ----------
        numerator, denominator : array_like, shape (areas,)
            Counts of a proportion (arcsine), or events observed and expected (sqrt, log), as in `overdispersion`.

        Returns
        -------
        ndarray of float
            Below 0 under the benchmark; missing where a value is missing or the denominator is 0.

        Raises
        ------
        ValueError
            Where a count is negative or infinite, or a numerator of a proportion is above its denominator.

        References
        ----------
        Spiegelhalter et al (2012) J R Stat Soc A 175:1-47.
        """
        x, n = within(numerator, denominator) if self.scale == "arcsine" else counts(numerator, denominator)
        some = missing_where(n == 0, n)
        away = _transform(_value(x, some, self.scale), self.scale) - _transform(np.asarray(self.benchmark), self.scale)
        return np.asarray(away / np.sqrt(_variance(some, self.benchmark, self.scale) + self.tau2))


def overdispersion(
    numerator: ArrayLike,
    denominator: ArrayLike,
    benchmark: float,
    winsorise: float = 0.1,
    scale: str = "arcsine",
) -> Overdispersion:
    """Over-dispersion of areas around a benchmark, after the extreme z-scores are drawn in.

    Parameters
    ----------
    numerator, denominator : array_like, shape (areas,)
        Counts of a proportion (arcsine), or events observed and expected (sqrt, log). Areas with a missing
        value or a denominator of 0 take no part.
    benchmark : float
        Centre of the funnel: a fraction (arcsine) or a ratio above 0 (sqrt, log).
    winsorise : float
        Share of z-scores drawn in at each end, from 0 up to but not including 0.5.
    scale : {"arcsine", "sqrt", "log"}
        Arcsine of the square root for proportions; square root or logarithm for ratios. On the log scale a
        count of 0 stands as one half.

    Returns
    -------
    Overdispersion
        phi = sum of squared z / I; tau2 = max(0, (I phi - (I - 1)) / (sum w - sum w^2 / sum w)), w = 1 / s^2.
        With one area tau2 is 0.

    Raises
    ------
    ValueError
        Wrong counts (positions named), an unknown scale, a benchmark outside its range or such a `winsorise`.

    References
    ----------
    Spiegelhalter et al (2012) J R Stat Soc A 175:1-47; DerSimonian & Laird (1986) Control Clin Trials
    7:177-188.
    """
    _check_scale(scale, benchmark, winsorise)
    x, n = series(numerator, denominator)
    x, n = within(x, n) if scale == "arcsine" else counts(x, n)
    mask = (n > 0) & ~np.isnan(x)
    if not mask.any():
        return Overdispersion(np.nan, np.nan, benchmark, scale)
    z = Overdispersion(np.nan, 0.0, benchmark, scale).scores(x[mask], n[mask])
    z = np.clip(z, *np.quantile(z, [winsorise, 1 - winsorise]))
    phi = float(np.mean(z**2))
    return Overdispersion(phi, _between(phi, 1 / _variance(n[mask], benchmark, scale)), benchmark, scale)


def _value(x: Array, n: Array, scale: str) -> Array:
    return np.asarray(np.where((x == 0) & (scale == "log"), 0.5, x) / n)


def _between(phi: float, weight: Array) -> float:
    """The variance between areas, of DerSimonian and Laird; 0 for one area."""
    room = weight.sum() - np.sum(weight**2) / weight.sum()
    return max(0.0, float((weight.size * phi - (weight.size - 1)) / room)) if weight.size > 1 else 0.0


def _check_scale(scale: str, benchmark: float, winsorise: float) -> None:
    if scale not in ("arcsine", "sqrt", "log"):
        raise ValueError(f'scale is "{scale}", expected arcsine, sqrt or log')
    if not benchmark > 0 or (scale == "arcsine" and not benchmark < 1) or not np.isfinite(benchmark):
        raise ValueError(f"benchmark is {benchmark}, expected a fraction (arcsine) or a ratio above 0")
    if not 0 <= winsorise < 0.5:
        raise ValueError(f"winsorise is {winsorise}, expected a share from 0 up to 0.5")


def _transform(value: Array, scale: str) -> Array:
    if scale == "arcsine":
        return np.asarray(np.arcsin(np.sqrt(value)))
    return np.asarray(np.sqrt(value) if scale == "sqrt" else np.log(value))


def _variance(n: Array, benchmark: float, scale: str) -> Array:
    # The delta method: 1/4n for arcsine and square root; on the log scale the relative variance.
    return np.asarray(1 / (4 * n) if scale != "log" else 1 / (n * benchmark))


def _back(value: Array, scale: str) -> Array:
    if scale == "arcsine":
        return np.asarray(np.sin(np.clip(value, 0, np.pi / 2)) ** 2)
    return np.asarray(np.maximum(value, 0) ** 2 if scale == "sqrt" else exponential(value))
