"""The attacker: which hidden counts the shown ones give away."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csc_array, csr_array, eye_array
from scipy.sparse.linalg import splu

from jsna.methods._arrays import Array, flags, refuse
from jsna.methods.disclosure.equations import Relation, equations_of
from jsna.methods.disclosure.rules import LARGEST_HIDDEN, ROUND_TO, Mask, is_small, nearest, whole_counts

#: Rounds of narrowing after which bounds that still move are left where they are.
ROUNDS = 100
#: A count that moves by less than this, of changes of about 1, has not moved.
STILL = 1e-9
#: What is added to the products of equations, and the steps that take its trace out of what is solved.
GRAIN, REFINED = 1e-9, 3


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
        Wrong counts, or what is neither true nor false (positions named), and relations that name no count or do not add up.
    """
    whole, mask = whole_counts(count), flags(hidden)
    refuse(mask & (whole == 0), "hidden count of zero")
    exact = np.broadcast_to(flags(fixed), whole.shape)
    view = Seen(whole, mask, equations_of(whole, relations), exact, rounded)
    return narrowed(view) | solved(view)


@dataclass(frozen=True, eq=False)
class Seen:
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

    @cached_property
    def unknown(self) -> csr_array:
        """The equations of the counts that are not shown exactly, as columns."""
        return csr_array(self.equations[:, np.flatnonzero(self.hidden | self.vague)])


def narrowed(view: Seen) -> Mask:
    """Hidden counts whose bounds meet."""
    open_to = view.hidden | view.vague
    low, high = bounds(view)
    entries = view.unknown.tocoo()
    row, cell, part = entries.row, np.flatnonzero(open_to)[entries.col], entries.data > 0
    constant = -(view.equations @ np.where(open_to, 0, view.whole))
    for _ in range(ROUNDS):
        before = low.copy(), high.copy()
        least, most = np.where(part, (low[cell], high[cell]), (-high[cell], -low[cell]))
        least, most = constant[row] - _others(most, row), constant[row] - _others(least, row)
        np.maximum.at(low, cell, np.where(part, least, -most))
        np.minimum.at(high, cell, np.where(part, most, -least))
        if np.array_equal(before, (low, high)):
            break
    return np.asarray(view.hidden & (low == high))


def solved(view: Seen) -> Mask:
    """Hidden counts that equations together determine: those that stay still in every change that breaks none.

    A random change, less what of it breaks an equation, moves every other count. Equations that follow from others need the grain.
    """
    equations = view.unknown
    products = splu(csc_array(equations @ equations.T + GRAIN * eye_array(equations.shape[0])))
    change = np.random.default_rng(0).standard_normal(equations.shape[1])
    solution = np.zeros(equations.shape[0])
    for _ in range(REFINED):
        solution += products.solve(equations @ (change - equations.T @ solution))
    still = np.zeros(view.whole.shape, dtype=bool)
    still[view.hidden | view.vague] = np.abs(change - equations.T @ solution) < STILL
    return np.asarray(view.hidden & still)


def bounds(view: Seen) -> tuple[Array, Array]:
    """What is known of a count beforehand: a rounded one to within 2, a hidden one to be 1 or more, and a small one at most so many."""
    near, most = nearest(view.whole), LARGEST_HIDDEN if view.rounded else np.inf
    low = np.where(view.vague, np.maximum(near - ROUND_TO // 2, LARGEST_HIDDEN + 1), 1.0)
    return low, np.where(view.vague, near + ROUND_TO // 2, np.where(is_small(view.whole), most, np.inf))


def _others(bound: Array, row: NDArray[Any]) -> Array:
    """Sum of all other entries of its row, for each entry; infinities in one array have one sign."""
    endless = np.isinf(bound)
    finite = np.where(endless, 0, bound)
    sums, others_endless = np.bincount(row, finite)[row] - finite, np.bincount(row, endless)[row] - endless
    return np.asarray(np.where(others_endless > 0, bound[endless.argmax()] if endless.any() else 0, sums))
