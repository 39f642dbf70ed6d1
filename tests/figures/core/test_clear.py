"""Words beside a mark lie where least is drawn."""

import pytest
from matplotlib.figure import Figure as Canvas

from jsna.figures.core import clear, style

ABOVE, BELOW = clear.Place(0, 9, "center"), clear.Place(0, -9, "center")


def axes() -> style.Axes:
    ax = style.axes(Canvas(figsize=(4, 4)))
    ax.set_xlim(0, 10)
    ax.set_ylim(0, 10)
    return ax


def side(ax: style.Axes, y: float = 5.0) -> float:
    clear.label(ax, 5, y, "5.0%", [ABOVE, BELOW])
    return float(ax.texts[-1].xyann[1])


def test_the_first_place_is_taken_where_nothing_lies_at_any() -> None:
    assert side(axes()) == 9


@pytest.mark.parametrize("obstacle", ["line", "mark", "words"])
def test_a_place_on_a_line_a_mark_or_other_words_is_passed_over(obstacle: str) -> None:
    ax = axes()
    if obstacle == "line":
        ax.plot([0, 10], [5.6, 5.6])
    elif obstacle == "mark":
        ax.scatter([5.1], [5.6])
    else:
        style.label(ax, 5, 5.6, "other", dx=0)
    assert side(ax) == -9


def test_a_line_far_beyond_its_ends_is_no_obstacle_and_absent_years_are_none() -> None:
    ax = axes()
    ax.plot([0, 3, float("nan"), 9], [5.6, 5.6, 5.6, 5.6])
    assert side(ax) == 9


def test_words_stay_within_the_axes() -> None:
    assert side(axes(), y=9.99) == -9
    ax = axes()
    clear.label(ax, 5, 0.1, "5.0%", [BELOW, ABOVE])
    assert ax.texts[-1].xyann[1] == 9
