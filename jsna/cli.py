"""The `jsna` command."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from jsna import geography, store
from jsna.assessment import Assessment, historic_notice, workspace
from jsna.build.run import Built
from jsna.build.run import build as build_store
from jsna.errors import JsnaError
from jsna.report import export
from jsna.report import run as reports

WORKSPACE = click.option("--workspace", "folder", type=click.Path(path_type=Path), default=workspace, help="Folder with data and reports.")
RAW = click.option("--raw", type=click.Path(path_type=Path), help="Folder of published files; data/raw of the workspace by default.")
LICENCE = "Contains public sector information licensed under the Open Government Licence v3.0."


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


def _raw(folder: Path, raw: Path | None) -> Path:
    known = store.read_manifest(folder / "data" / "tidy").get("raw")
    return raw or (Path(known) if known else folder / "data" / "raw")


def _summary(built: Built) -> Table:
    table = Table("publication", "files", "rows read", "rows kept", title="Read" if built.changed else "Nothing changed")
    entries = [entry for reading in built.readings for entry in reading.tables]
    for publication in sorted({entry["publication"] for entry in entries}):
        own = [entry for entry in entries if entry["publication"] == publication]
        table.add_row(publication, str(len(own)), f"{sum(e['rows_read'] for e in own):,}", f"{sum(e['rows_kept'] for e in own):,}")
    for reading in built.readings:
        if reading.refused:
            table.add_row(f"refused: {reading.refused}", "1", "", "")
    table.add_row("not recognised", str(sum(not r.tables and not r.refused for r in built.readings)), "", "")
    return table


@cli.command()
@click.argument("wanted", nargs=-1, required=True, metavar="AREA...")
@click.option("--footprint", default="ccg_2019", show_default=True)
@click.option("--comparators", default="england,stp", show_default=True)
@WORKSPACE
@RAW
def report(wanted: tuple[str, ...], footprint: str, comparators: str, folder: Path, raw: Path | None) -> None:
    """Make the report of each AREA (ODS code, GSS code or name), building first where the store is out of date."""
    build_store(_raw(folder, raw), folder / "data" / "tidy")
    for area in wanted:
        here = Assessment(area, footprint, comparators.split(","), tidy=folder / "data" / "tidy")
        order = reports.Order(here.code, footprint, tuple(here.comparators), folder)
        page = _page(here)
        to = folder / "reports" / page.edition / footprint / f"{here.code}.html"
        click.echo(str(reports.make(order, page, to)))


def _page(here: Assessment) -> export.Page:
    return export.Page(
        area_name=here.name,
        area_code=here.code,
        footprint=f"{here.footprint.rsplit('_', 1)[0].upper()} of April {here.footprint[-4:]}",
        title="Joint Strategic Needs Assessment",
        edition=str(here.rows["period"].max()).replace("/", "-"),
        demonstration=here.demonstration,
        draft=True,
        notice=historic_notice(here),
        attribution=(LICENCE,),
        cite_as=f"{here.name}: Joint Strategic Needs Assessment, {here.rows['period'].max()}.",
    )


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
