"""Findings in words: what is unusual for a place like this, how many people that is, and how sure."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from jsna.analysis.comparison import in_a_word
from jsna.analysis.trend import change
from jsna.catalogue import definition, definitions
from jsna.figures import clauses
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.figure import Column

#: What the order of the table is, as a reader is told it.
ORDER = (
    "Those that are unusual come first; then the order is that of size, certainty and people taken together: the quotient of what is "
    "recorded and expected, how far beyond what such places usually differ, and how many people that is."
)
#: A shape and a colour for what is unusual, by its side; what is far is filled.
SHAPES = {
    "far more": ("M6 1 11 11H1z", "--jsna-blue,#12436d"),
    "more": ("M6 1 11 11H1zM6 5 9 9.5H3z", "--jsna-blue,#12436d"),
    "higher": ("M6 1 11 11H1zM6 5 9 9.5H3z", "--jsna-blue,#12436d"),
    "lower": ("M6 11 1 1H11zM6 7 9 2.5H3z", "--jsna-orange,#f46a25"),
    "fewer": ("M6 11 1 1H11zM6 7 9 2.5H3z", "--jsna-orange,#f46a25"),
    "far fewer": ("M6 11 1 1H11z", "--jsna-orange,#f46a25"),
}
#: How many findings are told in words; the table has them all.
TOLD = 3
#: How many of the differences from similar areas are named.
NAMED = 5
_LINED = (
    "Expected is what places of the same age and deprivation have, fitted without this one. More and fewer need a value outside the 95% "
    "limits of such places and a difference of a tenth; far those at 99.8%. It is about recorded illness: it says what is unusual, not "
    "what is right."
)
_UNLINED = (
    "Too few areas like this are held, or not their ages and deprivation, to say what is expected of one: England stands in, and its ages "
    "are others."
)


SIDES = ("higher", "lower")
Tables = Mapping[str, pd.DataFrame]


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
    return table.assign(name=names, found=_cells(table), limits=limits, **theirs).join(moved)


def _points(value: float) -> str:
    return "not known" if pd.isna(value) else words.signed(words.percent(abs(value)).removesuffix("%"), value)


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
    line = {"line": Column("Expected", words.percent)} if are_expected(rows) else {}
    return {
        "name": Column(words.capital(clauses.several([definition(key) for key in rows["indicator_id"]])[0]), numeric=False),
        "found": Column("What stands out", numeric=False, mark=_shape, order=clauses.FROM_FEWEST),
        "value": Column("Here", words.percent),
        **line,
        "people": Column("People more or fewer", _signed),
        "limits": Column("95% limits of these", numeric=False),
        "moved": Column("Change, points", _points),
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


def others_facts(compared: Tables) -> dict[str, str]:
    """The numbers of `others`."""
    return {f"{SIDES[at].title()} than {name}": str(both[at]) for name, both in _sides(compared).items() for at in (0, 1)}


def _sides(compared: Tables) -> dict[str, tuple[int, ...]]:
    """How many indicators are higher, and how many lower, than each comparator."""
    least = {key: known.least_difference for key, known in definitions().items()}
    found = {name: [in_a_word(row, least[row["indicator_id"]]) for _, row in rows.iterrows()] for name, rows in compared.items()}
    return {name: tuple(some.count(side) for side in SIDES) for name, some in found.items()}


def are_expected(rows: pd.DataFrame) -> bool:
    """Whether rows of `analysis.notable` are set beside what is expected, and not beside England."""
    return bool(rows["of"].eq("expected").any())


def caveat(rows: pd.DataFrame) -> str:
    """What the words for rows of `analysis.notable` mean."""
    return _LINED if are_expected(rows) else f"{_UNLINED} {clauses.compared(rows)}"


def _cells(rows: pd.DataFrame) -> list[str]:
    """What is found of each row, as it stands in a cell: `more than expected`, `higher than England`."""
    return [word if word in ("", "we cannot tell") else f"{word} {of}" for word, of in zip(rows["word"], rows["of"], strict=True)]


def headline(rows: pd.DataFrame) -> str:
    """On which indicators a place is unusual for a place like it: by name where they are few, else on how many."""
    indicators = [definition(key) for key in rows["indicator_id"]]
    out = rows[rows["outside"].astype(bool)]
    more, fewer = out[out["people"] > 0], out[out["people"] < 0]
    of, place = words.counted(len(rows), clauses.several(indicators)[0]), rows["place"].iloc[0]
    if are_expected(rows):
        return _by_name(place, more, fewer, of) if 0 < len(out) <= TOLD else _by_number(place, len(more), len(fewer), of)
    subject, sides = words.capital(clauses.subject(indicators)), [words.none(len(side)) for side in (more, fewer)]
    return f"{subject} is higher than England on {sides[0]} of {of} in {place}, and lower on {sides[1]}; ages are not allowed for"


def _by_name(place: str, more: pd.DataFrame, fewer: pd.DataFrame, of: str) -> str:
    """`Elmshire has more patients than expected for its age and deprivation with stroke, and fewer with asthma, of 21 registers`."""
    first, second = ((("more", more), ("fewer", fewer)) if len(more) else (("fewer", fewer), ("more", more)))
    named = [words.joined([clauses.about(definition(key)) for key in side["indicator_id"]]) for _, side in (first, second)]
    then = f", and {second[0]} with {named[1]}" if len(second[1]) else ""
    return f"{place} has {first[0]} patients than expected for its age and deprivation with {named[0]}{then}, of {of}"


def _by_number(place: str, more: int, fewer: int, of: str) -> str:
    if not more and not fewer:
        return f"None of {of} in {place} is unusual for a place of its age and deprivation"
    said = f"{place} has more patients than expected for its age and deprivation on {words.none(more)} of {of}"
    return f"{said}, and fewer on {words.none(fewer)}"


def told(rows: pd.DataFrame) -> pd.DataFrame:
    """The findings that are told in words: those that are unusual, or else those that come nearest."""
    out = rows[rows["outside"].astype(bool)]
    return (out if len(out) else rows[rows["chosen"].astype(bool)]).head(TOLD)


def sentences(rows: pd.DataFrame) -> tuple[str, ...]:
    """The findings that are told, each with people and how sure; and how many would be found by chance."""
    some, out = told(rows), int(rows["outside"].sum())
    first = [f"{definition(str(row['indicator_id'])).name}: {finding(row)}." for _, row in some.iterrows()]
    rest = f"The table lists the other {out - len(some)}." if out > len(some) else ""
    nearest = "" if out or not first else f"These come first here, and none of them is more than {_usual(rows)}."
    chance = f"About {_by_chance(rows)} of {len(rows)} would be found by chance alone; many of them overlap."
    return tuple(text for text in (*first, rest, nearest, chance) if text)


def _usual(rows: pd.DataFrame) -> str:
    return "such places usually differ by" if are_expected(rows) else "chance would make it"


def finding(row: "pd.Series[Any]") -> str:
    """One of them: `2.60% recorded, 2.11% expected, about 1,100 people more (130 to 1,900)`."""
    recorded = definition(str(row["indicator_id"])).heads[2].lower()
    line = "expected" if row["of"] == "expected" else "in England"
    change = "" if pd.isna(row["moved"]) else f"; {_went(row)}"
    return f"{words.percent(row['value'])} {recorded}, {words.percent(row['line'])} {line}, {people(row)}{change}"


def _went(row: "pd.Series[Any]") -> str:
    """How it went to now, and England: `up 0.4 points since 2014/15 (England up 0.1)`."""
    england = "" if pd.isna(row["england_moved"]) else f" (England {_way(row['england_moved'], '')})"
    return f"{_way(row['moved'], ' points')} since {row['since']}{england}"


def _way(value: float, unit: str) -> str:
    size = words.percent(abs(value)).removesuffix("%")
    return "unchanged" if not float(size) else f"{'up' if value > 0 else 'down'} {size}{unit}"


def people(row: "pd.Series[float]") -> str:
    """How many people that is, with limits: `about 1,100 people more (130 to 1,900)`."""
    side = "more" if row["people"] > 0 else "fewer"
    return f"about {words.about(abs(row['people']))} people {side} ({between(row['people_lower_95'], row['people_upper_95'])})"


def between(lower: float, upper: float) -> str:
    """Limits of a number of people: `130 to 1,900 more`, `2,800 fewer to 9,300 more`."""
    if pd.isna(lower) or pd.isna(upper):
        return "not known"
    low, high = (f"{words.about(abs(end))}" for end in (lower, upper))
    if (lower < 0) == (upper < 0):
        return f"{low} to {high} more" if lower >= 0 else f"{high} to {low} fewer"
    return f"{low} fewer to {high} more"


def facts(rows: pd.DataFrame) -> dict[str, str]:
    """The numbers of the sentences that stand in no cell."""
    out, names = rows[rows["outside"].astype(bool)], {key: known.name for key, known in definitions().items()}
    england = {f"{names[row['indicator_id']]}, England's change": _points(row["england_moved"]) for _, row in told(rows).iterrows()}
    return england | {
        "More than that": str(int((out["people"] > 0).sum())),
        "Fewer than that": str(int((out["people"] < 0).sum())),
        "Unusual, not told in words": str(max(0, len(out) - TOLD)),
        "Would be found by chance alone": _by_chance(rows),
    }


def _by_chance(rows: pd.DataFrame) -> str:
    return clauses.by_chance(len(rows), 0.998 if clauses.are_practices(rows) and not are_expected(rows) else 0.95)
