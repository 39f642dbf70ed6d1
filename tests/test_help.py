"""What help() says of each name that notebooks call has an example, and the example shows what it says."""

import doctest
from inspect import signature
from pathlib import Path

import pandas as pd
import pytest

import jsna
from jsna.figures.core.figure import Missing

VISITS = pd.DataFrame({"clinic": ["A", "B"], "families": [48, 120]})
#: Of these there is nothing in a store without records, words of people, or a model.
NOTHING = ("commentary", "fewer", "fifths")


def examples(name: str) -> list[str]:
    return [each.source for each in doctest.DocTestParser().get_examples(getattr(jsna, name).__doc__ or "")]


@pytest.mark.parametrize("name", sorted(set(jsna.__all__) - {"Missing"}))
def test_help_has_an_example_that_runs(demonstration: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("JSNA_WORKSPACE", str(demonstration))
    names = {"jsna": jsna, "visits": VISITS, "here": jsna.Assessment("ZZ1")}
    *before, last = examples(name)
    for source in before:
        exec(source, names)
    shown = eval(last, names)
    assert name in last and (name in NOTHING or not isinstance(shown, Missing)), shown


@pytest.mark.parametrize("name", ["rank", "trend", "funnel", "spc", "caterpillar", "choropleth", "inequality"])
def test_help_says_what_a_figure_can_be_asked_for_before_its_example(name: str) -> None:
    figure = getattr(jsna, name)
    about, _, rest = figure.__doc__.partition("Parameters")
    parameters, _, example = rest.partition("Examples")
    assert about.strip() and f"jsna.{name}(here" in example
    assert all(f"\n{parameter}" in parameters.replace("*", "") for parameter in signature(figure).parameters)
