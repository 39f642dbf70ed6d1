"""Each: what stands in for an indicator that an area has not, and what is missing of several is said once."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from jsna.catalogue import Definition, definitions
from jsna.figures.core.figure import Column, Figure, Missing, Multiples, Notice, Sentence, Stack
from jsna.figures.kinds.each import each

COUNTED, PUBLISHED, RESHAPED = "admissions_falls", "falls_published", "falls_reshaped"


def area(*indicators: str, faces: tuple[Any, ...] = ()) -> Any:
    rows = pd.DataFrame({"indicator_id": list(indicators), "value": 1.0})
    return SimpleNamespace(name="Redditch", code="E07000236", footprint="district_2019", rows=rows, faces=lambda _: faces)


def drawn(here: Any, indicator: Definition, small: bool) -> Figure | Missing:
    """An indicator by its id."""
    if indicator.id not in set(here.rows["indicator_id"]):
        return Missing(indicator.name, f"It would come from {indicator.sources[0]}.")
    rows = pd.DataFrame({"place": [here.name], "period": ["2017/18"], "source_id": [indicator.sources[0]], "value": [1.0]})
    return Figure.of(rows, indicator.id, Sentence("One"), {"value": Column("Value")}, "One", whom=here.name)


shown = each(drawn)


@pytest.mark.parametrize("there, key", [
    ((COUNTED, PUBLISHED, RESHAPED), COUNTED), ((PUBLISHED, RESHAPED), PUBLISHED), ((RESHAPED,), RESHAPED)])
def test_the_first_that_an_area_has_is_shown_and_no_other(there: tuple[str, ...], key: str) -> None:
    figure = shown(area(*there), COUNTED)
    assert isinstance(figure, Figure) and figure.key.endswith(key)


def test_figures_of_its_districts_stand_in_where_records_give_none() -> None:
    figure = shown(SimpleNamespace(**vars(area()) | {"faces": lambda key: (area(RESHAPED),) if key == RESHAPED else ()}), COUNTED)
    assert isinstance(figure, Figure) and figure.key.endswith("falls_reshaped-E07000236")
    assert figure.sentence.headline == "Redditch (district): one"


@pytest.mark.parametrize("faces, kind", [(2, Multiples), (3, Notice)])
def test_more_faces_than_a_kind_draws_are_a_sentence(faces: int, kind: type) -> None:
    few = each(drawn, most_faces=2)
    here = SimpleNamespace(**vars(area()) | {"faces": lambda key: (area(RESHAPED),) * faces if key == RESHAPED else ()})
    assert isinstance(few(here, COUNTED), kind)


@pytest.mark.parametrize("notable, shown_as", [((), Multiples), ((COUNTED,), Stack), ((COUNTED, PUBLISHED), Notice)])
def test_what_another_chapter_draws_as_notable_is_not_drawn_again(notable: tuple[str, ...], shown_as: type) -> None:
    def trend(here: Any, indicator: Definition, small: bool) -> Figure | Missing:
        return drawn(here, indicator, small)

    chosen = pd.DataFrame({"indicator_id": list(notable), "chosen": True})
    here = SimpleNamespace(**vars(area(COUNTED, PUBLISHED)) | {"notable": lambda chapter: chosen})
    output = each(trend)(here, COUNTED, PUBLISHED, unless_in="03")
    assert isinstance(output, shown_as)
    if isinstance(output, Notice):
        start, end = "Chapter 03 draws ", " by year, among the first that it looks at."
        assert output.paragraphs[0].startswith(start) and output.paragraphs[0].endswith(end)


def test_nothing_stands_in_for_a_number_that_is_there_and_cannot_be_drawn_so() -> None:
    undrawn = each(lambda here, indicator, small: Missing(indicator.id, ""))
    missing = undrawn(area(COUNTED, PUBLISHED), COUNTED)
    assert isinstance(missing, Missing) and missing.what == COUNTED


def test_where_nothing_is_held_the_indicator_itself_is_missing() -> None:
    missing = shown(area(), COUNTED)
    assert isinstance(missing, Missing) and missing.remedy == "It would come from hes_admissions."


def test_what_would_come_from_one_place_is_missing_in_one_sentence() -> None:
    missing = shown(area(), "admissions_chd", "admissions_stroke")
    assert isinstance(missing, Missing)
    assert missing.what == "Emergency admissions for coronary heart disease and Emergency admissions for stroke"
    several = shown(area(), "admissions_chd", "deaths_all_causes")
    assert isinstance(several, Multiples) and len(several.figures) == 2


def test_what_stands_in_is_of_the_same_people_and_no_worse_a_measure() -> None:
    every = definitions()
    pairs = [(known, every[known.instead]) for known in every.values() if known.instead]
    assert len(pairs) >= 10
    for known, other in pairs:
        assert known.polarity == other.polarity and set(other.chapters) <= set(known.chapters) and other.published, known.id
