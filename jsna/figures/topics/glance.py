"""Glance: the first screen of a report, the findings to look at first and a place in a few numbers."""

import pandas as pd

from jsna.catalogue import definition
from jsna.figures import comparators, findings
from jsna.figures.core.area import Area
from jsna.figures.core.call import call
from jsna.figures.core.figure import Glance, Point
from jsna.figures.kinds import dots
from jsna.figures.topics.cards import cards
from jsna.figures.topics.lives import death_rate_in_short, lives, practices_told


@call
def glance(here: Area) -> Glance:
    """What is unusual for a place like it with people and a small picture each, lives and where need is, and the cards.

    Examples
    --------
    >>> jsna.glance(here)
    """
    table = here.notable()
    findings_told = findings.told(table) if len(table) else table
    far = [text.rstrip(".") for text in findings.reaching(table, here.peers())] if len(table) else []
    unusual, deaths = findings.headline(table) if len(table) else "", death_rate_in_short(here)
    first = [deaths, unusual] if "higher" in deaths else [unusual, deaths]
    registers = points(here, findings_told) if len(findings_told) else ()
    out = int(findings_told["outside"].sum()) if len(findings_told) else 0  # these come first in the table too
    ordered = (*registers[:out], *lives(here), *registers[out:], *practices_told(here, findings_told))
    return Glance(". ".join(filter(None, [*first, *far])), ordered, cards(here).cards)


def points(here: Area, findings_told: pd.DataFrame) -> tuple[Point, ...]:
    """The rows of `findings.told` as a reader meets them first; each leads to its figure in the chapter of its indicator."""
    rows = comparators.beside(here, findings_told, {})
    marks = dots.table(rows, {}).set_index("name")
    widest = dots.widest(marks)
    return tuple(
        Point(f"{row['name']}:", f"{findings.finding(row)}.", dots.small(marks.loc[row["name"]], widest), _figure(str(row["indicator_id"])))
        for _, row in rows.iterrows()
    )


def _figure(indicator: str) -> str:
    return f"{definition(indicator).chapter}-trend-{indicator}"
