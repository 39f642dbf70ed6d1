"""Headlines: on which indicators a place is unusual for a place like it, by name or in number."""

from typing import Any

import pandas as pd

from jsna.catalogue import definition
from jsna.figures import clauses, findings, ranges
from jsna.figures.core import words


def headline(rows: pd.DataFrame) -> str:
    """On which indicators a place is unusual for a place like it, and which cannot be judged: a count rests on them."""
    aside = besides(rows)
    return f"{unusual(rows)}{aside and ('; ' if findings.lined(rows)['outside'].any() else ', but ')}{aside}"


def besides(rows: pd.DataFrame) -> str:
    """Which indicators cannot be judged, and which are only just usual."""
    return ranges.aside(findings.lined(rows)) if findings.are_expected(rows) else ""


def unusual(rows: pd.DataFrame) -> str:
    """On which indicators a place is unusual for a place like it: by name where they are few, else on how many."""
    lined = findings.lined(rows)
    indicators = [definition(key) for key in lined["indicator_id"]]
    out = lined[lined["outside"].astype(bool)]
    more, fewer = out[out["people"] > 0], out[out["people"] < 0]
    if not findings.are_expected(rows):
        beside = clauses.on_how_many(len(more), len(fewer), "England", len(rows), clauses.several(indicators)[0])
        return f"{words.capital(clauses.subject(indicators))} in {rows['place'].iloc[0]} is {beside}; ages are not allowed for"
    if out.empty:
        return _none(lined, clauses.several(indicators)[0])
    alike = "its ages and the deprivation of its area" if findings.are_of_their_area(lined) else "its age and deprivation"
    whose = f"{lined['place'].iloc[0]} has {{}} patients recorded than expected for {alike}"
    told = _by_name if len(out) <= findings.TOLD else _by_number
    return told(whose, more, fewer, _judged(lined, clauses.several(indicators)[0]))


def _none(lined: pd.DataFrame, noun: str) -> str:
    """That none of those that can be judged is unusual for such a place."""
    like = "of its ages, in an area as deprived" if findings.are_of_their_area(lined) else "of its age and deprivation"
    return f"None of {_judged(lined, noun)} in {lined['place'].iloc[0]} is unusual for a {findings.kind(lined)} {like}"


def _judged(lined: pd.DataFrame, noun: str) -> str:
    judged = len(lined) - len(ranges.unjudged(lined))
    return words.counted(len(lined), noun) if judged == len(lined) else f"the {words.counted(judged, noun)} that can be judged"


def _by_name(whose: str, more: pd.DataFrame, fewer: pd.DataFrame, measures: str) -> str:
    """`Elmshire has more patients than expected for its age and deprivation with one thing, and fewer with another: 2 of 21`."""
    first, second = ((("more", more), ("fewer", fewer)) if len(more) else (("fewer", fewer), ("more", more)))
    names = [words.joined([_named(row) for _, row in side.iterrows()]) for _, side in (first, second)]
    then = f", and {second[0]} with {names[1]}" if len(second[1]) else ""
    count = len(more) + len(fewer)
    return f"{whose.format(first[0])} with {names[0]}{then}: {count} of {measures}"


def by_side(rows: pd.DataFrame) -> str:
    """`fewer patients than expected with depression and dementia, more with diabetes`, the side of the first row first."""
    sides = {side: [_named(row) for _, row in some.iterrows()] for side, some in rows.groupby(rows["people"].gt(0), sort=False)}
    (side, names), *rest = sides.items()
    told = f"{'more' if side else 'fewer'} patients than expected with {words.joined(names)}"
    return ", ".join([told, *(f"{'more' if other else 'fewer'} with {words.joined(others)}" for other, others in rest)])


def _named(row: "pd.Series[Any]") -> str:
    return f"{clauses.about(definition(str(row['indicator_id'])))}{' (only just)' if ranges.at_edge(row) else ''}"


def _by_number(whose: str, more: pd.DataFrame, fewer: pd.DataFrame, n: str) -> str:
    (first, most), (second, least) = sorted((("more", more), ("fewer", fewer)), key=lambda side: -len(side[1]))
    return f"{whose.format(first)} on {len(most)} of {n}{_only_just(most)}, and {second} on {words.none(len(least))}{_only_just(least)}"


def _only_just(side: pd.DataFrame) -> str:
    near = len(ranges.edges(side))
    return f" ({'all' if near == len(side) else near} only just)" if near else ""
