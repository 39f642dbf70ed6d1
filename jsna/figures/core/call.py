"""The one way in which a notebook calls a figure: the place first, then what is asked of it."""

from collections.abc import Callable, Iterator
from functools import wraps
from inspect import signature
from typing import Concatenate, ParamSpec, TypeVar

import pandas as pd

from jsna.catalogue import Definition, definition, definitions
from jsna.errors import JsnaError
from jsna.figures.core.area import Area, InWorkspace
from jsna.figures.core.figure import Figure, Multiples, Stack

P = ParamSpec("P")
Shown = TypeVar("Shown")
Figures = Callable[Concatenate[Area, P], Shown]


def call(figure: Figures[P, Shown]) -> Figures[P, Shown]:
    """A figure that answers an id or rows where the place belongs, or rows where an indicator does, with the call to write.

    Raises
    ------
    JsnaError
        With that call.
    """

    @wraps(figure)
    def checked(here: Area, *arguments: P.args, **variant: P.kwargs) -> Shown:
        misplaced: list[object] = [here] if isinstance(here, str) else []
        misplaced += [what for what in (here, *arguments, *variant.values()) if isinstance(what, pd.DataFrame | dict | list)]
        wrong = next(iter(misplaced), None)
        if wrong is not None:
            raise JsnaError(
                f"jsna.{figure.__name__}: expected the place first, then ids in quotes; found a {type(wrong).__name__}.",
                f"Write `jsna.{figure.__name__}(here{_asked(figure, wrong)})`.",
            )
        if isinstance(here, InWorkspace):
            here.open()
        output = figure(here, *arguments, **variant)
        if isinstance(here, InWorkspace):
            here.shown.update(_sources(output))
        return output

    return checked


def _sources(output: object) -> Iterator[str]:
    """The sources of the rows of every figure in what a cell shows."""
    if isinstance(output, Figure) and "source_id" in output.rows:
        yield from output.rows["source_id"].dropna().unique()
    for part in output.figures if isinstance(output, Multiples) else output.parts if isinstance(output, Stack) else ():
        yield from _sources(part)


def _asked(figure: Callable[..., object], value: object) -> str:
    """What stands behind `here` in a call that shows the rows that were given."""
    rows = next(iter(value.values()), None) if isinstance(value, dict) else value
    ids = list(dict.fromkeys(rows["indicator_id"])) if isinstance(rows, pd.DataFrame) and "indicator_id" in rows else []
    ids = [value] if isinstance(value, str) and value in definitions() else ids
    parameters, first = signature(figure).parameters, ids[0] if ids else next(iter(definitions()))
    if parameters.keys() & {"indicator", "indicators"} and (len(ids) == 1 or "chapter" not in parameters):
        return f', "{first}"'
    return f', chapter="{definition(first).chapter}"' if "chapter" in parameters else ""


def asked_for(here: Area, indicators: tuple[str, ...], chapter: str = "") -> list[Definition]:
    """The definitions of the indicators, or of a chapter as far as the area has them.

    Raises
    ------
    JsnaError
        Where neither is named; `CatalogueError`, with the nearest, where an indicator is none.
    """
    if not indicators and not chapter:
        raise JsnaError("This figure needs an indicator or a chapter.", 'Write it as `(here, "an id")` or `(here, chapter="…")`.')
    return [definition(each) for each in indicators] or here.indicators(chapter)


def unfit(kind: str, indicator: Definition, expected: str, met: str, instead: str) -> JsnaError:
    """That a kind of figure would say nonsense of an indicator, and the kind that shows it."""
    refused = f"jsna.{kind}: expected {expected}, found {indicator.id} {met}."
    return JsnaError(refused, f'Write `jsna.{instead}(here, "{indicator.id}")`.')
