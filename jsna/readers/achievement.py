"""Achievement: what the raw QOF files say of each practice and indicator, with and without exceptions."""

import pandas as pd

from jsna.readers.qof_reference import QOF_MISSING
from jsna.readers.rawfile import RawFile
from jsna.readers.tables import chosen, counts, headings, known, lacks, lineage, numbers, refusal, refuse_empty
from jsna.readers.years import year_of
from jsna.schemas import Tidy, check

KEY = {"practice_code": ("PRACTICE_CODE", "PRACTICECODE"), "indicator_code": ("INDICATOR_CODE", "INDICATORCODE")}
#: Since 2015/16 a row is a practice, indicator and measure; since 2020/21 there is a file a region.
LONG = {**KEY, "measure": ("MEASURE",), "value": ("VALUE",)}
#: Before that a row is a practice and indicator, and exceptions are in a file of their own.
WIDE = {**KEY, "numerator": ("NUMERATOR",), "denominator": ("DENOMINATOR",)}
EXCEPTIONS = {**KEY, "exceptions": ("EXCEPTION_COUNT",)}
POINTS = {"points": ("ACHIEVED_POINTS", "POINTS_ACHIEVED", "POINTS")}

#: The measures in our names; exceptions became personalised care adjustments in 2019/20. Registers are in the prevalence file.
MEASURES = {"NUMERATOR": "numerator", "DENOMINATOR": "denominator", "EXCEPTIONS": "exceptions", "PCAS": "exceptions",
            "ACHIEVED_POINTS": "points"}
REGISTER = "REGISTER"
COUNTS = ("numerator", "denominator", "exceptions")


def recognises(raw: RawFile) -> bool:
    """Whether a text file has the headings of achievement or of exceptions, in any year's layout."""
    found = headings(raw)
    return any(not lacks(found, names) for names in (LONG, WIDE, EXCEPTIONS))


def read(raw: RawFile) -> list[Tidy]:
    """Numerator, denominator, exceptions and points of each practice and indicator, in the year of the file's name.

    Raises
    ------
    FileError
        Where the name has no year, a measure is unknown, a cell is no number, a numerator is above its denominator,
        or a key is repeated.
    """
    period = year_of(raw, "QOF2223.zip")
    rows, rows_read, dropped = _long(raw) if not lacks(raw.header, LONG) else _wide(raw)
    _refuse_above(raw, rows)
    held = {name: rows[name] if name in rows else pd.Series(pd.NA, index=rows.index, dtype="Int64") for name in COUNTS}
    points = rows["points"] if "points" in rows else float("nan")
    ordered = pd.DataFrame({"practice_code": rows["practice_code"], "period": period, "indicator_code": rows["indicator_code"],
                            **held, "points": points}, index=rows.index)
    return [check(Tidy("achievement", "qof_achievement", lineage(ordered, raw), rows_read, dropped))]


def _long(raw: RawFile) -> tuple[pd.DataFrame, int, dict[str, int]]:
    frame, spelt = chosen(raw, LONG, of_what="practices")
    registers = frame["measure"].str.upper() == REGISTER
    kept = refuse_empty(frame[~registers], "achievement", raw)
    kept = kept.assign(measure=known(raw, kept["measure"].str.upper(), list(MEASURES), spelt["measure"]).map(MEASURES),
                       value=numbers(kept["value"], raw, "", spelt["value"], QOF_MISSING), row=kept.index)
    repeated = kept[kept.duplicated([*KEY, "measure"])]
    if len(repeated):
        first = repeated.iloc[0]
        raise refusal(raw, "each measure of a practice and indicator once", f"{first['measure']} of {first['practice_code']} twice",
                      row=int(first["row"]))
    across = kept.set_index([*KEY, "measure"])["value"].unstack()
    rows = across.join(kept.groupby(list(KEY))["row"].min()).reset_index().set_index("row").sort_index()
    whole = {name: _whole(raw, rows[name], spelt["value"]) for name in COUNTS if name in rows}
    return rows.assign(**whole), len(frame), {"a register, read from the prevalence file": int(registers.sum())} if registers.any() else {}


def _whole(raw: RawFile, values: pd.Series, column: str) -> pd.Series:
    odd = values.index[(values % 1 != 0) & values.notna()]
    if len(odd):
        raise refusal(raw, "a count", repr(values[odd[0]]), row=int(odd[0]), column=column)
    return values.astype("Int64")


def _wide(raw: RawFile) -> tuple[pd.DataFrame, int, dict[str, int]]:
    names = EXCEPTIONS if lacks(raw.header, WIDE) else WIDE
    frame, spelt = chosen(raw, names, {**EXCEPTIONS, **POINTS}, of_what="practices")
    values = {name: counts(frame[name], raw, "", spelt[name], QOF_MISSING) for name in COUNTS if name in frame}
    points = {"points": numbers(frame["points"], raw, "", spelt["points"], QOF_MISSING)} if "points" in frame else {}
    return frame[list(KEY)].assign(**values, **points), len(frame), {}


def _refuse_above(raw: RawFile, rows: pd.DataFrame) -> None:
    if "numerator" not in rows or "denominator" not in rows:
        return
    above = rows.index[(rows["numerator"] > rows["denominator"]).fillna(False)]
    if len(above):
        found = rows.loc[above[0]]
        raise refusal(raw, f"a numerator of {found['indicator_code']} up to its denominator, {found['denominator']:,}",
                      f"{found['numerator']:,}", row=int(above[0]))
