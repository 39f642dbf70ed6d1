"""A number of any measure gives a hidden count away: a percentage, a rate per 1,000 or 100,000, a ratio, a number a day."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from jsna import catalogue
from jsna.methods import proportions, rates, standardisation
from jsna.report.audit import disclosure, published

KEY = {"footprint": "ccg_2019", "period": "2019/20", "sex": "all", "age": "all", "category_type": "", "category": ""}
DIABETES = "qof_dm_prevalence"
COUNTS = list(range(1, 8))
PEOPLE = 9_137.0
#: What a unit says, and how many it is per.
UNITS = [
    ("% of patients", 100),
    ("per cent of deaths", 100),
    ("a fraction of patients", 1),
    ("per 1,000 patients", 1_000),
    ("deaths per 100,000 people", 100_000),
    ("events per 10000", 10_000),
    ("ratio (England = 100)", 100),
    ("ratio of observed to expected", 1),
    ("a day", 1),
]


@pytest.fixture
def unit(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Gives an indicator another unit."""
    known = catalogue.definitions()

    def give(said: str) -> None:
        of_unit = replace(known[DIABETES], unit=said, measure="standardised")
        for module in (disclosure, published):
            monkeypatch.setattr(module, "definitions", lambda: known | {DIABETES: of_unit})

    yield give


def hidden(**numbers: object) -> pd.DataFrame:
    """A row for each small count, hidden, with the numbers that are still shown."""
    named = {"indicator_id": DIABETES, "value_note": "suppressed", "numerator": np.nan, "source_id": "qof_raw"} | KEY
    empty = dict.fromkeys(["value", "denominator", "lower_95", "upper_95", "lower_998", "upper_998"], np.nan)
    areas = [f"Z{count}" for count in COUNTS]
    return pd.DataFrame({"area_code": areas, **{name: numbers.get(name, value) for name, value in (named | empty).items()}})


ALL = dict(enumerate(COUNTS))


@pytest.mark.parametrize("said, per", UNITS)
def test_a_number_times_its_denominator_is_the_count_whatever_it_is_per(unit: Callable[[str], None], said: str, per: int) -> None:
    unit(said)
    rows = hidden(value=np.array(COUNTS) / PEOPLE * per, denominator=PEOPLE)
    assert disclosure.rate_times_denominator(rows) == ALL
    assert published.counted(rows).round(6).tolist() == COUNTS
    unit("deaths per 11 people")  # as it is not
    assert disclosure.rate_times_denominator(rows) == ALL


def test_a_count_is_its_own_value_and_the_days_of_a_month_are_known() -> None:
    years = hidden(indicator_id="mar_day_case_year", value=np.array(COUNTS, dtype=float))
    assert disclosure.rate_times_denominator(years) == ALL
    months = hidden(indicator_id="mar_day_case", period="2019-02", value=np.array(COUNTS) / 28)
    assert disclosure.rate_times_denominator(months) == ALL


@pytest.mark.parametrize("level, confidence", [("95", 0.95), ("998", 0.998)])
@pytest.mark.parametrize("among", [PEOPLE, np.nan])
@pytest.mark.parametrize("said, per", UNITS)
def test_limits_of_a_proportion_are_its_count_with_and_without_a_denominator(
    unit: Callable[[str], None], said: str, per: int, among: float, level: str, confidence: float
) -> None:
    unit(said)
    lower, upper = proportions.wilson(COUNTS, PEOPLE, confidence)
    rows = hidden(denominator=among, **{f"lower_{level}": per * lower, f"upper_{level}": per * upper})
    assert disclosure.interval_inverted(rows) == ALL


@pytest.mark.parametrize("level, confidence", [("95", 0.95), ("998", 0.998)])
@pytest.mark.parametrize("per", [1, 100, 1_000, 100_000])
@pytest.mark.parametrize("limits", [rates.exact_limits, rates.byar_limits], ids=["exact", "Byar"])
def test_limits_of_a_rate_are_its_count_without_anything_else(
    limits: Callable[..., tuple[np.ndarray, np.ndarray]], per: int, level: str, confidence: float
) -> None:
    lower, upper = (per * limit / PEOPLE for limit in limits(COUNTS, confidence))
    possible = {row: count for row, count in ALL.items() if lower[row] > 0}
    assert disclosure.interval_inverted(hidden(**{f"lower_{level}": lower, f"upper_{level}": upper})) == possible
    assert len(possible) >= 6


