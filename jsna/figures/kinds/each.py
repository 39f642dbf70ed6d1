"""Several indicators in figures of one kind: small multiples, of those that are named, of a chapter, or of its most notable."""

from collections.abc import Callable
from typing import Protocol

from jsna.catalogue import Definition, definition
from jsna.figures import clauses
from jsna.figures.core.area import Area
from jsna.figures.core.call import asked_for, call
from jsna.figures.core.figure import Figure, Missing, Multiples, Notice

#: Draws one indicator of an area, small to stand beside others or not.
Draw = Callable[[Area, Definition, bool], Figure | Missing | Notice]


class Kind(Protocol):
    """What a notebook calls: one figure, or small ones side by side in fewer words; of the `notable` of a chapter always small ones."""

    def __call__(
        self, here: Area, /, *indicators: str, chapter: str = "", notable: bool = False
    ) -> Figure | Missing | Notice | Multiples: ...


def each(draw: Draw) -> Kind:
    """The kind of figure that draws one indicator so."""

    def kind(here: Area, *indicators: str, chapter: str = "", notable: bool = False) -> Figure | Missing | Notice | Multiples:
        definitions = notable_of(here, chapter) if notable else asked_for(here, indicators, chapter)
        if not definitions:
            noun, _ = clauses.several(here.indicators(chapter))
            return Missing(f"No {noun} is drawn by itself here.", f"The table of all {noun}s says why.", said=True)
        if len(definitions) == 1 and not notable:
            return draw(here, definitions[0], False)
        drawn = tuple(draw(here, known, True) for known in definitions)
        alike = isinstance(drawn[0], Missing) and len(set(drawn)) == 1  # what is missing of all is said once
        return drawn[0] if alike else Multiples(drawn)

    kind.__name__, kind.__doc__, kind.__module__ = draw.__name__, draw.__doc__, draw.__module__
    return call(kind)


def notable_of(here: Area, chapter: str) -> list[Definition]:
    """The most notable of a chapter, in their order."""
    rows = here.notable(chapter)
    return [definition(known) for known in rows.loc[rows["chosen"].astype(bool), "indicator_id"]] if len(rows) else []
