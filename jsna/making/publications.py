"""Publications: the indicator rows of each, kept under a hash of all that they are made of, and which of several is used."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd

from jsna import local, periods, store
from jsna.catalogue import definitions, publication
from jsna.errors import BuildError
from jsna.making import counts, coverage, indicators, places, revisions
from jsna.making.caveats import Caveats, some
from jsna.making.rollup import NUMBERS, of_years, rollup
from jsna.records import protected

#: What the folders are called in which rows are kept.
KEPT = "publications"
#: How the files end in which a publication is kept: its rows of its own year, those that it gives of others, and what its numbers lack.
OWN, ELSEWHERE, LACKING = ".parquet", ".elsewhere", ".lacking"
#: A share of the weight that is not there because the parts were added in another order.
ROUNDING = 1e-9
#: Indicator, period and publication.
Given = tuple[str, str, str]


def make(table: Callable[[str], pd.DataFrame], parts: dict[str, list[str]], places: pd.DataFrame, tidy: Path, basis: str) -> Caveats:
    """Make the rows of each publication where a table of its own, or where its units lie, changed; what is kept of other builds is removed.

    Parameters
    ----------
    table : callable
        Reads a tidy table.
    parts : dict
        By tidy table, the names of the parts that it was read from, which are hashes.
    tidy : Path
        The folder of the store: rows are kept in it, those of records in the protected folder beside it.
    basis : str
        Whatever else rows depend on: the program's own text, and the analyst's neighbourhoods.

    Returns
    -------
    Caveats
        What was noticed, now or when the rows were made.
    """
    apart = tidy if store.is_internal(tidy) else protected.folder(tidy.parent)  # an internal store is protected itself
    folders = {name: apart if _confidential(module, parts) else tidy for name, module in counts.modules().items()}
    stems = {name: folders[name] / KEPT / f"{name}-{_hash(module, parts, basis)}" for name, module in counts.modules().items()}
    for name, stem in stems.items():
        if not stem.with_suffix(".json").is_file():
            module = counts.modules()[name]
            _make(module, {each: places if each == "places" else table(each) for each in module.TABLES}, places, stem)
    for path in [path for folder in _folders(tidy) for path in folder.iterdir()]:
        if path.with_suffix("") not in stems.values():
            path.unlink()
    caveats = Caveats()
    for stem in stems.values():
        caveats.add(Caveats(**_facts(stem)["caveats"]))
    return caveats


def _confidential(module: ModuleType, parts: dict[str, list[str]]) -> bool:
    """Whether a module counts records, and some are held: its rows are exact, and nobody may see them before small counts are hidden."""
    return any(publication(source).disclosure for source in module.PUBLICATIONS) and any(parts.get(name) for name in module.TABLES[:1])


def _folders(tidy: Path) -> list[Path]:
    apart = [] if store.is_internal(tidy) else [tidy.parent / "protected" / KEPT]
    return [folder for folder in (tidy / KEPT, *apart) if folder.is_dir()]


def used(tidy: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows that are used, and what other publications and editions say: of each indicator and period, those of the most trusted.

    A period is taken from one publication in every footprint, so that an area stands beside an England of the same source. A total
    that was published for an area stays beside the number that leaves some of its people out.
    """
    most = _trusted(tidy)
    frames, beside = [], []
    for stem in _stems(tidy):
        rows, others = store.read_table(stem.with_suffix(OWN)), store.read_table(stem.with_suffix(ELSEWHERE))
        mask = pd.Series(True, rows.index)
        if any(key not in most for key in _gives(stem)):
            mask = pd.Series(pd.MultiIndex.from_frame(rows[["indicator_id", "period", "source_id"]]).isin(list(most)), rows.index)
        frames.append(rows[mask])
        of_areas = [source for source in rows["source_id"].unique() if publication(source).unit_kind != "practice"]
        whole = rows["left_out"].gt(0) & rows["source_id"].isin(of_areas)
        beside += [others, rows[~mask | whole]]
    totals = _joined(beside)
    return _joined(frames), totals.assign(denominator=totals["denominator"] + totals["left_out"].fillna(0.0))


def lacks(tidy: Path) -> pd.DataFrame:
    """What the numbers lack that are used: `indicators.COVERAGE`."""
    most = _trusted(tidy)
    rows = _joined([store.read_table(stem.with_suffix(LACKING)) for stem in _stems(tidy)])
    return rows[pd.MultiIndex.from_frame(rows[["indicator_id", "period", "source_id"]]).isin(list(most))]


def _stems(tidy: Path) -> list[Path]:
    return sorted(path.with_suffix("") for folder in _folders(tidy) for path in folder.glob("*.json"))


def _facts(stem: Path) -> dict[str, Any]:
    return dict(json.loads(stem.with_suffix(".json").read_text(encoding="utf-8")))


def _gives(stem: Path) -> list[Given]:
    return [(indicator, period, source) for indicator, period, source in _facts(stem)["gives"]]


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    parts = [frame for frame in frames if len(frame)]
    return pd.concat(parts, ignore_index=True) if parts else frames[0]


