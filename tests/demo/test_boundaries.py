"""Shapes of the demonstration fit together, and lie where no land is."""

import json
from pathlib import Path

import pandas as pd
import shapely


def shapes(path: Path, code: str) -> dict[str, shapely.Geometry]:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {f["properties"][code]: shapely.from_geojson(json.dumps(f["geometry"])) for f in features}


def test_small_areas_are_valid_and_fit_together_without_gap_or_overlap(raw: Path, lsoas: pd.DataFrame) -> None:
    ccgs, found = shapes(raw / "boundaries/ccgs_2020.json", "code"), {}
    for path in (raw / "boundaries").glob("lsoa11_*.geojson"):
        district = shapes(path, "LSOA11CD")
        assert shapely.union_all(list(district.values())).geom_type == "Polygon", "a district is one piece"
        assert set(lsoas.loc[list(district), "LAD19CD"]) == {path.stem.removeprefix("lsoa11_")}
        found |= district
    assert len(found) == 350 and all(shapely.is_valid(list(found.values())))
    assert shapely.coverage_is_valid(list(found.values())) and shapely.coverage_is_valid(list(ccgs.values()))
    for code in ("ZZ1", "ZZ2", "ZZ3"):
        inside = [shape for lsoa, shape in found.items() if lsoas.loc[lsoa, "CCG19CDH"] == code]
        assert shapely.union_all(inside).symmetric_difference(ccgs[code]).area < 1e-9


def test_every_ccg_is_one_valid_piece_in_the_sea(raw: Path) -> None:
    ccgs = shapes(raw / "boundaries/ccgs_2020.json", "code")
    assert len(ccgs) == 33 and all(shape.is_valid and shape.geom_type == "Polygon" for shape in ccgs.values())
    west, south, east, north = shapely.union_all(list(ccgs.values())).bounds
    assert 1 < west < east < 4.5 and 53.9 < south < north < 55.6
