"""Unions: councils that whole CCGs make up, small area by small area."""

import pandas as pd


def with_unions(membership: pd.DataFrame) -> pd.DataFrame:
    """The table `membership` with the CCGs of the councils that are exactly a union of CCGs of their year, small area by small area."""
    small = membership[membership["footprint"] == "lsoa_2011"].drop_duplicates(["area_code", "parent_footprint"])
    frames = [membership]
    for council in sorted(name for name in small["parent_footprint"].unique() if name.startswith("upper_tier_")):
        ccg = f"ccg_{council[-4:]}"
        pair = [small[small["parent_footprint"] == name].set_index("area_code")["parent_code"] for name in (ccg, council)]
        frames.append(_unions(*pair).assign(footprint=ccg, parent_footprint=council, source_id=f"small areas of {ccg} and {council}"))
    return pd.concat(frames, ignore_index=True)


def _unions(ccg: "pd.Series[str]", council: "pd.Series[str]") -> pd.DataFrame:
    """The CCGs, `area_code`, of the councils, `parent_code`, whose small areas are all those of whole CCGs; by small area each."""
    pairs = pd.concat([ccg.rename("area_code"), council.rename("parent_code")], axis=1)
    each = pairs.drop_duplicates()  # with a missing code where one of the lookups has no place for a small area
    across = each["area_code"].isna() | each["parent_code"].isna() | each.duplicated("area_code", keep=False)
    return each[~each["parent_code"].isin(each.loc[across, "parent_code"])].dropna()
