"""Rates of the fictional country's records: their limits hold the rates that the records were drawn at as often as they say."""

import datetime as dt

import duckdb
import numpy as np
import pandas as pd
import pytest

from jsna.demo import ages, records
from jsna.demo.plan import plan
from jsna.making.standardised import BANDS
from jsna.methods import comparison, standard_population, standardisation
from jsna.methods.inequality import slope_index
from jsna.records import causes, run

pytestmark = pytest.mark.thorough
ROWS, WEIGHTS = 500_000, standard_population.european_2013()
#: Groups of causes that hold what one made-up cause writes and nothing else; and those of them that come alike in summer and winter.
ALONE = ("chd", "stroke", "copd", "pneumonia", "diabetes", "self_harm", "alcohol_specific")
NO_SEASON = ("diabetes", "self_harm", "alcohol_specific")


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Admissions of patients of practices, as they were counted."""
    workspace = tmp_path_factory.mktemp("workspace")
    records.write(workspace / "records", ROWS, "parquet")
    records.write_agreement(workspace / "data" / "local")
    run.build(workspace / "records", workspace / "data", records.SOURCE, dt.date(2026, 1, 1))
    rows = duckdb.sql(run.rows(workspace / "data" / "protected" / "admissions" / "hes-2022-23.parquet")).df()
    return rows.query("unit_kind == 'practice' and unit != '' and age != 'not known'")


def _of(counted: pd.DataFrame, cause: str) -> pd.DataFrame:
    bit = [group.id for group in causes.groups()].index(cause)
    return counted[counted["causes"].to_numpy() >> bit & 1 == 1]


def _by_age(rows: pd.DataFrame, area: pd.Series, number: str, age: str = "age") -> np.ndarray:
    """Sums of a number, a row an area and a column a band of ages."""
    band = rows[age].str.extract(r"^(\d+)")[0].astype(int).clip(upper=90) // 5
    sums = rows.groupby([area, band.rename("band")])[number].sum().unstack()
    return sums.reindex(sorted(area.dropna().unique()), columns=range(len(BANDS))).fillna(0).to_numpy()


def _areas(counted: pd.DataFrame, cause: str, of: pd.Series) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each area that practices lie in: admissions that were counted, those that were to be, and patients, by age."""
    true, rows, people = records.expected(plan(), ROWS).query("cause == @cause"), _of(counted, cause), ages.patients(plan())
    came = _by_age(rows, rows["unit"].map(of), "admissions")
    return came, _by_age(true, true["code"].map(of), "expected"), _by_age(people, people["code"].map(of), "patients")


def test_standardised_rates_of_each_practice_hold_the_true_ones_at_95_per_cent(counted: pd.DataFrame) -> None:
    every = plan().practices["practice_code"]
    inside = []
    for cause in ALONE:
        came, expected, people = _areas(counted, cause, pd.Series(every.to_numpy(), every))
        rate, true = standardisation.direct(came, people, WEIGHTS), (expected / people) @ WEIGHTS / WEIGHTS.sum()
        inside += list(((rate.lower <= true) & (true <= rate.upper))[~rate.too_few])
    assert len(every) > 200 and len(inside) > 1_500
    assert 0.94 <= np.mean(inside) <= 0.97


def test_slopes_of_inequality_hold_the_true_ones_at_95_per_cent(counted: pd.DataFrame) -> None:
    practices = plan().practices.set_index("practice_code")
    need = practices.groupby("ccg_code")["need"]
    fifth = ((need.rank(method="first", ascending=False) - 1) * 5 // need.transform("size")).astype(int).astype("str")
    of = (practices["ccg_code"] + " " + fifth).where(need.transform("size") >= 5)
    inside = []
    for cause in ALONE:
        came, expected, people = (each.reshape(-1, 5, len(BANDS)) for each in _areas(counted, cause, of))
        share = WEIGHTS / WEIGHTS.sum() / people
        rate, true, error = (share * came).sum(-1), (share * expected).sum(-1), np.sqrt((share**2 * came).sum(-1))
        slope, truth = (slope_index(each, people.sum(-1), error) for each in (rate, true))
        inside += list((slope.sii_lower <= truth.sii) & (truth.sii <= slope.sii_upper))
    assert len(inside) > 200 and 0.92 <= np.mean(inside) <= 0.98


def test_where_no_difference_was_planted_as_few_are_seen_as_chance_gives(counted: pd.DataFrame) -> None:
    """Summer beside winter, of causes that know no season."""
    seen = []
    for cause in NO_SEASON:
        rows = _of(counted, cause)
        summer = rows["admitted_in"].between("2022-04", "2022-09")
        halves = [rows[part].groupby("unit")["admissions"].sum() for part in (summer, ~summer)]
        both = pd.concat(halves, axis=1, keys=["summer", "winter"]).dropna()
        both = both[both.min(axis=1) >= 10]
        ratio = comparison.rate_ratio(both["summer"], 183, both["winter"], 182)
        seen += list((ratio[1] > 1) | (ratio[2] < 1))
    assert len(seen) > 200 and np.mean(seen) <= 0.07
