"""Small multiples: the funnels, and the trends, of the registers that are the most notable here."""

from typing import Protocol

import pandas as pd

from jsna.figures.core.figure import Missing, Multiples
from jsna.figures.kinds.funnel import funnel
from jsna.figures.kinds.trend import trend

#: What is shown where no register stands out; the table of registers says why.
NONE_CHOSEN = Missing("No register is drawn by itself here.", "The table of all registers says why.", said=True)

#: What is shown of an area whose registers are held whole, as those of some ICBs.
UNPLACED = Missing("the practices of this area", "No lookup that is held says which practices lie in it.")


class Area(Protocol):
    """What is asked of an assessment here."""

    def practices(self, *indicators: str) -> pd.DataFrame:
        """Rows of the area's practices in the newest period of one or more indicators."""
        ...

    def history(self, indicator: str) -> pd.DataFrame:
        """Rows of one indicator for the area and England."""
        ...


def funnels(here: Area, notable: pd.DataFrame) -> Multiples | Missing:
    """The practices of an area on each of its chosen registers."""
    chosen = _chosen(notable)
    if not chosen:
        return NONE_CHOSEN
    rows = here.practices(*chosen)
    if rows.empty:
        return UNPLACED
    return Multiples(tuple(funnel(rows[rows["indicator_id"] == known], small=True) for known in chosen))


def trends(here: Area, notable: pd.DataFrame) -> Multiples | Missing:
    """An area and England by year on each of its chosen registers."""
    chosen = _chosen(notable)
    return Multiples(tuple(trend(here.history(known), small=True) for known in chosen)) if chosen else NONE_CHOSEN


def _chosen(notable: pd.DataFrame) -> list[str]:
    return list(notable.loc[notable["chosen"], "indicator_id"]) if len(notable) else []
