"""Drawing of funnels: practices as marks, limits as lines, what chance alone allows as a band."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.text import Annotation
from matplotlib.ticker import MaxNLocator

from jsna.analysis.casemix import CANNOT_TELL
from jsna.figures.core import clear, letters, style
from jsna.figures.core import marks as role

#: Limits of all sizes of lists that are no further apart than this are alike.
FLAT = 1.15
#: A special practice is drawn at the edge that lies this much higher than any other and the limits.
ABOVE = 1.4
#: How far above or below its mark a name may stand, in points.
LIFTS = (6, 10, 14, 19, 25, 29)
#: Points from the end of a line to its name.
AWAY = 8
#: A name no further from its mark is seen to be its own.
NEAR = 6
#: How thick the edge of a hollow mark is, in points: thicker ones fill those that lie close.
HOLLOW = 0.8
#: Inches from one name at the end of a line to the next.
LINE = 0.18
#: Inches above and below all marks that the name of one needs.
NAME = 0.3
#: Room at both ends of a scale that several share, as a share of it.
MARGIN = 0.05
#: What the name of a practice may end with and is known without.
SHARED = re.compile(r"\W+(- Dr .*|Surger(y|ies)|Group|Practice|Medical|Health|Healthcare|Partnership|Centre|Clinic|Ltd)$", re.IGNORECASE)
PAPER: dict[str, Any] = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 1, "alpha": 0.85}


def axes(fig: Canvas, names: Iterable[str] = ()) -> Axes:
    """Axes with room on the right for the names of limits, or for these."""
    least = 0.86 if style.is_narrow(fig) else 1.25
    return style.axes(fig, left=0.64, right=max(least, letters.ROOM + max(map(letters.widest, names), default=0.0)))


def marks(ax: Axes, table: pd.DataFrame, value: str) -> None:
    """Practices by `size`: a dot, hollow where it cannot be judged, a diamond where it is outside, a cross where it is special.

    The own one is larger.
    """
    scale = 0.55 if style.is_narrow(style.canvas(ax)) else 1.0
    outside, special, unjudged = table["outside"] != "", table["special"] != "", are_unjudged(table)
    own_practice = are_own(table)
    looks = (
        (~outside & ~special & ~unjudged & ~own_practice, role.OTHER, 26),
        (unjudged & ~own_practice, role.OTHER._replace(face=style.PAPER), 26),
        (special & ~own_practice, role.SPECIAL, 34),
        (outside & ~own_practice, role.DIFFERS, 46),
        (own_practice & ~unjudged & ~outside, role.HERE, 110),
        (own_practice & ~unjudged & outside, role.DIFFERS, 110),
        (own_practice & unjudged, role.UNJUDGED, 110),
    )
    for zorder, (those, mark, size) in enumerate(looks, 3):
        some, edge = table[those], style.PAPER if size > 100 and mark.face != style.PAPER else mark.edge
        look: dict[str, Any] = {"marker": mark.marker, "color": mark.face, "edgecolors": edge, "clip_on": False}  # whole at 0
        look |= {"linewidths": HOLLOW} if mark.face == style.PAPER else {}
        ax.scatter(some["size"], some[value], s=scale * size, zorder=zorder, **look)


def are_unjudged(table: pd.DataFrame) -> "pd.Series[bool]":
    """Of which practices nobody can tell whether they are unusual; the own one may be special."""
    judged = table["unusual"] if "unusual" in table else pd.Series("", table.index)
    return judged.eq(CANNOT_TELL) & (table["special"].eq("") | are_own(table))


def are_own(table: pd.DataFrame) -> "pd.Series[bool]":
    """Which practice a report is about, if it is about one."""
    return table["own"].astype(bool) if "own" in table else pd.Series(False, table.index)


def name(ax: Axes, table: pd.DataFrame, value: str, written: Callable[[float], str]) -> None:
    """The own practice beside its mark; or else the highest one above its mark and the lowest below, where no other mark can be.

    Each has its value, as it is `written`, before its name, without its last words where they are too many.
    """
    practice = table[table["own"].astype(bool)] if "own" in table else table.head(0)
    inches = ax.get_position().width * style.canvas(ax).get_figwidth()
    look: dict[str, Any] = {"fontsize": letters.SMALL, "bbox": PAPER}
    for _, row in practice.iterrows():
        text = f"{written(row[value])} this practice"
        clear.label(ax, row["size"], row[value], text, [*_places(ax, row["size"], text, 1), *_places(ax, row["size"], text, -1)], **look)
        _lead(ax, row["size"], row[value])
    plain = table[table["special"] == ""].sort_values(value, kind="stable") if practice.empty else table.head(0)
    for row, up in (*((row, -1) for _, row in plain.head(1).iterrows()), *((row, 1) for _, row in plain.iloc[1:].tail(1).iterrows())):
        most = inches if up < 0 else 0.94 * inches  # not as far as the name of the upper limit
        text = _named(f"{written(row[value])} {row['area_name']}", most)
        if up < 0 and "\n" in text:
            _lower(ax)
        above = _places(ax, row["size"], text, 1) if up < 0 else []  # where the axis ends too near below it
        clear.label(ax, row["size"], row[value], text, [*_places(ax, row["size"], text, up), *above], **look)
        _lead(ax, row["size"], row[value])


def _lower(ax: Axes) -> None:
    """Room for one more line of a name below the lowest mark."""
    (low, high), line = ax.get_ylim(), LINE / (ax.get_position().height * style.canvas(ax).get_figheight())
    ax.set_ylim(low - line / (1 - line) * (high - low), high)


def _lead(ax: Axes, x: float, y: float) -> None:
    """A line from a mark to its name, which is the last text, where that is so far above or below that it might be another's."""
    text = ax.texts[-1]
    lift = text.xyann[1] if isinstance(text, Annotation) else 0.0
    if abs(lift) > NEAR:
        (foot, top), inches = ax.get_ylim(), ax.get_position().height * style.canvas(ax).get_figheight()
        ax.plot([x, x], [y, y + lift / 72 / inches * (top - foot)], color=style.OUTLINE, linewidth=0.8, zorder=2)


