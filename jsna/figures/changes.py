"""Changes in words: what a series is now, since when it is other and by how much, how England went, and what was tested."""

from typing import Any

import pandas as pd

from jsna.analysis import comparison, doubt, trend
from jsna.catalogue import Break, Definition
from jsna.figures import clauses, doubts
from jsna.figures.core import words
from jsna.measures import CONFIDENCE, MEASURES

#: The sentence about a test begins with which years could be tested; these are its verbs.
VERBS = {"rose": "rose", "fell": "fell", "no clear trend": "showed no clear trend", "steady": "changed by less than {least}"}

#: What stands for a verb where the first and the newest value read alike.
SAME = "was"
#: What is said of a change of which it is known whether it may be chance.
CHANCE = {True: ", which may be chance", False: ", more than chance usually makes", None: ""}
#: How many times as far England has moved that is said to have moved more.
FURTHER = 1.25
#: What a difference of two percentages is of.
POINTS = " percentage points"


def _led(series: pd.DataFrame, definition: Definition) -> pd.DataFrame:
    """The year that the newest is set beside before all, and the newest; one row where there is no other.

    Of a share of patients it is the first that counts the same. Of a rate, which varies from year to year by chance, the last before the
    newest break: the first of a series may be its highest.
    """
    some = trend.points(series)
    before = len(some) - 2 if not clauses.sign(definition) else 0
    return some.iloc[[before, -1]] if len(some) > 1 else some


def ends(series: pd.DataFrame, definition: Definition) -> list[tuple[str, str]]:
    """The newest value with its year, and the one it is set beside: `3.7%` of `2022/23`, `4.1%` of `2014/15`."""
    return [(clauses.value(row["value"], definition), str(row["period"])) for _, row in _led(series, definition).iloc[::-1].iterrows()]


def england_then(series: pd.DataFrame, definition: Definition) -> str:
    """How England went between the years of `ends`; nothing where one of them has no value, or there is only one."""
    first, last = (_led(series, definition).iloc[at] for at in (0, -1))
    if pd.isna(first["england"]) or pd.isna(last["england"]) or not _has_moved(series):
        return ""
    went, verb = _went(first["england"], last["england"], definition), moved(series, definition)
    further = verb in ("rose", "fell") and _further(first, last, definition)
    return went.replace("went", f"{verb} more,") if further else went


def _further(first: "pd.Series[Any]", last: "pd.Series[Any]", definition: Definition) -> bool:
    """Whether England moved the same way as the place, and by clearly more: a trifle is not what a title tells."""
    own, england = (last[column] - first[column] for column in ("value", "england"))
    written = [size(first[column], last[column], definition) for column in ("value", "england")]
    return bool(own * england > 0 and abs(england) > FURTHER * abs(own) and written[0] != written[1])


def told(series: pd.DataFrame, definition: Definition) -> tuple[str, ...]:
    """What is said of the years of a place that have a value (`analysis.trend.own`), the change that heads them before all."""
    moves = (_since_led(series, definition), _since_other(series, definition)) if _has_moved(series) else (_now(series, definition),)
    rest = (_turned(series, definition), otherwise(series, definition), _tested(series, definition), *clauses.left_out(series))
    return tuple(filter(None, (*_checked(series, definition), *moves, *rest)))


def facts(series: pd.DataFrame, definition: Definition) -> dict[str, str]:
    """The numbers of these sentences that are in no row."""
    first, last = (_led(series, definition).iloc[at] for at in (0, -1))
    then, now = (words.shown_period(row["period"]) for row in (first, last))
    numbers = {
        f"Change since {then}": _size(first, last, definition),
        f"People, from the share of {then} to that of {now}": _people(first, last, definition),
        "A change of less is no trend": _least(definition) if trend.tested(series, definition) else "",
        "Not tested": growing(definition),
        "Counted otherwise before": stop.reason if (stop := _stop(series, definition)) else "",
    }
    return {name: number for name, number in numbers.items() if number}


def _has_moved(series: pd.DataFrame) -> bool:
    """Whether there is more than one year that counts the same as the newest."""
    return len(trend.points(series)) > 1


def _now(series: pd.DataFrame, definition: Definition) -> str:
    """England's value of the newest year, where no other year counts the same."""
    england = series["england"].iloc[-1]
    return "" if pd.isna(england) else f"In England it was {clauses.value(england, definition)}."


def _since_led(series: pd.DataFrame, definition: Definition) -> str:
    """By how much it is other than in the year it is set beside, in its unit and in people, whether that may be chance, and England's."""
    first, last = (_led(series, definition).iloc[at] for at in (0, -1))
    apart, people = _size(first, last, definition), _people(first, last, definition)
    more, at_old_share = ("more", "fewer") if last["value"] > first["value"] else ("less", "more")
    counts = _counts(first, last, definition) if people else ""
    then = words.shown_period(first["period"])
    otherwise = f" At the share of {then} there would be about {people} {at_old_share}." if people else ""
    change = f"That is {apart} {more} than in {then}{counts}{CHANCE[may_be_chance(series, definition)]}.{otherwise} "
    return f"{change if apart else ''}England {_england(first, last, definition)}."


