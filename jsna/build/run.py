"""The build: raw files to tidy tables to the indicator table, only where something changed."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from jsna import geography, schemas, store
from jsna.build import indicators, reading
from jsna.catalogue import INDICATORS, definitions
from jsna.errors import BuildError

#: Kinds of footprint that practices are summed to, where the lookups hold them.
HEALTH_KINDS = ("ccg", "sub_icb")
#: A footprint that cannot place this share of England's patients in a year is left out for that year, and the manifest says so.
MOST_UNPLACED = 0.005


@dataclass(frozen=True)
class Built:
    """What a build did."""

    readings: list[reading.Reading]
    unplaced: list[dict[str, Any]]
    changed: bool


def build(raw: Path, tidy: Path) -> Built:
    """Build the store of a workspace from a folder of published files.

    Raises
    ------
    BuildError
        Where there is nothing to build from, or demonstration and real files lie together.
    """
    if not raw.is_dir():
        raise BuildError(f"{raw}: there is no such folder of published files.", "Name it with --raw, or put files into data/raw.")
    before, parts = store.read_manifest(tidy), tidy / "sources"
    version = _version()
    known = before.get("files", {}) if before.get("version") == version else {}
    readings = reading.read_all(raw, parts, known)
    state = _state(readings, version)
    if state == before.get("state"):
        return Built(readings, before["unplaced"], changed=False)
    unplaced = _compute(readings, parts, tidy)
    store.write_manifest(
        tidy, {"version": version, "state": state, "raw": str(raw), "files": reading.as_json(readings), "unplaced": unplaced}
    )
    return Built(readings, unplaced, changed=True)


def _version() -> str:
    here = Path(__file__).parent
    texts = [*sorted(here.glob("*.py")), here.parent / "geography.py", here.parent / "catalogue.py", INDICATORS]
    texts += sorted(geography.DATA.glob("*.csv"))
    return hashlib.sha256(reading.reader_version().encode() + b"".join(path.read_bytes() for path in texts)).hexdigest()[:16]


def _state(readings: list[reading.Reading], version: str) -> str:
    return hashlib.sha256("\n".join([version, *(f"{r.file} {r.sha256}" for r in readings)]).encode()).hexdigest()


def _compute(readings: list[reading.Reading], parts: Path, tidy: Path) -> list[dict[str, Any]]:
    tables = {name: reading.table(readings, parts, name) for name in ("prevalence", "practices", "areas", "membership")}
    absent = [name for name, rows in tables.items() if rows.empty]
    if absent:
        raise BuildError(
            f"the raw folder has no file that gives the table {absent[0]}.",
            "Put the QOF prevalence file, its list of practices and the lookups of CCGs into it, and see `jsna check`.",
        )
    _refuse_mixture(tables["prevalence"])
    unplaced: list[dict[str, Any]] = []
    counts = pd.concat(_sums(tables, unplaced), ignore_index=True)
    rows = indicators.rows(counts, definitions().values())
    _write(tidy, rows, tables)
    store.write_table(tidy / "places.parquet", _places(tables), sort_by=["footprint", "area_code", "period"])
    return unplaced


def _refuse_mixture(prevalence: pd.DataFrame) -> None:
    fictional = prevalence["practice_code"].str.match(schemas.DEMONSTRATION)
    if fictional.any() and not fictional.all():
        raise BuildError(
            "the raw folder holds demonstration files and real ones together.",
            "Keep demonstration data in a workspace of its own (`jsna demo` does).",
        )


def _sums(tables: dict[str, pd.DataFrame], unplaced: list[dict[str, Any]]) -> Iterator[pd.DataFrame]:
    prevalence, areas = tables["prevalence"], tables["areas"]
    by_period = {str(period): set(rows["practice_code"]) for period, rows in prevalence.groupby("period")}
    lists, table = geography.dated(tables["practices"], by_period), geography.successions()
    for period, counts in prevalence.groupby("period"):
        yield indicators.practices(counts)
        yield indicators.england(counts)
        for footprint in _health_footprints(areas):
            placement = geography.place(lists, pd.Index(by_period[str(period)]), str(period), footprint, areas, table)
            lost = _unplaced(counts, placement, str(period), footprint)
            unplaced.append(lost)
            if lost["patients"] > MOST_UNPLACED * lost["of"]:
                continue
            sums = indicators.summed(counts, placement.areas, footprint)
            yield sums
            yield from _within_larger(sums, tables["membership"])


def _places(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Which practice belonged to which area in which period, as it was summed."""
    by_period = {str(period): set(rows["practice_code"]) for period, rows in tables["prevalence"].groupby("period")}
    lists, table = geography.dated(tables["practices"], by_period), geography.successions()
    frames = [
        geography.place(lists, pd.Index(codes), str(period), footprint, tables["areas"], table)
        .areas.rename("area_code")
        .reset_index()
        .assign(period=period, footprint=footprint)
        for period, codes in by_period.items()
        for footprint in _health_footprints(tables["areas"])
    ]
    return pd.concat(frames, ignore_index=True)


def _health_footprints(areas: pd.DataFrame) -> list[str]:
    return sorted(f for f in areas["footprint"].unique() if f.rsplit("_", 1)[0] in HEALTH_KINDS)


def _within_larger(sums: pd.DataFrame, membership: pd.DataFrame) -> Iterator[pd.DataFrame]:
    footprint = sums["footprint"].iloc[0] if len(sums) else ""
    larger = membership.loc[
        (membership["footprint"] == footprint) & membership["parent_footprint"].str.match("stp_|icb_"), "parent_footprint"
    ]
    for parent in sorted(larger.unique()):
        inside = geography.parents(membership, footprint, parent)
        keyed = sums.assign(area_code=sums["area_code"].map(inside), footprint=parent)
        yield keyed.groupby(["area_code", "footprint", "period", "register", "list_type", "source_id"], as_index=False)[
            ["patients", "list_size"]
        ].sum()


def _unplaced(counts: pd.DataFrame, placement: geography.Placement, period: str, footprint: str) -> dict[str, Any]:
    lists = counts[counts["list_type"] == "TOTAL"].drop_duplicates("practice_code").set_index("practice_code")["list_size"]
    lost = int(lists.reindex(list(placement.unplaced)).sum())
    return {"period": period, "footprint": footprint, "practices": list(placement.unplaced), "patients": lost, "of": int(lists.sum())}


def _write(tidy: Path, rows: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> None:
    store.write_table(tidy / "indicators.parquet", rows, sort_by=["footprint", "area_code", "indicator_id", "period"])
    store.write_table(
        tidy / "areas.parquet", tables["areas"].drop_duplicates(["footprint", "area_code"]), sort_by=["footprint", "area_code"]
    )
    store.write_table(
        tidy / "membership.parquet",
        tables["membership"].drop_duplicates(["footprint", "area_code", "parent_footprint"]),
        sort_by=["footprint", "area_code"],
    )
    store.write_table(tidy / "practices.parquet", tables["practices"], sort_by=["practice_code", "source_id"])
