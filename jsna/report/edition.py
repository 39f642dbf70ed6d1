"""An edition as a whole: the status of every area of every footprint that it holds, and the page that lists them."""

from pathlib import Path
from typing import Any

import geopandas as gpd

from jsna import geography, store
from jsna.figures.core.sources import boundaries, licence
from jsna.footprints import Kind, kind, kinds
from jsna.report import batch, record
from jsna.report.areamap import Place, drawings
from jsna.report.index import WHY_FAILED, Entry, Section, index_html
from jsna.report.page import Page
from jsna.report.pages import larger_names
from jsna.report.release_notes import newest_periods, news

Record = dict[str, dict[str, Any]]


def write_index(tidy: Path, footprint: str, folder: Path) -> Path:
    """Write the page that lists every area of a footprint, and of every other of which a report was asked for."""
    with record.alone(folder):
        store.write_text(folder / "index.html", _html(tidy, footprint, folder))
    return folder / "index.html"


def _html(tidy: Path, footprint: str, folder: Path) -> str:
    manifest, records = store.read_manifest(tidy), _whole(folder)
    workspace = folder.parents[2 if store.is_internal(tidy) else 1]
    footprints = {footprint, *(name.partition("/")[0] for name in records)}
    key, drafts = batch.made_from(manifest["state"], workspace), frozenset(record.drafts(folder))
    by_kind = [_section(tidy, each, folder, records, key, drafts) for each in sorted(footprints, key=_order)]
    sections = sorted(by_kind, key=_reports, reverse=True)
    entries = [entry for section in sections for entry in section.entries]
    attribution = (licence(), boundaries()) if any(section.drawings for section in sections) else (licence(),)
    draft = any(entry.href and not entry.approved for entry in entries)
    page = Page("All areas", "", "", Kind.report, folder.name, manifest["demonstration"], draft, attribution=attribution,
                internal=store.is_internal(tidy))
    return index_html(sections, page, news(entries, _before(folder), newest_periods(tidy)))


def _whole(folder: Path) -> Record:
    """What became of the whole reports of an edition; pages of single chapters are not among them."""
    return {name: entry for name, entry in record.read(folder).items() if not entry.get("chapters")}


def _order(footprint: str) -> tuple[int, str]:
    return [*kinds()].index(next(key for key, area_kind in kinds().items() if area_kind == kind(footprint))), footprint


def _reports(section: Section) -> int:
    return sum(bool(entry.href) for entry in section.entries)


def _before(folder: Path) -> tuple[str, frozenset[str]] | None:
    earlier = sorted(place.parent for place in folder.parent.glob(f"*/{record.REPORTS}") if place.parent.name < folder.name)
    if not earlier:
        return None
    ready = {f"{name}.html" for name, entry in _whole(earlier[-1]).items() if entry["status"] == "ready"}
    return earlier[-1].name, frozenset(ready)


def _section(tidy: Path, footprint: str, folder: Path, records: Record, key: str, drafts: frozenset[str]) -> Section:
    areas = geography.areas_of(store.read_table(tidy / "areas.parquet"), footprint)["known_as"]
    names = {name.partition("/")[2]: entry["name"] for name, entry in records.items() if name.partition("/")[0] == footprint}
    names |= {str(code): str(name) for code, name in areas.items()}
    larger = larger_names(tidy, footprint)
    entries = tuple(
        _entry(code, name, larger.get(code, ""), f"{footprint}/{code}", folder, records.get(f"{footprint}/{code}", {}), key, drafts)
        for code, name in names.items()
    )
    area_kind, since = kind(footprint), geography.started(footprint)[:4]
    heading = f"{area_kind.name[0].upper()}{area_kind.name[1:]}s" + (f", as of {since}" if area_kind.starts else "")
    places = {entry.code: Place(entry.name, entry.status, entry.href) for entry in entries}
    return Section(heading, area_kind.title, entries, drawings(_shapes(tidy, footprint), places, f"Map of {area_kind.name}s"))


def _entry(
    code: str, name: str, larger: str, place: str, folder: Path, entry: dict[str, Any], key: str, drafts: frozenset[str]
) -> Entry:
    there = (folder / f"{place}.html").is_file()
    link: dict[str, Any] = {"href": f"{place}.html", "approved": place not in drafts}
    if entry.get("status") == "failed":
        older = link if there and entry.get("files") else {}  # the page that was there before, of older data
        return Entry(code, name, larger, "failed", note=f"It {WHY_FAILED}.", **older)
    if not entry or not there:
        return Entry(code, name, larger, "not made")
    return Entry(code, name, larger, "made" if entry["key"] == key else "out of date", **link)


def _shapes(tidy: Path, footprint: str) -> gpd.GeoDataFrame:
    shapes = store.read_shapes(tidy / "boundaries.parquet")
    return shapes[shapes["footprint"] == footprint]
