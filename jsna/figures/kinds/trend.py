"""Trend: one indicator by year, the area beside England, the line broken where the definition was."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from jsna import periods
from jsna.analysis import trend as analysis
from jsna.catalogue import Definition, definition
from jsna.figures import changes, clauses, doubts
from jsna.figures.core import clear, letters, marks, style, words
from jsna.figures.core.area import Area
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.kinds import scales
from jsna.figures.kinds.each import each

#: Where the lowest value is more than this of the highest an axis starts at that other share of it, so that lines part.
HIGH, START = 0.6, 0.5
#: Small figures have the same years where these fill at least so much of the axis of each: else one would be half empty.
FILLED = 0.75
#: How far above or below its mark the first number of a line may stand, in points.
LIFTS = (9, 12, 15, 19, 25, 32, 40)
#: Inches of a place's name at the end of its line, which may take several.
NAMED, NAMED_SMALL = 1.8, 1.15
#: The longest word of a name that is kept whole, in inches: the longest of an English place, and more would leave no chart.
LONGEST_WORD = 1.4
#: Points from the axis down to its years: the first must not meet the lowest number beside the axis.
LOWER = 9
ONE_YEAR = "It would need a second year beside {}."


class Frame(NamedTuple):
    """The ends of both axes of a figure, and what its unit is followed by."""

    low: float
    high: float
    first: int
    last: int
    note: str = ""


def together(figures: list[Figure]) -> list[Figure]:
    """Small figures over years that are nearly the same, and on one scale where their units are the same and their values alike."""
    if len(figures) < 2:
        return figures
    frames, definitions = [_frame(figure.rows) for figure in figures], [_definition(figure.rows) for figure in figures]
    ends = scales.shared([frame[:2] for frame in frames]) if len({each.unit.split()[0] for each in definitions}) == 1 else None
    years = _shared_years(frames) if len({"/" in period for figure in figures for period in figure.rows["period"]}) == 1 else None
    framed = [Frame(*(ends or frame[:2]), *(years or frame[2:4]), "" if ends else f", {scales.OWN}") for frame in frames]
    return [replace(figure, draw=_drawing(figure.rows, frame)) for figure, frame in zip(figures, framed, strict=True)]


def _shared_years(frames: list[Frame]) -> tuple[int, int] | None:
    first, last = min(frame.first for frame in frames), max(frame.last for frame in frames)
    shortest = min(frame.last - frame.first for frame in frames)
    return (first, last) if shortest >= FILLED * (last - first) else None


def _frame(table: pd.DataFrame) -> Frame:
    rows = _of_area_years(table)
    lowest, highest = float(rows["value"].min()), float(rows["value"].max())
    low = START * highest if lowest > HIGH * highest else 0.0
    return Frame(low, highest + 0.2 * (highest - low), int(rows["year"].min()), int(rows["year"].max()))


def _of_area_years(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of the years that the area has: England's others would leave a part of the chart empty."""
    years = table.loc[(table["place"] != "England") & table["value"].notna(), "year"]
    return table[table["year"].between(years.min(), years.max())]


def _drawing(table: pd.DataFrame, frame: Frame) -> Callable[[Canvas], None]:
    return lambda fig: draw(fig, table, frame)


def _definition(table: pd.DataFrame) -> Definition:
    return definition(str(table["indicator_id"].iloc[0]))


@partial(each, together=together)
def trend(here: Area, definition: Definition, small: bool) -> Figure | Missing:
    """An indicator by year beside England; several, or the `notable` of a chapter, small and side by side.

    Examples
    --------
    >>> jsna.trend(here, "qof_dm_prevalence", "qof_af_prevalence")
    """
    rows = here.history(definition.id)
    years = rows.loc[(rows["place"] != "England") & rows["value"].notna(), "period"]
    if years.empty:
        return clauses.absent(here, definition)
    return figure(rows, small) if len(years) > 1 else Missing(f"a change of {words.lower(definition.name)}", ONE_YEAR.format(*years))


