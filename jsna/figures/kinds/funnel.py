"""Funnel of practices: how much they differ, against chance, and which stand out from what is expected for their patients."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
from matplotlib.figure import Figure as Canvas

from jsna.analysis import practices as analysis
from jsna.analysis.casemix import CANNOT_TELL
from jsna.analysis.funnel import FEWEST, ends, expected_outside
from jsna.analysis.special import REASONS
from jsna.catalogue import Definition, definition
from jsna.figures import clauses, doubts, findings
from jsna.figures.core import style, words
from jsna.figures.core.area import Area
from jsna.figures.core.call import unfit
from jsna.figures.core.figure import LONGEST, Column, Figure, Missing, Sentence
from jsna.figures.kinds import funnel_drawing as drawing
from jsna.figures.kinds import funnel_expected_drawing as beside_expected
from jsna.figures.kinds import funnel_of_ratios as of_ratios
from jsna.figures.kinds import funnel_of_shares as of_shares
from jsna.figures.kinds import scales
from jsna.figures.kinds.each import each
from jsna.schemas import SMALL_PRACTICE

#: What is shown of an area that has a number while its practices have none.
UNPLACED = Missing("No number of the practices of this area is held.",
                   "Either its publication gives none of practices, or no lookup that is held says which lie here.")
#: Measures of which practices are shown as shares of their patients, or of what is expected.
SHARES = ("proportion", "share", "ratio")
#: From so many times the variance of chance on practices differ far more: about a quarter of them then lie outside its 99.8% limits.
FAR = 7
#: A longer table is without the limits of people: with them it would weigh too much.
MOST_WITH_LIMITS = 40
#: What is said of a practice in a cell, from the least to the most.
WORDS = {
    "": "not known", "far fewer than": "far fewer", "fewer than": "fewer", "about as": "usual", CANNOT_TELL: "cannot tell",
    "more than": "more", "far more than": "far more",
}  # fmt: skip
CAVEAT = (
    "Expected is what practices of England have whose patients are of the same ages, in places as deprived. A practice stands out where it "
    "lies outside the 95% limits of such practices of its size and what chance alone gives, and differs by a tenth. It may be recording, "
    "need or care. Cannot tell: it lies inside limits that reach twice, or half, what is expected."
)


def together(figures: list[Figure]) -> list[Figure]:
    """Small funnels beside what is expected on one scale, where their highest practices are alike."""
    beside = [figure for figure in figures if "ratio" in figure.rows]
    if len(beside) < 2:
        return figures
    ends = scales.shared([drawing.reach(figure.rows, "ratio", analysis.curves(figure.rows), "expected_upper_95") for figure in beside])
    note = "" if ends else f", {scales.OWN}"
    return [replace(figure, draw=_drawing(figure.rows, ends, note)) if "ratio" in figure.rows else figure for figure in figures]


def _drawing(table: pd.DataFrame, ends: tuple[float, float] | None = None, note: str = "") -> Callable[[Canvas], None]:
    return lambda fig: beside_expected.draw(fig, table, ends, note)


@partial(each, together=together)
def funnel(here: Area, definition: Definition, small: bool) -> Figure | Missing:
    """The funnel of an indicator over the practices of the area; several, or the `notable` of a chapter, small and side by side.

    Examples
    --------
    >>> jsna.funnel(here, chapter="03", notable=True)
    """
    if definition.measure not in SHARES:
        raise unfit("funnel", definition, "a share of the patients of practices", f'of the measure "{definition.measure}"', "rank")
    rows = here.practices(definition.id)
    if rows["value"].notna().any():
        return figure(rows, small)
    return UNPLACED if len(here.history(definition.id)) else clauses.absent(here, definition)


def figure(rows: pd.DataFrame, small: bool = False) -> Figure:
    """The figure of the practices of one area beside what is expected of them; of their shares, or ratios, alone where nothing is."""
    if definition(str(rows["indicator_id"].iloc[0])).measure == "ratio":
        return of_ratios.figure(rows, small)
    if not ("expected" in rows and rows["special"].eq("")[rows["value"].notna() & rows["expected"].notna()].any()):
        return of_shares.figure(rows, small)
    table, indicator = analysis.beside(rows), definition(str(rows["indicator_id"].iloc[0]))
    return Figure.of(
        table.assign(found=table["unusual"].map(WORDS), limits=_limits(table), note=_notes(table)),
        f"funnel-{indicator.id}",
        of_shares.checked(say(table, indicator), table),
        _columns(indicator, table),
        f"{indicator.name}: {indicator.unit}{indicator.counted}, beside what is expected",
        whom=f"practices of {table['place'].iloc[0]}",
        notes=(_shaded(table),),
        ends=("lowest beside what is expected", "highest"),
        draw=_drawing(table),
        size=style.SMALL_SIZE if small else style.SIZE,
        facts=_facts(table) | doubts.mark_facts(table),
        caveat=_caveat(table, indicator),
    )


def _shaded(table: pd.DataFrame) -> str:
    """What the band is: where the practices whose range is told would lie by chance alone."""
    whose = {True: "8 in 10 practices", False: "all"}[_practices(table) >= FEWEST]
    return f"shaded: where {whose} would lie by chance alone" if _practices(table) > 1 else "shaded: chance alone"


def _notes(table: pd.DataFrame) -> list[str]:
    """Why a practice is special, and what its number was in the year beside a doubtful one."""
    doubtful = [f"to be checked: {text}" if text != "no" else "" for text in doubts.in_cells(table)]
    special = [f"special: {reason}" if reason else "" for reason in table["special"]]
    return ["; ".join(filter(None, both)) for both in zip(special, doubtful, strict=True)]


def _limits(table: pd.DataFrame) -> list[str]:
    return [findings.between(lower, upper) for lower, upper in zip(table["people_lower_95"], table["people_upper_95"], strict=True)]


def _caveat(table: pd.DataFrame, indicator: Definition) -> str:
    parts = (clauses.qualified(indicator, "Shares are"), CAVEAT, findings.whose_deprivation(table), *_apart(table))
    return " ".join(filter(None, parts))


def _columns(indicator: Definition, table: pd.DataFrame) -> dict[str, Column]:
    return {
        **of_shares.of_numbers(indicator),
        "expected": Column("Expected", words.percent),
        "people": Column("People more or fewer", words.more_or_fewer),
        **({} if len(table) > MOST_WITH_LIMITS else {"limits": Column("95% limits of these", numeric=False)}),
        "found": Column("Beside what is expected", numeric=False, order=tuple(WORDS.values())),
        **({"note": Column("Note", numeric=False)} if any(_notes(table)) else {}),
    }


def _facts(table: pd.DataFrame) -> dict[str, str]:
    practices, (low, high) = _practices(table), _ends(table, "value")
    special, out = _special(table), int(table["outside"].ne("").sum())
    first = {
        f"{row['area_name']} ({row['area_code']})": findings.finding(row) for _, row in _lined(analysis.ordered(table)).head(3).iterrows()
    }
    return {
        "Practices with a value": words.number(len(table)),
        "Practices compared": words.number(practices),
        "From": words.percent(low),
        "To": words.percent(high),
        "Recorded, of what is expected": _of_expected(table),
        **({"By chance alone": _by_chance(table)} if practices > 1 else {}),
        "Outside what chance alone gives around what is expected": words.number(table["outside_chance"].ne("").sum()),
        "Would be, if all differed by chance alone": words.expected(expected_outside(practices)),
        "Stand out from what is expected": words.number(out),
        "Stand out, not told in words": words.number(max(0, out - findings.TOLD)),
        "Would stand out by chance": words.chance(analysis.outside_by_chance(table)),
        **_judged(practices, _wide(table)),
        "Smallest list that is compared": words.number(SMALL_PRACTICE),
        "Special practices": words.number(sum(special.values())),
        **{f"Special: {reason}": words.number(count) for reason, count in special.items()},
        **first,
        **{f"{row['area_name']}, people": findings.people(row) for _, row in _own(table).iterrows() if row["unusual"]},
    }


def _practices(table: pd.DataFrame) -> int:
    return int(table["like"].sum())


def _ends(table: pd.DataFrame, column: str) -> tuple[float, float]:
    return ends(table.loc[table["like"], column])


def _lined(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of practices as findings are told: with the line that they are set beside."""
    return table.assign(line=table["expected"], of="expected", footprint="practice")


