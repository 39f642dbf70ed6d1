"""Figures as HTML: accessible, escaped, small, and the same bytes each time."""

import csv
import io
import re
import urllib.parse
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from jsna.figures.core import letters, maps, render, style, svg, svgpath, table, words
from jsna.figures.core.figure import Card, Cards, Column, Figure, Missing, Notice, Sentence

HARM = "<script>alert(1)</script></style></title>\u202e\x00&\"'"


def _draw(fig):
    ax = style.axes(fig)
    ax.plot([1, 2, 3], [1.234567, 2, 3], color=style.BLUE)
    style.label(ax, 3, 3, "Costs $5 & <b>more</b>$", colour=style.INK)
    style.y_title(ax, "Share")


def test_a_table_that_is_cut_says_so_whether_there_is_a_chart_above_it_or_none():
    rows = pd.concat([figure().rows] * 3, ignore_index=True)
    for draw in (figure().draw, None):
        html = figure(rows=rows, shown=rows.index.to_series() == 0, draw=draw)._repr_html_()
        assert f"The table lists 1 of {len(rows)} rows. The CSV file holds all." in html


def figure(name="Practice A", **changes):
    """A figure of two rows."""
    rows = pd.DataFrame({"name": [name, "Practice B"], "value": [1.23456789012345, np.nan]})
    given = {
        "key": "03-rank-sample",
        "sentence": Sentence(
            f"{name} has 1.2%", (f"Detail of {name}.",), f"Two dots, the first at 1.2%, {name}."
        ),
        "subtitle": "Share, 2018/19",
        "rows": rows,
        "columns": {
            "name": Column("Practice", numeric=False),
            "value": Column("Share", lambda v: "no data" if np.isnan(v) else f"{v:.1f}%"),
        },
        "source": "NHS Digital",
        "draw": _draw,
        "facts": {"England": "7.0%"},
        "caveat": "Not adjusted for age.",
    }
    return Figure(**given | changes)


@pytest.mark.parametrize("theme, ink", [("true", style.INK), ("false", "#eceff2")])
def test_a_figure_has_the_colours_of_the_theme_of_jupyterlab_whatever_the_system_prefers(theme, ink):
    rules = re.search(rf"body\[data-jp-theme-light={theme}\]{{(.*?)}}", render.html(figure()))[1]
    assert f"--jsna-ink:{ink};" in rules and rules.count("--jsna-") == len(style.SCHEME) + 3


class _Tags(HTMLParser):
    def __init__(self, markup):
        super().__init__()
        self.tags, self.handlers = [], []
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


def body(markup):
    """The markup without the style that comes with it."""
    return re.sub(r"<style data-jsna>.*?</style>", "", markup, flags=re.DOTALL)


def test_a_figure_has_headline_chart_alternative_table_numbers_download_and_source():
    made = body(render.html(figure()))
    assert '<h4 class="jsna-headline">Practice A has 1.2%</h4>' in made
    name = re.search(r'role="img" aria-labelledby="([^"]+)"', made)[1]
    assert f'<desc id="{name}">Two dots, the first at 1.2%, Practice A.</desc>' in made
    assert '<th scope="col">Practice</th><th scope="col">Share</th>' in made
    assert '<th scope="row">Practice A</th><td>1.2%</td>' in made
    assert "<dt>England</dt><dd>7.0%</dd>" in made
    assert 'download="03-rank-sample.csv"' in made
    assert "Source: NHS Digital" in made and "Not adjusted for age." in made


def test_without_a_drawing_the_table_is_the_figure_and_stands_open():
    made = body(render.html(figure(draw=None, facts={})))
    assert "<details" not in made and "jsna-chart" not in made
    assert re.search(
        r'<div class="jsna-table" role="region" tabindex="0" aria-labelledby="([^"]+) [^"]+-number"><table><caption id="\1"',
        made,
    )


