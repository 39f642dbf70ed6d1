"""A rank is plain only where each pair passes its test, or everybody was counted; ties share a rank."""

from itertools import combinations
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Canvas

from jsna.analysis import ranks
from jsna.assessment.slices import measured
from jsna.catalogue import definition
from jsna.figures import clauses
from jsna.figures.core import style, svg
from jsna.figures.core.figure import Figure, Missing, Notice
from jsna.figures.core.words import kind, ordinal
from jsna.figures.kinds.rank import figure, rank
from jsna.figures.kinds.rank_drawing import UNCLEAR
from jsna.report.audit.numbers import faults
from jsna.report.audit.tree import read

NAMES = ("Elmshire", "Ashford Vale", "Oakdale", "Rowanby")


def areas(counts: list[float], own: int = 0, siblings: int = 4, indicator: str = "qof_dm_prevalence") -> pd.DataFrame:
    """Areas of which the first few are siblings; intervals where the indicator is a proportion."""
    n = len(counts)
    tested = indicator.startswith("qof")
    table = pd.DataFrame(
        {
            "indicator_id": indicator, "footprint": "ccg_2019", "period": "2019/20", "place": NAMES[own % 4], "county": "Treeshire",
            "larger": "STP", "areas": n, "source_id": "qof_raw",
            "area_name": [NAMES[i] if i < 4 else f"Area {i}" for i in range(n)],
            "numerator": counts, "denominator": 10_000.0, "value": [c / 100 for c in counts],
            "lower_95": [c / 100 - 0.5 if tested else float("nan") for c in counts],
            "upper_95": [c / 100 + 0.5 if tested else float("nan") for c in counts],
            "own": [i == own for i in range(n)], "sibling": [i < siblings for i in range(n)],
        }
    )  # fmt: skip
    return measured(table)


def here(rows: pd.DataFrame) -> Any:
    england = pd.DataFrame({"indicator_id": rows["indicator_id"].unique(), "period": "2019/20", "value": 7.5, "denominator": 1e6})
    return SimpleNamespace(england=england, latest_of=lambda indicator: rows, faces=lambda indicator: (), lacks=lambda indicator: ("", ""))


def test_one_area_alone_has_no_rank() -> None:
    """A neighbourhood was "the highest of 1 neighbourhood in Herefordshire and Worcestershire"."""
    made = figure(areas([1_000.0]))
    assert made.sentence.headline == "10.0% of patients aged 17 and over are recorded with diabetes in Elmshire"
    assert "Place among them" not in made.facts


def said(rows: pd.DataFrame) -> tuple[str, ...]:
    made = figure(rows)
    return (made.sentence.headline, *made.sentence.detail)


@pytest.mark.parametrize(
    "counts, own, siblings, headline, among",
    [
        ([900, 700, 600, 500, 100], 0, 4, "the highest of 5 CCGs", "It has the highest figure of the 4 CCGs in Treeshire."),
        ([700, 900, 690, 500, 100], 0, 4, "the 2nd highest of 5 CCGs",
         "It has the 2nd highest figure of the 4 CCGs in Treeshire, though not clearly different from Oakdale."),
        ([700, 701, 702, 703, 704], 0, 4, "the lowest of 5 CCGs",
         "It has the lowest figure of the 4 CCGs in Treeshire, but is clearly different from none of the other 3."),
        ([701, 700, 702, 703, 704, 9_000], 0, 6, "the 2nd lowest of 6 CCGs in Treeshire",
         "It has the 2nd lowest figure of the 6 CCGs in Treeshire, and is clearly different from 1 of the other 5."),
        ([700, 900, 500, 400, 300], 0, 2, "the 2nd highest of 5 CCGs", "It has the lower figure of the two CCGs in Treeshire."),
        ([700, 500, 500, 400, 300], 1, 3, "the joint 2nd highest of 5 CCGs",
         "It has the joint lowest figure of the 3 CCGs in Treeshire, though not clearly different from Oakdale."),
    ],
)  # fmt: skip
def test_the_rank_and_the_place_among_siblings(counts: list[float], own: int, siblings: int, headline: str, among: str) -> None:
    sentences = said(areas(counts, own, siblings))
    assert sentences[0].endswith(headline) and among in sentences
    assert sentences[-1] == "Figures are as recorded by GPs; not adjusted for age."


@pytest.mark.parametrize(
    "at, place",
    [(0, "the highest"), (3, "the 4th highest"), (4, "in the middle (the 5th highest)"), (5, "in the middle (the 5th lowest)"),
     (6, "the 4th lowest"), (8, "the 2nd lowest"), (9, "the lowest")],
)  # fmt: skip
def test_a_rank_is_counted_from_the_nearer_end_and_a_fifth_of_the_areas_are_in_the_middle(at: int, place: str) -> None:
    assert said(areas([float(900 - 50 * n) for n in range(10)], at, 1))[0].endswith(f", {place} of 10 CCGs")


