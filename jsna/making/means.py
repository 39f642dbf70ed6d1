"""Means of what is counted, with Student's t limits, from sums and sums of squares of areas."""

import numpy as np
import pandas as pd

from jsna.measures import CONFIDENCE
from jsna.methods import means


def means_of(sums: pd.DataFrame) -> pd.DataFrame:
    """The sums with `value` and limits: missing where nobody is counted, limits where one is.

    Parameters
    ----------
    sums : DataFrame
        As `rollup` gives them, of one `what`: `numerator` over all that are counted in `denominator`, and the `squares` of what each had.
    """
    total, n, squares = (sums[name].to_numpy(float) for name in ("numerator", "denominator", "squares"))
    n = np.where(n > 0, n, np.nan)
    value = total / n
    deviation = np.sqrt(np.maximum(squares - n * value**2, 0.0) / np.where(n > 1, n - 1, np.nan))
    table = sums.assign(value=value)
    for name, confidence in CONFIDENCE.items():
        _, lower, upper = means.from_summary(value, deviation, n, confidence)
        table = table.assign(**{f"lower_{name}": lower, f"upper_{name}": upper})
    return table
