"""Which practices page one says stand out, in patients, and beside how many would in any case."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from jsna.figures.topics.outliers import OF_AREA, outliers


def practices(recorded: list[int], doubtful: int = -1, limits: float = 4.0) -> pd.DataFrame:
    """Practices of 5,000 patients, of whom a tenth is expected with diabetes, give or take so many per cent."""
    rows = pd.DataFrame({"numerator": recorded, "area_name": [f"Practice {i}" for i in range(len(recorded))]}, dtype="object")
    rows = rows.astype({"numerator": float}).assign(denominator=5_000.0, value=lambda table: table["numerator"] / 50, expected=10.0)
    word = np.select([rows["value"] > 10 + limits, rows["value"] < 10 - limits], ["more than", "fewer than"], "about as")
    return rows.assign(
        unusual=word, outside=word != "about as", special="", footprint="practice", indicator_id="qof_dm_prevalence",
        people_lower_95=rows["numerator"] - 700, people_upper_95=rows["numerator"] - 120,
        expected_upper_95=10 + limits, people=rows["numerator"] - 500, score=rows["value"] - 10, area_code=rows["area_name"],
        doubtful=pd.Series([("slip",) if i == doubtful else () for i in range(len(rows))], dtype="object"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "recorded, doubtful, told",
    [
        ([500] * 3 + [940, 110], 4,
         "Of any 5 practices fewer than 1 stand out. With diabetes 2 do: 1 has more, by about 440 patients, and 1 has fewer, "
         "by about 390 patients (only just, to be checked)"),
        ([500] * 8 + [100, 100, 100, 200], -1,
         "Of any 12 practices fewer than 1 stand out. With diabetes 4 do: all have fewer, by about 1,500 patients together "
         "(3 only just)"),
    ],
)  # fmt: skip
def test_practices_that_stand_out_are_told_in_patients(recorded: list[int], doubtful: int, told: str) -> None:
    place = SimpleNamespace(footprint="ccg_2019", practices=lambda indicator: practices(recorded, doubtful))
    registers = pd.DataFrame({"indicator_id": ["qof_dm_prevalence"], "of": "expected"})
    (point,) = outliers(place, registers)  # type: ignore[arg-type]
    assert point.text == f"{told}."
    place.practices = lambda indicator: practices(recorded, doubtful).assign(score_of="area", footprint="practice")
    assert outliers(place, registers)[0].text == f"{point.text} {OF_AREA}"  # type: ignore[arg-type]


@pytest.mark.parametrize("recorded", [[500] * 8, [800] * 10, [500] * 59 + [100]])
def test_practices_are_named_only_where_more_stand_out_than_chance_often_gives(recorded: list[int]) -> None:
    """Of Worcestershire one practice of 60 was named for pre-diabetes, where about 3 would stand out in any case."""
    place = SimpleNamespace(footprint="ccg_2019", practices=lambda indicator: practices(recorded))
    registers = pd.DataFrame({"indicator_id": ["qof_dm_prevalence"], "of": "expected"})
    assert outliers(place, registers) == ()  # type: ignore[arg-type]
