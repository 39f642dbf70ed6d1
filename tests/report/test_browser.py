"""The finished pages in a real browser: what axe finds, what keys do, what is loaded, what fits."""

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from jsna.figures.clauses import FROM_FEWEST
from jsna.figures.core.markup import bar
from jsna.report import export
from jsna.report.areamap import Place, drawings
from jsna.report.formats import pdf
from jsna.report.index import Entry, News, Section, index_html

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning"),
]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Rules that compare colours, which alone can differ between two schemes of one layout.
OF_COLOURS = ["color-contrast", "link-in-text-block"]
WIDE, PHONE = {"width": 1280, "height": 720}, {"width": 320, "height": 720}
SCHEMES = ["light", "dark"]

#: Real CCGs whose reports are looked at: three of one county, one of London and one of a large city.
REAL = ["05J", "05T", "06D", "07L", "15E"]


@pytest.fixture(scope="module")
def pages(sample, page, tmp_path_factory):
    """The report and the index as files."""
    folder = tmp_path_factory.mktemp("pages")
    many = tuple(Entry(f"Z{n:05}", f"Surgery {n}", f"Group {n % 106}", "made", f"{n}.html") for n in range(6_500))
    written = {"report": sample, "index": _index(page, many[:20]), "long index": _index(page, many)}
    for name, html in written.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in written}


def _index(page, others):
    """Three areas on a map, and others folded beneath."""
    entries = (
        Entry("ZZ1", "Alpha", "North", "made", "a.html"),
        Entry("ZZ2", "Beta", "North", "failed", note="Why"),
        Entry("ZZ3", "Gamma", "South", "out of date", "c.html"),
    )
    squares = gpd.GeoDataFrame({"area_code": ["ZZ1", "ZZ2", "ZZ3"]}, geometry=[shapely.box(n, 50, n + 1, 51) for n in range(3)])
    drawn = drawings(squares, {entry.code: Place(entry.name, entry.status, entry.href) for entry in entries}, "Map of CCGs")
    sections = [Section("CCGs, as of 2019", "Clinical Commissioning Group", entries, drawn), Section("Practices", "GP practice", others)]
    about = replace(page, area_name="All areas", area_code="", notice="")
    return index_html(sections, about, News(("22 reports were made.",), (("A publication", "2019/20"),)))


@pytest.fixture
def visit(browser, pages):
    """A page opened in a context of its own, which fails the test where its script fails."""
    opened, faults = [], []

    def go(name="report", **options):
        context = browser.new_context(**options)
        opened.append(context)
        tab = context.new_page()
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.goto(pages[name])
        return tab

    yield go
    for context in opened:
        context.close()
    assert not faults


# What passed is not fetched: of thousands of elements, with the words of every rule, that takes longer than the rules.
_AXE = """only => axe.run({runOnly: only, resultTypes: ["violations"]}).then(found =>
    found.violations.map(rule => [rule.id, rule.nodes.map(node => node.html.slice(0, 120))]))"""

# Axe reads the same few colours of a page thousands of times, which is half of its work: each is read once, by itself.
_READ_COLOURS_ONCE = """() => {
    const color = axe.commons.color.Color.prototype, read = color.parseString, known = new Map();
    color.parseString = function (text) {
        const same = known.get(text);
        if (!same) known.set(text, new axe.commons.color.Color(read.call(this, text)));
        else [this.r, this.g, this.b, this.alpha] = [same.r, same.g, same.b, same.alpha];
        return this;
    };
}"""

# Where each element stands and how it is shown, but for its colours.
_LAYOUT = """() => [...document.querySelectorAll("*")].map(element => {
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    return [box.x, box.y, box.width, box.height, style.display, style.visibility, style.opacity, style.position, style.zIndex,
            style.overflowX, style.overflowY, style.clipPath, style.fontSize, style.fontWeight, style.textDecorationLine];
}).join("\\n")"""


def _violations(tab):
    """What axe finds: every rule in a layout that it has not seen of this page, those of colours in the others."""
    if tab.evaluate("typeof axe === 'undefined'"):
        tab.evaluate(Axe().axe_script)
        tab.evaluate(_READ_COLOURS_ONCE)
        tab.evaluate("window.layouts = new Set()")
    seen = tab.evaluate(f"(layout => layouts.has(layout) || !layouts.add(layout))(({_LAYOUT})())")
    only = {"type": "rule", "values": OF_COLOURS} if seen else {"type": "tag", "values": RULES}
    return [(rule, nodes) for rule, nodes in tab.evaluate(_AXE, only)]


def _open_all(tab):
    tab.evaluate("(window.shut ??= [...document.querySelectorAll('details:not([open])')]).forEach(d => d.open = true)")


def _fold_again(tab):
    tab.evaluate("shut.forEach(d => d.open = false); delete window.shut")