def figure(rows: pd.DataFrame, small: bool = False) -> Figure:
    """The figure of the rows of an area and of England; `small` to stand beside others, in fewer words."""
    indicator = definition(str(rows["indicator_id"].iloc[0]))
    table = analysis.segments(rows, indicator.breaks)
    series = analysis.own(table)
    name, bracket, _ = indicator.name.partition(" (")
    place, caveats = str(series["place"].iloc[0]), [indicator.caveat, *clauses.breaks(indicator, min(table["period"]), small)]
    return Figure.of(
        table,
        f"trend-{indicator.id}",
        say(series, indicator, small),
        _columns(indicator),
        f"{indicator.name}: {indicator.unit}{indicator.counted}",
        whom=_spans(table, place),
        axis=f"{name} (" if bracket else f"{name}: {indicator.unit}{indicator.counted}, ",
        when="",
        notes=() if small else _notes(table, indicator),
        draw=_drawing(table, _frame(table)),
        size=style.SMALL_SIZE if small else style.SIZE,
        facts=changes.facts(series, indicator) | doubts.mark_facts(series) | clauses.left_out_facts(series),
        caveat=" ".join(caveats).strip(),
    )


def _columns(indicator: Definition) -> dict[str, Column]:
    def text(value: float) -> str:
        return clauses.value(value, indicator)

    count_head, among, value = indicator.heads
    counts = {"numerator": Column(count_head, words.number), "denominator": Column(among, words.number)}
    ends = {"period": Column("Year", numeric=False), "place": Column("Area", numeric=False)} | counts
    return ends | {"value": Column(value, text), "lower_95": Column("95% lower", text), "upper_95": Column("95% upper", text)}


def _spans(table: pd.DataFrame, place: str) -> str:
    """The years of the area and of England, each by its own where they differ."""
    of_each = table.groupby("place")["period"].agg(words.span)
    here, england = of_each[place], of_each.get("England", of_each[place])
    return f"{place} and England, {here}" if here == england else f"{place}, {here}, and England, {england}"


def _notes(table: pd.DataFrame, indicator: Definition) -> tuple[str, ...]:
    """What shading means, and marks of years that no line joins to others."""
    shaded = f"shaded: years of {indicator.shaded}" if table["protected"].any() else ""
    lone = table.dropna(subset="value").groupby(["place", "segment"])["value"].size().eq(1).any()
    return shaded, "hollow: a year that is not joined to others" if lone else ""


def say(series: pd.DataFrame, definition: Definition, small: bool) -> Sentence:
    """What it is now and was at first, England too, how it came to that, and what was tested; a small one is told by its name."""
    (value, year), *first = changes.ends(series, definition)
    about = definition.name if small or not definition.condition else f"{words.capital(definition.subject)} of {definition.condition}"
    own, verb = f"{about}: {value} in {year}", changes.moved(series, definition)
    if first and verb == changes.SAME:
        own = f"{about} was {value} in {first[0][1]} and in {year}"
    elif first:
        own = f"{about} {verb} from {first[0][0]} in {first[0][1]} to {value} in {year}"
    england = changes.england_then(series, definition)
    headline = own + (f"; England {england}" if england else "")
    return Sentence(headline, changes.told(series, definition), f"Line chart. {headline}, in {series['place'].iloc[0]}.")


