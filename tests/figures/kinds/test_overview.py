"""The overview counts what is unusual for a place like this, and calls no recorded prevalence good or bad."""

from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure as Canvas

from jsna.assessment.slices import measured
from jsna.catalogue import Definition, definitions
from jsna.figures import comparators, findings, headlines
from jsna.figures.core.figure import Figure, Missing
from jsna.figures.kinds.overview import LINES, overview
from jsna.figures.kinds.profile import figure as profile
from jsna.figures.topics import questions
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
    assert headlines.headline(figure.rows) == (
        "Elmshire has more patients recorded than expected for its age and deprivation with atrial fibrillation, and fewer with asthma: "
        "2 of 12 registers"
    )
    assert findings.sentences(figure.rows)[:4] == (
        "Atrial fibrillation, far more than expected: 11,000 patients recorded (11.0%), about 1,000 more than the 10,000 expected (10.0%); "
        "95 of 100 such places have 9,800 to 10,200. Up 1.0 percentage points since 2017/18, which may be chance (England up 0.5).",
        "Asthma, fewer than expected: 9,000 patients recorded (9.0%), about 1,000 fewer than the 10,000 expected (10.0%); 95 of 100 such "
        "places have 9,800 to 10,200. Up 1.0 percentage points since 2017/18, which may be chance (England up 0.5).",
        "Cancer: 9,000 patients recorded (9.0%), about 1,000 fewer than the 10,000 expected (10.0%), within what such places vary by: "
        "95 of 100 have 9,800 to 10,200. "
        "Up 1.0 percentage points since 2017/18, which may be chance (England up 0.5), on a register that tends to grow.",
        "On average about 0.6 of 12 are outside their ranges in a place, so 2 findings may be no more than that.",
    )
    said = " ".join([figure.sentence.headline, *figure.sentence.detail, figure.caveat])
    assert "worse" not in said and "better than" not in said and "much" not in said and "as recorded by GPs" in said
    assert "Ethnic group, smoking and how well practices find and record illness are not allowed for." in figure.caveat


def test_where_nothing_is_unusual_the_first_three_are_told_and_said_to_be_usual() -> None:
    figure = made(notable(["about as"] * 5))
    none = "None of 5 registers in Elmshire is unusual for a place of its age and deprivation"
    assert headlines.headline(figure.rows) == none
    furthest = "first to look at, within what is usual: fewer patients than expected with atrial fibrillation, asthma and cancer"
    assert figure.sentence.headline == f"No register stands out in Elmshire; {furthest}"
    within = "about 1,000 fewer than the 10,000 expected (10.0%), within what such places vary by: 95 of 100 have 9,800 to 10,200"
    usual = [text.partition(":")[0] for text in findings.sentences(figure.rows)[:3] if within in text]
    assert usual == ["Atrial fibrillation", "Asthma", "Cancer"]
    chance = "On average about 0.3 of 5 are outside their ranges in a place. Many people are on several of them, so findings go together."
    assert figure.sentence.detail[0] == chance


def test_a_range_that_is_wide_reassures_little() -> None:
    """Pre-diabetes of Wyre Forest: 1.6 times what is expected, where 95 of 100 such places have from half to nearly twice."""
    row = made(notable(["about as"])).rows.iloc[0]
    assert "reassures" not in findings.finding(row)
    wide = row.copy()
    wide["people_lower_95"] = row["people"] - 6_000  # up to 16,000 where 10,000 are expected
    assert "vary by (widely, so this reassures little): 95 of 100 have 9,800 to 16,000" in findings.finding(wide)


@pytest.mark.parametrize("words, bold", [(["about as"] * 4, False), (["more than", "about as"], True)])
def test_no_row_is_bold_where_nothing_stands_out(words: list[str], bold: bool) -> None:
    made, fig = overview(Here(notable(words))), Canvas(figsize=(8, 6))
    assert isinstance(made, Figure) and made.draw
    made.draw(fig)
    assert any(text.get_fontweight() == "bold" for text in fig.axes[0].texts) is bold
    assert ("People" in [text.get_text() for text in fig.axes[0].texts]) is bold


