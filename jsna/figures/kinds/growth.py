"""Growth of the lists of patients over the years held, beside England, never across a change of practices."""

import pandas as pd
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from jsna.analysis import lists as analysis
from jsna.catalogue import definitions
from jsna.figures.core import style, words
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.missing import absent
from jsna.figures.topics.sources import cited


def growth(rows: pd.DataFrame) -> Figure | Missing:
    """How the lists of the area and of England grew over the years held."""
    table = analysis.growth(rows)
    if table.empty:
        return absent(rows)
    place, years = table["place"].iloc[0], f"{table['period'].iloc[0]} to {table['period'].iloc[-1]}"
    star = "*" if _steps(table) else ""
    return Figure(
        key="01-growth",
        sentence=say_growth(table),
        subtitle=f"Patients on the lists of GP practices, {place} and England, {years}",
        rows=table,
        columns={
            "period": Column("Year", numeric=False),
            "value": Column(place, words.number),
            "step": Column("Since the row before", _signed),
            "change": Column(f"Since the first year{star}", _signed),
            "england": Column("England", words.number),
            "england_change": Column(f"England, since the first year{star}", _signed),
        },
        source=cited(definitions()["list_size"], years),
        draw=(lambda fig: draw_growth(fig, table)) if len(table) > 1 else None,
        facts={
            "More or fewer patients than in the first year compared": words.number(abs(_gained(table))),
        },
        caveat=f"{definitions()['list_size'].caveat} Practices outside the Quality and Outcomes Framework are not counted."
        + (f" {star} The first year compared: where lists changed by more than a tenth, counting begins anew." if star else ""),
    )


def _gained(table: pd.DataFrame) -> float:
    run = table.loc[table["run"] == table["run"].iloc[-1], "value"]
    return float(run.iloc[-1] - run.iloc[0])


def _signed(value: float) -> str:
    return "none" if pd.isna(value) else f"{value:+.1f}%".replace("-", "\N{MINUS SIGN}") if round(value, 1) else "0.0%"


def say_growth(table: pd.DataFrame) -> Sentence:
    """The newest list size, its plain change over the newest run of years, England's, and where lists changed too much to compare."""
    run = table[table["run"] == table["run"].iloc[-1]]
    first, last = run.iloc[0], run.iloc[-1]
    start = f"{words.number(last['value'])} patients were registered in {last['period']}"
    headline = f"{start}, {_changed(last['value'] - first['value'], last['change'])} {first['period']}" if len(run) > 1 else start
    beside = len(run) > 1 and pd.notna(last["england_change"])
    same = f"In the same years England's lists {_grew(last['england_change'])}." if beside else ""
    alone = "" if len(table) > 1 else "Only one year is held, so no change can be shown."
    detail = tuple(text for text in (same, alone, *_steps(table)) if text)
    return Sentence(headline, detail, f"Line chart. {headline}. {same}".strip())


def _steps(table: pd.DataFrame) -> list[str]:
    steps = table.assign(before=table["period"].shift())[table["run"].diff() > 0]
    said = [f"{_signed(row['step'])} from {row['before']} to {row['period']}" for _, row in steps.iterrows()]
    if not said:
        return []
    why = "Practices may have come or gone: nothing is compared across that."
    return [f"Lists changed by more than a tenth ({words.joined(said)}).", why]


def _changed(people: float, change: float) -> str:
    if not people:
        return "as many as in"
    return f"{words.number(abs(people))} {'more' if people > 0 else 'fewer'} ({abs(change):.1f}%) than in"


def _grew(change: float) -> str:
    return f"{'grew' if change > 0 else 'shrank'} by {abs(change):.1f}%" if round(change, 1) else "did not change"


def draw_growth(fig: Canvas, table: pd.DataFrame) -> None:
    """A line for the area and one for England, broken where a year is not held."""
    last = table.iloc[-1]
    narrow = style.is_narrow(fig)
    here = "here" if narrow else style.short(str(last["place"]), 24)
    ends = {here: float(last["change"]), "England": float(last["england_change"])}
    held = {f"{_signed(end)} {name}": end for name, end in ends.items() if pd.notna(end)}
    ax = style.axes(fig, right=style.room(held), left=0.75, bottom=0.4)
    for column, colour, marker, width in (("england_change", style.CONTEXT, "s", 1.6), ("change", style.BLUE, "o", 2.4)):
        for _, part in table.groupby(["run", "segment"]):
            ax.plot(part["year"], part[column], color=colour, marker=marker, linewidth=width)
    low, high = ax.get_ylim()
    for text, height in zip(held, style.spread(list(held.values()), (high - low) * 0.08), strict=True):
        style.label(ax, last["year"], height, text)
    ax.axhline(0, color=style.CONTEXT, linewidth=0.8, zorder=1)
    shown = range(int(last["year"]), int(table["year"].iloc[0]) - 1, -4 if narrow and len(table) > 5 else -2)
    ax.set_xticks(list(shown), [f"{year}/{(year + 1) % 100:02d}" for year in shown])
    ax.yaxis.set_major_locator(MaxNLocator(steps=[1, 2, 5, 10], integer=True))
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:+.0f}%".replace("-", "\N{MINUS SIGN}") if value else "0%")
    style.y_title(ax, "Change since the first year compared")
