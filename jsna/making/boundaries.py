"""Boundaries, given the footprint that they belong to, and drawn no finer than a page can show."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from jsna import geography
from jsna.footprints import kind_of
from jsna.making.places import footprints_of

#: Degrees within which an outline may move: a tenth of a millimetre on a printed map of England, and of a county.
TOLERANCE = {"ccg": 0.006, "sub_icb": 0.006, "lsoa": 0.0004}


def boundaries(parts: list[Path], areas: pd.DataFrame) -> gpd.GeoDataFrame:
    """Every boundary whose area is known: footprint, area_code, geometry in WGS84."""
    frames = [_coded(gpd.read_parquet(part), areas) for part in parts]
    outlines = [frame for frame in frames if len(frame)]
    if not outlines:
        return gpd.GeoDataFrame({"footprint": [], "area_code": []}, geometry=[], crs="EPSG:4326")
    table = pd.concat(outlines, ignore_index=True).drop_duplicates(["footprint", "area_code"])
    return pd.concat([_simplified(rows, str(footprint)) for footprint, rows in table.groupby("footprint")], ignore_index=True)


def _coded(shapes: gpd.GeoDataFrame, areas: pd.DataFrame) -> gpd.GeoDataFrame:
    footprint = str(shapes["footprint"].iloc[0])
    if footprint == "ccg_unknown":
        return _by_the_set_of_codes(shapes, areas)
    by_gss = geography.areas_of(areas, footprint).reset_index().set_index("gss_code")["area_code"]
    codes = shapes["area_code"].where(shapes["area_code"] != "", shapes["gss_code"].map(by_gss))
    return shapes.assign(area_code=codes).dropna(subset="area_code")[["footprint", "area_code", "geometry"]]


def _by_the_set_of_codes(shapes: gpd.GeoDataFrame, areas: pd.DataFrame) -> gpd.GeoDataFrame:
    # The file's name has been a year ahead of its CCGs, so the codes alone say which year's they are.
    codes = set(shapes["area_code"])
    same = [f for f in footprints_of(areas) if set(geography.areas_of(areas, f).index) == codes]
    return shapes.assign(footprint=same[0] if same else "").query("footprint != ''")[["footprint", "area_code", "geometry"]]


def _simplified(rows: gpd.GeoDataFrame, footprint: str) -> gpd.GeoDataFrame:
    tolerance = TOLERANCE.get(kind_of(footprint), 0.001)
    return rows.assign(geometry=shapely.coverage_simplify(rows.geometry.to_numpy(), tolerance)).set_crs("EPSG:4326", allow_override=True)
