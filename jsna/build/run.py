"""The build: raw files to tidy tables to the indicator table, only where something changed."""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd
from filelock import FileLock

from jsna import geography, store
from jsna.build import (
    doubtful,
    families,
    groups,
    indicators,
    made_of,
    national,
    reading,
    reconciliation,
    registers,
    revisions,
    shapes,
    suppress,
    unions,
)
from jsna.build.remarks import Remarks
from jsna.catalogue import INDICATORS, definitions
from jsna.errors import BuildError
from jsna.names import named

#: Tidy tables that a report is made of: one of them has to be there.
REPORTED = ("prevalence", "deprivation", "activity")
#: The editions of the indices that rank the small areas of 2011.
OF_2011 = ("2015", "2019")
#: The columns of the table of practices and the areas they lay in.
PLACES = ("practice_code", "area_code", "period", "footprint")


@dataclass(frozen=True)
class Built:
    """What a build did."""

    readings: list[reading.Reading]
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
    with FileLock(tidy.with_name(f".{tidy.name}.lock")):
        return _build(raw, tidy)


def _build(raw: Path, tidy: Path) -> Built:
    before, parts = store.read_manifest(tidy), tidy / "sources"
    version = _version()
    known = before.get("files", {}) if before.get("version") == version else {}
    readings = reading.read_all(raw, parts, known)
    state = _state(readings, version + _own(tidy))
    if state == before.get("state"):
        return Built(readings, changed=False)
    try:
        remarks = _compute(readings, parts, tidy, version + _own(tidy))
    except BuildError as failure:
        refused = "".join(f"\n  Left out: {reading.refused}" for reading in readings if reading.refused)
        raise BuildError(failure.message + refused, failure.remedy) from None
    facts = {
        "edition": _edition(store.read_table(tidy / "indicators.parquet", columns=["period", "period_start"])),
        "demonstration": _is_demonstration(tidy),
        "version": version,
        "definitions": {key: definition.fingerprint for key, definition in definitions().items()},
        "state": state,
        "raw": str(raw.resolve()),
        "files": reading.as_json(readings),
        **{name: told for name, told in asdict(remarks).items() if name != "lacking"},
    }
    store.write_manifest(tidy, facts)
    return Built(readings, changed=True)


def _version() -> str:
    here = Path(__file__).parent
    texts = [*sorted(here.glob("*.py")), *sorted((here.parent / "methods").rglob("*.py"))]
    texts += [here.parent / "geography.py", here.parent / "catalogue.py", INDICATORS]
    texts += sorted(geography.DATA.glob("*.csv"))
    return hashlib.sha256(reading.reader_version().encode() + b"".join(path.read_bytes() for path in texts)).hexdigest()[:16]


def _own(tidy: Path) -> str:
    """The text of the analyst's own neighbourhoods and models, a change of which changes the store or what is made of it."""
    paths = [*sorted((tidy.parent / "local" / "areas").glob("*.toml")), *(tidy.parent / "local").glob("models.toml")]
    return "".join(path.read_text(encoding="utf-8", errors="replace") for path in paths)


def _state(readings: list[reading.Reading], version: str) -> str:
    return hashlib.sha256("\n".join([version, *(f"{r.file} {r.sha256}" for r in readings)]).encode()).hexdigest()


def _compute(readings: list[reading.Reading], parts: Path, tidy: Path, basis: str) -> Remarks:
    remarks = Remarks()
    rows = _rows(readings, parts, tidy, basis, remarks)
    if suppress.rules(rows):
        rows = suppress.suppressed(rows, _units(readings, parts, tidy), _before(tidy, rows), remarks)
    beside = reconciliation.compared(rows, families.elsewhere(tidy / "families"))
    remarks.otherwise = reconciliation.counted(beside)
    store.write_table(tidy / "doubtful.parquet", doubtful.doubtful(rows))
    store.write_table(tidy / "coverage.parquet", indicators.coverage(remarks.lacking, definitions().values()))
    store.write_table(tidy / "reconciliation.parquet", beside, sort_by=["footprint", "area_code", *reconciliation.SORTED])
    store.write_table(tidy / "indicators.parquet", rows, sort_by=["footprint", "area_code", "indicator_id", "period"])
    return remarks


def _rows(readings: list[reading.Reading], parts: Path, tidy: Path, basis: str, remarks: Remarks) -> pd.DataFrame:
    tables = {name: reading.table(readings, parts, name) for name in (*families.PLACING, "patients_by_lsoa")}
    tables |= {name: revisions.settled(name, tables[name], remarks) for name in ("areas", "membership")}
    cut = national.lookups(tables["membership"], _ranked(readings, parts), remarks)
    tables |= {name: tables[name][~tables[name]["source_id"].isin(cut)] for name in ("areas", "membership")}
    tables["prevalence"] = national.registers(tables["prevalence"], tables["practices"], remarks)
    tables["areas"], tables["membership"] = geography.with_upper_tier(tables["areas"], tables["membership"])
    tables["membership"] = unions.with_unions(geography.with_small_areas(tables["membership"]))
    _refuse(tables["areas"], {entry["table"] for read in readings for entry in read.tables}, store.fictional(tidy))
    placed = _placed(tables, remarks, tidy.parent / "local" / "areas") if len(tables["prevalence"]) else pd.DataFrame(columns=list(PLACES))
    _note_unions(tables["membership"], remarks)
    store.unsettle(tidy)
    _write_places(tidy, tables, placed)
    store.write_table(tidy / "boundaries.parquet", shapes.boundaries(reading.part_paths(readings, parts, "boundaries"), tables["areas"]))
    return families.rows(readings, parts, tables, placed, tidy / "families", "\n".join([basis, *cut]), remarks)


