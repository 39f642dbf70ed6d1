"""Each rule of the audit, with a page that breaks only that rule."""

import re

import nbformat
import pandas as pd
import pytest

from jsna.report.audit import audit, safety
from jsna.report.audit.free_text import FreeText, free_text

FIGURE = 'id="fig-03-rank-sample-prevalence"'


def test_the_sample_report_may_be_published(sample):
    assert audit(sample) == []


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ('lang="en-GB"', 'lang="fr"', "British English"),
        ("<title>NHS Testshire", "<title>Notebook", "title of the window"),
        ("</h1>", "</h1><h1>Another</h1>", "2 headings of level 1"),
        ("<h1>NHS Testshire and Elsewhere CCG</h1>", "<p>NHS Testshire</p>", "0 headings of level 1"),
        ("<p>What to know first.</p>", "<h5>Deep</h5>", "jumps from level 2 to 5"),
        ("<p>What to know first.</p>", "<h3></h3>", "level 3 is empty"),
        ("<p>What to know first.</p>", "<main></main>", "2 <main> landmarks"),
        ('<footer class="colophon">', '<div class="colophon">', "0 <footer> landmarks"),
        ('<nav class="contents" aria-label="Contents">', '<nav class="contents">', "<nav> has no name"),
        ('href="#main"', 'href="#elsewhere"', "does not skip to the main part"),
        ("<p>What to know first.</p>", '<p id="main">What</p>', "“main” is used 2 times"),
        ("<p>What to know first.</p>", '<p aria-describedby="gone">What</p>', "refers to “gone”"),
        ("<p>What to know first.</p>", '<p><a href="#gone">What</a></p>', "refers to “gone”"),
        ("<p>What to know first.</p>", '<p style="fill:url(#gone)">What</p>', "refers to “gone”"),
        ("<p>What to know first.</p>", "<p><b>What</p>", "closes what is not open"),
        ("<p>What to know first.</p>", "<table><tr><th scope=col>A</th></tr></table>", "no caption"),
        (
            "<p>What to know first.</p>",
            "<table><caption>A</caption><tr><td>1</td></tr></table>",
            "no heading cell",
        ),
        ('<th scope="col">Practice</th>', "<th>Practice</th>", "“Practice” has no scope"),
        ('<th scope="col">Practice</th>', '<th scope="col"></th>', "heading cell is blank"),
        (
            '<th scope="col">Practice</th>',
            '<th scope="col"><i aria-hidden="true">x</i></th>',
            "heading cell is blank",
        ),
        ("<p>What to know first.</p>", '<img alt=" " src="data:image/png;base64,AA">', "no text alternative"),
        ("<p>What to know first.</p>", "<svg></svg>", "neither named"),
    ],
)
def test_structure(sample, old, new, finding):
    findings = audit(_changed(sample, old, new))
    assert any(finding in found for found in findings), findings


OUTSIDE = "has an address outside the page"
LOADS = "loads from"


