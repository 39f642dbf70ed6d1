"""Funnels of ratios: who is above what is expected is said from the rows that are drawn, around as many as expected."""

import pandas as pd
import pytest

from jsna.analysis import funnel as analysis
from jsna.figures.core.figure import Figure
from jsna.figures.kinds.funnel import figure as funnel
from jsna.methods.funnel import ratio_limits

RATIO = "admissions_emergency_ratio"


def practices(*observed: float, expected: float = 400.0) -> pd.DataFrame:
    rows = pd.DataFrame({"numerator": observed})
    return rows.assign(
        indicator_id=RATIO, place="Elmshire", period="2022/23", area_name=[f"Practice {at}" for at in rows.index], denominator=expected,
        value=100 * rows["numerator"] / expected, lower_95=0.0, upper_95=300.0, source_id="hes_admissions", special="",
    )  # fmt: skip


def test_a_practice_above_the_limits_is_said_and_marked() -> None:
    shown = funnel(practices(*[400.0] * 12, 900.0))
    assert isinstance(shown, Figure)
    assert shown.sentence.headline.startswith("1 of 13 practices lies above the 99.8% limits around what is expected, and none below")
    assert shown.rows["outside"].tolist() == [""] * 12 + ["above"]


def test_limits_of_chance_are_those_of_the_method_around_as_many_as_expected() -> None:
    table = analysis.of_ratios(practices(390.0, 410.0, 400.0).assign(expected=400.0, ratio=[97.5, 102.5, 100.0]), 100.0)
    lower, upper = ratio_limits(400.0, 0.998)
    assert table[["chance_lower_998", "chance_upper_998"]].iloc[0].tolist() == pytest.approx([100 * lower, 100 * upper])
    ends = analysis.curves(table.assign(size=[100.0, 400.0, 900.0]), "sqrt")
    assert ends["chance_upper_998"].iloc[[0, -1]].tolist() == pytest.approx([100 * ratio_limits(size, 0.998)[1] for size in (100.0, 900.0)])


def test_a_practice_without_a_ratio_is_in_no_mark_and_no_count() -> None:
    rows = practices(400.0, 420.0, 380.0)
    rows.loc[1, ["numerator", "value"]] = float("nan")
    shown = funnel(rows)
    assert isinstance(shown, Figure) and len(shown.rows) == 2 and "of 2 practices" in shown.sentence.headline
