"""Executed chapters as one page."""

import re
from dataclasses import replace

import nbformat
import pytest

from jsna.figures.core.figure import Notice
from jsna.report import export, gaps
from jsna.report.audit.tree import read


@pytest.fixture
def exported(by_hand, page):
    """A page of one chapter with these cells."""

    def make(*cells, **changes):
        return export.html([("03", by_hand.notebook(*cells))], replace(page, **changes))

    return make


def headings(html):
    """Level and text of each heading."""
    return [(int(e.tag[1]), e.text()) for e in read(html)[0].walk() if re.fullmatch("h[1-6]", e.tag)]


def test_chapters_stand_below_the_area_and_figures_below_what_they_stand_under(exported, by_hand):
    html = exported(
        "# Chapter",
        by_hand.NOTICE,
        "## Section",
        by_hand.trend(),
        "### Finer",
        by_hand.MISSING,
    )
    assert headings(html) == [
        (1, "NHS Testshire and Elsewhere CCG"),
        (2, "Chapter"),
        (3, "Where the data come from"),
        (3, "Section"),
        (4, "The share rose from 6.1% to 7.5%"),
        (2, gaps.TITLE),
    ]


def test_what_is_missing_of_a_section_is_listed_once_at_the_end_with_its_question(exported, by_hand):
    again = replace(by_hand.MISSING, said=True)
    cells = ["# Chapter", "## First", by_hand.MISSING, "## Again", again, again, "## Both", again, by_hand.trend(), "## Prose alone"]
    page = exported(*cells)
    assert [text for level, text in headings(page) if level in (2, 3)] == ["Chapter", "Both", "Prose alone", gaps.TITLE]
    (gap,) = [item.text() for item in read(page)[0].find("li") if item.text().startswith("Chapter: First ")]
    assert by_hand.MISSING.what in gap and by_hand.MISSING.remedy in gap


def test_a_chapter_with_nothing_to_say_is_one_line_and_an_analysts_prose_stays(exported, by_hand):
    notice = Notice("Source and method", kind="plain")
    cells = ["# Empty", "## One", by_hand.MISSING, "## Two", by_hand.MISSING, "## What this cannot tell you", notice]
    page = exported(*cells)
    assert [text for level, text in headings(page) if level == 2] == [gaps.TITLE]
    assert len([item for item in read(page)[0].find("li") if item.text().startswith("Empty ")]) == 1
    elsewhere = Notice("", ("Chapter 03 draws dementia by year, among the first that it looks at.",), kind="elsewhere")
    assert "Chapter 03 draws dementia by year" in exported(*cells, "## Three", elsewhere), "a chapter that says where it is said is there"
    kept = exported(*cells, "## What people here say\n\nThe bus comes twice a day.")
    assert "What people here say" in [text for _, text in headings(kept)] and "The bus comes twice a day." in kept


def test_the_contents_link_to_every_chapter_and_section_and_repeated_titles_differ(by_hand, page):
    chapter = by_hand.notebook("# Same", "## Part", "## Part")
    tree = read(export.html([("01", chapter), ("02", chapter)], page))[0]
    links = [link.attributes["href"][1:] for nav in tree.find("nav") for link in nav.find("a")]
    assert links == ["same", "01-part", "01-part-2", "same-2", "02-part", "02-part-2"]
    assert set(links) <= {element.attributes.get("id") for element in tree.walk()}


def test_the_contents_name_chapters_without_numbers_that_jump_and_figures_have_that_of_theirs(by_hand, page):
    chapters = [(number, by_hand.notebook(f"# Chapter {number}", "## Part", by_hand.trend())) for number in ("03", "12")]
    tree = read(export.html(chapters, page))[0]
    (contents,) = tree.having("contents")
    assert [item.text() for item in contents.find("a")] == ["Chapter 03", "Part", "Chapter 12", "Part"]
    numbers = [element.text() for element in tree.having("jsna-number")]
    assert [number.removeprefix("Figure ").partition(".")[0] for number in numbers] == ["03", "12"]


def test_findings_lead_to_figures_that_the_report_holds_and_are_plain_where_it_holds_none(sample):
    assert re.findall(r'class="jsna-to" href="#([^"]+)"', sample) == ["fig-03-rank-sample-prevalence"]
    assert sample.count('id="fig-03-rank-sample-prevalence"') == 1 and "<strong>What is in no chapter:</strong>" in sample


