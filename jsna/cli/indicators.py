"""The command that lists what published files offer as indicators."""

from pathlib import Path

import click

from jsna import local, store
from jsna.cli.options import WORKSPACE, there
from jsna.errors import shown
from jsna.making import offered


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID...]")
@WORKSPACE
def indicators(ids: tuple[str, ...], folder: Path) -> None:
    """List what every file of the store offers as an indicator; of each ID, print the paragraph that takes it."""
    tidy = folder / "data" / "tidy"
    if not (tidy / store.MANIFEST).is_file():
        raise store.unbuilt(tidy)
    local.open_workspace(tidy)
    for key in ids:
        click.echo(shown(offered.paragraph(tidy, key)))
    if ids:
        click.echo(f"# Put this into a file of {folder / 'data' / 'local' / 'indicators'}, such as {ids[0]}.toml, and build again.")
        return
    for offer in offered.offers(tidy):
        use = f"used by {', '.join(offer.used_by)}" if offer.used_by else "not used"
        click.echo(shown(f"{offer.indicator_id}  {offer.name}"))
        click.echo(shown(f"    {offer.file}: {offer.rows:,} rows; {offer.areas}; {offer.periods}; {use}"))
    click.echo(f"`jsna indicators ID{there(folder)}` prints the paragraph that takes one.")
