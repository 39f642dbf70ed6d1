"""Cards take each number from a row, say its period, and are left out where there is none."""

import pandas as pd
import pytest

from jsna.analysis import lists
from jsna.assessment.slices import measured
from jsna.figures.topics import cards as cards_of
from jsna.figures.topics.cards import cards
from tests.figures.kinds.test_spc import QUIET, STEP, monthly


def row(indicator: str, period: str, value: float, numerator: float = 0, denominator: float = 0) -> dict[str, object]:
    return {"indicator_id": indicator, "period": period, "value": value, "numerator": numerator, "denominator": denominator}


class Here:
    code, footprint = "ZZ1", "ccg_2019"
    rows = pd.DataFrame(
        [
            row("list_size", "2021/22", 1_000),
            row("list_size", "2022/23", 182_607),
            row("list_aged_50_over", "2022/23", 40.528),
            row("imd_most_deprived_fifth_residents", "2019", 15.2, 27_000, 177_000),
            row("mar_non_elective_year", "2017/18", 17_803),
            row("mar_non_elective_year", "2018/19", 19_263),
        ]
    )
    england = pd.DataFrame(
        [
            row("list_aged_50_over", "2022/23", 36.73),
            row("list_aged_50_over", "2021/22", 30.0),
            row("imd_most_deprived_fifth_residents", "2019", 20.0),
            row("mar_non_elective_year", "2017/18", 100.0),
            row("mar_non_elective_year", "2018/19", 105.7),
        ]
    )
    first = 172_000.0

    def series(self, indicator: str) -> pd.DataFrame:
        return self.rows[self.rows["indicator_id"] == indicator]

    def practices(self, indicator: str) -> pd.DataFrame:
        return pd.DataFrame([row(indicator, "2022/23", 5_000), row(indicator, "2022/23", 7_000), row(indicator, "2022/23", float("nan"))])

    def history(self, indicator: str) -> pd.DataFrame:
        """Lists from the first year to now, here and in England."""
        years = measured(pd.DataFrame({"indicator_id": indicator, "period": ["2021/22", "2022/23"], "denominator": 1.0}))
        return pd.concat([
            years.assign(place="Elmshire", value=[self.first, 182_607.0]), years.assign(place="England", value=[100.0, 110.0])
        ], ignore_index=True)  # fmt: skip

    def latest_of(self, indicator: str) -> pd.DataFrame:
        return pd.DataFrame({"area_code": ["ZZ1", "ZZ2", "ZZ3"], "area_name": ["A", "B", "C"], "value": [15.2, 30.0, 10.0], "areas": 4})


class Nowhere(Here):
    rows, england = Here.rows.head(0), Here.england.head(0)


def test_each_card_has_its_number_its_period_and_something_beside_it() -> None:
    said = {card.label: (card.value, card.note) for card in cards(Here()).cards}
    assert said["Registered patients"] == ("182,607", "On the lists of 2 GP practices, 2022/23; +6.2% since 2021/22 (England +10.0%)")
    assert said["Live in the most deprived fifth of England"] == (
        "15.2%",
        "27,000 residents of mid-2015, Indices of Deprivation 2019 (England 20.0%); 2nd of 3 CCGs, 1 is the most (1 more has no value)",
    )
    assert said["Aged 50 and over"] == ("40.5%", "Of registered patients, 2022/23 (England 36.7%)")
    number, note = said["Unplanned hospital stays"]
    assert number == "19,263"
    assert note == (
        "In 2018/19, the newest whole year held, +8.2% since 2017/18 (England +5.7%); not adjusted for age. That was before the pandemic: "
        "today's number may be quite another"
    )


def test_a_list_that_cannot_be_compared_with_the_year_before_has_both_numbers_and_no_change() -> None:
    here = Here()
    here.first = 100_000.0
    assert cards(here).cards[0].note == (
        "On the lists of 2 GP practices, 2022/23; 100,000 in 2021/22, before practices merged or split"
    )


@pytest.mark.parametrize("note, told", [("probably merged with Maple", "it probably merged with Maple"), ("", "practices merged or split")])
def test_the_practice_that_one_merged_with_is_named_on_its_first_screen(note: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    here = Here()
    here.footprint, here.first = "practice", 100_000.0
    table = pd.DataFrame({"practice_code": ["ZZ1", "ZZ2"], "note": [note, "probably merged with Elm"]})
    here.practice_changes = lambda: table
    monkeypatch.setattr(lists, "changes", lambda rows: rows)
    assert cards(here).cards[0].note == f"On its list, 2022/23; 100,000 in 2021/22, before {told}"


def test_a_card_without_data_is_left_out_and_never_a_zero() -> None:
    assert cards(Nowhere()).cards == ()


def test_unplanned_stays_are_told_among_those_on_the_list_beside_england(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rise of a fifth may begin far below England's level."""
    def history(here: Here, indicator: str) -> pd.DataFrame:
        numbers = [19_263.0, 6.6e6] if indicator.endswith("_year") else [200_000.0, 6e7]
        return measured(pd.DataFrame({"indicator_id": indicator, "period": "2018/19", "place": ["Elmshire", "England"], "value": numbers}))

    monkeypatch.setattr(cards_of, "_grew", lambda here: "")
    monkeypatch.setattr(Here, "history", history)
    note = next(card.note for card in cards(Here()).cards if card.label == "Unplanned hospital stays")
    assert note.startswith("In 2018/19, the newest whole year held, 96.3 per 1,000 patients (England 110.0), +8.2% since 2017/18")


@pytest.mark.parametrize(("months", "ending"), [(STEP, ", perhaps a change of recording; not adjusted"), (QUIET, "; not adjusted")])
def test_unplanned_stays_whose_level_went_by_a_step_may_be_recorded_otherwise(
    months: list[float], ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Here, "series", lambda _, indicator: monthly(months, indicator))
    note = next(card.note for card in cards(Here()).cards if card.label == "Unplanned hospital stays")
    assert ending in note and ("recording" in note) == ("recording" in ending)


@pytest.mark.parametrize(("last", "told"), [(QUIET[:9], "−2.0%"), ([value - 6 for value in QUIET[:9]], "−56.0%")])
def test_months_since_the_newest_whole_year_are_told_where_they_fell_too(
    last: list[float], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Manchester: 8.3% more in 2018/19, and 2.9% fewer in the nine months since, which was not said."""
    monkeypatch.setattr(Here, "series", lambda _, indicator: monthly([*QUIET[:27], *last], indicator))
    note = next(card.note for card in cards(Here()).cards if card.label == "Unplanned hospital stays")
    assert f", and {told} in April to December 2019 on those months a year before" in note
    assert ("(within what months vary by)" in note) == (last == QUIET[:9])
