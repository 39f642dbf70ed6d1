"""Chance from a fixed seed, a stream for each topic, so that a change to one publication leaves the others as they were."""

import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Counts = NDArray[np.int64]

SEED = 20190401


def stream(topic: str, part: int = 0) -> np.random.Generator:
    """The random numbers of one topic in one part of the country."""
    return np.random.default_rng([SEED, zlib.crc32(topic.encode()), part])


def by_part(topic: str, parts: ArrayLike, draw: Callable[[np.random.Generator, Counts], NDArray[Any]]) -> NDArray[Any]:
    """What `draw` gives for the rows of each part, by a stream of its own, so that a new part leaves the others as they were."""
    rows = {int(part): np.flatnonzero(np.asarray(parts) == part) for part in np.unique(parts)}
    values = np.concatenate([draw(stream(topic, part), at) for part, at in rows.items()])
    return values[np.argsort(np.concatenate(list(rows.values())))]


def normals(topic: str, parts: ArrayLike, series: int) -> Array:
    """Standard normal numbers, a row a series and a column a row of the country."""
    return by_part(topic, parts, lambda chance, rows: chance.standard_normal((series, len(rows))).T).T


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
