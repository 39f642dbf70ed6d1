"""Deprivation of practices' patients: where they live, never where the surgery stands."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure as Canvas

from jsna.analysis import deprivation as analysis
from jsna.catalogue import serving
from jsna.figures import clauses
from jsna.figures.core import markup, style, words
from jsna.figures.core.area import Area
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.core.sources import cited

#: More practices than this are drawn without their names, and listed without the ranges that are drawn: all would weigh too much.
MOST_NAMED = 40
SURGERY = "Where a surgery stands does not tell where its patients live, so it is not used in its place."
RANGE = "The line leaves out a tenth of the patients at either end; the dot is the middle patient."


def practice_deprivation(here: Area) -> Figure | Missing:
    """In which tenths of England's small areas the patients of each practice live."""
    indicator = serving("tenths_of_patients")[0]
    rows = here.practices(indicator.id)
    if rows.empty:
        gap = clauses.absent(here, indicator)
        return Missing(gap.what, f"{SURGERY} {gap.remedy}")
    return figure(rows)


def figure(rows: pd.DataFrame) -> Figure:
    """The figure of the patients of practices by tenth."""
    table, many, index = analysis.by_practice(rows), rows["area_code"].nunique() > MOST_NAMED, rows["source_id"].iloc[0][-4:]
    return Figure.of(
        table,
        "deprivation-practices",
        say(table),
        _columns(many),
        f"Where patients of each practice live, by tenth of the Index of Multiple Deprivation {index}",
        ends=("most deprived", "least deprived"),
        source=cited(rows),
        draw=lambda fig: draw(fig, table),
        size=style.SIZE if many else style.size(len(table), 0.24),
        facts={
            "Practices": words.number(len(table)),
            "Patients with a small area in England": words.number(table["patients"].sum()),
            "Of these in the most deprived fifth": words.number(table["fifth"].sum()),
            "Their share": words.percent(_share(table)),
        },
        caveat=f"{serving('tenths_of_patients')[0].caveat} {RANGE}",
    )


def _tenths(row: Mapping[str, Any]) -> str:
    return markup.bar(0.6 * (row["high"] - row["low"] + 1), 6, left=0.6 * (row["low"] - 1))


def _columns(many: bool) -> dict[str, Column]:
    return {
        "area_name": Column("Practice", numeric=False),
        "patients": Column("Patients", words.number),
        "fifth": Column("Living in the most deprived fifth", words.number),
        "fifth_share": Column("Share", words.percent),
        "low": Column("From tenth", words.number),
        "middle": Column("Middle patient's tenth", words.number),
        "high": Column("To tenth", words.number, mark=None if many else _tenths),
    }


def _share(table: pd.DataFrame) -> float:
    return float(100 * table["fifth"].sum() / table["patients"].sum())


def say(table: pd.DataFrame) -> Sentence:
    """How many patients live in the most deprived fifth, and the practices at both ends; special ones are not singled out."""
    usual = table[table["special"] == ""]
    when = words.month(table["period"].iloc[0])
    some = f"{words.number(table['fifth'].sum())} patients ({words.percent(_share(table))})"
    headline = f"{some} lived in the most deprived fifth of England in {when}"
    if len(usual) < 2:
        return Sentence(headline)
    most, least = usual.iloc[0], usual.iloc[-1]
    shares = f"{words.percent(most['fifth_share'])} of patients at {most['area_name']} to {words.percent(least['fifth_share'])}"
    spread = f"By practice, the share goes from {shares} at {least['area_name']}."
    return Sentence(headline, (spread,), f"Chart of ranges by practice. {headline}. {spread}")


def draw(fig: Canvas, table: pd.DataFrame) -> None:
    """A range for each practice with the tenth of its middle patient; the most deprived at the top, or on the left where there are many."""
    if len(table) <= MOST_NAMED:
        _draw_named(fig, table)
    else:
        _draw_many(fig, table)


def _draw_named(fig: Canvas, table: pd.DataFrame) -> None:
    ax, rows = style.row_axes(fig, table["area_name"], right=1.0, longest=30), range(len(table))
    style.shade(ax, 0.5, 2.5)
    ax.hlines(rows, table["low"], table["high"], color=style.BLUE, linewidth=5)
    ax.plot(table["middle"], rows, "o", color=style.PAPER, markeredgecolor=style.BLUE, markersize=6.5)
    for row, share in enumerate(table["fifth_share"]):
        style.label(ax, 10.5, row, words.percent(share))
    ax.set_xlim(0.5, 10.5)
    ax.set_xticks(range(1, 11))
    top = ax.get_ylim()[1]
    style.label(ax, 0.5, top, "Most deprived fifth", dx=0.1, dy=4)
    style.label(ax, 10.5, top, "Living there", dx=6, dy=4)
    style.x_title(ax, "Tenth of England's small areas; 1 is the most deprived")


def _draw_many(fig: Canvas, table: pd.DataFrame) -> None:
    ax, rows = style.axes(fig, left=0.6, right=0.4), range(1, len(table) + 1)
    style.shade(ax, 0.5, 2.5, axis="y")
    ax.vlines(rows, table["low"], table["high"], color=style.BLUE, linewidth=180 / len(table))
    ax.plot(rows, table["middle"], "o", color=style.PAPER, markeredgecolor=style.BLUE, markersize=3)
    ax.set_xlim(0, len(table) + 1)
    ax.set_ylim(0.5, 10.5)
    ax.set_yticks(range(1, 11))
    style.x_title(ax, "Practices, those with most patients in the most deprived fifth first")
    style.y_title(ax, "Tenth of England's small areas; 1 is the most deprived")