@pytest.mark.parametrize(
    ("markup", "finding"),
    [
        ('<img alt="A" src="https://example.org/a.png">', OUTSIDE),
        ('<img alt="A" src="a.png">', OUTSIDE),
        ('<img alt="A" src="//example.org/a.png">', OUTSIDE),
        ('<img alt="A" srcset="https://example.org/a.png 2x" src="data:image/png;base64,AA">', OUTSIDE),
        ('<svg aria-hidden="true"><use href="https://example.org/a.svg#x"/></svg>', OUTSIDE),
        ('<svg aria-hidden="true"><image xlink:href="https://example.org/a.png"/></svg>', OUTSIDE),
        ('<video poster="https://example.org/a.png"></video>', OUTSIDE),
        ('<form action="https://example.org/"></form>', OUTSIDE),
        ('<a href="javascript:alert(1)">A</a>', OUTSIDE),
        ('<a href="data:text/html,x">A</a>', OUTSIDE),
        ('<p style="background:url(https://example.org/a.png)">A</p>', LOADS),
        ('<svg aria-hidden="true"><rect fill="url(https://example.org/a.svg#x)"/></svg>', LOADS),
        ("<style>@import 'https://example.org/a.css';</style>", LOADS),
        ("<style>p{background:url('//example.org/a.png')}</style>", LOADS),
        ('<link rel="preload" href="#main">', "<link> has no place"),
        ('<iframe srcdoc="x"></iframe>', "<iframe> has no place"),
        ('<object data="#main"></object>', "<object> has no place"),
        ('<meta http-equiv="refresh" content="0;https://example.org">', "<meta> has no place"),
        ("<base target=_blank>", "<base> has no place"),
        ("<script>alert(1)</script>", "not the project's own"),
        ("<script src='data:image/png,alert(1)'></script>", "not the project's own"),
        ('<p onclick="alert(1)">A</p>', "handler, onclick"),
        ('<div class="output_stderr">A</div>', "output or code of a cell"),
        ("<p>Traceback (most recent call last)</p>", "output of the program"),
        ("<p>KeyError: 'x'</p>", "output of the program"),
        ("<p>FutureWarning: soon</p>", "output of the program"),
        ("<p>In [3]: x</p>", "output of the program"),
        ("<p>The rate is nan.</p>", "missing value"),
        ("<p>The rate is NaN%</p>", "missing value"),
        ("<p>Since NaT</p>", "missing value"),
        ("<p>inf</p>", "missing value"),
        ("<p>&lt;NA&gt;</p>", "missing value"),
        ("<p>None</p>", "missing value"),
        ("<p>Registered by None in 2018</p>", "missing value"),
        ("<p>In {area} there are more.</p>", "placeholder"),
        ('<p aria-label="In {area:.1f}">A</p>', "placeholder"),
        ('<svg role="img" aria-labelledby="d1"><desc id="d1">nan</desc></svg>', "missing value"),
    ],
)
def test_safety(sample, markup, finding):
    findings = audit(_changed(sample, "<p>What to know first.</p>", markup))
    assert len(findings) == 1 and finding in findings[0], findings


@pytest.mark.parametrize(
    "markup",
    [
        '<p><a href="https://digital.nhs.uk/a?b=c">A</a></p>',
        '<p><a href="../index.html">A</a></p>',
        '<p><a href="mailto:a@example.org">A</a></p>',
        "<p>None of the practices differ. Nan is a name, infinite a word.</p>",
        '<img alt="A" src="data:image/png;base64,AA">',
    ],
)
def test_what_is_harmless_is_let_through(sample, markup):
    assert audit(_changed(sample, "<p>What to know first.</p>", markup)) == []


@pytest.mark.parametrize(
    ("markup", "gaps"),
    [
        ("<p>The None Practice has most.</p>", 0),
        ("<p>Most are at The None Practice and None others.</p>", 1),
        ("<p>None</p><p>Practice None</p>", 2),
        ("<p>The None Pra…</p>", 0),
        ("<p>None…</p>", 1),
        ("<p>None live <em>here</em>.</p>", 0),
        ("<p>None live</p><p>nan live there</p>", 1),
        ('<div class="jsna"><p>None yet.</p></div>', 1),
        ("<p>None yet.</p>", 0),
        ('<div class="jsna"><p>At The None Practice.</p></div>', 0),
    ],
)
def test_a_gap_in_a_name_or_in_prose_is_let_through_and_one_of_the_program_is_not(sample, markup, gaps):
    by_people = FreeText(("The None Practice",), frozenset({"None live", "None yet."}))
    findings = audit(_changed(sample, "<p>What to know first.</p>", markup), by_people)
    assert len(findings) == gaps and all("missing value" in found for found in findings)


def test_what_people_wrote_is_read_from_the_names_of_the_store_and_the_prose_of_chapters(tmp_path):
    names = ["NHS None and Nowhere CCG", "None", "Nan Surgery", "nan", "Plain"]
    areas = pd.DataFrame({"footprint": [*["ccg_2019"] * 4, "lsoa_2011"], "area_code": list("ABCDE"), "area_name": names})
    areas.to_parquet(tmp_path / "areas.parquet")
    cells = [nbformat.v4.new_markdown_cell("# Ours\n\n*None* live here.\n\nNone\nyet."), nbformat.v4.new_code_cell("None")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "13.ipynb")
    found = free_text(tmp_path, [tmp_path / "13.ipynb"])
    assert found.names == ("NHS None and Nowhere CCG", "None and Nowhere")
    assert found.prose == {"None", "None yet."}


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("detail", "England has 3.3%"),
        ("detail", "All 23 practices"),
        ("detail", "The 90% limits"),
        ("detail", "About 1,234,567 patients"),
        ("headline", "9.9% of patients"),
        ("alt", "Dots with intervals for 22 practices, from 1.9%."),
    ],
)
def test_a_number_that_is_not_in_the_figure_is_found(sample, place, said):
    findings = audit(_said(sample, place, said))
    assert len(findings) == 1 and "figure 03-rank-sample_prevalence" in findings[0] and said in findings[0], findings
    number = re.search(r"[\d,.]*\d%?", said.replace("22", ""))[0]
    assert f"says {number}, which is not in its table" in findings[0]


