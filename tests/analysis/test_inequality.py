"""Inequality: the line through small areas, by values of a published example, and what cannot be drawn through."""

import numpy as np
import pandas as pd
import pytest

from jsna.analysis.inequality import FEWEST, across, slope

#: Ten areas of as many people, each a year above the one before: the line rises by ten years over the whole range.
RISING = pd.DataFrame({
    "area_code": [f"Z{i}" for i in range(10)], "deprivation": np.arange(10, 0, -1.0), "value": 70.5 + np.arange(10), "measure": "mean",
    "denominator": 1000.0,
}).assign(lower_95=lambda rows: rows["value"] - 1.96, upper_95=lambda rows: rows["value"] + 1.96)  # fmt: skip


def test_the_line_runs_over_the_whole_range_and_not_between_the_first_and_the_last() -> None:
    line = slope(across(RISING.sample(frac=1, random_state=1)))
    assert line is not None
    assert line[["sii", "most_deprived", "least_deprived"]].tolist() == pytest.approx([10.0, 70.0, 80.0])
    # Its standard error is that of the slope of ten values with a standard error of 1 at the middles of tenths: 1 / sqrt(0.825); t is of 8.
    assert line["sii_upper"] - line["sii"] == pytest.approx(2.30600 / np.sqrt(0.825), rel=1e-4)


def test_an_area_of_few_deaths_weighs_little() -> None:
    """The least deprived of ten, ten years above the line: known to a year either way, or to fourteen."""
    odd = RISING["area_code"] == "Z9"
    values = RISING.assign(value=RISING["value"] + 10.0 * odd)
    surely, roughly = (
        slope(across(values.assign(lower_95=values["value"] - half, upper_95=values["value"] + half)))
        for half in (1.96 + 0.0 * odd, 1.96 + 12.0 * odd)
    )
    assert surely is not None and roughly is not None
    assert surely["sii"] > 15 and roughly["sii_lower"] < 10 < roughly["sii_upper"] and roughly["sii"] < 13


def test_areas_stand_at_the_middle_of_their_people_the_most_deprived_first() -> None:
    rows = across(RISING.assign(denominator=[3000.0] + [1000.0] * 9))
    assert rows["place_in_range"].tolist()[:2] == pytest.approx([0.125, 0.25 + 1 / 24])
    assert rows["deprivation"].is_monotonic_decreasing


def test_areas_without_a_value_or_a_score_are_left_out_and_too_few_give_no_line() -> None:
    rows = RISING.assign(value=RISING["value"].where(RISING["area_code"] != "Z3"))
    assert "Z3" not in across(rows)["area_code"].tolist()
    assert len(across(rows)) < FEWEST and slope(across(rows)) is None


def test_a_rate_is_put_on_the_scale_of_its_measure() -> None:
    rate = RISING.assign(value=100 * np.exp(-0.1 * np.arange(10)), measure="standardised")
    rows = across(rate.assign(lower_95=rate["value"] * np.exp(-0.196), upper_95=rate["value"] * np.exp(0.196)))
    line = slope(rows)
    assert line is not None and line["least_deprived"] / line["most_deprived"] == pytest.approx(np.exp(-1.0))
