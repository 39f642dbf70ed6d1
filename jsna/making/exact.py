"""Exact fits: small areas of 2021 placed by boundaries, in the councils that the boundaries of both censuses show to be whole."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from jsna import geography

#: The share of a small area that outlines drawn for two censuses may leave uncovered; one that is not held leaves half of it or more.
LEAST_COVERED = 0.95


#: The councils of the lookup that places small areas of 2021 by best fits.
FOOTPRINT = "district_2022"


def with_fits(membership: pd.DataFrame, parts: list[Path]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The table `membership` with the small areas of 2021 that boundaries place, and the areas that are whole: `footprint, area_code`."""
    columns = ["footprint", "area_code", "geometry"]
    frames = [pd.read_parquet(part, columns=columns) for part in parts] or [pd.DataFrame(columns=columns)]
    fits = placed(pd.concat(frames, ignore_index=True), membership, FOOTPRINT)
    earlier = membership.loc[membership["footprint"].eq("lsoa_2021") & membership["parent_footprint"].eq(FOOTPRINT), "area_code"]
    more = fits[~fits.index.isin(earlier)]
    inside = {"footprint": "lsoa_2021", "area_code": more.index, "parent_footprint": FOOTPRINT, "parent_code": more.to_numpy()}
    whole = pd.DataFrame({"footprint": FOOTPRINT, "area_code": sorted(fits.unique())}, dtype="str")
    return pd.concat([membership, pd.DataFrame(inside | {"source_id": "boundaries"}, dtype="str")], ignore_index=True), whole


def placed(boundaries: pd.DataFrame, membership: pd.DataFrame, footprint: str) -> pd.Series:
    """The area of a footprint that each small area of 2021 lies in, for the areas whose small areas of 2011 these cover wholly.

    Parameters
    ----------
    boundaries : DataFrame
        `footprint, area_code, geometry` (WKB) as read.
    membership : DataFrame
        Which small area of 2011 lies in which area of the footprint.

    Returns
    -------
    Series
        Codes of areas by code of small area; those of areas that may lack a small area are absent.
    """
    old, new = (_shapes(boundaries, unit) for unit in ("lsoa_2011", "lsoa_2021"))
    parents = geography.parents(membership, "lsoa_2011", footprint)
    inside = parents[parents.isin(parents[parents.index.isin(old.index)])]
    areas = {str(area): _inside(old, new, codes.index) for area, codes in inside.groupby(inside) if codes.index.isin(old.index).all()}
    return pd.Series({code: area for area, codes in areas.items() for code in codes}, dtype="str")


def _shapes(boundaries: pd.DataFrame, footprint: str) -> gpd.GeoSeries:
    rows = boundaries[boundaries["footprint"] == footprint].drop_duplicates("area_code")
    return gpd.GeoSeries.from_wkb(rows["geometry"].to_numpy(), index=pd.Index(rows["area_code"]))


def _inside(old: gpd.GeoSeries, new: gpd.GeoSeries, codes: pd.Index) -> list[str]:
    """The small areas of 2021 within some of 2011; none where they leave a part of one uncovered."""
    before = old.loc[codes]
    after = new[new.representative_point().within(shapely.union_all(before.to_numpy()))]
    gaps = before.difference(shapely.union_all(after.to_numpy())).area / before.area
    return list(after.index) if len(after) and gaps.max() <= 1 - LEAST_COVERED else []
