"""Outliers: the practices that stand out on the registers that are told, in patients, for page one."""

import pandas as pd

from jsna.analysis import practices
from jsna.catalogue import definition
from jsna.figures import clauses, findings, ranges
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.figure import Point

#: What is said of practices beside what is expected, where the deprivation of their own patients is not known.
OF_AREA = (
    "Expected is what practices of such ages in areas as deprived have: a practice in a poorer or better-off part may stand out for that."
)


def outliers(here: Area, registers: pd.DataFrame) -> tuple[Point, ...]:
    """Which practices stand out on the registers that are told, where chance gives fewer; a report of one practice has its own figures."""
    if here.footprint == "practice":
        return ()
    expected = findings.lined(registers) if len(registers) and findings.are_expected(registers) else pd.DataFrame(columns=["indicator_id"])
    keys = [str(key) for key in expected["indicator_id"]]
    said = {key: text for key in keys if (text := _of_register(here, key))}
    if not said:
        return ()
    whose = f" {OF_AREA}" if findings.are_of_their_area(here.practices(next(iter(said)))) else ""
    text = " ".join(f"{words.capital(told)}." for told in said.values()) + whose
    return (Point("Practices beside what is expected:", text, "", f"{definition(next(iter(said))).chapter}-funnel-{next(iter(said))}"),)


def _of_register(here: Area, indicator: str) -> str:
    """`with depression 12 of 32 stand out, where about 2 would in any case: all have fewer, by about 3,500 patients together`."""
    rows = here.practices(indicator)
    if "expected" not in rows or not (rows["special"].eq("") & rows["value"].notna() & rows["expected"].notna()).any():
        return ""
    table = practices.beside(rows)
    out = practices.ordered(table)
    if not practices.more_stand_out(table):
        return ""
    name, many = clauses.about(definition(indicator)), int(table["like"].sum())
    told = f"with {name} {len(out)} of {many} {words.verb(len(out), 'stands', 'stand')} out, where {_in_any_case(table)}"
    sides = [(side, out[out["outside"] == where]) for side, where in (("more", "above"), ("fewer", "below"))]
    return f"{told}: {', and '.join(_patients(side, some, len(out)) for side, some in sides if len(some))}"


def _patients(side: str, some: pd.DataFrame, out: int) -> str:
    """`13 have fewer, by about 1,500 patients together`, or `all have fewer, …`; the chapter names them, with what may be said of each."""
    start = f"{'all' if len(some) == out > 1 else len(some)} {words.verb(len(some), 'has', 'have')} {side}"
    checks = int(some["doubtful"].map(bool).sum()) if "doubtful" in some else 0
    near = len(ranges.edges(some.assign(outside=True, line=some["expected"])))
    notes = [f"{_of(each, len(some))}{what}" for each, what in ((near, "only just"), (checks, "to be checked")) if each]
    noted = f" ({', '.join(notes)})" if notes else ""
    return f"{start}, by about {words.about(abs(some['people'].sum()))} patients{' together' if len(some) > 1 else ''}{noted}"


def _of(some: int, every: int) -> str:
    return f"{some} " if some < every else "each " if every > 1 else ""


def _in_any_case(table: pd.DataFrame) -> str:
    return f"{words.chance(practices.outside_by_chance(table))} would in any case"
