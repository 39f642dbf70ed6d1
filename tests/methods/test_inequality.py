"""Slope index against a slow reference and against simulation."""

from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jsna.methods import inequality

groups = st.lists(
    st.tuples(st.floats(0.01, 0.99), st.integers(1, 10**5), st.floats(0, 0.05)), min_size=2, max_size=10
)

# PHEindicatormethods, LE_testdata.csv: life expectancy of men in E06000001 by decile, with standard errors.
PEOPLE = [13837, 14519, 14940, 14599, 12311, 13196, 13335, 13388, 13685, 11779]
YEARS = [70.56313911, 72.61347473, 75.06710359, 75.20662276, 76.23469045]
YEARS += [75.21801932, 77.09240397, 79.84156222, 80.81329918, 82.73763832]
ERROR = [1.133868862, 1.020288759, 1.108685178, 1.485618539, 1.311653285]
ERROR += [1.169033147, 1.306645801, 1.090905616, 0.979426096, 1.319452272]


def reference(rows, z=1.959963984540054):
    """Weighted least squares by the normal equations; its standard error by moving each value in turn."""
    total = sum(people for _, people, _ in rows)
    shares = [people / total for _, people, _ in rows]
    midpoints, before = [], 0.0
    for share in shares:
        midpoints.append(before + share / 2)
        before += share

    def fit(values):
        swx = sum(a * b for a, b in zip(shares, midpoints, strict=True))
        swxx = sum(a * b * b for a, b in zip(shares, midpoints, strict=True))
        swy = sum(a * y for a, y in zip(shares, values, strict=True))
        swxy = sum(a * b * y for a, b, y in zip(shares, midpoints, values, strict=True))
        slope = (swxy - swx * swy) / (swxx - swx * swx)
        return swy - slope * swx, slope

    values = [y for y, _, _ in rows]
    intercept, slope = fit(values)
    variance = 0.0
    for i, (_, _, error) in enumerate(rows):
        moved = [y + (error if j == i else 0) for j, y in enumerate(values)]
        variance += (fit(moved)[1] - slope) ** 2
    half = z * sqrt(variance)
    return slope, slope - half, slope + half, (intercept + slope) / intercept


@given(groups)
def test_slope_index_is_the_slow_reference(rows):
    found = inequality.slope_index(*np.array(rows).T)
    sii, lower, upper, rii = reference(rows)
    assert [found.sii, found.sii_lower, found.sii_upper] == pytest.approx(
        [sii, lower, upper], rel=1e-6, abs=1e-6
    )
    if found.most_deprived > 1e-3 and found.least_deprived > 0:
        assert found.rii == pytest.approx(rii, rel=1e-6)


# By hand: two halves with values 10 and 20 stand at 1/4 and 3/4; the line runs from 5 to 25.
def test_two_groups_by_hand():
    found = inequality.slope_index([10, 20], [50, 50], [1, 1])
    assert [found.sii, found.most_deprived, found.least_deprived, found.rii] == pytest.approx([20, 5, 25, 5])
    assert found.sii_upper - found.sii == pytest.approx(1.959963985 * sqrt(8))


@given(groups, st.sampled_from(inequality.SCALES), st.floats(0.01, 0.99))
def test_a_constant_has_no_slope_and_a_ratio_of_1(rows, scale, value):
    _, people, error = np.array(rows).T
    found = inequality.slope_index(np.full(len(rows), value), people, error, scale=scale)
    assert found.sii == pytest.approx(0, abs=1e-9)
    assert found.rii == pytest.approx(1)


@given(groups, st.sampled_from(inequality.SCALES))
def test_the_sign_flips_with_the_order(rows, scale):
    y, people, error = np.array(rows).T
    one = inequality.slope_index(y, people, error, scale=scale)
    other = inequality.slope_index(y[::-1], people[::-1], error[::-1], scale=scale)
    np.testing.assert_allclose(
        [one.sii, one.sii_lower, one.sii_upper], [-other.sii, -other.sii_upper, -other.sii_lower], atol=1e-6
    )


@given(groups, st.sampled_from(inequality.SCALES))
def test_a_negative_multiplier_turns_the_slope_and_inverts_the_ratio(rows, scale):
    y, people, error = np.array(rows).T
    one = inequality.slope_index(y, people, error, scale=scale)
    other = inequality.slope_index(y, people, error, multiplier=-100, scale=scale)
    np.testing.assert_allclose(
        [-100 * one.sii, -100 * one.sii_upper, -100 * one.sii_lower],
        [other.sii, other.sii_lower, other.sii_upper],
        rtol=1e-9,
    )
    np.testing.assert_allclose(
        [1 / one.rii, 1 / one.rii_upper, 1 / one.rii_lower],
        [other.rii, other.rii_lower, other.rii_upper],
        rtol=1e-9,
    )


