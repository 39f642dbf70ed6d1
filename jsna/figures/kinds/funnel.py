"""Funnel of practices: how much they differ, against chance, and which stand out from what is expected for their patients."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pandas as pd
from matplotlib.figure import Figure as Canvas

from jsna.analysis import practices as analysis
from jsna.analysis.casemix import CANNOT_TELL
from jsna.analysis.funnel import FEWEST, expected_outside
from jsna.catalogue import Definition, definition
from jsna.figures import clauses, doubts, findings
from jsna.figures.core import style, words
from jsna.figures.core.area import Area
from jsna.figures.core.call import unfit
from jsna.figures.core.figure import Column, Figure, Missing
from jsna.figures.kinds import funnel_expected_drawing as beside_expected
from jsna.figures.kinds import funnel_of_ratios as of_ratios
from jsna.figures.kinds import funnel_of_shares as of_shares
from jsna.figures.kinds import funnel_sentences as sentences
from jsna.figures.kinds import scales
from jsna.figures.kinds.each import each
from jsna.schemas import SMALL_PRACTICE

#: What is shown of an area that has a number while its practices have none.
UNPLACED = Missing("No number of the practices of this area is held.",
                   "Either its publication gives none of practices, or no lookup that is held says which lie here.")
#: Measures of which practices are shown as shares of their patients, or of what is expected.
SHARES = ("proportion", "share", "ratio")
#: A longer table is without the limits of people: with them it would weigh too much.
MOST_WITH_LIMITS = 40
#: What is said of a practice in a cell, from the least to the most.
WORDS = {
    "": "not known", "far fewer than": "far fewer", "fewer than": "fewer", "about as": "usual", CANNOT_TELL: "cannot tell",
    "more than": "more", "far more than": "far more",
}  # fmt: skip
CAVEAT = (
    "Expected is what practices of England have whose patients are of the same ages, in places as deprived. A practice stands out where it "
    "lies outside the 95% limits of such practices of its size and what chance alone gives (drawn: the wider), and "
    "differs by a tenth. It may be recording, need or care. Cannot tell: it lies inside limits that reach twice, or half, what is expected."
)


def together(figures: list[Figure]) -> list[Figure]:
    """Small funnels beside what is expected on one scale, where their highest practices are alike."""
    beside = [figure for figure in figures if "ratio" in figure.rows]
    if len(beside) < 2:
        return figures
    ends = scales.shared([beside_expected.reach(figure.rows) for figure in beside])
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
    what = f"{indicator.name}: {indicator.unit}{indicator.counted}, beside what is expected"
    return Figure.of(
        table.assign(found=table["unusual"].map(WORDS), limits=_limits(table), note=_notes(table)),
        f"funnel-{indicator.id}",
        of_shares.checked(sentences.say(table, indicator), table),
        _columns(indicator, table),
        f"Practices of {table['place'].iloc[0]}",
        whom="",
        notes=(_shaded(table), _undrawn(table), what),
        axis=f"; {what}",
        ends=("lowest beside what is expected", "highest"),
        draw=_drawing(table),
        size=beside_expected.SMALL_SIZE if small else style.SIZE,
        facts=_facts(table) | doubts.mark_facts(table),
        caveat=_caveat(table, indicator),
    )


def _shaded(table: pd.DataFrame) -> str:
    """What the band is: where the practices whose range is told would lie by chance alone; their average is named in the chart."""
    if sentences.compared(table) < 2:
        return "shaded: chance alone"
    return f"shaded: where chance alone would put {'8 in 10' if sentences.compared(table) >= FEWEST else 'all'} of them"


def _undrawn(table: pd.DataFrame) -> str:
    """How many special practices stand in the table and not in the drawing."""
    special = int((table["special"].ne("") & table["ratio"].notna()).sum() - beside_expected.shown(table)["special"].ne("").sum())
    return f"{words.counted(special, 'special practice')} not drawn" if special else ""


def _notes(table: pd.DataFrame) -> list[str]:
    """Why a practice is special, and what its number was in the year beside a doubtful one."""
    doubtful = [f"to be checked: {text}" if text != "no" else "" for text in doubts.in_cells(table)]
    special = [f"special: {reason}" if reason else "" for reason in table["special"]]
    return ["; ".join(filter(None, both)) for both in zip(special, doubtful, strict=True)]


def _limits(table: pd.DataFrame) -> list[str]:
    return [findings.between(lower, upper) for lower, upper in zip(table["people_lower_95"], table["people_upper_95"], strict=True)]


def _caveat(table: pd.DataFrame, indicator: Definition) -> str:
    parts = (clauses.qualified(indicator, "Shares are"), CAVEAT, findings.whose_deprivation(table), *sentences.left_out(table))
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
    practices, (low, high) = sentences.compared(table), sentences.ends_of(table, "value")
    special, out = sentences.special_by_reason(table), sentences.outside(table)
    told = sentences.lined(analysis.ordered(table)).head(findings.TOLD)
    first = {f"{row['area_name']} ({row['area_code']})": findings.finding(row) for _, row in told.iterrows()}
    return {
        "Practices with a value": words.number(len(table)),
        "Practices compared": words.number(practices),
        "From": words.percent(low),
        "To": words.percent(high),
        "Recorded, of what is expected": sentences.of_expected(table),
        "Average": sentences.average(table),
        **({"By chance alone": sentences.by_chance(table)} if practices > 1 else {}),
        "Outside what chance alone gives around what is expected": words.number(table["outside_chance"].ne("").sum()),
        "Would be, if all differed by chance alone": words.expected(expected_outside(practices)),
        "Stand out from what is expected": words.number(out),
        "Stand out, not told in words": words.number(max(0, out - findings.TOLD)),
        "Would stand out by chance": words.chance(analysis.outside_by_chance(table)),
        **_judged(practices, sentences.unjudged(table)),
        "Smallest list that is compared": words.number(SMALL_PRACTICE),
        "Special practices": words.number(sum(special.values())),
        **{f"Special: {reason}": words.number(count) for reason, count in special.items()},
        **first,
        **{f"{row['area_name']}, people": findings.people(row) for _, row in sentences.own(table).iterrows() if row["unusual"]},
    }


def _judged(practices: int, wide: int) -> dict[str, str]:
    return {"Cannot be judged": words.number(wide), "Can be judged": words.number(practices - wide)} if wide else {}
