"""Trend: a series cut where its definition breaks, its change to now, and a test that crosses no break."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd

from jsna import periods
from jsna.measures import MEASURES

YEARS = 5  # annual periods that a test of trend takes
#: A list that changes by more than this share in a year is not of the same practices; over two years, by as much in each.
LARGEST_STEP = 0.1
#: Breaks after which something else is counted: what was before is not set beside it, not even without a test.
OTHERWISE = ("definition", "denominator")
#: A trend is one within a place: it needs this share of the difference that two places need to be told apart.
SHARE_OF_LEAST = 0.5
#: A series has turned where it lies by a quarter of that difference from its highest or lowest year between the first and now.
TURNED = 0.25
#: After fewer years a change in one of them is nothing of its own.
LEAST_YEARS = 3
#: What a test finds, by its direction; what changed by less than the least difference is steady, whatever it finds.
FOUND = {1: "rose", -1: "fell", 0: "no clear trend"}
STEADY, NOT_TESTED = "steady", "not tested"
#: Kinds of breaks that come in pairs: what lies between them is like no other year.
PROTECTED = ("payment", "pandemic")


class Break(Protocol):
    """A dated change after which values are not joined to earlier ones."""

    @property
    def period(self) -> str: ...
    @property
    def kind(self) -> str: ...


class Rules(Protocol):
    """What the definition of an indicator says of its series."""

    @property
    def breaks(self) -> Sequence[Break]: ...
    @property
    def least_difference(self) -> float: ...


class Change(NamedTuple):
    """The change of one series to now.

    `direction` is that of a test over the very years that `change` is of: `rose`, `fell`, `steady` (by less than a least difference),
    `no clear trend` or `not tested`. `change` and `england_change` are in the unit of the value, and lead to `latest` and `england`;
    missing where no earlier year counts the same.
    """

    latest: float
    change: float
    change_since: str
    direction: str
    england: float
    england_change: float


class Turn(NamedTuple):
    """The highest or the lowest year of a series, beyond both its ends: since then it went the other way, or further the same way.

    `change` and `england_change` lead from the year to now, in the unit of the value; `step` is the one year in which more than half of
    that came, where three or more have passed.
    """

    period: str
    value: float
    change: float
    england_change: float
    step: str = ""


def change(rows: pd.DataFrame, rules: Rules) -> Change:
    """The newest value of a place and its change: over the years of the test where that ends now, else since the first year."""
    series = own(segments(rows, rules.breaks))
    if series.empty:
        return Change(np.nan, np.nan, "", NOT_TESTED, np.nan, np.nan)
    last, trend = series.iloc[-1], tested(series, rules)
    now = trend is not None and trend[0]["period"].iloc[-1] == last["period"]
    first = trend[0].iloc[0] if trend and now else points(series).iloc[0]
    if first["period"] == last["period"]:
        return Change(last["value"], np.nan, "", NOT_TESTED, last["england"], np.nan)
    direction = trend[1] if trend and now else NOT_TESTED
    difference, beside = (float(last[name] - first[name]) for name in ("value", "england"))
    return Change(last["value"], difference, first["period"], direction, last["england"], beside)


def turn(series: pd.DataFrame, rules: Rules, since: str) -> Turn | None:
    """Where the series of a place (`own`) turned between a year and now, which the change since that year hides; nothing where it did not.

    Years between two breaks of payment, or of the pandemic, are no turns. Chance makes none: the limits of the year lie beyond those of
    both ends.
    """
    if series.empty or not since:
        return None
    last, ends = series.iloc[-1], pd.concat([series[series["period"] == since], series.tail(1)])
    years = series[series["basis"].eq(last["basis"]) & ~series["protected"] & series["period"].gt(since)]
    above = years[years["lower_95"] > ends["upper_95"].max()]["value"] / ends["value"].max()
    below = ends["value"].min() / years[years["upper_95"] < ends["lower_95"].min()]["value"]
    away = pd.concat([above, below])
    if away.empty or 100 * (away.max() - 1) < TURNED * rules.least_difference:
        return None
    year = years.loc[away.idxmax()]
    change, beside = (float(last[name] - year[name]) for name in ("value", "england"))
    return Turn(str(year["period"]), float(year["value"]), change, beside, _step(series[series["period"] >= year["period"]], change))


def _step(since: pd.DataFrame, change: float) -> str:
    """The year in which more than half of a change came, beyond chance, of a series that has three years or more since; or none."""
    before = since.shift()
    apart = (since["lower_95"] > before["upper_95"]) | (since["upper_95"] < before["lower_95"])
    usual = since["year"].diff().eq(1) & ~since["protected"] & ~since["protected"].shift(fill_value=False)
    sudden = since[apart & usual & ((since["value"] - before["value"]) / change).gt(0.5)]
    return str(sudden["period"].iloc[0]) if len(sudden) and len(since) > LEAST_YEARS else ""


def segments(rows: pd.DataFrame, breaks: Sequence[Break]) -> pd.DataFrame:
    """Add `year`, `era`, `segment`, `basis` and `protected`.

    An era begins at each break; a segment there, after each absent year and where the denominator jumps: practices came or went. A basis
    begins where something else is counted, or of other practices. Years between two breaks of payment,
    or two of the pandemic, are `protected`.

    Parameters
    ----------
    rows : DataFrame
        Indicator rows of places (`place`) and financial years (`period`).
    breaks : sequence of Break
        From when values may not be joined to earlier ones; that a register accumulates cuts nothing.
    """
    table = rows.sort_values(["place", "period"], ignore_index=True)
    year = table["period"].map({text: periods.parse(text).start.year for text in table["period"].unique()}).astype(int)
    era, numbering = (_begun(year, breaks, kinds) for kinds in (("definition", "denominator", "pandemic", "payment"), OTHERWISE))
    years, step = year.groupby(table["place"]).diff(), table["denominator"] / table["denominator"].groupby(table["place"]).shift()
    jumped = (step ** (1 / years) - 1).abs().gt(LARGEST_STEP)
    otherwise = numbering.groupby(table["place"]).diff().gt(0) | jumped
    after_gap = years.gt(1) | era.groupby(table["place"]).diff().gt(0) | jumped
    segment, basis = (starts.groupby(table["place"]).cumsum() for starts in (after_gap, otherwise))
    pairs = [name for name in PROTECTED if sum(each.kind == name for each in breaks) > 1]
    between = sum((_begun(year, breaks, (name,)).eq(1) for name in pairs), pd.Series(False, year.index)).astype(bool)
    return table.assign(year=year, era=era, segment=segment, basis=basis, protected=between)


def _begun(year: "pd.Series[int]", breaks: Sequence[Break], kinds: Sequence[str]) -> "pd.Series[int]":
    """How many breaks of some kinds each year comes after, or begins with; several in one year are one."""
    starts = {periods.parse(each.period).start.year for each in breaks if each.kind in kinds}
    return year.map(lambda first: sum(first >= start for start in starts))


def own(table: pd.DataFrame) -> pd.DataFrame:
    """The years of the place that have a value, with England's of the same years as `england`."""
    england = table[table["place"] == "England"].set_index("period")["value"]
    years = table[table["place"].ne("England") & table["value"].notna()]
    return years.assign(england=years["period"].map(england).astype(float))


