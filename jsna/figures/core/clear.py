"""Clear places: where words beside a mark lie on as little as can be of what is drawn."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.text import Annotation

from jsna.figures.core import letters, style

#: Points from one line of text to the next, and to where a line is looked at next.
LINE, STEP = 13.0, 3.0
#: Points around words that are kept clear of marks and lines.
PAD = 3.0
#: What a place costs in points of its distance: for each part of a line under it, each mark, each other text, and beyond the axes.
PART, MARK, WORDS, BEYOND = 12.0, 40.0, 1_000.0, 10_000.0


class Place(NamedTuple):
    """Points from a mark to its words, and which end of them is there."""

    dx: float
    dy: float
    ha: str = "left"


class Box(NamedTuple):
    """What words take, in points from the lower left corner of the figure."""

    left: float
    bottom: float
    right: float
    top: float

    def covers(self, points: np.ndarray) -> int:
        """How many points lie in it or too near to it."""
        low, high = np.array(self[:2]) - PAD, np.array(self[2:]) + PAD
        return int(((low < points) & (points < high)).all(axis=1).sum())

    def meets(self, other: "Box") -> bool:
        """Whether they lie on each other."""
        return self.left < other.right and other.left < self.right and self.bottom < other.top and other.bottom < self.top


def label(ax: Axes, x: float, y: float, text: str, places: Sequence[Place], colour: str = style.INK, **text_options: Any) -> None:
    """Name a mark at whichever of its places covers least, the nearest first, once all else of the axes is drawn."""
    costs = covered(ax, (x, y), text, places, text_options.get("fontweight") == "bold")
    dx, dy, ha = min(zip(costs, places, strict=True), key=lambda each: each[0] + abs(each[1].dx) + abs(each[1].dy))[1]
    style.label(ax, x, y, text, colour, dx=dx, dy=dy, ha=ha, **text_options)


def covered(ax: Axes, at: tuple[float, float], text: str, places: Sequence[Place], bold: bool = False) -> list[float]:
    """What words would cover at each of the places of a mark: 0 where that is nothing."""
    anchor = _points(ax, ax.transData, [at])[0]
    (lines, marks), boxes = _obstacles(ax), [_box_of(ax, other) for other in ax.texts if isinstance(other, Annotation)]

    def cost(box: Box) -> float:
        others, outside = sum(box.meets(other) for other in boxes), not _is_inside(ax, box)
        return PART * box.covers(lines) + MARK * box.covers(marks) + WORDS * others + BEYOND * outside

    return [cost(_box(text, anchor, place, bold)) for place in places]


def _obstacles(ax: Axes) -> tuple[np.ndarray, np.ndarray]:
    """The lines of axes at every few points, and their marks, in points."""
    paths = [_dense(_points(ax, line.get_transform(), line.get_xydata())) for line in ax.lines]
    groups = [(each.get_transform(), each.get_segments()) for each in ax.collections if isinstance(each, LineCollection)]
    paths += [_dense(_points(ax, transform, segment)) for transform, segments in groups for segment in segments]
    offsets = [np.asarray(each.get_offsets()) for each in ax.collections if isinstance(each, PathCollection)]
    marks = [_points(ax, ax.transData, each) for each in offsets if len(each)]
    lines, dots = (np.concatenate([*some, np.empty((0, 2))]) for some in (paths, marks))
    return lines[np.isfinite(lines).all(axis=1)], dots[np.isfinite(dots).all(axis=1)]


def _dense(path: np.ndarray) -> np.ndarray:
    if len(path) < 2:
        return path
    parts = [np.linspace(start, end, max(int(np.hypot(*(end - start)) / STEP), 1) + 1)
             for start, end in zip(path[:-1], path[1:], strict=True) if np.isfinite([start, end]).all()]  # fmt: skip
    return np.concatenate([path, *parts])


def _points(ax: Axes, transform: Any, places: Any) -> np.ndarray:
    return np.asarray(transform.transform(np.asarray(places, float))) * 72 / style.canvas(ax).dpi


def _box(text: str, anchor: np.ndarray, place: Place, bold: bool, va: str = "") -> Box:
    wide, high = 72 * letters.widest(text, bold), LINE * (text.count("\n") + 1)
    left = anchor[0] + place.dx - {"left": 0.0, "center": 0.5, "right": 1.0}[place.ha] * wide
    side = va or ("center" if not place.dy else "bottom" if place.dy > 0 else "top")
    bottom = anchor[1] + place.dy - {"bottom": 0.0, "center": 0.5, "top": 1.0}[side] * high
    return Box(left, bottom, left + wide, bottom + high)


def _box_of(ax: Axes, text: Annotation) -> Box:
    transform = ax.transData if text.xycoords == "data" else text.xycoords
    place = Place(*text.xyann, text.get_horizontalalignment())
    return _box(text.get_text(), _points(ax, transform, [text.xy])[0], place, text.get_fontweight() == "bold", text.get_verticalalignment())


def _is_inside(ax: Axes, box: Box) -> bool:
    left, bottom, right, top = np.asarray(ax.bbox.extents) * 72 / style.canvas(ax).dpi
    return bool(left - 1 <= box.left and box.right <= right + 1 and bottom + 2 <= box.bottom and box.top <= top + PAD)
