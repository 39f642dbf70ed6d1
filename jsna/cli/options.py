"""What the commands share: where a workspace is, where its published files lie, what a build refused, and how a table is printed."""

from pathlib import Path

import click
from rich.console import Console

from jsna import store
from jsna.assessment import workspace
from jsna.build.run import Built

WORKSPACE = click.option("--workspace", "folder", type=click.Path(path_type=Path), default=workspace, help="Folder with data and reports.")
RAW = click.option("--raw", type=click.Path(path_type=Path), help="Folder of published files; data/raw of the workspace by default.")


def console(width: int | None = None) -> Console:
    """What prints tables and progress: names and paths are text, in which no bracket or colon is an instruction."""
    return Console(width=width, markup=False, emoji=False, highlight=False)


def published_in(folder: Path, raw: Path | None) -> Path:
    known = store.read_manifest(folder / "data" / "tidy").get("raw")
    return raw or (Path(known) if known else folder / "data" / "raw")


def say_refusals(built: Built) -> None:
    for reading in built.readings:
        if reading.refused:
            click.echo(f"Left out: {reading.refused}", err=True)
