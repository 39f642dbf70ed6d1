"""Bars: each as long as its number, under its name, with the line of all where it belongs, and no word on another."""

from itertools import combinations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Canvas

from jsna.figures.core import bars, style

NAMES = ["St Stephen's Medical Partnership", "Elgar House", "Crabbs Cross Surgery"]
VALUES = [17_461.0, 14_494.0, 3_253.0]


@pytest.mark.parametrize("width", [style.WIDTH, style.NARROW])
@pytest.mark.parametrize("line", [(9_130.0, "Average 9,130"), (14_600.0, "Average 14,600"), (25_000.0, "England 25,000")])
def test_a_bar_is_as_long_as_its_number_and_ends_with_it(width: float, line: tuple[float, str]) -> None:
    size = style.size(len(NAMES))
    fig = Canvas(figsize=(width, size.height if width == style.WIDTH else size.narrow))
    bars.draw(fig, NAMES, VALUES, [f"{value:,.0f}" for value in VALUES], line, "Patients on the list", heavy={"Elgar House"})
    FigureCanvasAgg(fig).draw()
    ax = fig.axes[0]
    assert [bar.get_width() for bar in ax.patches] == VALUES
    casing, dashes = [each for each in ax.collections if each.get_segments()]
    assert {x for each in (casing, dashes) for part in each.get_segments() for x in part[:, 0]} == {line[0]}
    assert to_hex(casing.get_color()[0]) == style.PAPER and casing.get_zorder() > ax.patches[0].get_zorder(), "seen before a dark bar"
    texts = {text.get_text(): text for text in ax.texts}
    assert {*NAMES, "17,461", "14,494", "3,253", line[1]} == set(texts)
    assert [name for name in NAMES if texts[name].get_fontweight() == "bold"] == ["Elgar House"]
    boxes = [(text, box.get_window_extent()) for text, box in texts.items()]
    assert [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if one.overlaps(other)] == []
    numbers = [box for text, box in boxes if text in ("17,461", "14,494", "3,253")]
    assert len({round(box.x1) for box in numbers}) == 1, "a column"
    assert max(bar.get_window_extent().x1 for bar in ax.patches) < min(box.x0 for box in numbers)
    assert all(box.x0 > ax.transData.transform((line[0], 0))[0] for box in numbers), "none is on the side of the line where its bar is not"
    assert all(box.x0 >= 0 and box.x1 <= fig.bbox.x1 for _, box in boxes)


@pytest.mark.parametrize("width", [style.WIDTH, style.NARROW])
def test_a_bar_that_the_line_is_not_of_is_an_outline_and_sets_no_scale(width: float) -> None:
    fig = Canvas(figsize=(width, 3))
    values = [29_338.0, 19_795.0, 1_940.0]
    bars.draw(fig, NAMES, values, ["29,338", "19,795", "1,940"], (8_016.0, "Average 8,016"), "Patients", hollow=[True, False, False])
    ax = fig.axes[0]
    assert [to_hex(bar.get_facecolor()) for bar in ax.patches] == [style.PAPER, style.BLUE, style.BLUE]
    assert ax.get_xlim()[1] == ax.patches[0].get_width() == pytest.approx(bars.BEYOND * 19_795)
    assert "29,338" in [text.get_text() for text in ax.texts]
