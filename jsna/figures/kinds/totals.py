"""Totals: what was counted in each financial year, and the change from the year before in plain numbers."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from jsna.catalogue import definitions
from jsna.figures.core import words
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.kinds.spc import PUBLISHERS
from jsna.figures.missing import absent

#: A yearly change of more than this share is not put in words: hospitals that do not report make such steps.
LARGEST_STEP = 0.2
WIDEST = 6  # of a bar, in em


def totals(rows: pd.DataFrame) -> Figure | Missing:
    """The yearly totals of one indicator for the area alone: a count is set beside no other place."""
    own = rows[rows["place"] != "England"] if len(rows) else rows
    if own.empty or own["value"].notna().sum() == 0:
        return absent(rows)
    definition = definitions()[own["indicator_id"].iloc[0]]
    table = _with_change(own)
    place, years = table["place"].iloc[0], " to ".join(dict.fromkeys(table["period"].iloc[[0, -1]]))
    return Figure(
        key=f"{definition.chapter}-totals-{definition.id}",
        sentence=say(table, definition.name),
        subtitle=f"{definition.name}, {place}, {years}{_lacking(own, table)}",
        rows=table,
        columns=COLUMNS,
        source=f"{PUBLISHERS[definition.sources[0]]}, {years}. Open Government Licence v3.0.",
        caveat=definition.caveat,
    )


def _lacking(own: pd.DataFrame, table: pd.DataFrame) -> str:
    """The years between the first and the last that is held which have no number: a total of some months, or of some areas, is none."""
    first, last = (int(period[:4]) for period in (own["period"].min(), own["period"].max()))
    every = [f"{year}/{(year + 1) % 100:02d}" for year in range(first, last + 1)]
    gone = [year for year in every if year not in set(table["period"])]
    return f"; no number for {words.joined(gone)}" if gone else ""


def _with_change(own: pd.DataFrame) -> pd.DataFrame:
    table = own[own["value"].notna()].sort_values("period", ignore_index=True)
    next_year = table["period"].str[:4].astype(int).diff() == 1
    share = table["value"] / table["value"].max()
    step = next_year & (table["value"].pct_change().abs() > LARGEST_STEP)
    change = table["value"].diff().where(next_year & ~step)
    return table.assign(change=change, step=step, a_day=table["value"] / table["denominator"], share=share)


def _change(value: float) -> str:
    return "not compared" if pd.isna(value) else f"{value:+,.0f}".replace("-", "\N{MINUS SIGN}") if value else "0"


def _bar(row: Mapping[str, Any]) -> str:
    look = f"display:inline-block;height:.7em;width:{WIDEST * row['share']:.2f}em;background:var(--jsna-blue,#12436d)"
    return f'<span style="display:inline-block;width:{WIDEST}em;text-align:left"><span style="{look}"></span></span>'


COLUMNS = {
    "period": Column("Year", numeric=False),
    "value": Column("Count", words.number, mark=_bar),
    "a_day": Column("A day", words.rate),
    "change": Column("Change on the year before", _change),
}


def say(table: pd.DataFrame, name: str) -> Sentence:
    """The newest whole year, and how many more or fewer than in the year before."""
    last = table.iloc[-1]
    headline = f"{words.number(last['value'])} {_lower(name.partition(' (')[0])} in {last['period']}{_beside(table)}"
    detail = [f"{last['period']} is the newest whole year held."]
    if table["step"].any():
        detail.append(f"Nothing is compared {_steps(table)}: so large a change in one year may be one of what was reported.")
    elif len(table) > 1:
        detail.append(f"In {table['period'].iloc[0]} there were {words.number(table['value'].iloc[0])}.")
    detail.append("These are counts. They do not allow for the number or age of patients, and nothing was tested.")
    return Sentence(headline, (" ".join(detail),))


def _steps(table: pd.DataFrame) -> str:
    steps = table.assign(before=table["period"].shift())[table["step"]]
    return words.joined([f"between {before} and {period}" for before, period in zip(steps["before"], steps["period"], strict=True)])


def _beside(table: pd.DataFrame) -> str:
    change = table["change"].iloc[-1]
    if pd.isna(change):
        return ""
    before = table["period"].iloc[-2]
    return f", {words.number(abs(change))} {'more' if change > 0 else 'fewer'} than in {before}" if change else f", as many as in {before}"


def _lower(name: str) -> str:
    return name if name[1:2].isupper() else name[0].lower() + name[1:]
