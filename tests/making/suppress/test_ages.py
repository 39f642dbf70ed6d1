"""Ages that overlap: what ranges tell of each other."""

import math

import numpy as np
import pandas as pd
import pytest

from jsna.errors import BuildError
from jsna.making.suppress import ages
from jsna.making.suppress.relations import CELL, relations
from jsna.methods import disclosure
from jsna.report.audit import disclosure as attacks


@pytest.mark.parametrize("age, ends", [("all", (0, math.inf)), ("65+", (65, math.inf)), ("0-4", (0, 5)), ("85", (85, 86))])
def test_an_age_is_a_range(age: str, ends: ages.Span) -> None:
    assert ages.span(age) == ends


def test_an_age_that_is_no_range_is_refused() -> None:
    with pytest.raises(BuildError, match="age 'working age': expected all, or a range"):
        ages.span("working age")


def spans(people: dict[str, float]) -> dict[ages.Span, float]:
    return {ages.span(age): count for age, count in people.items()}


# By hand: 0-14 less 0-4 is 5-14, all less 0-14 is 15+.
def test_ranges_that_begin_together_give_what_is_between_their_ends() -> None:
    narrow, found = ages.sums(spans({"all": 100, "0-4": 10, "0-14": 28}))
    assert narrow == spans({"0-4": 10, "5-14": 18, "15+": 72})
    assert found == [((0, math.inf), [(0, 5), (5, 15), (15, math.inf)]), ((0, 15), [(0, 5), (5, 15)])]


# By hand: 65+ less 80+ is 65-79, which is published too; 75+ and 80+ give 75-79, and so 65-74.
def test_ranges_that_cross_are_made_of_the_same_narrow_ones() -> None:
    narrow, found = ages.sums(spans({"65+": 50, "65-79": 38, "75+": 20, "80+": 12}))
    assert narrow == spans({"65-74": 30, "75-79": 8, "80+": 12})
    assert ((65, 80), [(65, 75), (75, 80)]) in found and ((75, math.inf), [(75, 80), (80, math.inf)]) in found


def test_ranges_that_no_end_links_lie_inside_the_larger_one() -> None:
    _, found = ages.sums(spans({"all": 100, "10-19": 15, "40-49": 12, "15-24": 9}))
    assert found == [((0, math.inf), [(10, 20), (40, 50)]), ((0, math.inf), [(15, 25)])]


def test_counts_that_contradict_each_other_tell_nothing() -> None:
    assert ages.sums(spans({"all": 10, "0-4": 12})) == ({}, [])


def cells(people: dict[str, float]) -> pd.DataFrame:
    whole = dict.fromkeys(CELL, "") | {"period": "2018/19", "what": "falls", "footprint": "ccg_2019", "area_code": "ZZ1", "sex": "all"}
    return pd.DataFrame([whole | {"age": age, "count": count} for age, count in people.items()])


def possible(people: dict[str, float], hidden: np.ndarray, most: int) -> list[set[int]]:
    """Every count that each hidden range may have: single years are tried in all ways that give what is shown."""
    ends = [ages.span(age) for age in people]
    cuts = sorted({end for pair in ends for end in pair})
    trials = np.array(np.meshgrid(*[np.arange(most)] * (len(cuts) - 1))).reshape(len(cuts) - 1, -1)
    sums = np.array([trials[[first <= cut < after for cut in cuts[:-1]]].sum(axis=0) for first, after in ends])
    held = ((sums == np.array(list(people.values()))[:, None]) | hidden[:, None]).all(axis=0) & (sums[hidden] > 0).all(axis=0)
    return [set(row.tolist()) for row in sums[hidden][:, held]]


@pytest.mark.parametrize(
    "people",
    [
        {"all": 20, "0-4": 3, "0-14": 12},
        {"65+": 14, "65-79": 10, "80+": 4},
        {"65+": 14, "65-79": 10, "75+": 6, "80+": 4},
        {"all": 17, "0-14": 8, "10-24": 5, "0-9": 6},
        {"all": 12, "5-9": 10},
    ],
)
def test_no_small_count_of_an_age_follows_from_what_is_shown(people: dict[str, float]) -> None:
    table = cells(people)
    count, exact = relations(table, pd.DataFrame(columns=["unit", "footprint", "area_code", "period"]), [])
    unpublished = np.arange(len(count)) >= len(table)
    hidden = disclosure.secondary(count, exact, hidden=unpublished)[: len(table)]
    small = disclosure.is_small(table["count"])
    assert hidden[small].all()
    for age, values in zip(table["age"][hidden], possible(people, hidden, 21 if len(people) < 4 else 11), strict=True):
        assert people[age] in values and (people[age] > 7 or len(values) > 1)


def test_the_attacker_walks_from_age_to_age() -> None:
    ranges = {"65+": 14, "65-79": 10, "75+": 9, "75-79": 5, "80+": 4}
    steps = [(attacks._ends(age), float(count), 0) for age, count in ranges.items() if age != "80+"]
    assert attacks._walked((80, 999), steps) == (4.0, 0)  # type: ignore[arg-type]
    assert attacks._walked((80, 85), steps) is None and attacks._ends("working age") is None  # type: ignore[arg-type]
