"""Rank: an area among all areas of its footprint, each with its interval, and its place among its siblings."""

from functools import partial

import pandas as pd

from jsna.analysis import doubt
from jsna.analysis import ranks as analysis
from jsna.catalogue import Definition, definition
from jsna.figures import clauses, doubts
from jsna.figures.core import style, words
from jsna.figures.core.area import Area
from jsna.figures.core.figure import LONGEST, Column, Figure, Missing, Notice, Sentence
from jsna.figures.kinds.each import each
from jsna.figures.kinds.rank_drawing import UNCLEAR, draw, from_nearer_end

MOST_NAMED = 3
#: Between these shares of the way down, a rank among enough areas is in the middle.
MIDDLE, ENOUGH = (0.4, 0.6), 10
#: The table lists the siblings unless they are too many to look through, so many on either side, and so many at each end.
NEAREST, ENDS = 10, 3
#: More than there were commissioners in any year, and fewer than the practices of the largest: a page can hold so many in its CSV.
MOST_FILED = 250
#: Of several side by side: as on a phone the own area alone is named, which needs room above or below others.
SMALL_SIZE = (4.0, 3.6)
NO_LEAGUE = (
    "Practices are not put in order of a {noun}. Chance, the ages of patients and recording may make much of such a list. "
    "The funnel of practices shows which lie outside the limits that allow for chance and the usual spread."
)

#: Districts and larger areas of one place that are each shown among all others.
MOST_FACES = 4


@partial(each, most_faces=MOST_FACES)
def rank(here: Area, definition: Definition, small: bool) -> Figure | Missing | Notice:
    """The newest value of an indicator in every area of the footprint, the highest first; no league table of practices.

    Examples
    --------
    >>> jsna.rank(here, "qof_dm_prevalence")
    """
    rows = here.latest_of(definition.id)
    if not has_own(rows):
        return clauses.absent(here, definition)
    if clauses.are_practices(rows) and rows["lower_95"].notna().any():
        return Notice("", (NO_LEAGUE.format(noun=definition.noun),), kind="plain")
    if reason := clauses.no_rank(rows):
        area = rows[rows["own"]].iloc[0]
        return Notice("", (f"{clauses.measured(area['value'], definition, _of_year(area))}. {reason}",), kind="plain")
    if rows["value"].notna().sum() == 1:
        kind = words.kind(rows["footprint"].iloc[0])
        return Missing(f"a rank among {kind}s", f"It would need another {kind} to stand beside this one.")
    return figure(rows, small, _england(here, definition, rows[rows["own"]].iloc[0]))


def _england(here: Area, definition: Definition, area: "pd.Series[float]") -> float:
    """England's value of the same period; missing where there is none, and where it is the total of what the areas have: a count, or a
    number of the same days."""
    rows = here.england[(here.england["indicator_id"] == definition.id) & (here.england["period"] == area["period"])]
    if rows.empty or definition.measure == "count" or rows["denominator"].iloc[0] == area["denominator"]:
        return float("nan")
    return float(rows["value"].iloc[0])


def has_own(rows: pd.DataFrame) -> bool:
    """Whether the own area has a value among those of its footprint."""
    return bool(len(rows) and rows.loc[rows["own"], "value"].notna().any())


def figure(rows: pd.DataFrame, small: bool = False, england: float = float("nan")) -> Figure:
    """The figure of the newest rows of every area, and of England's value; `small` to stand beside others."""
    table, indicator = analysis.beside_own(analysis.ranked(rows)), definition(str(rows["indicator_id"].iloc[0]))
    kind, tests, nearest = words.kind(table["footprint"].iloc[0]), bool(table["lower_95"].notna().any()), listed_near(table)
    doubts_told, without = _doubts(table, indicator)
    return Figure.of(
        table.assign(family=table["sibling"].map({True: "yes", False: ""})),
        f"rank-{indicator.id}",
        say(table, indicator, doubts_told, england),
        _columns(indicator, kind, table["place"].iloc[0], _county(table), tests),
        f"{indicator.name}, {indicator.unit}",
        whom=whom(table),
        axis=clauses.on_axis(indicator),
        notes=(
            f"triangles: other {kind}s in {_county(table)}" if table["sibling"].sum() > 1 else "",
            f"bars are 95% intervals, hollow: {kind}s not clearly different from {table['place'].iloc[0]}" if tests else "",
        ),
        listed=near(nearest, kind),
        draw=lambda fig: draw(fig, table, indicator, kind, england),
        size=SMALL_SIZE if small else style.SIZE,
        facts=_facts(table, kind, tests)
        | ({} if pd.isna(england) else {"England": clauses.stated(england, indicator)})
        | places(table[table["sibling"]], kind) | without | clauses.left_out_facts(table[table["own"]]),
        shown=nearest,
        whole=len(table) <= MOST_FILED,
    )


