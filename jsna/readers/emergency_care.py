"""A&E attendances and emergency admissions of NHS England: England by month, or providers by month."""

import re
from collections.abc import Iterator

import pandas as pd

from jsna.readers.rawfile import RawFile
from jsna.readers.tables import (
    MONTHS,
    chosen,
    filled,
    header_row,
    headings,
    known,
    lacks,
    lineage,
    matching,
    normal,
    numbers,
    refusal,
    refuse_where,
    sheet_frame,
    sheet_names,
    sheet_rows,
)
from jsna.schemas import Tidy, check

#: Providers by month, as the R package NHSRdatasets re-shaped them.
NAMES = {"month": ("period",), "area_code": ("org_code",), "department": ("type",), "attendances": ("attendances",),
         "over_four_hours": ("breaches",), "admissions": ("admissions",)}
TYPES = {"1": "type 1", "2": "type 2", "other": "other"}
MEASURES = ("attendances", "over_four_hours", "admissions")

#: Providers in the month of one file, as NHS England publishes them. Who came by appointment is beside the others from 2020 on.
MONTHLY = {"month": ("Period",), "area_code": ("Org Code",)}
DEPARTMENTS = {
    "type 1": ("A&E attendances Type 1", "Attendances over 4hrs Type 1", "Emergency admissions via A&E - Type 1"),
    "type 2": ("A&E attendances Type 2", "Attendances over 4hrs Type 2", "Emergency admissions via A&E - Type 2"),
    "other": ("A&E attendances Other A&E Department", "Attendances over 4hrs Other Department",
              "Emergency admissions via A&E - Other A&E department"),
}
BOOKED = "booked appointments"
EVERY_COLUMN = {heading: (heading,) for headings in DEPARTMENTS.values() for heading in headings}
PERIOD = re.compile(rf"msitae-(?P<month>{'|'.join(MONTHS)})-(?P<year>20\d\d)", re.IGNORECASE)
TOTAL = "total"
#: The sheet of the workbooks of providers, which say the same and less plainly.
PROVIDERS = "provider level data"

#: England by month: how the headings of the sheet `Activity` begin.
ACTIVITY = {
    ("type 1", "attendances"): "type 1 departments", ("type 2", "attendances"): "type 2 departments",
    ("other", "attendances"): "type 3 departments", ("all", "attendances"): "total attendances",
    ("type 1", "admissions"): "emergency admissions via type 1", ("type 2", "admissions"): "emergency admissions via type 2",
    ("other", "admissions"): "emergency admissions via type 3", ("not by A&E", "admissions"): "other emergency admissions",
    ("all", "admissions"): "total emergency admissions",
}
#: The totals of the sheet `Performance`, and how many columns before a total that of each department stands: their headings repeat.
TIMES = ("total attendances < 4 hours", "total attendances > 4 hours")
BEFORE_TOTAL = {"type 1": 3, "type 2": 2, "other": 1, "all": 0}
#: Sums of monthly estimates are those of their parts to a millionth; no published number is off by more.
SLACK = 1.5
#: A heading that another one begins with.
WHOLE = "total emergency admissions"


def recognises(raw: RawFile) -> bool:
    """Whether a file is England's series by month, that of providers in one month, or the re-shaped one of providers."""
    found = headings(raw)
    providers = any(normal(sheet) == PROVIDERS for sheet in sheet_names(raw))
    return (not lacks(found, NAMES) or len(lacks(found, {**MONTHLY, **EVERY_COLUMN})) <= 1 or providers
            or ("Activity" in sheet_names(raw) and _header(raw) is not None))


def read(raw: RawFile) -> list[Tidy]:
    """Attendances, those over four hours, and admissions by month and department.

    Raises
    ------
    FileError
        Where a heading is absent, a cell is no number or no month, or the types do not add up to the total.
    """
    if any(normal(sheet) == PROVIDERS for sheet in sheet_names(raw)):
        raise refusal(raw, "attendances of providers as text (Monthly-AE-April-2023.csv)", "the workbook of the same month",
                      remedy="Download the csv file beside it on the same page; nothing was changed.")
    if raw.kind == "text":
        return [_providers(raw) if lacks(raw.header, MONTHLY) else _monthly(raw)]
    rows = _england(raw)
    return [check(Tidy("emergency_care", "ae_england", rows, len(rows), notes=tuple(_notes(raw, rows))))]


