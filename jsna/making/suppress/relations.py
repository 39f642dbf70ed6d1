"""Adding up: which published counts are the sum of others, so that one that is hidden could be worked out from the rest."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from jsna import periods
from jsna.geography import ENGLAND
from jsna.making.suppress import ages
from jsna.methods.disclosure import Relation

#: What tells one published count from another.
CELL = ["what", "footprint", "area_code", "period", "sex", "age", "category_type", "category"]
#: What two counts share when one lies in the other's place.
COLUMN = ["what", "period", "sex", "age", "category_type", "category"]
#: How the whole is written where counts are divided.
WHOLE = {"sex": "all", "category": ""}


def relations(cells: pd.DataFrame, units: pd.DataFrame, parts: list[tuple[str, tuple[str, ...]]]) -> tuple[np.ndarray, list[Relation]]:
    """Every count that others are inside of, and what is left of it.

    Parameters
    ----------
    cells : DataFrame
        `CELL` and `count`, a row a published count.
    units : DataFrame
        `unit, footprint, area_code, period`: the smallest areas that each area is made of; no period where they are the same in all, and
        of several the nearest to that of a count.
    parts : list of (str, tuple of str)
        What a count is of, and what those are of that it is made up of; or a denominator, and the one that is counted among it.

    Returns
    -------
    count : ndarray
        The counts, and after them those that nobody published: what is left of an area, a year or a total beside its parts.
    relations : list of Relation
        Positions in `count`; the parts of each make up its total exactly.
    """
    count = list(cells["count"].astype(float))
    exact: list[Relation] = []
    of_ages = [pair for same in _by_age(cells) for pair in _of_ages(same, count)]
    for total, inside in [*_places(cells, units), *_years(cells), *_divisions(cells), *_kinds(cells, parts), *of_ages]:
        rest = count[total] - sum(count[part] for part in inside)
        if rest > 0:
            count.append(rest)
        if rest >= 0:  # parts that are more than the whole overlap, and tell nothing of it
            exact.append((total, [*inside, len(count) - 1] if rest else list(inside)))
    return np.array(count), exact


def _places(cells: pd.DataFrame, units: pd.DataFrame) -> Iterator[tuple[int, list[int]]]:
    """Areas and those of every other footprint that lie wholly inside them; England and all of each footprint."""
    years = {text: periods.placed(text, list(units["period"].unique())) for text in cells["period"].unique()}
    for year, rows in cells.groupby(cells["period"].map(years)):
        members = units[units["period"] == year]
        within = _within(members) if len(members) else {}
        for _, column in rows.groupby(COLUMN):
            at = dict(zip(zip(column["footprint"], column["area_code"], strict=True), column.index, strict=True))
            yield from _found(at, within)
            for footprint, same in column.groupby("footprint"):
                if footprint != "england" and ("england", ENGLAND) in at:
                    yield at["england", ENGLAND], list(same.index)


def _within(units: pd.DataFrame) -> dict[tuple[str, str], dict[str, list[str]]]:
    """For each area the areas of every other footprint that have no unit outside it."""
    each = units[["footprint", "area_code", "unit"]].drop_duplicates(ignore_index=True)
    row, areas = pd.factorize(pd.MultiIndex.from_frame(each[["footprint", "area_code"]]))
    has = csr_array((np.ones(len(each)), (row, pd.factorize(each["unit"])[0])))
    overlap = csr_array(has @ has.T).tocoo()
    whole = overlap.data == np.asarray(has.sum(axis=1)).ravel()[overlap.col]
    inside: dict[tuple[str, str], dict[str, list[str]]] = {}
    for larger, (footprint, code) in zip(areas[overlap.row[whole]], areas[overlap.col[whole]], strict=True):
        if footprint != larger[0]:
            inside.setdefault(larger, {}).setdefault(footprint, []).append(code)
    return inside


def _found(at: dict[tuple[str, str], int], within: dict[tuple[str, str], dict[str, list[str]]]) -> Iterator[tuple[int, list[int]]]:
    for place, by_footprint in within.items():
        for footprint, codes in by_footprint.items():
            inside = [at[footprint, code] for code in codes if (footprint, code) in at]
            if place in at and inside:
                yield at[place], inside


def _years(cells: pd.DataFrame) -> Iterator[tuple[int, list[int]]]:
    """A year and its months."""
    each = {text: periods.parse(text) for text in cells["period"].unique()}
    kinds = cells["period"].map({text: period.kind for text, period in each.items()})
    shorter = cells[kinds.isin(list(periods.IN_A_YEAR))]
    years = shorter["period"].map({text: periods.financial_year(period.start) for text, period in each.items()})
    yield from _pairs(cells[kinds == "financial year"], shorter.assign(period=years))


def _divisions(cells: pd.DataFrame) -> Iterator[tuple[int, list[int]]]:
    """All sexes or categories and each of them."""
    for name, whole in WHOLE.items():
        of_all = cells[name] == whole
        parts = cells[~of_all].assign(**{name: whole})
        for _, group in parts.groupby("category_type") if name == "category" else [("", parts)]:
            rows = group.assign(category_type="") if name == "category" else group
            yield from _pairs(cells[of_all], rows)


def _by_age(cells: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The counts that only age tells apart, where there are several."""
    others = [name for name in CELL if name != "age"]
    for _, same in cells[cells.duplicated(others, keep=False)].groupby(others):
        yield same


def _of_ages(same: pd.DataFrame, count: list[float]) -> list[tuple[int, list[int]]]:
    """Ranges of ages and the narrower ones inside them; what nobody published of those is put at the end of `count`."""
    at = dict(zip(map(ages.span, same["age"]), same.index, strict=True))
    narrow, wholes = ages.sums({span: count[row] for span, row in at.items()})
    for span, people in narrow.items():
        if span not in at and people > 0:
            at[span] = len(count)
            count.append(people)
    return [(at[whole], [at[part] for part in parts if part in at]) for whole, parts in wholes if whole in at]


def _kinds(cells: pd.DataFrame, parts: list[tuple[str, tuple[str, ...]]]) -> Iterator[tuple[int, list[int]]]:
    """Counts of a kind and of the kinds that it is made up of."""
    for what, kinds in parts:
        yield from _pairs(cells[cells["what"] == what], cells[cells["what"].isin(kinds)].assign(what=what), len(kinds))


def _pairs(totals: pd.DataFrame, parts: pd.DataFrame, all_of: int = 1) -> Iterator[tuple[int, list[int]]]:
    """Each total with the parts that have the same key, where there are enough of them."""
    if parts.empty:  # most tables have nothing of a kind to divide, and many totals
        return
    at = dict(zip(totals[CELL].itertuples(index=False, name=None), totals.index, strict=True))
    for key, rows in parts.groupby(CELL):
        if key in at and len(rows) >= all_of:
            yield at[key], list(rows.index)
