"""Drawing of ranks: areas from the highest to the lowest, the own one and its siblings by name, England a line across."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.transforms import Bbox

from jsna.catalogue import Definition
from jsna.figures import clauses
from jsna.figures.core import letters, marks, style, words

#: What a test finds of areas that are not clearly different.
UNCLEAR = ["similar", "cannot tell"]
#: More siblings than this are marked and not labelled.
LABELLED = 6
#: More areas than this touch each other on a narrow chart: there they are one line, and the own area and its siblings have marks.
CROWDED = 60
#: How far along its line England may be named, and above or below it, in points.
PLACES = ((1.0, 4), (0.0, -4), (0.0, 4), (1.0, -4), *((at, up) for at in (0.75, 0.25, 0.5) for up in (4, -4)))
#: The height of a name, as a share of the chart.
NAME = 0.075
#: How many such heights a name stands above England's line at least.
ABOVE = 1.9
#: Inches that the name of an end keeps from marks: nearer it would seem to be theirs.
MARGIN = 0.15


def draw(fig: Canvas, table: pd.DataFrame, definition: Definition, kind: str, england: float = float("nan")) -> None:
    """The areas from the highest to the lowest: own and siblings marked and named, England a line, what is not clearly different hollow."""
    ax = style.axes(fig, left=0.7 if table["value"].max() < 100_000 else 1.0, right=0.3, top=0.45)
    narrow = style.is_narrow(fig)
    crowded, few = narrow and len(table) > CROWDED, table["sibling"].sum() <= LABELLED + 1
    labels = table["own"] | (table["sibling"] & few & (not narrow))  # on a phone names of siblings would lie on marks
    alike = table["beside"].isin(UNCLEAR)
    groups = (
        (~table["sibling"] & ~alike, marks.OTHER, 10),
        (~table["sibling"] & alike, marks.OTHER._replace(face=style.PAPER), 10),
        (table["sibling"] & ~table["own"], marks.WIDER, 40),
        (table["own"], marks.HERE, 80),
    )
    if crowded:
        ax.plot(table.index + 1, table["value"], color=style.CONTEXT, linewidth=3)
    for members, mark, size in groups[2 * crowded :]:
        rows = table[members]
        ax.vlines(rows.index + 1, rows["lower_95"], rows["upper_95"], color=mark.edge, linewidth=0.9 if size < 40 else 2.2)
        look: dict[str, Any] = {"color": mark.face, "edgecolors": mark.edge, "linewidths": 0.8 if size < 40 else 1.2}
        ax.scatter(rows.index + 1, rows["value"], s=size, marker=mark.marker, zorder=3 + (size > 40), **look)
    axis_note = _frame(fig, ax, table, labels, england)
    style.numbers(ax.yaxis, clauses.sign(definition), decimals=0 if table["value"].max() > 5 else 1)
    unnamed = (table["sibling"] & ~table["own"] & ~labels).any()
    style.x_title(ax, f"{len(table):,} {kind}s in order{'; triangles: others of the wider area' if unnamed else ''}")
    style.y_title(ax, f"{clauses.axis(definition)}{axis_note}")  # before names: its lines take from the height
    names = _names(fig, ax, table, labels, definition, england)
    _england_line(fig, ax, table, england, f"England {clauses.value(england, definition)}", names)
    if crowded:
        _ends_by_name(fig, ax, table, definition)


def from_nearer_end(area: pd.Series) -> str:
    """A place in an order, as the title and the axis both count it: `highest`, `joint 2nd highest`, `9th lowest`."""
    end, place = ("lowest", area["rank_from_lowest"]) if area["rank_from_lowest"] < area["rank"] else ("highest", area["rank"])
    return f"{'joint ' if area['joint'] else ''}{f'{words.ordinal(int(place))} ' if place > 1 else ''}{end}"


def _england_line(fig: Canvas, ax: Axes, table: pd.DataFrame, england: float, text: str, names: list[Bbox]) -> None:
    """England across the chart, named above or below its line, at an end or else between, where fewest names and areas are."""
    if pd.isna(england):
        return
    ax.axhline(england, color=style.DARK, linewidth=1.3, linestyle=(0, (5, 3)), zorder=1)
    box = ax.get_window_extent()
    high, wide = 1.3 * style.LINE * fig.dpi, letters.across(text) * fig.dpi
    line, points = ax.transData.transform((0, england))[1], ax.transData.transform(np.column_stack([table.index + 1, table["value"]]))
    spots = {
        (at, up): Bbox.from_bounds(box.x0 + at * (box.width - wide), line if up > 0 else line - high, wide, high) for at, up in PLACES
    }
    at, up = min(spots, key=lambda spot: 50 * spots[spot].count_overlaps(names) + spots[spot].count_contains(points))
    x, ha = (1.0, "right") if at == 1 else (at * (1 - wide / box.width), "left")
    style.label(ax, x, england, text, dx=0, dy=up, ha=ha, xycoords=ax.get_yaxis_transform())


def _ends_by_name(fig: Canvas, ax: Axes, table: pd.DataFrame, definition: Definition) -> None:
    """The highest and the lowest beside their ends of the line, where there is room; a sibling has its mark, and one of several no name."""
    texts = [text.get_window_extent() for text in (*ax.texts, *fig.texts) if text.get_text()]  # first, since that sets the resolution
    points = ax.transData.transform(np.column_stack([table.index + 1, table["value"]])) / fig.dpi
    for row, (x, y), side in ((table.iloc[0], points[0], 1), (table.iloc[-1], points[-1], -1)):
        text, wide = _text(fig, row, definition)
        left, high = x + 0.08 if side > 0 else x - 0.08 - wide, style.LINE
        feet = (y + up * high for up in ((0, -0.5, -1) if side > 0 else (-1, -0.5, 0)))
        spots = [Bbox.from_bounds(*(fig.dpi * inches for inches in (left, foot, wide, high))) for foot in feet]
        free = [spot for spot in spots if not (row["sibling"] or row["joint"]) and _is_free(ax, spot, texts)]
        if free:
            at, height = ax.transData.inverted().transform((fig.dpi * (x + 0.08 * side), (free[0].y0 + free[0].y1) / 2))
            style.label(ax, at, height, text, dx=side / 100, va="center")


def _is_free(ax: Axes, spot: Bbox, texts: list[Bbox]) -> bool:
    """Whether a spot lies above the foot of the axes, on no word, line or mark."""
    crossed = any(line.get_transform().transform_path(line.get_path()).intersects_bbox(spot, filled=False) for line in ax.lines)
    marked = any(spot.padded(MARGIN * ax.figure.dpi).count_contains(ax.transData.transform(each.get_offsets())) for each in ax.collections)
    return ax.get_window_extent().y0 <= spot.y0 and not (crossed or marked or spot.count_overlaps(texts))


def _frame(fig: Canvas, ax: Axes, table: pd.DataFrame, labels: pd.Series, england: float) -> str:
    """Fitted to the values and England, with room for names above the high ones and below the low ones; whether 0 is left out."""
    tops, feet = (table[["value", end]].agg(which, axis="columns") for end, which in (("upper_95", "max"), ("lower_95", "min")))
    high, low = (which(pd.Series([*side, england]).dropna()) for side, which in ((tops, max), (feet, min)))
    early = table.index < len(table) / 2
    above, below = (int((labels & side).sum()) for side in (early, ~early))
    room = (high - low or high) / (1 - NAME * (above + below + 3.0))
    foot = low - room * NAME * (below + 1)
    foot = min(max(foot, -high / 3), 0.0) if foot < high / 5 else foot
    named = table[labels & early].apply(_top, axis=1).tolist()
    ax.set_ylim(foot, _top_for([high] * len(named) if style.is_narrow(fig) else named, foot, high, england))  # there a name reaches back
    ax.set_yticks([tick for tick in ax.get_yticks() if max(foot, 0) <= tick <= ax.get_ylim()[1]])  # what is below 0 is room for names
    ax.set_xlim(-len(table) * 0.02, len(table) * 1.03)
    _ends_of_order(ax, table, ax.get_position().width * fig.get_figwidth() / len(table))
    return clauses.CUT if foot > 0 else ""


def _top_for(tops: list[float], foot: float, high: float, england: float) -> float:
    """How high an axis reaches with room for names one above the other over these areas, the first outermost, and above England's."""
    names = len(tops)
    ends = [(top, names_over + 0.6) for names_over, top in enumerate(tops, 1)]
    ends += [(england, names + 0.6 + ABOVE - 1)] if names and not np.isnan(england) else []
    return foot + max([1.04 * (high - foot), *((end - foot) / (1 - NAME * over) for end, over in ends)])


