"""Fewer: what is said of each choice of whom to be like, and of a rate that cannot tell."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from jsna.figures.core.figure import Figure, Missing
from jsna.figures.kinds.fewer import fewer

AVOIDABLE = "admissions_acs_chronic"


def here(own: dict[str, float], england: float = 3_800.0) -> Any:
    """A CCG among five, of which it has two like it."""
    values = [4_300.0, 3_000.0, 3_200.0, 4_000.0, 4_400.0]
    rows = pd.DataFrame({"area_code": list("ABCDE"), "value": values, "indicator_id": AVOIDABLE, "period": "2022/23",
                         "footprint": "ccg_2019", "own": [True, *[False] * 4], "numerator": 8_600.0,
                         "lower_95": 4_200.0, "upper_95": 4_400.0, "place": "Elmshire", "source_id": "hes_admissions"})
    national = pd.DataFrame({"indicator_id": [AVOIDABLE], "period": "2022/23", "value": england})
    return SimpleNamespace(name="Elmshire", code="A", footprint="ccg_2019", rows=rows[:1], england=national, faces=lambda _: (),
                           latest_of=lambda _: rows.assign(**own), lacks=lambda _: ("", ""),
                           peers=lambda: pd.DataFrame({"area_code": ["A", "D", "C"], "own": [True, False, False]}))  # fmt: skip


def shown(area: Any) -> Figure:
    figure = fewer(area, AVOIDABLE)
    assert isinstance(figure, Figure)
    return figure


def test_each_choice_is_said_with_its_limits() -> None:
    said = shown(here({})).sentence
    assert said.headline.endswith("at the rate of England there would have been about 1,000 fewer (800 to 1,200) in 2022/23")
    assert said.detail == (
        "At the rate of the middle one of similar areas there would have been about 1,400 fewer (1,200 to 1,600) in 2022/23.",
        "At the rate of the fifth of CCGs with the lowest rates there would have been about 2,300 fewer (2,100 to 2,500) in 2022/23.",
        "There would have been fewer under each of 3 choices of whom to be like.",
    )


def test_what_hangs_on_a_choice_is_a_question() -> None:
    said = shown(here({}, england=4_250.0)).sentence
    assert said.headline.endswith("at the rate of England there would not have been clearly fewer in 2022/23")
    assert said.detail[-1] == "This does not hold under 1 of 3 choices (England), so treat it as a question and not as a saving."


@pytest.mark.parametrize("lost", ["numerator", "lower_95"])
def test_a_rate_without_its_number_or_limits_cannot_tell(lost: str) -> None:
    missing = fewer(here({lost: float("nan")}), AVOIDABLE)
    assert isinstance(missing, Missing) and "the number behind the rate" in missing.remedy
