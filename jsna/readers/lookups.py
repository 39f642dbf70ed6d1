"""Lookups of the Office for National Statistics: which small area, CCG, district or sub-ICB location lies in which larger area."""

import re

import pandas as pd

from jsna.readers.rawfile import RawFile
from jsna.readers.tables import columns, dropped, filled, headings, known, lineage, refusal, refuse_empty, refuse_where
from jsna.schemas import Tidy, check

#: Kinds of area as ONS abbreviates them in headings (`CCG19CD`), the smallest first.
KINDS = {"LSOA": "lsoa", "CCG": "ccg", "SICBL": "sub_icb", "LOC": "sub_icb", "STP": "stp", "ICB": "icb", "LAD": "district",
         "LTLA": "district", "UTLA": "upper_tier", "CTYUA": "upper_tier", "NHSER": "region"}

#: Which kinds an area may lie in. CCGs and districts overlap, so neither lies in the other.
PARENTS = {"lsoa": ("lsoa", "ccg", "sub_icb", "stp", "icb", "district", "upper_tier", "region"), "ccg": ("stp", "region"),
           "sub_icb": ("icb", "region"), "stp": ("region",), "icb": ("region",), "district": ("upper_tier",)}

#: Kinds known by their ODS code (`…CDH`). STPs had none before 2020, so they keep the GSS code (`…CD`) in every year.
BY_ODS_CODE, NEVER_BY_ODS_CODE = ("ccg", "sub_icb", "icb"), ("stp",)

HEADING = re.compile(rf"({'|'.join(KINDS)})(\d\d)(CD|CDH|NM|NMW)")
NEARLY = re.compile(rf"({'|'.join(KINDS)})\d\d.*")
ANY_CODE_OR_NAME = re.compile(r"[A-Z]+\d\d(CD|CDH|NM|NMW)")
NUMBERING = {"FID", "OBJECTID", "GLOBALID"}
#: How a small area of 2011 changed by 2021: not at all, split, merged or otherwise.
CHANGE, WITHIN_ONE = "CHGIND", ("U", "M")
SPLIT = "a small area that was split or redrawn lies in no single later one"
#: Areas smaller than the smallest known kind: with them, every area that holds them comes several times.
SMALLER = re.compile(r"(OA|WD)\d\dCD")


def recognises(raw: RawFile) -> bool:
    """Whether a text file holds nothing but codes and names of areas of at least two kinds or years."""
    names = [name.upper() for name in headings(raw) if name]
    every = all(NEARLY.fullmatch(name) or ANY_CODE_OR_NAME.fullmatch(name) or name in {*NUMBERING, CHANGE} for name in names)
    return every and len(_footprints(names)) > 1


def read(raw: RawFile) -> list[Tidy]:
    """The areas that a lookup names, and which lies in which."""
    for name in raw.header:
        if NEARLY.fullmatch(name.upper()) and not HEADING.fullmatch(name.upper()):
            raise refusal(raw, "a heading such as CCG19CD, CCG19CDH or CCG19NM", repr(name), column=name)
    frame = refuse_empty(filled(raw.frame), "areas", raw)
    footprints = _footprints([name.upper() for name in raw.header])
    codes = {footprint: _area(raw, frame, prefix, footprint) for prefix, footprint in footprints.items()}
    publication, apart = _publication(list(codes)), _apart(raw, frame)
    drops = dropped({SPLIT: apart})
    notes = () if _headed(frame, CHANGE) else _best_fit(codes)
    return [check(Tidy("areas", publication, _areas(raw, codes), len(frame))),
            check(Tidy("membership", publication, _membership(raw, codes, apart), len(frame), drops, notes))]


def _headed(frame: pd.DataFrame, heading: str) -> list[str]:
    return [str(name) for name in frame if str(name).upper() == heading]


def _apart(raw: RawFile, frame: pd.DataFrame) -> pd.Series:
    """Whether the small area of a row lies in no single one of the later census: only lookups of exact fits say so."""
    changes = _headed(frame, CHANGE)
    if not changes:
        return pd.Series(False, index=frame.index)
    return ~known(raw, frame[changes[0]].str.strip(), ["U", "M", "S", "X"], CHANGE).isin(WITHIN_ONE)


