"""Monthly Activity Return of NHS England: admissions, referrals and first outpatients by commissioner, a workbook a month."""

import re

import pandas as pd

from jsna.readers import tables
from jsna.readers.rawfile import RawFile
from jsna.schemas import Tidy, check

SHEET = "Commissioner"
CODES = {"Year": "year", "Period": "month_name", "Org Code": "area_code", "Org Name": "area_name"}

#: Headings of the measures. Referrals are those of general and acute specialties, as are all the others.
MEASURES = {
    "Elective G&A Ordinary Admissions (FFCEs)": "elective_ordinary",
    "Elective G&A Daycase Admissions (FFCEs)": "elective_day_case",
    "Elective G&A Total Admissions (FFCEs)": "elective_total",
    "Total Non-elective G&A Admissions (FFCEs)": "non_elective",
    "GP Referrals Made (G&A)": "gp_referrals",
    "GP Referrals Seen (G&A)": "gp_referrals_seen",
    "Other Referrals Made (G&A)": "other_referrals",
    "All 1st Outpatient Attendances (G&A)": "first_outpatient",
}
#: Fractions in one month of 2012, rounded, and a commissioner's total of April 2017, 9 more than its parts, are the publisher's own.
ROUNDING, SLIP = 1, 10


def recognises(raw: RawFile) -> bool:
    """Whether a workbook has first finished consultant episodes (FFCEs) of commissioners, or of others."""
    return any(_header(raw, sheet) is not None for sheet in tables.sheet_names(raw)[:3])


def read(raw: RawFile) -> list[Tidy]:
    """Episodes by commissioner and measure for the one month of the file; England is `ENG`."""
    header = _header(raw, SHEET) if SHEET in raw.sheet_names else None
    if header is None:
        raise tables.refusal(raw, f"a sheet {SHEET}", ", ".join(raw.sheet_names),
                             remedy="Download the workbook of the same month whose basis is the commissioner; nothing was changed.")
    block = tables.labels(tables.sheet_rows(raw, SHEET)[:header])
    body, footnotes = tables.footnotes(tables.sheet_frame(raw, SHEET, header))
    frame = tables.columns(tables.refuse_empty(body, "commissioners", raw, SHEET), {**CODES, **MEASURES}, raw, SHEET)
    rows, fractions = _rows(raw, frame, _month(raw, frame, block), _status(block))
    _refuse_parts(raw, rows)
    notes = [*fractions, *_odd_years(frame, block), *_england(raw, rows), *footnotes]
    return [check(Tidy("activity", "monthly_activity_return", rows, len(frame), notes=tuple(notes)))]


def _header(raw: RawFile, sheet: str) -> int | None:
    rows = tables.sheet_rows(raw, sheet)
    header = tables.header_row(rows, ["Org Code", "Period"])
    return header if header is not None and any("(ffces)" in tables.normal(cell) for cell in rows[header]) else None


def _month(raw: RawFile, frame: pd.DataFrame, block: dict[str, str]) -> str:
    """The month that the block names; the rows' own month must be the same, if only in its first letters (`Janaury` in 2018)."""
    period = tables.month_above(raw, SHEET, block)
    other = frame["month_name"].str.casefold().str[:3] != tables.MONTHS[int(period[5:]) - 1][:3]
    tables.refuse_where(raw, other, frame["month_name"], f"rows of {block['period']}", "Period", SHEET)
    return period


def _status(block: dict[str, str]) -> str:
    """`Revised 13th February 2020`, or `Published …` where the month was not revised."""
    dates = [(word, block.get(word.casefold(), "")) for word in ("Revised", "Published")]
    return next((f"{word} {date}" for word, date in dates if re.search(r"\d", date)), "")


def _rows(raw: RawFile, frame: pd.DataFrame, period: str, status: str) -> tuple[pd.DataFrame, list[str]]:
    area_code = frame["area_code"].mask(frame["area_name"].eq("England") & frame["area_code"].eq(""), "ENG")
    empty = area_code.index[area_code == ""]
    if len(empty):
        raise tables.refusal(raw, "the code of an organisation", "an empty cell", row=empty[0], sheet=SHEET, column="Org Code")
    parts, notes = [], []
    for heading, measure in MEASURES.items():
        values = tables.numbers(frame[measure], raw, SHEET, heading)
        notes += [f"Row {row}: {heading} is {value:,}, not a whole number; rounded." for row, value in values[values % 1 > 0].items()]
        parts.append(pd.DataFrame({"area_code": area_code, "area_name": frame["area_name"], "month": period, "measure": measure,
                                   "episodes": values.round().astype("Int64"), "status": status}))
    return tables.lineage(pd.concat(parts), raw, SHEET), notes


def _odd_years(frame: pd.DataFrame, block: dict[str, str]) -> list[str]:
    name, year = tables.normal(block["period"]).split()
    start = int(year) - (name in tables.MONTHS[:3])
    odd = frame["year"][frame["year"] != f"{start}-{(start + 1) % 100:02d}"]
    if odd.empty:
        return []
    return [f"{len(odd)} rows name another year ({odd.iloc[0]}) than the period of the file, {block['period']}, which was used."]


def _england(raw: RawFile, rows: pd.DataFrame) -> list[str]:
    """A note where England's row exceeds the commissioners in most measures: one of them is not there. In one measure a cell is wrong."""
    is_england = rows["area_code"] == "ENG"
    england = rows[is_england].set_index("measure")["episodes"]
    sums = rows[~is_england].groupby("measure")["episodes"].agg(lambda episodes: episodes.sum(skipna=False))
    both = pd.DataFrame({"england": england, "summed": sums}).dropna()
    odd = both[(both["england"] - both["summed"]).abs() > ROUNDING]
    if odd.empty:
        return []
    heading = next(heading for heading, measure in MEASURES.items() if measure == odd.index[0])
    one, all_others = odd.iloc[0]
    if 2 * len(odd) < len(both):
        raise tables.refusal(raw, f"England as the sum of the commissioners, {all_others:,}", f"{one:,}", sheet=SHEET, column=heading)
    return [f"England's row is not the sum of the commissioners ({heading}: {one:,} and {all_others:,}): one of them may be missing."]


def _refuse_parts(raw: RawFile, rows: pd.DataFrame) -> None:
    elective = rows.pivot(index="row", columns="measure", values="episodes").astype(float)
    tables.refuse_unlike(raw, elective["elective_total"], elective["elective_ordinary"] + elective["elective_day_case"],
                         "the sum of ordinary admissions and day cases", "Elective G&A Total Admissions (FFCEs)", SHEET, SLIP)
