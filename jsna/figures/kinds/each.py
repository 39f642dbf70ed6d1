"""Several indicators in figures of one kind: small multiples, of those that are named, of a chapter, or of its most notable."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from jsna.catalogue import Definition, definition
from jsna.figures import clauses
from jsna.figures.core import words
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
    """The kind of figure that draws one indicator so, of the area, or of each of its faces where only they have it."""

    def kind(here: Area, *indicators: str, chapter: str = "", notable: bool = False) -> Figure | Missing | Notice | Multiples:
        definitions = notable_of(here, chapter) if notable else asked_for(here, indicators, chapter)
        if not definitions:
            noun, _ = clauses.several(here.indicators(chapter))
            return Missing(f"No {noun} is drawn by itself here.", f"The table of all {noun}s says why.", said=True)
        several = notable or len(definitions) > 1
        outputs = tuple(output for indicator in definitions for output in _drawn(here, indicator, draw, several))
        if len(outputs) == 1 and not notable:
            return outputs[0]
        alike = isinstance(outputs[0], Missing) and len(set(outputs)) == 1  # what is missing of all is said once
        return outputs[0] if alike else Multiples(outputs)

    kind.__name__, kind.__doc__, kind.__module__ = draw.__name__, draw.__doc__, draw.__module__
    return call(kind)


def _drawn(here: Area, indicator: Definition, draw: Draw, small: bool) -> list[Figure | Missing | Notice]:
    output = draw(here, indicator, small)
    faces = here.faces(indicator.id) if isinstance(output, Missing) else ()
    return [_as_of(face, draw(face, indicator, small or len(faces) > 1)) for face in faces] or [output]


def _as_of(face: Area, output: Figure | Missing | Notice) -> Figure | Missing | Notice:
    """A figure of another area than the place of a report says whose it is: nothing in it is carried over to the place."""
    if not isinstance(output, Figure):
        return output
    whose = f"{face.name} ({words.kind(face.footprint)}): {words.lower(output.sentence.headline)}"
    return replace(output, key=f"{output.key}-{face.code}", sentence=replace(output.sentence, headline=whose))


def notable_of(here: Area, chapter: str) -> list[Definition]:
    """The most notable of a chapter, in their order."""
    rows = here.notable(chapter)
    return [definition(indicator) for indicator in rows.loc[rows["chosen"].astype(bool), "indicator_id"]] if len(rows) else []
