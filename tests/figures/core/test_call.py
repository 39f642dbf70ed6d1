"""One way to call a figure: the place first, and a call in another form is answered with that one."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import jsna
from jsna.catalogue import definition
from jsna.errors import CatalogueError, JsnaError
from jsna.figures.core.figure import Figure, Multiples

DIABETES = "qof_dm_prevalence"
ROWS = pd.DataFrame({"indicator_id": [DIABETES, DIABETES]})
SEVERAL = pd.DataFrame({"indicator_id": [DIABETES, "qof_af_prevalence"]})


@pytest.fixture(scope="module")
def here(demonstration: Path) -> jsna.Assessment:
    return jsna.Assessment("ZZ1", tidy=demonstration / "data" / "tidy")


@pytest.mark.parametrize(
    "figure, given, written",
    [
        (jsna.rank, (ROWS,), f'jsna.rank(here, "{DIABETES}")'),
        (jsna.rank, ("qof_af_prevalence",), 'jsna.rank(here, "qof_af_prevalence")'),
        (jsna.trend, (ROWS,), f'jsna.trend(here, "{DIABETES}")'),
        (jsna.funnel, (SEVERAL,), 'jsna.funnel(here, chapter="03")'),
        (jsna.profile, ({"England": SEVERAL},), 'jsna.profile(here, chapter="03")'),
        (jsna.registers, (None, SEVERAL), 'jsna.registers(here, chapter="03")'),
        (jsna.spread, (None, [definition(DIABETES)]), 'jsna.spread(here, chapter="03")'),
        (jsna.peers, (pd.DataFrame(),), "jsna.peers(here)"),
        (jsna.practice_changes, (pd.DataFrame(),), "jsna.practice_changes(here)"),
    ],
)
def test_what_stands_where_the_place_belongs_is_answered_with_the_call_to_write(figure: Any, given: tuple[Any, ...], written: str) -> None:
    with pytest.raises(JsnaError, match="expected the place first, then ids in quotes; found a ") as refused:
        figure(*given)
    assert f"Write `{written}`." in str(refused.value)


def test_an_indicator_that_there_is_none_of_is_answered_with_the_nearest(here: jsna.Assessment) -> None:
    with pytest.raises(CatalogueError, match="The nearest are .*qof_dm_prevalence"):
        jsna.trend(here, "qof_dn_prevalence")


@pytest.mark.parametrize("name, said", [
    ("rnak", "jsna.rnak: there is no such name.\n  Did you mean jsna.rank? Tab after"),
    ("map", "jsna.map: there is no such name.\n  Tab after `jsna.` lists them"),
])  # fmt: skip
def test_a_name_that_there_is_none_of_is_two_lines_in_a_notebook_and_no_attribute_to_a_program(name: str, said: str) -> None:
    with pytest.raises(AttributeError) as refused:
        getattr(jsna, name)
    assert refused.value._render_traceback_()[0].startswith(said)  # type: ignore[attr-defined]
    assert not hasattr(jsna, name) and not hasattr(jsna, "__wrapped__")


def test_a_figure_that_is_asked_for_nothing_says_what_it_needs(here: jsna.Assessment) -> None:
    with pytest.raises(JsnaError, match="needs an indicator or a chapter"):
        jsna.rank(here)


@pytest.mark.parametrize("kind", [jsna.rank, jsna.trend, jsna.funnel])
def test_several_indicators_are_small_figures_side_by_side_and_one_is_one(here: jsna.Assessment, kind: Any) -> None:
    one, several = kind(here, DIABETES), kind(here, DIABETES, "qof_af_prevalence")
    assert isinstance(one, Figure) and isinstance(several, Multiples)
    keys = [each.key for each in several.figures if isinstance(each, Figure)]
    assert keys == [f"03-{kind.__name__}-{key}" for key in (DIABETES, "qof_af_prevalence")] and one.key == keys[0]


def test_every_figure_says_how_it_is_called() -> None:
    names = [name for name in jsna.__all__ if name not in ("Assessment", "Missing")]
    assert [name for name in names if not getattr(jsna, name).__doc__ or getattr(jsna, name).__name__ != name] == []
