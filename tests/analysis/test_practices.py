"""Practices beside what is expected of them: by hand, against chance, and on the published files."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jsna import Assessment
from jsna.analysis import funnel
from jsna.analysis import practices as analysis
from jsna.analysis.casemix import CANNOT_TELL
from jsna.figures.kinds.funnel import figure
from jsna.methods.expectation import Expectation
from jsna.report.audit import safety
from jsna.report.audit.numbers import faults
from jsna.report.audit.tree import read

TAU = 0.3


def practices(numerator: object, share: float = 10.0, size: float = 5_000.0, special: object = "") -> pd.DataFrame:
    """Practices of whom one share is expected, with the limits that a spread of `TAU` between such practices gives."""
    rows = pd.DataFrame({"numerator": numerator, "denominator": size, "special": special, "indicator_id": "qof_dm_prevalence"}).astype(
        {"numerator": "float64"}
    )
    odds, variance = np.full(len(rows), np.log(share / (100 - share))), 1 / (size * share * (100 - share) / 1e4) + TAU**2
    such = Expectation(odds, np.full(len(rows), variance), np.zeros(len(rows)), TAU**2)
    lower, upper = (100 * limit for limit in such.limits(0.95))
    value = 100 * rows["numerator"] / size
    word = np.select([value > upper, value < lower], ["more than", "fewer than"], "about as")
    return rows.assign(
        value=value, expected=share, expected_lower_95=lower, expected_upper_95=upper, between=TAU, unusual=word, score=value - share,
        people=rows["numerator"] - size * share / 100, area_code=[f"P{n:03}" for n in range(len(rows))],
    )  # fmt: skip


def test_a_practice_stands_out_where_its_own_limits_say_so_and_special_ones_never() -> None:
    table = analysis.beside(practices([500, 1_200, 100, 1_200], special=["", "", "", "newly listed"]))
    assert table["ratio"].tolist() == [20, 100, 240, 240] and table["size"].eq(500).all()
    assert table["outside"].tolist() == ["below", "", "above", ""] and table["unusual"].iloc[3] == "more than"
    assert analysis.unevenness(table) == pytest.approx(np.sum((np.array([100, 500, 1_200]) - 600) ** 2) / (5_000 * 0.12 * 0.88) / 2)


def test_practices_are_counted_beside_what_is_expected_and_differ_from_each_other_only_where_they_do() -> None:
    alike = analysis.beside(practices([750] * 20))
    assert alike["outside_chance"].eq("above").all() and analysis.unevenness(alike) == 0 and not analysis.beyond_chance(alike)
    differ = analysis.beside(practices([600, 700] * 10))
    assert analysis.beyond_chance(differ) and differ["outside"].eq("").all()
    # The limits of 5,000 patients of whom a tenth is expected: 10% -+ 3.090232 standard errors of 0.424%, so 434 to 566.
    assert analysis.beside(practices([430, 440, 560, 570]))["outside_chance"].tolist() == ["below", "", "", "above"]


@pytest.mark.parametrize("size, number", [(5_000.0, 40), (900.0, 15), (2_000.0, 6)])
def test_the_range_that_chance_alone_gives_is_that_of_practices_that_differ_by_chance_alone(size: float, number: int) -> None:
    random = np.random.default_rng(7)
    drawn = [funnel.ends(pd.Series(random.binomial(int(size), 0.13, number)) / (0.1 * size / 100)) for _ in range(600)]
    expected = practices(np.full(number, 0.13 * size), size=size)
    assert analysis.ends_by_chance(analysis.beside(expected)) == pytest.approx(np.mean(drawn, axis=0), abs=1.0)


def test_practices_that_differ_by_chance_alone_are_seldom_said_to_differ_by_more() -> None:
    random = np.random.default_rng(4)
    said = [analysis.beyond_chance(analysis.beside(practices(random.binomial(5_000, 0.13, 100)))) for _ in range(400)]
    assert np.mean(said) < 0.06


def test_who_would_stand_out_in_any_case_is_one_in_twenty_and_fewer_where_chance_is_the_wider() -> None:
    def share(size: float, limits: float) -> float:
        rows = practices([0.1 * size] * 100, size=size)
        return analysis.outside_by_chance(analysis.beside(rows.assign(expected_upper_95=10 + limits))) / 100

    assert share(5_000, 10.0) == pytest.approx(0.05)
    # Limits as wide as chance alone at 95%, of half a million patients 1.96 times 0.0424: 1 in 500 is outside those of 99.8%.
    assert share(500_000, 1.959964 * 0.042426) == pytest.approx(0.002, rel=0.05)


def test_who_would_stand_out_in_any_case_counts_those_within_wide_limits_who_might_have_lain_outside() -> None:
    """Of 292 practices 58 lie outside: that 199 of the others cannot be told apart makes those outside no more unusual."""
    rows = practices([500.0] * 100).assign(expected_upper_95=20.0)
    table = analysis.beside(rows.assign(unusual=["about as"] * 40 + [CANNOT_TELL] * 60))
    assert analysis.outside_by_chance(table) == pytest.approx(5.0)


def test_the_lines_are_the_limits_of_a_practice_of_the_common_share() -> None:
    rows = practices([500, 600])
    ends = analysis.curves(analysis.beside(rows)).iloc[0]
    assert (ends["expected_lower_95"], ends["expected_upper_95"]) == pytest.approx(
        tuple(10 * rows.loc[0, ["expected_lower_95", "expected_upper_95"]]), rel=1e-9
    )


def test_those_that_stand_out_come_in_the_order_of_size_certainty_and_people() -> None:
    table = analysis.beside(practices([1_200, 500, 100, 1_900]))
    assert analysis.ordered(table)["numerator"].tolist() == [1_900, 1_200, 100], "of two that are equal the first by code"


def test_each_practice_is_said_to_be_beside_what_is_expected_of_it_and_special_ones_are_never_named() -> None:
    rows = practices([500] * 10 + [1_200, 2_000], special=[""] * 11 + ["newly listed"])
    named = rows.assign(area_name=[*"ABCDEFGHIJ", "Willow", "Oak"], place="Elmshire", period="2022/23", source_id="qof_raw",
                        people_lower_95=100.0, people_upper_95=900.0)  # fmt: skip
    said = figure(named).sentence
    assert said.headline == (
        "Diabetes: beside what is expected, high practices record hardly more than low ones; 1 stands out, about as usual"
    )
    assert said.detail[0].startswith("Of any 11 practices fewer than 1 stand out. Eight in ten practices have ")
    willow = "1,200 patients recorded (24.0%), about 700 more than the 500 expected (10.0%); 95 of 100 such practices have 300 to 1,100"
    assert f"Willow: {willow}." in said.detail
    assert "Oak" not in f"{said}" and figure(named).caveat.endswith(
        "1 practice unlike others is marked, and left out of the counts: newly listed."
    )
    assert figure(named).rows["note"].tolist()[-1] == "special: newly listed"


def test_the_people_of_the_practice_of_a_report_stand_in_the_facts_of_its_sentence() -> None:
    rows = practices([500] * 10 + [1_200]).assign(area_name=[*"ABCDEFGHIJ", "Willow"], place="Willow", period="2022/23")
    rows = rows.assign(source_id="qof_raw", people_lower_95=100.0, people_upper_95=900.0)
    made = figure(rows.assign(own=rows["area_name"] == "Willow"))
    assert made.sentence.headline == "Diabetes: 24.0% recorded in this practice where 10.0% is expected, more than expected"
    differ = "high practices record hardly more than low ones, far more than by chance"
    assert made.sentence.detail[0].endswith(f" Beside what is expected, {differ}.")
    people = "about 700 people more (100 to 900 more)"
    assert made.facts["Willow, people"] == people and f"That is {people}, beside what is expected of it." in made.sentence.detail


def test_how_much_practices_differ_is_of_what_is_expected_of_each_and_not_of_their_ages() -> None:
    """Dementia: an old list has four times the share of a young one, and as much of what is expected."""
    rows = practices([100.0, 400.0] * 6).assign(expected=[2.0, 8.0] * 6, area_name="A", place="Elmshire", period="2022/23",
                                                source_id="qof_raw", people_lower_95=-9.0, people_upper_95=9.0)  # fmt: skip
    made = figure(rows)
    assert made.sentence.headline == "Diabetes: beside what is expected, practices differ no more than by chance"
    expected = "2.0% to 8.0% recorded, and 100% to 100% of what is expected of each; "
    expected += "by chance alone it would be 92% to 108%, around their average of 100%."
    assert expected in made.sentence.detail[0]


def test_where_none_stands_out_that_is_a_finding_that_a_page_may_hold() -> None:
    rows = practices([400, 600] * 6).assign(area_name="A", place="Elmshire", period="2022/23", source_id="qof_raw", people_lower_95=-9.0,
                                            people_upper_95=9.0)  # fmt: skip
    made = figure(rows)
    assert made.sentence.headline == (
        "Diabetes: beside what is expected, high practices record about half more than low ones; none stands out"
    )
    assert made.sentence.detail == ("Eight in ten practices have 8.0% to 12.0% recorded, and 80% to 120% of what is expected of each; "
                                    "by chance alone it would be 95% to 105%, around their average of 100%.",)
    page = read(made._repr_html_())[0]
    assert [*faults(page), *safety.faults(page, "")] == []


@pytest.mark.parametrize("wide, said", [
    (12, "; none can be judged"), (8, "; none that is judged stands out"), (11, "; none that is judged stands out"),
])  # fmt: skip
def test_practices_that_cannot_be_judged_are_not_said_to_be_usual(wide: int, said: str) -> None:
    """Pre-diabetes in Wyre Forest: practices like them differ too widely to tell, of 10 of 10."""
    rows = practices([400, 600] * 6).assign(area_name="A", place="Elmshire", period="2022/23", source_id="qof_raw", people_lower_95=-9.0,
                                            people_upper_95=9.0)  # fmt: skip
    made = figure(rows.assign(unusual=[CANNOT_TELL] * wide + ["about as"] * (12 - wide)))
    reason = f"Of 12 practices here {wide} cannot be judged, for practices like them differ too widely. Eight in ten "
    assert made.sentence.headline.endswith(said) and made.sentence.detail[0].startswith(reason)
    assert list(faults(read(made._repr_html_())[0])) == []


@pytest.mark.parametrize("out, practices_, last", [
    (1, 60, "1 stands out, as is usual"), (3, 60, "3 stand out, as is usual"),
    (4, 60, "4 stand out, about as usual"), (1, 12, "1 stands out, about as usual"),
])  # fmt: skip
def test_a_title_says_that_no_more_stand_out_than_is_usual(out: int, practices_: int, last: str) -> None:
    """Rheumatoid arthritis in Manchester: 3 of 73 stood out, as about 4 would in any case, and read as a finding."""
    rows = practices([400, 600] * (practices_ // 2)).assign(area_name="A", place="Elmshire", period="2022/23", source_id="qof_raw",
                                                            people_lower_95=-9.0, people_upper_95=9.0)  # fmt: skip
    rows["unusual"] = ["more than"] * out + ["about as"] * (practices_ - out)
    made = figure(rows)
    assert made.sentence.headline.endswith(f" than low ones; {last}") and list(faults(read(made._repr_html_())[0])) == []
    assert "chance" not in made.sentence.headline, "each that stands out is beyond what chance alone gives"
    more = figure(rows.assign(unusual=["more than"] * 9 + ["about as"] * (practices_ - 9)))
    chance = "about 3" if practices_ > 12 else "fewer than 1"
    assert more.sentence.headline.endswith("; 9 stand out")
    assert more.sentence.detail[0].startswith(f"Of any {practices_} practices {chance} stand out. ")


def test_practices_that_differ_by_no_more_than_chance_are_not_said_to_stand_out_as_if_it_meant_something() -> None:
    """Severe mental illness in Wyre Forest: 3 of 10 lay outside the limits of practices like them, and none apart from the others."""
    rows = practices([250] * 10).assign(area_name=[*"ABCDEFGHIJ"], place="Elmshire", period="2022/23", source_id="qof_raw",
                                        people_lower_95=-9.0, people_upper_95=9.0)  # fmt: skip
    made = figure(rows.assign(unusual=["fewer than"] * 3 + ["about as"] * 7))
    assert made.sentence.headline == "Diabetes: beside what is expected, practices differ no more than by chance"
    once = "3 of 10 stand out from practices of England like them, but here practices differ by no more than chance."
    assert made.sentence.detail[1:] == (once,) and list(faults(read(made._repr_html_())[0])) == []


@pytest.mark.parametrize("unusual", ["more than", "about as", CANNOT_TELL])
def test_a_title_of_practices_is_short_whatever_they_are(unusual: str) -> None:
    """Those of Manchester ran over six lines of a phone."""
    rows = practices([320, 600] * 30).assign(area_name="A", place="Elmshire", period="2022/23", source_id="qof_raw", people_lower_95=-9.0,
                                             people_upper_95=9.0)  # fmt: skip
    for out in (0, 2, 4, 12, 60):
        table = rows.assign(unusual=[unusual] * out + ["about as"] * (60 - out))
        for own in (None, "P000"):
            assert len(figure(table.assign(own=table["area_code"] == own)).sentence.headline) - len("Diabetes") <= 115


def test_practices_that_stand_out_and_are_not_told_in_words_are_counted_in_a_sentence_of_their_own() -> None:
    rows = practices([500] * 10 + [1_900, 2_000, 2_100, 2_200]).assign(
        area_name=[*"ABCDEFGHIJKLMN"], place="Elmshire", period="2022/23", source_id="qof_raw", people_lower_95=100.0, people_upper_95=900.0
    )
    assert figure(rows).sentence.detail[-1] == "1 other practice also stands out; the table names it."
    one_more = pd.concat([rows, rows.tail(1).assign(area_name="O", area_code="P014")], ignore_index=True)
    assert figure(one_more).sentence.detail[-1] == "2 other practices also stand out; the table names them."
    assert list(faults(read(figure(one_more)._repr_html_())[0])) == []


def test_of_very_many_practices_the_page_stays_light_and_its_reasons_are_in_its_numbers() -> None:
    special = [*["fewer than 1,000 patients"] * 3, *["mostly young adults such as students"] * 40, *[""] * 301]
    rows = practices(np.linspace(50, 1_500, 344).round(), special=special).assign(
        area_name="The Willow Tree Family Doctors", place="Elmshire", period="2022/23", source_id="qof_raw", people_lower_95=-9.0,
        people_upper_95=9.0, footprint="practice",
    )  # fmt: skip
    small = rows["special"] == "fewer than 1,000 patients"
    modelled = ["expected", "expected_lower_95", "expected_upper_95", "between", "people", "score", "people_lower_95", "people_upper_95"]
    rows = rows.assign(unusual=rows["unusual"].mask(small, ""), **{name: rows[name].mask(small) for name in modelled})
    html = re.sub("<style.*?</style>", "", figure(rows)._repr_html_(), flags=re.DOTALL)
    page = read(html)[0]
    assert len(html.encode()) < safety.FIGURE_LIMIT and [*faults(page), *safety.faults(page, "")] == []


@pytest.mark.real_data
@pytest.mark.parametrize(
    "indicator, outside",
    [
        ("qof_dep_prevalence", {"M81055": ("above", 26.6, 13.5, 2.2), "M81041": ("below", 6.7, 13.6, -2.1)}),
        ("qof_mh_prevalence", {"M81025": ("below", 0.44, 0.91, -2.2)}),
        ("qof_ob_prevalence", {}),
        ("qof_hyp_prevalence", {}),
    ],
)
def test_the_practices_of_redditch_and_bromsgrove_that_stand_out(
    real: Path, indicator: str, outside: dict[str, tuple[str, float, float, float]]
) -> None:
    """As a prototype of the model gave them on the same files."""
    here = Assessment("05J", tidy=real / "data" / "tidy")
    table = analysis.beside(here.practices(indicator)).set_index("area_code")
    assert set(table.index[table["outside"] != ""]) == set(outside)
    for code, (side, value, expected, score) in outside.items():
        row = table.loc[code]
        assert row["outside"] == side
        assert (row["value"], row["expected"], row["score"]) == pytest.approx((value, expected, score), abs=0.06)
        own = Assessment(code, "practice", tidy=here.tidy).notable("03").set_index("indicator_id").loc[indicator]
        assert own["word"] == row["unusual"] and own["people"] == pytest.approx(row["people"])
        again = analysis.beside(Assessment(code, "practice", tidy=here.tidy).practices(indicator)).set_index("area_code").loc[code]
        assert again["outside"] == side
