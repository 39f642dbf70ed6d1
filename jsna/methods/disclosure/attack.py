"""The attacker: which hidden counts the shown ones give away."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.linalg import lsmr

from jsna.methods._arrays import Array, refuse
from jsna.methods.disclosure.equations import Relation, equations_of
from jsna.methods.disclosure.rules import LARGEST_HIDDEN, ROUND_TO, Mask, is_small, nearest, whole_counts

#: Rounds of narrowing after which bounds that still move are left where they are.
ROUNDS = 100
#: A count that moves by less than this has not moved; the equations are solved far more exactly.
STILL, EXACT = 1e-6, 1e-13
#: Steps in which equations of adding up, of the size of England, are always solved; the solver's word for one that is not.
STEPS, NOT_DONE = 20_000, 7


def recoverable(
    count: ArrayLike,
    hidden: ArrayLike,
    relations: Sequence[Relation],
    fixed: ArrayLike = False,
    rounded: bool = False,
) -> Mask:
    """Hidden counts that can be worked out exactly from the shown ones.

    Two attacks: solving the relations as linear equations, over any number of them at once; and narrowing each hidden
    count between the bounds that the relations leave, since a hidden count is known to be at least 1. Where
    others are rounded, they are known to lie within 2 of what is shown, and a small hidden count to be at most 7.

    Parameters
    ----------
    count : array_like, shape (cells,)
        Whole numbers, 0 or more, none missing.
    hidden : array_like of bool, shape (cells,)
        Which of them are not shown; none of them 0.
    relations : sequence of (total, parts)
        Positions of a total and of the parts that make it up exactly.
    fixed : array_like of bool, broadcast with `count`
        True for counts that are shown exactly, such as national ones, where others are rounded.
    rounded : bool
        Whether the other shown counts are rounded to the nearest 5.

    Returns
    -------
    ndarray of bool, shape (cells,)
        True where a hidden count is given away.

    Raises
    ------
    ValueError
        Wrong counts (positions named) or parts that do not add up to their total.
    """
    whole, mask = whole_counts(count), np.asarray(hidden, dtype=bool)
    refuse(mask & (whole == 0), "hidden count of zero")
    exact = np.broadcast_to(np.asarray(fixed, dtype=bool), whole.shape)
    seen = Seen(whole, mask, equations_of(whole, relations), exact, rounded)
    return narrowed(seen) | solved(seen)


class Seen(NamedTuple):
    """What an attacker sees of counts: which are hidden, what adds up, which are exact, and whether the others are rounded."""

    whole: Array
    hidden: Mask
    equations: csr_array
    exact: Mask
    rounded: bool

    @property
    def vague(self) -> Mask:
        """Counts that are known to the nearest 5 alone; nought is shown as it is."""
        return np.asarray(~self.hidden & ~self.exact & (self.whole > 0) & self.rounded)


def narrowed(seen: Seen) -> Mask:
    """Hidden counts whose bounds meet."""
    open_to = seen.hidden | seen.vague
    low, high = _bounds(seen)
    entries = csr_array(seen.equations[:, np.flatnonzero(open_to)]).tocoo()
    row, cell, part = entries.row, np.flatnonzero(open_to)[entries.col], entries.data > 0
    known = -(seen.equations @ np.where(open_to, 0, seen.whole))
    for _ in range(ROUNDS):
        before = low.copy(), high.copy()
        least, most = np.where(part, (low[cell], high[cell]), (-high[cell], -low[cell]))
        least, most = known[row] - _others(most, row), known[row] - _others(least, row)
        np.maximum.at(low, cell, np.where(part, least, -most))
        np.minimum.at(high, cell, np.where(part, most, -least))
        if np.array_equal(before, (low, high)):
            break
    return np.asarray(seen.hidden & (low == high))

def solved(seen: Seen) -> Mask:
    """Hidden counts that equations together determine: those that stay still in every change that breaks none.

    A random change, less what of it breaks an equation, moves every other count. One of two could by bad luck leave
    one as good as still; both do not.
    """
    cells = np.flatnonzero(seen.hidden | seen.vague)
    unknown = csr_array(seen.equations[:, cells])
    still = np.ones(cells.size, dtype=bool)
    for change in np.random.default_rng(0).standard_normal((2, cells.size)):
        still &= np.abs(change - unknown.T @ _least(unknown, change)) < STILL
    found = np.zeros(seen.whole.shape, dtype=bool)
    found[cells[still]] = True
    return np.asarray(seen.hidden & found)


def weights(seen: Seen, cell: int) -> Array:
    """How much each count has to do with how equations together determine one; 0 of all where they do not determine it."""
    cells = np.flatnonzero(seen.hidden | seen.vague)
    unknown, alone = csr_array(seen.equations[:, cells]), (cells == cell).astype(float)
    least = _least(unknown, alone)
    told = np.abs(alone - unknown.T @ least).max() < STILL
    weight = np.abs(seen.equations.T @ least)
    return np.asarray(np.where(told & (weight > STILL), weight, 0))


def _least(unknown: csr_array, change: Array) -> Array:
    """The combination of equations that comes nearest to a change."""
    found, stopped = lsmr(unknown.T, change, atol=EXACT, btol=EXACT, conlim=0, maxiter=STEPS)[:2]
    if stopped == NOT_DONE:
        raise ArithmeticError(f"equations of {unknown.shape[1]} hidden counts are not solved in {STEPS} steps")
    return np.asarray(found)


def _bounds(seen: Seen) -> tuple[Array, Array]:
    """What is known of a count beforehand: a rounded one to within 2, a hidden one to be 1 or more, and a small one at most so many."""
    near, most = nearest(seen.whole), LARGEST_HIDDEN if seen.rounded else np.inf
    low = np.where(seen.vague, np.maximum(near - ROUND_TO // 2, LARGEST_HIDDEN + 1), 1.0)
    return low, np.where(seen.vague, near + ROUND_TO // 2, np.where(is_small(seen.whole), most, np.inf))


def _others(bound: Array, row: NDArray[Any]) -> Array:
    """Sum of all other entries of its row, for each entry; infinities in one array have one sign."""
    endless = np.isinf(bound)
    finite = np.where(endless, 0, bound)
    sums, others_endless = np.bincount(row, finite)[row] - finite, np.bincount(row, endless)[row] - endless
    return np.asarray(np.where(others_endless > 0, bound[endless.argmax()] if endless.any() else 0, sums))
