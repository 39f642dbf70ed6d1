"""SPC: an XmR chart of the newest months, and which of its rules are broken; a table where events are too rare for one."""

import math
from dataclasses import replace
from typing import Any

import pandas as pd

from jsna.analysis import spc as analysis
from jsna.catalogue import Definition, definition
from jsna.figures import clauses
from jsna.figures.core import style, words
from jsna.figures.core.area import Area
from jsna.figures.core.call import unfit
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.kinds import spc_sentences as sentences
from jsna.figures.kinds.each import each
from jsna.figures.kinds.spc_drawing import draw

#: What a table calls a month of each rule, above and below the average.
FLAGS = {
    "outside limits": ("above the upper limit", "below the lower limit"),
    "trend of 7": ("7 or more rising or falling", "7 or more rising or falling"),
    "2 of 3 near limit": ("2 of 3 near the upper limit", "2 of 3 near the lower limit"),
    "shift of 7": ("7 or more above average", "7 or more below average"),
    "": ("none", "none"),
    analysis.EARLIER: (analysis.EARLIER, analysis.EARLIER),
    analysis.HUMP: ("higher for a time", "lower for a time"),
    analysis.NOT_HELD: (analysis.NOT_HELD, analysis.NOT_HELD),
}
SIZE = style.Size(style.WIDTH, 3.4, 3.4)


def _limit(value: float) -> str:
    return "none" if math.isnan(value) else words.decimal(value)


COLUMNS = {
    "period": Column("Month", words.month, numeric=False, order=()),
    "numerator": Column("Count", words.number),
    "denominator": Column("Days", words.number),
    "value": Column("A day", words.decimal),
    "mean": Column("Average", _limit),
    "year_mean": Column("Average of the year", _limit),
    "lower": Column("Lower limit", _limit),
    "upper": Column("Upper limit", _limit),
    "flag": Column("Rule broken", numeric=False),
}


@each
def spc(here: Area, definition: Definition, small: bool) -> Figure | Missing:
    """The newest months of a monthly series, a day of the calendar or a working day, with the limits of routine variation.

    Examples
    --------
    >>> jsna.spc(here, "mar_non_elective")
    """
    rows = here.series(definition.id)
    if len(other := rows.loc[~rows["period"].str.fullmatch(words.MONTH.pattern), "period"]):
        instead = "trend" if len(set(other)) > 1 else "rank"
        raise unfit("spc", definition, "a number of each month", f"of {other.iloc[-1]}", instead)
    if rows["value"].isna().all():
        return clauses.absent(here, definition)
    return figure(rows, None if definition.body else here.neighbours(definition.id))


def figure(rows: pd.DataFrame, others: pd.DataFrame | None = None) -> Figure:
    """The figure of the monthly rows of one `body`; `also` names the others of the area, and `others` are rows of its neighbours."""
    indicator, months = definition(str(rows["indicator_id"].iloc[0])), analysis.months(rows)
    return _table(months, indicator) if analysis.are_rare(months) else _chart(analysis.chart(rows), indicator, others)


def _chart(chart: pd.DataFrame, indicator: Definition, others: pd.DataFrame | None) -> Figure:
    flags = [FLAGS[rule][side == "below"] for rule, side in zip(chart["rule"], chart["side"], strict=True)]
    table = chart.assign(flag=flags, year_mean=chart["period"].str[:4].map(analysis.years(chart)).astype(float))
    low = sentences.unreported(table, indicator)
    signals = [] if len(low) else analysis.signals(table)
    facts = {sentences.labelled(signal): str(signal.months) for signal in signals}
    facts |= {f"Average of {year}": f"{words.decimal(value)} in {year}" for year, value in analysis.years(table).items()}
    facts |= {} if len(low) else sentences.newest_fact(table) | sentences.beside_facts(table, others)
    facts |= {"Months below half of the usual": str(len(low))}
    patterns = signals if table["level"].iloc[0] in analysis.LIMITED else []
    has_moved = not len(low) and any(change.kind != "slope" for change in analysis.changes(table))
    drawing: dict[str, Any] = {"draw": lambda fig: draw(fig, table, indicator), "size": SIZE}
    drawing |= {"caveat": " ".join(sentences.caveats(indicator, patterns, has_moved))}
    return _of_months(table, indicator, sentences.say(table, indicator, signals, others), _columns(indicator), facts, **drawing)


def _columns(indicator: Definition) -> dict[str, Column]:
    """The columns, with the days that a number a day is divided by."""
    day = clauses.a_day(indicator)
    labels = {"denominator": words.capital(f"{day.removeprefix('A ')}s"), "value": day}
    return COLUMNS | {name: replace(COLUMNS[name], label=label) for name, label in labels.items()}


def _table(months: pd.DataFrame, indicator: Definition) -> Figure:
    with_value, without = int(months["value"].notna().sum()), int(months["value"].eq(0).sum())
    columns = {name: column for name, column in _columns(indicator).items() if name in ("period", "numerator", "denominator", "value")}
    facts = {"Counted": words.number(months["numerator"].sum()), "Months held": str(with_value), "Months with none": str(without)}
    caveat = " ".join(sentences.caveats(indicator, []))
    return _of_months(months, indicator, sentences.say_rare(months, indicator), columns, facts, caveat=caveat)


def _of_months(
    table: pd.DataFrame, indicator: Definition, sentence: Sentence, columns: dict[str, Column], facts: dict[str, str], **drawing: Any
) -> Figure:
    """A figure of these months, whether they are charted or not."""
    others = sentences.also(table)
    several = {f"{words.capital(indicator.body)}s of this area": str(sentences.bodies(others))} if others else {}
    whom = f"{table['body'].iloc[0]}; {_months(table)}"
    about = f"{indicator.name}, {indicator.unit}"
    return Figure.of(
        table, f"spc-{indicator.id}", sentence, columns, about, whom=whom, axis=clauses.on_axis(indicator), facts=facts | several, **drawing
    )


def _months(table: pd.DataFrame) -> str:
    full = len(table) == analysis.MONTHS
    return f"most recent {analysis.MONTHS} months" if full else f"all {words.counted(len(table), 'month')} held"
