"""What is expected of areas: invented ones whose truth is known, and the real CCGs."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from jsna import store
from jsna.analysis.casemix import beside
from jsna.catalogue import definitions
from jsna.making.casemix import COLUMNS, FEWEST, casemix


def rows(areas=60, footprint="ccg_2019", period="2022/23", seed=0):
    random = np.random.default_rng(seed)
    codes = [f"A{n:02d}" for n in range(areas)]
    young, old, score = random.normal(20, 2, areas), random.normal(38, 5, areas), random.normal(22, 7, areas)
    n = random.integers(100_000, 400_000, areas)
    x = random.binomial(n, expit(-2 + 0.05 * (old - 38) + 0.01 * (score - 22) + random.normal(0, 0.05, areas)))
    values = {"list_aged_under_18": young, "list_aged_50_over": old, "imd_average_score": score, "qof_hyp_prevalence": 100 * x / n}
    facts = {"footprint": footprint, "area_code": codes}
    frames = [
        pd.DataFrame({**facts, "indicator_id": key, "period": period, "period_start": "2022-04-01", "value": value}).assign(
            numerator=x if key.startswith("qof") else np.nan, denominator=n if key.startswith("qof") else np.nan
        )
        for key, value in values.items()
    ]
    return pd.concat(frames, ignore_index=True)


def of(table, indicators=("qof_hyp_prevalence",), within=None):
    placed = pd.DataFrame(columns=["unit_kind", "unit", "period", "footprint", "area_code"], dtype="str")
    return casemix(table, placed if within is None else within, list(indicators))


def scored(table, found):
    """The rows of an indicator beside what is expected of each."""
    return beside(table[table["indicator_id"].isin(found["indicator_id"])], found, dict.fromkeys(found["indicator_id"], 10.0))


def test_a_value_is_outside_the_limits_exactly_where_its_score_is_beyond_the_normal_quantile():
    table = scored(rows(), of(rows()))
    outside = (table["value"] < table["expected_lower_95"]) | (table["value"] > table["expected_upper_95"])
    assert outside.equals(table["score"].abs().gt(1.959964)) and outside.any() and not outside.all()


def test_the_newest_period_of_each_indicator_is_expected_with_the_ages_of_that_year():
    older = rows(period="2021/22", seed=1).assign(period_start="2021-04-01")
    other = older[older["indicator_id"].str.startswith("qof")].assign(indicator_id="qof_ost_prevalence")
    both = of(pd.concat([rows(), older, other]), ["qof_hyp_prevalence", "qof_ost_prevalence"])
    assert both.groupby("indicator_id")["period"].unique().map(list).to_dict() == {
        "qof_hyp_prevalence": ["2022/23"], "qof_ost_prevalence": ["2021/22"],
    }  # fmt: skip


def test_too_few_areas_or_ages_that_are_not_held_expect_nothing():
    assert list(of(rows(FEWEST - 1)).columns) == COLUMNS and of(rows(FEWEST - 1)).empty
    table = rows()
    assert of(table[table["indicator_id"] != "list_aged_50_over"]).empty


def test_an_area_without_one_of_these_has_no_expectation_and_the_others_do():
    table = rows()
    lost = (table["area_code"] == "A07") & (table["indicator_id"] == "imd_average_score")
    assert set(of(table[~lost])["area_code"]) == set(table["area_code"]) - {"A07"}


def test_a_practice_has_the_deprivation_of_its_patients_or_of_its_area_and_a_tiny_one_has_no_expectation():
    areas = rows(2)
    practices = rows(80, "practice")
    practices = practices[practices["indicator_id"] != "imd_average_score"]
    lists = practices[practices["indicator_id"] == "qof_hyp_prevalence"].assign(indicator_id="list_size", value=5_000.0)
    lists.loc[lists["area_code"] == "A03", "value"] = 900.0
    score = lists[lists["area_code"] != "A04"].assign(indicator_id="imd_patients_score", value=np.linspace(5, 50, 79))
    codes = [code for code in lists["area_code"] if code != "A05"]
    facts = {"unit_kind": "practice", "period": "2022/23", "footprint": "ccg_2019"}
    within = pd.DataFrame({**facts, "unit": codes, "area_code": "A00"})
    found = of(pd.concat([areas, practices, lists, score]), within=within)
    assert set(found["area_code"]) == set(lists["area_code"]) - {"A03"}  # A04 by its area, A05 by its patients
    without = of(pd.concat([areas, practices, lists, score]))
    assert "A04" not in set(without["area_code"])


@pytest.fixture(scope="module")
def real_table(real: Path) -> pd.DataFrame:
    tidy = real / "data" / "tidy"
    found = store.read_table(tidy / "casemix.parquet")
    ids = [known.id for known in definitions().values() if known.casemix]
    some = [("footprint", "in", ["ccg_2019", "practice"]), ("indicator_id", "in", ids)]
    rows = store.read_table(tidy / "indicators.parquet", some)
    newest = rows.merge(found[["indicator_id", "footprint", "area_code", "period"]])
    return beside(newest, found, dict.fromkeys(ids, 10.0))


@pytest.mark.real_data
@pytest.mark.parametrize("area, register, share, score", [
    ("05J", "hyp", 15.61, 0.5), ("05J", "af", 2.42, None), ("14L", "hyp", 10.83, -1.2), ("99C", "stia", 2.11, 2.2),
    ("M81055", "dep", 13.5, 2.2), ("M81041", "dep", 13.6, -2.1), ("M81025", "mh", 0.91, -2.2),
])
def test_real_places_have_the_shares_that_a_prototype_gave(real_table: pd.DataFrame, area: str, register: str, share: float,
                                                           score: float | None) -> None:
    one = real_table[(real_table["area_code"] == area) & (real_table["indicator_id"] == f"qof_{register}_prevalence")].iloc[0]
    assert one["expected"] == pytest.approx(share, abs=0.05)
    assert score is None or one["score"] == pytest.approx(score, abs=0.1)


@pytest.mark.real_data
def test_few_real_areas_are_unusual_for_their_age_and_deprivation(real_table: pd.DataFrame) -> None:
    ccgs = real_table[real_table["footprint"] == "ccg_2019"]
    unusual, far = (ccgs["score"].abs().gt(limit).groupby(ccgs["indicator_id"]).mean() for limit in (1.959964, 3.090232))
    assert unusual.between(0.01, 0.12).all() and far.lt(0.02).all() and len(unusual) >= 21
