"""Expected prevalence and detection."""

import numpy as np
import pytest

from jsna.methods import prevalence, rates


# By hand: 1,000 x 0.01 + 500 x 0.1 = 60.
def test_expected_is_the_sum_over_groups():
    assert prevalence.expected([[1000, 500], [0, 100]], [0.01, 0.1]).tolist() == [60, 10]


def test_detection_has_the_limits_of_the_register():
    low, high = rates.poisson_limits(30)
    assert prevalence.detection(30, 60, 100) == pytest.approx((50, low / 0.6, high / 0.6))
    assert np.isnan(prevalence.detection(0, 0)).all()


@pytest.mark.parametrize(
    "base, ages",
    [
        ("TOTAL", [0, 5, 6, 15, 16, 17, 18, 30, 49, 50, 74, 75]),
        ("06OV", [6, 15, 16, 17, 18, 30, 49, 50, 74, 75]),
        ("16OV", [16, 17, 18, 30, 49, 50, 74, 75]),
        ("17OV", [17, 18, 30, 49, 50, 74, 75]),
        ("18OV", [18, 30, 49, 50, 74, 75]),
        ("50OV", [50, 74, 75]),
        ("30_74", [30, 49, 50, 74]),
    ],
)
def test_age_bases_hold_their_ages(base, ages):
    single = np.array([0, 5, 6, 15, 16, 17, 18, 30, 49, 50, 74, 75])
    assert single[prevalence.in_age_base(single, single, base)].tolist() == ages


def test_bands_that_end_with_the_base_belong_to_it():
    inside = prevalence.in_age_base([25, 30, 70, 75], [29, 34, 74, np.inf], "30_74")
    assert inside.tolist() == [False, True, True, False]


def test_a_band_across_an_end_is_refused():
    with pytest.raises(ValueError, match=r"17OV at positions \[1\]"):
        prevalence.in_age_base([10, 15, 20], [14, 19, 24], "17OV")


def test_an_unknown_base_is_refused():
    with pytest.raises(ValueError, match="40OV"):
        prevalence.in_age_base([1], [1], "40OV")


def test_nobody_and_everybody_may_be_expected():
    assert prevalence.expected([0, 10, 20], [0.5, 0, 1]) == 20


@pytest.mark.parametrize("people, chance", [(-1, 0.5), (1, 1.5), (1, -0.5), (np.nan, 0.5), (1, np.nan)])
def test_wrong_input_is_refused(people, chance):
    with pytest.raises(ValueError, match=r"positions \[0\]"):
        prevalence.expected([people], [chance])
