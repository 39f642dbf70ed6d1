"""Boundaries in GeoJSON or TopoJSON: CCGs, sub-ICB locations, LSOAs and other areas, in WGS84 whatever they were published in."""

import re

import geopandas as gpd
import pandas as pd
import shapely
from pyproj.exceptions import CRSError

from jsna.readers import topojson
from jsna.readers.lookups import BY_ODS_CODE, KINDS
from jsna.readers.rawfile import RawFile
from jsna.readers.tables import dropped, matching, refusal
from jsna.schemas import BOUNDARY_COLUMNS, Tidy

WGS84 = "EPSG:4326"
CODE = re.compile(rf"({'|'.join(KINDS)})(\d\d)CD", re.IGNORECASE)

#: NHS England's own layout of CCGs names no year: which CCGs they are is for `geography` to tell.
UNDATED_FOOTPRINT = "ccg_unknown"
#: A code of any kind of area.
ANY_CODE = re.compile(r"([A-Z]{2,6})(\d\d)CD", re.IGNORECASE)
#: The code of an area of the Office for National Statistics.
BY_GSS = r"[EWZ]\d{8}"
#: What a server says of an answer that holds the first features only.
MORE = re.compile(rb'"exceededTransferLimit"\s*:\s*true')


def recognises(raw: RawFile) -> bool:
    """Whether a file is GeoJSON or TopoJSON of areas with a code such as `CCG21CD`, or of CCGs in NHS England's layout."""
    if raw.kind != "json" or not re.search(rb'"type"\s*:\s*"(FeatureCollection|Topology)"', raw.content):
        return False
    # Looked for in the bytes, so that a file that was cut short is still known, and refused when it is read.
    return bool(re.search(ANY_CODE.pattern.join(('"', '"')).encode(), raw.content, re.IGNORECASE)
                or re.search(rb'"org_type"\s*:\s*"CCG"', raw.content))


def read(raw: RawFile) -> list[Tidy]:
    """The areas with their geometry; those without any are dropped and named."""
    shapes = _shapes(raw)
    areas = _areas(raw, shapes)
    _refuse_repeats(raw, areas)
    absent = areas.geometry.isna() | areas.geometry.is_empty
    drops = dropped({"no geometry": absent})
    notes = tuple(f"No geometry: {name}." for name in areas.loc[absent, "area_name"])
    notes += (f"The server gave the first {len(areas):,} areas only: the others are on further pages.",) if MORE.search(raw.content) else ()
    rows = areas[~absent].reset_index(drop=True)
    kind = str(areas["footprint"].iloc[0]).rsplit("_", 1)[0]
    return [Tidy("boundaries", f"{kind}_boundaries", rows, len(areas), drops, notes)]


def _shapes(raw: RawFile) -> gpd.GeoDataFrame:
    crs_name = (raw.json.get("crs") or {}).get("properties", {}).get("name", WGS84)
    try:
        is_topology = raw.json.get("type") == "Topology"
        features = topojson.features(raw.json) if is_topology else raw.json.get("features")
        if not features:
            raise refusal(raw, "features with geometry", "none", remedy="Download the whole file.")
        shapes = gpd.GeoDataFrame.from_features(features, crs=crs_name)
        # Rounded to a grid, thin parts collapse to lines that go out and back; they are no part of an area.
        shapes = shapes.set_geometry(shapely.buffer(shapes.geometry.to_numpy(), 0), crs=crs_name) if is_topology else shapes
    except (CRSError, KeyError, IndexError, ValueError, TypeError) as error:
        raise refusal(raw, "GeoJSON features with a known coordinate system", str(error), remedy="Download the file again.") from None
    shapes.index = pd.RangeIndex(1, len(shapes) + 1)
    shapes = shapes.to_crs(WGS84)
    west, south, east, north = shapes.total_bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise refusal(raw, "longitudes and latitudes, or a `crs` that says otherwise", f"coordinates up to {east:,.0f}, {north:,.0f}",
                      remedy="Download the file in WGS84 (EPSG:4326).")
    return shapes


def _areas(raw: RawFile, shapes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    heading = _code_column(shapes)
    first = next((str(name) for name in shapes.columns if ANY_CODE.fullmatch(str(name))), "")
    # Other codes are of the larger areas that a feature lies in: its own comes first.
    if first and not CODE.fullmatch(first):
        raise refusal(raw, f"areas of one of the kinds {', '.join(KINDS)}", repr(first), column=first,
                      remedy="Boundaries of this kind are not used: take the file out of the folder; nothing was changed.")
    areas = _dated(raw, shapes, heading) if heading else _undated(raw, shapes)
    return areas.assign(source_id=raw.name, sheet="", row=shapes.index.astype("int64"))[BOUNDARY_COLUMNS]


def _code_column(shapes: gpd.GeoDataFrame) -> re.Match[str] | None:
    """The code of the smallest kind of area among the properties."""
    matches = [match for match in map(CODE.fullmatch, map(str, shapes.columns)) if match]
    return min(matches, key=lambda match: list(KINDS).index(match[1].upper()), default=None)


def _dated(raw: RawFile, shapes: gpd.GeoDataFrame, heading: re.Match[str]) -> gpd.GeoDataFrame:
    kind, prefix = KINDS[heading[1].upper()], heading[1] + heading[2]
    gss = _texts(shapes, heading[0])
    matching(raw, gss, BY_GSS, "a GSS code such as E38000139", heading[0])
    area_code = _texts(shapes, f"{prefix}CDH") if kind in BY_ODS_CODE else gss
    return _framed(shapes, f"{kind}_20{heading[2]}", area_code, gss, _texts(shapes, f"{prefix}NM"))


def _undated(raw: RawFile, shapes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    names = _texts(shapes, "name")
    if (names == "").any():
        raise refusal(raw, "the name of a CCG", "none", row=names.index[names == ""][0], column="name")
    return _framed(shapes, UNDATED_FOOTPRINT, _texts(shapes, "code"), _texts(shapes, "ons_code"), names)


def _framed(shapes: gpd.GeoDataFrame, footprint: str, area_code: pd.Series, gss_code: pd.Series, area_name: pd.Series) -> gpd.GeoDataFrame:
    values = {"footprint": footprint, "area_code": area_code, "gss_code": gss_code, "area_name": area_name}
    return gpd.GeoDataFrame(values, geometry=shapes.geometry, index=shapes.index)


def _texts(shapes: gpd.GeoDataFrame, name: str) -> pd.Series:
    """A property as text whatever the case of its name; '' where it is absent or null."""
    column = next((c for c in shapes.columns if str(c).casefold() == name.casefold()), None)
    if column is None:
        return pd.Series("", index=shapes.index, dtype="str")
    return shapes[column].fillna("").astype("str").str.strip()


def _refuse_repeats(raw: RawFile, areas: gpd.GeoDataFrame) -> None:
    for column in ("area_code", "gss_code", "area_name"):
        repeats = areas[areas[column].ne("") & areas[column].duplicated()]
        if len(repeats):
            raise refusal(raw, "each area once", f"{repeats[column].iloc[0]} twice", row=int(repeats["row"].iloc[0]), column=column)
