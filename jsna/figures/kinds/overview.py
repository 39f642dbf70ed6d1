"""Overview: the first lines of all that can be compared, in the order of what to look at, for a reader in a hurry."""

import pandas as pd

from jsna.catalogue import Definition, definition, definitions
from jsna.figures import clauses, comparators, doubts, findings, headlines, ranges
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.call import call
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.kinds import dots

#: How many indicators are listed; the table of their chapter has them all.
LINES = 10
ORDER = (
    "In the table they come in the order of size, certainty and people taken together; in the chart those that the title names first, and "
    "then from most above to most below what is expected."
)


@call
def overview(here: Area) -> Figure | Missing:
    """What stands out first: the first indicators of `Area.notable`, beside what is expected and each comparator.

    Examples
    --------
    >>> jsna.overview(here)
    """
    table = here.notable()
    if (table["value"] / table["line"]).isna().all():  # as of no rows
        return clauses.nothing_of(next(each.chapter for each in definitions().values() if each.casemix), "to compare")
    indicators = [definition(key) for key in table["indicator_id"]]
    tables = here.compare(indicators)
    # An area that is the whole of its larger area has no rest to stand beside: areas like it do.
    alone = all(rows["comparator_value"].isna().all() for name, rows in tables.items() if name != "England")
    return figure(here, table, here.compare_similar(indicators) | {"England": tables["England"]} if alone else tables)


def figure(here: Area, table: pd.DataFrame, tables: comparators.Tables) -> Figure:
    """The figure of the rows of `Assessment.notable` and of comparisons by the comparator's name."""
    rows = comparators.beside(here, table, tables)
    loud = findings.are_expected(rows) and rows["outside"].any()  # where none stands out no row does
    told = findings.told(findings.lined(rows))
    first = told[told["outside"].astype(bool)].index if loud else ()  # which the title names
    quotients, (_, together) = dots.table(rows.head(LINES), tables, first), clauses.several(_indicators(rows))
    return Figure.of(
        rows,
        "overview",
        say(rows, (*doubts.told({"": table}), *findings.cautions(rows.head(LINES)), *findings.reaching(rows, here.peers()))),
        comparators.columns(rows, tables) | ({"period": Column("Period", numeric=False)} if len(set(rows["period"])) > 1 else {}),
        f"The first {min(LINES, len(rows))} of {_listed(rows)}",
        whom="",
        facts=findings.facts(rows) | findings.reaching_facts(here.peers()) | doubts.facts({"": table}) | clauses.left_out_facts(rows),
        caveat=findings.caveat(rows, in_short=True),
        shown=pd.Series(range(len(rows))).lt(LINES),
        draw=lambda fig: dots.draw(fig, quotients, dots.line(rows), together, rows["place"].iloc[0]),
        size=dots.size(quotients),
    )


def _listed(rows: pd.DataFrame) -> str:
    """How many are set beside what is expected, and how many beside England alone, each by its noun."""
    lined = findings.lined(rows)
    numbers = [(len(lined), clauses.several(_indicators(rows))[0]), (len(rows) - len(lined), Definition.noun)]
    return words.joined([words.counted(number, noun) for number, noun in numbers if number])


def say(rows: pd.DataFrame, doubts_told: tuple[str, ...] = ()) -> Sentence:
    """What stands out, how much would by chance, and what to ask of it before anything is done; the glance tells the first in people."""
    noun, _ = clauses.several(_indicators(rows))
    rests = "" if clauses.are_practices(rows) else " The chapter on it shows which practices it rests on."
    ask = (
        f"A higher {noun} is neither good nor bad. Ask of each: do practices find and record it otherwise here, or is it more or less "
        f"common?{rests}"
    )
    headline, sentences = _first(rows), findings.sentences(rows)
    return Sentence(headline, (*doubts_told, *findings.of_all(rows), *clauses.left_out(rows), ORDER, ask), f"{headline}. {sentences[0]}")


def _first(rows: pd.DataFrame) -> str:
    """Which come first in the order; how many are unusual stands above, in the glance."""
    if not findings.are_expected(rows):
        return headlines.headline(rows)
    place = rows["place"].iloc[0]
    if not findings.lined(rows)["outside"].any():
        told = findings.told(findings.lined(rows)).drop(ranges.unjudged(rows).index, errors="ignore")
        told = told[[not findings.is_about(row) for _, row in told.iterrows()]]
        which = f"; first to look at, within what is usual: {headlines.by_side(told)}" if len(told) else ""
        return f"No {clauses.several(_indicators(rows))[0]} stands out in {place}{which}"
    told = findings.told(findings.lined(rows))
    usual = [clauses.about(definition(str(key))) for key in told.loc[~told["outside"].astype(bool), "indicator_id"]]
    then = f"; then {words.joined(usual)}, within what is usual" if usual else ""
    return f"First to look at in {place}, by size, certainty and people: {headlines.by_side(told[told['outside'].astype(bool)])}{then}"


def _indicators(rows: pd.DataFrame) -> list[Definition]:
    return [definition(key) for key in findings.lined(rows)["indicator_id"]]
