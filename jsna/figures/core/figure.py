"""The figure: what is drawn, what is said, and the rows that both are made from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from matplotlib.figure import Figure as Canvas

from jsna.figures.core import style

#: Rows of a table that a reader can still look through, rows of each end that a longer one lists, and rows that a page can hold.
LONGEST, ENDS, HEAVIEST = 100, 30, 150


@dataclass(frozen=True)
class Sentence:
    """What a figure says: the finding, what supports it, and its text alternative."""

    headline: str
    detail: tuple[str, ...] = ()
    alt: str = ""


#: The note of a value that is hidden, and what a table says in its place.
HIDDEN = "suppressed"


@dataclass(frozen=True)
class Column:
    """One column of the table under a figure.

    `text` turns a value into what a reader sees; `mark` turns the whole row into trusted
    markup (a bar, a shape) that stands beside that text and is hidden from screen readers.
    `order` are the words of the column from the least to the most, by which a reader sorts it;
    empty where the rows already stand in its order.
    """

    label: str
    text: Callable[[Any], str] = str
    numeric: bool = True
    mark: Callable[[Mapping[str, Any]], str] | None = None
    order: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Figure:
    """A finding, its chart, its data table and its source.

    Parameters
    ----------
    key : str
        Unique in a report, stable between runs: `03-funnel-qof_diabetes_prevalence`.
    sentence : Sentence
        Made from `rows` alone.
    subtitle : str
        Measure, place and period.
    rows : DataFrame
        The rows that are drawn and said; their numbers go into the CSV unrounded.
    columns : dict
        The columns of `rows` that a reader sees, in order; the first one heads each row.
    source : str
        Publisher, title, period and licence.
    draw : callable, optional
        Draws `rows` on a matplotlib figure; without it the table is the figure, and open.
    size : style.Size, or width and height
        Inches; a `Size` has a narrow drawing too, for phones.
    facts : dict
        Numbers in the sentences that stand in no single cell: label to text as said.
    shown : Series, optional
        Which of the rows the table lists, where it does not list all.
    whole : bool
        Whether the CSV holds all rows; else those that the table lists, where all of them would make the page too heavy.
    behind : DataFrame, optional
        The indicator rows that `rows` sums up, where `rows` are none themselves.
    """

    key: str
    sentence: Sentence
    subtitle: str
    rows: pd.DataFrame
    columns: Mapping[str, Column]
    source: str
    draw: Callable[[Canvas], None] | None = None
    size: style.Size | style.MapSize | tuple[float, float] = style.SIZE
    facts: Mapping[str, str] = field(default_factory=dict)
    caveat: str = ""
    shown: "pd.Series[bool] | None" = None
    whole: bool = True
    behind: pd.DataFrame | None = None

    @property
    def listed(self) -> pd.DataFrame:
        """The rows that the table lists."""
        return self.rows if self.shown is None else self.rows[self.shown.to_numpy()]

    @property
    def filed(self) -> pd.DataFrame:
        """The rows that the CSV holds."""
        return self.rows if self.whole else self.listed

    def __repr__(self) -> str:  # the rows in full would cost more than their drawing
        return f"Figure {self.key}"

    def _repr_html_(self) -> str:
        from jsna.figures.core.render import figure_html

        return figure_html(self)


def both_ends(rows: pd.DataFrame) -> "pd.Series[bool] | None":
    """The rows at both ends of a table that is too long to look through, and the `own` one; nothing where all can be listed."""
    place = pd.Series(range(len(rows)), dtype="int64")
    return None if len(rows) <= LONGEST else place.lt(ENDS) | place.ge(len(rows) - ENDS) | _own(rows)


def ends_listed(rows: pd.DataFrame, first: str, last: str) -> str:
    """What a subtitle adds where a table lists `both_ends` alone, such as the 30 `largest` and the 30 `smallest`."""
    if len(rows) <= LONGEST:
        return ""
    own = f", the {ENDS} {last} and this practice" if _own(rows)[ENDS:-ENDS].any() else f" and the {ENDS} {last}"
    return f"; the table lists the {ENDS} {first}{own}"


def _own(rows: pd.DataFrame) -> "pd.Series[bool]":
    own = rows["own"] if "own" in rows else [False] * len(rows)
    return pd.Series(own).reset_index(drop=True).astype(bool)


@dataclass(frozen=True)
class Missing:
    """What a figure gives when its data are not there: one sentence, never an empty chart.

    `said` means that an earlier figure of its chapter says so too; a report leaves out a section with nothing else in it.
    """

    what: str
    remedy: str
    said: bool = False

    def _repr_html_(self) -> str:
        from jsna.figures.core.render import missing_html

        return missing_html(self)


@dataclass(frozen=True)
class Multiples:
    """Small figures of one kind side by side, each with a finding, a table and a source of its own."""

    figures: tuple[Figure | Missing, ...]

    def _repr_html_(self) -> str:
        from jsna.figures.core.render import multiples_html

        return multiples_html(self)


@dataclass(frozen=True)
class Card:
    """One number that a reader should know first."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Cards:
    """A row of cards."""

    cards: tuple[Card, ...]

    def _repr_html_(self) -> str:
        from jsna.figures.core.render import cards_html

        return cards_html(self)


@dataclass(frozen=True)
class Notice:
    """A paragraph or list that is not a figure: a notice, a commentary, a list of sources."""

    title: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    kind: str = "note"  # note, warning or plain
    folded: str = ""  # the name of the list, where it is folded away until somebody asks for it

    def _repr_html_(self) -> str:
        from jsna.figures.core.render import notice_html

        return notice_html(self)
