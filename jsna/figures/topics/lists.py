"""Lists of patients: beside the sibling areas by age, and by practice."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from jsna.analysis import lists as analysis
from jsna.catalogue import definition
from jsna.figures import clauses
from jsna.figures.core import bars, letters, style, words
from jsna.figures.core.area import Area
from jsna.figures.core.call import call
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.kinds.rank import among_siblings, places
from jsna.figures.topics import residents

#: Of more practices none is named in the chart.
MOST_ROWS = 40
#: Bars of practices unlike others end at the latest so many times beyond those of the others; so many of the sizes beyond are written.
BEYOND, CUT_NAMED = bars.BEYOND, 3
#: At which part of the height of many bars the list of the own practice is named.
OWN_AT = 0.75
#: What a bar of a practice is.
LISTS = "Patients on the list"
#: More bars than this say less than the table.
MOST_DRAWN = 30
RANKED = {"aged_50_over": "aged 50 and over", "under_18": "aged under 18"}
BANDS = {"under_18": "Under 18", "from_18_to_49": "18 to 49", "aged_50_over": "50 and over"}


@call
def siblings(here: Area, size: str, young: str, old: str) -> Figure | Missing:
    """The area beside the others of its larger area: how many patients, and how they divide by age.

    Examples
    --------
    >>> jsna.siblings(here, "list_size", young="list_aged_under_18", old="list_aged_50_over")
    """
    sizes = here.siblings(size)
    if sizes.empty or not sizes["own"].any():
        return clauses.absent(here, definition(size))
    figure = of_siblings(analysis.by_age(sizes, here.siblings(young), here.siblings(old)))
    warning = residents.warning(here)
    sentence = replace(figure.sentence, detail=(*figure.sentence.detail, *([f"{warning}."] if warning else [])))
    return replace(figure, sentence=sentence, facts={**figure.facts, **residents.facts(here)})


def of_siblings(table: pd.DataFrame) -> Figure:
    """The figure of the areas of `analysis.by_age`."""
    kind, with_ages = words.kind(table["footprint"].iloc[0]), table["aged_50_over"].notna().any()
    indicator = definition(str(table["indicator_id"].iloc[0]))
    return Figure.of(
        table,
        "siblings",
        say_siblings(table),
        _sibling_columns(kind, bool(with_ages)),
        indicator.together,
        whom=_whose(table, kind),
        ends=("largest", "smallest"),
        draw=(lambda fig: draw_siblings(fig, table)) if with_ages and 1 < len(table) <= MOST_DRAWN else None,
        size=style.size(len(table), 0.32),
        facts={
            f"{words.capital(kind)}s": words.number(len(table) + sum(clauses.apart(table).values())),
            f"Patients of all {kind}s of {table['county'].iloc[0] or table['place'].iloc[0]}": words.number(table["together"].iloc[0]),
        }
        | clauses.unlike_facts(clauses.unranked(table))
        | _places(table, kind),
        caveat=f"{indicator.caveat} These are counts of everybody on the lists, so nothing was tested.",
    )


def _whose(table: pd.DataFrame, kind: str) -> str:
    """The areas that stand there, or the one that stands alone."""
    area, apart = table[table["own"]].iloc[0], sum(clauses.apart(table).values())
    every = f"{len(table)} of {len(table) + apart}" if apart else "all"
    return f"{every} {kind}s in {area['county']}" if len(table) > 1 else str(area["place"])


def _sibling_columns(kind: str, with_ages: bool) -> dict[str, Column]:
    columns = {
        "area_name": Column(words.capital(kind), numeric=False),
        "value": Column("Registered patients", words.number),
        "share": Column("Share of the total", words.percent),
    }
    return columns | ({key: Column(label, words.percent) for key, label in BANDS.items()} if with_ages else {})


def _places(table: pd.DataFrame, kind: str) -> dict[str, str]:
    facts: dict[str, str] = {}
    for column, label in ({} if clauses.no_rank(table) else RANKED).items():
        if table.loc[table["own"], column].notna().all():
            facts |= places(table.assign(value=table[column]), kind, f", by share {label}")
    return facts


def say_siblings(table: pd.DataFrame) -> Sentence:
    """Where the area's shares of old and young stand, which is drawn, and its share of the county's patients."""
    area, kind = table[table["own"]].iloc[0], words.kind(table["footprint"].iloc[0])
    start = f"{area['place']} has {words.number(area['value'])} registered patients"
    size = f"{start}, {words.percent(area['share'])} of those in {area['county']}" if len(table) > 1 else start
    ages = [
        among_siblings(table.assign(value=table[column]), kind, f"share {label} ({words.percent(area[column])})")
        for column, label in RANKED.items()
        if pd.notna(area[column]) and not clauses.no_rank(table)
    ]
    first, *others = [text for text in ages if text] or [f"{size}."]
    headline = first.removesuffix(".").replace("It has", f"{area['place']} has", 1)
    first_said = (f"{size}.",) if any(ages) else ()
    detail = tuple(filter(None, (*first_said, *others, clauses.no_rank(table), _unlike(table))))
    return Sentence(headline, detail, f"Bar charts by age. {headline}. {' '.join(detail)}".strip())


def _unlike(table: pd.DataFrame) -> str:
    """How many practices are unlike others, the own one among them; nothing where that one is alone, whose sentence says so."""
    if not clauses.apart(table):
        return ""
    text = clauses.unlike(clauses.unranked(table), "counted in that total, and left out of the ranks")
    return f"With it, {text}" if clauses.no_rank(table) else text


def draw_siblings(fig: Canvas, table: pd.DataFrame) -> None:
    """Three small charts, one for each age band, with a bar for each area, those with most of the oldest first."""
    table = table.sort_values("aged_50_over", ascending=False, kind="stable")
    names, rows = [letters.short(name) for name in table["area_name"]], range(len(table))
    narrow = style.is_narrow(fig)
    axes = _panels(fig, 3, gap=0.2 if narrow else 0.45, left=0.04 if narrow else 0.32 + style.BOLD * max(map(len, names)))
    for ax, (column, label) in zip(axes, BANDS.items(), strict=True):
        colours = [style.BLUE if is_own else style.CONTEXT for is_own in table["own"]]
        shares = ax.barh(rows, table[column], height=0.3 if narrow else 0.62, color=colours)
        ax.bar_label(shares, [words.percent(value) for value in table[column]], padding=3, fontsize=letters.SMALL)
        ax.grid(visible=False)
        ax.set_xticks([])
        ax.text(0, 1.02, label, transform=ax.transAxes, va="bottom", fontweight="bold")
    axes[0].set_xlim(0, float(table[list(BANDS)].max().max()) * (1.9 if narrow else 1.4))
    style.name_rows(axes[0], names, list(table["own"]))
    fig.text(axes[0].get_position().x0, 0.3 / fig.get_figheight(), "Share of registered patients", va="center")


def _panels(fig: Canvas, columns: int, gap: float, left: float) -> list[Axes]:
    """Small multiples side by side, with one pair of scales; the first carries the vertical one."""
    width, height = fig.get_size_inches()
    each = (width - left - 0.2 - gap * (columns - 1)) / columns
    panels: list[Axes] = []
    for column in range(columns):
        box = ((left + column * (each + gap)) / width, 0.6 / height, each / width, 1 - 1.0 / height)
        scales: dict[str, Any] = {"sharex": panels[0], "sharey": panels[0]} if panels else {}
        panels.append(fig.add_axes(box, **scales))
        panels[-1].grid(axis="y")
        panels[-1].tick_params(axis="y", labelleft=column == 0)
    return panels


@call
def practice_sizes(here: Area, indicator: str) -> Figure | Missing:
    """How many patients each practice has; special ones are marked, and no practice is singled out above the table.

    Examples
    --------
    >>> jsna.practice_sizes(here, "list_size")
    """
    rows = here.practices(indicator)
    return of_practices(analysis.by_size(rows)) if (rows["value"] > 0).any() else clauses.absent(here, definition(indicator))


def of_practices(table: pd.DataFrame) -> Figure:
    """The figure of the practices of `analysis.by_size`."""
    return Figure.of(
        table,
        "practice-sizes",
        say_practices(table),
        _practice_columns(table),
        "Patients on the list of each GP practice",
        ends=("largest", "smallest"),
        draw=(lambda fig: draw_practices(fig, table)) if len(table) > 1 else None,
        size=style.size(len(table)) if len(table) <= MOST_ROWS else style.SIZE,
        facts={
            "Patients on all lists": words.number(table["value"].sum()),
            "Average list": words.number(_usual(table).mean()),
            "Average of all lists": words.number(table["value"].mean()),
            "Special practices": words.number((table["special"] != "").sum()),
        },
        caveat="Names and codes are those of the newest list of practices. A practice may have several surgeries.",
    )


def _practice_columns(table: pd.DataFrame) -> dict[str, Column]:
    columns = {
        "area_name": Column("Practice", numeric=False),
        "area_code": Column("Code", numeric=False),
        "value": Column("Patients", words.number),
    }
    return columns | ({"special": Column("Special", numeric=False)} if table["special"].ne("").any() else {})


def say_practices(table: pd.DataFrame) -> Sentence:
    """Between which sizes the lists of practices lie, how many patients these have together, and how many practices are special."""
    special = int((table["special"] != "").sum())
    patients = words.number(table["value"].sum())
    if len(table) == 1:
        return Sentence(f"1 practice has {patients} registered patients")
    together = f"{len(table)} practices have {patients} registered patients, {words.number(table['value'].mean())} each on average"
    if len(table) - special < 2:
        return Sentence(together, (), f"Bar chart. {together}.")
    low, high, average = (words.number(_usual(table).agg(how)) for how in ("min", "max", "mean"))
    apart = f"; {clauses.unlike_others(special)} left out" if special else ""
    these = f"Counting {'it' if special == 1 else 'them'} too, {together}" if special else together
    headline = f"Practices have from {low} to {high} patients on their lists, {average} on average{apart}"
    why = "The table says why a practice is left out." if special else ""
    return Sentence(headline, tuple(filter(None, (f"{these}.", why))), f"Bar chart. {headline}.")


def _usual(table: pd.DataFrame) -> pd.Series:
    """The lists that range and average are told of: those of practices unlike others are left out, unless hardly any is like another."""
    usual = table.loc[table["special"] == "", "value"]
    return usual if len(usual) > 1 else table["value"]


def draw_practices(fig: Canvas, table: pd.DataFrame) -> None:
    """A bar for each practice beside the average list: under its name; of many one outline, with those unlike others apart on the right."""
    average = float(_usual(table).mean()), f"Average {words.number(_usual(table).mean())}"
    if len(table) > MOST_ROWS:
        _draw_many(fig, table, average)
        return
    own = set(table.loc[table["own"].astype(bool), "area_name"]) if "own" in table else ()
    hollow = (~table.index.isin(_usual(table).index)).tolist()
    title = f"{LISTS}; outlined: left out of the average" if any(hollow) else LISTS
    bars.draw(fig, list(table["area_name"]), list(table["value"]), list(map(words.number, table["value"])), average, title, own, hollow)


def _draw_many(fig: Canvas, table: pd.DataFrame, average: tuple[float, str]) -> None:
    """One outline of the lists that the average is of, and one of the others, cut where they end beyond the scale of those."""
    ax = style.axes(fig, left=0.6 if style.is_narrow(fig) else 0.8, bottom=0.75)
    usual = _usual(table).to_numpy(float)
    others = table.drop(_usual(table).index)["value"].to_numpy(float)
    most, start = BEYOND * usual[0], len(usual) + len(table) // 50  # a gap between the two
    for lists, first, colour in ((usual, 0, style.BLUE), (np.minimum(others, most), start, style.CONTEXT)):
        ax.stairs(lists, np.arange(first, first + len(lists) + 1), fill=True, color=colour, linewidth=0)
    ax.set_xlim(0, start + len(others))
    ax.set_ylim(0, most)
    ax.set_xticks([])
    style.numbers(ax.yaxis)
    style.x_title(ax, f"GP practices in order of size{'; grey: unlike others, not in the average' if len(others) else ''}")
    ax.xaxis.labelpad = 20  # below the size of the smallest
    style.y_title(ax, LISTS)
    _usual_named(ax, usual, average)
    _own_named(ax, table, start)
    _cut_named(ax, others[others > most], start)


def _own_named(ax: Axes, table: pd.DataFrame, start: int) -> None:
    """The bar of the practice that a report is about, and its list, above all bars that are no longer."""
    own = table["own"].astype(bool) if "own" in table else pd.Series(False, table.index)
    usual, most, wide = table.index.isin(_usual(table).index), ax.get_ylim()[1], ax.get_xlim()[1]
    for key in table.index[own]:
        like = bool(usual[key])
        place, value, height = usual[:key].sum() if like else start + (~usual[:key]).sum(), float(table["value"][key]), OWN_AT * most
        ax.plot([place + 0.5] * 2, [0, max(value, height)], color=style.INK, linewidth=0.8)
        ax.stairs([min(value, most)], [place, place + 1], fill=True, color=style.INK, linewidth=1.5)
        left, clear = place > wide / 2, max(place + 1, int((_usual(table) > height).sum()))
        text = f"this practice {words.number(value)}"
        style.label(ax, place if left else clear, height, text, dx=-4 if left else 4, fontweight="bold")


def _usual_named(ax: Axes, usual: np.ndarray, average: tuple[float, str]) -> None:
    """The average of the lists that it is of, across their bars, and how long they are at both ends."""
    above = int((usual > average[0]).sum())  # on their bars the line has the colour of the paper: a halo would cut these in two
    for ends, colour in (([0, above], style.PAPER), ([above, len(usual)], style.DARK)):
        ax.plot(ends, [average[0]] * 2, color=colour, linewidth=1.2, linestyle=(0, (5, 3)))
    style.label(ax, len(usual), average[0], average[1], dx=-1, dy=4)
    style.label(ax, 0, usual[0], f"largest {words.number(usual[0])}", style.BLUE, dx=1, dy=2, fontweight="bold")
    style.label(ax, len(usual), 0, f"smallest {words.number(usual[-1])}", style.BLUE, dx=-1, dy=-4, fontweight="bold")


def _cut_named(ax: Axes, sizes: np.ndarray, start: int) -> None:
    """How long the lists are whose bars go on beyond the scale, beside their ends."""
    if len(sizes):
        named = words.joined([words.number(size) for size in sizes[:CUT_NAMED]])
        more = f" and {len(sizes) - CUT_NAMED} more" if len(sizes) > CUT_NAMED else ""
        lower = -18 if style.is_narrow(style.canvas(ax)) else -2  # there the size of the largest takes the line above
        style.label(ax, start, ax.get_ylim()[1], f"cut: {named}{more} \N{RIGHTWARDS ARROW}", style.MUTED, dx=-3, dy=lower)
