"""The overview counts what is unusual for a place like this, and calls no recorded prevalence good or bad."""

from typing import Any

import pandas as pd
import pytest

from jsna.assessment.slices import measured
from jsna.catalogue import Definition, definitions
from jsna.figures import findings
from jsna.figures.core.figure import Figure, Missing
from jsna.figures.kinds.overview import LINES, overview
from jsna.figures.kinds.profile import figure as profile
from jsna.report.audit.numbers import faults
from jsna.report.audit.tree import read

REGISTERS = [known.id for known in definitions().values() if known.casemix]
OWN = {
    "footprint": "ccg_2019", "area_code": "ZZ1", "place": "Elmshire", "period": "2022/23", "age": "all", "category": "",
    "source_id": "qof_raw",
}  # fmt: skip


def notable(words: list[str], of: str = "expected") -> pd.DataFrame:
    """Rows in their order, of which those with a word but `about as` are outside."""
    word = pd.Series(words, dtype="str")
    side = word.str.contains("more|higher").astype(int) * 2 - 1
    return pd.DataFrame({"indicator_id": REGISTERS[: len(words)]}).assign(
        value=10.0 + side, line=10.0, numerator=10_000.0 + 1_000 * side, score_of="area", of=of, word=word,
        outside=~word.isin(["about as", "similar to", "we cannot tell"]), expected_lower_95=9.5, expected_upper_95=10.5,
        people=side * 1_000.0, people_lower_95=side * 1_000.0 - 200, people_upper_95=side * 1_000.0 + 200, chosen=word.index < 3, **OWN,
    )  # fmt: skip


def compared(outcomes: list[tuple[str, float]], theirs: float = 10.0, strict: bool = True) -> pd.DataFrame:
    """Rows by the outcome of their test, at 99.8% too where it is `strict`, and their values."""
    found = pd.Series([word for word, _ in outcomes], dtype="str")
    return pd.DataFrame({"value": [value for _, value in outcomes]}).assign(
        indicator_id=REGISTERS[: len(found)], comparator_value=theirs, outcome_95=found,
        outcome_998=found.where(found.eq("cannot tell") | strict, "similar"), **OWN,
    )  # fmt: skip


class Here:
    name, alike = "Elmshire", pd.DataFrame()

    def __init__(self, table: pd.DataFrame, rest: float = 10.0) -> None:
        self.table, self.rest = table, rest

    def notable(self) -> pd.DataFrame:
        return self.table

    def compare(self, indicators: list[Definition]) -> dict[str, pd.DataFrame]:
        england, rest = (compared([(word, 11.0)] * len(indicators)) for word in ("higher", "similar"))
        return {"England": england, "the rest of Elmland": rest.assign(larger="STP", comparator_value=self.rest)}

    def history(self, indicator: str) -> pd.DataFrame:
        """9% in one year and 10% in the next, England 8% and 8.5%."""
        years = {"period": ["2017/18", "2018/19"], "indicator_id": indicator, "denominator": 1_000.0, "lower_95": 1.0, "upper_95": 20.0}
        own, england = pd.DataFrame(years).assign(place="Elmshire", value=[9.0, 10.0]), pd.DataFrame(years).assign(place="England")
        both = pd.concat([own, england.assign(value=[8.0, 8.5])])
        return measured(both.assign(numerator=10 * both["value"], source_id="qof_raw"))

    def peers(self) -> pd.DataFrame:
        return self.alike

    def compare_similar(self, indicators: list[Definition]) -> dict[str, pd.DataFrame]:
        return {"similar areas": compared([("lower", 11.0)] * len(indicators))}


def made(*arguments: Any) -> Figure:
    figure = overview(Here(*arguments))
    assert isinstance(figure, Figure) and list(faults(read(figure._repr_html_())[0])) == []
    return figure


