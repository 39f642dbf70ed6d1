"""Tessellation of a fictional land into small areas, dense in towns, with winding borders that neighbours share."""

from collections import defaultdict
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree, Voronoi

from jsna.demo.chance import Array, stream

#: The land lies in the North Sea, where no map can mistake it: longitude and latitude of its origin, km a degree.
ORIGIN = (2.6, 54.7)
KM = (64.3, 111.2)
COUNTY_CENTRE = np.array([-9.0, -6.0])
SEA_SPACING = 4.0


class Isle(NamedTuple):
    """The land of a part of the country: its middle and how far the coast lies from it (km), and how it is turned (radians)."""

    x: float
    y: float
    radius: float
    turned: float

    @property
    def centre(self) -> Array:
        return np.array([self.x, self.y])

    def coast(self, angle: Array) -> Array:
        """Distance of the coast from the middle, in km."""
        at = angle + self.turned
        waves = 0.10 * np.sin(2 * at + 0.6) + 0.06 * np.sin(3 * at + 2.1) + 0.03 * np.sin(7 * at + 0.4)
        return self.radius * (1 + waves)


#: The main land, the county in it, and an isle off its coast, near enough to share a map.
ISLES = (Isle(0.0, 0.0, 76.0, 0.0), Isle(-75.0, 62.0, 22.0, 2.0))


def county_border(angle: Array) -> Array:
    """Distance of the county's border from its centre, in km."""
    return 30 * (1 + 0.12 * np.sin(2 * angle + 1.9) + 0.07 * np.sin(3 * angle + 0.3) + 0.03 * np.sin(5 * angle + 1.0))


def zones(count: int, part: int, in_county: bool = False) -> list[Array]:
    """Points of the county, or of the rest of a part, in compact zones, counter-clockwise around the county's centre or the isle's."""
    isle, chance = ISLES[part], stream(f"zones {in_county}", part)
    reach = 45.0 if in_county else 1.25 * isle.radius
    points = (COUNTY_CENTRE if in_county else isle.centre) + chance.uniform(-reach, reach, (14_000 if in_county else 30_000, 2))
    inside = _within(points, COUNTY_CENTRE, county_border)
    pool = points[inside] if in_county else points[_within(points, isle.centre, isle.coast) & ~inside]
    centres = _settled(pool, pool[chance.choice(len(pool), count, replace=False)], np.ones(len(pool)), 40)
    first = np.pi / 2 if in_county else 0.0
    order = np.argsort((_angle(centres - (isle.centre if part else COUNTY_CENTRE)) - first) % (2 * np.pi))
    nearest = KDTree(centres[order]).query(pool)[1]
    return [pool[nearest == i] for i in range(count)]


def seeds(zone: Array, count: int, chance: np.random.Generator) -> Array:
    """Seeds of a zone's small areas: many in its two towns, few in the country between."""
    middle, spread = zone.mean(axis=0), zone.std()
    towns = middle + chance.normal(0, 0.4 * spread, (2, 2))
    near = [np.exp(-((zone - town) ** 2).sum(axis=1) / (2 * (size * spread) ** 2)) for town, size in zip(towns, (0.28, 0.2), strict=True)]
    weight = 0.03 + near[0] + 0.7 * near[1]
    positions = chance.choice(len(zone), count, replace=False, p=weight / weight.sum())
    return _settled(zone, zone[positions], weight, 4)


def sea(part: int) -> Array:
    """Seeds in the sea around a part of the country, whose borders with the land are the coast."""
    isle, chance = ISLES[part], stream("sea", part)
    steps = np.arange(-120, 121, SEA_SPACING)
    grid = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    points = isle.centre + grid + chance.uniform(-0.4, 0.4, grid.shape) * SEA_SPACING
    return points[~_within(points, isle.centre, lambda angle: isle.coast(angle) + SEA_SPACING / 2)]


def cells(land: Array, part: int) -> NDArray[Any]:
    """Polygons around the seeds of a part, in degrees with five decimals; neighbours share each point of a border."""
    chance, all_seeds = stream("borders", part), np.vstack([land, sea(part)])
    diagram = Voronoi(all_seeds)
    borders: dict[int, list[shapely.LineString]] = defaultdict(list)
    for pair, ends in zip(diagram.ridge_points, diagram.ridge_vertices, strict=True):
        if -1 not in ends and pair.min() < len(land):
            line = _degrees(_winding(diagram.vertices[ends], all_seeds[pair], chance))
            for seed in pair[pair < len(land)] if len(line) > 1 else ():
                borders[int(seed)].append(shapely.LineString(line))
    return np.array([_closed(borders[i]) for i in range(len(land))], dtype=object)


def _winding(ends: Array, sides: Array, chance: np.random.Generator) -> Array:
    """A border from end to end that bends towards the seeds of its two sides.

    Each point stays in the triangles between the straight border and the two seeds, so no two borders cross.
    """
    length = float(np.linalg.norm(ends[1] - ends[0]))
    points = int(np.clip(2 + 2 * length, 3, 10)) if length > 0.002 else 2  # in five decimals a bend of a metre is a knot
    at = np.linspace(0, 1, points)[:, None]
    bends = chance.normal(0, (0.2, 0.1, 0.06))
    lean = np.clip(sum(size * np.sin((k + 1) * np.pi * at) for k, size in enumerate(bends)), -0.4, 0.4)
    straight = ends[0] + at * (ends[1] - ends[0])
    towards = np.where(lean > 0, sides[0], sides[1]) - straight
    short = np.minimum(1, length / np.linalg.norm(towards, axis=1, keepdims=True))  # else a short border bends into a spike
    return straight + short * np.abs(lean) * towards


def _closed(lines: list[shapely.LineString]) -> shapely.Polygon:
    rings = shapely.polygonize(lines).geoms
    return shapely.normalize(max(rings, key=lambda ring: ring.area))


def _degrees(points: Array) -> Array:
    degrees = np.round(points / KM + ORIGIN, 5)
    apart = np.append(True, (np.diff(degrees, axis=0) != 0).any(axis=1))
    return degrees[apart]


def _settled(pool: Array, centres: Array, weight: Array, rounds: int) -> Array:
    """Centres moved to the weighted middle of the points nearest to each, some rounds over."""
    for _ in range(rounds):
        nearest = KDTree(centres).query(pool)[1]
        total = np.bincount(nearest, weight, len(centres))
        sums = [np.bincount(nearest, weight * pool[:, i], len(centres)) for i in (0, 1)]
        centres = np.where(total[:, None] > 0, np.stack(sums, axis=1) / np.maximum(total, 1e-9)[:, None], centres)
    return centres


def _within(points: Array, centre: Array, border: Any) -> NDArray[np.bool_]:
    return np.linalg.norm(points - centre, axis=1) < border(_angle(points - centre))


def _angle(points: Array) -> Array:
    return np.arctan2(points[:, 1], points[:, 0])
