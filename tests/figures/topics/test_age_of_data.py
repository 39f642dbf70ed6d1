"""Months that end before the pandemic are said to be so at the head of their chapter, and no others are."""

from types import SimpleNamespace

import pandas as pd
import pytest

from jsna.figures.topics.age_of_data import age_of_data, is_before_pandemic


@pytest.mark.parametrize("period, before", [("2020-02", True), ("2020-03", False), ("2018/19", True), ("2019/20", False)])
def test_what_ends_before_march_2020_is_before_the_pandemic(period: str, before: bool) -> None:
    assert is_before_pandemic(period) is before


@pytest.mark.parametrize("months, said", [(["2019-11", "2019-12"], "end in December 2019."), (["2019-12", "2024-03"], ""), ([], "")])
def test_only_old_months_have_a_notice(months: list[str], said: str) -> None:
    rows = pd.DataFrame({"period": months, "value": [1.0] * len(months)})
    notice = age_of_data(SimpleNamespace(series=lambda indicator: rows), "mar_non_elective")  # type: ignore[arg-type]
    assert (said in notice.paragraphs[0] and "pandemic" in notice.paragraphs[0]) if said else notice is None
