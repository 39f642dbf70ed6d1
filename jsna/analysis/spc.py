"""SPC: the newest months of a series with the limits of an XmR chart, and the signals that its rules find."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from jsna.methods import spc

#: The most recent months that are charted: enough for limits, few enough for one process.
MONTHS = 36
#: What a month is called in the table where its value is not held.
NOT_HELD = "not held"
#: A month below this share of the median is first of all one that was not wholly reported.
UNREPORTED = 0.5
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

    A month without a value stays as a row with the rule "not held"; a new `stretch` begins after it, and neither a moving
    range nor a rule reaches from one stretch to the next. A limit of a count is never below 0, and missing where no two months with
    values are neighbours, or none of those differ though the series does.

    Parameters
    ----------
    rows : DataFrame
        Monthly indicator rows of one place (`period` as `2019-04`), at least one with a value.
    """
    table = months(rows)
    held = table["value"].notna()
    stretch = (held != held.shift()).cumsum()
    known, stretches = table.loc[held, "value"], stretch[held]
    found = spc.xmr(known, stretches)
    side = np.sign(known - found.mean).map({1.0: "above", -1.0: "below", 0.0: "on"})
    lines: dict[str, Any] = {name: float(np.maximum(0.0, getattr(found, name))) for name in ("lower", "near_lower")}
    lines |= {name: getattr(found, name) for name in ("mean", "upper", "near_upper")}
    return table.assign(
        **lines,
        trial=found.trial,
        stretch=stretch,
        side=side.reindex(table.index, fill_value=""),
        rule=pd.Series(found.rule, index=known.index).reindex(table.index, fill_value=NOT_HELD),
    )


def months(rows: pd.DataFrame) -> pd.DataFrame:
    """The newest months, one row each in order, held or not; what is the same in all rows stands in those that are not held too."""
    frame = rows.set_index(pd.PeriodIndex(rows["period"], freq="M"))
    held = frame.index[frame["value"].notna()]
    recent = held[held > held.max() - MONTHS]
    window = pd.period_range(recent.min(), recent.max(), freq="M")
    same: dict[str, Any] = {name: rows[name].iloc[0] for name in SAME if name in rows}
    return frame.reindex(window).assign(**same, period=window.astype(str)).reset_index(drop=True)


def are_rare(table: pd.DataFrame) -> bool:
    """Whether `months` have so few events, fewer than 1 each on average or none in most, that limits around their mean say nothing."""
    events = table.loc[table["value"].notna(), "numerator"]
    return bool(events.mean() < FEWEST or events.median() == 0)


def unreported(table: pd.DataFrame) -> pd.DataFrame:
    """The months, where there are several, at less than half the median of all: hospitals that did not report, before anything else."""
    low = table[table["value"] < UNREPORTED * table["value"].median()]
    return low if len(low) > 1 else low.head(0)


def signals(table: pd.DataFrame) -> list[Signal]:
    """What the rules find in a chart: those that last to the newest month first, then the latest; those near a limit come last."""
    known = table[table["rule"] != NOT_HELD]
    new_stretch = known["stretch"].diff().ne(0)
    found = [_signal(table, run, str(run["side"].iloc[0])) for run in _shifts(known, new_stretch)]
    found += [_signal(table, run, kind) for kind, run in _trends(known, new_stretch)]
    found += _limits(table, known)
    return sorted(found, key=lambda signal: (not signal.kind.startswith("near"), signal.last, signal.months), reverse=True)


def _shifts(known: pd.DataFrame, new_stretch: pd.Series) -> list[pd.DataFrame]:
    begins = new_stretch | known["side"].ne(known["side"].shift())
    runs = [run for _, run in known.groupby(begins.cumsum())]
    return [run for run in runs if len(run) >= spc.RUN and run["side"].iloc[0] != "on"]


def _trends(known: pd.DataFrame, new_stretch: pd.Series) -> list[tuple[str, pd.DataFrame]]:
    """Runs of steps the same way, with the month that the first step starts from."""
    step = np.sign(known["value"].diff()).mask(new_stretch, 0.0).to_numpy()
    ends = [*(np.flatnonzero(np.diff(step)) + 1), len(step)]
    spans = [(start, end) for start, end in zip([0, *ends], ends, strict=False) if end - start >= spc.RUN - 1 and step[start]]
    return [("rising" if step[start] > 0 else "falling", known.iloc[start - 1 : end]) for start, end in spans]


def _limits(table: pd.DataFrame, known: pd.DataFrame) -> list[Signal]:
    """Months outside a limit, and those near one that no other rule has named, without the third month that the rule flags with them."""
    over, under = known["value"] > known["upper"], known["value"] < known["lower"]
    near = known["rule"] == "2 of 3 near limit"
    high, low = known["value"] > known["near_upper"], known["value"] < known["near_lower"]
    kinds = {"over": over, "under": under, "near upper": near & high, "near lower": near & low}
    return [_signal(table, known[flagged], kind) for kind, flagged in kinds.items() if flagged.any()]


def _signal(table: pd.DataFrame, run: pd.DataFrame, kind: str) -> Signal:
    first, last = run["period"].iloc[0], run["period"].iloc[-1]
    return Signal(kind, len(run), first, last, last == table["period"].iloc[-1])
