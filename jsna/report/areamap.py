"""Maps of an edition: every area of a footprint drawn once, a link where its report can be read."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from jsna.figures.core.svgpath import compact
from jsna.report.text import address, escaped

WIDTH = 100.0  # of the drawing, in its own units; coordinates are written in tenths of them
SMALL = WIDTH / 45  # an area narrower than this is too small to touch: some 8 pixels across
CROWD = 5  # so many small areas side by side are drawn again, enlarged
ENLARGED = 2  # as many crowds at most
DETAIL = WIDTH / 400  # less than a pixel, as wide as the map is shown


@dataclass(frozen=True)
class Place:
    """What a map says of an area: its name, the status of its report, and the report itself where it can be read."""

    name: str
    status: str
    href: str = ""


@dataclass(frozen=True)
class Drawing:
    """A part of the map as an `<svg>` element, with its name and the number that marks it on the whole; 0 is the whole."""

    name: str
    number: int
    svg: str


def drawings(shapes: gpd.GeoDataFrame, places: Mapping[str, Place], name: str) -> tuple[Drawing, ...]:
    """The whole map, and each crowd of small areas enlarged.

    Parameters
    ----------
    shapes : GeoDataFrame
        The outlines of the areas of one footprint: `area_code`, geometry in degrees.
    places : mapping of str to Place
        What is said of each area, by its code; what is not named here is not drawn.
    name : str
        What the map shows, in words.
    """
    areas = shapes[shapes["area_code"].isin(list(places))].sort_values("area_code", ignore_index=True)
    if areas.empty:
        return ()
    flat = _flat(areas)
    outlines = _to_width(flat)
    crowds = _crowds(outlines.geometry.to_numpy())
    frames = "".join(_frame(number, outlines.geometry[members].total_bounds) for number, members in enumerate(crowds, 1))
    again = {str(code) for members in crowds for code in outlines["area_code"][members]}
    whole = Drawing(name, 0, _svg(name, outlines, places, again, frames))
    return (whole, *(_enlarged(number, name, _to_width(flat.loc[members]), places) for number, members in enumerate(crowds, 1)))


def _enlarged(number: int, name: str, outlines: gpd.GeoDataFrame, places: Mapping[str, Place]) -> Drawing:
    title = f"{name}, part {number} enlarged"
    return Drawing(title, number, _svg(title, outlines, places, set(), ""))


def _flat(shapes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Degrees as lengths that are equal in both directions at the middle latitude, and north above."""
    _, south, _, north = shapes.total_bounds
    narrower = float(np.cos(np.radians((south + north) / 2)))
    return shapes.set_geometry(shapes.geometry.set_crs(None, allow_override=True).scale(narrower, -1, origin=(0, 0)))


def _to_width(flat: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    west, north, east, _ = flat.total_bounds
    times = (WIDTH - 2) / (east - west)
    geometry = flat.geometry.affine_transform([times, 0, 0, times, 1 - west * times, 1 - north * times]).to_numpy()
    try:
        return flat.set_geometry(shapely.coverage_simplify(geometry, DETAIL))
    except shapely.errors.GEOSException:  # GEOS fails over some published outlines that overlap; they have few common borders to keep
        return flat.set_geometry(shapely.simplify(geometry, DETAIL))


def _crowds(outlines: np.ndarray) -> list[np.ndarray]:
    """Where many small areas lie side by side: their positions, the largest crowd first."""
    small = np.flatnonzero(np.sqrt(shapely.area(outlines)) < SMALL)
    together = shapely.get_parts(shapely.union_all(shapely.buffer(outlines[small], DETAIL)))
    crowds = [small[shapely.intersects(part, outlines[small])] for part in together]
    return sorted((crowd for crowd in crowds if len(crowd) >= CROWD), key=lambda crowd: (-len(crowd), crowd[0]))[:ENLARGED]


def _svg(name: str, outlines: gpd.GeoDataFrame, places: Mapping[str, Place], again: Set[str], frames: str) -> str:
    """The drawing; areas of `again` are links where they are enlarged, and only coloured here."""
    high = float(outlines.total_bounds[3]) + 1
    elements = [
        _area(str(code), places[code], _path(shape), str(code) in again)
        for code, shape in zip(outlines["area_code"], outlines.geometry, strict=True)
    ]
    # Links come last, so that the outline of the one that has the focus is not covered by a neighbour.
    body = "".join(sorted(elements, key=lambda area: area.startswith("<a")))
    return f'<svg viewBox="0 0 {WIDTH:.0f} {high:.0f}" role="group" aria-label="{escaped(name)}">{body}{frames}</svg>'


def _area(code: str, place: Place, path: str, again: bool) -> str:
    marks = f'class="{place.status.replace(" ", "-")}" data-code="{escaped(code)}"'
    if again:
        return f'<g {marks} aria-hidden="true"><path d="{path}"/></g>'
    status = "" if place.status == "made" else f": {place.status}"
    inside = f'<title>{escaped(place.name)}, {escaped(code)}{status}</title><path d="{path}"/>'
    return f'<a href="{address(place.href)}" {marks}>{inside}</a>' if place.href else f"<g {marks}>{inside}</g>"


def _frame(number: int, bounds: np.ndarray) -> str:
    """A rectangle on the whole map round what is drawn again, with its number."""
    west, north, east, south = bounds
    box = f'x="{west - 1:.1f}" y="{north - 1:.1f}" width="{east - west + 2:.1f}" height="{south - north + 2:.1f}"'
    return f'<rect {box}/><text x="{west - 1:.1f}" y="{north - 1.8:.1f}" aria-hidden="true">{number}</text>'


def _path(shape: shapely.Geometry) -> str:
    parts = [part for part in shapely.get_parts(shape) if part.area > DETAIL] or [shape.representative_point().buffer(DETAIL)]
    return compact("".join(_ring(np.asarray(ring.coords)[:-1]) for part in parts for ring in (part.exterior, *part.interiors)))


def _ring(points: np.ndarray) -> str:
    return "".join(f"{'L' if number else 'M'}{x:.2f} {y:.2f}" for number, (x, y) in enumerate(points)) + "z"
