"""The figure: what is drawn, what is said, and the rows that both are made from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

import pandas as pd
from matplotlib.figure import Figure as Canvas

from jsna.catalogue import definition
from jsna.figures.core import style, words
from jsna.figures.core.sources import cited

#: The number in the key of a figure that is of no chapter; a report gives each its own.
NO_CHAPTER = "00"
#: Rows of a table that a reader can still look through, rows of each end that a longer one lists, and rows that a page can hold.
LONGEST, ENDS, HEAVIEST = 80, 25, 150


class Shown:
    """What a notebook shows as HTML, by the renderer of this package."""

    html: ClassVar[Callable[[Any], str]]

    def _repr_html_(self) -> str:
        return Shown.html(self)


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
class Figure(Shown):
    """A finding, its chart, its data table and its source.

    Parameters
    ----------
    key : str
        Unique in a report, stable between runs: its chapter, kind and indicator.
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
    elsewhere : tuple of str
        What of the subtitle its chart says on an axis or in its key, or the sentence at its table: the line under the title does not
        show it again, and the table and every file have the whole.
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
    elsewhere: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        rows: pd.DataFrame,
        key: str,
        sentence: Sentence,
        columns: Mapping[str, Column],
        about: str = "",
        *,
        subtitle: str = "",
        whom: str | None = None,
        when: str | None = None,
        notes: Sequence[str] = (),
        ends: tuple[str, str] | None = None,
        axis: str = "",
        listed: str = "",
        source: str = "",
        caveat: str | None = None,
        **more: Any,
    ) -> Self:
        """A figure of indicator rows: its chapter, place, period, sources, caveat, and what its table lists are taken from them.

        Parameters
        ----------
        key : str
            What tells it from the others of its chapter: its kind, and its indicator where the kind has several.
        about, whom, when : str
            The `subtitle`: what is measured; of which areas, the place by default; in which periods, those of the rows by default.
        notes : sequence of str
            What the subtitle adds.
        ends : pair of str, optional
            What the first and the last rows are, where a table too long to look through lists `both_ends` alone.
        axis, listed : str
            What of `about` the chart itself says, on an axis or in its key; and which rows its table lists.
        source, caveat : str
            Where they are not those of the rows.
        """
        behind = more.get("behind")
        indicator_rows = rows if behind is None or "source_id" in rows else behind
        definitions = [definition(each) for each in (indicator_rows["indicator_id"].unique() if "indicator_id" in indicator_rows else ())]
        when = words.span(rows["period"]) if when is None and not subtitle else when
        whom = str(rows["place"].iloc[0]) if whom is None and not subtitle else whom
        if ends:
            more |= {"shown": both_ends(rows), "whole": len(rows) <= HEAVIEST}
            listed = ends_listed(rows, *ends)
        return cls(
            key=f"{definitions[0].chapter if definitions else NO_CHAPTER}-{key}",
            sentence=sentence,
            subtitle="; ".join(filter(None, [subtitle or ", ".join(filter(None, [about, whom, when])), *notes, listed])),
            elsewhere=tuple(filter(None, [axis, listed and f"; {listed}"])),
            rows=rows,
            columns=_verdicts_first(columns),
            source=source or cited(indicator_rows),
            caveat=" ".join(dict.fromkeys(each.caveat for each in definitions)) if caveat is None else caveat,
            **more,
        )

    @property
    def listed(self) -> pd.DataFrame:
        """The rows that the table lists."""
        return self.rows if self.shown is None else self.rows[self.shown.to_numpy()]

    @property
    def filed(self) -> pd.DataFrame:
        """The rows that the CSV holds."""
        return self.rows if self.whole else self.listed

    def __post_init__(self) -> None:
        if any(" " in name for name in self.columns):
            raise ValueError(f"names of columns stand in the page with a space between two: {list(self.columns)}")

    def __repr__(self) -> str:  # the rows in full would cost more than their drawing
        return f"Figure {self.key}"


def _verdicts_first(columns: Mapping[str, Column]) -> dict[str, Column]:
    """The columns with those of words on a scale right after the name of each row, where a phone shows them without scrolling."""
    name, *others = columns
    verdicts = [other for other in others if columns[other].order]
    return {key: columns[key] for key in dict.fromkeys((name, *verdicts, *others))}


def both_ends(rows: pd.DataFrame) -> "pd.Series[bool] | None":
    """The rows at both ends of a table that is too long to look through, and the `own` one; nothing where all can be listed."""
    place = pd.Series(range(len(rows)), dtype="int64")
    return None if len(rows) <= LONGEST else place.lt(ENDS) | place.ge(len(rows) - ENDS) | _own(rows)


def ends_listed(rows: pd.DataFrame, first: str, last: str) -> str:
    """What a subtitle says where a table lists `both_ends` alone, such as the 25 `largest` and the 25 `smallest`."""
    if len(rows) <= LONGEST:
        return ""
    others = f", the {ENDS} {last} and this practice" if _own(rows)[ENDS:-ENDS].any() else f" and the {ENDS} {last}"
    return f"the table lists the {ENDS} {first}{others}"


def _own(rows: pd.DataFrame) -> "pd.Series[bool]":
    marks = rows["own"] if "own" in rows else [False] * len(rows)
    return pd.Series(marks).reset_index(drop=True).astype(bool)


@dataclass(frozen=True)
class Missing(Shown):
    """What a figure gives when its data are not there: one sentence, never an empty chart.

    `said` means that an earlier figure of its chapter says so too; a report leaves out a section with nothing else in it.
    """

    what: str
    remedy: str
    said: bool = False


@dataclass(frozen=True)
class Multiples(Shown):
    """Small figures of one kind side by side, each with a finding, a table and a source of its own."""

    figures: tuple["Figure | Missing | Notice", ...]


@dataclass(frozen=True)
class Card:
    """One number that a reader should know first."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Cards(Shown):
    """A row of cards."""

    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Point:
    """One finding of a first screen: what it is about, the sentence that says it and those that add to it, trusted markup of a small
    picture, and the figure that it leads to.
    """

    about: str
    sentences: tuple[str, ...]
    picture: str
    figure: str

    @property
    def text(self) -> str:
        """All that it says."""
        return " ".join(self.sentences)


@dataclass(frozen=True)
class Glance(Shown):
    """What to know first: a sentence, its doubts, what it makes one ask and whom, findings and their pictures, numbers, and the rest."""

    lead: str
    points: tuple[Point, ...]
    cards: tuple[Card, ...]
    beyond: str = ""
    doubts: str = ""
    questions: str = ""
    asked: str = "a board"
    key: str = ""


@dataclass(frozen=True)
class Prose(Shown):
    """What people wrote beside the numbers: each part is harmless markup, and whose it is."""

    title: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Stack(Shown):
    """What stands one below the other, as one cell shows it."""

    parts: tuple[Shown, ...]


@dataclass(frozen=True)
class Notice(Shown):
    """A paragraph or list that is not a figure: a notice, a commentary, a list of sources."""

    title: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    kind: str = "note"  # note, warning, plain, or elsewhere: where another chapter says it
    folded: str = ""  # the name of the list, where it is folded away until somebody asks for it
