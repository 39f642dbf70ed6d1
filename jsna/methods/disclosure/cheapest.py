"""The cheapest way to hide: the fewest counts that must go so that a hidden one could be another, by linear programming."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack

from jsna.methods._arrays import Array
from jsna.methods.disclosure.attack import Seen, bounds
from jsna.methods.disclosure.rules import Mask

#: What a move costs that nobody has to hide anything for, so that there are no more of these than needed; and a move that is none.
FREE, NO_MOVE = 1e-6, 1e-7


@dataclass(frozen=True, eq=False)
class Ways:
    """Changes of counts that are not shown exactly, and that break no equation: up at no cost, or down, or at that of hiding another."""

    view: Seen
    #: The counts to be moved.
    exposed: Mask

    @cached_property
    def free(self) -> NDArray[np.bool_]:
        """Which counts could be higher than they are, as far as an attacker knows, and which lower: a row for each."""
        low, high = bounds(self.view)
        return np.asarray((self.view.hidden | self.view.vague) & np.vstack([self.view.whole < high, self.view.whole > low]))

    @cached_property
    def system(self) -> tuple[NDArray[np.int_], csr_array]:
        """The counts that may move, and the equations that bind these, as rows: what can always be made true by one count binds none."""
        movable = np.flatnonzero(~self.view.exact & (self.view.whole > 0))
        rows = csr_array(self.view.equations[:, movable])
        rows = csr_array(rows[np.flatnonzero(_binding(rows, (np.logical_and(*self.free) & ~self.exposed)[movable]))])
        columns = np.flatnonzero(abs(rows).sum(axis=0))
        return movable[columns], csr_array(rows[:, columns])

    def to(self, cell: int, hidden: Mask) -> tuple[Mask, Mask]:
        """What has to be hidden beside `hidden` so that a cell could be another number, and all that could be with it; none where nothing
        would do.
        """
        counts, rows = self.system
        at = np.flatnonzero(counts == cell)
        costs = self._costs(hidden)[:, counts]
        balance = LinearConstraint(hstack([rows, -rows]), 0, 0)
        for way in (0, 1):
            if at.size and np.isfinite(costs[way, at[0]]):
                least, most = np.zeros_like(costs), np.where(np.isfinite(costs), np.inf, 0.0)
                least[way, at], most[1 - way, at] = 1, 0
                finite = np.where(np.isfinite(costs), costs + FREE, 0).ravel()
                solution = milp(finite, constraints=balance, bounds=Bounds(least.ravel(), most.ravel()))
                if solution.x is not None:
                    return self._moved(solution.x.reshape(2, -1), costs)
        nothing = np.zeros_like(hidden)
        return nothing, nothing

    def _costs(self, hidden: Mask) -> Array:
        """Of a move up and of one down: none of a hidden count, of others one and a part that grows with the count, of some no end."""
        shown = ~self.view.hidden & ~self.view.exact & (self.view.whole > 0)
        price = np.where(hidden, 0.0, 1 + self.view.whole / max(self.view.whole.max(), 1))
        return np.where(self.free, 0.0, np.where(np.vstack([shown, shown & (self.view.whole > 1)]), price, np.inf))

    def _moved(self, moves: Array, costs: Array) -> tuple[Mask, Mask]:
        apart = moves[0] - moves[1]
        paid = np.where(apart > 0, costs[0], costs[1]) > 0
        moved = np.abs(apart) > NO_MOVE
        to_hide, with_it = np.zeros(self.view.whole.size, dtype=bool), np.zeros(self.view.whole.size, dtype=bool)
        to_hide[self.system[0][moved & paid]], with_it[self.system[0][moved]] = True, True
        return to_hide, with_it


def _binding(equations: csr_array, free: Mask) -> Mask:
    """Which equations bind: not those that a `free` count, which stands in no other that binds, can always make true."""
    entries = equations.tocoo()
    binds = np.ones(equations.shape[0], dtype=bool)
    while True:
        inside = binds[entries.row]
        alone = free & (np.bincount(entries.col[inside], minlength=equations.shape[1]) == 1)
        loose = entries.row[inside & alone[entries.col]]
        if not loose.size:
            return binds
        binds[loose] = False
