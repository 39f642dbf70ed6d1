"""Sources: how the figures of a chapter were made, and the published files that it rests on."""

from typing import Any

from jsna.catalogue import chapter_list, publication, publications
from jsna.figures.core import words
from jsna.figures.core.area import Area, InWorkspace
from jsna.figures.core.call import call
from jsna.figures.core.figure import Notice


@call
def sources(here: Area, chapter: str) -> Notice:
    """How the figures of a chapter were made, and which files were read for it and for whatever figures stand above.

    Examples
    --------
    >>> jsna.sources(here, chapter="03")
    """
    manifest = here.manifest()
    feeding = {key for key, each in publications().items() if chapter in each.feeds}
    feeding |= {publication(each).id for each in here.shown} if isinstance(here, InWorkspace) else set()
    tables = [table for file in manifest["files"].values() for table in file["tables"] if publication(table["publication"]).id in feeding]
    items = [_read(key, [t for t in tables if publication(t["publication"]).id == key]) for key in publications() if key in feeding]
    methods = tuple(str(each["method"]) for each in chapter_list() if each.get("id") == chapter and each.get("method"))[:1]
    return Notice("Source and method", methods, tuple(filter(None, items)), kind="plain", folded="Files that this chapter rests on")


def _read(key: str, tables: list[dict[str, Any]]) -> str:
    if not tables:
        return ""
    source, rows = publications()[key], sum(table["rows_kept"] for table in tables)
    return f"{source.title} ({source.publisher}): {words.counted(len(tables), 'table')} read, {words.counted(rows, 'row')} kept."
