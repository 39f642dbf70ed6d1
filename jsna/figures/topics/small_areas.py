"""Map of a place's small areas by deprivation, with the most deprived of them in a table."""

import geopandas as gpd
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from jsna.figures.core import insets, letters, maps, style, svg, words
from jsna.figures.core.figure import Column, Figure, Sentence
from jsna.figures.core.sources import cited

#: The most deprived small areas that the table lists.
LISTED = 20
#: From this share of the most deprived on, they are said to be in one district.
TOGETHER = 0.4
#: A district with a smaller share of the small areas is not named on the map.
NAMED = 0.05
#: Where those are that do not lie in the district with the most.
OTHERS = "other districts"
#: The longest name above its enlargement, which is as wide as the key.
LONGEST_TOWN = 15
FIFTHS = ("Most deprived fifth", "Second", "Third", "Fourth", "Least deprived fifth")
COLUMNS = {
    "area_name": Column("Small area", numeric=False),
    "district": Column("District", numeric=False),
    "rank": Column("Rank in England (1 is most deprived)", words.number),
    "decile": Column("Decile (1 is most deprived)", words.number),
    "residents": Column("Residents, mid-2015", words.number),
}


def small_area_map(rows: gpd.GeoDataFrame) -> Figure:
    """The small areas in the colours of England's fifths, the most deprived of them outlined and listed."""
    mapped, place, period = maps.simplified(rows[rows.geometry.notna()]), rows["place"].iloc[0], rows["period"].iloc[0]
    top = rows.sort_values(["rank", "area_name"]).head(LISTED).reset_index(drop=True)
    return Figure.of(
        pd.DataFrame(top.drop(columns="geometry")),
        "map-small-areas",
        say(top, len(rows), len(mapped)),
        COLUMNS,
        subtitle=f"Index of Multiple Deprivation {period}, small areas (LSOAs of 2011) of {place}",
        listed=_listed(len(top), len(rows)),
        source=maps.attributed(cited(rows), len(mapped) > 0),
        draw=(lambda fig: draw(fig, mapped, len(rows) - len(mapped))) if len(mapped) else None,
        size=_size(mapped) if len(mapped) else style.SIZE,
        facts={"Small areas": words.number(len(rows)), "Small areas without a boundary": words.number(len(rows) - len(mapped))},
        caveat="A small area is a neighbourhood of about 1,500 residents. Not everybody who lives in a deprived area lives in hardship.",
    )


def _listed(listed: int, areas: int) -> str:
    return f"the table lists the {listed} most deprived" if listed < areas else "the table lists them all"


def say(top: pd.DataFrame, areas: int, mapped: int) -> Sentence:
    """The most deprived small area, where most of the listed ones are, and any gap in the map."""
    first = top.iloc[0]
    names_district = pd.isna(first["district"]) or str(first["area_name"]).startswith(str(first["district"]))
    where = "" if names_district else f" in {first['district']}"
    rank = f"ranked {words.ordinal(int(first['rank']))} in England in {first['period']}"
    most, spread = f"The most deprived small area is {first['area_name']}{where}, {rank}", _spread(top)
    headline, then = (spread, f"{most}.") if _are_together(top) else (most, f"{spread}." if spread else "")
    return Sentence(headline, tuple(text for text in (then, _gap(areas, mapped)) if text), f"Map. {headline}. {then}".strip())


def _are_together(top: pd.DataFrame) -> bool:
    """Whether many of the listed areas are in one of several districts, which the title then says, and not which area is the first."""
    return bool(_spread(top)) and top["district"].value_counts(normalize=True).iloc[0] >= TOGETHER


def _spread(top: pd.DataFrame) -> str:
    counts = top["district"].value_counts()
    if len(top) < LISTED or len(counts) < 2:
        return ""
    return f"{counts.index[0]} has {counts.iloc[0]} of the {len(top)} most deprived areas here"


def _gap(areas: int, mapped: int) -> str:
    if mapped == areas:
        return ""
    if not mapped:
        return "There is no map, for the outlines of these small areas are not held."
    unmapped = areas - mapped
    return f"{words.counted(unmapped, 'small area')} without a boundary {words.verb(unmapped, 'is', 'are')} not on the map."


