"""Counting: one pass over the parts of an extract, in bounded memory, that leaves counts of admissions and of rows left out."""

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd

from jsna.errors import StoreError
from jsna.records import membership, parts, spells
from jsna.records.causes import Group
from jsna.records.layout import Layout

#: What the database may hold in memory before it spills; the process needs some hundred megabytes more.
MEMORY = "1200MB"
#: So many: each holds a part of a file beside what is counted; one alone would cut the file of counts into other groups of rows.
THREADS = range(2, 5)
#: Of a join, the database holds the side that it takes to be smaller, and may spill it. Here that is always the list of codes, never the
#: records, of which nothing but what they are counted by may be written anywhere.
AS_WRITTEN = "set disabled_optimizers = 'join_order,build_side_probe_side'"
#: What is spilled is of numbers alone, but blocks of memory that are written hold remnants of what was read before. The key is in memory
#: alone. The module that would make better keys is an extension, which nothing fetches here: hence the disk is to be encrypted as well.
ENCRYPTED = "set force_mbedtls_unsafe = true; set temp_file_encryption = true"
#: What is seen and counted lies in memory packed, in a half of its bytes, once a checkpoint is made: of a nation it need not be spilled.
#: Of fewer rows than half of those that are added up at a time, packing takes longer than it gains.
PACKED = "attach ':memory:' as packed (compress); use packed"
#: So many parts are read before what is seen of them is packed.
PARTS = 8
#: The table of what the pass sees of each row, as numbers, which goes with the run.
SEEN = "seen"
#: Groups of causes after which the care that follows is often planned, even where it was urgent: nobody is said to come back from these.
PLANNED = ("cancer", "chapter_pregnancy")
#: What several columns ask for is worked out once, and not again for each: the database must not do that to what hangs on chance.
ONCE = "case when random() < 2 then {} end"
#: So many rows are added up at a time, of units or of persons: the groups of these fit into memory, where those of a nation would not.
AT_ONCE = 4_000_000
#: The table of counts of admissions by each kind of unit, in order; and that of rows of the parts by what became of them.
COUNTED, UNITS, FATES = "counted", ("lsoa", "practice"), "fates"
#: A limit that none reaches: it has ordered rows written one after the other, so that the file of counts is the same to the byte however
#: many threads and however much memory there are.
IN_ORDER = f"limit {2**62}"


@contextmanager
def database(spill: Path, memory: str = MEMORY) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database of its own in memory, which spills to a folder that its owner alone may enter, and fetches nothing from anywhere."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory, "temp_directory": str(spill), "preserve_insertion_order": False,
        "autoinstall_known_extensions": False, "enable_external_file_cache": False,
        "threads": min(max(os.cpu_count() or 1, THREADS[0]), THREADS[-1]),
    }  # fmt: skip
    with duckdb.connect(config=settings) as connection:
        connection.execute("set enable_progress_bar = false")  # which a terminal would show between the lines of the command
        connection.execute(AS_WRITTEN)
        connection.execute(ENCRYPTED)
        connection.execute(PACKED)
        try:
            yield connection
        except (duckdb.IOException, duckdb.OutOfMemoryException) as fault:
            raise StoreError(f"{spill.parent}: could not be written while counting: {str(fault).splitlines()[0]}",
                             "Make room on that disk and in memory, and run the command again; the counts are as they were.") from None


def count(connection: duckdb.DuckDBPyConnection, every: list[Path], layout: Layout, census: str, groups: tuple[Group, ...]) -> None:
    """Fill the tables `seen`, `fates` and `counted` with what the parts hold."""
    codes, salt = membership.codes(groups), secrets.token_hex()
    for first in range(0, len(every), PARTS):
        see(connection, codes, query(every[first : first + PARTS], layout, census, groups, salt, first))
    add_up(connection, [*membership.shares(groups)])


def add_up(connection: duckdb.DuckDBPyConnection, shares: Sequence[str]) -> None:
    """Fill the tables `fates` and `counted` of what is seen; `shares` are its columns of shares of admissions."""
    connection.execute("set preserve_insertion_order = true")
    connection.execute(f"create or replace temp table {FATES} as {_fates()}")
    keep(connection, COUNTED, _sums(UNITS[0], 0, -1, shares))
    for unit in UNITS:
        for first, last in _slices(connection, unit):
            keep(connection, COUNTED, _sums(unit, first, last, shares))


def see(connection: duckdb.DuckDBPyConnection, codes: pd.DataFrame, query: str) -> None:
    """Add to the table `seen` what a `query` gives, which asks what `membership.codes` are."""
    connection.register("codes_frame", codes)
    connection.execute("create or replace temp table codes as select * from codes_frame")
    keep(connection, SEEN, query)


def keep(connection: duckdb.DuckDBPyConnection, table: str, query: str) -> None:
    """Add to a table what a query gives, and pack it where it is much."""
    connection.execute(f"create table if not exists {table} as from ({query}) limit 0")
    ((rows,),) = connection.execute(f"insert into {table} {query}").fetchall()
    if rows > AT_ONCE // 2:
        connection.execute("checkpoint packed")


