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


def trace(store: Store, definition: Definition, stored: pd.DataFrame) -> Trace:
    """Find the rows behind stored rows of one indicator, and compute each number again from them.

    Parameters
    ----------
    stored : DataFrame
        Indicator rows of one definition, footprint and source_id.
    """
    footprint, source = stored["footprint"].iloc[0], stored["source_id"].iloc[0]
    module = next((module for known, module in counts.publications().items() if source.startswith(known)), None)
    if publication(source).disclosure:
        raise BuildError(f"{definition.id}: this number is of records of single patients, and nobody may see which make it up.",
                         "data/protected has the counts that it was added up from.")
    if module is None:
        raise BuildError(f"{definition.id}: numbers from {source} cannot be traced to rows yet.", "Report this to the maintainers.")
    lines = _of_definition(store.lines(module), definition.counts, source)
    placed = given(_placed(lines, store, footprint, stored))
    again = _compared(stored, _again(placed, definition), _lacking(store, stored))
    rows = placed.drop(columns=["source_id", "placed"]).rename(columns={"file": "source_id", "by": "placed"})
    return Trace(rows[COLUMNS].fillna(dict.fromkeys(NUMBERS, 0.0)), again)


def _lacking(store: Store, stored: pd.DataFrame) -> pd.Series:
    """The stored rows that have no number because they lack something: the rows that are there do not make one."""
    keys = ["indicator_id", "footprint", "area_code", "period"]
    return stored["numerator"].isna() & pd.MultiIndex.from_frame(stored[keys]).isin(pd.MultiIndex.from_frame(store.coverage[keys]))


def _of_definition(lines: pd.DataFrame, wanted: str, source: str) -> pd.DataFrame:
    """The lines of what a definition counts, of the publication's own year; of years, those of their months."""
    own = lines[(lines["source_id"] == source) & (lines["edition"] == lines["period"])]
    of_years = wanted.removeprefix(counts.PHRASES["year"])
    if of_years == wanted:
        return own[own["what"] == wanted]
    months = own[own["what"] == of_years]
    return months.assign(period=months["period"].map({month: periods.year_of(month) for month in months["period"].unique()}))


def _placed(lines: pd.DataFrame, store: Store, footprint: str, stored: pd.DataFrame) -> pd.DataFrame:
    """The lines of the units of each area that is asked for, in the order of the file; where an area has lines of its own, these alone."""
    asked = stored[KEYS].drop_duplicates()
    itself = lines[lines["unit_kind"] == footprint]
    if len(itself):
        rows = itself.assign(area_code=itself["unit"], by="the area itself")
    else:
        kinds = [_joined(of, store.places(str(kind), footprint), asked) for kind, of in lines.groupby("unit_kind")]
        rows = pd.concat(kinds) if kinds else lines.assign(area_code="", by="")
    # Where there is a number of the area itself, units in it are not added up.
    coded = rows[rows["unit_kind"].eq(AS_CODED) & rows["unit_kind"].ne(footprint)][["area_code", "period"]]
    twice = pd.MultiIndex.from_frame(rows[["area_code", "period"]]).isin(pd.MultiIndex.from_frame(coded)) & rows["unit_kind"].ne(AS_CODED)
    return rows[~twice].merge(asked, on=KEYS).sort_values(["period", "unit"], kind="stable", ignore_index=True)


def _joined(lines: pd.DataFrame, places: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    inside = places[places["area_code"].isin(asked["area_code"].unique())]
    wanted = lines[lines["period"].isin(asked["period"].unique())]
    year = years(places, str(places["unit_kind"].iloc[0]), wanted["placed"].unique()) if len(places) else {}
    members = inside[["unit", "period", "area_code", "placed_by"]].rename(columns={"period": "year", "placed_by": "by"})
    return wanted.assign(year=wanted["placed"].map(year)).merge(members, on=["unit", "year"])


def _again(rows: pd.DataFrame, definition: Definition) -> pd.DataFrame:
    groups = rows.groupby(KEYS)
    sums = groups[NUMBERS].sum(min_count=1).assign(behind=groups.size())
    sums = sums.join(groups[[name for name in counts.PUBLISHED if name in rows]].first()).reset_index()
    same = {"what": definition.counts, "footprint": "", "source_id": "", "category_type": "", "edition": ""}
    made = indicators.rows(over_days(sums.assign(**same)), [definition]).merge(sums[[*KEYS, "behind"]], on=KEYS)
    return made.set_index(KEYS)[[*COMPARED, "behind"]]


def _compared(stored: pd.DataFrame, again: pd.DataFrame, lacking: pd.Series) -> pd.DataFrame:
    made = again.reindex(pd.MultiIndex.from_frame(stored[KEYS])).set_axis(stored.index)
    hidden = stored["value_note"].eq("suppressed") | lacking  # what was hidden must not come back
    made = made.mask(hidden)
    near = np.isclose(stored[COMPARED].astype(float), made[COMPARED].astype(float), rtol=ROUNDING, atol=0, equal_nan=True)
    behind = made["behind"].fillna(0).astype(int)
    same = pd.Series(near.all(axis=1), stored.index) & behind.gt(0) | hidden
    return stored.assign(**{f"again_{name}": made[name] for name in COMPARED}, behind=behind, same=same)
