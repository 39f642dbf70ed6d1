"""The run of a build: raw files to tidy tables to the indicator table, only where something changed."""

import datetime as dt
import hashlib
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache, partial
from pathlib import Path

import pandas as pd
from filelock import FileLock

from jsna import geography, local, periods, store
from jsna.catalogue import INDICATORS, SOURCES, definitions, publication, serving
from jsna.errors import BuildError
from jsna.making import (
    boundaries,
    casemix,
    counts,
    doubtful,
    exact,
    indicators,
    national_sets,
    own_values,
    publications,
    reading,
    reconciliation,
    revisions,
    suppress,
)
from jsna.making.caveats import Caveats
from jsna.making.places import TABLES, Places, fingerprints, places
from jsna.making.reading import Reading
from jsna.names import named
from jsna.records import admissions, protected

#: The table that no published file feeds.
ADMISSIONS = "admissions"
#: What an edition is dated by.
DATED = ["source_id", "period"]


@dataclass(frozen=True)
class Built:
    """What a build did."""

    readings: list[Reading]
    changed: bool


def build(raw: Path, tidy: Path) -> Built:
    """Build the store of a workspace from a folder of published files; of two builds at once, the second waits.

    Raises
    ------
    BuildError
        Where there is nothing to build from, or demonstration and real files lie together.
    """
    if not raw.is_dir():
        remedy = f"Name it with --raw, or put files into data/raw.{store.fictional(tidy)}"
        raise BuildError(f"{raw}: there is no such folder of published files.", remedy)
    tidy.parent.mkdir(parents=True, exist_ok=True)
    if store.is_internal(tidy):
        _begin_inside(tidy)
    with FileLock(tidy.with_name(f".{tidy.name}.lock")):
        store.sweep(tidy)
        protected.sweep_what_was_left(tidy.parent)
        local.open_workspace(tidy, store.is_internal(tidy))
        return _build(raw, tidy)


def _begin_inside(tidy: Path) -> None:
    """An internal store is its owner's alone, and begins with what the public one has read: all files again would take minutes."""
    store.private(tidy)
    public = store.of_audience(tidy.parents[1], store.PUBLIC)
    if not (tidy / store.MANIFEST).is_file() and (public / store.MANIFEST).is_file():
        shutil.copytree(public / "sources", tidy / "sources", dirs_exist_ok=True)
        store.write_manifest(tidy, {**store.read_manifest(public), "state": ""})


def _build(raw: Path, tidy: Path) -> Built:
    counts.refuse_uncounted()
    before, parts = store.read_manifest(tidy), tidy / "sources"
    version = _version()
    readings = reading.read_all(raw, parts, before.get("files", {}) if before.get("version") == version else {})
    readings += own_values.read_all(tidy.parents[1], parts)
    basis = version + _local(tidy)
    state = _state(readings, basis + local.text() + "".join(_admissions_held(tidy)))
    if state == before.get("state"):
        return Built(readings, changed=False)
    try:
        caveats = _compute(readings, tidy, basis)
    except BuildError as failure:
        refusals = "".join(f"\n  Left out: {reading.refused}" for reading in readings if reading.refused)
        raise BuildError(failure.message + refusals, failure.remedy) from None
    facts = {
        "edition": _edition(store.read_distinct(tidy / "indicators.parquet", DATED)),
        "demonstration": _is_demonstration(tidy),
        "version": version,
        "definitions": {key: definition.fingerprint for key, definition in definitions().items()},
        "state": state,
        "raw": _from_workspace(raw.resolve(), tidy.resolve().parents[1]),
        "files": reading.as_json(readings),
        **asdict(caveats),
    }
    store.write_manifest(tidy, facts)
    return Built(readings, changed=True)


def _from_workspace(raw: Path, workspace: Path) -> str:
    """Where published files lie: below the workspace where they are in it, or a copy of it would read the files of the first."""
    return str(raw.relative_to(workspace) if raw.is_relative_to(workspace) else raw)


