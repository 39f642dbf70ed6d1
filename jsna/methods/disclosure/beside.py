"""Secondary suppression: the counts beside a small one that are hidden with it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csc_array, csr_array

from jsna.methods._arrays import flags
from jsna.methods.disclosure.attack import Seen, narrowed, solved
from jsna.methods.disclosure.cheapest import Ways
from jsna.methods.disclosure.equations import Relation, apart, equations_of, merged
from jsna.methods.disclosure.rules import Mask, is_small, whole_counts


def secondary(
    count: ArrayLike,
    relations: Sequence[Relation],
    fixed: ArrayLike = False,
    hidden: ArrayLike = False,
    rounded: bool = False,
    of_few: ArrayLike = False,
) -> Mask:
    """Small counts, and others that would give them away.

    As long as a small count can be worked out, others are hidden too: where a relation hides nothing else, the smallest in it; else the
    fewest that let the count be another number, and of as many the smallest (`cheapest`).

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
    of_few : array_like of bool, broadcast with `count`
        True for counts that are protected like small ones though they are not small themselves, such as days of few people.

    Returns
    -------
    ndarray of bool, shape (cells,)
        True where the count is to be hidden.

    Raises
    ------
    ValueError
        Wrong counts, or what is neither true nor false (positions named), relations that name no count or do not add up, or a small count
        that cannot be protected because all that could be hidden beside it is fixed or 0.

    References
    ----------
    Hundepool et al (2012) Statistical Disclosure Control, chapter 4.
    """
    whole = whole_counts(count)
    stays = np.broadcast_to(flags(fixed), whole.shape)
    small = (is_small(whole) | np.broadcast_to(flags(of_few), whole.shape)) & ~stays
    out = (small | flags(hidden)) & ~stays
    equations, one = merged(equations_of(whole, relations))
    positions = np.unique(one, return_index=True)[1]
    shown = _any(stays, one)
    for position in np.flatnonzero(small & shown[one]):
        raise UnprotectedError(int(position))
    to_protect, hide = _any(small, one), ~_any(~out, one)
    for rows, cells in apart(equations):
        if to_protect[cells].any():
            view = Seen(whole[positions[cells]], (hide | to_protect)[cells], csr_array(equations[rows][:, cells]), shown[cells], rounded)
            hide[cells] = _protected(view, to_protect[cells], positions[cells])
    return np.asarray(out | (hide[one] & ~stays))


def _any(mask: Mask, one: NDArray[np.int_]) -> Mask:
    """Whether it holds of any of the counts that are one."""
    return np.bincount(one, mask) > 0


class UnprotectedError(ValueError):
    """A small count, at a `position`, that nothing beside it can protect: all that could be hidden beside it is fixed or 0."""

    def __init__(self, position: int) -> None:
        super().__init__(f"small count that nothing beside it can protect at positions [{position}]")
        self.position = position


def _protected(view: Seen, small: Mask, positions: NDArray[np.int_]) -> Mask:
    """What has to be hidden of some cells, that only their own equations link, so that nothing small follows."""
    by_cell = csc_array(view.equations)
    while (exposed := small & narrowed(view)).any() or (exposed := small & solved(view)).any():
        mask, freed, ways = view.hidden.copy(), np.zeros_like(small), Ways(view, exposed)
        for cell in np.flatnonzero(exposed):
            beside = _alone(int(cell), view, by_cell)
            # What has just lost a count that gave it away is judged again before it loses another.
            if beside.any() and not (mask & ~view.hidden & beside).any():
                mask[np.flatnonzero(beside)[np.argmin(view.whole[beside])]] = True
            elif not beside.any() and not freed[cell]:
                hiding, moved = ways.to(int(cell), mask)
                mask, freed = mask | hiding, freed | moved
        if np.array_equal(mask, view.hidden):
            raise UnprotectedError(int(positions[np.flatnonzero(exposed)[0]]))
        view = replace(view, hidden=mask)
    return view.hidden


def _alone(cell: int, view: Seen, by_cell: csc_array) -> Mask:
    """The counts that may be hidden in the relations of a cell that hide nothing else."""
    rows = np.unique(by_cell[:, [cell]].indices)
    alone = rows[abs(view.equations[rows]) @ view.hidden.astype(float) == 1]
    return np.asarray(~view.hidden & ~view.exact & (view.whole > 0) & (abs(view.equations[alone]).sum(axis=0) > 0))
