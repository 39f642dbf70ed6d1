"""Ranges: between which numbers of people such places lie, how near to an end of that a place is, and where it is too wide to tell."""

import math
from typing import Any

import pandas as pd

from jsna.analysis.casemix import CANNOT_TELL
from jsna.catalogue import definition
from jsna.figures import clauses
from jsna.figures.core import words

#: Nearer to the end of its range than this share of the way there from what is expected, a place is just inside or just outside.
EDGE = 0.1
#: So many people beyond the end or fewer are only just outside, however few are expected: one family may make them.
FEW = 5
#: How many are named.
NAMED = 3
#: From so many times what is expected on, or one over it, those that cannot be judged are told by name; the table has them all.
STRIKING = 1.5


def expected(row: "pd.Series[Any]") -> str:
    """The people who are expected, to one digit more than those who are more or fewer, so that the two agree with who is there."""
    digits = 2 - math.floor(math.log10(max(abs(row["people"]), 100)))
    return words.number(round(row["numerator"] - row["people"], min(digits, 0)))


def usual(row: "pd.Series[Any]") -> str:
    """The number of people that 95 of 100 such places have, in three figures, and whole where a place lies just at an end."""
    ends = [row["numerator"] - row[f"people_{end}_95"] for end in ("upper", "lower")]
    if any(map(pd.isna, ends)):
        return "not known"
    whole = bool(at_edge(row))
    low, high = (max(end, 0.0) for end in ends)
    if whole:  # the whole numbers inside
        low, high = math.ceil(low), math.floor(high)
    return " to ".join(words.number(end if whole else float(f"{end:.3g}")) for end in (low, high))


def beyond(row: "pd.Series[Any]") -> float:
    """By how many people it lies outside the nearer end of its range; below 0 inside."""
    return float(row["people_lower_95"] if row["people"] > 0 else -row["people_upper_95"])


def at_edge(row: "pd.Series[Any]") -> str:
    """`just outside, by 5`, `just inside, by 3` of people; nothing where it is further from the end of its range."""
    people, cannot_tell = beyond(row), row.get("word") == CANNOT_TELL
    near = max(EDGE * (abs(row["people"]) - people), FEW if people > 0 else 0)
    if row.get("of", "expected") != "expected" or cannot_tell or not abs(people) < near:
        return ""
    if bool(row["outside"]) != (people > 0):
        return ""  # it is outside by a difference that is not worth a word
    count = math.ceil(people) if people > 0 else math.floor(-people)
    return f"just {'outside' if people > 0 else 'inside'}, by {words.about(count) if count else 'less than 1'}"


def is_wide(row: "pd.Series[Any]") -> bool:
    """Whether a range reaches to half as many again as expected, or to two thirds: to lie within it says little."""
    ratio = (row["numerator"] - pd.Series([row["people_upper_95"], row["people_lower_95"]])) / (row["numerator"] - row["people"])
    return bool(ratio.min() <= 1 / STRIKING or ratio.max() >= STRIKING)


def times(row: "pd.Series[Any]") -> str:
    """What is there as a quotient of what is expected: `2.2 times`, `61% of`."""
    ratio = row["value"] / row["line"]
    return f"{ratio:.1f} times" if ratio >= 1 else f"{100 * ratio:.0f}% of"


def unjudged(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows inside ranges too wide to tell."""
    return rows[rows["word"] == CANNOT_TELL]


def edges(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows at an end of their range, with the words of `at_edge`."""
    return rows.assign(edge=[at_edge(row) for _, row in rows.iterrows()]).query("edge != ''")


def cautions(rows: pd.DataFrame) -> tuple[str, ...]:
    """What a count of findings hides: who cannot be judged, and who lies at the very end of a range."""
    return tuple(filter(None, (_unjudged(unjudged(rows)), _edges(edges(rows)))))


def _unjudged(rows: pd.DataFrame) -> str:
    """`Such places differ too widely to judge osteoporosis (2.2 times what is expected, about 760 people more)`."""
    away = rows["value"] / rows["line"]
    some = [f"{clauses.about(definition(str(row['indicator_id'])))} ({times(row)} what is expected, {_people(row)})"
            for _, row in rows[away.ge(STRIKING) | away.le(1 / STRIKING)].iterrows()]
    places = "practices" if len(rows) and clauses.are_practices(rows) else "places"
    judge = "judge" if len(some) == len(rows) else "judge, among others,"
    return f"Such {places} differ too widely to {judge} {words.joined(some)}" if some else ""


def _people(row: "pd.Series[Any]") -> str:
    return f"about {words.about(abs(row['people']))} people {'more' if row['people'] > 0 else 'fewer'}"


def _edges(rows: pd.DataFrame) -> str:
    """`Cancer is fewer than expected and just outside the range of such places, by 5 patients; asthma is more …, by 3 patients`."""
    some = [f"{clauses.about(definition(str(row['indicator_id'])))} is {'more' if row['people'] > 0 else 'fewer'} than expected and "
            f"{edge_told(row)}" for _, row in rows.iterrows()]
    return words.capital("; ".join(some).replace(",", " the range of such places,", 1))


def edge_told(row: "pd.Series[Any]") -> str:
    """`at_edge` with its people: `just outside, by 5 patients`."""
    one, edge = definition(str(row["indicator_id"])), at_edge(row)
    return f"{edge} {words.verb(int(edge.endswith(' 1')), 'patient', 'patients') if one.condition else one.people}" if edge else ""


def aside(rows: pd.DataFrame) -> str:
    """Which cannot be judged, and which are only just usual, so that a count of findings does not rest on them unsaid."""
    near = edges(rows)
    sides = (unjudged(rows), "cannot be judged"), (near[~near["outside"].astype(bool)], "{are} only just within what is usual")
    parts = [f"{_names(some)} {so.format(are=words.verb(len(some), 'is', 'are'))}" for some, so in sides if len(some)]
    return ", and ".join(parts)


def _names(rows: pd.DataFrame) -> str:
    """What rows are of, by name where they are few, else how many."""
    names = [clauses.about(definition(str(key))) for key in rows["indicator_id"]]
    return words.joined(names) if len(names) <= NAMED else str(len(names))


def facts(rows: pd.DataFrame) -> dict[str, str]:
    """The numbers of `cautions` that stand in no cell."""
    wide, near = unjudged(rows), edges(rows)
    outside = int(near["outside"].astype(bool).sum())
    judged = len(rows) - len(wide) if len(wide) else 0
    counts = {"Cannot be judged": len(wide), "Can be judged": judged, "Just outside": outside, "Just inside": len(near) - outside}
    ratios = {f"{definition(str(row['indicator_id'])).name}, of what is expected": times(row) for _, row in wide.iterrows()}
    ends = {f"{definition(str(row['indicator_id'])).name}, beside its range": edge_told(row) for _, row in near.iterrows()}
    return {name: str(count) for name, count in counts.items() if count} | ratios | ends
