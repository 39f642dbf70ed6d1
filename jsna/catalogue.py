"""The catalogue: indicators as analysts define them in data/indicators.toml, loaded and checked."""

import tomllib
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsna.errors import CatalogueError

INDICATORS = Path(__file__).parents[1] / "data" / "indicators.toml"
METHODS = ("proportion", "share", "score", "count", "per_day", "published")
POLARITIES = ("none", "high is good", "low is good")
#: Breaks that nothing may be drawn or tested across; an accumulating register is only remarked on.
BREAKS = ("definition", "denominator", "pandemic", "accumulating", "payment")


@dataclass(frozen=True)
class Break:
    """A dated change after which an indicator's values are not to be joined to earlier ones."""

    period: str
    kind: str
    reason: str


@dataclass(frozen=True)
class Definition:
    """One indicator, as a paragraph of data/indicators.toml."""

    id: str
    name: str
    condition: str
    unit: str
    method: str
    counts: str
    polarity: str
    least_difference: float
    chapter: str
    sources: tuple[str, ...]
    caveat: str
    breaks: tuple[Break, ...] = ()


@lru_cache(maxsize=4)
def definitions(path: Path = INDICATORS) -> dict[str, Definition]:
    """Every definition, by its id.

    Raises
    ------
    CatalogueError
        Naming file, indicator and field, what was expected and what was found.
    """
    try:
        paragraphs = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{path.name}: expected TOML, found {error}.", "Correct that line; nothing was changed.") from None
    return {key: _definition(path.name, key, paragraph) for key, paragraph in paragraphs.items()}


def _definition(file: str, key: str, paragraph: dict[str, Any]) -> Definition:
    known = {field.name for field in fields(Definition)} - {"id"}
    for wrong in (set(paragraph) - known) | (known - set(paragraph) - {"breaks"}):
        raise CatalogueError(f"{file}, [{key}]: expected the fields {', '.join(sorted(known))}; {wrong} is missing or not one of them.")
    for field, allowed in (("method", METHODS), ("polarity", POLARITIES)):
        if paragraph[field] not in allowed:
            raise CatalogueError(f"{file}, [{key}], {field}: expected one of {', '.join(allowed)}, found {paragraph[field]!r}.")
    breaks = tuple(_break(file, key, item) for item in paragraph.get("breaks", ()))
    return Definition(key, **{**paragraph, "sources": tuple(paragraph["sources"]), "breaks": breaks})


def _break(file: str, key: str, item: dict[str, str]) -> Break:
    if item.get("kind") not in BREAKS:
        raise CatalogueError(f"{file}, [{key}], breaks: expected a kind among {', '.join(BREAKS)}, found {item.get('kind')!r}.")
    return Break(**item)