def draw(fig: Canvas, table: pd.DataFrame, frame: Frame) -> None:
    """A line a place, broken at each break and absent year, its first and its last number beside it."""
    small, indicator, rows = style.is_narrow(fig), _definition(table), _of_area_years(table)
    places = sorted(rows["place"].unique(), key=lambda name: name == "England")
    ends = [rows[rows["place"] == name].iloc[-1] for name in places]
    labels = [_named(end, indicator, small) for end in ends]
    lines = sum(label.count("\n") + 1 for label in labels) / len(labels)
    ax = style.axes(fig, left=0.5 if small else 0.65, right=letters.ROOM + max(map(letters.widest, labels)), bottom=0.4)
    note = f"{frame.note}{clauses.CUT if frame.low else ''}"
    style.y_title(ax, f"{clauses.axis(indicator)}{indicator.counted}{note}")  # first: its lines take from the height
    _lines(ax, rows)
    low, high = frame[:2]
    ax.set_ylim(low, high)
    ax.set_xlim(frame.first - 0.5, frame.last + 0.5)
    heights = letters.apart([float(end["value"]) for end in ends], (high - low) * lines * (0.1 if small else 0.07))
    for end, height, text in zip(ends, heights, labels, strict=True):
        style.label(ax, end["year"], height, text, _colour(end))
    _interruptions(ax, rows, indicator)  # after names at the ends, on which these may not lie
    _bridged(ax, rows, indicator)
    _years_named(ax, rows, frame)
    style.numbers(ax.yaxis, clauses.sign(indicator), decimals=0 if high > 5 else 1)
    _first_told(ax, rows, indicator)


def _lines(ax: Axes, table: pd.DataFrame) -> None:
    for (place, _), run in table.groupby(["place", "segment"]):
        mark, width = (marks.ENGLAND, 1.6) if place == "England" else (marks.HERE, 2.4)
        face = style.PAPER if len(run) == 1 else mark.face  # a year that no line joins to another
        look: dict[str, Any] = {"marker": mark.marker, "markerfacecolor": face, "markersize": 5}
        ax.plot(run["year"], run["value"], color=mark.edge, linewidth=width, **look)


def _colour(row: "pd.Series[Any]") -> str:
    return style.MUTED if row["place"] == "England" else style.BLUE


def _years_named(ax: Axes, table: pd.DataFrame, frame: Frame) -> None:
    """The first and the last year, and as many between as have room, evenly where their number can be divided so."""
    written = periods.written_year if "/" in table["period"].iloc[0] else str
    names = {year: written(year) for year in range(frame.first, frame.last + 1)} | dict(zip(table["year"], table["period"], strict=True))
    span, inches = frame.last - frame.first, ax.get_position().width * style.canvas(ax).get_figwidth()
    least = max(1, math.ceil((letters.across(names[frame.last]) + 0.1) * (span + 1) / inches))
    step = next((step for step in range(least, 2 * least) if span % step == 0), least)
    between = [year for year in range(frame.last, frame.first, -step) if year - frame.first >= step]
    years = [frame.first, *reversed(between)]
    ax.set_xticks(years, [names[year] for year in years])
    ax.tick_params(axis="x", pad=LOWER)


def _told(table: pd.DataFrame, definition: Definition) -> list[str]:
    """The years that the title sets beside each other, from the first to the newest."""
    return sorted({period for _, period in changes.ends(analysis.own(table), definition)})


def _bridged(ax: Axes, table: pd.DataFrame, definition: Definition) -> None:
    """Dots over what interrupts a line between the years of the title, which are set beside each other all the same."""
    years = _told(table, definition)
    for name, rows in table[table["value"].notna() & table["period"].between(years[0], years[-1])].groupby("place"):
        colour = style.CONTEXT if name == "England" else style.BLUE
        ax.plot(rows["year"], rows["value"], color=colour, linewidth=1, linestyle=(0, (1, 2)), zorder=1)


def _first_told(ax: Axes, table: pd.DataFrame, definition: Definition) -> None:
    """The numbers that the title begins with: the higher above its line and the other below, each further off where lines are near."""
    first, *later = _told(table, definition)
    rows = table[table["period"].eq(first) & table["value"].notna()].sort_values("value", ascending=False) if later else table.head(0)
    sides: tuple[Any, Any] = ((-4, "left"), (4, "right")) if rows["year"].eq(table["year"].min()).all() else ((4, "right"), (-4, "left"))
    for up, (_, row) in zip((1, -1), rows.iterrows(), strict=False):
        places = [clear.Place(dx, lift * side, ha) for lift in LIFTS for side in (up, -up) for dx, ha in sides]
        text = clauses.value(row["value"], definition)
        clear.label(ax, row["year"], row["value"], text, places, _colour(row), bbox=style.ON_PAPER)


