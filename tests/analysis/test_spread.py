"""What differences between practices go with, against planted shares, a fit made by hand, and the practices that take no part."""

import subprocess
import sys
from math import inf

import numpy as np
import pandas as pd
import pytest

from jsna.analysis import spread as analysis
from jsna.methods import spread

LEVEL = 0.07


def practices(k: int, seed: int, slope: float = 0.0, own: float = 0.0) -> pd.DataFrame:
    """Practices whose register follows both covariates by `slope` and its own way by `own`, in logits for a standard deviation."""
    random = np.random.default_rng(seed)
    n = np.clip(random.lognormal(8.9, 0.5, k), 1_000, 30_000).astype(int)
    z = random.standard_normal((k, 2))
    x = random.binomial(n, 1 / (1 + np.exp(-(np.log(LEVEL / (1 - LEVEL)) + slope * z.sum(axis=1) + own * random.standard_normal(k)))))
    rows = pd.DataFrame({"area_code": [f"P{i}" for i in range(k)], "numerator": x, "denominator": n, "old": 18 + 4 * z[:, 0]})
    return rows.assign(indicator_id="qof_dm_prevalence", value=100 * x / n, score=20 + 8 * z[:, 1], left_out="")


def found(table: pd.DataFrame) -> pd.Series:
    return analysis.by_register(table).iloc[0]


@pytest.mark.parametrize("own", [0.0, 0.2])
def test_covariates_that_have_nothing_to_do_with_it_explain_what_random_ones_do_and_that_is_taken_off(own: float) -> None:
    made = [practices(20, seed, own=own) for seed in range(300)]
    tables = [found(table) for table in made]
    explained = [1 - analysis.fitted(*columns(table))[0] / spread.deviance(table["numerator"], table["denominator"]) for table in made]
    assert np.mean(explained) == pytest.approx(2 / 19, abs=0.03)
    assert 100 * np.mean(explained) == pytest.approx(np.mean([row["random"] for row in tables]), abs=1.5)
    assert np.median([row["associated"] for row in tables]) < 2
    assert 0.005 < np.mean([row["probability"] < 0.05 for row in tables]) < 0.1