@pytest.mark.parametrize("name", ["report", "index"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing(visit, name, viewport):
    tab = visit(name, viewport=viewport)
    for scheme in SCHEMES:
        tab.emulate_media(color_scheme=scheme)
        assert _violations(tab) == [], scheme
        _open_all(tab)
        assert _violations(tab) == [], scheme
        _fold_again(tab)


@pytest.mark.parametrize("name", ["report", "index"])
def test_axe_finds_nothing_on_paper(visit, name):
    tab = visit(name)
    tab.emulate_media(media="print")
    assert _violations(tab) == []


def test_axe_would_find_a_fault(visit):
    tab = visit()
    tab.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"data:,\">')")
    assert [rule for rule, _ in _violations(tab)] == ["image-alt"]


def test_axe_would_find_what_is_pale_in_the_dark_alone(visit):
    tab = visit()
    pale = "<style>@media (prefers-color-scheme:dark){.pale{color:#222}}</style><p class=pale>Pale</p>"
    tab.evaluate(f"document.querySelector('main').insertAdjacentHTML('beforeend', '{pale}')")
    assert _violations(tab) == []
    tab.emulate_media(color_scheme="dark")
    assert [rule for rule, _ in _violations(tab)] == ["color-contrast"] and tab.evaluate("layouts.size") == 1


@pytest.fixture(scope="module")
def sniffer():
    """The script of HTML_CodeSniffer, as `make test` installs it."""
    path = Path(__file__).parents[1] / "accessibility" / "node_modules" / "html_codesniffer" / "build" / "HTMLCS.js"
    if not path.is_file():
        pytest.skip("HTML_CodeSniffer is not installed: `make test` does it where there is npm")
    return path.read_text(encoding="utf-8")


def _sniffed(tab, sniffer):
    """The errors of WCAG 2 AA in light, dark, on a narrow phone and on paper, with everything unfolded."""
    tab.evaluate(sniffer)
    _open_all(tab)
    found = []
    for scheme, width, media in (("light", 1280, "screen"), ("dark", 1280, "screen"), ("light", 320, "screen"), ("light", 1280, "print")):
        tab.emulate_media(media=media, color_scheme=scheme)
        tab.set_viewport_size({"width": width, "height": 800})
        found += [(scheme, width, media, *error) for error in tab.evaluate(_SNIFF)]
    _fold_again(tab)
    return found


_SNIFF = """() => new Promise(done => HTMLCS.process("WCAG2AA", document, () => done(
    HTMLCS.getMessages().filter(found => found.type === HTMLCS.ERROR).map(found => [found.code, found.element.outerHTML.slice(0, 160)])
)))"""


@pytest.mark.parametrize("name", ["report", "index", "long index"])
def test_codesniffer_finds_nothing(visit, sniffer, name):
    assert _sniffed(visit(name), sniffer) == []


def test_codesniffer_finds_nothing_in_the_report_of_the_demonstration(shown, demonstration, made, sniffer):
    tab, outside = shown(made.of(demonstration, "ZZ1"))
    assert _sniffed(tab, sniffer) == []
    assert outside == []


@pytest.mark.real_data
@pytest.mark.parametrize("area", REAL)
def test_codesniffer_finds_nothing_in_reports_of_real_areas(shown, real, made, sniffer, area):
    tab, outside = shown(made.of(real, area))
    assert _sniffed(tab, sniffer) == []
    assert outside == []


# Letters of a chart that are beyond its edge, which cuts them off, or on other letters.
_LETTERS = """() => [...document.querySelectorAll("figure svg")].flatMap(svg => {
    const framed = getComputedStyle(svg).overflow === "visible" ? svg.parentElement : svg;  // the key of a map below it
    const edge = framed.getBoundingClientRect(), key = svg.closest("figure").dataset.figure;
    const said = [...svg.querySelectorAll("text")].map(text => [text.textContent, text.getBoundingClientRect()]);
    const beyond = at => Math.max(edge.left - at.left, at.right - edge.right, edge.top - at.top, at.bottom - edge.bottom) > 1;
    const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
    const on = ([one, a], n) => said.slice(n + 1).filter(([other, b]) => one !== other && meet(a, b)).map(([other]) => [key, one, other]);
    return [...said.filter(([, at]) => beyond(at)).map(([text]) => [key, text]), ...said.flatMap(on)];
})"""


# Charts that would have to be scrolled sideways.
_SCROLLED = """() => [...document.querySelectorAll(".jsna-chart")]
    .filter(chart => getComputedStyle(chart).overflowX === "auto" && chart.scrollWidth > chart.clientWidth)
    .map(chart => chart.closest("figure").dataset.figure)"""


# The least and the largest letters of charts, in pixels as they are shown.
_SIZES = """() => [...document.querySelectorAll("figure svg[role=img]")].filter(svg => svg.getBoundingClientRect().width).flatMap(svg => {
    const shown = text => { const {a, b} = text.getScreenCTM(); return parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b); };
    return [...svg.querySelectorAll("text")].map(shown);
})"""


@pytest.mark.parametrize("width", [375, 390, 800, 1280])
def test_letters_of_charts_are_as_large_as_those_around_them_and_no_larger(shown, demonstration, made, width):
    tab, _ = shown(made.of(demonstration, "ZZ1"))
    tab.set_viewport_size({"width": width, "height": 800})
    sizes = tab.evaluate(_SIZES)
    assert len(sizes) > 200 and min(sizes) >= 12 and max(sizes) < 14.5


_FIRST_CHART = "document.querySelector('.jsna-chart').getBoundingClientRect().top + scrollY"


def _first_chart(tab, width, height):
    """Where the first chart begins, in screens."""
    tab.set_viewport_size({"width": width, "height": height})
    return tab.evaluate(_FIRST_CHART) / height


@pytest.mark.parametrize("screen", [(375, 812), (1280, 800)], ids=["phone", "wide"])
def test_the_first_chart_begins_within_two_screens(shown, demonstration, made, screen):
    assert _first_chart(shown(made.of(demonstration, "ZZ1"))[0], *screen) < 2


@pytest.mark.real_data
@pytest.mark.parametrize("screen", [(375, 812), (1280, 800)], ids=["phone", "wide"])
@pytest.mark.parametrize("area", REAL)
def test_the_first_chart_of_a_real_report_begins_within_two_screens(shown, real, made, area, screen):
    assert _first_chart(shown(made.of(real, area))[0], *screen) < 2


@pytest.mark.real_data
@pytest.mark.parametrize("area", ["E06000009", "E10000016"])
def test_the_first_chart_of_a_council_begins_within_two_screens_of_a_phone(shown, real, made, area):
    """Of Blackpool and Kent, of whom most is to be borne in mind or asked, it began on the third."""
    assert _first_chart(shown(made.of(real, area, "upper_tier_2019"))[0], 375, 812) < 1.97


# From one line to the next of the small letters that add to a finding, in their size; their first line has larger ones too.
_SMALL_LINES = """() => [...document.querySelectorAll(".jsna-points .jsna-subtitle")].flatMap(text => {
    const tops = [...text.getClientRects()].map(line => line.top), size = parseFloat(getComputedStyle(text).fontSize);
    return tops.slice(2).map((top, at) => (top - tops[at + 1]) / size);
})"""


@pytest.mark.parametrize("width", [375, 1280])
def test_small_letters_of_page_one_are_set_as_close_as_their_size_asks(shown, demonstration, made, width):
    tab, _ = shown(made.of(demonstration, "ZZ1"), {"width": width, "height": 812})
    _open_all(tab)
    gaps = tab.evaluate(_SMALL_LINES)
    _fold_again(tab)
    assert gaps and max(gaps) <= 1.46


def test_what_else_there_is_to_know_first_is_open_but_on_a_phone(shown, demonstration, made):
    tab, _ = shown(made.of(demonstration, "ZZ1"), {"width": 375, "height": 812})
    cards, name = tab.locator(".jsna-glance dl"), tab.get_by_text("The place in numbers")
    assert not cards.is_visible()
    name.click()
    assert cards.is_visible()
    name.click()
    tab.set_viewport_size({"width": 900, "height": 800})
    assert cards.is_visible() and not name.is_visible()
    tab.emulate_media(media="print")
    assert cards.is_visible() and not name.is_visible()
    tab.emulate_media(media="screen")


# The sizes of the letters that are in sight, but for those of charts.
_LETTER_SIZES = """() => {
    const sizes = new Set(), texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const parent = texts.currentNode.parentElement, box = parent.getBoundingClientRect();
        const unseen = parent.closest("svg,script,style,.jsna-hidden,.skip") || !box.width || !box.height;
        if (texts.currentNode.data.trim() && !unseen) sizes.add(getComputedStyle(parent).fontSize);
    }
    return [...sizes];
}"""


@pytest.mark.parametrize("width", [375, 1280, 1680])
def test_a_page_has_four_sizes_of_letters(shown, demonstration, made, width):
    tab, _ = shown(made.of(demonstration, "ZZ1"), {"width": width, "height": 800})
    _open_all(tab)
    sizes = tab.evaluate(_LETTER_SIZES)
    _fold_again(tab)
    assert len(sizes) == 4, sizes


def test_figures_stand_in_pairs_where_there_is_room_and_keep_letters_that_can_be_read(shown, demonstration, made):
    tab, _ = shown(made.of(demonstration, "ZZ1"), {"width": 1680, "height": 900})
    boxes = tab.locator(".jsna-half").evaluate_all("all => all.map(one => one.getBoundingClientRect()).map(box => [box.top, box.left])")
    assert len(boxes) >= 4
    for left, right in zip(boxes[::2], boxes[1::2], strict=True):
        assert left[0] == right[0] and right[1] - left[1] > 500
    sizes = tab.evaluate(_SIZES)
    assert min(sizes) >= 12 and max(sizes) < 16.5
    assert _letters(tab) == [] and tab.evaluate(_SCROLLED) == []
    tab.set_viewport_size({"width": 1440, "height": 900})
    tops = tab.locator(".jsna-half").evaluate_all("all => all.map(one => one.getBoundingClientRect().top)")
    assert len(set(tops)) == len(tops)


def test_limits_are_folded_on_a_phone_until_they_are_asked_for(shown, demonstration, made):
    tab, _ = shown(made.of(demonstration, "ZZ1"), {"width": 375, "height": 812})
    _open_all(tab)
    table = tab.locator(".jsna-table:has([data-limits])").first
    limits, button = table.locator("[data-limits]").first, table.locator("xpath=preceding-sibling::button[1]")
    assert not limits.is_visible() and button.get_attribute("aria-pressed") == "false"
    button.press("Enter")
    assert limits.is_visible() and button.get_attribute("aria-pressed") == "true"
    button.press("Enter")
    tab.set_viewport_size({"width": 1280, "height": 800})
    assert limits.is_visible() and not button.is_visible()
    _fold_again(tab)


def _letters(tab):
    return tab.evaluate(_LETTERS)


def _hard_to_read(tab):
    """Letters cut off or on others, and charts that scroll sideways, on a desktop and on two phones."""
    found = []
    for width in (1280, 390, 320):
        tab.set_viewport_size({"width": width, "height": 800})
        found += [(width, *fault) for fault in tab.evaluate(_LETTERS)] + [(width, key) for key in tab.evaluate(_SCROLLED)]
    return found


def test_no_letters_of_a_chart_are_cut_off_or_lie_on_others(shown, demonstration, made):
    tab, _ = shown(made.of(demonstration, "ZZ1"))
    assert _hard_to_read(tab) == []
    first = "document.querySelector('figure svg.{} text').setAttribute('dx', '{}')"
    for drawing, widths in (("jsna-wide", {1280}), ("jsna-narrow", {390, 320})):
        tab.evaluate(first.format(drawing, 9_999))
        assert {width for width, *_ in _hard_to_read(tab)} == widths
        tab.evaluate(first.format(drawing, 0))


@pytest.mark.real_data
@pytest.mark.parametrize("area", REAL)
def test_no_letters_of_a_real_chart_are_cut_off_or_lie_on_others(shown, real, made, area):
    assert _hard_to_read(shown(made.of(real, area))[0]) == []


def test_codesniffer_would_find_a_fault(visit, sniffer):
    tab = visit()
    pale = '<p style="color:#ccc;background:#fff">Pale</p>'
    tab.evaluate(f"document.querySelector('main').insertAdjacentHTML('beforeend', '{pale}')")
    found = _sniffed(tab, sniffer)
    assert len(found) == 4 and all("1_4_3" in code for _, _, _, code, _ in found)


@pytest.mark.parametrize("name", ["report", "index"])
def test_nothing_outside_the_file_is_asked_for(browser, pages, name):
    context = browser.new_context()
    asked = []
    context.on("request", lambda request: asked.append(request.url))
    tab = context.new_page()
    tab.goto(pages[name])
    tab.mouse.wheel(0, 20_000)
    tab.wait_for_timeout(200)
    context.close()
    assert asked == [pages[name]]


@pytest.mark.parametrize("name", ["report", "index"])
@pytest.mark.parametrize("width", [320, 768, 1440])
@pytest.mark.parametrize("script", [True, False])
def test_the_page_never_scrolls_sideways(visit, name, width, script):
    tab = visit(name, viewport={"width": width, "height": 800}, java_script_enabled=script)
    if script:
        _open_all(tab)
    widest = tab.locator("body").evaluate("e => [e.ownerDocument.documentElement.scrollWidth, innerWidth]")
    assert widest[0] <= width


def test_the_first_key_offers_the_report_and_focus_can_be_seen(visit):
    tab = visit()
    tab.keyboard.press("Tab")
    link = tab.locator(":focus")
    assert link.inner_text() == "Skip to the report" and link.bounding_box()["y"] >= 0
    assert link.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"


def test_columns_are_sorted_by_keyboard_and_say_so(visit):
    tab = visit()
    table = tab.locator("#fig-03-profile table")
    button = table.get_by_role("button", name="Recorded")
    button.focus()
    values = "t => [...t.tBodies[0].rows].map(r => parseFloat(r.cells[1].textContent))"
    for key, direction in (("Enter", "ascending"), ("Space", "descending")):
        tab.keyboard.press(key)
        assert table.locator("th[aria-sort]").get_attribute("aria-sort") == direction
        shown = table.evaluate(values)
        assert shown == sorted(shown, reverse=direction == "descending") and len(set(shown)) > 10
    table.get_by_role("button", name="Register").press("Enter")
    assert table.locator("th[aria-sort]").count() == 1


def test_verdicts_are_sorted_by_what_they_mean_and_what_has_no_place_comes_last(visit):
    tab = visit()
    table = tab.locator("#fig-03-profile table")
    words = "t => [...new Set([...t.tBodies[0].rows].map(row => row.cells[2].textContent))]"
    button = table.get_by_role("button", name="Beside England")
    button.press("Enter")
    assert table.evaluate(words) == ["similar", "higher", "cannot tell"]
    button.press("Enter")
    assert table.evaluate(words) == ["higher", "similar", "cannot tell"]


def test_months_are_sorted_by_time_and_numbers_with_words_by_size(shown, demonstration, made):
    tab, _ = shown(made.of(demonstration, "ZZ1"))
    _open_all(tab)
    months = [_sorted(tab, "05-spc-mar-non-elective", "Month", 0) for _ in ("up", "down", "up")]
    assert months[0] == months[1][::-1] == months[2] and months[0][::35] == ["April 2017", "March 2020"]
    verdicts = list(dict.fromkeys(_sorted(tab, "00-overview", "What stands out", 1)))
    assert verdicts == [word for word in FROM_FEWEST if word in verdicts]
    _fold_again(tab)


def _column(tab, key, number):
    return tab.locator(f"#fig-{key} tbody tr").evaluate_all(f"rows => rows.map(row => row.cells[{number}].textContent.trim())")


def _sorted(tab, key, name, number):
    """A column from the least to the most, as the table gives it when its head is pressed."""
    tab.locator(f"#fig-{key} thead").get_by_role("button", name=name).press("Enter")
    return _column(tab, key, number)


def test_long_tables_can_be_filtered_and_say_how_many_rows_are_left(visit):
    tab = visit()
    figure = tab.locator("#fig-03-profile")
    box, status = figure.get_by_label("Find in this table"), figure.get_by_role("status")
    for wanted, rows, said in (("practice 29", 1, "1 of 60 rows"), ("zzz", 0, "No row has “zzz”"), (" ", 60, "")):
        box.fill(wanted)
        assert figure.locator("tbody tr:visible").count() == rows and status.inner_text() == said


def test_bars_in_tables_are_on_paper_and_where_colours_are_forced(browser, tmp_path):
    """Browsers print no backgrounds unless they are asked to, and forced colours take them away."""
    tab = browser.new_page(viewport={"width": 400, "height": 200}, forced_colors="active")
    tab.set_content(f"<p>{bar(10, 12)}</p>")
    tab.screenshot(path=tmp_path / "forced.png")
    tab.emulate_media(forced_colors="none", media="print")
    tab.pdf(path=tmp_path / "printed.pdf", print_background=False)
    tab.close()
    if (pdftoppm := shutil.which("pdftoppm")) is None:
        pytest.skip("no pdftoppm: install poppler-utils")
    subprocess.run([pdftoppm, "-r", "96", "-png", "-singlefile", tmp_path / "printed.pdf", tmp_path / "printed"], check=True)
    for name in ("forced", "printed"):
        picture = Image.open(tmp_path / f"{name}.png").convert("L").point(lambda light: 255 * (light < 128))
        left, top, right, bottom = picture.getbbox()
        assert 150 <= right - left <= 170 and 8 <= bottom - top <= 14, name


def _contrast(tab, one, other):
    """The contrast of two colours as a browser names them."""
    tab.evaluate(Axe().axe_script)
    return tab.evaluate("""([one, other]) => {
        const [a, b] = [one, other].map(text => { const colour = new axe.commons.color.Color(); colour.parseString(text); return colour });
        return axe.commons.color.getContrast(a, b);
    }""", [one, other])


@pytest.mark.parametrize("name", ["report", "index"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_ring_of_the_focus_is_seen_on_the_band(visit, name, scheme):
    tab = visit(name, color_scheme=scheme)
    tab.keyboard.press("Tab")
    ring = tab.locator(":focus").evaluate("link => getComputedStyle(link).outlineColor")
    band = tab.locator(".masthead").evaluate("band => getComputedStyle(band).backgroundColor")
    assert tab.locator(":focus").get_attribute("class") == "skip" and _contrast(tab, ring, band) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_ring_of_the_focus_is_seen_on_the_map(visit, scheme):
    tab = visit("index", viewport={"width": 1440, "height": 900}, color_scheme=scheme)
    tab.get_by_role("link", name="Skip the map").focus()
    tab.keyboard.press("Tab")
    ring, inside = tab.locator(":focus path").evaluate("path => [getComputedStyle(path).stroke, getComputedStyle(path).fill]")
    assert _contrast(tab, ring, inside) >= 3


def test_what_marks_the_current_entry_and_a_status_is_there_where_colours_are_forced(visit):
    report, index = (visit(name, viewport={"width": 1440, "height": 900}, forced_colors="active") for name in ("report", "index"))
    edges = "links => new Set(links.map(link => getComputedStyle(link).borderLeftColor)).size"
    assert report.locator(".contents ol a").evaluate_all(edges) == 2
    key, area = "li => getComputedStyle(li, '::before').backgroundColor", "path => getComputedStyle(path).fill"
    for status in ("made", "failed", "out-of-date"):
        shown = index.locator(f".kind .statuses .{status}").first.evaluate(key)
        assert shown == index.locator(f".drawings .{status} path").first.evaluate(area)


def test_shaded_years_of_a_report_are_edged_and_named(shown, demonstration, made):
    tab, _ = shown(made.of(demonstration, "ZZ1"))
    edges = "paths => paths.map(path => path.getAttribute('stroke') || path.parentNode.getAttribute('stroke'))"
    strokes = tab.locator('figure svg [fill*="--jsna-band"]').evaluate_all(edges)
    assert len(strokes) > 5 and not [stroke for stroke in strokes if not stroke or "context" not in stroke and "outline" not in stroke]
    trends = tab.locator("figure[data-figure^='03-trend-']")
    assert trends.count() == trends.filter(has=tab.locator("svg text", has_text="pandemic")).count() > 1


def test_every_control_is_reached_by_keyboard(visit):
    tab = visit(viewport={"width": 320, "height": 720})
    reached = set()
    for _ in range(120):
        tab.keyboard.press("Tab")
        reached.add(tab.evaluate("document.activeElement.className + document.activeElement.tagName"))
    assert {"skipA", "SUMMARY", "BUTTON", "jsna-csvA", "jsna-chartDIV", "jsna-tableDIV", "INPUT"} <= reached


def test_a_chart_is_saved_as_a_picture_on_white_with_its_finding_whatever_the_screen(visit, tmp_path):
    phone = visit(viewport={"width": 320, "height": 720}, color_scheme="dark")
    with phone.expect_download() as saved:
        phone.locator("#fig-03-rank-sample-prevalence").get_by_role("button", name="Save this chart (PNG)").click()
    saved.value.save_as(tmp_path / "saved.png")
    picture = Image.open(tmp_path / "saved.png").convert("RGB")
    colours = {colour for _, colour in picture.getcolors(picture.width * picture.height)}
    assert saved.value.suggested_filename == "03-rank-sample_prevalence.png"
    assert picture.width == (576 + 28) * 3 and picture.height > 400 * 3
    assert picture.getpixel((1, 1)) == (255, 255, 255) and (0x12, 0x43, 0x6D) in colours
    assert picture.crop((0, 0, picture.width, 17 * 3)).getextrema() != ((255, 255),) * 3  # the finding is written there


def test_without_script_everything_can_be_read(visit):
    tab = visit(java_script_enabled=False)
    assert tab.locator("#fig-03-profile table").is_visible()
    assert tab.locator(".contents a").first.is_visible()
    tab.locator("#fig-03-rank-sample-prevalence summary").click()
    assert tab.locator("#fig-03-rank-sample-prevalence table").is_visible()
    assert tab.locator("button").count() == 0


def test_on_paper_stand_the_numbers_that_were_opened_and_where_the_others_are(visit):
    tab = visit(java_script_enabled=False)
    folded, where = tab.locator("#fig-03-rank-sample-prevalence"), tab.get_by_text("The numbers behind each figure are in the page")
    tab.emulate_media(media="print")
    assert not folded.locator("td").first.is_visible() and not folded.locator("summary").first.is_visible()
    assert where.is_visible() and not tab.locator(".contents").is_visible()
    tab.emulate_media(media="screen")
    assert not where.is_visible()
    folded.locator("summary").first.click()
    tab.emulate_media(media="print")
    assert folded.locator("td").first.is_visible()


def test_a_report_leads_back_to_all_areas_where_there_is_a_list_of_them(browser, executed, page, tmp_path):
    (tmp_path / "ccg_2019").mkdir()
    (tmp_path / "index.html").write_text("<h1>All areas</h1>", encoding="utf-8")
    for place in ("ccg_2019/ZZ1.html", "sent alone.html"):
        (tmp_path / place).write_text(export.html(executed, replace(page, folder="ccg_2019", successor="ZZ2")), encoding="utf-8")
    for viewport in (WIDE, PHONE):
        tab = browser.new_page(viewport=viewport)
        tab.goto((tmp_path / "sent alone.html").as_uri())
        assert not tab.get_by_role("link", name="All areas").is_visible()
        assert tab.locator(".way:visible").count() == 0
        tab.goto((tmp_path / "ccg_2019" / "ZZ1.html").as_uri())
        assert _violations(tab) == []
        tab.get_by_role("link", name="All areas").click()
        assert tab.get_by_role("heading").inner_text() == "All areas" and tab.url == (tmp_path / "index.html").as_uri()
        tab.close()


def test_a_report_leads_to_the_areas_and_practices_around_it(browser, executed, page, tmp_path):
    (tmp_path / "ccg_2019").mkdir()
    about = replace(page, folder="ccg_2019", near="North & East", notice="Historic edition. It ended.", successor="ZZ2")
    (tmp_path / "ccg_2019" / "ZZ1.html").write_text(export.html(executed, about), encoding="utf-8")
    others = [Entry("M1", "Surgery", "NHS North & East ICB", "made", "m1.html"), Entry("M2", "Clinic", "Elsewhere", "made", "m2.html")]
    entries = (Entry("ZZ1", "Here", "North & East", "made", "ccg_2019/ZZ1.html"), Entry("ZZ2", "Beside", "North & East", "not made"))
    sections = [Section("CCGs", "CCG", entries), Section("Practices", "GP practice", tuple(others))]
    (tmp_path / "index.html").write_text(index_html(sections, replace(page, notice=""), News()), encoding="utf-8")
    tab = browser.new_page(viewport=WIDE)
    tab.goto((tmp_path / "ccg_2019" / "ZZ1.html").as_uri())
    tab.get_by_role("link", name="Other areas and practices in North & East").click()
    assert tab.get_by_label("Find an area").input_value() == "North & East"
    assert _rows(tab) == ["Here", "Beside", "Surgery"]
    tab.go_back()
    tab.get_by_role("link", name="Find that report").click()
    assert _rows(tab) == ["Beside"]
    tab.close()


# How far what is in sight has moved since the page was opened, by itself.
_MOVED = """() => new Promise(done => new PerformanceObserver(seen => done(
    seen.getEntries().reduce((sum, entry) => sum + (entry.hadRecentInput ? 0 : entry.value), 0)
)).observe({type: "layout-shift", buffered: true}) || setTimeout(() => done(0), 500))"""


def _moved(browser, address, viewport):
    """The layout shift of a page on a slow processor, which draws it before its script has run."""
    context = browser.new_context(viewport=viewport)
    tab = context.new_page()
    context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    tab.goto(address)
    tab.wait_for_timeout(500)
    moved = tab.evaluate(_MOVED)
    context.close()
    return moved


OPENED = [{"width": 375, "height": 812}, {"width": 320, "height": 640}, {"width": 1280, "height": 800}]


@pytest.mark.parametrize("viewport", OPENED, ids=lambda viewport: viewport["width"])
def test_a_page_does_not_jump_while_it_opens(browser, pages, demonstration, made, viewport):
    for address in (made.of(demonstration, "ZZ1").as_uri(), pages["long index"]):
        assert _moved(browser, address, viewport) < 0.05, address


def test_the_first_screen_says_once_that_a_report_is_a_draft_and_every_later_one_too(visit):
    wide = visit(viewport=WIDE)
    bar = "getComputedStyle(document.querySelector('.bar')).visibility"
    assert wide.locator(".masthead").bounding_box()["height"] <= 160
    assert wide.locator(".stamps").is_visible() and wide.evaluate(bar) == "hidden"
    wide.evaluate("scrollTo(0, 2000)")
    wide.wait_for_timeout(200)
    assert wide.evaluate(bar) == "visible"
    assert visit(viewport=WIDE, java_script_enabled=False).locator(".bar").is_visible(), "without script it stays in sight"


def test_the_contents_follow_the_reader_on_a_wide_screen_and_fold_on_a_phone(visit):
    wide = visit(viewport={"width": 1440, "height": 900})
    wide.locator("#long-term-conditions-on-gp-registers").scroll_into_view_if_needed()
    wide.evaluate("document.getElementById('long-term-conditions-on-gp-registers').scrollIntoView()")
    wide.wait_for_timeout(200)
    assert wide.locator(".contents a[aria-current]").inner_text() == "Long-term conditions on GP registers"
    phone = visit(viewport={"width": 320, "height": 720})
    assert not phone.locator(".contents a").first.is_visible()
    phone.locator(".contents summary").click()
    assert phone.locator(".contents a").first.is_visible()


def test_colours_of_charts_change_with_the_scheme(visit):
    seen = {
        scheme: visit(color_scheme=scheme)
        .locator("#fig-03-trend-sample svg path[stroke*=blue]")
        .first.evaluate("e => getComputedStyle(e).stroke")
        for scheme in ("light", "dark")
    }
    assert seen == {"light": "rgb(18, 67, 109)", "dark": "rgb(143, 193, 240)"}


@pytest.fixture(scope="session")
def pdftotext():
    """What reads a PDF, with the options that are given."""
    if (path := shutil.which("pdftotext")) is None:
        pytest.skip("no pdftotext: install poppler-utils")
    return lambda pdf, *options: subprocess.run([path, *options, pdf, "-"], capture_output=True, check=True, text=True).stdout


def test_every_sheet_of_paper_says_what_it_is(visit, tmp_path, pdftotext):
    visit().pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    sheets = pdftotext(tmp_path / "page.pdf", "-layout").split("\f")[:-1]
    assert len(sheets) > 4
    assert all("Demonstration data: not a real place" in sheet and "Testshire" in sheet for sheet in sheets)


_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')


def _on_each_other(boxes):
    """Pairs of words of one sheet whose boxes meet by more than a point across and by two fifths of the lower one's height."""
    found = []
    for number, sheet in enumerate(boxes.split("<page ")[1:], 1):
        words = _WORD.findall(sheet)
        left, top, right, bottom = np.array([word[:4] for word in words], float).reshape(-1, 4).T
        across = np.minimum.outer(right, right) - np.maximum.outer(left, left)
        down = (np.minimum.outer(bottom, bottom) - np.maximum.outer(top, top)) / np.minimum.outer(bottom - top, bottom - top)
        found += [(number, words[i][4], words[j][4]) for i, j in zip(*np.nonzero(np.triu((across > 1) & (down > 0.4), 1)), strict=True)]
    return found


def test_no_words_lie_on_others_on_paper_though_a_table_is_long(visit, tmp_path, pdftotext):
    tab = visit()
    assert tab.locator("tbody").evaluate_all("bodies => Math.max(...bodies.map(body => body.rows.length))") == 200
    tab.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    assert _on_each_other(pdftotext(tmp_path / "page.pdf", "-bbox")) == []
    tab.add_style_tag(content="@media print{#fig-03-profile .jsna-table{max-height:20rem!important}}")
    tab.pdf(path=tmp_path / "cut.pdf", prefer_css_page_size=True)
    assert len(_on_each_other(pdftotext(tmp_path / "cut.pdf", "-bbox"))) > 20


def _printed_on_each_other(page, folder, pdftotext, full):
    pdf.write(page, folder / "report.pdf", full)
    return _on_each_other(pdftotext(folder / "report.pdf", "-bbox"))


@pytest.mark.parametrize("full", [False, True], ids=["short", "full"])
def test_no_words_lie_on_others_in_the_pdf_of_the_demonstration(demonstration, made, tmp_path, pdftotext, full):
    assert _printed_on_each_other(made.of(demonstration, "ZZ1"), tmp_path, pdftotext, full) == []


@pytest.mark.real_data
@pytest.mark.parametrize("area", REAL)
def test_no_words_lie_on_others_in_the_full_pdf_of_a_real_area(real, made, area, tmp_path, pdftotext):
    assert _printed_on_each_other(made.of(real, area), tmp_path, pdftotext, True) == []


@pytest.mark.parametrize("height", [768, 640])
def test_a_long_table_scrolls_in_a_box_that_a_laptop_shows_whole(visit, height):
    tab = visit(viewport={"width": 1366, "height": height})
    box = tab.locator("#fig-03-profile .jsna-table")
    seen = box.evaluate("box => [box.scrollHeight > box.clientHeight, box.offsetHeight, getComputedStyle(box).overflowY]")
    assert seen[0] and 300 < seen[1] < height - 60 and seen[2] == "auto"
    box.evaluate("box => { box.scrollIntoView({block: 'center'}); box.scrollTop = box.scrollHeight }")
    assert 0 <= box.locator("thead th").first.bounding_box()["y"] < height - seen[1]


_STOPS = """() => [...document.querySelectorAll('.jsna-chart,.jsna-table')].filter(box => box.checkVisibility()).map(box => [
  box.tabIndex === 0,
  getComputedStyle(box).overflowX !== 'clip' && (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1)])"""


def test_what_scrolls_and_nothing_else_is_a_stop_of_the_tab_key_in_folds_and_at_each_width(shown, demonstration, made):
    kinds = set()
    for width in (1280, 375):
        tab, _ = shown(made.of(demonstration, "ZZ1"), {"width": width, "height": 720})
        closed = tab.evaluate(_STOPS)
        _open_all(tab)
        tab.evaluate(_DRAWN)
        opened = tab.evaluate(_STOPS)
        assert len(opened) > len(closed)
        assert [stop for stop, scrolls in closed + opened if stop != scrolls] == []
        kinds |= {scrolls for _, scrolls in opened}
        _fold_again(tab)
    assert kinds == {True, False}


def test_a_page_opens_without_laying_out_what_is_folded(browser, demonstration, made):
    tab = browser.new_page()
    tab.add_init_script(_ASKED)
    tab.goto(made.of(demonstration, "ZZ1").as_uri())
    tab.evaluate(_DRAWN)
    assert tab.evaluate("asked") == []
    tab.evaluate("document.querySelector('details:not([open]) .jsna-table').scrollWidth")
    assert len(tab.evaluate("asked")) == 1
    tab.close()


#: Whose size is asked for in a closed fold: the browser has to lay the fold out to answer.
_ASKED = """window.asked = [];
for (const name of ['scrollWidth', 'scrollHeight', 'clientWidth', 'clientHeight']) {
  const size = Object.getOwnPropertyDescriptor(Element.prototype, name).get;
  Object.defineProperty(Element.prototype, name, {get() {
    if (this.closest('details:not([open])')) asked.push(this.className);
    return size.call(this);
  }});
}"""


def _rows(tab):
    return [row.split()[0] for row in tab.locator(".group li:visible").all_inner_texts()]


def _search(tab, wanted):
    tab.get_by_label("Find an area").fill(wanted)
    tab.wait_for_timeout(150)


_NONE = (
    "No area has “nowhere” in its name, its code or the larger area that it is in. "
    "Try one word of a name, fewer letters, or a code such as ZZ1."
)


@pytest.mark.parametrize(
    "wanted, expected, status",
    [
        ("alph", ["Alpha"], "Areas found: 1. Enter opens the report of Alpha."),
        ("zz2", ["Beta"], "Areas found: 1. It has no report."),
        ("south", ["Gamma"], "Areas found: 1. Enter opens the report of Gamma."),
        ("surgery 19", ["Surgery"], "Areas found: 1. Enter opens the report of Surgery 19."),
        ("north", ["Alpha", "Beta"], "Areas found: 2"),
        ("z00001", ["Surgery"], "Areas found: 1. Enter opens the report of Surgery 1."),
        ("nowhere", [], _NONE),
        ("  ", ["Alpha", "Beta", "Gamma"], ""),
    ],
)
def test_the_index_finds_an_area_by_name_code_and_larger_area(visit, wanted, expected, status):
    tab = visit("index")
    _search(tab, wanted)
    assert _rows(tab) == expected
    assert tab.get_by_role("status").inner_text() == status


@pytest.mark.parametrize("name", ["index", "long index"])
@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 720}, {"width": 375, "height": 667}, PHONE], ids=lambda v: v["width"])
@pytest.mark.parametrize("scrolled", [0, 1_500])
def test_what_is_found_stands_under_the_box_at_once(visit, name, viewport, scrolled):
    tab = visit(name, viewport=viewport)
    tab.evaluate(f"scrollTo(0, {scrolled})")
    tab.get_by_label("Find an area").evaluate("box => { box.value = 'z00019'; box.dispatchEvent(new Event('input')) }")
    tab.wait_for_timeout(300)
    box, hit = tab.get_by_label("Find an area").bounding_box(), tab.get_by_role("link", name="Surgery 19", exact=True).bounding_box()
    assert box["y"] >= 0 and box["y"] + box["height"] < hit["y"] and hit["y"] + hit["height"] < viewport["height"]
    assert hit["y"] - box["y"] < 330
    tab.get_by_label("Find an area").fill("")
    tab.get_by_text("New in this edition").wait_for()