def _ends_of_order(ax: Axes, table: pd.DataFrame, inches: float) -> None:
    """The own place under the axis, counted as the title does, and the ends of the order where it leaves them room; `inches` a place."""
    place, order = int(table.index[table["own"]][0]) + 1, from_nearer_end(table[table["own"]].iloc[0])
    ticks = {place: order}
    for end, word in ((1, "highest"), (len(table), "lowest")):
        clear = abs(place - end) * inches > letters.across(order) / 2 + letters.across(word) + 0.1
        ticks |= {end: word} if clear else {}
    ax.set_xticks(list(ticks), list(ticks.values()))
    for tick, label in zip(ticks, ax.get_xticklabels(), strict=True):
        half = letters.across(label.get_text()) / 2
        label.set_horizontalalignment("left" if tick * inches < half else "right" if (len(table) - tick) * inches < half else "center")


def _names(fig: Canvas, ax: Axes, table: pd.DataFrame, labels: pd.Series, definition: Definition, england: float) -> list[Bbox]:
    """Names with values above the falling line in its left half and below it in its right half, none on another or right above England's
    line, where that has its own, and where they are."""
    low, high = ax.get_ylim()
    gap, middle = (high - low) * NAME, ax.get_xlim()[1] / 2
    height, boxes = float("-inf"), []
    for place, row in table[labels & (table.index < middle)].iloc[::-1].iterrows():
        under = table.loc[int(str(place)) - _back(fig, ax, int(str(place)) + 1, row, "left", definition) : place]
        height = max(under.apply(_top, axis=1).max() + gap, height + gap)
        height = england + ABOVE * gap if england - gap / 2 < height < england + ABOVE * gap else height
        boxes.append(_name(fig, ax, int(str(place)) + 1, height, row, "left", definition))
    height = float("inf")
    for place, row in table[labels & (table.index >= middle)].iterrows():
        over = table.loc[place : int(str(place)) + _back(fig, ax, int(str(place)) + 1, row, "right", definition)]
        height = min(over.apply(_bottom, axis=1).min() - gap, height - gap)
        boxes.append(_name(fig, ax, int(str(place)) + 1, height, row, "right", definition))
    return boxes


