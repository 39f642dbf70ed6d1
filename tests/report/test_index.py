"""The page that lists every area."""

import random
import re
import time
from dataclasses import replace

import geopandas as gpd
import pytest
import shapely

from jsna.report.areamap import Place, drawings
from jsna.report.audit import audit
from jsna.report.audit.tree import read
from jsna.report.index import Entry, News, Section, index_html

ENTRIES = (
    Entry("ZZ2", "Beta", "North", "made", "ccg/ZZ2.html"),
    Entry("ZZ1", "Alpha", "South", "failed", note="Chapter 03: a register is above its list"),
    Entry("ZZ3", "Gamma", "North", "not made"),
    Entry("ZZ4", "Delta", "", "out of date", "ccg/ZZ4.html"),
)
NEWS = News(("2 reports were made.",), (("A publication", "2019/20"),))


def section(*entries):
    return Section("CCGs, as of 2019", "Clinical Commissioning Group", entries)


@pytest.fixture
def areas(page):
    """What the index says about itself."""
    return replace(page, area_name="All areas", area_code="", notice="")


def test_every_area_is_listed_by_group_with_its_status_in_words_where_it_is_not_simply_made(areas):
    tree = read(index_html([section(*ENTRIES)], areas, NEWS))[0]
    groups = tree.having("group")
    assert [heading.text() for group in groups for heading in group.find("h3")] == ["North", "South", "Other areas", "North"]
    assert [item.text() for group in groups for item in group.find("li")] == [
        "Beta ZZ2 draft",
        "Alpha ZZ1 failed Chapter 03: a register is above its list",
        "Delta ZZ4 out of date",
        "Gamma ZZ3 not made",
    ]
    assert [item.text() for item in tree.having("rest")[0].find("li")] == ["Gamma ZZ3 not made"]


def test_what_is_approved_says_so_in_its_row_in_the_counts_and_above_all(areas):
    drafted, approved = (replace(areas, draft=True, demonstration=False), replace(areas, draft=False, demonstration=False))
    old, new = replace(ENTRIES[3], approved=True), replace(ENTRIES[0], approved=True)
    tree = read(index_html([section(ENTRIES[0], old, *ENTRIES[1:3])], drafted, NEWS))[0]
    assert [item.text() for group in tree.having("group") for item in group.find("li")] == [
        "Beta ZZ2 draft", "Alpha ZZ1 failed Chapter 03: a register is above its list", "Delta ZZ4 approved, out of date",
        "Gamma ZZ3 not made",
    ]  # fmt: skip
    counts = [item.text() for item in tree.having("statuses")[0].find("li")]
    assert counts == ["1 made", "1 out of date and approved", "1 failed", "1 not made"]
    assert [item.text() for item in tree.having("stamps")[0].find("li")] == ["Draft: 1 of 2 reports not yet approved"]
    tree = read(index_html([section(new, replace(new, code="ZZ5"), ENTRIES[1])], approved, NEWS))[0]
    assert [item.text() for item in tree.having("stamps")[0].find("li")] == ["Approved"]
    tree = read(index_html([section(new, replace(ENTRIES[0], code="ZZ5"))], drafted, NEWS))[0]
    assert [item.text() for item in tree.having("statuses")[0].find("li")] == ["2 made, 1 of them approved"]


def test_the_list_begins_within_20_kb_however_large_its_map_and_many_its_areas(areas):
    square = shapely.box(0, 50, 1, 51).segmentize(0.001)
    shapes = gpd.GeoDataFrame({"area_code": ["ZZ2"]}, geometry=[square])
    places = {"ZZ2": Place("Beta", "made", "ccg/ZZ2.html")}
    large = Section("CCGs", "CCG", ENTRIES, drawings(shapes, places, "Map") * 40)
    many = Section("Practices", "GP practice", tuple(Entry(f"Z{n}", f"Surgery {n}", f"Group {n}", "made", f"{n}.html") for n in range(900)))
    news = News(tuple(f"Sentence {n} of what is new." for n in range(4)), tuple((f"Publication {n}", "2022/23") for n in range(12)))
    html = index_html([large, many], areas, news)
    assert len(html.partition('<section class="group"')[0].encode()) < 20_000


def test_areas_that_are_in_no_larger_one_stand_without_a_heading(areas):
    tree = read(index_html([section(Entry("N1", "Town", "", "not made"))], areas, NEWS))[0]
    assert [heading for group in tree.having("group") for heading in group.find("h3")] == []


def test_only_reports_that_can_be_read_are_links(areas):
    tree = read(index_html([section(*ENTRIES)], areas, NEWS))[0]
    links = [link.attributes["href"] for group in tree.having("group") for link in group.find("a")]
    assert links == ["ccg/ZZ2.html", "ccg/ZZ4.html"]


def test_each_status_is_counted(areas):
    tree = read(index_html([section(*ENTRIES)], areas, NEWS))[0]
    assert [item.text() for item in tree.having("statuses")[0].find("li")] == ["1 made", "1 out of date", "1 failed", "1 not made"]


def test_the_second_footprint_is_folded_and_the_whole_is_counted(areas):
    html = index_html([section(*ENTRIES), Section("Practices", "GP practice", (Entry("M1", "Surgery", "", "not made"),))], areas, NEWS)
    assert html.count('<details class="fold">') == 1
    tree = read(html)[0]
    assert [item.text() for item in tree.having("news")[0].having("statuses")[0].find("li")][-1] == "2 not made"


def test_the_page_passes_the_audit_even_with_harmful_names(areas):
    harm = "</title></style><script>alert(1)</script>\u202e"
    entries = [*ENTRIES, Entry(harm, harm, harm, "made", 'javascript:alert("1")', harm), Entry("__proto__", "A" * 10_000, "", "not made")]
    html = index_html(
        [section(*entries), Section(harm, harm, (Entry(harm, harm, harm, "failed", note=harm),))],
        replace(areas, area_name=harm),
        News((harm,), ((harm, harm),)),
    )
    assert audit(html) == []
    assert "<script>alert" not in html and "\u202e" not in html and 'href="javascript:' not in html


def test_the_same_areas_give_the_same_bytes(areas):
    mixed = random.Random(5).sample(ENTRIES, len(ENTRIES))
    assert index_html([section(*ENTRIES)], areas, NEWS) == index_html([section(*mixed)], areas, NEWS)


def test_the_script_is_small(areas):
    html = index_html([section(*ENTRIES)], areas, NEWS)
    assert len(html.partition("<script>")[2].partition("</script>")[0].encode()) < 5_000


def test_six_and_a_half_thousand_areas_are_quick(areas):
    entries = [Entry(f"Z{n:05}", f"Area {n} Medical Centre", f"Group {n % 190}", "made", f"practice/Z{n:05}.html") for n in range(6_500)]
    start = time.perf_counter()
    html = index_html([section(*entries)], areas, NEWS)
    assert time.perf_counter() - start < 2
    assert len(re.findall('<li><a href="practice/Z[0-9]', html)) == 6_500 and len(html) < 1_000_000
