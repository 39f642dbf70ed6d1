"""The command that shows a chapter while somebody writes it."""

import subprocess
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path

import click

from jsna.cli.options import COMPARATORS, RAW, WORKSPACE, area_code, compared, mention_inside, mention_refusals, published_in
from jsna.cli.reports import chosen
from jsna.making.run import build as build_store
from jsna.report import run
from jsna.report.pages import of_chapters, pages
from jsna.report.preview import Preview, follow


@click.command()
@click.argument("area")
@click.option("--chapter", required=True, metavar="ID", help="The chapter, such as 03.")
@click.option("--footprint", default="ccg_2019", show_default=True)
@COMPARATORS
@click.option("--open/--no-open", "in_browser", default=True, help="Open the page in the browser.")
@WORKSPACE
@RAW
def preview(area: str, chapter: str, footprint: str, comparators: str, in_browser: bool, folder: Path, raw: Path | None) -> None:
    """Show a chapter of an AREA in the browser, anew each time its notebook or a definition is saved; Ctrl-C ends it."""
    tidy, inputs, against = folder / "data" / "tidy", published_in(folder, raw), compared(comparators)
    [chapter] = chosen((chapter,), folder)
    mention_refusals(build_store(inputs, tidy), folder)
    mention_inside(folder)
    code = area_code(area, footprint, tidy, f"preview --chapter {chapter}")
    order = run.Order(code, footprint, against, folder, (chapter,))
    page = of_chapters(pages(tidy, footprint)[code], (chapter,))
    view = Preview(run.chapters(folder, (chapter,))[0], order, page, folder / "reports" / "preview" / f"{code}-{chapter}.html")
    click.echo(f"{view.to.resolve()} shows chapter {chapter} and follows each save. Ctrl-C ends it.")
    view.start()
    if in_browser:
        click.launch(str(view.to))
    with suppress(KeyboardInterrupt):
        follow(view, partial(_build_beside, folder, inputs), click.echo)
    click.echo("Ended.")


def _build_beside(folder: Path, inputs: Path) -> None:
    """Build in a process of its own: with published files it takes a minute, and the person at work need not wait."""
    command = ["-c", "from jsna.cli import main; main()", "build", "--workspace", str(folder), "--raw", str(inputs)]
    subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL)
