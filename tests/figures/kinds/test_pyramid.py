"""Pyramid: its bars are the shares of the table, on their sides, and England's stand around them."""

from itertools import combinations
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle, StepPatch

from jsna.figures.core import style
from jsna.figures.core.figure import Figure, Missing
from jsna.figures.kinds import pyramid

AGES = [*(f"{age}-{age + 4}" for age in range(0, 90, 5)), "90+"]


def rows(ages: list[str] = AGES, sexes: tuple[str, ...] = ("male", "female"), england: bool = True) -> pd.DataFrame:
    """As many more of each age as it is younger, and twice as many women; in England as many of each."""
    lists = [
        (place, sex, age, (len(ages) - number) * (200.0 if sex == "female" else 100.0) if place == "Elmshire" else 1e5)
        for place in ("Elmshire", *(["England"] if england else []))
        for sex in sexes
        for number, age in enumerate(ages)
    ]
    table = pd.DataFrame(lists, columns=["place", "sex", "age", "value"])
    return table.assign(indicator_id="patients_by_age", period="2022/23", source_id="patients_by_age", numerator=table["value"])


def drawn(figure: Figure, width: float = style.WIDTH) -> Canvas:
    assert figure.draw is not None
    fig = Canvas(figsize=(width, figure.size[1]))
    figure.draw(fig)
    FigureCanvasAgg(fig).draw()
    return fig


def test_bars_are_the_shares_of_the_table_men_on_the_left() -> None:
    figure = pyramid.figure(rows())
    bars = [patch for patch in drawn(figure).axes[0].patches if isinstance(patch, Rectangle)]
    table = figure.rows
    assert [bar.get_width() for bar in bars] == pytest.approx([*-table["male_share"], *table["female_share"]])
    assert table[["male_share", "female_share"]].sum().sum() == pytest.approx(100)
    assert table["age"].tolist() == AGES and table["female"].tolist() == (2 * table["male"]).tolist()


def test_england_stands_around_them_where_it_is_held() -> None:
    outlines = [patch for patch in drawn(pyramid.figure(rows())).axes[0].patches if isinstance(patch, StepPatch)]
    assert {round(value, 9) for patch in outlines for value in np.abs(patch.get_data().values)} == {round(100 / (2 * len(AGES)), 9)}
    without = pyramid.figure(rows(england=False))
    assert not any(isinstance(patch, StepPatch) for patch in drawn(without).axes[0].patches)
    assert "England" not in without.sentence.headline and "outline" not in without.subtitle and "male_england" not in without.columns


def test_a_sentence_counts_whole_bands_of_ages_alone() -> None:
    # 19 to 16 of 190 shares are of four bands under 20, and 6 to 1 of six from 65 on.
    assert pyramid.figure(rows()).sentence.headline == (
        "Of patients in Elmshire, 11.1% are aged 65 and over (England 31.6%) and 36.8% are aged under 20 (England 21.1%)"
    )
    tens = pyramid.figure(rows(["0-14", "15-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75+"]))
    assert "aged under 15" in tens.sentence.headline and "aged 65 and over" in tens.sentence.headline
    assert "aged under" not in pyramid.figure(rows(["0-29", "30-69", "70+"])).sentence.headline


def test_of_one_sex_alone_nothing_is_drawn() -> None:
    here: Any = SimpleNamespace(history=lambda _: rows(sexes=("male",)), lacks=lambda _: ("", ""), faces=lambda _: ())
    assert isinstance(pyramid.pyramid(here, "patients_by_age"), Missing)


@pytest.mark.parametrize("width", [style.WIDTH, style.NARROW])
def test_no_word_lies_on_another_and_no_share_is_below_nothing(width: float) -> None:
    fig = drawn(pyramid.figure(rows()), width)
    ax = fig.axes[0]
    texts = [text for text in [*ax.texts, *ax.get_yticklabels(), *ax.get_xticklabels()] if text.get_text()]
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
    assert [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if one.overlaps(other)] == []
    assert not any("\N{MINUS SIGN}" in text.get_text() or text.get_text().startswith("-") for text in ax.get_xticklabels())
