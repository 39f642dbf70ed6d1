"""Levels of a monthly series: the steps, slopes and humps that part them, and how surely each is dated."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

#: Fewer points have no levels but one.
ENOUGH = 24
#: Months that a level has at least, but the one before the first step, and those of a hump: more of these are a level of their own.
SHORTEST, HUMP = 6, (2, 8)
#: Months that a slope has at least between the level before and the next, or it is a step; and that lie between two changes.
SLOPE, ROOM = 3, 3
#: By how many variances of neighbouring months a change lessens what is left over, where fewer than 1 in 30 stable series that follow
#: themselves as those of hospitals do have a step or a slope that does, and as few a hump, of which there are the most (simulated).
PENALTIES = {"step": 29.0, "slope": 30.5, "hump": 40.0}
#: Variances from the best date of a step to the others that it may have, and months of these before and after one that is sure.
TIED, SURE = 6.0, 2
#: Variances to a slope of a half year or more, which would be no step at all.
SLOPING = 2.0
#: Standard deviations from both neighbours beyond which one month is drawn in before changes are looked for.
LONE = 3.0


@dataclass(frozen=True)
class Change:
    """How a series goes from one level to another, or away from one for a time.

    Attributes
    ----------
    kind : str
        `step`, `slope` or `hump`.
    first, last : int
        Of a step, twice the first point of the new level; of a slope, the last point of the level before, or the first point of the
        series, and the first of the next, or the last of the series; of a hump, its first point and the first after it.
    is_sure : bool
        Whether all dates that fit a step nearly as well lie within two months of it.
    """

    kind: str
    first: int
    last: int
    is_sure: bool = True


def changes(values: NDArray[np.float64], deviation: float) -> list[Change]:
    """The changes of a series, none, one or two, in order of time: those that lessen what is left over by more than their penalties.

    Parameters
    ----------
    values : ndarray of float, shape (points,)
        In order of time; fewer than 24 have none.
    deviation : float
        The standard deviation of neighbouring points, which no step widens.

    References
    ----------
    Hawkins (1977) J Am Stat Assoc 72:180-186, the largest of all two-sample statistics, here with other shapes than a step.
    """
    if len(values) < ENOUGH or not np.isfinite(deviation) or np.allclose(values, values[0]):
        return []
    shapes, forms, penalty = _shapes(len(values))
    unit = max(deviation, 1e-9 * float(np.abs(values).max()))
    calm = _without_lone(values, LONE * unit)
    fit = forms @ ((calm - calm.mean()) / unit)
    first, second, likeness = _pairs(len(values))
    both = fit[first] ** 2 + (fit[second] - likeness * fit[first]) ** 2 / (1 - likeness**2)
    gains, pairs = fit**2 - penalty, both - penalty[first] - penalty[second]
    best, pair = int(gains.argmax()), int(pairs.argmax())
    if max(gains[best], 0.0) < pairs[pair]:
        # Each is dated with the other in its place.
        of_first, of_second = second == second[pair], first == first[pair]
        moves = [_dated(shapes, int(first[pair]), first[of_first], both[of_first]),
                 _dated(shapes, int(second[pair]), second[of_second], both[of_second])]  # fmt: skip
    else:
        moves = [_dated(shapes, best, range(len(shapes)), fit**2)] if gains[best] > 0 else []
    # A step nearer to the end was looked for so that it is taken for none further in; what follows it is no level yet.
    return [each for each in moves if each.kind != "step" or each.first <= len(values) - SHORTEST]


def _without_lone(values: NDArray[np.float64], width: float) -> NDArray[np.float64]:
    """The values, none further than the width from the middle one of it and its neighbours: one month by itself is no level."""
    middle = np.median(sliding_window_view(values, 3), axis=1)
    nearby = np.concatenate([middle[:1], middle, middle[-1:]])
    return np.clip(values, nearby - width, nearby + width)


def _dated(shapes: list[Change], best: int, others: Iterable[int], fits: NDArray[np.float64]) -> Change:
    """A change, and of a step whether others that fit nearly as well are near, and no slope does."""
    shape, rivals = shapes[best], [shapes[at] for at in others]
    if shape.kind != "step":
        return shape
    most = max(fit for each, fit in zip(rivals, fits, strict=True) if each == shape)
    dates = [each.first for each, fit in zip(rivals, fits, strict=True) if each.kind == "step" and fit >= most - TIED]
    slopes = [each for each, fit in zip(rivals, fits, strict=True) if each.kind == "slope" and fit >= most - SLOPING]
    is_sloping = any(each.last - each.first >= SHORTEST for each in slopes)
    return replace(shape, is_sure=not is_sloping and all(abs(date - shape.first) <= SURE for date in dates))


@cache
def _shapes(points: int) -> tuple[list[Change], NDArray[np.float64], NDArray[np.float64]]:
    """Every change that a series of so many points may have; its form, of mean 0 and length 1; and its penalty."""
    shapes = list(_every(points))
    forms = np.array([_form(shape, points) for shape in shapes])
    forms -= forms.mean(axis=1, keepdims=True)
    forms /= np.linalg.norm(forms, axis=1, keepdims=True)
    return shapes, forms, np.array([PENALTIES[shape.kind] for shape in shapes])


@cache
def _pairs(points: int) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """The changes that may stand in one series, the first before the second, and how alike their forms are."""
    shapes, forms, _ = _shapes(points)
    begin, end = (np.array([getattr(shape, name) for shape in shapes]) for name in ("first", "last"))
    slope = np.array([shape.kind == "slope" for shape in shapes])
    none_left = (slope & (begin == 0))[:, None] & slope & (end == points - 1)
    first, second = np.nonzero((end[:, None] + ROOM <= begin) & ~none_left)
    return first, second, np.einsum("ij,ij->i", forms[first], forms[second])


def _every(points: int) -> Iterator[Change]:
    yield from (Change("step", at, at) for at in range(ROOM, points - ROOM + 1))
    for first in (0, *range(SHORTEST - 1, points)):
        ends = (*range(first + SLOPE, points - SHORTEST + 1), *((points - 1,) if first <= points - 2 * SHORTEST else ()))
        yield from (Change("slope", first, last) for last in ends if last >= SHORTEST)
    for first in range(SHORTEST, points):
        yield from (Change("hump", first, last) for last in range(first + HUMP[0], min(first + HUMP[1], points - ROOM) + 1))


def _form(shape: Change, points: int) -> NDArray[np.float64]:
    at = np.arange(points, dtype=float)
    if shape.kind == "slope":
        return np.clip((at - shape.first) / (shape.last - shape.first), 0, 1)
    return ((at >= shape.first) & ((at < shape.last) | (shape.kind == "step"))).astype(float)


def levels(parts: list[Change], points: int) -> NDArray[np.int_]:
    """The level that each point is of, counted from 0; of a slope and a hump, which are of none, another number below 0 for each."""
    level = np.zeros(points, int)
    for shape in parts:
        if shape.kind != "hump":
            level[shape.last if shape.kind == "step" or shape.last < points - 1 else points :] += 1
    for number, shape in enumerate(parts, 1):
        until = points if shape.kind == "slope" and shape.last == points - 1 else shape.last
        if shape.kind != "step":
            level[shape.first + (shape.kind == "slope" and shape.first > 0) : until] = -number
    return level
