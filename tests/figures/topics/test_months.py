"""Of the numbers of each month, page one tells the one that changed most in a year, and none that chance or need explains."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from jsna.catalogue import definitions
from jsna.figures.topics import months
from tests.figures.kinds.test_spc import MANCHESTER, QUIET, monthly

WHOLE, PART = (each.id for each in definitions().values() if each.chart and each.body and not each.id.endswith("_non_acute"))


def place(lists: dict[str, float] | None = None, **series: list[float]) -> Any:
    def rows(indicator: str) -> pd.DataFrame:
        return monthly(series.get(indicator, [float("nan")] * 36), indicator).assign(body="Elmshire Council")

    sizes = pd.DataFrame([("Elmshire", *each) for each in (lists or {}).items()], columns=["place", "period", "value"])
    sizes = sizes.assign(denominator=sizes["value"])
    return SimpleNamespace(series=rows, england=rows("mar_non_elective").head(0), history=lambda indicator: sizes)


DOUBLED = [*QUIET[:33], 24.0, 20.0, 24.0]


def test_the_number_that_changed_by_most_is_told_with_both_averages_and_whose_it_is() -> None:
    (point,) = months.furthest(place(**{WHOLE: [5 * each for each in DOUBLED], PART: DOUBLED}))
    assert "Elmshire Council" in point.about and point.figure.endswith(f"-spc-{WHOLE}")
    assert point.text == (
        "113.3 people delayed at a time in October to December 2019, 100% more than in the same months a year before (56.7). Ask first "
        "whether recording or a provider changed. That was before the pandemic."
    )


@pytest.mark.parametrize("values", [QUIET, [100 + each for each in DOUBLED], [10.0, 40.0] * 16 + [10.0, 40.0, 40.0, 40.0]])
def test_a_change_that_need_or_chance_may_make_is_none(values: list[float]) -> None:
    assert months.furthest(place(**{WHOLE: values})) == ()


def test_months_beside_the_lowest_of_all_stand_beside_the_first_year_too() -> None:
    """Days delayed of Manchester, 2017 to 2019, in which a quarter was told beside the lowest there was."""
    values = [*[66.6] * 12, *[66.0, 62.0] * 4, 60.0, *[48.7] * 3, *[80.0, 82.0] * 4, 84.0, *[126.2] * 3]
    (point,) = months.furthest(place(**{WHOLE: values}))
    assert "159% more than in the same months a year before (48.7). Those earlier months were the lowest quarter since" in point.text
    assert " January 2017; beside the whole of 2017 (66.6) it is 89% more. Ask first" in point.text


def test_a_number_that_went_over_months_is_not_first_asked_after_its_recording() -> None:
    """Days delayed of Manchester rose month by month through 2019; those of North Tyneside fell by a step."""
    (point,) = months.furthest(place(**{WHOLE: MANCHESTER}))
    assert point.text.endswith(f"{months.ASK['slope']} That was before the pandemic.")
    (stepped,) = months.furthest(place(**{WHOLE: [*QUIET[:27], *[value / 2 for value in QUIET[:9]]]}))
    assert months.ASK["step"] in stepped.text


def test_unplanned_stays_that_rose_steeply_between_whole_years_are_told_by_these() -> None:
    """Wyre Forest rose from 25.3 a day in 2017 to 30.4 in 2019, and its newest months by less than is told of other numbers."""
    rose = [25.3 + month / 5 + value / 10 for month, value in enumerate(QUIET)]
    (point,) = months.furthest(place(mar_non_elective=rose))
    first, middle, last = (sum(rose[at : at + 12]) / 12 for at in (0, 12, 24))
    more = f"{100 * (last / first - 1):.0f}% more"
    assert point.about == "Unplanned hospital stays:"
    years = f"{first:.1f} a day in 2017, {middle:.1f} in 2018 and {last:.1f} in 2019"
    assert point.text.startswith(f"{years}, {more} than at first. It came over months")
    here = place(mar_non_elective=rose)
    here.england = monthly([10.0] * 24 + [11.0] * 12, "mar_non_elective")
    assert f" in 2019, {more} than at first (England 10% more). It came over months" in months.furthest(here)[0].text
    here.england = here.england.head(30)  # a year that is not whole in England
    assert months.furthest(here)[0].text == point.text
    assert months.furthest(place(mar_non_elective=QUIET)) == ()


@pytest.mark.parametrize("lists, told", [
    ({"2017/18": 1_000.0, "2018/19": 1_030.0, "2019/20": 1_050.0},
     " Lists grew by 5% from 2017/18 to 2019/20: more patients alone bring more. "),
    ({"2017/18": 1_000.0, "2019/20": 1_002.0}, ""), ({"2017/18": 1_000.0, "2018/19": 500.0, "2019/20": 1_050.0}, ""),
    ({"2019/20": 1_050.0}, ""),
])  # fmt: skip
def test_counts_of_stays_are_told_with_how_lists_grew_meanwhile(lists: dict[str, float], told: str) -> None:
    """Of 16% more stays in North West London the lists explained half, and a board was asked why they changed so much."""
    rose = [25.3 + month / 5 + value / 10 for month, value in enumerate(QUIET)]
    (point,) = months.furthest(place(lists, mar_non_elective=rose))
    assert f"than at first.{told or ' '}It came" in point.text and point.text.count("Lists") == bool(told)
    (fell,) = months.furthest(place(lists, mar_non_elective=[45 - value for value in rose]))
    assert "fewer than at first." in fell.text and "Lists" not in fell.text
