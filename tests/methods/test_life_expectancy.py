"""Life tables against published values and a slow reference in plain Python."""

from math import erf, sqrt

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jsna.methods.life_expectancy import life_table

# Example of PHEindicatormethods (phe_life_expectancy, testLifeExpectancy.R) with its expected values.
PEOPLE = [7060, 35059, 46974, 48489, 43219, 38561, 46009, 57208, 61435, 55601]
PEOPLE += [50209, 56416, 46411, 39820, 37978, 37039, 33288, 23306, 11936, 11936]
DEATHS = [17, 9, 4, 8, 20, 15, 24, 33, 50, 71, 100, 163, 263, 304, 536, 872, 1390, 1605, 1936, 1937]
PUBLISHED = [
    (80.16960813, 79.88268548, 80.45653078),
    (79.36245674, 79.0898816, 79.63503188),
    (75.44193645, 75.17407307, 75.70979983),
    (70.47299936, 70.20675732, 70.7392414),
    (65.52909542, 65.26548673, 65.79270412),
    (60.67510088, 60.41876577, 60.931436),
    (55.78835987, 55.53801579, 56.03870395),
    (50.92752727, 50.68279939, 51.17225516),
    (46.06740425, 45.82666794, 46.30814055),
    (41.24505636, 41.00842831, 41.48168441),
    (36.49322717, 36.26223216, 36.72422219),
    (31.83343842, 31.60996318, 32.05691365),
    (27.26027992, 27.04337271, 27.47718713),
    (22.9719144, 22.76653134, 23.17729746),
    (18.76856852, 18.57570352, 18.96143352),
    (14.95858336, 14.77985004, 15.13731667),
    (11.51684445, 11.34831778, 11.68537112),
    (8.618849241, 8.451134045, 8.786564437),
    (6.163942934, 5.978358351, 6.349527517),
    (6.16210635, 5.887683386, 6.436529314),
]

people = st.lists(st.integers(500, 50_000), min_size=19, max_size=20)


def reference(deaths, population):
    """Chiang's second method, band by band: expectancy and standard error at every age."""
    starts = [0, 1, *range(5, 95, 5)][: len(deaths)]
    k = len(deaths)
    alive, years, parts = [1.0], [], []
    chances = []
    for i in range(k - 1):
        width = starts[i + 1] - starts[i]
        lived = 0.1 if i == 0 else 0.5
        rate = deaths[i] / population[i]
        chance = (
            1.0
            if deaths[i] > population[i] / (width * lived)
            else (width * rate / (1 + width * rate * (1 - lived)))
        )
        chances.append((chance, width, lived))
        alive.append(alive[i] * (1 - chance))
        years.append(width * (alive[i + 1] + lived * (alive[i] - alive[i + 1])))
    years.append(alive[-1] / (deaths[-1] / population[-1]))
    expectancy = [sum(years[i:]) / alive[i] if alive[i] > 0 else float("nan") for i in range(k)]
    for i, (chance, width, lived) in enumerate(chances):
        spread = chance**2 * (1 - chance) / deaths[i] if deaths[i] else 0.0
        later = expectancy[i + 1] if alive[i + 1] > 0 else 0.0
        parts.append(alive[i] ** 2 * ((1 - lived) * width + later) ** 2 * spread)
    rate = deaths[-1] / population[-1]
    parts.append((alive[-1] / 2) ** 2 * 4 / (deaths[-1] * rate**2))
    error = [sqrt(sum(parts[i:])) / alive[i] if alive[i] > 0 else float("nan") for i in range(k)]
    return expectancy, error


def test_values_are_those_of_phes_example():
    # Its expected limits were made with z rounded to 1.96.
    table = life_table(DEATHS, PEOPLE, erf(1.96 / sqrt(2)))
    found = np.transpose([table.expectancy, table.lower, table.upper])
    np.testing.assert_allclose(found, PUBLISHED, rtol=1e-8)
    assert table.reason == ""


