"""The drawing of a control chart: its months, average and limits, and a mark at each month that breaks a rule."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Canvas

from jsna.analysis import spc as analysis
from jsna.catalogue import Definition
from jsna.figures import clauses
from jsna.figures.core import clear, letters, style, words
from jsna.figures.kinds import spc_levels

#: On which side of the average months are worse, by the polarity of what is counted; where there is one they are orange.
WORSE = {"low is good": "above", "high is good": "below"}
#: What a run is called on the chart.
RUNS = {"above": "months above", "below": "months below", "rising": "months rising", "falling": "months falling"}
#: What is named above its months; one month beyond a limit is named with its value.
UPWARD, BEYOND = ("above", "rising", "over"), ("over", "under")
#: How far beyond its line the average of an earlier level may be named, in points, on the dots that lead there.
ALONG = (4, 10, 16, 24, 32, 40, 50, 60, 75, 90, 110, 130)
#: How far from one of its months a run may be named, in points, and beside it.
AWAY, SHIFTS = (8, 12, 17, 23, 30), (0, 20, -20, 40, -40)
#: What it costs that a run above is named below its months, or one below above.
OTHER_SIDE = 60
#: Months that half-years name on a narrow chart.
TWO_YEARS = 24


class Level(NamedTuple):
    """An average that was, what it is called, and its months."""

    name: str
    mean: float
    months: pd.DataFrame

    @property
    def first(self) -> float:
        """Where its line begins."""
        return float(self.months.index[0]) - 0.5

    @property
    def last(self) -> float:
        """Where its line ends."""
        return float(self.months.index[-1]) + 0.5


def draw(fig: Canvas, table: pd.DataFrame, definition: Definition) -> None:
    """The months in order, those of an earlier level faint; average and limits named at the right, a triangle where a rule is broken."""
    narrow = style.is_narrow(fig)
    levels = _levels(table, "" if narrow else " limit")
    last = _last(table)
    ax = style.axes(fig, right=max(letters.room(levels), letters.ROOM + letters.across(last, bold=True)), bottom=0.35)
    _frame(ax, table, levels, last)
    earlier, plain = table["flag"].eq(analysis.EARLIER), table["flag"].eq("none")
    past = bool((earlier | plain).iloc[-analysis.YEAR :].all())  # the title tells of a quiet year then
    for _, run in table[table["value"].notna()].groupby("stretch"):
        since = int(run["flag"].eq(analysis.EARLIER).sum())
        for part, colour, width in ((run[: since + 1], style.CONTEXT, 0.9), (run[since:], style.DARK, 1.8)):
            ax.plot(part.index, part["value"], color=colour, linewidth=width)
    for those, colour, face in ((earlier, style.CONTEXT, style.PAPER), (plain, style.DARK, style.DARK)):
        ax.scatter(table.index[those], table["value"][those], s=18, color=face, edgecolors=colour, linewidths=0.9, zorder=3)
    for side, marker in (("above", "^"), ("below", "v"), ("on", "D")):
        flagged = ~plain & ~earlier & (table["side"] == side)
        loud = style.ORANGE if side == WORSE.get(definition.polarity) else style.BLUE
        colour, size = (style.CONTEXT, 30) if past else (loud, 48)
        ax.scatter(table.index[flagged], table["value"][flagged], s=size, marker=marker, color=colour, zorder=4)
    _years_drawn(ax, table, spc_levels.years_told(table), narrow)
    _months_named(ax, list(table["period"]), narrow)
    low, high = ax.get_ylim()
    least = low + 0.04 * (high - low) if low else 0.0
    ax.set_yticks([tick for tick in ax.get_yticks() if least <= tick < high])
    ax.tick_params(axis="x", pad=6 if low else 9)  # the first month must not meet the 0
    style.numbers(ax.yaxis, decimals=0 if high - low > 5 else 1)
    hollow = "; hollow: before the present level" if earlier.any() else ""
    triangles = "; triangles: unusual months" if (~plain & ~earlier & table["value"].notna() & table["side"].ne("on")).any() else ""
    axis_note = f"{clauses.CUT if low > 0 else ''}{hollow}{triangles}"
    style.y_title(ax, f"{clauses.axis(definition)}{axis_note}")
    _runs(ax, table, "normal" if past else "bold")
    _lines(ax, table, levels)  # after runs, whose names may lie on these and not on months
    _earlier_named(ax, table)  # where all else leaves room


def _years_drawn(ax: style.Axes, table: pd.DataFrame, years: Mapping[str, float], narrow: bool) -> None:
    """The averages of whole years that the title tells of, as lines with their numbers at the foot."""
    for year, average in years.items():
        months = table.index[table["period"].str[:4] == year]
        ax.hlines(average, months[0] - 0.4, months[-1] + 0.4, color=style.BLUE, linewidth=3, zorder=2)
        foot: dict[str, Any] = {"xycoords": ax.get_xaxis_transform(), "fontweight": "bold", "bbox": style.ON_PAPER}
        text = f"{'' if narrow else f'{year}: '}{words.decimal(average)}"  # a narrow axis names years alone
        style.label(ax, months.to_numpy().mean(), 0, text, dx=0, dy=4, **foot)


def _last(table: pd.DataFrame) -> str:
    """The newest month that has a value, with it."""
    return _valued(table.dropna(subset="value").iloc[-1])


def _valued(row: "pd.Series[Any]") -> str:
    month, year = words.month(str(row["period"])).split()
    return f"{month[:3]} {year} {words.decimal(row['value'])}"


def _called(signal: analysis.Signal, table: pd.DataFrame, narrow: bool) -> str:
    """What a run is called, or the one month beyond a limit, unless it is the newest, which has its name at the right."""
    if signal.kind in BEYOND and signal.months == 1 and not signal.newest:
        return _valued(table[table["period"] == signal.first].iloc[0])
    of_what = " average" if signal.kind in ("above", "below") and not narrow else ""  # no room on a phone
    return f"{signal.months} {RUNS[signal.kind]}{of_what}" if signal.kind in RUNS else ""


def _runs(ax: style.Axes, table: pd.DataFrame, weight: str) -> None:
    """By the months of each run on one side of the average how many they are, and which month alone is beyond a limit; of two that would
    lie on each other, the first.
    """
    at, narrow = {period: place for place, period in enumerate(table["period"])}, style.is_narrow(style.canvas(ax))
    named = [(signal, text) for signal in analysis.signals(table) if (text := _called(signal, table, narrow))]
    for signal, text in named:
        months, up = range(at[signal.first], at[signal.last] + 1), 1 if signal.kind in UPWARD else -1
        places = [clear.Place(dx, lift * side, "center") for lift in AWAY for dx in SHIFTS for side in (up, -up)]
        at_months = {month: clear.covered(ax, (month, table["value"][month]), text, places, weight == "bold") for month in months}
        spots = [
            (cost + abs(place.dx) + abs(place.dy) + OTHER_SIDE * (place.dy * up < 0), month, place)
            for month, costs in at_months.items() for cost, place in zip(costs, places, strict=True) if cost < clear.MARK
        ]  # fmt: skip
        if spots:  # else it would hide months; the table has it
            _, month, (dx, dy, ha) = min(spots)
            style.label(ax, month, table["value"][month], text, dx=dx, dy=dy, ha=ha, fontweight=weight, bbox=style.ON_PAPER)


def _months_named(ax: style.Axes, periods: list[str], narrow: bool) -> None:
    """Half-years by name; on a narrow chart of more than two years each January by its year."""
    years = narrow and len(periods) > TWO_YEARS
    ticks = [i for i, period in enumerate(periods) if period[-2:] == "01" or (not years and period[-2:] == "07") or len(periods) <= 6]
    ax.set_xticks(ticks, [periods[i][:4] if years else f"{words.month(periods[i])[:3]} {periods[i][:4]}" for i in ticks])


def _levels(table: pd.DataFrame, limit: str) -> dict[str, float]:
    """The average and the limits that are known, each under the name at its end; of a level that keeps moving none but after a step."""
    level, moved = table["level"].iloc[0], table["since"].iloc[0] > table["period"].iloc[0]
    if level not in analysis.LIMITED and not (moved and level == "unsettled"):
        return {}
    names = {"upper": f"Upper{limit}", "mean": "Average", "lower": f"Lower{limit}"}
    ends = {column: float(table[column].iloc[-1]) for column in names if not math.isnan(table[column].iloc[-1])}
    return {f"{names[column]} {words.decimal(value)}": value for column, value in ends.items()}


def _frame(ax: style.Axes, table: pd.DataFrame, levels: dict[str, float], newest: str) -> None:
    """The ends of both axes, and at the right the names of lines and of the newest month."""
    last, heights_of_lines = len(table) - 1, [*levels.values(), *table["value"].dropna()]
    low, high = min(heights_of_lines), max(heights_of_lines)
    margin = 0.14 * (high - low) or 1.0
    ax.set_ylim(max(low - margin, 0.0), high + margin)  # nothing is counted below 0
    ax.set_xlim(-0.8, last + 0.8)
    ends = levels | {newest: float(table["value"].dropna().iloc[-1])}
    heights = letters.apart(list(ends.values()), 0.08 * float(np.ptp(ax.get_ylim())))
    for name, height in zip(ends, heights, strict=True):
        style.label(ax, last + 0.8, height, name, fontweight="bold" if name == newest else "normal")
    ax.plot([last, last + 1.0], [ends[newest], heights[-1]], color=style.DARK, linewidth=0.8, clip_on=False)  # from its mark to its name


def _lines(ax: style.Axes, table: pd.DataFrame, levels: dict[str, float]) -> None:
    last, since = len(table) - 1, _since(table)
    for name, value in levels.items():
        dashes = "solid" if name.startswith("Average") else (0, (5, 3))
        ax.hlines(value, since - 0.5, last + 0.8, color=style.CONTEXT, linewidth=1.3, linestyle=dashes, zorder=1)
    flagged = table["rule"].eq("2 of 3 near limit").any()  # else these lines lead to nothing
    for name in ("near_upper", "near_lower") if len(levels) == 3 and flagged else ():
        ax.hlines(float(table[name].iloc[-1]), since - 0.5, last + 0.8, color=style.CONTEXT, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
    for level in _earlier(table, since):
        ax.hlines(level.mean, level.first, level.last, color=style.CONTEXT, linewidth=1.3, zorder=1)


def _earlier(table: pd.DataFrame, since: int) -> list[Level]:
    """The average of each level before the newest, and of the whole years that the title sets beside an average."""
    levels = [Level("Average", float(months["mean"].iloc[0]), months) for _, months in table[table.index < since].groupby("mean")]
    return levels + [
        Level(year, average, table[table["period"].str[:4] == year]) for year, average in spc_levels.years_beside(table).items()
    ]


def _earlier_named(ax: style.Axes, table: pd.DataFrame) -> None:
    """The average of each earlier level on its own line or on dots that lead on from it, where least is, named if there is room."""
    for level in _earlier(table, _since(table)):
        number = words.decimal(level.mean)
        ends = [(x, clear.Place(dx * side, 0, ha)) for dx in ALONG for x, side, ha in ((level.last, 1, "left"), (level.first, -1, "right"))]
        spots = [(text, x, place) for text in (f"{level.name} {number}", number) for x, place in ends]
        costs = [clear.covered(ax, (x, level.mean), text, [place])[0] + abs(place.dx) for text, x, place in spots]
        text, x, (dx, *_, ha) = min(zip(costs, spots, strict=True), key=lambda each: each[0])[1]
        dots: dict[str, Any] = {"arrowstyle": "-", "color": style.CONTEXT, "linestyle": (0, (1, 2)), "shrinkA": 0, "shrinkB": 0}
        style.label(ax, x, level.mean, text, dx=dx, ha=ha, bbox=style.ON_PAPER, arrowprops=dots)


def _since(table: pd.DataFrame) -> int:
    """The place of the month in which the newest level begins."""
    return int(table.index[table["period"] == table["since"].iloc[0]][0])