@pytest.mark.parametrize("wanted, opened", [("gam", "c.html"), ("z00001", "1.html"), ("north", ""), ("zz2", ""), ("nowhere", ""), ("", "")])
def test_enter_opens_the_only_area_that_was_found(visit, wanted, opened):
    tab = visit("index")
    asked = []
    tab.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    tab.get_by_label("Find an area").fill(wanted)
    tab.keyboard.press("Enter")
    tab.wait_for_timeout(200)
    assert asked == ([opened] if opened else [])


def test_the_map_leads_to_reports_by_keyboard_and_names_what_has_the_focus(visit):
    tab = visit("index", viewport={"width": 1440, "height": 900})
    assert [link.get_attribute("href") for link in tab.locator("svg a").all()] == ["a.html", "c.html"]
    tab.get_by_role("link", name="Skip the map").focus()
    tab.keyboard.press("Tab")
    assert tab.locator(":focus").get_attribute("href") == "a.html"
    assert tab.locator(".pointed").inner_text() == "Alpha, ZZ1"
    assert tab.locator(":focus path").evaluate("e => getComputedStyle(e).stroke") == "rgb(184, 80, 15)"
    tab.get_by_role("link", name="Gamma, ZZ3: out of date").focus()
    assert tab.locator(".pointed").inner_text() == "Gamma, ZZ3: out of date"
    tab.locator("li", has_text="Beta").hover()
    assert tab.locator(".pointed").inner_text() == "Beta, ZZ2: failed"


