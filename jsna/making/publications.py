"""Publications: the indicator rows of each, kept under a hash of all that they are made of, and which of several is used."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import ModuleType

import pandas as pd

from jsna import store
from jsna.catalogue import definitions, publication
from jsna.making import counts, indicators, places
from jsna.making.remarks import Remarks
from jsna.making.rollup import of_years, over_days, rollup

Tables = dict[str, pd.DataFrame]
#: How the files end in which the rows of a publication are kept: those of its own year, those that it gives of others, and what lacks.
OWN, ELSEWHERE, LACKING = ".parquet", ".elsewhere", ".lacking"
#: A share of the weight that is not there because the parts were added in another order.
ROUNDING = 1e-9
#: What is said of a number that is not given, for want of units.
LACK = ["source_id", "footprint", "area_code", "period", "what", "cover"]


def rows(table: Callable[[str], pd.DataFrame], parts: dict[str, list[str]], placed: pd.DataFrame, folder: Path, basis: str,
         remarks: Remarks) -> None:
    """Make the rows of each publication where a table of its own, or where its units lie, changed; what is kept of other builds is removed.

    Parameters
    ----------
    table : callable
        Reads a tidy table.
    parts : dict
        By tidy table, the names of the parts that it was read from, which are hashes.
    folder : Path
        Where rows are kept.
    basis : str
        Whatever else rows depend on: the program's own text, and the analyst's neighbourhoods.
    """
    stems = {name: folder / f"{name}-{_hash(module, parts, basis)}" for name, module in counts.modules().items()}
    for name, stem in stems.items():
        if not stem.with_suffix(".json").is_file():
            module = counts.modules()[name]
            _make(module, {known: table(known) for known in module.TABLES}, placed, stem)
    for path in folder.iterdir():
        if path.with_suffix("") not in stems.values():
            path.unlink()
    for stem in stems.values():
        remarks.add(Remarks(**_facts(stem)["remarks"]))


def used(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows that are used, and what other publications and editions say: of each indicator and period, those of the most trusted.

    A period is taken from one publication in every footprint, so that an area stands beside an England of the same source.
    """
    stems = sorted(path.with_suffix("") for path in folder.glob("*.json"))
    most = _trusted([tuple(given) for stem in stems for given in _facts(stem)["gives"]])
    own, beside = [], []
    for stem in stems:
        frame, other = store.read_table(stem.with_suffix(OWN)), store.read_table(stem.with_suffix(ELSEWHERE))
        beaten = [tuple(given) not in most for given in _facts(stem)["gives"]]
        if any(beaten):
            keys = pd.MultiIndex.from_frame(frame[["indicator_id", "period", "source_id"]])
            taken = keys.isin(list(most))
            frame, other = frame[taken], pd.concat([other, frame[~taken]], ignore_index=True)
        own.append(frame)
        beside.append(other)
    return tuple(_joined(frames) for frames in (own, beside))


def lacking(folder: Path) -> pd.DataFrame:
    """The numbers that are not given for want of units: `LACK`, where `cover` is the share that is there."""
    return _joined([store.read_table(path) for path in sorted(folder.glob(f"*{LACKING}"))])


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else frames[0]


def _trusted(given: list[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """Of what publications give (indicator, period, publication) the first of each in the order that its definition trusts them."""
    rank = {key: {source: place for place, source in enumerate(known.sources)} for key, known in definitions().items()}
    first: dict[tuple[str, str], tuple[int, str]] = {}
    for indicator, period, source in given:
        place = min((at for known, at in rank[indicator].items() if source.startswith(known)), default=len(rank[indicator]))
        first[indicator, period] = min(first.get((indicator, period), (place, source)), (place, source))
    return {(*key, source) for key, (_, source) in first.items()}


def _hash(module: ModuleType, parts: dict[str, list[str]], basis: str) -> str:
    kinds = {publication(known).unit_kind for known in module.PUBLICATIONS}
    needed = {*module.TABLES, *(name for kind in kinds for name in places.TABLES[kind])}
    text = "\n".join([basis, *(part for name in sorted(needed) for part in parts.get(name, []))])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _facts(stem: Path) -> dict[str, dict[str, list[list[str]]]]:
    return dict(json.loads(stem.with_suffix(".json").read_text(encoding="utf-8")))


def _make(module: ModuleType, tables: Tables, placed: pd.DataFrame, stem: Path) -> None:
    remarks = Remarks()
    counted = module.counts(tables, remarks) if len(tables[module.TABLES[0]]) else pd.DataFrame()
    sums = summed(counted, placed) if len(counted) else pd.DataFrame(columns=[*LACK, "edition", "numerator"])
    enough = _enough(sums)
    every = indicators.rows(sums[enough], definitions().values())
    own = every["edition"] == every["period"]
    gives = every.loc[own, ["indicator_id", "period", "source_id"]].drop_duplicates().to_numpy().tolist()
    store.write_table(stem.with_suffix(OWN), every[own])
    store.write_table(stem.with_suffix(ELSEWHERE), every[~own])
    store.write_table(stem.with_suffix(LACKING), sums.loc[~enough & (sums["edition"] == sums["period"]), LACK])
    # The facts are written last: where they are, the rows are whole.
    with store.replacing(stem.with_suffix(".json")) as temporary:
        temporary.write_text(json.dumps({"gives": gives, "remarks": asdict(remarks)}), encoding="utf-8")


def summed(counted: pd.DataFrame, placed: pd.DataFrame) -> pd.DataFrame:
    """The counts that a definition asks for, added up to every area, and to the years of which every month is there."""
    asked = {known.counts for known in definitions().values()}
    months = {text.removeprefix(counts.PHRASES["year"]) for text in asked}
    sums = over_days(rollup(counted[counted["what"].isin([*asked, *months])], placed))
    years = of_years(sums[_enough(sums) & sums["what"].isin(months)])
    return pd.concat([sums, years[years["what"].isin(asked)]], ignore_index=True) if len(years) else sums


def _enough(sums: pd.DataFrame) -> pd.Series:
    """Whether so much of an area's units have a number as the publication asks for."""
    least = sums["source_id"].map({source: publication(source).least_cover for source in sums["source_id"].unique()})
    return sums["cover"].astype(float) >= least - ROUNDING
