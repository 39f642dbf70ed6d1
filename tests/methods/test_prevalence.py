"""Expected prevalence and detection."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.methods import prevalence


# By hand: 1,000 x 0.01 + 500 x 0.1 = 60.
def test_expected_is_the_sum_over_groups():
    assert prevalence.expected([[1000, 500], [0, 100]], [0.01, 0.1]).tolist() == [60, 10]


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
