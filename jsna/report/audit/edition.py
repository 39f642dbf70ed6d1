"""A finished edition read as a stranger would: its pages beside the indicator table, and the attacks on both."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from jsna import store
from jsna.report.audit import disclosure, published
from jsna.report.audit.tree import read

COLUMNS = ["footprint", "area_code", "parent_footprint", "parent_code"]


def faults(folder: Path, names: Iterable[str], tidy: Path) -> list[str]:
    """What is wrong with the numbers of an edition, whose reports have names such as `ccg_2019/05J`, a sentence each.

    Their other formats are made of their pages again when they are approved.
    """
    rows = store.read_table(tidy / "indicators.parquet")
    numbers = pd.concat([published.rows(read("")[0]), *(_shown(folder, name) for name in names)], ignore_index=True)
    differences = published.differences(numbers, rows)
    secretive = rows.loc[rows["value_note"] == published.HIDDEN, "source_id"].unique()
    if not len(secretive):
        return differences
    subset = rows[rows["source_id"].isin(secretive)]
    members = members_of(store.read_table(tidy / "membership.parquet"), store.read_table(tidy / "places.parquet"))
    earlier = sorted(path for path in folder.parent.glob("*/indicators.parquet") if path.parent.name < folder.name)
    before = store.read_table(earlier[-1], [("source_id", "in", list(secretive))]) if earlier else subset.head(0)
    stars = before[before["value_note"] == published.HIDDEN]  # of the edition before pages tell this much; not all that it holds
    by_pages = disclosure.faults(published.seen(numbers, subset), members, stars)
    return list(dict.fromkeys([*differences, *disclosure.faults(subset, members, before), *by_pages]))


def members_of(membership: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Which areas lie in which larger ones: as lookups say, and practices as each year placed them, in what these lie in too.

    Returns
    -------
    DataFrame
        `footprint, area_code, parent_footprint, parent_code, period`; no period where it holds in all.
    """
    areas = membership.loc[membership["footprint"] != "practice", COLUMNS].drop_duplicates().assign(period="")
    names = {"unit": "area_code", "area_code": "parent_code", "footprint": "parent_footprint"}
    practices = places[(places["unit_kind"] == "practice") & ~places["footprint"].isin(["practice", "england"])]
    inside = practices.rename(columns=names).assign(footprint="practice")[[*COLUMNS, "period"]]
    frames = [areas, inside]
    while len(inside):
        larger = areas[COLUMNS].set_axis(["parent_footprint", "parent_code", "larger", "code"], axis=1)
        above = inside.merge(larger, on=["parent_footprint", "parent_code"])
        inside = above.assign(parent_footprint=above["larger"], parent_code=above["code"])[[*COLUMNS, "period"]]
        frames.append(inside)
    return pd.concat(frames, ignore_index=True).drop_duplicates()


def _shown(folder: Path, name: str) -> pd.DataFrame:
    page, _ = read((folder / f"{name}.html").read_text(encoding="utf-8"))
    rows = published.rows(page)
    return rows.assign(figure=rows["figure"] + f" of {name}")