def simulated(value, error, people, onto, back, repeats=200_000):
    """Limits by drawing each value on its fitted scale, as PHEindicatormethods does with 100,000 draws."""
    random = np.random.default_rng(1)
    share = np.array(people) / np.sum(people)
    midpoint = np.cumsum(share) - share / 2
    line, spread = onto(np.array(value), np.array(error))
    draws = random.normal(line, spread, (repeats, len(value)))
    centred = midpoint - 0.5
    slope = draws @ (share * centred) / np.sum(share * centred**2)
    start = draws @ share - slope / 2
    first, last = back(start), back(start + slope)
    return np.quantile(last - first, [0.025, 0.975]), np.quantile(last / first, [0.025, 0.975])


@pytest.mark.parametrize(
    "scale, unit, onto, back",
    [
        ("identity", 1, lambda y, e: (y, e), lambda line: line),
        ("log", 1, lambda y, e: (np.log(y), e / y), np.exp),
        ("logit", 100, lambda y, e: (np.log(y / (1 - y)), e / y / (1 - y)), lambda t: 1 / (1 + np.exp(-t))),
    ],
)
def test_closed_form_limits_are_those_of_simulation(scale, unit, onto, back):
    value, error = np.array(YEARS) / unit, np.array(ERROR) / unit
    found = inequality.slope_index(value, PEOPLE, error, scale=scale)
    sii, rii = simulated(value, error, PEOPLE, onto, back)
    width = sii[1] - sii[0]
    assert [found.sii_lower, found.sii_upper] == pytest.approx(sii.tolist(), abs=0.02 * width)
    assert [found.rii_lower, found.rii_upper] == pytest.approx(rii.tolist(), abs=0.02 * (rii[1] - rii[0]))


def test_back_transformed_ends_are_those_of_the_fitted_line():
    found = inequality.slope_index([1, exp(1)], [1, 1], [0, 0], scale="log")
    assert log(found.most_deprived) == pytest.approx(-0.5)
    assert log(found.least_deprived) == pytest.approx(1.5)
    assert found.rii_lower == found.rii == found.rii_upper


def test_an_end_just_above_0_has_wide_limits_without_overflow():
    found = inequality.slope_index([1, 2.999999], [1, 1], [1, 1])
    assert 0 < found.most_deprived < 1e-6
    assert 0 < found.rii_lower < 1e-100 and 1e100 < found.rii_upper < np.inf


def test_an_end_below_0_has_no_ratio():
    found = inequality.slope_index([1, 10], [1, 1], [1, 1])
    assert np.isnan([found.rii, found.rii_lower, found.rii_upper]).all()
    assert found.sii == pytest.approx(18)


@settings(max_examples=20)
@given(
    st.lists(groups.filter(lambda rows: len(rows) >= 5).map(lambda rows: rows[:5]), min_size=1, max_size=4)
)
def test_many_areas_at_once_are_each_area_alone(areas):
    y, people, error = np.moveaxis(np.array(areas), -1, 0)
    together = inequality.slope_index(y, people, error).sii_upper
    alone = [inequality.slope_index(*np.array(rows).T).sii_upper for rows in areas]
    np.testing.assert_allclose(together, alone, rtol=1e-12)


@pytest.mark.parametrize(
    "wrong, message",
    [
        ({"value": [1]}, "two groups"),
        ({"value": 1, "population": 1, "standard_error": 1}, "a value for each band"),
        ({"value": [1, np.nan]}, "missing"),
        ({"population": [1, 0]}, "population"),
        ({"standard_error": [1, -1]}, "negative"),
        ({"scale": "cube"}, "scale"),
        ({"multiplier": 0}, "multiplier"),
        ({"multiplier": np.nan}, "multiplier"),
        ({"value": [1, 0], "scale": "log"}, "zero or less"),
        ({"value": [0.5, 1], "scale": "logit"}, "one or more"),
    ],
)
def test_wrong_input_is_refused(wrong, message):
    given_ = {"value": [1, 2], "population": [5, 5], "standard_error": [1, 1]} | wrong
    if wrong.get("value") == [1]:
        given_ |= {"population": [5], "standard_error": [1]}
    with pytest.raises(ValueError, match=message):
        inequality.slope_index(**given_)


