"""Glance: the first screen of a report, the findings to look at first and a place in a few numbers."""

import pandas as pd

from jsna.catalogue import definition
from jsna.figures import comparators, findings
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.call import call
from jsna.figures.core.figure import Glance, Point
from jsna.figures.kinds import dots
from jsna.figures.topics import among, months, residents
from jsna.figures.topics.cards import cards
from jsna.figures.topics.lives import death_rate_in_short, lives, practices_told

#: Where to look where no register is unusual, by the line that says more of it.
LOOK = {"Length of life:": "how long lives are", "Where deprivation is:": "where deprivation is"}


@call
def glance(here: Area) -> Glance:
    """What is unusual for a place like it with people and a small picture each, lives and where need is, and the cards.

    Examples
    --------
    >>> jsna.glance(here)
    """
    table, places = here.notable(), lives(here)
    lead, beyond = (". ".join(text.rstrip(".") for text in texts if text) for texts in _sentences(here, table, places))
    return Glance(lead, _ordered(here, table, places), cards(here).cards, f"{beyond}." if beyond else "")


def _ordered(here: Area, table: pd.DataFrame, places: tuple[Point, ...]) -> tuple[Point, ...]:
    """What is unusual and how many die, the worse first; then lives, need, months that went far, what is usual, and practices."""
    told = findings.told(table) if len(table) else table
    registers, (deaths, *others) = points(here, told) if len(told) else (), places
    out = int(told["outside"].sum()) if len(told) else 0  # these come first in the table too
    unusual, died = registers[:out], (deaths,) if deaths.text else ()
    first = (*died, *unusual) if "higher" in death_rate_in_short(here) else (*unusual, *died)
    return (*first, *others, *months.furthest(here), *registers[out:], *practices_told(here, findings.looked_at(table)))


def _sentences(here: Area, table: pd.DataFrame, places: tuple[Point, ...]) -> tuple[list[str], list[str]]:
    """What leads: what is unusual, and deaths or where else to look; and what is to be borne in mind, below the findings."""
    deaths = death_rate_in_short(here)
    if table.empty:
        return [deaths], []
    first = [deaths, findings.headline(table)] if "higher" in deaths else [findings.headline(table), deaths]
    unfound = findings.unfound(table) if "higher" in deaths and "lower" not in deaths else ""
    untold = table.drop(findings.told(table).index)  # of those that are told, their own line says it
    below = [residents.warning(here), unfound, *(findings.cautions(untold) if len(untold) else ()), _similar(here, table)]
    if not findings.lined(table)["outside"].any():
        return [*first, _instead(places, "higher" in deaths)], below
    return first, [*below, *findings.reaching(table, here.peers()), findings.no_more_than_chance(table), findings.not_allowed_for(table)]


def _instead(places: tuple[Point, ...], many_die: bool) -> str:
    """Where to look in a place of which no register is unusual, in the order of its lines; nothing where nothing else is held."""
    names = ["deaths"] * many_die + [name for about, name in LOOK.items() if any(point.about == about for point in places[1:])]
    return f"Look first at {words.joined(names)}, not at a register" if names else ""


def _similar(here: Area, table: pd.DataFrame) -> str:
    """What the areas most like it say, and which test decides where the other finds nothing."""
    registers = [definition(str(key)) for key in findings.lined(table)["indicator_id"]] if findings.are_expected(table) else []
    similar = comparators.beyond_similar(here.compare_similar(registers)) if registers else ""
    if not similar or findings.lined(table)["outside"].any():
        return similar
    return f"{similar}. What is expected decides: it rests on all areas and allows for how widely they differ, which ten areas cannot show"


def points(here: Area, findings_told: pd.DataFrame) -> tuple[Point, ...]:
    """The rows of `findings.told` as a reader meets them first; each leads to its figure in the chapter of its indicator."""
    rows, places = comparators.beside(here, findings_told, {}), among.places(here, findings_told)
    marks = dots.table(rows, {}).set_index("name")
    widest = dots.widest(marks)
    return tuple(
        Point(f"{row['name']}:", f"{findings.finding(row)}{_place(places, key)}.", dots.small(marks.loc[row["name"]], widest), _figure(key))
        for key, (_, row) in zip(rows["indicator_id"].astype(str), rows.iterrows(), strict=True)
    )


def _place(places: dict[str, str], indicator: str) -> str:
    return f". Beside what is expected this is {places[indicator]}" if indicator in places else ""


def _figure(indicator: str) -> str:
    return f"{definition(indicator).chapter}-trend-{indicator}"
