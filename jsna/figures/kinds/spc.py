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
from jsna.figures.core.figure import HIDDEN, Column, Figure, Missing, Sentence
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
    analysis.NOT_HELD: (analysis.NOT_HELD, analysis.NOT_HELD),
}
SIZE = style.Size(style.WIDTH, 3.4, 3.4)
#: How many signals are said after the first; the table has them all.
OTHERS = 3
#: Signals whose months are neighbours.
RUNS = ("above", "below", "rising", "falling")


def _limit(value: float) -> str:
    return "none" if math.isnan(value) else words.decimal(value)


COLUMNS = {
    "period": Column("Month", words.month, numeric=False, order=()),
    "numerator": Column("Count", words.number),
    "denominator": Column("Days", words.number),
    "value": Column("A day", words.decimal),
    "mean": Column("Average", words.decimal),
    "lower": Column("Lower limit", _limit),
    "upper": Column("Upper limit", _limit),
    "flag": Column("Rule broken", numeric=False),
}


#: Of 36 months of chance alone, 28% to 30% break some rule (simulated); one pattern by itself is a reason to look, and no proof.
CHANCE = "3 in 10"
BY_CHANCE = f"About {CHANCE} such charts show some pattern by chance alone, so this is a reason to look and no proof of change."
UNLIKELY = "Such a pattern is unlikely to be chance alone; season and recording can also do this."
#: What one chart of chance alone in 27 shows (simulated): a run so long, so many months beyond one limit, or so many patterns.
LONG, BEYOND, SEVERAL = 9, 3, 3
#: As many months that are not held are named.
FEW = 3
#: What is said of a level that is not steady; limits of all months together would say nothing of the next one.
LEVELS = {
    "rising": "the level rises through the whole series",
    "falling": "the level falls through the whole series",
    "unsettled": "the level moves within the series",
}
SINCE = {"rising": ", and has gone on rising", "falling": ", and has gone on falling", "unsettled": ", and has not settled since"}
NO_LIMITS = "The level is not steady, so limits around an average would say nothing of the next month, and none are drawn."
ONE = "One month is too few for limits."
APART = "The months held say nothing of how neighbouring months differ, so there are no limits."
RARE = (
    "Where there is fewer than one a month on average, or none in most months, limits around an average would say nothing. "
    "The table gives the counts, and no pattern is read."
)
UNREPORTED = (
    "So large a step is first of all one of what was reported: a hospital that reports nothing for some months makes it. "
    "No pattern and no limits are read here."
)


@each
def spc(here: Area, definition: Definition, small: bool) -> Figure | Missing:
    """The newest months of a monthly series, a day of the calendar or a working day, with the limits of routine variation.

    Examples
    --------
    >>> jsna.spc(here, "mar_non_elective")
    """
    rows = here.series(definition.id)
    if len(other := rows.loc[~rows["period"].str.fullmatch(words.MONTH.pattern), "period"]):
        raise unfit("spc", definition, "a number of each month", f"of {other.iloc[-1]}", "trend")
    return figure(rows) if rows["value"].notna().any() else clauses.absent(here, definition)


def figure(rows: pd.DataFrame) -> Figure:
    """The figure of the monthly rows of one `body`; `also` names the others of the area."""
    indicator, months = definition(str(rows["indicator_id"].iloc[0])), analysis.months(rows)
    return _table(months, indicator) if analysis.are_rare(months) else _chart(analysis.chart(rows), indicator)


def _chart(chart: pd.DataFrame, indicator: Definition) -> Figure:
    table = chart.assign(flag=[FLAGS[rule][side == "below"] for rule, side in zip(chart["rule"], chart["side"], strict=True)])
    low = _unreported(table, indicator)
    signals = [] if len(low) else analysis.signals(table)
    facts = {_label(signal): str(signal.months) for signal in signals}
    facts |= {f"Average of {year}": f"{words.decimal(value)} in {year}" for year, value in analysis.years(table).items()}
    facts |= {"Months below half of the usual": str(len(low)), "Charts of chance alone that show some pattern": CHANCE}
    drawing: dict[str, Any] = {"draw": lambda fig: draw(fig, table, indicator), "size": SIZE}
    return _of_months(table, indicator, say(table, indicator, signals), _columns(indicator), facts, **drawing)


def _columns(indicator: Definition) -> dict[str, Column]:
    """The columns, with the days that a number a day is divided by."""
    day = clauses.a_day(indicator)
    labels = {"denominator": words.capital(f"{day.removeprefix('A ')}s"), "value": day}
    return COLUMNS | {name: replace(COLUMNS[name], label=label) for name, label in labels.items()}


def _table(months: pd.DataFrame, indicator: Definition) -> Figure:
    with_value, without = int(months["value"].notna().sum()), int(months["value"].eq(0).sum())
    columns = {name: column for name, column in _columns(indicator).items() if name in ("period", "numerator", "denominator", "value")}
    facts = {"Counted": words.number(months["numerator"].sum()), "Months held": str(with_value), "Months with none": str(without)}
    return _of_months(months, indicator, say_rare(months, indicator), columns, facts)


