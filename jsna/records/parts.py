"""The parts of an extract: its files, checked to be of one layout before any is read, and the one that cannot be read named."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from jsna.errors import FileError

#: How the names of parts end, and which reader of the database takes each.
READERS = {".csv": "csv", ".csv.gz": "csv", ".txt": "csv", ".txt.gz": "csv", ".parquet": "parquet"}
#: Cells of a csv are text, as they stand; a row with another number of cells than the header is an error.
CSV = "all_varchar = true, header = true, quote = '\"', escape = '\"', sample_size = 2048, null_padding = false, ignore_errors = false"
#: So many names stand in a message.
NAMED = 5


def parts(folder: Path) -> list[Path]:
    """The files of an extract, in order: a folder of them, however deep, or one file.

    Raises
    ------
    FileError
        Where there is none, or one stands there in two forms, which would count everybody twice.
    """
    every = [folder] if folder.is_file() else sorted(path for path in folder.rglob("*") if path.is_file())
    files = [path for path in every if ending(path)]
    if not files:
        there = f"{len(every):,} other files" if every else ("an empty folder" if folder.is_dir() else "no such folder")
        raise FileError(f"{folder}: expected files that end in {', '.join(READERS)}, found {there}.", "Name the folder of the extract.")
    stems = Counter(str(path)[: -len(ending(path))] for path in files)
    if twice := [stem for stem, times in stems.items() if times > 1]:
        raise FileError(f"{twice[0]}: expected each part once, found it as {', '.join(_forms(files, twice[0]))}.",
                        "Leave one of them in the folder: two copies would count everybody twice. Nothing was changed.")
    return files


def _forms(files: list[Path], stem: str) -> list[str]:
    return [path.name for path in files if str(path)[: -len(ending(path))] == stem]


def ending(path: Path) -> str:
    """How the name of a part ends, of those that are read; else nothing."""
    return max((end for end in READERS if path.name.lower().endswith(end)), key=len, default="")


def reader(path: Path) -> str:
    """What reads a part, in the words of the database."""
    return f"read_parquet('{quoted(path)}')" if READERS[ending(path)] == "parquet" else f"read_csv('{quoted(path)}', {CSV})"


def quoted(path: Path) -> str:
    """A path as a text between single quotes."""
    return str(path).replace("'", "''")


def header(database: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """The names of a part's columns.

    Raises
    ------
    FileError
        Where it cannot be read.
    """
    try:
        return [str(row[0]) for row in database.execute(f"describe select * from {reader(path)}").fetchall()]
    except duckdb.Error as fault:
        raise unreadable(path, fault) from None


def refuse_unlike(database: duckdb.DuckDBPyConnection, every: list[Path], columns: list[str]) -> None:
    """Refuse an extract of which one part lacks columns that the first has.

    Raises
    ------
    FileError
        Naming the part, and what it lacks.
    """
    for path in every[1:]:
        names = set(header(database, path))
        if absent := [name for name in columns if name not in names]:
            more = f" and {len(absent) - NAMED} more" if absent[NAMED:] else ""
            raise FileError(f"{path}: expected the columns of {every[0].name}, found none called {', '.join(absent[:NAMED])}{more}.",
                            "Put extracts of different layouts into folders of their own; nothing was changed.")


@contextmanager
def named(database: duckdb.DuckDBPyConnection, every: list[Path], columns: list[str]) -> Iterator[None]:
    """While parts are read together, name the first that cannot be read to its end.

    Raises
    ------
    FileError
        Naming it; what fails though each part can be read is raised as it is.
    """
    try:
        yield
    except duckdb.Error:
        for path in every:
            _refuse_unreadable(database, path, columns)
        raise


def _refuse_unreadable(database: duckdb.DuckDBPyConnection, path: Path, columns: list[str]) -> None:
    largest = ", ".join(f'max("{name}")' for name in columns)
    try:
        database.execute(f"select {largest} from {reader(path)}").fetchall()
    except duckdb.Error as fault:
        raise unreadable(path, fault) from None


def unreadable(path: Path, fault: duckdb.Error) -> FileError:
    """One message for a part that cannot be read, with what the database says of it."""
    first = re.sub(r"\s+", " ", str(fault).splitlines()[0]).replace(str(path), "it")
    return FileError(f"{path}: expected a part of an extract that can be read to its end, found one that cannot: {first[:200]}",
                     "Take it from the extract again; nothing was changed.")
