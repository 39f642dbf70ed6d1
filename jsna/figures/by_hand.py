"""Figures by hand: a table and a chart of an analyst's own numbers, with all that a figure of this package has."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from jsna.errors import JsnaError
from jsna.figures.core import style
from jsna.figures.core.figure import HEAVIEST, NO_CHAPTER, Figure, Sentence, both_ends, ends_listed
from jsna.figures.core.frames import tabled
from jsna.figures.core.markup import slug
from jsna.figures.core.table import csv_text
from jsna.figures.core.words import capital

#: How the key of such a figure begins, and what its subtitle says, for nobody stands behind it but its source.
KEY = f"{NO_CHAPTER}-own-"
MARK = "own data, not checked against published data"
#: What each of them is that one must have.
NEEDED = {"draw": "what draws on axes", "title": "what it shows", "alt": "the drawing in words", "source": "whose numbers they are"}
#: Characters of a CSV that a page can hold.
LARGEST = 100_000

#: Draws rows on the axes that it is given.
Draw = Callable[[Axes, pd.DataFrame], object]


def table(
    rows: pd.DataFrame, *, title: str = "", source: str = "", detail: str | Sequence[str] = (), subtitle: str = "",
    facts: Mapping[str, str] | None = None, caveat: str = "",
) -> Figure:
    """A table of your own as a figure: numbered, with a CSV, in Word and in the workbook, called *own data* with its source.

    Parameters
    ----------
    rows : DataFrame
        A row a line; the first column, or the named index, heads each. Its `attrs["units"]` may give units by the name of a column.
    title : str
        The finding, in one sentence.
    source : str
        Whose numbers they are, of when.
    detail : str or sequence of str
        What supports the finding. Each number in a sentence must be in the rows or in `facts`: a report checks it.
    subtitle : str
        What is measured, where and when.
    facts : dict
        Numbers of the sentences that no single cell holds: label to text as said.
    caveat : str
        What a reader must know before relying on it.

    Raises
    ------
    JsnaError
        Saying what is missing, or which cell cannot stand in a table.

    Examples
    --------
    >>> jsna.table(visits, title="Clinic B sees most families", source="Visit sheets of the clinics, March 2023")
    """
    _check("jsna.table", rows, title=title, source=source)
    return _figure("jsna.table", rows, Sentence(title, _sentences(detail)), source, subtitle, facts, caveat=caveat)


def chart(
    rows: pd.DataFrame, *, draw: Draw | None = None, title: str = "", alt: str = "", source: str = "", detail: str | Sequence[str] = (),
    subtitle: str = "", facts: Mapping[str, str] | None = None, caveat: str = "",
) -> Figure:
    """A drawing of your own as a figure: with its table, a PNG and a CSV, a narrow drawing for phones, in Word and in the workbook.

    Parameters
    ----------
    rows, title, source, detail, subtitle, facts, caveat
        As for `jsna.table`.
    draw : callable
        Takes axes of matplotlib and the rows, and draws on these axes: once 8 inches wide, once 4.
    alt : str
        The drawing in words, with a number that is in the rows.

    Raises
    ------
    JsnaError
        As `jsna.table`, and where nothing is drawn.

    Examples
    --------
    >>> def draw(ax, rows):
    ...     ax.bar(rows["clinic"], rows["families"])
    >>> jsna.chart(visits, draw=draw, title="Clinic B sees most families", alt="Bars: 120 families at clinic B", source="Visit sheets")
    """
    _check("jsna.chart", rows, draw=draw, title=title, alt=alt, source=source)
    if not any(map(str.isdigit, alt)):
        without = f"jsna.chart: expected alt= with a number of the rows, found {alt[:80]!r}."
        raise JsnaError(without, "Say what somebody who cannot see it must know.")

    def drawn(canvas: Canvas) -> None:
        canvas.set_layout_engine("constrained")
        axes = canvas.subplots()
        if draw is not None:
            draw(axes, rows)
        if not (axes.has_data() or axes.texts):
            raise JsnaError("jsna.chart: draw= drew nothing on the axes that it was given.", "Write `ax.plot(…)`, not `plt.plot(…)`.")

    drawn(Canvas(figsize=style.SIZE[:2]))  # a mistake in it is one of its cell, not of a page that is made later
    sentence = Sentence(title, _sentences(detail), alt)
    return _figure("jsna.chart", rows, sentence, source, subtitle, facts, caveat=caveat, draw=drawn, size=style.SIZE)


def _check(call: str, rows: object, **needed: object) -> None:
    """All that is missing, at once."""
    if not isinstance(rows, pd.DataFrame):
        raise JsnaError(f"{call}: expected a DataFrame first, found a {type(rows).__name__}.", "Write `pd.DataFrame(…)` around it.")
    if rows.empty:
        raise JsnaError(f"{call}: expected rows and columns, found {len(rows)} by {len(rows.columns)}.", "Look at what was filtered out.")
    present = {name: callable(value) if name == "draw" else isinstance(value, str) and value.strip() for name, value in needed.items()}
    if gaps := [f"{name}= ({NEEDED[name]})" for name in needed if not present[name]]:
        raise JsnaError(f"{call}: missing: {', '.join(gaps)}.", "Write it in the brackets.")


def _sentences(detail: str | Sequence[str]) -> tuple[str, ...]:
    return tuple(filter(None, [detail] if isinstance(detail, str) else detail))


def _figure(
    call: str, rows: pd.DataFrame, sentence: Sentence, source: str, subtitle: str, facts: Mapping[str, str] | None, **more: Any
) -> Figure:
    plain, columns = tabled(rows, call)
    figure = Figure(
        key=KEY + slug(sentence.headline),
        sentence=sentence,
        subtitle=capital("; ".join(filter(None, [subtitle, ends_listed(plain, "first", "last"), MARK]))),
        rows=plain,
        columns=columns,
        source=f"{source.strip().rstrip('.')}.",
        facts=dict(facts or {}),
        shown=both_ends(plain),
        whole=len(plain) <= HEAVIEST,
        **more,
    )
    if (size := len(csv_text(figure))) > LARGEST:
        raise JsnaError(f"{call}: expected at most {LARGEST:,} characters of CSV, found {size:,}.", "Show fewer rows or columns.")
    return figure
