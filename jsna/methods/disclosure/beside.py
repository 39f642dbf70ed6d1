"""Secondary suppression: the counts beside a small one that are hidden with it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from jsna.methods._arrays import Array, refuse
from jsna.methods.disclosure.attack import given_away
from jsna.methods.disclosure.equations import Relation, apart, equations_of, rows_of
from jsna.methods.disclosure.rules import Mask, is_small, whole_counts


def secondary(
    count: ArrayLike,
    relations: Sequence[Relation],
    fixed: ArrayLike = False,
    hidden: ArrayLike = False,
    rounded: bool = False,
) -> Mask:
    """Small counts, and others that would give them away.

    As long as a small count can be worked out, the smallest shown count is hidden too of the relation that hides fewest beside it.

    Parameters
    ----------
    count : array_like, shape (cells,)
        Whole numbers, 0 or more, none missing: every published cell of every area, footprint and period that
        adds up with another, at once.
    relations : sequence of (total, parts)
        Positions of a total and of the parts that make it up exactly. A pooled period and its years, or
        England and all its areas, are such relations too.
    fixed : array_like of bool, broadcast with `count`
        True for counts that are shown whatever happens: national ones, or those of an edition before.
    hidden : array_like of bool, broadcast with `count`
        True for counts that are hidden already, for example in an edition before.
    rounded : bool
        Whether counts that are shown and not fixed are rounded to the nearest 5, as `hes_2018` does.

    Returns
    -------
    ndarray of bool, shape (cells,)
        True where the count is to be hidden.

    Raises
    ------
    ValueError
        Wrong counts (positions named), parts that do not add up to their total, or a small count that
        cannot be protected because all that could be hidden beside it is fixed or 0.

    References
    ----------
    Hundepool et al (2012) Statistical Disclosure Control, chapter 4.
    """
    whole = whole_counts(count)
    stays = np.broadcast_to(np.asarray(fixed, dtype=bool), whole.shape)
    equations = equations_of(whole, relations)
    small = is_small(whole) & ~stays
    out = (small | np.asarray(hidden, dtype=bool)) & ~stays
    for rows, cells in apart(equations):
        if small[cells].any():
            out[cells] = _protected(cells, whole, out, stays, csr_array(equations[rows][:, cells]), rounded)
    return np.asarray(out)


def _protected(cells: NDArray[np.int_], whole: Array, out: Mask, stays: Mask, equations: csr_array, rounded: bool) -> Mask:
    """What has to be hidden of some cells that only their own equations link."""
    count, fixed, hidden = whole[cells], stays[cells], out[cells]
    small = is_small(count) & ~fixed
    while (given := small & given_away(count, hidden, equations, fixed, rounded)).any():
        touched = np.zeros(equations.shape[0], dtype=bool)
        for cell in np.flatnonzero(given):
            row, partner = _partner(int(cell), count, hidden, ~hidden & ~fixed & (count > 0), equations)
            if partner < 0:
                refuse(np.arange(whole.size) == cells[cell], "small count that nothing beside it can protect")
            # A relation that has just gained a hidden count is judged again before it gains another.
            if not touched[row]:
                hidden[partner] = True
                touched[rows_of(equations, [partner])] = True
    return hidden


def _partner(cell: int, count: Array, hidden: Mask, free: Mask, equations: csr_array) -> tuple[int, int]:
    """A relation that gives a cell away, that of the fewest hidden counts, and the smallest count in it that may be hidden.

    Failing that, what stands beside those beside it; -1 where there is nothing more to hide.
    """
    rows = rows_of(equations, [cell])
    while True:
        inside = [(row, equations.indices[equations.indptr[row] : equations.indptr[row + 1]]) for row in rows]
        able = [(hidden[near].sum(), near.size, row, near[free[near]]) for row, near in inside if free[near].any()]
        if able:
            _, _, row, candidates = min(able, key=lambda one: one[:3])
            return int(row), int(candidates[np.argmin(count[candidates])])
        wider = rows_of(equations, np.unique(equations[rows].indices))
        if len(wider) == len(rows):
            return -1, -1
        rows = wider
