"""Map of every area of a footprint by one indicator, in fifths."""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd
from matplotlib.figure import Figure as Canvas

from jsna.analysis import ranks as analysis
from jsna.catalogue import Definition, definition
from jsna.figures import clauses
from jsna.figures.core import hexagons, insets, letters, maps, style, words
from jsna.figures.core.area import Area
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.core.sources import cited
from jsna.figures.kinds.each import each
from jsna.figures.kinds.rank import among_siblings, every, finding, has_own, listed_near, near, places, unranked, without_value
from jsna.figures.kinds.rank_drawing import from_nearer_end

#: Of so many areas some are too small to be seen on a map, and each has a hexagon of one size beside it. An inset of London alone would
#: leave those of every other city as small as they are; where an area lies is seen on the map, and what it and its like are on the cells.
MANY = 30
FIFTHS = ("highest", "second", "third", "fourth", "lowest")


@each
def choropleth(here: Area, definition: Definition, small: bool) -> Figure | Missing:
    """A map of every area by the newest value of an indicator; without boundaries, the table and the gap.

    Examples
    --------
    >>> jsna.choropleth(here, "imd_average_score")
    """
    rows = here.map_of(definition.id)
    return figure(rows) if has_own(rows) else clauses.absent(here, definition)


def figure(rows: gpd.GeoDataFrame) -> Figure:
    """The figure of the newest rows of every area, with their shapes."""
    table, indicator = analysis.in_fifths(analysis.ranked(rows)), definition(str(rows["indicator_id"].iloc[0]))
    table["group"] = table["fifth"].map(dict(enumerate(FIFTHS, 1))).fillna("not grouped")
    kind, mapped, nearest = words.kind(table["footprint"].iloc[0]), table[table.geometry.notna()], listed_near(table)
    unvalued = without_value(table)
    facts = {f"{words.capital(kind)}s with a value": words.number(len(table))}
    facts |= {f"{words.capital(kind)}s without a value": words.number(unvalued)} if unvalued else {}
    blank = maps.blank(unvalued, len(table) - len(mapped))
    return Figure.of(
        pd.DataFrame(table.drop(columns="geometry")),
        f"map-{indicator.id}",
        say(table, indicator, mapped=len(mapped) > 0),
        {
            "area_name": Column(words.capital(kind), numeric=False),
            "rank": Column("Rank", words.number),
            "value": Column("Value", lambda value: clauses.value(value, indicator)),
            "group": Column(f"Fifth of {kind}s", numeric=False, order=FIFTHS[::-1]),
        },
        f"{indicator.name}, {indicator.unit}",
        whom=every(table),
        axis=f"{indicator.name}, ",  # which the key says
        notes=("five groups of nearly equal size",),
        listed=near(nearest, kind),
        source=maps.attributed(cited(table), len(mapped) > 0),
        draw=(lambda fig: draw(fig, mapped, indicator, blank)) if len(mapped) else None,
        size=_size(mapped) if len(mapped) else style.SIZE,
        facts=places(table[table["sibling"]], kind) | facts,
        shown=nearest,
    )


def _size(areas: gpd.GeoDataFrame) -> style.MapSize:
    if len(areas) < MANY:
        return maps.size(areas.geometry)
    return insets.size(areas.geometry, insets.around_cells(*hexagons.cells(areas.geometry)))


def say(table: pd.DataFrame, definition: Definition, mapped: bool) -> Sentence:
    """Value, rank and fifth of the own area, and which way a rank runs."""
    area, kind = table[table["own"]].iloc[0], words.kind(table["footprint"].iloc[0])
    headline, fifth = finding(table, definition), _group(str(area["group"]), kind)
    gap = "" if mapped else f"There is no map, for the outlines of {kind}s are not held."
    siblings = among_siblings(table[table["sibling"]], kind, "value")
    detail = tuple(text for text in (fifth, siblings, unranked(table), _direction(definition), gap) if text)
    return Sentence(headline, detail, f"Map of England. {headline}. {fifth}".strip())


def _group(group: str, kind: str) -> str:
    if group not in FIFTHS:
        return ""
    direction = "" if group in (FIFTHS[0], FIFTHS[-1]) else ", counted from the highest"
    return f"It is in the {group} of five nearly equal groups of {kind}s{direction}."


def _direction(definition: Definition) -> str:
    if not definition.unit.startswith("score"):
        return ""
    return "A higher score is more deprived, and rank 1 is the most deprived: scores and ranks run in opposite directions."


def draw(fig: Canvas, areas: gpd.GeoDataFrame, definition: Definition, blank: Sequence[maps.Step]) -> None:
    """Every area in the colour of its fifth, the own one with a thick outline, its name, its value, and its fifth in the key; why some are
    `blank`."""
    ax = maps.map_axes(fig, areas.geometry)
    colours = [_colour(fifth) for fifth in areas["fifth"]]
    maps.fill(ax, areas.geometry, colours)
    area = areas[areas["own"]]
    maps.outline(ax, area.geometry, style.ORANGE, 2.4)
    for _, row in area.iterrows():
        text = f"{letters.short(str(row['place']), 26)} {clauses.value(row['value'], definition)}"
        maps.name_beside(ax, row.geometry, text, areas.sindex)
    here = [f"{word.capitalize()} fifth{maps.HERE if (area['fifth'] == n).any() else ''}" for n, word in enumerate(FIFTHS, 1)]
    steps = [(here[n], style.RAMP[4 - n], style.OUTLINE, 0.6) for n in range(len(FIFTHS))]
    orders = [f"{from_nearer_end(row)} of {len(areas):,}" for _, row in area.iterrows()]
    steps += [("Too few to group", style.NO_DATA, style.OUTLINE, 0.6)] if areas["fifth"].isna().any() else []
    steps += [*blank, ("This area", "none", style.ORANGE, 2.4), *((order, "none", "none", 0.0) for order in orders)]
    maps.key(fig, definition.name.partition(" (")[0], steps)
    if len(areas) >= MANY:
        centres, radius = hexagons.cells(areas.geometry)
        inset = insets.axes(fig, f"Hexagon: a {words.kind(areas['footprint'].iloc[0])}", insets.around_cells(centres, radius))
        insets.fill_cells(inset, centres, radius, colours, list(areas["own"]))


def _colour(fifth: float) -> str:
    return style.NO_DATA if pd.isna(fifth) else style.RAMP[5 - int(fifth)]
