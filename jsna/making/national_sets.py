"""National sets: the areas and practices of England that files name, held against each other, so that none is summed that lacks some."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from jsna.making.caveats import Caveats, some
from jsna.schemas import Tidy

#: The footprint of small areas by the census whose they are; indices of 2025 are on those of 2021.
CENSUS_OF_2021 = "_2025_"
#: Areas of Wales, Scotland and Northern Ireland stand beside those of England in some lookups.
ELSEWHERE = ("W", "S", "N")
REMEDY = "The file is a part, cut short or changed: download the whole one; nothing was changed."
#: Of the most areas that any file names, the share that is about as many; an extract of a county is never believed.
ABOUT = 0.99
#: A list is of the practices of a file where it names nearly all of them; a few with newer codes may be of a later year.
ALIKE, MOST_BEYOND = 0.98, 0.01
CUT = "It may have been cut short, and is not used: download it again"
#: Number of areas, and a hash of their codes.
Fingerprint = tuple[int, str]


def sets(tidy: Tidy) -> dict[str, Fingerprint]:
    """By footprint, how many areas of England a table names, and a hash of their codes; none for tables that name a part."""
    footprints = _codes(tidy.table, tidy.publication, tidy.rows)
    return {footprint: (len(codes), hashlib.sha256("\n".join(codes).encode()).hexdigest()[:16]) for footprint, codes in footprints.items()}


def partial(tables: Mapping[str, Sequence[dict[str, Any]]], parts: Path) -> dict[str, str]:
    """Why files are refused for what others hold, by name: each names other areas of a footprint than a whole file.

    `tables` says of each file what was read of it.

    Where as many files name other areas of the same number, nobody can know which of them were changed, and all are refused. Files that
    have no area in common, such as those of a fictional county and of England, are not cut from each other.
    """
    fingerprints: dict[str, dict[tuple[str, str], Fingerprint]] = {}
    for file, entries in tables.items():
        for entry in entries:
            for footprint, (number, digest) in entry.get("sets", {}).items():
                fingerprints.setdefault(footprint, {})[file, entry["part"]] = (number, digest)
    by_part = {entry["part"]: entry for entries in tables.values() for entry in entries}
    refusals = dict[str, str]()
    for footprint, files in sorted(fingerprints.items()):
        for one, other in _unlike(files):
            here, there = (_codes(by_part[part]["table"], by_part[part]["publication"], pd.read_parquet(parts / part))[footprint]
                           for part in (one[1], other[1]))
            if set(here) & set(there):
                refusals.setdefault(one[0], _refusal(one[0], other[0], footprint, here, there))
    return refusals


def _unlike(files: dict[tuple[str, str], Fingerprint]) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Each file that names other areas than a whole one, and that; of about as many areas, those are whole that most files name."""
    times = Counter(digest for _, digest in {(file, digest) for (file, _), digest in files.items()})
    large = [digest for digest in times if digest[0] >= ABOUT * max(number for number, _ in times)]
    whole = [digest for digest in large if (times[digest], digest[0]) == max((times[other], other[0]) for other in large)]
    for file, key in files.items():
        if others := [other for other in whole if other != key]:
            yield file, next(each for each, digest in files.items() if digest == others[0])


def _refusal(file: str, other: str, footprint: str, here: list[str], there: list[str]) -> str:
    lacks = sorted(set(there) - set(here))
    odd = lacks or sorted(set(here) - set(there))
    kind, _, year = footprint.rpartition("_")
    difference = f"that {len(odd):,} of them are missing" if lacks else f"{len(odd):,} besides"
    return (f"{file}: expected the {len(there):,} areas of the kind {kind} of {year} that {other} has, "
            f"found {difference} ({', '.join(odd[:3])}{', …' if len(odd) > 3 else ''}).\n  {REMEDY}")


def _codes(table: str, publication: str, rows: pd.DataFrame) -> dict[str, list[str]]:
    """Codes of the areas of England in a table, by footprint, in order."""
    if table in ("deprivation", "lsoa_population"):
        return {"lsoa_2021" if CENSUS_OF_2021 in publication else "lsoa_2011": sorted(rows["lsoa_code"].unique())}
    if table == "residents":
        inside = rows.loc[~rows["lsoa_code"].str.startswith(ELSEWHERE), "lsoa_code"]
        return {str(rows["footprint"].iloc[0]): sorted(inside.unique())}
    if table != "areas":
        return {}
    english = rows[~rows["gss_code"].str.startswith(ELSEWHERE)]
    codes = english["area_code"].where(english["area_code"] == english["gss_code"], english["area_code"] + " " + english["gss_code"])
    by_footprint = {str(footprint): sorted(group.unique()) for footprint, group in codes.groupby(english["footprint"])}
    # Lookups of a best fit from the small areas of one census lack some of those of the next.
    later = sorted(footprint for footprint in by_footprint if footprint.startswith("lsoa_"))[1:]
    return {footprint: codes for footprint, codes in by_footprint.items() if footprint not in later}


def whole_registers(prevalence: pd.DataFrame, practices: pd.DataFrame, caveats: Caveats) -> pd.DataFrame:
    """The registers without those of years whose file ends long before a list of the same practices does.

    Files of registers are in the order of practices' codes, and the publication's own list of practices names all of them.
    """
    lists = {str(source): set(codes.unique()) for source, codes in practices.groupby("source_id")["practice_code"]}
    years = []
    for period, rows in prevalence.groupby("period"):
        there = set(rows["practice_code"].unique())
        last = max(there)
        alike = max(lists, key=lambda source: len(there & lists[source]), default="")
        beyond = sorted(code for code in lists.get(alike, ()) if code > last)
        if len(there & lists.get(alike, set())) >= ALIKE * len(there) and len(beyond) > MOST_BEYOND * len(lists[alike]):
            years.append(period)
            words = f"{len(beyond):,} practices that {alike} names ({some(beyond, 3)})"
            caveats.note("", f"{', '.join(rows['source_id'].unique())} ends before {words}. {CUT}.")
    return prevalence[~prevalence["period"].isin(years)]