def _interruptions(ax: Axes, table: pd.DataFrame, definition: Definition) -> None:
    """Why the lines are broken, at the foot of the chart: years that are shaded, years that are not held, and a changed definition."""
    starts = [(periods.parse(each.period).start.year, each.kind) for each in definition.breaks]
    pandemic = sorted(year for year, kind in starts if kind == "pandemic")
    years = sorted(table.loc[table["protected"], "year"].unique()) or (list(range(pandemic[0], pandemic[1])) if len(pandemic) > 1 else [])
    first, last = int(table["year"].min()), int(table["year"].max())
    if years and years[0] <= last:
        style.shade(ax, years[0] - 0.5, min(years[-1], last) + 0.5)
    foot: dict[str, Any] = {"xycoords": ax.get_xaxis_transform(), "fontsize": letters.SMALL, "dx": 0}
    if years and years[0] <= last:  # beside its band, which is narrower: before it, or after where a chart begins with it
        side: dict[str, Any] = {"dx": -3 if years[0] > first else 3, "bbox": style.ON_PAPER}
        end = years[0] - 0.5 if years[0] > first else min(years[-1], last) + 0.5
        style.label(ax, end, 0, "pandemic" if years[0] > first else "shaded: pandemic", dy=5, **foot | side)
    area_years = set(table.loc[(table["place"] != "England") & table["value"].notna(), "year"])
    absent = [year for year in range(min(area_years), last) if year not in area_years]
    for year in sorted({year for year, kind in starts if kind in analysis.OTHERWISE and first < year <= last}):
        ax.axvline(year - 0.5, color=style.CONTEXT, linewidth=1, linestyle=(0, (1, 2)), zorder=1)
        if 2 * year > first + last:  # names stand at the end
            before: dict[str, Any] = {"dx": -3, "ha": "right", "bbox": style.ON_PAPER}
            style.label(ax, year - 0.5, _free_height(ax, table, definition), "new definition", dy=0, **foot | before)
        else:
            style.label(ax, year - 0.5, 0, "new definition", dy=33 if absent or years else 5, **foot | {"dx": 3})
    if absent:  # last, since it keeps clear of the others
        written = periods.written_year if "/" in table["period"].iloc[0] else str
        span = " to ".join(dict.fromkeys(map(written, (absent[0], absent[-1]))))
        _absent_named(ax, absent, f"no {span}")


def _absent_named(ax: Axes, absent: list[int], text: str) -> None:
    """The years that are not held, over them and to the right or to the left, the lowest where least is."""
    (wide, high), (first, last) = (72 * pixels / style.canvas(ax).dpi for pixels in ax.bbox.size), ax.get_xlim()
    across = wide * (absent[-1] - absent[0] + 0.9) / (last - first)
    places = [clear.Place(dx, dy, ha) for dy in range(5, int(high), 5) for dx, ha in ((2, "left"), (across - 2, "right"))]
    clear.label(ax, absent[0] - 0.45, ax.get_ylim()[0], text, places, fontsize=letters.SMALL, bbox=style.ON_PAPER)


def _free_height(ax: Axes, table: pd.DataFrame, definition: Definition) -> float:
    """At which part of its height a chart has most room beside the numbers of the first year of its title."""
    low, high = ax.get_ylim()
    numbers = (table.loc[table["period"].eq(_told(table, definition)[0]) & table["value"].notna(), "value"] - low) / (high - low)
    return max((0.2, 0.5, 0.95), key=lambda height: (numbers - height).abs().min())


def _named(end: "pd.Series[Any]", definition: Definition, small: bool) -> str:
    """The newest value and the place, in lines none of which begins within a word of a usual length."""
    text = f"{clauses.value(end['value'], definition)} {end['place']}"
    longest = min(max(map(letters.across, text.split())), LONGEST_WORD)
    return letters.broken(text, max(NAMED_SMALL if small else NAMED, longest), 3)
