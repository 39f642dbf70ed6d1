"""Funnel: practices with the limits that chance alone allows around the average of all of them."""

from typing import Any

import pandas as pd

from jsna.methods import funnel


def limits(rows: pd.DataFrame) -> pd.DataFrame:
    """Add `benchmark`, `funnel_lower_998`, `funnel_upper_998` (also 95) and `outside_998`, in per cent.

    Parameters
    ----------
    rows : DataFrame
        Indicator rows of practices with a value; the benchmark is their common proportion.
    """
    known = rows[rows["value"].notna()]
    benchmark = known["numerator"].sum() / known["denominator"].sum()
    added: dict[str, Any] = {"benchmark": 100 * benchmark}
    for level, confidence in (("95", 0.95), ("998", 0.998)):
        lower, upper = funnel.proportion_limits(known["denominator"], benchmark, confidence)
        added |= {f"funnel_lower_{level}": 100 * lower, f"funnel_upper_{level}": 100 * upper}
    table = known.assign(**added)
    high, low = table["value"] > table["funnel_upper_998"], table["value"] < table["funnel_lower_998"]
    return table.assign(outside_998=high.map({True: "above", False: ""}).mask(low, "below")).sort_values("value", ignore_index=True)
