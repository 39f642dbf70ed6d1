"""What finished pages publish: the numbers of their figures, under the keys of the indicator table that they were made from."""

import csv
import io
import math
import re
from collections.abc import Iterator
from urllib.parse import unquote

import numpy as np
import pandas as pd

from jsna.catalogue import definitions
from jsna.figures.core import keys as row_keys
from jsna.report.audit.tree import Element

#: What tells of a count: of one that is hidden, no figure may show any.
NUMBERS = ["numerator", "denominator", "value", "lower_95", "upper_95", "lower_998", "upper_998"]
#: What stands in the place of a number that is hidden.
HIDDEN = "suppressed"
#: The note of a number that is not hidden and that no page shows.
UNSEEN = "not shown"
COLUMNS = ["figure", *row_keys.KEY, *NUMBERS]
#: A CSV holds ten significant figures.
CLOSE = 1e-9
#: A product this near to a whole number is that number.
WHOLE = 1e-4
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


def data(figure: Element) -> list[tuple[str, ...]]:
    """The rows of the CSV of a figure, the headings first; nothing where it has none."""
    for link in figure.find("a"):
        head, _, content = link.attributes.get("href", "").partition(",")
        if head.startswith("data:text/csv"):
            return [tuple(row) for row in csv.reader(io.StringIO(unquote(content).lstrip(_MARK)))]
    return []


def rows(page: Element) -> pd.DataFrame:
    """The numbers of a page's figures that are made of indicator rows: `COLUMNS`, a row for each row of each figure."""
    every = [row for figure in page.find("figure") if "data-columns" in figure.attributes for row in _rows(figure)]
    return pd.DataFrame(every, columns=COLUMNS)


def keys(figure: Element) -> pd.DataFrame:
    """The keys of the indicator rows behind a figure, but for rows without any number, such as a month that is not held."""
    all_keys = row_keys.from_text(figure.attributes.get("data-behind", ""))
    if "data-columns" not in figure.attributes:
        return all_keys
    at = [place for place, name in enumerate(figure.attributes["data-columns"].split()) if name in NUMBERS]
    has_number = [not at or any(row[place] for place in at) for row in data(figure)[1:]]
    return all_keys[has_number].reset_index(drop=True)


def faults(page: Element) -> Iterator[str]:
    """Beside what a figure calls hidden there is no number of the same count, neither in its CSV nor in its table."""
    for figure in page.find("figure"):
        if "data-columns" in figure.attributes:
            yield from _beside_hidden(figure)


def differences(published: pd.DataFrame, indicators: pd.DataFrame) -> list[str]:
    """Where pages show another number than the store holds, or one that is hidden there; the number itself is not repeated."""
    both = published.reset_index().merge(indicators[[*row_keys.KEY, *NUMBERS]], on=row_keys.KEY, how="left", suffixes=("", "_held"))
    same = [both[name].isna() | _equal(both[name], both[f"{name}_held"]) for name in NUMBERS]
    # A key may stand for several rows of the store, such as one of each sex.
    right = pd.Series(np.logical_and.reduce(same), both.index).groupby(both["index"]).any()
    wrong = published[~right.reindex(published.index)]
    secret_keys = pd.MultiIndex.from_frame(indicators.loc[indicators["value_note"] == HIDDEN, row_keys.KEY].drop_duplicates())
    is_hidden = pd.MultiIndex.from_frame(wrong[row_keys.KEY]).isin(secret_keys)
    findings = zip(wrong["figure"], wrong["indicator_id"], wrong["area_code"], wrong["period"], is_hidden.tolist(), strict=True)
    words = {True: "a number that is hidden", False: "another number than the store holds"}
    return [f"figure {figure}: {key}, {area}, {period}: it shows {words[is_secret]}." for figure, key, area, period, is_secret in findings]


def seen(published: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """The indicator rows as a reader of the pages knows them: what no page shows has the note `UNSEEN`."""
    by_key = published.groupby(row_keys.KEY)[NUMBERS].first()
    numbers = by_key.reindex(pd.MultiIndex.from_frame(indicators[row_keys.KEY])).set_axis(indicators.index)
    counts = counted(indicators.assign(**numbers))
    numbers = numbers.assign(numerator=numbers["numerator"].fillna(counts.round().where((counts - counts.round()).abs() < WHOLE)))
    unseen = numbers["numerator"].isna() & indicators["numerator"].notna()
    return indicators.assign(**numbers, value_note=indicators["value_note"].mask(unseen, UNSEEN))


def counted(rows: pd.DataFrame) -> "pd.Series[float]":
    """The counts that numbers tell: what a number is per is taken out of what it was counted among; a count tells itself, a score nothing.

    The days of a month are known to anybody.
    """
    kinds = rows["indicator_id"].map({key: definition.measure for key, definition in definitions().items()})
    days = {period: pd.Period(period).days_in_month for period in rows["period"].unique() if re.fullmatch(r"\d{4}-\d\d", period)}
    among = rows["denominator"].fillna(rows["period"].map(days).astype(float))
    return (rows["value"] * among / scales(rows)).mask(kinds.eq("count"), rows["value"]).mask(kinds.eq("score"))


def scales(rows: pd.DataFrame) -> "pd.Series[float]":
    """How many a number is per, by its unit: 1,000 of a rate per 1,000, 100 of a percentage or a ratio with England = 100, else 1."""
    return rows["indicator_id"].map({key: _per(definition.unit) for key, definition in definitions().items()}).astype(float)


def _per(unit: str) -> float:
    match = re.search(r"(?:\bper |= ?)(\d[\d,]*)", unit)
    return float(match[1].replace(",", "")) if match else 100.0 if re.search("%|per cent", unit) else 1.0


def _equal(one: pd.Series, other: pd.Series) -> "pd.Series[bool]":
    return (one - other).abs() <= CLOSE * other.abs()


def _rows(figure: Element) -> Iterator[tuple[object, ...]]:
    names, (_, *cells) = figure.attributes["data-columns"].split(), data(figure)
    for key, row in zip(row_keys.keys(figure.attributes["data-behind"]), cells, strict=True):
        values = dict(zip(names, row, strict=True))
        yield figure.attributes["data-figure"], *key, *(_number(values.get(name, "")) for name in NUMBERS)


def _number(cell: str) -> float:
    return math.nan if cell in ("", HIDDEN) else float(cell)


def _beside_hidden(figure: Element) -> Iterator[str]:
    names, (_, *cells) = figure.attributes["data-columns"].split(), data(figure)
    at = [place for place, name in enumerate(names) if name in NUMBERS]
    secret_rows = [number for number, row in enumerate(cells) if HIDDEN in [row[place] for place in at]]
    table = [[cell.text() for cell in row.find("th", "td")] for body in figure.find("tbody") for row in body.find("tr")]
    table_rows = secret_rows if len(table) == len(cells) else []
    texts = [("CSV", cells[number]) for number in secret_rows] + [("table", tuple(table[number])) for number in table_rows]
    for kind, row in texts:
        if any(any(map(str.isdigit, row[place])) for place in at):
            yield f"figure {figure.attributes['data-figure']}: its {kind} has a number beside what is hidden, in the row “{row[0][:80]}”"
