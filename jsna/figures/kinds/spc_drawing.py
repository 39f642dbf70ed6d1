"""The drawing of a control chart: its months, average and limits, and a mark at each month that breaks a rule."""

import math
from collections.abc import Mapping
from typing import Any

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
#: How far above or below its line the average of an earlier level may be named, and beside its middle, in points.
LIFTS, SHIFTS = (5, 9, 14, 20, 28, 38), (0, 20, -20, 40, -40)
#: How far from its outermost month a run may be named, in points; and across the run, where that is at the foot of the chart.
AWAY, ACROSS = (8, 12, 17, 23, 30), (20, 30, 40, 50, 60, 75, 90)
#: Months that half-years name on a narrow chart.
TWO_YEARS = 24


def draw(fig: Canvas, table: pd.DataFrame, definition: Definition) -> None:
    """The months in order, those of an earlier level faint; average and limits named at the right, a triangle where a rule is broken."""
    narrow = style.is_narrow(fig)
    levels = _levels(table, "" if narrow else " limit")
    last = _last(table)
    ax = style.axes(fig, right=max(letters.room(levels), letters.ROOM + letters.across(last, bold=True)), bottom=0.35)
    _lines(fig, ax, table, levels, last)
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
    years = spc_levels.years_told(table)
    _years_drawn(ax, table, years, narrow)
    if not years and spc_levels.turned(table):
        _newest_drawn(ax, table, analysis.newest(table), narrow)
    _months_named(ax, list(table["period"]), narrow)
    low, high = ax.get_ylim()
    least = low + 0.04 * (high - low) if low else 0.0
    ax.set_yticks([tick for tick in ax.get_yticks() if least <= tick < high])
    ax.tick_params(axis="x", pad=6 if low else 9)  # the first month must not meet the 0
    style.numbers(ax.yaxis, decimals=0 if high - low > 5 else 1)
    axis_note = f"{' (axis does not start at 0)' if low > 0 else ''}{'; hollow: an earlier level' if earlier.any() else ''}"
    style.y_title(ax, f"{clauses.axis(definition)}{axis_note}")
    _earlier_named(fig, ax, table)  # where all else leaves room
    _runs(fig, ax, table, "normal" if past else "bold")


def _years_drawn(ax: style.Axes, table: pd.DataFrame, years: Mapping[str, float], narrow: bool) -> None:
    """The averages of whole years that the title tells of, as lines with their numbers at the foot."""
    for year, average in years.items():
        months = table.index[table["period"].str[:4] == year]
        ax.hlines(average, months[0] - 0.4, months[-1] + 0.4, color=style.BLUE, linewidth=3, zorder=2)
        foot: dict[str, Any] = {"xycoords": ax.get_xaxis_transform(), "fontweight": "bold", "bbox": style.ON_PAPER}
        text = f"{'' if narrow else f'{year}: '}{words.decimal(average)}"  # a narrow axis names years alone
        style.label(ax, months.to_numpy().mean(), 0, text, dx=0, dy=4, **foot)


def _newest_drawn(ax: style.Axes, table: pd.DataFrame, newest: analysis.Newest | None, narrow: bool) -> None:
    """The newest months together and the same ones of the year before, which the title sets beside each other."""
    if newest is None:
        return
    last, up = len(table) - 1, newest.change > 0
    for end, value in ((last, newest.value), (last - analysis.YEAR, newest.before)):
        ax.hlines(value, end - analysis.NEWEST + 0.6, end + 0.4, color=style.BLUE, linewidth=3, zorder=2)
    values = table["value"].iloc[-analysis.YEAR - analysis.NEWEST :]
    side = "above" if up else "below"
    text = f"{abs(newest.change):.0f}% {side}{'' if narrow else ' a year before'}"  # which the title says, too
    style.label(ax, last + 0.8, float(values.max() if up else values.min()), text, dx=-1, dy=6 if up else -6, fontweight="bold",
                bbox=style.ON_PAPER)  # fmt: skip


def _last(table: pd.DataFrame) -> str:
    """The newest month that has a value, with it."""
    row = table.dropna(subset="value").iloc[-1]
    month, year = words.month(str(row["period"])).split()
    return f"{month[:3]} {year} {words.decimal(row['value'])}"


