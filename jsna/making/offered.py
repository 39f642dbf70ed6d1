"""Offered: what the published files of a store give as indicators, which are used, and the paragraph that takes one."""

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from jsna import store
from jsna.catalogue import definitions
from jsna.errors import JsnaError
from jsna.making.counts.published_values import DIVISIONS
from jsna.periods import in_order
from jsna.readers.published import MOST, OFF

#: The tidy table that publications give such values in.
TABLE = "published_values"
#: What a paragraph says of values that are their counts times a number, and of others.
MEASURES = {100: ("proportion", "% of people"), 1_000: ("rate", "per 1,000"), 100_000: ("rate", "per 100,000")}
WITH_LIMITS, WITHOUT = ("standardised", "per 100,000"), ("score", "score")
#: Choices that a line lists.
LISTED = 12
PARAGRAPH = """\
# {file}: {name}
[{id}]
published = {{ {choice} }}
name = "{name}"
unit = "{unit}"  # as its values look, like the next line: correct both
measure = "{measure}"
polarity = "none"                  # or high is good, low is good
chapters = ["{chapter}"]
sources = ["{publication}"]
caveat = ""
"""


@dataclass(frozen=True)
class Offer:
    """One indicator of one published file, and the definitions that take it."""

    file: str
    publication: str
    indicator_id: str
    name: str
    areas: str
    periods: str
    rows: int
    used_by: tuple[str, ...]


def offers(tidy: Path) -> list[Offer]:
    """Every indicator that a file of a store gives, in the order of the files."""
    return [_offer(file, publication, rows) for file, publication, rows in _each(tidy)]


def paragraph(tidy: Path, indicator_id: str) -> str:
    """What to put into data/local/indicators for an indicator: its words are those of its publisher, its choices the first there are.

    Raises
    ------
    JsnaError
        Where no file gives it.
    """
    each = list(_each(tidy))
    for file, publication, rows in each:
        if str(rows["indicator_id"].iloc[0]) == indicator_id:
            return _paragraph(file, publication, rows)
    there = ", ".join(dict.fromkeys(str(rows["indicator_id"].iloc[0]) for *_, rows in each)) or "none"
    raise JsnaError(f"{indicator_id}: no file of this workspace gives such an indicator; there are {there}.",
                    "Put the export into data/raw, run `jsna build`, and `jsna indicators` lists it.")


def _each(tidy: Path) -> list[tuple[str, str, pd.DataFrame]]:
    files = store.read_manifest(tidy)["files"].items()
    entries = [(name, entry) for name, file in files for entry in file["tables"] if entry["table"] == TABLE]
    parts = [(name, entry["publication"], pd.read_parquet(tidy / "sources" / entry["part"])) for name, entry in entries]
    return [(name, publication, rows) for name, publication, every in parts for _, rows in every.groupby("indicator_id", sort=False)]


def _offer(file: str, publication: str, rows: pd.DataFrame) -> Offer:
    indicator = str(rows["indicator_id"].iloc[0])
    uses = tuple(each.id for each in definitions().values() if dict(each.published).get("indicator_id") == indicator)
    kinds = ", ".join(rows.loc[rows["category_type"] == "", "area_type"].unique()[:LISTED])
    name, span = str(rows["indicator_name"].iloc[0]), in_order(list(rows["period"].unique()))
    return Offer(file, publication, indicator, name, kinds, span, len(rows), uses)


def _paragraph(file: str, publication: str, rows: pd.DataFrame) -> str:
    name, indicator = (str(rows[column].iloc[0]).replace('"', "'").replace("\\", "/") for column in ("indicator_name", "indicator_id"))
    whole = rows[(rows["category_type"] == "") & (rows["category"] == "")] if (rows["category_type"] == "").any() else rows
    choices = {column: list(whole[column].unique()) for column in DIVISIONS}
    divisions = {column: words for column, words in choices.items() if DIVISIONS[column] is None or (words != [""])}
    choice = ", ".join(f'{column} = "{_first(words)}"' for column, words in {"indicator_id": [indicator], **divisions}.items())
    others = [f"# {column}: {', '.join(words[:LISTED])}\n" for column, words in divisions.items() if words[1:]]
    measure, unit = _measure(whole)
    key = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")[:50].strip("_")
    fields = {"file": file, "name": name, "id": key, "choice": choice, "unit": unit, "measure": measure, "publication": publication}
    return "".join(others) + PARAGRAPH.format(chapter="03", **fields)


def _first(words: list[str]) -> str:
    """Everybody, where that is among the words; else the first of them."""
    return next((word for word in words if word.casefold() in ("persons", "all ages")), words[0])


def _measure(rows: pd.DataFrame) -> tuple[str, str]:
    """What values seem to be, by their counts: a suggestion."""
    crude = rows["numerator"] / rows["denominator"].where(rows["denominator"] > 0)
    for factor, words in MEASURES.items():
        near = ((rows["value"] - factor * crude).abs() <= OFF * rows["value"].abs())[crude.notna() & rows["value"].notna()]
        if len(near) and near.mean() >= MOST:
            return words
    return WITH_LIMITS if rows["lower_95"].notna().any() else WITHOUT
