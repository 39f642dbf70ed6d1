"""Chance from a fixed seed, a stream for each topic, so that a change to one publication leaves the others as they were."""

import zlib

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Counts = NDArray[np.int64]

SEED = 20190401


def stream(topic: str) -> np.random.Generator:
    """The random numbers of one topic."""
    return np.random.default_rng([SEED, zlib.crc32(topic.encode())])


def autocorrelated(chance: np.random.Generator, series: int, points: int, carried: float) -> Array:
    """Standard normal series in which each point carries over a share of the one before."""
    fresh = chance.standard_normal((series, points))
    values = fresh.copy()
    for i in range(1, points):
        values[:, i] = carried * values[:, i - 1] + np.sqrt(1 - carried**2) * fresh[:, i]
    return values


def shared_out(total: int, weights: Array) -> Counts:
    """Whole numbers in proportion to weights that add up to the total."""
    ends = np.floor(total * np.cumsum(weights) / np.sum(weights) + 1e-9).astype(np.int64)
    ends[-1] = total
    return np.diff(ends, prepend=0)
