"""Deprivation of a place's small areas: the most deprived of England by district, and the people who live in each tenth."""

from collections.abc import Callable

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MultipleLocator

from jsna.analysis import deprivation as analysis
from jsna.catalogue import serving
from jsna.errors import JsnaError
from jsna.figures import clauses
from jsna.figures.core import bars, letters, style, words
from jsna.figures.core.area import Area
from jsna.figures.core.call import call
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.topics.indices import editions
from jsna.figures.topics.practice_deprivation import practice_deprivation
from jsna.figures.topics.small_areas import small_area_map

#: More districts than this are counted and not named.
NAMED = 3
#: More districts than this are a table alone.
DRAWN = 12
#: What a bar of a district is.
BARS = "Residents in the most deprived fifth of England"
#: Each tenth of England's small areas holds about this share of its people, in per cent.
LEVEL = 10.0
CAVEAT = (
    "Residents of mid-2015: the people who live here. Patients on the lists of practices here are others, and more of them in most places. "
    "Not everybody who lives in a deprived area lives in hardship, and many who do live elsewhere."
)


@call
def deprivation(here: Area, by: str = "district") -> Figure | Missing:
    """Deprivation of a place.

    Parameters
    ----------
    by : str
        `district` (small areas in the most deprived tenth and fifth), `decile` (people in each tenth), `map` (its small areas),
        `practice` (where their patients live) or `edition` (districts in the indices of two years).

    Examples
    --------
    >>> jsna.deprivation(here, by="decile")
    """
    if by not in BY:
        raise JsnaError(f"jsna.deprivation, by: expected one of {', '.join(BY)}; found {by!r}.", "Correct it.")
    return BY[by](here)


def _of_small_areas(figure: Callable[[gpd.GeoDataFrame], Figure]) -> Callable[[Area], Figure | Missing]:
    def made(here: Area) -> Figure | Missing:
        small_areas = here.small_areas()
        return figure(small_areas) if len(small_areas) else clauses.absent(here, serving("decile")[0])

    return made


def by_district(small_areas: pd.DataFrame) -> Figure:
    """How many small areas of each district are among the most deprived of England."""
    table, period = analysis.by_district(small_areas), small_areas["period"].iloc[0]
    has_bars = 1 < len(table) <= DRAWN and table["fifth_share"].gt(0).any()
    whom = f"small areas (LSOAs of 2011) of {small_areas['place'].iloc[0]} by district"
    return Figure.of(
        table,
        "deprivation-districts",
        say_districts(table, period),
        DISTRICTS,
        draw=(lambda fig: draw_districts(fig, table)) if has_bars else None,
        size=style.size(len(table), 0.3),
        subtitle=f"Index of Multiple Deprivation {period}, {whom}{'; bars: residents in the most deprived fifth' if has_bars else ''}",
        facts={
            "Small areas": words.number(table["small_areas"].sum()),
            "In the most deprived tenth of England": words.number(table["tenth"].sum()),
            "In the most deprived fifth of England": words.number(table["fifth"].sum()),
            "Districts with small areas in that tenth": words.number((table["tenth"] > 0).sum()),
            "Districts with small areas in that fifth": words.number((table["fifth"] > 0).sum()),
            "Residents of all": words.number(table["residents"].sum()),
        },
        caveat=CAVEAT,
        behind=small_areas,
    )


DISTRICTS = {
    "district": Column("District", numeric=False),
    "small_areas": Column("Small areas", words.number),
    "tenth": Column("In the most deprived tenth", words.number),
    "fifth": Column("In the most deprived fifth", words.number),
    "residents": Column("Residents", words.number),
    "fifth_residents": Column("Residents in that fifth", words.number),
    "fifth_share": Column("Share of residents", words.percent),
}


def say_districts(table: pd.DataFrame, period: str) -> Sentence:
    """What share of residents live in the most deprived fifth; how many small areas are in the tenth and the fifth, and where."""
    areas, in_tenth, in_fifth = (int(table[column].sum()) for column in ("small_areas", "tenth", "fifth"))
    count = f"{words.number(in_tenth)} of {words.number(areas)}" if in_tenth else f"None of its {words.number(areas)}"
    verb = "is" if in_tenth <= 1 else "are"
    tenth = f"{count} small {words.verb(areas, 'area', 'areas')} {verb} in the most deprived tenth of England{_where(table, 'tenth')}"
    ordered = table.sort_values(["fifth_share", "district"], ascending=[False, True])
    shares = ordered["fifth_share"].map(lambda share: words.percent(share) if share else "none")
    most, least = (f"{shares.iloc[end]} in {ordered['district'].iloc[end]}" for end in (0, -1))
    who = f"{most.replace(' in ', ' of residents here in ', 1)} live in the most deprived fifth of England"
    headline = f"{who if in_fifth else 'Nobody here lives in the most deprived fifth of England'}"
    headline += f"{f', {least},' if in_fifth and len(table) > 1 else ''} in the index of {period}"
    fifth = f"{words.number(in_fifth)} of {words.number(areas)} {words.verb(in_fifth, 'is', 'are')} in the most deprived fifth of England"
    detail = f"{fifth}{_where(table, 'fifth')}."
    return Sentence(headline, (f"{tenth}.", detail))


def _where(table: pd.DataFrame, column: str) -> str:
    """In which districts: nothing where there is only one district, or nothing to place."""
    count, districts = int(table[column].sum()), table.loc[table[column] > 0, "district"]
    if len(table) < 2 or not count:
        return ""
    if len(table) == len(districts) == 2:
        return ", in both its districts"
    if len(districts) == 1:
        return f", in {districts.iloc[0]}" if count == 1 else f", {'both' if count == 2 else 'all'} in {districts.iloc[0]}"
    if len(districts) <= NAMED:
        return f", in {words.joined(list(districts))}"
    some = f"{len(districts)} of" if len(districts) < len(table) else "all"
    return f", in {some} its {len(table)} districts"


