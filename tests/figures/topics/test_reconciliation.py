"""Where publications differ is said as the table has it, and where all agree in one sentence."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from jsna.figures.core.figure import Figure, Notice
from jsna.figures.topics.reconciliation import NOTHING, reconciliation

ROW = {"indicator_id": "qof_af_prevalence", "area_code": "05J", "footprint": "ccg_2019", "period": "2017/18", "age": "all", "place": "Here",
       "numerator": 200.0, "denominator": 10_000.0, "source_id": "qof_ccg_workbook", "other_numerator": 200.0,
       "other_denominator": 10_000.0, "other_id": "qof_ccg_workbook", "other_edition": "2018/19"}


def said(*rows: dict[str, Any]) -> Figure | Notice:
    return reconciliation(SimpleNamespace(reconciliation=lambda: pd.DataFrame([ROW | row for row in rows])))


def test_all_that_agree_are_one_sentence() -> None:
    notice = said({}, {"indicator_id": "qof_ast_prevalence", "period": "2016/17"})
    assert isinstance(notice, Notice)
    assert notice.paragraphs == ("2 registers of 2016/17 and 2017/18 are given by another publication too. All agree.",)


def test_nothing_to_compare_is_said() -> None:
    notice = reconciliation(SimpleNamespace(reconciliation=pd.DataFrame))
    assert isinstance(notice, Notice) and notice.paragraphs == (NOTHING,)


@pytest.mark.parametrize(
    "wrong, by",
    [({"other_denominator": 9_500.0}, "lists by up to 500 patients"), ({"other_numerator": 199.0}, "registers by up to 1 patient")],
)
def test_what_does_not_differ_is_not_said_to_differ_by_nought(wrong: dict[str, float], by: str) -> None:
    figure = said(wrong, wrong | {"indicator_id": "qof_ast_prevalence"})
    assert isinstance(figure, Figure)
    assert figure.sentence.detail == (f"2017/18: all 2 differ from the CCG workbook of 2018/19, {by}.",)


def test_what_differs_is_listed_with_the_difference_of_register_and_list() -> None:
    figure = said({"other_numerator": 194.0, "other_denominator": 9_500.0}, {"indicator_id": "qof_ast_prevalence"}, {"period": "2016/17"},
                  {"indicator_id": "qof_can_prevalence", "other_numerator": 202.0})
    assert isinstance(figure, Figure)
    assert figure.sentence.headline == "2 of 4 registers are given otherwise elsewhere"
    assert figure.sentence.detail == (
        "2016/17: 1 register agrees with the CCG workbook of 2018/19.",
        "2017/18: 2 of 3 differ from the CCG workbook of 2018/19, registers by up to 6 patients and lists by up to 500 patients.")
    assert figure.rows[["indicator_id", "of_patients", "of_list"]].to_numpy().tolist() == [
        ["qof_af_prevalence", -6.0, -500.0], ["qof_can_prevalence", 2.0, 0.0]]
    assert [figure.columns["of_patients"].text(value) for value in (1_200.0, 0.0, -6.0)] == ["+1,200", "0", "−6"]
