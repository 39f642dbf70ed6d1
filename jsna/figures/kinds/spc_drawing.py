"""The drawing of a control chart: its months, average and limits, and a mark at each month that breaks a rule."""

import math

import pandas as pd
from matplotlib.figure import Figure as Canvas

from jsna.analysis import spc as analysis
from jsna.catalogue import Definition
from jsna.figures.core import style, words

#: Months that half-years name on a narrow chart.
TWO_YEARS = 24


def draw(fig: Canvas, table: pd.DataFrame, definition: Definition) -> None:
    """The months in order, the average and the limits named at the right, and a triangle where a rule is broken."""
    narrow = style.is_narrow(fig)
    levels = _levels(table, "" if narrow else " limit")
    ax = style.axes(fig, right=style.room(levels), bottom=0.35)
    _lines(ax, table, levels)
    for _, run in table[table["value"].notna()].groupby("stretch"):
        ax.plot(run.index, run["value"], color=style.CONTEXT, linewidth=1.4)
    plain = table["flag"].isin(("none", analysis.EARLIER))
    ax.scatter(table.index[plain], table["value"][plain], s=20, color=style.CONTEXT, zorder=3)
    for side, marker in (("above", "^"), ("below", "v"), ("on", "D")):
        flagged = ~plain & (table["side"] == side)
        ax.scatter(table.index[flagged], table["value"][flagged], s=48, marker=marker, color=style.BLUE, zorder=4)
    _months_named(ax, list(table["period"]), narrow)
    low, high = ax.get_ylim()
    ax.set_yticks([tick for tick in ax.get_yticks() if low + 0.04 * (high - low) < tick < high])
    style.numbers(ax.yaxis, decimals=0 if high - low > 5 else 1)
    cut = " (axis does not start at 0)" if low > 0 else ""
    style.y_title(ax, f"{definition.name.partition(' (')[0]}, {definition.unit}{cut}")


def _months_named(ax: style.Axes, periods: list[str], narrow: bool) -> None:
    """Half-years by name; on a narrow chart of more than two years each January by its year."""
    years = narrow and len(periods) > TWO_YEARS
    ticks = [i for i, period in enumerate(periods) if period[-2:] == "01" or (not years and period[-2:] == "07") or len(periods) <= 6]
    ax.set_xticks(ticks, [periods[i][:4] if years else f"{words.month(periods[i])[:3]} {periods[i][:4]}" for i in ticks])


def _levels(table: pd.DataFrame, limit: str) -> dict[str, float]:
    """The average and the limits that are known, each under the name at its end; none of a level that keeps moving."""
    if table["level"].iloc[0] not in analysis.LIMITED:
        return {}
    names = {"upper": f"Upper{limit}", "mean": "Average", "lower": f"Lower{limit}"}
    known = {column: float(table[column].iloc[-1]) for column in names if not math.isnan(table[column].iloc[-1])}
    return {f"{names[column]} {words.decimal(value)}": value for column, value in known.items()}


def _lines(ax: style.Axes, table: pd.DataFrame, levels: dict[str, float]) -> None:
    last, drawn = len(table) - 1, [*levels.values(), *table["value"].dropna()]
    low, high = min(drawn), max(drawn)
    since = int(table.index[table["period"] == table["since"].iloc[0]][0])
    margin = 0.08 * (high - low) or 1.0
    ax.set_ylim(low - margin, high + margin)
    ax.set_xlim(-0.8, last + 0.8)
    heights = style.apart(list(levels.values()), 0.08 * (high - low + 2 * margin))
    for (name, value), height in zip(levels.items(), heights, strict=True):
        dashes = "solid" if name.startswith("Average") else (0, (5, 3))
        ax.hlines(value, since - 0.5, last + 0.8, color=style.DARK, linewidth=1.3, linestyle=dashes, zorder=1)
        style.label(ax, last + 0.8, height, name)
    for name in ("near_upper", "near_lower") if len(levels) == 3 else ():
        ax.hlines(float(table[name].iloc[-1]), since - 0.5, last + 0.8, color=style.CONTEXT, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
    for _, months in table[table.index < since].groupby("mean"):
        ax.hlines(float(months["mean"].iloc[0]), months.index[0] - 0.5, months.index[-1] + 0.5, color=style.DARK, linewidth=1.3, zorder=1)
