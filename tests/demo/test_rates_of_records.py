"""Rates of the fictional country's records: their limits hold the rates that the records were drawn at as often as they say."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from jsna.demo import ages, records, stays
from jsna.demo.plan import plan
from jsna.making.indicators import means_of
from jsna.making.standardised import BANDS
from jsna.methods import comparison, standard_population, standardisation
from jsna.methods.inequality import slope_index
from jsna.records import admissions, causes, countfile, run

pytestmark = pytest.mark.thorough
ROWS, WEIGHTS, TODAY = 500_000, standard_population.european_2013(), dt.date(2026, 1, 1)
EMERGENCIES = [name for name, cause in records.CAUSES.items() if cause.emergency]
#: Groups of causes that hold what one made-up cause writes and nothing else; and those of them that come alike in summer and winter.
ALONE = ("chd", "stroke", "copd", "pneumonia", "diabetes", "self_harm", "alcohol_specific")
NO_SEASON = ("diabetes", "self_harm", "alcohol_specific")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a workspace in which records are counted."""
    workspace = tmp_path_factory.mktemp("workspace")
    records.write(workspace / "records", ROWS, "parquet")
    records.write_agreement(workspace / "data" / "local")
    run.build(workspace / "records", workspace / "data", records.SOURCE, TODAY)
    return workspace / "data"


@pytest.fixture(scope="module")
def counted(data: Path) -> pd.DataFrame:
    """Admissions of patients of practices, as they were counted, by what is asked."""
    return admissions.admissions(data, TODAY, admissions.phrases()).rename(columns={"practice_code": "unit"})


def _of(counted: pd.DataFrame, cause: str) -> pd.DataFrame:
    return counted[counted["counted"] == f"{admissions.EMERGENCY}{cause}"]


def _by_age(rows: pd.DataFrame, area: pd.Series, number: str, age: str = "age") -> np.ndarray:
    """Sums of a number, a row an area and a column a band of ages."""
    band = rows[age].str.extract(r"^(\d+)")[0].astype(int).clip(upper=90) // 5
    sums = rows.groupby([area, band.rename("band")])[number].sum().unstack()
    return sums.reindex(sorted(area.dropna().unique()), columns=range(len(BANDS))).fillna(0).to_numpy()


@dataclass(frozen=True)
class Areas:
    """Of each area that practices lie in, by age: what was counted, the squares by person, what was to be counted, and patients."""

    came: np.ndarray
    squares: np.ndarray
    expected: np.ndarray
    people: np.ndarray


def _areas(rows: pd.DataFrame, causes: Sequence[str], of: pd.Series) -> Areas:
    true, people = records.expected(plan(), ROWS).query("cause in @causes"), ages.patients(plan())
    came, squares = (_by_age(rows, rows["unit"].map(of), number) for number in ("admissions", "squares"))
    expected = _by_age(true, true["code"].map(of), "expected")
    return Areas(came, squares, expected, _by_age(people, people["code"].map(of), "patients"))


def _practices() -> pd.Series:
    codes = plan().practices["practice_code"]
    return pd.Series(codes.to_numpy(), codes)


def _held(areas: Areas, true: np.ndarray, *squares: np.ndarray) -> list[bool]:
    """Whether the limits of each rate that is given hold the true one."""
    rate = standardisation.direct(areas.came, areas.people, WEIGHTS, 1.0, 0.95, *squares)
    truth = (true / areas.people) @ WEIGHTS / WEIGHTS.sum()
    return list(((rate.lower <= truth) & (truth <= rate.upper))[~rate.too_few])


def test_standardised_rates_of_each_practice_hold_the_true_ones_at_95_per_cent(counted: pd.DataFrame) -> None:
    """Of people who come several times; limits that take each admission as of another person hold them far more rarely."""
    wide: list[bool] = []
    narrow: list[bool] = []
    for cause in ALONE:
        areas = _areas(_of(counted, cause), [cause], _practices())
        wide, narrow = wide + _held(areas, areas.expected, areas.squares), narrow + _held(areas, areas.expected)
    assert len(wide) > 1_000
    assert 0.93 <= np.mean(wide) <= 0.97
    assert np.mean(narrow) <= 0.88


