"""Admissions for indicators: of patients of practices, by what was asked for, and of nobody who is only a resident."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from jsna.records import admissions, run

TODAY = dt.date(2026, 1, 1)
WITHOUT, WITH = admissions.STAYED


def test_residents_without_a_practice_are_in_no_count_that_is_divided_by_patients_of_practices(
    extract: Callable[..., Path], data: Path
) -> None:
    facts = run.build(extract({"GPPRAC": "&"}, {"GPPRAC": "V81999"}), data, "hes", TODAY)
    assert facts.admissions == 2 and admissions.admissions(data, TODAY, admissions.phrases()).empty


def test_admissions_with_and_without_a_night_are_all_of_them(extract: Callable[..., Path], data: Path) -> None:
    same_day, unknown = {"DISDATE": "2018-05-01", "EPIEND": "2018-05-01"}, {"DISDATE": "", "SPELEND": "N", "EPIEND": "2018-05-01"}
    run.build(extract({}, {}, same_day, unknown), data, "hes", TODAY)
    counted = admissions.admissions(data, TODAY, admissions.phrases()).set_index("counted")["admissions"]
    assert (counted[WITHOUT], counted[WITH], counted[admissions.ALL]) == (1, 3, 4)


@pytest.mark.parametrize(("change", "transferred"), [({"ADMIMETH": "2B"}, 1), ({}, 2)])
def test_a_transfer_is_an_emergency_that_chronic_conditions_leave_out(
    change: dict[str, str], transferred: int, extract: Callable[..., Path], data: Path
) -> None:
    run.build(extract({"DIAG_4_01": "J440"}, {"DIAG_4_01": "J440"} | change), data, "hes", TODAY)
    counted = admissions.admissions(data, TODAY, admissions.phrases()).set_index("counted")["admissions"]
    assert (counted[admissions.ALL], counted[f"{admissions.EMERGENCY}copd"], counted[f"{admissions.EMERGENCY}acs_chronic"]) == (
        2, 2, transferred)  # fmt: skip
