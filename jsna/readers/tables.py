"""The table inside a workbook sheet or a text file: its header, its rows, and the numbers in its cells."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

import pandas as pd
from python_calamine import CalamineError

from jsna.errors import FileError
from jsna.readers.rawfile import RawFile

#: Rows in which the headings of a sheet are looked for.
FIRST_ROWS = 30
#: What publishers write for a number that they do not have.
MISSING = ("", ":", "*", "-", "_")

COUNT = r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.0+)?"
#: No count of people, events or days that England publishes reaches the first, and no sum of pounds the second.
LARGEST = {"a count": 1e9, "a number": 1e12}
NUMBER = r"(?=[+-]?\.?\d)[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)?(?:\.\d+)?(?:[eE][+-]?\d+)?"


def text(cell: Any) -> str:
    """A cell as text: blanks at the ends and inside runs collapsed, a whole number without `.0`."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def normal(cell: Any) -> str:
    """A heading as it is compared: `text` in lower case."""
    return text(cell).casefold()


def headings(raw: RawFile) -> list[str]:
    """Headings of a text file or of a workbook's only sheet; none where they cannot be parsed, so that recognising never fails.

    Commas after the last heading are none: some programs end each row with them.
    """
    try:
        titles = raw.header
    except FileError:
        return []
    return titles[: max((i for i, heading in enumerate(titles, 1) if heading), default=0)]


def sheet_names(raw: RawFile) -> list[str]:
    """Names of a workbook's sheets; none where it cannot be opened, so that recognising never fails."""
    try:
        return raw.sheet_names
    except FileError:
        return []


@lru_cache(maxsize=8)
def sheet_rows(raw: RawFile, sheet: str) -> list[list[Any]]:
    """Rows of one sheet, parsed once though several readers look at it; none where the sheet is a chart."""
    try:
        return raw.sheet(sheet)
    except CalamineError:
        return []


def header_row(rows: Sequence[Sequence[Any]], required: Iterable[str]) -> int | None:
    """Position, from 0, of the first row that holds every required heading; None where no early row does."""
    titles = {normal(name) for name in required}
    return next((i for i, row in enumerate(rows[:FIRST_ROWS]) if titles <= {normal(cell) for cell in row}), None)


def table_place(raw: RawFile, required: Iterable[str], most_sheets: int) -> tuple[str, int] | None:
    """The sheet of a workbook that has every required heading, and the position of their row; None where there is no such sheet.

    A workbook of more sheets is another publication, and not parsed for this.
    """
    names = sheet_names(raw)
    places = ((sheet, header_row(sheet_rows(raw, sheet), required)) for sheet in (names if len(names) <= most_sheets else ()))
    return next(((sheet, header) for sheet, header in places if header is not None), None)


def sheet_frame(raw: RawFile, sheet: str, header_index: int) -> pd.DataFrame:
    """Rows below a header as text; headings as `text` gives them, repeats kept; the index is the row in the sheet, from 1."""
    rows = sheet_rows(raw, sheet)
    body = [[text(cell) for cell in row] for row in rows[header_index + 1:]]
    index = pd.RangeIndex(header_index + 2, len(rows) + 1, name="row")
    return pd.DataFrame(body, index=index, columns=[text(cell) for cell in rows[header_index]], dtype="str")


def columns(frame: pd.DataFrame, names: Mapping[str, str], raw: RawFile, sheet: str = "") -> pd.DataFrame:
    """The columns wanted, in our names and order.

    Parameters
    ----------
    names : mapping
        Heading as published → our name; headings are compared by `normal`.

    Raises
    ------
    FileError
        Where a heading is absent, or stands there twice.
    """
    present = [normal(name) for name in frame.columns]
    for heading in names:
        if present.count(normal(heading)) != 1:
            raise _wrong_heading(heading, [str(name) for name in frame.columns], raw, sheet)
    return frame.iloc[:, [present.index(normal(heading)) for heading in names]].set_axis(list(names.values()), axis=1)


def optional(raw: RawFile, heading: str) -> pd.Series | None:
    """The column of a text file that not every year has; None where it is absent.

    Raises
    ------
    FileError
        Where it stands there twice.
    """
    there = any(normal(name) == normal(heading) for name in raw.frame.columns)
    return columns(raw.frame, {heading: heading}, raw)[heading] if there else None


