"""Notable: the registers on which an area lies furthest from England, measured by how much areas of its kind usually differ."""

import numpy as np
import pandas as pd

from jsna.analysis.comparison import DIFFERENT, in_a_word
from jsna.analysis.funnel import FEWEST
from jsna.methods import dispersion

#: More registers than these are not looked at one by one.
MOST = 6
#: Beyond so many standard deviations an area lies outside the 95% limits of a funnel of areas.
UNUSUAL = 1.959964


def ranked(rows: pd.DataFrame, others: pd.DataFrame, least: dict[str, float], unfit: dict[str, str]) -> pd.DataFrame:
    """The registers of an area, the one furthest from England first.

    Far is measured on the arcsine scale, in standard deviations of chance and of the spread between areas of the same kind together:
    so neither a large area nor a register that differs much everywhere stands out for that alone. Ties stand in order of their ids.

    Parameters
    ----------
    rows : DataFrame
        The area's rows beside England, of `comparison.with_england`.
    others : DataFrame
        Indicator rows of every area of the same footprint, of the same registers and periods; the area is one of them.
    least : dict
        Least difference worth a word, by indicator.
    unfit : dict
        Why a register's own rules keep it from being notable, by indicator; empty where they do not.

    Returns
    -------
    DataFrame
        The rows with `word` of the comparison; `spread_known`, whether ten areas or more tell how much is usual; `away`, standard
        deviations above England, of chance alone where fewer do; `unfit`; and `chosen`: the first six that differ at 99.8%, and fit.
    """
    areas = dict(iter(others[others["value"].notna()].groupby("indicator_id")))
    table = rows.assign(
        word=[in_a_word(row, least[row["indicator_id"]]) for _, row in rows.iterrows()],
        unfit=rows["indicator_id"].map(unfit),
        spread_known=[len(areas.get(key, ())) >= FEWEST for key in rows["indicator_id"]],
        away=[_away(row, areas.get(row["indicator_id"])) for _, row in rows.iterrows()],
    )
    order = table.assign(far=-table["away"].abs()).sort_values(["far", "indicator_id"], ignore_index=True).drop(columns="far")
    different = order["word"].isin(DIFFERENT) & order["unfit"].eq("")
    return order.assign(chosen=different & different.cumsum().le(MOST))


def _away(row: pd.Series, areas: pd.DataFrame | None) -> float:
    benchmark = row["comparator_value"] / 100
    if not 0 < benchmark < 1:  # also where England has no value
        return np.nan
    found = dispersion.Overdispersion(np.nan, 0.0, benchmark, "arcsine")
    if areas is not None and len(areas) >= FEWEST:
        found = dispersion.overdispersion(areas["numerator"], areas["denominator"], benchmark)
    return float(found.scores(row["numerator"], row["denominator"]))