def test_names_that_mean_harm_are_only_text():
    made = body(render.html(figure(HARM)) + render.html(Notice(HARM, (HARM,), (HARM,), HARM)))
    made += body(
        render.html(Missing(HARM, HARM)) + render.html(Cards((Card(HARM, HARM, HARM),)))
    )
    read = _Tags(made)
    assert "script" not in read.tags and "style" not in read.tags and not read.handlers
    assert "\u202e" not in made and "\x00" not in made


def test_a_name_of_ten_thousand_characters_neither_breaks_nor_bloats_the_page():
    assert len(body(render.html(figure("A" * 10_000)))) < 50_000


def test_the_csv_holds_raw_values_and_nothing_that_a_spreadsheet_runs():
    link = re.search(
        r'href="data:text/csv;charset=utf-8,([^"]+)"', render.html(figure("=cmd|'/C calc'!A0"))
    )[1]
    text = urllib.parse.unquote(link)
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text[1:]))) == [
        ["Practice", "Share"],
        ["'=cmd|'/C calc'!A0", "1.23456789"],
        ["Practice B", ""],
    ]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1"])
def test_text_that_begins_like_a_formula_is_marked_as_text(name):
    assert table.csv_text(figure(name)).splitlines()[1].lstrip('"').startswith("'")


def test_negative_numbers_stay_numbers_in_the_csv():
    rows = pd.DataFrame({"name": ["A"], "value": [-1.5]})
    assert "A,-1.5" in table.csv_text(figure(rows=rows))


def test_the_same_figure_gives_the_same_bytes():
    assert render.html(figure()) == render.html(figure())


def test_ids_of_two_figures_differ():
    one, two = (set(re.findall(r' id="([^"]+)"', render.html(figure(key=key)))) for key in ("a", "b"))
    assert len(one) > 1 and not one & two


def test_a_chart_is_drawn_again_for_phones_with_ids_of_its_own_and_the_same_alternative():
    made = body(render.html(figure(size=style.Size(6.8, 4.0, 3.0))))
    drawn = re.findall(r'<svg [^>]*viewBox="0 0 (\d+) (\d+)" class="([^"]+)"[^>]* aria-labelledby="([^"]+)"', made)
    wide, narrow = drawn
    assert (*wide[:3], *narrow[:3]) == ("490", "288", "jsna-wide", "288", "216", "jsna-narrow")
    assert wide[3] == narrow[3] and f'<desc id="{wide[3]}">Two dots, the first at 1.2%, Practice A.</desc>' in made
    ids = re.findall(r' id="([^"]+)"', made)
    assert len(set(ids)) == len(ids)


def test_a_heavy_chart_is_drawn_once_so_that_its_figure_may_stay_on_the_page():
    def draw(fig):
        style.axes(fig).scatter(np.arange(2_500), np.random.default_rng(1).normal(size=2_500), color=style.BLUE)

    made = body(render.html(figure(draw=draw)))
    assert made.count('role="img"') == 1 and 'class="jsna-wide"' in made


def test_with_a_plain_width_and_height_there_is_one_drawing_never_narrower_than_drawn():
    made = body(render.html(figure(size=(6.8, 4.0))))
    assert made.count('role="img"') == 1 and 'style="min-width:490px"' in made


def test_the_key_of_a_map_says_how_far_a_phone_moves_it():
    def draw(fig):
        maps.key(fig, "Fifths", [("Highest", style.BLUE, style.OUTLINE, 0.6)])

    made = body(render.html(figure(draw=draw, size=style.MapSize(6.0, 4.0, 2.0, 1.0))))
    assert 'class="jsna-map" style="--whole:150.0%;--below:25.0%;--left:-288px;--down:288px"' in made
    keys = re.findall(r'<g class="jsna-key">(.*?)</g>', made)
    assert len(re.findall("<text", "".join(keys))) == 2 and len(keys) == 1


def test_on_a_narrow_chart_names_stand_above_their_rows_each_below_the_row_before():
    rows = ["Alpha", "Beta", "Gamma"]
    canvas = Canvas(figsize=(style.NARROW, style.size(3).narrow))
    ax = style.row_axes(canvas, rows)
    named = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert all(row - 1 < named[name] - 0.1 < row - 0.1 for row, name in enumerate(rows))
    assert ax.get_position().x0 * style.NARROW < 0.3


