"""Trend: a series cut where its definition breaks, so that nothing is joined or tested across a break."""

import pandas as pd

from jsna import periods
from jsna.measures import MEASURES

YEARS = 5  # annual periods that a test of trend takes
#: A list that changes by more than this share in a year is not of the same practices.
LARGEST_STEP = 0.1


def segments(rows: pd.DataFrame, breaks: list[str]) -> pd.DataFrame:
    """Add `year`, `era` and `segment`: an era begins at each break, a segment there, after each absent year
    and where the denominator jumps: practices came or went, and nothing is compared across that.

    Parameters
    ----------
    rows : DataFrame
        Indicator rows of places (`place`) and financial years (`period`).
    breaks : list of str
        Periods from which values may not be joined to earlier ones.
    """
    table = rows.sort_values(["place", "period"], ignore_index=True)
    year = table["period"].map({text: periods.parse(text).start.year for text in table["period"].unique()}).astype(int)
    starts = sorted({periods.parse(text).start.year for text in breaks})
    era = year.map(lambda first: sum(first >= start for start in starts))
    jumped = (table["denominator"] / table["denominator"].groupby(table["place"]).shift() - 1).abs().gt(LARGEST_STEP)
    after_gap = year.groupby(table["place"]).diff().gt(1) | era.groupby(table["place"]).diff().gt(0) | jumped
    return table.assign(year=year, era=era, segment=after_gap.groupby(table["place"]).cumsum())


def tested(rows: pd.DataFrame) -> tuple[pd.DataFrame, int] | None:
    """The newest five years in a row of one place within one era, with the direction of their trend.

    Returns
    -------
    rows, direction : DataFrame, int
        -1, 0 or 1 at 99.8%; nothing where no era has five years in a row.
    """
    measure = MEASURES[rows["measure"].iloc[0]] if len(rows) else None
    if measure is None or measure.trend is None:
        return None
    usable = rows[rows["value"].notna()]
    long = [run for _, run in usable.groupby("segment") if len(run) >= YEARS]
    if not long:
        return None
    newest = long[-1].tail(YEARS)
    marker = measure.trend(newest)
    return None if marker.direction is None else (newest, marker.direction)
