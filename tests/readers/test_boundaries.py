"""Boundaries: whatever the property names and the coordinate system, areas in WGS84 with their codes."""

import json

import pytest

from jsna.errors import FileError
from jsna.readers import boundaries
from jsna.readers.rawfile import RawFile, raw_paths, unpack
from jsna.schemas import BOUNDARY_COLUMNS

SQUARE = {"type": "Polygon", "coordinates": [[[-2, 52], [-1.9, 52], [-1.9, 52.1], [-2, 52.1], [-2, 52]]]}
NATIONAL_GRID = {"type": "Polygon",
                 "coordinates": [[[400000, 270000], [410000, 270000], [410000, 280000], [400000, 280000], [400000, 270000]]]}
CCG21 = {"CCG21CD": "E38000236", "CCG21NM": "NHS Herefordshire and Worcestershire CCG "}


def geojson(*properties, geometry=SQUARE, crs=None):
    features = [{"type": "Feature", "properties": p, "geometry": geometry} for p in properties]
    named = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    return RawFile("areas.geojson", json.dumps({"type": "FeatureCollection", **named, "features": features}).encode(), "")


def read(raw):
    assert boundaries.recognises(raw)
    [tidy] = boundaries.read(raw)
    assert tidy.table == "boundaries" and list(tidy.rows.columns) == BOUNDARY_COLUMNS and tidy.rows.crs == "EPSG:4326"
    return tidy


def refused(raw):
    assert boundaries.recognises(raw)
    with pytest.raises(FileError) as error:
        boundaries.read(raw)
    return error.value.message


@pytest.mark.parametrize("properties, publication, expected", [
    (CCG21, "ccg_boundaries", ["ccg_2021", "", "E38000236", "NHS Herefordshire and Worcestershire CCG"]),
    ({"objectid": 1, "ccg20cd": "E38000236", "ccg20nm": "a"}, "ccg_boundaries", ["ccg_2020", "", "E38000236", "a"]),
    ({"CCG19CD": "E38000139", "CCG19CDH": "05J", "CCG19NM": "a"}, "ccg_boundaries", ["ccg_2019", "05J", "E38000139", "a"]),
    ({"org_type": "CCG", "code": "05J", "name": "NHS R", "ons_code": None}, "ccg_boundaries", ["ccg_unknown", "05J", "", "NHS R"]),
    ({"org_type": "CCG", "name": "NHS R", "ons_code": None}, "ccg_boundaries", ["ccg_unknown", "", "", "NHS R"]),
    ({"LSOA11CD": "E01032122", "LSOA11NM": "b", "LADCD_ACTIVE": "E07000234"}, "lsoa_boundaries",
     ["lsoa_2011", "E01032122", "E01032122", "b"]),
    ({"LSOA21CD": "E01032122", "LSOA21NM": "b", "LAD22CD": "E07000234"}, "lsoa_boundaries", ["lsoa_2021", "E01032122", "E01032122", "b"]),
    ({"SICBL23CD": "E38000236", "SICBL23NM": "c"}, "sub_icb_boundaries", ["sub_icb_2023", "", "E38000236", "c"]),
])
def test_each_layout_of_properties_is_read(properties, publication, expected):
    tidy = read(geojson(properties))
    assert tidy.publication == publication
    assert tidy.rows[["footprint", "area_code", "gss_code", "area_name", "row"]].to_numpy().tolist() == [[*expected, 1]]


def test_the_british_national_grid_becomes_longitude_and_latitude():
    west, south, east, north = read(geojson(CCG21, geometry=NATIONAL_GRID, crs="EPSG:27700")).rows.total_bounds
    # 400000, 270000 is 2 degrees west by definition of the grid's meridian; OS gives 52.33 north.
    assert (round(west, 2), round(south, 2), round(east, 2), round(north, 2)) == (-2.0, 52.33, -1.85, 52.42)


def test_areas_without_geometry_are_dropped_counted_and_named():
    raw = geojson({"org_type": "CCG", "name": "NHS A"}, {"org_type": "CCG", "name": "NHS B"})
    features = json.loads(raw.content)
    features["features"][1]["geometry"] = None
    tidy = read(RawFile(raw.name, json.dumps(features).encode(), ""))
    assert (tidy.rows_read, tidy.dropped, tidy.notes, tidy.rows["area_name"].tolist()) == (
        2, {"no geometry": 1}, ("No geometry: NHS B.",), ["NHS A"])


@pytest.mark.parametrize("raw, message", [
    (geojson(CCG21, {**CCG21, "CCG21NM": "b"}), "areas.geojson, row 2, column gss_code: expected each area once, found E38000236 twice."),
    (geojson({**CCG21, "CCG21CD": "05J"}), "areas.geojson, row 1, column CCG21CD: expected a GSS code such as E38000139, found '05J'."),
    (geojson(CCG21, {"CCG21NM": "b"}), "areas.geojson, row 2, column CCG21CD: expected a GSS code such as E38000139, found ''."),
    (geojson({"org_type": "CCG", "title": "NHS R"}), "areas.geojson, row 1, column name: expected the name of a CCG, found none."),
    (geojson(CCG21, geometry=NATIONAL_GRID), "areas.geojson: expected longitudes and latitudes, or a `crs` that says otherwise, found "),
    (geojson(CCG21, crs="EPSG:nonsense"), "areas.geojson: expected GeoJSON features with a known coordinate system"),
    (RawFile("areas.geojson", geojson(CCG21).content[:-9], ""), "areas.geojson: expected JSON, found "),
], ids=["repeated", "wrong code", "no code", "no name", "grid without crs", "unknown crs", "cut short"])
def test_what_would_misplace_an_area_is_refused(raw, message):
    assert refused(raw).startswith(message)


