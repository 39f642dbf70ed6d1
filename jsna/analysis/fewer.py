"""Fewer: how many events fewer there would have been at the rates of others, as sure as the own rate is."""

import pandas as pd

#: Of areas in the order of their rates, the share that stands for what the best have come to.
BEST = 0.2
COLUMNS = ["choice", "rate", "fewer", "lower", "upper"]


def fewer(row: "pd.Series[float]", rates: dict[str, float]) -> pd.DataFrame:
    """Events fewer at each rate, with 95% limits that allow for chance in the own rate alone.

    Parameters
    ----------
    row : Series
        An indicator row with `numerator`, `value`, `lower_95` and `upper_95`: a rate that is standardised or crude.
    rates : dict
        The rate of each choice of whom to be like, by what it is called; a missing one is left out.

    Returns
    -------
    DataFrame
        `COLUMNS`, in the order of the choices; a negative number is one of events more.
    """
    events = row["numerator"] / row["value"]  # for each unit of the rate: what a rate of the same people counts here
    rows = [(choice, rate, *(events * (row[name] - rate) for name in ("value", "lower_95", "upper_95")))
            for choice, rate in rates.items() if pd.notna(rate)]
    return pd.DataFrame(rows, columns=COLUMNS)


def best(values: "pd.Series[float]") -> float:
    """The rate that a fifth of areas are at or below."""
    return float(values.quantile(BEST))
