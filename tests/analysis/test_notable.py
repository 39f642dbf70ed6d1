"""The registers that stand out: by a rule that neither size nor a register's own spread decides, and the same each time."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from jsna.analysis import notable
from jsna.analysis.comparison import with_england
from jsna.catalogue import definitions
from jsna.methods import proportions

PEOPLE = 100_000


def rows(shares: dict[str, float], people: float = PEOPLE, area: str = "A") -> pd.DataFrame:
    made = pd.DataFrame({"indicator_id": shares.keys(), "numerator": [round(people * share) for share in shares.values()]})
    whole = {"sex": "all", "age": "all", "category": "", "measure": "proportion", "per": 100.0}
    made = made.assign(denominator=float(people), period="2022/23", area_code=area, **whole)
    limits = {}
    for level, confidence in (("95", 0.95), ("998", 0.998)):
        value, limits[f"lower_{level}"], limits[f"upper_{level}"] = proportions.proportion(
            made["numerator"], made["denominator"], 100, confidence
        )
    return made.assign(value=value, **limits)


def ranked(own: dict[str, float], spread: dict[str, float], areas: int = 40, unfit: dict[str, str] | None = None) -> pd.DataFrame:
    """An area beside an England of 10% on each register, where other areas differ by so much (standard deviations, in fractions)."""
    england = rows(dict.fromkeys(own, 0.1), 50_000_000)
    places = norm.ppf((np.arange(areas - 1) + 0.5) / (areas - 1))
    others = [rows({key: 0.1 + place * spread[key] for key in own}, area=f"B{n}") for n, place in enumerate(places)]
    everybody = pd.concat([rows(own), *others], ignore_index=True)
    return notable.ranked(with_england(rows(own), england), everybody, dict.fromkeys(own, 10.0), dict.fromkeys(own, "") | (unfit or {}))


def test_a_register_that_differs_much_everywhere_stands_out_less() -> None:
    table = ranked({"steady": 0.115, "loose": 0.13}, {"steady": 0.004, "loose": 0.03})
    assert table["indicator_id"].tolist() == ["steady", "loose"], "loose is further from England, and nothing strange for a CCG"
    away = table.set_index("indicator_id")["away"]
    assert away["steady"] > notable.UNUSUAL > away["loose"] > 0 and table["chosen"].all()


def test_the_distance_is_that_of_the_arcsine_scale_with_the_spread_between_areas_in_it() -> None:
    table = ranked({"a": 0.12}, {"a": 0.01}, areas=200)
    # By the delta method a standard deviation of 0.01 around 0.1 is 0.01 / (2 sqrt(0.1 x 0.9)) on that scale. Of a normal spread whose
    # tenths at both ends are drawn in to c = 1.2816, 0.8 - 2c x 0.1755 + 0.2c^2 = 0.679 of the variance is left.
    usual = np.sqrt(0.679) * 0.01 / (2 * np.sqrt(0.09))
    assert table["away"].iloc[0] == pytest.approx((np.arcsin(np.sqrt(0.12)) - np.arcsin(np.sqrt(0.1))) / usual, rel=0.03)


def test_without_ten_areas_far_is_measured_by_chance_alone() -> None:
    table = ranked({"a": 0.12}, {"a": 0.05}, areas=9)
    chance = (np.arcsin(np.sqrt(0.12)) - np.arcsin(np.sqrt(0.1))) * np.sqrt(4 * PEOPLE)
    assert table["away"].iloc[0] == pytest.approx(chance) and not table["spread_known"].any()
    assert ranked({"a": 0.12}, {"a": 0.05}, areas=10)["away"].iloc[0] < chance / 10


def test_six_are_chosen_and_only_those_that_are_higher_or_lower() -> None:
    many = {f"r{n}": 0.12 + 0.002 * n for n in range(8)} | {"near": 0.105, "same": 0.1}
    table = ranked(many, dict.fromkeys(many, 0.02))
    assert table.loc[table["chosen"], "indicator_id"].tolist() == [f"r{n}" for n in range(7, 1, -1)]
    words = table.set_index("indicator_id")["word"]
    assert (words["near"], words["same"], words["r0"]) == ("close", "similar", "much higher")
    few = ranked({"low": 0.08, "near": 0.105}, {"low": 0.02, "near": 0.0001})
    assert few.loc[few["chosen"], "indicator_id"].tolist() == ["low"], "near is far for such areas, and too small a difference"
    assert not ranked({"same": 0.1}, {"same": 0.01})["chosen"].any()


def test_far_below_england_is_as_far_as_above() -> None:
    table = ranked({"high": 0.12, "low": 0.07, "less": 0.085}, dict.fromkeys(("high", "low", "less"), 0.02))
    assert table["indicator_id"].tolist() == ["low", "high", "less"]
    assert table["away"].iloc[0] < 0 < table["away"].iloc[1] and table["word"].tolist() == ["much lower", "much higher", "much lower"]


def test_a_register_that_its_own_rules_make_unfit_is_not_chosen_and_takes_nobodys_place() -> None:
    many = {f"r{n}": 0.12 + 0.002 * n for n in range(8)}
    table = ranked(many, dict.fromkeys(many, 0.02), unfit={"r6": "It only ever adds."})
    assert table["indicator_id"].tolist()[1] == "r6"
    assert table.loc[table["chosen"], "indicator_id"].tolist() == ["r7", "r5", "r4", "r3", "r2", "r1"]


def test_ties_stand_in_order_of_ids_whatever_the_order_of_rows() -> None:
    own = dict.fromkeys(("c", "a", "b"), 0.12)
    england, everybody = rows(dict.fromkeys(own, 0.1), 5_000_000), rows(own)
    beside = with_england(rows(own), england)
    tables = [
        notable.ranked(some.reset_index(drop=True), everybody, dict.fromkeys(own, 10.0), dict.fromkeys(own, ""))
        for some in (beside, beside.iloc[::-1])
    ]
    assert [table["indicator_id"].tolist() for table in tables] == [["a", "b", "c"]] * 2


def test_without_a_value_for_england_nothing_is_known_and_the_register_comes_last() -> None:
    own = {"a": 0.12, "new": 0.3}
    beside = with_england(rows(own), rows({"a": 0.1}, 5_000_000))
    table = notable.ranked(beside, rows(own), dict.fromkeys(own, 10.0), dict.fromkeys(own, ""))
    assert table["indicator_id"].tolist() == ["a", "new"] and np.isnan(table["away"].iloc[1])
    assert table["word"].tolist() == ["much higher", "we cannot tell"] and table["chosen"].tolist() == [True, False]


@pytest.mark.parametrize(
    "indicator, period, reason",
    [
        ("qof_can_prevalence", "2022/23", "everybody recorded since April 2003"),
        ("qof_dep_prevalence", "2014/15", "everybody diagnosed since April 2006"),
        ("qof_ob_prevalence", "2020/21", "body mass index recorded in the year"),
        ("qof_ob_prevalence", "2021/22", "body mass index recorded in the year"),
        ("qof_ob_prevalence", "2019/20", ""),
        ("qof_ob_prevalence", "2022/23", ""),
        ("qof_dm_prevalence", "2020/21", ""),
        ("qof_ast_prevalence", "2022/23", ""),
    ],
)
def test_what_makes_a_register_unfit_is_among_its_breaks(indicator: str, period: str, reason: str) -> None:
    found = definitions()[indicator].unfit(period)
    assert reason in found and bool(found) == bool(reason)
