"""Admissions: what is counted in the protected folder, by practice, age and group of causes, for the making of indicators."""

import datetime as dt
import hashlib
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from jsna import store
from jsna.errors import BuildError
from jsna.records import fractions, protected, spells
from jsna.records.agreements import Agreement, agreement
from jsna.records.causes import Group, fingerprint, groups

#: What may be counted: everybody who came as an emergency, or of one group of causes; and of a group those that were planned, too.
ALL, EMERGENCY, ANY = "emergency admissions", "emergency admissions ", "admissions "
#: Emergency admissions by nights in hospital, each with the stays that it takes: one of which nobody knows when it ended went on.
STAYED = {f"{ALL} without a night": ("none",), f"{ALL} with a night": ("longer", "not known")}
COLUMNS = ["practice_code", "period", "age", "counted", "admissions", "rule", "file"]


def phrases() -> tuple[str, ...]:
    """Everything that may be counted, as definitions say it."""
    return (ALL, *STAYED, *(f"{start}{group.id}" for start in (EMERGENCY, ANY) for group in groups()))


def files(data: Path) -> list[Path]:
    """The files of counts, a file a source and year."""
    return sorted((data / "protected" / protected.COUNTS).glob("*.parquet"))


def fingerprints(data: Path, today: dt.date, audience: str = store.PUBLIC) -> list[str]:
    """A hash of each file of counts that may be used for an audience, with the terms that it is held under.

    Raises
    ------
    CatalogueError
        Where its agreement has expired, or is not there any more.
    """
    return [hashlib.sha256(path.read_bytes() + str(terms).encode()).hexdigest()[:20] for path, terms in _usable(data, today, audience)]


def admissions(data: Path, today: dt.date, wanted: Iterable[str], audience: str = store.PUBLIC) -> pd.DataFrame:
    """Admissions of patients of each practice by age: `COLUMNS`; of sources that an audience may see once small counts are hidden.

    Raises
    ------
    CatalogueError
        As `fingerprints`.
    BuildError
        Where the groups of causes are others than when the records were counted, or two sources are about one year.
    """
    usable = list(_usable(data, today, audience))
    years = [path.stem.rsplit("-", 2)[1:] for path, _ in usable]
    if twice := [path.stem for (path, _), year in zip(usable, years, strict=True) if years.count(year) > 1]:
        raise BuildError(f"data/protected: expected the admissions of a year from one source, found {' and '.join(twice)}.",
                         "Added together they would count people twice: remove all with `jsna purge`, and count one of them again.")
    frames = [_read(path, terms.rule(audience), frozenset(wanted)) for path, terms in usable]
    return pd.concat(frames or [pd.DataFrame(columns=COLUMNS)], ignore_index=True)


def inside(data: Path, today: dt.date) -> list[str]:
    """The references of agreements under which what is counted is for the inside alone."""
    return sorted({terms.reference for _, terms in _every(data, today) if not terms.serves(store.PUBLIC)})


def _usable(data: Path, today: dt.date, audience: str) -> Iterator[tuple[Path, Agreement]]:
    return ((path, terms) for path, terms in _every(data, today) if terms.serves(audience))


def _every(data: Path, today: dt.date) -> Iterator[tuple[Path, Agreement]]:
    for path in files(data):
        yield path, agreement(path.stem.rsplit("-", 2)[0], data / "local" / "agreements.toml", today)


def _read(path: Path, rule: str, wanted: frozenset[str]) -> pd.DataFrame:
    import duckdb  # takes time to load, which a workspace without records need not spend

    from jsna.records.run import facts, rows

    known = facts(path)
    if known.causes != fingerprint():
        raise BuildError(f"{path}: these admissions were counted by other groups of causes than data/causes.toml has now.",
                         "Count the records again: `jsna records build FOLDER`; nothing was built.")
    asked = pd.DataFrame(_asked(known.groups, wanted), columns=["counted", "bit", "shares", "method", "stay"])
    shared = "".join(f" when '{group.id}' then {fractions.column(group.id)}" for group in groups() if group.fractions)
    hundredths = f"case a.shares{shared} else {fractions.HUNDREDTHS} * admissions end"
    with duckdb.connect() as database:
        database.register("asked", asked)
        counted = database.execute(f"""
            select unit as practice_code, age, counted, sum({hundredths})::bigint / {fractions.HUNDREDTHS} as admissions
            from ({rows(path)}) c join asked a
            on c.method = a.method and c.stay = a.stay and (a.bit < 0 or (c.causes >> a.bit::integer) & 1 = 1)
            where unit_kind = 'practice' and unit <> '' and age <> 'not known' group by all order by all""").df()
    return counted.astype({"practice_code": "str", "age": "str", "counted": "str"}).assign(
        period=known.year, rule=rule, file=f"{known.source}, {known.reference}")[COLUMNS]


def _asked(order: list[str], wanted: frozenset[str]) -> Iterator[tuple[str, int, str, str, str]]:
    """What is wanted, the bit of its group (below 0 for all causes), the group whose shares of admissions it adds up, if any, and each
    method of admission and stay that it takes.
    """
    known: dict[str, Group] = {group.id: group for group in groups()}
    for phrase in wanted & set(phrases()):
        group = known.get(phrase.split(" ")[-1])
        methods = [method for method in spells.METHODS if method != spells.TRANSFERRED or group is None or group.transfers]
        emergencies = [method for method in methods if method in (spells.EMERGENCY, spells.TRANSFERRED)]
        chosen = emergencies if phrase.startswith(ALL) else methods
        shares = group.id if group and group.fractions else ""
        for method, stay in itertools.product(chosen, STAYED.get(phrase, spells.STAYS)):
            yield phrase, order.index(group.id) if group and not shares else -1, shares, method, stay