def _places(ax: Axes, size: float, text: str, up: int) -> list[clear.Place]:
    """Beside a mark, or above it (below where `up` is -1): from it, towards it, or as far along as lies within the axes."""
    (left, right), inches = ax.get_xlim(), ax.get_position().width * style.canvas(ax).get_figwidth()
    place, wide = inches * (size - left) / (right - left), letters.widest(text)
    along = 72 * (min(max(place - wide / 2, 0.0), inches - wide) - place)
    starts = ((-4.0, "left"), (4.0, "right"), (along, "left"))
    return [clear.Place(8, 0), clear.Place(-8, 0, "right"), *(clear.Place(dx, lift * up, ha) for lift in LIFTS for dx, ha in starts)]


def _named(text: str, inches: float) -> str:
    """A name without as many of its last words that many practices share as have no room; what has none then has a second line."""
    while letters.across(text) > inches and (start := SHARED.sub("", text)) != text:
        text = start
    return letters.broken(text, inches)


def within(table: pd.DataFrame, value: str, curves: pd.DataFrame, upper: str) -> tuple[pd.DataFrame, "pd.Series[float]"]:
    """The practices with special ones that lie far above all others at the edge, and the values of these: else nothing else is seen."""
    top = ABOVE * max(table.loc[table["special"] == "", value].max(), curves[upper].max())
    beyond = table.loc[(table["special"] != "") & (table[value] > top), value]
    return table.assign(**{value: table[value].mask(table.index.isin(beyond.index), top)}), beyond


def reach(table: pd.DataFrame, value: str, curves: pd.DataFrame, upper: str) -> tuple[float, float]:
    """The ends of a scale that has room for the practices `within` and for what is drawn of the limits."""
    practices, _ = within(table[table[value].notna()], value, curves, upper)
    every = pd.concat([practices[value], *(curves[column] for column in curves.filter(regex="_95$|^chance_").columns)])
    margin = MARGIN * float(every.max() - every.min())
    return float(every.min()) - margin, float(every.max()) + margin


def name_beyond(ax: Axes, table: pd.DataFrame, value: str, beyond: "pd.Series[str]") -> None:
    """What the highest practice at the edge has in truth: others there have no room for their names."""
    rows = table[table.index.isin(beyond.index[-1:])]
    for x, y, text in zip(rows["size"], rows[value], beyond.iloc[-1:], strict=True):
        clear.label(ax, x, y, f"\N{UPWARDS ARROW} {text}", [clear.Place(6, 0), clear.Place(-6, 0, "right")], fontsize=letters.SMALL)


