"""Insets: under the key, within the drawing, true to scale, and only where they show something larger."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Canvas

from jsna.figures.core import insets, maps, style, svg


def shapes(high: float = 5.0) -> gpd.GeoSeries:
    return gpd.GeoSeries([shapely.box(x, 50 + y * high / 5, x + 1, 50 + (y + 1) * high / 5) for x in range(5) for y in range(5)])


@pytest.mark.parametrize("high", [0.6, 5.0, 9.0])
@pytest.mark.parametrize("box", [(0.0, 0.0, 1.0, 1.0), (0.0, 0.0, 1.0, 1.6)])
def test_an_inset_lies_below_the_key_and_inside_the_drawing(high: float, box: insets.Box) -> None:
    size = insets.size(shapes(high), box)
    fig = Canvas(figsize=size[:2])
    maps.key(fig, "Key", [("A step", style.RAMP[0], style.OUTLINE, 0.6)] * maps.LONGEST_KEY)
    ax = insets.axes(fig, "Larger", box)
    FigureCanvasAgg(fig).draw()
    above = min(text.get_window_extent().y0 for text in fig.texts[:-1])
    title, inside = fig.texts[-1].get_window_extent(), ax.get_window_extent()
    assert above > title.y1 and title.y0 > inside.y1 and inside.y0 > 0 and inside.x1 < fig.bbox.x1
    assert title.y1 <= (size.height - size.inset_top + 0.05) * fig.dpi
    assert inside.height / inside.width == pytest.approx(box[3] / box[2], rel=0.01)
    assert fig.texts[-1].get_gid() == svg.INSET


def test_a_town_is_enlarged_where_it_is_small_on_the_map() -> None:
    parts = gpd.GeoSeries([*shapes(), shapely.box(2.2, 52.2, 2.5, 52.4)])
    own = [False] * 25 + [True]
    box = insets.town(parts, own)
    assert box is not None and shapely.box(*box).contains(parts.iloc[-1])
    assert insets.town(parts, [True] * 26) is None and insets.town(parts, [False] * 26) is None


def test_what_is_enlarged_keeps_its_shape() -> None:
    inside, (west, south, east, north) = insets.flattened(shapes(), (1.0, 52.0, 2.0, 53.0))
    shrunk = np.cos(np.radians(52.5))
    assert inside.iloc[7].area == pytest.approx(shrunk) and inside.iloc[0].is_empty
    assert (east - west, north - south) == (pytest.approx(shrunk), 1.0)


def test_every_area_is_drawn_once_in_its_colour_and_the_own_one_is_outlined_on_a_dark_casing() -> None:
    centres, colours = np.array([(0.0, 0.0), (1.0, 0.0), (0.5, 0.87), (1.5, 0.87)]), [*style.RAMP[:2]] * 2
    box = insets.around_cells(centres, 0.577)
    fig = Canvas(figsize=insets.size(shapes(), box)[:2])
    ax = insets.axes(fig, "Cells", box)
    insets.fill_cells(ax, centres, 0.577, colours, [False, True, False, False])
    *fills, casing, own = ax.collections
    drawn = {tuple(place): to_hex(each.get_facecolor()[0]) for each in fills for place in np.asarray(each.get_offsets())}
    assert drawn == dict(zip(map(tuple, centres), colours, strict=True))
    assert [np.asarray(each.get_offsets()).tolist() for each in (casing, own)] == [[[1.0, 0.0]]] * 2
    assert [to_hex(each.get_edgecolor()[0]) for each in (casing, own)] == [style.CASING, style.ORANGE]
    # A hexagon of the marker is as wide as from one centre to the next: sqrt(3) of its radius.
    across = np.sqrt(own.get_sizes()[0]) / 2 * np.sqrt(3) * fig.dpi / 72
    assert across == pytest.approx(np.diff(ax.transData.transform([(0, 0), (1, 0)])[:, 0])[0], rel=0.01)
