"""Pages: what the report of each area says about itself, before a chapter is run."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from jsna import geography, store
from jsna.catalogue import publication
from jsna.errors import StoreError
from jsna.figures.core.sources import licence
from jsna.figures.core.words import month
from jsna.footprints import kind
from jsna.names import in_words
from jsna.report.page import Page

MONTH = re.compile(r"\d{4}-\d\d")
#: The kinds of larger areas by which a list is grouped: the first that a lookup gives.
LARGER = ("stp", "icb", "sub_icb", "region", "upper_tier")


def listed(areas: pd.DataFrame, footprint: str) -> pd.DataFrame:
    """The areas of a footprint, each once, by its code.

    Raises
    ------
    StoreError
        Where no lookup or list of the build holds the footprint.
    """
    members = geography.areas_of(areas, footprint)
    if members.empty:
        footprints = ", ".join(sorted(areas["footprint"].unique()))
        raise StoreError(f"{footprint}: the store holds no such footprint.", f"Give one of {footprints}.")
    return members


def pages(tidy: Path, footprint: str) -> dict[str, Page]:
    """The page of every area of a footprint, by its code.

    Raises
    ------
    StoreError
        Where nothing was built, or no lookup of the build holds the footprint.
    """
    manifest = store.read_manifest(tidy)
    if not manifest:
        raise store.unbuilt(tidy)
    areas = store.read_table(tidy / "areas.parquet")
    members = listed(areas, footprint)
    newest_names = areas[~areas["footprint"].str.startswith("lsoa")].sort_values("footprint").drop_duplicates("area_code", keep="last")
    names = newest_names.set_index("area_code")["area_name"]
    endings = {str(code): geography.ending(str(code), footprint) for code in members.index}
    newest, larger = newest_of(tidy, footprint), larger_names(tidy, footprint)
    notices = {
        code: historic_notice(str(members.loc[code, "area_name"]), ending, names) if ending else kind(footprint).notice
        for code, ending in endings.items()
    }
    return {
        str(code): replace(
            _page(str(code), str(name), footprint, manifest), notice=notices[str(code)], newest=newest.get(str(code), ""),
            near=larger.get(str(code), ""), internal=store.is_internal(tidy),
            successor=ending.successor if (ending := endings[str(code)]) else "",
        )
        for code, name in members["known_as"].items()
    }  # fmt: skip


def _page(code: str, name: str, footprint: str, manifest: dict[str, Any]) -> Page:
    edition, title = manifest["edition"], kind(footprint).report
    return Page(
        area_name=name,
        area_code=code,
        footprint=_kind(footprint),
        title=title,
        edition=edition,
        demonstration=manifest["demonstration"],
        draft=True,
        attribution=(licence(),),
        cite_as=f"{name}: {title}, edition {edition}.",
        folder=footprint,
    )


def of_chapters(page: Page, chapters: Sequence[str]) -> Page:
    """The page of some chapters alone, which says that it is not the whole; the page itself where none are named."""
    if not chapters:
        return page
    title = f"{page.title}, chapter{'s' if chapters[1:] else ''} {', '.join(chapters)}"
    return replace(page, title=title, cite_as=page.cite_as.replace(page.title, title))


def _kind(footprint: str) -> str:
    area_kind = kind(footprint)
    return f"{area_kind.title}, as of {geography.started(footprint)[:4]}" if area_kind.starts else area_kind.title


def historic_notice(name: str, ended: geography.Ending, names: pd.Series) -> str:
    """What a report of an area that ended opens with: what became of it, and which report to use instead."""
    successor, day = _named(ended.successor, names), _day(ended.date)
    boundary = ""
    if ended.kind.startswith("became"):
        boundary = next((_said(what, names) for _, date, what in ended.moved if date == ended.date), "")
        area = f"covers its area with another boundary: it {boundary}" if boundary else "covers the same area"
        became = f"was abolished on {day}; {successor} {area}"
    else:
        whole = "was divided; most of it is" if ended.kind == "split" else "is"
        since = "".join(f", which {_said(what, names)} on {_day(date)}" for _, date, what in ended.moved)
        became = f"was abolished on {day} and {whole} now part of {successor}{since}".replace("and was divided", "and divided")
    renamed = ended.kind.startswith("became") and not boundary
    instead = f"This describes the old area: for decisions about current need use the report of {successor}."
    use = "For decisions about current need use its report." if renamed else instead
    return f"Historic edition. {name.strip()} {became}. {use}"


def _named(code: str, names: pd.Series) -> str:
    name = str(names.get(code, code)).strip()
    return name if name.endswith(code) else f"{name} ({code})"


def _said(movement: str, names: pd.Series) -> str:
    """What moved, with the name of the other area in the place of its code."""
    what, _, code = movement.rpartition(" ")
    return f"{what} {_named(code, names)}"


def _day(date: str) -> str:
    return in_words(dt.date.fromisoformat(date))


def newest_of(tidy: Path, footprint: str) -> dict[str, str]:
    """The newest period of each theme that an area has numbers of, the newest first: `registers 2022/23, deprivation 2019`."""
    columns = ["area_code", "source_id", "period", "period_start", "value"]
    rows = store.read_table(tidy / "indicators.parquet", [("footprint", "==", footprint)], columns).dropna(subset="value")
    sources = rows[columns[:-1]].drop_duplicates()
    themes = {source: publication(source).theme for source in sources["source_id"].unique()}
    sources = sources.assign(theme=sources["source_id"].map(themes))
    order = sources[sources["theme"] != ""].sort_values(["period_start", "period", "theme"], ascending=[False, False, True])
    newest = order.drop_duplicates(["area_code", "theme"])
    words = newest["theme"] + " " + newest["period"].map(lambda period: month(period) if MONTH.fullmatch(period) else period)
    return {str(code): ", ".join(periods) for code, periods in words.groupby(newest["area_code"], sort=False)}


def larger_names(tidy: Path, footprint: str) -> dict[str, str]:
    """The name of the larger area of each area, where a lookup says."""
    members = store.read_table(tidy / "membership.parquet", [("footprint", "==", footprint)])
    larger_kinds = members["parent_footprint"].str.replace(r"_\d{4}$", "", regex=True)
    nearest = next((kind_of for kind_of in LARGER if larger_kinds.eq(kind_of).any()), "")
    larger = members[larger_kinds == nearest].drop_duplicates("area_code")
    keys = ["footprint", "area_code"]
    names = store.read_table(tidy / "areas.parquet").drop_duplicates(keys).set_index(keys)["area_name"]
    parents = larger.set_index("area_code")[["parent_footprint", "parent_code"]]
    parent_names = {code: names.get((parent, parent_code)) for code, parent, parent_code in parents.itertuples(name=None)}
    return {str(code): str(name).strip() for code, name in parent_names.items() if name is not None}
