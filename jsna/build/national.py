"""National sets: the small areas of England that files name, held against each other, so that none is summed that lacks some."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from jsna.schemas import Tidy

if TYPE_CHECKING:
    from jsna.build.reading import Reading

#: The column of small areas in each table that has all of England.
COLUMNS = {"deprivation": "lsoa_code", "lsoa_population": "lsoa_code", "membership": "area_code"}
#: Small areas of Wales stand beside those of England in some lookups.
WALES = "W"
REMEDY = "The file is a part, cut short or changed: download the whole one; nothing was changed."


def small_areas(tidy: Tidy) -> dict[str, Any]:
    """Census, number and fingerprint of the small areas that a table names; empty where it names none."""
    codes = _codes(tidy.table, tidy.rows)
    if codes.empty:
        return {}
    census = "2021" if codes.name == "lsoa_2021" or "_2025_" in tidy.publication else "2011"
    return {"census": census, "number": len(codes), "digest": hashlib.sha256("".join(codes).encode()).hexdigest()[:16]}


def partial(readings: Sequence["Reading"], parts: Path) -> dict[str, str]:
    """Why files are refused for what others hold, by name: each lacks small areas that the fullest of them has.

    Where as many files of the same size name other areas, nobody can know which of them were changed, and all are refused.
    """
    entries = [(reading.file, entry) for reading in readings for entry in reading.tables if entry.get("small_areas")]
    refused = dict[str, str]()
    for census in sorted({entry["small_areas"]["census"] for _, entry in entries}):
        same = [(file, entry) for file, entry in entries if entry["small_areas"]["census"] == census]
        refused |= _lacking(same, parts)
    return refused


def _lacking(entries: list[tuple[str, dict[str, Any]]], parts: Path) -> dict[str, str]:
    sets = {(entry["small_areas"]["number"], entry["small_areas"]["digest"]): (file, entry) for file, entry in reversed(entries)}
    named = Counter((entry["small_areas"]["number"], entry["small_areas"]["digest"]) for _, entry in entries)
    fullest = max((number, named[number, digest]) for number, digest in sets)
    whole = [key for key in sets if (key[0], named[key]) == fullest]
    refused = dict[str, str]()
    for file, entry in entries:
        key = (entry["small_areas"]["number"], entry["small_areas"]["digest"])
        if other := next((other for other in whole if other != key), None):
            refused[file] = _refusal((file, entry), sets[other], parts)
    return refused


def _refusal(one: tuple[str, dict[str, Any]], other: tuple[str, dict[str, Any]], parts: Path) -> str:
    here, there = (_codes(entry["table"], pd.read_parquet(parts / entry["part"])) for _, entry in (one, other))
    lacks = sorted(set(there) - set(here))
    first = ", ".join(lacks[:3]) + (", …" if len(lacks) > 3 else "")
    return (f"{one[0]}: expected the {len(there):,} small areas of England that {other[0]} has, "
            f"found that {len(lacks):,} of them are missing ({first}).\n  {REMEDY}")


def _codes(table: str, rows: pd.DataFrame) -> pd.Series:
    """The small areas of England in a table, sorted, named after their footprint where they are in a lookup.

    Of a lookup from those of one census to those of the next, the earlier ones: of the later ones a best fit lacks some.
    """
    if table not in COLUMNS:
        return pd.Series(dtype="str")
    footprint = None
    if table == "membership":
        footprint = rows.loc[rows["footprint"].str.startswith("lsoa_"), "footprint"].min()
        rows = rows[rows["footprint"] == footprint]
    codes = pd.Series(rows[COLUMNS[table]].unique(), name=footprint).sort_values()
    return codes[~codes.str.startswith(WALES)] if len(codes) else codes