def _version() -> str:
    package = Path(__file__).parents[1]
    texts = [path for room in ("making", "methods", "records") for path in sorted((package / room).rglob("*.py"))]
    texts += [*(package / f"{name}.py" for name in ("geography", "footprints", "catalogue", "periods")), INDICATORS, SOURCES]
    texts += sorted(geography.DATA.glob("*.csv"))
    return hashlib.sha256(reading.reader_version().encode() + b"".join(path.read_bytes() for path in texts)).hexdigest()[:16]


def _local(tidy: Path) -> str:
    """The text of the analyst's own neighbourhoods and models, a change of which changes the store or what is made of it."""
    paths = [*sorted((tidy.parent / "local" / "areas").glob("*.toml")), *(tidy.parent / "local").glob("models.toml")]
    return "".join(path.read_text(encoding="utf-8", errors="replace") for path in paths)


def _state(readings: list[Reading], basis: str) -> str:
    return hashlib.sha256("\n".join([basis, *(f"{r.file} {r.sha256} {r.trace}" for r in readings)]).encode()).hexdigest()


def _compute(readings: list[Reading], tidy: Path, basis: str) -> Caveats:
    caveats, table = Caveats(), cache(partial(_table, readings, tidy))
    locations = _placed(readings, table, tidy, caveats)
    parts = {name: reading.part_names(readings, name) for name in {entry["table"] for each in readings for entry in each.tables}}
    for reference in [] if store.is_internal(tidy) else admissions.inside(tidy.parent, dt.date.today()):
        caveats.note("", f"Admissions held under {reference} are for the inside alone: `jsna report --audience internal` shows them.")
    parts[ADMISSIONS] = _admissions_held(tidy)
    caveats.add(publications.make(table, parts, locations.table, tidy, basis))
    rows, others = publications.used(tidy)
    if suppress.rules(rows):
        rows = suppress.suppressed(rows, locations.table, _before(tidy, rows), caveats)
    caveats.reconciliation = reconciliation.averages(rows, table("deprivation_summary"), locations.areas)
    _write_numbers(tidy, rows, others, locations.table, caveats)
    return caveats


def _admissions_held(tidy: Path) -> list[str]:
    return admissions.fingerprints(tidy.parent, dt.date.today(), store.audience(tidy))


def _table(readings: list[Reading], tidy: Path, name: str) -> pd.DataFrame:
    """A tidy table of published files, or the admissions that were counted from records."""
    if name == ADMISSIONS:
        phrases = [definition.counts for definition in definitions().values()]
        return admissions.admissions(tidy.parent, dt.date.today(), phrases, store.audience(tidy))
    return reading.table(readings, tidy / "sources", name)


def _write_numbers(tidy: Path, rows: pd.DataFrame, others: pd.DataFrame, locations: pd.DataFrame, caveats: Caveats) -> None:
    beside = reconciliation.compared(rows, others)
    caveats.otherwise = reconciliation.counted(beside)
    store.write_table(tidy / "reconciliation.parquet", beside, sort_by=["footprint", "area_code", *reconciliation.SORTED])
    store.write_table(tidy / "coverage.parquet", publications.lacks(tidy))
    registers = {definition.id: definition.sources[0] for definition in definitions().values() if definition.register}
    store.write_table(tidy / "doubtful.parquet", doubtful.doubtful(rows, registers))
    alike = casemix.casemix(rows, locations, [definition.id for definition in definitions().values() if definition.casemix])
    store.write_table(tidy / "casemix.parquet", alike, sort_by=["footprint", "area_code", "indicator_id"])
    store.write_table(tidy / "indicators.parquet", rows[indicators.COLUMNS], sort_by=["footprint", "area_code", "indicator_id", "period"])


def _placed(readings: list[Reading], table: Callable[[str], pd.DataFrame], tidy: Path, caveats: Caveats) -> Places:
    """Where every unit lies, which is written before any number."""
    names = {name for kind in TABLES.values() for name in kind} - {"practices", "boundaries"}
    tables = {name: table(name) for name in sorted(names)}
    tables["practices"] = reading.table(readings, tidy / "sources", "practices", place_in_file=True)
    _refuse_mixed(tables["areas"])
    whole, outlines = _whole(tables, caveats), reading.part_paths(readings, tidy / "sources", "boundaries")
    whole["membership"], whole["whole"] = exact.with_fits(whole["membership"], outlines)
    _refuse(whole["areas"], {entry["table"] for each in readings for entry in each.tables}, store.fictional(tidy))
    locations = places(whole, tidy.parent / "local" / "areas", publication(serving("lists")[0].sources[0]).least_cover, caveats)
    store.unsettle(tidy)
    _write_places(tidy, locations)
    store.write_table(tidy / "boundaries.parquet", boundaries.boundaries(outlines, locations.areas))
    return locations


