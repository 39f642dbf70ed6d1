"""The data of a figure: a table that can be read, and a CSV that can be taken away."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import pandas as pd

from jsna.figures.core import words
from jsna.figures.core.figure import HIDDEN, Column, Figure
from jsna.figures.core.markup import escaped, plain, slug

_LONGEST = 200  # characters of a cell
#: Headings of limits, which a page folds away on a phone.
_LIMITS = re.compile(r"^95% (lower|upper|limits)|^(Lower|Upper) limit$|^95 of 100")
_RUNS_IN_A_SPREADSHEET = ("=", "+", "-", "@")


def table_html(figure: Figure) -> str:
    """The rows in a region of their own, which scrolls by keyboard where it does not fit."""
    anchor = f"fig-{slug(figure.key, 100)}"
    # The number of the figure tells its table from that of the same figure in another chapter.
    name, number = f"{anchor}-data", f" {anchor}-number" if figure.source else ""
    columns = list(figure.columns.items())
    heads = "".join(_head(place, column) for place, (_, column) in enumerate(columns))
    rows = figure.listed.to_dict("records")
    one_thing = "indicator_id" in figure.rows and len(set(figure.rows["indicator_id"])) == 1
    texts = [_texts(rows, name, column, one_thing) for name, column in columns]
    body = "".join(_row(row, columns, cells) for row, *cells in zip(rows, *texts, strict=True))
    subtitle = escaped(figure.subtitle, 400)
    if figure.draw is None:  # the subtitle stands right above
        subtitle = f'<span class="jsna-hidden">{subtitle}</span>'
    caption = f'<caption id="{name}">{subtitle}</caption>'
    return (
        f'<div class="jsna-table" role="region" tabindex="0" aria-labelledby="{name}{number}"><table>{caption}'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def csv_link(figure: Figure) -> str:
    """The rows, unrounded, as a link that holds them."""
    # The mark at the beginning tells spreadsheets that the text is UTF-8.
    content = quote("\N{ZERO WIDTH NO-BREAK SPACE}" + csv_text(figure), safe=",:;.()/!*'")
    about = f'<span class="jsna-hidden">: {escaped(figure.subtitle, 400)}</span>'
    return (
        f'<p><a class="jsna-csv" download="{slug(figure.key)}.csv" href="data:text/csv;charset=utf-8,{content}">'
        f"Download these numbers (CSV){about}</a></p>"
    )


def csv_text(figure: Figure) -> str:
    """The columns that a reader sees, with raw values to ten significant figures."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([_cell(column.label) for column in figure.columns.values()])
    for row in figure.filed.to_dict("records"):
        writer.writerow([HIDDEN if _is_hidden(row, name) else _cell(row[name]) for name in figure.columns])
    return file.getvalue()


def _head(number: int, column: Column) -> str:
    look = "" if column.numeric or number == 0 else ' class="t"'
    look += " data-limits" if _LIMITS.search(column.label) else ""
    order = "" if column.order is None else f' data-order="{escaped("|".join(column.order))}"'
    return f'<th scope="col"{look}{order}>{escaped(column.label, _LONGEST)}</th>'


def _texts(rows: Sequence[Mapping[Any, Any]], name: str, column: Column, one_thing: bool) -> list[str]:
    """The cells of a column as a reader sees them, points of numbers below each other; numbers of one thing with as many decimals."""
    texts = [HIDDEN if _is_hidden(row, name) else column.text(row[name]) for row in rows]
    if not column.numeric or column.mark:
        return texts
    return words.aligned(_as_precise(texts, [row[name] for row in rows]) if one_thing else texts)


def _as_precise(texts: Sequence[str], values: Sequence[Any]) -> list[str]:
    """The texts with as many decimals as the one that has most, where each is its value rounded: 1.02% under 0.98%, not 1.0%."""
    decimals = [len(number[1] or "") if (number := words.NUMBER.fullmatch(text)) else None for text in texts]
    most = max((each for each in decimals if each is not None), default=0)
    return [
        f"{value:,.{most}f}{'%' if text.endswith('%') else ''}"
        if each is not None and isinstance(value, float) and f"{value:,.{each}f}" == text.rstrip("%")
        else text
        for text, value, each in zip(texts, values, decimals, strict=True)
    ]


def _row(row: Mapping[Any, Any], columns: list[tuple[str, Column]], texts: Sequence[str]) -> str:
    cells = []
    for number, ((_, column), text) in enumerate(zip(columns, texts, strict=True)):
        mark = column.mark(row) if column.mark else ""
        content = escaped(text, _LONGEST) + (f'<span class="jsna-mark" aria-hidden="true">{mark}</span>' if mark else "")
        if number == 0:
            cells.append(f'<th scope="row">{content}</th>')
        else:
            cells.append(f"<td>{content}</td>" if column.numeric or not content else f'<td class="t">{content}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def _is_hidden(row: Mapping[Any, Any], name: str) -> bool:
    return row.get("value_note") == HIDDEN and not isinstance(row[name], str) and bool(pd.isna(row[name]))


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        text = " ".join(plain(value).split())  # in one line, which every reader of CSV agrees on
        return "'" + text if text.startswith(_RUNS_IN_A_SPREADSHEET) else text
    if pd.isna(value):
        return ""
    return f"{value:.10g}" if isinstance(value, float) else value
