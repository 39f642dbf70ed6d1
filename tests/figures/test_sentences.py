"""What figures say is right for any area: plurals, ranges, and no word without a test."""

import pandas as pd
import pytest

from jsna.analysis import trend as analysis_trend
from jsna.catalogue import asked, definitions
from jsna.figures import words
from jsna.figures.figure import Missing
from jsna.figures.funnel import funnel
from jsna.figures.trend import trend

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
        }
    )


@pytest.mark.parametrize(
    "counts, headline",
    [
        ((70, 71, 72), "0 of 3 practices lie outside the 99.8% limits for diabetes"),
        ((70, 70, 70, 70, 190), "1 of 5 practices lies outside the 99.8% limits for diabetes"),
        ((70,), "0 of 1 practice lie outside the 99.8% limits for diabetes"),
    ],
)
def test_a_funnel_counts_the_practices_outside(counts: tuple[float, ...], headline: str) -> None:
    figure = funnel(practices(*counts))
    assert not isinstance(figure, Missing)
    assert figure.sentence.headline == headline
    assert (figure.rows["outside_998"] != "").sum() == int(headline.split()[0])


def test_recorded_prevalence_says_what_it_is() -> None:
    figure = funnel(practices(70, 71))
    assert not isinstance(figure, Missing)
    assert "as recorded by GPs; not adjusted for age" in figure.sentence.detail[0]
    assert all(d.polarity == "none" for d in definitions().values() if d.id.startswith("qof_"))


def test_no_data_is_one_sentence_and_no_empty_chart() -> None:
    missing = funnel(asked(practices().assign(value=pd.Series(dtype=float)), DIABETES))
    assert isinstance(missing, Missing)
    assert missing.what == "diabetes"
    assert "It would come from Quality and Outcomes Framework" in missing.remedy
    assert isinstance(trend(asked(pd.DataFrame(), DIABETES)), Missing)


def test_no_line_crosses_a_break_or_an_absent_year() -> None:
    rows = pd.DataFrame({"place": "Elmshire", "period": ["2017/18", "2018/19", "2019/20", "2020/21", "2022/23"], "value": 1.0})
    assert analysis_trend.segments(rows, ["2019/20"])["segment"].tolist() == [0, 0, 1, 1, 2]


@pytest.mark.parametrize("value, said", [(7.66, "7.7%"), (0.954, "0.95%"), (0.0, "0.00%"), (float("nan"), "not known"), (12.0, "12.0%")])
def test_percentages_are_said_with_one_decimal_and_two_below_one(value: float, said: str) -> None:
    assert words.percent(value) == said


@pytest.mark.parametrize("items, said", [([], "none"), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_lists_are_joined_as_people_write_them(items: list[str], said: str) -> None:
    assert words.joined(items) == said
