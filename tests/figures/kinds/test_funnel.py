"""What figures say is right for any area: plurals, ranges, and no word without a test."""

import re
from types import SimpleNamespace

import pandas as pd
import pytest

from jsna.catalogue import definitions
from jsna.figures.core import words
from jsna.figures.core.figure import Figure, Missing
from jsna.figures.core.table import csv_text
from jsna.figures.kinds import funnel as funnels
from jsna.figures.kinds import trend as trends
from jsna.figures.kinds.funnel import figure as funnel
from jsna.report.audit import published, safety
from jsna.report.audit.numbers import faults
from jsna.report.audit.published import data
from jsna.report.audit.tree import read

DIABETES = "qof_dm_prevalence"


def practices(*counts: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "indicator_id": DIABETES,
            "place": "Elmshire",
            "period": "2019/20",
            "area_name": [f"Practice {i}" for i in range(len(counts))],
            "numerator": counts,
            "denominator": 1_000.0,
            "value": [c / 10 for c in counts],
            "lower_95": 0.0,
            "upper_95": 1.0,
            "source_id": "qof_raw",
            "special": "",
        }
    )


def test_a_funnel_of_very_many_practices_lists_both_ends_and_keeps_all_in_the_csv() -> None:
    figure = funnel(practices(*range(50, 200)))
    assert isinstance(figure, Figure)
    html = re.sub("<style.*?</style>", "", figure._repr_html_(), flags=re.DOTALL)
    assert html.count("<tr>") == 1 + 50 and csv_text(figure).count("\n") == 1 + 150
    assert "The table lists 50 of 150 rows. The CSV file holds all." in html
    assert len(html.encode()) < 35_000 and list(faults(read(html)[0])) == []


def test_of_more_practices_than_a_page_can_hold_the_csv_holds_what_the_table_lists_and_says_so() -> None:
    figure = funnel(practices(*range(50, 394)).assign(footprint="practice", area_code=[f"P{n}" for n in range(344)]))
    assert isinstance(figure, Figure)
    html = re.sub("<style.*?</style>", "", figure._repr_html_(), flags=re.DOTALL)
    page = read(html)[0]
    assert html.count("<tr>") == len(data(next(iter(page.find("figure"))))) == len(published.rows(page)) + 1 == 1 + 50
    assert "The table lists 50 of 344 rows. The CSV file holds the same: all would make this page too heavy." in html
    assert published.rows(page)["area_code"].tolist() == [f"P{n}" for n in (*range(25), *range(319, 344))]
    assert len(html.encode()) < 35_000 and [*faults(page), *published.faults(page)] == []


USUAL = " after allowing for the usual extra spread"


@pytest.mark.parametrize(
    "counts, headline, chance",
    [
        ((70, 71, 72), "None of 3 practices lies outside the 99.8% limits for diabetes", 0),
        ((70, 70, 70, 70, 190), f"None of 5 practices lies outside the 99.8% limits for diabetes{USUAL}", 1),
        ((*[60, 70, 80] * 8, 250), f"1 of 25 practices lies outside the 99.8% limits for diabetes{USUAL}", 1),
        ((*[60, 70, 80] * 8, 250, 1), f"2 of 26 practices lie outside the 99.8% limits for diabetes{USUAL}", 2),
        ((70,), "None of 1 practice lies outside the 99.8% limits for diabetes", 0),
    ],
)
def test_a_funnel_counts_the_practices_outside(counts: tuple[float, ...], headline: str, chance: int) -> None:
    figure = funnel(practices(*counts))
    assert not isinstance(figure, Missing)
    assert figure.sentence.headline == headline
    assert (figure.rows["outside"] != "").sum() == int(headline.split()[0].replace("None", "0"))
    assert (figure.rows["beside"] != "no").sum() == chance
    page = read(figure._repr_html_())[0]
    assert [*faults(page), *safety.faults(page, "")] == []


@pytest.mark.parametrize(
    "counts, said",
    [
        ((70,), ["With one practice there is nothing to compare."]),
        (
            (70, 70),
            ["no more than chance would make them; about 0.004 would if all truly had the same rate.", "poorly"],
        ),
        (
            (*[60, 70, 80] * 8, 250),
            ["Practices differ by more than chance. The limits allow for how much practices here usually differ"],
        ),
        ([*range(46, 96, 2)], ["usually differ"]),
        ([*range(41, 101, 2)], ["usually differ"]),
    ],
)
def test_a_funnel_says_how_many_chance_would_put_outside_and_what_its_limits_allow_for(counts: tuple[float, ...], said: list[str]) -> None:
    figure = funnel(practices(*counts))
    assert not isinstance(figure, Missing)
    assert all(part in text for part, text in zip(said, figure.sentence.detail[1:], strict=True))


def test_recorded_prevalence_says_what_it_is() -> None:
    figure = funnel(practices(70, 71))
    assert not isinstance(figure, Missing)
    assert "as recorded by GPs" in figure.sentence.detail[0]
    assert all(d.polarity == "none" for d in definitions().values() if d.id.startswith("qof_"))


def test_no_data_is_one_sentence_and_no_empty_chart() -> None:
    nothing = practices().assign(value=pd.Series(dtype=float))
    here = SimpleNamespace(practices=lambda indicator: nothing, history=lambda indicator: nothing,
                           faces=lambda indicator: (), lacks=lambda indicator: ("", ""))
    missing = funnels.funnel(here, DIABETES)
    assert isinstance(missing, Missing)
    assert missing.what == "diabetes"
    assert "It would come from Quality and Outcomes Framework" in missing.remedy
    assert isinstance(trends.trend(here, DIABETES), Missing)



@pytest.mark.parametrize("value, said", [(7.66, "7.7%"), (0.954, "0.95%"), (0.0, "0.00%"), (float("nan"), "not known"), (12.0, "12.0%")])
def test_percentages_are_said_with_one_decimal_and_two_below_one(value: float, said: str) -> None:
    assert words.percent(value) == said


@pytest.mark.parametrize("items, said", [([], "none"), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_lists_are_joined_as_people_write_them(items: list[str], said: str) -> None:
    assert words.joined(items) == said


@pytest.mark.parametrize(
    "low, high, said",
    [(9.3, 17.2, "almost twice as much"), (10.0, 15.4, "about half more"), (14.3, 19.0, "about a third more"),
     (0.5, 2.4, "more than four times as much"), (7.0, 7.1, "hardly more"), (0.0, 0.0, "hardly more"), (0.0, 1.0, "many times as much"),
     (5.0, 10.0, "twice as much")],
)  # fmt: skip
def test_how_far_two_values_lie_apart_is_a_word_by_their_quotient(low: float, high: float, said: str) -> None:
    assert words.fold(low, high) == said
