"""The command that makes reports."""

import sys
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from jsna import store
from jsna.cli.data import DEMONSTRATION_AREA
from jsna.cli.options import RAW, WORKSPACE, area_code, published_in, say_refusals
from jsna.demo import write as write_demo
from jsna.demo import write_models
from jsna.errors import JsnaError
from jsna.making.run import build as build_store
from jsna.readers.rawfile import raw_paths
from jsna.report import batch, kept, run
from jsna.report.edition import write_index
from jsna.report.formats import FORMATS, places
from jsna.report.formats import known as known_formats
from jsna.report.pages import of_chapters, pages


@click.command()
@click.argument("wanted", nargs=-1, metavar="[AREA...]")
@click.option("--all", "everything", is_flag=True, help="Every area of the footprint.")
@click.option("--footprint", default="ccg_2019", show_default=True)
@click.option("--comparators", default="england,stp", show_default=True, help="Some of england, stp (or icb), similar, between commas.")
@click.option("--format", "formats", default="html", show_default=True, help=f"Some of {', '.join(FORMATS)}, separated by commas.")
@click.option(
    "--chapter", "chapters", multiple=True, metavar="ID", help="This chapter alone, such as 03; several, or a list between commas."
)
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
    chapters: tuple[str, ...],
    jobs: int | None,
    opened: bool,
    force: bool,
    folder: Path,
    raw: Path | None,
) -> None:
    """Make the report of each AREA (ODS code, GSS code or name), building first where the store is out of date.

    Without an AREA, and with nothing in data/raw, a report of the demonstration is made.
    """
    published, kinds = published_in(folder, raw), known_formats(formats)
    alone = chosen(chapters)
    if not wanted and not everything:
        folder, published, wanted = _demonstration(folder, published)
    say_refusals(build_store(published, folder / "data" / "tidy"))
    known = pages(folder / "data" / "tidy", footprint)
    codes = list(known) if everything else [area_code(area, footprint, folder, "report") for area in wanted]
    place = folder / "reports" / next(iter(known.values())).edition
    against, inside = tuple(comparators.split(",")), place / footprint
    ordered = [
        batch.Job(
            run.Order(code, footprint, against, folder, alone),
            of_chapters(known[code], alone),
            inside / f"{'-'.join((code, *alone))}.html",
            kinds,
        )
        for code in codes
    ]
    kept.keep(folder / "data" / "tidy", place)
    outcomes = _make(ordered, place, store.read_manifest(folder / "data" / "tidy")["state"], force, jobs)
    index = write_index(folder / "data" / "tidy", footprint, place)
    named = [to for job in ordered for to in places(job.to, dict.fromkeys(("html", *kinds)))]
    for made in [index, *([] if everything else named)]:
        click.echo(str(made))
    if opened:
        click.launch(str(index if everything else ordered[0].to))
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    for outcome in failed:
        click.echo(f"{outcome.code}: {outcome.message}", err=True)
    sys.exit(1 if failed else 0)


def chosen(chapters: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of the chapters that were asked for, in the order of the report; none where all are wanted."""
    asked = [chapter.strip() for some in chapters for chapter in some.split(",")]
    return tuple(chapter.id for chapter in run.chapters(asked)) if asked else ()


def _demonstration(folder: Path, published: Path) -> tuple[Path, Path, tuple[str, ...]]:
    if published.is_dir() and raw_paths(published):
        raise JsnaError(f"{published} holds published files, and no area was named.", "Name one, such as 05J, or give --all.")
    place = folder / "demo"
    write_demo(place / "data" / "raw")
    write_models(place / "data" / "local")
    return place, place / "data" / "raw", (DEMONSTRATION_AREA,)


def _make(jobs: list[batch.Job], place: Path, state: str, force: bool, processes: int | None) -> list[batch.Outcome]:
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()) as progress:
        task = progress.add_task("Reports", total=len(jobs))
        return batch.make_edition(jobs, place, state, force, lambda _: progress.advance(task), processes)
