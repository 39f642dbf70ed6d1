"""What each area was made of: a fingerprint of its practices, small areas or commissioners, by which a changed boundary is known."""

import hashlib
from collections.abc import Iterator

import pandas as pd

from jsna import geography
from jsna.build.deprivation import EDITIONS
from jsna.build.patients import nearest_year
from jsna.build.summing import area_footprints, units_within_larger

#: The publications whose rows are summed from practices, small areas, and commissioners.
PRACTICES, COMMISSIONERS = ("qof_raw", "patients_by_age", "nhsbsa_list_sizes"), ("qof_ccg_workbook", "monthly_activity_return")
COLUMNS = ["source_id", "footprint", "area_code", "period", "units"]


def fingerprints(tables: dict[str, pd.DataFrame], placed: pd.DataFrame) -> pd.DataFrame:
    """The fingerprint of the units of each area, by the publication whose rows are summed from them: `COLUMNS`.

    `period` is empty where the units are the same in all. England and what is published as it is have none: nothing is placed.
    """
    frames = []
    for sources, of in units(tables, placed):
        hashed = _hashed(of)
        frames += [hashed.assign(source_id=source) for source in sources]
    return pd.concat(frames, ignore_index=True)[COLUMNS].astype("str")


def units(tables: dict[str, pd.DataFrame], placed: pd.DataFrame) -> Iterator[tuple[tuple[str, ...], pd.DataFrame]]:
    """The units of each area of each footprint, `unit, footprint, area_code, period`, with the publications that are summed from them."""
    practices = placed.rename(columns={"practice_code": "unit"})
    kinds = [(PRACTICES, practices), (COMMISSIONERS, _commissioners(tables))]
    kinds += [((f"iod_{edition}",), _small_areas(tables, of.small_areas)) for edition, of in EDITIONS.items()]
    kinds.append((tuple(f"patients_by_lsoa_{edition}" for edition in EDITIONS), _on_list(practices, tables["patients_by_lsoa"])))
    footprints = area_footprints(tables["areas"])
    for sources, of in kinds:
        yield sources, pd.concat([of, units_within_larger(of, tables["membership"], footprints)])


def _on_list(practices: pd.DataFrame, lists: pd.DataFrame) -> pd.DataFrame:
    """The practices of the year that the newest list of patients by small area is counted in."""
    if lists.empty or practices.empty:
        return practices.head(0)
    month = str(lists["as_of"].max())[:7]
    return practices[practices["period"] == nearest_year(month, practices["period"])].assign(period=month)


def _small_areas(tables: dict[str, pd.DataFrame], kind: str) -> pd.DataFrame:
    members = tables["membership"]
    inside = members.loc[members["footprint"] == kind, ["area_code", "parent_footprint", "parent_code"]].drop_duplicates()
    return inside.set_axis(["unit", "footprint", "area_code"], axis=1).assign(period="")


def _commissioners(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The codes that are carried forward to each area, whether or not anybody reported under them."""
    frames = [pd.DataFrame(columns=["unit", "area_code", "footprint"])]
    for footprint in area_footprints(tables["areas"]):
        known = geography.areas_of(tables["areas"], footprint).index
        unit = pd.Series(sorted({*known, *geography.successions()["predecessor"]}))
        area = geography.carry(unit, footprint, known, footprint.rsplit("_", 1)[0])
        frames.append(pd.DataFrame({"unit": unit, "area_code": area, "footprint": footprint}))
    return pd.concat(frames, ignore_index=True).dropna(subset="area_code").assign(period="")


def _hashed(units: pd.DataFrame) -> pd.DataFrame:
    groups = units.groupby(["footprint", "area_code", "period"])["unit"]
    return groups.agg(lambda codes: hashlib.sha256("\n".join(sorted(set(codes))).encode()).hexdigest()[:12]).rename("units").reset_index()
