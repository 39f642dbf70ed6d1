"""The attacker: which hidden counts the shown ones give away."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import qr
from scipy.sparse import csr_array

from jsna.methods._arrays import Array, refuse
from jsna.methods.disclosure.equations import Relation, apart, equations_of
from jsna.methods.disclosure.rules import LARGEST_HIDDEN, ROUND_TO, Mask, is_small, nearest, whole_counts

#: Rounds of narrowing after which bounds that still move are left where they are.
ROUNDS = 100
#: Whole equations of ones give nothing between this and nought.
NOUGHT = 1e-9


def recoverable(
    count: ArrayLike,
    hidden: ArrayLike,
    relations: Sequence[Relation],
    fixed: ArrayLike = False,
    rounded: bool = False,
) -> Mask:
    """Hidden counts that can be worked out exactly from the shown ones.

    Two attacks: solving the relations as linear equations, over any number of them; and narrowing each hidden
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
    return given_away(whole, mask, equations_of(whole, relations), exact, rounded)


def given_away(whole: Array, mask: Mask, equations: csr_array, exact: Mask, vaguely: bool) -> Mask:
    """Which of the hidden counts the equations give away; `vaguely` where the shown ones are known to the nearest 5 alone."""
    vague = ~mask & ~exact & (whole > 0) & vaguely  # known to the nearest 5 alone; nought is shown as it is
    cells = np.flatnonzero(mask | vague)
    given = np.zeros(whole.shape, dtype=bool)
    unknown = csr_array(equations[:, cells])
    known = -(equations @ np.where(mask | vague, 0, whole))
    low, high = _bounds(whole[cells], vague[cells], LARGEST_HIDDEN if vaguely else np.inf)
    given[cells[_solved(unknown) | _narrowed(unknown, known, low, high)]] = True
    return np.asarray(given & mask)


def _bounds(whole: Array, vague: Mask, most: float) -> tuple[Array, Array]:
    """What is known of a count beforehand: a rounded one to within 2, a hidden one to be 1 or more, and a small one at most so many."""
    near = nearest(whole)
    low = np.where(vague, np.maximum(near - ROUND_TO // 2, LARGEST_HIDDEN + 1), 1.0)
    return low, np.where(vague, near + ROUND_TO // 2, np.where(is_small(whole), most, np.inf))


def _solved(unknown: csr_array) -> Mask:
    """Unknowns that linear equations determine: those whose axis lies in the space that the equations span."""
    solved = np.zeros(unknown.shape[1], dtype=bool)
    for rows, cells in apart(unknown):
        axes, steps, _ = qr(unknown[rows][:, cells].toarray().T, mode="economic", pivoting=True)
        rank = int((np.abs(np.diag(steps)) > NOUGHT).sum())
        solved[cells] = 1 - (axes[:, :rank] ** 2).sum(axis=1) < NOUGHT
    return solved


def _narrowed(unknown: csr_array, known: Array, low: Array, high: Array) -> Mask:
    """Unknowns whose bounds meet."""
    for _ in range(ROUNDS):
        before = low.copy(), high.copy()
        for cells, sign, total in _by_row(unknown, known):
            least, most = np.where(sign > 0, (low[cells], high[cells]), (-high[cells], -low[cells]))
            least, most = total - _others(most), total - _others(least)
            low[cells] = np.maximum(low[cells], np.where(sign > 0, least, -most))
            high[cells] = np.minimum(high[cells], np.where(sign > 0, most, -least))
        if np.array_equal(before, (low, high)):
            break
    return np.asarray(low == high)


def _by_row(unknown: csr_array, known: Array) -> Iterator[tuple[NDArray[Any], Array, float]]:
    """Cells, signs and right-hand side of each equation that still has unknowns."""
    for row in np.flatnonzero(np.diff(unknown.indptr)):
        inside = slice(unknown.indptr[row], unknown.indptr[row + 1])
        yield np.asarray(unknown.indices[inside]), np.asarray(unknown.data[inside]), float(known[row])


def _others(bound: Array) -> Array:
    """Sum of all other entries, for each entry; infinities in one array have one sign."""
    endless = np.isinf(bound)
    finite = np.where(endless, 0, bound)
    sums = finite.sum() - finite
    return np.asarray(np.where(endless.sum() - endless > 0, bound[endless.argmax()], sums))
