"""Boundaries in GeoJSON: CCGs in NHS England's layout, small areas of the county in that of the ONS, a file a district."""

import json
from collections.abc import Iterator
from typing import Any

import pandas as pd
import shapely

from jsna.demo.plan import Country

COUNTY_GSS, COUNTY_REGION = "Z10000001", "Z12000001"


def files(country: Country) -> Iterator[tuple[str, bytes]]:
    """All CCGs, then the small areas of each district of the county."""
    yield "boundaries/ccgs_2020.json", _ccgs(country)
    for district in country.districts[country.districts["county_code"] == COUNTY_GSS]["district_code"]:
        areas = country.lsoas[country.lsoas["district_code"] == district]
        yield f"boundaries/lsoa11_{district}.geojson", _lsoas(district, areas)


def _ccgs(country: Country) -> bytes:
    features = []
    for code, name in country.ccgs[["ccg_code", "ccg_name"]].itertuples(index=False, name=None):
        shapes = country.lsoas.loc[country.lsoas["ccg_code"] == code, "geometry"]
        # The small areas share each point of a border, so they can be joined without working out where borders cross.
        outline = shapely.normalize(shapely.coverage_union_all(shapes.to_numpy()))
        properties = {"org_type": "CCG", "code": code, "name": name.upper(), "ons_code": None}
        features.append({"type": "Feature", "properties": properties, "geometry": _geometry(outline)})
    return _collection({"crs": _crs("EPSG:4326"), "type": "FeatureCollection"}, features)


def _lsoas(district: str, areas: pd.DataFrame) -> bytes:
    features = []
    for i, area in enumerate(areas.to_dict("records"), 1):
        middle = area["geometry"].representative_point()
        properties = {
            "FID": i, "LSOA11CD": area["lsoa_code"], "LSOA11NM": area["lsoa_name"], "LSOA11NMW": area["lsoa_name"],
            "LONG": round(middle.x, 5), "LAT": round(middle.y, 5), "LADCD_ACTIVE": district, "UTLACD": COUNTY_GSS,
            "CAUTHCD": None, "RGNCD": COUNTY_REGION,
        }
        features.append({"type": "Feature", "properties": properties, "geometry": _geometry(area["geometry"])})
    return _collection({"type": "FeatureCollection", "name": district, "crs": _crs("urn:ogc:def:crs:OGC:1.3:CRS84")}, features)


def _crs(name: str) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": name}}


def _geometry(shape: Any) -> dict[str, Any]:
    return dict(json.loads(shapely.to_geojson(shape)))


def _collection(start: dict[str, Any], features: list[dict[str, Any]]) -> bytes:
    head = json.dumps(start)[:-1]
    return (f'{head}, "features": [\n' + ",\n".join(map(json.dumps, features)) + "\n]}\n").encode()
