"""Small areas: the larger areas that each lies in, by the lookups."""

from collections.abc import Iterator

import pandas as pd

from jsna import geography
from jsna.geography import REGION
from jsna.making.caveats import Caveats, some
from jsna.making.places.table import COLUMNS, footprints_of, in_england

#: The councils, regions and middle-layer areas that small areas of a census are added up to.
COUNCILS = {"lsoa_2011": ("district_2019", "upper_tier_2019", REGION, "msoa_2011"), "lsoa_2021": ("district_2022", "district_2024")}
#: The edition of the indices of deprivation that is about the small areas of a census.
EDITIONS = {"lsoa_2011": "2019", "lsoa_2021": "2025"}
IN_ENGLAND = r"[EZ]01\d{6}"


def places(tables: dict[str, pd.DataFrame], caveats: Caveats) -> pd.DataFrame:
    """The small areas of each census in England and in each area of each footprint: as `places.COLUMNS`.

    There are those that a lookup or an index of deprivation holds. Where a lookup has no place for some of them, only the areas that
    boundaries show to be `whole` are places, and none where no boundaries are held.
    """
    frames = [frame for kind in COUNCILS for frame in _of_census(tables, kind, caveats)]
    return pd.concat(frames, ignore_index=True)[COLUMNS]


def _of_census(tables: dict[str, pd.DataFrame], kind: str, caveats: Caveats) -> Iterator[pd.DataFrame]:
    members = tables["membership"]
    inside = members[(members["footprint"] == kind) & members["area_code"].str.fullmatch(IN_ENGLAND)]
    units = _roster(inside, tables["deprivation"].query("edition == @EDITIONS[@kind]")["lsoa_code"].drop_duplicates(), kind)
    yield in_england(units)
    footprints = {*footprints_of(tables["areas"]), *COUNCILS[kind], "local"}
    for footprint, lookup in inside[inside["parent_footprint"].isin(footprints)].groupby("parent_footprint"):
        area = geography.parents(lookup, kind, str(footprint)) if footprint != "local" else None
        if area is not None and not _whole(units, lookup, str(footprint)):
            exact = tables["whole"].query("footprint == @footprint")["area_code"]
            lookup = lookup[lookup["parent_code"].isin(exact)]
            _note(units, area, str(footprint), len(exact), caveats)
        codes = lookup.rename(columns={"area_code": "unit", "parent_code": "area_code"})[["unit", "area_code", "source_id"]]
        places = units.merge(codes.drop_duplicates(["unit", "area_code"]), on="unit")
        yield places.assign(footprint=footprint, placed_by="by " + places["source_id"])


def _roster(lookups: pd.DataFrame, index_codes: pd.Series, kind: str) -> pd.DataFrame:
    official = lookups.loc[lookups["parent_footprint"] != "local", "area_code"]
    codes = pd.Index(index_codes).union(pd.Index(official.unique()))
    return pd.DataFrame({"unit": codes.astype("str"), "unit_kind": kind, "period": "", "weight": 1.0})


def _whole(units: pd.DataFrame, lookup: pd.DataFrame, footprint: str) -> bool:
    """Whether a lookup places every small area, or those that it leaves out have none for a reason that is held."""
    # Six sub-ICB locations have small areas that no CCG had as a whole.
    return footprint.startswith("sub_icb") or bool(units["unit"].isin(lookup["area_code"]).all())


def _note(units: pd.DataFrame, area: pd.Series, footprint: str, exact: int, caveats: Caveats) -> None:
    """Keep what a lookup of best fits leaves out, and which of its areas are used all the same."""
    absent, kind = pd.Index(units["unit"]).difference(area.index), str(units["unit_kind"].iloc[0])
    short = f"The lookup to {footprint.replace('_', 's of ')} has no place for {len(absent):,} of {len(units):,} small areas of {kind[-4:]}"
    use = f"is used for the {exact} alone whose boundaries show that they are whole" if exact else "is not used"
    caveats.note(footprint, f"{short}, such as {some(list(absent), 3)}, so it {use}.", f"iod_{EDITIONS[kind]}")