def _top(row: pd.Series) -> float:
    return float(max(row["value"], row["upper_95"])) if pd.notna(row["upper_95"]) else float(row["value"])


def _bottom(row: pd.Series) -> float:
    return float(min(row["value"], row["lower_95"])) if pd.notna(row["lower_95"]) else float(row["value"])


def _text(fig: Canvas, row: pd.Series, definition: Definition) -> tuple[str, float]:
    """A name with its value, and its inches."""
    text = f"{letters.short(row['area_name'], 24 if style.is_narrow(fig) else 44)} {clauses.value(row['value'], definition)}"
    return text, len(text) * (style.BOLD if row["own"] else style.LETTER) + 0.2


def _beyond(fig: Canvas, ax: Axes, x: float, wide: float, ha: str) -> float:
    """Inches of a name beside its line that have no room on the figure."""
    end, left = ax.transData.transform((x, 0))[0] / fig.dpi, ax.get_position().x0 * fig.get_figwidth()
    return float(end + wide - fig.get_figwidth() if ha == "left" else left + wide - end)


def _back(fig: Canvas, ax: Axes, x: int, row: pd.Series, ha: str, definition: Definition) -> int:
    """Over how many areas a name reaches back for want of room."""
    (low, high), inches = ax.get_xlim(), ax.get_position().width * fig.get_figwidth()
    return int(np.ceil(max(_beyond(fig, ax, x, _text(fig, row, definition)[1], ha), 0.0) * (high - low) / inches))


def _name(fig: Canvas, ax: Axes, x: float, height: float, row: pd.Series, ha: str, definition: Definition) -> Bbox:
    """A name and value beside the end of a line from its mark, or upon that end where they would not fit beside it."""
    colour, end = style.BLUE if row["own"] else style.DARK, ax.transData.transform((x, height))[0] / fig.dpi
    text, wide = _text(fig, row, definition)
    beyond = _beyond(fig, ax, x, wide, ha)
    low, high = ax.get_ylim()
    short = (high - low) * NAME / 2 * (1 if ha == "left" else -1) if beyond > 0 else 0.0
    ax.plot([x, x], [row["value"], height - short], color=colour, linewidth=0.9)
    dx = (-72 * beyond if beyond > 0 else 4) * (1 if ha == "left" else -1)
    style.label(ax, x, height, text, dx=dx, ha=ha, va="center", fontweight="bold" if row["own"] else "normal")
    x0 = end + dx / 72 - (wide if ha == "right" else 0)
    return Bbox.from_bounds(
        x0 * fig.dpi, ax.transData.transform((x, height))[1] - fig.dpi * style.LINE / 2, wide * fig.dpi, fig.dpi * style.LINE
    )
