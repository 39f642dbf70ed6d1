"""The overview counts what a test says, and calls no recorded prevalence good or bad."""

from typing import Any

import pandas as pd
import pytest

from jsna.analysis import overview as analysis
from jsna.catalogue import Definition
from jsna.figures.figure import Figure, Missing
from jsna.figures.overview import overview

REGISTERS = ["qof_dm_prevalence", "qof_af_prevalence", "qof_chd_prevalence", "qof_can_prevalence"]

OWN = {"footprint": "ccg_2019", "area_code": "ZZ1"}


def compared(outcomes: list[tuple[str, float]], theirs: float = 10.0) -> pd.DataFrame:
    rows = pd.DataFrame(outcomes, columns=["outcome_998", "value"])
    return rows.assign(
        indicator_id=REGISTERS[: len(rows)], place="Elmshire", period="2022/23", age="all", comparator_value=theirs,
        outcome_95="higher", **OWN,
    )  # fmt: skip


class Here:
    name = "Elmshire"

    def __init__(self, england: pd.DataFrame, rest: pd.DataFrame | None = None) -> None:
        self.beside = {"England": england} | ({"the rest of Elmland": rest.assign(larger="STP")} if rest is not None else {})
        share = {"indicator_id": "list_aged_50_over", "place": "", "period": ["2021/22", "2022/23"], "age": "50+"}
        self.rows = pd.concat([england, pd.DataFrame(share | OWN).assign(value=[40.0, 41.0])])
        self.england = pd.DataFrame(share).assign(value=36.0)

    def compare(self, indicators: list[Definition]) -> dict[str, pd.DataFrame]:
        return self.beside


def made(*arguments: Any) -> Figure:
    figure = overview(Here(*arguments))
    assert isinstance(figure, Figure)
    return figure


def test_measures_are_counted_by_word() -> None:
    figure = made(compared([("higher", 13.0), ("lower", 7.0), ("higher", 10.4), ("similar", 10.1)]))
    headline = "Of 4 measures, Elmshire is higher than England on 1, lower on 1 and close or similar on 2"
    assert figure.sentence.headline == headline
    assert figure.facts["Close or similar"] == "2"
    assert "About 0.008 of 4 would differ by chance; many measures overlap." in figure.sentence.detail
    assert "Furthest above: diabetes (13.0%, England 10.0%)." in figure.sentence.detail
    said = " ".join([headline, *figure.sentence.detail])
    assert "worse" not in said and "better than" not in said and "as recorded by GPs; not adjusted for age" in said


def test_what_cannot_be_told_is_said_only_where_there_is_any() -> None:
    assert made(compared([("higher", 13.0), ("cannot tell", 9.0)])).sentence.detail[0] == "For 1 we cannot tell."
    assert "cannot tell" not in " ".join(made(compared([("similar", 10.0)])).sentence.detail)


def test_the_rest_of_the_county_has_its_own_words_and_none_where_there_is_no_rest() -> None:
    england = compared([("higher", 13.0), ("similar", 10.0)])
    figure = made(england, compared([("similar", 13.0), ("lower", 8.0)]))
    assert "Beside the rest of Elmland it is higher on none and lower on 1." in figure.sentence.detail
    alone = made(england, compared([("cannot tell", 13.0), ("cannot tell", 10.0)], theirs=float("nan")))
    assert "word_1" not in alone.columns


def test_shares_are_described_for_the_newest_period_and_not_tested() -> None:
    row = made(compared([("higher", 13.0)])).rows.iloc[-1]
    assert (row["period"], row["value"], row["comparator_value_0"], row["word_0"]) == ("2022/23", 41.0, 36.0, analysis.NOT_TESTED)


@pytest.mark.parametrize(
    "outcome, value, said",
    [
        ("higher", 11.0, "higher"),
        ("higher", 10.9, "close"),
        ("lower", 8.9, "lower"),
        ("similar", 20.0, "similar"),
        ("cannot tell", 9.0, "cannot tell"),
    ],
)
def test_a_word_at_a_glance_needs_the_stricter_level_and_a_least_difference(outcome: str, value: float, said: str) -> None:
    assert analysis.word(compared([(outcome, value)]).iloc[0], least_difference=10) == said


def test_nothing_to_compare_is_one_sentence() -> None:
    assert isinstance(overview(Here(compared([]))), Missing)
