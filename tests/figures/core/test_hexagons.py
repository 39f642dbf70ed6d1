"""Hexagons: each area of a map has a cell, none is of two, all of one size and on the land, and the same areas have the same cells."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from jsna.figures.core import hexagons


def country(seed: int = 1) -> gpd.GeoSeries:
    """A square of 100 areas, 64 of them in a city that is a twenty-fifth of its land."""
    random = np.random.default_rng(seed)
    points = np.vstack([random.uniform(0, 5, (36, 2)), random.uniform(2, 3, (64, 2))]) + [0, 50]
    parts = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points), extend_to=shapely.box(0, 50, 5, 55)))
    return gpd.GeoSeries(shapely.intersection(parts, shapely.box(0, 50, 5, 55)), crs="EPSG:4326")


@pytest.fixture(scope="module")
def cells() -> tuple[np.ndarray, float]:
    return hexagons.cells(country())


def test_each_area_has_a_cell_of_its_own_and_none_overlap(cells: tuple[np.ndarray, float]) -> None:
    centres, radius = cells
    polygons = [shapely.Polygon(corners) for corners in hexagons.corners(*cells)]
    assert len(centres) == len(country()) == len(set(map(tuple, centres)))
    assert shapely.union_all(polygons).area == pytest.approx(len(centres) * 1.5 * np.sqrt(3) * radius**2)


def test_cells_lie_on_the_land_and_fill_most_of_it(cells: tuple[np.ndarray, float]) -> None:
    land = shapely.union_all(country().to_numpy())
    shrunk = np.cos(np.radians(52.5))
    assert shapely.contains_xy(land, cells[0] / [shrunk, 1]).all()
    assert len(cells[0]) * 1.5 * np.sqrt(3) * cells[1] ** 2 > 0.85 * land.area * shrunk


@pytest.mark.parametrize("gone", [0, 1, 5])
def test_no_place_inland_is_left_without_a_cell_as_if_it_had_no_value(gone: int) -> None:
    polygons = [shapely.Polygon(corners).buffer(1e-6) for corners in hexagons.corners(*hexagons.cells(country().iloc[gone:]))]
    assert not any(len(part.interiors) for part in shapely.get_parts(shapely.union_all(polygons)))


def test_no_two_areas_would_be_nearer_to_their_places_if_they_changed_cells(cells: tuple[np.ndarray, float]) -> None:
    points = shapely.get_coordinates(shapely.centroid(country().to_numpy())) * [np.cos(np.radians(52.5)), 1]
    squares = ((points[:, None] - cells[0][None]) ** 2).sum(axis=2)
    here = np.diag(squares)
    assert (squares + squares.T >= here[:, None] + here[None, :] - 1e-3).all()


def test_the_order_of_areas_changes_nothing(cells: tuple[np.ndarray, float]) -> None:
    order = np.random.default_rng(2).permutation(len(country()))
    again, radius = hexagons.cells(country().iloc[order])
    assert radius == pytest.approx(cells[1]) and np.abs(again - cells[0][order]).max() < 1e-9
