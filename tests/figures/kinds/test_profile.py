"""A profile of registers says how many differ, and how many would by chance if none truly did."""

import pandas as pd

from jsna.catalogue import definition
from jsna.figures.core.figure import Figure
from jsna.figures.kinds.profile import figure as profile
from jsna.report.audit.numbers import faults
from jsna.report.audit.tree import read

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
        "Furthest above (here, England): atrial fibrillation (18.0%, 10.0%), chronic obstructive pulmonary disease (17.0%, 10.0%), "
        "epilepsy (16.0%, 10.0%), high blood pressure (15.0%, 10.0%) and coronary heart disease (14.0%, 10.0%)."
    )
    assert few.sentence.detail[0].startswith("Higher (here, England): atrial fibrillation") and "diabetes" in few.sentence.detail[0]


def test_numbers_of_several_measures_stand_in_one_table_with_their_units() -> None:
    rows = compared(["higher", "similar"]).assign(indicator_id=["qof_dm_prevalence", "list_aged_50_over"])
    mixed, alike = profile({"England": rows}), profile({"England": compared(["higher", "similar"])})
    assert mixed.columns["unit"].label == "Unit" and set(mixed.rows["unit"]) == {definition(key).unit for key in rows["indicator_id"]}
    assert mixed.columns["value"].text(13.0) == "13.0" and "1 of 2 measures" in mixed.sentence.headline
    assert alike.columns["value"].text(13.0) == "13.0%" and "unit" not in alike.columns
