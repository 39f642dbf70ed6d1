"""Commissioners: the CCGs and sub-ICB locations that there were in each year, carried forward through mergers to each footprint."""

import pandas as pd

from jsna import geography, periods
from jsna.making.places.table import COLUMNS, footprints_of, in_england

#: CCGs began in April 2013 and ended on 30 June 2022.
YEARS = [periods.written_year(year) for year in range(2013, 2023)]


def places(areas: pd.DataFrame) -> pd.DataFrame:
    """Which commissioners there are in each year, and the areas that they are, or became part of: as `places.COLUMNS`.

    A code belongs to a year where it was there on its first day: whoever reports for an area is then known, and that one is missing too.
    """
    kinds = {kind: _roster(areas, kind) for kind in ("ccg", "sub_icb")}
    frames = [frame for kind, units in kinds.items() for frame in (in_england(units), *_carried(units, areas, kind))]
    return pd.concat(frames, ignore_index=True)[COLUMNS]


def _roster(areas: pd.DataFrame, kind: str) -> pd.DataFrame:
    """The codes of a kind in each year; of sub-ICB locations, of which no list of changes is held, in all."""
    codes = {code for footprint in footprints_of(areas, (kind,)) for code in geography.areas_of(areas, footprint).index}
    if kind == "ccg":
        rows = [(code, year) for year in YEARS for code in sorted(_there(codes, str(periods.parse(year).start)))]
    else:
        rows = [(code, "") for code in sorted(codes)]
    return pd.DataFrame(rows, columns=["unit", "period"], dtype="str").assign(unit_kind=kind, weight=1.0)


def _there(codes: set[str], day: str) -> set[str]:
    """The CCGs of a day, by what became of each; of a fictional county nothing did."""
    steps = geography.successions().query("kind in ('merged', 'split')")
    if not codes & {*steps["predecessor"], *steps["successor"]}:
        return codes
    starts, ends = steps.groupby("successor")["date"].min(), steps.groupby("predecessor")["date"].max()
    every = pd.Series(sorted({*codes, *starts.index, *ends.index}), dtype="str")
    return set(every[(every.map(starts).fillna("") <= day) & (day < every.map(ends).fillna(geography.NOW))])


def _carried(units: pd.DataFrame, areas: pd.DataFrame, kind: str) -> list[pd.DataFrame]:
    frames = []
    for footprint in footprints_of(areas):
        here = geography.areas_of(areas, footprint).index
        # An area that took a part of another is whole in the years in which it is there itself.
        itself = units["unit"].isin(list(here)) & ~geography.redrawn(units["unit"], footprint, kind)
        area = geography.carry(units["unit"], footprint, here, kind).mask(itself, units["unit"])
        words = "reported as " + units["unit"] + ", carried forward to " + area
        placed_by = words.where(units["unit"] != area, "reported under this code")
        frames.append(units.assign(footprint=footprint, area_code=area, placed_by=placed_by).dropna(subset="area_code"))
    return frames