@pytest.mark.parametrize(
    "counts, doubt",
    [
        ([900, 700, 600], "Every other CCG is clearly different. Of 2 tests, about 0.1 would find a difference by chance."),
        ([900, 890, 600], "1 CCG is not clearly different from it, so its exact place is uncertain. "
         "Of 2 tests, about 0.1 would find a difference by chance."),
        ([900, 890], "1 CCG is not clearly different from it, so its exact place is uncertain. "
         "Of 1 test, about 0.05 would find a difference by chance."),
        ([900, 890, 895], "2 CCGs are not clearly different from it, so its exact place is uncertain. "
         "Of 2 tests, about 0.1 would find a difference by chance."),
    ],
)  # fmt: skip
def test_how_many_areas_are_not_clearly_different(counts: list[float], doubt: str) -> None:
    assert doubt in said(areas(counts))


def test_an_area_whose_limits_are_too_skewed_to_tell_is_not_counted_among_those_that_are_not_clearly_different() -> None:
    """The City of London's 599.4 deaths per 100,000 were not clearly different from Manchester's 1,237.9."""
    rows = areas([900, 890, 600])
    skewed = rows["value"].eq(rows["value"].min())
    made = figure(rows.assign(lower_95=rows["lower_95"].mask(skewed), upper_95=rows["upper_95"].mask(skewed)))
    told = " ".join(made.sentence.detail)
    assert "1 CCG is not clearly different from it, so its exact place is uncertain. Of 1 other the limits are too skewed to tell." in told
    assert made.facts["CCGs not clearly different"] == made.facts["Of which we cannot tell"] == "1"
    assert list(faults(read(made._repr_html_())[0])) == []


def test_a_score_or_a_count_of_everybody_is_ranked_as_a_description_and_not_tested() -> None:
    made = figure(areas([1600, 1500, 1590], indicator="list_aged_50_over"))
    assert isinstance(made, Figure) and "beside" not in made.columns and "lower_95" not in made.columns
    assert made.sentence.detail == ("It has the highest figure of the 3 CCGs in Treeshire.",)


def test_where_no_pair_can_be_tested_nothing_is_said_of_chance() -> None:
    rows = areas([900, 700, 600])
    made = figure(rows.assign(lower_95=rows["lower_95"].where(rows["own"]), upper_95=rows["upper_95"].where(rows["own"])))
    assert "From which other CCGs it differs we cannot tell, so its exact place is uncertain." in made.sentence.detail
    assert "Pairs tested" not in made.facts and list(faults(read(made._repr_html_())[0])) == []


def test_of_areas_that_all_lie_in_one_larger_area_the_others_of_england_are_not_said_to_lie_there() -> None:
    made = figure(areas([900, 700, 600]).assign(areas=33))
    assert made.sentence.headline.endswith("the highest of 3 CCGs in Treeshire with a value")
    assert "3 CCGs in Treeshire with a value, of 33, 2019/20" in made.subtitle and "33 CCGs in" not in made.subtitle


@pytest.mark.parametrize("indicator, england, line", [
    ("qof_dm_prevalence", 20_000.0, "; England 7.5%"),
    ("mar_non_elective", 20_000.0, "; England 7.5"),  # of other days: a mean of its own
    ("mar_non_elective", 10_000.0, ""),  # of the same days: what the areas have together
    ("list_size", 20_000.0, ""),
])  # fmt: skip
def test_what_england_has_together_is_no_line_beside_what_each_area_has(indicator: str, england: float, line: str) -> None:
    place = here(areas([900, 700], indicator=indicator))
    place.england = place.england.assign(denominator=england)
    made = rank(place, indicator)
    assert isinstance(made, Figure) and made.sentence.headline.endswith(f"the highest of 2 CCGs in Treeshire{line}")


def test_an_area_alone_in_its_stp_has_no_place_among_siblings() -> None:
    assert not any("in Treeshire" in sentence for sentence in said(areas([900, 700, 600], siblings=1)))


def test_an_area_whose_siblings_all_have_its_figure_is_neither_highest_nor_lowest() -> None:
    assert "All CCGs in Treeshire have the same figure." in said(areas([700, 700, 700, 700], indicator="list_aged_50_over"))


def test_an_area_without_a_value_is_one_sentence_and_no_empty_chart() -> None:
    assert isinstance(rank(here(areas([900, 700]).head(0)), "qof_dm_prevalence"), Missing)
    assert isinstance(rank(here(areas([float("nan"), 700])), "qof_dm_prevalence"), Missing)


