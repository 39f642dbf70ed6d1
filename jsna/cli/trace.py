"""The command that traces a number to its rows, and computes it again."""

import json
import re
import sys
from pathlib import Path

import click
import pandas as pd
from rich.console import Console
from rich.table import Table

from jsna import geography, store
from jsna.catalogue import Definition
from jsna.cli.options import RAW, WORKSPACE, console, published_in
from jsna.errors import JsnaError
from jsna.figures.core.words import counted
from jsna.making.trace import Store, Trace, asking, files, trace
from jsna.measures import MEASURES
from jsna.report import provenance, snapshot

#: More rows than this are counted and not printed; `--json` gives all.
PRINTED = 60
LEVELS = {"95": "95%", "998": "99.8%"}
#: The number that a report gives a figure, such as 03.1.
FIGURE = re.compile(r"[\w-]+\.\d+")


@click.command()
@click.argument("key", metavar="ID")
@click.argument("area", default="")
@click.argument("period", default="")
@click.option("--footprint", default="", help="The set of areas, such as ccg_2019 or icb_2022.")
@click.option("--category", default="", help='Of a number that is divided, such as "1" of tenths or "female 40-44" of patients.')
@click.option("--json", "as_json", is_flag=True, help="Every row behind the number, for scripts.")
@WORKSPACE
@RAW
def why(key: str, area: str, period: str, footprint: str, category: str, as_json: bool, folder: Path, raw: Path | None) -> None:
    """Trace a number to files, sheets and rows, and compute it again from them.

    ID is an indicator, such as qof_dm_prevalence, or the number of a figure of the area's report, such as 03.1, or of a page
    of some of its chapters.
    AREA is a code, a name or "england"; PERIOD the newest by default.
    """
    tables = Store(folder / "data" / "tidy")
    if not tables.manifest:
        raise store.unbuilt(tables.tidy)
    if not area:
        raise JsnaError("Of which area?", f"Name one: `jsna why {key} 05J`, or `jsna why {key} england`.")
    if FIGURE.fullmatch(key):
        sys.exit(_why_figure(tables, key, area, footprint, folder))
    definition = asking.indicator(key)
    row = asking.row(tables, definition, area, footprint, period, category)
    if row["value_note"].iloc[0] == "suppressed":
        click.echo(f"{definition.name}: suppressed, so that nobody can be recognised. Its rows are not shown either.")
        return
    lineage = trace(tables, definition, row)
    changes = files.read_again(tables, published_in(folder, raw), lineage.rows)
    wrong = [*_redefined(tables, definition), *_wrong(definition, lineage, changes)]
    if as_json:
        click.echo(_json(lineage, wrong))
    else:
        _print(tables, definition, lineage, changes)
    for text in wrong:
        click.echo(f"DIFFERS: {text}", err=True)
    sys.exit(1 if wrong else 0)


def _why_figure(tables: Store, number: str, area: str, footprint: str, folder: Path) -> int:
    """Compute every number behind a figure again; 1 where one differs."""
    place = folder / "reports" / tables.manifest["edition"]
    pages = [page for code in asking.places(tables, area, footprint) for page in provenance.of_area(place, *code)]
    figure = provenance.figure(pages, number)
    numbers = asking.again(tables, figure.keys).sort_values("same", kind="stable")
    click.echo(f"Figure {number}, {figure.headline}\n{figure.page}\n")
    _console().print(_numbers(numbers))
    if len(numbers) > PRINTED:
        click.echo(f"… and {len(numbers) - PRINTED:,} more numbers.")
    wrong = int((~numbers["same"]).sum())
    if not snapshot.is_of(place, f"{figure.page.parent.name}/{figure.page.stem}", tables.manifest["state"]):
        click.echo("This report was made before the store was built again: `jsna report` makes it anew.", err=True)
    if wrong:
        click.echo(f"DIFFERS: {wrong:,} of {counted(len(numbers), 'number')}, the first above.", err=True)
        return 1
    behind = counted(int(numbers["behind"].sum()), "row")
    click.echo(f"\n{counted(len(numbers), 'number')} computed again from {behind}: the same as in the report.")
    click.echo("`jsna why INDICATOR AREA PERIOD` shows the rows of one.")
    return 0


