"""Comparators: what stands beside each indicator of a place in one table, and on how many of them a test finds a difference."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from jsna.analysis.comparison import in_a_word
from jsna.analysis.trend import change
from jsna.catalogue import definition, definitions
from jsna.figures import clauses, findings
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.figure import Column

#: Comparisons by the comparator's name.
Tables = Mapping[str, pd.DataFrame]
#: A shape and a colour for what is unusual, by its side; what is far is filled.
SHAPES = {
    "far more": ("M6 1 11 11H1z", "--jsna-blue,#12436d"),
    "more": ("M6 1 11 11H1zM6 5 9 9.5H3z", "--jsna-blue,#12436d"),
    "higher": ("M6 1 11 11H1zM6 5 9 9.5H3z", "--jsna-blue,#12436d"),
    "lower": ("M6 11 1 1H11zM6 7 9 2.5H3z", "--jsna-orange,#f46a25"),
    "fewer": ("M6 11 1 1H11zM6 7 9 2.5H3z", "--jsna-orange,#f46a25"),
    "far fewer": ("M6 11 1 1H11z", "--jsna-orange,#f46a25"),
}
#: What a test finds.
SIDES = ("higher", "lower")
#: How many of the differences from similar areas are named.
NAMED = 5


def beside(here: Area, table: pd.DataFrame, compared: Tables) -> pd.DataFrame:
    """Rows of `analysis.notable` in words, with the value of each comparator and what the test beside it finds: `14.4% (higher)`.

    `moved` is the change in percentage points to now, `since` its first year, and `england_moved` England's.
    """
    limits = [_limits(row["people_lower_95"], row["people_upper_95"]) for _, row in table.iterrows()]
    names = table["indicator_id"].map({key: known.name for key, known in definitions().items()})
    theirs = {f"beside_{at}": table["indicator_id"].map(_beside(rows)) for at, rows in enumerate(compared.values())}
    changes = [change(here.history(key), definition(key)) for key in table["indicator_id"]]
    moved = pd.DataFrame(
        [(each.change, each.change_since, each.england_change) for each in changes], table.index, ["moved", "since", "england_moved"]
    )
    return table.assign(name=names, found=findings.cells(table), limits=limits, **theirs).join(moved)


def _beside(rows: pd.DataFrame) -> dict[str, str]:
    known = definitions()
    return {
        row["indicator_id"]: "not compared"
        if pd.isna(row["comparator_value"])
        else f"{words.percent(row['comparator_value'])} ({in_a_word(row, known[row['indicator_id']].least_difference)})"
        for _, row in rows.iterrows()
    }


def columns(rows: pd.DataFrame, compared: Tables) -> dict[str, Column]:
    """The columns of `beside`; on a phone the first ones are seen at once."""
    line = {"line": Column("Expected", words.percent)} if findings.are_expected(rows) else {}
    return {
        "name": Column(words.capital(clauses.several([definition(key) for key in rows["indicator_id"]])[0]), numeric=False),
        "found": Column("What stands out", numeric=False, mark=_shape, order=clauses.FROM_FEWEST),
        "value": Column("Here", words.percent),
        **line,
        "people": Column("People more or fewer", _signed),
        "limits": Column("95% limits of these", numeric=False),
        "moved": Column("Change, points", findings.points),
        "since": Column("Since", numeric=False),
        **{f"beside_{at}": Column(words.capital(clauses.beside(*named))) for at, named in enumerate(compared.items())},
    }


def _shape(row: Mapping[str, Any]) -> str:
    path, colour = SHAPES.get(str(row["word"]).removesuffix(" than"), ("", ""))
    drawn = f'<path d="{path}" fill="var({colour})" fill-rule="evenodd"/>'
    return f'<svg width="12" height="12" viewBox="0 0 12 12">{drawn}</svg>' if path else ""


def _limits(lower: float, upper: float) -> str:
    return "not known" if pd.isna(lower) or pd.isna(upper) else f"{_signed(lower)} to {_signed(upper)}"


def _signed(value: float) -> str:
    return "not known" if pd.isna(value) else words.signed(words.about(abs(value)), value)


def others(compared: Tables) -> tuple[str, ...]:
    """On how many indicators the tests beside each comparator find a difference; ages are not allowed for."""
    said = [f"on {words.none(high)} and {words.none(low)} beside {name}" for name, (high, low) in _sides(compared).items()]
    if not said:
        return ()
    subject = clauses.subject([definition(key) for key in next(iter(compared.values()))["indicator_id"]])
    return (f"With ages not allowed for, {subject} is higher and lower {'; '.join(said)}.",)


def others_facts(compared: Tables) -> dict[str, str]:
    """The numbers of `others`."""
    return {f"{SIDES[at].title()} than {name}": str(both[at]) for name, both in _sides(compared).items() for at in (0, 1)}


def _sides(compared: Tables) -> dict[str, tuple[int, ...]]:
    """How many indicators are higher, and how many lower, than each comparator."""
    least = {key: known.least_difference for key, known in definitions().items()}
    found = {name: [in_a_word(row, least[row["indicator_id"]]) for _, row in rows.iterrows()] for name, rows in compared.items()}
    return {name: tuple(some.count(side) for side in SIDES) for name, some in found.items()}


def holding(compared: Tables) -> tuple[str, ...]:
    """How many differences from similar areas are found with every other choice of these, and which; nothing where there are none."""
    some = _differing(compared)
    if some.empty:
        return ()
    sure = some[some["agree"] == some["choices"]]
    named = f": {words.joined([clauses.about(definition(key)) for key in sure['indicator_id']])}" if 0 < len(sure) <= NAMED else ""
    holds = f"{words.none(len(sure))} of {words.counted(len(some), 'difference')} from similar areas"
    return (f"{words.capital(holds)} {words.verb(max(len(sure), 1), 'holds', 'hold')} whichever areas are taken as similar{named}.",)


def holding_facts(compared: Tables) -> dict[str, str]:
    """The numbers of `holding`."""
    some = _differing(compared)
    sure = int((some["agree"] == some["choices"]).sum()) if len(some) else 0
    return {"Differences from similar areas": str(len(some)), "Of these, with every choice of them": str(sure)} if len(some) else {}


def _differing(compared: Tables) -> pd.DataFrame:
    least = {key: known.least_difference for key, known in definitions().items()}
    tables = [rows for rows in compared.values() if "agree" in rows]
    return pd.concat(
        [rows[[in_a_word(row, least[row["indicator_id"]]) in SIDES for _, row in rows.iterrows()]] for rows in tables]
    ) if tables else pd.DataFrame()  # fmt: skip


def between_similar(table: pd.DataFrame, compared: Tables) -> list[str]:
    """Between which values similar areas lie on each indicator, where there are some."""
    ranges = {
        row["indicator_id"]: words.interval(row["lowest"], row["highest"])
        for rows in compared.values() if "lowest" in rows for _, row in rows[rows["lowest"].notna()].iterrows()
    }  # fmt: skip
    return [ranges.get(key, "") for key in table["indicator_id"]]
