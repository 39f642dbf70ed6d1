"""Charts of monthly series: the newest months, gaps that break a run, and signals that agree with the flags."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from jsna.analysis import spc


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


def levels(series: np.ndarray) -> tuple[float, float]:
    """The shares of series that are split, and that have a drift."""
    both = [spc.steps(values, np.ones(len(values))) for values in series]
    return float(np.mean([len(starts) > 1 for starts, _ in both])), float(np.mean([drift != "" for _, drift in both]))


def test_a_stable_series_is_seldom_split_and_a_shift_or_a_trend_is_seen() -> None:
    chance, month = following(0.35, 1_000), np.arange(36)
    assert sum(levels(chance)) < 0.03 and sum(levels(following(0.4, 1_000))) < 0.05
    assert sum(levels(following(0.0, 1_000))) < 0.002
    assert levels(chance + 20 * (month >= 18))[0] > 0.85 and levels(chance + 30 * (month >= 24))[0] > 0.95
    assert levels(chance + 2 * month)[1] > 0.9
    assert sum(levels(chance + 10 * np.sin(month * np.pi / 6))) < 0.05


@pytest.mark.parametrize("correlation", [0.0, 0.35])
def test_a_stable_level_after_a_step_is_seldom_taken_for_a_ramp_and_a_ramp_is_seen(correlation: float) -> None:
    chance, month = following(correlation, 400), np.arange(36)
    step, ramp = (pd.DataFrame([spc.chart(monthly(list(values))).iloc[-1][["level", "since"]] for values in chance + 25 * way])
                  for way in (month >= 20, 0.2 * np.maximum(0, month - 23)))  # fmt: skip
    split = step[step["since"] != "2017-01"]
    assert len(split) > 350 and split["level"].isin(["rising", "falling"]).mean() < 0.06
    split = ramp[ramp["since"] != "2017-01"]
    assert split["level"].eq("rising").mean() > 0.7 and not split["level"].eq("falling").any()


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
    starts, drift = spc.steps(np.array([*[20.0, 22.0] * 6, *[40.0, 42.0] * 6, *QUIET[:12]]), np.ones(36))
    assert (starts[-1], drift) == (24, "")
