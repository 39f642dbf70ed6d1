"""Reading: every raw file to its tidy tables once, kept by the hash of its bytes."""

import hashlib
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from jsna import readers, store, workers
from jsna.errors import BuildError, FileError, Unforeseen
from jsna.making import national_sets
from jsna.readers.rawfile import RawFile, raw_paths
from jsna.schemas import TIDY, Tidy

Read = TypeVar("Read")
#: Bytes that one process reads while another loads what it needs to.
WORTH_A_PROCESS = 1_500_000


@dataclass
class Reading:
    """What one raw file gave: its tables, and the reasons why it, or members of a zip, were refused.

    What was refused for what another file holds, or unexpectedly (with its traceback), is read again at the next build.
    """

    file: str
    sha256: str
    size: int
    modified: int
    tables: list[dict[str, Any]] = field(default_factory=list)
    refused: str = ""
    trace: str = ""
    again: bool = False


def read_all(raw: Path, parts: Path, before: dict[str, Any]) -> list[Reading]:
    """Read every file below a raw folder, on all processors; a file of `before`, the readings by name, is not read again."""
    readings = _read_all(raw_paths(raw), raw, parts, before)
    for file, reason in national_sets.partial({reading.file: reading.tables for reading in readings}, parts).items():
        reading = next(reading for reading in readings if reading.file == file)
        reading.tables, reading.again = [], True
        reading.refused = "\n".join(filter(None, [reading.refused, reason]))
    return readings


def _read_all(paths: list[Path], raw: Path, parts: Path, before: dict[str, Any]) -> list[Reading]:
    earlier = {path: reading for path in paths if (reading := _unchanged(path, raw, before, parts))}
    fresh = [path for path in paths if path not in earlier]
    new = dict(zip(fresh, on_all_processors(_read_one, [(path, raw, parts) for path in fresh], _ended), strict=True))
    return [earlier.get(path) or new[path] for path in paths]


def reader_version() -> str:
    """A hash of the readers' own text: when a reader changes, files are read again."""
    package = Path(readers.__file__).parent
    sources = [*sorted(package.glob("*.py")), package.parent / "schemas.py"]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]


def _unchanged(path: Path, raw: Path, before: dict[str, Any], parts: Path) -> Reading | None:
    entry = before.get(path.relative_to(raw).as_posix())
    if entry is None:
        return None
    reading = Reading(**entry)
    if reading.again:
        return None
    stat = path.stat()
    same = (stat.st_size, stat.st_mtime_ns) == (reading.size, reading.modified)
    if not same and _digest(path) != reading.sha256:
        return None
    reading.modified = stat.st_mtime_ns
    return reading if all((parts / table["part"]).is_file() for table in reading.tables if table["part"]) else None


def on_all_processors(read: Callable[[Any], Read], jobs: Sequence[tuple[Path, ...]], ended: Callable[[Any], Read]) -> list[Read]:
    """What is read of each file, the first of each job, in order; by this process alone where others would take longer to start.

    A file that ends the process which reads it, as where the machine has no memory left, gives what `ended` makes of its job.
    """
    if len(jobs) < 2 or sum(job[0].stat().st_size for job in jobs) < WORTH_A_PROCESS:
        return [read(job) for job in jobs]
    results = dict[int, Read]()
    for number, result in workers.work(partial(_numbered, read), [*enumerate(jobs)], None, lambda job, _: (job[0], ended(job[1]))):
        if isinstance(result, Exception):
            raise result
        results[number] = result
    return [results[number] for number in range(len(jobs))]


def _numbered(read: Callable[[Any], Read], job: tuple[int, Any], _: Callable[[str], None]) -> tuple[int, Read | Exception]:
    """What is read, beside the number of its job; a fault goes to whoever asked, with its traceback as a note."""
    try:
        return job[0], read(job[1])
    except Exception as fault:
        fault.add_note(traceback.format_exc())
        return job[0], fault


