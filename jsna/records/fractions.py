"""Fractions: which share of an admission counts for a group, by condition, age and sex, as a table of data/fractions says."""

import csv
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jsna.catalogue import DATA
from jsna.errors import CatalogueError
from jsna.records.codes import beginnings

FOLDER = DATA / "fractions"
#: What a table says of each condition before its shares: by its first diagnosis or a code anywhere, of either sex or both.
ABOUT = ("condition", "codes", "where", "sex")
PLACES, SEXES = ("primary", "any"), ("male", "female")
#: Shares are kept in hundredths: sums of whole numbers are the same in any order.
HUNDREDTHS = 100

#: Hundredths by age, of men and then of women.
Shares = tuple[int, ...]


@dataclass(frozen=True)
class Condition:
    """A condition: the beginnings of its codes, whether they count anywhere, and the share of each cell of sex and age."""

    starts: tuple[str, ...]
    anywhere: bool
    shares: Shares


@dataclass(frozen=True)
class Table:
    """Conditions, the ages by which they differ (the first year of each range), and a hash of the file that says so."""

    ages: tuple[int, ...]
    conditions: tuple[Condition, ...]
    fingerprint: str

    def profiles(self, anywhere: bool) -> dict[Shares, tuple[str, ...]]:
        """The codes of each set of shares: many conditions have the same."""
        codes: dict[Shares, tuple[str, ...]] = {}
        for condition in self.conditions:
            if condition.anywhere == anywhere and any(condition.shares):
                codes[condition.shares] = codes.get(condition.shares, ()) + condition.starts
        return codes


@lru_cache(maxsize=4)
def table(name: str, folder: Path = FOLDER) -> Table:
    """The fractions of a name, such as `alcohol`; a negative one, where a cause protects, is none.

    Raises
    ------
    CatalogueError
        Naming file and row, what was expected and what was found.
    """
    path = folder / f"{name}.csv"
    if not path.is_file():
        raise CatalogueError(f"{path}: expected a table of fractions, found none.", "Correct the name in causes.toml, or add the table.")
    header, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    if tuple(header[: len(ABOUT)]) != ABOUT or not all(re.fullmatch(r"\d+(-\d+|\+)", age) for age in header[len(ABOUT) :]):
        raise CatalogueError(f"{path.name}, row 1: expected {', '.join(ABOUT)} and ages, found {', '.join(header)}.", "Correct it.")
    shares: dict[tuple[str, str, str], dict[str, Shares]] = {}
    for number, row in enumerate(rows, 2):
        sex = row[3]
        for each in SEXES if sex == "both" else (sex,):
            shares.setdefault((row[0], row[1], row[2]), {})[each] = _shares(f"{path.name}, row {number}", row, len(header))
    none = (0,) * (len(header) - len(ABOUT))
    conditions = (Condition(tuple(beginnings(f"{path.name}, {name}", codes.split())), where == "any",
                            sum((by_sex.get(sex, none) for sex in SEXES), ())) for (name, codes, where), by_sex in shares.items())
    ages = tuple(int(re.split(r"\D", age)[0]) for age in header[len(ABOUT) :])
    return Table(ages, tuple(conditions), hashlib.sha256(path.read_bytes()).hexdigest())


def _shares(place: str, row: list[str], cells: int) -> Shares:
    try:
        shares = [round(HUNDREDTHS * float(cell)) for cell in row[len(ABOUT) :]]
    except ValueError:
        shares = []
    if len(row) != cells or not shares or max(shares) > HUNDREDTHS or row[2] not in PLACES or row[3] not in (*SEXES, "both"):
        raise CatalogueError(f"{place}: expected {' or '.join(PLACES)}, a sex and {cells - len(ABOUT)} fractions up to 1; "
                             f"found {', '.join(row[2:])}.", "Correct it.")
    return tuple(max(share, 0) for share in shares)


def column(group: str) -> str:
    """What the sums of shares of a group are called among counts."""
    return f"hundredths_{group}"


def expression(name: str, first: str, is_there: dict[tuple[str, ...], str]) -> str:
    """The hundredths of an admission, in the words of the database: the largest of its first diagnosis and of codes that count anywhere.

    `first` is the number of the profile of the first diagnosis, as `first_profiles` gives it; missing where it has none. `is_there` asks
    whether a record has one of these codes anywhere.
    """
    fractions = table(name)
    cells = len(SEXES) * len(fractions.ages)
    cell = f"(case sex when '1' then 0 when '2' then {len(fractions.ages)} end + {_age(fractions.ages)})"
    hundredths = [share for shares in fractions.profiles(anywhere=False) for share in shares]
    every = [f"coalesce({hundredths}[{first} * {cells} + {cell} + 1], 0)"]
    profiles = fractions.profiles(anywhere=True).items()
    every += [f"case when {is_there[codes]} then {list(shares)}[{cell} + 1] else 0 end" for shares, codes in profiles]
    none = " and ".join([f"{first} is null", *(f"not {is_there[codes]}" for _, codes in profiles)])
    return f"case when {none} or {cell} is null then 0 else greatest({', '.join(every)}) end"  # of most admissions none is worked out


def first_profiles(name: str) -> Iterator[tuple[str, int]]:
    """The beginnings of codes that count as the first diagnosis, each with the number of its profile; of two, the longer decides."""
    for number, codes in enumerate(table(name).profiles(anywhere=False).values()):
        yield from ((code, number) for code in codes)


def _age(ages: Sequence[int]) -> str:
    steps = " ".join(f"when years < {after} then {at}" for at, after in enumerate(ages[1:]))
    return f"case when years is null then null {steps} else {len(ages) - 1} end"
