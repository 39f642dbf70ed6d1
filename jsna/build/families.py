"""Families: indicators that are summed from the same tables. Rows are kept, so that a new file makes only those that depend on it."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from jsna import store
from jsna.build import activity, deprivation, indicators, patients, population, reading, registers, revisions
from jsna.build.reading import Reading
from jsna.build.remarks import Remarks
from jsna.catalogue import INDICATORS, definitions, refuse_unknown
from jsna.schemas import ACTIVITY, CARE, REGISTERS

Tables = dict[str, pd.DataFrame]
Counts = Callable[[Tables, pd.DataFrame, Remarks], Iterator[pd.DataFrame]]

#: The tidy tables that say who lies where: every family depends on them.
PLACING = ("areas", "membership", "practices", "prevalence")

#: How the file ends that keeps what other publications say.
ELSEWHERE = ".elsewhere"


@dataclass(frozen=True)
class Family:
    """One family: the tables it is summed from beside those of `PLACING`, how, and what other publications say of the same."""

    name: str
    tables: tuple[str, ...]
    counts: Counts
    elsewhere: Callable[[Tables], pd.DataFrame] | None = None


def _registers(tables: Tables, placed: pd.DataFrame, remarks: Remarks) -> Iterator[pd.DataFrame]:
    sums = registers.sums(tables, placed, remarks)
    yield registers.as_counts(sums)
    yield registers.lists(sums)


def _population(tables: Tables, placed: pd.DataFrame, remarks: Remarks) -> Iterator[pd.DataFrame]:
    yield population.as_counts(population.sums(tables, placed, remarks))


def _deprivation(tables: Tables, _placed: pd.DataFrame, remarks: Remarks) -> Iterator[pd.DataFrame]:
    for edition in deprivation.EDITIONS:
        yield deprivation.as_counts(deprivation.sums(tables, edition, remarks), edition)
    yield deprivation.lsoa_rows(tables)


def _patients(tables: Tables, placed: pd.DataFrame, remarks: Remarks) -> Iterator[pd.DataFrame]:
    yield patients.as_counts(patients.sums(tables, placed, remarks))


def _activity(tables: Tables, _placed: pd.DataFrame, remarks: Remarks) -> Iterator[pd.DataFrame]:
    yield activity.sums(tables, remarks)


INDICES = ("deprivation", "lsoa_population", "deprivation_summary")
FAMILIES = (
    Family("registers", ("ccg_prevalence",), _registers, registers.elsewhere),
    Family("population", ("patients",), _population),
    Family("deprivation", INDICES, _deprivation),
    Family("patients", ("patients_by_lsoa", *INDICES), _patients),
    Family("activity", ("activity", "delayed_transfers"), _activity),
)

_MONTHLY = (*(f"activity {measure}" for measure in ACTIVITY), *(f"delayed days {care}" for care in CARE))
#: Whatever the families count, as a definition may name it under `counts`.
COUNTED = (
    *(f"register {register}" for register in REGISTERS), "list", "list 50OV", "list under 18", "patients by age",
    *(f"{what} {edition}" for edition in deprivation.EDITIONS for what in deprivation.PAIRS), "small area decile",
    "patients by tenth", "patients' average score", *_MONTHLY, *(f"year of {what}" for what in _MONTHLY),
)  # fmt: skip


def refuse_uncounted() -> None:
    """Refuse a definition of which no number would ever come: before files are read, for that takes minutes.

    Raises
    ------
    CatalogueError
        Naming indicator and field, with the nearest that is counted.
    """
    for definition in definitions().values():
        refuse_unknown(f"{INDICATORS.name}, [{definition.id}], counts", [definition.counts], COUNTED)


def rows(readings: list[Reading], parts: Path, placing: Tables, placed: pd.DataFrame, folder: Path, basis: str,
         remarks: Remarks) -> pd.DataFrame:
    """Indicator rows of all families; a family is made again only where a table of its own, or who lies where, changed.

    Parameters
    ----------
    placing : dict
        The tables of `PLACING`, with the groups of practices that the build added.
    folder : Path
        Where rows are kept, each under a hash of all they are made of; what is kept of other builds is removed.
    basis : str
        Whatever else rows depend on: the program's own text, and the analyst's neighbourhoods.
    """
    kept = {family: folder / f"{family.name}-{_hash(family, readings, basis)}" for family in FAMILIES}
    for family, stem in kept.items():
        if not stem.with_suffix(".json").is_file():
            own = {name: reading.table(readings, parts, name) for name in family.tables}
            _make(family, {**placing, **own}, placed, stem)
    for path in folder.iterdir():
        if path.with_suffix("") not in kept.values():
            path.unlink()
    for stem in kept.values():
        remarks.add(Remarks(**json.loads(stem.with_suffix(".json").read_text(encoding="utf-8"))))
    frames = [store.read_table(stem.with_suffix(".parquet")) for stem in kept.values()]
    made = [frame for frame in frames if len(frame)]
    return pd.concat(made, ignore_index=True) if made else frames[0]


def elsewhere(folder: Path) -> pd.DataFrame:
    """What is kept of the counts that other publications give, whether they are used or not."""
    frames = [store.read_table(path) for path in sorted(folder.glob(f"*{ELSEWHERE}"))]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _hash(family: Family, readings: list[Reading], basis: str) -> str:
    # A part is named by the hash of what was read for it.
    used = [entry["part"] for read in readings for entry in read.tables if entry["table"] in (*PLACING, "boundaries", *family.tables)]
    return hashlib.sha256("\n".join([basis, *used]).encode()).hexdigest()[:16]


def _make(family: Family, tables: Tables, placed: pd.DataFrame, stem: Path) -> None:
    remarks = Remarks()
    tables |= {name: revisions.settled(name, tables[name], remarks) for name in family.tables}
    # A table without rows has columns of no kind, which would make counts no numbers.
    counts = [frame for frame in family.counts(tables, placed, remarks) if len(frame)]
    assert all(frame["what"].isin(COUNTED).all() for frame in counts), "a definition that names what is counted here would be refused"
    none = pd.DataFrame(columns=indicators.COLUMNS)
    made = indicators.rows(pd.concat(counts, ignore_index=True), definitions().values()) if counts else none
    store.write_table(stem.with_suffix(".parquet"), made)
    if family.elsewhere:
        store.write_table(stem.with_suffix(ELSEWHERE), family.elsewhere(tables))
    # The remarks are written last: where they are, the rows are whole.
    with store.replacing(stem.with_suffix(".json")) as temporary:
        temporary.write_text(json.dumps(asdict(remarks)), encoding="utf-8")