def test_a_finger_reads_the_name_of_an_area_or_of_the_nearest_and_opens_its_report_by_a_second_touch(visit):
    tab = visit("index", viewport={"width": 1440, "height": 900}, has_touch=True)
    asked = []
    tab.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    box = tab.locator("svg a").first.bounding_box()
    tab.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + 3)
    assert tab.locator(".pointed").inner_text() == "Alpha, ZZ1. Touch it again to read its report." and asked == []
    tab.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + 3)
    tab.wait_for_timeout(200)
    assert asked == ["a.html"]


def test_areas_without_a_report_are_folded_until_they_are_looked_for(browser, page, tmp_path):
    entries = (Entry("ZZ1", "Here", "North", "made", "a.html"), Entry("ZZ2", "Beside", "North", "not made"))
    (tmp_path / "index.html").write_text(index_html([Section("CCGs", "CCG", entries)], replace(page, notice=""), News()), encoding="utf-8")
    tab = browser.new_page(viewport=WIDE)
    tab.goto((tmp_path / "index.html").as_uri())
    assert _rows(tab) == ["Here"] and tab.get_by_text("Show the area without a report").is_visible()
    _search(tab, "zz2")
    assert _rows(tab) == ["Beside"] and tab.get_by_role("status").inner_text() == "Areas found: 1. It has no report."
    _search(tab, "")
    assert _rows(tab) == ["Here"]
    assert _violations(tab) == []
    tab.close()


