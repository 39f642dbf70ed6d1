"""What a control chart says: the rule its newest months break, how the level moved, and the newest months beside last year's."""

import math

import pandas as pd

from jsna.analysis import leaps
from jsna.analysis import spc as analysis
from jsna.catalogue import Definition
from jsna.figures.core import words
from jsna.figures.core.figure import HIDDEN, Sentence
from jsna.figures.kinds import spc_levels as levels

#: How many signals are said after the first; the table has them all.
OTHERS = 3
#: Signals whose months are neighbours.
RUNS = ("above", "below", "rising", "falling")

#: Of 36 stable months 3 in 10 charts break some rule, and 7 in 10 where months follow each other as those of hospitals do (simulated).
WEAK = "A pattern by itself is weak evidence; a change is named only where it lasts."
#: What is said of a number that is better low.
FEWER = "Fewer is better here. No target is held to judge against."
UNLIKELY = "Such a pattern is unlikely to be chance alone; season and recording can also do this."
#: What fewer than 1 in 20 such stable charts show: a run so long, so many months beyond one limit, or so many patterns.
LONG, BEYOND, SEVERAL = 12, 4, 4
#: Per cent below which nothing is said of the newest months of a steady level.
LEAST = 1
#: As many months that are not held are named.
FEW = 3
#: What is said of every change of level but a drift; a caveat, so that a chapter has it once.
RECORDING = (
    "A step is often a change of recording or of provider, such as a hospital's new system or a merger: ask that first, most of all where "
    "neighbours moved in the same month."
)
#: What is said of newest months whose difference may be chance where a rule or a record points the same way.
BACKED = "which by itself may be chance, but the last months stand out the same way"
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


def say(table: pd.DataFrame, definition: Definition, signals: list[analysis.Signal], others: pd.DataFrame | None = None) -> Sentence:
    """Which rule the newest months break, what else stands out, and what routine variation would give; `others` are neighbours."""
    low = unreported(table, definition)
    signals = sorted(signals, key=lambda signal: _is_past(signal, table))  # a weak pattern of the newest year before one of years ago
    past = _is_past(signals[0], table) if signals else levels.is_past(table)
    level = levels.moved(table, definition)
    finding = _low(low) if len(low) else level or (_quiet(table, past) if past or not signals else _dated(signals[0]))
    rest = signals[1:] if not level and not past else signals
    headline = _headline(table, definition, finding if len(low) else f"{finding}{levels.turned(table)}")
    limits = "" if len(low) else _limits(table, definition)
    verdict = UNREPORTED if len(low) else _verdict(signals, table)
    neighbours = "" if len(low) else beside(table, others)
    further = _others(rest, "Earlier" if past else "Since then" if table["level"].iloc[0] != "steady" else "Also")
    course = () if len(low) else (levels.stages(table, definition), levels.seasons(table, definition), _newest(table, definition, signals))
    averages = " ".join(filter(None, (f"{_years(table, definition)}.", *course)))
    detail = [averages, neighbours, verdict, further, limits, _gaps(table), *_of_body(table, definition)]
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
    return f"{who}: {finding}"


def _of_body(table: pd.DataFrame, definition: Definition) -> list[str]:
    """Which other bodies have a part of the area."""
    others_named, kind = also(table), definition.body
    several = f"{table['place'].iloc[0]} lies in {bodies(others_named)} {kind}s, and this is the one with most of its small areas."
    others = f"{words.capital(definition.subject)} of the others are not counted here: {others_named.replace('; ', ', ')}."
    return [f"{several} {others}" if others_named else ""]


def also(table: pd.DataFrame) -> str:
    """The other bodies of the area, by name."""
    return str(table["also"].iloc[0]) if "also" in table else ""


def bodies(others_named: str) -> int:
    """How many bodies have a part of the area, where others than the one charted are named."""
    return 1 + len(others_named.split("; ")) if others_named else 1


def unreported(table: pd.DataFrame, definition: Definition) -> pd.DataFrame:
    """Months that were not wholly reported; one body reports so few that half of them is nothing strange."""
    return table.head(0) if definition.body else analysis.unreported(table)


def _low(low: pd.DataFrame) -> str:
    months = words.counted(len(low), "month")
    return f"{months} {words.verb(len(low), 'is', 'are')} below half of the usual, the latest in {words.month(low['period'].iloc[-1])}"


def _told(table: pd.DataFrame) -> analysis.Newest | None:
    """The newest months, where they say something: of a level that moved, that they turn; of a steady one, that they are other by 1%."""
    newest = analysis.newest(table)
    if newest is None or abs(newest.change) < LEAST:
        return None
    return newest if table["level"].iloc[0] == "steady" or levels.turns(table, newest.change) else None


def _newest(table: pd.DataFrame, definition: Definition, signals: list[analysis.Signal]) -> str:
    """The newest three months beside the same three of the year before: by how much they are other, where that is hardly chance."""
    newest = _told(table)
    if newest is None:
        return ""
    here, before = f"{words.decimal(newest.value)} {definition.unit}", words.decimal(newest.before)
    months = words.capital(levels.span(newest.first, newest.last))
    if not newest.is_clear:
        sure = BACKED if _is_backed(table, newest, signals) else "which may be chance"
        return f"{months}: {here}, and {before} in the same months of the year before, {sure}."
    change = f"{abs(newest.change):.0f}% {'more' if newest.change > 0 else 'less'}"
    return f"{months}: {here}, {change} than in the same months of the year before ({before}), more than chance usually makes."


