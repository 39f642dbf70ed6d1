"""Delayed transfers of care of NHS England: delayed days by local authority and type of care, a workbook a month."""

import pandas as pd

from jsna.readers import tables
from jsna.readers.rawfile import RawFile
from jsna.schemas import Tidy, check

SHEET = "la - by type of care"
CODES = {"Code": "authority_code", "Name": "authority_name"}
CARE = {"Acute": "acute", "Non-Acute": "non_acute", "Total": "total"}
#: A sum of days, which may be parts of days, is that of its parts to a thousandth.
SLACK = 0.001
GSS = "ONS Geography"  # from 2015; the 2011 layout has no such code and the first months of 2015 leave it empty


def recognises(raw: RawFile) -> bool:
    """Whether a workbook has the sheet of delayed days by local authority and type of care."""
    return any(tables.header_row(tables.sheet_rows(raw, sheet), CODES) is not None for sheet in _sheets(raw))


def read(raw: RawFile) -> list[Tidy]:
    """Delayed days by authority and type of care for the one month of the file; England is `ENG`."""
    sheet = _sheets(raw)[0]
    rows = tables.sheet_rows(raw, sheet)
    header = tables.header_row(rows, CODES) or 0
    body, notes = tables.footnotes(tables.sheet_frame(raw, sheet, header))
    frame = _delayed_days(raw, sheet, header, tables.refuse_empty(body, "authorities", raw, sheet))
    tidy = _rows(raw, sheet, frame, tables.month_above(raw, sheet, tables.labels(rows[:header])))
    return [check(Tidy("delayed_transfers", "delayed_transfers", tidy, len(body), notes=(*_england(tidy), *notes)))]


def _sheets(raw: RawFile) -> list[str]:
    return [sheet for sheet in tables.sheet_names(raw) if tables.normal(sheet) == SHEET]


def _delayed_days(raw: RawFile, sheet: str, header: int, frame: pd.DataFrame) -> pd.DataFrame:
    """The columns up to the first `Total`; from 2017 the same headings come again for people delayed a day."""
    headings = [tables.normal(name) for name in frame.columns]
    last = headings.index("total") if "total" in headings else len(headings) - 1
    first = headings.index("acute") if "acute" in headings else 0
    banner = tables.normal(tables.sheet_rows(raw, sheet)[header - 1][first]) if header else ""
    if banner not in ("", "delayed days"):
        raise tables.refusal(raw, '"Delayed Days" above the first column Acute', repr(banner), row=header, sheet=sheet, column="Acute")
    return frame.iloc[:, : last + 1]


def _rows(raw: RawFile, sheet: str, frame: pd.DataFrame, period: str) -> pd.DataFrame:
    has_gss = any(tables.normal(name) == tables.normal(GSS) for name in frame.columns)
    table = tables.columns(frame, {**CODES, **CARE, **({GSS: "gss_code"} if has_gss else {})}, raw, sheet)
    gss = table["gss_code"].replace("-", "") if has_gss else ""
    england = table["authority_name"] == "England"
    days = {care: tables.numbers(table[care], raw, sheet, heading) for heading, care in CARE.items()}
    parts_sum = days["acute"] + days["non_acute"]
    tables.refuse_unlike(raw, days["total"], parts_sum, "the sum of acute and non-acute days", "Total", sheet, SLACK)
    parts = [pd.DataFrame({"authority_code": table["authority_code"].mask(england, "ENG"), "gss_code": gss,
                           "authority_name": table["authority_name"], "month": period, "care": care,
                           "delayed_days": days[care]}) for care in CARE.values()]
    return tables.lineage(pd.concat(parts), raw, sheet)


def _england(rows: pd.DataFrame) -> list[str]:
    total = rows[rows["care"] == "total"]
    is_england = total["authority_code"] == "ENG"
    difference = total.loc[is_england, "delayed_days"].sum() - total.loc[~is_england, "delayed_days"].sum()
    if not is_england.any() or difference == 0:
        return []
    return [f"Delayed days: the row of England differs from the sum of the authorities by {difference:,.0f}."]