def _monthly(raw: RawFile) -> Tidy:
    frame, spelt = chosen(raw, {**MONTHLY, **EVERY_COLUMN}, of_what="providers")
    totals = frame["area_code"].str.casefold().eq(TOTAL) | frame["month"].str.casefold().eq(TOTAL)
    kept = frame[~totals]
    periods = matching(raw, kept["month"], f"(?i:{PERIOD.pattern})", "a period such as MSitAE-APRIL-2023", spelt["month"])
    matches = {cell: PERIOD.fullmatch(cell) for cell in periods.unique()}
    months = {cell: f"{found['year']}-{MONTHS.index(found['month'].lower()) + 1:02d}" for cell, found in matches.items() if found}
    booked = any(BOOKED in normal(name) and raw.frame[str(name)].loc[kept.index].str.strip().ne("0").any() for name in raw.frame)
    notes = ("Attendances by appointment are published beside the others and left out.",) if booked else ()
    parts = [pd.DataFrame({"area_code": kept["area_code"], "month": kept["month"].map(months), "department": department,
                           **{name: numbers(kept[heading], raw, "", heading, missing=("", "-"))
                              for name, heading in zip(MEASURES, named, strict=True)}}) for department, named in DEPARTMENTS.items()]
    dropped = {"the sum of the others": int(totals.sum())} if totals.any() else {}
    return check(Tidy("emergency_care", "ae_by_provider", lineage(pd.concat(parts), raw), len(frame), dropped, notes))


def _providers(raw: RawFile) -> Tidy:
    frame, spelt = chosen(raw, NAMES, of_what="providers")
    month = matching(raw, frame["month"], r"20\d\d-\d\d-01", "the first day of a month", spelt["month"]).str[:7]
    department = known(raw, frame["department"], list(TYPES), spelt["department"]).map(TYPES)
    values = {name: numbers(frame[name], raw, "", spelt[name], missing=()) for name in MEASURES}
    refuse_where(raw, values["over_four_hours"] > values["attendances"], frame["over_four_hours"], "no more than the attendances",
                 spelt["over_four_hours"])
    rows = lineage(pd.DataFrame({"area_code": frame["area_code"], "month": month, "department": department, **values}), raw)
    return check(Tidy("emergency_care", "ae_by_provider", rows, len(rows)))


def _header(raw: RawFile) -> int | None:
    rows = sheet_rows(raw, "Activity")
    header = header_row(rows, ["Period", "Total Attendances"])
    return header if header is not None and any(normal(cell).startswith("emergency admissions via") for cell in rows[header]) else None


def _england(raw: RawFile) -> pd.DataFrame:
    header = _header(raw) or 0
    frame = filled(sheet_frame(raw, "Activity", header))
    places = [normal(name) for name in frame.columns]
    month = _months(raw, frame, places.index("period"), "Activity")
    late = _over_four_hours(raw)
    read_values: dict[str, dict[str, pd.Series]] = {}
    for (department, measure), heading in ACTIVITY.items():
        place = _place(raw, places, heading)
        values = numbers(frame.iloc[:, place].loc[month.index], raw, "Activity", str(frame.columns[place]), missing=())
        read_values.setdefault(department, {})[measure] = values
    _refuse_sums(raw, read_values)
    unknown = pd.Series(float("nan"), index=month.index)
    parts = [pd.DataFrame({"area_code": "ENG", "month": month, "department": department, "attendances": values.get("attendances", unknown),
                           "over_four_hours": _of_all(values["attendances"], month, late, department) if department in late else unknown,
                           "admissions": values["admissions"]}) for department, values in read_values.items()]
    return lineage(pd.concat(parts), raw, "Activity")