def _counts(first: "pd.Series[Any]", last: "pd.Series[Any]", definition: Definition) -> str:
    """`: 3,885 patients now and 4,121 in 2014/15`, for a share may fall while lists, and patients, grow."""
    if pd.isna(first["numerator"]) or pd.isna(last["numerator"]):
        return ""
    whom = "patients" if definition.condition else definition.people
    return f": {words.number(last['numerator'])} {whom} now and {words.number(first['numerator'])} in {words.shown_period(first['period'])}"


def moved(series: pd.DataFrame, definition: Definition) -> str:
    """`rose` or `fell` where the intervals of the first and the newest year leave each other out and both read otherwise, else `went`; or
    `SAME`, whatever it was between.
    """
    first, last = (_led(series, definition).iloc[at] for at in (0, -1))
    if not size(first["value"], last["value"], definition):
        return SAME
    above, below = last["lower_95"] > first["upper_95"], last["upper_95"] < first["lower_95"]
    return "rose" if above else "fell" if below else "went"


def may_be_chance(series: pd.DataFrame, definition: Definition) -> bool | None:
    """Whether rates that no trend is tested between may differ by chance; not known of a share, whose recording changes."""
    led = _led(series, definition)
    if clauses.sign(definition) or len(led) < 2 or (led["era"].nunique() < 2 and trend.tested(series, definition)):
        return None
    return leaves_open(led.head(1), led.tail(1))


def leaves_open(before: pd.DataFrame, after: pd.DataFrame) -> bool | None:
    """Whether the values of two years, a row each, may differ by chance; not known without limits."""
    if before.empty or after.empty:
        return None
    lower, upper = comparison.difference(after, before, CONFIDENCE["95"])
    return None if pd.isna(lower[0]) or pd.isna(upper[0]) else bool(lower[0] <= 0 <= upper[0])


def all_of_it(series: pd.DataFrame, definition: Definition) -> str:
    """`, all of it by 2017 (101.9)`, where a rate then went as far as it is now: since then it did not go on."""
    first, last, between = series["value"].iloc[0], series["value"].iloc[-1], series.iloc[1:-1]
    there = between[between["value"].le(last) if last < first else between["value"].ge(last)].head(1)
    by = [f", all of it by {words.shown_period(row['period'])} ({clauses.value(row['value'], definition)})" for _, row in there.iterrows()]
    return "".join(by)


def _since_other(series: pd.DataFrame, definition: Definition) -> str:
    """The values on both sides of the newest break, or since the first year where these head it."""
    first, *between, last = (row for _, row in trend.points(series).iterrows())
    if not between:
        return ""
    is_share = bool(clauses.sign(definition))
    why = f", before {definition.shaded.partition(',')[0]}" if definition.shaded and is_share else ""
    then = between[0] if is_share else first
    ends = {"lowest": series["value"].min(), "highest": series["value"].max()}
    end = [f", the {name} year held" for name, value in ends.items() if value == then["value"] and is_share]
    went, england = _went(then["value"], last["value"], definition), _england(then, last, definition)
    return f"Since {words.shown_period(then['period'])}{why}{''.join(end)}, it {went}; England {england}."


def _turned(series: pd.DataFrame, definition: Definition) -> str:
    """Its highest or lowest year, where that lies between those that are told and beyond both ends."""
    some = trend.points(series)["period"]
    turn = trend.turn(series, definition, str(some.iloc[0]))
    if turn is None or turn.period in set(some):
        return ""
    end = "highest" if turn.change < 0 else "lowest"
    sudden = f" Most of the change since came in one year, {turn.step}: ask first what was recorded." if turn.step else ""
    return f"Between these years it was {end} in {turn.period}: {clauses.value(turn.value, definition)}.{sudden}"


def _went(before: float, after: float, definition: Definition) -> str:
    old, new = (clauses.value(value, definition) for value in (before, after))
    return f"was {new} in both" if old == new else f"went from {old} to {new}"


def _england(before: "pd.Series[Any]", after: "pd.Series[Any]", definition: Definition) -> str:
    lacking_years = [row["period"] for row in (before, after) if pd.isna(row["england"])]
    return f"has no value for {words.joined(lacking_years)}" if lacking_years else _went(before["england"], after["england"], definition)


def _size(first: "pd.Series[Any]", last: "pd.Series[Any]", definition: Definition) -> str:
    """The size of a change with its unit; nothing where the values read the same."""
    number = size(first["value"], last["value"], definition)
    unit = f" {definition.unit}" if definition.unit.startswith(clauses.SAID_BEHIND) else ""
    return f"{number}{POINTS if clauses.sign(definition) else unit}" if number else ""