def _whole(tables: dict[str, pd.DataFrame], caveats: Caveats) -> dict[str, pd.DataFrame]:
    """The tables that say where units lie, without older revisions, and without registers of years that were cut short."""
    # Which small areas an index has, its revisions do not change; they are settled where it is counted.
    newest = {name: rows if name == "deprivation" else revisions.settled(name, rows, caveats) for name, rows in tables.items()}
    return {**newest, "prevalence": national_sets.whole_registers(newest["prevalence"], newest["practices"], caveats)}


def _refuse(areas: pd.DataFrame, tables: set[str], fictional: str) -> None:
    if areas.empty:
        raise BuildError(
            "the raw folder has no lookup that says which areas there are.",
            f"Put ONS's LSOA to CCG to district lookup (such as LSOA11_CCG19_LAD19) into it.{fictional}",
        )
    if not tables & {module.TABLES[0] for module in counts.modules().values()}:
        raise BuildError("the raw folder has nothing to report on.", "Put the raw QOF files, IoD or the monthly activity return into it.")


def _refuse_mixed(areas: pd.DataFrame) -> None:
    invented = areas.loc[areas["footprint"].str.startswith("lsoa"), "area_code"].str.match(geography.DEMONSTRATION)
    if invented.any() and not invented.all():
        raise BuildError(
            "the raw folder holds demonstration files and real ones together.",
            "Keep demonstration data in a workspace of its own (`jsna demo` does).",
        )


def _before(tidy: Path, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of earlier editions, whose numbers are kept beside their reports; of several, those of the newest that has them."""
    paths = sorted((tidy.parents[1] / "reports").glob("*/indicators.parquet"))
    frames = [store.read_table(path) for path in paths if path.parent.name != _edition(rows[DATED].drop_duplicates())]
    confidential = [frame[frame["source_id"].isin(list(suppress.rules(frame)))] for frame in frames]
    return pd.concat(confidential, ignore_index=True).drop_duplicates(indicators.KEY, keep="last") if confidential else rows.head(0)


def _edition(dates: pd.DataFrame) -> str:
    """The financial year of the newest data: never today's date, so that the same files give the same edition.

    The year of an index of deprivation names that index; its data are older, and make no newer edition.
    """
    candidates = dates[[publication(source).dated for source in dates["source_id"]]]
    newest = max(periods.parse(text).end for text in (candidates if len(candidates) else dates)["period"].unique())
    return periods.financial_year(newest).replace("/", "-")


def _is_demonstration(tidy: Path) -> bool:
    codes = store.read_table(tidy / "areas.parquet", [("footprint", "==", "lsoa_2011")], ["area_code"])["area_code"]
    return bool(codes.str.match(geography.DEMONSTRATION).any())


def _write_places(tidy: Path, locations: Places) -> None:
    areas = named(locations.areas.drop_duplicates(["footprint", "area_code"])).assign(known_as=geography.known_as)
    members = locations.membership.drop_duplicates(["footprint", "area_code", "parent_footprint"])
    kinds = {source: publication(source).unit_kind for source in counts.publications()}
    store.write_table(tidy / "areas.parquet", areas, sort_by=["footprint", "area_code"])
    store.write_table(tidy / "membership.parquet", members, sort_by=["footprint", "area_code"])
    store.write_table(tidy / "practices.parquet", locations.practices, sort_by=["practice_code", "source_id"])
    store.write_table(tidy / "made_of.parquet", fingerprints(locations.table, kinds))
    store.write_table(tidy / "places.parquet", locations.table, sort_by=["unit_kind", "footprint", "area_code", "period"])
