"""Commands about records of single patients: count them, and remove what was counted."""

import datetime as dt
from pathlib import Path

import click
from rich.table import Table

from jsna.cli.options import WORKSPACE, console
from jsna.records import protected, run, spells


@click.group()
def records() -> None:
    """Records of admissions: counted in place, never copied."""


@records.command()
@click.argument("extract", type=click.Path(path_type=Path), metavar="FOLDER")
@click.option("--source", default="hes", show_default=True, help="What data/local/agreements.toml calls these records.")
@click.option("--cluster", default="", metavar="ADDRESS",
              help="The dask scheduler whose workers count the parts, such as tcp://10.0.0.1:8786.")
@WORKSPACE
def build(extract: Path, source: str, cluster: str, folder: Path) -> None:
    """Count the admissions of one financial year in FOLDER: csv, csv.gz or Parquet, in one part or many."""
    facts = run.build(extract, folder / "data", source, dt.date.today(), scheduler=cluster)
    console().print(_rows(facts))
    for what, admissions in facts.lacking.items():
        if admissions:
            click.echo(f"Noticed: counted without {what}: {admissions:,}.")
    click.echo(f"{facts.admissions:,} admissions of {facts.year} are counted under {facts.reference}. No record was kept.")


def _rows(facts: run.Facts) -> Table:
    table = Table("rows", "number", title=f"Records of {facts.year}")
    table.add_row("read", f"{facts.read:,}")
    for reason, explanation in spells.REASONS.items():
        if reason in facts.left_out:
            table.add_row(f"left out: {explanation}", f"{facts.left_out[reason]:,}")
    table.add_row("counted", f"{facts.admissions:,}")
    return table


@click.command()
@WORKSPACE
def purge(folder: Path) -> None:
    """Remove every count of records from data/protected; reports and published files stay."""
    number = protected.purge(folder / "data")
    click.echo(f"Files removed from {folder / 'data' / 'protected'}: {number}.")
