"""The run: an extract to counts of admissions in the protected folder, whole or not at all."""

import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb

from jsna import store
from jsna.errors import FileError
from jsna.periods import written_year
from jsna.records import admissions, causes, cluster, counting, membership, parts, persons, protected, spells
from jsna.records.agreements import agreement, refuse_unnamed
from jsna.records.countfile import FACTS, PERSON, Facts
from jsna.records.layout import layout

#: What the file of counts holds; each row is of one kind of unit.
COLUMNS = ("unit", *spells.dimensions(), "causes", "admissions", "discharges", "overnight", "nights", "squares")
#: So many rows stand together in the file as in a table of the database, or the bytes would tell how it was at work.
ROWS = 122_880
#: Which rows of the table count admissions by each kind of unit.
OF_RESIDENTS, OF_PATIENTS = (f"kind = {kind}" for kind in range(len(counting.UNITS)))


def build(extract: Path, data: Path, source: str, today: dt.date, memory: str = counting.MEMORY, scheduler: str = "") -> Facts:
    """Count the admissions of an extract into `data/protected/admissions`.

    Parameters
    ----------
    extract : Path
        A folder of parts, or one file; nothing is written there.
    data : Path
        The folder `data` of the workspace.
    source : str
        What data/local/agreements.toml calls these records.
    today : date
        By which an agreement may have expired.
    memory : str
        What the database may hold in memory, such as 1200MB, before it spills.
    scheduler : str
        The address of the cluster that counts the parts, such as tcp://10.0.0.1:8786; empty where this process does.

    Raises
    ------
    FileError, CatalogueError, StoreError, BuildError
        One message; the counts stay as they were.
    """
    terms = agreement(source, data / "local" / "agreements.toml", today)
    if scheduler:
        refuse_unnamed(scheduler, terms)
    every, groups = parts.parts(extract), causes.groups()
    with protected.spilling(data) as spill, counting.database(spill, memory) as connection:
        columns = layout(parts.header(connection, every[0]), every[0].name, data / "local" / "records.toml")
        parts.refuse_unlike(connection, every, columns.needed)
        with parts.named(connection, every, columns.needed):
            census = counting.residence(connection, every[0], columns)
            if scheduler:
                cluster.count(connection, scheduler, every, columns, census, groups)
            else:
                counting.count(connection, every, columns, census, groups)
        year = _year(connection, every)
        persons.count(connection, groups, dt.date(int(year[:4]) + 1, 3, 31))
        facts = Facts(
            source, terms.reference, year, census, causes.fingerprint(), [group.id for group in groups],
            [path.name for path in every], *_rows(connection), _lacking(connection))
        path = protected.folder(data) / protected.COUNTS / f"{source}-{facts.year.replace('/', '-')}.parquet"
        with store.replacing(path) as temporary:
            _write(connection, temporary, facts, [*membership.shares(groups)])
    return facts


def _write(connection: duckdb.DuckDBPyConnection, path: Path, facts: Facts, shares: list[str]) -> None:
    kind = f"if({OF_RESIDENTS}, '{facts.census}', 'practice') as unit_kind"
    counts = f"select {kind}, {', '.join([*COLUMNS, *shares])} from {counting.COUNTED}"
    phrases = ", ".join(f"'{phrase}'" for phrase in admissions.phrases())
    repeats = f"select '{admissions.REPEATS}' as unit_kind, practice as unit, age, [{phrases}][phrase + 1] as counted, " \
              f"fewer, excess, events from {persons.REPEATS}"
    text = json.dumps(asdict(facts)).replace("'", "''")
    # A temporary file of the database's own beside this one, which is temporary itself, would stay where the run is killed.
    options = f"format parquet, compression zstd, row_group_size {ROWS}, use_tmp_file false, kv_metadata {{{FACTS}: '{text}'}}"
    every = f"{counts} union all by name select * from ({repeats})"
    connection.execute(f"copy ({every}) to '{parts.quoted(path)}' ({options})")


def _year(connection: duckdb.DuckDBPyConnection, every: list[Path]) -> str:
    """The financial year of an extract.

    Raises
    ------
    FileError
        Naming a part with rows of another, or of none.
    """
    by_part = f"select distinct part, year from {counting.FATES} order by all"
    rows = connection.execute(by_part).fetchall()
    years = {part: {year for at, year in rows if at == part} for part, _ in rows}
    if not rows:
        raise FileError(f"{every[0]}: expected records, found no row in any part.", "Take it from the extract again; nothing was changed.")
    first = rows[0][1]
    for part, texts in years.items():
        if texts != {first} or not _written(first):
            what = " and ".join(sorted(_written(year) or repr(year) for year in texts))
            raise FileError(f"{every[part]}: expected records of one financial year, {_written(first) or 'as 0102'}, found {what}.",
                            "Put the parts of each year into a folder of their own; nothing was changed.")
    return _written(first)


def _written(year: str | None) -> str:
    """A year as records have it, 0102, as everybody writes it."""
    if year is None or len(year) != 4 or (int(year[:2]) + 1) % 100 != int(year[2:]):
        return ""
    return written_year((1900 if year >= "8" else 2000) + int(year[:2]))


def _rows(connection: duckdb.DuckDBPyConnection) -> tuple[int, int, dict[str, int]]:
    """Rows read, admissions, and rows left out by reason."""
    by_reason = f"select reason, sum(records) from {counting.FATES} group by reason"
    every: dict[int | None, int] = {reason: int(rows) for reason, rows in connection.execute(by_reason).fetchall()}
    left_out = {reason: every[at] for at, reason in enumerate(spells.REASONS) if at in every}
    return sum(every.values()), every.get(None, 0), left_out


def _lacking(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Admissions that are counted though something of them is not known."""
    gaps: dict[str, Any] = {
        "a small area of England": f"{OF_RESIDENTS} and unit = 0",
        "a practice": f"{OF_PATIENTS} and unit = 0",
        **{f"a known {name}": f"{OF_PATIENTS} and {name} = {spells.unknown(name)}" for name in ("age", "sex", "method", "stay")},
    }
    sums = ", ".join(f"coalesce(sum(admissions) filter ({holds}), 0)" for holds in gaps.values())
    without_person = f"select coalesce(sum(without_person), 0) from {counting.FATES} where reason is null"
    numbers = connection.execute(f"select {sums}, ({without_person}) from {counting.COUNTED}").fetchall()[0]
    return dict(zip([*gaps, PERSON], map(int, numbers), strict=True))