def test_rates_of_nights_hold_the_true_ones_at_95_per_cent(counted: pd.DataFrame) -> None:
    areas = _areas(counted[counted["counted"] == admissions.BED_DAYS], EMERGENCIES, _practices())
    held = _held(areas, areas.expected * stays.MEAN_NIGHTS, areas.squares)
    assert len(held) > 200 and 0.92 <= np.mean(held) <= 0.98
    assert np.mean(_held(areas, areas.expected * stays.MEAN_NIGHTS)) <= 0.6


def test_squares_of_admissions_are_those_of_the_law_that_people_come_by(counted: pd.DataFrame) -> None:
    every = counted[counted["counted"] == admissions.ALL][["admissions", "people", "squares"]].sum()
    assert every["squares"] / every["admissions"] == pytest.approx(stays.VARIANCE, rel=0.01)
    assert every["admissions"] / every["people"] == pytest.approx(stays.MEAN_TIMES, rel=0.01)


def test_mean_lengths_of_stay_hold_the_true_one_at_95_per_cent(counted: pd.DataFrame) -> None:
    sums = counted.groupby(["counted", "unit"])[["admissions", "squares"]].sum()
    nights, ended = sums.loc[admissions.BED_DAYS], sums.loc[admissions.ENDED]
    table = means_of(pd.DataFrame({"numerator": nights["admissions"], "denominator": ended["admissions"], "squares": ended["squares"]}))
    assert nights["admissions"].sum() / ended["admissions"].sum() == pytest.approx(stays.MEAN_NIGHTS, abs=0.02)
    assert 0.92 <= table["lower_95"].le(stays.MEAN_NIGHTS).mul(table["upper_95"].ge(stays.MEAN_NIGHTS)).mean() <= 0.98


def test_as_many_come_back_within_30_days_as_were_sent(counted: pd.DataFrame) -> None:
    true = records.expected(plan(), ROWS)
    emergencies = true["cause"].isin(EMERGENCIES)
    planned = true.loc[true["cause"] == "cataract", "expected"].sum() * (1 - stays.CANCER)
    share = stays.mean_of_returns(true.loc[emergencies, "expected"].sum(), planned)
    sums = counted.groupby("counted")["admissions"].sum()
    assert sums[admissions.RETURNED] / sums[admissions.FOLLOWED] == pytest.approx(share, abs=0.003)


def test_slopes_of_inequality_hold_the_true_ones_at_95_per_cent(counted: pd.DataFrame) -> None:
    practices = plan().practices.set_index("practice_code")
    need = practices.groupby("ccg_code")["need"]
    fifth = ((need.rank(method="first", ascending=False) - 1) * 5 // need.transform("size")).astype(int).astype("str")
    of = (practices["ccg_code"] + " " + fifth).where(need.transform("size") >= 5)
    inside = []
    for cause in ALONE:
        areas = _areas(_of(counted, cause), [cause], of)
        came, squares, expected, people = (each.reshape(-1, 5, len(BANDS)) for each in astuple(areas))
        share = WEIGHTS / WEIGHTS.sum() / people
        rate, true, error = (share * came).sum(-1), (share * expected).sum(-1), np.sqrt((share**2 * squares).sum(-1))
        slope, truth = (slope_index(each, people.sum(-1), error) for each in (rate, true))
        inside += list((slope.sii_lower <= truth.sii) & (truth.sii <= slope.sii_upper))
    assert len(inside) > 200 and 0.92 <= np.mean(inside) <= 0.98


def test_where_no_difference_was_planted_as_few_are_seen_as_chance_gives(data: Path) -> None:
    """Summer beside winter, of causes that know no season: by as many admissions as vary like those of people who come several times."""
    rows = duckdb.sql(countfile.rows(data / "protected" / "admissions" / "hes-2022-23.parquet")).df()
    rows = rows.query("unit_kind == 'practice' and unit != '' and age != 'not known'")
    seen = []
    for cause in NO_SEASON:
        bit = [group.id for group in causes.groups()].index(cause)
        of = rows[rows["causes"].to_numpy(int) >> bit & 1 == 1]
        summer = of["admitted_in"].between("2022-04", "2022-09")
        halves = [of[part].groupby("unit")["admissions"].sum() for part in (summer, ~summer)]
        both = pd.concat(halves, axis=1, keys=["summer", "winter"]).dropna().astype(float)
        both = both[both.min(axis=1) >= 10] / stays.VARIANCE
        ratio = comparison.rate_ratio(both["summer"], 183, both["winter"], 182)
        seen += list((ratio[1] > 1) | (ratio[2] < 1))
    assert len(seen) > 200 and np.mean(seen) <= 0.07