def test_an_area_without_a_value_takes_no_part() -> None:
    table = ranks.ranked(areas([900, float("nan"), 900, 100]))
    assert table["rank"].tolist() == [1, 1, 3] and table["rank_from_lowest"].tolist() == [2, 2, 1]


def test_fifths_count_from_the_highest_and_need_five_areas() -> None:
    assert ranks.in_fifths(areas([5, 4, 3, 2, 1]))["fifth"].tolist() == [1, 2, 3, 4, 5]
    assert ranks.in_fifths(areas([5, 4, 3]))["fifth"].isna().all()


@pytest.mark.parametrize("place, text", [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (112, "112th"), (121, "121st")])
def test_ordinals(place: int, text: str) -> None:
    assert ordinal(place) == text


def test_a_value_is_written_in_its_unit_and_an_area_is_called_what_it_is() -> None:
    keys = ("qof_af_prevalence", "imd_average_score", "list_size")
    assert [clauses.value(16.797, definition(key)) for key in keys] == ["16.8%", "16.8", "17"]
    assert [kind(f) for f in ("ccg_2019", "sub_icb_2022", "local")] == ["CCG", "sub-ICB area", "neighbourhood"]


def test_practices_are_in_no_league_table_of_a_register() -> None:
    practices = areas([900, 700, 600, 500, 100]).assign(footprint="practice")
    assert isinstance(rank(here(practices), "qof_dm_prevalence"), Notice)
    shares = areas([1600, 1500], indicator="list_aged_50_over").assign(footprint="practice")
    assert isinstance(rank(here(shares), "list_aged_50_over"), Figure)


def test_areas_without_a_value_are_not_among_those_ranked() -> None:
    made = figure(areas([900, 700, 600, 500, 100]).assign(areas=6))
    assert made.sentence.headline.endswith("the highest of 5 CCGs with a value")
    assert "1 CCG has no value here and no rank." in made.sentence.detail and "5 of 6 CCGs, 2019/20" in made.subtitle


def test_practices_that_take_no_part_in_a_rank_are_said() -> None:
    some = areas([1600, 1500], indicator="list_aged_50_over").assign(footprint="practice", apart="newly listed", areas=2)
    made = figure(some)
    assert "2 of 3 practices" in made.subtitle
    assert "1 practice unlike others is left out of the ranks: newly listed." in made.sentence.detail


def _texts(made: Figure, width: float) -> tuple[Canvas, list[tuple[str, Any]]]:
    """The words of a drawing with their boxes."""
    fig = Canvas(figsize=(width, 4.0))
    assert made.draw is not None
    made.draw(fig)
    FigureCanvasAgg(fig).draw()
    ax = fig.axes[0]
    said = [*ax.texts, *ax.get_xticklabels(), *ax.get_yticklabels(), *fig.texts]
    drawn = [
        text
        for text in said
        if text.get_text() and (text not in ax.get_yticklabels() or ax.get_ylim()[0] <= text.get_position()[1] <= ax.get_ylim()[1])
    ]
    return fig, [(text.get_text(), text.get_window_extent()) for text in drawn]


@pytest.mark.parametrize("width", [style.WIDTH, style.NARROW])
@pytest.mark.parametrize("own", [0, 1, 10, 20])
def test_each_name_has_its_value_england_is_a_line_and_no_word_lies_on_another(own: int, width: float) -> None:
    counts = [900.0 - 20 * n for n in range(21)]
    counts[0], counts[own] = counts[own], counts[0]
    made = rank(here(areas(counts)), "qof_dm_prevalence")
    assert isinstance(made, Figure)
    fig, said = _texts(made, width)
    texts = [text for text, _ in said]
    named = [f"{name} {count / 100:.1f}%" for name, count in zip(NAMES, counts, strict=False)]
    expected = named if width == style.WIDTH else named[:1]  # on a phone the own area alone
    assert [name for name in named if name in texts] == expected and "England 7.5%" in texts
    assert made.facts["England"] == "7.5%" and [7.5, 7.5] in [list(line.get_ydata()) for line in fig.axes[0].lines]
    assert [(a, b) for (a, one), (b, other) in combinations(said, 2) if one.overlaps(other)] == []


