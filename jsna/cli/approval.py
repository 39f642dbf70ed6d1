"""The command that records who stands for the reports of an edition."""

from collections import Counter
from datetime import date
from pathlib import Path

import click

from jsna import store
from jsna.cli.options import WORKSPACE, there
from jsna.commentaries import commentaries
from jsna.errors import shown
from jsna.report import approval, batch, record
from jsna.report.edition import write_index
from jsna.voices import voices


@click.command()
@click.argument("edition")
@click.option("--analyst", required=True, metavar="NAME", help="Who made the reports.")
@click.option("--checker", required=True, metavar="NAME", help="Who checked them: another person.")
@click.option(
    "--approval", "approved_by", required=True, metavar="NAME", help='Who approved them, such as "A. Green, Director of Public Health".'
)
@WORKSPACE
def publish(edition: str, analyst: str, checker: str, approved_by: str, folder: Path) -> None:
    """Record who analysed, checked and approved the reports of an EDITION such as 2019-20; they say so and are drafts no longer."""
    tidy, place = folder / "data" / "tidy", folder / "reports" / edition
    people = approval.agreed(analyst, checker, approved_by, date.today().isoformat())
    manifest = store.read_manifest(tidy)
    names: list[str] = []
    approval.publish(place, tidy, batch.made_from(str(manifest.get("state")), folder), people, names.append, there(folder))
    footprint, _ = Counter(entry["footprint"] for entry in record.read(place).values()).most_common(1)[0]
    click.echo(str(write_index(tidy, footprint, place)))
    for text in commentaries(folder / "data" / "local"):
        numbers = f"numbers typed and not checked: {'; '.join(text.unchecked)}" if text.unchecked else "no number typed"
        click.echo(shown(f"Commentary {text.file} by {text.signed}: {numbers}."))
    for voice in voices(folder / "data" / "local"):
        consent = f" Consent to the quotation: {voice.words['consent']}." if "quotation" in voice.words else ""
        click.echo(shown(f"A paragraph [[{voice.kind}]] of {voice.file} by {voice.words['owner']}: not checked.{consent}"))
    for check in manifest["reconciliation"]:
        click.echo(f"Compared with published totals: {check['what']}, {check['areas']} areas, largest difference {check['largest_gap']}.")
    click.echo(f"{len(names)} approved now, {len(record.read(place))} in all; recorded in {place / record.APPROVALS}.")