def test_what_is_unusual_is_counted_on_both_sides_and_told_in_people() -> None:
    figure = made(notable(["far more than", "fewer than", *["about as"] * 10]))
    assert findings.headline(figure.rows) == (
        "Elmshire has more patients than expected for its age and deprivation with atrial fibrillation, and fewer with asthma: "
        "2 of 12 registers"
    )
    assert findings.sentences(figure.rows)[:4] == (
        "Atrial fibrillation, far more than expected: 11,000 patients recorded (11.0%), about 1,000 more than expected (10.0%); 95 of 100 "
        "such places have 9,800 to 10,200. Up 1.0 percentage points since 2017/18 (England up 0.5).",
        "Asthma, fewer than expected: 9,000 patients recorded (9.0%), about 1,000 fewer than expected (10.0%); 95 of 100 such places have "
        "9,800 to 10,200. Up 1.0 percentage points since 2017/18 (England up 0.5).",
        "Cancer: 9,000 patients recorded (9.0%), within what is usual: about 10,000 are expected (10.0%), and 95 of 100 such places have "
        "9,800 to 10,200. "
        "Up 1.0 percentage points since 2017/18 (England up 0.5), on a register that tends to grow.",
        "About 0.6 of 12 would be unusual by chance alone, so 2 findings may be no more than that.",
    )
    said = " ".join([figure.sentence.headline, *figure.sentence.detail, figure.caveat])
    assert "worse" not in said and "better than" not in said and "much" not in said and "as recorded by GPs" in said
    assert "Ethnic group, smoking and how well practices find and record illness are not allowed for." in figure.caveat


def test_where_nothing_is_unusual_the_first_three_are_told_and_said_to_be_usual() -> None:
    figure = made(notable(["about as"] * 5))
    none = "None of 5 registers in Elmshire is unusual for a place of its age and deprivation"
    assert findings.headline(figure.rows) == none
    assert figure.sentence.headline == "No register stands out in Elmshire; nearest to it come atrial fibrillation, asthma and cancer"
    within = "(9.0%), within what is usual: about 10,000 are expected (10.0%)"
    usual = [text.partition(":")[0] for text in findings.sentences(figure.rows)[:3] if within in text]
    assert usual == ["Atrial fibrillation", "Asthma", "Cancer"] and figure.rows["unusual"].isna().all()
    assert figure.sentence.detail[0] == "About 0.3 of 5 would be unusual by chance alone; many of them overlap."


def test_findings_are_called_chance_only_where_chance_would_often_give_as_many() -> None:
    def chance(out: int) -> str:
        return next(text for text in made(notable([*["more than"] * out, *["about as"] * (20 - out)])).sentence.detail if "chance" in text)

    assert chance(1).endswith("so 1 finding may be no more than that.") and chance(3).endswith("so 3 findings may be no more than that.")
    assert chance(4).endswith("; many of them overlap."), "fewer than 1 in 20 have four of 20 by chance"


def test_a_practice_is_set_beside_practices_and_said_to_have_the_deprivation_of_its_area() -> None:
    figure = made(notable(["about as"] * 5).assign(footprint="practice"))
    assert "is unusual for a practice of its age and deprivation" in findings.headline(figure.rows)
    assert "such practices have" in findings.sentences(figure.rows)[0]
    assert "Deprivation is that of the whole area that a practice lies in, not of its own patients:" in figure.caveat
    own = made(notable(["about as"] * 5).assign(footprint="practice", score_of="patients"))
    assert "Deprivation is that of the small areas that its patients live in." in own.caveat


def test_where_even_the_nearest_area_is_far_what_is_expected_is_said_to_rest_on_unlike_places() -> None:
    def told(distance: float) -> str:
        here = Here(notable(["about as"] * 5))
        here.alike = pd.DataFrame({"own": [True, False], "distance": [0.0, distance], "considered": 190, "footprint": "ccg_2019"})
        figure = overview(here)
        assert isinstance(figure, Figure) and list(faults(read(figure._repr_html_())[0])) == []
        return " ".join(figure.sentence.detail)

    far = "None of 190 other CCGs is close to it in age, deprivation and density, so what is expected here rests on places unlike it."
    assert far in told(0.51) and "unlike" not in told(0.5)


