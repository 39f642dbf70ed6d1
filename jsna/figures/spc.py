"""SPC: an XmR chart of the newest months, and which of its rules are broken."""

import math
import re

import pandas as pd
from matplotlib.figure import Figure as Canvas

from jsna.analysis import spc as analysis
from jsna.catalogue import Definition, definitions
from jsna.figures import style, words
from jsna.figures.figure import HIDDEN, Column, Figure, Missing, Sentence
from jsna.figures.missing import absent

PUBLISHERS = {
    "monthly_activity_return": "NHS England, Monthly Activity Return",
    "delayed_transfers": "NHS England, Delayed Transfers of Care",
}
#: What a table calls a month of each rule, above and below the average.
FLAGS = {
    "outside limits": ("above the upper limit", "below the lower limit"),
    "trend of 7": ("7 or more rising or falling", "7 or more rising or falling"),
    "2 of 3 near limit": ("2 of 3 near the upper limit", "2 of 3 near the lower limit"),
    "shift of 7": ("7 or more above average", "7 or more below average"),
    "": ("none", "none"),
    analysis.NOT_HELD: (analysis.NOT_HELD, analysis.NOT_HELD),
}
#: Months that half-years name on a narrow chart.
TWO_YEARS = 24
SIZE = style.Size(style.WIDTH, 3.4, 3.4)
#: How many signals are said after the first; the table has them all.
OTHERS = 3
#: Signals whose months are neighbours.
RUNS = ("above", "below", "rising", "falling")
COLUMNS = {
    "period": Column("Month", words.month, numeric=False, order=()),
    "numerator": Column("Count", words.number),
    "denominator": Column("Days", words.number),
    "value": Column("A day", words.rate),
    "mean": Column("Average", words.rate),
    "lower": Column("Lower limit", words.rate),
    "upper": Column("Upper limit", words.rate),
    "flag": Column("Rule broken", numeric=False),
}


#: Of 36 months of chance alone, 28% to 30% break some rule (simulated); one pattern by itself is a reason to look, and no proof.
CHANCE = "3 in 10"
BY_CHANCE = f"About {CHANCE} such charts show some pattern by chance alone, so this is a reason to look and no proof of change."
UNLIKELY = "Such a pattern is unlikely to be chance alone; season and recording can also do this."
#: What one chart of chance alone in 27 shows (simulated): a run so long, so many months beyond one limit, or so many patterns.
LONG, BEYOND, SEVERAL = 9, 3, 3
UNREPORTED = (
    "So large a step is first of all one of what was reported: a hospital that reports nothing for some months makes it. "
    "No pattern and no limits are read here."
)


def spc(rows: pd.DataFrame) -> Figure | Missing:
    """The newest months of one monthly series, a day of the calendar, with the limits of routine variation."""
    if rows.empty or rows["value"].notna().sum() == 0:
        return absent(rows)
    definition = definitions()[rows["indicator_id"].iloc[0]]
    table = analysis.chart(rows)
    table = table.assign(flag=[FLAGS[rule][side == "below"] for rule, side in zip(table["rule"], table["side"], strict=True)])
    low = _unreported(table, definition)
    signals = [] if len(low) else analysis.signals(table)
    body = council(rows) if definition.sources[0] == "delayed_transfers" else str(rows["body"].iloc[0])
    also = str(rows["also"].iloc[0]) if "also" in rows else ""
    span = " to ".join(dict.fromkeys(words.month(period) for period in table["period"].iloc[[0, -1]]))
    return Figure(
        key=f"{definition.chapter}-spc-{definition.id}",
        sentence=say(table, definition, signals, body, also),
        subtitle=f"{definition.name}, {definition.unit}, {body}; {_months(table)}, {span}",
        rows=table,
        columns=COLUMNS,
        source=f"{PUBLISHERS[definition.sources[0]]}, {span}. Open Government Licence v3.0.",
        draw=lambda fig: draw(fig, table, definition),
        size=SIZE,
        facts={_label(signal): str(signal.months) for signal in signals}
        | {"Months below half of the usual": str(len(low)), "Charts of chance alone that show some pattern": CHANCE},
        caveat=definition.caveat,
    )


