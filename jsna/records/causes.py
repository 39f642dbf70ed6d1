"""Groups of causes: which diagnoses each takes, as data/causes.toml says, and how a record is told to be in one."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsna import paragraphs
from jsna.catalogue import DATA
from jsna.errors import CatalogueError
from jsna.records import fractions
from jsna.records.codes import beginnings

CAUSES = DATA / "causes.toml"
#: What a group may ask of the codes of a record.
ASKED = ("primary", "any", "cause", "beside", "without", "no_procedure")
FIELDS = (*ASKED, "name", "source", "checked", "either", "fractions", "transfers", "belongs", "others")
#: The groups of a record are the bits of one number.
MOST = 62
#: How counts are kept; those that were kept in another way are counted again.
KEPT = "as numbers, with nights and people"


@dataclass(frozen=True)
class Rule:
    """What one way into a group asks of a record's codes: the beginnings of codes; nothing is asked where there are none."""

    primary: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    cause: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    no_procedure: tuple[str, ...] = ()

    @property
    def simple(self) -> bool:
        """Whether the first diagnosis alone decides."""
        return bool(self.primary) and not (self.any or self.cause or self.beside or self.without or self.no_procedure)


@dataclass(frozen=True)
class Group:
    """One group of causes, as a paragraph of data/causes.toml."""

    id: str
    name: str
    source: str
    rules: tuple[Rule, ...]
    checked: bool = False
    #: The table of data/fractions that says which share of an admission counts; it has no rules then.
    fractions: str = ""
    #: Whether stays count that began as a transfer from another hospital.
    transfers: bool = True
    belongs: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@lru_cache(maxsize=4)
def groups(path: Path = CAUSES) -> tuple[Group, ...]:
    """Every group of causes, in order.

    Raises
    ------
    CatalogueError
        Naming the group and field, what was expected and what was found.
    """
    every = tuple(_group(f"{path.name}, [{key}]", key, paragraph) for key, paragraph in paragraphs.expanded(path, FIELDS).items())
    if len(every) > MOST:
        raise CatalogueError(f"{path.name}: expected at most {MOST} groups, found {len(every)}.", "Remove those that nothing uses.")
    return every


def fingerprint(path: Path = CAUSES) -> str:
    """A hash of what decides which records are in which group, and how they are kept."""
    text = "\n".join([KEPT, *(f"{group.id} {group.rules} {group.transfers} {_table(group)}" for group in groups(path))])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _table(group: Group) -> str:
    return fractions.table(group.fractions).fingerprint if group.fractions else ""


def _group(place: str, key: str, paragraph: dict[str, Any]) -> Group:
    if wrong := set(paragraph) - set(FIELDS):
        raise CatalogueError(f"{place}: expected the fields {', '.join(FIELDS)}; found {', '.join(sorted(wrong))}.", "Correct it.")
    if not paragraph.get("name") or not paragraph.get("source"):
        raise CatalogueError(f"{place}: expected a name and a source, found {', '.join(sorted(paragraph))}.", "Say whose definition it is.")
    if "fractions" in paragraph and {*ASKED, "either"} & set(paragraph):
        raise CatalogueError(f"{place}: expected a table of fractions or codes, found both.", "The table has the codes.")
    ways = paragraph.get("either", [{name: paragraph[name] for name in ASKED if name in paragraph}])
    rules = () if "fractions" in paragraph else tuple(_rule(place, each) for each in ways)
    examples = {name: tuple(paragraph.get(name, ())) for name in ("belongs", "others")}
    is_checked, transfers = bool(paragraph.get("checked", False)), bool(paragraph.get("transfers", True))
    return Group(key, paragraph["name"], paragraph["source"], rules, is_checked, paragraph.get("fractions", ""), transfers, **examples)


def _rule(place: str, fields: dict[str, list[str]]) -> Rule:
    if set(fields) - set(ASKED) or not {"primary", "any", "cause"} & set(fields):
        raise CatalogueError(f"{place}: expected primary, any or cause, with {', '.join(ASKED[3:])} at most; found {', '.join(fields)}.")
    return Rule(**{name: tuple(beginnings(f"{place}, {name}", codes)) for name, codes in fields.items()})
