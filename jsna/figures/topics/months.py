"""Months: the monthly number of a place that went furthest in its newest months, for page one."""

from collections.abc import Iterator

from jsna.analysis import spc
from jsna.catalogue import Definition, definitions
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.figure import Point
from jsna.figures.kinds.spc_levels import span
from jsna.figures.topics.age_of_data import is_before_pandemic

#: Per cent from year to year from which page one tells of it: beyond what a change of need often makes.
STEP = 15


def furthest(here: Area) -> tuple[Point, ...]:
    """Of the numbers of each month but unplanned stays, which have a card, the one that changed by most events a day in a year, where
    it changed by `STEP`: its newest three months beside the same of a year before; none where none did.
    """
    every = sorted(_moves(here), key=lambda move: abs(move[1].value - move[1].before))
    return tuple(_point(*move) for move in every[-1:])


def _point(one: Definition, months: spc.Newest, body: str) -> Point:
    now, before = words.decimal(months.value), words.decimal(months.before)
    way = f"{abs(months.change):.0f}% {'more' if months.change > 0 else 'fewer'} than in the same months a year before ({before})"
    since = " That was before the pandemic." if is_before_pandemic(months.last) else ""
    told = f"{now} {one.unit} in {span(months.first, months.last)}, {way}; ask first whether recording or a provider changed.{since}"
    return Point(f"{one.name.partition(' (')[0]}{f', {body}' if one.body else ''}:", told, "", f"{one.chapter}-spc-{one.id}")


def _moves(here: Area) -> Iterator[tuple[Definition, spc.Newest, str]]:
    for one in definitions().values():
        rows = here.series(one.id) if one.chart and one.serves != "unplanned_stays" else None
        if rows is None or rows["value"].isna().all():
            continue
        newest = spc.newest(spc.chart(rows))
        if newest is not None and newest.is_clear and abs(newest.change) >= STEP:
            yield one, newest, str(rows["body"].iloc[0])
