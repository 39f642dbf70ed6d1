"""Tables of text: where their headings stand, and their rows, of which none is lost and none is shifted."""

import csv
import io
import re
from collections.abc import Sequence
from contextlib import suppress
from itertools import islice

import numpy as np
import pandas as pd

from jsna.readers.decoding import separator

#: Rows in which the headings are looked for.
FIRST_ROWS = 30


class Misshapen(ValueError):
    """A text that is no table: what to say after the name of its file."""


def first_rows(text: str) -> list[list[str]]:
    """The cells of the first rows, down to one in which they cannot be told apart."""
    rows = list[list[str]]()
    with suppress(csv.Error):  # a quotation mark that nothing closes is for whoever reads all rows
        rows.extend(islice(csv.reader(io.StringIO(text), delimiter=separator(text), skipinitialspace=True), FIRST_ROWS))
    return rows


def heading_row(rows: Sequence[Sequence[str]]) -> int:
    """Position of the headings: the first row with at least half as many filled cells as the fullest, below any title."""
    numbers = [sum(cell.strip() != "" for cell in row) for row in rows[:FIRST_ROWS]]
    return next((i for i, cells in enumerate(numbers) if 2 * cells >= max(numbers) > 0), 0)


def parsed(text: str) -> pd.DataFrame:
    """Every row of a text as text, '' where a cell is empty and missing where there is none; columns and rows from 0.

    Raises
    ------
    Misshapen
        Where rows were swallowed by a quotation mark, or a row has more cells than the first ones.
    """
    width, between = max(map(len, first_rows(text)), default=0), separator(text)
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise Misshapen(f", line {line:,}: expected text, found a byte of nought")
    try:
        table = pd.read_csv(io.StringIO(text), sep=between, header=None, names=range(width), index_col=False, dtype="str",
                            keep_default_na=False, skipinitialspace=True, skip_blank_lines=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise Misshapen(f": expected a table of comma-separated values, found {error}") from None
    _refuse_swallowed(table, text, between)
    return _without_padding(table, text, between)


def _without_padding(table: pd.DataFrame, text: str, between: str) -> pd.DataFrame:
    """The table with missing cells where a row of the text has none; pandas gives it empty ones."""
    if not table.iloc[:, -1].eq("").any():
        return table
    lengths = np.fromiter(map(len, csv.reader(io.StringIO(text), delimiter=between, skipinitialspace=True)), int)
    absent = np.arange(table.shape[1]) >= np.maximum(lengths, 1)[:, np.newaxis]
    return table.mask(absent) if absent.any() else table


def _refuse_swallowed(table: pd.DataFrame, text: str, between: str) -> None:
    """Refuse rows that an unclosed quotation mark swallowed; a cell over several lines that is quoted as a whole is words."""
    lines = text.count("\n") + (not text.endswith("\n"))
    if lines == len(table):
        return
    cells = table.fillna("")
    ends, separators = (cells.apply(lambda column, mark=mark: column.str.count(mark)) for mark in ("\n", re.escape(between)))
    # Where the next mark is by chance at a cell's end, the cell has as many separators as the rows that it holds.
    whole_rows = ((ends > 0) & (separators == ends * (table.shape[1] - 1))).any(axis=1)
    if whole_rows.any():
        row = int(whole_rows.to_numpy().argmax())
        raise _swallowed(row + 1 + int(ends.iloc[:row].to_numpy().sum()))
    _refuse_open(text, between)
    if len(table) + ends.to_numpy().sum() != lines:
        raise Misshapen(f": expected a row for each of {lines:,} lines, found {len(table):,} rows")


def _refuse_open(text: str, between: str) -> None:
    reader, line = csv.reader(io.StringIO(text), delimiter=between, skipinitialspace=True, strict=True), 0
    try:
        for _ in reader:
            line = reader.line_num
    except csv.Error:
        raise _swallowed(line + 1) from None


def _swallowed(line: int) -> Misshapen:
    return Misshapen(f", line {line:,}: expected a cell with quotation marks at both ends or none, found one that goes on over line ends: "
                     "an unclosed mark swallows rows")


def headed(table: pd.DataFrame, start: int) -> pd.DataFrame:
    """The rows below the headings, which are in row `start`; the index is the row in the file, from 1.

    Raises
    ------
    Misshapen
        Where a cell stands to the right of the last heading.
    """
    names = [str(name).strip() for name in table.iloc[start].fillna("")]
    last = max((i for i, name in enumerate(names, 1) if name), default=0)
    body = table.iloc[start + 1:].set_axis(pd.RangeIndex(start + 2, len(table) + 1, name="row"))
    beyond = (body.iloc[:, last:].fillna("") != "").any(axis=1)
    if beyond.any():
        row = body.index[beyond][0]
        raise Misshapen(f", row {row:,}: expected at most {last} cells, one a heading, found {_cells(body.loc[row])}")
    return body.iloc[:, :last].set_axis(names[:last], axis=1)


def refuse_short(body: pd.DataFrame) -> None:
    """Refuse a row of fewer cells than the others, as where a separator was lost: what follows stands in the columns of others."""
    if not body.isna().to_numpy().any():  # nor is one short where all are: an export may end each row before its last, empty column
        return
    rows = body[(body.fillna("") != "").sum(axis=1) > 1]  # a note fills one cell
    lengths = rows.notna().sum(axis=1)
    short = lengths.index[lengths < lengths.max()]
    if len(short):
        raise Misshapen(f", row {short[0]:,}: expected {lengths.max()} cells, found {lengths[short[0]]}: a separator may be lost")


def _cells(row: pd.Series) -> int:
    return int(row.notna().sum())
