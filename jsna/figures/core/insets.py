"""Insets: another view of the areas of a map, under its key: each area as a cell of one size, or a town enlarged."""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from jsna.figures.core import letters, maps, style, svg

Array = NDArray[np.float64]
Box = tuple[float, float, float, float]

TOP = 0.25 + (maps.LONGEST_KEY + 1.3) * maps.GAP  # inches from the top of a map to the inset under its key
TITLE = 0.28  # inches of the line above an inset
ACROSS = maps.KEY_WIDTH - 0.25  # inches
#: How much room around them the areas that an inset is for have in it, of the width of their box.
ROOM = 0.06
#: A town is enlarged where it takes less than this of the width of the map: then it is at least half as large again.
SMALL = 0.2


def size(shapes: gpd.GeoSeries, box: Box) -> style.MapSize:
    """The size of a map that has room for an inset of a box under its key."""
    plain = maps.size(shapes)
    below = TITLE + ACROSS * _proportion(box) + 0.1
    top = max(TOP, plain.height - below)
    return plain._replace(height=max(plain.height, top + below), inset_top=top)


def axes(fig: Canvas, title: str, box: Box) -> Axes:
    """Axes at the foot of the column of the key, true to scale; the page moves what bears the `gid` svg.INSET beside the key of a phone."""
    width, height = fig.get_size_inches()
    left, up, (west, south, east, north) = width - maps.KEY_WIDTH + 0.15, ACROSS * _proportion(box), box
    fig.text(left / width, (0.1 + up + TITLE / 2) / height, title, fontsize=letters.SMALL, va="center", fontweight="bold", gid=svg.INSET)
    ax = fig.add_axes((left / width, 0.1 / height, ACROSS / width, up / height))
    ax.set_axis_off()
    ax.set_xlim(west, east)
    ax.set_ylim(south, north)
    return ax


def _proportion(box: Box) -> float:
    """How many times as high as wide a box is; its degrees of longitude are as long as those of latitude."""
    west, south, east, north = box
    return (north - south) / (east - west)


def around_cells(centres: Array, radius: float) -> Box:
    """The box around hexagons, with room for a thick outline."""
    (west, south), (east, north) = centres.min(axis=0) - 1.15 * radius, centres.max(axis=0) + 1.15 * radius
    return float(west), float(south), float(east), float(north)


def fill_cells(ax: Axes, centres: Array, radius: float, colours: Sequence[str], own: Sequence[bool]) -> None:
    """A hexagon an area in its colour; the `own` one with an outline on a dark casing."""
    (west, east), fig = ax.get_xlim(), ax.get_figure(root=True)
    assert isinstance(fig, Canvas)
    points = 72 * ax.get_position().width * fig.get_figwidth() / (east - west)  # of a degree
    look: dict[str, Any] = {"s": (2 * radius * points) ** 2, "marker": "h", "gid": svg.INSET, "clip_on": False}
    for colour in dict.fromkeys(colours):
        ax.scatter(*centres[np.array(colours) == colour].T, color=colour, edgecolors=style.OUTLINE, linewidths=0.5, **look)
    for line, thick in ((style.CASING, 3.8), (style.ORANGE, 2.2)):
        ax.scatter(*centres[np.array(own, bool)].T, color="none", edgecolors=line, linewidths=thick, zorder=3, **look)


def town(shapes: gpd.GeoSeries, those: Sequence[bool]) -> Box | None:
    """The box around some shapes of a map, in its own degrees, where it is so small on the map that it is worth enlarging."""
    west, _, east, _ = shapes.total_bounds
    if not any(those):
        return None
    left, bottom, right, top = shapes[list(those)].total_bounds
    room = ROOM * (right - left)
    return None if right - left > SMALL * (east - west) else (left - room, bottom - room, right + room, top + room)


def flattened(shapes: gpd.GeoSeries, box: Box) -> tuple[gpd.GeoSeries, Box]:
    """The parts of shapes within a box, and the box, with degrees of longitude as long as those of latitude."""
    west, south, east, north = box
    shrunk = float(np.cos(np.radians((south + north) / 2)))
    parts = shapely.clip_by_rect(shapes.to_numpy(), *box)
    flat = shapely.transform(parts, lambda points: points * [shrunk, 1.0])
    return gpd.GeoSeries(flat, index=shapes.index), (west * shrunk, south, east * shrunk, north)


def frame(ax: Axes, box: Box) -> None:
    """Where on a map an inset lies."""
    west, south, east, north = box
    for colour, line in ((style.PAPER, 2.6), (style.INK, 1.2)):
        ax.add_patch(Rectangle((west, south), east - west, north - south, facecolor="none", edgecolor=colour, linewidth=line, zorder=4))