def _over_four_hours(raw: RawFile) -> dict[str, pd.DataFrame]:
    """By department: those within four hours and those over, by month; nothing where no such sheet is in the workbook."""
    if "Performance" not in sheet_names(raw):
        return {}
    header = header_row(sheet_rows(raw, "Performance"), ["Period", *TIMES])
    if header is None:
        raise refusal(raw, f"a row of headings with `Period`, `{TIMES[0]}` and `{TIMES[1]}`", "none", sheet="Performance")
    frame = filled(sheet_frame(raw, "Performance", header))
    places = [normal(name) for name in frame.columns]
    # The table of the sites that test new standards stands to the right of the first one, under the same headings.
    month = _months(raw, frame, places.index("period"), "Performance")
    frame = frame.loc[month.index]
    within, over = (_departments(raw, frame, places.index(total)) for total in TIMES)
    return {name: pd.DataFrame({"within": within[name], "over": over[name]}).set_axis(month) for name in BEFORE_TOTAL}


def _departments(raw: RawFile, frame: pd.DataFrame, total: int) -> dict[str, pd.Series]:
    columns = {name: total - before for name, before in BEFORE_TOTAL.items()}
    values = {name: numbers(frame.iloc[:, place], raw, "Performance", str(frame.columns[place]), missing=())
              for name, place in columns.items()}
    wrong = (sum(values[name] for name in TYPES.values()) - values["all"]).abs() > SLACK
    if wrong.any():
        row = int(wrong.index[wrong][0])
        raise refusal(raw, "the total as the sum of the departments", f"{values['all'][row]:,.0f}", row=row, sheet="Performance",
                      column=str(frame.columns[total]))
    return values


def _of_all(attendances: pd.Series, month: pd.Series, late: dict[str, pd.DataFrame], department: str) -> pd.Series:
    """Those over four hours in the months whose times are of all attendances; not known in the others."""
    times = late[department].reindex(month)
    whole = (times["within"] + times["over"] - attendances.set_axis(month)).abs() <= SLACK
    return times["over"].where(whole).set_axis(month.index)


def _notes(raw: RawFile, rows: pd.DataFrame) -> Iterator[str]:
    unknown = rows.loc[(rows["department"] == "all") & rows["over_four_hours"].isna(), "month"]
    if len(unknown) and "Performance" in sheet_names(raw):
        yield (f"{len(unknown)} months ({unknown.min()} to {unknown.max()}) have no time for every attendance: "
               "over four hours is not known there.")


def _place(raw: RawFile, places: list[str], heading: str) -> int:
    found = [i for i, name in enumerate(places) if (name == heading if heading == WHOLE else name.startswith(heading))]
    if len(found) != 1:
        raise refusal(raw, f"one column that begins with {heading!r}", f"{len(found)}", sheet="Activity", column=heading)
    return found[0]


def _months(raw: RawFile, frame: pd.DataFrame, period: int, sheet: str) -> pd.Series:
    """Months as 2010-08; a note below the table fills one cell, or two, and is left out."""
    cells = frame.iloc[:, period]
    months = cells.str.extract(r"^(20\d\d-\d\d)-01(?: .*)?$")[0]
    odd = cells[months.isna() & ((frame != "").sum(axis=1) > 3)]
    if len(odd) or months.isna().all():
        raise refusal(raw, "a date such as 2010-08-01", repr(next(iter(odd), "")), row=int(odd.index[0]) if len(odd) else None,
                      sheet=sheet, column="Period")
    return months.dropna()


def _refuse_sums(raw: RawFile, values: dict[str, dict[str, pd.Series]]) -> None:
    for measure, parts in (("attendances", ("type 1", "type 2", "other")), ("admissions", ("type 1", "type 2", "other", "not by A&E"))):
        whole = values["all"][measure]
        wrong = (sum(values[part][measure] for part in parts) - whole).abs() > SLACK
        if wrong.any():
            row = int(wrong.index[wrong][0])
            raise refusal(raw, f"{measure} of all departments as the sum of theirs", f"{whole[row]:,.0f}", row=row, sheet="Activity")