def size(before: float, after: float, definition: Definition) -> str:
    """The size of a change to the decimals of the values it lies between, and to one more where the difference of what is written is
    another; nothing where these read the same.
    """
    texts = [clauses.value(value, definition).rstrip("%").replace(",", "") for value in (before, after)]
    if texts[0] == texts[1]:
        return ""
    written, decimals = abs(float(texts[1]) - float(texts[0])), [len(text.partition(".")[2]) for text in texts]
    digits, apart = max(decimals) if round(written, 2) < 1 else min(decimals), abs(after - before)
    number = f"{apart:,.{digits}f}"
    finer = f"{apart:,.{digits + 1}f}"
    return number if number == f"{written:,.{digits}f}" else finer if finer.strip("0.") else f"{apart:.1g}"


def signed(after: float, change: float, definition: Definition) -> str:
    """A change to a value as it stands in a cell: `+7.3`, `0` where the two read the same, and `not known`."""
    if pd.isna(after) or pd.isna(change):
        return "not known"
    number = size(round(after - change, 9), after, definition)  # 9.75 again, which is written 9.8, and not 9.7499999
    return words.signed(number, change) if number else "0"


def _people(first: "pd.Series[Any]", last: "pd.Series[Any]", definition: Definition) -> str:
    """How many people a change is, among those of now, where it is a share of people with a condition and reads as one."""
    many = abs(last["value"] - first["value"]) / 100 * last["denominator"]
    if pd.isna(many) or not (definition.event and clauses.sign(definition) and _size(first, last, definition) and round(many)):
        return ""
    return f"{words.about(many)} {words.verb(round(many), 'person', 'people')}"


def otherwise(series: pd.DataFrame, definition: Definition) -> str:
    """The last value of what was counted otherwise, or of other practices, which is not set beside the newest.

    A year of the pandemic is no such value where one before it is there.
    """
    now = series[series["basis"] == series["basis"].iloc[-1]]
    older = series.drop(now.index)
    if older.empty:
        return ""
    before = (older if older["protected"].all() else older[~older["protected"]]).iloc[-1]
    if stop := _stop(series, definition):
        was = f"It was {clauses.value(before['value'], definition)} in {words.shown_period(before['period'])}, which counted otherwise"
        return f"{was}: {words.lower(stop.reason)}"
    theirs = [clauses.value(row["england"], definition) for row in (before, now.iloc[-1]) if pd.notna(row["england"])]
    england = f" (England {theirs[0]} and, now, {theirs[1]})" if len(theirs) > 1 else ""
    was = f"{clauses.value(before['value'], definition)} in {words.shown_period(before['period'])}{england}"
    return f"It was {was}, of a list that has since changed by more than a tenth, so the two are not compared."


def _stop(series: pd.DataFrame, definition: Definition) -> Break | None:
    """The break that parts the years that count as the newest does from those that count otherwise; none where there is none."""
    now = series[series["basis"] == series["basis"].iloc[-1]]
    before = series.drop(now.index)["period"]
    if before.empty:
        return None
    between = [stop for stop in definition.breaks if before.iloc[-1] < stop.period <= now["period"].iloc[0]]
    return next((stop for stop in reversed(between) if stop.kind in trend.OTHERWISE), None)


def _checked(series: pd.DataFrame, definition: Definition) -> tuple[str, ...]:
    """The doubtful numbers in the years of a place, and the trend without them where it is another."""
    marks = doubts.marks(series)
    first, without = (trend.tested(rows, definition) for rows in (series, doubt.as_without(series)))
    if not marks or first is None or without is None or first[1] == without[1]:
        return marks
    return (*marks, f"Without doubtful numbers: {words.lower(_tested(doubt.as_without(series), definition))}")


def _tested(series: pd.DataFrame, definition: Definition) -> str:
    """What a test finds, and of which years; or why there is none."""
    if by_itself := growing(definition):
        return f"No trend is tested: {words.lower(by_itself)}"
    run = trend.tested(series, definition)
    if run is None and series["lower_95"].isna().all() and MEASURES[definition.measure].trend:
        return "The values are published without limits, so no trend was tested."
    if run is None:
        return "No five years in a row can be compared with each other, so no trend was tested."
    (first, last), now = (run[0].iloc[at] for at in (0, -1)), series["period"].iloc[-1]
    years = f"{words.shown_period(first['period'])} to {words.shown_period(last['period'])}"
    start = f"Tested from {years}," if last["period"] == now else f"Only {years} could be tested:"
    old, new = (clauses.value(row["value"], definition) for row in (first, last))
    verb = VERBS[run[1]].format(least=_least(definition)) if old != new else f"was {new} in both"
    sure = ", unlikely to be chance alone" if run[1] in ("rose", "fell") else ""
    return f"{start} {definition.subject} {verb}{f' (from {old} to {new})' if old != new else ''}{sure}."


def growing(definition: Definition) -> str:
    """Why it rises by its own rule, if it does."""
    return next((stop.reason for stop in definition.breaks if stop.kind == "accumulating"), "")


def _least(definition: Definition) -> str:
    """The change in per cent below which a test finds no trend."""
    return f"{trend.SHARE_OF_LEAST * definition.least_difference:g}%"