def council(rows: pd.DataFrame) -> str:
    """The council that was measured, as people call it."""
    name = re.sub(r", (City|County) of$", "", str(rows["body"].iloc[0]))
    return f"{name} County Council" if str(rows["area_code"].iloc[0]).startswith("E10") else f"{name} Council"


def say(table: pd.DataFrame, definition: Definition, signals: list[analysis.Signal], body: str, also: str) -> Sentence:
    """Which rule the newest months break, what else stands out, and what routine variation would give."""
    name = definition.name.partition(" (")[0]
    who = f"{name}, {body}" if definition.sources[0] == "delayed_transfers" else name
    newest = words.month(table["period"].iloc[-1])
    low = _unreported(table, definition)
    found = _low(low) if len(low) else _dated(signals[0]) if signals else _quiet(table)
    headline = f"{who}: {found} (newest data: {newest})"
    limits = "" if len(low) else _limits(table, definition)
    verdict = UNREPORTED if len(low) else _verdict(signals, table)
    detail = [verdict, _others(signals[1:]), limits, _gaps(table)]
    if definition.polarity == "low is good":
        detail.append("Fewer is better here. No target is held to judge against.")
    if also:
        detail.append(f"Part of {table['place'].iloc[0]} lies outside this council ({also}); delays there are not counted here.")
    alt = f"Control chart of {words.counted(len(table), 'month')}. {headline}. {limits}"
    return Sentence(headline, tuple(text for text in detail if text), alt)


def _unreported(table: pd.DataFrame, definition: Definition) -> pd.DataFrame:
    """Months that were not wholly reported; councils report so few days that half of them is nothing strange."""
    return analysis.unreported(table) if definition.sources[0] == "monthly_activity_return" else table.head(0)


def _low(low: pd.DataFrame) -> str:
    months = words.counted(len(low), "month")
    return f"{months} {words.verb(len(low), 'is', 'are')} below half of the usual, the latest in {words.month(low['period'].iloc[-1])}"


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
    known = table["value"].dropna()
    if known.eq(known.iloc[0]).all():
        return "Every month that is held has the same value." if len(known) > 1 else ""
    if not signals:
        return "No rule was broken: nothing here suggests more than routine variation."
    return (
        f"{UNLIKELY if _is_strong(signals) else BY_CHANCE} Triangles mark months that break a rule; the table names it."
    )


def _is_strong(signals: list[analysis.Signal]) -> bool:
    """What chance alone gives in fewer than 1 of 20 charts; two patterns together are no such thing."""
    apart = [signal for signal in signals if not signal.kind.startswith("near")]
    return len(apart) >= SEVERAL or any(signal.months >= (LONG if signal.kind in RUNS else BEYOND) for signal in apart)


def _others(signals: list[analysis.Signal]) -> str:
    said = [f"{_finding(signal)} ({_dates(signal)})." for signal in signals[:OTHERS]]
    return " ".join(["Also:", *(text[0].upper() + text[1:] for text in said)]) if said else ""


def _limits(table: pd.DataFrame, definition: Definition) -> str:
    mean, lower, upper = (float(table[name].iloc[0]) for name in ("mean", "lower", "upper"))
    average = f"The average is {words.rate(mean)} {definition.unit}."
    if math.isnan(upper):
        return f"{average} One month is too few for limits."
    trial = "These are trial limits: fewer than a year of months is held." if table["trial"].iloc[0] else ""
    return f"{average} Routine variation would keep nearly all months between {words.rate(lower)} and {words.rate(upper)}. {trial}".rstrip()