def test_other_json_is_not_ours():
    assert not boundaries.recognises(geojson({"station": "Redditch"}))
    assert not boundaries.recognises(RawFile("x.csv", b'LSOA11CD,"type": "FeatureCollection"', ""))


@pytest.fixture(scope="module")
def maps(published):
    paths = [path for path in raw_paths(published / "boundaries") if not path.name.startswith("topo_")]
    return {path.name.split(".")[0]: read(next(unpack(path, published))) for path in paths}


@pytest.mark.real_data
def test_published_maps_hold_the_known_numbers_of_areas(maps):
    sizes = {name: (tidy.rows["footprint"].iloc[0], len(tidy.rows)) for name, tidy in maps.items() if not name.startswith("lsoa")}
    assert sizes == {"ccg20": ("ccg_2020", 135), "ccg21": ("ccg_2021", 106),
                     "ccgs_2018": ("ccg_unknown", 207), "ccgs_2019": ("ccg_unknown", 195),
                     "ccgs_2020": ("ccg_unknown", 191), "sicbl22": ("sub_icb_2022", 106)}
    of_districts = [[len(maps[f"lsoa{year}_E0700023{i}"].rows) for i in range(4, 10)] for year in ("11", "21")]
    assert of_districts[0] == [58, 45, 55, 63, 78, 65] and sum(of_districts[1]) == 374


@pytest.mark.real_data
def test_two_ccgs_of_the_published_map_of_2018_still_have_no_geometry(maps):
    assert maps["ccgs_2018"].notes == ("No geometry: NHS BUCKINGHAMSHIRE CCG.", "No geometry: NHS BERKSHIRE WEST CCG.")
    assert maps["ccgs_2018"].dropped == {"no geometry": 2} and maps["ccgs_2018"].rows_read == 209


@pytest.mark.real_data
def test_the_published_sub_icb_locations_are_in_metres_and_come_out_in_england(maps, published):
    assert b"EPSG:27700" in (published / "boundaries" / "sicbl22.geojson").read_bytes()[:300]
    for name in ("sicbl22", "ccg20", "ccg21", "ccgs_2020"):
        west, south, east, north = maps[name].rows.total_bounds
        assert -6.5 < west < -5.5 and 49.8 < south < 50.1 and 1.7 < east < 1.8 and 55.7 < north < 55.9


@pytest.mark.real_data
def test_herefordshire_and_worcestershire_is_the_same_place_in_three_published_maps(maps):
    shapes = [maps[name].rows.set_index("gss_code").geometry["E38000236"] for name in ("ccg20", "ccg21", "sicbl22")]
    assert all(a.intersection(b).area > 0.98 * a.union(b).area for a in shapes for b in shapes)


#: Two squares that share a side: arc 0 is the shared one, walked backwards by the second.
TOPOLOGY = {"type": "Topology", "transform": {"scale": [0.5, 0.5], "translate": [-2, 52]},
            "objects": {"lad": {"type": "GeometryCollection", "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"LAD13CD": "E07000236", "LAD13NM": "Redditch"}},
                {"type": "MultiPolygon", "arcs": [[[-1, 2]]], "properties": {"LAD13CD": "E07000234", "LAD13NM": "Bromsgrove"}}]}},
            "arcs": [[[2, 0], [0, 2]], [[2, 2], [-2, 0], [0, -2], [2, 0]], [[2, 0], [2, 0], [0, 2], [-2, 0]]]}


def topology(**changed):
    return RawFile("topo.json", json.dumps({**TOPOLOGY, **changed}).encode(), "")


def test_topojson_is_put_together_from_its_arcs():
    tidy = read(topology())
    assert tidy.rows[["footprint", "area_code", "area_name"]].to_numpy().tolist() == [
        ["district_2013", "E07000236", "Redditch"], ["district_2013", "E07000234", "Bromsgrove"]]
    assert [shape.area for shape in tidy.rows.geometry] == [1, 1] and tidy.rows.total_bounds.tolist() == [-2, 52, 0, 53]
    assert tidy.rows.geometry[0].intersection(tidy.rows.geometry[1]).length == 1


@pytest.mark.parametrize("raw", [topology(arcs=TOPOLOGY["arcs"][:1]), topology(arcs=[]), topology(transform={})])
def test_a_topology_that_does_not_hold_together_is_refused(raw):
    assert refused(raw).startswith("topo.json: expected ")


@pytest.mark.real_data
def test_the_published_districts_of_2013_lie_in_england_and_touch_without_overlap(published):
    tidy = read(next(unpack(published / "boundaries" / "topo_lad_england.json", published)))
    metres = tidy.rows.to_crs("EPSG:27700").set_index("gss_code")
    assert (tidy.publication, len(metres), set(metres["footprint"])) == ("district_boundaries", 326, {"district_2013"})
    # Redditch has 54.25 square kilometres and Bromsgrove 216.98 (ONS, Standard Area Measurements).
    assert [round(metres.geometry[code].area / 1e6) for code in ("E07000236", "E07000234")] == pytest.approx([54, 217], abs=2)