def draw(fig: Canvas, areas: gpd.GeoDataFrame, unmapped: int) -> None:
    """Fifths by colour, the most deprived of the place by a thick outline and counted by district, districts by border and name; how many
    are `unmapped`."""
    ax = maps.map_axes(fig, areas.geometry)
    maps.fill(ax, areas.geometry, _colours(areas))
    top, districts = _top(areas), areas["district"].nunique()
    town, box = _town(areas)
    maps.outline(ax, _districts(ax, areas, [box] if box else []) if districts > 1 else [])
    maps.outline(ax, top.geometry, style.ORANGE, 2.0)
    steps = [(label, style.RAMP[4 - n], style.OUTLINE, 0.6) for n, label in enumerate(FIFTHS)]
    steps += maps.blank(0, unmapped)
    steps += [("District border", "none", style.INK, 1.4)] if districts > 1 else []
    steps += [(f"{LISTED} most deprived", "none", style.ORANGE, 2.0)] if len(top) else []
    steps += [(f"{count} in {letters.short(name, LONGEST_TOWN)}", "none", "none", 0.0) for name, count in _counts(top)]
    maps.key(fig, "Deprivation, by fifths of England", steps)
    if len(top) and not _are_together(top):
        first = top.iloc[0]
        maps.name_beside(ax, first.geometry, str(first["area_name"]), areas.sindex)
    if box:
        insets.frame(ax, box)
        _enlarged(fig, areas, f"{letters.short(town or 'Most deprived', LONGEST_TOWN)}, larger", box)


def _top(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The small areas that are listed as the most deprived, where they are not all."""
    return areas.sort_values(["rank", "area_name"]).head(LISTED if len(areas) > LISTED else 0)


def _counts(top: pd.DataFrame) -> list[tuple[str, int]]:
    """How many of the most deprived are in each district, and of many districts in all but the first together."""
    counts = [(str(name), int(count)) for name, count in top["district"].value_counts().items()]
    if len(counts) < 2:
        return []
    return counts if len(counts) == 2 else [counts[0], (OTHERS, sum(count for _, count in counts[1:]))]


def _colours(areas: gpd.GeoDataFrame) -> list[str]:
    return [style.RAMP[4 - (int(decile) - 1) // 2] for decile in areas["decile"]]


def _size(areas: gpd.GeoDataFrame) -> style.MapSize:
    _, box = _town(areas)
    return insets.size(areas.geometry, insets.flattened(areas.geometry, box)[1]) if box else maps.size(areas.geometry)


def _town(areas: gpd.GeoDataFrame) -> tuple[str, insets.Box | None]:
    """The district with the most of the most deprived small areas, and the box around these if they are near each other on the map."""
    top = areas.sort_values(["rank", "area_name"]).head(LISTED)
    districts = top["district"].mode()
    district = str(districts.iloc[0]) if len(districts) else ""
    inside = top.index[top["district"] == district] if district else top.index
    return district, insets.town(areas.geometry, list(areas.index.isin(inside)))


def _enlarged(fig: Canvas, areas: gpd.GeoDataFrame, title: str, box: insets.Box) -> None:
    """The small areas within a box, larger, in the colours and with the outlines that they have on the map."""
    within = areas[areas.intersects(shapely.box(*box))]
    parts, flat = insets.flattened(within.geometry, box)
    ax = insets.axes(fig, title, flat)
    maps.fill(ax, parts, _colours(within), gid=svg.INSET)
    maps.outline(ax, parts[within.index.isin(_top(areas).index)], style.ORANGE, 2.0, gid=svg.INSET)


def _districts(ax: Axes, areas: gpd.GeoDataFrame, framed: list[insets.Box]) -> list[shapely.Geometry]:
    """The districts as shapes, the larger ones named, and not on a part that is `framed` for an inset."""
    share = areas["district"].value_counts(normalize=True)
    parts = {str(name): shapely.union_all(rows.geometry.to_numpy()) for name, rows in areas.groupby("district")}
    maps.names(ax, {name: shape for name, shape in parts.items() if share[name] >= NAMED}, framed)
    return list(parts.values())
