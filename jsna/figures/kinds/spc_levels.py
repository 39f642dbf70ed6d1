"""Levels of a monthly series in words: how the level moved, or that it is none, and whether the newest months turn."""

from typing import Any

import pandas as pd

from jsna.analysis import spc as analysis
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


def moved(table: pd.DataFrame, definition: Definition) -> str:
    """That the level moved or keeps moving, with its averages; empty where it is steady."""
    level, means = str(table["level"].iloc[0]), table["mean"].drop_duplicates().tolist()
    if len(means) < 2:
        return _drift(table, definition) or LEVELS.get(level, "")
    if level in ("rising", "falling"):
        return _climb(table, *(("fell", "rose", "highest") if level == "rising" else ("rose", "fell", "lowest")))
    way = "rose" if means[-1] > means[-2] else "fell"
    averages = f"from {words.decimal(means[-2])} to {words.decimal(means[-1])} on average"
    return f"the level {way} in {words.month(table['since'].iloc[0])}, {averages}{SINCE.get(level, '')}"


def _climb(table: pd.DataFrame, first: str, then: str, most: str) -> str:
    """`fell from 22.5 on average to 11.1 in December 2018, then rose to 58.6 in December 2019, the highest of these months`."""
    climb, latest = analysis.climb(table), table.dropna(subset="value").iloc[-1]
    start, end = f"from {words.decimal(climb.before)} on average", _in_month(climb.furthest)
    way = f"{then} {start} to {end}" if climb.turn is None else f"{first} {start} to {_in_month(climb.turn)}, then {then} to {end}"
    record = f", the {most} of these months" if climb.is_record else ""
    now = "" if climb.furthest["period"] == latest["period"] else f" ({_in_month(latest)})"
    return f"{way}{record}{now}"


def _in_month(row: "pd.Series[Any]") -> str:
    return f"{words.decimal(row['value'])} in {words.month(row['period'])}"


def _drift(table: pd.DataFrame, definition: Definition) -> str:
    """From which yearly average to which a level rose or fell throughout; nothing where fewer than two whole years say so."""
    averages, rising = list(analysis.years(table).items()), {"rising": True, "falling": False}.get(str(table["level"].iloc[0]))
    pairs = zip(averages, averages[1:], strict=False)
    if rising is None or len(averages) < 2 or not all(before != after and rising == (after > before) for (_, before), (_, after) in pairs):
        return ""
    (first, start), (last, end) = averages[0], averages[-1]
    way = "rose" if rising else "fell"
    return f"{way} from {words.decimal(start)} {definition.unit} in {first} to {words.decimal(end)} in {last}"


def turned(table: pd.DataFrame) -> str:
    """That the newest year or months go the other way than the level went; nothing where they do not, or by less than a twentieth."""
    if turned := _turned_year(table):
        return turned
    newest = analysis.newest(table)
    if newest is None or not newest.is_clear or not turns(table, newest.change):
        return ""
    return f"; the last three months are {abs(newest.change):.0f}% {'above' if newest.change > 0 else 'below'} those of a year before"


def _turned_year(table: pd.DataFrame) -> str:
    """That the newest of two whole years at the last level went the other way: one average of both would hide it."""
    averages = list(analysis.years(table).items())[-2:]
    if table["level"].iloc[0] != "moved" or len(averages) < 2 or f"{averages[0][0]}-01" < str(table["since"].iloc[0]):
        return ""
    (first, before), (last, now) = averages
    if not before or not turns(table, 100 * (now / before - 1)):
        return ""
    way = "rose" if now > before else "fell"
    return f", then {way} from {words.decimal(before)} in {first} to {words.decimal(now)} in {last}"


def years_told(table: pd.DataFrame, definition: Definition) -> dict[str, float]:
    """The yearly averages that a headline tells of: those of a level that moved throughout, or the newest two where the last one turned."""
    averages = analysis.years(table)
    if len(table["mean"].drop_duplicates()) < 2 and _drift(table, definition):
        return averages
    return dict(list(averages.items())[-2:]) if _turned_year(table) else {}


def turns(table: pd.DataFrame, change: float) -> bool:
    """Whether a change in per cent goes the other way than a level that is not steady went, by a twentieth or more."""
    level, means = str(table["level"].iloc[0]), table["mean"].drop_duplicates().tolist()
    rose = {"rising": True, "falling": False}.get(level, len(means) > 1 and means[-1] > means[-2])
    return level != "steady" and abs(change) >= TURN and rose != (change > 0)
