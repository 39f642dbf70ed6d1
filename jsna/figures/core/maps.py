"""Map drawing shared by the maps: areas as one artist, outlines, names, and a key in words."""

from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from jsna.figures.core import letters, style, svg
from jsna.figures.core.sources import boundaries

KEY_WIDTH = 2.1  # inches beside the map
DETAIL = 600  # steps that a screen can show across a map
PHONE = 15.0  # points of a name on a map where the page is narrow
COVERED = 30  # points that a name is set further away for each area that it would cover
GAP = 0.3  # inches from one line of the key to the next
LONGEST_KEY = 10  # lines under its title, which has two
LETTERS = 19  # of a line of its title
ON_ANY = [withStroke(linewidth=3.4, foreground=style.PAPER)]  # around a line from a name to its area, dark areas as light ones
HERE = ": here"  # what a line of the key ends with that holds the area, whose outline hides its colour


#: A line of the key: its words, and the face, the edge and the width of the edge of its mark.
Step = tuple[str, str, str, float]


def attributed(source: str, on_map: bool) -> str:
    """The source of a figure, with that of its boundaries where they are drawn."""
    return f"{source} {boundaries()}" if on_map else source


def simplified(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Shapes without the detail that no screen shows at this size, their borders still common."""
    if areas.empty:
        return areas
    west, south, east, north = areas.total_bounds
    return areas.set_geometry(shapely.coverage_simplify(areas.geometry.to_numpy(), max(east - west, north - south) / DETAIL))


def map_axes(fig: Canvas, shapes: gpd.GeoSeries, key: float = KEY_WIDTH) -> Axes:
    """Axes without scales, true to shape at the middle latitude of what is drawn, with room for a key on the right."""
    ax = style.axes(fig, left=0.1, right=key, top=0.1, bottom=0.1)
    ax.set_axis_off()
    west, south, east, north = shapes.total_bounds
    ax.set_xlim(west - 0.02 * (east - west), east + 0.02 * (east - west))
    ax.set_ylim(south - 0.02 * (north - south), north + 0.02 * (north - south))
    ax.set_aspect(1 / np.cos(np.radians((south + north) / 2)), anchor="W")
    return ax


def size(shapes: gpd.GeoSeries, key: float = KEY_WIDTH, most: float = 7.5) -> style.MapSize:
    """Size that a map of these shapes fills: no higher than `most` inches."""
    west, south, east, north = shapes.total_bounds
    across = (east - west) * np.cos(np.radians((south + north) / 2))
    high = (style.WIDTH - key - 0.1) * (north - south) / across
    return style.MapSize(style.WIDTH, float(min(max(high, 2.2), most) + 0.2), key, (LONGEST_KEY + 2.2) * GAP)


def fill(ax: Axes, shapes: Iterable[shapely.Geometry], colours: Sequence[str], width: float = 0.4, gid: str = "") -> None:
    """Every area in its colour with a thin outline, as one artist."""
    look: dict[str, Any] = {"facecolors": list(colours), "edgecolors": style.OUTLINE, "linewidths": width, "gid": gid or None}
    ax.add_collection(PathCollection([_path(shape) for shape in shapes], **look), autolim=False)


def outline(ax: Axes, shapes: Iterable[shapely.Geometry], colour: str = style.INK, width: float = 1.4, gid: str = "") -> None:
    """The borders of areas, as one artist over another that sets them off from any fill."""
    rings = [np.asarray(ring.coords)[:, :2] for shape in shapes for ring in _rings(shape)]
    for line, thick in ((_casing(colour), width + 1.6), (colour, width)):
        ax.add_collection(LineCollection(rings, colors=line, linewidths=thick, gid=gid or None), autolim=False)


def _casing(colour: str) -> str:
    return style.PAPER if colour == style.INK else style.CASING


def name(ax: Axes, shape: shapely.Geometry, text: str, dx: float = 0, dy: float = 0, weight: str = "normal") -> None:
    """A name on its area, or with a line to it from `dx`, `dy` points away, on paper so that it can be read."""
    point = shape.representative_point()
    paper = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 1.5, "alpha": 0.88}
    line: dict[str, Any] | None = {"arrowstyle": "-", "color": style.INK, "linewidth": 1.2, "path_effects": ON_ANY} if dx or dy else None
    ax.annotate(
        letters.short(text), (point.x, point.y), (dx, dy), textcoords="offset points", ha="center", va="center", bbox=paper,
        arrowprops=line, fontweight=weight, fontsize=letters.SMALL, annotation_clip=False,
    )  # fmt: skip


def names(ax: Axes, shapes: Mapping[str, shapely.Geometry], framed: Sequence[tuple[float, float, float, float]] = ()) -> None:
    """Names on their areas; one that would lie on an earlier one or a `framed` part stands above or below, with a line to its area."""
    ax.apply_aspect()
    names_placed = [shapely.box(*(ax.transData.transform(np.reshape(box, (2, 2))) * 72 / ax.figure.dpi).ravel()) for box in framed]
    for text, shape in shapes.items():
        boxes = {dy: _box(ax, shape, letters.short(text), dy) for dy in (0, 20, -20, 40, -40)}
        dy = min(boxes, key=lambda dy: (any(boxes[dy].intersects(other) for other in names_placed), abs(dy)))
        names_placed.append(boxes[dy])
        name(ax, shape, text, dy=dy)


def _box(ax: Axes, shape: shapely.Geometry, text: str, dy: float) -> shapely.Geometry:
    """Where a name would stand on its area, in points, at the larger size of a phone."""
    point = shape.representative_point()
    x, y = ax.transData.transform((point.x, point.y)) * 72 / ax.figure.dpi
    wide, high = style.LETTER * 72 * len(text) * PHONE / letters.TEXT / 2 + 3, 9.0
    return shapely.box(x - wide, y + dy - high, x + wide, y + dy + high)


def name_beside(ax: Axes, shape: shapely.Geometry, text: str, index: gpd.sindex.SpatialIndex) -> None:
    """A bold name near to its area where it covers few others, with a line to it."""
    text = letters.short(text)
    ax.apply_aspect()
    left, bottom, right, top = (value * 72 / ax.figure.dpi for value in ax.bbox.extents)  # points
    to_points = ax.transData
    point = shape.representative_point()
    x, y = to_points.transform((point.x, point.y)) * 72 / ax.figure.dpi
    wide, high = style.BOLD * 72 * len(text) * PHONE / letters.TEXT / 2 + 4, 10.0  # half of the name's box

    def cost(dx: float, dy: float) -> float:
        corners = [(x + dx + side * wide, y + dy + side * high) for side in (-1, 1)]
        outside = corners[0][0] < left or corners[1][0] > right or corners[0][1] < bottom or corners[1][1] > top
        box = shapely.box(*(to_points.inverted().transform([(a * ax.figure.dpi / 72, b * ax.figure.dpi / 72) for a, b in corners]).ravel()))
        return COVERED * len(index.query(box, predicate="intersects")) + float(np.hypot(dx, dy)) + 10_000 * outside

    places = [(radius * np.cos(angle), radius * np.sin(angle)) for radius in range(30, 300, 15) for angle in np.arange(0, 6.28, np.pi / 8)]
    dx, dy = min(places, key=lambda place: cost(*place))
    name(ax, shape, text, dx, dy, weight="bold")


def blank(unvalued: int, unmapped: int) -> list[Step]:
    """The lines of a key that say why some areas have no colour: they have no value, or no outline of them is held."""
    reasons = (("No value", unvalued), ("No outline held", unmapped))
    return [(f"{reason}: {count:,}", style.PAPER, style.OUTLINE, 0.6) for reason, count in reasons if count]


def key(fig: Canvas, title: str, steps: Sequence[Step], right: float = KEY_WIDTH) -> None:
    """Each colour and line beside its meaning, under a title: label, face, edge and width of the edge."""
    width, height = fig.get_size_inches()
    left, lines = width - right + 0.15, wrap(title, LETTERS)
    look: dict[str, Any] = {"fontsize": letters.SMALL, "va": "center", "gid": svg.KEY}
    for place, part in enumerate(lines):
        fig.text(left / width, 1 - (0.25 + 0.7 * place * GAP) / height, part, fontweight="bold", **look)
    top = height - 0.25 - 0.7 * (len(lines) - 1) * GAP
    for number, (label, face, edge, line) in enumerate(steps, 1):
        y = top - number * GAP
        fig.add_artist(
            Rectangle(
                (left / width, (y - 0.08) / height), 0.24 / width, 0.16 / height, facecolor=face, edgecolor=edge, linewidth=line,
                transform=fig.transFigure, gid=svg.KEY,
            )
        )  # fmt: skip
        weight = "bold" if label.endswith(HERE) else "normal"
        fig.text((left + 0.34) / width, y / height, label, fontweight=weight, **look)


def _rings(shape: shapely.Geometry) -> list[shapely.LinearRing]:
    return [ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)]


def _path(shape: shapely.Geometry) -> Path:
    # Holes run the other way round, so that they stay open.
    rings = [np.asarray(ring.coords)[:, :2] for ring in _rings(shapely.orient_polygons(shape))]
    codes = [[Path.MOVETO, *[Path.LINETO] * (len(ring) - 2), Path.CLOSEPOLY] for ring in rings]
    return Path(np.concatenate(rings), np.concatenate(codes))
