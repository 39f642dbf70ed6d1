"""Glance: the first screen of a report, the findings to look at first and a place in a few numbers."""

import pandas as pd

from jsna.catalogue import Definition, definition
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
    unusual, deaths = findings.headline(table) if len(table) else "", death_rate_in_short(here)
    registers, (of_deaths, *others) = points(here, findings_told) if len(findings_told) else (), lives(here)
    out = int(findings_told["outside"].sum()) if len(findings_told) else 0  # these come first in the table too
    first, second = ([unusual], registers[:out]), ([deaths], (of_deaths,) if of_deaths.text else ())
    if "higher" in deaths:
        first, second = second, first
    ordered = (*first[1], *second[1], *others, *registers[out:], *practices_told(here, findings_told))
    unfound = findings.unfound(table) if len(table) and "higher" in deaths and "lower" not in deaths else ""
    expected = _expected(table) if len(table) else []
    similar = comparators.beyond_similar(here.compare_similar(expected)) if expected else ""
    far = [text.rstrip(".") for text in findings.reaching(table, here.peers())] if len(table) else []
    lead, rest = ([unfound, similar], []) if not out else ([unfound, *far], [similar])  # where nothing is unusual, that is what is left
    headline, beyond = (". ".join(filter(None, texts)) for texts in ([*first[0], *second[0], *lead], [*rest, *_beyond(table)]))
    return Glance(headline, ordered, cards(here).cards, f"{beyond}." if beyond else "")


def _expected(table: pd.DataFrame) -> list[Definition]:
    return [definition(str(key)) for key in findings.lined(table)["indicator_id"]] if findings.are_expected(table) else []


def _beyond(table: pd.DataFrame) -> list[str]:
    """What no single finding says: how sure all are together, and what is not allowed for."""
    if table.empty:
        return []
    texts = (findings.no_more_than_chance(table), findings.not_allowed_for(table))
    return [text.rstrip(".") for text in texts]


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
