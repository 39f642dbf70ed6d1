"""Dots: indicators of a place in one picture, each beside what it is set beside, from the most to the least."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import NullLocator
from matplotlib.transforms import blended_transform_factory
from numpy.typing import NDArray

from jsna.figures import clauses, findings, ranges
from jsna.figures.core import letters, marks, style, words

#: What an axis calls a quotient, those first that are named wherever they have room; between them stand a half and a quarter less or more.
NAMED = {0.5: "half", 2: "twice", 4: "4 times", 0.25: "a quarter", 8: "8 times", 0.125: "an eighth", 0.75: "¾", 1.5: "1½ times"}
#: Steps of an axis of differences, and the ends that an axis reaches at least: the next where it has no room for a second name.
STEPS, LEAST_ENDS = (0.5, 0.25, 0.2, 0.1), ((0.8, 1.25), (0.7, 1.4), (0.5, 2.0))
#: The longest name of the place among the names of marks, without its code, and on a phone, where a count follows on one line.
LONGEST_PLACE, LONGEST_ON_PHONE = 26, 23
#: Inches of a row, of the numbers on the right, and of how many people those are that a title names.
ROW, NUMBERS, PEOPLE = 0.26, 1.75, 0.75
#: Inches under the rows for the scale and what it is of.
SCALE = 0.6
#: Inches of a row of marks with their names, and points that it stands above the heads of the numbers.
KEY, LIFT = 0.23, 26
#: The columns of what is drawn that are no comparators.
OWN = ("name", "value", "line", "outside", "unjudged", "edge", "named", "here", "low", "high", "lower", "upper", "written", "written_line",
       "people_told", "worse")  # fmt: skip
#: What a mark of the place is called that is outside what is usual, and one that is not; where a test says so of it, by its limits.
LOOKS = {False: ("unusual", "in the range"), True: ("differs", "similar")}
UNJUDGED, WORSE = "cannot be judged", "worse"
#: Measures of which a half and twice as much are as far from as much.
DIVISIBLE = ("proportion", "share", "rate", "standardised", "ratio")
#: What the bands are, and their marker.
BAND, BAR = "95 of 100 such places", ((-1.0, -0.6), (1.0, -0.6), (1.0, 0.6), (-1.0, 0.6), (-1.0, -0.6))
#: What stands at 1 where it is expected.
WHAT_IS_EXPECTED = "what is expected for age and deprivation"
#: The longest name beside a row; of few rows, which leave room, and of those at the end of a range.
LONGEST, LONGEST_OF_FEW, FEW = 38, 52, 4
#: What follows the name of a row at the very end of its range, by whether it is outside.
EDGES = {True: ", only just", False: ", just usual"}


def table(rows: pd.DataFrame, tables: Mapping[str, pd.DataFrame], named: Collection[Any] = ()) -> pd.DataFrame:
    """What is drawn of rows of `comparators.beside`: what the title names (the labels `named`) first, then the largest quotient.

    Returns
    -------
    DataFrame
        Columns `OWN`, of which `here`, `low` and `high` are quotients of the `line` and `people_told` how many people more or fewer a row
        has that is `named`, and a column of quotients for each comparator, by its name. Where nothing is expected the line is England's,
        which has no column then, and there is no band.
    """
    expected = findings.are_expected(rows)
    low, high = (rows[f"expected_{end}_95"] / rows["line"] if expected else float("nan") for end in ("lower", "upper"))
    others = {
        clauses.beside(name, theirs): rows["indicator_id"].map(theirs.set_index("indicator_id")["comparator_value"]) / rows["line"]
        for name, theirs in tables.items()
        if expected or name != "England"
    }
    texts = {"written": rows["value"].map(words.percent), "written_line": rows["line"].map(words.percent)}
    limits: dict[str, Any] = {"low": low, "high": high, "lower": float("nan"), "upper": float("nan")}
    titled = rows.index.isin(list(named))
    people = [words.more_or_fewer(row["people"]) if key in named else "" for key, row in rows.iterrows()]
    unjudged, edge = rows.index.isin(ranges.unjudged(rows).index), rows.index.isin(ranges.edges(rows).index)
    marked: dict[str, Any] = {"worse": False, "named": titled, "people_told": people, "unjudged": unjudged, "edge": edge}
    return _in_order(rows.assign(**marked, **limits, **texts), others)


def tested(rows: pd.DataFrame, others: Mapping[str, pd.Series]) -> pd.DataFrame:
    """What is quotients of rows that a test sets beside a `line`: as `table`, with the 95% limits of each value, and no band."""
    limits = {end: rows[f"{end}_95"] / rows["line"] for end in ("lower", "upper")}
    quotients = {name: each / rows["line"] for name, each in others.items()}
    plain: dict[str, Any] = dict.fromkeys(("named", "unjudged", "edge"), False) | dict.fromkeys(("low", "high"), float("nan"))
    return _in_order(rows.assign(people_told="", **plain, **limits), quotients)


def _in_order(rows: pd.DataFrame, others: Mapping[str, pd.Series]) -> pd.DataFrame:
    """The columns of what is quotients; what is nothing has no place on a scale of quotients, and keeps its row."""
    quotients = rows.assign(here=(rows["value"] / rows["line"]).where(rows["value"] > 0))[list(OWN)].assign(**others)
    return quotients.sort_values(["named", "here"], ascending=False, ignore_index=True)


def line(rows: pd.DataFrame) -> str:
    """What stands at 1."""
    return "expected" if findings.are_expected(rows) else "England"


def size(quotients: pd.DataFrame) -> style.Size:
    """The size of a drawing of so many rows, with room for what its marks mean."""
    wide = style.size(len(quotients), ROW)
    return wide._replace(height=wide.height + SCALE, narrow=wide.narrow + 0.4 + 3 * style.LINE)


def draw(fig: Canvas, quotients: pd.DataFrame, beside: str, about: str, place: str) -> None:
    """Each row of what it is `about`: a band where such places lie, marks of comparators, the `place` itself, its numbers; `beside` is what
    stands at 1."""
    narrow, at = style.is_narrow(fig), np.arange(len(quotients))
    others = {name: marks.beside(name) for name in [name for name in quotients.columns if name not in OWN][: 1 if narrow else None]}
    lines = style.first_lines(fig, f"{about} beside {WHAT_IS_EXPECTED if beside == 'expected' else beside}") * style.LINE
    looks = _looks(quotients, others, letters.short(place.partition(" (")[0], LONGEST_ON_PHONE if narrow else LONGEST_PLACE))
    columns = marks.in_columns([name for name, *_ in looks], fig.get_figwidth())
    top = 0.5 + KEY * -(-len(looks) // len(columns))
    edges = bool(quotients["edge"].any())  # whose names say so
    right, longest = 0.25 if narrow else NUMBERS, LONGEST_OF_FEW if edges or len(quotients) <= FEW else LONGEST
    right += PEOPLE * bool(quotients["people_told"].any())
    names = _names(quotients)
    ax = style.row_axes(fig, names, right, top + lines, bottom=SCALE, longest=longest, heavy=set(names[quotients["named"]]))
    band: dict[str, Any] = {"height": 0.25 if narrow else 0.5, "color": style.BAND, "edgecolor": style.CONTEXT, "linewidth": 0.6}
    ax.barh(at, quotients["high"] - quotients["low"], left=quotients["low"], clip_on=False, **band)
    ax.axvline(1, color=style.DARK, linewidth=1.3, zorder=2, clip_on=False)
    ax.hlines(at, quotients["lower"], quotients["upper"], color=style.BLUE, linewidth=2, zorder=2, clip_on=False)
    for name, mark in others.items():
        # Larger than the mark of the place, which lies on them: neither hides the other.
        ax.scatter(quotients[name], at, 65, mark.face, marker=mark.marker, linewidths=1.1, edgecolors=mark.edge, zorder=3, clip_on=False)
    for those, mark, area in _looks_of_rows(quotients):
        look: dict[str, Any] = {"marker": mark.marker, "edgecolors": mark.edge if mark == marks.UNJUDGED else style.PAPER}
        ax.scatter(quotients["here"][those], at[those], area, mark.face, zorder=4, clip_on=False, **look)
    _axis(fig, ax, quotients[["here", "low", "high", "lower", "upper", *others]].to_numpy(float), beside)
    _numbers(fig, ax, quotients, beside)
    marks.looks(ax, looks, columns, LIFT)


def _names(quotients: pd.DataFrame) -> "pd.Series[str]":
    """The names of rows without a term in brackets, which stands in the table; those at the very end of their range say so."""
    edges = quotients["outside"].astype(bool).map(EDGES).where(quotients["edge"], "")
    return quotients["name"].str.partition(" (")[0] + edges


def _looks_of_rows(quotients: pd.DataFrame) -> list[tuple[NDArray[np.bool_], marks.Mark, int]]:
    """Which rows have which mark of the place."""
    out, unjudged, worse = (quotients[column].to_numpy(bool) for column in ("outside", "unjudged", "worse"))
    quiet = [(~out & ~unjudged, marks.HERE, 48), (~out & unjudged, marks.UNJUDGED, 48)]
    return [*quiet, (out & ~worse, marks.DIFFERS, 70), *([(out & worse, marks.WORSE, 70)] if (out & worse).any() else [])]


def _looks(quotients: pd.DataFrame, others: Mapping[str, marks.Mark], place: str) -> list[tuple[str, Any, str]]:
    """The marks of the place and of comparators with their names."""
    out, unjudged = quotients["outside"].astype(bool), quotients["unjudged"].astype(bool) & ~quotients["outside"].astype(bool)
    unusual, usual = LOOKS[bool(quotients["lower"].notna().any())]
    worse = out & quotients["worse"].astype(bool)
    differs = ((unusual, marks.DIFFERS, out & ~worse), (WORSE, marks.WORSE, worse))
    looks = (*differs, (usual, marks.HERE, ~out & ~unjudged), (UNJUDGED, marks.UNJUDGED, unjudged))
    points = [(f"{name}{_count(quotients[there])}", mark.marker, mark.face) for name, mark, there in looks if there.any()]
    if quotients["low"].notna().any() and not out.any():
        points = [(f"none of {len(quotients) - int(unjudged.sum())} unusual", marks.HERE.marker, marks.HERE.face), *points[1:]]
    points = [(words.capital(name) if at else f"{place}, {name}", mark, face) for at, (name, mark, face) in enumerate(points)]
    theirs = [(words.capital(name), mark.marker, mark.face) for name, mark in others.items()]
    return [*points, *theirs, *([(BAND, BAR, style.BAND)] if quotients["low"].notna().any() else [])]


def _count(rows: pd.DataFrame) -> str:
    """How many rows have a mark, and on which side: a title that names none of them counts them."""
    if not rows["outside"].any():
        return f": {len(rows)}"
    sides = ((int((rows["here"] > 1).sum()), "higher"), (int((rows["here"] < 1).sum()), "lower"))
    return f": {', '.join(f'{count} {side}' for count, side in sides if count)}"


def _axis(fig: Canvas, ax: Axes, quotients: NDArray[np.float64], beside: str) -> None:
    """A scale on which half and twice are as far from 1, with at least two names, and what it is of."""
    ends, inches = quotients[np.isfinite(quotients) & (quotients > 0)], ax.get_position().width * fig.get_figwidth()
    ax.set_xscale("log")
    for low, high in LEAST_ENDS:
        ax.set_xlim(min(ends.min() * 0.93, low), max(ends.max() * 1.07, high))
        ticks, text = _scale(np.log(ax.get_xlim()), inches, beside)
        if len(ticks) > 1:
            break
    ax.set_xticks(list(ticks), list(ticks.values()))
    for grid in ax.get_xgridlines():  # nothing lies beyond the ends, and clipping weighs
        grid.set_clip_on(False)
    ax.xaxis.set_minor_locator(NullLocator())
    style.x_title(ax, text)


def _scale(ends: NDArray[np.float64], inches: float, beside: str) -> tuple[dict[float, str], str]:
    """The names of a scale of quotients and what it is of: multiples, or differences in per cent where more of these have room."""
    multiples = _ticks({1.0: f"as {beside}"}, NAMED, ends, inches)
    steps = [{1 + sign * k * step: words.signed(f"{k * step:.0%}", sign) for k in (1, 2, 3) for sign in (1, -1)} for step in STEPS]
    differences = max((_ticks({1.0: beside}, each, ends, inches) for each in steps), key=len)
    if len(multiples) > 2 or len(multiples) >= len(differences):
        return multiples, f"As a multiple of what is {beside}" if beside == "expected" else f"As a multiple of {beside}'s"
    return differences, f"Difference from {'what is ' if beside == 'expected' else ''}{beside}"


def _ticks(first: dict[float, str], names: Mapping[float, str], ends: NDArray[np.float64], inches: float) -> dict[float, str]:
    """The first name and as many others, in their order, as have room on an axis."""
    ticks = first
    for quotient, name in names.items():
        more = dict(sorted((ticks | {float(quotient): name}).items()))
        ticks = more if quotient > 0 and _have_room(more, ends, inches) else ticks
    return ticks


def _have_room(ticks: dict[float, str], ends: NDArray[np.float64], inches: float) -> bool:
    """Whether names lie on an axis of so many inches, none on another."""
    middles = (np.log(list(ticks)) - ends[0]) / (ends[1] - ends[0]) * inches
    halves = np.array([letters.across(name) / 2 for name in ticks.values()])
    inside = middles[0] > 0 and middles[-1] < inches and middles[0] - halves[0] > -0.2 and middles[-1] + halves[-1] < inches + 0.24
    return bool(inside and (np.diff(middles) > halves[1:] + halves[:-1] + 0.08).all())


def _numbers(fig: Canvas, ax: Axes, quotients: pd.DataFrame, beside: str) -> None:
    """The value here and of the line: in two columns under their names, or after the name of the row where it is narrow; and people."""
    bold, people = [bool(named) for named in quotients["named"]], quotients["people_told"].tolist()
    here, there = quotients["written"].tolist(), quotients["written_line"].tolist()
    right, plain = fig.get_figwidth() - 0.05, [False] * len(quotients)
    last, told = right - PEOPLE * any(people), {right: ("People", people, bold)} if any(people) else {}
    columns = {last - 0.85: ("Here", words.aligned(here), bold), last: (words.capital(beside), words.aligned(there), plain)} | told
    if style.is_narrow(fig):
        head = f"Here ({beside}){', people' if any(people) else ''}"
        columns = {right: (head, [f"{a} ({b})" for a, b in zip(here, there, strict=True)], plain)}  # room for a long name
        for row, text in enumerate(people):
            style.label(ax, right, row, text, dx=0, xycoords=blended_transform_factory(fig.dpi_scale_trans, ax.transData),
                        ha="right", fontweight="bold")  # fmt: skip
    top = blended_transform_factory(fig.dpi_scale_trans, ax.transAxes)
    for inches, (head, texts, heavy) in columns.items():
        style.beside_rows(ax, inches, texts, heavy, ha="right")
        ax.annotate(head, (inches, 1), (0, 4), xycoords=top, textcoords="offset points", ha="right", va="bottom", annotation_clip=False)