def say(table: pd.DataFrame, indicator: Definition) -> Sentence:
    """How much practices differ, whether by more than chance, and which stand out from what is expected for their patients."""
    headline = f"{indicator.name}: {_finding(table, _own(table))}"
    detail = (_range(table), *_of_own(_own(table)), *_standing_out(table), *of_shares.few(_practices(table)))
    first = f"The first in the table has {words.percent(table['value'].iloc[0])}."
    alt = f"Funnel plot of practices by patients expected. {headline}. {detail[0]} {first}"
    return Sentence(headline, tuple(filter(None, detail)), alt)


def _finding(table: pd.DataFrame, practice: pd.DataFrame) -> str:
    practices = _practices(table)
    if len(practice) and practice["unusual"].iloc[0]:
        return f"{_alone(practice.iloc[0], 'in this practice')}{f'; {_differ(table)}' if practices > 1 else ''}"
    if practices == 1:
        return _alone(table[table["like"]].iloc[0], "in the one practice that can be compared")
    return f"{_differ(table)}{_among(table)}"


def _differ(table: pd.DataFrame) -> str:
    """The practices at the upper end of the range that is told beside those at the lower, and whether chance alone may part them."""
    more = words.fold(*_ends(table, "ratio"))
    high, low = ("high practices record", "low ones") if _practices(table) >= FEWEST else ("the highest practice records", "the lowest")
    return f"beside what is expected, {high} {more} {'than' if more.endswith('more') else 'as'} {low}, {_against_chance(table)}"


