"""Quantile groups: the integer rule, its sizes, and where floating point goes astray."""

from fractions import Fraction
from math import ceil

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.methods import quantiles


def reference(values, n):
    """The rule in exact fractions, area by area."""
    there = [value for value in values if value == value]
    result = []
    for value in values:
        if value != value or len(there) < n:
            result.append(np.nan)
            continue
        rank = 1 + sum(other < value for other in there)
        result.append(n + 1 - ceil(Fraction((len(there) + 1 - rank) * n, len(there))) or 1)
    return result


@given(
    st.lists(st.one_of(st.integers(-5, 5), st.floats(-9, 9), st.just(np.nan)), max_size=60),
    st.integers(1, 12),
)
def test_groups_are_those_of_exact_fractions(values, n):
    np.testing.assert_array_equal(quantiles.groups(values, n), reference(values, n))


@given(st.integers(1, 500), st.integers(1, 12), st.randoms())
def test_sizes_differ_by_at_most_1_without_ties(size, n, random):
    values = list(range(size))
    random.shuffle(values)
    groups = quantiles.groups(values, n)
    if size < n:
        assert np.isnan(groups).all()
    else:
        sizes = np.bincount(groups.astype(int), minlength=n + 1)[1:]
        assert sizes.sum() == size and np.ptp(sizes) <= 1
        assert (np.diff(groups[np.argsort(values)]) >= 0).all()


# By hand: ten values in five groups are pairs; ties share the smallest rank.
def test_small_cases_by_hand():
    assert quantiles.groups(range(10), 5).tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert quantiles.groups([7, 7, 7, 9], 2).tolist() == [1, 1, 1, 2]
    assert quantiles.groups([3, 1, 2], 2).tolist() == [2, 1, 1]


@pytest.mark.parametrize("areas", [106, 135, 149, 195, 317, 32_844])
def test_qcut_still_puts_a_few_areas_elsewhere(areas):
    values = np.arange(areas)
    ours = quantiles.groups(values, 10)
    theirs = pd.qcut(values, 10, labels=False) + 1
    assert 1 <= (ours != theirs).sum() <= 4


def test_missing_values_take_no_part():
    np.testing.assert_array_equal(quantiles.groups([5, np.nan, 1], 2), [2, np.nan, 1])
    column = pd.Series([5, None, 1], dtype="Int64")
    np.testing.assert_array_equal(quantiles.groups(column, 2), [2, np.nan, 1])


@pytest.mark.parametrize("n", [0, -1, 2.5])
def test_a_wrong_number_of_groups_is_refused(n):
    with pytest.raises(ValueError, match="number of groups"):
        quantiles.groups([1, 2], n)
