"""Levels of a monthly series in words: from which level to which it went and when, by what steps, and whether the newest months turn."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from jsna.analysis import leaps
from jsna.analysis import spc as analysis
from jsna.analysis.levels import Change
from jsna.catalogue import Definition
from jsna.figures.core import words

#: What is said of a level that is not steady; limits of all months together would say nothing of the next one.
LEVELS = {
    "rising": "the level rises through the whole series",
    "falling": "the level falls through the whole series",
    "unsettled": "the level moves within the series",
}
SINCE = {"unsettled": ", and has not settled since"}
#: Per cent by which the newest months differ from those of a year before where a headline tells that they turn.
TURN = 5
#: Per cent by which the last of several levels differs from the first where it is not back near it.
BACK = 2
#: The months of winter, and by how much more of them one level may have than the other before a reader must know.
WINTER, APART = ("12", "01", "02"), 0.1
#: The part of a step that has come back by the last year, from which a headline tells both years: an average of both hides it.
PART = 1 / 3


@dataclass(frozen=True)
class Passage:
    """A change of a chart from one level to the next, with when it was; an average that there is none of is missing."""

    change: Change
    when: str
    way: str
    before: float
    after: float


def span(first: str, last: str, link: str = "to") -> str:
    """`July to September 2018`, `November 2018 to January 2019`."""
    month, year = words.month(first).split()
    start = month if year == words.month(last).split()[1] else f"{month} {year}"
    return f"{start} {link} {words.month(last)}" if first != last else words.month(first)


def passages(table: pd.DataFrame) -> list[Passage]:
    """The changes of a chart but its humps; a slope from the first month has no level before it, and one to the last none after."""
    valued = table.dropna(subset="value").reset_index(drop=True)
    averages = valued[valued["part"] >= 0].groupby("part")["mean"].first()
    parted = [change for change in analysis.changes(table) if change.kind != "hump"]
    sharp = leaps.lasting(table)
    return [_passage(valued, change, averages.get(at), averages.get(at + 1), sharp) for at, change in enumerate(parted)]


def _passage(valued: pd.DataFrame, change: Change, before: float | None, after: float | None, sharp: list[tuple[str, bool]]) -> Passage:
    values, few = valued["value"], analysis.NEWEST
    start, end = before or values[change.first :].iloc[:few].mean(), after or values[: change.last + 1].iloc[-few:].mean()
    way = "rose" if end > start else "fell"
    ends = (float("nan") if average is None else average for average in (before, after))
    slope = set(valued["period"][change.first + 1 : change.last + 1]) if change.kind == "slope" else set()
    leapt = [f" (sharply in {words.month(month)})" for month, up in sharp if month in slope and up == (way == "rose")]
    return Passage(change, _when(change, list(valued["period"])) + "".join(leapt[-1:]), way, *ends)


def _when(change: Change, periods: list[str]) -> str:
    """`in July 2018`, `about July 2018`, `between January and April 2019`, `until April 2019`."""
    if change.kind == "step":
        return f"{'in' if change.is_sure else 'about'} {words.month(periods[change.first])}"
    first, last = periods[change.first], periods[change.last]
    return f"between {span(first, last, 'and')}" if change.first else f"until {words.month(last)}"


def moved(table: pd.DataFrame, definition: Definition) -> str:
    """That the level moved or keeps moving, from which average to which; empty where it is steady but for a hump of years ago."""
    level, steps = str(table["level"].iloc[0]), passages(table)
    if not steps:
        return LEVELS.get(level, "") or ("" if is_past(table) else _of_humps(table, definition))
    if level in ("rising", "falling"):
        climb = ("fell", "rose", "highest") if level == "rising" else ("rose", "fell", "lowest")
        return _drift(table, definition) if _is_drift(table, steps) else _climb(table, definition, *climb)
    return (_once(steps[0], table, definition) if len(steps) == 1 else _in_all(steps, table, definition)) + SINCE.get(level, "")


def _once(step: Passage, table: pd.DataFrame, definition: Definition) -> str:
    """`the level rose in July 2018, from 476.2 to 545.4 a working day on average`."""
    way, after = f"the level {step.way} {step.when}", words.decimal(step.after)
    if pd.isna(step.before):
        whole = _year_before(table)
        first = [f"from {words.decimal(value)} {definition.unit} in {year} to {after} on average" for year, value in whole.items()]
        return f"{way}{f', {first[0]}' if first else f': {after} {definition.unit} on average'} since"
    return _back(step, table, definition) or f"{way}, from {words.decimal(step.before)} to {after} {definition.unit} on average"


def _year_before(table: pd.DataFrame) -> dict[str, float]:
    """The average of the first whole year before the newest level."""
    whole = {year: value for year, value in analysis.years(table).items() if f"{year}-12" < table["since"].iloc[0]}
    return dict(list(whole.items())[:1])


def years_beside(table: pd.DataFrame) -> dict[str, float]:
    """The yearly average that a headline sets beside that of the newest level, where a slope from the first month on led to it."""
    steps = passages(table)
    slope = bool(steps) and table["level"].iloc[0] not in ("rising", "falling") and pd.isna(steps[0].before)
    return _year_before(table) if slope else {}


def _back(step: Passage, table: pd.DataFrame, definition: Definition) -> str:
    """`fell about December 2017, from 79.5 a working day on average to 70.9 in 2018, and was 75.7 in 2019`, where a good part came back."""
    years = [(value, year) for year, value in analysis.years(table).items() if f"{year}-01" >= table["since"].iloc[0]]
    if len(years) < 2:
        return ""
    (far, when), (last, now) = max(years) if step.way == "rose" else min(years), years[-1]
    if abs(last - far) < PART * abs(far - step.before):
        return ""
    values = f"from {words.decimal(step.before)} {definition.unit} on average to {words.decimal(far)} in {when}"
    return f"the level {step.way} {step.when}, {values}; it was {words.decimal(last)} in {now}"


def _in_all(steps: list[Passage], table: pd.DataFrame, definition: Definition) -> str:
    """The first level and the last, with the way from one to the other; what lies between stands below."""
    first, last = steps[0].before, steps[-1].after
    if pd.isna(first):
        return _once(steps[-1], table, definition)
    now = f"{words.decimal(last)} {definition.unit} on average since {words.month(table['since'].iloc[0])}"
    if abs(last / first - 1) * 100 < BACK:
        return f"the level is back near where it was: {now}, {words.decimal(first)} at first"
    if _is_away(steps):
        middle = f"the level {steps[0].way} {steps[0].when}, from {words.decimal(first)} to {words.decimal(steps[0].after)}"
        return f"{middle}, and {steps[-1].way} to {now}"
    return f"the level {'rose' if last > first else 'fell'}, from {words.decimal(first)} at first to {now}"


def _is_away(steps: list[Passage]) -> bool:
    """Whether the level between the first and the last of three is further from both than they are from each other, which differ."""
    first, middle, last = steps[0].before, steps[0].after, steps[-1].after
    apart = abs(last - first)
    return len(steps) == 2 and 100 * apart >= BACK * abs(first) and min(abs(middle - first), abs(middle - last)) > apart


def stages(table: pd.DataFrame, definition: Definition) -> str:
    """What the headline leaves out: each change of a chart that has several, and each hump that is not the headline itself."""
    steps, humps = passages(table), _of_humps(table, definition)
    several = [f"{each.way} {each.when} to {words.decimal(each.after)}" for each in steps if pd.notna(each.after)]
    if several and pd.notna(steps[0].before):
        several[0] = several[0].replace(" to ", f" from {words.decimal(steps[0].before)} to ")
    told = len(steps) < 2 or (pd.notna(steps[0].before) and _is_away(steps))
    course = f"It {words.joined(several)} {definition.unit} on average." if several and not told else ""
    return " ".join(filter(None, (course, f"It was {humps}." if humps and (steps or is_past(table)) else "")))


def seasons(table: pd.DataFrame, definition: Definition) -> str:
    """That a level which fell had more of winter in it than the last, or less and rose: season alone makes some of that."""
    steps, parts = passages(table), table[table["part"] >= 0].groupby("part")["period"]
    winter = [float(months.str[-2:].isin(WINTER).mean()) for _, months in parts]
    if not steps or len(winter) < 2 or not analysis.years(table) or "working" in definition.unit:
        return ""
    more = winter[0] - winter[-1] if steps[-1].way == "fell" else winter[-1] - winter[0]
    ends = ("earlier", "later") if steps[-1].way == "fell" else ("later", "earlier")
    told = "The {} months have more of winter among them than the {}; whole years compare like with like."
    return told.format(*ends) if more > APART else ""


def is_past(table: pd.DataFrame) -> bool:
    """Whether a hump is all that a level has, and ended before the newest year began."""
    last = table["part"].ne(table["part"].shift(-1)) & table["rule"].eq(analysis.HUMP)
    return bool(last.any() and table["part"].max() == 0 and last[last].index[-1] < len(table) - analysis.YEAR)


def _of_humps(table: pd.DataFrame, definition: Definition) -> str:
    """`higher in July to September 2018 (622.4 a working day on average) than just before and after`; empty where there is none."""
    valued = table.dropna(subset="value").reset_index(drop=True)
    humps = [_hump(valued, change, definition) for change in analysis.changes(table) if change.kind == "hump"]
    return words.joined(humps) if humps else ""


def _hump(valued: pd.DataFrame, change: Change, definition: Definition) -> str:
    average, before = valued["mean"][change.first], valued["mean"][change.first - 1]
    when = span(valued["period"][change.first], valued["period"][change.last - 1], "to" if change.last > change.first + 2 else "and")
    way = "higher" if average > before else "lower"
    return f"{way} in {when} ({words.decimal(average)} {definition.unit} on average) than just before and after"


def _climb(table: pd.DataFrame, definition: Definition, first: str, then: str, most: str) -> str:
    """`fell from 22.5 on average to 11.1 in December 2018, then rose to 58.6 in December 2019, the highest of these months`."""
    climb, latest = analysis.climb(table), table.dropna(subset="value").iloc[-1]
    start, end = f"from {words.decimal(climb.before)} {definition.unit} on average", _in_month(climb.furthest)
    way = f"{then} {start} to {end}" if climb.turn is None else f"{first} {start} to {_in_month(climb.turn)}, then {then} to {end}"
    record = f", the {most} of these months" if climb.is_record else ""
    now = "" if climb.furthest["period"] == latest["period"] else f" ({_in_month(latest)})"
    return f"{way}{record}{now}"


def _in_month(row: "pd.Series[Any]") -> str:
    return f"{words.decimal(row['value'])} in {words.month(row['period'])}"


def _is_drift(table: pd.DataFrame, steps: list[Passage]) -> bool:
    """Whether yearly averages tell of a level that rose or fell: from the first month on, or straight to the end, each year with it."""
    return steps[-1].change.first == 0 or (analysis.climb(table).turn is None and bool(_yearly(table)))


def _yearly(table: pd.DataFrame) -> dict[str, float]:
    """The averages of two whole years or more, where each goes the way of the level."""
    averages, rising = analysis.years(table), table["level"].iloc[0] == "rising"
    values = list(averages.values())
    with_it = all(before != after and rising == (after > before) for before, after in zip(values, values[1:], strict=False))
    return averages if len(values) > 1 and with_it else {}


def _drift(table: pd.DataFrame, definition: Definition) -> str:
    """From which yearly average to which a level rose or fell throughout; that it does, where fewer than two whole years say so."""
    level, averages = str(table["level"].iloc[0]), list(_yearly(table).items())
    if not averages:
        return LEVELS[level]
    (first, start), (last, end) = averages[0], averages[-1]
    way = "rose" if level == "rising" else "fell"
    return f"{way} from {words.decimal(start)} {definition.unit} in {first} to {words.decimal(end)} in {last}"


def turned(table: pd.DataFrame) -> str:
    """That the newest months go the other way than the level went; nothing where they do not, or by less than a twentieth."""
    newest = analysis.newest(table)
    if newest is None or not newest.is_clear or not turns(table, newest.change):
        return _extreme(table)
    return f"; the last three months are {abs(newest.change):.0f}% {'above' if newest.change > 0 else 'below'} those of a year before"


def _extreme(table: pd.DataFrame) -> str:
    """That the two newest months are beyond all since the level fell or rose, on its other side: `; the last two are the highest since`."""
    steps, months = passages(table), table.loc[table["period"] >= str(table["since"].iloc[0]), "value"].dropna()
    if not steps or table["level"].iloc[0] != "moved" or len(months) < analysis.YEAR:
        return ""
    fell, before, last = steps[-1].way == "fell", months[:-2], months[-2:]
    beyond = last.min() > before.max() if fell else last.max() < before.min()
    return f"; the last two months are the {'highest' if fell else 'lowest'} since" if beyond else ""


def years_told(table: pd.DataFrame) -> dict[str, float]:
    """The yearly averages that a headline tells of: those of a level that moved throughout."""
    steps = passages(table)
    drifts = str(table["level"].iloc[0]) in ("rising", "falling") and bool(steps) and _is_drift(table, steps)
    return analysis.years(table) if drifts else {}


def turns(table: pd.DataFrame, change: float) -> bool:
    """Whether a change in per cent goes the other way than a level that is not steady went last, by a twentieth or more."""
    level, steps = str(table["level"].iloc[0]), passages(table)
    rose = {"rising": True, "falling": False}.get(level, bool(steps) and steps[-1].way == "rose")
    return level != "steady" and abs(change) >= TURN and rose != (change > 0)
