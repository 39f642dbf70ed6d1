"""Practices: their names, and the areas that they belonged to when a list was made."""

import re

import pandas as pd

from jsna import schemas
from jsna.readers import tables
from jsna.readers.rawfile import RawFile
from jsna.readers.years import as_of
from jsna.schemas import Tidy

CODE_AND_NAME = {"PRACTICE_CODE": "practice_code", "PRACTICE_NAME": "practice_name"}

#: Headings of each list that has any: publication, kind of area, columns; organisation references from the newest back.
#: Lists of maximum points only have no area and are none of these.
LAYOUTS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("qof_organisation_reference", "ccg", {**CODE_AND_NAME, "CCG_CODE": "area_code", "CCG_ONS_CODE": "gss_code"}),
    ("qof_organisation_reference", "ccg", {**CODE_AND_NAME, "CCG_CODE": "area_code", "CCG_GEOGRAPHY_CODE": "gss_code"}),
    # The payments of those years have the same headings of a practice and its CCG: the area team tells them apart.
    ("qof_organisation_reference", "ccg", {"PRACTICECODE": "practice_code", "PRACTICENAME": "practice_name", "CCGCODE": "area_code",
                                           "ATCODE": "area_team_code"}),
    ("qof_geography_mapping", "ccg", {**CODE_AND_NAME, "CCG_ODS_CODE": "area_code", "PCN_ODS_CODE": "pcn_code"}),
    ("qof_geography_mapping", "sub_icb", {**CODE_AND_NAME, "SUB_ICB_ODS_CODE": "area_code", "PCN_ODS_CODE": "pcn_code"}),
    ("qof_geography_mapping", "sub_icb", {**CODE_AND_NAME, "SUB_ICB_LOC_ODS_CODE": "area_code", "PCN_ODS_CODE": "pcn_code"}),
    ("practice_pcn_map", "sub_icb", {**CODE_AND_NAME, "SUB_ICB_LOCATION_CODE": "area_code", "PCN_CODE": "pcn_code",
                                     "PRACTICE_POSTCODE": "postcode", "EXTRACT_DATE": "as_of"}),
    ("practice_pcn_map", "ccg", {**CODE_AND_NAME, "CCG_CODE": "area_code", "PCN_CODE": "pcn_code", "PRACTICE_POSTCODE": "postcode",
                                 "EXTRACT_DATE": "as_of"}),
    # Before there were networks.
    ("practice_pcn_map", "ccg", {**CODE_AND_NAME, "CCG_CODE": "area_code", "EXTRACT_DATE": "as_of"}),
)
#: Layouts so much their own that a file with every heading but one is of this publication.
DISTINCT = tuple({name: (heading,) for heading, name in layout.items()} for _, _, layout in LAYOUTS)
#: A list may name the networks too.
NETWORK_NAME = "PCN_NAME"
#: What stands for a practice in no network.
NO_NETWORK = "U"

#: Columns of the ODS practice list, which has no header, counted from 0.
EPRACCUR = {0: "practice_code", 1: "practice_name", 9: "postcode", 10: "opened", 12: "status", 14: "area_code", 25: "setting"}
EPRACCUR_WIDTH = 27
STATUS = {"A": True, "ACTIVE": True, "C": False, "INACTIVE": False, "D": False, "DORMANT": False, "P": False, "PROPOSED": False}
#: Settings of practices with a QOF register: GP practice, walk-in centre and public health service, before and since ODS changed its codes.
SETTINGS = ("4", "1", "8", "RO76", "RO87", "RO255")
#: A CCG or sub-ICB location has 3 characters, or 5 if it began in 2021; 7A1 to 7A7 are local health boards in Wales.
COMMISSIONER = r"(?!7A\d)[0-9A-Z]{3}|[A-Z]\d[A-Z]\d[A-Z]"
CCGS_FROM, SUB_ICB_FROM = "20130401", "2022-07-01"