def query(every: list[Path], layout: Layout, census: str, groups: tuple[Group, ...], salt: str, first: int = 0) -> str:
    """The one pass: a row of the parts is cleaned, judged, and given its groups of causes.

    Parts are numbered from `first` on.
    What is counted by is numbers, and missing of rows that are left out: these are what the database holds, and what it may spill.
    A row with the last episode of a stay is counted among discharges, though the stay is an admission by its first.
    """
    causes = membership.expression(groups, spells.listed(spells.procedures(layout)))
    by = ", ".join(f"{what} as {name}" for name, what in spells.dimensions().items())
    keys = {unit: f"coalesce({unit}, 0)" for unit in UNITS} | spells.packed() | {"causes": "causes"}
    of_keys = ", ".join(f"case when counts then {what} end as {name}" for name, what in keys.items())
    shares = membership.shares(groups)
    each = "".join(f", {what} as {name}" for name, what in shares.items())
    of_admissions = "".join(f", case when reason is null then {name} end::utinyint as {name}" for name in shares)
    planned = sum(1 << bit for bit, group in enumerate(groups) if group.id in PLANNED)
    of_persons = ", ".join(f"{what} as {name}" for name, what in spells.of_persons(salt, planned).items())
    external = "external" if "cause" in layout.columns else spells.code(r"regexp_extract(others, '\b[V-Y][0-9]{2}[0-9X]?')")
    return f"""
        with parts as ({' union all by name '.join(_part(at, path, layout) for at, path in enumerate(every, first))}),
        cleaned as ({spells.cleaned(layout, census, "parts")}),
        judged as (
            select cleaned.*, p.* exclude (code, anywhere, as_external), c.as_external, {spells.reason()} as reason,
                {ONCE.format(membership.anywhere(groups))} as anywhere, {spells.left_on(layout)} as left_on
            from cleaned left join codes p on p.code = first_diagnosis left join codes c on c.code = {external}
        ),
        known as (
            select * exclude (method, sex), {by}, {ONCE.format(causes)} as causes{each}, reason is null or left_on is not null as counts
            from judged
        )
        select part, year, reason, (left_on - admitted)::usmallint as nights, {of_keys},
            left_on, {of_persons}, case when counts or returns then admitted end as admitted{of_admissions}
        from known"""


def _fates() -> str:
    return f"""
        select part, substr(year::varchar, 2) as year, reason, count(*) as records, count(*) - count(person) as without_person
        from {SEEN} group by all"""


def _slices(connection: duckdb.DuckDBPyConnection, unit: str) -> list[tuple[int, int]]:
    """The first and last unit of each slice of the counted rows, in order of the units."""
    rows = f"select {unit} as code, count(*) as rows from {SEEN} where {unit} is not null group by all"
    slices = f"select code, sum(rows) over (order by code) // {AT_ONCE} as slice from ({rows})"
    return connection.execute(f"select min(code), max(code) from ({slices}) group by slice order by slice").fetchall()


def _sums(unit: str, first: int, last: int, shares: Sequence[str]) -> str:
    """Admissions of some units, added up and in order."""
    dimensions = ", ".join(f"{what} as {name}" for name, what in spells.unpacked().items())
    sums = "".join(f", coalesce(sum({name}), 0)::uinteger as {name}" for name in shares)
    return f"""
        select {UNITS.index(unit)}::utinyint as kind, {unit} as unit, {dimensions}, * exclude ({unit}, months, traits) from (
            select {unit}, months, traits, causes, count(*) filter (reason is null)::uinteger as admissions,
                count(nights)::uinteger as discharges, count(*) filter (nights > 0)::uinteger as overnight,
                coalesce(sum(nights), 0)::uinteger as nights, coalesce(sum(nights::bigint * nights), 0)::ubigint as squares{sums}
            from {SEEN} where {unit} between {first} and {last} group by all
        ) order by {unit}, months, traits, causes {IN_ORDER}"""


def _part(at: int, path: Path, layout: Layout) -> str:
    names = (name.replace('"', '""') for name in layout.needed)
    columns = ", ".join(f'"{name}"::varchar as "{name}"' for name in names)
    return f"select {at}::usmallint as part, {columns} from {parts.reader(path)}"


def residence(connection: duckdb.DuckDBPyConnection, path: Path, layout: Layout) -> str:
    """The census whose small areas the records are by: of several columns, the first that is filled at the beginning of a part."""
    for census, column in layout.residence.items():
        homes = f"count(*) filter (regexp_full_match(trim(\"{column}\"::varchar), '{spells.LSOA}'))"
        rows = connection.execute(f"select {homes} from (select * from {parts.reader(path)} limit 10000)").fetchall()
        if rows[0][0]:
            return census
    return next(iter(layout.residence))
