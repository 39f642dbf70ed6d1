"""Files: whether the published files that rows came from are still the ones that were read, and still say the same."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from jsna import readers
from jsna.errors import FileError
from jsna.making import own_values
from jsna.making.trace.stored import Store
from jsna.readers.rawfile import unpack

PLACE = ["source_id", "sheet", "row"]


def read_again(archive: Store, raw: Path, rows: pd.DataFrame) -> dict[str, str]:
    """Read traced rows again from their files; by file, empty where they say the same as at the build, else what is different."""
    return {name: _difference(archive, raw, name, theirs) for name, theirs in rows.groupby(rows["source_id"].map(_files(archive, rows)))}


def _files(archive: Store, rows: pd.DataFrame) -> dict[str, str]:
    """The file of the raw folder that each source lies in: what lies in a zip is named after it."""
    return {source: _file(archive, source) for source in rows["source_id"].unique()}


def _file(archive: Store, source: str) -> str:
    return next(name for name in archive.manifest["files"] if source == name or source.startswith(f"{name}/"))


def _difference(archive: Store, raw: Path, name: str, rows: pd.DataFrame) -> str:
    is_own, facts = name.startswith(own_values.FOLDER), archive.manifest["files"][name]
    root = archive.tidy.parents[1] if is_own else raw
    path = root / name
    if not path.is_file():
        return f"is not in {path.parent if is_own else raw} any more"
    if hashlib.sha256(path.read_bytes()).hexdigest() != facts["sha256"]:
        return "was changed after the build"
    sources, places = set(rows["source_id"]), pd.MultiIndex.from_frame(rows[PLACE])
    read_one = own_values.read if is_own else readers.read
    try:
        tables = [tidy for member in unpack(path, root) if member.name in sources for tidy in read_one(member)]
    except FileError as refusal:
        return f"is refused by now: {refusal.message}"
    after = _joined(((tidy.table, tidy.publication), tidy.rows) for tidy in tables)
    before = _joined(((entry["table"], entry["publication"]), pd.read_parquet(archive.tidy / "sources" / entry["part"]))
                   for entry in facts["tables"] if (entry["table"], entry["publication"]) in after)
    same = all(_at(rows, places).equals(_at(after[key], places)) for key, rows in before.items())
    return "" if before and same else "is read to other numbers by now"


def _joined(parts: Iterable[tuple[tuple[str, str], pd.DataFrame]]) -> dict[tuple[str, str], pd.DataFrame]:
    """The rows of one table together: several members of a zip may give some."""
    groups: dict[tuple[str, str], list[pd.DataFrame]] = {}
    for key, rows in parts:
        groups.setdefault(key, []).append(rows)
    return {key: pd.concat(frames, ignore_index=True) for key, frames in groups.items()}


def _at(table: pd.DataFrame, places: pd.MultiIndex) -> pd.DataFrame:
    """The rows at some places as text, in which a number missing in one form equals one missing in another."""
    rows = table[pd.MultiIndex.from_frame(table[PLACE]).isin(places)]
    return rows.astype(object).where(rows.notna(), None).astype("str").reset_index(drop=True)
