"""The `jsna` command."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from jsna import geography, store
from jsna.assessment import workspace
from jsna.build import checking
from jsna.build.remarks import some
from jsna.build.run import Built
from jsna.build.run import build as build_store
from jsna.catalogue import Download, downloads
from jsna.demo import write as write_demo
from jsna.errors import JsnaError
from jsna.fetch import Fetched
from jsna.fetch import fetch as fetch_files
from jsna.readers.rawfile import raw_paths
from jsna.report import batch, run
from jsna.report.formats import FORMATS, places
from jsna.report.formats import known as known_formats
from jsna.report.pages import pages

#: The area that is reported on when there are no published files.
DEMONSTRATION_AREA = "ZZ1"

WORKSPACE = click.option("--workspace", "folder", type=click.Path(path_type=Path), default=workspace, help="Folder with data and reports.")
RAW = click.option("--raw", type=click.Path(path_type=Path), help="Folder of published files; data/raw of the workspace by default.")


@click.group()
def cli() -> None:
    """Published files in, a Joint Strategic Needs Assessment for each area out."""


@cli.command()
@WORKSPACE
@RAW
def build(folder: Path, raw: Path | None) -> None:
    """Build the store from published files, only where something changed."""
    built = build_store(_raw(folder, raw), folder / "data" / "tidy")
    Console().print(_summary(built))
    _say_refusals(built)
    for text in _noticed(built, store.read_manifest(folder / "data" / "tidy")["unplaced"]):
        click.echo(f"Noticed: {text}")


def _raw(folder: Path, raw: Path | None) -> Path:
    known = store.read_manifest(folder / "data" / "tidy").get("raw")
    return raw or (Path(known) if known else folder / "data" / "raw")


def _summary(built: Built) -> Table:
    table = Table("publication", "files", "rows read", "rows kept", title="Read" if built.changed else "Nothing changed")
    entries = [entry for reading in built.readings for entry in reading.tables]
    for publication in sorted({entry["publication"] for entry in entries}):
        own = [entry for entry in entries if entry["publication"] == publication]
        table.add_row(publication, str(len(own)), f"{sum(e['rows_read'] for e in own):,}", f"{sum(e['rows_kept'] for e in own):,}")
    table.add_row("not recognised", str(sum(not r.tables and not r.refused for r in built.readings)), "", "")
    return table


@cli.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE...]")
@click.option("--mirror", default="", help="A folder or http address that holds the files, in place of the publishers'.")
@WORKSPACE
@RAW
def fetch(sources: tuple[str, ...], mirror: str, folder: Path, raw: Path | None) -> None:
    """Download the files of each SOURCE (an id of data/sources.toml), or all; what is held already is left alone."""
    known = downloads()
    strange = set(sources) - {download.publication for download in known}
    if strange:
        has = ", ".join(dict.fromkeys(download.publication for download in known))
        raise JsnaError(f"{', '.join(sorted(strange))}: expected a source with an address, one of {has}.", "Name one of these.")
    wanted = [download for download in known if not sources or download.publication in sources]
    outcomes = list(_fetch(wanted, raw or folder / "data" / "raw", mirror))
    for outcome in outcomes:
        failed = outcome.status == "failed"
        click.echo(outcome.message if failed else f"{outcome.save_as}: {outcome.status}", err=failed)
    sys.exit(1 if any(outcome.status == "failed" for outcome in outcomes) else 0)


def _fetch(wanted: list[Download], raw: Path, mirror: str) -> list[Fetched]:
    with Progress(TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()) as progress:
        tasks = {download.save_as: progress.add_task(download.save_as, total=None, visible=False) for download in wanted}

        def told(name: str, held: int, whole: int) -> None:
            progress.update(tasks[name], completed=held, total=whole or None, visible=True)

        return list(fetch_files(wanted, raw, mirror, told))


@cli.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE...]")
@click.option("--json", "as_json", is_flag=True, help="The same as a list of objects, for scripts.")
@WORKSPACE
@RAW
def check(files: tuple[Path, ...], as_json: bool, folder: Path, raw: Path | None) -> None:
    """Say what each FILE (or each file of a folder) is, what it feeds, or what is wrong with it; write nothing.

    Without a FILE, the folder of published files is checked.
    """
    checked = checking.check(files or [_raw(folder, raw)])
    if as_json:
        click.echo(json.dumps([asdict(found) for found in checked], indent=1))
        return
    for found in checked:
        click.echo(_line(found))
    table = Table("chapter", "still lacks", title="Chapters")
    for chapter, missing in checking.lacking(checked).items():
        table.add_row(chapter, "; ".join(missing) or "nothing")
    Console().print(table)


def _line(found: checking.Checked) -> str:
    if not found.publication:
        return f"{found.file}: {'refused' if found.recognised else 'not recognised'}. {found.reason}"
    facts = (found.publication, found.period, ", ".join(found.footprints), f"{found.rows:,} rows", f"feeds {', '.join(found.feeds)}")
    return f"{found.file}: {'; '.join(fact for fact in facts[: 5 if found.feeds else 4] if fact)}. {found.reason}".rstrip()


@cli.command()
@WORKSPACE
def demo(folder: Path) -> None:
    """Write demonstration files for a fictional county into a workspace of its own, and build them."""
    place = folder / "demo"
    files = write_demo(place / "data" / "raw")
    build_store(place / "data" / "raw", place / "data" / "tidy")
    click.echo(
        f"{len(files)} files of a fictional county are in {place}: `jsna report {DEMONSTRATION_AREA} --workspace {place}` reports on it."
    )


@cli.command()
@click.argument("wanted", nargs=-1, metavar="[AREA...]")
@click.option("--all", "everything", is_flag=True, help="Every area of the footprint.")
@click.option("--footprint", default="ccg_2019", show_default=True)
@click.option("--comparators", default="england,stp", show_default=True, help="Some of england, stp (or icb), similar, between commas.")
@click.option("--format", "formats", default="html", show_default=True, help=f"Some of {', '.join(FORMATS)}, separated by commas.")
@click.option("--jobs", type=click.IntRange(min=1), help="Reports made at once; by default as many as there are processors.")
@click.option("--open", "opened", is_flag=True, help="Open what was made in the browser.")
@click.option("--force", is_flag=True, help="Make reports again that are up to date.")
@WORKSPACE
@RAW
def report(
    wanted: tuple[str, ...],
    everything: bool,
    footprint: str,
    comparators: str,
    formats: str,
    jobs: int | None,
    opened: bool,
    force: bool,
    folder: Path,
    raw: Path | None,
) -> None:
    """Make the report of each AREA (ODS code, GSS code or name), building first where the store is out of date.

    Without an AREA, and with nothing in data/raw, a report of the demonstration is made.
    """
    published, kinds = _raw(folder, raw), known_formats(formats)
    if not wanted and not everything:
        folder, published, wanted = _demonstration(folder, published)
    _say_refusals(build_store(published, folder / "data" / "tidy"))
    known = pages(folder / "data" / "tidy", footprint)
    areas_there = geography.areas_of(store.read_table(folder / "data" / "tidy" / "areas.parquet"), footprint)
    codes = list(known) if everything else [geography.find(area, areas_there) for area in wanted]
    place = folder / "reports" / next(iter(known.values())).edition
    against, inside = tuple(comparators.split(",")), place / footprint
    ordered = [batch.Job(run.Order(code, footprint, against, folder), known[code], inside / f"{code}.html", kinds) for code in codes]
    outcomes = _make(ordered, place, store.read_manifest(folder / "data" / "tidy")["state"], force, jobs)
    index = batch.write_index(known, _parents(folder, footprint), footprint, place)
    named = [to for job in ordered for to in places(job.to, dict.fromkeys(("html", *kinds)))]
    for made in [index, *([] if everything else named)]:
        click.echo(str(made))
    if opened:
        click.launch(str(index if everything else ordered[0].to))
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    for outcome in failed:
        click.echo(f"{outcome.code}: {outcome.message}", err=True)
    sys.exit(1 if failed else 0)


def _noticed(built: Built, unplaced: list[dict[str, Any]]) -> Iterator[str]:
    """What is worth knowing of files that were read: each remark once, and the practices that no area could be given."""
    said: dict[str, list[str]] = {}
    for reading in built.readings:
        for text in dict.fromkeys(text for entry in reading.tables for text in entry["notes"]):
            said.setdefault(text, []).append(reading.file)
    yield from (f"{files[0]}{f' and {len(files) - 1} more' if files[1:] else ''}: {text}" for text, files in said.items())
    for lost in unplaced:
        if lost["practices"]:
            codes = some(lost["practices"])
            yield f"{lost['period']}, {lost['footprint']}: no area for {lost['patients']:,} of {lost['of']:,} patients (practices {codes})."


def _say_refusals(built: Built) -> None:
    for reading in built.readings:
        if reading.refused:
            click.echo(f"Left out: {reading.refused}", err=True)


def _demonstration(folder: Path, published: Path) -> tuple[Path, Path, tuple[str, ...]]:
    if published.is_dir() and raw_paths(published):
        raise JsnaError(f"{published} holds published files, and no area was named.", "Name one, such as 05J, or give --all.")
    place = folder / "demo"
    write_demo(place / "data" / "raw")
    return place, place / "data" / "raw", (DEMONSTRATION_AREA,)


def _make(jobs: list[batch.Job], place: Path, state: str, force: bool, processes: int | None) -> list[batch.Outcome]:
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()) as progress:
        task = progress.add_task("Reports", total=len(jobs))
        return batch.make_edition(jobs, place, state, force, lambda _: progress.advance(task), processes)


def _parents(folder: Path, footprint: str) -> dict[str, str]:
    """The name of the STP or ICB of each area, where a lookup says."""
    tidy = folder / "data" / "tidy"
    members = store.read_table(tidy / "membership.parquet", [("footprint", "==", footprint)])
    larger = members[members["parent_footprint"].str.match("stp_|icb_")].drop_duplicates("area_code")
    names = (
        store.read_table(tidy / "areas.parquet")
        .drop_duplicates(["footprint", "area_code"])
        .set_index(["footprint", "area_code"])["area_name"]
    )
    named = larger.merge(names.rename("parent_name"), left_on=["parent_footprint", "parent_code"], right_index=True, how="left")
    return {str(code): str(name).strip() for code, name in zip(named["area_code"], named["parent_name"], strict=True)}


@cli.command()
@click.argument("text", default="")
@click.option("--footprint", default="ccg_2019", show_default=True)
@WORKSPACE
def areas(text: str, footprint: str, folder: Path) -> None:
    """List the areas of a footprint whose code or name holds TEXT."""
    known = geography.areas_of(store.read_table(folder / "data" / "tidy" / "areas.parquet"), footprint)
    for code, name in known["area_name"].items():
        if text.casefold() in f"{code} {name}".casefold():
            click.echo(f"{code}  {name}")


def main() -> None:
    """Run the command; a user's mistake is one message and exit code 2."""
    try:
        cli(standalone_mode=False)
    except JsnaError as mistake:
        click.echo(str(mistake), err=True)
        sys.exit(2)
    except click.ClickException as mistake:
        mistake.show()
        sys.exit(2)
