"""The `jsna` command."""

import sys
from importlib import import_module

import click

from jsna.errors import JsnaError
from jsna.workers import spare_garbage

#: The module of each command.
COMMANDS = {
    "areas": "data",
    "build": "data",
    "check": "data",
    "demo": "data",
    "diff": "editions",
    "fetch": "data",
    "indicators": "indicators",
    "new": "new",
    "preview": "preview",
    "publish": "approval",
    "purge": "records",
    "records": "records",
    "report": "reports",
    "why": "trace",
}


class _Commands(click.Group):
    """Commands that are loaded when they are asked for: what makes reports takes seconds to load, and the others need none of it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        return getattr(import_module(f"jsna.cli.{COMMANDS[name]}"), name) if name in COMMANDS else None


@click.group(cls=_Commands)
@click.option("--workspace", metavar="PATH", help="Folder with data and reports; after the command, too.")
@click.pass_context
def cli(ctx: click.Context, workspace: str | None) -> None:
    """Published files in, a Joint Strategic Needs Assessment for each area out."""
    if workspace:
        there = {"folder": workspace}
        below = {"records": ("build",), "new": ("chapter", "indicator", "neighbourhood")}
        ctx.default_map = dict.fromkeys(COMMANDS, there) | {name: dict.fromkeys(words, there) for name, words in below.items()}


def main() -> None:
    """Run the command; a user's mistake is one message and exit code 2."""
    spare_garbage()
    try:
        cli(standalone_mode=False)
    except JsnaError as mistake:
        click.echo(str(mistake), err=True)
        sys.exit(2)
    except click.ClickException as mistake:
        mistake.show()
        sys.exit(2)
    except OSError as failure:
        from jsna.store import unwritable  # it takes seconds to load, which most commands need not spend twice

        if not (refusal := unwritable(failure)):
            raise
        click.echo(str(refusal), err=True)
        sys.exit(2)
    except click.Abort:  # the keys that end a program in a terminal: 128 and the number of the signal
        sys.exit(130)
