"""Inequality: the difference across the whole range is said with its interval, whichever end is higher, and only where there is one."""

import re
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Canvas

from jsna.catalogue import definition
from jsna.figures.core import style
from jsna.figures.core.figure import Figure, Missing
from jsna.figures.kinds.inequality import inequality, say


def here(step: float, own: int = 10, error: float = 0.5, areas: int = 10) -> SimpleNamespace:
    """Small areas of as many people each, `step` years apart from the most to the least deprived; `own` of them lie in the place."""
    number = np.arange(areas)
    rows = pd.DataFrame({
        "indicator_id": "life_expectancy", "footprint": "msoa_2011", "area_code": [f"Z{i}" for i in number], "period": "2016 - 20",
        "area_name": [f"Aldermere {i:03d}" for i in number], "value": 80.0 + step * number, "denominator": 40_000.0, "numerator": 300.0,
        "deprivation": 50.0 - number, "deprivation_period": "2019", "measure": "mean", "place": "Aldermere", "own": number < own,
        "source_id": "life_expectancy_msoa",
    })  # fmt: skip
    rows = rows.assign(lower_95=rows["value"] - 1.96 * error, upper_95=rows["value"] + 1.96 * error)
    return SimpleNamespace(across=lambda indicator, deprivation: rows, faces=lambda indicator: (), lacks=lambda indicator: ("", ""))


def drawn(place: SimpleNamespace) -> Figure:
    figure = inequality(place, "life_expectancy")  # type: ignore[arg-type]
    assert isinstance(figure, Figure)
    return figure


@pytest.mark.parametrize(
    "step, said",
    [
        (1.0, "Life expectancy at birth: 10.0 years lower (95% interval 8.7 to 11.3) in the most deprived places here than in the least"),
        (-1.0, "Life expectancy at birth: 10.0 years higher (95% interval 8.7 to 11.3) in the most deprived places here than in the least"),
        (0.05, "0.5 years lower (95% interval 0.8 higher to 1.8 lower) in the most deprived places here than in the least, which may be "
               "chance"),
    ],
)
def test_which_end_is_higher_is_said_in_words_and_only_where_there_is_a_difference(step: float, said: str) -> None:
    figure = drawn(here(step))
    assert said in figure.sentence.headline and figure.facts["Difference here"] in figure.sentence.headline
    ends = (80.0 - step / 2, 80.0 + 9.5 * step)
    assert f"from {ends[0]:.1f} years at the most deprived end to {ends[1]:.1f} years at the least deprived" in figure.sentence.detail[0]


def test_england_is_across_a_range_of_its_own_and_is_not_set_beside() -> None:
    sentence = drawn(here(1.0)).sentence
    assert sentence.headline.endswith("than in the least") and "England" not in sentence.headline
    assert sentence.detail[0].startswith("The line, through all, runs from ")
    assert sentence.detail[1].endswith("Places differ more in deprivation there, so the two compare only roughly.")


def test_areas_without_a_value_are_counted_among_all_of_them() -> None:
    place = here(1.0, own=12, areas=12)
    rows = place.across("", "")
    place.across = lambda indicator, deprivation: rows.assign(value=rows["value"].where(rows["area_code"] != "Z3"))
    assert "11 middle-layer areas in Aldermere, 2016 to 2020; of 12: the others have no value" in drawn(place).subtitle


@pytest.mark.parametrize("sex", ["", "_men", "_women"])
def test_why_men_women_and_both_are_of_different_numbers_of_areas_is_said_beside_each(sex: str) -> None:
    """Of 6,791 areas 6,724 have a value, 6,514 one of men and 6,681 one of women, and no table said why."""
    made = inequality(here(1.0), f"life_expectancy{sex}")  # type: ignore[arg-type]
    assert isinstance(made, Figure)
    assert "the publisher gives none of some, mostly where few died, so the three may be of different numbers of areas" in made.caveat


def test_the_table_stands_in_order_of_deprivation_and_both_publications_are_cited() -> None:
    figure = drawn(here(1.0))
    assert figure.rows["deprivation"].is_monotonic_decreasing
    assert "English Indices of Deprivation 2019" in figure.source and "2016 to 2020" in figure.source


def test_too_few_small_areas_give_one_sentence() -> None:
    missing = inequality(here(1.0, own=4), "life_expectancy")  # type: ignore[arg-type]
    assert isinstance(missing, Missing) and "It would need 10 small areas" in missing.remedy


def test_no_small_areas_give_one_sentence() -> None:
    nowhere = here(1.0)
    nowhere.across = lambda indicator, deprivation: pd.DataFrame()
    assert isinstance(inequality(nowhere, "life_expectancy"), Missing)  # type: ignore[arg-type]


def test_a_place_of_hundreds_of_small_areas_lists_both_ends_and_may_be_published() -> None:
    figure = drawn(here(0.05, own=300, areas=300))
    assert figure.shown is not None and figure.shown.sum() == 50 and "the 25 least deprived" in figure.subtitle
    assert len(re.sub("<style.*?</style>", "", figure._repr_html_(), flags=re.DOTALL).encode()) < 35_000


@pytest.mark.parametrize("width", [style.WIDTH, style.NARROW])
@pytest.mark.parametrize("step", [1.0, -1.0, 0.05])
def test_both_ends_of_the_line_and_what_lies_between_are_written_at_its_end(step: float, width: float) -> None:
    figure, fig = drawn(here(step)), Canvas(figsize=(width, 4))
    assert figure.draw is not None
    figure.draw(fig)
    FigureCanvasAgg(fig).draw()
    most, least, gap, england = fig.axes[0].texts
    assert england.get_text() == "England" and "dashed: England across its own range" in figure.subtitle
    assert "lines at areas: 95% intervals" in figure.subtitle
    assert (most.get_text()[:4], least.get_text()[:4]) == (f"{80 - step / 2:.1f}", f"{80 + 9.5 * step:.1f}")
    assert gap.get_text() == f"{abs(10 * step):.1f} years" and gap.get_text() in figure.sentence.headline
    boxes = [text.get_window_extent() for text in fig.axes[0].texts]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2)) and all(box.x1 <= fig.bbox.x1 for box in boxes)


def test_numbers_that_do_not_add_up_as_written_are_said_to_be_rounded() -> None:
    figure = drawn(here(1.0))
    assert "rounded" not in figure.sentence.detail[0]
    ends = pd.Series({"most_deprived": 73.74, "least_deprived": 81.86, "sii": 8.12, "sii_lower": 6.3, "sii_upper": 10.0})
    rows = figure.rows
    assert say(rows, ends, ends, definition("life_expectancy"), "all").detail[0].endswith("least deprived; each number is rounded.")
