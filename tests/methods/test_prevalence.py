"""Expected prevalence and detection."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

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


groups = st.lists(st.tuples(st.integers(0, 10**6), st.floats(0, 1)), min_size=1, max_size=40)


@given(groups, groups)
def test_of_two_lists_together_as_many_are_expected_as_of_each_and_never_more_than_there_are(one, other):
    people, chance = np.array([*one, *other]).T
    found = prevalence.expected(people, chance)
    assert 0 <= found <= people.sum() * (1 + 1e-12)
    assert found == pytest.approx(prevalence.expected(*np.array(one).T) + prevalence.expected(*np.array(other).T))
    assert found == pytest.approx(sum(number * share for number, share in [*one, *other]))


@given(groups, st.floats(0, 1))
def test_where_each_group_has_the_same_prevalence_ages_do_not_matter(parts, chance):
    people = np.array(parts)[:, 0]
    assert prevalence.expected(people, [chance] * len(people)) == pytest.approx(people.sum() * chance)


@given(st.lists(groups.map(lambda parts: np.array(parts)[0]), min_size=1, max_size=8))
def test_many_areas_at_once_are_each_by_itself(areas):
    people, chance = np.array(areas).T
    together = prevalence.expected(people[:, None], chance[:, None])
    assert together.tolist() == [prevalence.expected([number], [share]) for number, share in areas]


@given(st.sampled_from(sorted(prevalence.AGE_BASES)), st.sets(st.integers(1, 95)))
def test_bands_that_do_not_cross_an_end_hold_the_people_of_the_base(base, starts):
    low, high = prevalence.AGE_BASES[base]
    first = np.array(sorted({0, int(low), *starts, *([int(high) + 1] if np.isfinite(high) else [])}))
    last = np.append(first[1:] - 1, np.inf)
    ages = np.arange(0, 110)
    of_band = [((ages >= a) & (ages <= z)).sum() for a, z in zip(first, last, strict=True)]
    inside = prevalence.in_age_base(first, last, base)
    assert sum(np.array(of_band)[inside]) == ((ages >= low) & (ages <= high)).sum()


@given(st.integers(0, 10**5), st.floats(0.5, 10**5))
def test_detection_rises_with_the_register_and_lies_within_its_limits(register, expected):
    value, lower, upper = prevalence.detection([register, register + 1], expected)
    assert np.all((lower <= value) & (value <= upper)) and value[1] > value[0] and lower[1] > lower[0] and upper[1] > upper[0]
    assert value[0] * expected == pytest.approx(register)