@pytest.mark.parametrize(
    "said",
    [
        "All 22 practices of 2018/19",
        "England has 7.0%",
        "The 95% and 99.8% limits",
        "7% in England, by the codes M81001, 05J and E38000139",
        "Practice 3 Medical Centre",
    ],
)
def test_a_number_that_is_in_table_facts_subtitle_or_count_is_let_through(sample, said):
    assert audit(_said(sample, "detail", said)) == []


def test_a_raw_value_may_be_rounded_differently_from_its_cell(sample):
    figure = _figure(sample)
    raw = float(re.search(r"Practice%203%20Medical%20Centre,\d+,([\d.]+)", figure)[1])
    assert audit(_said(sample, "detail", f"It is {raw:.2f}% or {raw:.0f}%")) == []
    assert len(audit(_said(sample, "detail", f"It is {raw + 0.02:.2f}%"))) == 1


def test_large_numbers_may_be_rounded_to_two_figures_but_not_to_one(sample):
    patients = int(re.search(r"Practice%203%20Medical%20Centre,(\d+),", _figure(sample))[1])
    assert audit(_said(sample, "detail", f"About {round(patients, -2):,} patients")) == []
    assert len(audit(_said(sample, "detail", "About 50,000 patients"))) == 1


def test_the_number_of_rows_with_a_word_may_be_said_but_not_another(sample):
    assert audit(_changed(sample, "20 of 60 measures", "20 of 60 registers")) == []
    assert len(audit(_changed(sample, "20 of 60 measures", "21 of 60 registers"))) == 1


def test_a_chart_without_number_in_its_alternative_is_found(sample):
    findings = audit(_said(sample, "alt", "A chart of practices."))
    assert len(findings) == 1 and "text alternative has no number that is in its table" in findings[0]


def test_an_alternative_may_say_a_number_of_the_facts_where_the_table_lists_some_of_the_rows(sample):
    page = _said(sample, "alt", "Chart of 7,777 areas.")
    figure = _figure(page)
    facts = '<dl class="jsna-facts"><dt>Areas</dt><dd>7,777</dd></dl>'
    assert audit(page) != [] and audit(page.replace(figure, figure + facts)) == []


def test_a_figure_without_table_is_found(sample):
    figure = _figure(sample)
    bare = re.sub(r'<div class="jsna-table".*?</table></div>', "", figure, flags=re.DOTALL)
    assert audit(sample.replace(figure, bare)) == ["figure 03-rank-sample_prevalence has no table of its data"]


def test_too_much_weight_is_found(sample, monkeypatch):
    monkeypatch.setattr(safety, "FIGURE_LIMIT", 9_000)
    assert any(re.search(r"figure 03-rank-sample_prevalence weighs [\d,]+ bytes", found) for found in audit(sample))
    assert not any("02-map-sample" in found for found in audit(sample))
    monkeypatch.setattr(safety, "MAP_LIMIT", 9_000)
    assert any("figure 02-map-sample weighs" in found for found in audit(sample))
    monkeypatch.setattr(safety, "PAGE_LIMIT", 50_000)
    assert any("the page weighs" in found for found in audit(sample))


def _changed(page, old, new):
    assert old in page
    return page.replace(old, new, 1)


def _figure(page):
    start = page.index("<figure", page.index(FIGURE) - 60)
    return page[start : page.index("</figure>", start)]


def _said(page, place, said):
    pattern = {
        "headline": r'(<h\d class="jsna-headline">)[^<]*',
        "detail": r'(<p class="jsna-detail">)[^<]*',
        "alt": r'(<desc id="[^"]*">)[^<]*',
    }
    figure = _figure(page)
    changed = re.sub(pattern[place], lambda hit: hit[1] + said, figure, count=1)
    return page.replace(figure, changed)
