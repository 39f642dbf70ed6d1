"""Outliers: the practices that stand out on the registers that are told, in patients, for page one."""

import pandas as pd

from jsna.analysis import practices
from jsna.analysis.casemix import CANNOT_TELL
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
    tables = {key: table for key in keys if (table := _beside(here, key)) is not None}
    if not tables:
        return ()
    first = next(iter(tables))
    in_any_case = {_in_any_case(table) for table in tables.values()}  # said once where it is the same of all registers
    start = f"{next(iter(in_any_case))}." if len(in_any_case) == 1 else ""
    told = [f"{_of_register(key, table)}{'' if start else f' ({words.lower(_in_any_case(table))})'}." for key, table in tables.items()]
    whose = OF_AREA if findings.are_of_their_area(tables[first]) else ""
    sentences = (f"{start} {told[0]}".strip(), *told[1:], *[whose] * bool(whose))
    return (Point("Practices beside what is expected:", sentences, "", f"{definition(first).chapter}-funnel-{first}"),)


def _beside(here: Area, indicator: str) -> pd.DataFrame | None:
    """Practices beside what is expected of each, where more stand out than practices that differ as such do would seldom give."""
    rows = here.practices(indicator)
    if "expected" not in rows or not (rows["special"].eq("") & rows["value"].notna() & rows["expected"].notna()).any():
        return None
    table = practices.beside(rows)
    return table if practices.more_stand_out(table) else None


def _of_register(indicator: str, table: pd.DataFrame) -> str:
    """`With depression 12 do (8 cannot be judged): all have fewer, by about 3,500 patients together`."""
    out, wide = practices.ordered(table), int(table.loc[table["like"], "unusual"].eq(CANNOT_TELL).sum())
    unjudged = f" ({wide} cannot be judged)" if wide else ""
    told = f"With {clauses.about(definition(indicator))} {len(out)} {words.verb(len(out), 'does', 'do')}{unjudged}"
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
    """`Of any 32 practices about 2 stand out`."""
    many = words.counted(int(table["like"].sum()), "practice")
    return f"Of any {many} {words.chance(practices.outside_by_chance(table))} stand out"
