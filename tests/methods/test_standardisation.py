"""Standardised rates against a slow reference in plain Python, and their properties."""

from math import sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.methods import rates, standardisation
from jsna.methods.standard_population import european_2013

bands = st.lists(
    st.tuples(st.integers(0, 200), st.integers(1, 10**6), st.integers(1, 10**4)), min_size=1, max_size=19
)


def reference_direct(rows, z=1.959963984540054):
    """Dobson's rate, band by band: value, lower, upper per person, or None for fewer than ten events."""
    total_weight = total_events = value = variance = 0.0
    for _, _, w in rows:
        total_weight += w
    for x, n, w in rows:
        total_events += x
        value += w * x / n / total_weight
        variance += w * w * x / (n * n) / total_weight**2
    if total_events < 10:
        return None
    o = total_events
    low = o * (1 - 1 / (9 * o) - z / (3 * sqrt(o))) ** 3
    high = (o + 1) * (1 - 1 / (9 * (o + 1)) + z / (3 * sqrt(o + 1))) ** 3
    return value, value + sqrt(variance / o) * (low - o), value + sqrt(variance / o) * (high - o)


@given(bands)
def test_direct_is_the_slow_reference(rows):
    rate = standardisation.direct(*np.array(rows).T)
    expected = reference_direct(rows)
    if expected is None:
        assert rate.too_few and np.isnan([rate.value, rate.lower, rate.upper, rate.standard_error]).all()
    else:
        assert [rate.value, rate.lower, rate.upper] == pytest.approx(expected, rel=1e-9)


# By hand: rates of 0.02 and 0.01 with weights 1 and 3 give 0.0125; variance (20/1000^2 + 9 x 40/4000^2) / 16.
def test_two_bands_by_hand():
    rate = standardisation.direct([20, 40], [1000, 4000], [1, 3], 1000)
    assert rate.value == pytest.approx(12.5)
    assert rate.standard_error == pytest.approx(1000 * sqrt((20 / 1000**2 + 9 * 40 / 4000**2) / 16))
    assert rate.events == 60


@given(st.lists(st.tuples(st.integers(5, 200), st.integers(1, 10**6)), min_size=2, max_size=19))
def test_equal_weights_give_the_unweighted_mean_of_the_band_rates(rows):
    x, n = np.array(rows).T
    assert standardisation.direct(x, n, np.ones(len(x))).value == pytest.approx(np.mean(x / n))


@given(bands, st.floats(0.001, 1000))
def test_the_scale_of_the_standard_population_does_not_matter(rows, scale):
    x, n, w = np.array(rows).T
    one, other = standardisation.direct(x, n, w), standardisation.direct(x, n, w * scale)
    np.testing.assert_allclose(
        [one.value, one.lower, one.upper], [other.value, other.lower, other.upper], rtol=1e-9
    )


@given(st.lists(bands.map(lambda rows: rows[:1]), min_size=1, max_size=5))
def test_one_band_is_the_crude_rate_with_byars_limits(areas):
    for ((x, n, w),) in areas:
        rate = standardisation.direct([x], [n], [w])
        if x >= 10:
            assert [rate.value, rate.lower, rate.upper] == pytest.approx(rates.crude_rate(x, n), rel=1e-9)


def test_many_areas_at_once_are_each_area_alone():
    random = np.random.default_rng(1)
    x, n = random.poisson(3, (20, 19)), random.integers(100, 1000, (20, 19))
    together = standardisation.direct(x, n, european_2013(), 100_000)
    alone = [standardisation.direct(x[i], n[i], european_2013(), 100_000).upper for i in range(20)]
    np.testing.assert_allclose(together.upper, alone, rtol=1e-13)


def test_a_missing_count_stands_for_0_and_dtype_does_not_matter():
    x = pd.DataFrame({"young": [20, None], "old": [30, 40]}, dtype="Int64")
    rate = standardisation.direct(x, [1000, 1000], [1, 1])
    assert rate.value.tolist() == [0.025, 0.02]


def test_fewer_than_10_events_give_no_rate_and_the_reason():
    rate = standardisation.direct([[4, 5], [5, 5]], [100, 100], [1, 1])
    assert rate.too_few.tolist() == [True, False]
    assert np.isnan(rate.value).tolist() == np.isnan(rate.upper).tolist() == [True, False]


@pytest.mark.parametrize(
    "x, n, w, message",
    [
        ([1, -1], [9, 9], [1, 1], "negative count"),
        ([1, 1], [9, 0], [1, 1], "population"),
        ([1, 1], [9, np.nan], [1, 1], "population"),
        ([1, 1], [9, 9], [1, 0], "weight"),
        ([1, 1], [9, 9], [1, np.nan], "weight"),
    ],
)
def test_wrong_bands_are_refused_by_position(x, n, w, message):
    with pytest.raises(ValueError, match=rf"{message}.*positions \[1\]"):
        standardisation.direct(x, n, w)


# By hand: 10 people with one event and 5 with three are 25 events; the variance counts 10 + 5 x 9 = 55.
def test_repeats_widen_the_interval():
    repeats = standardisation.direct([25], [1000], [1], squares=[55])
    assert repeats.value == pytest.approx(0.025)
    assert repeats.standard_error == pytest.approx(sqrt(55) / 1000)
    assert repeats.events == 25
    once = standardisation.direct([25], [1000], [1])
    assert repeats.lower < once.lower and repeats.upper > once.upper


