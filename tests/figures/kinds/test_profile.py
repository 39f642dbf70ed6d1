"""A profile of registers says how many differ, and how many would by chance if none truly did."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure as Canvas

from jsna.catalogue import definition
from jsna.figures.core.figure import Figure
from jsna.figures.kinds.profile import figure as profile
from jsna.report.audit.numbers import faults
from jsna.report.audit.tree import read

RECORDED = "13.0% of patients aged 17 and over are recorded with diabetes"
REGISTERS = ["qof_dm_prevalence", "qof_af_prevalence", "qof_chd_prevalence", "qof_can_prevalence"]


def compared(outcomes: list[str], footprint: str = "ccg_2019") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "indicator_id": REGISTERS[: len(outcomes)], "place": "Elmshire", "period": "2022/23", "age": "all",
            "footprint": footprint, "value": 13.0,
            "lower_95": 12.5, "upper_95": 13.5, "source_id": "qof_raw",
            "comparator_value": 10.0, "outcome_95": outcomes, "outcome_998": "similar",
        }
    )  # fmt: skip


def test_the_expected_number_of_false_findings_counts_only_what_was_tested() -> None:
    figure = profile({"England": compared(["higher", "similar", "similar", "cannot tell"])})
    assert isinstance(figure, Figure)
    assert figure.sentence.detail[-2].startswith("If none truly differed, about 0.2 of 3 would pass the test by chance.")
    assert list(faults(read(figure._repr_html_())[0])) == []


def test_of_a_practice_only_a_test_at_99_8_percent_is_put_in_words() -> None:
    practice = profile({"England": compared(["higher", "higher", "higher", "cannot tell"], "practice")})
    area = profile({"England": compared(["higher", "higher", "higher", "cannot tell"])})
    assert isinstance(practice, Figure) and isinstance(area, Figure)
    assert practice.sentence.headline == "Recorded prevalence is not clearly higher or lower than England on any of 4 registers"
    assert area.sentence.headline == "Recorded prevalence is higher than England on 3 of 4 registers and lower on none"
    assert not [text for text in practice.sentence.detail if "would pass" in text], "none did"
    assert "99.8% level and" in practice.caveat
    assert list(faults(read(practice._repr_html_())[0])) == []


def test_a_register_that_only_adds_says_so() -> None:
    figure = profile({"England": compared(["higher", "similar", "similar", "similar"])})
    assert isinstance(figure, Figure)
    assert "Cancer: the register holds everybody recorded since April 2003, so it tends to grow." in figure.caveat
    assert "Diabetes:" not in figure.caveat


def test_of_many_registers_a_sentence_names_the_five_that_are_furthest() -> None:
    registers = [f"qof_{key}_prevalence" for key in ("dm", "af", "chd", "hyp", "copd", "ep")]
    values = [13.0, 18.0, 14.0, 15.0, 17.0, 16.0]
    rows = pd.DataFrame({"indicator_id": registers, "value": values}).assign(
        place="Elmshire", period="2022/23", age="all", footprint="ccg_2019", lower_95=12.5, upper_95=13.5,
        comparator_value=10.0, source_id="qof_raw", outcome_95="higher", outcome_998="similar",
    )  # fmt: skip
    many, few = (profile({"England": some}) for some in (rows, rows.head(5)))
    assert isinstance(many, Figure) and isinstance(few, Figure)
    assert many.sentence.detail[0] == (
        "Furthest above England are atrial fibrillation (18.0% here, 10.0% in England), chronic obstructive pulmonary disease (17.0%, "
        "10.0%), epilepsy (16.0%, 10.0%), high blood pressure (15.0%, 10.0%) and coronary heart disease (14.0%, 10.0%)."
    )
    assert few.sentence.detail[0].startswith("Higher than England are atrial fibrillation (18.0% here")
    assert "diabetes (13.0%, 10.0%)" in few.sentence.detail[0]


def test_deaths_of_persons_men_and_women_are_one_finding_and_not_three() -> None:
    """Redditch and Bromsgrove beside England in 2018, as NHS Digital gives them."""
    ids = [f"deaths_cvd_under_75{sex}" for sex in ("_men", "", "_women")]
    rows = compared(["lower", "lower", "similar"]).assign(
        indicator_id=ids, period="2018", value=[73.2, 55.5, 37.7], comparator_value=[95.3, 69.3, 43.3], lower_95=0.0, upper_95=99.0)
    figure = profile({"England": rows})
    assert isinstance(figure, Figure) and list(faults(read(figure._repr_html_())[0])) == []
    assert figure.sentence.headline == (
        "Deaths under 75 from cardiovascular disease: 55.5 per 100,000, lower than England (69.3); for men lower, for women similar")
    assert " of 3 " not in " ".join(figure.sentence.detail) and figure.draw is not None
    fig = Canvas(figsize=(8.0, 2.0))
    figure.draw(fig)
    texts = [text.get_text() for text in [*fig.texts, *fig.axes[0].texts]]
    assert {"All", "Men", "Women"} <= set(texts), "the rest of their names stands once above them"
    assert any(text.startswith("Deaths under 75 from cardiovascular disease, per 100,000") for text in texts)
    alike = profile({"England": rows.assign(outcome_95="lower")})
    assert isinstance(alike, Figure) and alike.sentence.headline.endswith(
        "England (69.3); men and women, beside those of England, are each lower")


def test_numbers_of_several_measures_stand_in_one_table_with_their_units() -> None:
    rows = compared(["higher", "similar"]).assign(indicator_id=["qof_dm_prevalence", "list_aged_50_over"])
    mixed, alike = profile({"England": rows}), profile({"England": compared(["higher", "similar"])})
    assert mixed.columns["unit"].label == "Unit" and set(mixed.rows["unit"]) == {definition(key).unit for key in rows["indicator_id"]}
    assert mixed.columns["value"].text(13.0) == "13.0" and "1 of 2 measures" in mixed.sentence.headline
    assert alike.columns["value"].text(13.0) == "13.0%" and "unit" not in alike.columns


@pytest.mark.parametrize("outcome, changes, headline", [
    ("higher", {}, RECORDED + ", higher than England (10.0%)"),
    ("similar", {}, RECORDED + ", similar to England (10.0%)"),
    ("cannot tell", {}, RECORDED + "; England 10.0%, and we cannot tell whether they differ"),
    ("cannot tell", {"lower_95": np.nan}, RECORDED + "; England 10.0%"),
    ("cannot tell", {"comparator_value": np.nan}, RECORDED),
])  # fmt: skip
def test_of_one_indicator_nothing_is_counted(outcome: str, changes: dict[str, float], headline: str) -> None:
    figure = profile({"England": compared([outcome]).assign(age="17+", **changes)})
    assert isinstance(figure, Figure) and figure.sentence.headline == headline
    assert not any("by chance" in sentence for sentence in figure.sentence.detail)
    assert list(faults(read(figure._repr_html_())[0])) == []


def test_what_the_comparator_has_no_value_of_is_not_counted_and_named() -> None:
    figure = profile({"England": compared(["higher", "similar", "cannot tell"]).assign(comparator_value=[10.0, 10.0, np.nan])})
    assert isinstance(figure, Figure)
    assert figure.sentence.headline == "Recorded prevalence is higher than England on 1 of 2 registers and lower on none"
    assert "England has no value of coronary heart disease." in figure.sentence.detail
    assert list(faults(read(figure._repr_html_())[0])) == []
def test_a_name_that_tells_its_ages_stands_in_the_table_as_in_the_sentence() -> None:
    rows = compared(["higher", "similar"]).assign(indicator_id=["admissions_falls_80_plus", "admissions_hip_fracture"], age=["80+", "65+"])
    figure = profile({"England": rows})
    falls, hips = figure.rows["name"]
    assert falls == "Emergency admissions for injuries of people aged 80 and over from falls" and hips.endswith("of older people, 65+")
    assert "aged 80 and over" in figure.sentence.detail[0] and list(faults(read(figure._repr_html_())[0])) == []