@pytest.mark.parametrize("own", [2, 40, 74, 94, 97, 120, 188])
def test_on_a_phone_the_own_name_lies_on_no_mark_and_within_the_chart(own: int) -> None:
    """Redditch and Bromsgrove, whose name lay on the triangle of South Worcestershire."""
    table = areas([900.0 - 3 * n for n in range(191)], own=own, siblings=4)
    siblings = table.index.isin([own, max(own - 25, 0), own + 2, max(own - 8, 1)])
    name = "Redditch and Bromsgrove"
    table = table.assign(sibling=siblings, area_name=table["area_name"].mask(table["own"], name), lower_95=np.nan, upper_95=np.nan)
    fig, said = _texts(figure(table), style.NARROW)
    ax, box = fig.axes[0], next(box for text, box in said if text.startswith(name[:20]))
    marks = np.vstack([ax.transData.transform(each.get_offsets()) for each in ax.collections if isinstance(each, PathCollection)])
    assert not any(box.padded(2).contains(*mark) for mark in marks) and ax.bbox.y0 <= box.y0 and box.y1 <= ax.bbox.y1 + 1


@pytest.mark.parametrize("width", [style.WIDTH, style.NARROW])
@pytest.mark.parametrize("own, order", [(0, "highest"), (1, "2nd highest"), (5, "6th highest"), (15, "6th lowest"), (20, "lowest")])
def test_the_axis_counts_a_place_as_the_title_does(own: int, order: str, width: float) -> None:
    made = figure(areas([900.0 - 20 * n for n in range(21)], own=own, siblings=21))
    fig, _ = _texts(made, width)
    axis = fig.axes[0].xaxis
    named = dict(zip(axis.get_ticklocs(), [label.get_text() for label in axis.get_ticklabels()], strict=True))
    assert named[own + 1] == order and f"the {order} of 21" in made.sentence.headline
    assert {named.get(1, "highest"), named.get(21, "lowest")} <= {"highest", "lowest", order}


@pytest.mark.parametrize("own, ends", [
    (50, ["Elmshire 20.0%", "Area 99 5.2%"]), (0, ["Area 99 5.2%"]), (2, ["Area 99 5.2%"]),
    (99, ["Elmshire 20.0%"]), (97, ["Elmshire 20.0%"]),
])  # fmt: skip
def test_a_narrow_rank_of_many_names_its_ends_where_no_other_name_or_mark_is_near(own: int, ends: list[str]) -> None:
    """Beside others it named the own area and England alone, in half of an empty chart."""
    table = areas([2000.0 - 15 * place for place in range(100)], own=own)
    rows = table.assign(sibling=table["own"])
    fig, texts = _texts(figure(rows), style.NARROW)
    others = [text.get_text() for text in fig.axes[0].texts if text.get_fontweight() == "normal"]
    assert [text for text in others if not text.startswith("England")] == ends
    assert [end for end in ends if end not in svg.draw_svg("k", figure(rows).draw, style.SMALL_SIZE, "1")] == [], "on a page too"
    tied = _texts(figure(rows.assign(value=rows["value"].clip(lower=5.3))), style.NARROW)[0].axes[0].texts
    assert not [text for text in tied if text.get_text().startswith("Area 9") and text.get_fontweight() == "normal"], "one of two lowest"
    assert [(a, b) for (a, one), (b, other) in combinations(texts, 2) if one.overlaps(other)] == []


def test_an_axis_that_leaves_out_0_says_so_and_holds_every_mark_and_limit() -> None:
    fig, said = _texts(figure(areas([900.0 - n for n in range(21)])), style.WIDTH)
    low, high = fig.axes[0].get_ylim()
    assert 0 < low < 8.3 and high > 9.5 and any("axis does not start at 0" in text for text, _ in said)


def test_areas_that_are_not_clearly_different_are_hollow() -> None:
    made = figure(areas([900.0 - 20 * n for n in range(21)], own=10, siblings=0))
    fig, _ = _texts(made, style.WIDTH)
    drawn = [marks for marks in fig.axes[0].collections if isinstance(marks, PathCollection)]
    hollow = [marks for marks in drawn if to_hex(marks.get_facecolor()[0]) == style.PAPER]
    assert len(hollow[0].get_offsets()) == int(made.rows["beside"].isin(UNCLEAR).sum()) > 0


@pytest.mark.parametrize("siblings, said", [(4, False), (12, True), (0, False)])
def test_triangles_without_names_have_a_key(siblings: int, said: bool) -> None:
    fig, _ = _texts(figure(areas([900.0 - 20 * n for n in range(21)], siblings=siblings)), style.WIDTH)
    assert ("triangles: others of the wider area" in fig.axes[0].get_xlabel()) is said


def test_the_headline_has_england_s_value_beside_the_place() -> None:
    made = rank(here(areas([900, 700, 600, 500, 100])), "qof_dm_prevalence")
    assert isinstance(made, Figure) and made.sentence.headline.endswith("the highest of 5 CCGs; England 7.5%")
    assert list(faults(read(made._repr_html_())[0])) == []
