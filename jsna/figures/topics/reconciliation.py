"""Reconciliation: the area's registers that several publications give, and where these say otherwise."""

import pandas as pd

from jsna.catalogue import definition
from jsna.figures import clauses
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.call import call
from jsna.figures.core.figure import Column, Figure, Notice, Sentence, both_ends

WHY = (
    "A workbook repeats the year before its own for the practices that were still open, where they then belonged. "
    "So each year is taken from its own files, and from practices where these are held."
)
NOTHING = "No register of this area is given by more than one of the publications that are held."


@call
def reconciliation(here: Area) -> Figure | Notice:
    """Which registers another publication gives otherwise, and by how much; one sentence where all agree.

    Examples
    --------
    >>> jsna.reconciliation(here)
    """
    rows = here.reconciliation()
    if rows.empty:
        return Notice("Nothing to compare", (NOTHING,), kind="plain")
    every = differences(rows)
    return figure(every) if every["differs"].any() else Notice("All publications agree", (_agreed(every),), kind="plain")


def figure(every: pd.DataFrame) -> Figure:
    """The figure of the numbers that differ among all that are given twice."""
    table = every[every["differs"]].reset_index(drop=True)
    return Figure.of(
        table,
        "reconciliation",
        say(every),
        COLUMNS,
        subtitle=f"Registers of {every['place'].iloc[0]} that another publication gives otherwise; "
        "the difference is what stands there less what is used here",
        facts=_facts(every),
        caveat=WHY,
        shown=both_ends(table),
    )


def say(every: pd.DataFrame) -> Sentence:
    """How many registers differ, year by year, and the largest difference of each."""
    count = int(every["differs"].sum())
    headline = f"{words.number(count)} of {words.number(len(every))} registers {words.verb(count, 'is', 'are')} given otherwise elsewhere"
    years = tuple(_year(str(period), str(other), rows) for (period, other), rows in every.groupby(["period", "other"]))
    return Sentence(headline, years, " ".join((f"{headline}.", *years)))


def _year(period: str, other: str, rows: pd.DataFrame) -> str:
    apart = rows[rows["differs"]]
    if apart.empty:
        return f"{period}: {words.counted(len(rows), 'register')} {words.verb(len(rows), 'agrees', 'agree')} with {other}."
    how_many = "all" if len(apart) == len(rows) else f"{words.number(len(apart))} of"
    largest = {"registers": _most(apart["of_patients"]), "lists": _most(apart["of_list"])}
    by = [f"{what} by up to {words.counted(most, 'patient')}" for what, most in largest.items() if most]
    return f"{period}: {how_many} {words.number(len(rows))} differ from {other}, {words.joined(by)}."


def _most(differences: pd.Series) -> int:
    return int(differences.abs().max())


def _agreed(every: pd.DataFrame) -> str:
    count, years = len(every), words.joined(sorted(every["period"].unique()))
    return f"{words.counted(count, 'register')} of {years} {words.verb(count, 'is', 'are')} given by another publication too. All agree."


def differences(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(
        register=rows["indicator_id"].map(lambda key: definition(key).condition).map(_headed),
        other="the CCG workbook of " + rows["other_edition"],  # no other publication repeats registers
        of_patients=rows["other_numerator"] - rows["numerator"],
        of_list=rows["other_denominator"] - rows["denominator"],
        differs=(rows["numerator"] != rows["other_numerator"]) | (rows["denominator"] != rows["other_denominator"]),
    ).sort_values(["period", "other", "register"], ignore_index=True)


def _headed(condition: str) -> str:
    """A condition as it heads a row: without the article that it has in a sentence."""
    bare = condition.removeprefix("a ")
    return bare[:1].upper() + bare[1:]


def _facts(every: pd.DataFrame) -> dict[str, str]:
    facts = {"Registers given twice": words.number(len(every)), "Of these, given otherwise": words.number(int(every["differs"].sum()))}
    for (period, other), rows in every.groupby(["period", "other"]):
        differing = int(rows["differs"].sum())
        most = [words.number(_most(rows[name])) for name in ("of_patients", "of_list")]
        largest = f"; largest difference {most[0]} of a register, {most[1]} of a list" if differing else ""
        twice = words.counted(len(rows), "register")
        facts[f"{period}, beside {other}"] = f"{twice} of {period} beside {other}: {words.none(differing)} otherwise{largest}"
    return facts


COLUMNS = {
    "register": Column("Register", numeric=False),
    "period": Column("Year", numeric=False),
    "other_edition": Column("CCG workbook of", numeric=False),
    "numerator": Column("Patients, used here", words.number),
    "other_numerator": Column("Patients, there", words.number),
    "of_patients": Column("Difference", clauses.signed),
    "of_list": Column("Difference of the list", clauses.signed),
}