def _numbers(numbers: pd.DataFrame) -> Table:
    table = Table("indicator", "area", "period", "value", "again", "rows", "", box=None, padding=(0, 1))
    for row in numbers.head(PRINTED).to_dict("records"):
        values = (f"{row['value']:,.6g}", f"{row['again_value']:,.6g}")
        word = "the same" if row["same"] else "DIFFERS"
        table.add_row(row["indicator_id"], row["area_code"], row["period"], *values, f"{row['behind']:,}", word)
    return table


def _redefined(tables: Store, definition: Definition) -> list[str]:
    then = tables.manifest["definitions"].get(definition.id)
    return [] if then == definition.fingerprint else [f"{definition.id} was defined otherwise when the store was built: run `jsna build`."]


def _wrong(definition: Definition, lineage: Trace, changes: dict[str, str]) -> list[str]:
    """What does not agree: the sum, or a file that says something else by now."""
    row = lineage.again.iloc[0]
    sums = [] if row["same"] else [f"the report says {_said(definition, row)}; these rows give {_said(definition, row, 'again_')}."]
    return [*sums, *(f"{name} {text}." for name, text in changes.items() if text)]


def _said(definition: Definition, row: pd.Series, prefix: str = "") -> str:
    """Counts, value and limits in one line."""
    value, above, below = (row[f"{prefix}{name}"] for name in ("value", "numerator", "denominator"))
    if pd.isna(value) and pd.isna(above):
        return "no number"
    is_quotient = definition.measure != "count" and not pd.isna(above) and not pd.isna(below)
    words = f"{above:,.10g} of {below:,.10g} = {value:,.6g}" if is_quotient else f"{value:,.10g}"
    levels = {level: name for level, name in LEVELS.items() if not pd.isna(row[f"{prefix}lower_{level}"])}
    limits = (f"{row[f'{prefix}lower_{level}']:.6g} to {row[f'{prefix}upper_{level}']:.6g} at {name}" for level, name in levels.items())
    return f"{words}, limits {', '.join(limits)}" if levels else words


def _print(tables: Store, definition: Definition, lineage: Trace, changes: dict[str, str]) -> None:
    row, printer = lineage.again.iloc[0], _console()
    area = geography.areas_of(tables.areas, row["footprint"])["area_name"].get(row["area_code"], row["area_code"])
    click.echo(f"{definition.name} ({definition.id})")
    click.echo(f"{geography.short_name(str(area))} ({row['area_code']}, {row['footprint']}), {row['period']}: {_said(definition, row)}")
    click.echo(f"Unit: {definition.unit}. Note: {row['value_note']}." if row["value_note"] else f"Unit: {definition.unit}.")
    for text in asking.lacks(tables, row.to_dict()):
        click.echo(f"Not in it: {text}.")
    click.echo(f"Rule: {definition.counts}; {MEASURES[definition.measure].note}")
    click.echo(f"Sources in order of trust: {', '.join(definition.sources)}; this one is from {row['source_id']}.\n")
    printer.print(_rows(lineage.rows))
    if len(lineage.rows) > PRINTED:
        click.echo(f"… and {len(lineage.rows) - PRINTED:,} more rows: --json gives all.")
    same = [name for name, text in changes.items() if not text]
    if same:
        click.echo(f"\nRead again from {counted(len(same), 'file')}, unchanged since the build: the rows say the same.")
    if row["same"]:
        click.echo(f"Computed again from {counted(row['behind'], 'row')}: {_said(definition, row, 'again_')}: the same as the report.")


def _console() -> Console:
    """Wide enough for a row of a file where nobody looks at a terminal."""
    return console() if sys.stdout.isatty() else console(width=200)


def _rows(rows: pd.DataFrame) -> Table:
    table = Table("unit", "file", "sheet", "row", "says", "numerator", "denominator", "placed", box=None, padding=(0, 1))
    for row in rows.head(PRINTED).to_dict("records"):
        adds = ["nothing" if pd.isna(row[name]) else f"{row[name]:,.10g}" for name in ("numerator", "denominator")]
        table.add_row(row["unit"], row["source_id"], row["sheet"], str(row["row"]), row["says"], *adds, row["placed"])
    return table


def _json(lineage: Trace, wrong: list[str]) -> str:
    numbers = json.loads(lineage.again.to_json(orient="records"))[0]
    return json.dumps({**numbers, "differs": wrong, "rows": json.loads(lineage.rows.to_json(orient="records"))}, indent=1)
