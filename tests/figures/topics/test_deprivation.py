"""How many small areas are among the most deprived of England is said rightly for none, one, one district and several."""

from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Canvas
from shapely import box

from jsna.errors import JsnaError
from jsna.figures.core import style
from jsna.figures.core.figure import Figure, Missing
from jsna.figures.kinds.choropleth import choropleth
from jsna.figures.kinds.choropleth import figure as map_of
from jsna.figures.topics import indices
from jsna.figures.topics.deprivation import by_decile, by_district, deprivation
from jsna.figures.topics.small_areas import small_area_map
from jsna.report.audit.numbers import faults
from jsna.report.audit.tree import read


def small_areas(deciles: dict[str, list[int]], shapes: int | None = None) -> gpd.GeoDataFrame:
    """Small areas of 1,000 residents by district; the first `shapes` of them (by default all) have a boundary."""
    listed = [(district, decile) for district, some in deciles.items() for decile in some]
    table = pd.DataFrame(
        {
            "area_name": [f"{district} {n:03d}A" for n, (district, _) in enumerate(listed, 1)],
            "district": [district for district, _ in listed], "decile": [decile for _, decile in listed],
            "rank": [3_000.0 * decile + n for n, (_, decile) in enumerate(listed, 1)],
            "residents": 1_000.0, "place": "Elmshire", "period": "2019", "indicator_id": "imd_decile", "source_id": "iod_2019",
        }
    )  # fmt: skip
    drawn = len(table) if shapes is None else shapes
    geometry = [box(n, 52, n + 1, 53) if n < drawn else None for n in range(len(table))]
    return gpd.GeoDataFrame(table, geometry=geometry, crs="EPSG:4326")


def here(rows: pd.DataFrame, unplaced: str = "") -> Any:
    """A place that has these rows, whatever it is asked for."""
    given = dict.fromkeys(("practices", "map_of"), lambda indicator: rows) | dict.fromkeys(("small_areas", "districts"), lambda: rows)
    return SimpleNamespace(**given, faces=lambda indicator: (), lacks=lambda indicator: (unplaced, ""))


@pytest.mark.parametrize(
    "deciles, headline",
    [
        ({"Ash": [5, 6], "Oak": [7]}, "None of its 3 small areas is in the most deprived tenth of England in the index of 2019"),
        ({"Ash": [1, 6], "Oak": [7]}, "1 of 3 small areas is in the most deprived tenth of England in the index of 2019, in Ash"),
        ({"Ash": [1, 1], "Oak": [7]}, "2 of 3 small areas are in the most deprived tenth of England in the index of 2019, both in Ash"),
        ({"Ash": [1, 1, 1], "Oak": [7]}, "3 of 4 small areas are in the most deprived tenth of England in the index of 2019, all in Ash"),
        ({"Ash": [1, 1, 9], "Oak": [1, 7, 8]},
         "3 of 6 small areas are in the most deprived tenth of England in the index of 2019, in both its districts"),
        ({"Ash": [1, 1, 5]}, "2 of 3 small areas are in the most deprived tenth of England in the index of 2019"),
        ({name: [1, 5] for name in ("A", "B", "C", "D")} | {"E": [9]},
         "4 of 9 small areas are in the most deprived tenth of England in the index of 2019, in 4 of its 5 districts"),
        ({name: [1, 5] for name in ("A", "B", "C", "D")},
         "4 of 8 small areas are in the most deprived tenth of England in the index of 2019, in all its 4 districts"),
    ],
)  # fmt: skip
def test_the_most_deprived_tenth_and_where_it_is(deciles: dict[str, list[int]], headline: str) -> None:
    made = by_district(small_areas(deciles))
    assert made.sentence.detail[0] == f"{headline.replace(' in the index of 2019', '')}."
    assert list(faults(read(made._repr_html_())[0])) == []


def test_every_fifth_says_of_which_area_it_is() -> None:
    made = by_district(small_areas({"Ash": [1, 2, 2], "Oak": [7]}))
    first = "100.0% of residents here in Ash live in the most deprived fifth of England, none in Oak, in the index of 2019"
    assert made.sentence.headline == first
    assert made.sentence.detail[1] == "3 of 4 are in the most deprived fifth of England, all in Ash."
    nobody = by_district(small_areas({"Ash": [6], "Oak": [7]})).sentence.headline
    assert nobody == "Nobody here lives in the most deprived fifth of England in the index of 2019"
    assert made.rows[["district", "tenth", "fifth", "fifth_share"]].to_numpy().tolist() == [["Ash", 1, 3, 100.0], ["Oak", 0, 0, 0.0]]


