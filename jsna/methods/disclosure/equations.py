"""Relations between counts as linear equations."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import block_array, csr_array
from scipy.sparse.csgraph import connected_components

from jsna.methods._arrays import Array

#: The position of a total, and the positions of the parts that add up to it.
Relation = tuple[int, Sequence[int]]


def equations_of(whole: Array, relations: Sequence[Relation]) -> csr_array:
    """Relations as rows that sum to 0: 1 for each part, -1 for the total."""
    rows: list[int] = []
    columns: list[int] = []
    signs: list[float] = []
    for row, (total, parts) in enumerate(relations):
        _check(row, [total, *parts], whole.size)
        parts_sum = whole[list(parts)].sum()
        if parts_sum != whole[total]:
            raise ValueError(f"relation {row}: its parts sum to {parts_sum:.0f}, its total is {whole[total]:.0f}")
        rows += [row] * (len(parts) + 1)
        columns += [*parts, total]
        signs += [1.0] * len(parts) + [-1.0]
    return csr_array((signs, (rows, columns)), shape=(len(relations), whole.size))


def _check(row: int, cells: Sequence[int], size: int) -> None:
    """Refuse positions that are those of no count, and one that stands in its relation twice."""
    if not all(0 <= cell < size for cell in cells):
        outside = [cell for cell in cells if not 0 <= cell < size]
        raise ValueError(f"relation {row}: expected positions from 0 to {size - 1}, found {outside[:5]}")
    if len(set(cells)) < len(cells):
        raise ValueError(f"relation {row}: a position stands in it twice, among {list(cells)[:5]}")


def apart(equations: csr_array) -> Iterator[tuple[NDArray[np.int_], NDArray[np.int_]]]:
    """Equations and cells that have nothing to do with the others; cells that are in no equation are left out."""
    height, width = equations.shape
    _, label = connected_components(block_array([[None, equations], [csr_array((width, height)), None]]), directed=False)
    order = np.argsort(label, kind="stable")
    for part in np.split(order, np.flatnonzero(np.diff(label[order])) + 1):
        rows, cells = part[part < height], part[part >= height] - height
        if rows.size and cells.size:
            yield rows, cells


def merged(equations: csr_array) -> tuple[csr_array, NDArray[np.int_]]:
    """Equations, each once, of counts of which those are one that an equation of two makes equal, such as one area in two footprints.

    Returns
    -------
    equations : csr_array
        Fewer, of fewer counts.
    one : ndarray of int
        Which of these each count is.
    """
    width = equations.shape[1]
    pairs = equations[np.flatnonzero(np.diff(equations.indptr) == 2)].indices.reshape(-1, 2)
    number, one = connected_components(csr_array((np.ones(len(pairs)), tuple(pairs.T)), shape=(width, width)), directed=False)
    fewer = csr_array(equations @ csr_array((np.ones(width), (np.arange(width), one)), shape=(width, number)))
    fewer.eliminate_zeros()
    marks = abs(fewer @ np.random.default_rng(0).random(number))  # as good as unlike where two equations are
    _, first = np.unique(marks.round(9), return_index=True)
    return csr_array(fewer[np.sort(first[np.diff(fewer.indptr)[first] > 0])]), np.asarray(one, dtype=np.int_)