def test_findings_are_called_chance_only_where_chance_would_often_give_as_many() -> None:
    def chance(out: int) -> str:
        detail = made(notable([*["more than"] * out, *["about as"] * (20 - out)])).sentence.detail
        return next(text for text in detail if "in a place" in text)

    assert chance(1).endswith("so 1 finding may be no more than that.") and chance(3).endswith("so 3 findings may be no more than that.")
    assert chance(4).endswith(" on several of them, so findings go together."), "fewer than 1 in 20 have four of 20 by chance"


@pytest.mark.parametrize("words, order", [(["about as"] * 5, [4, 0, 1]), (["more than", *["about as"] * 4], [0, 1, 2])])
def test_where_none_is_unusual_who_is_only_just_usual_is_told_first(
    words: list[str], order: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The headline of Wyre Forest named severe mental illness, of which nothing was told."""
    rows = made(notable(words)).rows
    monkeypatch.setattr(findings.ranges, "edges", lambda some: some.tail(1))
    assert findings.told(rows).index.tolist() == order


def at(people: float, lower: float, upper: float, word: str = "about as") -> pd.DataFrame:
    """One register on which there are so many people more, beyond both limits of such places by so many."""
    outside = word not in ("about as", "we cannot tell")
    return notable([word]).assign(
        numerator=10_000.0 + people, value=10.0 + people / 1_000, people=people, people_lower_95=lower, people_upper_95=upper,
        outside=outside,
    )  # fmt: skip


def test_recording_that_differs_too_widely_between_places_is_said_so_with_people_and_never_called_usual() -> None:
    figure = made(at(12_000.0, -3_000.0, 18_000.0, "we cannot tell"))
    assert headlines.headline(figure.rows).endswith("of its age and deprivation, but atrial fibrillation cannot be judged")
    assert findings.cautions(figure.rows) == (
        "Such places differ too widely to judge atrial fibrillation (2.2 times what is expected, about 12,000 people more).",
    )
    assert figure.sentence.detail[0] == findings.cautions(figure.rows)[0]
    told = findings.sentences(figure.rows)[0]
    assert "2.2 times what is expected: about 12,000 more than the 10,000 expected" in told and "too widely to tell" in told
    assert figure.columns["people"].text(figure.rows["people"].iloc[0]) == "+12,000" and figure.rows["found"].iloc[0] == "we cannot tell"
    html = figure._repr_html_()
    assert "is usual" not in html and "as usual" not in html and ">about as expected<" not in html


@pytest.mark.parametrize(
    "people, beyond, word, edge, judged",
    [
        (-890.0, 5.0, "fewer than", "just outside, by 5", "has fewer patients"),  # cancer in Barking and Dagenham
        (-89.0, -3.0, "about as", "just inside, by 3", "atrial fibrillation is only just within what is usual"),
        (-890.0, 80.0, "fewer than", "just outside, by 80", "(only just)"),  # 810 people from what is expected to the limit
        (-890.0, 90.0, "fewer than", "", "fibrillation: 1 of 1 register"),
        (-890.0, -110.0, "about as", "", "age and deprivation"),
    ],
)
def test_a_place_at_the_very_end_of_its_range_is_said_to_be_so(people: float, beyond: float, word: str, edge: str, judged: str) -> None:
    figure = made(at(people, people - 500, -beyond, word))
    assert figure.rows["usual"].iloc[0].partition(" (")[2].rstrip(")") == edge and judged in headlines.headline(figure.rows)
    said = f"fewer than expected and {edge}".replace(",", " the range of such places,")
    assert [f"fibrillation is {said} patients." in text for text in findings.cautions(figure.rows)] == [True] * bool(edge)
    assert (f"so it is {edge} patients" in findings.sentences(figure.rows)[0]) is bool(edge)
    assert (f"{edge} patients" in figure.facts.values()) is bool(edge)  # of a register that the first lines do not show, too


def test_a_register_that_turned_is_told_since_then_with_every_number_in_the_page() -> None:
    """Obesity in Manchester: up since 2015/16, and down since 2019/20 while England's rose."""
    def history(indicator: str) -> pd.DataFrame:
        years = {"period": ["2016/17", "2017/18", "2018/19"], "indicator_id": indicator, "denominator": 1e5, "source_id": "qof_raw"}
        own, england = (pd.DataFrame(years).assign(place=name, value=values)
                        for name, values in (("Elmshire", [9.0, 12.0, 10.0]), ("England", [8.0, 8.5, 9.3])))  # fmt: skip
        both = pd.concat([own, england])
        return measured(both.assign(numerator=1e3 * both["value"], lower_95=both["value"] - 0.2, upper_95=both["value"] + 0.2))

    here = Here(notable(["fewer than"]))
    here.history = history  # type: ignore[method-assign]
    figure = overview(here)
    assert isinstance(figure, Figure) and list(faults(read(figure._repr_html_())[0])) == []
    since = "Up 1.0 percentage points since 2016/17 (England up 1.3); down 2.0 since its highest, 12.0% in 2017/18 (England up 0.8)."
    assert findings.sentences(figure.rows)[0].endswith(since) and "12.0% in 2017/18" in figure.sentence.alt
    assert figure.rows["change"].iloc[0] == "+1.0 since 2016/17; \N{MINUS SIGN}2.0 since 2017/18"


@pytest.mark.parametrize("recorded, expected", [(178_373, 255_373), (23_639, 19_978), (1_398, 640), (906, 1_171), (17_024, 17_012)])
def test_people_more_and_people_expected_add_up_to_who_is_recorded(recorded: float, expected: float) -> None:
    """178,373 with depression, "about 77,000 fewer" than "260,000 expected" do not."""
    row = at(recorded - expected, 0.0, 1.0).assign(numerator=float(recorded)).iloc[0]
    told = findings.finding(row)
    people, there = (float(told.partition(start)[2].split()[0].replace(",", "")) for start in ("about ", "than the "))
    unit = 10 ** (len(f"{people:.0f}") - 2) if people >= 100 else 1
    assert abs(abs(recorded - there) - people) <= 0.6 * unit and abs(there - expected) <= unit / 10


def test_a_practice_is_set_beside_practices_and_said_to_have_the_deprivation_of_its_area() -> None:
    figure = made(notable(["about as"] * 5).assign(footprint="practice"))
    assert "is unusual for a practice of its ages, in an area as deprived" in headlines.headline(figure.rows)
    assert "such practices vary by" in findings.sentences(figure.rows)[0]
    assert "Deprivation is that of the whole area that a practice lies in, not of its own patients:" in figure.caveat
    own = made(notable(["about as"] * 5).assign(footprint="practice", score_of="patients"))
    assert "Deprivation is that of the small areas that its patients live in." in own.caveat
    assert "is unusual for a practice of its age and deprivation" in headlines.headline(own.rows)


def test_where_even_the_nearest_area_is_far_what_is_expected_is_said_to_rest_on_unlike_places() -> None:
    def told(distance: float) -> str:
        here = Here(notable(["about as"] * 5))
        here.alike = pd.DataFrame({"own": [True, False], "distance": [0.0, distance], "considered": 190, "footprint": "ccg_2019"})
        figure = overview(here)
        assert isinstance(figure, Figure) and list(faults(read(figure._repr_html_())[0])) == []
        return " ".join(figure.sentence.detail)

    far = "None of 190 other CCGs is close to it in age, deprivation and density, so this rests on places unlike it and is weak."
    assert far in told(0.51) and "unlike" not in told(0.5)


def test_a_change_is_written_to_the_decimals_that_its_values_are() -> None:
    rows = made(notable(["about as"])).rows
    assert rows["change"].iloc[0] == "+1.0 since 2017/18", "9.0% to 10.0%, and not +1.00"


def test_more_than_three_findings_are_counted() -> None:
    figure = made(notable([*["more than"] * 4, "fewer than"]))
    said = "Elmshire has more patients recorded than expected for its age and deprivation on 4 of 5 registers, and fewer on 1"
    assert headlines.headline(figure.rows) == said
    assert findings.sentences(figure.rows)[3] == "The table lists 2 more that are unusual."
    alone = headlines.headline(made(notable(["fewer than", "about as"])).rows)
    assert alone.endswith("fewer patients recorded than expected for its age and deprivation with atrial fibrillation: 1 of 2 registers")


TOGETHER = "none alone is proof and many go together, but illness may be recorded"


@pytest.mark.parametrize("above, said, fewer", [
    (11, "", False),
    (15, "", False),  # a coin falls so far to one side in 8 of 100
    (16, f"16 of the 21 are above what is expected: {TOGETHER} more fully here", False),
    (5, f"16 of the 21 are below what is expected: {TOGETHER} less fully here", True),
])  # fmt: skip
def test_illness_is_asked_to_be_found_only_where_most_registers_are_below_what_is_expected(above: int, said: str, fewer: bool) -> None:
    """Manchester has 11 of 21 above, and the three that are told below; Wyre Forest has 15 above."""
    rows = pd.concat([notable(["about as"])] * 21, ignore_index=True).assign(people=[-100.0] * (21 - above) + [100.0] * above)
    assert questions.leaning(rows) == said and questions.are_fewer(rows) is fewer


def test_people_have_their_limits_also_where_they_may_be_none() -> None:
    row = at(1_000.0, -500.0, 1_900.0).iloc[0]
    assert findings.people(row) == "about 1,000 people more (500 fewer to 1,900 more)"
    assert findings.people(at(1_000.0, 130.0, 1_900.0).iloc[0]) == "about 1,000 people more (130 to 1,900 more)"


def test_where_most_of_what_is_unusual_is_so_in_the_rest_of_the_larger_area_too_it_is_said() -> None:
    def said(*outcomes: str) -> str:
        return comparators.like_the_rest({"the rest of Elmland": compared([(outcome, 11.0) for outcome in outcomes])})

    assert said("similar", "similar", "lower") == "On 2 of these 3 it is like the rest of Elmland, ages not allowed for"
    assert said("similar", "lower") == "" == comparators.like_the_rest({"England": compared([("similar", 11.0)] * 3)})


@pytest.mark.parametrize("sides, are_close, said", [
    (["below"] * 12, True, "below all of them on 12 of 21 measures, where about 2 would be by chance; many of them go together"),
    (["below"] * 12, False, "below all of them on 12 of 21 measures, but none is close to it; many of them go together"),
    (["above", *["below"] * 11], True, "above all of them on 1 and below all of them on 11 of 21 measures, where about 4 would be"),
])  # fmt: skip
def test_chance_is_that_of_the_sides_that_are_told_and_of_areas_that_are_close(sides: list[str], are_close: bool, said: str) -> None:
    rows = pd.DataFrame({"indicator_id": "qof_dm_prevalence", "among": [*sides, *["within"] * (21 - len(sides))], "alike": 10,
                         "among_agree": 1, "choices": 1})  # fmt: skip
    assert said.replace("measures", "registers") in comparators.beyond_similar({"similar areas": rows}, are_close)


def test_ten_lines_are_listed_and_each_comparator_has_its_value_and_its_test() -> None:
    figure = made(notable(["more than", *["about as"] * 14]))
    assert len(figure.listed) == LINES and len(figure.filed) == 15
    assert [column.label for column in figure.columns.values()] == [
        "Register", "What stands out", "Here", "Expected", "People more or fewer", "People here", "95 of 100 such places have",
        "Change, percentage points", "England", "Rest of wider area",
    ]  # fmt: skip
    assert figure.rows["beside_0"].iloc[0] == "10.0% (higher)"
    assert figure.rows["beside_1"].iloc[0] == "10.0% (similar)"
    assert figure.rows["found"].tolist()[:2] == ["more than expected", "in the usual range"]
    near = made(notable(["about as"]).assign(value=10.9, people=900.0)).rows
    assert near["found"].tolist() == ["about as expected"], "which a tenth more is not"


def test_an_area_that_is_the_whole_of_its_larger_area_stands_beside_areas_like_it_first() -> None:
    labels = [column.label for column in made(notable(["more than"]), float("nan")).columns.values()]
    assert labels[-3:] == ["Change, percentage points", "Similar areas", "England"]


def test_where_nothing_is_expected_england_stands_in_and_its_ages_are_said_to_be_others() -> None:
    figure = made(notable(["higher than", "similar to", "we cannot tell"], of="England"))
    assert figure.sentence.headline == (
        "Recorded prevalence in Elmshire is higher than England on 1 of 3 registers and lower on none; ages are not allowed for"
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
