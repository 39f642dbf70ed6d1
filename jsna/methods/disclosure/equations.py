"""Relations between counts as linear equations."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import block_array, csc_array, csr_array
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


def rows_of(by_cell: csc_array, cells: ArrayLike) -> NDArray[np.int_]:
    """Relations that any of the cells belongs to."""
    return np.unique(by_cell[:, np.asarray(cells)].indices)
