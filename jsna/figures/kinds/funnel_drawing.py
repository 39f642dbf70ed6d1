"""Drawing of funnels: practices as marks, limits as lines, what chance alone allows as a band."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from jsna.figures.core import style

#: The longest name of a practice that half of a narrow funnel has room for, and how many practices leave room for names.
SHORT, FEW = 15, 40


def axes(fig: Canvas) -> Axes:
    """Axes with room on the right for the names of limits."""
    return style.axes(fig, left=0.64, right=0.86) if style.is_narrow(fig) else style.axes(fig, right=1.25)


def marks(ax: Axes, table: pd.DataFrame, value: str) -> None:
    """Practices by `size`: a dot, a diamond where it is outside, a hollow triangle where it is special; the own one larger."""
    scale = 0.55 if style.is_narrow(_canvas(ax)) else 1.0
    outside, special = table["outside"] != "", table["special"] != ""
    own_practice = table["own"].astype(bool) if "own" in table else pd.Series(False, table.index)
    looks = (
        (~outside & ~special, "o", 26, style.CONTEXT, style.CONTEXT),
        (special, "^", 34, style.PAPER, style.OUTLINE),
        (outside, "D", 46, style.BLUE, style.BLUE),
    )
    for zorder, (those, marker, size, colour, edge) in enumerate(looks, 3):
        some = table[those & ~own_practice]
        ax.scatter(some["size"], some[value], s=scale * size, marker=marker, color=colour, edgecolors=edge, zorder=zorder)
    ax.scatter(table["size"][own_practice], table[value][own_practice], s=scale * 110, color=style.BLUE, edgecolors=style.PAPER, zorder=6)


def name(ax: Axes, table: pd.DataFrame, value: str) -> None:
    """The own practice by its mark, or else the highest and the lowest of those outside: on the side that has more room."""
    practice = table[table["own"].astype(bool)] if "own" in table else table.head(0)
    middle, longest = sum(ax.get_xlim()) / 2, SHORT if style.is_narrow(_canvas(ax)) else style.LONGEST
    for _, row in (practice if len(practice) else _ends(table, value)).iterrows():
        text = "This practice" if len(practice) else style.short(str(row["area_name"]), longest)
        style.label(ax, row["size"], row[value], text, dx=7 if row["size"] < middle else -7, fontsize=style.SMALL)


def _ends(table: pd.DataFrame, value: str) -> pd.DataFrame:
    """The highest practice above the limits and the lowest below them; none of many, whose marks lie too near for names."""
    plain = table[table["special"] == ""].sort_values(value)
    below, above = (plain[plain["outside"].str.startswith(side)] for side in ("below", "above"))
    return pd.concat([below.head(1), above.tail(1)]) if len(table) <= FEW else table.head(0)


def limits(ax: Axes, curves: pd.DataFrame, lines: str, centre: str, line_names: Mapping[str, str]) -> None:
    """What chance alone allows as a band, limits as lines around a centre, each that is named named at its end."""
    sizes, small = curves["size"], style.is_narrow(_canvas(ax))
    ax.margins(x=0.06)  # marks at the ends of the lists are whole
    ax.fill_between(
        sizes, curves["chance_lower_998"], curves["chance_upper_998"], facecolor=style.BAND, edgecolor=style.CONTEXT, linewidth=0.5
    )
    ax.plot(sizes.iloc[[0, -1]], curves[centre].iloc[[0, -1]], color=style.DARK, linewidth=1.3, linestyle=(0, (5, 3)))
    for level, dash in (("95", (0, (2, 2))), ("998", "solid")):
        for side in ("lower", "upper"):
            ax.plot(sizes, curves[f"{lines}_{side}_{level}"], color=style.CONTEXT, linewidth=1.1, linestyle=dash)
    last, (low, high) = curves.iloc[-1], ax.get_ylim()
    gap = (0.1 if small else 0.075) * (high - low)
    ends = sorted((float(last[name]), text) for name, text in line_names.items())
    clear = [max(end, low + (0.8 + place) * gap) for place, (end, _) in enumerate(ends)]  # of the numbers under the axis
    for height, (_, text) in zip(style.apart(clear, gap), ends, strict=True):
        style.label(ax, last["size"], height, text)


def _canvas(ax: Axes) -> Canvas:
    fig = ax.get_figure(root=True)
    assert isinstance(fig, Canvas)
    return fig
