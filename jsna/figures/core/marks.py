"""Marks: whose number a mark shows, by one shape and one colour in every kind of chart."""

from typing import NamedTuple

from jsna.figures.core import style


class Mark(NamedTuple):
    """The marker, the colour inside and the colour of the edge."""

    marker: str
    face: str
    edge: str


#: The place or practice that a chart is about: as others are or not tested, and where it differs from what it is set beside.
HERE, DIFFERS = Mark("o", style.BLUE, style.BLUE), Mark("D", style.BLUE, style.BLUE)
#: The place where such places differ too widely to judge it.
UNJUDGED = Mark("o", style.PAPER, style.BLUE)
#: The same where it is worse: to the right of a line or above one, as the other is left of it or below.
WORSE = Mark("D", style.ORANGE, style.ORANGE)
#: England at one point; as a level it is a dashed line, DARK, with its name.
ENGLAND = Mark("s", style.CONTEXT, style.CONTEXT)
#: The wider area, its rest and its other parts; and areas that are similar.
WIDER, SIMILAR = Mark("^", style.PAPER, style.DARK), Mark("v", style.PAPER, style.DARK)
#: What is expected at one point, and what takes no part in a comparison.
EXPECTED, SPECIAL = Mark("|", style.DARK, style.DARK), Mark("X", style.PAPER, style.OUTLINE)
#: Any other area or practice.
OTHER = Mark("o", style.CONTEXT, style.CONTEXT)


def beside(comparator: str) -> Mark:
    """The mark of a comparator by what it is called."""
    return ENGLAND if comparator == "England" else WIDER if "wider area" in comparator else SIMILAR
