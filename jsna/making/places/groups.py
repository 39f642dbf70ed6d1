"""Groups of practices that no lookup of areas holds: each practice itself, primary care networks, and an analyst's own neighbourhoods."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from jsna import paragraphs, periods
from jsna.errors import BuildError
from jsna.geography import started

AREAS = ["footprint", "area_code", "gss_code", "area_name", "source_id"]
MEMBERS = ["footprint", "area_code", "parent_footprint", "parent_code", "source_id"]
#: What an own neighbourhood's file may say.
KEYS = {"code", "name", "practices", "lsoas"}
#: A code names the file of a report.
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}")
REMEDY = "Correct the file; nothing was changed."


@dataclass(frozen=True)
class Groups:
    """Areas that are made of practices or small areas directly.

    Parameters
    ----------
    areas, membership : DataFrame
        As the tidy tables of these names: the areas, and the CCG or sub-ICB location that holds each.
    practices : DataFrame
        `practice_code, area_code, footprint, source_id`: who makes up each group, and who says so.
    """

    areas: pd.DataFrame
    membership: pd.DataFrame
    practices: pd.DataFrame


def groups(lists: pd.DataFrame, places: pd.DataFrame, folder: Path) -> Groups:
    """The practices and networks of a store, and the own neighbourhoods of a folder, a TOML file each.

    Raises
    ------
    BuildError
        Where a neighbourhood's file says what cannot be.
    """
    entries = lists[lists["practice_code"].isin(places["unit"])]
    newest = entries.sort_values(["as_of", "source_id"], kind="stable").drop_duplicates("practice_code", keep="last")
    neighbourhoods = list(_neighbourhoods(folder, set(newest["practice_code"])))
    frames = [_single(newest), *_networks(entries), *(_named(hood, newest) for hood in neighbourhoods)]
    practices = pd.concat(frames, ignore_index=True)
    areas = practices.drop_duplicates(["footprint", "area_code"]).assign(gss_code="")[AREAS]
    small = [_small_areas(hood) for hood in neighbourhoods if hood.get("lsoas")]
    membership = pd.concat([_inside(practices, places), *small], ignore_index=True)
    return Groups(areas, membership, practices[practices["footprint"] != "practice"].dropna(subset="practice_code")[PLACED])


PLACED = ["practice_code", "area_code", "footprint", "source_id"]


def _single(newest: pd.DataFrame) -> pd.DataFrame:
    names = newest["practice_name"].str.title().str.replace("'S", "'s")
    return newest[["practice_code", "source_id"]].assign(area_code=newest["practice_code"], footprint="practice", area_name=names)


def _networks(lists: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The networks of the newest list that names any; a footprint's year is the financial year of its list."""
    members = lists[(lists["pcn_code"] != "") & (lists["as_of"] != "")]
    if members.empty:
        return
    last = members[members["as_of"] == members["as_of"].max()].drop_duplicates("practice_code")
    date = str(last["as_of"].iloc[0])
    footprint = f"pcn_{periods.year_of(date)[:4]}"
    yield last[["practice_code", "source_id"]].assign(area_code=last["pcn_code"], footprint=footprint, area_name=last["pcn_name"])


def _neighbourhoods(folder: Path, practices: set[str]) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.toml")):
        paragraph = paragraphs.read(path, str(path))
        _refuse(paragraph, path, practices)
        yield {**paragraph, "source_id": f"data/local/areas/{path.name}"}


def _refuse(paragraph: dict[str, Any], path: Path, practices: set[str]) -> None:
    if not {"code", "name"} <= set(paragraph) <= KEYS or not (paragraph.get("practices") or paragraph.get("lsoas")):
        fields = ", ".join(f"{key} without a code" if paragraph[key] == [] else key for key in paragraph) or "nothing"
        raise BuildError(f"{path}: expected code, name, and practices or lsoas, found {fields}.", REMEDY)
    if not isinstance(paragraph["code"], str) or not CODE.fullmatch(paragraph["code"]):
        raise BuildError(f"{path}, code: expected 1 to 20 letters and digits, such as N01, found {paragraph['code']!r}.", REMEDY)
    if not isinstance(paragraph["name"], str):
        raise BuildError(f"{path}, name: expected a name in quotes, found {paragraph['name']!r}.", REMEDY)
    strange = [code for code in paragraph.get("practices", []) if code not in practices]
    if strange:
        raise BuildError(f"{path}: expected codes of practices, found {', '.join(map(str, strange))}, which no list holds.", REMEDY)


def _named(hood: dict[str, Any], newest: pd.DataFrame) -> pd.DataFrame:
    codes = hood.get("practices", [])
    facts = {"area_code": hood["code"], "footprint": "local", "area_name": hood["name"], "source_id": hood["source_id"]}
    return newest.loc[newest["practice_code"].isin(codes), ["practice_code"]].assign(**facts) if codes else pd.DataFrame([facts])


def _small_areas(hood: dict[str, Any]) -> pd.DataFrame:
    facts = {"footprint": "lsoa_2011", "parent_footprint": "local", "parent_code": hood["code"], "source_id": hood["source_id"]}
    return pd.DataFrame({"area_code": hood["lsoas"], **facts})[MEMBERS]


def _inside(practices: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """The one CCG or sub-ICB location that holds each group today; a group across two has none."""
    last = places[places["period"] == places["period"].max()]
    today = last[last["footprint"] == max(last["footprint"], key=started)] if len(last) else last
    parents = today.rename(columns={"unit": "practice_code"})[["practice_code", "area_code", "footprint"]]
    both = practices.merge(parents, on="practice_code", suffixes=("", "_of_parent"))
    each = both.drop_duplicates(["footprint", "area_code", "area_code_of_parent"])
    alone = each[~each.duplicated(["footprint", "area_code"], keep=False)]
    return alone.rename(columns={"footprint_of_parent": "parent_footprint", "area_code_of_parent": "parent_code"})[MEMBERS]