def areas(random, spread, errors=(0.6, 0.8)):
    """Values of 20 areas on a line that rises by 6 years, `spread` beside it, with standard errors known of each."""
    error = random.uniform(*errors, 20)
    middles = (np.arange(20) + 0.5) / 20
    return 78 + 6 * middles + random.normal(0, spread, 20) + random.normal(0, error), error


PEOPLE_EACH = np.full(20, 8_000)


@pytest.mark.parametrize("spread", [0.0, 1.0, 2.0])
@pytest.mark.parametrize("errors", [(0.6, 0.8), (0.5, 3.5)])
def test_the_limits_of_areas_hold_the_slope_in_95_of_100(spread, errors):
    random = np.random.default_rng(20261128)
    lines = [inequality.slope_of_areas(y, PEOPLE_EACH, error) for y, error in (areas(random, spread, errors) for _ in range(1_000))]
    assert 0.935 < np.mean([line.sii_lower < 6 < line.sii_upper for line in lines]) < 0.985


def test_limits_of_chance_alone_hold_the_slope_of_areas_that_differ_from_a_line_too_seldom():
    random = np.random.default_rng(20261128)
    lines = [inequality.slope_index(y, PEOPLE_EACH, error) for y, error in (areas(random, 1.5) for _ in range(500))]
    assert np.mean([line.sii_lower < 6 < line.sii_upper for line in lines]) < 0.7


# As in 07L: one new area of few deaths, with an interval of 7 to 13 years, ten years above the others or below.
@pytest.mark.parametrize("at", [0, 9, 19])
@pytest.mark.parametrize("away", [-10.0, 10.0])
@pytest.mark.parametrize("spread", [0.0, 1.0])
def test_no_single_area_of_few_deaths_moves_the_slope_beyond_its_limits(at, away, spread):
    random, others = np.random.default_rng(20261128), np.arange(20) != at
    for _ in range(100):
        y, error = areas(random, spread)
        y[at], error[at] = y[at] + away, 2.5
        line = inequality.slope_of_areas(y, PEOPLE_EACH, error)
        without = inequality.slope_of_areas(y[others], PEOPLE_EACH[others], error[others])
        assert line.sii_lower < without.sii < line.sii_upper


@pytest.mark.parametrize("scale", inequality.SCALES)
def test_areas_that_are_known_alike_and_lie_on_the_line_have_the_slope_of_groups(scale):
    middles = (np.arange(12) + 0.5) / 12
    y, error = {"identity": middles, "log": np.exp(middles), "logit": 1 / (1 + np.exp(-middles))}[scale], np.full(12, 0.01)
    error = error * {"identity": 1, "log": y, "logit": y * (1 - y)}[scale]
    one, other = (slope(y, np.full(12, 50), error, scale=scale) for slope in (inequality.slope_of_areas, inequality.slope_index))
    assert [one.sii, one.rii, one.most_deprived] == pytest.approx([other.sii, other.rii, other.most_deprived])
    # Student's t with 10 degrees of freedom over the normal quantile: 2.228139 / 1.959964.
    assert (one.sii_upper - one.sii) / (other.sii_upper - other.sii) == pytest.approx(2.228139 / 1.959964, rel=1e-5)


# By hand: 0, 3 and 0 at the middles of thirds lie 1, -2 and 1 from their mean, and 6 / (0.25 + v) is 1 degree of freedom at v = 5.75.
def test_the_spread_of_three_areas_by_hand():
    line = inequality.slope_of_areas([0, 3, 0], [1, 1, 1], [0.5, 0.5, 0.5])
    assert line.sii == pytest.approx(0)
    # t of 1 degree of freedom, 12.7062; the slope's error is sqrt(6) over the root of the squared distances of the middles, 2 / 9.
    assert line.sii_upper == pytest.approx(12.70620474 * sqrt(6 / (2 / 9)))


@pytest.mark.parametrize(
    "wrong, message",
    [
        ({"standard_error": [1, 0, 1]}, "standard error of zero"),
        ({"value": [1, 2], "population": [1, 2], "standard_error": [1, 2]}, "three areas"),
        ({name: [[1, 2, 4]] * 2 for name in ("value", "population", "standard_error")}, "one place"),
    ],
)
def test_areas_that_give_no_line_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        inequality.slope_of_areas(**{"value": [1, 2, 4], "population": [5, 5, 5], "standard_error": [1, 1, 1]} | wrong)