def test_the_same_chapters_give_the_same_bytes_whatever_their_cell_ids(page, by_hand):
    one, two = by_hand.chapters(), by_hand.chapters()
    for _, chapter in two:
        for cell in chapter.cells:
            cell.id = "x" + cell.id
            cell.metadata["papermill"] = {"start_time": "2020-01-01"}
    assert export.html(one, page) == export.html(two, page)


def test_exporting_does_not_change_the_chapters(page, by_hand):
    chapters = by_hand.chapters()
    export.html(chapters, page)
    assert nbformat.writes(chapters[2][1]) == nbformat.writes(by_hand.chapters()[2][1])


def test_the_style_of_figures_is_in_the_page_once(sample, stylesheet):
    assert sample.count("<style") == 1
    assert stylesheet.splitlines()[0] in sample and sample.count("--jsna-blue:#12436d") == 1
    assert "jp-theme" not in sample  # JupyterLab's, of which a page has none


@pytest.mark.parametrize(
    "trace",
    ["jsna.secret_call", "noise that no reader may see", "class 'jsna", "In [", "require.js", "MathJax"],
)
def test_code_streams_and_tools_never_reach_the_reader(sample, trace):
    assert trace not in sample


def test_a_failed_cell_is_never_exported_in_silence(by_hand, page):
    chapter = by_hand.notebook("# Chapter", by_hand.CARDS)
    chapter.cells[1].outputs = [nbformat.v4.new_output("error", ename="KeyError", evalue="'x'", traceback=["…"])]
    with pytest.raises(ValueError, match=r"Chapter 03, code cell 1, `jsna.secret_call\(\)`: KeyError"):
        export.html([("03", chapter)], page)


def test_the_page_names_area_edition_and_what_it_must_not_be_taken_for(sample):
    assert "<title>NHS Testshire and Elsewhere CCG: Joint Strategic Needs Assessment, 2018-19</title>" in sample
    assert "<li>Draft: not yet approved</li>" in sample and "<li>Demonstration data: not a real place</li>" in sample
    assert "Historic edition." in sample and "Cite as:" in sample


def test_a_real_approved_report_bears_no_stamp(exported):
    html = exported("# Chapter", demonstration=False, draft=False, notice="")
    assert "Demonstration data" not in html and "Draft" not in html and 'class="notice"' not in html


def test_harmful_names_of_areas_are_only_text(exported):
    harm = '</title></style><script>alert(1)</script>\u202e"}@import url(http://example.org)'
    page, nesting = read(exported("# Chapter", area_name=harm, edition=harm, footprint=harm, notice=harm, cite_as=harm, folder=harm))
    assert not nesting and len(page.find("script")) == 2 and len(page.find("style")) == 1
    style = "".join(page.find("style")[0].children)
    assert "@import" not in style and "example.org)" not in style and "\u202e" not in style


def test_figures_are_numbered_by_chapter_and_their_keys_and_files_begin_with_it(by_hand, page):
    chapters = [(name, by_hand.notebook("# Chapter", by_hand.trend(), by_hand.MISSING, by_hand.rank())) for name in ("03", "05")]
    figures = read(export.html(chapters, page))[0].find("figure")
    keys = ["03-trend-sample", "03-rank-sample_prevalence", "05-trend-sample", "05-rank-sample_prevalence"]
    assert [figure.attributes["data-figure"] for figure in figures] == keys
    files = [link.attributes["download"] for figure in figures for link in figure.having("jsna-csv")]
    assert files == [f"{key.replace('_', '-')}.csv" for key in keys]
    assert [number.text() for figure in figures for number in figure.having("jsna-number")] == [
        "Figure 03.1.", "Figure 03.2.", "Figure 05.1.", "Figure 05.2.",
    ]  # fmt: skip


def test_the_tables_of_one_figure_in_two_chapters_have_names_of_their_own(by_hand, page):
    chapters = [(name, by_hand.notebook("# Chapter", by_hand.trend())) for name in ("03", "13")]
    tree = read(export.html(chapters, page))[0]
    texts = {element.attributes.get("id"): element.text() for element in tree.walk()}
    regions = [element.attributes["aria-labelledby"] for element in tree.walk() if element.attributes.get("role") == "region"]
    said = "Share of patients on the register, Testshire and England, 2013/14 to 2018/19"
    assert [" ".join(texts[name] for name in names.split()) for names in regions] == [f"{said} Figure 03.1.", f"{said} Figure 13.1."]