def _wrong_heading(heading: str, present: list[str], raw: RawFile, sheet: str) -> FileError:
    times = sum(normal(name) == normal(heading) for name in present)
    near = {normal(name): name for name in present if name}
    nearest = [near[name] for name in get_close_matches(normal(heading), near, n=1, cutoff=0.5)]
    instead = f"{times} columns of that name" if times else repr(nearest[0]) if nearest else ", ".join(map(repr, present))
    return refusal(raw, f'a column "{heading}"', instead, sheet=sheet, column=heading,
                   remedy="Give the column the heading that it was published with, or download the file again; nothing was changed.")


def spellings(titles: Iterable[str], names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Heading as it stands in a file → our name, for each name of which one spelling is there."""
    present = {normal(heading) for heading in titles}
    matches = {name: next((spelling for spelling in variants if normal(spelling) in present), "") for name, variants in names.items()}
    return {spelling: name for name, spelling in matches.items() if spelling}


def lacks(titles: Iterable[str], names: Mapping[str, Sequence[str]]) -> list[str]:
    """Our names of which no spelling is among the headings of a file."""
    there = spellings(titles, names).values()
    return [name for name in names if name not in there]


def refuse_lacking(raw: RawFile, names: Mapping[str, Sequence[str]]) -> None:
    """Refuse a text file that lacks one of our names in every spelling."""
    for name in lacks(raw.header, names):
        raise _wrong_heading(" or ".join(names[name]), raw.header, raw, "")


def chosen(raw: RawFile, names: Mapping[str, Sequence[str]], optional: Mapping[str, Sequence[str]] | None = None,
           of_what: str = "data") -> tuple[pd.DataFrame, dict[str, str]]:
    """The filled rows of a text file in our names, and the heading that each name had.

    Raises
    ------
    FileError
        Where a heading is absent in every spelling or stands there twice, or there are no rows.
    """
    refuse_lacking(raw, names)
    headings = spellings(raw.header, {**names, **(optional or {})})
    frame = refuse_empty(filled(columns(raw.frame, headings, raw).fillna("")), of_what, raw)
    return frame.apply(lambda cells: cells.str.strip()), {name: heading for heading, name in headings.items()}


def known(raw: RawFile, cells: pd.Series, values: Sequence[str], column: str, sheet: str = "") -> pd.Series:
    """The cells as they are, where each is one of the values."""
    odd = cells.index[~cells.isin(list(values))]
    if len(odd):
        raise refusal(raw, f"one of {', '.join(values)}", repr(cells[odd[0]]), row=int(odd[0]), column=column, sheet=sheet,
                      remedy="Correct the cell, or report the new value to the maintainers; nothing was changed.")
    return cells


def matching(raw: RawFile, cells: pd.Series, pattern: str, of_what: str, column: str, sheet: str = "") -> pd.Series:
    """The cells as they are, where each matches a pattern as a whole."""
    odd = cells.index[~cells.str.fullmatch(pattern)]
    if len(odd):
        raise refusal(raw, of_what, repr(cells[odd[0]]), row=int(odd[0]), column=column, sheet=sheet)
    return cells


def counts(series: pd.Series, raw: RawFile, sheet: str, column: str, missing: Collection[str] = MISSING) -> pd.Series:
    """Whole numbers of at least 0 from text, thousand separators allowed; a mark for missing becomes `<NA>`."""
    values = _parsed(series, COUNT, "a count", raw, sheet, column, missing)
    return values.astype("Int64")


def numbers(series: pd.Series, raw: RawFile, sheet: str, column: str, missing: Collection[str] = MISSING) -> pd.Series:
    """Numbers from text, thousand separators allowed; a mark for missing becomes NaN."""
    return _parsed(series, NUMBER, "a number", raw, sheet, column, missing)


def _parsed(series: pd.Series, pattern: str, expected: str, raw: RawFile, sheet: str, column: str, missing: Collection[str]) -> pd.Series:
    cells = series.str.strip()
    absent = cells.isin(list(missing))
    wrong = ~absent & ~cells.str.fullmatch(pattern)
    if wrong.any():
        raise refusal(raw, expected, repr(series[wrong].iloc[0]), row=int(series.index[wrong][0]), sheet=sheet, column=column)
    values = cells.mask(absent).str.replace(",", "").astype(float)
    refuse_where(raw, ~absent & ~(values.abs() < LARGEST[expected]), series, f"{expected} below {LARGEST[expected]:,.0f}", column, sheet)
    return values


def refuse_where(raw: RawFile, wrong: pd.Series, cells: pd.Series, expected: str, column: str, sheet: str = "") -> None:
    """Refuse the first cell that is wrong."""
    rows = wrong.index[wrong.fillna(False)]
    if len(rows):
        raise refusal(raw, expected, repr(cells[rows[0]]), row=int(rows[0]), column=column, sheet=sheet)


def refuse_unlike(raw: RawFile, values: pd.Series, due: pd.Series, of_what: str, column: str, sheet: str = "", slack: float = 0) -> None:
    """Refuse the first number that is another than the numbers beside it make it; one that is missing contradicts none."""
    wrong = values.index[((values - due).abs() > slack).fillna(False)]
    if len(wrong):
        raise refusal(raw, f"{of_what}, {due[wrong[0]]:,}", f"{values[wrong[0]]:,}", row=int(wrong[0]), column=column, sheet=sheet)


def refusal(raw: RawFile, expected: str, met: str, *, row: int | None = None, column: str = "", sheet: str = "",
            remedy: str = "") -> FileError:
    """The error that says where, what was expected, what was found and what to do."""
    return FileError(f"{raw.place(row, column, sheet)}: expected {expected}, found {met}.", remedy or raw.remedy)


def refuse_empty(frame: pd.DataFrame, of_what: str, raw: RawFile, sheet: str = "") -> pd.DataFrame:
    """The frame as it is, where it has a row."""
    if frame.empty:
        raise refusal(raw, f"rows of {of_what} below the headings", "a header only, no data", sheet=sheet,
                      remedy="Download the whole file; nothing was changed.")
    return frame


def lineage(frame: pd.DataFrame, raw: RawFile, sheet: str = "") -> pd.DataFrame:
    """The frame with `source_id, sheet, row` at its end, the row taken from its index, and a plain index after that."""
    return frame.assign(source_id=raw.name, sheet=sheet, row=frame.index.astype("int64")).reset_index(drop=True)


MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")


def month(words: str) -> str | None:
    """A month as `2019-04` from words such as `April 2019` or `Sept 2019`; None where the words are no month."""
    parts = re.fullmatch(r"([a-z]{3,})\s+(20\d\d)", normal(words))
    numbers = [i for i, name in enumerate(MONTHS, 1) if parts and name.startswith(parts[1])]
    return f"{parts[2]}-{numbers[0]:02d}" if parts and numbers else None


def dropped(reasons: Mapping[str, pd.Series]) -> dict[str, int]:
    """How many rows each reason leaves out, without those that leave out none."""
    return {reason: int(rows.sum()) for reason, rows in reasons.items() if rows.any()}


def filled(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with anything in them."""
    return frame[(frame.fillna("") != "").any(axis=1)]


def footnotes(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The rows of the table, and the notes below it: a note fills one cell of its row, whatever fills more belongs to the table."""
    cells = (frame != "").sum(axis=1)
    notes = ["".join(row) for row in frame[cells == 1].to_numpy()]
    return frame[cells > 1], [note for note in notes if not note.endswith(":")]


def labels(rows: Sequence[Sequence[Any]]) -> dict[str, str]:
    """What the block above a table says: `Period: | April 2019` gives `{"period": "April 2019"}`."""
    texts = [[text(cell) for cell in row if text(cell)] for row in rows]
    return {cells[0][:-1].casefold(): cells[1] if len(cells) > 1 else "" for cells in texts if cells and cells[0].endswith(":")}


def month_above(raw: RawFile, sheet: str, block: Mapping[str, str]) -> str:
    """The month that the block above a table, as `labels` gives it, says that the table is of."""
    period = month(block.get("period", ""))
    if period is None:
        raise refusal(raw, "a month beside `Period:` above the table", repr(block.get("period", "")), sheet=sheet)
    return period
