"""What stands beside what in joined chapters, and what tells headings apart that several chapters have."""

import copy
import re

from nbformat import NotebookNode, v4

from jsna.report import arrangement, export


def figure(narrow=True):
    drawing = '<svg class="jsna-narrow"></svg>' if narrow else "<svg></svg>"
    return f'<figure role="group" class="jsna jsna-figure" data-figure="x"><h4 class="jsna-headline">One</h4>{drawing}</figure>'


def cells(chapter, *markups):
    """Finished cells as chapters are joined: prose where the markup begins with a heading, nothing shown where it is empty."""
    made = []
    for number, markup in enumerate(markups):
        about = {"id": f"{chapter}-{number}"}
        if markup.startswith("<h"):
            made.append(NotebookNode(v4.new_markdown_cell(markup, **about)))
        else:
            outputs = [v4.new_output("display_data", {"text/html": markup})] if markup else []
            made.append(NotebookNode(v4.new_code_cell("", outputs=outputs, **about)))
    return made


def halves(all_cells):
    found = [re.findall(r"jsna-half( jsna-left)?", output["data"]["text/html"]) for cell in all_cells for output in cell.get("outputs", ())]
    return "".join("-" if not marks else "L" if marks[0] else "R" for marks in found)


def paired(*markups):
    some = cells("05", *markups)
    arrangement.pair(some)
    return halves(some)


def test_figures_that_follow_each_other_are_paired_but_for_the_first_of_a_chapter_and_one_that_is_left():
    assert paired("<h2>A</h2>", figure(), figure(), figure(), figure()) == "-LR-"
    assert paired("<h2>A</h2>", figure(), "<h3>B</h3>", figure(), figure(), figure(), figure()) == "-LRLR"
    assert paired("<h2>A</h2>", figure(), "<h3>B</h3>", figure(), "<h3>C</h3>", figure()) == "---"


def test_a_cell_that_shows_nothing_parts_no_pair_and_a_drawing_that_has_no_narrow_form_does():
    assert paired("<h2>A</h2>", figure(), "", figure(), "", figure()) == "-LR"
    assert paired("<h2>A</h2>", figure(), figure(), figure(narrow=False), figure()) == "----"
    assert paired("<h2>A</h2>", figure(), figure(), "<p>own</p>", figure()) == "----"


def test_a_chapter_ends_a_run_of_figures():
    some = cells("05", "<h2>A</h2>", figure(), figure()) + cells("06", figure(), figure(), figure())
    arrangement.pair(some)
    assert halves(some) == "---LR"


def test_headings_of_several_chapters_say_of_which_to_a_screen_reader():
    some = cells("05", "<h2>Hospital</h2>", '<h3 id="a">Limits</h3>')
    some += cells("06", "<h2>Deaths</h2>", '<h3 id="b">Limits</h3>', "<h3>Only</h3>")
    arrangement.tell_apart(some, {"05": "Hospital", "06": "Deaths & more"})
    assert some[1].source == '<h3 id="a">Limits<span class="jsna-hidden">: Hospital</span></h3>'
    assert some[3].source == '<h3 id="b">Limits<span class="jsna-hidden">: Deaths &amp; more</span></h3>'
    assert some[0].source == "<h2>Hospital</h2>" and some[4].source == "<h3>Only</h3>"


def test_no_two_headings_of_text_of_a_page_sound_alike(executed, page):
    again = copy.deepcopy(executed[-1][1])
    again.cells[0].source = again.cells[0].source.replace("# Long-term conditions on GP registers", "# Found or not")
    html = export.html([*executed, ("04", again)], page)
    texts = [re.sub("<[^>]+>", "", inner) for inner in re.findall(r"<h3[^>]*>(.*?)</h3>", html) if "jsna-number" not in inner]
    limits = [text for text in texts if text.startswith("What this cannot tell you")]
    assert limits == [f"What this cannot tell you: {chapter}" for chapter in ("Long-term conditions on GP registers", "Found or not")]
