"""Summing: areas to the larger areas that hold all of them, never to one that lacks a part."""

from collections.abc import Collection, Iterator

import pandas as pd

from jsna import geography

#: Kinds of footprint that practices, CCG returns and small areas are summed to, where the lookups hold them.
HEALTH_KINDS = ("ccg", "sub_icb")
#: Kinds of footprint that areas of these are summed to; a council only where they make it up exactly.
LARGER_KINDS = ("stp_", "icb_", "upper_tier_")


def area_footprints(areas: pd.DataFrame) -> list[str]:
    """The footprints of CCGs and sub-ICB locations that the lookups hold."""
    return sorted(f for f in areas["footprint"].unique() if f.rsplit("_", 1)[0] in HEALTH_KINDS)


def larger_footprints(membership: pd.DataFrame, footprint: str, kinds: tuple[str, ...] = LARGER_KINDS) -> dict[str, "pd.Series[str]"]:
    """The larger areas of a footprint's areas: for each larger footprint the code by area."""
    own = membership[membership["footprint"] == footprint]  # of half a million rows, most are small areas
    names = [str(name) for name in sorted(own["parent_footprint"].unique()) if name.startswith(kinds)]
    return {name: geography.parents(own, footprint, name) for name in names}


def within_larger(
    rows: pd.DataFrame, footprint: str, membership: pd.DataFrame, keys: list[str], counts: list[str], kinds: tuple[str, ...] = LARGER_KINDS
) -> Iterator[pd.DataFrame]:
    """Sum a footprint's rows to the STPs, ICBs and councils that hold its areas.

    A larger area that lacks the row of one of its members gets none: half a county is no county. Where a member has a row and no
    count, the larger area has none either.
    """
    inner = [key for key in keys if key not in ("area_code", "footprint")]
    for parent, inside in larger_footprints(membership, footprint, kinds).items():
        keyed = rows.assign(area_code=rows["area_code"].map(inside), footprint=parent).dropna(subset="area_code")
        groups = keyed.groupby(["area_code", "footprint", *inner], observed=True)
        whole = groups[counts].count().eq(groups.size(), axis=0)
        summed = groups[counts].sum().where(whole).assign(members=groups.size()).reset_index()
        yield summed[summed["members"] == summed["area_code"].map(inside.value_counts())].drop(columns="members")


def units_within_larger(units: pd.DataFrame, membership: pd.DataFrame, footprints: list[str]) -> pd.DataFrame:
    """Units of areas, `footprint, area_code` and others, as units of the STPs, ICBs and councils that hold these areas."""
    above = membership[membership["footprint"].isin(footprints) & membership["parent_footprint"].str.startswith(LARGER_KINDS)]
    inside = above[["footprint", "area_code", "parent_footprint", "parent_code"]].drop_duplicates()
    larger = units.merge(inside, on=["footprint", "area_code"]).drop(columns=["footprint", "area_code"])
    return larger.rename(columns={"parent_footprint": "footprint", "parent_code": "area_code"})


def wanting(reported: Collection[str], areas: Collection[str], footprint: str) -> dict[str, list[str]]:
    """The commissioners that areas lack of which others have reported.

    An area is whole where it reported itself, or everybody did who was merged into it. One of which nobody reported is not named.
    """
    steps = geography.successions().query("kind == 'merged' and date <= @day", local_dict={"day": geography.started(footprint)})
    before = {str(successor): list(codes) for successor, codes in steps.groupby("successor")["predecessor"]}
    return {area: lacking for area in areas if (lacking := _lacking(area, set(reported), before)) and lacking != [area]}


def _lacking(area: str, reported: set[str], before: dict[str, list[str]]) -> list[str]:
    if area in reported:
        return []
    parts = [(part, _lacking(part, reported, before)) for part in before.get(area, [])]
    # Where nothing of the area is there, it is the area that is lacking and not each of its parts.
    return [area] if all(lacking == [part] for part, lacking in parts) else [code for _, lacking in parts for code in lacking]


def above(lacking: pd.DataFrame, footprint: str, membership: pd.DataFrame, kinds: tuple[str, ...] = LARGER_KINDS) -> pd.DataFrame:
    """What the STPs, ICBs and councils lack whose areas lack something: rows of `remarks.LACKING`."""
    keys = ["what", "area_code", "footprint", "period", "source_id", "age"]
    frames = [lacking.assign(area_code=lacking["area_code"].map(inside), footprint=parent).dropna(subset="area_code")
              for parent, inside in larger_footprints(membership, footprint, kinds).items()]
    joined = pd.concat([lacking.head(0), *frames]).groupby(keys, as_index=False)
    return joined.agg(units=("units", "sum"), patients=("patients", "sum"), lacks=("lacks", "; ".join))
