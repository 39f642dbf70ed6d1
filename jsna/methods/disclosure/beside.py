"""Secondary suppression: the counts beside a small one that are hidden with it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csc_array, csr_array

from jsna.methods._arrays import Array, flags
from jsna.methods.disclosure.attack import Seen, narrowed, solved, weights
from jsna.methods.disclosure.equations import Relation, apart, equations_of, rows_of
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

    As long as a small count can be worked out, the smallest is hidden too of those shown counts that have most to do with how.

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
    equations = equations_of(whole, relations)
    small = (is_small(whole) | np.broadcast_to(flags(of_few), whole.shape)) & ~stays
    out = (small | flags(hidden)) & ~stays
    for rows, cells in apart(equations):
        if small[cells].any():
            view = Seen(whole[cells], out[cells], csr_array(equations[rows][:, cells]), stays[cells], rounded)
            out[cells] = _protected(view, small[cells], cells)
    return np.asarray(out)


class UnprotectedError(ValueError):
    """A small count, at a `position`, that nothing beside it can protect: all that could be hidden beside it is fixed or 0."""

    def __init__(self, position: int) -> None:
        super().__init__(f"small count that nothing beside it can protect at positions [{position}]")
        self.position = position


def _protected(view: Seen, small: Mask, cells: NDArray[np.int_]) -> Mask:
    """What has to be hidden of some cells, that only their own equations link, so that nothing small follows."""
    by_cell = csc_array(view.equations)
    while (exposed := small & narrowed(view)).any() or (exposed := small & solved(view)).any():
        mask = view.hidden.copy()
        for cell in np.flatnonzero(exposed):
            beside = _beside(int(cell), view, by_cell)
            if not beside.any():
                raise UnprotectedError(int(cells[cell]))
            # What has just lost a count that gave it away is judged again before it loses another.
            if not (mask & ~view.hidden & (beside > 0)).any():
                likely = np.flatnonzero(2 * beside >= beside.max())
                mask[likely[np.argmin(view.whole[likely])]] = True
        view = replace(view, hidden=mask)
    return view.hidden


def _beside(cell: int, view: Seen, by_cell: csc_array) -> Array:
    """How much each count that may be hidden has to do with what gives a cell away: in its own relations, or in all together.

    Of its own those that hide nothing else; where nothing but bounds gives it away, that of the fewest hidden counts.
    """
    free = ~view.hidden & ~view.exact & (view.whole > 0)
    rows = rows_of(by_cell, [cell])
    alone = rows[abs(view.equations[rows]) @ view.hidden.astype(float) == 1]
    beside = free * np.asarray(abs(view.equations[alone]).sum(axis=0))
    if not beside.any():
        beside = free * weights(view, cell)
    return np.asarray(beside if beside.any() else free * _nearest(rows, free, view, by_cell))


def _nearest(rows: NDArray[np.int_], free: Mask, view: Seen, by_cell: csc_array) -> Array:
    """What stands in the relation of the fewest hidden counts that has any to hide; failing that, beside what stands beside it."""
    while True:
        inside = abs(view.equations[rows])
        able = np.flatnonzero(inside @ free.astype(float))
        if able.size:
            fewest = able[np.argmin((inside @ view.hidden.astype(float))[able])]
            return np.asarray(inside[[fewest]].toarray().ravel())
        wider = rows_of(by_cell, np.unique(inside.indices))
        if len(wider) == len(rows):
            return np.zeros(free.size)
        rows = wider