def draw_districts(fig: Canvas, table: pd.DataFrame) -> None:
    """A bar for each district: the share of its residents who live in the most deprived fifth of England, beside a fifth."""
    ordered = table.sort_values("fifth_share", ascending=False, kind="stable")
    texts = [words.percent(share) for share in ordered["fifth_share"]]
    bars.draw(fig, list(ordered["district"]), list(ordered["fifth_share"]), texts, (2 * LEVEL, f"England: about {2 * LEVEL:.0f}%"), BARS)


def by_decile(small_areas: pd.DataFrame) -> Figure:
    """How many people live in each tenth of England's small areas."""
    table, place, period = analysis.by_decile(small_areas), small_areas["place"].iloc[0], small_areas["period"].iloc[0]
    fifth, least = table.loc[table["decile"] <= 2], table.loc[table["decile"] >= 9]
    return Figure.of(
        table,
        "deprivation-deciles",
        say_deciles(table),
        DECILES,
        subtitle=f"Residents of {place} (mid-2015) by tenth of England's small areas, Index of Multiple Deprivation {period}",
        draw=lambda fig: draw(fig, table),
        facts={
            "Residents in the most deprived fifth of England": words.number(fifth["residents"].sum()),
            "Their share": words.percent(fifth["share"].sum()),
            "Residents in the least deprived fifth of England": words.number(least["residents"].sum()),
            "Share in the least deprived fifth": words.percent(least["share"].sum()),
            "Share in each tenth of England": words.percent(LEVEL),
            "Share of England in its most deprived fifth": f"about {2 * LEVEL:.0f}%",
        },
        caveat=CAVEAT,
        behind=small_areas,
    )


DECILES = {
    "name": Column("Tenth of England", numeric=False, order=()),
    "small_areas": Column("Small areas", words.number),
    "residents": Column("Residents", words.number),
    "share": Column("Share of residents", words.percent),
}


def say_deciles(table: pd.DataFrame) -> Sentence:
    """How many people live in the most and in the least deprived fifth of England."""
    most, least = table[table["decile"] <= 2], table[table["decile"] >= 9]
    headline = f"{_living(most)} the most deprived fifth of England in mid-2015 (England about {2 * LEVEL:.0f}%)"
    detail = (
        f"{_living(least)} the least deprived fifth of England.",
        "If people were spread as in England, about a tenth of them would have lived in each tenth.",
    )
    first, last = (words.percent(table["share"].iloc[end]) for end in (0, -1))
    ends = f"{first} lived in the most deprived tenth and {last} in the least."
    return Sentence(headline, detail, f"Bar chart of people by tenth of England. {headline}. {ends}")


def _living(rows: pd.DataFrame) -> str:
    people = rows["residents"].sum()
    return f"{words.number(people)} people ({words.percent(rows['share'].sum())}) lived in" if people else "Nobody here lived in"


def draw(fig: Canvas, table: pd.DataFrame) -> None:
    """A bar for each tenth, the most deprived on the left, beside the level line of England."""
    narrow = style.is_narrow(fig)
    ax = style.axes(fig, left=0.55, right=1.05) if narrow else style.axes(fig, right=1.1)
    ax.axhline(LEVEL, color=style.DARK, linewidth=1.3, linestyle=(0, (5, 3)), zorder=1)
    style.label(ax, 10.6, LEVEL, "England:\nabout 10%")
    deprived = table["decile"] <= 2
    for tenths, colour in ((deprived, style.BLUE), (~deprived, style.CONTEXT)):
        ax.bar(table["decile"][tenths], table["share"][tenths], width=0.78, color=colour, zorder=2)
    ax.set_xticks(table["decile"])
    ax.set_xlim(0.4, 10.6)
    ax.set_ylim(0, max(float(table["share"].max()), LEVEL) * 1.15)
    _shares_named(ax, table)
    ax.yaxis.set_major_locator(MultipleLocator(5 if table["share"].max() <= 25 else 10))
    style.numbers(ax.yaxis, "%")
    style.x_title(ax, "Tenth of England's small areas, from 1 (most deprived) to 10 (least)")
    people, share = (table.loc[deprived, column].sum() for column in ("residents", "share"))
    poorest = f"{words.number(people)} people ({words.percent(share)}) in the most deprived fifth"
    style.y_title(ax, f"Share of residents; blue: {poorest}")


def _shares_named(ax: Axes, table: pd.DataFrame) -> None:
    """The share of each tenth on its bar, off England's line, which would run beside it like a sign of minus.

    There it stands in its bar, or on a phone, whose letters have a ground that hides a bar so narrow, above the line.
    """
    narrow = style.is_narrow(style.canvas(ax))
    high = letters.SMALL / 72 * 1.6 * ax.get_ylim()[1] / (ax.get_position().height * style.canvas(ax).get_figheight())
    for tenth, share in zip(table["decile"], table["share"], strict=True):
        crossed = share < LEVEL < share + high
        inside = crossed and not narrow and share > high
        text, colour = f"{share:.0f}" if narrow else f"{share:.1f}%", style.PAPER if inside else style.INK
        end = LEVEL if crossed and not inside else share
        style.label(ax, tenth, end, text, colour, dx=0, dy=-3 if inside else 3, fontsize=letters.SMALL)


BY: dict[str, Callable[[Area], Figure | Missing]] = {
    "district": _of_small_areas(by_district),
    "decile": _of_small_areas(by_decile),
    "map": _of_small_areas(small_area_map),
    "edition": editions,
    "practice": practice_deprivation,
}
