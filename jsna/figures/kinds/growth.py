"""Growth of a count of everybody over the years held, beside England, never across a change of practices."""


import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from jsna import periods
from jsna.analysis import lists as analysis
from jsna.catalogue import Definition, definition
from jsna.figures import clauses
from jsna.figures.core import clear, letters, marks, style, words
from jsna.figures.core.area import Area
from jsna.figures.core.call import unfit
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.core.sources import cited
from jsna.figures.kinds.each import each

#: Inches below the lowest mark for the count of the first year, and how many points below its mark that may stand.
FOOT, LIFTS = 0.45, (8, 12, 16)
#: Inches of a change with its place at the end of a line, in as many lines as that takes; on a narrow chart.
NAMED, NAMED_NARROW = 2.3, 1.2


@each
def growth(here: Area, definition: Definition, small: bool) -> Figure | Missing:
    """How a count of everybody grew over the years held, here and in England.

    Examples
    --------
    >>> jsna.growth(here, "list_size")
    """
    if definition.measure != "count" or not definition.event:
        expected = "a count of people who are something, such as registered"
        raise unfit("growth", definition, expected, f'of the measure "{definition.measure}"', "trend")
    rows = here.history(definition.id)
    area_rows = rows[rows["place"] != "England"]
    return figure(rows) if area_rows["value"].notna().any() else clauses.absent(here, definition)


def figure(rows: pd.DataFrame) -> Figure:
    """The figure of the yearly rows of an area and of England."""
    table, indicator = analysis.growth(rows), definition(str(rows["indicator_id"].iloc[0]))
    star, place = "*" if _steps(table, indicator) else "", table["place"].iloc[0]
    anew = {column: table[column].mask(table["run"].diff() > 0) for column in ("change", "england_change")}  # it is beside no year
    return Figure.of(
        table.assign(**anew),
        f"growth-{indicator.id}",
        say(table, indicator),
        {
            "period": Column("Year", numeric=False),
            "value": Column(place, words.number),
            "step": Column("Since the row before", clauses.signed_percent),
            "change": Column(f"Since the first year{star}", clauses.signed_percent),
            "england": Column("England", words.number),
            "england_change": Column(f"England, since the first year{star}", clauses.signed_percent),
        },
        indicator.together,
        whom=f"{place} and England",
        source=cited(rows),
        draw=(lambda fig: draw(fig, table, indicator)) if len(_drawn(table)) > 1 else None,
        facts={f"More or fewer {indicator.people} than in the first year compared": words.number(abs(_gained(table)))}
        | _left_out(table, indicator),
        caveat=indicator.caveat
        + (f" {star} The first year compared: where {indicator.noun}s changed by more than a tenth, counting begins anew." if star else ""),
    )


def _gained(table: pd.DataFrame) -> float:
    run = table.loc[table["run"] == table["run"].iloc[-1], "value"]
    return float(run.iloc[-1] - run.iloc[0])


def say(table: pd.DataFrame, indicator: Definition) -> Sentence:
    """The newest count, its plain change over the newest run of years, England's, and where it changed too much to compare."""
    run = table[table["run"] == table["run"].iloc[-1]]
    first, last = run.iloc[0], run.iloc[-1]
    start = f"{words.number(last['value'])} {indicator.people} were {indicator.event} in {last['period']}"
    headline = f"{start}, {_changed(last['value'] - first['value'], last['change'])} {first['period']}" if len(run) > 1 else start
    beside = len(run) > 1 and pd.notna(last["england_change"])
    headline += f"; England's {indicator.noun}s {_grew(last['england_change'])}" if beside else ""
    alone = "" if len(table) > 1 else "Only one year is held, so no change can be shown."
    gone = [f"{words.capital(indicator.noun)}s leave out {text}." for text in _left_out(table, indicator).values()]
    detail = tuple(text for text in (alone, *_steps(table, indicator), *gone) if text)
    return Sentence(headline, detail, f"Line chart. {headline}.")


def _left_out(table: pd.DataFrame, indicator: Definition) -> dict[str, str]:
    """How many people are in no list of a year, though a practice had them, and why."""
    some = table[table["left_out"].gt(0)] if "left_out" in table else table.head(0)
    return {
        f"Left out, {row['period']}": f"{words.number(row['left_out'])} {indicator.people} in {row['period']}: {row['why_left_out']}"
        for _, row in some.iterrows()
    }


def _steps(table: pd.DataFrame, indicator: Definition) -> list[str]:
    steps = table.assign(before=table["period"].shift())[table["run"].diff() > 0]
    changes = [f"{clauses.signed_percent(row['step'])} from {row['before']} to {row['period']}" for _, row in steps.iterrows()]
    if not changes:
        return []
    why = "Practices may have come or gone: nothing is compared across that."
    return [f"{words.capital(indicator.noun)}s changed by more than a tenth ({words.joined(changes)}).", why]


def _changed(people: float, change: float) -> str:
    if not people:
        return "as many as in"
    return f"{words.number(abs(people))} {'more' if people > 0 else 'fewer'} ({abs(change):.1f}%) than in"


def _grew(change: float) -> str:
    return f"{'grew' if change > 0 else 'shrank'} by {abs(change):.1f}%" if round(change, 1) else "did not change"


