"""Checking: what each raw file is, what it holds and feeds, or what is wrong with it; nothing is written."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from jsna import periods, readers
from jsna.catalogue import Publication, publication, publications
from jsna.errors import FileError
from jsna.making.reading import on_all_processors
from jsna.readers.rawfile import raw_paths
from jsna.schemas import Tidy

#: The columns that name sets of areas, and the unit that rows are of where a table has none: by a column, or by the publication (of an
#: index of deprivation, by what follows its year). Rows of anything else, such as deaths by week, are of no areas.
NAMING = (("footprint", "parent_footprint"), ("area_type",))
UNITS = {"practice_code": "practice", "lsoa_code": "lsoa", "authority_code": "upper_tier"}
OF_PUBLICATION = {"monthly_activity_return": "commissioner", "ae_by_provider": "provider", "ae_england": "england", "ccg_summaries": "ccg",
                  "file_10": "district", "file_11": "upper_tier", "sub_icb_summaries": "sub_icb", "icb_summaries": "icb"}
#: The columns that date a table, the first that it has.
DATES = ("period", "month", "edition", "as_of")


@dataclass(frozen=True)
class Checked:
    """What one file is: its publication, period, footprints, rows and the chapters it feeds; or the reason why it is not read."""

    file: str
    recognised: bool
    publication: str = ""
    period: str = ""
    footprints: tuple[str, ...] = ()
    rows: int = 0
    feeds: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Lack:
    """What a chapter lacks, by title: publications that it needs, and others that it could also use."""

    needs: tuple[str, ...]
    could_use: tuple[str, ...]


def check(paths: Iterable[Path]) -> list[Checked]:
    """Read files, and folders of files, on all processors; one answer a file, in order.

    Raises
    ------
    FileError
        Where a path does not exist.
    """
    jobs: list[tuple[Path, Path]] = []
    for path in paths:
        if not path.exists():
            raise FileError(f"{path}: there is no such file or folder.", "Name a published file, or a folder of them.")
        jobs += [(inside, path) for inside in raw_paths(path)] if path.is_dir() else [(path, path.parent)]
    return on_all_processors(_check, jobs, _ended)


def lacking(checks: Iterable[Checked]) -> dict[str, Lack]:
    """By chapter, what would feed it and no file gave, here or in the repository."""
    present = {publication(source).id for each in checks for source in each.publication.split(", ") if source}
    absent = [source for source in publications().values() if source.id not in present and not source.held]
    uses = {source.use for source in publications().values() if source.use and source.id in present}
    chapters = sorted({chapter for source in publications().values() for chapter in (*source.feeds, *source.needed)})
    return {chapter: _lack(chapter, absent, uses) for chapter in chapters}


def _lack(chapter: str, absent: list[Publication], uses: set[str]) -> Lack:
    essentials = [source for source in absent if chapter in source.needed and source.use not in uses]
    one_of = {source.use or source.id: source for source in reversed(essentials)}  # the first of each use
    titles = [source.title + (f", or another {source.use}" if source.use else "") for source in essentials if source in one_of.values()]
    return Lack(tuple(titles), tuple(source.title for source in absent if chapter in source.feeds and source not in essentials))


def held(checks: Iterable[Checked]) -> dict[str, tuple[int, str]]:
    """By the title of a publication, how many files gave it and of which years or months: `2018/19 to 2020/21, 2022/23`."""
    pairs = [(publication(source).title, each.period) for each in checks for source in each.publication.split(", ") if source]
    dates = {title: [period for name, period in pairs if name == title] for title, _ in pairs}
    return {title: (len(dates[title]), periods.in_order(list(filter(None, dates[title])))) for title in sorted(dates)}


def _ended(job: tuple[Path, Path]) -> Checked:
    name = job[0].relative_to(job[1]).as_posix()
    return Checked(name, True, reason=" ".join(str(readers.fatal(name)).split()).removeprefix(f"{name}: "))


def _check(job: tuple[Path, Path]) -> Checked:
    path, folder = job
    name = path.relative_to(folder).as_posix()
    tables, refusals = _read(path, folder)
    if refusals and not tables:
        return Checked(name, True, reason=" ".join(refusals).removeprefix(f"{name}: "))
    if not tables:
        return Checked(name, False, reason="No publication known to jsna has these columns or sheets: the file is left alone.")
    names = sorted({tidy.publication for tidy in tables})
    feeds = sorted({chapter for each in names for chapter in publication(each).feeds})
    return Checked(
        name,
        True,
        publication=", ".join(names),
        period=_span(tables),
        footprints=tuple(sorted({footprint for tidy in tables for footprint in _footprints(tidy)})),
        rows=sum(len(tidy.rows) for tidy in tables),
        feeds=tuple(feeds),
        reason=" ".join([*_unused(tables, feeds), *dict.fromkeys(note for tidy in tables for note in tidy.notes),
                         *(f"Refused: {reason}" for reason in refusals)]),
    )


def _unused(tables: list[Tidy], feeds: list[str]) -> list[str]:
    return ["Read, not used yet."] if not feeds and any(tidy.table for tidy in tables) else []


def _read(path: Path, folder: Path) -> tuple[list[Tidy], list[str]]:
    """The tables of a file, and why it was refused: of a zip, each member may be."""
    outcomes = list(readers.outcomes(path, folder))
    refusals = [" ".join(str(outcome.refusal).split()) for outcome in outcomes if outcome.refusal is not None]
    return [tidy for outcome in outcomes for tidy in outcome.tables], refusals


def _span(tables: list[Tidy]) -> str:
    dates = sorted({date for tidy in tables for date in _dates(tidy.rows)})
    alike = len({re.sub(r"\d", "0", date) for date in dates}) == 1  # an edition and the year of its people span nothing
    return f"{dates[0]} to {dates[-1]}" if alike and dates[1:] else ", ".join(dates)


def _dates(rows: pd.DataFrame) -> set[str]:
    column = next((name for name in DATES if name in rows), None)
    return {str(date) for date in rows[column].unique() if date} if column else set()


def _footprints(tidy: Tidy) -> set[str]:
    if not tidy.table:
        return set()
    for columns in NAMING:
        if footprints := {str(value) for column in columns if column in tidy.rows for value in tidy.rows[column].unique()}:
            return footprints
    if "area_kind" in tidy.rows and "practice_code" not in tidy.rows:
        return {str(value) for value in tidy.rows["area_kind"].unique()}
    about = OF_PUBLICATION.get(re.sub(r"^iod_\d{4}_", "", tidy.publication), "")
    return {unit for column, unit in UNITS.items() if column in tidy.rows} or ({about} if about else set())


def groups(checks: Iterable[Checked]) -> list[list[Checked]]:
    """Files as they are told of: those of the months of one publication that are alike together, in order, every other alone."""
    alike: dict[object, list[Checked]] = {}
    for entry in checks:
        monthly = re.fullmatch(r"\d{4}-\d\d", entry.period)
        key = (entry.publication, entry.footprints, entry.feeds, entry.reason) if monthly else entry.file
        alike.setdefault(key, []).append(entry)
    return [sorted(files, key=lambda entry: entry.period) for files in alike.values()]