def test_a_standardised_rate_between_its_limits_is_its_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standardisation, "FEWEST_EVENTS", 0)  # a publisher that gives rates of so few
    deaths = np.array([[count - count // 2, count // 2] for count in COUNTS])
    rate = standardisation.direct(deaths, np.full((7, 2), 5_000.0), np.broadcast_to([3.0, 1.0], (7, 2)), 100_000)
    rows = hidden(value=rate.value, lower_95=rate.lower, upper_95=rate.upper)
    assert disclosure.interval_inverted(rows) == ALL


def test_nothing_is_told_where_nothing_is_shown_nor_by_larger_counts() -> None:
    assert disclosure.rate_times_denominator(hidden(denominator=PEOPLE)) == disclosure.interval_inverted(hidden(denominator=PEOPLE)) == {}
    larger = np.array([8.0, 9.0, 10.0, 50.0, 100.0, 500.0, 5_000.0])
    lower, upper = proportions.wilson(larger, PEOPLE)
    more = hidden(value=larger / PEOPLE * 100, denominator=PEOPLE, lower_95=100 * lower, upper_95=100 * upper)
    assert disclosure.rate_times_denominator(more) == disclosure.interval_inverted(more) == {}


#: Admissions of each fifth of an area, of the younger and the older, and those of all: 110, of which 41, 37, 29 and 3.
FIFTHS = [[59.0, 51.0], [20.0, 21.0], [18.0, 19.0], [19.0, 10.0], [2.0, 1.0]]


def _rates(events: np.ndarray, squares: np.ndarray) -> pd.DataFrame:
    """Rates and limits of exact counts beside these rounded, of all and of each fifth, the last of which is hidden."""
    people = np.array([[90_000.0, 60_000.0], *[[18_000.0, 12_000.0]] * 4])
    numbers = {"numerator": 5 * np.floor(events.sum(axis=1) / 5 + 0.5), "denominator": people.sum(axis=1)}
    for level, confidence in {"95": 0.95, "998": 0.998}.items():
        rate = standardisation.direct(events, people, np.broadcast_to([3.0, 1.0], events.shape), 100_000, confidence, squares)
        numbers |= {"value": rate.value, f"lower_{level}": rate.lower, f"upper_{level}": rate.upper}
    last = pd.Series([False] * 4 + [True])
    fifths = {"category_type": ["", *["fifth"] * 4], "category": ["", *"1234"]}
    named = {"indicator_id": "admissions_by_fifth_emergency", "source_id": "hes_residents_2011_mid-2019_2019", "area_code": "ZX4"}
    return pd.DataFrame(numbers).mask(last).assign(value_note=np.where(last, "suppressed", ""), **named | KEY | fifths)


@pytest.mark.parametrize("repeated, told", [
    ([1, 1, 1, 1, 1], {4: 3.0}),
    ([1.2, 1.2, 1, 1, 1], {}),  # of people who came several times limits tell fewer events: the rounded counts leave 1 to 7
    ([1, 1.2, 1, 1, 1], {}),
])  # fmt: skip
def test_rates_of_a_total_and_its_parts_tell_the_one_that_is_hidden_though_their_counts_are_rounded(
    repeated: list[float], told: dict[int, float]
) -> None:
    events = np.array(FIFTHS)
    rows = _rates(events, events * np.array(repeated)[:, None])
    assert rows["numerator"].tolist()[:4] == [110, 40, 35, 30]
    rates_alone = rows.assign(**dict.fromkeys(["lower_95", "upper_95"], np.nan))
    assert disclosure.total_minus_shown(rows, rows.head(0)) == disclosure.total_minus_shown(rates_alone, rows.head(0)) == told
    assert disclosure.total_minus_shown(rows, rows.tail(1)) == told
    without = rows.assign(**dict.fromkeys(["lower_95", "upper_95", "lower_998", "upper_998"], np.nan))
    assert disclosure.total_minus_shown(without, rows.head(0)) == {}
