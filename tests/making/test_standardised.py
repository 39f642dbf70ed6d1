"""Standardised numbers: sums by age become the rate or the ratio that the methods give, and nothing where an age is lacking."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from jsna.catalogue import definitions
from jsna.making import indicators
from jsna.making.standardised import BANDS, standardised, within
from jsna.methods import standard_population, standardisation

CHANCE = np.random.default_rng(7)
RATE, RATIO = definitions()["admissions_emergency"], definitions()["admissions_emergency_ratio"]


def sums(**areas: tuple[np.ndarray, np.ndarray]) -> pd.DataFrame:
    """Sums by age of areas, each `footprint__code`, with its events and people."""
    frames = [
        pd.DataFrame({"area": name, "age": BANDS, "numerator": events, "denominator": people})
        for name, (events, people) in areas.items()
    ]
    rows = pd.concat(frames, ignore_index=True)
    rows[["footprint", "area_code"]] = rows.pop("area").str.split("__", expand=True)
    same = {"unit_kind": "practice", "placed": "2022/23", "period": "2022/23", "edition": "2022/23", "sex": "all", "category": ""}
    numbers = {"people": np.nan, "squares": np.nan, "cover": 1.0, "left_out": 0.0}
    return rows.assign(**same, what=RATE.counts, category_type="", source_id="hes_admissions", **numbers)


def area(scale: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    people = CHANCE.integers(500, 2_000, len(BANDS)).astype(float)
    return CHANCE.poisson(scale * 0.05 * people).astype(float), people


def test_a_rate_is_that_of_the_method_for_the_bands_of_its_ages() -> None:
    events, people = area()
    of_65 = replace(RATE, ages="65+")
    for definition, at in ((RATE, slice(None)), (of_65, slice(13, None))):
        (row,) = indicators.rows(sums(ccg_2019__X=(events, people)), [definition]).to_dict("records")
        rate = standardisation.direct(events[at], people[at], standard_population.european_2013()[at], 100_000)
        assert [row[name] for name in ("value", "lower_95", "upper_95")] == pytest.approx([rate.value, rate.lower, rate.upper], rel=1e-12)
        assert (row["numerator"], row["denominator"], row["age"]) == (events[at].sum(), people[at].sum(), definition.ages or "all")


def test_limits_of_a_rate_widen_with_the_squares_of_what_each_person_had() -> None:
    events, people = area()
    cells = sums(ccg_2019__X=(events, people))
    once, often = (indicators.rows(cells.assign(squares=times * events, people=events / times), [RATE]) for times in (1, 2))
    width = [(rows["upper_95"] - rows["lower_95"]).item() for rows in (once, often)]
    assert once["value"].item() == often["value"].item()
    assert width[1] / width[0] == pytest.approx(np.sqrt(2), rel=0.01)
    assert often["people"].item() == events.sum() / 2


def test_a_ratio_is_observed_over_what_is_expected_at_englands_rates_and_that_of_england_by_itself_is_one() -> None:
    one, other = area(), area(3.0)
    england = (one[0] + other[0], one[1] + other[1])
    every = indicators.rows(sums(practice__A=one, practice__B=other, england__E92000001=england), [RATIO]).set_index("area_code")
    rows = every.drop(index="E92000001")
    awaited = standardisation.expected(np.array([one[1], other[1]]), *england)
    assert rows["denominator"].tolist() == pytest.approx(awaited.tolist()) and awaited.sum() == pytest.approx(england[0].sum())
    assert rows["value"].tolist() == pytest.approx((100 * np.array([one[0].sum(), other[0].sum()]) / awaited).tolist())
    assert list(rows.index) == ["A", "B"] and every.loc["E92000001", "value"] == pytest.approx(100)


def test_without_england_there_is_no_ratio() -> None:
    assert indicators.rows(sums(practice__A=area()), [RATIO]).empty


def test_an_area_of_which_an_age_is_lacking_has_a_row_without_a_number() -> None:
    events, people = area()
    lacking = np.where(np.arange(len(BANDS)) == 3, np.nan, events)
    rows = indicators.rows(sums(ccg_2019__X=(lacking, people), ccg_2019__Y=(events, people)), [RATE]).set_index("area_code")
    assert rows["value"].notna().to_dict() == {"Y": True, "X": False} and rows.loc["X", "value_note"] == "missing"
    assert np.isnan(rows.loc["X", "numerator"])


def test_fewer_than_ten_events_have_no_rate_and_practices_none_at_all() -> None:
    few = np.zeros(len(BANDS))
    few[5] = 9
    rows = indicators.rows(sums(ccg_2019__X=(few, area()[1]), practice__A=area()), [RATE])
    assert rows[["area_code", "value_note"]].to_numpy().tolist() == [["X", "too few events"]] and rows["value"].isna().all()


def test_bands_within_ages() -> None:
    assert within("") == BANDS and within("10-24") == ["10-14", "15-19", "20-24"] and within("85+") == ["85-89", "90+"]
    assert within("0-4") == ["0-4"]


def test_rows_in_another_order_give_the_same() -> None:
    rows = sums(ccg_2019__X=area(), ccg_2019__Y=area())
    pd.testing.assert_frame_equal(standardised(rows, RATE), standardised(rows.sample(frac=1, random_state=1), RATE))
