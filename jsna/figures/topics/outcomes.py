"""Outcomes: what other chapters tell of the place, or of a district in it, that is among the worst tenth of its kind, for page one."""

from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from jsna.catalogue import Definition, definitions, serving
from jsna.figures import clauses
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.figure import Point
from jsna.figures.kinds import small
from jsna.figures.topics import among, apart

#: How many are told, those furthest from England first; their chapters have all.
TOLD = 3
#: What is judged by a rank: page one tells of deaths and of months in lines of their own.
MEASURES = ("standardised", "rate", "proportion")
#: Which end of all areas is the worse.
WORSE = {"low is good": "highest", "high is good": "lowest"}


class Outcome(NamedTuple):
    """The line of an indicator, how many areas here it tells of, and how far the worst is from England, as a share of that."""

    away: float
    areas: int
    point: Point


def outcomes(here: Area) -> tuple[Point, ...]:
    """The indicators of other chapters that are better low, or high, and among the worst tenth here, a line each; none of a practice."""
    looked_at = _looked_at(here) if here.footprint != "practice" else []
    worst = [outcome for one, areas in looked_at if (outcome := _outcome(here, one, areas))]
    if not worst:
        return ()
    many = _of_how_many(sum(outcome.areas for outcome in worst), [int((areas["own"] | areas["district"]).sum()) for _, areas in looked_at])
    first, *rest = [outcome.point for outcome in sorted(worst, key=lambda outcome: outcome.away, reverse=True)[:TOLD]]
    return (replace(first, sentences=(*first.sentences, many)), *rest)


def _looked_at(here: Area) -> list[tuple[Definition, pd.DataFrame]]:
    """The outcomes of other chapters that are held of England and here, with their areas; of two publications of one thing the first."""
    held: dict[str, tuple[Definition, pd.DataFrame]] = {}
    for one in definitions().values():
        if one.polarity in WORSE and one.measure in MEASURES and one.chapter != serving("deaths")[0].chapter and one.name not in held:
            rows = here.beside_faces(one.id)
            areas = apart.with_words(apart.first_of(rows), rows, one)
            if (areas["own"] | areas["district"]).any() and areas["england"].notna().all():
                held[one.name] = one, areas
    return list(held.values())


def _of_how_many(among: int, areas: list[int]) -> str:
    """`Of 40 values looked at (5 outcomes, in up to 8 areas here) 2 are among the worst tenth; of any 40 about 4 are.`"""
    values = sum(areas)
    where = f", in up to {max(areas)} areas here" if max(areas) > 1 else ""
    looked_at = f"{words.counted(values, 'value')} looked at ({words.counted(len(areas), 'outcome')}{where})"
    usual = words.chance(values / 10)
    return f"Of {looked_at} {among} {words.verb(among, 'is', 'are')} among the worst tenth; of any {values} {usual} are."


def _outcome(here: Area, one: Definition, areas: pd.DataFrame) -> Outcome | None:
    """`1,002 per 100,000 in Oak in 2017/18, among the highest tenth of 310 districts (England 632), not tested`, where that is so."""
    worst = _worst(here, areas, one)
    if worst.empty:
        return None
    row, rest = worst.iloc[0], [str(name) for name in worst["area_name"].iloc[1:]]
    also, line = f"; {words.joined(rest)} too" if rest else "", float(row["england"])
    value = f"{clauses.stated(row['value'], one)} in {row['area_name']} in {words.shown_period(str(row['period']))}, {row['among']}{also}"
    text = f"{value} (England {clauses.value(line, one)}){'' if row['word'] else ', not tested'}."
    picture = small.around(areas["value"], line, apart.looks(areas))
    point = Point(f"{one.name}:", (text,), picture, f"{one.chapter}-caterpillar-{one.id}")
    return Outcome(abs(float(row["value"]) / line - 1), len(worst), point)


def _worst(here: Area, areas: pd.DataFrame, one: Definition) -> pd.DataFrame:
    """Those of the place, or its districts, that are among the worst tenth, the worst first; none that a test does not tell apart."""
    ours = areas[(areas["own"] | areas["district"]) & ~areas["word"].isin([apart.PHRASES["similar"], apart.PHRASES["close"]])]
    ranked = ours.assign(among=pd.Series([among.area(here, row, one.id) for _, row in ours.iterrows()], ours.index, dtype="str"))
    worst = ranked[ranked["among"].str.startswith(f"among the {WORSE[one.polarity]}")]
    return worst.sort_values("value", ascending=one.polarity == "high is good")
