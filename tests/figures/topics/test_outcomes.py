"""Page one tells of outcomes in other chapters that are among the worst tenth here, and of none that a test does not tell apart."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from jsna.catalogue import definition
from jsna.figures.topics.outcomes import outcomes

ALCOHOL, FALLS = "alcohol_related_reshaped", "falls_reshaped"


def rows(indicator: str, values: dict[str, float], half: float = np.nan) -> pd.DataFrame:
    """Districts in a place and England, by name; `half` of an interval, missing of values that are published without."""
    table = pd.DataFrame({"area_name": list(values), "value": list(values.values())}).assign(
        indicator_id=indicator, footprint=["england" if name == "England" else "district_2019" for name in values], period="2017/18",
        measure=definition(indicator).measure, per=1e5, area_code=list(values), own=False, numerator=np.nan, denominator=np.nan,
        source_id="trafford", place="Elmshire", sex="Persons", age="all", category_type="", category="",
    )  # fmt: skip
    limits = {f"{side}_{level}": table["value"] + sign * half for side, sign in (("lower", -1), ("upper", 1)) for level in ("95", "998")}
    return table.assign(district=table["footprint"].eq("district_2019"), **limits)


def place(*tables: pd.DataFrame, rank: int = 2, footprint: str = "ccg_2019") -> SimpleNamespace:
    """A place whose districts are the so many-th highest of 40."""
    held = {str(table["indicator_id"].iloc[0]): table for table in tables}

    def latest(indicator: str, code: str) -> pd.DataFrame:
        one = held[indicator].set_index("area_name")
        others = pd.DataFrame({"area_code": [f"Z{i}" for i in range(39)], "area_name": [f"Z{i}" for i in range(39)], "own": False})
        value = float(one.loc[code, "value"])
        other = others.assign(value=[value + 1 if i < rank - 1 else value - 1 - i for i in range(39)])
        return pd.concat([pd.DataFrame({"area_code": [code], "area_name": [code], "own": True, "value": [value]}), other]).assign(areas=40)

    def faces(indicator: str) -> tuple[SimpleNamespace, ...]:
        codes = held[indicator].loc[held[indicator]["district"], "area_code"]
        return tuple(SimpleNamespace(code=code, latest_of=lambda one, code=code: latest(one, code)) for code in codes)

    nothing = rows(ALCOHOL, {"England": 1.0}).head(0)
    return SimpleNamespace(footprint=footprint, beside_faces=lambda indicator: held.get(indicator, nothing), faces=faces)


def told(here: SimpleNamespace) -> list[tuple[str, str, str]]:
    return [(point.about, point.text, point.figure) for point in outcomes(here)]  # type: ignore[arg-type]


def test_the_worst_tenth_is_told_with_england_the_furthest_first() -> None:
    """North Tyneside's admissions for alcohol are the 4th highest of 310 districts, and page one did not say so."""
    here = place(rows(FALLS, {"Ash": 3_003.0, "England": 2_170.0}), rows(ALCOHOL, {"Ash": 1_002.0, "Oak": 900.0, "England": 632.0}))
    assert told(here) == [
        (f"{definition(ALCOHOL).name}:", "1,002.0 per 100,000 in Ash in 2017/18, among the highest tenth of 40 districts; Oak too "
         "(England 632.0), not tested. Of 3 values looked at (2 outcomes, in up to 2 areas here) 3 are among the worst tenth; of any 3 "
         "fewer than 1 are.",
         f"10-caterpillar-{ALCOHOL}"),
        (f"{definition(FALLS).name}:", "3,003.0 per 100,000 in Ash in 2017/18, among the highest tenth of 40 districts (England 2,170.0), "
         "not tested.", f"09-caterpillar-{FALLS}"),
    ]  # fmt: skip


def test_of_how_many_outcomes_the_worst_are_is_said_once_with_those_that_are_not_and_of_one_publication_of_each() -> None:
    """Of many looks one in ten finds a place among the worst tenth by chance, and page one did not say how many looks there were."""
    usual = rows(FALLS, {"Ash": 2_300.0, "England": 2_170.0}, half=900.0)
    (first,) = told(place(rows(ALCOHOL, {"Ash": 1_002.0, "England": 632.0}), usual))
    assert first[1].endswith("not tested. Of 2 values looked at (2 outcomes) 1 is among the worst tenth; of any 2 fewer than 1 are.")


@pytest.mark.parametrize(("rank", "half", "footprint", "is_told"), [
    (4, 50.0, "ccg_2019", True), (5, 50.0, "ccg_2019", False), (2, 900.0, "ccg_2019", False), (2, 50.0, "practice", False),
])  # fmt: skip
def test_neither_the_middle_nor_what_chance_may_bring_nor_a_practice_is_told(rank: int, half: float, footprint: str, is_told: bool) -> None:
    table = rows(ALCOHOL, {"Ash": 1_002.0, "England": 632.0}, half)
    assert bool(told(place(table, rank=rank, footprint=footprint))) is is_told
    assert not any("not tested" in text for _, text, _ in told(place(table, rank=rank, footprint=footprint)))
