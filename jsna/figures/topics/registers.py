"""Registers: all of a chapter in one table, beside what places of the same age and deprivation have, in the order of what to look at."""

from dataclasses import replace

import pandas as pd

from jsna.analysis import funnel
from jsna.catalogue import definition
from jsna.figures import clauses, comparators, doubts, findings, headlines
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.call import call
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.kinds import dots
from jsna.figures.topics import among


@call
def registers(here: Area, chapter: str) -> Figure | Missing:
    """Every register of a chapter: here, expected, people more or fewer, beside England and others, and between practices.

    Examples
    --------
    >>> jsna.registers(here, chapter="03")
    """
    table = here.notable(chapter)
    if table.empty:
        return replace(clauses.nothing_of(chapter, "to choose from"), said=True)
    indicators = [definition(key) for key in table["indicator_id"]]
    tables = {name: rows for name, rows in here.compare(indicators).items() if rows["comparator_value"].notna().any()}
    return figure(here, table, tables | here.compare_similar(indicators), here.practices(*table["indicator_id"]))


def figure(here: Area, table: pd.DataFrame, tables: dict[str, pd.DataFrame], practices: pd.DataFrame) -> Figure:
    """The figure of the rows of `Assessment.notable`, of comparisons by the comparator's name, and of the rows of practices."""
    middle = {key: words.interval(row["low"], row["high"]) for key, row in funnel.middle(practices).iterrows()}
    rows = comparators.beside(here, table, tables).assign(practices=[middle.get(key, "") for key in table["indicator_id"]])
    quotients, (_, together) = dots.table(rows, tables, _titled(rows)), clauses.several([definition(key) for key in rows["indicator_id"]])
    return Figure.of(
        rows,
        "registers",
        say(rows, tables, (*doubts.told({"": table}), *findings.cautions(rows), *findings.reaching(rows, here.peers()))),
        comparators.columns(rows, tables) | _practices(rows),
        together,
        facts=findings.facts(rows)
        | among.facts(here, table)
        | findings.reaching_facts(here.peers())
        | comparators.others_facts(tables)
        | comparators.among_similar_facts(tables)
        | doubts.facts({"": table})
        | clauses.left_out_facts(rows),
        caveat=f"{findings.caveat(rows)} {findings.ORDER}",
        draw=lambda fig: dots.draw(fig, quotients, dots.line(rows), together, rows["place"].iloc[0]),
        size=dots.size(quotients),
    )


def _titled(rows: pd.DataFrame) -> pd.Index:
    """The rows that the headline names: those that are unusual, where they are few."""
    every = findings.lined(rows)
    out = every.index[every["outside"].astype(bool)]
    return out if findings.are_expected(rows) and len(out) <= findings.TOLD else out[:0]


def _practices(rows: pd.DataFrame) -> dict[str, Column]:
    """Between which values the middle eight tenths of practices lie, where there are some."""
    return {"practices": Column("8 in 10 practices lie within", numeric=False)} if rows["practices"].ne("").any() else {}


def say(rows: pd.DataFrame, tables: dict[str, pd.DataFrame], doubts_told: tuple[str, ...] = ()) -> Sentence:
    """How many registers are unusual here and would be by chance, and on how many it is higher or lower than others."""
    headline, sentences = headlines.headline(rows), findings.sentences(rows)
    beside = (*comparators.others(tables), *comparators.among_similar(tables))
    detail = (*doubts_told, *findings.of_all(rows), *beside, *clauses.left_out(rows))
    return Sentence(headline, tuple(filter(None, detail)), f"{headline}. {sentences[0]}")
