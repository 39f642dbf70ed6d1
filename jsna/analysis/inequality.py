"""Inequality: values of small areas as a line across the whole range from the most to the least deprived of them."""

import numpy as np
import pandas as pd

from jsna.measures import MEASURES
from jsna.methods import inequality, published, rates

#: Fewer areas say little of a line across all people.
FEWEST = 10
SCALES = {"plain": "identity", "log": "log", "logit": "logit"}
#: Fewer fifths are no range.
FEWEST_FIFTHS = 3
PARTS = ["sii", "sii_lower", "sii_upper", "most_deprived", "least_deprived"]


def across(rows: pd.DataFrame) -> pd.DataFrame:
    """Areas that a line can be put through, the most deprived first: `place_in_range`, from 0 to 1, the middle of each among all people.

    Parameters
    ----------
    rows : DataFrame
        Indicator rows with the `deprivation` of each area, its people as denominator.
    """
    scale = MEASURES[rows["measure"].iloc[0]].scale if len(rows) else "plain"
    error = published.standard_error(rows["value"], rows["lower_95"], rows["upper_95"], scale)
    areas = rows.assign(error=error).dropna(subset=["value", "error", "deprivation"]).query("denominator > 0 and error > 0")
    order = areas.sort_values(["deprivation", "area_code"], ascending=[False, True], ignore_index=True)
    share = order["denominator"] / order["denominator"].sum()
    return order.assign(place_in_range=share.cumsum() - share / 2)


def slope(rows: pd.DataFrame) -> "pd.Series[float] | None":
    """The slope index of inequality of the rows of `across`: `PARTS`; nothing where there are too few.

    An area of few deaths weighs little, and the limits hold how far areas lie from the line (`methods.inequality.slope_of_areas`).
    """
    if len(rows) < FEWEST:
        return None
    scale = MEASURES[rows["measure"].iloc[0]].scale
    error = rows["error"] * rows["value"] if scale == "log" else rows["error"]
    line = inequality.slope_of_areas(rows["value"], rows["denominator"], error, scale=SCALES[scale])
    return pd.Series({name: float(getattr(line, name)) for name in PARTS})


def by_fifth(rows: pd.DataFrame) -> "pd.Series[float] | None":
    """The slope index of standardised rates of fifths, the most deprived first, and the most deprived end as a multiple of the least.

    Nothing where there are too few fifths, or one of them has no rate: a line without it would be one through other people.

    Parameters
    ----------
    rows : DataFrame
        Indicator rows by fifth, of those fifths that the place has people in; rates and numerators as they are shown.

    Returns
    -------
    Series or None
        `PARTS`, and `ratio, ratio_lower, ratio_upper`.
    """
    if len(rows) < FEWEST_FIFTHS or rows["value"].isna().any():
        return None
    # Dobson's limits lie as far apart as Poisson's, stretched. Where these were of fewer events, of people who came several times, or the
    # numerator is rounded to the nearest 5, the error is up to 3 per cent too large.
    low, high = rates.poisson_limits(rows["numerator"])
    error = (rows["upper_95"] - rows["lower_95"]) * np.sqrt(rows["numerator"]) / (high - low)
    line = inequality.slope_index(rows["value"], rows["denominator"], error, scale="log")
    ratio = {"ratio": 1 / line.rii, "ratio_lower": 1 / line.rii_upper, "ratio_upper": 1 / line.rii_lower}
    return pd.Series({name: float(getattr(line, name)) for name in PARTS} | {name: float(value) for name, value in ratio.items()})
