"""Trend: one indicator by year, the area beside England, the line broken where the definition was."""

from typing import Any

import pandas as pd
from matplotlib.figure import Figure as Canvas

from jsna import periods
from jsna.analysis import doubt
from jsna.analysis import trend as analysis
from jsna.catalogue import Definition, definition
from jsna.figures import clauses, doubts
from jsna.figures.core import style, words
from jsna.figures.core.area import Area
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.kinds.each import each


@each
def trend(here: Area, definition: Definition, small: bool) -> Figure | Missing:
    """An indicator by year beside England; several, or the `notable` of a chapter, small and side by side."""
    rows = here.history(definition.id)
    return clauses.absent(here, definition) if rows["place"].eq("England").all() else figure(rows, small)


def figure(rows: pd.DataFrame, small: bool = False) -> Figure:
    """The figure of the rows of an area and of England; `small` to stand beside others, in fewer words."""
    indicator = definition(str(rows["indicator_id"].iloc[0]))
    table = analysis.segments(rows, indicator.breaks)
    own = table[table["place"] != "England"]
    place, shaded = str(own["place"].iloc[0]), _shaded(table, indicator)
    return Figure.of(
        table,
        f"trend-{indicator.id}",
        (say_small if small else say)(table, indicator, place),
        _columns(indicator),
        f"{indicator.name}: {indicator.unit}{indicator.counted}",
        whom=_spans(table, place),
        when="",
        notes=(f"shaded: {'' if small else 'years of '}{indicator.shaded}" if shaded else "",),
        draw=lambda fig: draw(fig, table, indicator, shaded),
        size=style.SMALL_SIZE if small else style.SIZE,
        facts=doubts.mark_facts(own) | clauses.left_out_facts(own),
        caveat=" ".join([indicator.caveat, *clauses.breaks(indicator, min(table["period"]), small)]),
    )


def _columns(indicator: Definition) -> dict[str, Column]:
    def text(value: float) -> str:
        return clauses.value(value, indicator)

    counted, among, value = indicator.heads
    counts = {"numerator": Column(counted, words.number), "denominator": Column(among, words.number)}
    ends = {"period": Column("Year", numeric=False), "place": Column("Area", numeric=False)} | counts
    return ends | {"value": Column(value, text), "lower_95": Column("95% lower", text), "upper_95": Column("95% upper", text)}


def _spans(table: pd.DataFrame, place: str) -> str:
    """The years of the area and of England, each by its own where they differ."""
    of_each = table.groupby("place")["period"].agg(["min", "max"]).agg(" to ".join, axis=1)
    own, england = of_each[place], of_each.get("England", of_each[place])
    return f"{place} and England, {own}" if own == england else f"{place}, {own}, and England, {england}"


def say(table: pd.DataFrame, definition: Definition, place: str) -> Sentence:
    """The newest value, and a direction only where five years in a row within one definition were tested."""
    own = table[table["place"] == place]
    last = own.iloc[-1]
    value = clauses.value(last["value"], definition)
    headline = f"{f'{value} were {definition.event}' if definition.event else f'{definition.name}: {value}'} in {last['period']}"
    detail = tuple(filter(None, (*_told(own, definition), clauses.qualified(definition))))
    return Sentence(headline, detail, f"Line chart. {headline}, in {place}.")


def say_small(table: pd.DataFrame, definition: Definition, place: str) -> Sentence:
    """As `say`, with England's value of the same year, for a reader who has been told what is tested."""
    own = table[table["place"] == place]
    last = own.iloc[-1]
    beside = table[table["place"].eq("England") & table["period"].eq(last["period"])]
    values = [clauses.value(last["value"], definition), *(f"England {clauses.value(value, definition)}" for value in beside["value"])]
    headline = f"{definition.name}: {', '.join(values)} in {last['period']}"
    return Sentence(headline, _told(own, definition), f"Line chart. {headline}, in {place}.")


def _told(own: pd.DataFrame, definition: Definition) -> tuple[str, ...]:
    return (*_checked(own, definition), *_direction(analysis.tested(own, definition), definition), *clauses.left_out(own))


def _checked(own: pd.DataFrame, definition: Definition) -> tuple[str, ...]:
    """The doubtful numbers in the years of a place, and the trend without them where it is another."""
    said = doubts.marks(own)
    if not said:
        return ()
    first, without = (analysis.tested(rows, definition) for rows in (own, doubt.as_without(own)))
    if first is None or without is None or first[1] == without[1]:
        return said
    return (*said, f"Without doubtful numbers: {words.lower(_direction(without, definition)[0])}")


def _direction(trend: tuple[pd.DataFrame, int] | None, definition: Definition) -> tuple[str, ...]:
    if trend is None:
        return ("No five years in a row can be compared with each other, so no trend was tested.",)
    rows, direction = trend
    first, last = rows.iloc[0], rows.iloc[-1]
    verb = {1: "rose", -1: "fell", 0: "showed no clear trend"}[direction]
    before, after = (f"{clauses.value(row['value'], definition)} in {row['period']}" for row in (first, last))
    sure = ": unlikely to be chance alone" if direction else ""
    return (f"Over the newest five years in a row that can be compared, {definition.subject} {verb}, from {before} to {after}{sure}.",)


def draw(fig: Canvas, table: pd.DataFrame, definition: Definition, shaded: list[int]) -> None:
    """A line a place, broken at each break and absent year."""
    small = style.is_narrow(fig)
    places = [name for name in table["place"].unique() if name != "England"] + ["England"]
    ends = [table[table["place"] == name].iloc[-1] for name in places]
    named = [_named(end, definition, small) for end in ends]
    ax = style.axes(fig, left=0.5 if small else 0.65, right=style.room(named), bottom=0.4)
    for name, colour, width in zip(places, (style.BLUE, style.CONTEXT), (2.4, 1.6), strict=True):
        rows = table[table["place"] == name]
        for _, run in rows.groupby("segment"):
            mark = "o" if colour == style.BLUE else "s"
            ax.plot(run["year"], run["value"], color=colour, linewidth=width, marker=mark, markersize=4 if small else 6)
    if shaded:
        style.shade(ax, shaded[0] - 0.5, shaded[-1] + 0.5, "pandemic")
    low, high = 0.0, float(table["value"].max()) * 1.15
    ax.set_ylim(low, high)
    heights = style.apart([float(end["value"]) for end in ends], (high - low) * (0.1 if small else 0.07))
    for end, height, text in zip(ends, heights, named, strict=True):
        style.label(ax, end["year"], height, text)
    shown = range(int(table["year"].max()), int(table["year"].min()) - 1, -4 if small else -2)
    ax.set_xticks(list(shown), [periods.written_year(year) for year in shown])
    if small:
        ax.tick_params(axis="x", pad=8)  # a year under the first point must not meet the number beside it
    style.numbers(ax.yaxis, clauses.sign(definition), decimals=0 if high > 5 else 1)
    style.y_title(ax, definition.unit if small else f"{definition.name}, {definition.unit}")


def _named(end: "pd.Series[Any]", definition: Definition, small: bool) -> str:
    short = str(end["place"]) if end["place"] == "England" or not small else "here"
    return f"{clauses.value(end['value'], definition)} {style.short(short, 24)}"


def _shaded(table: pd.DataFrame, definition: Definition) -> list[int]:
    """The years between two breaks of payment: they are shaded, and in no test."""
    first, last = ([int(b.period[:4]) for b in definition.breaks if b.kind == "payment"] + [0, 0])[:2]
    return [year for year in range(first, last) if table["year"].min() <= year <= table["year"].max()]
