"""Fifths: how many times as high the rate is in the most deprived places, only where a line can be drawn, and nothing of what is hidden."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from jsna.figures.core.figure import Figure, Missing
from jsna.figures.kinds.fifths import fifths

INDICATOR = "admissions_by_fifth_injuries_0_14"


def here(values: list[float], note: str = "suppressed", error: float = 0.05, england: float = 500.0) -> SimpleNamespace:
    """Rates of fifths, the most deprived first, of a hundred thousand admissions each, and those of England."""
    every = [*values, *(england * np.exp(0.1 * np.arange(4, -1, -1)))]
    own, value = np.arange(len(every)) < len(values), np.array(every)
    rows = pd.DataFrame({
        "indicator_id": INDICATOR, "footprint": np.where(own, "ccg_2019", "england"), "period": "2018/19", "own": own, "place": "Elmshire",
        "category": [str(at) for at in (*range(1, len(values) + 1), *range(1, 6))], "value": value, "denominator": 20_000.0,
        "numerator": 100_000.0, "lower_95": value * (1 - 1.96 * error), "upper_95": value * (1 + 1.96 * error),
        "source_id": "hes_residents_2011_mid-2019_2019", "people_source": "residents_2011", "people_period": "mid-2019",
        "deprivation_source": "iod_2019", "deprivation_period": "2019",
    })  # fmt: skip
    hidden = rows["value"].isna()
    withheld = rows[["value", "denominator", "numerator", "lower_95", "upper_95"]].mask(hidden)
    rows = rows.assign(**withheld, value_note=np.where(hidden, note, ""))
    return SimpleNamespace(by_fifth=lambda indicator: rows, faces=lambda indicator: (), lacks=lambda indicator: ("", ""),
                           rows=pd.DataFrame({"indicator_id": [], "value": []}))


def drawn(place: SimpleNamespace) -> Figure:
    figure = fifths(place, INDICATOR)  # type: ignore[arg-type]
    assert isinstance(figure, Figure)
    return figure


# By hand: the logarithms at 0.1, 0.3 ... 0.9 of the people have the slope (0.4 ln 900/600 + 0.2 ln 800/650) / 0.4 and the standard error
# 0.02 / sqrt(0.4).
@pytest.mark.parametrize("values, error, said", [
    ([900.0, 800.0, 700.0, 650.0, 600.0], 0.02, "of children: the rate is 1.66 times (1.56 to 1.77) as high in the most deprived places"),
    ([600.0, 650.0, 700.0, 800.0, 900.0], 0.02, "of children: the rate is 0.60 times (0.56 to 0.64) as high in the most deprived places"),
    ([610.0, 600.0, 605.0, 602.0, 600.0], 0.05, "No difference in emergency admissions for injuries of children across the whole"),
])
def test_the_most_deprived_end_is_said_as_so_many_times_the_least(values: list[float], error: float, said: str) -> None:
    figure = drawn(here(values, error=error))
    assert said in figure.sentence.headline and figure.facts["The most deprived end here, beside the least"] in figure.sentence.headline
    ends = f"{values[0]:,.1f} per 100,000 in the most deprived fifth and {values[-1]:,.1f} per 100,000 in the least deprived fifth."
    assert figure.sentence.detail[0] == ends
    assert figure.facts["Difference here"] in figure.sentence.detail[1] and "In all of England it is 1." in figure.sentence.detail[2]


def test_the_table_names_fifths_beside_england_and_three_publications_are_cited() -> None:
    figure = drawn(here([900.0, 800.0, 700.0, 650.0, 600.0]))
    assert figure.rows["fifth"].iloc[[0, -1]].tolist() == ["Most deprived fifth", "Least deprived fifth"]
    assert figure.rows["england"].round().tolist() == [746, 675, 611, 553, 500]
    assert "residents of mid-2019, ranks of IoD2019" in figure.subtitle
    for part in ("Hospital Episode Statistics", "Population estimates of small areas", "English Indices of Deprivation 2019", "mid-2019"):
        assert part in figure.source


@pytest.mark.parametrize("values, note, why", [
    ([900.0, 800.0, float("nan"), 650.0, 600.0], "suppressed", "the numbers of some are hidden"),
    ([900.0, 800.0, float("nan"), 650.0, 600.0], "too few events", "some have too few admissions for a rate"),
    ([900.0, 800.0], "", "there are fewer than three here"),
])
def test_without_a_rate_of_each_fifth_there_is_no_line_and_it_is_said_why(values: list[float], note: str, why: str) -> None:
    figure = drawn(here(values, note))
    assert figure.sentence.detail == (f"No line is drawn through the fifths: {why}.",) and "times" not in figure.sentence.headline
    assert "The most deprived end here, beside the least" not in figure.facts


def test_what_is_hidden_stands_in_no_part_of_the_figure() -> None:
    html = drawn(here([900.0, 800.0, float("nan"), 650.0, 600.0]))._repr_html_()
    assert "suppressed" in html and ">nan<" not in html


def test_no_rate_of_any_fifth_and_no_records_are_one_sentence_each() -> None:
    hidden = fifths(here([float("nan")] * 5), INDICATOR)  # type: ignore[arg-type]
    assert isinstance(hidden, Missing) and "too few admissions, or their numbers are hidden" in hidden.remedy
    nowhere = here([900.0])
    nowhere.by_fifth = lambda indicator: pd.DataFrame()
    missing = fifths(nowhere, INDICATOR)  # type: ignore[arg-type]
    assert isinstance(missing, Missing) and "residents by age, and ranks of deprivation, all of the same small areas" in missing.remedy