def _among(table: pd.DataFrame) -> str:
    """How many stand out, and would by chance in the same sense; nothing where practices differ by no more than chance."""
    practices, out = _practices(table), int(table["outside"].ne("").sum())
    if not analysis.beyond_chance(table):
        return ""
    wide = _wide(table)
    if wide == practices:
        return f", but practices like them differ too widely to tell whether any of {words.number(practices)} stands out"
    unjudged = f"; {words.number(wide)} cannot be judged" if wide else ""
    if not out:
        judged = f"the {words.number(practices - wide)} that can be judged" if wide else words.number(practices)
        return f", but none of {judged} is outside what such practices vary by{unjudged}"
    if out + wide == practices:
        unjudged = f"; the other {words.number(wide)} cannot be judged"
    stand = f"{words.number(out)} of {words.number(practices)} {words.verb(out, 'stands', 'stand')} out from practices like them"
    return f"; {stand} ({words.chance(analysis.outside_by_chance(table))} would in any case){unjudged}"


def _judged(practices: int, wide: int) -> dict[str, str]:
    return {"Cannot be judged": words.number(wide), "Can be judged": words.number(practices - wide)} if wide else {}


def _wide(table: pd.DataFrame) -> int:
    """Of how many of those compared nobody can tell: practices like them differ too widely."""
    return int(table.loc[table["like"], "unusual"].eq(CANNOT_TELL).sum())


def _own(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["own"].astype(bool)] if "own" in table else table.head(0)


def _alone(row: "pd.Series[Any]", where: str) -> str:
    cannot_tell = "and such practices differ too widely to tell whether that is unusual"
    finding = cannot_tell if row["unusual"] == CANNOT_TELL else findings.word(row.rename({"unusual": "word", "expected": "line"}))
    return f"{words.percent(row['value'])} recorded {where} where {words.percent(row['expected'])} is expected, {finding}"


def _against_chance(table: pd.DataFrame) -> str:
    if not analysis.beyond_chance(table):
        return "no more than by chance"
    return f"{'far ' if analysis.unevenness(table) >= FAR else ''}more than by chance"


def _range(table: pd.DataFrame) -> str:
    practices, (low, high) = _practices(table), _ends(table, "value")
    if practices < 2:
        return of_shares.ALONE
    some = of_shares.MOST if practices >= FEWEST else "These practices"
    chance = f"if they differed from each other by chance alone it would be {_by_chance(table)}"
    return f"{some} have {words.percent(low)} to {words.percent(high)} recorded, and {_of_expected(table)}; {chance}."


def _of_expected(table: pd.DataFrame) -> str:
    low, high = _ends(table, "ratio")
    return f"{low:.0f}% to {high:.0f}% of what is expected of each"


def _by_chance(table: pd.DataFrame) -> str:
    return "{:.0f}% to {:.0f}%".format(*analysis.ends_by_chance(table))


def _of_own(practice: pd.DataFrame) -> tuple[str, ...]:
    """What is to be said of the practice that a report is about: people, and why it is left out where it is special."""
    if practice.empty or not practice["unusual"].iloc[0]:
        return ()
    row = practice.iloc[0]
    exclusion = f"This practice is special, and is left out of how others differ: {row['special']}." if row["special"] else ""
    return tuple(filter(None, (f"That is {findings.people(row)}, beside what is expected of it.", exclusion)))


def _standing_out(table: pd.DataFrame) -> tuple[str, ...]:
    """Which practices stand out, the first by name and with people; none by name where they differ by no more than chance."""
    first, practices = _lined(analysis.ordered(table)), _practices(table)
    if practices < 2 or first.empty:
        return ()
    if not analysis.beyond_chance(table):
        some = f"{words.number(len(first))} of {words.number(practices)} {words.verb(len(first), 'stands', 'stand')} out"
        return (f"{some} from practices of England like them, but here practices differ by no more than chance.",)
    sentences = [f"{row['area_name']}: {findings.finding(row)}." for _, row in first.head(findings.TOLD).iterrows()]
    rest = len(first) - findings.TOLD
    them = words.verb(rest, "other practice also stands out", "other practices also stand out")
    named = words.verb(rest, "; the table names it", "; the table names them") if len(table) <= LONGEST else ""  # else its ends alone
    return (*sentences, *([f"{words.number(rest)} {them}{named}."] if rest > 0 else []))


def _apart(table: pd.DataFrame) -> tuple[str, ...]:
    """Which practices take no part in the counts."""
    special, unexpected = _special(table), int((table["special"].eq("") & ~table["like"]).sum())
    lack = f"Of {words.counted(unexpected, 'practice')} nothing is expected, for their ages are not held." if unexpected else ""
    return tuple(filter(None, (clauses.unlike(special), lack)))


def _special(table: pd.DataFrame) -> dict[str, int]:
    """How many practices are special, by the reason."""
    counts = table["special"].value_counts()
    return {reason: int(counts[reason]) for reason in REASONS if reason in counts}
