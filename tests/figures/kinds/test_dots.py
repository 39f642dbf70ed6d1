"""The picture of many indicators shows the numbers of their table, in order, where they are, and no word lies on another."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Canvas

from jsna.catalogue import definitions
from jsna.figures.core import style, words
from jsna.figures.kinds import dots, profile

REGISTERS = {known.id: known.name for known in definitions().values() if known.casemix}


def rows(of: str = "expected") -> pd.DataFrame:
    """A quarter to four times what is expected, those at both ends unusual."""
    share = np.geomspace(0.25, 4, len(REGISTERS))[::-1]
    table = pd.DataFrame({"indicator_id": list(REGISTERS), "name": list(REGISTERS.values()), "value": 3.0 * share, "line": 3.0})
    table["people"] = 1_000 * (share - 1)
    table = table.assign(word="", people_lower_95=table["people"] - 500, people_upper_95=table["people"] + 500)
    return table.assign(of=of, outside=abs(np.log(share)) > 0.7, chosen=share > 2, expected_lower_95=1.5, expected_upper_95=6.0).sample(
        frac=1, random_state=1
    )


def compared() -> dict[str, pd.DataFrame]:
    england = pd.DataFrame({"indicator_id": list(REGISTERS), "comparator_value": 2.0})
    return {"England": england, "the rest of Elmland": england.assign(comparator_value=4.0, larger="STP")}


def drawing(width: float = style.WIDTH, of: str = "expected") -> tuple[Canvas, pd.DataFrame]:
    table = dots.table(rows(of), compared(), rows(of).index[:3])
    size = dots.size(table)
    fig = Canvas(figsize=(width, size.height if width == style.WIDTH else size.narrow))
    dots.draw(fig, table, dots.line(rows(of)), "Patients on GP registers", "Elmshire")
    FigureCanvasAgg(fig).draw()
    return fig, table


def marks(fig: Canvas) -> list[np.ndarray]:
    return [np.asarray(each.get_offsets()) for each in fig.axes[0].collections if isinstance(each, PathCollection)]


def test_the_most_stands_first_and_each_mark_at_its_quotient() -> None:
    fig, table = drawing()
    england, rest, *own_marks = marks(fig)
    own, named = np.vstack(own_marks), table["named"].sum()
    assert sorted(own[:, 1]) == list(range(len(REGISTERS))) and table["named"][:named].all()
    assert table["here"][:named].is_monotonic_decreasing and table["here"][named:].is_monotonic_decreasing
    quotients = rows().set_index("name")["value"] / 3.0
    assert dict(zip(table["name"][own[:, 1].astype(int)], own[:, 0], strict=True)) == pytest.approx(quotients.to_dict())
    assert sum(map(len, own_marks[2:])) == int(rows()["outside"].sum()) and set(england[:, 0]) == {2 / 3} and set(rest[:, 0]) == {4 / 3}
    assert {(bar.get_x(), round(bar.get_x() + bar.get_width(), 9)) for bar in fig.axes[0].patches} == {(0.5, 2.0)}


@pytest.mark.parametrize("width", [style.WIDTH, style.NARROW])
def test_what_the_title_names_is_bold_with_its_people_and_what_is_only_unusual_has_its_mark_alone(width: float) -> None:
    fig, first = Canvas(figsize=(width, 8)), rows()[rows()["outside"]].index[:2]
    for titled in (first[:0], first):
        fig.clear()
        dots.draw(fig, dots.table(rows(), compared(), titled), "expected", "Patients on GP registers", "Elmshire")
        texts = [text for text in fig.axes[0].texts if text.get_text()]
        bold = {text.get_text().strip() for text in texts if text.get_fontweight() == "bold"}
        named = {name for name in REGISTERS.values() if any(name.startswith(text.rstrip("…").partition(", ")[0]) for text in bold)}
        assert named == set(rows().loc[titled, "name"])
        people = {words.signed(words.about(abs(each)), each) for each in rows().loc[titled, "people"]}
        assert people <= bold and any("people" in text.get_text().lower() for text in texts) is bool(len(titled))


def test_all_that_stands_out_has_one_mark_whether_the_title_names_it_or_not() -> None:
    fig, table = drawing()
    *_, apart = marks(fig)
    assert set(apart[:, 1]) == set(table.index[table["outside"]]) and (table["outside"] & ~table["named"]).any()


def test_what_cannot_be_judged_is_hollow_and_is_counted_apart_from_what_is_in_the_range() -> None:
    unjudged = rows()[~rows()["outside"]].index[:2]
    table = rows().assign(word=["we cannot tell" if at in unjudged else "" for at in rows().index])
    fig = _drawn(table, ())
    usual, hollow = marks(fig)[2:4]
    texts = {text.get_text() for text in fig.axes[0].texts}
    assert len(hollow) == 2 and {f"In the range: {len(usual)}", "Cannot be judged: 2"} <= texts
    assert len(usual) == (~table["outside"]).sum() - 2


@pytest.mark.parametrize("beyond, said", [(5.0, ", only just"), (-5.0, ", just usual"), (500.0, "")])
def test_a_row_at_the_very_end_of_its_range_says_so(beyond: float, said: str) -> None:
    first = rows().assign(people=1_000.0, people_lower_95=beyond, outside=beyond > 0).head(5)
    first = first.assign(name="Chronic obstructive pulmonary disease")
    texts = [text.get_text() for text in _drawn(first, ()).axes[0].texts]
    assert f"{first['name'].iloc[0].partition(' (')[0]}{said}" in texts


def _drawn(table: pd.DataFrame, named: tuple[int, ...]) -> Canvas:
    fig = Canvas(figsize=(style.WIDTH, 8))
    dots.draw(fig, dots.table(table, compared(), named), "expected", "Patients on GP registers", "Elmshire")
    return fig


def test_a_comparator_has_one_mark_wherever_it_stands() -> None:
    theirs = list(compared().items())
    drawn = [dots.table(rows(), dict(some), rows().index[:3]) for some in (theirs, theirs[::-1])]
    figs = [Canvas(figsize=(style.WIDTH, 8)) for _ in drawn]
    for fig, table in zip(figs, drawn, strict=True):
        dots.draw(fig, table, "expected", "Patients on GP registers", "Elmshire")
    every = [[each for each in fig.axes[0].collections if isinstance(each, PathCollection)][:2] for fig in figs]
    corners = [[len(each.get_paths()[0].vertices) for each in some] for some in every]
    assert corners[0] == corners[1][::-1] and corners[0][0] != corners[0][1], "a square for England, a triangle for the wider area"


def test_marks_are_counted_by_side() -> None:
    fig, table = drawing()
    high, low = (int((table["outside"] & side).sum()) for side in (table["here"] > 1, table["here"] < 1))
    assert f"Elmshire, unusual: {high} higher, {low} lower" in [text.get_text() for text in fig.axes[0].texts]
    assert fig.texts[0].get_text() == "Patients on GP registers beside what is expected for age and deprivation"


def test_where_nothing_stands_out_the_first_mark_of_the_key_says_so() -> None:
    fig = Canvas(figsize=(style.WIDTH, 8))
    dots.draw(fig, dots.table(rows().assign(outside=False), compared()), "expected", "Patients on GP registers", "Elmshire")
    key = [text.get_text() for text in fig.axes[0].texts if text.get_text().startswith("Elmshire")]
    assert key == [f"Elmshire, none of {len(REGISTERS)} unusual"]


@pytest.mark.parametrize("width", [style.WIDTH, style.NARROW])
def test_each_row_has_the_numbers_of_its_table(width: float) -> None:
    fig, table = drawing(width)
    texts = [text.get_text().strip() for text in fig.axes[0].texts]
    for _, row in table.iterrows():
        here, there = words.percent(row["value"]), words.percent(row["line"])
        assert (f"{here} ({there})" in texts) if width == style.NARROW else (here in texts and there in texts)


def test_where_england_stands_at_1_it_has_no_mark_and_nothing_a_band() -> None:
    fig, table = drawing(of="England")
    assert "England" not in table and len(marks(fig)) == 4 and not np.isfinite([bar.get_width() for bar in fig.axes[0].patches]).any()
    assert "as England" in [label.get_text() for label in fig.axes[0].get_xticklabels()]


@pytest.mark.parametrize("of", ["expected", "England"])
@pytest.mark.parametrize("width", [style.WIDTH, style.NARROW])
@pytest.mark.parametrize("share", [[1.0], [1.01, 0.99], [1.1, 1.3], [0.7, 0.95], [1.6, 1.9], [0.3, 3.0], [9.0]])
def test_every_scale_has_two_names_or_more_and_says_what_it_is_of(share: list[float], width: float, of: str) -> None:
    table = rows(of).head(len(share)).assign(value=[3 * each for each in share], expected_lower_95=2.9, expected_upper_95=3.1)
    fig = Canvas(figsize=(width, 4))
    dots.draw(fig, dots.table(table, {}), of, "Patients on GP registers", "Elmshire")
    ax = fig.axes[0]
    names = [label.get_text() for label in ax.get_xticklabels()]
    low, high = ax.get_xlim()
    assert len(names) > 1 and all(low < tick < high for tick in ax.get_xticks()) and any(of in name for name in names)
    assert of in ax.get_xlabel() and ax.get_xlabel().startswith(("As a multiple", "Difference")) and on_others(fig) == []


def on_others(fig: Canvas) -> list[tuple[str, str]]:
    FigureCanvasAgg(fig).draw()
    ax = fig.axes[0]
    texts = [text for text in [*fig.texts, *ax.texts, *ax.get_xticklabels(), ax.xaxis.label] if text.get_text()]
    boxes = [(text.get_text(), text.get_window_extent().padded(-1)) for text in texts]
    return [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if one.overlaps(other)]


@pytest.mark.parametrize("of", ["expected", "England"])
@pytest.mark.parametrize("width", [style.WIDTH, style.NARROW])
def test_no_word_lies_on_another_or_beyond_the_edge(width: float, of: str) -> None:
    fig, _ = drawing(width, of)
    ax = fig.axes[0]
    said = [text for text in [*ax.texts, *fig.texts, *ax.get_xticklabels()] if text.get_text()]
    boxes = [(text.get_text(), text.get_window_extent()) for text in said]
    assert [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if one.overlaps(other)] == []
    assert [text for text, box in boxes if box.x0 < 0 or box.x1 > fig.bbox.x1 or box.y0 < 0 or box.y1 > fig.bbox.y1] == []


def rates(values: list[float], words_: list[str]) -> tuple[Canvas, pd.DataFrame]:
    indicators = [f"deaths_cvd_under_75{end}" for end in ("_men", "", "_women")]
    rows = pd.DataFrame({"indicator_id": indicators, "value": values, "comparator_value": [95.3, 69.3, 43.3], "outcome_95": words_})
    rows = rows.assign(lower_95=rows["value"] * 0.8, upper_95=rows["value"] * 1.25, outcome_998="similar", place="Elmshire", age="all",
                       period="2018", footprint="ccg_2019", source_id="ccg_ois")  # fmt: skip
    figure = profile.figure({"England": rows})
    assert figure.draw is not None
    fig = Canvas(figsize=(style.WIDTH, 3.0))
    figure.draw(fig)
    FigureCanvasAgg(fig).draw()
    return fig, figure.rows


def test_rates_that_were_tested_stand_over_englands_with_their_intervals_and_diamonds_where_they_differ() -> None:
    fig, table = rates([73.2, 55.5, 37.7], ["lower", "lower", "similar"])
    alike, _, unlike = marks(fig)[-3:]
    quotient = {round(value / there, 6) for value, there in zip(table["value"], table["comparator_value_0"], strict=True)}
    assert {round(x, 6) for x in [*alike[:, 0], *unlike[:, 0]]} == quotient and len(unlike) == 2
    lines = {tuple(round(x, 4) for x in path[:, 0]) for each in fig.axes[0].collections if isinstance(each, LineCollection)
             for path in each.get_segments()}
    assert (round(37.7 * 0.8 / 43.3, 4), round(37.7 * 1.25 / 43.3, 4)) in lines
    assert {"73.2", "95.3", "55.5", "69.3", "37.7", "43.3"} <= {text.get_text().strip() for text in fig.axes[0].texts}


def test_a_value_of_nothing_keeps_its_row_and_its_number() -> None:
    fig, _ = rates([73.2, 55.5, 0.0], ["lower", "lower", "similar"])
    texts = [text.get_text().strip() for text in fig.axes[0].texts]
    assert "0.0" in texts and "Women" in texts
    assert sum(np.isfinite(each[:, 0]).sum() for each in marks(fig)) == 2


def test_what_has_no_half_and_twice_is_a_table() -> None:
    rows = pd.DataFrame({"indicator_id": ["life_expectancy"], "value": 83.2, "lower_95": 83.0, "upper_95": 83.4, "comparator_value": 81.3})
    rows = rows.assign(outcome_95="higher", outcome_998="higher", place="Elmshire", age="all", period="2016 - 20", footprint="msoa_2011",
                       source_id="life_expectancy_msoa")  # fmt: skip
    assert profile.figure({"England": rows}).draw is None


@pytest.mark.parametrize("word, colour, said", [("higher", style.ORANGE, "worse"), ("lower", style.BLUE, "differs")])
def test_deaths_that_are_higher_are_orange_as_in_other_charts(word: str, colour: str, said: str) -> None:
    by = 1.5 if word == "higher" else 0.7
    fig, _ = rates([95.3 * by, 69.3 * by, 43.3 * by], [word] * 3)
    dots = [each for each in fig.axes[0].collections if isinstance(each, PathCollection) and len(each.get_offsets())]
    assert to_hex(dots[-1].get_facecolors()[0]) == colour and len(dots[-1].get_offsets()) == 3
    assert any(f"{said}: 3 {word}" in text.get_text() for text in fig.axes[0].texts)
