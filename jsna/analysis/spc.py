"""SPC: the newest months of a series with the limits of an XmR chart, and the signals that its rules find."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from jsna.methods import spc

#: The most recent months that are charted: enough for limits, few enough for one process.
MONTHS = 36
#: What a month is called in the table where its value is not held.
NOT_HELD = "not held"
#: A month below this share of the median is first of all one that was not wholly reported.
UNREPORTED = 0.5
#: What a month is called in the table where the level has moved since.
EARLIER = "earlier level"
#: Months that a level has at least, a whole year, so that no season is taken for one.
YEAR = 12
#: Standard errors between two levels, the best of all splits, that fewer than 1 in 20 stable series reach (simulated): months of hospital
#: activity follow the one before, with a correlation of 0.2 to 0.4 once season and level are taken off, and that makes shifts of its own.
MOVED = 5.0
#: As many newest months stand beside the same ones of the year before.
NEWEST = 3
#: Standard errors between these that fewer than 1 in 20 such stable series reach.
CLEAR = 3.0
#: Standard errors of the slope of a level after a step that fewer than 1 in 20 stable such levels reach (simulated): it is no level.
RAMP = 3.5
#: Months before a step in which a series that then climbs may have turned.
BEFORE = 6
#: Standard deviations from an average beyond which a series has turned, and not only varied.
TURNED = 2.0
#: The share of months outside limits from which the limits say nothing.
UNSETTLED = 0.25
#: The levels that have limits.
LIMITED = ("steady", "moved")
#: Fewer events a month on average are too rare for an XmR chart.
FEWEST = 1
#: What tells a series from others: the same in a month that is not held, which is an indicator row of the same key.
SAME = ("indicator_id", "footprint", "area_code", "sex", "age", "category_type", "category", "place", "body", "also")


@dataclass(frozen=True)
class Signal:
    """Neighbouring months that meet one rule.

    Attributes
    ----------
    kind : str
        `above`, `below` (the average); `rising`, `falling`; `over`, `under` (a limit); `near upper`, `near lower`.
    months : int
        How many months; for `over`, `under` and the two near a limit, those of the whole chart.
    first, last : str
        The months it begins and ends with.
    newest : bool
        Whether it lasts to the newest month of the chart.
    """

    kind: str
    months: int
    first: str
    last: str
    newest: bool


def chart(rows: pd.DataFrame) -> pd.DataFrame:
    """The newest months, one row each, held or not, with `mean`, limits, `side`, `rule` and `stretch` added.

    Where the level has moved (`steps`), mean and limits are of the last level alone, and earlier months have the mean of theirs, no
    limits and the rule "earlier level". Where it rises or falls throughout, or since the step, or a quarter of the months is outside, there
    are no limits. `level` says which: "steady", "moved", "rising", "falling" or "unsettled"; `since` has the first month of the last level.

    A month without a value stays as a row with the rule "not held"; a new `stretch` begins after it, and neither a moving
    range nor a rule reaches from one stretch to the next. A limit of a count is never below 0, and missing where no two months with
    values are neighbours, or none of those differ though the series does.
    """
    table = months(rows)
    valued = table["value"].notna()
    stretch = (valued != valued.shift()).cumsum()
    values, stretches = table.loc[valued, "value"], stretch[valued]
    starts, drift = steps(values.to_numpy(float), stretches.to_numpy())
    last = values.index[starts[-1]]
    process = spc.xmr(values.loc[last:], stretches.loc[last:])
    unsettled = float(np.mean(process.rule == "outside limits")) >= UNSETTLED
    way = float(values.loc[last:].mean() - values.iloc[starts[-2] : starts[-1]].mean()) if len(starts) > 1 else 0.0
    level = drift or _ramp(values.loc[last:], stretches.loc[last:], process, way)
    level = level or ("unsettled" if unsettled else "moved" if len(starts) > 1 else "steady")
    means = values.groupby(np.searchsorted(starts, np.arange(len(values)), side="right")).transform("mean")
    means.loc[last:] = process.mean
    rule = pd.Series(EARLIER, values.index)
    rule.loc[last:] = process.rule if level in LIMITED else ""
    return table.assign(
        **_limits_of(process, (table.index >= last) & (level in LIMITED)),
        mean=means.reindex(table.index).ffill(),
        trial=process.trial,
        stretch=stretch,
        level=level,
        since=str(table["period"][last]),
        side=pd.Series(np.sign(values - means)).map({1.0: "above", -1.0: "below", 0.0: "on"}).reindex(table.index, fill_value=""),
        rule=rule.reindex(table.index, fill_value=NOT_HELD),
    )


def _limits_of(process: spc.XmR, there: NDArray[np.bool_]) -> dict[str, NDArray[np.float64]]:
    """The limits of a chart in the months that they are for; of a count none is below 0."""
    lines = {"lower": np.maximum(0.0, process.lower), "near_lower": np.maximum(0.0, process.near_lower)}
    lines |= {"upper": process.upper, "near_upper": process.near_upper}
    return {name: np.where(there, value, np.nan) for name, value in lines.items()}


def steps(values: NDArray[np.float64], stretches: NDArray[Any]) -> tuple[list[int], str]:
    """The point that each level of a series begins at, and whether the last is `rising` or `falling` throughout; empty where neither.

    A series of two years or more is split where the means of both sides, each of a year or more, are the most standard errors apart, if
    they are more than `MOVED`; its newer side is then looked at again. One that a line fits better than the step has a drift. The standard
    deviation is that of neighbouring months, mean moving range / 1.128, which neither a step nor a slow drift widens.

    References
    ----------
    Hawkins (1977) J Am Stat Assoc 72:180-186, the largest of all two-sample statistics.
    """
    starts = [0]
    while len(part := values[starts[-1] :]) >= 2 * YEAR:
        splits = np.arange(YEAR, len(part) - YEAR + 1)
        gaps = np.array([part[at:].mean() - part[:at].mean() for at in splits])
        gains = gaps**2 * splits * (len(part) - splits) / len(part)
        best = int(gains.argmax())
        if gains[best] <= (MOVED * _deviation(part, stretches[starts[-1] :])) ** 2 or np.isclose(gains[best], 0):
            break
        of_line = np.corrcoef(np.arange(len(part)), part)[0, 1] ** 2 * len(part) * part.var()
        if of_line > gains[best]:
            return starts, "rising" if gaps[best] > 0 else "falling"
        starts.append(starts[-1] + int(splits[best]))
    return starts, ""


def _ramp(values: "pd.Series[Any]", stretches: "pd.Series[Any]", process: spc.XmR, way: float) -> str:
    """Whether months after a step, up or down by the sign of `way`, are no level but `rising` or `falling`; empty where they are one.

    They are none where a line through them is steep, or where one of the first three lies beyond the limit on the side that they came from.
    """
    if not way:
        return ""
    months, first = np.arange(len(values)) - (len(values) - 1) / 2, values.iloc[:NEWEST]
    slope = float(months @ (values - first.iloc[0]) / np.sqrt(months @ months))
    is_steep = abs(slope) > RAMP * _deviation(np.asarray(values, float), stretches.to_numpy())
    came_late = (first < process.lower) if way > 0 else (first > process.upper)
    if not is_steep and not came_late.any():
        return ""
    return "rising" if (slope if is_steep else way) > 0 else "falling"


@dataclass(frozen=True)
class Climb:
    """How a series went where months after a step are no level: from an average, by a turn where there was a clear one, to its furthest."""

    before: float
    turn: "pd.Series[Any] | None"
    furthest: "pd.Series[Any]"
    is_record: bool


def climb(table: pd.DataFrame) -> Climb:
    """The course of a `chart` that rises or falls since its last step; going down, all the same with the signs turned."""
    valued, sign = table.dropna(subset="value"), 1 if table["level"].iloc[0] == "rising" else -1
    earlier, last = valued[valued["period"] < valued["since"]], valued[valued["period"] >= valued["since"]]
    before = float(earlier["mean"].iloc[-1])
    furthest = last.iloc[int((sign * last["value"]).argmax())]
    until = pd.concat([earlier.tail(BEFORE), last[last["period"] <= furthest["period"]]])
    turn = until.iloc[int((sign * until["value"]).argmin())]
    deviation = _deviation(earlier["value"].to_numpy(float), earlier["stretch"].to_numpy())
    has_turned = sign * (before - turn["value"]) > TURNED * deviation
    record = sign * furthest["value"] >= (sign * valued["value"]).max()
    return Climb(before, turn if has_turned else None, furthest, bool(record))


def _deviation(values: NDArray[np.float64], stretches: NDArray[Any]) -> float:
    """The standard deviation that neighbouring months tell, which no step or slow drift widens much; endless where none are neighbours."""
    ranges = np.abs(np.diff(values))[np.diff(stretches) == 0]
    return float(np.nanmean(ranges)) / 1.128 if ranges.size and not np.isnan(ranges).all() else np.inf


def months(rows: pd.DataFrame) -> pd.DataFrame:
    """The newest months, one row each in order, held or not; what is the same in all rows stands in those that are not held too."""
    frame = rows.set_index(pd.PeriodIndex(rows["period"], freq="M"))
    valued = frame.index[frame["value"].notna()]
    recent = valued[valued > valued.max() - MONTHS]
    window = pd.period_range(recent.min(), recent.max(), freq="M")
    same: dict[str, Any] = {name: rows[name].iloc[0] for name in SAME if name in rows}
    return frame.reindex(window).assign(**same, period=window.astype(str)).reset_index(drop=True)


@dataclass(frozen=True)
class Newest:
    """The newest three months together beside the same three of the year before, whatever the season."""

    first: str
    last: str
    value: float
    before: float
    is_clear: bool

    @property
    def change(self) -> float:
        """Per cent."""
        return 100 * (self.value / self.before - 1)


def newest(table: pd.DataFrame) -> Newest | None:
    """How the newest months of a chart stand beside last year's; none where one of these is not held, or nothing was counted then.

    The difference is clear beyond `CLEAR` standard errors, by the standard deviation of neighbouring months.
    """
    now, before = table.tail(NEWEST), table.iloc[-YEAR - NEWEST : -YEAR]
    if len(before) < NEWEST or now["value"].isna().any() or before["value"].isna().any() or not before["numerator"].sum():
        return None
    value, past = (float(part["numerator"].sum() / part["denominator"].sum()) for part in (now, before))
    error = _deviation(table["value"].to_numpy(float), table["stretch"].to_numpy()) * np.sqrt(2 / NEWEST)
    return Newest(str(now["period"].iloc[0]), str(now["period"].iloc[-1]), value, past, bool(abs(value - past) > CLEAR * error))


def are_rare(table: pd.DataFrame) -> bool:
    """Whether `months` have so few events, fewer than 1 each on average or none in most, that limits around their mean say nothing."""
    events = table.loc[table["value"].notna(), "numerator"]
    return bool(events.mean() < FEWEST or events.median() == 0)


def unreported(table: pd.DataFrame) -> pd.DataFrame:
    """The months, where there are several, at less than half the median of all: hospitals that did not report, before anything else."""
    low = table[table["value"] < UNREPORTED * table["value"].median()]
    return low if len(low) > 1 else low.head(0)


def years(table: pd.DataFrame) -> dict[str, float]:
    """The value of each calendar year of which all months are there: numerators and denominators first, divided once."""
    valued = table.dropna(subset="value")
    each = valued.groupby(valued["period"].str[:4])[["numerator", "denominator"]].agg(["sum", "size"])
    whole = each[each[("numerator", "size")] == YEAR]
    return {str(year): float(row[("numerator", "sum")] / row[("denominator", "sum")]) for year, row in whole.iterrows()}


def signals(table: pd.DataFrame) -> list[Signal]:
    """What the rules find in a chart: the latest first; those near a limit, the weakest, last unless they reach the newest month."""
    charted = table[~table["rule"].isin((NOT_HELD, EARLIER))]
    if charted["level"].iloc[0] not in LIMITED:
        return []
    new_stretch = charted["stretch"].diff().ne(0)
    patterns = [_signal(table, run, str(run["side"].iloc[0])) for run in _shifts(charted, new_stretch)]
    patterns += [_signal(table, run, kind) for kind, run in _trends(charted, new_stretch)]
    patterns += _limits(table, charted)
    return sorted(patterns, key=lambda each: (each.newest or not each.kind.startswith("near"), each.last, each.months), reverse=True)


def _shifts(charted: pd.DataFrame, new_stretch: pd.Series) -> list[pd.DataFrame]:
    begins = new_stretch | charted["side"].ne(charted["side"].shift())
    runs = [run for _, run in charted.groupby(begins.cumsum())]
    return [run for run in runs if len(run) >= spc.RUN and run["side"].iloc[0] != "on"]


def _trends(charted: pd.DataFrame, new_stretch: pd.Series) -> list[tuple[str, pd.DataFrame]]:
    """Runs of steps the same way, with the month that the first step starts from."""
    step = np.sign(charted["value"].diff()).mask(new_stretch, 0.0).to_numpy()
    ends = [*(np.flatnonzero(np.diff(step)) + 1), len(step)]
    spans = [(start, end) for start, end in zip([0, *ends], ends, strict=False) if end - start >= spc.RUN - 1 and step[start]]
    return [("rising" if step[start] > 0 else "falling", charted.iloc[start - 1 : end]) for start, end in spans]


def _limits(table: pd.DataFrame, charted: pd.DataFrame) -> list[Signal]:
    """Months outside a limit, and those near one that no other rule has named."""
    over, under = charted["value"] > charted["upper"], charted["value"] < charted["lower"]
    near = charted["rule"] == "2 of 3 near limit"
    high, low = charted["value"] > charted["near_upper"], charted["value"] < charted["near_lower"]
    kinds = {"over": over, "under": under, "near upper": near & high, "near lower": near & low}
    return [_signal(table, charted[flagged], kind) for kind, flagged in kinds.items() if flagged.any()]


def _signal(table: pd.DataFrame, run: pd.DataFrame, kind: str) -> Signal:
    first, last = run["period"].iloc[0], run["period"].iloc[-1]
    return Signal(kind, len(run), first, last, last == table["period"].iloc[-1])
