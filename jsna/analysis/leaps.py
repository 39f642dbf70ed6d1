"""Leaps: the month in which a series leapt, when its level changed, and which neighbours moved the same way at that time."""

from typing import NamedTuple

import pandas as pd

from jsna.analysis.levels import Change
from jsna.analysis.spc import BEFORE, NEWEST, changes, chart
from jsna.methods.spc import LARGEST_RANGE


def leaps(table: pd.DataFrame) -> list[tuple[str, bool]]:
    """The months that differ from the one before by so much that the width of a chart leaves it out, and whether upwards."""
    steps = table["value"].diff()
    far = steps.abs() >= LARGEST_RANGE * steps.abs().mean()
    return [(str(period), bool(step > 0)) for period, step in zip(table.loc[far, "period"], steps[far], strict=True) if step]


def lasting(table: pd.DataFrame) -> list[tuple[str, bool]]:
    """The `leaps` that the months after keep at least half of, beyond all months of the half year before: no single high or low month,
    and no end of a winter.
    """
    return [leap for leap in leaps(table) if _keeps(table.set_index("period")["value"], *leap)]


def _keeps(values: "pd.Series[float]", month: str, up: bool) -> bool:
    sign, before, after = 1 if up else -1, values[: str(pd.Period(month, freq="M") - 1)], values[month:]
    past, level = sign * before.tail(BEFORE).dropna(), sign * after.head(BEFORE).median()
    return bool(level - past.median() >= abs(after.iloc[0] - before.iloc[-1]) / 2 and level > past.max())


class Move(NamedTuple):
    """When a chart went another way: in one month, or at some time between two; and whether upwards."""

    first: pd.Period
    last: pd.Period
    up: bool

    @property
    def is_short(self) -> bool:
        """Whether it took no longer than half a year: in more months than that half of all areas move the same way."""
        return bool(self.last.ordinal - self.first.ordinal < BEFORE)

    def is_like(self, other: "Move") -> bool:
        """Whether another went the same way at a time no more than a month from this."""
        return self.up == other.up and self.first.ordinal - 1 <= other.last.ordinal and other.first.ordinal <= self.last.ordinal + 1


def alike(ours: Move, others: pd.DataFrame) -> list[str]:
    """The neighbours, by `area_name`, with one of `moves` like it."""
    return [str(name) for name, rows in others.groupby("area_name") if any(ours.is_like(move) for move in moves(chart(rows)))]


def moves(table: pd.DataFrame) -> list[Move]:
    """The changes of a chart, but for those from the first month on: of a slope the month that it leapt in for good, else all of it."""
    return [_move(table.dropna(subset="value"), change, lasting(table)) for change in changes(table) if change.first]


def _move(points: pd.DataFrame, change: Change, leaps: list[tuple[str, bool]]) -> Move:
    periods, values, at = list(points["period"]), points["value"].to_numpy(float), change.first + (change.kind == "slope")
    up = bool(values[at : max(change.last, at + 1) + NEWEST].mean() > values[:at][-BEFORE:].mean())
    sharp = [month for month, upwards in leaps if change.kind == "slope" and upwards == up and month in periods[at : change.last + 1]]
    first, last = (sharp[-1], sharp[-1]) if sharp else (periods[at], periods[change.last if change.kind == "slope" else at])
    return Move(pd.Period(first, freq="M"), pd.Period(last, freq="M"), up)
