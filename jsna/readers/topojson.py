"""TopoJSON: boundaries that neighbours share are stored once, as arcs, and put together here."""

from itertools import accumulate
from typing import Any

Point = tuple[float, float]


def features(topology: dict[str, Any]) -> list[dict[str, Any]]:
    """The GeoJSON features of every object in a topology.

    Raises
    ------
    KeyError, IndexError, TypeError, ValueError
        Where the topology does not hold together.

    References
    ----------
    The TopoJSON Format Specification, version 1.0, section 2.
    """
    arcs = [_points(arc, topology.get("transform")) for arc in topology["arcs"]]
    shapes = [shape for collection in topology["objects"].values() for shape in collection.get("geometries", [collection])]
    return [{"type": "Feature", "properties": shape.get("properties") or {}, "geometry": _geometry(shape, arcs)} for shape in shapes]


def _points(arc: list[list[float]], transform: dict[str, Any] | None) -> list[Point]:
    """The positions of an arc: where there is a transform, each is its distance from the one before, in steps."""
    if transform is None:
        return [(x, y) for x, y, *_ in arc]
    (scale_x, scale_y), (shift_x, shift_y) = transform["scale"], transform["translate"]
    xs, ys = accumulate(step[0] for step in arc), accumulate(step[1] for step in arc)
    return [(x * scale_x + shift_x, y * scale_y + shift_y) for x, y in zip(xs, ys, strict=True)]


def _geometry(shape: dict[str, Any], arcs: list[list[Point]]) -> dict[str, Any] | None:
    if shape["type"] == "Polygon":
        return {"type": "Polygon", "coordinates": [_ring(ring, arcs) for ring in shape["arcs"]]}
    if shape["type"] == "MultiPolygon":
        return {"type": "MultiPolygon", "coordinates": [[_ring(ring, arcs) for ring in polygon] for polygon in shape["arcs"]]}
    if shape["type"] is None:
        return None
    raise ValueError(f"a {shape['type']} where areas were expected")


def _ring(indices: list[int], arcs: list[list[Point]]) -> list[Point]:
    """Arcs end to end: the first point of each but the first is the last of the one before. ~i is arc i backwards."""
    points: list[Point] = []
    for index in indices:
        line = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += line[bool(points):]
    return points