def _of_months(
    table: pd.DataFrame, indicator: Definition, sentence: Sentence, columns: dict[str, Column], facts: dict[str, str], **drawing: Any
) -> Figure:
    """A figure of these months, whether they are charted or not."""
    several = {f"{words.capital(indicator.body)}s of this area": str(_bodies(_also(table)))} if _also(table) else {}
    whom = f"{table['body'].iloc[0]}; {_months(table)}"
    about = f"{indicator.name}, {indicator.unit}"
    return Figure.of(table, f"spc-{indicator.id}", sentence, columns, about, whom=whom, facts=facts | several, **drawing)


def say(table: pd.DataFrame, definition: Definition, signals: list[analysis.Signal]) -> Sentence:
    """Which rule the newest months break, what else stands out, and what routine variation would give."""
    low = _unreported(table, definition)
    finding = _low(low) if len(low) else _level(table) or (_dated(signals[0]) if signals else _quiet(table))
    rest = signals[1:] if table["level"].iloc[0] == "steady" else signals
    headline = _headline(table, definition, finding)
    limits = "" if len(low) else _limits(table, definition)
    verdict = UNREPORTED if len(low) else _verdict(signals, table)
    others = _others(rest, "Since then" if rest is signals else "Also")
    detail = [f"{_years(table, definition)}.", verdict, others, limits, _gaps(table), *_of_body(table, definition)]
    alt = f"Control chart of {words.counted(len(table), 'month')}. {headline}. {limits}"
    return Sentence(headline, tuple(text for text in detail if text), alt)


def say_rare(table: pd.DataFrame, definition: Definition) -> Sentence:
    """How many there were in all months together, and why no limits are read."""
    with_value, without = int(table["value"].notna().sum()), int(table["value"].eq(0).sum())
    finding = f"{words.number(table['numerator'].sum())} in {words.counted(with_value, 'month')}, none in {without} of them"
    detail = [RARE, _gaps(table, "the count is of the other months"), *_of_body(table, definition)]
    return Sentence(_headline(table, definition, finding), tuple(text for text in detail if text))


def _headline(table: pd.DataFrame, definition: Definition, finding: str) -> str:
    name = definition.name.partition(" (")[0]
    who = f"{name}, {table['body'].iloc[0]}" if definition.body else name
    return f"{who}: {finding} (newest data: {words.month(table['period'].iloc[-1])})"


def _of_body(table: pd.DataFrame, definition: Definition) -> list[str]:
    """Which way is better, where one is, and which other bodies have a part of the area."""
    also, kind = _also(table), definition.body
    better = "Fewer is better here. No target is held to judge against." if definition.polarity == "low is good" else ""
    several = f"{table['place'].iloc[0]} lies in {_bodies(also)} {kind}s, and this is the one with most of its small areas."
    others = f"{words.capital(definition.subject)} of the others are not counted here: {also.replace('; ', ', ')}."
    return [better, f"{several} {others}" if also else ""]


def _also(table: pd.DataFrame) -> str:
    return str(table["also"].iloc[0]) if "also" in table else ""


def _bodies(also: str) -> int:
    return 1 + len(also.split("; ")) if also else 1


def _unreported(table: pd.DataFrame, definition: Definition) -> pd.DataFrame:
    """Months that were not wholly reported; one body reports so few that half of them is nothing strange."""
    return table.head(0) if definition.body else analysis.unreported(table)


def _low(low: pd.DataFrame) -> str:
    months = words.counted(len(low), "month")
    return f"{months} {words.verb(len(low), 'is', 'are')} below half of the usual, the latest in {words.month(low['period'].iloc[-1])}"


def _level(table: pd.DataFrame) -> str:
    """That the level moved or keeps moving, with its averages; empty where it is steady."""
    level, means = str(table["level"].iloc[0]), table["mean"].drop_duplicates().tolist()
    if len(means) < 2:
        return LEVELS.get(level, "")
    way = "rose" if means[-1] > means[-2] else "fell"
    averages = f"from {words.decimal(means[-2])} to {words.decimal(means[-1])} on average"
    return f"the level {way} in {words.month(table['since'].iloc[0])}, {averages}{SINCE.get(level, '')}"


def _years(table: pd.DataFrame, definition: Definition) -> str:
    """The average of each whole calendar year that is held, and the latest month: `83.6 a day in 2017, 65.8 in 2018; 71.6 in May 2019`."""
    valued = table.dropna(subset="value")
    latest = (float(valued["value"].iloc[-1]), words.month(valued["period"].iloc[-1]))
    averages = [(value, year) for year, value in analysis.years(table).items()]
    (first, when), *others = [(words.decimal(value), when) for value, when in [*averages, latest]]
    yearly = [f"{first} {definition.unit} in {when}", *(f"{value} in {when}" for value, when in others)]
    return "; ".join(filter(None, [", ".join(yearly[:-1]), yearly[-1]]))


