"""Tracing: the rows of published files behind a stored number, and the number made of those rows again."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from jsna.build import indicators
from jsna.build.deprivation import EDITIONS
from jsna.build.lineage import activity, deprivation, patients, population, registers
from jsna.build.lineage.held import Held

from jsna.catalogue import Definition
from jsna.errors import BuildError

#: What reads the rows behind an indicator, by the publication that the stored row names.
FAMILIES: dict[str, Callable[[Held, str, str, pd.DataFrame], pd.DataFrame]] = {
    "qof_raw": registers.from_practices,
    "qof_ccg_workbook": registers.from_workbooks,
    "monthly_activity_return": activity.returns,
    "delayed_transfers": activity.transfers,
    "patients_by_age": population.rows,
    "nhsbsa_list_sizes": population.rows,
    **{f"iod_{edition}": partial(deprivation.rows, edition=edition) for edition in EDITIONS},
    **{f"patients_by_lsoa_{edition}": partial(patients.rows, edition=edition) for edition in EDITIONS},
}
#: What tells the stored rows of one indicator, footprint and publication apart.
KEYS = ["area_code", "period", "sex", "age", "category"]
#: What is compared with the store.
COMPARED = ["numerator", "denominator", "value", *indicators.LIMITS]
#: Sums of the same numbers in another order agree to this share.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Trace:
    """What stands behind stored rows of one indicator, footprint and publication.

    Parameters
    ----------
    rows : DataFrame
        `COLUMNS`: the rows of published files that were summed.
    again : DataFrame
        The stored rows with `again_` before each of `COMPARED`: the same made of `rows`; `behind`, the number of them; and `same`.
    """

    rows: pd.DataFrame
    again: pd.DataFrame


def trace(held: Held, definition: Definition, stored: pd.DataFrame) -> Trace:
    """Find the rows behind stored rows of one indicator, and compute each number again from them.

    Parameters
    ----------
    stored : DataFrame
        Indicator rows of one definition, footprint and source_id.
    """
    footprint, source = stored["footprint"].iloc[0], stored["source_id"].iloc[0]
    if source not in FAMILIES:
        raise BuildError(f"{definition.id}: numbers from {source} cannot be traced to rows yet.", "Report this to the maintainers.")
    rows = FAMILIES[source](held, definition.counts, footprint, stored[KEYS])
    return Trace(rows, _compared(stored, _again(rows, definition), _lacking(held, definition, stored)))


def _lacking(held: Held, definition: Definition, stored: pd.DataFrame) -> pd.Series:
    """The stored rows that have no number because they lack something: the rows that are there do not make one."""
    told = held.coverage[held.coverage["indicator_id"] == definition.id]
    keys = ["footprint", "area_code", "period"]
    return stored["numerator"].isna() & pd.MultiIndex.from_frame(stored[keys]).isin(pd.MultiIndex.from_frame(told[keys]))


def _again(rows: pd.DataFrame, definition: Definition) -> pd.DataFrame:
    keys = _keys(rows)
    groups = rows.groupby(keys)
    sums = groups[["numerator", "denominator"]].sum(min_count=1).assign(behind=groups.size())
    sums = (sums.assign(value=groups["value"].first()) if "value" in rows else sums).reset_index()
    same = {"what": definition.counts, "footprint": "", "age": "", "source_id": "", "category_type": ""}
    counts = sums.assign(**{name: word for name, word in same.items() if name not in keys})
    made = indicators.rows(counts, [definition]).merge(sums[[*keys, "behind"]], on=keys)
    return made.set_index(keys)[[*COMPARED, "behind"]]


def _keys(rows: pd.DataFrame) -> list[str]:
    """What rows are summed by: sex, age and category only of a publication that divides its counts by them."""
    return [name for name in KEYS if name in rows]


def _compared(stored: pd.DataFrame, again: pd.DataFrame, lacking: pd.Series) -> pd.DataFrame:
    made = again.reindex(pd.MultiIndex.from_frame(stored[again.index.names])).set_axis(stored.index)
    hidden = stored["value_note"].eq("suppressed") | lacking  # what was hidden must not come back
    made = made.mask(hidden)
    near = np.isclose(stored[COMPARED].astype(float), made[COMPARED].astype(float), rtol=ROUNDING, atol=0, equal_nan=True)
    found = made["behind"].fillna(0).astype(int)
    same = pd.Series(near.all(axis=1), stored.index) & found.gt(0) | hidden
    return stored.assign(**{f"again_{name}": made[name] for name in COMPARED}, behind=found, same=same)
