"""Findings in words: what is unusual for a place like this, how many people that is, and how sure."""

from typing import Any

import pandas as pd

from jsna.catalogue import Definition, definition, definitions
from jsna.figures import clauses
from jsna.figures.core import words

#: What the order of the table is, as a reader is told it.
ORDER = (
    "Those that are unusual come first; then the order is that of size, certainty and people taken together: the quotient of what is "
    "recorded and expected, how far beyond what such places usually differ, and how many people that is."
)
#: How many findings are told in words; the table has them all.
TOLD = 3
_LINED = (
    "Expected is what places of the same age and deprivation have, fitted without this one. More and fewer need a value outside the 95% "
    "limits of such places and a difference of a tenth; far those at 99.8%. It is about recorded illness: it says what is unusual, not "
    "what is right."
)
_UNLINED = (
    "Too few areas like this are held, or not their ages and deprivation, to say what is expected of one: England stands in, and its ages "
    "are others."
)


def are_expected(rows: pd.DataFrame) -> bool:
    """Whether rows of `analysis.notable` are set beside what is expected, and not beside England."""
    return bool(rows["of"].eq("expected").any())


def lined(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that are set beside what is expected, where some are; else all."""
    return rows[rows["of"].eq("expected")] if are_expected(rows) else rows


def caveat(rows: pd.DataFrame) -> str:
    """What the words for rows of `analysis.notable` mean."""
    return _LINED if are_expected(rows) else f"{_UNLINED} {clauses.compared(rows)}"


def headline(rows: pd.DataFrame) -> str:
    """On which indicators a place is unusual for a place like it: by name where they are few, else on how many."""
    rows = lined(rows)
    indicators = [definition(key) for key in rows["indicator_id"]]
    out = rows[rows["outside"].astype(bool)]
    more, fewer = out[out["people"] > 0], out[out["people"] < 0]
    of, place = words.counted(len(rows), clauses.several(indicators)[0]), rows["place"].iloc[0]
    if are_expected(rows):
        return _by_name(place, more, fewer, of) if 0 < len(out) <= TOLD else _by_number(place, len(more), len(fewer), of)
    subject, sides = words.capital(clauses.subject(indicators)), [words.none(len(side)) for side in (more, fewer)]
    return f"{subject} is higher than England on {sides[0]} of {of} in {place}, and lower on {sides[1]}; ages are not allowed for"


def _by_name(place: str, more: pd.DataFrame, fewer: pd.DataFrame, of: str) -> str:
    """`Elmshire has more patients than expected for its age and deprivation with one thing, and fewer with another, of all`."""
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
    return tuple(text for text in (*first, rest, nearest, _besides(rows), chance) if text)


def _besides(rows: pd.DataFrame) -> str:
    """What stands beside England because nothing is expected of it, where other rows are set beside that."""
    others = rows[~rows.index.isin(lined(rows).index)]
    out = others[others["outside"].astype(bool)]
    named = [f"{clauses.about(definition(str(row['indicator_id'])))} ({row['word'].removesuffix(' than')})" for _, row in out.iterrows()]
    what = f"{words.counted(len(others), Definition.noun)} {'stands' if len(others) == 1 else 'stand'} beside England alone"
    return f"{words.capital(what)}, whatever its ages: {words.joined(named) if named else 'none differs'}." if len(others) else ""


def _usual(rows: pd.DataFrame) -> str:
    return "such places usually differ by" if are_expected(rows) else "chance would make it"


def finding(row: "pd.Series[Any]") -> str:
    """One of them: `2.60% recorded, 2.11% expected, about 1,100 people more (130 to 1,900)`."""
    recorded = definition(str(row["indicator_id"])).heads[2].lower()
    line = "expected" if row["of"] == "expected" else "in England"
    change = "" if pd.isna(row.get("moved", float("nan"))) else f"; {_went(row)}"
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
    every = lined(rows)
    out, names = every[every["outside"].astype(bool)], {key: known.name for key, known in definitions().items()}
    england = {f"{names[row['indicator_id']]}, England's change": points(row["england_moved"]) for _, row in told(rows).iterrows()}
    return england | {
        "More than that": str(int((out["people"] > 0).sum())),
        "Fewer than that": str(int((out["people"] < 0).sum())),
        "Unusual, not told in words": str(max(0, int(rows["outside"].sum()) - TOLD)),
        "Would be found by chance alone": _by_chance(rows),
    }


def _by_chance(rows: pd.DataFrame) -> str:
    return clauses.by_chance(len(rows), 0.998 if clauses.are_practices(rows) and not are_expected(rows) else 0.95)


def points(value: float) -> str:
    return "not known" if pd.isna(value) else words.signed(words.percent(abs(value)).removesuffix("%"), value)


def cells(rows: pd.DataFrame) -> list[str]:
    """What is found of each row, as it stands in a cell: `more than expected`, `higher than England`."""
    return [word if word in ("", "we cannot tell") else f"{word} {of}" for word, of in zip(rows["word"], rows["of"], strict=True)]