def draw(fig: Canvas, table: pd.DataFrame, indicator: Definition) -> None:
    """A line for the area and one for England, dotted where a year has no number, which is said; the counts of the area at both ends."""
    last = table.iloc[-1]
    narrow = style.is_narrow(fig)
    labels = _ends_named(table, NAMED_NARROW if narrow else NAMED)
    ax = style.axes(fig, right=letters.ROOM + max(map(letters.widest, labels)), left=0.75, bottom=0.4)
    drawn = _drawn(table)
    since = " and anew since ".join(drawn.groupby("run")["period"].first())
    title = f"{words.capital(indicator.event)} {indicator.people}: change since {since}"
    style.y_title(ax, f"{title}{_dotted(drawn)}")  # first: it takes from the height
    for column, (marker, colour, _), width in (("england_change", marks.ENGLAND, 1.6), ("change", marks.HERE, 2.4)):
        for _, run in drawn.groupby("run"):  # years that are not held are bridged by dots
            dots = run.dropna(subset=[column])
            ax.plot(dots["year"], dots[column], color=colour, linewidth=1, linestyle=(0, (1, 2)), zorder=1)
        for _, part in drawn.groupby(["run", "segment"]):
            face = style.PAPER if len(part) == 1 else colour
            ax.plot(part["year"], part[column], color=colour, marker=marker, markerfacecolor=face, linewidth=width)
    low, high = ax.get_ylim()
    lines = max(label.count("\n") + 1 for label in labels)
    below = FOOT / (ax.get_position().height * fig.get_figheight())
    ax.set_ylim(low - below * (high - low), high + (0.02 + 0.06 * lines) * (high - low))  # a name in several lines stays below the title
    whole = ax.get_ylim()[1] - ax.get_ylim()[0]
    inches = style.LINE * (0.4 + sum(label.count("\n") + 1 for label in labels) / 2)  # between the middles of two names
    gap = whole * max(0.045 + 0.03 * lines, inches / (ax.get_position().height * fig.get_figheight()))
    for text, height in zip(labels, letters.apart(list(labels.values()), gap), strict=True):
        style.label(ax, last["year"], height, text, style.MUTED if text.endswith("England") else style.BLUE)
    ends = table["year"].iloc[[0, -1]]
    ax.plot(ends, [0, 0], color=style.CONTEXT, linewidth=0.8, zorder=1)  # no further: names at the end may be as high
    years = range(int(last["year"]), int(table["year"].iloc[0]) - 1, -4 if narrow and len(table) > 5 else -2)
    ax.set_xticks(list(years), [periods.written_year(year) for year in years])
    changes = table[["change", "england_change"]].to_numpy(float)
    ticks = MaxNLocator(6, steps=[1, 2, 5, 10], integer=True).tick_values(np.nanmin(changes), np.nanmax(changes))
    bottom, top = ax.get_ylim()
    ax.set_yticks([tick for tick in ticks if np.nanmin(changes) <= tick < top])  # none where only words are
    ax.set_ylim(bottom, top)
    ax.spines["bottom"].set_visible(False)  # the line at 0 is the one to be seen
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:+.0f}%".replace("-", words.MINUS) if value else "0%")
    ax.tick_params(axis="x", pad=9)  # the first year must not meet the lowest number beside the axis
    _first_count(ax, table)


def _drawn(table: pd.DataFrame) -> pd.DataFrame:
    """Without a year that is compared with no other, whose mark would stand at 0 and say nothing; the newest has its count beside it."""
    alone = table.groupby("run")["run"].transform("size").eq(1)
    return table[~alone | table["run"].eq(table["run"].iloc[-1])]


def _dotted(drawn: pd.DataFrame) -> str:
    """Which years dots bridge, since they have no number: of the area, and of England."""
    parts = [("for ", _bridged(drawn)), ("for England in ", sorted(set(_bridged(drawn.dropna(subset=["england"]))) & set(drawn["year"])))]
    named = [f"{whose}{words.joined([periods.written_year(year) for year in years])}" for whose, years in parts if years]
    return f" (dotted: no number {' and '.join(named)})" if named else ""


def _bridged(rows: pd.DataFrame) -> list[int]:
    """The years between the first and the last row of a run that have none."""
    spans = rows.groupby("run")["year"].agg(["min", "max"]).itertuples(index=False)
    return sorted({year for first, last in spans for year in range(int(first), int(last))} - set(rows["year"]))


def _ends_named(table: pd.DataFrame, inches: float) -> dict[str, float]:
    """What stands at which height beside the newest year: both changes, and how many people there are in the area."""
    last, indicator = table.iloc[-1], definition(str(table["indicator_id"].iloc[0]))
    count = "\n" + letters.broken(f"{words.number(last['value'])} {indicator.people}", inches)
    ends = (("England", "", float(last["england_change"])), (str(last["place"]), count, float(last["change"])))
    return {f"{letters.broken(f'{clauses.signed_percent(end)} {name}', inches, 3)}{more}": end for name, more, end in ends if pd.notna(end)}


def _first_count(ax: Axes, table: pd.DataFrame) -> None:
    """How many people there were in the first year compared, below it; where that is the newest, its number stands beside it."""
    run = table[table["run"] == table["run"].iloc[-1]]
    if len(run) > 1:
        places = [clear.Place(0, -lift, "left") for lift in LIFTS]
        clear.label(ax, run["year"].iloc[0], 0.0, words.number(run["value"].iloc[0]), places, bbox=style.ON_PAPER)
