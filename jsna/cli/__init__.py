"""The `jsna` command."""

import sys

import click

from jsna.cli.approval import publish
from jsna.cli.data import areas, build, check, demo, fetch
from jsna.cli.preview import preview
from jsna.cli.reports import report
from jsna.errors import JsnaError


@click.group()
def cli() -> None:
    """Published files in, a Joint Strategic Needs Assessment for each area out."""


for command in (areas, build, check, demo, fetch, preview, publish, report):
    cli.add_command(command)


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
    except click.Abort:  # the keys that end a program in a terminal: 128 and the number of the signal
        sys.exit(130)
