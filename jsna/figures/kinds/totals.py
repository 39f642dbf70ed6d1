"""Totals: what was counted in each financial year, and the change from the year before in plain numbers."""

from functools import partial
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from jsna import periods
from jsna.analysis import totals as totals_of
from jsna.catalogue import Definition, definition
from jsna.figures import clauses
from jsna.figures.core import letters, style, words
from jsna.figures.core.area import Area
from jsna.figures.core.call import unfit
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.kinds.each import each

#: A yearly change of more than this share is not put in words: hospitals that do not report make such steps.
LARGEST_STEP = 0.2
SIZE = style.Size(style.WIDTH, 2.4, 2.4)
#: Inches of the number of the newest year with its change, in two lines.
LINES = 0.42


@each
def totals(here: Area, definition: Definition, small: bool) -> Figure | Missing:
    """The yearly totals of an indicator for the area alone: a count is set beside no other place.

    Examples
    --------
    >>> jsna.totals(here, "mar_non_elective_year")
    """
    if definition.measure != "count":
        raise unfit("totals", definition, "a count", f'of the measure "{definition.measure}"', "trend")
    rows = here.history(definition.id)
    people = here.history(definition.per_thousand_of) if definition.per_thousand_of else rows.head(0)
    in_area = rows["place"] != "England"
    return figure(rows, people) if rows.loc[in_area, "value"].notna().any() else clauses.absent(here, definition)


def figure(rows: pd.DataFrame, people: pd.DataFrame) -> Figure:
    """The figure of the yearly rows of an area and England, and of the people of both."""
    area_rows, indicator = rows[rows["place"] != "England"], definition(str(rows["indicator_id"].iloc[0]))
    rates = totals_of.rates(rows, people)
    table = _with_change(area_rows).merge(rates, on="period", how="left")
    when, name = f"{words.span(table['period'])}{_lacking(area_rows, table)}", indicator.name
    columns = {name: column for name, column in _columns(indicator).items() if table[name].notna().any()}
    drawn: dict[str, Any] = {"draw": (lambda fig: draw(fig, table, indicator)) if len(table) > 1 else None, "size": SIZE}
    return Figure.of(table, f"totals-{indicator.id}", say(table, indicator), columns, name, when=when, facts=_facts(table), **drawn)


def _facts(table: pd.DataFrame) -> dict[str, str]:
    facts = {f"Change since {table['period'].iloc[0]}": clauses.signed(table["value"].iloc[-1] - table["value"].iloc[0])}
    return facts | ({"Change on the year before, per cent": clauses.signed_percent(_per_cent(table))} if _compared(table) else {})


def _compared(table: pd.DataFrame) -> bool:
    """Whether the newest year is set beside one before it."""
    return bool(table["change"].iloc[-1]) and pd.notna(table["change"].iloc[-1]) and bool(table["value"].iloc[-2])


def _per_cent(table: pd.DataFrame) -> float:
    return float(100 * table["change"].iloc[-1] / table["value"].iloc[-2])


def _lacking(area_rows: pd.DataFrame, table: pd.DataFrame) -> str:
    """The years between the first and the last that is held which have no number: a total of some months, or of some areas, is none."""
    first, last = (int(period[:4]) for period in (area_rows["period"].min(), area_rows["period"].max()))
    every = [periods.written_year(year) for year in range(first, last + 1)]
    absent = [year for year in every if year not in set(table["period"])]
    return f"; no number for {words.joined(absent)}" if absent else ""


def _with_change(area_rows: pd.DataFrame) -> pd.DataFrame:
    table = area_rows[area_rows["value"].notna()].sort_values("period", ignore_index=True)
    next_year = table["period"].str[:4].astype(int).diff() == 1
    step = next_year & (table["value"].pct_change().abs() > LARGEST_STEP)
    change = table["value"].diff().where(next_year & ~step)
    return table.assign(change=change, step=step, a_day=table["value"] / table["denominator"])


def _columns(indicator: Definition) -> dict[str, Column]:
    return {
        "period": Column("Year", numeric=False),
        "value": Column("Count", words.number),
        "a_day": Column(clauses.a_day(indicator), words.decimal),
        "rate": Column(f"Per 1,000 {_whom(indicator)}", words.decimal),
        "england": Column("England, per 1,000", words.decimal),
        "change": Column("Change on the year before", partial(clauses.signed, none="not compared")),
    }


def _whom(indicator: Definition) -> str:
    return definition(indicator.per_thousand_of).people if indicator.per_thousand_of else "people"


