"""The page that lists every area."""

import re
import time
from dataclasses import replace

import pytest

from jsna.report.audit import audit
from jsna.report.audit.tree import read
from jsna.report.index import Entry, index_html

ENTRIES = [
    Entry("ZZ2", "Beta", "North", "ready", "ccg/ZZ2.html"),
    Entry("ZZ1", "Alpha", "South", "failed", note="Chapter 03: a register is above its list"),
    Entry("ZZ3", "Gamma", "North", "not made"),
    Entry("ZZ4", "Delta", "", "ready", "ccg/ZZ4.html"),
]


@pytest.fixture
def areas(page):
    """What the index says about itself."""
    return replace(page, area_name="All areas", area_code="", notice="")


def test_every_area_is_listed_by_group_with_its_status_in_words(areas):
    tree = read(index_html(ENTRIES, areas))[0]
    assert [heading.text() for heading in tree.find("h2")] == ["North", "South", "Other areas"]
    assert [item.text() for group in tree.having("group") for item in group.find("li")] == [
        "Beta ZZ2 ready",
        "Gamma ZZ3 not made",
        "Alpha ZZ1 failed Chapter 03: a register is above its list",
        "Delta ZZ4 ready",
    ]


def test_only_reports_that_are_ready_are_links(areas):
    tree = read(index_html(ENTRIES, areas))[0]
    links = [link.attributes["href"] for group in tree.having("group") for link in group.find("a")]
    assert links == ["ccg/ZZ2.html", "ccg/ZZ4.html"]


def test_the_list_does_not_need_the_search(areas):
    html = index_html(ENTRIES, areas)
    assert '<p class="search" hidden>' in html and "4 areas:" in html


def test_the_index_passes_the_audit_even_with_harmful_names(areas):
    harm = "</title></style><script>alert(1)</script>\u202e"
    entries = [*ENTRIES, Entry(harm, harm, harm, "ready", 'javascript:alert("1")', harm)]
    findings = audit(index_html(entries, replace(areas, area_name=harm)))
    assert findings == ["<a> has an address outside the page: href=“javascript%3Aalert%28%221%22%29”"] or findings == []


def test_the_same_areas_give_the_same_bytes(areas):
    assert index_html(ENTRIES, areas) == index_html(list(reversed(ENTRIES)), areas)


def test_six_and_a_half_thousand_areas_are_quick(areas):
    entries = [Entry(f"Z{n:05}", f"Area {n}", f"Group {n % 190}", "ready", f"{n}.html") for n in range(6_500)]
    start = time.perf_counter()
    html = index_html(entries, areas)
    assert time.perf_counter() - start < 2
    assert len(re.findall('<li><a href="[0-9]', html)) == 6_500 and len(html) < 1_500_000