def _is_backed(table: pd.DataFrame, newest: analysis.Newest, signals: list[analysis.Signal]) -> bool:
    """Whether a rule that the newest months break, or their being beyond all since a step, points the way they went."""
    kinds = ("above", "rising", "over") if newest.change > 0 else ("below", "falling", "under")
    beyond = "highest since" if newest.change > 0 else "lowest since"
    return beyond in levels.turned(table) or any(signal.kind in kinds and signal.last >= newest.first for signal in signals)


def newest_fact(table: pd.DataFrame) -> dict[str, str]:
    """The numbers of the sentence on the newest months, which stand in no cell."""
    newest = _told(table)
    if newest is None:
        return {}
    return {
        "Average of the newest 3 months": words.decimal(newest.value),
        "Average of the same months a year before": words.decimal(newest.before),
        "Difference": f"{abs(newest.change):.0f}%",
    }


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


def _is_past(signal: analysis.Signal, table: pd.DataFrame) -> bool:
    """Whether the latest pattern ended before the newest year began."""
    return len(table) > analysis.YEAR and signal.last < str(table["period"].iloc[-analysis.YEAR])


def _quiet(table: pd.DataFrame, past: bool = False) -> str:
    if table["upper"].isna().any():
        return "too few months to tell"
    return "no unusual pattern in the last year" if past else "no unusual pattern"


def _dates(signal: analysis.Signal) -> str:
    """When it was: a span where the months are neighbours, else the latest."""
    first, last = words.month(signal.first), words.month(signal.last)
    if signal.months == 1:
        return last
    return f"{first} to {last}" if signal.kind in RUNS else f"the latest in {last}"


def _dated(signal: analysis.Signal) -> str:
    """The finding, with its dates where it is not that of the last months."""
    return _finding(signal) if signal.newest and signal.kind in RUNS else f"{_finding(signal)}, {_dates(signal)}"


def labelled(signal: analysis.Signal) -> str:
    finding = _finding(signal).replace(str(signal.months), "…")
    return f"{finding[0].upper()}{finding[1:]} ({_dates(signal)})"


def _verdict(signals: list[analysis.Signal], table: pd.DataFrame) -> str:
    values = table["value"].dropna()
    if values.eq(values.iloc[0]).all():
        return "Every month that is held has the same value." if len(values) > 1 else ""
    level = table["level"].iloc[0]
    if level not in analysis.LIMITED:
        return ""
    if not signals and (level == "moved" or table["rule"].eq(analysis.HUMP).any()):
        return "Since then nothing suggests more than routine variation."
    if not signals:
        return "Nothing here suggests more than routine variation."
    triangles = "Triangles mark months that break a rule; the table names it."
    return f"{UNLIKELY} {triangles}" if _is_strong(signals) else triangles


def caveats(definition: Definition, signals: list[analysis.Signal], has_moved: bool = False) -> list[str]:
    """What is to be kept in mind of a chart: what else makes a step, which way is better, and how little a pattern by chance tells."""
    weak = WEAK if signals and not _is_strong(signals) else ""
    recording = RECORDING if has_moved and "recording" not in definition.caveat else ""
    return [text for text in (definition.caveat, recording, FEWER if definition.polarity == "low is good" else "", weak) if text]


def beside_facts(table: pd.DataFrame, others: pd.DataFrame | None) -> dict[str, str]:
    """The numbers of the sentence on neighbours."""
    if others is None or not beside(table, others):
        return {}
    alike = leaps.alike(leaps.moves(table)[-1], others)
    return {"Neighbours": str(others["area_name"].nunique()), "Neighbours that moved the same way then": str(len(alike))}


def beside(table: pd.DataFrame, others: pd.DataFrame | None) -> str:
    """Whether other areas of the larger one moved the same way at about that time, which one hospital often makes them."""
    moves = leaps.moves(table)
    if not moves or others is None or others.empty or not moves[-1].is_short:
        return ""
    alike, when = leaps.alike(moves[-1], others), _time(moves[-1])
    kind, county = words.kind(others["footprint"].iloc[0]), others["county"].iloc[0]
    among = f"{words.counted(others['area_name'].nunique(), f'other {kind}')} of {county}"
    if not alike:
        return f"Nothing like it was seen {when} in the {among}."
    named = words.joined(alike) if len(alike) <= FEW else words.joined([*alike[:FEW], "others"])
    some = f"All {among}" if len(alike) == others["area_name"].nunique() else f"{len(alike)} of the {among}"
    return f"{some} moved the same way {when} ({named})."


def _time(move: leaps.Move) -> str:
    """`within a month of July 2018`, or `between July 2018 and May 2019` of a slope."""
    first, last = str(move.first), str(move.last)
    return f"within a month of {words.month(first)}" if first == last else f"between {levels.span(first, last, 'and')}"


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
    if table["rule"].eq(analysis.HUMP).any():
        average = f"The average is {words.decimal(mean)} {definition.unit} without the months that were so for a time."
    elif level == "moved":
        average = f"Average and limits are of the months since {since}."
    if math.isnan(upper):
        return f"{average} {ONE if table['value'].notna().sum() == 1 else APART}"
    trial = "These are trial limits: they rest on less than a year of months." if table["trial"].iloc[-1] else ""
    between = f"{words.decimal(lower)} and {words.decimal(upper)}"
    unit = "" if definition.unit in average else f" {definition.unit}"
    return f"{average} The limits are {between}{unit}. {trial}".rstrip()


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