def say(table: pd.DataFrame, indicator: Definition) -> Sentence:
    """The newest whole year, how many more or fewer than in the year before, and how many that is per 1,000 people, beside England."""
    last = table.iloc[-1]
    headline = f"{words.number(last['value'])} {words.lower(indicator.name.partition(' (')[0])} in {last['period']}{_beside(table)}"
    detail = _rate(last, indicator)
    if table["step"].any():
        detail.append(f"Nothing is compared {_steps(table)}: so large a change in one year may be one of what was reported.")
    elif len(table) > 1:
        detail.append(_since_first(table))
    detail.append(f"{last['period']} is the newest whole year held. The age of patients is not allowed for, and nothing was tested.")
    return Sentence(headline, (" ".join(detail),))


def _rate(last: "pd.Series[Any]", indicator: Definition) -> list[str]:
    """`That is 105.5 per 1,000 registered patients, and 118.2 in England.`"""
    if pd.isna(last["rate"]):
        return []
    england = "" if pd.isna(last["england"]) else f", and {words.decimal(last['england'])} in England"
    return [f"That is {words.decimal(last['rate'])} per 1,000 {_whom(indicator)}{england}."]


def _since_first(table: pd.DataFrame) -> str:
    """The count of the first year, and what became of it where each year between is held."""
    first, more = table.iloc[0], table["value"].iloc[-1] - table["value"].iloc[0]
    there = f"In {first['period']} there were {words.number(first['value'])}"
    if len(table) < 3 or table["change"].iloc[1:].isna().any() or not more:
        return f"{there}."
    return f"{there}; since then there are {words.number(abs(more))} {'more' if more > 0 else 'fewer'}."


def _steps(table: pd.DataFrame) -> str:
    steps = table.assign(before=table["period"].shift())[table["step"]]
    return words.joined([f"between {before} and {period}" for before, period in zip(steps["before"], steps["period"], strict=True)])


def _beside(table: pd.DataFrame) -> str:
    change = table["change"].iloc[-1]
    if pd.isna(change):
        return ""
    before = table["period"].iloc[-2]
    if not change:
        return f", as many as in {before}"
    share = f" ({abs(_per_cent(table)):.1f}%)" if _compared(table) else ""
    return f", {words.number(abs(change))}{share} {'more' if change > 0 else 'fewer'} than in {before}"


#: Why a year is beside no other.
APART = "; where one year differs by more than a fifth, nothing is compared"


def draw(fig: Canvas, table: pd.DataFrame, indicator: Definition) -> None:
    """A bar a year, from 0, with its number; the newest is blue, with its change."""
    years = table["period"].str[:4].astype(int)
    ax = style.axes(fig, left=0.1, right=0.1, top=0.4, bottom=0.35)
    ax.grid(visible=False)
    ax.set_yticks([])
    span = int(years.iloc[-1] - years.iloc[0]) + 1
    room = (fig.get_figwidth() - 0.2) / span  # inches a year
    colours = [style.CONTEXT] * (len(table) - 1) + [style.BLUE]
    ax.bar(years, table["value"], width=0.72, color=colours)
    ax.set_xlim(years.iloc[0] - 0.5, years.iloc[-1] + 0.5)
    step = -1 if letters.across("2018/19") + 0.08 < room else -2
    shown = list(range(years.iloc[-1], years.iloc[0] - 1, step))
    ax.set_xticks(shown, [periods.written_year(year) for year in shown])
    style.y_title(ax, f"{indicator.name.partition(' (')[0]} in each year{APART if table['step'].any() else ''}")
    _numbers(ax, table, years, room)


def _numbers(ax: Axes, table: pd.DataFrame, years: "pd.Series[int]", room: float) -> None:
    """The number of each year on its bar, upright where there is no room, and on the newest its change where there is."""
    texts = list(map(words.number, table["value"]))
    upright = max(map(letters.across, texts)) > room
    more = "" if style.is_narrow(style.canvas(ax)) else _changed(table)
    lines = letters.widest(texts[-1]) + 0.1 if upright else (LINES if more else LINES / 2)
    high, inches = float(table["value"].max()), ax.get_position().height * style.canvas(ax).get_figheight()
    ax.set_ylim(0, (high or 1) * inches / (inches - lines))
    for year, value, text in zip(years, table["value"], texts, strict=True):
        newest = year == years.iloc[-1]
        look: dict[str, Any] = {"rotation": 90} if upright else {"fontweight": "bold" if newest and more else "normal"}
        style.label(ax, year, value, f"{text}{more if newest and not upright else ''}", dx=0, dy=3, fontsize=letters.SMALL, **look)


def _changed(table: pd.DataFrame) -> str:
    """A second line of the number of the newest year: how many more or fewer than in the year before."""
    change = table["change"].iloc[-1]
    return f"\n{words.number(abs(change))} {'more' if change > 0 else 'fewer'}" if pd.notna(change) and change else ""