@pytest.mark.parametrize(
    "deciles, headline, least",
    [
        ([1, 2, 3, 10], "2,000 people (50.0%) lived in the most deprived fifth of England in mid-2015 (England about 20%)",
         "1,000 people (25.0%) lived in the least deprived fifth of England."),
        ([5, 6], "Nobody here lived in the most deprived fifth of England in mid-2015 (England about 20%)",
         "Nobody here lived in the least deprived fifth of England."),
    ],
)  # fmt: skip
def test_people_by_tenth(deciles: list[int], headline: str, least: str) -> None:
    made = by_decile(small_areas({"Ash": deciles}))
    assert (made.sentence.headline, made.sentence.detail[0]) == (headline, least)
    assert made.rows["decile"].tolist() == list(range(1, 11)) and made.rows["share"].sum() == pytest.approx(100)
    assert "<svg" in made._repr_html_() and list(faults(read(made._repr_html_())[0])) == []


@pytest.mark.parametrize("width", [style.WIDTH, style.NARROW])
def test_no_share_of_a_tenth_lies_on_the_line_of_england(width: float) -> None:
    """Between its dashes 9.2% read as a negative number."""
    many = [1] * 4 + [2] * 9 + [3] * 9 + [4] * 4 + [5] * 11 + [6] * 6 + [7] * 12 + [8] * 10 + [9] * 16 + [10] * 19
    made, fig = by_decile(small_areas({"Ash": many})), Canvas(figsize=(width, 3.5))
    assert made.draw is not None
    made.draw(fig)
    FigureCanvasAgg(fig).draw()
    ax = fig.axes[0]
    line = ax.transData.transform((0, 10))[1]
    shares = [text for text in ax.texts if "England" not in text.get_text()]
    assert len(shares) == 10 and not any(box.y0 < line < box.y1 for box in (text.get_window_extent() for text in shares))


def test_the_map_lists_the_most_deprived_small_areas() -> None:
    made = small_area_map(small_areas({"Ash": [1] * 18, "Oak": [2] * 5}))
    assert made.sentence.headline == "Ash has 18 of the 20 most deprived areas here"
    assert made.sentence.detail == ("The most deprived small area is Ash 001A, ranked 3,001st in England in 2019.",)
    assert len(made.rows) == 20 and "the table lists the 20 most deprived" in made.subtitle
    assert "<svg" in made._repr_html_() and "Contains OS data © Crown copyright" in made.source


def test_where_no_district_has_two_in_five_of_them_the_first_is_named() -> None:
    made = small_area_map(small_areas({"Ash": [1] * 7, "Oak": [2] * 6, "Elm": [3] * 9}))
    assert made.sentence.headline == "The most deprived small area is Ash 001A, ranked 3,001st in England in 2019"
    assert made.sentence.detail == ("Ash has 7 of the 20 most deprived areas here.",)


@pytest.mark.parametrize(
    "deciles, said, first",
    [
        ({"Ash": [1] * 18, "Oak": [2] * 5}, ["20 most deprived", "18 in Ash", "2 in Oak"], False),
        ({"Ash": [1] * 9, "Oak": [2] * 6, "Elm": [3] * 9}, ["20 most deprived", "9 in Ash", "11 in other districts"], False),
        ({"Ash": [1] * 7, "Oak": [2] * 6, "Elm": [3] * 9}, ["20 most deprived", "7 in Ash", "13 in other districts"], True),
        ({"Ash": [1] * 23}, ["20 most deprived"], True),
        ({"Ash": [1] * 9, "Oak": [2] * 6}, [], False),
    ],
)
def test_the_most_deprived_are_outlined_and_counted_by_district(deciles: dict[str, list[int]], said: list[str], first: bool) -> None:
    made, fig = small_area_map(small_areas(deciles)), Canvas(figsize=(8, 5))
    assert made.draw is not None
    made.draw(fig)
    texts = [text.get_text() for text in fig.texts]
    assert [text for text in texts if "most deprived" in text or " in " in text] == said
    assert texts[:2] == ["Deprivation, by", "fifths of England"]
    assert ("Ash 001A" in [text.get_text() for text in fig.axes[0].texts]) is first
    outlines = [each for each in fig.axes[0].collections if to_hex(each.get_edgecolor()[0]) == style.ORANGE]
    assert sum(len(each.get_paths()) for each in outlines) == (20 if said else 0)