def _facts(table: pd.DataFrame, kind: str, tests: bool) -> dict[str, str]:
    alike, unsure = (words.number(table["beside"].eq(word).sum()) if tests else "not tested" for word in UNCLEAR)
    facts = {f"{words.capital(kind)}s with a value": words.number(len(table)), f"{words.capital(kind)}s not clearly different": alike}
    facts |= {} if unsure in ("0", "not tested") else {"Of which we cannot tell": unsure}
    facts |= {"Place among them": ordered(table[table["own"]].iloc[0])} if len(table) > 1 else {}
    facts |= {f"{words.capital(kind)}s without a value": words.number(without_value(table))} if without_value(table) else {}
    facts |= clauses.unlike_facts(clauses.apart(table))
    pairs, by_chance = _by_chance(table)
    return facts | ({"Pairs tested": str(pairs), "Would differ by chance alone": by_chance} if tests and pairs else {})


def near(nearest: "pd.Series[bool]", kind: str) -> str:
    """What a subtitle says where a table lists the nearest in rank alone."""
    return "" if nearest.all() else f"the table lists the nearest {kind}s in rank"


def listed_near(table: pd.DataFrame) -> "pd.Series[bool]":
    """Which rows are the own area, its siblings if they can be looked through, its neighbours in rank, and both ends."""
    place = int(table.index[table["own"]][0])
    near = (table.index >= place - NEAREST) & (table.index <= place + NEAREST)
    ends = (table.index < ENDS) | (table.index >= len(table) - ENDS)
    few = table["sibling"].sum() <= LONGEST
    return (table["sibling"] & few) | near | ends


def _columns(definition: Definition, kind: str, place: str, county: str, tests: bool) -> dict[str, Column]:
    def text(value: float) -> str:
        return clauses.value(value, definition)

    columns = {"area_name": Column(words.capital(kind), numeric=False), "rank": Column("Rank", words.number)}
    columns |= {"value": Column("Value", text)}
    if tests:  # on a phone the first columns are seen at once
        columns |= {"beside": Column(f"Beside {place}", lambda word: word or "itself", numeric=False, order=clauses.FROM_LOWEST)}
        columns |= {"lower_95": Column("95% lower", text), "upper_95": Column("95% upper", text)}
    return columns | {"family": Column(f"In {county}", numeric=False)}


def _doubts(table: pd.DataFrame, definition: Definition) -> tuple[tuple[str, ...], dict[str, str]]:
    """The doubtful numbers here and in siblings, and the rank without them, with the facts of both; nothing where the rank stands."""
    near = table[table["own"] | table["sibling"]]
    if "doubtful" not in near or not near["doubtful"].map(bool).any():
        return (), {}
    again = finding(analysis.ranked(doubt.as_without(table)), definition)
    if again == finding(table, definition):
        return (), {}
    marks = doubts.marks(near.drop(columns="value_without").assign(value_without=float("nan")))
    return (*marks, f"Without this: {again}."), doubts.mark_facts(near) | {"The rank without doubtful numbers": again}


def say(table: pd.DataFrame, definition: Definition, doubts_told: tuple[str, ...] = (), england: float = float("nan")) -> Sentence:
    """The rank from the highest, England's value, how many areas are not clearly different, and the place among siblings."""
    beside = "" if pd.isna(england) else f"; England {clauses.value(england, definition)}"
    kind, headline = words.kind(table["footprint"].iloc[0]), f"{finding(table, definition)}{beside}"
    left_out = clauses.unlike(clauses.apart(table), "left out of the ranks")
    exclusions, siblings = clauses.left_out(table[table["own"]]), among_siblings(table[table["sibling"]], kind)
    detail = (*doubts_told, _doubt(table, kind), siblings, left_out, unranked(table), *exclusions, clauses.qualified(definition))
    return Sentence(headline, tuple(text for text in detail if text), f"Chart of ranks. {headline}.")


def finding(table: pd.DataFrame, definition: Definition) -> str:
    """The own value, and its rank among all areas where there are others."""
    area, kind = table[table["own"]].iloc[0], words.kind(table["footprint"].iloc[0])
    measure = clauses.measured(area["value"], definition, _of_year(area))
    with_value = " with a value" if without_value(table) else ""
    if len(table) < 2:
        return f"{measure} in {area['place']}"
    return f"{measure} in {area['place']}, {ordered(area)} of {words.counted(len(table), kind)}{_within(table)}{with_value}"


def _of_year(area: "pd.Series[float]") -> str:
    """The year of an index: people of some years before, whatever the edition; other figures are of the edition's own year."""
    year = str(area["period"])
    return f" of {year}" if year.isdigit() else ""


def whom(table: pd.DataFrame) -> str:
    """Which areas stand there and where; of those of England, some that have a value may all lie in one larger area."""
    kind, within = words.kind(table["footprint"].iloc[0]), _within(table)
    if within and without_value(table):
        return f"{words.counted(len(table), kind)}{within} with a value, of {words.number(table['areas'].iloc[0])}"
    return f"{every(table)}{within}"


