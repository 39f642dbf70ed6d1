"""The store: Parquet files and a manifest in one folder, written whole or not at all, read by slice."""

import errno
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from jsna.errors import StoreError

MANIFEST = "manifest.json"
#: Whom a store is for, and its folder below the data of a workspace: what may be published, and what the inside of an organisation alone
#: may see.
PUBLIC, INTERNAL = "public", "internal"
STORES = {PUBLIC: "tidy", INTERNAL: "internal"}
#: How temporary files and folders are named, by whoever makes them here: what is left of a run that was killed.
TEMPORARY = re.compile(r"\..+-[a-z0-9_]{8}")
#: What a disk answers that is full, may not be written, or holds a file that another program has open.
UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


#: Temporary files are made for their owner alone; what is finished is as readable as any other file.
UMASK = _umask()


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`, and move it to `path` only when everything was written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o666 & ~UMASK)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text, whole or not at all; its lines end alike on every machine."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def sweep(folder: Path) -> None:
    """Remove what killed runs left half-written in a folder; only for whoever holds its lock, or a living run would lose its files."""
    for path in [path for path in folder.rglob(".*") if TEMPORARY.fullmatch(path.name)]:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def set_aside(path: Path, aside: Path) -> Path:
    """Keep what lies at a path, if anything, aside, so that something else can be put there: a file stays until then."""
    if path.is_dir():
        path.replace(aside)
    elif path.exists():
        shutil.copy2(path, aside)
    return aside


def unwritable(failure: OSError) -> StoreError | None:
    """One message where a disk is full, may not be written, or holds a file that is open elsewhere; nothing for any other failure."""
    if failure.errno not in UNWRITABLE:
        return None
    where = failure.filename or "A file of the disk"  # what writes tables does not say which
    full = failure.errno in (errno.ENOSPC, errno.EDQUOT)
    remedy = "Make room on that disk" if full else "Close the program that has it open, or write where you may (--workspace)"
    return StoreError(f"{where}: could not be written: {failure.strerror or failure}.", f"{remedy}, and run the command again.")


def write_table(path: Path, table: pd.DataFrame, sort_by: Sequence[str] = ()) -> None:
    """Write a table as Parquet, sorted, so that one area's rows lie together."""
    rows = table.sort_values(list(sort_by), kind="stable", ignore_index=True) if sort_by else table
    with replacing(path) as temporary:
        if isinstance(rows, gpd.GeoDataFrame):
            rows.to_parquet(temporary, index=False)
        else:
            pq.write_table(pa.Table.from_pandas(rows, preserve_index=False), temporary, compression="zstd", row_group_size=30_000)


def fictional(tidy: Path) -> str:
    """Where the fictional county is, for somebody who asks the store of a workspace that has it beside its own data; else empty."""
    beside = tidy.resolve().parents[1] / "demo"
    if not (beside / "data" / "tidy" / MANIFEST).is_file():
        return ""
    folder = beside.relative_to(Path.cwd()) if beside.is_relative_to(Path.cwd()) else beside
    return f" The fictional county is in {folder}: add `--workspace {folder}`."


def of_audience(workspace: Path, audience: str) -> Path:
    """The folder of the store of a workspace for an audience, `PUBLIC` or `INTERNAL`."""
    return workspace / "data" / STORES[audience]


def audience(tidy: Path) -> str:
    """Whom a store is for: the inside alone where its folder says so."""
    return INTERNAL if tidy.name == STORES[INTERNAL] else PUBLIC


def is_internal(tidy: Path) -> bool:
    """Whether a store is for the inside alone."""
    return audience(tidy) == INTERNAL


def private(folder: Path) -> Path:
    """A folder that its owner alone may enter, whoever made it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def unbuilt(tidy: Path) -> StoreError:
    """What to say where a workspace has no store, which is most often another workspace than was meant."""
    remedy = "Run `jsna build` for it, or name another workspace: --workspace, or JSNA_WORKSPACE in the environment."
    return StoreError(f"{tidy.resolve().parents[1]}: nothing was built yet in this workspace.", f"{remedy}{fictional(tidy)}")


def read_table(path: Path, filters: list[tuple[str, str, Any]] | None = None, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Read the rows of a Parquet table that pass `filters`."""
    if not path.is_file() and not (path.parent / MANIFEST).is_file():
        raise unbuilt(path.parent)
    if not path.is_file():
        raise StoreError(f"{path}: the store holds no such table.", f"Run `jsna build`.{fictional(path.parent)}")
    return pd.read_parquet(path, filters=filters or None, columns=list(columns) if columns else None)


def read_distinct(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    """Read which values some columns of a Parquet table hold together, each combination once."""
    return pq.read_table(path, columns=list(columns)).group_by(list(columns)).aggregate([]).to_pandas()


def read_shapes(path: Path) -> gpd.GeoDataFrame:
    """Read a table of boundaries."""
    return gpd.read_parquet(path)


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest: always last, so that what it names is there."""
    write_text(folder / MANIFEST, json.dumps(manifest, indent=1, sort_keys=True) + "\n")


def unsettle(folder: Path) -> None:
    """Before tables are written again: whoever is stopped between two of them leaves a store that knows it has to be built."""
    if (folder / MANIFEST).is_file():
        write_manifest(folder, {**read_manifest(folder), "state": ""})


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest; empty where nothing was built."""
    path = folder / MANIFEST
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}