@pytest.mark.parametrize(("width", "lines"), [(style.WIDTH, 1), (style.NARROW, 2)])
def test_a_title_takes_the_lines_it_needs_on_a_narrow_chart_alone(width: float, lines: int) -> None:
    canvas = Canvas(figsize=(width, 3.0))
    ax = style.axes(canvas)
    before = ax.get_position().y1
    style.y_title(ax, "Patients of all ages on the register, % of those registered")
    assert canvas.texts[0].get_text().count("\n") == lines - 1
    assert (before - ax.get_position().y1) * 3.0 == pytest.approx((lines - 1) * style.LINE)


@pytest.mark.parametrize("letter", "imW")
def test_titles_and_names_take_no_more_inches_than_there_are_however_wide_their_letters(letter: str) -> None:
    canvas = Canvas(figsize=(style.NARROW, 3.0))
    style.y_title(style.axes(canvas), f"{letter * 9} " * 12)
    lines = canvas.texts[0].get_text().split("\n")
    assert len(" ".join(lines)) == 119 and max(map(letters.across, lines)) <= style.NARROW - 0.08
    assert letters.widest(letters.broken(f"lllllllll{letter * 90}", 2.0)) <= 2.0


def test_bars_that_look_alike_are_one_path():
    def draw(fig):
        style.axes(fig).barh(range(20), range(1, 21), color=style.BLUE)

    drawn = svg.draw_svg("k", draw, style.SIZE, "1")
    assert [path.count("z") for path in re.findall(r'<path d="([^"]+)"[^>]*--jsna-blue', drawn)] == [20]


def _light(colour: str) -> float:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return float(np.dot([0.2126, 0.7152, 0.0722], [x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in shares]))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_steps_of_the_ramp_can_be_told_apart(scheme: str) -> None:
    steps = [_light(step if scheme == "light" else style.SCHEME[step][1]) + 0.05 for step in style.RAMP]
    quotients = [max(pair) / min(pair) for pair in zip(steps, steps[1:], strict=False)]
    assert min(quotients) >= 1.7 and sorted(steps) in (steps, steps[::-1])


def test_a_drawing_follows_the_scheme_and_names_no_font_file_date_or_program():
    drawn = svg.draw_svg("k", _draw, style.SIZE, "1")
    assert "var(--jsna-blue,#12436d)" in drawn
    assert not re.search(r"DejaVu|matplotlib|<metadata|<style|xlink|dc:date", drawn)
    assert "Costs $5 &amp; &lt;b&gt;more&lt;/b&gt;$" in drawn


def test_every_colour_of_a_chart_has_a_dark_counterpart():
    used = {value for name, value in vars(style).items() if name.isupper() and isinstance(value, str)} - {
        style.INK
    }
    assert used | set(style.RAMP) == set(style.SCHEME)