def columns(table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    z = table[["old", "score"]].to_numpy()
    return table["numerator"].to_numpy(), table["denominator"].to_numpy(), (z - z.mean(axis=0)) / z.std(axis=0)


@pytest.mark.parametrize("slope, own", [(0.15, 0.05), (0.1, 0.1), (0.05, 0.2)])
def test_a_planted_share_is_found_and_held_by_the_limits(slope: float, own: float) -> None:
    shares, errors, held = [], [], []
    for seed in range(150):
        table = practices(25, seed, slope, own)
        chance = (table["denominator"] * LEVEL * (1 - LEVEL)).mean()  # how well a register tells a logit
        z, n = columns(table)[2].sum(axis=1), table["denominator"]
        planted = chance * slope**2 * np.average((z - np.average(z, weights=n)) ** 2, weights=n)
        true, row = 100 * planted / (1 + planted + chance * own**2), found(table)
        shares.append(true)
        errors.append(row["associated"] - true)
        held.append(row["lower"] <= true <= row["upper"])
    assert np.mean(errors) == pytest.approx(0, abs=5) and 0.88 <= np.mean(held) <= 0.99
    assert (np.mean(shares) > 80) == (own == 0.05), "the first plants nearly all of it"


def test_chance_alone_gives_a_deviance_of_one_for_each_practice_but_one() -> None:
    deviances = [spread.deviance(table["numerator"], table["denominator"]) for table in (practices(20, seed) for seed in range(400))]
    assert np.mean(deviances) == pytest.approx(19, abs=0.9)


def test_two_groups_have_the_deviance_of_their_own_proportions() -> None:
    # One covariate of two values: the model gives each group its own proportion, so the deviance is that within the groups.
    x, n, group = np.array([5, 9, 30, 41]), np.array([100, 120, 110, 130]), np.array([-1.0, -1, 1, 1])
    within = spread.deviance(x[:2], n[:2]) + spread.deviance(x[2:], n[2:])
    assert analysis.fitted(x, n, group[:, None])[0] == pytest.approx(within, rel=1e-8)


def test_covariates_that_are_one_count_once_and_a_constant_counts_for_nothing() -> None:
    table = practices(20, 1, 0.1, 0.1)
    alone, twice = table.assign(score=20.0), table.assign(score=3 * table["old"] + 1)
    assert found(twice)["random"] < 0.7 * found(table)["random"]
    assert found(alone)["associated"] == pytest.approx(found(twice)["associated"], rel=1e-6)
    nothing = found(table.assign(old=18.0, score=20.0))
    assert nothing["why"] == analysis.ALIKE and np.isnan(nothing["associated"])


def test_registers_without_differences_are_all_chance_and_need_no_model() -> None:
    table = practices(12, 1)
    for count in (0, table["denominator"]):
        row = found(table.assign(numerator=count))
        assert (row["associated"], row["chance"], row["rest"], row["why"]) == (0, 100, 0, "")


def test_nine_practices_are_too_few_and_ten_are_not() -> None:
    assert found(practices(9, 1, 0.1))["why"] == analysis.FEW and np.isnan(found(practices(9, 1, 0.1))["chance"])
    assert found(practices(10, 1, 0.1))["why"] == ""


def test_the_share_of_more_practices_is_known_better() -> None:
    few, many = (found(practices(k, 1, 0.1, 0.1)) for k in (15, 150))
    assert many["upper"] - many["lower"] < 0.5 * (few["upper"] - few["lower"])


def test_the_order_of_practices_does_not_matter() -> None:
    table = practices(20, 1, 0.1, 0.1)
    pd.testing.assert_series_equal(found(table), found(table.iloc[::-1]), check_exact=False, rtol=1e-6)


def ages(patients: dict[str, float], old: float = 0.25, edge: float = 65) -> pd.DataFrame:
    bands = (((0, edge - 1), 1 - old), ((edge, inf), old))
    rows = [(code, "female", *band, n * part) for code, n in patients.items() for band, part in bands]
    return pd.DataFrame(rows, columns=["area_code", "sex", "youngest", "oldest", "patients"])


def living(patients: dict[str, float]) -> pd.DataFrame:
    return pd.DataFrame({"area_code": patients.keys(), "value": 21.0, "denominator": patients.values()})


def test_each_practice_that_takes_no_part_has_its_reason() -> None:
    registers = pd.DataFrame({"area_code": list("ABCDEF"), "value": [7.0, np.nan, 7, 7, 7, 7], "numerator": 70, "denominator": 1000})
    registers["special"] = ["", "", "", "newly listed", "", ""]
    held = ages({"A": 1_000, "B": 5_000, "D": 5_000, "E": 5_000, "F": 5_000})
    table = analysis.with_reasons(registers, analysis.known_of(held, living({"A": 1_000, "B": 5_000, "C": 5_000, "D": 5_000, "F": 3_999})))
    assert table["left_out"].tolist() == ["", "no figure", "no ages", "special", "no small areas", "another list"]
    assert table["old"].iloc[0] == pytest.approx(25) and table["score"].iloc[0] == 21


def test_a_practice_without_anybody_of_65_has_none_and_ages_across_65_say_nothing() -> None:
    young = analysis.known_of(ages({"A": 2_000}, old=0).query("youngest == 0"), living({"A": 2_000}))
    assert young["old"].tolist() == [0]
    assert analysis.known_of(ages({"A": 2_000}, edge=60), living({"A": 2_000}))["old"].isna().all()


def test_a_report_without_the_figure_does_not_pay_for_statsmodels() -> None:
    said = "import jsna, sys; print('statsmodels' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True).stdout.strip() == "False"
