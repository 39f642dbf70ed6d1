"""Pages: what the report of each area says about itself, before a chapter is run."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from jsna import geography, store
from jsna.catalogue import kind
from jsna.errors import StoreError
from jsna.report.page import Page

TITLE = "Joint Strategic Needs Assessment"
LICENCE = "Contains public sector information licensed under the Open Government Licence v3.0."


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
    own = geography.areas_of(areas, footprint)
    if own.empty:
        held = ", ".join(sorted(areas["footprint"].unique()))
        raise StoreError(f"{footprint}: the store holds no such footprint.", f"Give one of {held}.")
    named = areas[~areas["footprint"].str.startswith("lsoa")].sort_values("footprint").drop_duplicates("area_code", keep="last")
    names = named.set_index("area_code")["area_name"]
    return {str(code): _page(str(code), str(name), footprint, manifest, names) for code, name in own["area_name"].items()}


def _page(code: str, name: str, footprint: str, manifest: dict[str, Any], names: pd.Series) -> Page:
    edition = manifest["edition"]
    short = geography.short_name(name)
    return Page(
        area_name=short,
        area_code=code,
        footprint=_kind(footprint),
        title=TITLE,
        edition=edition,
        demonstration=manifest["demonstration"],
        draft=True,
        notice=historic_notice(code, name, footprint, edition, names),
        attribution=(LICENCE,),
        cite_as=f"{short}: {TITLE}, edition {edition}.",
    )


def of_chapters(page: Page, chapters: Sequence[str]) -> Page:
    """The page of some chapters alone, which says that it is not the whole; the page itself where none are named."""
    if not chapters:
        return page
    title = f"{page.title}, chapter{'s' if chapters[1:] else ''} {', '.join(chapters)}"
    return replace(page, title=title, cite_as=page.cite_as.replace(page.title, title))


def _kind(footprint: str) -> str:
    known = kind(footprint)
    return f"{known.title}, as of {geography.started(footprint)[:4]}" if known.starts else known.title


def historic_notice(code: str, name: str, footprint: str, edition: str, names: pd.Series) -> str:
    """What a report of an abolished area opens with; empty where the area still stands, or is fictional."""
    ended = geography.ending(code, footprint, geography.successions())
    if ended is None:
        return ""
    known = str(names.get(ended.successor, ended.successor)).strip()
    successor = known if known.endswith(ended.successor) else f"{known} ({ended.successor})"
    day = pd.Timestamp(ended.date)
    return (
        f"Historic edition. {name.strip()} was abolished on {day.day} {day:%B %Y} and is now part of {successor}. "
        f"Newest data: {edition.replace('-', '/')}. Do not use to describe current need."
    )
