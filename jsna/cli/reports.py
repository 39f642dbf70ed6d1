"""The command that makes reports."""

import sys
from collections import Counter
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from jsna import commentaries, store, voices
from jsna.cli.data import DEMONSTRATION_AREA
from jsna.cli.options import COMPARATORS, RAW, WORKSPACE, area_code, compared, mention_refusals, published_in
from jsna.demo import write as write_demo
from jsna.demo import write_models
from jsna.errors import JsnaError, shown
from jsna.making.run import build as build_store
from jsna.readers.rawfile import raw_paths
from jsna.report import batch, record, run, snapshot
from jsna.report.edition import write_index
from jsna.report.formats import FORMATS, places
from jsna.report.formats import known as known_formats
from jsna.report.pages import of_chapters, pages


@click.command()
@click.argument("areas", nargs=-1, metavar="[AREA...]")
@click.option("--all", "everything", is_flag=True, help="Every area of the footprint.")
@click.option("--footprint", default="ccg_2019", show_default=True)
@COMPARATORS
@click.option("--format", "formats", default="html", show_default=True, help=f"Some of {', '.join(FORMATS)}, separated by commas.")
@click.option(
    "--chapter", "chapters", multiple=True, metavar="ID", help="This chapter alone, such as 03; several, or a list between commas."
)
@click.option("--audience", type=click.Choice([store.PUBLIC, store.INTERNAL]), default=store.PUBLIC, show_default=True,
              help="Whom it is for: internal reports hold what data/local/agreements.toml keeps inside, and cannot be published.")
@click.option("--jobs", type=click.IntRange(min=1), help="Reports made at once; by default as many as there are processors.")
@click.option("--open", "in_browser", is_flag=True, help="Open what was made in the browser.")
@click.option("--force", is_flag=True, help="Make reports again that are up to date.")
@WORKSPACE
@RAW
def report(
    areas: tuple[str, ...],
    everything: bool,
    footprint: str,
    comparators: str,
    formats: str,
    chapters: tuple[str, ...],
    audience: str,
    jobs: int | None,
    in_browser: bool,
    force: bool,
    folder: Path,
    raw: Path | None,
) -> None:
    """Make the report of each AREA (ODS code, GSS code or name), building first where the store is out of date.

    Without an AREA, and with nothing in data/raw, a report of the demonstration is made.
    """
    inputs, kinds, against = published_in(folder, raw), known_formats(formats), compared(comparators)
    alone = chosen(chapters, folder)
    if not areas and not everything:
        folder, inputs, areas = _demonstration(folder, inputs)
    tidy = store.of_audience(folder, audience)
    mention_refusals(build_store(inputs, tidy), folder)
    area_pages = pages(tidy, footprint)
    say_orphans(tidy)
    codes = list(area_pages) if everything else [area_code(area, footprint, tidy, "report") for area in areas]
    orders = [run.Order(code, footprint, against, folder, alone, audience) for code in dict.fromkeys(codes)]
    place = orders[0].reports / next(iter(area_pages.values())).edition
    tasks = [
        batch.Job(
            order, of_chapters(area_pages[order.area], alone), place / footprint / f"{'-'.join((order.area, *alone))}.html", kinds
        )
        for order in orders
    ]
    if audience == store.INTERNAL:
        store.private(orders[0].reports)
    outcomes = _make(tasks, place, footprint, force, jobs)
    there = _tell(tasks, outcomes, place / "index.html", everything)
    if in_browser:
        click.launch(str(there[0]))
    sys.exit(1 if any(outcome.status == "failed" for outcome in outcomes) else 0)


def _tell(jobs: list[batch.Job], outcomes: list[batch.Outcome], index: Path, everything: bool) -> list[Path]:
    """Say where what was made lies, which comes first, and what became of the rest."""
    failures = [outcome for outcome in outcomes if outcome.status == "failed"]
    ready = [job for job in jobs if job.page.area_code not in {outcome.code for outcome in failures}]
    files = [] if everything else [path for job in ready for path in places(job.to, dict.fromkeys(("html", *job.formats)))]
    for path in [index, *files]:
        click.echo(str(path))
    if jobs[1:]:
        click.echo(_counted(outcomes))
    for outcome in failures:
        click.echo(f"{outcome.code}: {outcome.message}", err=True)
        if not jobs[1:]:
            click.echo(outcome.bug, err=True, nl=False)
    return [*files, index]


def chosen(chapters: tuple[str, ...], folder: Path) -> tuple[str, ...]:
    """The ids of the chapters that were asked for, in the order of the report; none where all are wanted."""
    ids = [chapter.strip() for some in chapters for chapter in some.split(",")]
    return tuple(chapter.id for chapter in run.chapters(folder, ids)) if ids else ()


def say_orphans(tidy: Path) -> None:
    """Name the commentaries and voices that no report shows."""
    codes = set(store.read_table(tidy / "areas.parquet", columns=["area_code"])["area_code"])
    local, ids = tidy.parent / "local", {chapter.id for chapter in run.chapters(tidy.parents[1])}
    for orphan in (*commentaries.orphans(local, codes, ids), *voices.orphans(local, codes, ids)):
        click.echo(shown(orphan), err=True)


def _demonstration(folder: Path, inputs: Path) -> tuple[Path, Path, tuple[str, ...]]:
    if inputs.is_dir() and raw_paths(inputs):
        raise JsnaError(f"{inputs} holds published files, and no area was named.", "Name one, such as 05J, or give --all.")
    place = folder / "demo"
    write_demo(place / "data" / "raw")
    write_models(place / "data" / "local")
    return place, place / "data" / "raw", (DEMONSTRATION_AREA,)


def _make(jobs: list[batch.Job], place: Path, footprint: str, force: bool, processes: int | None) -> list[batch.Outcome]:
    """Make reports, and the index whatever becomes of them; whoever interrupts is told how far it came."""
    tidy, outcomes = jobs[0].order.tidy, list[batch.Outcome]()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with record.alone(place), Progress(*columns) as progress:
        task = progress.add_task("Reports", total=len(jobs))

        def advance(outcome: batch.Outcome) -> None:
            outcomes.append(outcome)
            progress.advance(task)

        snapshot.keep(tidy, place)
        try:
            batch.make_edition(jobs, place, force, advance, processes)
        except KeyboardInterrupt:
            there = sum(outcome.status != "failed" for outcome in outcomes)
            click.echo(f"Stopped: {there} of {len(jobs)} made; run the command again for the others.", err=True)
            raise click.Abort from None
        finally:
            write_index(tidy, footprint, place)
    return outcomes


def _counted(outcomes: list[batch.Outcome]) -> str:
    """What became of several reports: `23 made, 1 failed`."""
    counts = Counter[str](outcome.status for outcome in outcomes)
    words = {"ready": "made", "current": "up to date already", "failed": "failed"}
    return ", ".join(f"{counts[status]:,} {word}" for status, word in words.items() if counts[status]) + "."
