"""Admissions: what is counted in the protected folder, by practice or small area, age and group of causes, for the making of indicators."""

import datetime as dt
import hashlib
import itertools
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import pandas as pd

from jsna import store
from jsna.errors import BuildError
from jsna.records import fractions, protected, residents, spells
from jsna.records.agreements import Agreement, agreement
from jsna.records.causes import Group, fingerprint, groups

#: What may be counted: everybody who came as an emergency, or of one group of causes; and of a group those that were planned, too.
ALL, EMERGENCY, ANY = "emergency admissions", "emergency admissions ", "admissions "
#: Emergency admissions by nights in hospital, each with the stays that it takes: one of which nobody knows when it ended went on.
STAYED = {f"{ALL} without a night": ("none",), f"{ALL} with a night": ("longer", "not known")}
#: Nights of emergency admissions, by the end of the stay, and the stays that ended; what is followed after a discharge, and who came back.
BED_DAYS, ENDED = "bed days of emergency admissions", "discharges after emergency admissions"
FOLLOWED, RETURNED = "discharges followed for 30 days", "emergency readmissions within 30 days"
#: What others are counted among, which whoever asks for these needs too.
AMONG = (BED_DAYS, ENDED, FOLLOWED)
#: What the file of counts calls the rows of those who came several times, of practices.
REPEATS = "repeats"
#: What is counted, of how many people, and the sum of the squares of what each of them had: that many where all are of different people;
#: of discharges, the squares of their nights.
NUMBERS = ("admissions", "people", "squares")
COLUMNS = ["practice_code", "period", "age", "counted", *NUMBERS, "rule", "file"]


def phrases() -> tuple[str, ...]:
    """Everything that may be counted, as definitions say it."""
    return (*of_emergencies(), *of_any(), BED_DAYS, ENDED, FOLLOWED, RETURNED)


def of_emergencies() -> tuple[str, ...]:
    """The phrases that count emergency admissions."""
    return (ALL, *STAYED, *(f"{EMERGENCY}{group.id}" for group in groups()))


def of_any() -> tuple[str, ...]:
    """The phrases that count admissions of any method."""
    return tuple(f"{ANY}{group.id}" for group in groups())


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


def admissions(data: Path, today: dt.date, request: Iterable[str], audience: str = store.PUBLIC) -> pd.DataFrame:
    """Admissions of patients of each practice by age: `COLUMNS`; of sources that an audience may see once small counts are hidden.

    Those of residents of small areas are rows too, with the columns of `residents` and no practice.

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
    by_place = frozenset(request)
    phrases_wanted = by_place.union(AMONG, residents.of_patients(by_place))
    frames = [_read(path, terms.rule(audience), phrases_wanted) for path, terms in usable]
    frames += [residents.admissions(path, terms.rule(audience), phrases_wanted) for path, terms in usable]
    none = pd.DataFrame(columns=list(dict.fromkeys([*COLUMNS, *residents.COLUMNS])), dtype="str")
    return pd.concat(frames or [none], ignore_index=True)


def inside(data: Path, today: dt.date) -> list[str]:
    """The references of agreements under which what is counted is for the inside alone."""
    return sorted({terms.reference for _, terms in _every(data, today) if not terms.serves(store.PUBLIC)})


def _usable(data: Path, today: dt.date, audience: str) -> Iterator[tuple[Path, Agreement]]:
    return ((path, terms) for path, terms in _every(data, today) if terms.serves(audience))


def _every(data: Path, today: dt.date) -> Iterator[tuple[Path, Agreement]]:
    for path in files(data):
        yield path, agreement(path.stem.rsplit("-", 2)[0], data / "local" / "agreements.toml", today)


def _read(path: Path, rule: str, request: frozenset[str]) -> pd.DataFrame:
    import duckdb  # takes time to load, which a workspace without records need not spend

    from jsna.records.countfile import facts, rows

    about = facts(path)
    if about.causes != fingerprint():
        raise BuildError(f"{path}: these admissions were counted by other groups of causes than data/causes.toml has now.",
                         "Count the records again: `jsna records build FOLDER`; nothing was built.")
    table = pd.DataFrame(asked(about.groups, request), columns=["counted", "bit", "method", "stay"])
    shares = table["counted"].str.split(" ").str[-1].where(lambda names: names.isin(_shared()), "")
    table = table.assign(shares=shares, bit=table["bit"].where(shares == "", -1))  # of every admission a share may count
    with duckdb.connect() as database:
        database.register("asked", table)
        sums = database.execute(_sums(rows(path))).df()
    counts = sums[sums["counted"].isin(list(request))].astype({"practice_code": "str", "age": "str", "counted": "str"})
    return counts.assign(period=about.year, rule=rule, file=f"{about.source}, {about.reference}")[COLUMNS]


def _sums(source: str) -> str:
    """The query of what is counted of each practice and age, of how many people, and the squares of what each of them had."""
    emergencies = f"from known where method in {spells.EMERGENCIES}"
    cases = "".join(f" when '{group}' then {fractions.column(group)}" for group in _shared())
    amount = f"sum(case a.shares{cases} else {fractions.HUNDREDTHS} * admissions end) / {fractions.HUNDREDTHS}"
    return f"""
        with known as (select * from ({source}) where unit_kind = 'practice'),
        every as (
            select unit, age, a.counted, {amount} as admissions, sum(case a.shares when '' then admissions end) as people,
                {amount} as squares
            from known c join asked a
            on c.method = a.method and c.stay = a.stay and (a.bit < 0 or (c.causes >> a.bit::integer) & 1 = 1) group by all
            union all select unit, age, '{BED_DAYS}', sum(nights), sum(overnight), sum(squares) {emergencies} group by all
            union all select unit, age, '{ENDED}', sum(discharges), sum(discharges), sum(squares) {emergencies} group by all
            union all select unit, age, counted, events, events - fewer, events + excess from ({source}) where unit_kind = '{REPEATS}'
        )
        select unit as practice_code, age, counted, {", ".join(f"sum({name})::double as {name}" for name in NUMBERS)}
        from every where unit <> '' and age <> 'not known' group by all order by all"""


def _shared() -> list[str]:
    """The groups of which an admission is a share."""
    return [group.id for group in groups() if group.fractions]


def asked(order: list[str], request: Collection[str]) -> Iterator[tuple[str, int, str, str]]:
    """What is wanted, the bit of its group (below 0 for all causes), and each method of admission and stay that it takes."""
    by_id: dict[str, Group] = {group.id: group for group in groups()}
    for phrase in {*of_emergencies(), *of_any()}.intersection(request):
        group = by_id.get(phrase.split(" ")[-1])
        methods = [method for method in spells.METHODS if method != spells.TRANSFERRED or group is None or group.transfers]
        emergencies = [method for method in methods if method in spells.EMERGENCIES]
        routes = emergencies if phrase.startswith(ALL) else methods
        for method, stay in itertools.product(routes, STAYED.get(phrase, spells.STAYS)):
            yield phrase, order.index(group.id) if group else -1, method, stay
