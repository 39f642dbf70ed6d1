"""Bars: a bar a row under its name with its number in a column on the right, and one line across all of them."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from jsna.figures.core import letters, style

#: Bars of which the line says nothing end at the latest so many times beyond the others, and are cut there.
BEYOND = 1.08


def draw(
    fig: Canvas,
    names: Sequence[str],
    values: Sequence[float],
    texts: Sequence[str],
    line: tuple[float, str],
    title: str,
    heavy: Collection[str] = (),
    hollow: Sequence[bool] = (),
) -> None:
    """Bars from the first on top, each with its text; a line at a value, named above; what bars are, below; `heavy` names are bold.

    Bars that are `hollow` are none of those that the line is of: they set no scale, and are cut where they end beyond it.
    """
    room = 0.2 + max(map(letters.across, texts), default=0.0)
    ax = style.row_axes(fig, names, right=room, bottom=0.4, heavy=heavy)
    # In a column no number can seem to lie on the other side of the line than its bar.
    style.beside_rows(ax, fig.get_figwidth() - 0.05, texts, [name in heavy for name in names], ha="right")
    ax.grid(visible=False)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    outlined = np.array(hollow or [False] * len(names), bool)
    most = max(*np.asarray(values)[~outlined], line[0]) or 1.0
    ends, thick = np.minimum(values, BEYOND * most), 0.3 if style.is_narrow(fig) else 0.62
    faces, edges = ([one if out else style.BLUE for out in outlined] for one in (style.PAPER, style.CONTEXT))
    ax.barh(range(len(names)), ends, height=thick, color=faces, edgecolor=edges)
    ax.set_xlim(0, max(*ends, line[0]))
    cut = np.flatnonzero(ends < values)
    ax.vlines(np.full(len(cut), 0.97 * BEYOND * most), cut - thick, cut + thick, style.PAPER, linewidth=5, zorder=2)
    style.reference(ax, *line)
    _cased(ax, line[0], len(names), thick)
    style.x_title(ax, title)


def _cased(ax: Axes, value: float, rows: int, thick: float) -> None:
    """The line of a reference before the bars, in a casing; on a phone in parts, since names are between."""
    ax.lines[-1].remove()
    narrow = style.is_narrow(style.canvas(ax))
    each = np.arange(rows)
    low, high = (each + 0.9 * thick, each - 0.9 * thick) if narrow else ([rows - 0.4], [-0.6])
    dashes: dict[str, Any] = {} if narrow else {"linestyle": (0, (5, 3))}
    at = np.full(len(low), value)
    ax.vlines(at, low, high, style.PAPER, linewidth=5, zorder=2.5)
    ax.vlines(at, low, high, style.DARK, linewidth=1.6, zorder=2.5, **dashes)