def _read_one(job: tuple[Path, Path, Path]) -> Reading:
    path, raw, parts = job
    reading, refusals = unread(path, raw), list[FileError]()
    for outcome in readers.outcomes(path, raw):
        if outcome.member is not None:
            reading.tables += [keep(tidy, outcome.member, parts) for tidy in outcome.tables]
        if outcome.refusal is not None:
            refusals.append(outcome.refusal)
    reading.refused = "\n".join(map(str, refusals))
    reading.trace = "\n".join(refusal.trace for refusal in refusals if isinstance(refusal, Unforeseen))
    reading.again = reading.trace != ""
    return reading


def unread(path: Path, raw: Path) -> Reading:
    """The reading of a file before anything is read of it; its name is the path below `raw`."""
    stat = path.stat()
    return Reading(path.relative_to(raw).as_posix(), _digest(path), stat.st_size, stat.st_mtime_ns)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _ended(job: tuple[Path, Path, Path]) -> Reading:
    """The reading of a file that ended the process which read it."""
    reading = unread(*job[:2])
    reading.refused, reading.again = str(readers.fatal(reading.file)), True
    return reading


def keep(tidy: Tidy, member: RawFile, parts: Path) -> dict[str, Any]:
    """Write a table that a file gave, and tell of it as a `Reading` does."""
    facts = {"table": tidy.table, "publication": tidy.publication, "rows_read": tidy.rows_read, "rows_kept": len(tidy.rows)}
    entry = {**facts, "dropped": tidy.dropped, "notes": list(tidy.notes), "part": ""}
    if not tidy.table:  # a publication that nothing uses
        return entry
    name = hashlib.sha256(f"{member.sha256} {member.name} {tidy.table} {tidy.publication}".encode()).hexdigest()[:20]
    part = f"{tidy.table}/{name}.parquet"
    store.write_table(parts / part, tidy.rows)
    return {**entry, "part": part, "sets": national_sets.sets(tidy)}


def part_paths(readings: list[Reading], parts: Path, name: str) -> list[Path]:
    """Where the parts of one tidy table lie, a file a source."""
    return [parts / part for part in part_names(readings, name)]


#: Where a row stands in its file: kept in the parts for tracing, and of no use in a sum.
PLACE_IN_FILE = ("sheet", "row")
#: Tables of a few rows, which a refusal names one by one.
FEW = ("own_values",)


def part_names(readings: list[Reading], name: str) -> list[str]:
    """The names of the parts of one tidy table: a hash each of what was read for it."""
    return [entry["part"] for reading in readings for entry in reading.tables if entry["table"] == name]


def table(readings: list[Reading], parts: Path, name: str, place_in_file: bool = False) -> pd.DataFrame:
    """One tidy table from all the files that feed it, without the place of each row where none is asked for; no rows where no file does."""
    columns = [column for column in TIDY[name].columns if place_in_file or name in FEW or column not in PLACE_IN_FILE]
    frames = [store.read_table(path, columns=columns) for path in part_paths(readings, parts, name)]
    return once(name, pd.concat(frames, ignore_index=True)) if frames else pd.DataFrame(columns=columns, dtype="str")


def once(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table without those that a second copy of a file repeats, where the table may hold each key once.

    Raises
    ------
    BuildError
        Where two files are about the same year and are not the same: nobody can know which one is meant.
    """
    key = list(TIDY[name].unique or [])
    about = [column for column in ("edition", "period") if column in key]
    files = rows[[*about, "source_id"]].drop_duplicates()
    if "source_id" in key or not about or not files.duplicated(about).any():
        return rows
    same = [column for column in rows if column not in ("source_id", *PLACE_IN_FILE)]
    for year, group in rows.merge(files.loc[files.duplicated(about, keep=False), about].drop_duplicates()).groupby(about):
        if not group.duplicated(key).any():
            continue  # parts of one publication, such as a file a region
        (one, first), *others = group.groupby("source_id")
        for another, rest in others:
            if len(rest) != len(first) or len(pd.concat([first, rest])[same].drop_duplicates()) != len(first):
                words = f"{one} and {another} are both about {year[-1]} and give other numbers."
                raise BuildError(words, "Keep one of them in the raw folder.")
    return rows.drop_duplicates(key, ignore_index=True)


def as_json(readings: list[Reading]) -> dict[str, Any]:
    """The readings as the manifest keeps them."""
    return {reading.file: asdict(reading) for reading in readings}