@given(bands)
def test_squares_that_are_the_counts_change_nothing(rows):
    x, n, w = np.array(rows).T
    one, other = standardisation.direct(x, n, w), standardisation.direct(x, n, w, squares=x)
    np.testing.assert_array_equal([one.value, one.lower, one.upper], [other.value, other.lower, other.upper])


def test_squares_of_what_each_person_had_give_the_variance_of_repeats():
    people = np.array([[12, 5, 1], [30, 0, 4]])  # of two bands, those with one, two and three events
    given = {"population": [400, 900], "weight": [1, 2], "multiplier": 1000}
    rate = standardisation.direct(people @ [1, 2, 3], squares=people @ [1, 4, 9], **given)
    value, variance = (25 / 400 + 2 * 42 / 900) / 3, (41 / 400**2 + 4 * 66 / 900**2) / 9
    assert (rate.value, rate.standard_error, rate.events) == pytest.approx((1000 * value, 1000 * sqrt(variance), 67))
    alike = 67**2 / (41 + 66)  # independent events that vary as much
    stretch = rate.standard_error / np.sqrt(alike)
    assert rate.lower == pytest.approx(rate.value - stretch * (alike - rates.poisson_limits(alike)[0]))


def test_many_events_of_few_people_give_no_rate():
    rate = standardisation.direct([[12], [12]], [[100], [100]], [1], squares=[[12], [144]])
    assert rate.too_few.tolist() == [False, True] and rate.events.tolist() == [12, 12] and np.isnan(rate.lower[1])


@pytest.mark.parametrize("mean", [40, 100, 400])
def test_limits_hold_the_true_rate_of_people_who_come_several_times_at_95_per_cent(mean):
    """People are admitted once to five times; limits that take each admission as of another person hold the rate far more rarely."""
    random = np.random.default_rng(mean)
    shares, times, areas = np.array([0.72, 0.16, 0.07, 0.03, 0.02]), np.arange(1, 6), 4000
    people, weight = np.array([1000.0, 3000.0, 500.0]), np.array([2.0, 5.0, 1.0])
    each = mean * np.array([0.3, 0.2, 0.5])[:, None] * shares / (shares @ times)
    persons = random.poisson(each, (areas, *each.shape))
    true = (each @ times / people) @ weight / weight.sum()
    inside = []
    for squares in (persons @ times**2, None):
        rate = standardisation.direct(persons @ times, people, weight, squares=squares)
        inside.append(((rate.lower <= true) & (true <= rate.upper))[~rate.too_few].mean())
    assert 0.93 <= inside[0] <= 0.97 and inside[1] <= 0.87


def test_squares_below_nothing_are_refused():
    with pytest.raises(ValueError, match="negative"):
        standardisation.direct([25], [1000], [1], squares=[-55])


@given(bands)
def test_the_standard_error_comes_back_from_the_published_limit(rows):
    rate = standardisation.direct(*np.array(rows).T)
    back = standardisation.standard_error(rate.value, rate.lower, rate.events)
    assert back == pytest.approx(float(rate.standard_error), rel=1e-6, nan_ok=True)


def test_the_standard_error_of_10_events_is_given_and_of_9_is_not():
    rate = standardisation.direct([10], [1000], [1])
    assert standardisation.standard_error(rate.value, rate.lower, 10) == pytest.approx(np.sqrt(10) / 1000)
    assert np.isnan(standardisation.standard_error(0.009, 0.004, 9))


def test_a_lower_limit_above_its_value_is_refused():
    with pytest.raises(ValueError, match="above its value"):
        standardisation.standard_error(1, 2, 10)


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 10**6)), min_size=1, max_size=19))
def test_the_ratio_of_the_reference_population_is_1(rows):
    events, people = np.array(rows).T
    e = standardisation.expected(people, events, people)
    assert e == pytest.approx(events.sum())
    if events.sum():
        assert standardisation.indirect_ratio(events.sum(), e)[0] == pytest.approx(1)


# By hand: 100 x 0.1 + 200 x 0.05 = 20 expected; 30 observed are a ratio of 1.5; the reference has 15 / 200.
def test_indirect_by_hand():
    e = standardisation.expected([100, 200], [10, 5], [100, 100])
    assert e == pytest.approx(20)
    low, high = rates.poisson_limits(30)
    assert standardisation.indirect_ratio(30, e, 100) == pytest.approx((150, 5 * low, 5 * high))
    value, lower, upper = standardisation.indirect_rate(30, [100, 200], [10, 5], [100, 100], 1000)
    assert [value, lower, upper] == pytest.approx([112.5, 3.75 * low, 3.75 * high])


def test_nothing_expected_gives_no_ratio():
    assert np.isnan(standardisation.indirect_ratio([0, 3], [0, np.nan])).all()


@pytest.mark.parametrize(
    "population, events, people",
    [([1, np.nan], [1, 1], [9, 9]), ([1, 1], [1, -1], [9, 9]), ([1, 1], [1, 1], [9, 0])],
)
def test_wrong_reference_populations_are_refused_by_position(population, events, people):
    with pytest.raises(ValueError, match=r"positions \[1\]"):
        standardisation.expected(population, events, people)
