"""People expected by age and sex, and the share of them on a register, against sums made by hand."""

from math import inf, nan

import numpy as np
import pandas as pd
import pytest

from jsna.analysis import expected as analysis

AGES = [(0, 4), (5, 9), (10, 14), (15, inf)]
BANDS = pd.DataFrame(
    [("female", 5, 14, 0.1), ("female", 15, inf, 0.5), ("male", 5, 14, 0.2), ("male", 15, inf, 0.3)],
    columns=["sex", "youngest", "oldest", "share"],
).assign(low=nan, high=nan)


def people(codes: str = "A", ages: list[tuple[float, float]] = AGES, patients: float = 100) -> pd.DataFrame:
    rows = [(code, sex, low, high, patients) for code in codes for sex in ("female", "male") for low, high in ages]
    return pd.DataFrame(rows, columns=["area_code", "sex", "youngest", "oldest", "patients"])


def register(counts: dict[str, float], people: float = 1_000) -> pd.DataFrame:
    rows = pd.DataFrame({"area_code": counts.keys(), "numerator": counts.values(), "denominator": people})
    return rows.assign(value=100 * rows["numerator"] / people)


def test_people_are_counted_in_each_band_of_the_model_and_in_no_other() -> None:
    found = analysis.expected(people("AB").assign(patients=lambda rows: rows["patients"].where(rows["area_code"] == "A", 10)), BANDS)
    assert found["expected"].tolist() == pytest.approx([200 * 0.1 + 100 * 0.5 + 200 * 0.2 + 100 * 0.3, 14.0])
    assert found["people"].tolist() == [600, 60], "those under 5 are not in the model"
    assert found[["expected_low", "expected_high"]].isna().all(axis=None)


def test_an_area_without_anybody_of_an_age_expects_nobody_of_it() -> None:
    rows = people("AB")
    found = analysis.expected(rows[~((rows["area_code"] == "B") & (rows["youngest"] == 15))], BANDS)
    assert found.loc["B", "expected"] == pytest.approx(60)


@pytest.mark.parametrize(
    "ages, fit",
    [
        (AGES, True),
        ([(0, 4), (5, 14), (15, 19), (20, inf)], True),
        ([(0, 9), (10, 14), (15, inf)], False),  # 0-9 would have to be split at 5
        ([(0, 4), (5, 14), (15, 24)], False),  # nobody says who is older
        ([(0, 4), (5, 19), (20, inf)], False),
    ],
)
def test_ages_fit_where_every_band_of_the_model_is_made_of_whole_ones(ages: list[tuple[float, float]], fit: bool) -> None:
    assert analysis.fits(people(ages=ages), BANDS) is fit


def test_one_sex_alone_fits_nothing() -> None:
    assert not analysis.fits(people().query("sex == 'male'"), BANDS)


def test_a_ratio_has_byars_limits_and_the_people_to_find_are_the_rest() -> None:
    # Breslow & Day (1987): 100 events, exact limits 81.4 and 121.6; Byar's are the same to a decimal.
    row = analysis.beside(register({"A": 100}), analysis.expected(people(), BANDS)).iloc[0]
    assert row["ratio"] == pytest.approx(100 * 100 / 140)
    assert np.round(row[["ratio_lower", "ratio_upper"]].astype(float) * 1.4, 1).tolist() == [81.4, 121.6]
    assert row["to_find"] == pytest.approx(40)
    assert np.round(row[["to_find_low", "to_find_high"]].astype(float), 1).tolist() == [18.4, 58.6]
    assert row["expected_share"] == pytest.approx(100 * 140 / 600)


def test_published_limits_of_a_model_widen_the_people_to_find() -> None:
    sure = analysis.beside(register({"A": 100}), analysis.expected(people(), BANDS)).iloc[0]
    model = BANDS.assign(low=BANDS["share"] * 0.9, high=BANDS["share"] * 1.2)
    row = analysis.beside(register({"A": 100}), analysis.expected(people(), model)).iloc[0]
    assert (row["expected_low"], row["expected_high"]) == pytest.approx((126, 168))
    assert row["to_find"] == sure["to_find"]
    assert row["to_find_low"] == pytest.approx(sure["to_find_low"] - 14) and row["to_find_high"] == pytest.approx(sure["to_find_high"] + 28)


def test_a_register_above_its_list_has_no_ratio() -> None:
    rows = register({"A": 100}).assign(value=nan)
    row = analysis.beside(rows, analysis.expected(people(), BANDS)).iloc[0]
    assert np.isnan(row["ratio"]) and np.isnan(row["to_find"]) and row["expected"] == pytest.approx(140)


def test_practices_are_set_beside_all_of_them_and_drawn_towards_it() -> None:
    codes = "ABCDEFGHIJ"
    rows = analysis.beside(register(dict.fromkeys(codes, 100.0) | {"A": 40.0, "J": 190.0}), analysis.expected(people(codes), BANDS))
    found = analysis.practices(rows)
    assert found["together"].unique() == pytest.approx([100 * 1_030 / 1_400])
    assert found["area_code"].tolist()[0] == "A" and found["ratio"].is_monotonic_increasing
    assert found["shrunken"].between(found["ratio"].min(), found["ratio"].max(), inclusive="neither").all()