def _contrast(a, b):
    def light(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        return np.dot(
            [0.2126, 0.7152, 0.0722],
            [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts],
        )

    high, low = sorted((light(a), light(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    "colour", [style.BLUE, style.ORANGE, style.TURQUOISE, style.PINK, style.DARK, style.PURPLE, style.CONTEXT]
)
def test_marks_are_seen_on_paper_and_on_screen_in_both_schemes(colour):
    assert _contrast(colour, style.PAPER) >= 3
    assert _contrast(style.SCHEME[colour][1], style.SCHEME[style.PAPER][1]) >= 3


def _schemes(colour):
    """A colour in the light scheme and in the dark one."""
    return (colour, {style.INK: render._TEXT_COLOURS["ink"][1]}.get(colour) or style.SCHEME[colour][1])


def _is_seen(one, other):
    return all(_contrast(a, b) >= 3 for a, b in zip(_schemes(one), _schemes(other), strict=True))


@pytest.mark.parametrize("axis", ["x", "y"])
def test_a_shaded_span_is_edged_by_lines_that_are_seen_in_both_schemes_and_is_named(axis):
    canvas = Canvas()
    style.shade(style.axes(canvas), 1, 2, "pandemic", axis)
    (span,) = [patch for patch in canvas.findobj(Rectangle) if to_hex(patch.get_facecolor()) == style.BAND]
    assert _is_seen(to_hex(span.get_edgecolor()), style.PAPER) and span.get_linewidth() > 0.5
    assert "pandemic" in [text.get_text() for text in canvas.findobj(Text)]


def test_no_figure_shades_by_itself():
    modules = Path(style.__file__).parents[1].rglob("*.py")
    assert {module.name for module in modules if re.search(r"ax[vh]span", module.read_text(encoding="utf-8"))} == {"style.py"}


@pytest.mark.parametrize("colour", [style.BLUE, style.CONTEXT, style.DARK, style.INK, style.OUTLINE])
def test_marks_and_edges_are_seen_on_paper_and_on_a_band_in_both_schemes(colour):
    assert _is_seen(colour, style.PAPER) and _is_seen(colour, style.BAND)


@pytest.mark.parametrize("ground", [style.PAPER, style.NO_DATA, style.RAMP[0]])
def test_the_edge_of_an_area_is_seen_beside_what_is_as_light_as_the_page(ground):
    assert _is_seen(style.OUTLINE, ground)


def test_the_lowest_step_of_the_ramp_is_an_area_on_the_page_in_both_schemes():
    """In the dark scheme it stood at 1.3:1, and half of a map was a hole with outlines."""
    assert all(_contrast(step, paper) >= 1.55 for step, paper in zip(_schemes(style.RAMP[0]), _schemes(style.PAPER), strict=True))


@pytest.mark.parametrize("colour", [style.ORANGE, style.INK])
def test_an_outline_on_a_map_is_seen_on_every_fill_in_both_schemes(colour):
    ax = style.axes(Canvas())
    maps.outline(ax, [shapely.box(0, 0, 1, 1)], colour, 2.0)
    below, above = ax.collections
    under, line = (to_hex(lines.get_color()[0]) for lines in (below, above))
    assert line == colour and _is_seen(line, under)
    assert above.get_linewidth()[0] == 2 and below.get_linewidth()[0] >= 3.5 and below.get_zorder() <= above.get_zorder()


@pytest.mark.parametrize(
    ("light", "dark"), [(style.MUTED, style.SCHEME[style.MUTED][1]), *render._TEXT_COLOURS.values()]
)
def test_text_is_read_in_both_schemes(light, dark):
    assert _contrast(light, style.PAPER) >= 4.5 and _contrast(dark, style.SCHEME[style.PAPER][1]) >= 4.5


def test_a_chart_of_two_hundred_points_and_its_table_stay_below_their_weight():
    rows = pd.DataFrame(
        {"name": [f"Practice number {n}" for n in range(200)], "value": np.linspace(1, 9, 200)}
    )

    def draw(fig):
        style.axes(fig).scatter(rows.index, rows["value"], color=style.BLUE)

    made = body(render.html(figure(rows=rows, draw=draw)))
    assert len(made.encode()) < 35_000
    assert made.count(">Practice number") == 200


def test_marks_that_look_alike_are_one_line_of_markers_with_a_vertex_each():
    def draw(fig):
        style.axes(fig).scatter(range(50), range(50), color=style.BLUE)

    drawn = svg.draw_svg("k", draw, style.SIZE, "1")
    path = re.search(r'<path d="M([^"]+)" fill="none" marker-start="url\(#(\S+)\)"', drawn)
    assert f'<marker id="{path[2]}"' in drawn
    assert len(re.findall(r"-?\d*\.?\d+", path[1])) == 100


@pytest.mark.parametrize(
    ("path", "short"),
    [
        ("M 0 468 \nL 489.64 468 \nL 489.64 0.04 \nz\n", "M0 468h489.6v-468z"),
        ("M 1 1 \nC 1.5 1 2 2 3 3 \n", "M1 1c.5 0 1 1 2 2"),
        ("M 1 1 \nL 2 2 \nz\nL 3 3 \n", "M1 1l1 1zl2 2"),
        ("M -0.01 -1.25 \nL -3.4 5 \n", "M0-1.2l-3.4 6.2"),
    ],
)
def test_paths_are_relative_and_in_tenths(path, short):
    assert svgpath.compact(path) == short


@pytest.mark.parametrize(
    ("positions", "gap", "placed"),
    [
        ([1, 5, 9], 2, [1, 5, 9]),
        ([5, 5], 2, [4, 6]),
        ([9, 1, 1.5], 2, [9, 0.25, 2.25]),
        ([0, 1, 2], 2, [-1, 1, 3]),
        ([], 2, []),
    ],
)
def test_names_at_the_ends_of_lines_are_moved_no_further_than_needed(positions, gap, placed):
    assert letters.apart(positions, gap) == placed


def test_a_notice_without_title_has_no_empty_heading():
    assert "<h4" not in body(render.html(Notice("", ("Text",))))


def test_missing_is_one_sentence_with_what_to_do():
    made = body(render.html(Missing("admissions", "They would come from HES.")))
    assert "<strong>No data for admissions.</strong> They would come from HES." in made
    assert "<strong>There is none.</strong>" in render.html(Missing("There is none.", ""))


def test_in_a_notebook_each_figure_brings_its_style():
    assert figure()._repr_html_().startswith("<style data-jsna>:root{--jsna-blue:#12436d")


@pytest.mark.parametrize("high", [4.1, 6.9, 14.4, 31.0])
def test_labels_without_decimals_stand_at_whole_numbers(high: float) -> None:
    ax = style.axes(Canvas(figsize=style.SMALL_SIZE))
    ax.set_ylim(0, high)
    style.numbers(ax.yaxis, "%")
    ticks = ax.get_yticks()
    assert (ticks == ticks.round()).all() and len(ticks) > 2


@pytest.mark.parametrize("decimals", [0, 1])
@pytest.mark.parametrize("high", [0.16, 0.3, 0.9, 1.25, 2.9, 4.9, 21, 1_234_567])
def test_no_label_of_an_axis_is_rounded_to_another_number(high: float, decimals: int) -> None:
    canvas = Canvas(figsize=style.SMALL_SIZE)
    ax = style.axes(canvas)
    ax.set_ylim(0, high)
    style.numbers(ax.yaxis, "%", decimals)
    said = [float(label.get_text().replace(",", "").rstrip("%")) for label in ax.get_yticklabels()]
    assert said == pytest.approx(list(ax.get_yticks())) and len(set(said)) == len(said)


def test_a_name_in_signs_that_the_measuring_font_lacks_is_drawn_without_a_warning():
    drawn = svg.draw_svg("sign", lambda canvas: canvas.text(0.5, 0.5, "\N{FAMILY} Surgery"), (4, 2), "A name")
    assert "\N{FAMILY} Surgery" in drawn


@pytest.mark.parametrize(
    "texts, spaces",
    [
        (["16.3%", "0.71%", "7.0%"], [1, 0, 1]),
        (["+1,200", "\N{MINUS SIGN}0.5", "12"], [2, 0, 2]),
        (["1,200", "12"], [0, 0]),
        (["16.3%", "not known", "0.71%"], [1, 0, 0]),
        (["13.2% (higher)", "0.71% (lower)"], [0, 0]),
        ([], []),
    ],
)
def test_points_of_numbers_stand_below_each_other(texts: list[str], spaces: list[int]) -> None:
    made = words.aligned(texts)
    assert [text.strip() for text in made] == texts and [len(text) - len(text.strip()) for text in made] == spaces
    behind = {len(text) - text.index(".") for text in made if "." in text and "(" not in text}
    assert len(behind) <= 1


@pytest.mark.parametrize(
    "indicators, cells",
    [
        (["a", "a", "a"], ["0.98%", "1.02%", "16.30%"]),
        (["a", "b", "b"], ["0.98%", "1.0%", "16.3%"]),
    ],
)
def test_numbers_of_one_thing_have_one_precision_and_those_of_several_each_its_own(indicators: list[str], cells: list[str]) -> None:
    rows = pd.DataFrame({"name": ["A", "B", "C"], "value": [0.984, 1.02, 16.3], "indicator_id": indicators, "source_id": "qof_raw"})
    columns = {"name": Column("Year", numeric=False), "value": Column("Share", words.percent)}
    made = body(render.html(figure(rows=rows, columns=columns)))
    assert [cell.strip(words.FIGURE + words.POINT) for cell in re.findall(r"<td>([^<]*)</td>", made)] == cells


def test_what_is_no_rounded_value_of_its_column_stays_as_it_is() -> None:
    rows = pd.DataFrame({"name": ["A", "B"], "value": [1_240.0, 0.5], "indicator_id": "a", "source_id": "qof_raw"})
    columns = {"name": Column("Year", numeric=False), "value": Column("People", lambda value: "1,200" if value > 1 else "0.5")}
    assert "<td>1,200" in body(render.html(figure(rows=rows, columns=columns)))


def test_a_name_beside_an_area_stands_near_it_where_nothing_is_rather_than_far_or_on_others():
    squares = [shapely.box(x, y, x + 1, y + 1) for x in range(12) for y in range(12)]
    canvas = Canvas(figsize=(style.WIDTH, 6.0))
    ax = style.axes(canvas)
    ax.set_xlim(-12, 14)
    ax.set_ylim(-1, 13)
    maps.name_beside(ax, squares[6], "Elmshire", shapely.STRtree(squares))
    (x, _), (dx, dy) = ax.texts[0].xy, ax.texts[0].xyann
    assert x == 0.5 and dx < 0 and np.hypot(dx, dy) < 100


def test_a_long_name_of_a_row_takes_a_second_line_on_a_phone_and_none_beside_its_row() -> None:
    name = "Deaths of women under 75 from cardiovascular disease"
    narrow, wide = (style.row_axes(Canvas(figsize=(width, 3.0)), [name, "Short"], longest=60) for width in (style.NARROW, style.WIDTH))
    assert narrow.texts[0].get_text().replace("\n", " ") == wide.texts[0].get_text() == name and "\n" in narrow.texts[0].get_text()
    assert narrow.get_position().x0 * style.NARROW == pytest.approx(0.2)


def test_the_line_under_a_title_does_not_show_what_the_chart_or_the_table_says_and_files_have_the_whole():
    rows = pd.DataFrame({"indicator_id": ["qof_dm_prevalence"], "place": ["Elmshire"], "period": ["2022/23"], "value": [7.0]})
    made = Figure.of(
        rows.assign(source_id="qof_raw"), "rank", Sentence("Diabetes: 7.0%"), {"value": Column("Value")}, "Diabetes, % of patients",
        axis="Diabetes, % of patients, ", listed="the table lists the nearest", draw=lambda fig: None,
    )  # fmt: skip
    whole = "Diabetes, % of patients, Elmshire, 2022/23; the table lists the nearest"
    shown = render.html(made)
    line = shown[shown.index('<p class="jsna-subtitle">') : shown.index("</p>", shown.index('<p class="jsna-subtitle">'))]
    assert re.sub('<span class="jsna-hidden">.*?</span>|<p.*?>', "", line) == "Elmshire, 2022/23"
    assert re.sub("<.*?>", "", line) == made.subtitle == whole and f">{whole}</caption>" in shown
    bracket = render._subtitle(replace(made, subtitle="Stays (planned & not), a day, Elmshire", elsewhere=("Stays (",)))
    assert re.sub('<span class="jsna-hidden">.*?</span>', "", bracket) == "planned &amp; not, a day, Elmshire", "no bracket is left alone"