def _runs(fig: Canvas, ax: style.Axes, table: pd.DataFrame, weight: str) -> None:
    """Above or below each run of months on one side of the average, how many they are; of two that would lie on each other, the first."""
    at = {period: place for place, period in enumerate(table["period"])}
    labels: list[tuple[int, float, float]] = []
    for signal in (each for each in analysis.signals(table) if each.kind in RUNS):
        first, last = at[signal.first], at[signal.last]
        values, up = table["value"][first : last + 1], 1 if signal.kind in ("above", "rising") else -1
        edge = float(values.max() if up > 0 else values.min())
        of_what = " average" if signal.kind in ("above", "below") and not style.is_narrow(fig) else ""  # no room on a phone
        text = f"{signal.months} {RUNS[signal.kind]}{of_what}"
        half = _in_months(fig, ax, table, text) / 2
        middle = min(max((first + last) / 2, half - 0.8), len(table) - 0.2 - half)
        if any(side == up and abs(other - middle) < half + wide for side, other, wide in labels):
            continue
        labels.append((up, middle, half))
        lifts = [*(lift * up for lift in AWAY), *(-lift * up for lift in ACROSS)]
        places = [clear.Place(dx, lift, "center") for lift in lifts for dx in SHIFTS[:3]]
        clear.label(ax, middle, edge, text, places, fontweight=weight, bbox=style.ON_PAPER)


def _in_months(fig: Canvas, ax: style.Axes, table: pd.DataFrame, text: str) -> float:
    """How many months of the chart a text is wide."""
    return len(text) * style.BOLD * (len(table) + 0.6) / (ax.get_position().width * fig.get_figwidth())


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


def _lines(fig: Canvas, ax: style.Axes, table: pd.DataFrame, levels: dict[str, float], newest: str) -> None:
    last, heights_of_lines = len(table) - 1, [*levels.values(), *table["value"].dropna()]
    low, high = min(heights_of_lines), max(heights_of_lines)
    since = _since(table)
    margin = 0.14 * (high - low) or 1.0
    ax.set_ylim(max(low - margin, 0.0), high + margin)  # nothing is counted below 0
    ax.set_xlim(-0.8, last + 0.8)
    ends = levels | {newest: float(table["value"].dropna().iloc[-1])}
    heights = letters.apart(list(ends.values()), 0.08 * float(np.ptp(ax.get_ylim())))
    for (name, value), height in zip(ends.items(), heights, strict=True):
        style.label(ax, last + 0.8, height, name, fontweight="bold" if name == newest else "normal")
        if name != newest:
            dashes = "solid" if name.startswith("Average") else (0, (5, 3))
            ax.hlines(value, since - 0.5, last + 0.8, color=style.CONTEXT, linewidth=1.3, linestyle=dashes, zorder=1)
    flagged = table["rule"].eq("2 of 3 near limit").any()  # else these lines lead to nothing
    for name in ("near_upper", "near_lower") if len(levels) == 3 and flagged else ():
        ax.hlines(float(table[name].iloc[-1]), since - 0.5, last + 0.8, color=style.CONTEXT, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
    for mean, first, end in _earlier(table, since):
        ax.hlines(mean, first, end, color=style.CONTEXT, linewidth=1.3, zorder=1)


def _earlier(table: pd.DataFrame, since: int) -> list[tuple[float, float, float]]:
    """The average of each level before the newest, and the ends of its line."""
    levels = table[table.index < since].groupby("mean")
    return [(float(months["mean"].iloc[0]), months.index[0] - 0.5, months.index[-1] + 0.5) for _, months in levels]


def _earlier_named(fig: Canvas, ax: style.Axes, table: pd.DataFrame) -> None:
    """The average of each earlier level at its own line, in as many words as are no longer than that."""
    for mean, first, end in _earlier(table, _since(table)):
        text = words.decimal(mean)
        name = f"Average {text}"
        text = name if _in_months(fig, ax, table, name) <= end - first else text
        places = [clear.Place(dx, lift * side, "center") for lift in LIFTS for side in (1, -1) for dx in SHIFTS]
        clear.label(ax, (first + end) / 2, mean, text, places, bbox=style.ON_PAPER)


def _since(table: pd.DataFrame) -> int:
    """The place of the month in which the newest level begins."""
    return int(table.index[table["period"] == table["since"].iloc[0]][0])
