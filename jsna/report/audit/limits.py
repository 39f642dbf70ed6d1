"""Limits: the counts that an interval tells, whatever it is of and whatever unit it is in."""

from functools import lru_cache
from typing import TypeVar

import numpy as np
from scipy.special import chdtri, ndtr

#: The counts of events whose limits are tried.
TRIED = tuple(range(1, 8))
#: The normal quantiles of limits of 95% and 99.8%.
LEVELS = {"95": 1.959963985, "998": 3.090232306}
#: Limits tell a count when they are as far apart as its own, to this share.
CLOSE = 1e-6
#: How far a rounded count may be from the one that it stands for, and how near to a whole one a rate has to be that tells it.
ROUNDED, NEAR = 2, 1e-3

Count = TypeVar("Count", float, np.ndarray)


def of_score(lower: np.ndarray, upper: np.ndarray, denominator: np.ndarray, z: float) -> np.ndarray:
    """Both limits are roots of (x/n - p)² = z²p(1 - p)/n: they tell n as well as x, unless it is shown. A row for each scale of both."""
    inside = (lower > 0) & (upper < 1) & (upper > lower)
    lower, upper = np.where(inside, lower, np.nan), np.where(inside, upper, np.nan)
    stretch = 1 / (np.sqrt(lower * upper) + np.sqrt((1 - lower) * (1 - upper))) ** 2  # 1 + z²/n
    alone = z**2 / np.where(stretch > 1, stretch - 1, np.nan) * np.sqrt(lower * upper * stretch)
    return np.vstack([alone, (lower + upper) / 2 * (denominator + z**2) - z**2 / 2])


def of_events(lower: np.ndarray, value: np.ndarray, upper: np.ndarray, z: float) -> np.ndarray:
    """A count of events is told by the quotient of its limits, and where the value stands between them, in any unit."""
    quotient, skew = upper / np.where(lower > 0, lower, np.nan), (upper - value) / np.where(value > lower, value - lower, np.nan)
    quotients, skews = _poisson(z)
    matches = np.isclose(quotient[:, None], quotients, rtol=CLOSE, atol=0) | np.isclose(skew[:, None], skews, rtol=CLOSE, atol=0)
    return np.where(matches.any(axis=1), np.tile(TRIED, 2)[matches.argmax(axis=1)], np.nan)


@lru_cache
def _poisson(z: float) -> tuple[np.ndarray, np.ndarray]:
    """Of each small count, the quotient of its exact limits and of Byar's, and how far they stretch above it beside below."""
    low, high, count = np.array([(*limits(count, z), count) for limits in (_exact, _byar) for count in TRIED]).T
    return np.where(low > 0, high, np.nan) / low, (high - count) / (count - low)


def _exact(count: int, z: float) -> tuple[float, float]:
    tail = ndtr(-z)
    return chdtri(2 * count, 1 - tail) / 2, chdtri(2 * count + 2, tail) / 2


def _byar(count: Count, z: float) -> tuple[Count, Count]:
    more = count + 1
    return (count * (1 - 1 / (9 * count) - z / (3 * count**0.5)) ** 3, more * (1 - 1 / (9 * more) + z / (3 * more**0.5)) ** 3)


def unrounded(rounded: np.ndarray, lower: np.ndarray, value: np.ndarray, upper: np.ndarray, z: float) -> np.ndarray:
    """The whole count of independent events that a standardised rate with Dobson's limits was made of, near to the rounded one beside it;
    missing where none is, as where people came several times: the limits are those of fewer events then.
    """
    candidates = rounded[:, None] + np.arange(-ROUNDED, ROUNDED + 1)
    candidates = np.where(candidates > 0, candidates, np.nan)
    low, high = _byar(candidates, z)
    skews, skew = (high - candidates) / (candidates - low), (upper - value) / np.where(value > lower, value - lower, np.nan)
    apart = np.abs(np.diff(skews, axis=1)).min(axis=1)
    matches = np.abs(skew[:, None] - skews) < NEAR * apart[:, None]
    return np.where(matches.any(axis=1), candidates[np.arange(len(candidates)), matches.argmax(axis=1)], np.nan)
