"""Sources: the published files that a chapter rests on, and what could not be placed."""

from typing import Any

from jsna.catalogue import method_of, publication, publications
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.call import call
from jsna.figures.core.figure import Notice


@call
def sources(here: Area, chapter: str) -> Notice:
    """Which files were read for a chapter, and how many patients no area of the footprint could be given."""
    manifest = here.manifest()
    feeding = {key for key, known in publications().items() if chapter in known.feeds}
    tables = [table for file in manifest["files"].values() for table in file["tables"] if publication(table["publication"]).id in feeding]
    items = [_read(key, [t for t in tables if publication(t["publication"]).id == key]) for key in publications() if key in feeding]
    lost = [found for found in manifest["unplaced"] if found["footprint"] == here.footprint and found["practices"]]
    unplaced = [_unplaced(found) for found in lost] if "qof_raw" in feeding else []
    said = tuple(filter(None, (method_of(chapter), *unplaced)))
    return Notice("Source and method", said, tuple(filter(None, items)), kind="plain", folded="Files that this chapter rests on")


def _read(key: str, tables: list[dict[str, Any]]) -> str:
    if not tables:
        return ""
    named, rows = publications()[key], sum(table["rows_kept"] for table in tables)
    return f"{named.title} ({named.publisher}): {words.counted(len(tables), 'table')} read, {words.counted(rows, 'row')} kept."


def _unplaced(lost: dict[str, Any]) -> str:
    count = words.counted(len(lost["practices"]), "practice")
    return (
        f"{lost['period']}: {count} in England, with {words.counted(lost['patients'], 'patient')}, "
        "could not be placed in an area of this footprint. They count for England alone."
    )