def _finding(signal: analysis.Signal) -> str:
    months = words.counted(signal.months, "month")
    were = words.verb(signal.months, "was", "were")
    run = f"the last {months} were all" if signal.newest else f"{months} in a row were"
    over = f"over the last {months}" if signal.newest else f"over {months}"
    return {
        "above": f"{run} above the average",
        "below": f"{run} below the average",
        "rising": f"values rose month by month {over}",
        "falling": f"values fell month by month {over}",
        "over": f"{months} {were} above the upper limit",
        "under": f"{months} {were} below the lower limit",
        "near upper": f"{months} came close to the upper limit",
        "near lower": f"{months} came close to the lower limit",
    }[signal.kind]


def _quiet(table: pd.DataFrame) -> str:
    return "too few months to tell" if table["upper"].isna().any() else "no unusual pattern"


def _dates(signal: analysis.Signal) -> str:
    """When it was: a span where the months are neighbours, else the latest."""
    first, last = words.month(signal.first), words.month(signal.last)
    if signal.months == 1:
        return last
    return f"{first} to {last}" if signal.kind in RUNS else f"the latest in {last}"


def _dated(signal: analysis.Signal) -> str:
    """The finding, with its dates where it is not that of the last months."""
    return _finding(signal) if signal.newest and signal.kind in RUNS else f"{_finding(signal)}, {_dates(signal)}"


def _label(signal: analysis.Signal) -> str:
    finding = _finding(signal).replace(str(signal.months), "…")
    return f"{finding[0].upper()}{finding[1:]} ({_dates(signal)})"


def _verdict(signals: list[analysis.Signal], table: pd.DataFrame) -> str:
    values = table["value"].dropna()
    if values.eq(values.iloc[0]).all():
        return "Every month that is held has the same value." if len(values) > 1 else ""
    level = table["level"].iloc[0]
    if level not in analysis.LIMITED:
        return ""
    if not signals and level == "moved":
        return "No rule was broken since then."
    if not signals:
        return "No rule was broken: nothing here suggests more than routine variation."
    return (
        f"{UNLIKELY if _is_strong(signals) else BY_CHANCE} Triangles mark months that break a rule; the table names it."
    )


def _is_strong(signals: list[analysis.Signal]) -> bool:
    """What chance alone gives in fewer than 1 of 20 charts; two patterns together are no such thing."""
    apart = [signal for signal in signals if not signal.kind.startswith("near")]
    return len(apart) >= SEVERAL or any(signal.months >= (LONG if signal.kind in RUNS else BEYOND) for signal in apart)


def _others(signals: list[analysis.Signal], also: str) -> str:
    sentences = [f"{_finding(signal)} ({_dates(signal)})." for signal in signals[:OTHERS]]
    return " ".join([f"{also}:", *(text[0].upper() + text[1:] for text in sentences)]) if sentences else ""


def _limits(table: pd.DataFrame, definition: Definition) -> str:
    mean, lower, upper = (float(table[name].iloc[-1]) for name in ("mean", "lower", "upper"))
    level, since = table["level"].iloc[0], words.month(table["since"].iloc[0])
    if level not in analysis.LIMITED:
        return NO_LIMITS
    average = f"The average is {words.decimal(mean)} {definition.unit}."
    if level == "moved":
        average = f"The level moved in {since}, so average and limits are of the months since: {words.decimal(mean)} {definition.unit}."
    if math.isnan(upper):
        return f"{average} {ONE if table['value'].notna().sum() == 1 else APART}"
    trial = "These are trial limits: fewer than a year of months is held." if table["trial"].iloc[-1] else ""
    between = f"{words.decimal(lower)} and {words.decimal(upper)}"
    return f"{average} The limits are {between}. {trial}".rstrip()


def _gaps(table: pd.DataFrame, so: str = "the line breaks there, and no rule reaches across") -> str:
    """Which months have no value, or how many where they are many, and what that does."""
    gaps = table[table["value"].isna()]
    small = gaps["value_note"].eq(HIDDEN) if "value_note" in gaps else pd.Series(False, gaps.index)
    why = {"not held": gaps[~small], "suppressed, so that nobody can be recognised": gaps[small]}
    sentences = [f"{_named(months)} {words.verb(len(months), 'is', 'are')} {what}" for what, months in why.items() if len(months)]
    return f"{words.joined(sentences)}: {so}." if sentences else ""


def _named(months: pd.DataFrame) -> str:
    few = len(months) <= FEW
    return words.joined([words.month(period) for period in months["period"]]) if few else words.counted(len(months), "month")


def _months(table: pd.DataFrame) -> str:
    full = len(table) == analysis.MONTHS
    return f"most recent {analysis.MONTHS} months" if full else f"all {words.counted(len(table), 'month')} held"
