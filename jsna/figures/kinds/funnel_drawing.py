"""Drawing of funnels: practices as marks, limits as lines, what chance alone allows as a band."""

import re
from collections.abc import Callable, Iterable, Mapping
from textwrap import wrap
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from jsna.figures.core import clear, letters, style
from jsna.figures.core import marks as role

#: Limits of all sizes of lists that are no further apart than this are alike.
FLAT = 1.15
#: A special practice is drawn at the edge that lies this much higher than any other and the limits.
ABOVE = 1.4
#: The name of the band, and the longest line of words beside a bracket.
ALONE, LONGEST = "by chance alone", 20
#: How far above or below its mark a name may stand, and that of the band from its edge, in points.
LIFTS, NEAR = (6, 10, 14, 19, 25), (4, 6, 8)
#: Inches from one name at the end of a line to the next.
LINE = 0.18
#: Inches above and below all marks that the name of one needs.
NAME = 0.3
#: Room at both ends of a scale that several share, as a share of it.
MARGIN = 0.05
#: By how much the name of a line is moved beyond the end of a spread.
BEYOND = 1e-6
#: What the name of a practice may end with and is known without.
SHARED = re.compile(r"\W+(Surger(y|ies)|Group|Practice|Medical|Health|Healthcare|Partnership|Centre|Clinic|Ltd)$", re.IGNORECASE)
PAPER: dict[str, Any] = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 1, "alpha": 0.85}


class Spread(NamedTuple):
    """Between which values most practices lie, whose they are and how far apart that is, in words; and where they would by chance."""

    low: float
    high: float
    whose: str
    apart: str
    by_chance: tuple[float, float]

    @property
    def names(self) -> dict[str, float]:
        """What stands at which height."""
        words = "\n".join([self.whose, *wrap(self.apart, LONGEST)])
        return {f"{self.high:.0f}%": self.high, words: (self.low + self.high) / 2, f"{self.low:.0f}%": self.low}

    def around(self, name: str, height: float) -> float:
        """Where the name of a limit stands: at its height, or beyond these words where that is among them, an upper one above."""
        if "upper" in name:
            return max(height, self.high + BEYOND)
        return min(height, self.low - BEYOND)


def axes(fig: Canvas, names: Iterable[str] = ()) -> Axes:
    """Axes with room on the right for the names of limits, or for these."""
    least = 0.86 if style.is_narrow(fig) else 1.25
    return style.axes(fig, left=0.64, right=max(least, letters.ROOM + max(map(letters.widest, names), default=0.0)))


def marks(ax: Axes, table: pd.DataFrame, value: str) -> None:
    """Practices by `size`: a dot, a diamond where it is outside, a hollow cross where it is special; the own one larger."""
    scale = 0.55 if style.is_narrow(style.canvas(ax)) else 1.0
    outside, special = table["outside"] != "", table["special"] != ""
    own_practice = table["own"].astype(bool) if "own" in table else pd.Series(False, table.index)
    looks = (
        (~outside & ~special & ~own_practice, role.OTHER, 26),
        (special & ~own_practice, role.SPECIAL, 34),
        (outside & ~own_practice, role.DIFFERS, 46),
        (own_practice, role.HERE, 110),
    )
    for zorder, (those, mark, size) in enumerate(looks, 3):
        some, edge = table[those], style.PAPER if mark == role.HERE else mark.edge
        ax.scatter(some["size"], some[value], s=scale * size, marker=mark.marker, color=mark.face, edgecolors=edge, zorder=zorder)


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
    plain = table[table["special"] == ""].sort_values(value, kind="stable") if practice.empty else table.head(0)
    for row, up in (*((row, -1) for _, row in plain.head(1).iterrows()), *((row, 1) for _, row in plain.iloc[1:].tail(1).iterrows())):
        most = inches if up < 0 else 0.94 * inches  # not as far as the name of the upper limit
        text = _named(f"{written(row[value])} {row['area_name']}", most)
        clear.label(ax, row["size"], row[value], text, _places(ax, row["size"], text, up), **look)


