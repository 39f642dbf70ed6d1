"""The numbers that the reports of an edition were made from, kept for the next edition to be compared with."""

import difflib
import shutil
from pathlib import Path

from jsna import store
from jsna.errors import StoreError
from jsna.report import record

#: The tables that the next edition is compared with.
TABLES = ("indicators.parquet", "made_of.parquet")
#: What of the build's manifest tells how the numbers were made.
FACTS = ("state", "edition", "definitions")


def keep(tidy: Path, folder: Path) -> None:
    """Keep the numbers of a store in the folder of its edition; nothing is written where they are kept already."""
    manifest, earlier = store.read_manifest(tidy), store.read_manifest(folder)
    if earlier.get("state") == manifest["state"]:
        return
    store.write_manifest(folder, {**earlier, "state": ""})  # whoever is stopped between two tables leaves an edition that says so
    for name in TABLES:
        with store.replacing(folder / name) as temporary:
            shutil.copyfile(tidy / name, temporary)
    store.write_manifest(folder, {**earlier, **{fact: manifest[fact] for fact in FACTS}})


def find(name: str, reports: Path) -> Path:
    """The folder that holds the numbers of an edition of a workspace, or of another folder or workspace that is named by its path.

    Raises
    ------
    StoreError
        With the editions that there are, the nearest first.
    """
    candidates = (reports / name, Path(name), Path(name) / "data" / "tidy")
    for folder in candidates:
        if all((folder / table).is_file() for table in TABLES) and store.read_manifest(folder).get("state"):
            return folder
    editions = [path.parent.name for path in reports.glob(f"*/{TABLES[0]}")]
    near = difflib.get_close_matches(name, editions, n=len(editions) or 1, cutoff=0.0)
    raise StoreError(
        f"{name}: no such edition keeps its numbers in {reports}. There {'are ' + ', '.join(near) if near else 'is none'}.",
        "Name one of them, or the folder of a workspace; `jsna report` keeps the numbers of an edition.",
    )


def is_of(folder: Path, report: str, state: str) -> bool:
    """Whether a report, such as `ccg_2019/05J`, was made from this state of the store."""
    return str(record.read(folder).get(report, {}).get("key", "")).startswith(state)
