"""The overview counts what a test says, and calls no recorded prevalence good or bad."""

from typing import Any

import pandas as pd
import pytest

from jsna.analysis import overview as analysis
from jsna.catalogue import Definition
from jsna.figures.core.figure import Figure, Missing
from jsna.figures.kinds.overview import overview
from jsna.figures.kinds.profile import figure as profile

REGISTERS = ["qof_dm_prevalence", "qof_af_prevalence", "qof_chd_prevalence", "qof_can_prevalence"]

OWN = {"footprint": "ccg_2019", "area_code": "ZZ1"}


def compared(outcomes: list[tuple[str, float]], theirs: float = 10.0) -> pd.DataFrame:
    """Rows by the word that each shall have, much or not, and their values."""
    words = pd.Series([word for word, _ in outcomes], dtype="str")
    found = words.str.removeprefix("much ")
    return pd.DataFrame({"value": [value for _, value in outcomes]}).assign(
        indicator_id=REGISTERS[: len(words)], place="Elmshire", period="2022/23", age="all", category="", source_id="qof_raw",
        comparator_value=theirs, outcome_95=found,
        outcome_998=found.where(words.str.startswith("much ") | words.eq("cannot tell"), "similar"), **OWN,
    )  # fmt: skip


class Here:
    name = "Elmshire"

    def __init__(self, england: pd.DataFrame, rest: pd.DataFrame | None = None) -> None:
        self.beside = {"England": england} | ({"the rest of Elmland": rest.assign(larger="STP")} if rest is not None else {})
        share = {
            "indicator_id": "list_aged_50_over",
            "place": "",
            "period": ["2021/22", "2022/23"],
            "age": "50+",
            "category": "",
            "source_id": "qof_raw",
        }
        self.rows = pd.concat([england, pd.DataFrame(share | OWN).assign(value=[40.0, 41.0])])
        self.england = pd.DataFrame(share).assign(value=36.0)

    def compare(self, indicators: list[Definition]) -> dict[str, pd.DataFrame]:
        return self.beside


def made(*arguments: Any) -> Figure:
    figure = overview(Here(*arguments))
    assert isinstance(figure, Figure)
    return figure


def test_measures_are_counted_by_word() -> None:
    figure = made(compared([("much higher", 13.0), ("much lower", 7.0), ("much higher", 10.4), ("higher", 12.0)]))
    headline = "Of 4 measures, Elmshire is much higher than England on 1, much lower on 1 and neither on 2"
    assert figure.sentence.headline == headline and figure.facts["Neither much higher nor much lower"] == "2"
    assert figure.rows["word_0"].tolist()[:4] == ["much higher", "higher", "close", "much lower"]
    assert "About 0.008 of 4 would differ by chance; many measures overlap." in figure.sentence.detail
    assert "Furthest above: diabetes (13.0%, England 10.0%)." in figure.sentence.detail
    said = " ".join([headline, *figure.sentence.detail])
    assert "worse" not in said and "better than" not in said and "as recorded by GPs; not adjusted for age" in said


def test_what_cannot_be_told_is_said_only_where_there_is_any() -> None:
    assert made(compared([("much higher", 13.0), ("cannot tell", 9.0)])).sentence.detail[0] == "For 1 we cannot tell."
    assert "cannot tell" not in " ".join(made(compared([("similar", 10.0)])).sentence.detail)


def test_the_rest_of_the_county_has_its_own_words_and_none_where_there_is_no_rest() -> None:
    england = compared([("much higher", 13.0), ("similar", 10.0)])
    figure = made(england, compared([("similar", 13.0), ("much lower", 8.0)]))
    assert "Beside the rest of Elmland it is much higher on none and much lower on 1." in figure.sentence.detail
    alone = made(england, compared([("cannot tell", 13.0), ("cannot tell", 10.0)], theirs=float("nan")))
    assert "word_1" not in alone.columns


def test_shares_are_described_for_the_newest_period_and_not_tested() -> None:
    row = made(compared([("much higher", 13.0)])).rows.iloc[-1]
    assert (row["period"], row["value"], row["comparator_value_0"], row["word_0"]) == ("2022/23", 41.0, 36.0, analysis.NOT_TESTED)


@pytest.mark.parametrize(
    "outcome, value, of_area, of_practice",
    [
        ("much higher", 11.0, "much higher", "much higher"),
        ("much higher", 10.9, "close", "close"),
        ("higher", 11.0, "higher", "similar"),
        ("higher", 10.9, "close", "similar"),
        ("lower", 8.9, "lower", "similar"),
        ("similar", 20.0, "similar", "similar"),
        ("cannot tell", 9.0, "we cannot tell", "we cannot tell"),
    ],
)
def test_one_thing_has_one_word_in_the_overview_and_in_the_profile(outcome: str, value: float, of_area: str, of_practice: str) -> None:
    for footprint, said in (("ccg_2019", of_area), ("practice", of_practice)):
        rows = {"England": compared([(outcome, value)]).assign(footprint=footprint, lower_95=0.0, upper_95=0.0)}
        overview_says = analysis.worded(rows, dict.fromkeys(REGISTERS, 10.0))["word_0"]
        figure = profile(rows)
        assert isinstance(figure, Figure)
        assert overview_says.tolist() == figure.rows["words_0"].map(figure.columns["words_0"].text).tolist() == [said]
        assert ("95% level" in figure.caveat) is (footprint == "ccg_2019")


def test_nothing_to_compare_is_one_sentence() -> None:
    assert isinstance(overview(Here(compared([]))), Missing)