def recognises(raw: RawFile) -> bool:
    """Whether a text file lists practices with the areas they belong to."""
    return _layout(raw) is not None or _is_epraccur(tables.headings(raw))


def read(raw: RawFile) -> list[Tidy]:
    """Each practice with its area, as one list gives it."""
    layout = _layout(raw)
    return [schemas.check(_epraccur(raw) if layout is None else _headed(raw, *layout))]


def _layout(raw: RawFile) -> tuple[str, str, dict[str, str]] | None:
    names = {heading.upper() for heading in tables.headings(raw)}
    return next((layout for layout in LAYOUTS if set(layout[2]) <= names), None)


def _is_epraccur(first_row: list[str]) -> bool:
    # Its last cells may be blank, and are no headings then.
    date_match = max(EPRACCUR) - 10 < len(first_row) <= EPRACCUR_WIDTH and re.fullmatch(r"(19|20)\d{6}", first_row[10])
    return bool(date_match) and re.fullmatch(r"[A-Z]\d{5}", first_row[0]) is not None and first_row[12] in STATUS


def _headed(raw: RawFile, publication: str, area_kind: str, names: dict[str, str]) -> Tidy:
    table = tables.refuse_empty(tables.filled(tables.columns(raw.frame, names, raw)), "practices", raw)
    day = as_of(raw, table["as_of"], "EXTRACT_DATE") if "as_of" in table else ""
    networks = tables.optional(raw, NETWORK_NAME)
    table = table if networks is None else table.assign(pcn_name=networks)
    return Tidy("practices", publication, _rows(raw, table.assign(active=True), area_kind, day), len(table))


def _epraccur(raw: RawFile) -> Tidy:
    frame = tables.filled(raw.bare_frame).fillna("").rename(columns=EPRACCUR)
    day = _newest_opening(raw, frame["opened"])
    outside = ~frame["area_code"].str.fullmatch(COMMISSIONER)
    elsewhere = ~outside & ~frame["setting"].map(lambda codes: any(code in SETTINGS for code in codes.split("|")))
    practices = frame[~outside & ~elsewhere].assign(active=lambda rows: _active(raw, rows["status"]))
    tables.refuse_empty(practices, "practices with a commissioner in England", raw)
    rows = _rows(raw, practices, "sub_icb" if day >= SUB_ICB_FROM else "ccg", day)
    drops = tables.dropped({"no commissioner in England": outside, "setting without a QOF register, such as a prison": elsewhere})
    return Tidy("practices", "ods_epraccur", rows, len(frame), drops)


def _newest_opening(raw: RawFile, openings: pd.Series) -> str:
    """The date of a list that states none: when the newest organisation in it opened, as 2020-01-01."""
    newest = str(tables.matching(raw, openings, r"(19|20)\d{6}", "a date such as 19740401", "11 (opened)").max())
    # A list cannot be older than the CCGs in it: this one is an extract of old practices, of a date that nothing tells.
    return f"{newest[:4]}-{newest[4:6]}-{newest[6:]}" if newest >= CCGS_FROM else ""


def _active(raw: RawFile, status: pd.Series) -> pd.Series:
    tables.refuse_where(raw, ~status.isin(list(STATUS)), status, f"a status, one of {', '.join(STATUS)}", "13 (status)")
    return status.map(STATUS).astype(bool)


def _rows(raw: RawFile, table: pd.DataFrame, area_kind: str, day: str) -> pd.DataFrame:
    def text(column: str) -> pd.Series:
        return table[column].fillna("").str.strip() if column in table else pd.Series("", index=table.index, dtype="str")

    rows = pd.DataFrame({"practice_code": text("practice_code"), "practice_name": text("practice_name"), "as_of": day,
                         "area_kind": area_kind, "area_code": text("area_code"), "pcn_code": text("pcn_code").replace(NO_NETWORK, ""),
                         "pcn_name": text("pcn_name"), "postcode": text("postcode"), "active": table["active"]})
    return tables.lineage(rows, raw)
