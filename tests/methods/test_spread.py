"""What differences between practices go with: deviances by hand, parts that add up, and shares that were planted."""

from math import log

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import ncf

from jsna.methods import spread

share = st.integers(1, 10**5).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_the_deviance_is_that_of_a_hand() -> None:
    # 3 of 30: a tenth. 1 log(1) + 9 log(1); 2 log(2) + 8 log(8/9); nobody: 10 log(10/9).
    by_hand = 2 * (2 * log(2) + 8 * log(8 / 9) + 10 * log(10 / 9))
    assert spread.deviance([1, 2, 0], [10, 10, 10]) == pytest.approx(by_hand, rel=1e-12)


@pytest.mark.parametrize("x, n", [([0, 0], [5, 9]), ([5, 9], [5, 9]), ([1, 2], [10, 20]), ([0, 0], [0, 0]), ([], [])])
def test_practices_that_are_alike_have_no_deviance(x: list[int], n: list[int]) -> None:
    assert spread.deviance(x, n) == pytest.approx(0, abs=1e-12)


@given(rows=st.lists(share, min_size=2, max_size=40))
def test_the_deviance_is_never_negative_and_neither_order_nor_counting_the_others_changes_it(rows: list[tuple[int, int]]) -> None:
    x, n = np.array(rows).T
    found = spread.deviance(x, n)
    assert found >= 0
    assert spread.deviance(x[::-1], n[::-1]) == pytest.approx(found, rel=1e-9, abs=1e-6)
    assert spread.deviance(n - x, n) == pytest.approx(found, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("x, n", [([11, 2], [10, 10]), ([-1, 2], [10, 10]), ([np.nan, 2], [10, 10]), ([np.inf, 2], [10, 10])])
def test_a_wrong_count_is_named(x: list[float], n: list[float]) -> None:
    with pytest.raises(ValueError, match=r"positions \[0\]"):
        spread.deviance(x, n)


def test_the_parts_are_those_of_a_hand() -> None:
    # 21 practices: chance 20 of 100; φ = 36/18 = 2, which is 40 of 100; what is left of 100 goes with the covariates.
    found = spread.shares(100, 36, 21, 2)
    assert [float(part) for part in found[:1] + found[3:7]] == pytest.approx([0.6, 0.2, 0.2, 5.0, 0.1])
    for limit, tail in ((found.lower, 0.975), (found.upper, 0.025)):
        shift = float(20 * limit / (1 - limit))  # s = λ/(k − 1 + λ)
        assert ncf.cdf(64 / 2 / 2, 2, 18, shift) == pytest.approx(tail, abs=1e-8)


@pytest.mark.parametrize(
    "null, residual, associated, chance, rest",
    [
        (19, 3, 0, 1, 0),  # no more than chance: nothing is claimed, however well a model fits
        (0, 0, 0, 1, 0),
        (100, 10, 0.8, 0.2, 0),  # the model explains more than chance leaves: all of that and no more
        (100, 100, 0, 0.2, 0.8),
        (100, 91, 0, 0.2, 0.8),  # as much as random covariates would
    ],
)
def test_the_share_is_held_between_nothing_and_all_that_chance_leaves(
    null: float, residual: float, associated: float, chance: float, rest: float
) -> None:
    found = spread.shares(null, residual, 21, 2)
    assert [float(found.associated), float(found.chance), float(found.rest)] == pytest.approx([associated, chance, rest], abs=1e-12)


@given(
    null=st.floats(0, 1e5),
    kept=st.floats(0, 1),
    practices=st.integers(4, 300),
    covariates=st.integers(1, 2),
    confidence=st.floats(0.5, 0.99),
)
def test_parts_add_up_and_limits_hold_the_share(null: float, kept: float, practices: int, covariates: int, confidence: float) -> None:
    found = spread.shares(null, null * kept, practices, covariates, confidence)
    assert float(found.associated + found.chance + found.rest) == pytest.approx(1)
    assert min(found.associated, found.chance, found.rest) >= 0 and 0 <= found.probability <= 1
    assume(not np.isnan(found.lower))
    assert found.lower <= found.associated + 1e-9 and found.associated <= found.upper + 1e-9 and found.upper <= 1 - found.chance


def test_practices_that_are_uneven_have_more_taken_off() -> None:
    # Of 21 practices 2·1.5 are taken off: φ = 34/17 = 2.
    found = spread.shares(100, 34, 21, 2, 1.5)
    assert [float(found.associated), float(found.random)] == pytest.approx([0.6, 0.15])
    shift = float(20 * found.upper / (1 - found.upper) / 1.5)
    assert ncf.cdf(66 / 3 / 2, 2, 18, shift) == pytest.approx(0.025, abs=1e-8)
    assert float(spread.shares(100, 34, 21, 2, 99).random) == 0.5, "never more than half"


def test_unevenness_is_that_of_a_hand_and_never_below_1() -> None:
    # Half of 100 and of 400: weights 25 and 100; 10 and 60 too many: squares 100 and 3,600, of which a unit is 4 and 36.
    assert spread.unevenness([60, 260], [100, 400], [0.5, 0.5]) == pytest.approx(3_700 / 125 / 20)
    assert spread.unevenness([75, 202], [100, 400], [0.5, 0.5]) == 1
    assert spread.unevenness([50, 200], [100, 400], [0.5, 0.5]) == 1, "a perfect fit has nothing uneven"


def test_many_registers_are_as_each_alone_and_what_is_missing_stays_missing() -> None:
    null, residual = [100, 40, np.nan, 100], [30, 20, 3, 30]
    together = spread.shares(null, residual, 20, [2, 1, 2, 0])
    for at, (total, left, covariates) in enumerate(zip(null, residual, [2, 1, 2, 0], strict=True)):
        np.testing.assert_array_equal([part[at] for part in together], [float(part) for part in spread.shares(total, left, 20, covariates)])
    assert np.isnan(together.associated[2:]).all() and np.isnan(together.lower[2:]).all()


def test_so_little_that_no_true_share_makes_it_likely_has_no_limits() -> None:
    found = spread.shares(100, 100, 20, 2)
    assert float(found.associated) == 0 and np.isnan([found.lower, found.upper]).all()


@pytest.mark.parametrize(
    "null, residual, practices, match",
    [(10, 11, 20, "above the null"), (-1, 0, 20, "negative"), (10, np.inf, 20, "infinite"), (10, 5, 3, "too few practices")],
)
def test_a_wrong_deviance_is_named(null: float, residual: float, practices: int, match: str) -> None:
    with pytest.raises(ValueError, match=match):
        spread.shares(null, residual, practices, 2)
