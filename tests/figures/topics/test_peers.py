"""Similar areas are drawn with what sets each apart, and a word that hangs on their choice is a question."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure as Canvas

from jsna.analysis.peers import FAR, MEASURES
from jsna.figures.core import style
from jsna.figures.core.figure import Figure, Missing
from jsna.figures.kinds import profile as profiles
from jsna.figures.kinds.profile import figure as profile
from jsna.figures.topics.peers import peers
from jsna.report.audit.numbers import faults
from jsna.report.audit.tree import read


def rows(*names: str, apart: float = 0.5, measures: tuple[str, ...] = tuple(MEASURES), left_out: int = 0) -> pd.DataFrame:
    table = pd.DataFrame({"area_name": ["Elmshire", *names], "own": [True, *[False] * len(names)], "distance": 0.25})
    table = table.assign(place="Elmshire", footprint="ccg_2019", considered=190, left_out=left_out)
    for key in measures:
        table[key], table[f"differs_{key}"] = 20.0, 0.0
    return table.assign(differs_deprivation=[0.0, *[apart] * len(names)])


def made(table: pd.DataFrame) -> Figure:
    figure = peers(SimpleNamespace(peers=lambda: table))
    assert isinstance(figure, Figure) and list(faults(read(figure._repr_html_())[0])) == []
    return figure


def test_what_alike_means_is_said_and_names_that_the_chart_and_the_table_have_are_not_said_again() -> None:
    figure = made(rows("Ashford, Vale and Dale", "Oakdale"))
    assert figure.sentence.headline == "Ashford, Vale and Dale is most like Elmshire of 190 other CCGs"
    assert figure.sentence.detail == (
        "Similar means close in the age of patients, deprivation and density of population, which weigh the same.",
        "These are areas of similar deprivation, so being average among them does not make a gap fair.",
    )
    assert "Oakdale" not in " ".join(figure.sentence.detail) and "Oakdale" in figure._repr_html_()
    assert figure.facts["Weight of patients per square kilometre"] == "33.3%"


def test_where_even_the_nearest_is_far_nothing_is_called_close() -> None:
    sentence = made(rows("Oakdale", "Ashford").assign(distance=0.82)).sentence
    assert sentence.headline == "None of 190 other CCGs is close to Elmshire; Oakdale is the least unlike it"
    assert sentence.detail[0] == "Even that one is 0.82 standard deviations away, so what is said of similar areas here is weak."
    assert "Similar means nearest in" in sentence.detail[1]


def test_one_similar_area_is_no_list_and_what_is_not_held_is_neither_shown_nor_weighed() -> None:
    figure = made(rows("Oakdale", measures=tuple(key for key in MEASURES if key != "density"), left_out=1))
    assert figure.sentence.detail[:2] == (
        "Similar means close in the age of patients and deprivation, which weigh the same.",
        "1 CCG without these measures was left out.",
    )
    assert "density" not in figure.columns and figure.facts["Weight of aged under 18"] == "25.0%"


@pytest.mark.parametrize(
    "apart, said", [(0.5, "more deprived on average"), (-0.5, "less deprived on average"), (0.1, "hardly different")]
)
def test_each_similar_area_says_what_sets_it_apart_most(apart: float, said: str) -> None:
    assert made(rows("Oakdale", apart=apart)).rows["apart"].tolist() == ["itself", said]


def test_no_similar_areas_is_one_sentence_here_and_where_they_would_be_compared_with() -> None:
    here = SimpleNamespace(peers=pd.DataFrame, indicators=lambda chapter: [], compare_similar=lambda indicators: {})
    assert isinstance(peers(here), Missing) and isinstance(profiles.profile(here, chapter="03", beside="similar"), Missing)


@pytest.mark.parametrize(
    "agree, said",
    [
        ([18, 18], "Higher and lower stay the same when one of these areas is left out, or likeness is weighed otherwise."),
        ([18, 17], "What is higher or lower changes when one area is left out, or likeness is weighed otherwise. "
         "Treat as questions: atrial fibrillation."),
    ],
)  # fmt: skip
def test_a_word_that_hangs_on_the_choice_of_areas_is_a_question(agree: list[int], said: str) -> None:
    compared = pd.DataFrame(
        {
            "indicator_id": ["qof_dm_prevalence", "qof_af_prevalence"], "place": "Elmshire", "period": "2022/23", "age": "all",
            "footprint": "ccg_2019", "value": 13.0, "lower_95": 12.5, "upper_95": 13.5, "comparator_value": 10.0, "outcome_95": "higher",
            "outcome_998": "higher", "source_id": "qof_raw", "agree": agree, "choices": 18,
        }
    )  # fmt: skip
    figure = profile({"similar areas": compared})
    assert isinstance(figure, Figure) and said in figure.sentence.detail
    assert figure.key == "03-profile-similar-areas" and list(faults(read(figure._repr_html_())[0])) == []


@pytest.mark.parametrize("width", [style.WIDTH, style.NARROW])
def test_the_distance_that_the_title_ranks_by_is_drawn_the_nearest_first_and_each_measure_behind_it(width: float) -> None:
    figure = made(rows("Oakdale", "Ashford", apart=0.5).assign(distance=[0.0, 0.25, 0.4]))
    assert figure.draw is not None
    fig = Canvas(figsize=(width, 3.5))
    figure.draw(fig)
    marks = [np.asarray(each.get_offsets()) for each in fig.axes[0].collections if isinstance(each, PathCollection)]
    behind, distances = marks[:-2], np.vstack(marks[-2:])
    assert distances.tolist() == [[0.25, 0.0], [0.4, 1.0]]
    measures = [name.removeprefix("differs_") for name in figure.rows if name.startswith("differs_")]
    assert [each[:, 0].tolist() for each in behind] == [[0.5 * (key == "deprivation")] * 2 for key in measures]
    across = [part[:, 0].tolist() for each in fig.axes[0].collections if isinstance(each, LineCollection) for part in each.get_segments()]
    across += [list(line.get_xdata()) for line in fig.axes[0].lines]
    assert [FAR, FAR] in across, "the rule of the title: close up to here"
    assert f"close is up to {FAR}" in figure.subtitle
    texts = {text.get_text(): text.get_fontweight() for text in fig.axes[0].texts}
    assert "close up to here" in texts
    assert texts["Oakdale"] == texts["0.25"] == "bold" and texts["Ashford"] == texts["0.40"] == "normal"


def test_where_none_is_close_no_row_is_bold() -> None:
    figure = made(rows("Oakdale", "Ashford").assign(distance=[0.0, 0.6, 0.8]))
    assert figure.draw is not None
    fig = Canvas(figsize=(style.WIDTH, 3.5))
    figure.draw(fig)
    assert {text.get_fontweight() for text in fig.axes[0].texts} == {"normal"}


@pytest.mark.parametrize("width", [style.WIDTH, style.NARROW])
@pytest.mark.parametrize("apart", [0.5, 2.2, 4.0])
def test_the_name_of_the_line_of_what_is_close_ends_at_it_and_lies_on_no_words(apart: float, width: float) -> None:
    figure = made(rows("Oakdale", "Bristol, North Somerset and South Gloucestershire", apart=apart))
    assert figure.draw is not None and isinstance(figure.size, style.Size)
    fig = Canvas(figsize=(width, figure.size.narrow if width == style.NARROW else figure.size.height))
    figure.draw(fig)
    FigureCanvasAgg(fig).draw()
    ax = fig.axes[0]
    boxes = {text.get_text(): text.get_window_extent() for text in ax.texts if text.get_text()}
    rule = next(box for text, box in boxes.items() if " ".join(text.split()) == "close up to here")
    assert abs(rule.x1 - ax.transData.transform((FAR, 0))[0]) < 3 and rule.x0 >= 0
    assert not any(rule.overlaps(box) for box in boxes.values() if box is not rule)


def test_a_name_of_two_lines_on_a_phone_lies_on_no_mark_of_the_row_above() -> None:
    figure = made(rows("Oakdale", "Bristol, North Somerset and South Gloucestershire", "Ashford").assign(distance=[0.0, 0.25, 0.4, 0.5]))
    assert figure.draw is not None and isinstance(figure.size, style.Size)
    fig = Canvas(figsize=(style.NARROW, figure.size.narrow))
    figure.draw(fig)
    FigureCanvasAgg(fig).draw()
    ax = fig.axes[0]
    name = next(text for text in ax.texts if "\n" in text.get_text() and "Bristol" in text.get_text()).get_window_extent()
    assert name.y1 + np.sqrt(46) / 2 * fig.dpi / 72 < ax.transData.transform((0, 0))[1], "above it is the mark of Oakdale"