def are_flat(level: "pd.Series[float]") -> bool:
    """Whether a limit is so nearly the same for every size that size says nothing."""
    return bool(level.max() <= FLAT * level.min())


def in_order(table: pd.DataFrame, value: str) -> pd.DataFrame:
    """Practices from the lowest to the highest, their place in place of their `size`."""
    ordered = table.sort_values(value, kind="stable", ignore_index=True)
    return ordered.assign(size=ordered.index + 1)


def order_axis(ax: Axes, practices: int) -> None:
    """Say of an axis of practices in their order what its ends are."""
    ax.set_xticks([1, practices], ["lowest", "highest"])
    ax.tick_params(axis="x", pad=7)  # the first is nearly below the number at the foot of the other axis


def limits(ax: Axes, curves: pd.DataFrame, lines: str, centre: str, line_names: Mapping[str, str]) -> None:
    """What chance alone allows as a band, and the limits that have names as lines around a centre."""
    sizes, small = curves["size"], style.is_narrow(style.canvas(ax))
    ax.margins(x=0.06)  # marks at the ends of the lists are whole
    ax.fill_between(
        sizes, curves["chance_lower_998"], curves["chance_upper_998"], facecolor=style.BAND, edgecolor=style.CONTEXT, linewidth=0.5
    )
    ax.plot(sizes.iloc[[0, -1]], curves[centre].iloc[[0, -1]], color=style.DARK, linewidth=1.3, linestyle=(0, (5, 3)))
    for level in ("95", "998"):
        for side in ("lower", "upper") if f"{lines}_upper_{level}" in line_names else ():
            ax.plot(sizes, curves[f"{lines}_{side}_{level}"], color=style.CONTEXT, linewidth=1.1)
    _make_room(ax, small)


def name_limits(ax: Axes, curves: pd.DataFrame, line_names: Mapping[str, str]) -> None:
    """The names of lines at their ends, none on another: what had to be moved from its line leads back to it."""
    (low, high), last = ax.get_ylim(), curves.iloc[-1]
    gap = LINE / (ax.get_position().height * style.canvas(ax).get_figheight()) * (high - low)
    order = sorted((float(last[name]), text) for name, text in line_names.items())
    clear = [max(height, low + (0.8 + place) * gap) for place, (height, _) in enumerate(order)]  # of the numbers under the axis
    across, end = ax.get_yaxis_transform(), 1 + AWAY / 72 / (ax.get_position().width * style.canvas(ax).get_figwidth())
    for height, (line, text) in zip(letters.apart(clear, gap), order, strict=True):
        if abs(height - line) > gap / 4:
            ax.plot([1, end], [line, height], color=style.OUTLINE, linewidth=0.8, transform=across, clip_on=False)
        style.label(ax, 1, height, text, dx=AWAY + 1, xycoords=across)


def bracket(ax: Axes, low: float, high: float) -> None:
    """A bar at the right edge of the axes from one value to another."""
    across = ax.get_yaxis_transform()
    ax.plot([1, 1], [low, high], color=style.BLUE, linewidth=4, solid_capstyle="butt", transform=across, clip_on=False)


def _make_room(ax: Axes, small: bool) -> None:
    """Room above and below all marks for a name; numbers at three places or more, none of them below nothing, where the chart stands."""
    low, high = ax.get_ylim()
    part = NAME / (ax.get_position().height * style.canvas(ax).get_figheight())
    room = max(0.16 if small else 0.08, part / (1 - 2 * part)) * (high - low)
    least = max(low, 0.0) if low > room else 0.0  # the axis then begins there, and says so
    choices = [MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]).tick_values(least, high) for most in range(4 if small else 6, 10)]
    inside = [[tick for tick in ticks if least <= tick <= high] for ticks in choices]
    ax.set_yticks(next((ticks for ticks in inside if len(ticks) > 2), inside[-1]))
    ax.set_ylim(low - room, high + room)
    if low < room:
        ax.spines["bottom"].set_visible(False)
        ax.axhline(0, color=style.CONTEXT, linewidth=1.2, zorder=1)
