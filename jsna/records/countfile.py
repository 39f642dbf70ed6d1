"""The file of counts of one extract: what it holds besides them, and its rows in words."""

import json
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from jsna.records import parts, spells

#: Under this key the file of counts holds what is to be known of it.
FACTS = "jsna"
#: What an extract lacks that tells no person from another.
PERSON = "a known person"


@dataclass(frozen=True)
class Facts:
    """What is known of the counts of one extract: whose, of which year, and what became of each row."""

    source: str
    reference: str
    year: str
    census: str
    causes: str
    groups: list[str]
    parts: list[str]
    read: int
    admissions: int
    left_out: dict[str, int]
    lacking: dict[str, int]


def facts(path: Path) -> Facts:
    """What is known of a file of counts."""
    return Facts(**json.loads(pq.read_metadata(path).metadata[FACTS.encode()]))


def rows(path: Path) -> str:
    """The query that gives the rows of a file of counts with words for what is kept as numbers."""
    words = {"unit": spells.lettered("unit", "if(unit_kind like 'lsoa%', 8, 5)")} | spells.worded()
    return f"select * replace ({', '.join(f'{what} as {name}' for name, what in words.items())}) from read_parquet('{parts.quoted(path)}')"
