"""The command that compares two editions."""

import sys
from pathlib import Path

import click
import pandas as pd
from rich.table import Table

from jsna import geography, store
from jsna.analysis import editions
from jsna.cli.options import WORKSPACE, console, mention_inside
from jsna.making.caveats import some
from jsna.report import snapshot

#: What each class of a difference means.
MEANS = {
    editions.REVISED: "same definition, same units in the area, other numbers",
    editions.METHOD: "the definition changed, or the same counts give another result",
    editions.BOUNDARY: "the area is made of other practices, small areas or commissioners",
    editions.NEW: "only in the new edition",
    editions.GONE: "only in the old edition",
}
#: What a new or gone number is told by.
NAMED = {"footprint": "footprint", "area": "area_code", "indicator": "indicator_id", "period": "period", "row": "indicator_id"}
#: More changed numbers than this are counted and not listed.
LISTED = 40


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--area", default="", help="Only this area, by code or name.")
@WORKSPACE
def diff(old: str, new: str, area: str, folder: Path) -> None:
    """Say what changed between two editions, such as 2019-20 and 2022-23, or between two workspaces, and why."""
    places = [snapshot.find(name, folder / "reports") for name in (old, new)]
    table = editions.differences(*(_numbers(place) for place in places))
    if area:
        table = table[table["area_code"] == _code(area, table, folder)]
    mention_inside(folder)
    printer = console() if sys.stdout.isatty() else console(width=160)
    printer.print(_summary(table, *places))
    for kind in (editions.NEW, editions.GONE):
        for line in _came_or_went(table[table["kind"] == kind], kind):
            click.echo(line)
    changes = table[~table["kind"].isin([editions.NEW, editions.GONE])]
    if len(changes):
        printer.print(_changes(changes))
        click.echo(f"{min(LISTED, len(changes)):,} of {len(changes):,} changed numbers, those that changed most first.")


def _numbers(place: Path) -> editions.Numbers:
    rows = store.read_table(place / "indicators.parquet", columns=editions.COLUMNS)
    return editions.Numbers(rows, store.read_table(place / "made_of.parquet"), store.read_manifest(place)["definitions"])


def _code(area: str, table: pd.DataFrame, folder: Path) -> str:
    """The code of an area: as it is written where a difference has it, since areas come and go, else by the store's names."""
    if area in set(table["area_code"]):
        return area
    areas = store.read_table(folder / "data" / "tidy" / "areas.parquet", [("footprint", "not in", ["lsoa_2011", "lsoa_2021"])])
    return geography.find(area, areas.drop_duplicates("area_code", keep="last").set_index("area_code"))


def _summary(differences: pd.DataFrame, old: Path, new: Path) -> Table:
    table = Table("class", "numbers", "means", title=f"{old} → {new}")
    for kind, count in editions.summary(differences).items():
        table.add_row(kind, f"{count:,}", MEANS[kind])
    return table


def _came_or_went(differences: pd.DataFrame, kind: str) -> list[str]:
    """A line for what one edition alone has: footprints, areas, indicators, periods, and rows of what both have."""
    lines = []
    for what, column in NAMED.items():
        counts = differences.loc[differences["detail"] == what, column].value_counts()
        names = [f"{name} ({count:,})" for name, count in counts.items()]
        lines += [f"{kind}, by {what}: {some(names)}"] if names else []
    return lines


def _changes(changes: pd.DataFrame) -> Table:
    table = Table("class", "indicator", "area", "footprint", "period", "old", "new", "change", box=None, padding=(0, 1))
    for row in changes.head(LISTED).to_dict("records"):
        values = [f"{row[name]:,.6g}" for name in ("value_old", "value_new")]
        change = "" if pd.isna(row["change"]) else f"{row['change']:+.2g}%"
        table.add_row(row["kind"], row["indicator_id"], row["area_code"], row["footprint"], row["period"], *values, change)
    return table
