"""Hexagons: a cell of one size for each area of a map, as near as can be to where the area lies, so that no city vanishes."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

Array = NDArray[np.float64]
#: How much smaller cells become until the land has one for each area.
SMALLER = 0.98
#: The neighbours of a cell that lies inland.
INLAND = 6


def cells(shapes: gpd.GeoSeries) -> tuple[Array, float]:
    """The centre of the cell of each shape, and the distance from a centre to a corner.

    The cells fill the land that the shapes make up; each shape has one, none is of two, and the squares of the distances between the
    shapes and their cells are together the least that there can be.

    Returns
    -------
    centres : ndarray of float, shape (n, 2)
        In degrees of latitude both ways, eastward shrunk as at the middle latitude.
    radius : float
    """
    flat = _flat(shapes)
    land = _filled(shapely.union_all(shapely.simplify(flat, 0.01)))
    shapely.prepare(land)
    radius = float(np.sqrt(land.area / len(flat) / (1.5 * np.sqrt(3))))
    while len(grid := _grid(land, radius)) < len(flat):
        radius *= SMALLER
    points = shapely.get_coordinates(shapely.centroid(flat))
    grid = _without_holes(grid, points, radius)
    return grid[linear_sum_assignment(_squares(points, grid))[1]], radius


def _without_holes(grid: Array, points: Array, radius: float) -> Array:
    """As many cells as there are areas: those to spare are taken from the coast, far from any area, for inland they would look like one
    without a value."""
    while len(grid) > len(points):
        neighbours = (_squares(grid, grid) < 4 * radius**2).sum(axis=1) - 1
        coast = np.flatnonzero(neighbours < INLAND)
        grid = np.delete(grid, coast[_squares(grid[coast], points).min(axis=1).argmax()], axis=0)
    return grid


def _filled(land: shapely.Geometry) -> shapely.Geometry:
    """The land without what lies inside its coasts: slivers between simpler borders, and areas that have no value."""
    return shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(land)])


def _squares(some: Array, others: Array) -> Array:
    """The squares of the distances between points."""
    return np.asarray(((some[:, None, :] - others[None, :, :]) ** 2).sum(axis=2))


def corners(centres: Array, radius: float) -> Array:
    """The six corners of each cell, one above the centre: shape (n, 6, 2)."""
    angles = np.radians(60 * np.arange(6) + 90)
    return centres[:, None, :] + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)[None, :, :]


def _flat(shapes: gpd.GeoSeries) -> NDArray[np.object_]:
    _, south, _, north = shapes.total_bounds
    shrunk = np.cos(np.radians((south + north) / 2))
    return np.asarray(shapely.transform(shapes.to_numpy(), lambda points: points * [shrunk, 1.0]))


def _grid(land: shapely.Geometry, radius: float) -> Array:
    """The centres of the cells that lie on the land, row by row from the south-west."""
    west, south, east, north = land.bounds
    across, up = np.sqrt(3) * radius, 1.5 * radius
    rows = np.arange(south, north + up, up)
    places = [(x + (row % 2) * across / 2, y) for row, y in enumerate(rows) for x in np.arange(west - across, east + across, across)]
    points = np.array(places)
    return points[shapely.contains_xy(land, points)]
