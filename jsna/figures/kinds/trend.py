"""Trend: one indicator by year, the area beside England, the line broken where the definition was."""

from typing import Any

import pandas as pd
from matplotlib.figure import Figure as Canvas

from jsna.analysis import doubt
from jsna.analysis import trend as analysis
from jsna.catalogue import Definition, definitions
from jsna.figures import doubtful, left_out
from jsna.figures.core import style, words
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.missing import absent

COLUMNS = {
    "period": Column("Year", numeric=False),
    "place": Column("Area", numeric=False),
    "numerator": Column("Patients on the register", words.number),
    "denominator": Column("List size", words.number),
    "value": Column("Recorded", words.percent),
    "lower_95": Column("95% lower", words.percent),
    "upper_95": Column("95% upper", words.percent),
}


def trend(rows: pd.DataFrame, small: bool = False) -> Figure | Missing:
    """The history of one indicator; `small` to stand beside others, in fewer words."""
    if rows.empty or (rows["place"] == "England").all():
        return absent(rows)
    definition = definitions()[rows["indicator_id"].iloc[0]]
    stops = [b for b in definition.breaks if b.kind != "accumulating"]
    table = analysis.segments(rows, [b.period for b in stops])
    place = next(name for name in table["place"].unique() if name != "England")
    years = sorted(table["period"].unique())
    shaded = f"; shaded: {'' if small else 'years of '}the pandemic, when most pay of practices did not depend on what they recorded"
    told = [f"From {b.period}: {b.reason}" for b in definition.breaks if b.period >= years[0] and not (small and b.kind == "payment")]
    return Figure(
        key=f"{definition.chapter}-trend-{definition.id}",
        sentence=say_small(table, definition, place) if small else say(table, definition, place),
        subtitle=f"{definition.name}: {definition.unit} on the register, {_spans(table, place)}" + (shaded if _protected(table) else ""),
        rows=table,
        columns=COLUMNS,
        source=words.SOURCE_QOF.format(period=f"{years[0]} to {years[-1]}"),
        draw=lambda fig: draw(fig, table, definition),
        size=style.SMALL_SIZE if small else style.SIZE,
        facts=doubtful.mark_facts(table[table["place"] == place]) | left_out.facts(table[table["place"] == place]),
        caveat=" ".join([definition.caveat, *told]),
    )


def _spans(table: pd.DataFrame, place: str) -> str:
    """The years of the area and of England, each by its own where they differ."""
    of_each = table.groupby("place")["period"].agg(["min", "max"]).agg(" to ".join, axis=1)
    own, england = of_each[place], of_each.get("England", of_each[place])
    return f"{place} and England, {own}" if own == england else f"{place}, {own}, and England, {england}"


def say(table: pd.DataFrame, definition: Definition, place: str) -> Sentence:
    """The newest value, and a direction only where five years in a row within one definition were tested."""
    own = table[table["place"] == place]
    last = own.iloc[-1]
    headline = f"{words.percent(last['value'])} were recorded with {definition.condition} in {last['period']}"
    detail = (*_checked(own), *_direction(analysis.tested(own)), *left_out.told(own), f"Figures are {words.QUALIFIER}.")
    return Sentence(headline, detail, f"Line chart. {headline}, in {place}.")


def say_small(table: pd.DataFrame, definition: Definition, place: str) -> Sentence:
    """As `say`, with England's value of the same year, for a reader who has been told what is tested."""
    own = table[table["place"] == place]
    last = own.iloc[-1]
    beside = table[table["place"].eq("England") & table["period"].eq(last["period"])]
    values = [words.percent(last["value"]), *(f"England {words.percent(value)}" for value in beside["value"])]
    headline = f"{definition.name}: {', '.join(values)} in {last['period']}"
    detail = (*_checked(own), *_direction(analysis.tested(own)), *left_out.told(own))
    return Sentence(headline, detail, f"Line chart. {headline}, in {place}.")


def _checked(own: pd.DataFrame) -> tuple[str, ...]:
    """The doubtful numbers in the years of a place, and the trend without them where it is another."""
    said = doubtful.marks(own)
    if not said:
        return ()
    first, without = (analysis.tested(rows) for rows in (own, doubt.as_without(own)))
    if first is None or without is None or first[1] == without[1]:
        return said
    trend = _direction(without)[0]
    return (*said, f"Without doubtful numbers: {trend[:1].lower()}{trend[1:]}")


def _direction(found: tuple[pd.DataFrame, int] | None) -> tuple[str, ...]:
    if found is None:
        return ("No five years in a row can be compared with each other, so no trend was tested.",)
    rows, direction = found
    first, last = rows.iloc[0], rows.iloc[-1]
    verb = {1: "rose", -1: "fell", 0: "showed no clear trend"}[direction]
    change = f"from {words.percent(first['value'])} in {first['period']} to {words.percent(last['value'])} in {last['period']}"
    sure = ": unlikely to be chance alone" if direction else ""
    return (f"Over the newest five years in a row that can be compared, recorded prevalence {verb}, {change}{sure}.",)


def draw(fig: Canvas, table: pd.DataFrame, definition: Definition) -> None:
    """A line a place, broken at each break and absent year."""
    small = style.is_narrow(fig)
    places = [name for name in table["place"].unique() if name != "England"] + ["England"]
    ends = [table[table["place"] == name].iloc[-1] for name in places]
    named = [_named(end, small) for end in ends]
    ax = style.axes(fig, left=0.5 if small else 0.65, right=style.room(named), bottom=0.4)
    for name, colour, width in zip(places, (style.BLUE, style.CONTEXT), (2.4, 1.6), strict=True):
        rows = table[table["place"] == name]
        for _, run in rows.groupby("segment"):
            mark = "o" if colour == style.BLUE else "s"
            ax.plot(run["year"], run["value"], color=colour, linewidth=width, marker=mark, markersize=4 if small else 6)
    if shaded := _protected(table):
        style.shade(ax, shaded[0] - 0.5, shaded[-1] + 0.5, "pandemic")
    low, high = 0.0, float(table["value"].max()) * 1.15
    ax.set_ylim(low, high)
    heights = style.spread([float(end["value"]) for end in ends], (high - low) * (0.1 if small else 0.07))
    for end, height, text in zip(ends, heights, named, strict=True):
        style.label(ax, end["year"], height, text)
    shown = range(int(table["year"].max()), int(table["year"].min()) - 1, -4 if small else -2)
    ax.set_xticks(list(shown), [f"{year}/{(year + 1) % 100:02d}" for year in shown])
    if small:
        ax.tick_params(axis="x", pad=8)  # a year under the first point must not meet the number beside it
    style.numbers(ax.yaxis, "%", decimals=0 if high > 5 else 1)
    style.y_title(ax, definition.unit if small else f"{definition.name}, {definition.unit}")


def _named(end: "pd.Series[Any]", small: bool) -> str:
    short = str(end["place"]) if end["place"] == "England" or not small else "here"
    return f"{words.percent(end['value'])} {style.short(short, 24)}"


def _protected(table: pd.DataFrame) -> list[int]:
    """The years in which payment did not depend on registers: shaded, and in no test."""
    return [year for year in (2020, 2021) if table["year"].min() <= year <= table["year"].max()]
