"""Several indicators in figures of one kind: small multiples, of those that are named, of a chapter, or of its most notable."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from inspect import cleandoc
from typing import Protocol

from jsna.catalogue import Definition, definition
from jsna.figures import clauses
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.call import asked_for, call
from jsna.figures.core.figure import Figure, Missing, Multiples, Notice, Stack
from jsna.figures.kinds.scales import Together, alike
from jsna.footprints import kind_of

#: The kind of faces that stand beside a place in one figure of all, and have none of their own.
REGION = "statistical_region"
#: Draws one indicator of an area, small to stand beside others or not.
Draw = Callable[[Area, Definition, bool], Figure | Missing | Notice]
#: What help() says of what every kind is asked for.
PARAMETERS = """\
Parameters
----------
here : Assessment
    The place.
*indicators : str
    Ids of indicators, the analyst's own among them; several stand side by side, smaller.
chapter : str
    In place of ids: every indicator of this chapter that the place has.
notable : bool
    Of the chapter, only those that are furthest from England.
unless_in : str
    A chapter: what it draws of its most notable so is not drawn again, and a line says where it stands.

"""
#: What is said of those that another chapter draws as its most notable.
ELSEWHERE = "Chapter {chapter} draws {names} {so}, among the first that it looks at."
SO = {"funnel": "by practice", "trend": "by year"}
#: More faces than any place has, and what is said of more than a kind draws.
ANY, MANY = 1_000, "{name}: {count} districts and larger areas here have a rank, which stands in the report of each."


class Kind(Protocol):
    """What a notebook calls: one figure, or small ones side by side in fewer words; of the `notable` of a chapter always small ones."""

    def __call__(
        self, here: Area, /, *indicators: str, chapter: str = "", notable: bool = False, unless_in: str = ""
    ) -> Figure | Missing | Notice | Multiples | Stack: ...


def each(draw: Draw, most_faces: int = ANY, together: Together = list) -> Kind:
    """The kind of figure that draws one indicator so, of the area, or of each of its faces where only they have it.

    Those that stand side by side are `together` given scales that compare.

    Of more than `most_faces` there is a sentence: pages of charts that look alike are read by nobody.
    """

    def kind(
        here: Area, *indicators: str, chapter: str = "", notable: bool = False, unless_in: str = ""
    ) -> Figure | Missing | Notice | Multiples | Stack:
        elsewhere = [each for each in notable_of(here, unless_in) if each.id in indicators] if unless_in else []
        if elsewhere:
            rest = [each for each in indicators if each not in {other.id for other in elsewhere}]
            notice = _elsewhere(elsewhere, unless_in, draw.__name__)
            return Stack((kind(here, *rest), notice)) if rest else notice
        definitions = notable_of(here, chapter) if notable else asked_for(here, indicators, chapter)
        if not definitions:
            noun, _ = clauses.several(here.indicators(chapter))
            return Missing(f"No {noun} is drawn by itself here.", f"The table of all {noun}s says why.", said=True)
        several = notable or len(definitions) > 1
        outputs = tuple(output for indicator in definitions for output in _drawn(here, indicator, draw, several, most_faces))
        if len(outputs) == 1 and not notable:
            return outputs[0]
        gaps = [output for output in outputs if isinstance(output, Missing)]
        return _once(gaps) if len(gaps) == len(outputs) else Multiples(alike(outputs, together))

    about, head, example = cleandoc(draw.__doc__ or "").partition("Examples")
    kind.__name__, kind.__doc__, kind.__module__ = draw.__name__, f"{about}{PARAMETERS}{head}{example}", draw.__module__
    return call(kind)


def _elsewhere(definitions: list[Definition], chapter: str, kind: str) -> Notice:
    names = words.joined([clauses.about(each) for each in definitions])
    return Notice("", (ELSEWHERE.format(names=names, chapter=chapter, so=SO[kind]),), kind="elsewhere")


def _drawn(here: Area, indicator: Definition, draw: Draw, small: bool, most: int) -> list[Figure | Missing | Notice]:
    output = draw(here, indicator, small)
    every = here.faces(indicator.id) if isinstance(output, Missing) else ()
    faces = [face for face in every if kind_of(face.footprint) != REGION] or every  # a region says little of one place
    if len(faces) > most:
        return [Notice("", (MANY.format(name=indicator.name, count=len(faces)),), kind="plain")]
    outputs = [_as_of(face, draw(face, indicator, small or len(faces) > 1)) for face in faces] or [output]
    if not indicator.instead or not _missing(outputs) or _is_valued(here, indicator):
        return outputs
    others = _drawn(here, definition(indicator.instead), draw, small, most)
    return outputs if _missing(others) else others


def _missing(outputs: Sequence[object]) -> bool:
    return all(isinstance(output, Missing) for output in outputs)


def _is_valued(here: Area, indicator: Definition) -> bool:
    """Whether an area has a number of an indicator, drawn or not."""
    return bool(here.rows.loc[here.rows["indicator_id"] == indicator.id, "value"].notna().any())


def _once(gaps: list[Missing]) -> Missing | Multiples:
    """What is missing of several and would come from one place, in one sentence; a sentence of its own stays so."""
    names = list(dict.fromkeys(gap.what for gap in gaps))
    alike = len({(gap.remedy, gap.said) for gap in gaps}) == 1 and (len(names) == 1 or not any(name.endswith(".") for name in names))
    return replace(gaps[0], what=words.joined(names)) if alike else Multiples(tuple(gaps))


def _as_of(face: Area, output: Figure | Missing | Notice) -> Figure | Missing | Notice:
    """A figure of another area than the place of a report says whose it is: nothing in it is carried over to the place."""
    if not isinstance(output, Figure):
        return output
    kind, headline = words.kind(face.footprint), output.sentence.headline
    whose = f"{face.name} ({kind}): {words.lower(headline)}"
    if f" in {face.name}" in headline:
        whose = headline.replace(f" in {face.name}", f" in {face.name} ({kind})", 1)
    return replace(output, key=f"{output.key}-{face.code}", sentence=replace(output.sentence, headline=whose))


def notable_of(here: Area, chapter: str) -> list[Definition]:
    """The most notable of a chapter, in their order."""
    rows = here.notable(chapter)
    return [definition(indicator) for indicator in rows.loc[rows["chosen"].astype(bool), "indicator_id"]] if len(rows) else []
