"""Trend: a series cut where its definition breaks, so that nothing is joined or tested across a break."""

import pandas as pd


def segments(rows: pd.DataFrame, breaks: list[str]) -> pd.DataFrame:
    """Add `segment`: a new one begins at each break, and wherever a year is absent.

    Parameters
    ----------
    rows : DataFrame
        Indicator rows of places (`place`) and financial years (`period`).
    breaks : list of str
        Periods from which values may not be joined to earlier ones.
    """
    table = rows.sort_values(["place", "period"], ignore_index=True)
    year = table["period"].str[:4].astype(int)
    after_gap = year.groupby(table["place"]).diff().gt(1)
    begins = table["period"].isin(breaks) | after_gap
    return table.assign(year=year, segment=begins.groupby(table["place"]).cumsum())
