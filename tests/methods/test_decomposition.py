"""Decomposition of gaps in life expectancy against Ponnapalli's published example and a slow reference."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.methods import decomposition
from jsna.methods.life_expectancy import life_table

# Women of the United States in 1935 and 1995: Ponnapalli (2005) Demographic Research 12:141-172, appendix, as
# in the R package decompositionLE; survivors and expectancy of each, and that package's contributions.
WOMEN = np.array(
    [
        (1.00000, 63.32, 1.00000, 79.00, 2.8051081),
        (0.95458, 65.32, 0.99321, 78.54, 1.0399461),
        (0.93887, 62.39, 0.99179, 74.65, 0.4333348),
        (0.93174, 57.85, 0.99096, 69.71, 0.2976956),
        (0.92613, 53.19, 0.98999, 64.78, 0.4195021),
        (0.91681, 48.70, 0.98772, 59.92, 0.5990223),
        (0.90341, 44.38, 0.98524, 55.06, 0.6536626),
        (0.88746, 40.14, 0.98206, 50.23, 0.5999136),
        (0.86997, 35.89, 0.97769, 45.45, 0.6600597),
        (0.84847, 31.74, 0.97152, 40.72, 0.6231166),
        (0.82368, 27.61, 0.96298, 36.06, 0.7428925),
        (0.79012, 23.67, 0.95048, 31.49, 0.8048068),
        (0.74539, 19.94, 0.93085, 27.10, 0.8333338),
        (0.68688, 16.41, 0.90071, 22.92, 0.9327126),
        (0.60779, 13.21, 0.85504, 19.00, 0.9383034),
        (0.50757, 10.31, 0.78775, 15.40, 1.0030556),
        (0.38276, 7.82, 0.69655, 12.07, 1.0389165),
        (0.23930, 6.03, 0.57275, 9.12, 0.6826590),
        (0.12281, 4.49, 0.41424, 6.62, 0.5719583),
    ]
).T

closed, opened = st.floats(0.0001, 0.2), st.floats(0.02, 0.5)
tables = st.builds(
    lambda rows, last: [*rows, last],
    st.lists(st.tuples(closed, closed), min_size=19, max_size=19),
    st.tuples(opened, opened),
)


def reference(l1, e1, l2, e2):
    """Change from the first table to the second by replacing its mortality from each age on, one at a time.

    A band's contribution is what expectancy at birth gains when the second table's mortality rules from the
    band on rather than from the next one on, averaged with the same in the other direction.
    """
    k = len(l1)

    def switched(first, second, age):
        """Expectancy at birth with the first table below `age` and the second from it on."""
        (la, ea), (_, eb) = first, second
        below = la[0] * ea[0] - la[age] * ea[age]
        return (below + la[age] * eb[age]) / la[0]

    parts = []
    for x in range(k):
        gains = []
        for first, second, sign in [((l1, e1), (l2, e2), 1), ((l2, e2), (l1, e1), -1)]:
            here = switched(first, second, x)
            after = switched(first, second, x + 1) if x + 1 < k else first[1][0]
            gains.append(sign * (here - after))
        parts.append(sum(gains) / 2)
    return parts


def made(rows, which):
    people = np.full(20, 10_000_000.0)
    table = life_table(np.array(rows)[:, which] * people, people)
    return table


def test_contributions_are_those_of_decompositionle():
    l1, e1, l2, e2, published = WOMEN
    found = decomposition.by_age(l2, e2, l1, e1)
    np.testing.assert_allclose(found, published, atol=1e-6)
    assert found.sum() == pytest.approx(79.00 - 63.32)


# Ponnapalli (2005), Arriaga's symmetric method over seven wide bands; the paper's two decimals come from more
# digits than it prints, which moves one band by 0.013.
def test_contributions_are_ponnapallis():
    l1, e1, l2, e2, _ = WOMEN[:, [0, 2, 4, 6, 10, 14, 18]]
    found = decomposition.by_age(l2, e2, l1, e1)
    np.testing.assert_allclose(found, [3.85, 0.73, 1.01, 2.55, 3.31, 3.66, 0.57], atol=0.014)


@given(tables)
def test_contributions_are_the_slow_reference(rows):
    one, other = made(rows, 0), made(rows, 1)
    found = decomposition.by_age(one.survivors, one.expectancy, other.survivors, other.expectancy)
    expected = reference(other.survivors, other.expectancy, one.survivors, one.expectancy)
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-9)


@given(tables)
def test_contributions_sum_to_the_gap_and_swapping_turns_the_sign(rows):
    one, other = made(rows, 0), made(rows, 1)
    found = decomposition.by_age(one.survivors, one.expectancy, other.survivors, other.expectancy)
    back = decomposition.by_age(other.survivors, other.expectancy, one.survivors, one.expectancy)
    assert found.sum() == pytest.approx(one.expectancy[0] - other.expectancy[0], abs=1e-9)
    np.testing.assert_allclose(found, -back, atol=1e-12)


@given(tables, st.lists(st.floats(0, 1), min_size=40, max_size=40))
def test_causes_sum_to_the_bands(rows, shares):
    one, other = made(rows, 0), made(rows, 1)
    years = decomposition.by_age(one.survivors, one.expectancy, other.survivors, other.expectancy)
    first, second = np.array(shares).reshape(2, 20)
    causes = np.stack([one.death_rate * first, one.death_rate * (1 - first)], axis=-1)
    other_causes = np.stack([other.death_rate * second, other.death_rate * (1 - second)], axis=-1)
    found = decomposition.by_cause(years, one.death_rate, other.death_rate, causes, other_causes)
    apart = np.abs(one.death_rate / other.death_rate - 1) > 1e-6
    np.testing.assert_allclose(found.sum(axis=-1)[apart], years[apart], rtol=1e-6, atol=1e-9)


# Murray & Lopez (1996), males of India and China 1990, as in Preston, Heuveline & Guillot (2001) and in the
# R package decompositionLE: rates, shares of communicable, non-communicable, injuries, years, its results.
MEN = [
    (0.0267, (0.882, 0.073, 0.046), 0.0084, (0.677, 0.174, 0.149), 5.6, (5.4661508, 0.1491803, -0.007160656)),
    (0.0025, (0.504, 0.188, 0.309), 0.0009, (0.174, 0.337, 0.488), 0.8, (0.5517000, 0.0833500, 0.166650000)),
    (
        0.0021,
        (0.382, 0.223, 0.394),
        0.0015,
        (0.068, 0.380, 0.552),
        0.3,
        (0.3501000, -0.0508500, -0.000300000),
    ),
    (0.0043, (0.429, 0.315, 0.257), 0.0028, (0.101, 0.573, 0.326), 0.6, (0.6247600, -0.0999600, 0.076920000)),
    (0.0139, (0.304, 0.592, 0.104), 0.0102, (0.095, 0.796, 0.109), 0.8, (0.7041297, 0.0236973, 0.072172973)),
    (
        0.0388,
        (0.248, 0.722, 0.030),
        0.0342,
        (0.070, 0.879, 0.051),
        0.3,
        (0.4714174, -0.1335783, -0.037839130),
    ),
    (
        0.0929,
        (0.247, 0.728, 0.025),
        0.1003,
        (0.084, 0.877, 0.039),
        -0.3,
        (0.5886932, -0.8242662, -0.064427027),
    ),
]


def test_causes_are_those_of_preston():
    india, india_share, china, china_share, years, published = (
        np.array(column) for column in zip(*MEN, strict=True)
    )
    causes, other = india[:, None] * india_share, china[:, None] * china_share
    np.testing.assert_allclose(
        decomposition.by_cause(years, india, china, causes, other), published, atol=1e-6
    )


def test_equal_rates_from_all_causes_give_0_for_each_cause():
    found = decomposition.by_cause([0.5], [0.1], [0.1], [[0.04, 0.06]], [[0.06, 0.04]])
    assert found.tolist() == [[0, 0]]


def test_rates_that_differ_by_rounding_are_equal() -> None:
    rate, rounded = 0.3, 0.1 + 0.2
    assert rate != rounded
    found = decomposition.by_cause([0.5], [rate], [rounded], [[0.1, 0.2]], [[0.2, 0.1]])
    assert found.tolist() == [[0, 0]]


@pytest.mark.parametrize("other_rate", [0.1, 0.2])
def test_a_cause_or_a_contribution_that_is_missing_gives_a_missing_part(other_rate: float) -> None:
    found = decomposition.by_cause([0.5], [0.1], [other_rate], [[np.nan, 0.06]], [[0.06, 0.04]])
    assert np.isnan(found).tolist() == [[True, False]]
    assert np.isnan(decomposition.by_cause([np.nan], [0.1], [other_rate], [[0.04, 0.06]], [[0.06, 0.04]])).all()


def test_a_table_that_is_missing_has_no_decomposition():
    l1, e1, l2, e2, _ = WOMEN
    both = np.stack([e2, e2])
    both[1, 4] = np.nan
    found = decomposition.by_age(l2, both, l1, e1)
    assert np.isnan(found).all(axis=1).tolist() == [False, True]
    nobody = np.array(l1)
    nobody[-1] = 0
    assert np.isnan(decomposition.by_age(nobody, e1, l2, e2)).all()


def test_negative_rates_are_refused():
    with pytest.raises(ValueError, match="negative"):
        decomposition.by_cause([1], [-1], [1], [[1]], [[1]])
