"""Trace: the rows of published files behind a stored number, and the number made of those rows again.

It is the join of the roll-up before anything is added up: lines of counts with the places of their units.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from jsna import periods
from jsna.catalogue import Definition, publication
from jsna.errors import BuildError
from jsna.making import counts, indicators
from jsna.making.places import AS_CODED, years
from jsna.making.rollup import NUMBERS, given, over_days
from jsna.making.trace import records
from jsna.making.trace.stored import Store

__all__ = ["COLUMNS", "Store", "Trace", "trace"]

#: What every traced row says: whose it is, where it stands, and what it adds to which count.
COLUMNS = ["area_code", "period", "unit", "source_id", "sheet", "row", "says", "numerator", "denominator", "placed"]
#: What tells the stored rows of one indicator, footprint and publication apart.
KEYS = ["area_code", "period", "sex", "age", "category"]
#: What is compared with the store.
COMPARED = [*NUMBERS, "value", *indicators.LIMITS]
#: Sums of the same numbers in another order agree to this share.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Trace:
    """What stands behind stored rows of one indicator, footprint and publication.

    Parameters
    ----------
    rows : DataFrame
        `COLUMNS`: the rows of published files that were added up.
    again : DataFrame
        The stored rows with `again_` before each of `COMPARED`: the same made of `rows`; `behind`, the number of them; and `same`.
    """

    rows: pd.DataFrame
    again: pd.DataFrame


def trace(store: Store, definition: Definition, numbers: pd.DataFrame) -> Trace:
    """Find the rows behind stored rows of one indicator, footprint and source, and compute each number again from them."""
    footprint, source = numbers["footprint"].iloc[0], numbers["source_id"].iloc[0]
    module = next((module for prefix, module in counts.publications().items() if source.startswith(prefix)), None)
    if publication(source).disclosure:
        raise BuildError(f"{definition.id}: this number is of records of single patients, which are not kept, and nobody may see which "
                         "make it up.", records.counted_from(store.tidy.parent))
    if module is None:
        raise BuildError(f"{definition.id}: numbers from {source} cannot be traced to rows yet.", "Report this to the maintainers.")
    lines = _of_definition(store.lines(module), definition.counts, source)
    units = given(_placed(lines, store, footprint, numbers))
    again = _compared(numbers, _again(units, definition), _lacking(store, numbers))
    rows = units.drop(columns=["source_id", "placed"]).rename(columns={"file": "source_id", "by": "placed"})
    filled_columns = [name for name in NUMBERS if rows[name].notna().any()]  # a value without counts adds to none, and not 0 to one
    return Trace(rows[COLUMNS].fillna(dict.fromkeys(filled_columns, 0.0)), again)


def _lacking(store: Store, numbers: pd.DataFrame) -> pd.Series:
    """The stored rows that have no number because they lack something: the rows that are there do not make one."""
    keys = ["indicator_id", "footprint", "area_code", "period"]
    return numbers["numerator"].isna() & pd.MultiIndex.from_frame(numbers[keys]).isin(pd.MultiIndex.from_frame(store.coverage[keys]))


def _of_definition(lines: pd.DataFrame, phrase: str, source: str) -> pd.DataFrame:
    """The lines of what a definition counts, of the publication's own year; of years, those of their months."""
    current = lines[(lines["source_id"] == source) & (lines["edition"] == lines["period"])]
    of_years = phrase.removeprefix(counts.PHRASES["year"])
    if of_years == phrase:
        return current[current["what"] == phrase]
    months = current[current["what"] == of_years]
    return months.assign(period=months["period"].map({month: periods.year_of(month) for month in months["period"].unique()}))


def _placed(lines: pd.DataFrame, store: Store, footprint: str, numbers: pd.DataFrame) -> pd.DataFrame:
    """The lines of the units of each area that is asked for, in the order of the file; where an area has lines of its own, these alone."""
    keys = numbers[KEYS].drop_duplicates()
    itself = lines[lines["unit_kind"] == footprint]
    if len(itself):
        rows = itself.assign(area_code=itself["unit"], by="the area itself")
    else:
        kinds = [_joined(group, store.places(str(kind), footprint), keys) for kind, group in lines.groupby("unit_kind")]
        rows = pd.concat(kinds) if kinds else lines.assign(area_code="", by="")
    # Where there is a number of the area itself, units in it are not added up.
    codes = rows[rows["unit_kind"].eq(AS_CODED) & rows["unit_kind"].ne(footprint)][["area_code", "period"]]
    twice = pd.MultiIndex.from_frame(rows[["area_code", "period"]]).isin(pd.MultiIndex.from_frame(codes)) & rows["unit_kind"].ne(AS_CODED)
    return rows[~twice].merge(keys, on=KEYS).sort_values(["period", "unit"], kind="stable", ignore_index=True)


def _joined(lines: pd.DataFrame, places: pd.DataFrame, keys: pd.DataFrame) -> pd.DataFrame:
    inside = places[places["area_code"].isin(keys["area_code"].unique())]
    rows = lines[lines["period"].isin(keys["period"].unique())]
    year = years(places, str(places["unit_kind"].iloc[0]), rows["placed"].unique()) if len(places) else {}
    members = inside[["unit", "period", "area_code", "placed_by"]].rename(columns={"period": "year", "placed_by": "by"})
    return rows.assign(year=rows["placed"].map(year)).merge(members, on=["unit", "year"])


def _again(rows: pd.DataFrame, definition: Definition) -> pd.DataFrame:
    groups = rows.groupby(KEYS)
    sums = groups[NUMBERS].sum(min_count=1).assign(behind=groups.size())
    sums = sums.join(groups[[name for name in counts.PUBLISHED if name in rows]].first()).reset_index()
    same = {"what": definition.counts, "footprint": "", "source_id": "", "category_type": "", "edition": ""}
    results = indicators.rows(over_days(sums.assign(**same)), [definition]).merge(sums[[*KEYS, "behind"]], on=KEYS)
    return results.set_index(KEYS)[[*COMPARED, "behind"]]


def _compared(numbers: pd.DataFrame, again: pd.DataFrame, gaps: pd.Series) -> pd.DataFrame:
    results = again.reindex(pd.MultiIndex.from_frame(numbers[KEYS])).set_axis(numbers.index)
    mask = numbers["value_note"].eq("suppressed") | gaps  # what was hidden must not come back
    results = results.mask(mask)
    near = np.isclose(numbers[COMPARED].astype(float), results[COMPARED].astype(float), rtol=ROUNDING, atol=0, equal_nan=True)
    behind = results["behind"].fillna(0).astype(int)
    same = pd.Series(near.all(axis=1), numbers.index) & behind.gt(0) | mask
    return numbers.assign(**{f"again_{name}": results[name] for name in COMPARED}, behind=behind, same=same)
