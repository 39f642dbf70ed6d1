"""Input of every method: array-likes of numbers become float arrays; wrong values are refused by position."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Array = NDArray[np.float64]


def numbers(*values: Any) -> tuple[Array, ...]:
    """Broadcast float copies of lists, arrays or columns; missing becomes NaN, infinity is refused."""
    arrays = np.broadcast_arrays(*(_floats(value) for value in values))
    for array in arrays:
        refuse(np.isinf(array), "infinite value")
    return tuple(arrays)


def counts(*values: Any) -> tuple[Array, ...]:
    """As `numbers`, and a negative value is refused."""
    arrays = numbers(*values)
    for array in arrays:
        refuse(array < 0, "negative value")
    return arrays


def present(*values: Any) -> tuple[Array, ...]:
    """As `numbers`, and a missing value is refused."""
    arrays = numbers(*values)
    for array in arrays:
        refuse(np.isnan(array), "missing value")
    return arrays


def refuse(wrong: Any, what: str) -> None:
    """Raise ValueError naming the first positions (from 0, flattened) where `wrong` is true."""
    positions = np.flatnonzero(wrong)
    if positions.size:
        more = f" and {positions.size - 5} more" if positions.size > 5 else ""
        raise ValueError(f"{what} at positions {positions[:5].tolist()}{more}")


def missing_where(condition: Any, values: Any) -> Array:
    """Copy of `values` that is NaN where `condition` holds."""
    return np.where(condition, np.nan, values)


def normal_quantile(confidence: float) -> float:
    """z of a two-sided interval: 1.959964 for 0.95, 3.090232 for 0.998."""
    return float(ndtri(0.5 + checked(confidence) / 2))


def exponential(power: Any) -> Array:
    """e to a power, held at e^300: a limit so far away is as good as none, and never overflows."""
    return np.asarray(np.exp(np.minimum(power, 300)))


def checked(confidence: float) -> float:
    """The confidence itself when it lies strictly between 0 and 1."""
    if not (0 < confidence < 1 and math.isfinite(confidence)):
        raise ValueError(f"confidence is {confidence}, expected a fraction such as 0.95")
    return confidence


def _floats(values: Any) -> Array:
    # pandas knows how its own missing values become NaN; numpy would refuse pd.NA in a frame.
    if hasattr(values, "dtypes"):
        return np.array(values.to_numpy(dtype=float, na_value=np.nan))
    return np.array(values, dtype=float)
