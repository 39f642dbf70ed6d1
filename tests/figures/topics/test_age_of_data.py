"""Months that end before the pandemic are said to be so at the head of their chapter, and no others are."""

from types import SimpleNamespace

import pandas as pd
import pytest

from jsna.figures.topics.age_of_data import age_of_data, is_before_pandemic, together
from tests.figures.kinds.test_spc import monthly


@pytest.mark.parametrize("period, before", [("2020-02", True), ("2020-03", False), ("2018/19", True), ("2019/20", False)])
def test_what_ends_before_march_2020_is_before_the_pandemic(period: str, before: bool) -> None:
    assert is_before_pandemic(period) is before


@pytest.mark.parametrize("months, said", [(["2019-11", "2019-12"], "end in December 2019."), (["2019-12", "2024-03"], ""), ([], "")])
def test_only_old_months_have_a_notice(months: list[str], said: str) -> None:
    rows = pd.DataFrame({"period": months, "value": [1.0] * len(months)})
    notice = age_of_data(SimpleNamespace(series=lambda indicator: rows), "mar_non_elective")  # type: ignore[arg-type]
    assert (said in notice.paragraphs[0] and "pandemic" in notice.paragraphs[0]) if said else notice is None


def test_series_that_leap_in_one_month_are_told_as_one_finding() -> None:
    """Stays, day cases and first appointments of Manchester from October 2017, as NHS England gives them: a day, rounded."""
    numbers = {
        "mar_non_elective": "205 201 194 201 197 196 203 206 202 204 193 230 213 214 205 212 219 215 202 203 197 202 186 202 214 211 198",
        "mar_day_case": "211 220 194 195 214 214 216 216 211 204 204 248 219 235 215 226 238 249 222 227 228 220 216 219 221 225 207",
        "mar_first_outpatient":
            "732 715 710 728 699 733 746 738 721 715 717 942 789 817 737 775 762 789 802 814 806 799 744 809 806 843 720",
    }

    def place(*some: str) -> SimpleNamespace:
        nothing = monthly([float("nan")] * 27)
        values = {one: monthly([float(value) for value in numbers[one].split()], one) for one in some}
        return SimpleNamespace(series=lambda indicator: values.get(indicator, nothing))

    assert together(place(*numbers)) == (
        "Unplanned hospital stays, planned day cases and first outpatient attendances all had one month that was far "
        "higher than those around it, September 2018. That is one finding and not 3: ask first whether recording or a provider changed."
    )
    assert together(place("mar_non_elective", "mar_day_case")) == ""
    notice = age_of_data(place(*numbers), "mar_non_elective")  # type: ignore[arg-type]
    assert notice is not None and notice.paragraphs[1] == together(place(*numbers))