def _places(ax: Axes, size: float, text: str, up: int) -> list[clear.Place]:
    """Beside a mark, or above it (below where `up` is -1): from it, towards it, or as far along as lies within the axes."""
    (left, right), inches = ax.get_xlim(), ax.get_position().width * style.canvas(ax).get_figwidth()
    place, wide = inches * (size - left) / (right - left), letters.across(text)
    along = 72 * (min(max(place - wide / 2, 0.0), inches - wide) - place)
    starts = ((-4.0, "left"), (4.0, "right"), (along, "left"))
    return [clear.Place(8, 0), clear.Place(-8, 0, "right"), *(clear.Place(dx, lift * up, ha) for lift in LIFTS for dx, ha in starts)]


def name_chance(ax: Axes, curves: pd.DataFrame) -> bool:
    """Name the band of chance above its left end or below its right one, if there is a place near to it where no mark is."""
    first, last = curves.iloc[0], curves.iloc[-1]
    corners = (((first["size"], first["chance_upper_998"]), 1), ((last["size"], last["chance_lower_998"]), -1))
    inches = ax.get_position().height * style.canvas(ax).get_figheight()
    (foot, top), room = ax.get_ylim(), NAME + 2 * LINE  # the name of the lowest or of the highest practice may stand beyond
    for (x, y), up in corners:
        if inches * min(y - foot, top - y) / (top - foot) < room:
            continue
        places = [clear.Place(up, lift * up, "left" if up > 0 else "right") for lift in NEAR]
        costs = clear.covered(ax, (x, y), ALONE, places)
        if min(costs) == 0:
            dx, dy, ha = places[costs.index(0)]
            style.label(ax, x, y, ALONE, dx=dx, dy=dy, ha=ha, bbox=PAPER)
            return True
    return False


def _named(text: str, inches: float) -> str:
    """A name without as many of its last words that many practices share as have no room; what has none then is cut."""
    while letters.across(text) > inches and (start := SHARED.sub("", text)) != text:
        text = start
    return letters.broken(text, inches, lines=1)


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


def name_limits(ax: Axes, curves: pd.DataFrame, line_names: Mapping[str, str], spread: Spread | None = None) -> None:
    """The names of lines at their ends, none on another or among those of a spread, whose ends a bracket beside the axes joins."""
    (low, high), spread_names, last = ax.get_ylim(), spread.names if spread else {}, curves.iloc[-1]
    names = {text: spread.around(name, float(last[name])) if spread else float(last[name]) for name, text in line_names.items()}
    gap = LINE / (ax.get_position().height * style.canvas(ax).get_figheight()) * (high - low)
    heights = [*names.items(), *spread_names.items()]
    every = [(height, -at, line, text) for text, height in heights for at, line in enumerate(text.split("\n"))]
    order = sorted(every)
    clear = [max(height, low + (0.8 + place) * gap) for place, (height, *_) in enumerate(order)]  # of the numbers under the axis
    for height, (_, _, line, text) in zip(letters.apart(clear, gap), order, strict=True):
        titled = text in spread_names
        weight, colour = "bold" if titled and "%" in line else "normal", style.BLUE if titled else style.INK
        style.label(ax, 1, height, line, colour, dx=7, fontweight=weight, xycoords=ax.get_yaxis_transform())
    if spread:
        across = ax.get_yaxis_transform()
        ax.plot([1, 1], [spread.low, spread.high], color=style.BLUE, linewidth=4, solid_capstyle="butt", transform=across, clip_on=False)
        ax.hlines([spread.low, spread.high], 0, 1, color=style.BLUE, linewidth=1, linestyle=(0, (1, 2)), transform=across)


def _make_room(ax: Axes, small: bool) -> None:
    """Room above and below all marks for a name; numbers at three places or more, none of them below nothing."""
    low, high = ax.get_ylim()
    part = NAME / (ax.get_position().height * style.canvas(ax).get_figheight())
    room = max(0.16 if small else 0.08, part / (1 - 2 * part)) * (high - low)
    choices = [MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]).tick_values(max(low, 0), high) for most in range(4 if small else 6, 10)]
    inside = [[tick for tick in ticks if max(low, 0) <= tick <= high] for ticks in choices]
    ax.set_yticks(next((ticks for ticks in inside if len(ticks) > 2), inside[-1]))
    ax.set_ylim(low - room, high + room)
