"""Maps: the small areas of a place by deprivation, or every area of its footprint by one indicator."""

import geopandas as gpd
import pandas as pd
from matplotlib.figure import Figure as Canvas

from jsna.analysis import ranks as analysis
from jsna.catalogue import Definition, definitions
from jsna.figures.core import maps, style, words
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.kinds.rank import among_siblings, every, finding, listed_near, places, unranked
from jsna.figures.missing import absent
from jsna.figures.topics.small_areas import small_area_map
from jsna.figures.topics.sources import cited

FIFTHS = ("highest", "second", "third", "fourth", "lowest")


def choropleth(rows: gpd.GeoDataFrame) -> Figure | Missing:
    """A map of `here.small_areas()` by decile, or of `here.map_of(indicator)` in fifths; without boundaries, the table and the gap."""
    if rows.empty:
        return absent(rows)
    return small_area_map(rows) if "decile" in rows else _areas(rows)


def _areas(rows: gpd.GeoDataFrame) -> Figure | Missing:
    if rows.loc[rows["own"], "value"].notna().sum() == 0:
        return absent(rows)
    table = analysis.in_fifths(analysis.ranked(rows))
    table["group"] = table["fifth"].map(dict(enumerate(FIFTHS, 1))).fillna("not grouped")
    definition = definitions()[table["indicator_id"].iloc[0]]
    kind, period = words.kind(table["footprint"].iloc[0]), str(table["period"].iloc[0])
    drawn, listed = table[table.geometry.notna()], listed_near(table)
    near = "" if listed.all() else f"; the table lists the nearest {kind}s in rank"
    return Figure(
        key=f"{definition.chapter}-map-{definition.id}",
        sentence=say(table, definition, mapped=len(drawn) > 0),
        subtitle=f"{definition.name}, {definition.unit}, {every(table)}, {period}; five groups of nearly equal size{near}",
        rows=pd.DataFrame(table.drop(columns="geometry")),
        columns={
            "area_name": Column(words.capital(kind), numeric=False),
            "rank": Column("Rank", words.number),
            "value": Column("Value", lambda value: words.in_unit(value, definition.unit)),
            "group": Column(f"Fifth of {kind}s", numeric=False, order=FIFTHS[::-1]),
        },
        source=maps.attributed(cited(definition, period), len(drawn) > 0),
        draw=(lambda fig: draw(fig, drawn)) if len(drawn) else None,
        size=maps.size(drawn.geometry) if len(drawn) else style.SIZE,
        facts=places(table[table["sibling"]], kind) | {f"{words.capital(kind)}s with a value": words.number(len(table))},
        caveat=definition.caveat,
        shown=listed,
    )


def say(table: pd.DataFrame, definition: Definition, mapped: bool) -> Sentence:
    """Value, rank and fifth of the own area, and which way a rank runs."""
    own, kind = table[table["own"]].iloc[0], words.kind(table["footprint"].iloc[0])
    headline, grouped = finding(table, definition), _group(str(own["group"]), kind)
    gap = "" if mapped else f"No boundaries of {kind}s are held, so there is no map. They would come from the ONS Open Geography Portal."
    siblings = among_siblings(table[table["sibling"]], kind, "value")
    detail = tuple(text for text in (grouped, siblings, unranked(table), _direction(definition), gap) if text)
    return Sentence(headline, detail, f"Map of England. {headline}. {grouped}".strip())


def _group(group: str, kind: str) -> str:
    if group not in FIFTHS:
        return ""
    counted = "" if group in (FIFTHS[0], FIFTHS[-1]) else ", counted from the highest"
    return f"It is in the {group} of five nearly equal groups of {kind}s{counted}."


def _direction(definition: Definition) -> str:
    if not definition.unit.startswith("score"):
        return ""
    return "A higher score is more deprived, and rank 1 is the most deprived: scores and ranks run in opposite directions."


def draw(fig: Canvas, drawn: gpd.GeoDataFrame) -> None:
    """Every area in the colour of its fifth, the own one with a thick outline and its name."""
    ax = maps.map_axes(fig, drawn.geometry)
    maps.fill(ax, drawn.geometry, [_colour(fifth) for fifth in drawn["fifth"]])
    own = drawn[drawn["own"]]
    maps.outline(ax, own.geometry, style.ORANGE, 2.4)
    for _, row in own.iterrows():
        maps.name_beside(ax, row.geometry, str(row["place"]), drawn.sindex)
    steps = [(f"{word.capitalize()} fifth", style.RAMP[4 - n], style.OUTLINE, 0.6) for n, word in enumerate(FIFTHS)]
    maps.key(fig, "Fifths of areas", [*steps, ("This area", "none", style.ORANGE, 2.4)])


def _colour(fifth: float) -> str:
    return style.NO_DATA if pd.isna(fifth) else style.RAMP[5 - int(fifth)]
