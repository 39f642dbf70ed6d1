"""Disclosure control: which small counts may not be shown, and what else must go so that they stay hidden."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import null_space
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from jsna.methods._arrays import Array, missing_where, present, refuse

#: Counts from 1 to this are hidden below national level.
LARGEST_HIDDEN = 7
#: Other counts are rounded to the nearest multiple of this.
ROUND_TO = 5
#: Rounds of narrowing after which bounds that still move are left where they are.
ROUNDS = 100

Mask = NDArray[np.bool_]
#: The position of a total, and the positions of the parts that add up to it.
Relation = tuple[int, Sequence[int]]


def is_small(count: ArrayLike) -> Mask:
    """Whether a count is too small to show below national level: 1 to 7.

    Parameters
    ----------
    count : array_like
        Whole numbers, 0 or more, none missing.

    Returns
    -------
    ndarray of bool
        True for 1 to 7. Nought is shown.

    Raises
    ------
    ValueError
        Where a count is missing, negative or not whole; positions named.

    References
    ----------
    NHS Digital, Hospital Episode Statistics analysis guide, since September 2018.
    """
    whole = _whole(count)
    return np.asarray((whole > 0) & (whole <= LARGEST_HIDDEN))


def hes_2018(count: ArrayLike, national: ArrayLike = False) -> tuple[Array, Mask]:
    """Suppress and round counts by the rules for Hospital Episode Statistics.

    Totals are counted first and then given to this function like any other count, so that shown rows need
    not add up. Crude rates and percentages are computed from what it returns.

    Parameters
    ----------
    count : array_like
        Whole numbers, 0 or more, none missing.
    national : array_like of bool, broadcast with `count`
        True for national counts, which are shown as they are.

    Returns
    -------
    shown : ndarray of float
        0 as 0, 8 and more to the nearest 5, missing where hidden.
    hidden : ndarray of bool
        True where the count is 1 to 7 and not national.

    Raises
    ------
    ValueError
        Where a count is missing, negative or not whole; positions named.

    References
    ----------
    NHS Digital, Hospital Episode Statistics analysis guide, since September 2018.
    """
    whole, everywhere = np.broadcast_arrays(_whole(count), np.asarray(national, dtype=bool))
    hidden = is_small(whole) & ~everywhere
    return missing_where(hidden, np.where(everywhere, whole, _rounded(whole))), hidden


def withhold(hidden: ArrayLike, *values: ArrayLike) -> tuple[Array, ...]:
    """Copies of values and limits that are missing where their count is hidden.

    A rate with either of its limits gives its count away, so value, ratio and both limits go together.

    Parameters
    ----------
    hidden : array_like of bool
        Where to withhold.
    *values : array_like, broadcast with `hidden`
        Value, limits, ratio, standard error.

    Returns
    -------
    tuple of ndarray of float
        As many as were given.
    """
    mask = np.asarray(hidden, dtype=bool)
    return tuple(missing_where(mask, np.array(value, dtype=float)) for value in values)


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
    whole = _whole(count)
    stays = np.broadcast_to(np.asarray(fixed, dtype=bool), whole.shape)
    equations = _equations(whole, relations)
    small = is_small(whole) & ~stays
    out = (small | np.asarray(hidden, dtype=bool)) & ~stays
    while (given := small & _given_away(whole, out, equations, stays, rounded)).any():
        touched = np.zeros(equations.shape[0], dtype=bool)
        for cell in np.flatnonzero(given):
            # A relation that has just gained a hidden count is judged again before it gains another.
            if not touched[_rows(equations, [cell])].any():
                partner = _partner(int(cell), whole, ~out & ~stays & (whole > 0), equations)
                out[partner] = True
                touched[_rows(equations, [partner])] = True
    return np.asarray(out)


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
    whole, mask = _whole(count), np.asarray(hidden, dtype=bool)
    refuse(mask & (whole == 0), "hidden count of zero")
    exact = np.broadcast_to(np.asarray(fixed, dtype=bool), whole.shape)
    return _given_away(whole, mask, _equations(whole, relations), exact, rounded)


def _rounded(whole: Array) -> Array:
    return np.asarray(ROUND_TO * np.floor(whole / ROUND_TO + 0.5))


def _whole(count: ArrayLike) -> Array:
    (whole,) = present(count)
    refuse(whole < 0, "negative count")
    refuse(whole % 1 != 0, "count that is not whole")
    return whole


def _equations(whole: Array, relations: Sequence[Relation]) -> csr_array:
    """Relations as rows that sum to 0: 1 for each part, -1 for the total."""
    rows: list[int] = []
    columns: list[int] = []
    signs: list[float] = []
    for row, (total, parts) in enumerate(relations):
        found = whole[list(parts)].sum()
        if found != whole[total]:
            raise ValueError(f"relation {row}: its parts sum to {found:.0f}, its total is {whole[total]:.0f}")
        rows += [row] * (len(parts) + 1)
        columns += [*parts, total]
        signs += [1.0] * len(parts) + [-1.0]
    return csr_array((signs, (rows, columns)), shape=(len(relations), whole.size))


def _given_away(whole: Array, mask: Mask, equations: csr_array, exact: Mask, rounded: bool) -> Mask:
    vague = ~mask & ~exact & (whole > 0) & rounded  # known to the nearest 5 alone; nought is shown as it is
    cells = np.flatnonzero(mask | vague)
    given = np.zeros(whole.shape, dtype=bool)
    unknown = csr_array(equations[:, cells])
    known = -(equations @ np.where(mask | vague, 0, whole))
    low, high = _bounds(whole[cells], vague[cells], LARGEST_HIDDEN if rounded else np.inf)
    given[cells[_solved(unknown) | _narrowed(unknown, known, low, high)]] = True
    return np.asarray(given & mask)


def _bounds(whole: Array, vague: Mask, most: float) -> tuple[Array, Array]:
    """What is known of a count beforehand: a rounded one to within 2, a hidden one to be 1 or more, and a small one at most so many."""
    near = _rounded(whole)
    low = np.where(vague, np.maximum(near - ROUND_TO // 2, LARGEST_HIDDEN + 1), 1.0)
    return low, np.where(vague, near + ROUND_TO // 2, np.where(is_small(whole), most, np.inf))


def _solved(unknown: csr_array) -> Mask:
    """Unknowns that linear equations determine: those that no solution of the homogeneous system can move."""
    solved = np.zeros(unknown.shape[1], dtype=bool)
    _, label = connected_components(unknown.T @ unknown, directed=False)
    for part in range(label.max(initial=-1) + 1):
        cells = np.flatnonzero(label == part)
        equations = unknown[:, cells].toarray()
        free = null_space(equations[equations.any(axis=1)]) if equations.any() else np.eye(1)
        solved[cells] = np.abs(free).sum(axis=1) < 1e-9
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


def _rows(equations: csr_array, cells: ArrayLike) -> NDArray[np.int_]:
    """Relations that any of the cells belongs to."""
    return np.flatnonzero(np.diff(np.asarray(csr_array(equations[:, np.asarray(cells)]).indptr)))


def _partner(cell: int, whole: Array, free: Mask, equations: csr_array) -> int:
    """Smallest count that may be hidden, beside the cell or, failing that, beside what stands beside it."""
    rows = _rows(equations, [cell])
    while True:
        beside = np.unique(equations[rows].indices)
        candidates = beside[free[beside]]
        if candidates.size:
            return int(candidates[np.argmin(whole[candidates])])
        wider = _rows(equations, beside)
        if len(wider) == len(rows):
            refuse(np.arange(whole.size) == cell, "small count that nothing beside it can protect")
        rows = wider
