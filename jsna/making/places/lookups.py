"""Lookups: what lies in what, with what no published lookup says itself: councils, regions, and the areas between."""

import pandas as pd

from jsna.geography import DATA, REGION, areas_of, successions


def with_upper_tier(areas: pd.DataFrame, membership: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables `areas` and `membership` with the upper-tier authorities of April 2019, where no lookup gave them."""
    if areas["footprint"].eq("upper_tier_2019").any():
        return areas, membership
    return _with_larger(areas, membership, "upper_tier_2019.csv", ("district", "district_2019"), ("upper_tier", "upper_tier_2019"))


def with_regions(areas: pd.DataFrame, membership: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables `areas` and `membership` with the statistical regions that upper-tier authorities lie in."""
    return _with_larger(areas, membership, "regions.csv", ("upper_tier", "upper_tier_2019"), ("region", REGION))


def _with_larger(
    areas: pd.DataFrame, membership: pd.DataFrame, file: str, small: tuple[str, str], large: tuple[str, str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both tables with the larger areas of a file of the repository; of each kind, how its columns begin and its footprint."""
    table = pd.read_csv(DATA / file, dtype="str", keep_default_na=False)
    table = table[table[f"{small[0]}_code"].isin(areas.loc[areas["footprint"] == small[1], "area_code"])]
    code, name = (table[f"{large[0]}_{part}"] for part in ("code", "name"))
    rows = pd.DataFrame({"footprint": large[1], "area_code": code, "gss_code": code, "area_name": name, "source_id": file})
    inside = {"area_code": table[f"{small[0]}_code"], "parent_footprint": large[1], "parent_code": code}
    members = pd.DataFrame({"footprint": small[1], **inside, "source_id": file})
    whole = pd.concat([areas, rows.drop_duplicates("area_code")], ignore_index=True)
    return whole, pd.concat([membership, members], ignore_index=True)


def with_middle_layer(areas: pd.DataFrame, membership: pd.DataFrame) -> pd.DataFrame:
    """The table `membership` with the middle-layer areas of small areas, where these are held: no lookup says it, their names do.

    A small area of 2011 is named after its middle-layer area and a letter: Redditch 010C lies in Redditch 010.
    """
    small, middle = areas_of(areas, "lsoa_2011"), areas_of(areas, "msoa_2011")
    parent = small["area_name"].str[:-1].map(pd.Series(middle.index, index=middle["area_name"], dtype="str")).dropna()
    inside = {"footprint": "lsoa_2011", "area_code": parent.index, "parent_footprint": "msoa_2011", "parent_code": parent.to_numpy()}
    return pd.concat([membership, pd.DataFrame(inside | {"source_id": "names of small areas"}, dtype="str")], ignore_index=True)


def with_small_areas(membership: pd.DataFrame) -> pd.DataFrame:
    """The table `membership` with the small areas of councils, regions and sub-ICB locations whose CCG went on within its boundary."""
    small = membership[membership["footprint"] == "lsoa_2011"].drop_duplicates(["area_code", "parent_footprint"])
    upper = membership[membership["parent_footprint"] == "upper_tier_2019"].drop_duplicates("area_code")
    councils = small[small["parent_footprint"] == "district_2019"]
    by_council = councils["parent_code"].map(upper.set_index("area_code")["parent_code"])
    region = membership[membership["parent_footprint"] == REGION].drop_duplicates("area_code").set_index("area_code")["parent_code"]
    steps = successions()
    same = steps.loc[steps["kind"] == "became sub-ICB location"].set_index("predecessor")["successor"]
    ccgs = small[small["parent_footprint"] == "ccg_2021"]
    additions = (
        councils.assign(parent_footprint="upper_tier_2019", parent_code=by_council),
        councils.assign(parent_footprint=REGION, parent_code=by_council.map(region)),
        ccgs.assign(parent_footprint="sub_icb_2022", parent_code=ccgs["parent_code"].map(same)),
    )
    return pd.concat([membership, *(rows.dropna(subset="parent_code") for rows in additions)], ignore_index=True)
