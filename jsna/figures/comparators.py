"""Comparators: what stands beside each indicator of a place in one table, and on how many of them a test finds a difference."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from scipy.special import bdtrc

from jsna.analysis.comparison import in_a_word
from jsna.analysis.trend import Turn, change, own, segments, turn
from jsna.catalogue import Definition, definition, definitions
from jsna.figures import changes, clauses, findings, ranges
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.figure import Column

#: Comparisons by the comparator's name.
Tables = Mapping[str, pd.DataFrame]
#: What a test finds.
SIDES = ("higher", "lower")
#: How the name begins of what remains of the larger area.
REST = "the rest of "
#: As many of the differences from similar areas are named.
NAMED = 5


def beside(here: Area, table: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Rows of `analysis.notable` in words, with the value of each comparator and what the test beside it finds: `14.4% (higher)`.

    `moved` is the change in percentage points to now, `since` its first year, `turn` where it turned since, `change` all three in a cell;
    `england_moved` and `england_now` are England's; `otherwise` tells of the year before where no year can be compared. `usual` is the
    number of people that such places have, or by how many it differs from England.
    """
    names = table["indicator_id"].map({key: indicator.name for key, indicator in definitions().items()})
    theirs = {f"beside_{at}": table["indicator_id"].map(_beside(rows)) for at, rows in enumerate(tables.values())}
    moves_told = pd.DataFrame(
        [_moves(here.history(key), definition(key)) for key in table["indicator_id"]],
        table.index,
        ["moved", "since", "england_moved", "england_now", "turn", "otherwise", "by_chance"],
    )
    cells = table.assign(name=names, found=findings.cells(table), **theirs).join(moves_told)
    texts = {name: [text(row) for _, row in cells.iterrows()] for name, text in (("usual", _usual), ("change", _change))}
    return cells.assign(**texts)


def _moves(history: pd.DataFrame, indicator: Definition) -> tuple[Any, ...]:
    to_now = change(history, indicator)
    series = own(segments(history, indicator.breaks))
    turned = turn(series, indicator, to_now.change_since)
    before = changes.otherwise(series, indicator) if len(series) and not to_now.change_since else ""
    by_chance = changes.leaves_open(series[series["period"] == to_now.change_since], series.tail(1)) is True
    return to_now.change, to_now.change_since, to_now.england_change, to_now.england, turned, before, by_chance


def _usual(row: "pd.Series[Any]") -> str:
    if row["of"] != "expected":
        return _limits(row["people_lower_95"], row["people_upper_95"])
    return f"{ranges.usual(row)}{f' ({edge})' if (edge := ranges.at_edge(row)) else ''}"


def _change(row: "pd.Series[Any]") -> str:
    """`+2.0 since 2015/16; −0.3 since 2019/20`, the second where it turned there."""
    years = [(row["moved"], row["since"])] + ([(row["turn"].change, row["turn"].period)] if isinstance(row["turn"], Turn) else [])
    sizes = [(changes.signed(row["value"], size, definition(row["indicator_id"])), since) for size, since in years]
    return "; ".join(f"{size} since {since}" if since else size for size, since in sizes)


def _beside(rows: pd.DataFrame) -> dict[str, str]:
    catalogue = definitions()
    return {
        row["indicator_id"]: "not compared"
        if pd.isna(row["comparator_value"])
        else f"{words.percent(row['comparator_value'])} ({_word(row, catalogue[row['indicator_id']].least_difference)})"
        for _, row in rows.iterrows()
    }


def _word(row: "pd.Series[Any]", least: float) -> str:
    """What a test beside a comparator finds; beside similar areas, between which values these lie and where the row lies among them."""
    if not row.get("among"):
        return in_a_word(row, least)
    return f"{row['among']} {words.interval(row['lowest'], row['highest'])}"


def columns(rows: pd.DataFrame, tables: Tables) -> dict[str, Column]:
    """The columns of `beside`; on a phone the first ones are seen at once."""
    expected = findings.are_expected(rows)
    line = {"line": Column("Expected", words.percent)} if expected else {}
    such = f"95 of 100 such {'practices' if clauses.are_practices(rows) else 'places'} have" if expected else "95% limits of these people"
    change_column = {"change": Column("Change, percentage points")} if rows["since"].ne("").any() else {}
    return {
        "name": Column(words.capital(clauses.several([definition(key) for key in rows["indicator_id"]])[0]), numeric=False),
        "found": Column("What stands out", numeric=False, order=clauses.FROM_FEWEST),
        "value": Column("Here", words.percent),
        **line,
        "people": Column("People more or fewer", words.more_or_fewer),
        "numerator": Column("People here", words.number),
        "usual": Column(such),
        **change_column,
        **{f"beside_{at}": Column(words.capital(clauses.beside(*pair))) for at, pair in enumerate(tables.items())},
    }


def _limits(lower: float, upper: float) -> str:
    return "not known" if pd.isna(lower) or pd.isna(upper) else f"{words.more_or_fewer(lower)} to {words.more_or_fewer(upper)}"


