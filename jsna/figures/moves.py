"""Moves: how a finding went to now, in a clause: since the first year that counts the same, since it turned, and England beside both."""

from typing import Any

import pandas as pd

from jsna.analysis.trend import Turn
from jsna.catalogue import definition
from jsna.figures import changes, clauses
from jsna.figures.core import words


def went(row: "pd.Series[Any]") -> str:
    """How it went to now, and England: `Up 0.4 points since 2014/15 (England up 0.1)`."""
    one = definition(str(row["indicator_id"]))
    here, theirs = changes.signed(row["value"], row["moved"], one), england(row)
    unit = changes.POINTS if clauses.sign(one) else ""
    grows = f", on a {one.noun} that tends to grow" if changes.growing(one) else ""
    chance = ", which may be chance" if row.get("by_chance") and here != "0" else ""
    return f"{words.capital(_way(here, unit))} since {row['since']}{chance}{_beside_england(theirs)}{_turned(row)}{grows}"


def _beside_england(change: str) -> str:
    return "" if change == "not known" else f" (England {_way(change, '')})"


def _turned(row: "pd.Series[Any]") -> str:
    """`; down 0.3 since its highest, 9.8% in 2019/20 (England up 0.9)`, where the change since the first year hides that."""
    if not isinstance(turn := row.get("turn"), Turn):
        return ""
    one = definition(str(row["indicator_id"]))
    here, theirs = changes.signed(row["value"], turn.change, one), changes.signed(row["england_now"], turn.england_change, one)
    end = f"{'highest' if turn.change < 0 else 'lowest'}, {clauses.value(turn.value, one)} in {turn.period}"
    sudden = f", most of it in one year, {turn.step}: ask first what was recorded" if turn.step else ""
    return f"; {_way(here, '')} since its {end}{_beside_england(theirs)}{sudden}"


def _way(difference: str, unit: str) -> str:
    return "unchanged" if difference == "0" else f"{'up' if difference.startswith('+') else 'down'} {difference[1:]}{unit}"


def england(row: "pd.Series[Any]") -> str:
    """England's change over the same years, as it stands in a cell."""
    return changes.signed(row["england_now"], row["england_moved"], definition(str(row["indicator_id"])))


def facts(rows: pd.DataFrame) -> dict[str, str]:
    """The numbers of `went` that stand in no cell."""
    numbers: dict[str, str] = {}
    for _, row in rows.iterrows():
        one = definition(str(row["indicator_id"]))
        numbers[f"{one.name}, England's change"] = england(row)
        numbers |= {f"{one.name}, before": row["otherwise"]} if row["otherwise"] else {}
        if isinstance(turn := row["turn"], Turn):
            numbers[f"{one.name}, {turn.period}"] = clauses.value(turn.value, one)
            numbers |= {f"{one.name}, most of it in": turn.step} if turn.step else {}
            numbers[f"{one.name}, England's change since {turn.period}"] = changes.signed(row["england_now"], turn.england_change, one)
    return numbers
