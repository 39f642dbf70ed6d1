"""Other worlds: for every hidden small count there is another edition that shows the same, to the byte."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from jsna.build import indicators, made_of, suppress
from jsna.build.adding import CELL, relations
from jsna.build.remarks import Remarks
from jsna.catalogue import definitions
from jsna.methods.disclosure import is_small
from jsna.methods.disclosure.equations import equations_of

Tables = dict[str, pd.DataFrame]


class Known:
    """What a reader of a publication knows: which counts add up, and what each may be."""

    def __init__(self, exact: pd.DataFrame, protected: pd.DataFrame, tables: Tables, source: str, rounded: bool) -> None:
        rows = exact[exact["source_id"] == source]
        self.cells = suppress._counted(rows).dropna(subset="count").drop_duplicates(CELL)
        cells = self.cells.reset_index(drop=True)
        units = next(table for sources, table in made_of.units(tables, tables["places"]) if source in sources) if source != "delayed_transfers" else NO_UNITS
        self.count, exact_sums = relations(cells, suppress._with_own(cells, units), suppress._parts(definitions().values()))
        self.equations = equations_of(self.count, exact_sums)
        published = np.arange(len(self.count)) < len(cells)
        hidden = np.ones(len(self.count), dtype=bool)
        hidden[published] = protected.loc[self.cells.index, "value_note"].eq("suppressed")
        national = np.zeros(len(self.count), dtype=bool)
        national[published] = cells["footprint"].eq("england")
        self.small = is_small(self.count) & published & ~national
        near = 5 * np.floor(self.count / 5 + 0.5)
        vague = rounded & ~hidden & ~national & (self.count > 0)
        self.low = np.where(hidden, 1, np.where(vague, np.maximum(near - 2, 8), self.count))
        high = np.where(is_small(self.count) & rounded, 7, np.inf)
        self.high = np.where(hidden, high, np.where(vague, near + 2, self.count))

    def most(self, cell: int, sign: int) -> np.ndarray:
        """The world in which a count is the largest (or the smallest) that it may be."""
        ...
NO_UNITS = pd.DataFrame(columns=["unit", "footprint", "area_code", "period"])
