"""Disclosure control: the published rule, and attacks that must find nothing."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import null_space

from jsna.methods import disclosure
from jsna.methods.disclosure import attack
from jsna.methods.disclosure.equations import equations_of


# NHS Digital, HES analysis guide: 1 to 7 hidden, 0 shown, others to the nearest 5.
def test_hes_2018_hides_and_rounds():
    shown, hidden = disclosure.hes_2018([0, 1, 7, 8, 12, 13, 17, 18, 102])
    np.testing.assert_array_equal(shown, [0, np.nan, np.nan, 10, 10, 15, 15, 20, 100])
    assert hidden.tolist() == [False, True, True, False, False, False, False, False, False]


def test_national_counts_are_shown_as_they_are():
    shown, hidden = disclosure.hes_2018([3, 1234, 3], [True, True, False])
    np.testing.assert_array_equal(shown, [3, 1234, np.nan])
    assert hidden.tolist() == [False, False, True]


@given(st.integers(0, 10**6))
def test_a_rounded_count_is_within_2_and_never_looks_small(count):
    (shown,), _ = disclosure.hes_2018([count])
    assert np.isnan(shown) or (shown % 5 == 0 and abs(shown - count) <= 2 and (count == 0 or shown >= 10))


# By hand: a total gives away the one small part beside it, so the smaller other part is hidden too.
def test_a_total_beside_one_hidden_part_hides_the_next_smallest():
    assert disclosure.secondary([3, 10, 20, 33], [(3, [0, 1, 2])]).tolist() == [True, True, False, False]


def test_nought_is_never_hidden_so_the_total_goes():
    hidden = disclosure.secondary([3, 0, 9, 12, 50, 62], [(3, [0, 1, 2]), (5, [3, 4])])
    assert hidden.tolist() == [True, False, True, False, False, False]
    alone = disclosure.secondary([9, 0, 8, 1, 0, 9], [(0, [1, 2, 3]), (5, [0, 4])])
    assert alone[[1, 4]].tolist() == [False, False]


def test_two_hidden_parts_that_can_only_be_1_each_need_a_third():
    assert disclosure.secondary([1, 1, 30, 32], [(3, [0, 1, 2])]).tolist() == [True, True, True, False]


def test_two_hidden_parts_of_more_keep_each_other():
    assert disclosure.secondary([2, 1, 30, 33], [(3, [0, 1, 2])]).tolist() == [True, True, False, False]


def test_a_hidden_total_follows_from_parts_whose_bounds_meet():
    # Two hidden parts that sum to 2 are 1 each, so the hidden total 1 + 10 is 11.
    count = [1, 1, 2, 10, 11]
    hidden = [True, True, False, False, True]
    found = disclosure.recoverable(count, hidden, [(2, [0, 1]), (4, [0, 3])])
    assert found.tolist() == hidden


def test_hidden_parts_of_one_area_in_two_footprints_are_solved_together():
    # Practices a, b, c, d; one footprint pairs ab and cd, another ac and bd.
    count = [3, 20, 30, 40, 23, 70, 33, 60, 93]
    relations = [(4, [0, 1]), (5, [2, 3]), (6, [0, 2]), (7, [1, 3]), (8, [4, 5]), (8, [6, 7])]
    partly = np.array([True, True, True, False, False, False, False, False, False])
    assert disclosure.recoverable(count, partly, relations).tolist() == [True, True, True] + [False] * 6
    hidden = disclosure.secondary(count, relations)
    assert hidden[0] and not disclosure.recoverable(count, hidden, relations)[0]


def test_a_pooled_period_is_a_total_of_its_years():
    # Three years, two overlapping pools of two.
    count = [20, 3, 30, 23, 33]
    relations = [(3, [0, 1]), (4, [1, 2])]
    hidden = disclosure.secondary(count, relations)
    assert hidden[1] and not disclosure.recoverable(count, hidden, relations).any()


def test_fixed_counts_stay_and_make_others_go():
    count, relations = [3, 10, 20, 33], [(3, [0, 1, 2])]
    fixed = np.array([False, True, False, True])
    assert disclosure.secondary(count, relations, fixed).tolist() == [True, False, True, False]


def test_a_small_national_count_is_shown():
    assert not disclosure.secondary([3, 0, 3], [(2, [0, 1])], [True, True, True]).any()


def test_counts_hidden_before_stay_hidden():
    hidden = disclosure.secondary([3, 10, 20, 33], [(3, [0, 1, 2])], hidden=[False, False, True, False])
    assert hidden.tolist() == [True, False, True, False]


def test_days_of_few_people_are_protected_like_a_small_count():
    days, relations, of_few = [100, 30, 50, 180], [(3, [0, 1, 2])], [True, False, False, False]
    assert not disclosure.secondary(days, relations).any()
    assert disclosure.secondary(days, relations, of_few=of_few).tolist() == [True, True, False, False]
    assert not disclosure.secondary(days, relations, fixed=[True] * 4, of_few=of_few).any()


def test_partners_are_looked_for_further_away():
    # The pair of a is fixed; only hiding the total, and then something beside the total, protects a.
    count = [3, 10, 13, 40, 53]
    relations = [(2, [0, 1]), (4, [2, 3])]
    hidden = disclosure.secondary(count, relations, [False, True, False, False, True])
    assert hidden.tolist() == [True, False, True, True, False]


def test_what_cannot_be_protected_is_refused():
    with pytest.raises(ValueError, match=r"nothing beside it can protect at positions \[0\]"):
        disclosure.secondary([3, 0, 3], [(2, [0, 1])], [False, False, True])


def possible(count, hidden, relations, most):
    """Every value that each hidden count may have, by trying all combinations from 1 to `most`."""
    cells = np.flatnonzero(hidden)
    trials = np.stack(np.meshgrid(*[np.arange(1, most + 1)] * len(cells), indexing="ij")).reshape(len(cells), -1) if cells.size else cells
    table = [trials[list(cells).index(cell)] if hidden[cell] else known for cell, known in enumerate(count)]
    agree = np.ones(trials.shape[-1], dtype=bool)
    for total, parts in relations:
        agree &= table[total] == sum(table[part] for part in parts)
    return {cell: set(trial[agree].tolist()) for cell, trial in zip(cells, trials, strict=True)}


grids = st.lists(st.integers(0, 12), min_size=4, max_size=4)


def two_by_two(cells):
    a, b, c, d = cells
    count = [a, b, c, d, a + b, c + d, a + c, b + d, a + b + c + d]
    relations = [(4, [0, 1]), (5, [2, 3]), (6, [0, 2]), (7, [1, 3]), (8, [4, 5]), (8, [6, 7])]
    return count, relations


@settings(max_examples=60)
@given(grids, st.lists(st.booleans(), min_size=4, max_size=4))
def test_what_is_called_recoverable_is_exactly_what_trial_of_all_values_finds(cells, chosen):
    count, relations = two_by_two(cells)
    hidden = np.array([*chosen, False, False, False, False, False]) & (np.array(count) > 0)
    found = disclosure.recoverable(count, hidden, relations)
    for cell, values in possible(count, hidden, relations, 24).items():
        assert found[cell] == (len(values) == 1)


@given(grids)
def test_no_attack_finds_a_small_count(cells):
    count, relations = two_by_two(cells)
    fixed = np.array([False] * 8 + [True])
    try:
        hidden = disclosure.secondary(count, relations, fixed)
    except ValueError as error:
        assert "nothing beside it can protect" in str(error)
        return
    small = disclosure.is_small(count) & ~fixed
    assert hidden[small].all() and not hidden[np.array(count) == 0].any()
    assert not (disclosure.recoverable(count, hidden, relations) & small).any()


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_practices_groups_and_england_keep_their_small_counts(seed):
    random = np.random.default_rng(seed)
    practices = random.poisson(random.gamma(2, 12, 60))
    count, relations, groups = list(practices), [], []
    for first in range(0, 60, 6):
        groups.append(len(count))
        relations.append((len(count), list(range(first, first + 6))))
        count.append(practices[first : first + 6].sum())
    relations.append((len(count), groups))
    count.append(practices.sum())
    fixed = np.arange(len(count)) == len(count) - 1
    hidden = disclosure.secondary(count, relations, fixed)
    small = disclosure.is_small(count)
    assert not (disclosure.recoverable(count, hidden, relations) & small).any()
    assert hidden[small].all()


def test_without_relations_only_small_counts_go():
    assert disclosure.secondary([0, 7, 8], []).tolist() == [False, True, False]


@pytest.mark.parametrize("count", [[1, -1], [1, 1.5], [1, np.nan]])
def test_wrong_counts_are_refused(count):
    with pytest.raises(ValueError, match=r"positions \[1\]"):
        disclosure.is_small(count)


def test_parts_that_do_not_add_up_are_refused():
    with pytest.raises(ValueError, match="relation 0: its parts sum to 3, its total is 4"):
        disclosure.secondary([1, 2, 4], [(2, [0, 1])])


def test_a_hidden_0_is_refused():
    with pytest.raises(ValueError, match="hidden count of zero"):
        disclosure.recoverable([0, 5, 5], [True, False, False], [(2, [0, 1])])


def test_bounds_that_are_narrowed_only_once_claim_nothing_false(monkeypatch):
    count, relations = two_by_two([1, 1, 1, 2])
    hidden = np.array([True] * 7 + [False, False])
    full = disclosure.recoverable(count, hidden, relations)
    monkeypatch.setattr(attack, "ROUNDS", 1)
    assert not (disclosure.recoverable(count, hidden, relations) & ~full).any()


# By hand: England's 9 is exact, the 8 is shown as 10 and can only be 8 to 12, so the other can only be 1.
def test_an_exact_total_gives_away_a_count_beside_a_rounded_one():
    count, relations, fixed = [8, 1, 9], [(2, [0, 1])], [False, False, True]
    assert disclosure.recoverable(count, [False, True, False], relations, fixed, True).tolist() == [False, True, False]
    assert disclosure.secondary(count, relations, fixed, rounded=True).tolist() == [True, True, False]
    # Of 20 shown for 21 anything from 1 to 5 is left of 23, and nothing more has to go.
    assert disclosure.secondary([21, 2, 23], relations, fixed, rounded=True).tolist() == [False, True, False]


def within(count, hidden):
    """What may stand behind each shown or hidden count that is rounded: 5 values, 1 to 7, or for a larger hidden one anything near."""
    shown = 5 * int(count / 5 + 0.5)
    if hidden:
        return range(1, 8) if count <= 7 else range(1, 26)
    return [0] if count == 0 else [value for value in range(shown - 2, shown + 3) if value > 7]


@settings(max_examples=60)
@given(grids)
def test_no_trial_of_all_values_finds_a_small_count_beside_rounded_ones_and_an_exact_total(cells):
    relations, count, fixed = [(4, [0, 1, 2, 3])], [*cells, sum(cells)], [False] * 4 + [True]
    try:
        hidden = disclosure.secondary(count, relations, fixed, rounded=True)
    except ValueError as error:
        assert "nothing beside it can protect" in str(error)
        return
    found = [trial for trial in product(*map(within, cells, hidden[:4])) if sum(trial) == count[4]]
    for cell in np.flatnonzero(disclosure.is_small(cells)):
        assert hidden[cell] and len({trial[cell] for trial in found}) > 1


def crossed(seed, practices=60, footprints=(12, 7, 3)):
    """Counts of practices, of the areas of footprints that cross each other, and of England; and how they add up."""
    random = np.random.default_rng(seed)
    count, relations = list(random.poisson(random.gamma(2, 12, practices))), []
    england = list(range(practices))
    for areas in footprints:
        member = random.integers(0, areas, practices)
        inside = [list(np.flatnonzero(member == area)) for area in range(areas) if (member == area).any()]
        relations += [(len(count) + at, of) for at, of in enumerate(inside)]
        count += [sum(count[practice] for practice in of) for of in inside]
    relations.append((len(count), england))
    count.append(sum(count[:practices]))
    return np.array(count), relations, np.arange(len(count)) == len(count) - 1


# The oracle: a hidden count is determined where nothing in the whole null space of the equations moves it.
@settings(max_examples=40)
@given(st.integers(0, 10**6), st.integers(1, 40))
def test_equations_determine_exactly_what_their_null_space_leaves_still(seed, shown):
    count, relations, fixed = crossed(seed)
    hidden = (count > 0) & (count < shown) & ~fixed
    seen = attack.Seen(count.astype(float), hidden, equations_of(count, relations), fixed, False)
    space = null_space(seen.equations[:, np.flatnonzero(hidden)].toarray()) if hidden.any() else np.zeros((0, 0))
    assert attack.solved(seen)[hidden].tolist() == (np.abs(space).max(axis=1, initial=0) < 1e-9).tolist()


@settings(max_examples=15)
@given(st.integers(0, 10**6))
def test_areas_that_cross_keep_their_small_counts(seed):
    count, relations, fixed = crossed(seed)
    hidden = disclosure.secondary(count, relations, fixed)
    small = disclosure.is_small(count) & ~fixed
    assert hidden[small].all() and not (disclosure.recoverable(count, hidden, relations) & small).any()


def test_of_two_areas_that_differ_by_one_practice_one_goes_and_not_their_practices():
    practices = [3, *range(20, 60)]
    count = [*practices, sum(practices), sum(practices[1:]), 9000, 9000 + sum(practices)]
    relations = [(41, range(41)), (42, range(1, 41)), (44, [41, 43])]
    hidden = disclosure.secondary(count, relations, [False] * 44 + [True])
    assert hidden[0] and hidden.sum() <= 4
    assert not disclosure.recoverable(count, hidden, relations)[0]


def test_the_counts_of_one_area_in_two_footprints_are_hidden_together_or_not_at_all():
    # England of three areas, of which the first two are areas of another footprint as well, and make up a larger one.
    count, relations = [3, 40, 500, 3, 40, 43, 543], [(0, [3]), (1, [4]), (5, [3, 4]), (6, [0, 1, 2])]
    hidden = disclosure.secondary(count, relations, [False] * 6 + [True])
    assert hidden.tolist() == [True, True, False, True, True, False, False]
    assert not disclosure.recoverable(count, hidden, relations).any()
    with pytest.raises(disclosure.UnprotectedError, match=r"protect at positions \[3\]"):
        disclosure.secondary(count, relations, [True] + [False] * 5 + [True])


def test_as_few_counts_as_can_be_are_hidden_beside_one_in_a_table_of_which_all_sums_are_shown():
    cells = np.array([[3, 90, 70, 50], [60, 20, 80, 95], [40, 85, 30, 65], [75, 55, 45, 99]])
    rows, columns = cells.sum(axis=1), cells.sum(axis=0)
    relations = [(16 + at, range(4 * at, 4 * at + 4)) for at in range(4)] + [(20 + at, range(at, 16, 4)) for at in range(4)]
    hidden = disclosure.secondary([*cells.ravel(), *rows, *columns], relations, [False] * 16 + [True] * 8)
    assert hidden.sum() == 4 and hidden[0]
