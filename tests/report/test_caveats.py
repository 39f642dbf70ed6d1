"""What several figures of a chapter are to be read with is said once, and is lost under none of them."""

import re

from nbformat import NotebookNode, v4

from jsna.report import caveats

LIMITS = '<h3 id="03-what">What this cannot tell you</h3><p>Registers count diagnoses.</p>'


def figure(number, caveat, folded="<details><summary>More</summary><p>All.</p></details>"):
    source = f'<p class="jsna-source">Source: NHS. <span class="jsna-number">Figure 03.{number}.</span></p>'
    return f'<figure class="jsna" data-figure="x">{folded}<p class="jsna-caveat jsna-source">{caveat}</p>{source}</figure>'


def said_once(*figures, limits=LIMITS):
    outputs = [v4.new_output("display_data", {"text/html": markup}) for markup in figures]
    cells = [NotebookNode(v4.new_code_cell("", outputs=outputs, id="03-1")), NotebookNode(v4.new_markdown_cell(limits, id="03-2"))]
    caveats.once(cells)
    return [output["data"]["text/html"] for output in cells[0].outputs], cells[1].source


def test_a_caveat_of_several_figures_is_said_once_with_their_numbers_and_folded_away_in_each():
    shared = "As recorded by GPs; not adjusted for age."
    shown, section = said_once(*(figure(n, f"{shared} Of {n} alone." if n != 3 else "Of 3 alone.") for n in (1, 2, 3, 4, 6, 7)))
    assert section == f"{LIMITS}<p>Figures 03.1, 03.2, 03.4, 03.6 and 03.7: {shared}</p>"
    in_sight = [re.sub("<details>.*</details>", "", markup) for markup in shown]
    assert not any(shared in markup for markup in in_sight) and all("alone." in markup for markup in in_sight)
    assert sum(shared in markup for markup in shown) == 5, "a workbook reads it from each"


def test_figures_that_follow_each_other_are_a_span_and_sentences_of_the_same_figures_one_paragraph():
    _, section = said_once(*(figure(n, "One thing. Another 2.") for n in (4, 5, 6)))
    assert section.endswith("<p>Figures 03.4 to 03.6: One thing. Another 2.</p>")


def test_a_caveat_of_one_figure_or_of_one_with_nothing_to_fold_away_or_of_a_chapter_without_the_section_stays():
    alone, bare = [figure(1, "One thing."), figure(2, "Another.")], [figure(1, "One.", ""), figure(2, "One.", "")]
    assert said_once(*alone) == (alone, LIMITS) and said_once(*bare) == (bare, LIMITS)
    twice = [figure(1, "One."), figure(2, "One.")]
    assert said_once(*twice, limits="<h3>Ours</h3>") == (twice, "<h3>Ours</h3>")