def test_without_boundaries_the_table_stands_open_and_the_gap_is_said() -> None:
    made = small_area_map(small_areas({"Ash": [3, 4]}, shapes=0))
    assert made.draw is None and "Crown copyright" not in made.source
    assert made.sentence.detail[-1] == "There is no map, for the outlines of these small areas are not held."
    assert "<svg" not in made._repr_html_()


@pytest.mark.parametrize(
    "shapes, gap",
    [(2, "1 small area without a boundary is not on the map."), (1, "2 small areas without a boundary are not on the map.")],
)
def test_a_small_area_without_a_boundary_is_mentioned(shapes: int, gap: str) -> None:
    assert gap in small_area_map(small_areas({"Ash": [3, 4, 5]}, shapes=shapes)).sentence.detail


def test_no_small_areas_is_one_sentence() -> None:
    nothing = here(small_areas({"Ash": [3]}).head(0))
    assert all(isinstance(deprivation(nothing, by=by), Missing) for by in ("district", "decile", "map", "edition"))


def test_deprivation_by_what_it_does_not_know_is_refused_with_what_it_does() -> None:
    with pytest.raises(JsnaError, match="expected one of district, decile, map, edition, practice; found 'ward'"):
        deprivation(here(pd.DataFrame()), by="ward")


def areas(values: list[float], indicator: str = "imd_average_score", shapes: bool = True, gone: int = 0) -> gpd.GeoDataFrame:
    n = len(values)
    table = pd.DataFrame(
        {
            "indicator_id": indicator, "footprint": "ccg_2019", "period": "2019", "place": "Area 0", "county": "Treeshire", "larger": "STP",
            "areas": n + gone, "source_id": "iod_2019",
            "area_name": [f"Area {i}" for i in range(n)], "value": values, "lower_95": float("nan"), "upper_95": float("nan"),
            "own": [i == 0 for i in range(n)], "sibling": [i < 2 for i in range(n)],
        }
    )  # fmt: skip
    geometry = [box(i, 52, i + 1, 53) if shapes else None for i in range(n)]
    return gpd.GeoDataFrame(table, geometry=geometry, crs="EPSG:4326")


@pytest.mark.parametrize(
    "values, grouped",
    [
        ([50.0, 40, 30, 20, 10], "It is in the highest of five nearly equal groups of CCGs."),
        ([10.0, 40, 30, 20, 50], "It is in the lowest of five nearly equal groups of CCGs."),
        ([30.0, 40, 50, 20, 10], "It is in the third of five nearly equal groups of CCGs, counted from the highest."),
    ],
)
def test_the_map_of_england_says_rank_group_and_which_way_ranks_run(values: list[float], grouped: str) -> None:
    made = map_of(areas(values))
    assert made.sentence.headline.startswith("Index of Multiple Deprivation, average score of 2019: ")
    assert made.sentence.detail[0] == grouped and "opposite directions" in made.sentence.detail[-1]
    svg, word = made._repr_html_(), grouped.split(" of ")[0].split()[-1]
    assert f">{word.capitalize()} fifth: here<" in svg and svg.count(": here<") == 1 and f">Area 0 {values[0]}<" in svg
    assert "<svg" in made._repr_html_()


def test_a_map_of_a_share_says_nothing_of_scores_and_too_few_areas_are_not_grouped() -> None:
    made = map_of(areas([30.0, 20, 10], "imd_most_deprived_fifth_residents"))
    assert made.sentence.detail == ("It has the higher value of the two CCGs in Treeshire.",)
    assert set(made.rows["group"]) == {"not grouped"}


def test_areas_without_a_value_are_told_and_not_counted_as_ranked() -> None:
    made = map_of(areas([50.0, 40, 30, 20, 10], gone=2))
    assert made.sentence.headline.endswith("the highest of 5 CCGs with a value")
    assert "2 CCGs have no value here and no rank." in made.sentence.detail
    assert "5 of 7 CCGs, 2019" in made.subtitle and "every CCG" not in made.subtitle
    assert ">No value: 2<" in made._repr_html_() and "No value" not in map_of(areas([50.0, 40, 30, 20, 10]))._repr_html_()


def test_the_key_says_why_areas_have_no_colour() -> None:
    outlines = areas([50.0, 40, 30, 20, 10])
    outlines.loc[3:, "geometry"] = None
    assert ">No outline held: 2<" in map_of(outlines)._repr_html_()
    assert ">Too few to group<" in map_of(areas([30.0, 20, 10]))._repr_html_()
    assert ">No outline held: 3<" in small_area_map(small_areas({"Ash": [1] * 23}, shapes=20))._repr_html_()