def test_a_change_is_written_to_the_decimals_that_its_values_are() -> None:
    rows = made(notable(["about as"])).rows
    assert rows["change"].iloc[0] == "+1.0 since 2017/18", "9.0% to 10.0%, and not +1.00"


def test_more_than_three_findings_are_counted() -> None:
    figure = made(notable([*["more than"] * 4, "fewer than"]))
    said = "Elmshire has more patients than expected for its age and deprivation on 4 of 5 registers, and fewer on 1"
    assert findings.headline(figure.rows) == said
    assert findings.sentences(figure.rows)[3] == "The table lists 2 more that are unusual."
    alone = findings.headline(made(notable(["fewer than", "about as"])).rows)
    assert alone == "Elmshire has fewer patients than expected for its age and deprivation with atrial fibrillation: 1 of 2 registers"


def test_ten_lines_are_listed_and_each_comparator_has_its_value_and_its_test() -> None:
    figure = made(notable(["more than", *["about as"] * 14]))
    assert len(figure.listed) == LINES and len(figure.filed) == 15
    assert [column.label for column in figure.columns.values()] == [
        "Register", "What stands out", "Here", "Expected", "People more or fewer", "People here", "95 of 100 such places have",
        "Change, percentage points", "England", "Rest of wider area",
    ]  # fmt: skip
    assert figure.rows["beside_0"].iloc[0] == "10.0% (higher)"
    assert figure.rows["beside_1"].iloc[0] == "10.0% (similar)"
    assert figure.rows["found"].tolist()[:2] == ["more than expected", "about as expected"]


def test_an_area_that_is_the_whole_of_its_larger_area_stands_beside_areas_like_it_first() -> None:
    labels = [column.label for column in made(notable(["more than"]), float("nan")).columns.values()]
    assert labels[-3:] == ["Change, percentage points", "Similar areas", "England"]


def test_where_nothing_is_expected_england_stands_in_and_its_ages_are_said_to_be_others() -> None:
    figure = made(notable(["higher than", "similar to", "we cannot tell"], of="England"))
    assert figure.sentence.headline == (
        "Recorded prevalence is higher than England on 1 of 3 registers in Elmshire, and lower on none; ages are not allowed for"
    )
    assert "its ages are others" in figure.caveat and "Expected" not in [column.label for column in figure.columns.values()]
    assert figure.rows["found"].tolist() == ["higher than England", "similar to England", "we cannot tell"]


@pytest.mark.parametrize(
    "outcome, value, strict, of_area, of_practice",
    [
        ("higher", 11.0, True, "higher", "higher"),
        ("higher", 10.9, True, "close", "close"),
        ("higher", 11.0, False, "higher", "similar"),
        ("higher", 10.9, False, "close", "similar"),
        ("lower", 8.9, False, "lower", "similar"),
        ("similar", 20.0, True, "similar", "similar"),
        ("cannot tell", 9.0, True, "we cannot tell", "we cannot tell"),
    ],
)
def test_a_word_beside_england_is_that_of_its_test_and_never_says_how_sure_it_is(
    outcome: str, value: float, strict: bool, of_area: str, of_practice: str
) -> None:
    for footprint, said in (("ccg_2019", of_area), ("practice", of_practice)):
        rows = {"England": compared([(outcome, value)], strict=strict).assign(footprint=footprint, lower_95=0.0, upper_95=0.0)}
        figure = profile(rows)
        assert isinstance(figure, Figure) and figure.rows["words_0"].map(figure.columns["words_0"].text).tolist() == [said]
        assert ("95% level" in figure.caveat) is (footprint == "ccg_2019")


def test_nothing_to_compare_is_one_sentence() -> None:
    assert isinstance(overview(Here(notable([]).head(0))), Missing)
