"""Life expectancy from an abridged life table."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jsna.methods._arrays import Array, in_bands, missing_where, normal_quantile

#: First age of each band: 20 bands to 90+; the first 19, the last of them open, reach 85+.
STARTS = np.array([0, 1, *range(5, 95, 5)], dtype=float)
#: Part of its first year that a child who dies in it lives; half of the band elsewhere.
FIRST_YEAR = 0.1
#: Fewer people than this and one more have no life expectancy.
FEWEST_PEOPLE = 5000
#: Wider intervals of 95%, in years, withdraw the value.
WIDEST = 20


@dataclass(frozen=True)
class LifeTable:
    """Abridged life table.

    Attributes
    ----------
    expectancy, lower, upper : ndarray of float, shape (..., bands)
        Years left at the start of each band; missing where it cannot be given.
    survivors : ndarray of float, shape (..., bands)
        Share of those born who reach the band.
    death_rate : ndarray of float, shape (..., bands)
        Deaths per person-year.
    reason : ndarray of str, shape (...)
        Why an area has no life table, or "".
    """

    expectancy: Array
    lower: Array
    upper: Array
    survivors: Array
    death_rate: Array
    reason: NDArray[np.str_]


def life_table(deaths: ArrayLike, population: ArrayLike, confidence: float = 0.95) -> LifeTable:
    """Life expectancy at every band by Chiang's second method, with the variance of Silcocks.

    Parameters
    ----------
    deaths, population : array_like, shape (..., bands)
        Deaths and person-years by band: under 1, 1-4, 5-9 ... to 90+ (20 bands) or 85+ (19 bands).
    confidence : float
        Coverage, between 0 and 1.

    Returns
    -------
    LifeTable
        Wholly missing, with the reason, where the people number 5,000 or fewer, a band has none, deaths are
        negative or more than people, nobody died in the open band, or a figure is missing. Where the 95% interval, whatever the
        confidence asked, is wider than 20 years the value is missing and its limits stay. No deaths in other bands is fine.

    Raises
    ------
    ValueError
        For another number of bands, or an infinite value.

    References
    ----------
    Chiang (1984) The Life Table and Its Applications; Silcocks et al (2001) J Epidemiol Community Health
    55:38-43; Eayres & Williams (2004) J Epidemiol Community Health 58:243-249.
    """
    d, p = in_bands(deaths, population)
    bands = d.shape[-1]
    if bands not in (len(STARTS), len(STARTS) - 1):
        raise ValueError(f"a life table has 20 bands (to 90+) or 19 (to 85+), not {bands}")
    reason = _reason(d, p)
    unusable = (reason != "")[..., None]
    # One death among ten people stands in for what cannot be used, so that the arithmetic is always defined.
    d, p = np.where(unusable, 1, d), np.where(unusable, 10, p)
    expectancy, error, survivors = _chiang(d, p)
    half = normal_quantile(confidence) * error
    lower, upper = expectancy - half, expectancy + half
    expectancy = missing_where(2 * normal_quantile(0.95) * error > WIDEST, expectancy)
    expectancy, lower, upper, survivors, rate = (
        missing_where(unusable, column) for column in (expectancy, lower, upper, survivors, d / p)
    )
    return LifeTable(expectancy, lower, upper, survivors, rate, reason)


def _reason(d: Array, p: Array) -> NDArray[np.str_]:
    gaps = np.isnan(d) | np.isnan(p)
    return np.select(
        [
            gaps.any(axis=-1),
            (p <= 0).any(axis=-1),
            p.sum(axis=-1) <= FEWEST_PEOPLE,
            (d < 0).any(axis=-1),
            (d > p).any(axis=-1),
            d[..., -1] == 0,
        ],
        [
            "missing deaths or population",
            "a band without people",
            "5,000 people or fewer",
            "negative deaths",
            "more deaths than people",
            "no deaths in the last band",
        ],
        default="",
    )


def _chiang(d: Array, p: Array) -> tuple[Array, Array, Array]:
    """Expectancy, its standard error, and survivors."""
    width = np.diff(STARTS)[: d.shape[-1] - 1]
    fraction = np.where(width == 1, FIRST_YEAR, 0.5)
    m = d / p
    # Everybody dies in the open band; elsewhere nobody can die faster than a band's own length allows.
    rates = m[..., :-1]
    q = np.where(rates * width * fraction > 1, 1, width * rates / (1 + width * rates * (1 - fraction)))
    survivors = np.concatenate([np.ones_like(m[..., :1]), np.cumprod(1 - q, axis=-1)], axis=-1)
    reach, leave, last = survivors[..., :-1], survivors[..., 1:], survivors[..., -1:]
    years = np.concatenate([width * (leave + fraction * (reach - leave)), last / m[..., -1:]], axis=-1)
    alive = missing_where(survivors == 0, survivors)
    expectancy = _from_here_on(years) / alive
    later = np.where(leave > 0, expectancy[..., 1:], 0)
    variance_of_q = q**2 * (1 - q) / np.where(rates > 0, d[..., :-1], 1)
    closed_part = (reach * ((1 - fraction) * width + later)) ** 2 * variance_of_q
    open_part = (last / 2) ** 2 * 4 / (d[..., -1:] * m[..., -1:] ** 2)
    variance = _from_here_on(np.concatenate([closed_part, open_part], axis=-1))
    return expectancy, np.sqrt(variance) / alive, survivors


def _from_here_on(column: Array) -> Array:
    """Sum of each band and all later ones."""
    return np.asarray(np.cumsum(column[..., ::-1], axis=-1)[..., ::-1])
