"""What the commands share: where a workspace and its published files lie, which area is meant, what a build refused, how to print."""

import datetime as dt
import difflib
import re
import shlex
from pathlib import Path

import click
from rich.console import Console

from jsna import assessment, geography, store
from jsna.assessment import workspace
from jsna.errors import JsnaError, UnknownArea, shown
from jsna.making.run import Built
from jsna.records import admissions

WORKSPACE = click.option("--workspace", "folder", type=click.Path(path_type=Path), default=workspace, help="Folder with data and reports.")
RAW = click.option("--raw", type=click.Path(path_type=Path), help="Folder of published files; data/raw of the workspace by default.")
COMPARATORS = click.option(
    "--comparators", default="england,stp", show_default=True, help="Some of england, stp (or icb), similar, between commas."
)
#: So many names of files stand in a line.
NAMED = 3


def console(width: int | None = None) -> Console:
    """What prints tables and progress: names and paths are text, in which no bracket or colon is an instruction."""
    return Console(width=width, markup=False, emoji=False, highlight=False)


def published_in(folder: Path, raw: Path | None) -> Path:
    """Where the published files lie: as was said now, or when the workspace was built, or data/raw of it."""
    return raw or folder / store.read_manifest(folder / "data" / "tidy").get("raw", "data/raw")


def compared(text: str) -> tuple[str, ...]:
    """The comparators of a list such as `england, stp`.

    Raises
    ------
    JsnaError
        Where one is not known, with the nearest.
    """
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",")))
    for strange in [name for name in names if name not in assessment.COMPARATORS]:
        near = difflib.get_close_matches(strange, assessment.COMPARATORS, n=1)
        remedy = f"Did you mean {near[0]}?" if near else "Correct the list."
        raise JsnaError(f"--comparators: expected some of {', '.join(assessment.COMPARATORS)}; found {strange!r}.", remedy)
    return names


def there(folder: Path) -> str:
    """What a command ends with that is about the same workspace as this one."""
    return f" --workspace {shlex.quote(str(folder))}" if folder != workspace() else ""


def say_workspace(folder: Path) -> None:
    """Which folder a command writes in: without --workspace that of the clone, wherever the command is typed."""
    other = "" if folder != assessment.REPOSITORY else " (the clone; --workspace names another)"
    click.echo(shown(f"Workspace: {folder.resolve()}{other}"))


def area_code(area: str, footprint: str, tidy: Path, command: str) -> str:
    """The code of an area of a footprint of a store.

    Raises
    ------
    UnknownArea
        With the nearest; or where another footprint has it, with the command that names that one.
    """
    areas, folder = store.read_table(tidy / "areas.parquet"), tidy.parents[1]
    members = geography.areas_of(areas, footprint)
    if not geography.matching(area, members) and (footprints := geography.held_in(area, areas, footprint)):
        raise UnknownArea(
            f"{area}: no such area among the {len(members)} of {footprint}; it is one of {' and of '.join(footprints)}.",
            f'Type `jsna {command} "{area}" --footprint {footprints[0]}{there(folder)}`.',
        )
    try:
        return geography.find(area, members)
    except UnknownArea as unknown:
        if near := geography.beginning(area, areas[areas["footprint"] != footprint]):
            more = f"Elsewhere these codes begin with it: {', '.join(near)}. --footprint names another set of areas."
            raise UnknownArea(unknown.message, more) from None
        if hint := store.fictional(tidy) if re.fullmatch(geography.DEMONSTRATION, area) else "":
            raise UnknownArea(unknown.message, hint.strip()) from None
        raise


def say_refusals(outcome: Built) -> None:
    for reading in outcome.readings:
        if reading.refused:
            click.echo(f"Left out: {reading.refused}", err=True)


def mention_inside(folder: Path) -> None:
    """One line for whoever looks for what an agreement keeps inside where everything is public."""
    # Agreements that have expired kept it inside, too.
    if references := admissions.inside(folder / "data", dt.date.min):
        click.echo(f"Of the public store alone: what is held under {', '.join(references)} is kept inside. "
                   f"`jsna report AREA --audience internal{there(folder)}` shows it.", err=True)


def mention_refusals(outcome: Built, folder: Path) -> None:
    """One line for whoever wants something else than to hear of each file."""
    files = [reading.file for reading in outcome.readings if reading.refused]
    if files:
        more = f" and {len(files) - NAMED} more" if files[NAMED:] else ""
        number = f"{len(files)} file{'s' if files[1:] else ''}"
        click.echo(f"Left out: {number}, {', '.join(files[:NAMED])}{more}; `jsna check{there(folder)}` says why.", err=True)
