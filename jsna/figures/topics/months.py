"""Months: how unplanned stays moved, and the other monthly number that went furthest in its newest months, for page one."""

import pandas as pd

from jsna import periods
from jsna.analysis import lists, spc
from jsna.catalogue import Definition, definitions, serving
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.figure import Point
from jsna.figures.kinds import small
from jsna.figures.kinds.spc_levels import span
from jsna.figures.topics.age_of_data import is_before_pandemic

#: Per cent from which page one tells of it: beyond what a change of need often makes.
STEP = 15
#: What is to be asked of a number that went so far, by a step or over many months.
ASK = {
    "step": "Ask first whether recording or a provider changed.",
    "slope": "It came over months: ask what changed, and whether recording did.",
}


def furthest(here: Area) -> tuple[Point, ...]:
    """Unplanned stays where they went by `STEP` or more between whole years or in a year, and the one other number of each month that
    changed by most events a day in a year, where it changed by `STEP`: its newest three months beside the same of a year before.
    """
    every = [(one, spc.chart(rows)) for one in definitions().values() if one.chart and (rows := here.series(one.id))["value"].notna().any()]
    stays, others = ([each for each in every if (each[0].serves == "unplanned_stays") == are_stays] for are_stays in (True, False))
    told = [_of_years(here, *each) or _of_newest(*each) for each in stays]
    far = sorted((each for each in others if _newest(each[1])), key=lambda each: abs(_apart(each[1])))[-1:]
    return tuple(point for point in (*told, *(_of_newest(*each) for each in far)) if point)


def _newest(table: pd.DataFrame) -> spc.Newest | None:
    """The newest months, where they are other than those of a year before by `STEP`, beyond chance, and than the first year too."""
    newest = spc.newest(table)
    if newest is None or not newest.is_clear or abs(newest.change) < STEP:
        return None
    first = _first_year(table, newest)
    is_so = first is None or (newest.change * (newest.value - first[1]) > 0 and 100 * abs(newest.value / first[1] - 1) >= STEP)
    return newest if is_so else None  # else they only came back to what they were


def _first_year(table: pd.DataFrame, months: spc.Newest) -> tuple[str, float] | None:
    """The first whole year and its average, where it lies before the year of the months a year before."""
    years = [(year, value) for year, value in spc.years(table).items() if int(year) < int(months.first[:4]) - 1]
    return years[0] if years else None


def _apart(table: pd.DataFrame) -> float:
    newest = spc.newest(table)
    return newest.value - newest.before if newest else 0.0


def _of_newest(one: Definition, table: pd.DataFrame) -> Point | None:
    """`126.2 delayed days a calendar day in October to December 2019, 159% more than in the same months a year before (48.7)`."""
    months = _newest(table)
    if months is None:
        return None
    now, before = words.decimal(months.value), words.decimal(months.before)
    change = f"{_more(months.change)} than in the same months a year before ({before})"
    return _point(one, table, f"{now} {one.unit} in {span(months.first, months.last)}, {change}.{_from_an_end(table, months)}")


def _from_an_end(table: pd.DataFrame, months: spc.Newest) -> str:
    """That the months a year before were themselves an end of the series, and how the newest stand beside its first year."""
    first_year = _first_year(table, months)
    if first_year is None or not spc.is_from_an_end(table, months):
        return ""
    (year, value), end = first_year, "lowest" if months.change > 0 else "highest"
    since, change = words.month(table["period"].iloc[0]), _more(100 * (months.value / value - 1))
    first = f"beside the whole of {year} ({words.decimal(value)}) it is {change}"
    return f" Those earlier months were the {end} quarter since {since}; {first}."


def _of_years(here: Area, one: Definition, table: pd.DataFrame) -> Point | None:
    """`25.3 a day in 2017 and 30.4 in 2019, 20% more (England 10% more)`, of a level that moved."""
    years = list(spc.years(table).items())
    if len(years) < 2 or not years[0][1] or table["level"].iloc[0] in ("steady", "unsettled"):
        return None
    (first, start), (last, end) = years[0], years[-1]
    change = 100 * (end / start - 1)
    every = words.joined([f"{words.decimal(value)}{f' {one.unit}' if year == first else ''} in {year}" for year, value in years])
    told = f"{every}, {_more(change)} than at first"
    longer = _by_lists(here, first, last) if change > 0 else ""
    finding = f"{told}{_as_england(here, one, first, last)}.{longer}"
    return _point(one, table, finding) if abs(change) >= STEP else None


def _as_england(here: Area, one: Definition, first: str, last: str) -> str:
    """England's change between the same two years, where both are whole."""
    years = spc.years(here.england[here.england["indicator_id"] == one.id])
    return f" (England {_more(100 * (years[last] / years[first] - 1))})" if {first, last} <= set(years) else ""


def _by_lists(here: Area, first: str, last: str) -> str:
    """` Lists grew by 5% from 2017/18 to 2019/20: more patients alone bring more.`, of lists that did and count the same in both years."""
    table = lists.growth(here.history(serving("lists")[0].id))
    start, end = (periods.written_year(int(year)) for year in (first, last))
    both = table[table["period"].isin([start, end])] if len(table) else table
    alike = len(both) == len({start, end}) and both["run"].iloc[0] == both["run"].iloc[-1]
    grown = 100 * (both["value"].iloc[-1] / both["value"].iloc[0] - 1) if alike else 0.0
    return f" Lists grew by {grown:.0f}% from {start} to {end}: more patients alone bring more." if round(grown) >= 1 else ""


def _way(table: pd.DataFrame) -> str:
    """Whether the last change of a series came by a step, as one of recording does, or over months of which none made half of it."""
    last = spc.changes(table)[-1:]
    if not last or last[0].kind != "slope":
        return "step"
    within = table["value"].dropna().iloc[last[0].first : last[0].last + 1]
    change, steps = within.tail(spc.NEWEST).mean() - within.head(spc.NEWEST).mean(), within.diff()
    return "slope" if (steps if change > 0 else -steps).max() < abs(change) / 2 else "step"


def _more(change: float) -> str:
    return f"{abs(change):.0f}% {'more' if change > 0 else 'fewer'}"


def _point(one: Definition, table: pd.DataFrame, finding: str) -> Point:
    since = "That was before the pandemic." if is_before_pandemic(str(table["period"].iloc[-1])) else ""
    body = f", {table['body'].iloc[0]}" if one.body else ""
    told = (finding, ASK[_way(table)], *[since] * bool(since))
    picture = small.months(table["value"].tolist())
    return Point(f"{one.name.partition(' (')[0]}{body}:", told, picture, f"{one.chapter}-spc-{one.id}")