def _trusted(tidy: Path) -> set[Given]:
    """Of the publications that give an indicator for a period, the first in the order in which its definition trusts them."""
    order = {key: definition.sources for key, definition in definitions().items()}
    first: dict[tuple[str, str], tuple[int, str]] = {}
    for indicator, period, source in (triple for stem in _stems(tidy) for triple in _gives(stem)):
        place = next((at for at, name in enumerate(order[indicator]) if source.startswith(name)), len(order[indicator]))
        first[indicator, period] = min(first.get((indicator, period), (place, source)), (place, source))
    return {(*key, source) for key, (_, source) in first.items()}


def _hash(module: ModuleType, parts: dict[str, list[str]], basis: str) -> str:
    kinds = {publication(source).unit_kind for source in module.PUBLICATIONS}
    names = {*module.TABLES, *(name for kind in kinds for name in places.TABLES[kind])}
    words = [] if module.COUNTED else [local.text()]  # definitions choose among the rows of such a one
    text = "\n".join([basis, *words, *(part for name in sorted(names) for part in parts.get(name, []))])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _make(module: ModuleType, tables: dict[str, pd.DataFrame], places: pd.DataFrame, stem: Path) -> None:
    caveats = Caveats()
    tables = {name: revisions.settled(name, rows, caveats) for name, rows in tables.items()}
    cells = module.counts(tables, caveats) if len(tables[module.TABLES[0]]) else pd.DataFrame()
    _refuse_unreadable(cells)
    phrases = {*module.COUNTED, *(definition.counts for definition in definitions().values() if definition.published or definition.csv)}
    assert cells.empty or cells["what"].isin(phrases).all(), "a definition that names what is counted here would be refused"
    sums, lacks = summed(module, cells, places) if len(cells) else (cells, pd.DataFrame(columns=coverage.COLUMNS, dtype="str"))
    _note(cells, places, caveats)
    every = indicators.rows(sums, definitions().values())
    current = every["edition"] == every["period"]
    keys = every.loc[current, ["indicator_id", "period", "source_id"]].drop_duplicates().to_numpy().tolist()
    store.write_table(stem.with_suffix(OWN), every[current])
    store.write_table(stem.with_suffix(ELSEWHERE), every[~current])
    store.write_table(stem.with_suffix(LACKING), indicators.coverage(lacks, definitions().values()))
    # The facts are written last: where they are, the rows are whole.
    store.write_text(stem.with_suffix(".json"), json.dumps({"gives": keys, "caveats": asdict(caveats)}))


def _refuse_unreadable(cells: pd.DataFrame) -> None:
    """Refuse a period that nobody can read: its numbers could not be put in order."""
    for text, rows in cells.groupby("period") if len(cells) else ():
        try:
            periods.parse(str(text))
        except ValueError as fault:
            source, file = str(rows["source_id"].iloc[0]), f"{rows['file'].iloc[0]}: " if "file" in rows else ""
            remedy = "Correct it if it was changed there, else report this layout to the maintainers; nothing was built."
            raise BuildError(f"{file}{publication(source).title}: {fault}.", remedy) from None


def _note(cells: pd.DataFrame, places: pd.DataFrame, caveats: Caveats) -> None:
    """Keep who has no place in a footprint, and which years have no total."""
    for source, rows in cells.groupby("source_id") if len(cells) else ():
        title = publication(str(source)).title
        for footprint, units in coverage.placeless(rows, places).items():
            caveats.note(footprint, f"{title}: those without a place in this footprint are left out: {some(units)}.")
        if nowhere := coverage.nowhere(rows, places):
            caveats.note("", f"{title}: areas that no list of areas holds are left out: {some(nowhere)}.")
        for year, months in coverage.months_held(rows).items():
            caveats.note("", f"{title}, {year}: {months} of 12 months are held, so the year has no total.")


def summed(module: ModuleType, cells: pd.DataFrame, places: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The counts that a definition asks for, of every area and of whole years, and what they lack; what lacks too much has no number."""
    phrases = {definition.counts for definition in definitions().values()}
    months = {text.removeprefix(counts.PHRASES["year"]) for text in phrases}
    subset = cells[cells["what"].isin([*phrases, *months])]
    places = places[~places["footprint"].isin(getattr(module, "TOO_SMALL", ()))]
    every, allowed = _enough(_spoken_of(rollup(subset, places)))
    sums, lacks = every[allowed], coverage.coverage(module, subset, places, every)
    years = of_years(sums[sums["what"].isin({text for text in months if counts.PHRASES["year"] + text in phrases})])
    if years.empty:
        return sums, lacks
    return pd.concat([sums, years], ignore_index=True), pd.concat([lacks, coverage.of_years(lacks, years)], ignore_index=True)


def _spoken_of(sums: pd.DataFrame) -> pd.DataFrame:
    """Sums without those of areas that an analyst's own file has no unit of: it never was about all."""
    sources = sums["source_id"].unique()
    return sums[sums["cover"].gt(0) | ~sums["source_id"].map({source: publication(source).is_own for source in sources})]


def _enough(sums: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Sums without the numbers of areas of whose units too few have one, by what the publication asks for; and which are given.

    Where nothing may lack, such an area has a row without a number; where a little may, it has none.
    """
    least = sums["source_id"].map({source: publication(source).least_cover for source in sums["source_id"].unique()})
    enough = sums["cover"].astype(float) >= least - ROUNDING
    return sums.assign(**{name: sums[name].where(enough) for name in NUMBERS}), enough | least.eq(1)