def _best_fit(codes: dict[str, pd.DataFrame]) -> tuple[str, ...]:
    """What a lookup from small areas of one census to those of another does not hold: most that came of a split."""
    years = [footprint for footprint in codes if _kind(footprint) == "lsoa"]
    if len(years) < 2:
        return ()
    earlier, later = (codes[footprint]["area_code"].nunique() for footprint in years[:2])
    first, second = years[0][-4:], years[1][-4:]
    return (f"Best fit: {earlier:,} small areas of {first} lead to {later:,} of {second}. Areas that came of a split are missing, "
            f"so figures on small areas of {second} need a lookup of their own.",)


def _footprints(names: list[str]) -> dict[str, str]:
    """Prefix of the headings → footprint, the smallest areas and the earliest years first."""
    kinds = {(match[1], match[2]) for match in map(HEADING.fullmatch, names) if match and match[3] == "CD"}
    order = sorted(kinds, key=lambda pair: (list(KINDS).index(pair[0]), pair[1]))
    return {kind + year: f"{KINDS[kind]}_20{year}" for kind, year in order}


def _kind(footprint: str) -> str:
    return footprint[:-5]


def _publication(footprints: list[str]) -> str:
    """For example `lsoa_ccg_district_lookup_2019`: the kinds, without those that only come along, and the newest year."""
    by_lsoa = _kind(footprints[0]) == "lsoa"
    kinds = [_kind(f) for f in footprints if _kind(f) not in (("stp", "icb", "region") if by_lsoa else ("region",))]
    years = [f[-4:] for f in footprints if _kind(f) != "lsoa"] or [f[-4:] for f in footprints]
    return f"{'_'.join(kinds)}_lookup_{max(years)}"


def _area(raw: RawFile, frame: pd.DataFrame, prefix: str, footprint: str) -> pd.DataFrame:
    """Code and name of one footprint's area for each row of the file."""
    present, kind = {str(name).upper() for name in frame.columns}, _kind(footprint)
    by_ods = kind in BY_ODS_CODE or (prefix + "CDH" in present and kind not in NEVER_BY_ODS_CODE)
    codes = {f"{prefix}CDH": "area_code", f"{prefix}CD": "gss_code"} if by_ods else {f"{prefix}CD": "gss_code"}
    table = columns(frame, {**codes, f"{prefix}NM": "area_name"}, raw).fillna("").apply(lambda cells: cells.str.strip())
    for heading, name in codes.items():
        empty = table.index[table[name] == ""]
        if len(empty):
            raise refusal(raw, "the code of an area", "an empty cell", row=empty[0], column=heading)
    refuse_where(raw, ~table["area_name"].str.contains("[A-Za-z]"), table["area_name"], "the name of an area", f"{prefix}NM")
    return table.assign(footprint=footprint, area_code=table["area_code" if by_ods else "gss_code"])


def _areas(raw: RawFile, codes: dict[str, pd.DataFrame]) -> pd.DataFrame:
    key = ["footprint", "area_code", "gss_code", "area_name"]
    # An area with two names or two GSS codes stays twice, and is refused by the table's key.
    areas = pd.concat([area[key].drop_duplicates() for area in codes.values()])
    repeats = areas[areas.duplicated(["footprint", "gss_code"]) & ~areas.duplicated(["footprint", "area_code"])]
    if len(repeats):
        raise refusal(raw, f"one area of the code {repeats['gss_code'].iloc[0]}", f"another one, {repeats['area_code'].iloc[0]}",
                      row=int(repeats.index[0]))
    return lineage(areas, raw)


def _membership(raw: RawFile, codes: dict[str, pd.DataFrame], apart: pd.Series) -> pd.DataFrame:
    smallest, parts = next(iter(codes)), []
    once = not any(SMALLER.fullmatch(str(name).upper()) or str(name).upper() == CHANGE for name in raw.header)
    for child, areas in codes.items():
        for parent in codes:
            later = _kind(child) != _kind(parent) or child < parent
            if _kind(parent) in PARENTS.get(_kind(child), ()) and later:
                pairs = areas[["footprint", "area_code"]].assign(parent_footprint=parent, parent_code=codes[parent]["area_code"])
                pairs = pairs[~apart] if _kind(child) == _kind(parent) else pairs
                # The smallest areas come once each: one that is repeated is refused by the table's key.
                parts.append(pairs if child == smallest and once else pairs.drop_duplicates())
    return lineage(pd.concat(parts), raw)
