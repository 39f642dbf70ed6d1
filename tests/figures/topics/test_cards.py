"""Cards take each number from a row, say its period, and are left out where there is none."""

import pandas as pd

from jsna.figures.topics.cards import cards


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
            row("mar_non_elective_year", "2018/19", 19_263),
        ]
    )
    england = pd.DataFrame(
        [
            row("list_aged_50_over", "2022/23", 36.73),
            row("list_aged_50_over", "2021/22", 30.0),
            row("imd_most_deprived_fifth_residents", "2019", 20.0),
        ]
    )
    districts = ["Redditch", "Bromsgrove", "Bromsgrove"]

    def practices(self, indicator: str) -> pd.DataFrame:
        return pd.DataFrame([row(indicator, "2022/23", 5_000), row(indicator, "2022/23", 7_000), row(indicator, "2022/23", float("nan"))])

    def history(self, indicator: str) -> pd.DataFrame:
        """The list grew from 180,000 to 182,607, England's by 3% in the same year."""
        years = pd.DataFrame({"period": ["2021/22", "2022/23"], "indicator_id": indicator})
        places = {"Elmshire": [180_000.0, 182_607.0], "England": [1e6, 1.03e6]}
        return pd.concat([years.assign(place=place, value=value, denominator=value) for place, value in places.items()])

    def latest_of(self, indicator: str) -> pd.DataFrame:
        return pd.DataFrame({"area_code": ["ZZ1", "ZZ2", "ZZ3"], "area_name": ["A", "B", "C"], "value": [15.2, 30.0, 10.0]})

    def small_areas(self) -> pd.DataFrame:
        return pd.DataFrame({"district": self.districts})


class Nowhere(Here):
    rows, england, districts = Here.rows.head(0), Here.england.head(0), []


def test_each_card_has_its_number_and_its_period() -> None:
    said = {card.label: (card.value, card.note) for card in cards(Here()).cards}
    assert said["Registered patients"] == (
        "182,607",
        "On the lists of GP practices, 2022/23; 1.4% more than in 2021/22 (England 3.0% more)",
    )
    assert said["GP practices"] == ("2", "With patients on a list, 2022/23")
    assert said["Districts"] == ("2", "Bromsgrove and Redditch; April 2019")
    assert said["Live in the most deprived fifth of England"] == (
        "15.2%",
        "27,000 residents, Indices of Deprivation 2019 (England 20.0%); 2nd of 3 CCGs, 1 is the most",
    )
    assert said["Aged 50 and over"] == ("40.5%", "Of registered patients, 2022/23 (England 36.7%)")
    assert said["Unplanned hospital stays"][0] == "19,263" and "2018/19" in said["Unplanned hospital stays"][1]


def test_many_districts_are_counted_and_the_largest_named() -> None:
    here = Here()
    here.districts = ["A", "B", "B", "C", "C", "C", "D", "D", "D", "D"]
    assert [c.note for c in cards(here).cards if c.label == "Districts"] == ["Most small areas: D, C and B; April 2019"]
    here.districts = ["A"]
    assert [c.value for c in cards(here).cards if c.label == "District"] == ["1"]


def test_a_card_without_data_is_left_out_and_never_a_zero() -> None:
    assert cards(Nowhere()).cards == ()
