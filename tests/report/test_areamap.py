"""Maps of an edition: planted squares, and the boundaries that were published."""

import re
from xml.etree import ElementTree

import geopandas as gpd
import pytest
import shapely

from jsna import store
from jsna.report.areamap import Place, drawings

#: Four large squares, and six in a row that are too small to touch.
SIZES = {f"L{n}": (n, 50, 1.0) for n in range(4)} | {f"S{n}": (1.2 + n * 0.05, 51, 0.05) for n in range(6)}
SHAPES = gpd.GeoDataFrame(
    {"area_code": list(SIZES)}, geometry=[shapely.box(west, south, west + size, south + size) for west, south, size in SIZES.values()]
)
PLACES = {code: Place(f"Area {code}", "made", f"ccg/{code}.html") for code in SIZES}


def elements(svg, tag):
    return [element for element in ElementTree.fromstring(svg).iter() if element.tag == tag]


def test_every_area_is_one_link_whose_name_is_its_title():
    whole, enlarged = drawings(SHAPES, PLACES, "Map of CCGs")
    links = [link for drawing in (whole, enlarged) for link in elements(drawing.svg, "a")]
    assert sorted(link.get("href") for link in links) == sorted(f"ccg/{code}.html" for code in SIZES)
    assert {link.find("title").text for link in links} == {f"Area {code}, {code}" for code in SIZES}


def test_small_areas_side_by_side_are_enlarged_and_framed_with_a_number():
    whole, enlarged = drawings(SHAPES, PLACES, "Map of CCGs")
    assert [link.get("data-code") for link in elements(enlarged.svg, "a")] == [f"S{n}" for n in range(6)]
    assert enlarged.name == "Map of CCGs, part 1 enlarged" and [text.text for text in elements(whole.svg, "text")] == ["1"]
    assert [mark.get("data-code") for mark in elements(whole.svg, "g") if mark.get("aria-hidden")] == [f"S{n}" for n in range(6)]


def test_a_few_small_areas_are_left_as_they_are():
    few = SHAPES[~SHAPES["area_code"].isin(["S4", "S5"])]
    assert len(drawings(few, PLACES, "Map")) == 1


def test_an_area_without_a_report_is_named_and_is_no_link():
    (whole,) = drawings(SHAPES[:2], PLACES | {"L1": Place("Vale", "failed")}, "Map")
    assert [link.get("data-code") for link in elements(whole.svg, "a")] == ["L0"]
    assert [mark.find("title").text for mark in elements(whole.svg, "g")] == ["Vale, L1: failed"]


def test_north_is_above_and_the_drawing_fills_its_width():
    apart = [shapely.box(0, 0, 1, 1), shapely.box(0, 2, 1, 3)]
    (whole,) = drawings(gpd.GeoDataFrame({"area_code": ["L0", "L1"]}, geometry=apart), PLACES, "Map")
    starts = {a.get("data-code"): float(re.findall(r"[\d.]+", a.find("path").get("d"))[1]) for a in elements(whole.svg, "a")}
    assert starts["L1"] < starts["L0"]
    assert re.search(r'viewBox="0 0 100 29\d"', whole.svg)


def test_without_outlines_there_is_no_map():
    assert drawings(SHAPES[:0], PLACES, "Map") == ()
    assert drawings(SHAPES, {"elsewhere": Place("A", "made")}, "Map") == ()


def test_harmful_names_are_only_text():
    harm = "<script>alert(1)</script>\u202e\"'"
    shapes = gpd.GeoDataFrame({"area_code": [harm]}, geometry=[shapely.box(0, 50, 1, 51)])
    (whole,) = drawings(shapes, {harm: Place(harm, "made", "javascript:alert(1)")}, harm)
    assert "<script" not in whole.svg and "\u202e" not in whole.svg and 'href="javascript:' not in whole.svg
    assert elements(whole.svg, "title")[0].text.startswith("<script>alert(1)</script>\"', ")


@pytest.mark.real_data
@pytest.mark.parametrize("footprint, areas", [("ccg_2019", 191), ("sub_icb_2022", 106)])
def test_every_area_of_england_is_a_link_in_150_kilobytes(real, footprint, areas):
    shapes = store.read_shapes(real / "data" / "tidy" / "boundaries.parquet").query("footprint == @footprint")
    places = {code: Place("A name as long as they are", "made", f"{footprint}/{code}.html") for code in shapes["area_code"]}
    drawn = "".join(drawing.svg for drawing in drawings(shapes, places, "Map"))
    assert drawn.count("<a ") == areas and len(drawn) < 150_000
    assert drawn == "".join(drawing.svg for drawing in drawings(shapes[::-1], places, "Map"))
