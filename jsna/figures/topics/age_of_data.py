"""Age of data: what a reader must know first of monthly numbers, that they end long before the rest of a report or leapt together."""

import datetime as dt
from collections import defaultdict

from jsna import periods
from jsna.analysis import leaps, spc
from jsna.catalogue import Definition, definition, definitions
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.call import call
from jsna.figures.core.figure import Notice

#: The first month whose hospital activity the pandemic changed.
PANDEMIC = dt.date(2020, 3, 1)
#: As many series that leap the same way in one month have one reason: of 191 CCGs 9 have such a month in three years.
TOGETHER = 3
SINCE = (
    "Since then the pandemic has changed how many people come to hospital, how long they wait and how stays are recorded. "
    "These charts say how things moved until then, and not how they are now."
)


@call
def age_of_data(here: Area, indicator: str) -> Notice | None:
    """That a monthly series ends before the pandemic, and that it leapt with others; nothing where neither is so, or it is not held.

    Examples
    --------
    >>> jsna.age_of_data(here, "mar_non_elective")
    """
    held = here.series(indicator).dropna(subset="value")["period"]
    ended = not held.empty and is_before_pandemic(str(held.max()))
    old = f"The numbers of this chapter end in {words.month(str(held.max()))}. {SINCE}" if ended else ""
    paragraphs = tuple(filter(None, (old, "" if definition(indicator).body else together(here))))
    return Notice("", paragraphs, kind="warning") if paragraphs else None


def together(here: Area) -> str:
    """That several monthly numbers of the patients here leapt in one month, which is one finding; nothing where none did."""
    leapt: dict[tuple[str, bool], list[Definition]] = defaultdict(list)
    lasts: set[tuple[str, bool]] = set()
    for one in definitions().values():
        rows = here.series(one.id) if one.chart and not one.body else None
        if rows is not None and rows["value"].notna().any():
            for leap in leaps.leaps(spc.months(rows)):
                leapt[leap].append(one)
                lasts |= {leap} & {*leaps.lasting(spc.months(rows))}
    (month, up), several = max(leapt.items(), key=lambda each: (len(each[1]), each[0]), default=(("", True), []))
    if len(several) < TOGETHER:
        return ""
    names = words.capital(words.joined([words.lower(one.name.partition(" (")[0]) for one in several]))
    for_good = f"all {'rose' if up else 'fell'} sharply in {words.month(month)}"
    alone = f"all had one month that was far {'higher' if up else 'lower'} than those around it, {words.month(month)}"
    finding = f"{names} {for_good if (month, up) in lasts else alone}. That is one finding and not {len(several)}"
    return f"{finding}: ask first whether recording or a provider changed."


def is_before_pandemic(period: str) -> bool:
    """Whether a period ends before the pandemic changed hospital activity."""
    return periods.parse(period).end < PANDEMIC
