"""A kind of figure that would say nonsense of an indicator says so in one line, and names the kind that shows it."""

from pathlib import Path

import pytest

import jsna
from jsna.assessment import Assessment
from jsna.errors import JsnaError
from jsna.figures.core.figure import Missing


@pytest.fixture(scope="module")
def here(demonstration: Path) -> Assessment:
    return Assessment("ZZ1", tidy=demonstration / "data" / "tidy")


@pytest.mark.parametrize("kind, indicator, message", [
    ("spc", "qof_dm_prevalence", "jsna.spc: expected a number of each month, found qof_dm_prevalence of 2022/23."),
    ("spc", "imd_average_score", "jsna.spc: expected a number of each month, found imd_average_score of 2019."),
    ("growth", "qof_dm_prevalence", 'such as registered, found qof_dm_prevalence of the measure "proportion".'),
    ("growth", "mar_non_elective_year", 'such as registered, found mar_non_elective_year of the measure "count".'),
    ("totals", "qof_dm_prevalence", 'jsna.totals: expected a count, found qof_dm_prevalence of the measure "proportion".'),
    ("totals", "mar_non_elective", 'jsna.totals: expected a count, found mar_non_elective of the measure "mean".'),
    ("funnel", "list_size", 'expected a share of the patients of practices, found list_size of the measure "count".'),
    ("funnel", "deaths_all_causes", 'of practices, found deaths_all_causes of the measure "standardised".'),
])  # fmt: skip
def test_an_indicator_that_a_kind_cannot_show_is_refused_with_the_call_to_write(
    here: Assessment, kind: str, indicator: str, message: str
) -> None:
    with pytest.raises(JsnaError) as refusal:
        getattr(jsna, kind)(here, indicator)
    assert message in refusal.value.message and "\n" not in refusal.value.message
    instead = refusal.value.remedy.removeprefix("Write `").removesuffix("`.")
    shown = eval(instead, {"jsna": jsna, "here": here})
    assert not isinstance(shown, Missing)


def test_a_funnel_of_what_is_held_of_an_area_and_of_no_practice_says_that(here: Assessment) -> None:
    missing = jsna.funnel(here, "imd_most_deprived_tenth")
    assert isinstance(missing, Missing) and missing.what == "No number of the practices of this area is held."
