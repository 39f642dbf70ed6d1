"""An area says how many patients are in no number of it, because their practice gave no register."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from jsna import Assessment
from jsna.catalogue import definition
from jsna.figures import clauses
from jsna.figures.clauses import left_out as told
from jsna.figures.clauses import left_out_facts as facts
from jsna.figures.core.figure import Figure
from jsna.figures.kinds.trend import trend
from jsna.report.audit.numbers import faults
from jsna.report.audit.tree import read

WHY = "3 practices gave no register (J82046, J82065, J82123)"


def rows(*left_out: float | None) -> pd.DataFrame:
    return pd.DataFrame({"period": "2018/19", "value": 13.6, "left_out": pd.Series(left_out, dtype="float64"), "why_left_out": WHY})


@pytest.mark.parametrize(
    "left_out, said",
    [
        ((37_059.0,), (f"2018/19: 37,059 patients are in neither number: {WHY}. They may be counted at another practice too.",)),
        ((37_059.0, 29_000.0), (f"2018/19: up to 37,059 patients are in neither number: {WHY}. {clauses.PERHAPS}.",)),
        ((None,), ()),
    ],
)
def test_how_many_are_left_out_and_why(left_out: tuple[float | None, ...], said: tuple[str, ...]) -> None:
    assert told(rows(*left_out)) == said and len(facts(rows(*left_out))) == len(said)


@pytest.mark.parametrize(
    "lists, left_out, where",
    [
        # North Hampshire, Redditch and Bromsgrove, and North Hampshire had its practices not been counted at others.
        ([225_922.0, 227_385.0, 231_007.0], 37_059.0, clauses.ELSEWHERE),
        ([177_616.0, 177_936.0, 179_368.0], 817.0, clauses.PERHAPS),
        ([225_922.0, 190_326.0, 231_007.0], 37_059.0, clauses.PERHAPS),
    ],
)
def test_patients_for_whom_the_years_beside_have_no_room_are_counted_elsewhere(lists: list[float], left_out: float, where: str) -> None:
    years = rows(None, left_out, None).assign(period=["2017/18", "2018/19", "2019/20"], denominator=lists)
    assert told(years) == (f"2018/19: {left_out:,.0f} patients are in neither number: {WHY}. {where}.",)


def test_a_number_that_is_missing_says_its_own_reason_elsewhere() -> None:
    assert told(rows(37_059.0).assign(value=float("nan"))) == () == told(rows(1.0).drop(columns="left_out"))


@pytest.mark.real_data
def test_north_hampshire_says_who_is_not_in_its_registers_of_2018_19(real: Path) -> None:
    made = trend(Assessment("10J", tidy=real / "data" / "tidy"), "qof_hyp_prevalence")
    assert isinstance(made, Figure) and list(faults(read(made._repr_html_())[0])) == []
    assert f"2018/19: 37,059 patients are in neither number: {WHY}. {clauses.ELSEWHERE}." in made.sentence.detail


@pytest.mark.parametrize(
    "measure, unit, said",
    [
        ("proportion", "% of patients", "72.4%"), ("share", "% of residents", "72.4%"), ("standardised", "per 100,000", "72.4"),
        ("rate", "per 100,000", "72.4"), ("mean", "years", "72.4"), ("score", "score", "72.4"), ("count", "patients", "72"),
    ],
)  # fmt: skip
def test_a_value_is_written_as_its_measure_writes_it(measure: str, unit: str, said: str) -> None:
    assert clauses.value(72.4, replace(definition("qof_dm_prevalence"), measure=measure, unit=unit)) == said


def test_what_has_no_event_is_said_by_its_name_and_needs_no_condition() -> None:
    deaths = replace(definition("list_size"), name="Deaths under 75", unit="per 100,000", measure="standardised", event="", condition="")
    assert clauses.measured(72.4, deaths) == "Deaths under 75: 72.4 per 100,000" and clauses.about(deaths) == "deaths under 75"
    assert clauses.measured(7.06, definition("qof_dm_prevalence")) == "7.1% of patients aged 17 and over are recorded with diabetes"
    assert clauses.qualified(deaths) == "" and "as recorded by GPs" in clauses.qualified(definition("qof_dm_prevalence"))


def test_a_column_is_headed_the_rest_of_a_larger_area_where_it_is_the_rest_and_no_other_way() -> None:
    larger = pd.DataFrame({"larger": ["STP"]})
    assert clauses.beside("the rest of Elmland", larger) == "rest of wider area"
    assert clauses.beside("Elmland, which holds it", larger) == "wider area" and clauses.beside("England", larger[[]]) == "England"


@pytest.mark.parametrize(
    "high, low, among, told",
    [
        (3, 0, 3, "higher than England on all 3 rates"), (0, 2, 2, "lower than England on both rates"),
        (0, 2, 3, "lower than England on 2 of 3 rates and higher on none"), (1, 1, 3, "higher than England on 1 of 3 rates and lower on 1"),
        (1, 0, 1, "higher than England on 1 of 1 rate and lower on none"),
    ],
)  # fmt: skip
def test_on_how_many_it_is_higher_or_lower_begins_with_the_side_that_has_more(high: int, low: int, among: int, told: str) -> None:
    assert clauses.on_how_many(high, low, "England", among, "rate") == told
