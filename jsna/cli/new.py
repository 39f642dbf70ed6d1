"""The commands that begin a file of the analyst's own, with its lines explained."""

import re
import shlex
from datetime import date
from pathlib import Path

import click
import nbformat

from jsna import local, store
from jsna.catalogue import definitions
from jsna.cli.options import WORKSPACE, there
from jsna.errors import JsnaError
from jsna.report import run

LIST = """\
# Your own chapters, beside those of notebooks/chapters.toml. One with the id of a shipped chapter stands in its place.
# leave_out = ["12"]               # shipped chapters that your reports shall not have; this line stands above all [[chapter]]
"""
CHAPTER = """
[[chapter]]
id = "{id}"                          # two digits; figures are numbered by it
notebook = "{notebook}"
title = "{title}"
after = "{after}"                       # the chapter that it stands after; without this line it stands last
"""
INDICATOR = """\
[{id}]                             # the id that a cell names: jsna.rank(here, "{id}")
csv = "{id}.csv"                   # beside this file: area_code, period, and numerator and denominator, or value with limits
name = "{title}"
unit = "% of people"               # what a value is in: % of mothers, per 100,000, years
measure = "proportion"             # proportion, rate, standardised, mean, share, count or score
polarity = "none"                  # or high is good, low is good
least_difference = 10              # a smaller difference, in per cent of the comparator, is said to be close
chapters = ["03"]                  # at whose end it stands; of several the first numbers its figures
source = "The records or survey that it comes from"
owner = "Whoever answers for it"
date = {today}                  # when it was taken
caveat = ""                        # what a reader must know
"""
CSV = "area_code,period,numerator,denominator\n"
NEIGHBOURHOOD = """\
code = "{code}"                       # yours to choose: it names the file of the report
name = "{title}"
practices = []                     # codes of practices, such as ["M81001"]: registers, lists and ages are theirs
lsoas = []                         # codes of small areas of 2011, such as ["E01032206"]: deprivation is theirs. Either may be left out
"""
VOICES = """\
[[voice]]                          # what people said; fill every line, or take the paragraph out: with "" no report is made
area = "all"                       # or the code of one area
chapter = "03"                     # at whose end it stands
said = ""                          # in your words: Checks are hard to get
# quotation = ""                   # in theirs; needs the next line
# consent = ""                     # how and when it was recorded, and who keeps it
asked = 0                          # how many people were asked
# agreed = 0                       # how many of them said so
# sample = "random"                # only where it was: then the share has limits
since = {today}                 # the first and the last day on which people were asked
until = {today}
recruited = ""                     # how they came to be asked
missed = ""                        # who was not reached
source = ""                        # the survey, meeting or notes
owner = ""                         # whoever answers for it
date = {today}                  # when it was written down

# [[asset]]                        # what helps here
# area = "all"
# chapter = "03"
# name = ""
# what = ""                        # when, where, for whom
# source = ""
# owner = ""
# date = {today}

# [[done]]                         # you said, we heard, we did
# area = "all"
# chapter = "03"
# said = ""
# heard = ""
# did = ""
# source = ""
# owner = ""
# date = {today}
"""


@click.group()
def new() -> None:
    """Begin a file of your own in data/local, with its lines explained."""


@new.command()
@click.argument("title")
@click.option("--from", "origin", default="03", show_default=True, metavar="ID", help="The chapter that it begins as a copy of.")
@WORKSPACE
def chapter(title: str, origin: str, folder: Path) -> None:
    """Copy a chapter under another TITLE, and list the copy after it."""
    [original] = run.chapters(folder, (origin,))
    place, ids = folder / run.OWN, {each.id for each in run.chapters(folder)}
    number = next(f"{number}" for number in range(19, 100) if f"{number}" not in ids)
    notebook = nbformat.read(original.path, as_version=4)
    notebook.cells[0].source = re.sub(r"^# .*", lambda _: f"# {title}", notebook.cells[0].source, count=1)
    for cell in notebook.cells:
        cell.source = cell.source.replace(f'jsna.commentary(here, chapter="{original.id}")', f'jsna.commentary(here, chapter="{number}")')
    to = place / f"{number}_{_word(title)}.ipynb"
    _write(to, nbformat.writes(notebook) + "\n")
    list_file = place / run.LIST
    before = list_file.read_text(encoding="utf-8") if list_file.is_file() else LIST
    paragraph = CHAPTER.format(id=number, notebook=to.name, title=_quoted(title), after=original.id)
    store.write_text(list_file, before + paragraph)
    click.echo(f"{to}\n{list_file}\nEdit it with `jupyter lab {shlex.quote(str(place))}`.")
    click.echo(f"See it with `jsna preview AREA --chapter {number}{there(folder)}`.")


@new.command()
@click.argument("title")
@WORKSPACE
def indicator(title: str, folder: Path) -> None:
    """Begin an indicator of your own numbers, called TITLE: a paragraph, and a csv to fill."""
    local.open_workspace(folder / "data" / "tidy")
    place, key = folder / "data" / "local" / local.INDICATORS, _word(title)
    if key in definitions():
        raise JsnaError(f"{key}: there is such an indicator already.", "Give another title.")
    paragraph = INDICATOR.format(id=key, title=_quoted(title), today=date.today().isoformat())
    _write(place / f"{key}.csv", CSV)
    _write(place / f"{key}.toml", paragraph)
    click.echo(f"{place / key}.toml\n{place / key}.csv\nFill both, then `jsna build{there(folder)}`.")


@new.command()
@click.argument("title")
@WORKSPACE
def neighbourhood(title: str, folder: Path) -> None:
    """Begin a neighbourhood of your own, called TITLE."""
    place = folder / "data" / "local" / "areas"
    codes = "".join(path.read_text(encoding="utf-8", errors="replace") for path in place.glob("*.toml"))
    code = next(f"N{number:02d}" for number in range(1, 1000) if f'"N{number:02d}"' not in codes)
    to = place / f"{_word(title)}.toml"
    _write(to, NEIGHBOURHOOD.format(code=code, title=_quoted(title)))
    more = f"`jsna areas PLACE --footprint district_2019 --lsoas{there(folder)}` lists small areas"
    click.echo(f'{to}\nName its practices or small areas ({more}), then `jsna report "{title}" --footprint local{there(folder)}`.')


@new.command()
@click.argument("title")
@WORKSPACE
def voice(title: str, folder: Path) -> None:
    """Begin a file, called TITLE, of what people said, what helps here and what was done."""
    to = folder / "data" / "local" / "voices" / f"{_word(title)}.toml"
    _write(to, VOICES.format(today=date.today().isoformat()))
    click.echo(f"{to}\nFill it, then `jsna report AREA{there(folder)}`: it stands at the end of the chapter that it names.")


def _word(title: str) -> str:
    """A title as the name of a file and of an indicator."""
    word = re.sub(r"[^a-z0-9]+", "_", title.casefold()).strip("_")[:50].strip("_")
    if not word:
        raise JsnaError(f"{title!r}: expected a title of letters or digits.", "Give another.")
    return word


def _quoted(title: str) -> str:
    """A title within the quotation marks of TOML."""
    return " ".join(title.split()).replace("\\", "/").replace('"', "'")


def _write(path: Path, text: str) -> None:
    if path.exists():
        raise JsnaError(f"{path}: is there already, and is left as it is.", "Give another title, or delete it.")
    store.write_text(path, text)
