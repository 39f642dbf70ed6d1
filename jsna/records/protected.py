"""The protected folder: what only its owner may read, and what the database spills there, which goes when a run ends or the next begins."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from jsna import store

SPILL = ".spill-"
#: Where counts of admissions lie below data, a file a source and year.
COUNTS = "admissions"
#: Where sums of them lie that a build made, before small ones are hidden.
SUMS = "publications"


def folder(data: Path) -> Path:
    """The protected folder below the data of a workspace, made for its owner alone."""
    return store.private(data / "protected")


@contextmanager
def spilling(data: Path) -> Iterator[Path]:
    """A folder for what does not fit into memory; of two runs at once, the second waits, and what a killed one left goes first."""
    place = folder(data)
    with FileLock(place / ".lock"):
        sweep(place)
        spill = Path(tempfile.mkdtemp(dir=place, prefix=SPILL))  # for its owner alone
        try:
            yield spill
        finally:
            shutil.rmtree(spill)


def sweep_what_was_left(data: Path) -> None:
    """Remove what a killed run left, where no run is counting now: whatever is built next takes it away, not the next count alone."""
    place = data / "protected"
    if place.is_dir():
        with suppress(Timeout), FileLock(place / ".lock", timeout=0):
            sweep(place)


def sweep(protected: Path) -> None:
    """Remove what a run left that was killed."""
    for remnant in protected.glob(f"{SPILL}*"):
        shutil.rmtree(remnant)
    store.sweep(protected)


def purge(data: Path) -> int:
    """Remove all counts of records, what is for the inside alone and whatever a run left; the number of files that there were."""
    place = data / "protected"
    if not place.is_dir():
        return _purge_inside(data)
    with FileLock(place / ".lock"):
        files = [path for path in place.rglob("*") if path.is_file() and path.name != ".lock" and _made_here(path, place)]
        for path in files:
            path.unlink()
        sweep(place)
        for name in (COUNTS, SUMS):
            shutil.rmtree(place / name, ignore_errors=True)
    return len(files) + _purge_inside(data)


def _purge_inside(data: Path) -> int:
    """Remove the store that is for the inside alone: it holds what the counts held."""
    folder = store.of_audience(data.parent, store.INTERNAL)
    files = sum(path.is_file() for path in folder.rglob("*"))
    shutil.rmtree(folder, ignore_errors=True)
    return files


def _made_here(path: Path, place: Path) -> bool:
    first = path.relative_to(place).parts[0]
    return first in (COUNTS, SUMS) or first.startswith(SPILL)
