"""Lineage: the files that a report rests on, what was read and left out, and how sums compare with published totals."""

from typing import Any

import pandas as pd

from jsna.catalogue import publication
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.call import call
from jsna.figures.core.figure import Column, Figure, Missing, Notice, Sentence
from jsna.names import ROUND

OPEN = "Every publication used here is open data, without records of single patients or admissions. No count had to be hidden."
HIDING = "Where a file holds single patients or admissions, a small count could tell of one person. It is shown as suppressed."
COLUMNS = {
    "publication": Column("Publication", numeric=False),
    "files": Column("Files", words.number),
    "rows_read": Column("Rows read", words.number),
    "rows_kept": Column("Rows kept", words.number),
    "dropped": Column("Left out, and why", numeric=False),
}


@call
def lineage(here: Area) -> Figure | Missing:
    """What was read of each publication: files, rows read, rows kept, and what was left out by reason.

    Examples
    --------
    >>> jsna.lineage(here)
    """
    rows = _publications(here.manifest())
    if rows.empty:
        return Missing("No published file was read.", "Put published files into data/raw and run `jsna build`.")
    files, rows_kept = int(rows["files"].sum()), int(rows["rows_kept"].sum())
    facts = {"Files": words.number(files), "Rows kept": words.number(rows_kept)}
    headline = f"{words.counted(len(rows), 'publication')} gave {words.number(rows_kept)} rows"
    return Figure.of(
        rows,
        "lineage",
        Sentence(headline, ("One row of a file can give several rows of a table.",), headline),
        COLUMNS,
        subtitle="Published files read for this edition",
        source="The manifest of the build, which also holds the hash of every file.",
        caveat="",
        facts=facts,
    )


@call
def hidden(here: Area) -> Notice:
    """How many counts of each publication of records are hidden, by which rule.

    Examples
    --------
    >>> jsna.hidden(here)
    """
    suppressions = here.manifest()["suppressed"]
    if not suppressions:
        return Notice("Nothing is hidden", (OPEN,), kind="plain")
    return Notice("Small counts are hidden", (HIDING,), tuple(_rule(each) for each in suppressions), kind="plain")


def _rule(rules: dict[str, Any]) -> str:
    rounding = " Others are rounded to the nearest 5, and rates are made of the rounded counts." if rules["rule"] == "hes_2018" else ""
    cells, counts = rules["hidden"], words.counted(rules["counts"], "count")
    sentence = f"{cells:,} of {counts} {words.verb(cells, 'is', 'are')} 1 to 7, or would give such a count away."
    return f"{publication(rules['source']).title}: {sentence}{rounding}"


def _publications(manifest: dict[str, Any]) -> pd.DataFrame:
    tables = pd.DataFrame([table | {"file": name} for name, file in manifest["files"].items() for table in file["tables"]])
    if tables.empty:
        return tables
    once = tables.drop_duplicates(["publication", "file", "rows_read"])  # several tables may be made of the same rows of a file
    sums = once.groupby("publication").agg(files=("file", "nunique"), rows_read=("rows_read", "sum"))
    sums = sums.assign(rows_kept=tables.groupby("publication")["rows_kept"].sum())
    reasons = {name: _reasons(rows["dropped"]) for name, rows in tables.groupby("publication")}
    return sums.assign(dropped=pd.Series(reasons)).reset_index().assign(publication=lambda rows: rows["publication"].map(_title))


def _title(known_as: str) -> str:
    published = publication(known_as)
    part = known_as.removeprefix(published.id).replace("_", " ").strip()
    return f"{published.title}, {part}" if part else published.title


def _reasons(rows_by_reason: pd.Series) -> str:
    totals: dict[str, int] = {}
    for reasons in rows_by_reason:
        for reason, rows in reasons.items():
            totals[reason] = totals.get(reason, 0) + rows
    return "; ".join(f"{reason}: {rows:,}" for reason, rows in totals.items() if rows) or "none"


@call
def checks(here: Area) -> Notice:
    """What the build noticed: comparisons with published totals, and what could not be placed.

    Examples
    --------
    >>> jsna.checks(here)
    """
    manifest = here.manifest()
    footprints = (here.footprint, "upper_tier_2019", "")
    met = [
        f"{check['what']}: {check['areas']} areas were compared with the published figures. Largest difference: {check['largest_gap']}."
        for check in manifest["reconciliation"]
        if check["footprint"] == here.footprint
    ]
    without_place = [_unplaced(each) for each in manifest["unplaced"] if each["footprint"] == here.footprint and each["practices"]]
    noted = [note["text"] for note in manifest["notes"] if note["footprint"] in footprints]
    lines = [line for file in manifest["files"].values() for line in file["refused"].splitlines()]
    refused = [line.translate(ROUND) for line in lines if not line.startswith(" ")]
    introduction = ("What the build compared, left out or refused.",)
    return Notice("Checks made", introduction, (*met, *without_place, *noted, *refused), kind="plain", folded="All that was noticed")


def _unplaced(practices_lost: dict[str, Any]) -> str:
    count = words.counted(len(practices_lost["practices"]), "practice")
    return (
        f"{practices_lost['period']}: {count} in England, with {words.counted(practices_lost['patients'], 'patient')}, "
        "could not be placed in an area of this footprint. They count for England alone."
    )
