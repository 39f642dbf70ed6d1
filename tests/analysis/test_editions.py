"""Each planted difference between two editions is found, once, with its cause; an edition does not differ from itself."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jsna.analysis.editions import COLUMNS, Numbers, differences, summary


def edition() -> Numbers:
    keys = [
        (indicator, area, footprint, period)
        for indicator in ("qof_dm_prevalence", "list_size")
        for area, footprint in (("05J", "ccg_2019"), ("05T", "ccg_2019"), ("E92000001", "england"))
        for period in ("2018/19", "2019/20")
    ]
    rows = pd.DataFrame(keys, columns=["indicator_id", "area_code", "footprint", "period"])
    size = pd.Series(range(len(rows)), dtype=float) + 100
    rows = rows.assign(sex="all", age="all", category_type="", category="", numerator=size, denominator=1000.0, value=size / 10)
    rows = rows.assign(
        lower_95=size / 11, upper_95=size / 9, lower_998=float("nan"), upper_998=float("nan"), value_note="", source_id="qof_raw"
    )
    made_of = rows.loc[rows["footprint"] == "ccg_2019", ["source_id", "footprint", "area_code", "period"]].drop_duplicates()
    return Numbers(rows[COLUMNS], made_of.assign(units="abc"), {"qof_dm_prevalence": "d1", "list_size": "d2"})


def planted(column: str, value: object, at: int = 0) -> Numbers:
    made = edition()
    rows = made.rows.copy()
    rows.loc[rows.index[at], column] = value
    return replace(made, rows=rows)


def always(units: str) -> pd.DataFrame:
    """What areas are made of in all periods."""
    return edition().made_of.assign(units=units, period="").drop_duplicates()


@settings(max_examples=30)
@given(st.permutations(range(12)), st.sets(st.integers(0, 11)), st.floats(0, 1e-12))
def test_an_edition_does_not_differ_from_itself(order: list[int], unknown: set[int], noise: float) -> None:
    rows = edition().rows
    rows = rows.assign(value=rows["value"].mask(rows.index.isin(unknown)))
    same = replace(edition(), rows=rows.iloc[order].assign(value=lambda table: table["value"] * (1 + noise)))
    assert differences(replace(edition(), rows=rows), same).empty


@pytest.mark.parametrize(
    "new, kind",
    [
        (planted("numerator", 120.0), "data revised"),
        (planted("value_note", "suppressed"), "data revised"),
        (planted("upper_95", 40.0), "method changed"),  # the same counts, another limit
        (replace(planted("numerator", 120.0), definitions={"qof_dm_prevalence": "other", "list_size": "d2"}), "method changed"),
        (replace(planted("numerator", 120.0), definitions={"qof_dm_prevalence": "d1", "list_size": "other"}), "data revised"),
        (replace(planted("numerator", 120.0), made_of=edition().made_of.assign(units="other")), "boundary changed"),
        (
            replace(planted("numerator", 120.0), made_of=always("other")),
            "boundary changed",
        ),
        # England is not placed anywhere, so it has no boundary that could change.
        (replace(planted("numerator", 120.0, at=4), made_of=edition().made_of.assign(units="other")), "data revised"),
    ],
)
def test_a_planted_change_has_its_class(new: Numbers, kind: str) -> None:
    found = differences(edition(), new)
    assert list(found["kind"]) == [kind]
    assert summary(found)[kind] == 1


def test_a_boundary_that_changed_without_a_number_is_no_difference() -> None:
    assert differences(edition(), replace(edition(), made_of=edition().made_of.assign(units="other"))).empty


@pytest.mark.parametrize(
    "lost, detail",
    [
        ("indicator_id == 'list_size'", "indicator"),
        ("period == '2019/20'", "period"),
        ("area_code == '05T'", "area"),
        ("footprint == 'england'", "footprint"),
        ("indicator_id == 'list_size' and area_code == '05T' and period == '2019/20'", "row"),
    ],
)
def test_what_came_and_what_went_is_told_apart(lost: str, detail: str) -> None:
    fewer = replace(edition(), rows=edition().rows.query(f"not ({lost})"))
    number = len(edition().rows) - len(fewer.rows)
    for found, kind in ((differences(fewer, edition()), "new"), (differences(edition(), fewer), "gone")):
        assert summary(found)[kind] == len(found) == number
        assert set(found["detail"]) == {detail}


def test_the_largest_change_comes_first() -> None:
    made = planted("numerator", 120.0)
    rows = made.rows.assign(value=made.rows["value"] * ([1.5, 1.0, 0.2] + [1.0] * 9))
    found = differences(edition(), replace(made, rows=rows))
    assert found["change"].round(6).tolist() == [-80.0, 50.0]


@pytest.mark.parametrize("units, kind", [("abc", "data revised"), ("other", "boundary changed")])
def test_units_that_are_the_same_in_all_periods_hold_for_each(units: str, kind: str) -> None:
    old, new = replace(edition(), made_of=always("abc")), replace(planted("numerator", 120.0), made_of=always(units))
    assert list(differences(old, new)["kind"]) == [kind]
