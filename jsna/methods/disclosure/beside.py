"""Secondary suppression: the counts beside a small one that are hidden with it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from jsna.methods._arrays import Array, refuse
from jsna.methods.disclosure.attack import given_away
from jsna.methods.disclosure.equations import Relation, equations_of, rows_of
from jsna.methods.disclosure.rules import Mask, is_small, whole_counts


def secondary(
    count: ArrayLike,
    relations: Sequence[Relation],
    fixed: ArrayLike = False,
    hidden: ArrayLike = False,
    rounded: bool = False,
) -> Mask:
    """Small counts, and others that would give them away.

    As long as a small count can be worked out, the smallest shown count beside it is hidden too.

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
    while (given := small & given_away(whole, out, equations, stays, rounded)).any():
        out = _with_partners(np.flatnonzero(given), out, whole, stays, equations)
    return np.asarray(out)


def _with_partners(given: NDArray[np.int_], out: Mask, whole: Array, stays: Mask, equations: csr_array) -> Mask:
    """What is hidden, with a partner for each count that is given away."""
    more, touched = out.copy(), np.zeros(equations.shape[0], dtype=bool)
    for cell in given:
        # A relation that has just gained a hidden count is judged again before it gains another.
        if not touched[rows_of(equations, [cell])].any():
            partner = _partner(int(cell), whole, ~more & ~stays & (whole > 0), equations)
            more[partner] = True
            touched[rows_of(equations, [partner])] = True
    return more


def _partner(cell: int, whole: Array, free: Mask, equations: csr_array) -> int:
    """Smallest count that may be hidden, beside the cell or, failing that, beside what stands beside it."""
    rows = rows_of(equations, [cell])
    while True:
        beside = np.unique(equations[rows].indices)
        candidates = beside[free[beside]]
        if candidates.size:
            return int(candidates[np.argmin(whole[candidates])])
        wider = rows_of(equations, beside)
        if len(wider) == len(rows):
            refuse(np.arange(whole.size) == cell, "small count that nothing beside it can protect")
        rows = wider
