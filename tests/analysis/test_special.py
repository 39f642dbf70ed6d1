"""Which practices are special: each reason by what is held, the first that applies, and none where nothing is held."""

import pandas as pd
import pytest

from jsna.analysis import special
from jsna.analysis.special import ADULT, AGED, CHANGED, CHILDLESS, NEW, SMALL, TOLD_BY, UNLISTED


def lists(*rows: tuple[str, str, float, float, float]) -> pd.DataFrame:
    wide = pd.DataFrame(rows, columns=["area_code", "period", *TOLD_BY])
    return wide.melt(["area_code", "period"], var_name="indicator_id", value_name="value")


@pytest.mark.parametrize(
    "before, size, young, old, reason",
    [
        (5_000, 5_100, 20, 38, ""),
        (900, 999, 20, 38, SMALL),
        (990, 1_000, 20, 38, ""),
        (5_000, 6_000, 20, 38, CHANGED),
        (5_000, 5_999, 20, 38, ""),
        (5_000, 4_000, 20, 38, CHANGED),
        (None, 5_000, 20, 38, NEW),
        (5_000, 5_000, 0, 99.4, AGED),  # Care Homes Medical Practice, 2022/23
        (5_000, 5_000, 12.2, 65.5, ""),  # the oldest seaside town, 2022/23
        (40_000, 42_614, 1.0, 0.1, ADULT),  # Leeds Student Medical Practice, 2022/23
        (2_200, 2_266, 0.04, 36.4, CHILDLESS),  # The Dr Hickey Surgery For The Homeless, 2022/23
        (5_000, 5_659, 51.1, 10.8, ""),
        (5_000, 50_000, 1.0, 0.1, ADULT),
    ],
)
def test_a_practice_is_special_by_its_size_its_ages_or_a_change(
    before: float | None, size: float, young: float, old: float, reason: str
) -> None:
    held = [("A", "2021/22", before, 20.0, 38.0)] if before else []
    table = lists(*held, ("A", "2022/23", size, young, old), ("B", "2021/22", 5_000.0, 20, 38), ("B", "2022/23", 5_000.0, 20, 38))
    assert special.special(table)["A", "2022/23"] == reason


def test_nothing_changed_in_the_first_year_or_since_lists_of_long_ago() -> None:
    table = lists(("A", "2014/15", 5_000, 20, 38), ("A", "2018/19", 9_000, 20, 38), ("B", "2018/19", 9_000, 20, 38))
    assert special.special(table).eq("").all()


def test_a_row_of_another_year_has_the_reason_of_the_nearest_lists_and_one_without_a_list_says_so() -> None:
    reasons = special.special(lists(("A", "2018/19", 500, 20, 38), ("A", "2022/23", 5_000, 20, 38)))
    rows = pd.DataFrame({"area_code": ["A", "A", "C"], "period": ["2019-04", "2022/23", "2022/23"]})
    assert special.of_rows(rows, reasons).tolist() == [SMALL, "", UNLISTED]
    assert special.of_rows(rows, special.special(lists())).tolist() == ["", "", ""]