def _gaps(table: pd.DataFrame) -> str:
    gone = table[table["rule"].eq(analysis.NOT_HELD)]
    small = int(gone["value_note"].eq(HIDDEN).sum()) if "value_note" in gone else 0
    absent = len(gone) - small
    why = {"not held": absent, "suppressed, so that nobody can be recognised": small}
    said = [f"{words.counted(count, 'month')} {words.verb(count, 'is', 'are')} {what}" for what, count in why.items() if count]
    return f"{words.joined(said)}: the line breaks there, and no rule reaches across." if said else ""


def _months(table: pd.DataFrame) -> str:
    full = len(table) == analysis.MONTHS
    return f"most recent {analysis.MONTHS} months" if full else f"all {words.counted(len(table), 'month')} held"


def draw(fig: Canvas, table: pd.DataFrame, definition: Definition) -> None:
    """The months in order, the average and the limits named at the right, and a triangle where a rule is broken."""
    narrow = style.is_narrow(fig)
    levels = _levels(table, "" if narrow else " limit")
    ax = style.axes(fig, right=style.room(levels), bottom=0.35)
    _lines(ax, table, levels)
    for _, run in table[table["value"].notna()].groupby("stretch"):
        ax.plot(run.index, run["value"], color=style.CONTEXT, linewidth=1.4)
    plain = table["flag"] == "none"
    ax.scatter(table.index[plain], table["value"][plain], s=20, color=style.CONTEXT, zorder=3)
    for side, marker in (("above", "^"), ("below", "v"), ("on", "D")):
        flagged = ~plain & (table["side"] == side)
        ax.scatter(table.index[flagged], table["value"][flagged], s=48, marker=marker, color=style.BLUE, zorder=4)
    _months_named(ax, list(table["period"]), narrow)
    low, high = ax.get_ylim()
    ax.set_yticks([tick for tick in ax.get_yticks() if low + 0.04 * (high - low) < tick < high])
    style.numbers(ax.yaxis, decimals=0 if high - low > 5 else 1)
    style.y_title(ax, f"{definition.name.partition(' (')[0]}, {definition.unit} (axis does not start at 0)")


def _months_named(ax: style.Axes, periods: list[str], narrow: bool) -> None:
    """Half-years by name; on a narrow chart of more than two years each January by its year."""
    years = narrow and len(periods) > TWO_YEARS
    ticks = [i for i, period in enumerate(periods) if period[-2:] == "01" or (not years and period[-2:] == "07") or len(periods) <= 6]
    ax.set_xticks(ticks, [periods[i][:4] if years else f"{words.month(periods[i])[:3]} {periods[i][:4]}" for i in ticks])


def _levels(table: pd.DataFrame, limit: str) -> dict[str, float]:
    """The average and the limits that are known, each under the name at its end."""
    names = {"upper": f"Upper{limit}", "mean": "Average", "lower": f"Lower{limit}"}
    known = {column: float(table[column].iloc[0]) for column in names if not math.isnan(table[column].iloc[0])}
    return {f"{names[column]} {words.rate(value)}": value for column, value in known.items()}


def _lines(ax: style.Axes, table: pd.DataFrame, levels: dict[str, float]) -> None:
    last, drawn = len(table) - 1, [*levels.values(), *table["value"].dropna()]
    low, high = min(drawn), max(drawn)
    margin = 0.08 * (high - low) or 1.0
    ax.set_ylim(low - margin, high + margin)
    ax.set_xlim(-0.8, last + 0.8)
    heights = style.spread(list(levels.values()), 0.08 * (high - low + 2 * margin))
    for (name, value), height in zip(levels.items(), heights, strict=True):
        ax.axhline(value, color=style.DARK, linewidth=1.3, linestyle="solid" if name.startswith("Average") else (0, (5, 3)), zorder=1)
        style.label(ax, last + 0.8, height, name)
    for name in ("near_upper", "near_lower") if len(levels) == 3 else ():
        ax.axhline(table[name].iloc[0], color=style.CONTEXT, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