def test_the_map_shows_what_was_found(visit):
    tab = visit("index", viewport={"width": 1440, "height": 900})
    tab.get_by_label("Find an area").fill("north")
    tab.wait_for_timeout(150)
    assert [area.get_attribute("data-code") for area in tab.locator("svg .off").all()] == ["ZZ3"]


def test_the_map_is_folded_on_a_phone_and_without_script(visit):
    for options in ({"viewport": {"width": 320, "height": 720}}, {"java_script_enabled": False}):
        tab = visit("index", **options)
        assert not tab.locator("svg a").first.is_visible() and _rows(tab) == ["Alpha", "Beta", "Gamma"]
        tab.get_by_text("Map", exact=True).click()
        assert tab.locator("svg a").first.is_visible()


def test_thousands_of_areas_are_searched_while_one_types(visit):
    tab = visit("long index")
    assert tab.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd") < 1_000
    tab.evaluate("""() => {
        window.spent = []
        const later = setTimeout
        window.setTimeout = (run, after) => later(() => {
            const start = performance.now()
            run()
            document.body.getBoundingClientRect()
            spent.push(performance.now() - start)
        }, after)
    }""")
    for letters in ("s", "su", "sur", "surg", "surge"):
        tab.get_by_label("Find an area").fill(letters)
        tab.wait_for_timeout(250)
    assert sorted(tab.evaluate("spent"))[2] < 50