def _ranked(readings: list[reading.Reading], parts: Path) -> set[str]:
    """The small areas that any index of deprivation ranks."""
    paths = reading.part_paths(readings, parts, "deprivation")
    frames = [store.read_distinct(path, ["lsoa_code", "edition"]) for path in paths]
    return {code for frame in frames for code in frame.loc[frame["edition"].isin(OF_2011), "lsoa_code"]}


def _note_unions(membership: pd.DataFrame, remarks: Remarks) -> None:
    whole = membership[membership["footprint"].str.startswith("ccg_") & membership["parent_footprint"].str.startswith("upper_tier_")]
    for council, members in whole.groupby("parent_footprint"):
        made_up = members["parent_code"].nunique()
        of = "Registers, lists, ages and activity of a council are those of the CCGs that make it up exactly, small area by small area"
        remarks.note(str(council), f"{of}: of the patients of their practices, wherever they live. {made_up} councils are made up so.")


def _placed(tables: dict[str, pd.DataFrame], remarks: Remarks, own: Path) -> pd.DataFrame:
    """Who belonged where; groups of practices join the tables of areas and of who lies in what."""
    prevalence = tables["prevalence"]
    dated = geography.dated(tables["practices"], registers.by_period(prevalence))
    tables["practices"] = revisions.settled("practices", dated, remarks)
    placed = registers.places(tables, remarks)
    made = groups.groups(tables["practices"], placed, own)
    tables["areas"] = pd.concat([tables["areas"], made.areas], ignore_index=True)
    tables["membership"] = pd.concat([tables["membership"], made.membership], ignore_index=True)
    return pd.concat([placed, registers.of_groups(made.practices, prevalence)], ignore_index=True)


def _refuse(areas: pd.DataFrame, held: set[str], fictional: str) -> None:
    if areas.empty:
        raise BuildError(
            "the raw folder has no lookup that says which areas there are.",
            f"Put ONS's LSOA to CCG to district lookup (such as LSOA11_CCG19_LAD19) into it.{fictional}",
        )
    if not held & set(REPORTED):
        raise BuildError("the raw folder has nothing to report on.", "Put the raw QOF files, IoD or the monthly activity return into it.")
    invented = areas.loc[areas["footprint"].str.startswith("lsoa"), "area_code"].str.match(geography.DEMONSTRATION)
    if invented.any() and not invented.all():
        raise BuildError(
            "the raw folder holds demonstration files and real ones together.",
            "Keep demonstration data in a workspace of its own (`jsna demo` does).",
        )


def _units(readings: list[reading.Reading], parts: Path, tidy: Path) -> Iterator[tuple[tuple[str, ...], pd.DataFrame]]:
    tables = {name: store.read_table(tidy / f"{name}.parquet") for name in ("areas", "membership")}
    tables["patients_by_lsoa"] = reading.table(readings, parts, "patients_by_lsoa")
    return made_of.units(tables, store.read_table(tidy / "places.parquet"))


def _before(tidy: Path, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of earlier editions, whose numbers are kept beside their reports; of several, those of the newest that has them."""
    kept = sorted((tidy.parents[1] / "reports").glob("*/indicators.parquet"))
    frames = [store.read_table(path) for path in kept if path.parent.name != _edition(rows)]
    held = [frame[frame["source_id"].isin(list(suppress.rules(frame)))] for frame in frames]
    return pd.concat(held, ignore_index=True).drop_duplicates(indicators.KEY, keep="last") if held else rows.head(0)


def _edition(dates: pd.DataFrame) -> str:
    """The financial year of the newest data: never today's date, so that the same files give the same edition.

    The year of an index of deprivation names that index; its data are older, and make no newer edition.
    """
    dated = dates[dates["period"].str.contains("[-/]")] if dates["period"].str.contains("[-/]").any() else dates
    newest = str(dated["period_start"].max())
    start = int(newest[:4]) - (newest[5:7] < "04")
    return f"{start}-{(start + 1) % 100:02d}"


def _is_demonstration(tidy: Path) -> bool:
    codes = store.read_table(tidy / "areas.parquet", [("footprint", "==", "lsoa_2011")], ["area_code"])["area_code"]
    return bool(codes.str.match(geography.DEMONSTRATION).any())


def _write_places(tidy: Path, tables: dict[str, pd.DataFrame], placed: pd.DataFrame) -> None:
    areas = named(tables["areas"].drop_duplicates(["footprint", "area_code"]))
    members = tables["membership"].drop_duplicates(["footprint", "area_code", "parent_footprint"])
    store.write_table(tidy / "areas.parquet", areas, sort_by=["footprint", "area_code"])
    store.write_table(tidy / "membership.parquet", members, sort_by=["footprint", "area_code"])
    store.write_table(tidy / "practices.parquet", tables["practices"], sort_by=["practice_code", "source_id"])
    store.write_table(tidy / "made_of.parquet", made_of.fingerprints(tables, placed))
    store.write_table(tidy / "places.parquet", placed, sort_by=["footprint", "area_code", "period"])