def every(table: pd.DataFrame) -> str:
    """Which areas stand there: `every practice`, or how many where some have no value, or no rank."""
    kind = words.kind(table["footprint"].iloc[0])
    others = without_value(table) + sum(clauses.apart(table).values())
    return f"{len(table)} of {words.counted(len(table) + others, kind)}" if others else f"every {kind}"


def unranked(table: pd.DataFrame) -> str:
    """How many areas have no value and so no rank."""
    unvalued, kind = without_value(table), words.kind(table["footprint"].iloc[0])
    return f"{words.counted(unvalued, kind)} {words.verb(unvalued, 'has', 'have')} no value here and no rank." if unvalued else ""


def without_value(table: pd.DataFrame) -> int:
    """How many areas of the kind have no value."""
    return int(table["areas"].iloc[0]) - len(table)


def _within(table: pd.DataFrame) -> str:
    """Where the areas are, if they are not all of England's."""
    area = table[table["own"]].iloc[0]
    return f" in {area['county']}" if table["sibling"].all() and area["county"] else ""


def ordered(area: pd.Series) -> str:
    """`the highest`, `the joint 2nd highest`, `the 9th lowest`, `in the middle (the 88th highest)`: counted from the nearer end."""
    among, order = area["rank"] + area["rank_from_lowest"] - 1, f"the {from_nearer_end(area)}"
    return f"in the middle ({order})" if among >= ENOUGH and MIDDLE[0] < (area["rank"] - 0.5) / among < MIDDLE[1] else order


def _doubt(table: pd.DataFrame, kind: str) -> str:
    if table["beside"].eq(analysis.NOT_TESTED).any():
        return ""
    (alike, unsure), (tests, by_chance) = (int(table["beside"].eq(word).sum()) for word in UNCLEAR), _by_chance(table)
    if not tests:
        return f"From which other {kind}s it differs we cannot tell, so its exact place is uncertain."
    chance = f"Of {words.counted(tests, 'test')}, about {by_chance} would find a difference by chance."
    of_some = f" Of {words.counted(unsure, 'other' if alike else kind)} the limits are too skewed to tell." if unsure else ""
    if not alike:
        return f"Every other {kind} {'of which we can tell ' if unsure else ''}is clearly different.{of_some} {chance}"
    unclear = f"{words.counted(alike, kind)} {words.verb(alike, 'is', 'are')} not clearly different from it"
    return f"{unclear}, so its exact place is uncertain.{of_some} {chance}"


def _by_chance(table: pd.DataFrame) -> tuple[int, str]:
    """How many pairs were tested, and how many of those would differ by chance."""
    tests = int(table["beside"].isin(analysis.TESTED).sum())
    return tests, clauses.by_chance(tests, 0.95)


def places(siblings: pd.DataFrame, kind: str, what: str = "") -> dict[str, str]:
    """The place among siblings as a fact, under the label of what is ranked."""
    again = analysis.ranked(siblings)
    if len(again) < 2:
        return {}
    unclear = int(again["beside"].isin(UNCLEAR).sum()) if "beside" in again else 0
    others = len(again) - 1
    alike = {f"Others{what}": words.number(others), f"Of these, clearly different{what}": words.number(others - unclear)} if unclear else {}
    among = f"Among {len(again)} {kind}s in {_county(again)}{what}"
    return {among: ordered(again[again["own"]].iloc[0])} | alike


def _county(table: pd.DataFrame) -> str:
    """The area that holds the place and its siblings, by name."""
    return str(table["county"].iloc[0]) or "its larger area"


def among_siblings(siblings: pd.DataFrame, kind: str, what: str = "figure") -> str:
    """The place among siblings: plain where each pair passes its test or everybody was counted, else with the doubt."""
    again = analysis.ranked(siblings)
    if len(again) < 2:
        return ""
    area = again[again["own"]].iloc[0]
    county = _county(again)
    among = f"of the {'two' if len(again) == 2 else len(again)} {kind}s in {county}"
    if area["joint"] and area["rank"] == 1 and area["rank_from_lowest"] == 1:
        return f"All {kind}s in {county} have the same {what}."
    unclear = list(again.loc[again["beside"].isin(UNCLEAR), "area_name"]) if "beside" in again else []
    _, middle, order = ordered(area).rpartition("in the middle (")
    place = order.rstrip(")").replace("est", "er") if len(again) == 2 else order.rstrip(")")
    among = f", in the middle {among}" if middle else f" {among}"
    return f"It has {place} {what}{among}{_though(unclear, len(again) - 1)}."


def _though(unclear: list[str], others: int) -> str:
    """From how many of the others it can be told: by name those from which it cannot, where they are few and not all."""
    if not unclear:
        return ""
    if len(unclear) == others > 1:
        return f", but is clearly different from {'neither' if others == 2 else f'none of the other {others}'}"
    if len(unclear) <= MOST_NAMED:
        return f", though not clearly different from {words.joined(unclear)}"
    return f", and is clearly different from {others - len(unclear)} of the other {others}"