def points(series: pd.DataFrame) -> pd.DataFrame:
    """Of the years that count what the newest counts: the first, the last before the newest break, and the newest; each once.

    Protected years stand for none but themselves: as the newest, or where nothing else is there to begin with.
    """
    basis, era, protected = (series[name].tolist() for name in ("basis", "era", "protected"))  # a report asks hundreds of times
    newest = len(series) - 1
    same = [at for at, each in enumerate(basis) if each == basis[newest]]
    candidates = [at for at in same if not protected[at] or at == newest]
    first = (candidates if len(candidates) > 1 else same)[0]
    before = [at for at in candidates if era[at] < era[newest]][-1:]
    return series.iloc[sorted({first, *before, newest})]


def tested(series: pd.DataFrame, rules: Rules) -> tuple[pd.DataFrame, str] | None:
    """The newest five years in a row of one place within one era, with the direction of their trend.

    Returns
    -------
    rows, direction : DataFrame, str
        `rose` or `fell` at 99.8%, `steady` below the least difference, else `no clear trend`; nothing where no era has five years in a
        row, or where the register accumulates: it rises by its own rule.
    """
    measure = MEASURES[series["measure"].iloc[0]] if len(series) else None
    if measure is None or measure.trend is None or any(each.kind == "accumulating" for each in rules.breaks):
        return None
    usable = series[series["value"].notna()]
    in_a_row = usable["year"] - np.arange(len(usable))
    long = [run for _, run in usable.groupby([usable["segment"], in_a_row]) if len(run) >= YEARS]
    if not long:
        return None
    newest = long[-1].tail(YEARS)
    marker = measure.trend(newest)
    if marker.direction is None:
        return None
    first, last = newest["value"].iloc[[0, -1]]
    small = abs(last / first - 1) * 100 < SHARE_OF_LEAST * rules.least_difference or measure.text(first) == measure.text(last)
    return newest, STEADY if small else FOUND[marker.direction]