def others(tables: Tables) -> tuple[str, ...]:
    """On how many indicators the tests beside each comparator find a difference; ages are not allowed for."""
    sides = _sides(tables)
    if not sides:
        return ()
    each = [f"higher than {name} on {words.none(high)} and lower on {words.none(low)}" for name, (high, low) in sides.items()]
    subject = clauses.subject([definition(key) for key in next(iter(tables.values()))["indicator_id"]])
    return (f"Without regard to age, which says less, {subject} is {'. It is '.join(each)}.",)


def others_facts(tables: Tables) -> dict[str, str]:
    """The numbers of `others`."""
    return {f"{SIDES[at].title()} than {name}": str(both[at]) for name, both in _sides(tables).items() for at in (0, 1)}


def _sides(tables: Tables) -> dict[str, tuple[int, ...]]:
    """How many indicators are higher, and how many lower, than each comparator; similar areas have their own spread for that."""
    least = {key: indicator.least_difference for key, indicator in definitions().items()}
    tests = {name: rows for name, rows in tables.items() if "among" not in rows}
    outcomes = {name: [in_a_word(row, least[row["indicator_id"]]) for _, row in rows.iterrows()] for name, rows in tests.items()}
    return {name: tuple(some.count(side) for side in SIDES) for name, some in outcomes.items()}


def among_similar(tables: Tables) -> tuple[str, ...]:
    """On how many indicators a place lies outside all areas like it, how many would by chance, and which do whichever are taken."""
    rows = _similar(tables)
    if rows.empty:
        return ()
    above, below, sure = _outside_similar(rows)
    ends = f"on {words.none(len(above))} of {len(rows)}, and below all on {words.none(len(below))}"
    start = f"As a second look, beside the {int(rows['alike'].max())} most similar areas it is above all of them {ends}"
    return (f"{start}. By chance about {_by_chance(rows)} would be.{_holding(len(above) + len(below), sure)}",)


def beyond_similar(tables: Tables, are_close: bool) -> str:
    """On how many indicators a place lies outside all areas like it, where that is more than chance gives.

    How many would be by chance rests on their being alike: where none `are_close` it is not told.
    """
    rows = _similar(tables)
    if rows.empty:
        return ""
    above, below, _ = _outside_similar(rows)
    many, chances = len(above) + len(below), float((2 / (rows["alike"] + 1)).mean())
    if bdtrc(many - 1, len(rows), chances) > findings.OFTEN:
        return ""
    sides = [f"{side} all of them on {len(some)}" for side, some in (("above", above), ("below", below)) if len(some)]
    by_chance = _by_chance(rows, len(sides))
    noun = clauses.several([definition(key) for key in rows["indicator_id"]])[0]
    start = f"Beside the {int(rows['alike'].max())} most similar areas it is {' and '.join(sides)} of {words.counted(len(rows), noun)}"
    but = f"where about {by_chance} would be by chance" if are_close else "but none is close to it"
    return f"{start}, {but}; many of them go together"


def like_the_rest(tables: Tables) -> str:
    """On how many indicators a test finds little or no difference from the rest of the larger area, where that is on most."""
    rest = next(((name, rows) for name, rows in tables.items() if name.startswith(REST)), None)
    if rest is None or len(rest[1]) < 2:
        return ""
    outcomes = [in_a_word(row, definition(str(row["indicator_id"])).least_difference) for _, row in rest[1].iterrows()]
    like = sum(outcome in ("similar", "close") for outcome in outcomes)
    return f"On {like} of these {len(outcomes)} it is like {rest[0]}, ages not allowed for" if 2 * like > len(outcomes) else ""


def _holding(outside: int, sure: pd.DataFrame) -> str:
    """How many of those outside are so whichever areas are taken, by name where they are few."""
    if not outside:
        return ""
    names = f": {words.joined([clauses.about(definition(key)) for key in sure['indicator_id']])}" if 0 < len(sure) <= NAMED else ""
    last = words.verb(max(len(sure), 1), "survives", "survive")
    return f" {words.capital(words.none(len(sure)))} of these {last} another choice of similar areas{names}."


def among_similar_facts(tables: Tables) -> dict[str, str]:
    """The numbers of `among_similar`."""
    rows = _similar(tables)
    if rows.empty:
        return {}
    heads = ("Above all similar areas", "Below all similar areas", "Of these, whichever areas are taken")
    counts = {head: str(len(some)) for head, some in zip(heads, _outside_similar(rows), strict=True)}
    return counts | {"Similar areas": str(int(rows["alike"].max())), "Outside by chance": _by_chance(rows)}


def _similar(comparisons: Tables) -> pd.DataFrame:
    tables = [rows[rows["among"].ne("")] for rows in comparisons.values() if "among" in rows]
    return tables[0] if tables else pd.DataFrame()


def _outside_similar(rows: pd.DataFrame) -> tuple[pd.DataFrame, ...]:
    """The rows above all similar areas, those below, and those of both that are so with every other choice of areas."""
    above, below = (rows[rows["among"].eq(side)] for side in ("above", "below"))
    outside = rows[rows["among"].ne("within")]
    return above, below, outside[outside["among_agree"] == outside["choices"]]


def _by_chance(rows: pd.DataFrame, ends: int = 2) -> str:
    """How many rows would be the highest or lowest of all if the place were one of them; at 1 of the ends, half as many."""
    return words.expected(float((ends / (rows["alike"] + 1)).sum()))
