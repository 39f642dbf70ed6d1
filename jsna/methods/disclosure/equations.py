"""Relations between counts as linear equations."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from jsna.methods._arrays import Array

#: The position of a total, and the positions of the parts that add up to it.
Relation = tuple[int, Sequence[int]]


def equations_of(whole: Array, relations: Sequence[Relation]) -> csr_array:
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


def rows_of(equations: csr_array, cells: ArrayLike) -> NDArray[np.int_]:
    """Relations that any of the cells belongs to."""
    return np.flatnonzero(np.diff(np.asarray(csr_array(equations[:, np.asarray(cells)]).indptr)))
