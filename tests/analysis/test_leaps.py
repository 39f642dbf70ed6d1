"""Leaps of monthly series: which last, when a level moved, and which neighbours moved with it."""

import pandas as pd
import pytest

from jsna.analysis import leaps, spc
from tests.analysis.test_spc_series import QUIET, monthly

#: Real series a day, from January 2017: unplanned stays of Manchester, days delayed in hospital in Worcestershire and in Hampshire, planned
#: day cases of Wyre Forest a working day.
MANCHESTER_STAYS = [187, 186, 193, 185, 187, 186, 192, 181, 196, 205, 201, 194, 201, 197, 196, 203, 206, 202, 204, 193, 230,
                    213, 214, 205, 212, 219, 215, 202, 203, 197, 202, 186, 202, 214, 211, 198]  # fmt: skip
WORCESTERSHIRE = [82.1, 101.3, 102.9, 81.0, 76.5, 84.7, 84.7, 83.3, 79.6, 77.8, 71.0, 78.0, 90.0, 73.5, 67.1, 64.0, 63.2, 67.6,
                  59.3, 62.0, 59.5, 52.2, 70.3, 61.0, 59.4, 60.3, 58.4, 50.0, 57.5, 56.6, 56.3, 63.9, 63.3, 60.6, 72.7, 71.6]  # fmt: skip
HAMPSHIRE_DAYS = [228.5, 234.2, 264.5, 275.0, 295.1, 254.8, 284.5, 294.1, 293.2, 299.6, 298.2, 234.5, 244.4, 258.1, 242.9,
                  237.9, 245.3, 240.5, 230.7, 227.3, 202.8, 214.7, 195.2, 161.9, 193.1, 202.4, 204.6, 197.2, 184.0, 196.8,
                  201.8, 222.8, 222.9, 196.1, 178.4, 178.6]  # fmt: skip
WYRE_FOREST = [62.7, 63.0, 61.1, 76.1, 72.1, 69.1, 71.7, 70.4, 68.7, 70.3, 76.5, 69.4, 73.5, 67.3, 75.8, 72.0, 76.8, 73.8, 72.5,
               69.9, 76.2, 72.6, 76.8, 74.0, 73.1, 77.8, 77.8, 78.7, 81.0, 79.5, 73.0, 76.3, 76.2, 72.7, 80.1, 74.0]  # fmt: skip


def charted(values: list[float]) -> pd.DataFrame:
    return spc.chart(monthly([float(value) for value in values]))


@pytest.mark.parametrize(("values", "leapt", "lasts"), [
    (MANCHESTER_STAYS, [("2018-09", True)], []),  # one high month, and half a year later as before
    (WORCESTERSHIRE, [("2017-04", False)], []),  # the end of a winter: January before it was as low
    (HAMPSHIRE_DAYS, [("2017-12", False)], [("2017-12", False)]),
    (WYRE_FOREST, [("2017-04", True)], [("2017-04", True)]),
])  # fmt: skip
def test_a_leap_lasts_where_the_months_after_keep_half_of_it_beyond_all_before(
    values: list[float], leapt: list[tuple[str, bool]], lasts: list[tuple[str, bool]]
) -> None:
    table = charted(values)
    assert leaps.leaps(table) == leapt and leaps.lasting(table) == lasts


def test_neighbours_that_moved_the_same_way_within_a_month_are_told_apart() -> None:
    step = [*[20.0, 22.0] * 9, *QUIET[:18]]
    late, other = [*[20.0, 22.0] * 9, 20.0, *QUIET[:17]], [*QUIET[:18], *[20.0, 22.0] * 9]
    series = {"Early": step[1:], "Late": late, "Up": other, "Steady": QUIET}
    others = pd.concat([monthly(values).assign(area_name=name) for name, values in series.items()])
    assert leaps.alike(leaps.moves(charted(step))[-1], others) == ["Early", "Late"]


def test_a_slope_is_looked_for_in_the_month_that_it_leapt_in_for_good_and_else_in_all_its_months() -> None:
    """Hampshire's days delayed fell sharply in December 2017; Manchester's unplanned stays rose from June 2017 to September 2018."""
    december, june, september = (pd.Period(month, freq="M") for month in ("2017-12", "2017-07", "2018-09"))
    assert leaps.moves(charted(HAMPSHIRE_DAYS)) == [(december, december, False)]
    assert leaps.moves(charted(MANCHESTER_STAYS)) == [(june, september, True)]
    step = [*[187.0, 189.0] * 8, *[207.0, 209.0] * 10]
    assert leaps.alike(leaps.moves(charted(MANCHESTER_STAYS))[0], monthly(step).assign(area_name="Step")) == ["Step"]