def test_a_map_of_england_without_boundaries_is_its_table() -> None:
    made = map_of(areas([30.0, 20, 10, 5, 1], shapes=False))
    assert made.draw is None and made.sentence.detail[-1] == "There is no map, for the outlines of CCGs are not held."


def test_a_map_without_the_own_value_is_one_sentence() -> None:
    assert isinstance(choropleth(here(areas([float("nan"), 20, 10])), "imd_average_score"), Missing)


def test_what_is_missing_of_practices_is_a_whole_sentence_and_says_why_no_surgery_stands_in() -> None:
    gap = deprivation(here(pd.DataFrame()), by="practice")
    assert isinstance(gap, Missing)
    said = read(gap._repr_html_())[0].text()
    assert said.startswith("No data for patients by the tenth of England's small areas that they live in. Where a surgery stands does not")


def test_an_own_neighbourhood_is_told_to_name_its_small_areas() -> None:
    missing = choropleth(here(gpd.GeoDataFrame(), "neighbourhood"), "imd_average_score")
    assert isinstance(missing, Missing) and "add lsoas" in missing.remedy


def districts(newer: dict[str, tuple[float, float]]) -> pd.DataFrame:
    """Scores and small areas of two own districts in 2019, and counts alone of 2025 for those that have them."""
    older = {"Worcester": (21.6, 13.0, 63.0), "Wychavon": (13.3, 1.0, 78.0)}
    scores = [("score", "2019", name, score, float("nan"), float("nan")) for name, (score, *_) in older.items()]
    tenths = [("share", "2019", name, 100 * x / n, x, n) for name, (_, x, n) in older.items()]
    tenths += [("share", "2025", name, 100 * x / n, x, n) for name, (x, n) in newer.items()]
    table = pd.DataFrame(scores + tenths, columns=["measure", "period", "area_code", "value", "numerator", "denominator"])
    return table.assign(area_name=table["area_code"], own=True, place="Worcestershire")


@pytest.mark.parametrize(
    "newer, said",
    [
        ({"Worcester": (8, 64), "Wychavon": (0, 81)},
         "In the indices of 2025, 8 of 145 small areas of its districts are in the most deprived tenth of England: 8 of 64 in Worcester;"),
        ({"Wychavon": (0, 81)},
         "In the indices of 2025, 0 of 81 small areas of 1 of these districts are in the most deprived tenth of England;"),
    ],
)  # fmt: skip
def test_small_areas_of_2025_are_counted_where_districts_cannot_be_ranked(newer: dict[str, tuple[float, float]], said: str) -> None:
    made = indices.figure(districts(newer), "A reason.")
    headline = made.sentence.headline
    assert headline.startswith(said) and headline.endswith(" in 2019")
    assert "rank_2025" not in made.columns and "not ranked in 2025" in made.caveat
    assert list(faults(read(made._repr_html_())[0])) == []


def test_a_part_of_one_district_is_not_called_the_district_nor_the_district_the_part() -> None:
    """Of 30 small areas of Redditch a neighbourhood said "33.3% of residents in Redditch", and of all 57 nothing but "small areas"."""
    part = by_district(small_areas({"Redditch": [1, 5, 6]})).sentence.headline
    assert part.startswith("33.3% of residents here in Redditch live in the most deprived fifth of England")
    whole = districts({"Worcester": (8, 64)})
    headline = indices.figure(whole[whole["area_name"].eq("Worcester")], "A reason.").sentence.headline
    assert headline.startswith("In the indices of 2025, 8 of 64 small areas of Worcester are in the most deprived tenth of England; 13")


def test_nothing_of_2025_is_said_where_nothing_is_counted() -> None:
    made = deprivation(here(districts({}), "council area"), by="edition")
    assert isinstance(made, Figure) and "2025" not in " ".join(made.columns)
    assert made.sentence.headline.startswith("The indices of 2025 cannot be shown here; in 2019 ")
    assert list(faults(read(made._repr_html_())[0])) == []
    assert made.sentence.detail[0].startswith("Indices of 2025 are held, but of some small areas not the district")
    nowhere = deprivation(here(districts({})), by="edition")
    assert isinstance(nowhere, Figure)
    assert nowhere.sentence.detail[0].startswith("No data for index of Multiple Deprivation 2025, average score. It would come")
