"""Questions: what a board may ask of a place of which no register is unusual, each where its numbers give a reason to."""

import pandas as pd

from jsna.analysis import deprivation
from jsna.catalogue import serving
from jsna.figures import findings
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.kinds.inequality import is_clear, line_of
from jsna.figures.topics import months

#: Of fewer small areas in the most deprived fifth of England, as a share of all, there is no question of where need lies.
SOME = 0.1


def asked(here: Area, table: pd.DataFrame, many_die: bool, unfound: bool) -> tuple[str, ...]:
    """To which side registers lie together, and the questions, worst first; a practice has no places to ask of."""
    if here.footprint == "practice":
        return (findings.leaning(table),)
    reasons = {
        "why more people die": many_die,
        "whether illness is found": unfound,
        "where and why lives are shortest": _lives_differ(here),
        "what is done in the most deprived small areas": _is_deprived(here),
        "why unplanned stays changed so much": any(point.about == "Unplanned hospital stays:" for point in months.furthest(here)),
    }
    names = [question for question, has_reason in reasons.items() if has_reason]
    return findings.leaning(table), f"Questions for a board: {words.joined(names)}" if names else ""


def _lives_differ(here: Area) -> bool:
    """Whether men's or women's lives are clearly shorter where places are more deprived."""
    lines = [line_of(here, serving(f"length_of_life_{sex}")[0]) for sex in ("men", "women")]
    return any(line is not None and is_clear(line) for line in lines)


def _is_deprived(here: Area) -> bool:
    areas = here.small_areas()
    return len(areas) > 0 and deprivation.by_district(areas)["fifth"].sum() >= SOME * len(areas)
