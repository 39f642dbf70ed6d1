"""Means with Student's t limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.methods import means

people = st.lists(st.tuples(st.floats(-1e6, 1e6), st.sampled_from("abc")), min_size=1, max_size=30)


# By hand: 1 ... 5 have mean 3 and standard deviation sqrt(2.5); t with 4 degrees of freedom is 2.776445
# (Fisher & Yates table), so the limits are 3 -+ 2.776445 x sqrt(0.5).
def test_five_values_by_hand():
    value, lower, upper = means.mean([1, 2, 3, 4, 5])
    assert [value, lower, upper] == pytest.approx([3, 3 - 1.963243, 3 + 1.963243], abs=1e-6)


def test_one_person_has_a_mean_without_limits_and_nobody_has_none():
    value, lower, upper = means.mean([[7, np.nan], [np.nan, np.nan], [1, 3]])
    np.testing.assert_array_equal(value, [7, np.nan, 2])
    assert np.isnan(lower).tolist() == np.isnan(upper).tolist() == [True, True, False]


@given(people)
def test_grouped_means_are_those_of_a_loop_over_groups(rows):
    values, labels = [v for v, _ in rows], [g for _, g in rows]
    groups, *limits = means.grouped(values, labels)
    assert groups.tolist() == sorted(set(labels))
    loop = [means.mean([v for v, g in rows if g == group]) for group in groups]
    np.testing.assert_allclose(np.transpose(limits), loop, rtol=1e-9, atol=1e-6)


def test_a_group_of_missing_values_has_no_mean():
    groups, value, lower, _ = means.grouped([np.nan, 1, 3], ["a", "b", "b"])
    assert groups.tolist() == ["a", "b"]
    np.testing.assert_array_equal(value, [np.nan, 2])
    assert np.isnan(lower).tolist() == [True, False]


@given(st.floats(-100, 100), st.floats(0, 10), st.integers(2, 1000))
def test_wider_confidence_contains_narrower(value, deviation, n):
    _, lower, upper = means.from_summary(value, deviation, n)
    _, outer_lower, outer_upper = means.from_summary(value, deviation, n, 0.998)
    assert outer_lower <= lower <= value <= upper <= outer_upper


def test_wrong_input_is_refused():
    with pytest.raises(ValueError, match=r"one label for each value, found shapes \(3,\) and \(2,\)"):
        means.grouped([1, 2, 3], ["a", "b"])
    with pytest.raises(ValueError, match=r"missing label at positions \[1\]"):
        means.grouped([1, 2, 3], ["a", None, "b"])
    with pytest.raises(ValueError, match=r"positions \[1\]"):
        means.mean([1, np.inf])
    with pytest.raises(ValueError, match="negative"):
        means.from_summary(1, -1, 5)
    with pytest.raises(ValueError, match="confidence"):
        means.mean([1, 2], 95)
