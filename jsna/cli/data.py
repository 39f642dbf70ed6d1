"""Commands about published files and the store: fetch, check, build, demo, areas."""

import datetime as dt
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import pandas as pd
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from jsna import periods, store
from jsna.catalogue import publication
from jsna.cli.options import RAW, WORKSPACE, console, published_in, say_refusals, say_workspace
from jsna.demo import records as made_up
from jsna.demo import write as write_demo
from jsna.demo import write_models
from jsna.errors import JsnaError, shown
from jsna.fetch import Download, Fetched, downloads
from jsna.fetch import fetch as fetch_files
from jsna.making import checking
from jsna.making.caveats import some
from jsna.making.run import Built
from jsna.making.run import build as build_store
from jsna.report.pages import listed

#: The area that is reported on when there are no published files.
DEMONSTRATION_AREA = "ZZ1"


@click.command()
@WORKSPACE
@RAW
def build(folder: Path, raw: Path | None) -> None:
    """Build the store from published files, only where something changed."""
    say_workspace(folder)
    outcome = build_store(published_in(folder, raw), folder / "data" / "tidy")
    console().print(_summary(outcome))
    say_refusals(outcome)
    if strange := [reading.file for reading in outcome.readings if not reading.tables and not reading.refused]:
        click.echo(shown(f"Not recognised, and left alone: {', '.join(strange)}."), err=True)
    manifest = store.read_manifest(folder / "data" / "tidy")
    notes = dict.fromkeys(note["text"] for note in manifest["notes"])
    for text in (*_noticed(outcome, manifest["unplaced"]), *notes, *_otherwise(manifest["otherwise"])):
        click.echo(shown(f"Noticed: {text}"))


def _summary(outcome: Built) -> Table:
    table = Table("publication", "files", "rows read", "rows kept", title="Read" if outcome.changed else "Nothing changed")
    entries = [(reading.file, entry) for reading in outcome.readings for entry in reading.tables]
    lines = [(publication(entry["publication"]).title, file, entry) for file, entry in entries]
    for title in sorted({title for title, _, _ in lines}):
        tables = [(file, entry) for name, file, entry in lines if name == title]
        # Several tables may be made of the same rows of a file.
        sizes, rows_kept = {(file, entry["rows_read"]) for file, entry in tables}, sum(entry["rows_kept"] for _, entry in tables)
        table.add_row(title, str(len({file for file, _ in tables})), f"{sum(rows for _, rows in sizes):,}", f"{rows_kept:,}")
    table.add_row("not recognised", str(sum(not r.tables and not r.refused for r in outcome.readings)), "", "")
    return table


def _noticed(outcome: Built, without_area: list[dict[str, Any]]) -> Iterator[str]:
    """What is worth knowing of files that were read: each remark once, and the practices that no area could be given."""
    remarks: dict[str, list[str]] = {}
    for reading in outcome.readings:
        for text in dict.fromkeys(text for entry in reading.tables for text in entry["notes"]):
            remarks.setdefault(text.removeprefix("Note: "), []).append(reading.file)
    yield from (f"{files[0]}{f' and {len(files) - 1} more' if files[1:] else ''}: {text}" for text, files in remarks.items())
    for gap in without_area:
        if gap["practices"]:
            codes = some(gap["practices"])
            yield f"{gap['period']}, {gap['footprint']}: no area for {gap['patients']:,} of {gap['of']:,} patients (practices {codes})."


def _otherwise(comparisons: list[dict[str, Any]]) -> Iterator[str]:
    """How many numbers another publication gives otherwise, over all areas and years."""
    total, differences = (sum(counts[name] for counts in comparisons) for name in ("compared", "differing"))
    if total:
        where = "chapter 18 lists those of an area"
        yield f"{total:,} numbers are given by another publication too, {differences:,} of them otherwise: {where}."


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE...]")
@click.option("--mirror", default="", help="A folder or http address that holds the files, in place of the publishers'.")
@WORKSPACE
@RAW
def fetch(sources: tuple[str, ...], mirror: str, folder: Path, raw: Path | None) -> None:
    """Download the files of each SOURCE (an id of data/sources.toml), or all; what is held already is left alone."""
    offers = downloads()
    strange = set(sources) - {download.publication for download in offers}
    if strange:
        has = ", ".join(dict.fromkeys(download.publication for download in offers))
        raise JsnaError(f"{', '.join(sorted(strange))}: expected a source with an address, one of {has}.", "Name one of these.")
    choice = [download for download in offers if not sources or download.publication in sources]
    outcomes = list(_fetch(choice, raw or folder / "data" / "raw", mirror))
    for outcome in outcomes:
        failed = outcome.status == "failed"
        click.echo(outcome.message if failed else f"{outcome.save_as}: {outcome.status}", err=failed)
    sys.exit(1 if any(outcome.status == "failed" for outcome in outcomes) else 0)


