"""Local: the analyst's own indicators of the workspace that is open, as paragraphs like those of the repository."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsna import paragraphs
from jsna.errors import CatalogueError
from jsna.names import in_words, readable

#: The publication whose name every own number's begins with, and what its indicators end with, wherever one is named.
PUBLICATION, MARK = "own_data", " (own data)"
INDICATORS = "indicators"
#: What a paragraph with a csv must say besides what every indicator says.
NEEDED = ("source", "owner", "date")
#: What a paragraph of the analyst's own need not say.
USUAL: dict[str, Any] = {"condition": "", "polarity": "none", "least_difference": 0, "caveat": ""}
#: Whom a paragraph may be for; everybody where it says nothing.
AUDIENCE, AUDIENCES = "audience", ("public", "internal")
HEADS = ["Counted", "Out of", "Value"]
REMEDY = "Correct it; nothing was built."


@dataclass(frozen=True)
class Local:
    """The folder of an analyst's own files, and when each paragraph of theirs was saved; no folder where no workspace is open.

    `internal` where the store is for the inside alone: no other holds what a paragraph says is `audience = "internal"`.
    """

    folder: Path | None = None
    saved: tuple[tuple[Path, int], ...] = ()
    internal: bool = False


@dataclass(frozen=True)
class Own:
    """A paragraph of the analyst's own: the file that it is in, what the indicator is, and what its publication is, where it has a csv."""

    file: str
    indicator: dict[str, Any]
    publication: dict[str, Any]
    internal: bool = False


NOTHING = Local()
_current = [NOTHING]


def open_workspace(tidy: Path, internal: bool = False) -> None:
    """From now on, the indicators are those of the repository and of the workspace of this store, `internal` ones where it is."""
    folder = tidy.parent / "local"
    lists = [*sorted((folder / INDICATORS).glob("*.toml")), *folder.glob("chapters/chapters.toml")]
    stamps = tuple((path, path.stat().st_mtime_ns) for path in lists)
    _current[0] = Local(folder, stamps, internal)


def opened() -> Local:
    """What is open."""
    return _current[0]


def text() -> str:
    """What the paragraphs say, as they lie there now."""
    return "".join(path.read_text(encoding="utf-8", errors="replace") for path, _ in opened().saved if path.parent.name == INDICATORS)


def chapters() -> list[dict[str, Any]]:
    """The paragraphs of the analyst's own chapters."""
    paths = [path for path, _ in opened().saved if path.parent.name != INDICATORS]
    tables = [paragraphs.read(path).get("chapter") for path in paths]
    # What is wrong with the list, a report says.
    return [paragraph for each in tables if isinstance(each, list) for paragraph in each if isinstance(paragraph, dict)]


@lru_cache(maxsize=8)
def indicators(local: Local, fields: Collection[str]) -> dict[str, Own]:
    """The paragraphs of data/local/indicators, by the id of the indicator.

    Raises
    ------
    CatalogueError
        Where one is no TOML, lacks what its csv needs, or has an id that stands twice.
    """
    each: dict[str, Own] = {}
    for path in [path for path, _ in local.saved if path.parent.name == INDICATORS]:
        for key, paragraph in paragraphs.expanded(path, (*fields, *NEEDED, AUDIENCE)).items():
            if key in each:
                raise CatalogueError(f"{path.name}, [{key}]: expected each id once, found it in {each[key].file} too.", "Rename one.")
            each[key] = _own(path, key, paragraph)
    return {key: entry for key, entry in each.items() if local.internal or not entry.internal}


def withheld(indicator: str, fields: tuple[str, ...]) -> bool:
    """Whether an indicator is for the inside alone, and what is open is not."""
    return not opened().internal and indicator in indicators(replace(opened(), internal=True), fields).keys() - indicators(opened(), fields)


def _own(path: Path, key: str, paragraph: dict[str, Any]) -> Own:
    place, audience = f"{path.name}, [{key}]", paragraph.get(AUDIENCE, AUDIENCES[0])
    if audience not in AUDIENCES:
        raise CatalogueError(f"{place}, {AUDIENCE}: expected {' or '.join(AUDIENCES)}, found {audience!r}.", REMEDY)
    usual = {name: value for name, value in (USUAL | paragraph).items() if name != AUDIENCE}
    if "published" in paragraph:
        return Own(path.name, {"sources": ["fingertips"], **usual}, {}, audience == AUDIENCES[1])
    for field in NEEDED:
        expected = dt.date if field == "date" else str
        if not isinstance(usual.get(field), expected) or not str(usual[field]).strip():
            example = f"{field} = {'2026-10-01, without quotation marks' if field == 'date' else 'words in quotes'}"
            raise CatalogueError(f"{place}: expected {example}, found {usual.get(field, 'no such line')!r}.", REMEDY)
    csv = usual.get("csv", f"{key}.csv")
    if not isinstance(csv, str) or Path(csv).name != csv or not path.with_name(csv).is_file():
        raise CatalogueError(f"{place}, csv: expected a file beside it in {path.parent}, found {csv!r}, which is none.", REMEDY)
    choice = usual.get("choose", {})
    if not isinstance(choice, dict) or set(choice) - {"sex", "age", "category"}:
        raise CatalogueError(f'{place}, choose: expected such as {{ sex = "Female" }}, found {choice!r}.', REMEDY)
    source = f"{PUBLICATION}_{key}"
    name, heads = f"{usual.get('name', '')}{MARK}", usual.get("heads", HEADS)
    fields = {"counts": f"own data {key}", "sources": [source], "csv": csv, "name": name, "choose": choice, "heads": heads}
    indicator = {name: value for name, value in usual.items() if name not in NEEDED} | fields
    return Own(path.name, indicator, _publication(path, usual), audience == AUDIENCES[1])


def _publication(path: Path, paragraph: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": readable(paragraph["source"]),
        "publisher": readable(paragraph["owner"]),
        "licence": f"Own data of {in_words(paragraph['date'])}",
        "page": f"data/local/indicators/{path.name}",
        "feeds": paragraph.get("chapters", []),
        "unit_kind": "any",
        "held": f"data/local/indicators/{paragraph.get('csv', '')}",
    }
