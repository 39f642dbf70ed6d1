"""Wilson limits against Newcombe's published table, and their properties."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.methods import proportions

whole = st.integers(0, 10**7)
pairs = st.tuples(whole, whole).map(sorted).filter(lambda pair: pair[1] > 0)


# Newcombe (1998) Stat Med 17:857-872, table I, method 3.
@pytest.mark.parametrize(
    "x, n, lower, upper",
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_is_newcombes_method_3(x, n, lower, upper):
    assert np.round(proportions.wilson(x, n), 4).tolist() == [lower, upper]


@given(pairs, st.floats(0.5, 0.999))
def test_wilson_is_symmetric_when_counted_and_uncounted_change_places(pair, confidence):
    x, n = pair
    lower, upper = proportions.wilson(x, n, confidence)
    other_lower, other_upper = proportions.wilson(n - x, n, confidence)
    assert lower == pytest.approx(1 - other_upper, abs=1e-12)
    assert upper == pytest.approx(1 - other_lower, abs=1e-12)


@given(pairs)
def test_wider_confidence_contains_narrower_and_both_contain_the_proportion(pair):
    x, n = pair
    lower, upper = proportions.wilson(x, n)
    outer_lower, outer_upper = proportions.wilson(x, n, 0.998)
    assert 0 <= outer_lower <= lower <= x / n * (1 + 1e-12)
    assert x / n * (1 - 1e-12) <= upper <= outer_upper <= 1


@given(pairs)
def test_limits_are_exactly_0_and_1_at_the_ends(pair):
    _, n = pair
    assert proportions.wilson(0, n)[0] == 0
    assert proportions.wilson(n, n)[1] == 1


def test_nobody_to_count_among_gives_missing_limits():
    value, lower, upper = proportions.proportion([0, 1], [0, 4], 100)
    assert np.isnan([value[0], lower[0], upper[0]]).all()
    assert value[1] == 25


def test_proportion_scales_value_and_limits():
    value, lower, upper = proportions.proportion([81], [263], 100)
    assert np.round([value[0], lower[0], upper[0]], 2).tolist() == [30.80, 25.53, 36.62]


def test_proportion_is_a_fraction_unless_told():
    assert proportions.proportion(1, 4)[0] == 0.25


def test_missing_counts_pass_through():
    assert np.isnan(proportions.wilson([np.nan, 1], [5, np.nan])).all()


@pytest.mark.parametrize(
    "x, n, positions",
    [
        ([1, 5, 2], [2, 4, 1], r"\[1, 2\]"),
        ([1, -1], [2, 2], r"\[1\]"),
        ([1, 1], [2, -2], r"\[1\]"),
        ([np.inf], [2], r"\[0\]"),
        (np.arange(10) + 1, np.zeros(10), r"\[0, 1, 2, 3, 4\] and 5 more"),
    ],
)
def test_impossible_counts_are_refused_by_position(x, n, positions):
    with pytest.raises(ValueError, match=f"positions {positions}$"):
        proportions.wilson(x, n)


@pytest.mark.parametrize("confidence", [0, 1, -0.5, 95, np.nan])
def test_a_confidence_that_is_no_fraction_is_refused(confidence):
    with pytest.raises(ValueError, match="confidence"):
        proportions.wilson(1, 2, confidence)


@pytest.mark.parametrize(
    "column",
    [
        lambda v: pd.Series(v, dtype="Int64"),
        lambda v: pd.Series(v, dtype="int64[pyarrow]"),
        lambda v: pd.Series(v, dtype="double[pyarrow]"),
        lambda v: pd.Series(v, dtype=float),
        lambda v: pd.array(v, dtype="Int64"),
        pa.array,
        lambda v: np.array(v, dtype=float),
    ],
)
def test_dtype_does_not_matter_and_missing_stays_missing(column):
    x, n = [1, 15, None], [29, 148, 10]
    expected = proportions.wilson([1, 15, np.nan], n)
    np.testing.assert_array_equal(proportions.wilson(column(x), column(n)), expected)


def test_a_frame_of_integers_with_missing_values_is_read():
    frame = pd.DataFrame({"a": [1, None], "b": [2, 3]}, dtype="Int64")
    assert np.isnan(proportions.wilson(frame, 10)[0]).tolist() == [[False, False], [True, False]]


@given(st.lists(pairs, min_size=1, max_size=20), st.randoms())
def test_row_order_does_not_matter_and_input_is_left_alone(rows, random):
    order = list(range(len(rows)))
    random.shuffle(order)
    x, n = np.array(rows).T
    before = x.copy(), n.copy()
    lower, upper = proportions.wilson(x, n)
    shuffled = proportions.wilson(x[order], n[order])
    np.testing.assert_array_equal(shuffled, (lower[order], upper[order]))
    np.testing.assert_array_equal((x, n), before)


def test_numerator_and_denominator_broadcast():
    assert proportions.wilson([[1], [2]], [10, 20, 30])[0].shape == (2, 3)
