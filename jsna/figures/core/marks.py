"""Marks: whose number a mark shows, by one shape and one colour in every kind of chart."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation, blended_transform_factory

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


def in_columns(names: Sequence[str], width: float) -> list[float]:
    """Inches from the left at which as many columns of marks with their names begin, row by row, as lie on a figure so wide."""
    for columns in range(len(names), 0, -1):
        widest = [0.38 + style.LETTER * max(map(len, names[column::columns])) for column in range(columns)]
        if sum(widest) <= width:
            return [0.1 + sum(widest[:column]) for column in range(columns)]
    return [0.1]


def looks(ax: Axes, entries: Sequence[tuple[str, Any, str]], columns: Sequence[float], lift: float = 14) -> None:
    """Marks by name in rows `lift` points above the axes: name, marker and colour of each, at so many inches from the left edge."""
    inches, rows = style.canvas(ax).dpi_scale_trans, -(-len(entries) // max(len(columns), 1))
    for number, (name, marker, colour) in enumerate(entries):
        row, column = divmod(number, len(columns))
        height = ScaledTranslation(0, lift / 72 + (rows - 1 - row) * 1.3 * style.LINE, inches)
        above, place = blended_transform_factory(inches, ax.transAxes) + height, columns[column]
        look: dict[str, Any] = {"marker": marker, "color": colour, "markeredgecolor": style.OUTLINE, "markersize": 9, "linestyle": ""}
        ax.plot([place], [1], transform=above, clip_on=False, **look)
        ax.annotate(name, (place, 1), (9, 0), xycoords=above, textcoords="offset points", va="center", annotation_clip=False)
