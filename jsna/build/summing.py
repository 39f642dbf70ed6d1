"""Summing: areas to the larger areas that hold all of them, never to one that lacks a part."""

from collections.abc import Iterator

import pandas as pd

from jsna import geography

#: Kinds of footprint that practices, CCG returns and small areas are summed to, where the lookups hold them.
HEALTH_KINDS = ("ccg", "sub_icb")


def area_footprints(areas: pd.DataFrame) -> list[str]:
    """The footprints of CCGs and sub-ICB locations that the lookups hold."""
    return sorted(f for f in areas["footprint"].unique() if f.rsplit("_", 1)[0] in HEALTH_KINDS)


def within_larger(
    rows: pd.DataFrame, footprint: str, membership: pd.DataFrame, keys: list[str], counts: list[str]
) -> Iterator[pd.DataFrame]:
    """Sum a footprint's rows to the STPs or ICBs that hold its areas.

    A larger area that lacks the row of one of its members gets none: half a county is no county.
    """
    own = membership[membership["footprint"] == footprint]  # of half a million rows, most are small areas
    for parent in sorted(name for name in own["parent_footprint"].unique() if name.startswith(("stp_", "icb_"))):
        inside = geography.parents(own, footprint, parent)
        members = inside.value_counts()
        inner = [key for key in keys if key not in ("area_code", "footprint")]
        keyed = rows.assign(area_code=rows["area_code"].map(inside), footprint=parent, members=1).dropna(subset="area_code")
        summed = keyed.groupby(["area_code", "footprint", *inner], as_index=False, observed=True)[[*counts, "members"]].sum()
        yield summed[summed["members"] == summed["area_code"].map(members)].drop(columns="members")
