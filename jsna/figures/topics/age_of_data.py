"""Age of data: what a reader must know first of numbers that end long before the rest of a report."""

import datetime as dt

from jsna import periods
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.call import call
from jsna.figures.core.figure import Notice

#: The first month whose hospital activity the pandemic changed.
PANDEMIC = dt.date(2020, 3, 1)
SINCE = (
    "Since then the pandemic has changed how many people come to hospital, how long they wait and how stays are recorded. "
    "These charts say how things moved until then, and not how they are now."
)


@call
def age_of_data(here: Area, indicator: str) -> Notice | None:
    """That a monthly series ends before the pandemic; nothing where it goes on, or is not held.

    Examples
    --------
    >>> jsna.age_of_data(here, "mar_non_elective")
    """
    months = here.series(indicator).dropna(subset="value")["period"]
    if months.empty or not is_before_pandemic(str(months.max())):
        return None
    return Notice("", (f"The numbers of this chapter end in {words.month(str(months.max()))}. {SINCE}",), kind="warning")


def is_before_pandemic(period: str) -> bool:
    """Whether a period ends before the pandemic changed hospital activity."""
    return periods.parse(period).end < PANDEMIC