@pytest.fixture(scope="module")
def shown(browser):
    """A report in a tab that stays open for the next test, in the shape that this one asks for, and what it asked for outside its file."""
    known = {}

    def of(path, viewport=None, color_scheme="light"):
        tab, outside = known[path] if path in known else known.setdefault(path, _opened(browser, path))
        tab.emulate_media(media="screen", color_scheme=color_scheme)  # before the size: on paper nothing scrolls, whatever its width
        tab.set_viewport_size(viewport or {"width": 1280, "height": 720})
        tab.bring_to_front()
        tab.evaluate("scrollTo(0, 0)")  # where a test left it, what lies half under the bar would be too small for a finger
        tab.evaluate(_DRAWN)  # a page learns of its size when it is drawn, and a tab behind others is not
        return tab, outside

    return of


_DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def _opened(browser, path):
    tab, outside = browser.new_page(), []
    tab.on("request", lambda request: request.url.startswith(("file:", "data:")) or outside.append(request.url))
    tab.goto(path.as_uri())
    return tab, outside


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_in_the_report_of_the_demonstration(shown, demonstration, made, viewport):
    for scheme in SCHEMES:
        tab, outside = shown(made.of(demonstration, "ZZ1"), viewport, scheme)
        assert _violations(tab) == [], scheme
        assert outside == []
        assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.real_data
@pytest.mark.parametrize("area", REAL)
def test_axe_finds_nothing_in_reports_of_real_areas(shown, real, made, area):
    tab, outside = shown(made.of(real, area), PHONE, "dark")
    assert _violations(tab) == []
    assert outside == []
    assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_table_that_goes_on_to_the_right_fades_there_until_its_end_is_seen(visit):
    tab = visit(viewport={"width": 375, "height": 800})
    mask = "box => getComputedStyle(box).maskImage"
    box = tab.locator("#fig-03-profile .jsna-table")
    box.evaluate("box => { box.firstChild.style.minWidth = '60rem'; }")
    tab.wait_for_timeout(200)
    assert box.evaluate("box => box.scrollWidth > box.clientWidth") and "gradient" in box.evaluate(mask)
    box.evaluate("box => { box.scrollLeft = box.scrollWidth; }")
    tab.wait_for_timeout(200)
    assert "gradient" not in box.evaluate(mask)
    wide = visit(viewport=WIDE).locator("#fig-03-profile .jsna-table")
    assert wide.evaluate("box => box.scrollWidth <= box.clientWidth") and "gradient" not in wide.evaluate(mask)
