"""Of the numbers of each month, page one tells the one that changed most in a year, and none that chance or need explains."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from jsna.catalogue import definitions
from jsna.figures.topics import months
from tests.figures.kinds.test_spc import QUIET, monthly

WHOLE, PART = (each.id for each in definitions().values() if each.chart and each.body and not each.id.endswith("_non_acute"))


def place(**series: list[float]) -> Any:
    def rows(indicator: str) -> pd.DataFrame:
        return monthly(series.get(indicator, [float("nan")] * 36), indicator).assign(body="Elmshire Council")

    return SimpleNamespace(series=rows)


DOUBLED = [*QUIET[:33], 24.0, 20.0, 24.0]


def test_the_number_that_changed_by_most_is_told_with_both_averages_and_whose_it_is() -> None:
    (point,) = months.furthest(place(**{WHOLE: [5 * each for each in DOUBLED], PART: DOUBLED}))
    assert "Elmshire Council" in point.about and point.figure.endswith(f"-spc-{WHOLE}")
    assert point.text == (
        "113.3 delayed days a calendar day in October to December 2019, 100% more than in the same months a year before (56.7); ask first "
        "whether recording or a provider changed. That was before the pandemic."
    )


@pytest.mark.parametrize("values", [QUIET, [100 + each for each in DOUBLED], [10.0, 40.0] * 16 + [10.0, 40.0, 40.0, 40.0]])
def test_a_change_that_need_or_chance_may_make_is_none(values: list[float]) -> None:
    assert months.furthest(place(**{WHOLE: values})) == ()


def test_unplanned_stays_have_a_card_and_no_point() -> None:
    assert months.furthest(place(mar_non_elective=DOUBLED)) == ()
