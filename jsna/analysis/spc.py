"""SPC: the newest months of a series with the limits of an XmR chart, and the signals that its rules find."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from jsna.analysis import levels
from jsna.methods import spc

#: The most recent months that are charted: enough for limits, few enough for one process.
MONTHS = 36
#: What a month is called in the table where its value is not held.
NOT_HELD = "not held"
#: A month below this share of the median is first of all one that was not wholly reported.
UNREPORTED = 0.5
#: What a month is called in the table where the level has moved since.
EARLIER = "earlier level"
#: What it is called where it is higher or lower for some months than those before and since.
HUMP = "for a time"
YEAR = 12
#: The mean moving range of two neighbours, in standard deviations.
TO_DEVIATION = 1.128
#: As many newest months stand beside the same ones of the year before.
NEWEST = 3
#: Standard errors between these that fewer than 1 in 20 such stable series reach.
CLEAR = 3.0
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
    """The newest months, one row each, held or not, with `mean`, limits, `side`, `rule`, `stretch` and `part` added.

    Where the level has moved (`levels.changes`), mean and limits are of the last level alone, and earlier months have the mean of theirs,
    no limits and the rule "earlier level"; those of a slope have no mean, and those of a hump one of their own and the rule "for a time".
    Where it rises or falls to the end, or a quarter of the months is outside, there are no limits. `level` says which: "steady", "moved",
    "rising", "falling" or "unsettled"; `since` has the first month of the last level.

    A month without a value stays as a row with the rule "not held"; a new `stretch` begins after it, and neither a moving
    range nor a rule reaches from one stretch to the next. A limit of a count is never below 0, and missing where no two months with
    values are neighbours, or none of those differ though the series does.
    """
    table = months(rows)
    has_value = table["value"].notna()
    stretch = (has_value != has_value.shift()).cumsum()
    values, stretches = table.loc[has_value, "value"], stretch[has_value]
    shapes = changes(table.assign(stretch=stretch))
    part = pd.Series(levels.levels(shapes, len(values)), values.index)
    is_last = part == (part.iloc[-1] if part.iloc[-1] < 0 else part.max())
    # A hump in the last level parts its months: neither a moving range nor a rule reaches over it.
    process = spc.xmr(values[is_last], (stretches + 1_000 * (~is_last).cumsum())[is_last])
    level = _level(shapes, values, process)
    averages = values.groupby(part).mean().drop([-at for at, each in enumerate(shapes, 1) if each.kind == "slope"])
    if level in LIMITED:
        averages[part[is_last].iloc[0]] = process.mean
    means, since = part.map(averages), is_last.idxmax()
    rule = pd.Series(EARLIER, values.index).mask((part < 0) & (part.index >= since), HUMP)
    rule[is_last] = process.rule if level in LIMITED else ""
    sides = pd.Series(np.sign(values - means.mask(rule == HUMP, process.mean)))  # a hump is beside the level that it leaves
    every = part.reindex(table.index).ffill()
    return table.assign(
        **_limits_of(process, (table.index >= since) & (level in LIMITED)),
        mean=every.map(averages),
        trial=process.trial,
        stretch=stretch,
        part=every.astype(int),
        level=level,
        since=str(table["period"][since]),
        side=sides.map({1.0: "above", -1.0: "below"}).fillna("on").reindex(table.index, fill_value=""),
        rule=rule.reindex(table.index, fill_value=NOT_HELD),
    )


def _level(shapes: list[levels.Change], values: "pd.Series[Any]", process: spc.XmR) -> str:
    """What the months since the last change are."""
    if shapes and shapes[-1].kind == "slope" and shapes[-1].last == len(values) - 1:
        slope = values.iloc[shapes[-1].first :].to_numpy(float)
        return "rising" if np.corrcoef(slope, np.arange(len(slope)))[0, 1] > 0 else "falling"
    if float(np.mean(process.rule == "outside limits")) >= UNSETTLED:
        return "unsettled"
    return "moved" if any(each.kind != "hump" for each in shapes) else "steady"


def changes(table: pd.DataFrame) -> list[levels.Change]:
    """The steps, slopes and humps of a series by month; the points are those that have a value."""
    points = table[table["value"].notna()]
    return _changes(tuple(points["value"]), tuple(points["stretch"]))


@lru_cache(maxsize=128)  # every sentence of a chart asks for them
def _changes(values: tuple[float, ...], stretches: tuple[int, ...]) -> list[levels.Change]:
    return levels.changes(np.array(values, float), spc.xmr(values, stretches).moving_range_mean / TO_DEVIATION)


def _limits_of(process: spc.XmR, there: NDArray[np.bool_]) -> dict[str, NDArray[np.float64]]:
    """The limits of a chart in the months that they are for; of a count none is below 0."""
    lines = {"lower": np.maximum(0.0, process.lower), "near_lower": np.maximum(0.0, process.near_lower)}
    lines |= {"upper": process.upper, "near_upper": process.near_upper}
    return {name: np.where(there, value, np.nan) for name, value in lines.items()}


@dataclass(frozen=True)
class Climb:
    """How a series went where months after a step are no level: from an average, by a turn where there was a clear one, to its furthest."""

    before: float
    turn: "pd.Series[Any] | None"
    furthest: "pd.Series[Any]"
    is_record: bool


def climb(table: pd.DataFrame) -> Climb:
    """The course of a `chart` that rises or falls since its last step; going down, all the same with the signs turned."""
    points, sign = table.dropna(subset="value"), 1 if table["level"].iloc[0] == "rising" else -1
    earlier, last = points[points["period"] < points["since"]], points[points["period"] >= points["since"]]
    before = float(earlier.loc[earlier["part"] >= 0, "mean"].iloc[-1])
    furthest = last.iloc[int((sign * last["value"]).argmax())]
    until = pd.concat([earlier.tail(BEFORE), last[last["period"] <= furthest["period"]]])
    turn = until.iloc[int((sign * until["value"]).argmin())]
    deviation = _deviation(earlier["value"].to_numpy(float), earlier["stretch"].to_numpy())
    has_turned = sign * (before - turn["value"]) > TURNED * deviation
    record = sign * furthest["value"] >= (sign * points["value"]).max()
    return Climb(before, turn if has_turned else None, furthest, bool(record))


def _deviation(values: NDArray[np.float64], stretches: NDArray[Any]) -> float:
    """The standard deviation that neighbouring months tell, which no step or slow drift widens much; endless where none are neighbours."""
    ranges = np.abs(np.diff(values))[np.diff(stretches) == 0]
    return float(np.nanmean(ranges)) / TO_DEVIATION if ranges.size and not np.isnan(ranges).all() else np.inf


def months(rows: pd.DataFrame) -> pd.DataFrame:
    """The newest months, one row each in order, held or not; what is the same in all rows stands in those that are not held too."""
    frame = rows.set_index(pd.PeriodIndex(rows["period"], freq="M"))
    points = frame.index[frame["value"].notna()]
    recent = points[points > points.max() - MONTHS]
    window = pd.period_range(recent.min(), recent.max(), freq="M")
    same: dict[str, Any] = {name: rows[name].iloc[0] for name in SAME if name in rows}
    return frame.reindex(window).assign(**same, period=window.astype(str)).reset_index(drop=True)


@dataclass(frozen=True)
class Newest:
    """The newest months together, three or as many as are asked for, beside the same of the year before, whatever the season."""

    first: str
    last: str
    value: float
    before: float
    is_clear: bool

    @property
    def change(self) -> float:
        """Per cent."""
        return 100 * (self.value / self.before - 1)


def newest(table: pd.DataFrame, months: int = NEWEST) -> Newest | None:
    """How the newest months of a chart stand beside last year's; none where one of these is not held, or nothing was counted then.

    The difference is clear beyond `CLEAR` standard errors, by the standard deviation of neighbouring months.
    """
    now, before = table.tail(months), table.iloc[max(0, len(table) - YEAR - months) : -YEAR]
    if len(before) < months or now["value"].isna().any() or before["value"].isna().any() or not before["numerator"].sum():
        return None
    value, past = (float(part["numerator"].sum() / part["denominator"].sum()) for part in (now, before))
    error = _deviation(table["value"].to_numpy(float), table["stretch"].to_numpy()) * np.sqrt(2 / months)
    return Newest(str(now["period"].iloc[0]), str(now["period"].iloc[-1]), value, past, bool(abs(value - past) > CLEAR * error))


def is_from_an_end(table: pd.DataFrame, months: Newest) -> bool:
    """Whether the same months of a year before are the furthest the other way of all threes of months: the newest look far beside them."""
    sums = table[["numerator", "denominator"]].rolling(NEWEST).sum()
    averages = (sums["numerator"] / sums["denominator"]).iloc[::-NEWEST]
    return bool(np.isclose(months.before, averages.min() if months.change > 0 else averages.max()))


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
    points = table.dropna(subset="value")
    each = points.groupby(points["period"].str[:4])[["numerator", "denominator"]].agg(["sum", "size"])
    whole = each[each[("numerator", "size")] == YEAR]
    return {str(year): float(row[("numerator", "sum")] / row[("denominator", "sum")]) for year, row in whole.iterrows()}


def signals(table: pd.DataFrame) -> list[Signal]:
    """What the rules find in a chart: the latest first; those near a limit, the weakest, last unless they reach the newest month."""
    points = table[~table["rule"].isin((NOT_HELD, EARLIER, HUMP))]
    if points["level"].iloc[0] not in LIMITED:
        return []
    new_stretch = points.index.to_series().diff().ne(1)
    patterns = [_signal(table, run, str(run["side"].iloc[0])) for run in _shifts(points, new_stretch)]
    patterns += [_signal(table, run, kind) for kind, run in _trends(points, new_stretch)]
    patterns += _limits(table, points)
    return sorted(patterns, key=lambda each: (each.newest or not each.kind.startswith("near"), each.last, each.months), reverse=True)


def _shifts(points: pd.DataFrame, new_stretch: pd.Series) -> list[pd.DataFrame]:
    begins = new_stretch | points["side"].ne(points["side"].shift())
    runs = [run for _, run in points.groupby(begins.cumsum())]
    return [run for run in runs if len(run) >= spc.RUN and run["side"].iloc[0] != "on"]


def _trends(points: pd.DataFrame, new_stretch: pd.Series) -> list[tuple[str, pd.DataFrame]]:
    """Runs of steps the same way, with the month that the first step starts from."""
    step = np.sign(points["value"].diff()).mask(new_stretch, 0.0).to_numpy()
    ends = [*(np.flatnonzero(np.diff(step)) + 1), len(step)]
    spans = [(start, end) for start, end in zip([0, *ends], ends, strict=False) if end - start >= spc.RUN - 1 and step[start]]
    return [("rising" if step[start] > 0 else "falling", points.iloc[start - 1 : end]) for start, end in spans]


def _limits(table: pd.DataFrame, points: pd.DataFrame) -> list[Signal]:
    """Months outside a limit, and those near one that no other rule has named."""
    over, under = points["value"] > points["upper"], points["value"] < points["lower"]
    near = points["rule"] == "2 of 3 near limit"
    high, low = points["value"] > points["near_upper"], points["value"] < points["near_lower"]
    kinds = {"over": over, "under": under, "near upper": near & high, "near lower": near & low}
    return [_signal(table, points[flags], kind) for kind, flags in kinds.items() if flags.any()]


def _signal(table: pd.DataFrame, run: pd.DataFrame, kind: str) -> Signal:
    first, last = run["period"].iloc[0], run["period"].iloc[-1]
    return Signal(kind, len(run), first, last, last == table["period"].iloc[-1])
