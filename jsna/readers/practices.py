"""Practices: their names, and the areas that they belonged to when a list was made."""

import re

import pandas as pd

from jsna import schemas
from jsna.readers import tables
from jsna.readers.rawfile import RawFile
from jsna.schemas import Tidy

#: Headings by publication; the first column that a layout names is what it is known by.
LAYOUTS = {
    "qof_organisation_reference": {
        "PRACTICE_CODE": "practice_code",
        "PRACTICE_NAME": "practice_name",
        "CCG_CODE": "area_code",
        "CCG_ONS_CODE": "gss_code",
    },
    "qof_geography_mapping_ccg": {
        "PRACTICE_CODE": "practice_code",
        "PRACTICE_NAME": "practice_name",
        "CCG_ODS_CODE": "area_code",
        "PCN_ODS_CODE": "pcn_code",
    },
    "qof_geography_mapping_sub_icb": {
        "PRACTICE_CODE": "practice_code",
        "PRACTICE_NAME": "practice_name",
        "SUB_ICB_ODS_CODE": "area_code",
        "PCN_ODS_CODE": "pcn_code",
    },
    "practice_pcn_map": {
        "PRACTICE_CODE": "practice_code",
        "PRACTICE_NAME": "practice_name",
        "CCG_CODE": "area_code",
        "PCN_CODE": "pcn_code",
        "PRACTICE_POSTCODE": "postcode",
        "EXTRACT_DATE": "as_of",
    },
}
#: Columns of the ODS practice list, which has no header, counted from 0.
EPRACCUR = {0: "practice_code", 1: "practice_name", 9: "postcode", 10: "opened", 12: "status", 14: "area_code", 25: "setting"}
ACTIVE = ("A", "ACTIVE")
COMMISSIONER = r"^[0-9A-Z]{3}$|^[A-Z]\d[A-Z]\d[A-Z]$"


def recognises(raw: RawFile) -> bool:
    """Whether a text file lists practices with the areas they belong to."""
    found = tables.headings(raw)
    return _publication(found) is not None or _is_epraccur(found)


def read(raw: RawFile) -> list[Tidy]:
    """Each practice with its area, as one list gives it."""
    publication = _publication(tables.headings(raw))
    rows, read_rows, dropped = _epraccur(raw) if publication is None else _headed(raw, publication)
    name = "ods_epraccur" if publication is None else re.sub("_(ccg|sub_icb)$", "", publication)
    return [schemas.check(Tidy("practices", name, tables.lineage(rows, raw), read_rows, dropped))]


def _publication(found: list[str]) -> str | None:
    return next((name for name, layout in LAYOUTS.items() if set(layout) <= set(found)), None)


def _is_epraccur(found: list[str]) -> bool:
    return len(found) == 27 and re.fullmatch(r"[A-Z]\d{5}", found[0]) is not None and re.fullmatch(r"(19|20)\d{6}|", found[10]) is not None


def _headed(raw: RawFile, publication: str) -> tuple[pd.DataFrame, int, dict[str, int]]:
    frame = tables.refuse_empty(raw.frame, "practices", raw)
    named = tables.columns(frame, LAYOUTS[publication], raw)
    rows = _framed(named, "sub_icb" if publication.endswith("sub_icb") else "ccg", _extracted(named))
    return rows, len(frame), {}


def _extracted(named: pd.DataFrame) -> str:
    return "" if "as_of" not in named else pd.to_datetime(named["as_of"].iloc[0], format="%d-%b-%y").strftime("%Y-%m-%d")


def _epraccur(raw: RawFile) -> tuple[pd.DataFrame, int, dict[str, int]]:
    frame = raw.bare_frame.rename(columns=EPRACCUR)
    placed = frame["area_code"].str.match(COMMISSIONER)
    latest = frame["opened"].max()
    as_of = f"{latest[:4]}-{latest[4:6]}-{latest[6:]}"
    rows = _framed(frame[placed].assign(active=frame["status"].isin(ACTIVE)), "sub_icb" if as_of >= "2022-07-01" else "ccg", as_of)
    return rows, len(frame), {"no English commissioner": int((~placed).sum())}


def _framed(named: pd.DataFrame, area_kind: str, as_of: str) -> pd.DataFrame:
    blank = pd.Series("", index=named.index)
    return pd.DataFrame(
        {
            "practice_code": named["practice_code"].str.strip(),
            "practice_name": named["practice_name"].str.strip(),
            "as_of": as_of,
            "area_kind": area_kind,
            "area_code": named["area_code"].str.strip(),
            "pcn_code": named.get("pcn_code", blank).str.strip(),
            "postcode": named.get("postcode", blank).str.strip(),
            "active": named.get("active", pd.Series(True, index=named.index)).astype(bool),
        }
    )
