"""Charts of monthly series: the newest months, gaps that break a run, and signals that agree with the flags."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from jsna.analysis import levels, spc


def monthly(values: list[float], newest: str = "2019-12", leave_out: tuple[int, ...] = ()) -> pd.DataFrame:
    months = pd.period_range(end=newest, periods=len(values), freq="M").astype(str)
    frame = pd.DataFrame({"indicator_id": "mar_non_elective", "period": months, "value": values, "numerator": 1.0, "denominator": 30.0})
    return frame.drop(index=list(leave_out)).assign(place="Elmshire", body="Elmshire")


#: Up and down by turns, so that no rule is broken.
QUIET = [10.0, 12.0] * 18


def kinds(table: pd.DataFrame) -> list[tuple[str, int, bool]]:
    return [(signal.kind, signal.months, signal.newest) for signal in spc.signals(table)]


def test_only_the_newest_months_are_charted() -> None:
    table = spc.chart(monthly([500.0] * 10 + QUIET))
    assert len(table) == spc.MONTHS and table["mean"].eq(11).all() and not table["trial"].any()
    assert kinds(table) == []


def test_a_shift_to_the_newest_month_comes_first() -> None:
    table = spc.chart(monthly([*QUIET[:28], *[12.5, 12.4, 12.6, 12.5, 12.4, 12.6, 12.5, 12.4]]))
    assert kinds(table)[0] == ("above", 9, True)  # the month before the eight is a 12 too
    assert (table["rule"] == "shift of 7").sum() == 9


def test_rising_months_count_from_where_they_start() -> None:
    table = spc.chart(monthly([*QUIET[:24], 9.0, 9.5, 10.0, 10.6, 11.2, 11.8, 12.4, *QUIET[:5]]))
    assert ("rising", 7, False) in kinds(table)


def test_a_month_outside_a_limit() -> None:
    assert kinds(spc.chart(monthly([*QUIET[:-1], 40.0]))) == [("over", 1, True)]


def test_two_of_three_near_a_limit_are_counted_without_the_third() -> None:
    assert ("near upper", 2, True) in kinds(spc.chart(monthly([*QUIET[:33], 15.5, 12.0, 15.5])))


@pytest.mark.parametrize("constant", [0.0, 5.0])
def test_a_constant_series_has_no_signal(constant: float) -> None:
    table = spc.chart(monthly([constant] * 36))
    assert kinds(table) == [] and table["upper"].eq(constant).all() and (table["rule"] == "").all()


def test_an_absent_month_stays_as_a_row_and_breaks_the_run() -> None:
    shifted = [*[10.0, 8.0] * 14, 11.0, 11.1, 11.2, 11.1, 11.0, 11.2, 11.1, 11.3]
    assert ("above", 8, True) in kinds(spc.chart(monthly(shifted)))
    table = spc.chart(monthly(shifted, leave_out=(31,)))
    assert len(table) == 36 and table["rule"].eq(spc.NOT_HELD).sum() == 1
    assert not [kind for kind, _, _ in kinds(table) if kind == "above"]
    assert table["stretch"].nunique() == 3


def test_few_months_make_trial_limits_and_one_month_has_none() -> None:
    assert spc.chart(monthly(QUIET[:11]))["trial"].all()
    one = spc.chart(monthly([4.0]))
    assert one[["lower", "upper"]].isna().all(axis=None) and kinds(one) == []


def test_the_lower_limit_of_a_count_is_not_below_nothing() -> None:
    assert spc.chart(monthly([0.0, 9.0] * 10))["lower"].eq(0).all()


@pytest.mark.parametrize("seed", range(40))
def test_every_flag_has_a_signal_and_every_signal_a_flag(seed: int) -> None:
    random = np.random.default_rng(seed)
    values = np.round(random.normal(20, 2, 40).cumsum() / 8 if seed % 2 else random.poisson(4, 40).astype(float), 1)
    table = spc.chart(monthly(list(values), leave_out=(9, 10, 30)))
    flagged = table["rule"].isin(["outside limits", "trend of 7", "2 of 3 near limit", "shift of 7"])
    assert flagged.any() == bool(spc.signals(table))
    signals = spc.signals(table)
    ends = [signal.last for signal in signals]
    assert all(earlier >= later for earlier, later in pairwise(s.last for s in signals if not s.kind.startswith("near")))
    assert flagged[table["period"].isin(ends)].all()


def test_a_month_that_is_not_held_has_the_key_of_its_series() -> None:
    key = {"footprint": "ccg_2019", "area_code": "ZZ1", "sex": "all", "age": "all", "category_type": "", "category": ""}
    table = spc.chart(monthly(QUIET, leave_out=(7,)).assign(**key, source_id="mar", value_note=""))
    absent = table[table["rule"] == spc.NOT_HELD].iloc[0]
    assert {name: absent[name] for name in key} == key and absent["indicator_id"] == "mar_non_elective" and absent["period"] == "2017-08"
    assert absent[["value", "numerator", "denominator", "source_id", "value_note"]].isna().all()


@pytest.mark.parametrize(
    "events, rare", [([1.0] * 36, False), ([1.0] * 35 + [0.0], True), ([0.0] * 19 + [9.0] * 17, True), ([0.0] * 17 + [9.0] * 19, False)]
)
def test_fewer_than_one_event_a_month_or_none_in_most_months_are_rare(events: list[float], rare: bool) -> None:
    rows = monthly([count / 30 for count in events]).assign(numerator=events)
    assert spc.are_rare(spc.months(rows)) is rare


@pytest.mark.parametrize("seed", range(20))
def test_a_month_with_none_is_never_below_the_lower_limit_of_a_count(seed: int) -> None:
    random = np.random.default_rng(seed)
    table = spc.chart(monthly(list(random.poisson(1.5, 36) * random.choice([1.0, 20.0], 36))))
    under = [signal for signal in spc.signals(table) if signal.kind in ("under", "near lower")]
    assert table["value"].eq(0).any() and table["lower"].dropna().eq(0).all() and under == []


def following(correlation: float, charts: int) -> np.ndarray:
    """Charts of stable months around 100, standard deviation 10, in which each month follows the one before."""
    noise = np.random.default_rng(20261128).normal(0, 1, (charts, 36))
    for month in range(1, 36):
        noise[:, month] = correlation * noise[:, month - 1] + np.sqrt(1 - correlation**2) * noise[:, month]
    return 100 + 10 * noise


def shapes(series: np.ndarray) -> list[list[levels.Change]]:
    return [spc.changes(pd.DataFrame({"value": values, "stretch": 1})) for values in series]


def share(changes: list[list[levels.Change]], *kinds: str) -> float:
    """The share of series that have a change of one of these kinds."""
    return float(np.mean([any(each.kind in kinds for each in of_one) for of_one in changes]))


MONTHS = np.arange(36)


def test_a_stable_series_is_seldom_split_and_a_shift_or_a_trend_is_seen() -> None:
    chance = following(0.35, 600)
    stable, tighter = shapes(chance), shapes(following(0.4, 600))
    assert share(stable, "step", "slope") < 0.04 and share(stable, "hump") < 0.03
    assert share(tighter, "step", "slope") < 0.06 and share(shapes(following(0.0, 600)), "step", "slope", "hump") < 0.005
    assert share(shapes(chance + 20 * (MONTHS >= 18)), "step", "slope") > 0.8
    assert share(shapes(chance + 30 * (MONTHS >= 24)), "step", "slope") > 0.95
    assert share(shapes(chance + 2 * MONTHS), "slope") > 0.9
    assert share(shapes(chance + 10 * np.sin(MONTHS * np.pi / 6)), "step", "slope") < 0.12


def is_near(change: levels.Change, at: int) -> bool:
    """Whether the month that is said is within two of the true one, or the months that are said hold it."""
    return change.first <= at <= change.last if change.kind == "slope" else abs(change.first - at) <= 2


@pytest.mark.parametrize("correlation", [0.0, 0.35])
@pytest.mark.parametrize("deviations", [2, 2.5, 3])
@pytest.mark.parametrize("at", [9, 15, 21, 26])
def test_a_step_is_dated_within_two_months_in_four_of_five(correlation: float, deviations: float, at: int) -> None:
    found = [each for each in shapes(following(correlation, 300)[:, :33] + 10 * deviations * (MONTHS[:33] >= at)) if each]
    assert len(found) > (60 if deviations == 2 else 150)
    assert np.mean([any(is_near(change, at) for change in each) for each in found]) > 0.8
    named = [each[0] for each in found if len(each) == 1 and each[0].kind == "step" and each[0].is_sure]
    assert np.mean([is_near(change, at) for change in named]) > 0.9, "a date without `about` is right"


@pytest.mark.parametrize("first, months", [(8, 3), (12, 6), (24, 4)])
def test_a_hump_is_no_step(first: int, months: int) -> None:
    humps = shapes(following(0.35, 300) + 45 * ((first <= MONTHS) & (first + months > MONTHS)))
    assert share(humps, "hump") > 0.8
    assert np.mean([len(each) == 1 and each[0].kind == "step" for each in humps]) < 0.04


@pytest.mark.parametrize("first, last", [(6, 18), (12, 24), (15, 27), (20, 35)])
def test_a_rise_over_a_year_is_no_step_with_a_sure_date(first: int, last: int) -> None:
    ramps = shapes(following(0.35, 300) + 40 * np.clip((MONTHS - first) / (last - first), 0, 1))
    assert share(ramps, "slope") > 0.75
    assert np.mean([len(each) == 1 and each[0].kind == "step" and each[0].is_sure for each in ramps]) < 0.05


#: Referrals a working day and unplanned stays a day in 2017 to 2019: Manchester, Barking and Dagenham, North Hampshire, North Tyneside.
REFERRALS_14L = [
    450.0, 467.2, 516.9, 489.2, 477.8, 483.3, 483.8, 473.7, 457.9, 477.8, 510.4, 453.0, 446.4, 491.2, 515.0, 500.0, 473.2,
    405.1, 647.1, 605.1, 614.9, 507.3, 517.8, 475.8, 478.0, 539.0, 533.9, 550.7, 544.7, 538.1, 559.3, 512.6, 538.1, 550.7,
    550.3, 554.0
]  # fmt: skip
REFERRALS_07L = [
    210.0, 221.4, 223.7, 220.2, 229.2, 224.5, 216.2, 207.0, 217.9, 217.4, 201.7, 184.7, 209.0, 207.1, 209.3, 215.5, 216.0,
    202.6, 203.9, 196.6, 182.8, 193.8, 187.8, 193.2, 204.5, 205.8, 197.0, 193.6, 197.3, 194.0, 195.9, 188.9, 206.3, 195.6,
    199.0, 184.8
]  # fmt: skip
STAYS_10J = [
    55.9, 56.5, 59.6, 54.4, 58.9, 57.8, 59.3, 57.8, 60.2, 58.8, 60.2, 59.7, 62.5, 59.4, 62.9, 58.1, 58.2, 59.1, 57.7, 57.5,
    57.2, 58.3, 62.9, 61.1, 59.8, 66.5, 63.8, 72.2, 68.8, 71.8, 70.5, 64.6, 68.6, 76.3, 74.4, 72.1
]  # fmt: skip
DAY_CASES_99C = [
    125.6, 123.9, 124.7, 136.4, 122.2, 127.0, 125.7, 121.7, 121.7, 116.3, 124.6, 120.9, 123.8, 124.3, 126.4, 120.8, 127.6,
    129.7, 124.9, 130.5, 130.8, 126.7, 124.0, 116.3, 121.4, 117.5, 121.9, 152.8, 141.9, 140.8, 133.7, 134.8, 138.7, 134.3,
    138.4, 125.3
]  # fmt: skip


@pytest.mark.parametrize(
    "values, course",
    [
        (REFERRALS_14L, [("hump", "2018-07", "2018-10"), ("step", "2019-02", "2019-02")]),
        (REFERRALS_07L, [("slope", "2017-06", "2018-09")]),
        (STAYS_10J, [("slope", "2018-10", "2019-06")]),
        (DAY_CASES_99C, [("step", "2019-04", "2019-04")]),
    ],
)
def test_real_series_are_told_as_they_went(values: list[float], course: list[tuple[str, str, str]]) -> None:
    table = spc.chart(monthly(values))
    told = [(each.kind, table["period"][each.first], table["period"][each.last]) for each in spc.changes(table)]
    assert told == course


def test_months_of_a_hump_are_apart_and_the_limits_are_of_the_others() -> None:
    table = spc.chart(monthly([*QUIET[:12], 30.0, 32.0, 31.0, *QUIET[:21]]))
    assert table["level"].eq("steady").all() and table["mean"].tolist() == pytest.approx([*[11.0] * 12, *[31.0] * 3, *[11.0] * 21], abs=0.1)
    assert table["rule"].tolist() == [*[""] * 12, *[spc.HUMP] * 3, *[""] * 21] and table["side"][12:15].eq("above").all()


def test_months_of_a_slope_have_no_average() -> None:
    table = spc.chart(monthly([*QUIET[:12], *[11.0 + 2 * month for month in range(1, 12)], *[34.0, 36.0] * 6, 34.0]))
    assert table["mean"].isna().sum() > 6 and table["level"].eq("moved").all() and table["upper"].notna().sum() >= 12


def charted(values: list[float], leave_out: tuple[int, ...] = ()) -> pd.DataFrame:
    rows = monthly(values, leave_out=leave_out)
    return spc.chart(rows.assign(numerator=30 * rows["value"], denominator=30.0))


def test_the_newest_months_stand_beside_the_same_ones_a_year_before() -> None:
    newest = spc.newest(charted([*QUIET[:33], 20.0, 22.0, 24.0]))
    assert newest is not None and (newest.first, newest.last) == ("2019-10", "2019-12")
    assert (newest.value, newest.before, newest.is_clear) == (22.0, pytest.approx(34 / 3), True)
    assert spc.newest(charted(QUIET, leave_out=(22,))) is None and spc.newest(charted(QUIET[:14])) is None


def test_stable_months_seldom_differ_clearly_from_those_of_a_year_before() -> None:
    clear = [spc.newest(charted(list(values))).is_clear for values in following(0.35, 300)]
    assert 0.02 < np.mean(clear) < 0.09


def test_the_last_level_begins_where_the_step_is_and_no_gap_moves_it() -> None:
    table = spc.chart(monthly([*[20.0, 22.0] * 9, *QUIET[:18]], leave_out=(4, 25)))
    assert table["level"].eq("moved").all() and table["since"].eq("2018-07").all()
    assert table["upper"].isna().sum() == 18 and table["rule"].eq(spc.EARLIER).sum() == 17


def test_two_shifts_leave_the_last_level() -> None:
    table = spc.chart(monthly([*[20.0, 22.0] * 6, *[40.0, 42.0] * 6, *QUIET[:12]]))
    assert table["since"].eq("2019-01").all() and table["mean"].tolist() == [21.0] * 12 + [41.0] * 12 + [11.0] * 12