def _fetch(choice: list[Download], raw: Path, mirror: str) -> list[Fetched]:
    with Progress(TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TimeRemainingColumn()) as progress:
        tasks = {download.save_as: progress.add_task(download.save_as, total=None, visible=False) for download in choice}

        def show(name: str, size: int, whole: int) -> None:
            progress.update(tasks[name], completed=size, total=whole or None, visible=True)

        return list(fetch_files(choice, raw, mirror, show))


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE...]")
@click.option("--json", "as_json", is_flag=True, help="The same as a list of objects, for scripts.")
@WORKSPACE
@RAW
def check(files: tuple[Path, ...], as_json: bool, folder: Path, raw: Path | None) -> None:
    """Say what each FILE (or each file of a folder) is, what it feeds, or what is wrong with it; write nothing.

    Without a FILE, the folder of published files is checked.
    """
    verdicts = checking.check(files or [published_in(folder, raw)])
    if as_json:
        click.echo(json.dumps([asdict(file) for file in verdicts], indent=1))
        return
    for table in (_held(verdicts), _lacking(verdicts)):
        console().print(table)
    for alike in checking.groups(verdicts):
        click.echo(shown(_line(alike)))


def _held(verdicts: list[checking.Checked]) -> Table:
    table = Table("publication", "files", "years and months", title="Held", show_lines=True)
    for title, (files, spans) in checking.held(verdicts).items():
        table.add_row(title, f"{files:,}", spans or "not dated")
    return table


def _lacking(verdicts: list[checking.Checked]) -> Table:
    table = Table("chapter", "still needs", "could also use", title="Chapters", show_lines=True)
    for chapter, lack in checking.lacking(verdicts).items():
        table.add_row(chapter, "; ".join(lack.needs) or "nothing", "; ".join(lack.could_use) or "nothing")
    return table


def _line(files: list[checking.Checked]) -> str:
    """What is said of a file, or of the files of several months that are alike."""
    first, last = files[0], files[-1]
    if not first.publication:
        return f"{first.file}: {'refused' if first.recognised else 'not recognised'}. {first.reason}"
    names = f"{first.file} to {last.file}, {len(files):,} files" if files[1:] else first.file
    number = sum(file.rows for file in files)
    rows = f"{number:,} rows" if number or first.feeds else "nothing uses it, so it is not read"
    span = periods.in_order([file.period for file in files if file.period])
    facts = (first.publication, span, ", ".join(first.footprints), rows, f"feeds {', '.join(first.feeds)}")
    return f"{names}: {'; '.join(fact for fact in facts[: 5 if first.feeds else 4] if fact)}. {first.reason}".rstrip()


@click.command()
@click.option("--records", "rows", type=click.IntRange(min=1), metavar="N", help="Write N records of admissions, too, and count them.")
@WORKSPACE
def demo(rows: int | None, folder: Path) -> None:
    """Write demonstration files for a fictional county into a workspace of its own, and build them."""
    place = folder / "demo"
    files = write_demo(place / "data" / "raw")
    write_models(place / "data" / "local")
    if rows:
        from jsna.records import run as counting  # the database takes time to load, which the other commands need not spend

        files += made_up.write(place / "records", rows)
        made_up.write_agreement(place / "data" / "local")
        counting.build(place / "records", place / "data", made_up.SOURCE, dt.date.today())
    build_store(place / "data" / "raw", place / "data" / "tidy")
    click.echo(
        f"{len(files)} files of a fictional county are in {place}: `jsna report {DEMONSTRATION_AREA} --workspace {place}` reports on it."
    )


@click.command()
@click.argument("text", default="")
@click.option("--footprint", default="ccg_2019", show_default=True)
@click.option("--lsoas", is_flag=True, help="Their small areas of 2011, as the file of a neighbourhood names them.")
@WORKSPACE
def areas(text: str, footprint: str, lsoas: bool, folder: Path) -> None:
    """List the areas of a footprint whose code or name holds TEXT."""
    tidy = folder / "data" / "tidy"
    every = store.read_table(tidy / "areas.parquet")
    names = listed(every, footprint)["area_name"]
    matches = {str(code): str(name) for code, name in names.items() if text.casefold() in f"{code} {name}".casefold()}
    lines = _small_areas(tidy, every, footprint, matches) if lsoas else [f"{code}  {name}" for code, name in matches.items()]
    click.echo("\n".join(lines) or shown(f"None of the {len(names)} areas of this footprint holds “{text}” in its code or name."))


def _small_areas(tidy: Path, areas: pd.DataFrame, footprint: str, names: dict[str, str]) -> list[str]:
    """Lines of TOML, below each area its small areas by name."""
    small = listed(areas, "lsoa_2011")["area_name"]
    inside = store.read_table(tidy / "membership.parquet", [("footprint", "==", "lsoa_2011"), ("parent_footprint", "==", footprint)])
    members = inside.drop_duplicates(["area_code", "parent_code"]).assign(name=inside["area_code"].map(small)).sort_values("name")
    if names and members.empty:
        raise JsnaError(f"{footprint}: no lookup says which small areas lie in such areas.", "Name another with --footprint.")
    groups = {str(code): rows for code, rows in members.groupby("parent_code") if code in names}
    return [line for code, rows in groups.items() for line in (f"# {code}  {names[code]}", *_entries(rows))]


def _entries(rows: pd.DataFrame) -> list[str]:
    return [f'"{code}",  # {name}' for code, name in zip(rows["area_code"], rows["name"], strict=True)]