@given(people, st.data())
def test_life_table_is_the_slow_reference(population, data):
    deaths = [data.draw(st.integers(0, n // 3)) for n in population[:-1]]
    deaths.append(data.draw(st.integers(1, population[-1])))
    assume(sum(population) > 5000)
    table = life_table(deaths, population)
    expectancy, error = reference(deaths, population)
    half = 1.959963984540054 * np.array(error)
    np.testing.assert_allclose(table.upper, np.array(expectancy) + half, rtol=1e-9)
    np.testing.assert_allclose(table.lower, np.array(expectancy) - half, rtol=1e-9)
    wide = 2 * half > 20
    np.testing.assert_allclose(table.expectancy, np.where(wide, np.nan, expectancy), rtol=1e-9)


def test_19_bands_reach_85():
    joined = [*DEATHS[:18], sum(DEATHS[18:])], [*PEOPLE[:18], sum(PEOPLE[18:])]
    table = life_table(*joined)
    assert table.expectancy.shape == (19,)
    # In the open band expectancy is one over the death rate.
    assert table.expectancy[-1] == pytest.approx(2 * 11936 / (1936 + 1937))


def test_no_deaths_in_a_closed_band_is_fine():
    deaths = np.array(DEATHS)
    deaths[2] = 0
    assert life_table(deaths, PEOPLE).expectancy[0] > PUBLISHED[0][0]


def test_everybody_may_die_before_the_open_band():
    deaths, population = list(DEATHS), list(PEOPLE)
    deaths[18] = population[18]
    table = life_table(deaths, population)
    assert table.survivors[-1] == 0
    assert np.isnan([table.expectancy[-1], table.lower[-1]]).all()
    assert 70 < table.expectancy[0] < 80.2
    assert not np.isnan(table.expectancy[:-1]).any()


@pytest.mark.parametrize(
    "band, deaths, population, reason",
    [
        (3, -5, None, "negative deaths"),
        (5, None, 0, "a band without people"),
        (5, None, -10, "a band without people"),
        (5, 50_000, None, "more deaths than people"),
        (19, 0, None, "no deaths in the last band"),
        (4, np.nan, None, "missing deaths or population"),
        (4, None, np.nan, "missing deaths or population"),
    ],
)
def test_an_area_that_cannot_have_a_table_says_why(band, deaths, population, reason):
    d, p = np.array([DEATHS, DEATHS], dtype=float), np.array([PEOPLE, PEOPLE], dtype=float)
    d[0, band] = d[0, band] if deaths is None else deaths
    p[0, band] = p[0, band] if population is None else population
    table = life_table(d, p)
    assert table.reason.tolist() == [reason, ""]
    for column in (table.expectancy, table.lower, table.upper, table.survivors, table.death_rate):
        assert np.isnan(column[0]).all() and not np.isnan(column[1]).any()


@pytest.mark.parametrize("each, reason", [(250, "5,000 people or fewer"), (251, "")])
def test_5000_people_are_too_few(each, reason):
    assert life_table([1] * 20, [each] * 20).reason == reason


def test_a_wide_interval_withdraws_the_value_and_keeps_the_limits():
    deaths = [0] * 19 + [1]
    table = life_table(deaths, [300] * 20)
    assert np.isnan(table.expectancy).all()
    assert not np.isnan([table.lower, table.upper]).any()


# By hand: in the open band alone the standard error is 1/(M√D); five deaths among 10 people a death make it 10/√5 = 4.4721.
@pytest.mark.parametrize("confidence, half", [(0.8, 5.7313), (0.95, 8.7652), (0.998, 13.8199)])
def test_a_value_is_withdrawn_by_its_95_per_cent_interval_whatever_is_asked(confidence, half):
    stays, goes = (life_table([0] * 19 + [5], [2_000] * 19 + [5 * people], confidence) for people in (10, 12))
    assert stays.upper[-1] - 10 == pytest.approx(half, abs=1e-4) and stays.expectancy[-1] == 10
    assert np.isnan(goes.expectancy[-1])


def test_wider_confidence_contains_narrower():
    inner, outer = life_table(DEATHS, PEOPLE), life_table(DEATHS, PEOPLE, 0.998)
    assert (outer.lower < inner.lower).all() and (inner.upper < outer.upper).all()


@pytest.mark.parametrize("bands", [18, 21])
def test_other_bands_are_refused(bands):
    with pytest.raises(ValueError, match="20 bands"):
        life_table([1] * bands, [500] * bands)
    with pytest.raises(ValueError, match="a value for each band"):
        life_table(1, 500)
