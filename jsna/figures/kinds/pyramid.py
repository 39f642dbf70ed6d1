"""Pyramid: people of each sex and age in a place, as shares of all, with England's as an outline."""

from math import inf

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from jsna.catalogue import Definition, definition
from jsna.figures import clauses
from jsna.figures.core import style, words
from jsna.figures.core.area import Area
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.kinds.each import each
from jsna.models import span

#: On which side a sex stands, and what its people are called.
SEXES = {"male": (-1, "Men and boys"), "female": (1, "Women and girls")}
#: From which age on people are old, and below which they are young, in whole bands.
OLD, YOUNG = 65, 20
COLUMNS = {
    "age": Column("Age", numeric=False, order=()),
    "male": Column("Men and boys", words.number),
    "female": Column("Women and girls", words.number),
    "male_share": Column("Men and boys, share of all", words.percent),
    "female_share": Column("Women and girls, share of all", words.percent),
    "male_england": Column("Men and boys, England", words.percent),
    "female_england": Column("Women and girls, England", words.percent),
}


@each
def pyramid(here: Area, definition: Definition, small: bool) -> Figure | Missing:
    """The newest numbers of people by sex and age; nothing where the ages of one sex alone are held.

    Examples
    --------
    >>> jsna.pyramid(here, "patients_by_age")
    """
    rows = here.history(definition.id)
    inside = rows[(rows["place"] != "England") & rows["value"].notna()]
    if set(inside.loc[inside["period"] == inside["period"].max(), "sex"]) < set(SEXES):
        return clauses.absent(here, definition)
    return figure(rows)


def figure(rows: pd.DataFrame) -> Figure:
    """The figure of the rows of an area and of England by sex and age."""
    inside, indicator = rows[rows["place"] != "England"], definition(str(rows["indicator_id"].iloc[0]))
    newest = inside[inside["period"] == inside["period"].max()]
    england = rows[(rows["place"] == "England") & rows["period"].isin(newest["period"])]
    table = _by_age(newest, england)
    return Figure.of(
        table,
        f"pyramid-{indicator.id}",
        say(table, indicator),
        {name: column for name, column in COLUMNS.items() if table[name].notna().any()},
        indicator.name,
        when=str(newest["period"].iloc[0]),
        notes=("outline: England",) if table["male_england"].notna().any() else (),
        draw=lambda fig: draw(fig, table),
        size=style.Size(style.WIDTH, 1.1 + 0.2 * len(table), 1.4 + 0.2 * len(table)),
        behind=newest,
        facts=_facts(table) | {"People of all ages": words.number(table[[*SEXES]].sum().sum())},
        caveat=indicator.caveat,
    )


def _by_age(newest: pd.DataFrame, england: pd.DataFrame) -> pd.DataFrame:
    """A row an age, the youngest first, with the people of each sex and what share of all these are, here and in England."""
    ages = sorted(newest["age"].unique(), key=span)
    table = newest.pivot(index="age", columns="sex", values="value").reindex(ages)
    theirs = england.pivot(index="age", columns="sex", values="value").reindex(index=ages, columns=[*SEXES])
    shares = {f"{sex}_share": 100 * table[sex] / table.sum().sum() for sex in SEXES}
    outline = {f"{sex}_england": 100 * theirs[sex] / england["value"].sum() for sex in SEXES}
    return table.assign(**shares, **outline, place=newest["place"].iloc[0]).reset_index()


def _ends(table: pd.DataFrame) -> "list[tuple[str, pd.DataFrame]]":
    """The young and the old, each as they are called by the ages that are held, with their rows."""
    spans = [span(age) for age in table["age"]]
    young = [high for _, high in spans if high < YOUNG]
    old = [low for low, _ in spans if low >= OLD]
    groups = [(f"aged under {max(young) + 1:.0f}", [high < YOUNG for _, high in spans])] if young else []
    groups += [(f"aged {min(old):.0f} and over", [low >= OLD for low, _ in spans])] if old else []
    return [(name, table[those]) for name, those in groups]


def _shares(rows: pd.DataFrame, end: str) -> float:
    return float(rows[[f"{sex}_{end}" for sex in SEXES]].sum(min_count=1).sum(min_count=1))


def _facts(table: pd.DataFrame) -> dict[str, str]:
    places = {"share": table["place"].iloc[0], "england": "England"}
    return {f"{words.capital(name)}, {place}": words.percent(share) for name, rows in _ends(table) for end, place in places.items()
            if np.isfinite(share := _shares(rows, end))}


def say(table: pd.DataFrame, indicator: Definition) -> Sentence:
    """How many are old and how many young, beside England, and among whom there are more women than men."""
    parts = []
    for name, rows in _ends(table)[::-1]:
        here, there = _shares(rows, "share"), _shares(rows, "england")
        parts.append(f"{words.percent(here)} are {name}" + (f" (England {words.percent(there)})" if np.isfinite(there) else ""))
    headline = f"Of {indicator.people} in {table['place'].iloc[0]}, {words.joined(parts)}"
    oldest = table.iloc[-1]
    more = f"There are {words.number(oldest['female'])} women and {words.number(oldest['male'])} men of the oldest ages, {oldest['age']}."
    return Sentence(headline, (more,), f"Population pyramid. {headline}.")


def draw(fig: Canvas, table: pd.DataFrame) -> None:
    """A bar for each age, men on the left and women on the right, England's as an outline over them."""
    ax = style.axes(fig, left=0.7, right=0.3, top=0.62)
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")
    at, edges = np.arange(len(table)), np.arange(len(table) + 1) - 0.5
    for sex, (side, _) in SEXES.items():
        ax.barh(at, side * table[f"{sex}_share"], height=0.86, color=style.BLUE if side < 0 else style.TURQUOISE, zorder=2)
        if table[f"{sex}_england"].notna().any():
            ax.stairs(side * table[f"{sex}_england"].fillna(0), edges, orientation="horizontal", color=style.PAPER, linewidth=3.2, zorder=3)
            ax.stairs(side * table[f"{sex}_england"].fillna(0), edges, orientation="horizontal", color=style.DARK, linewidth=1.5, zorder=4)
    ax.axvline(0, color=style.PAPER, linewidth=1, zorder=5)
    widest = 1.08 * float(table[[f"{sex}_{end}" for sex in SEXES for end in ("share", "england")]].max().max())
    ax.set_xlim(-widest, widest)
    ax.set_ylim(-0.6, len(table) - 0.4)
    _names(ax, table)


def _names(ax: Axes, table: pd.DataFrame) -> None:
    """The ages, every other one where they are many; the sexes above their sides, and shares as they are on both."""
    step = 2 if len(table) > 12 else 1
    ax.set_yticks(range(0, len(table), step), [_written(age) for age in table["age"][::step]])
    ax.locator_params(axis="x", nbins=6, integer=True)
    ax.xaxis.set_major_formatter(lambda value, _: f"{abs(value):g}%")
    for side, name in SEXES.values():
        ax.annotate(name, (0.5 + side * 0.02, 1), (0, 4), xycoords="axes fraction", textcoords="offset points", fontweight="bold",
                    ha="right" if side < 0 else "left", va="bottom", annotation_clip=False)
    style.x_title(ax, "Share of all people")


def _written(age: str) -> str:
    low, high = span(age)
    return f"{low:.0f}+" if high == inf else f"{low:.0f} to {high:.0f}"
