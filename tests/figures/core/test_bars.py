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
    assert [bar.get_width() for bar in ax.patches] == VALUES and ax.lines[0].get_xdata()[0] == line[0]
    texts = {text.get_text(): text for text in ax.texts}
    assert {*NAMES, "17,461", "14,494", "3,253", line[1]} == set(texts)
    assert [name for name in NAMES if texts[name].get_fontweight() == "bold"] == ["Elgar House"]
    boxes = [(text, box.get_window_extent()) for text, box in texts.items()]
    assert [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if one.overlaps(other)] == []
    inside = {text for text in ("17,461", "14,494", "3,253") if to_hex(texts[text].get_color()) == style.PAPER}
    assert not inside or width == style.WIDTH, "a bar of a phone is thinner than a letter"
    crossed = [text for text, box in boxes if text[0].isdigit() and box.x0 < ax.transData.transform((line[0], 0))[0] < box.x1]
    assert crossed == [], "the line of all runs through no number"
    assert all(box.x0 >= 0 and box.x1 <= fig.bbox.x1 for _, box in boxes)
