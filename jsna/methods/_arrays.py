"""Input of every method: array-likes of numbers become float arrays; wrong values are refused by position."""

import math
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Array = NDArray[np.float64]


#: Kinds of types that are numbers: whole, unsigned, real, true or false. Dates and durations are none, though numpy would take them.
NUMERIC = set("iufb")


def floats(*values: Any) -> tuple[Array, ...]:
    """Broadcast float copies of lists, arrays or columns; missing and masked become NaN; text, a date or the like is refused."""
    return tuple(np.broadcast_arrays(*(_floats(value) for value in values)))


def numbers(*values: Any) -> tuple[Array, ...]:
    """As `floats`, and infinity is refused."""
    arrays = floats(*values)
    for array in arrays:
        refuse(np.isinf(array), "infinite value")
    return arrays


def series(*values: Any) -> tuple[Array, ...]:
    """As `numbers`, each in one dimension and all of one length: nothing is repeated to fit or cut."""
    arrays = tuple(numbers(value)[0] for value in values)
    if len({array.shape for array in arrays}) > 1 or arrays[0].ndim != 1:
        shapes = " and ".join(str(array.shape) for array in arrays)
        raise ValueError(f"expected series of one length, one value each, found shapes {shapes}")
    return arrays


def in_bands(*values: Any) -> tuple[Array, ...]:
    """As `numbers`, all with the same number of bands, at least one, along the last axis: one count is not that of every band."""
    arrays = tuple(numbers(value)[0] for value in values)
    if len({array.shape[-1:] for array in arrays}) > 1 or arrays[0].shape[-1:] in ((), (0,)):
        shapes = " and ".join(str(array.shape) for array in arrays)
        raise ValueError(f"expected a value for each band, as many bands in all, found shapes {shapes}")
    return tuple(np.broadcast_arrays(*arrays))


def above_zero(multiplier: float) -> float:
    """The unit of a result, refused where it is 0 or less (limits would change places), missing or infinite."""
    if not (multiplier > 0 and math.isfinite(multiplier)):
        raise ValueError(f"multiplier is {multiplier}, expected a number above 0 such as 100")
    return multiplier


def flags(values: Any) -> NDArray[np.bool_]:
    """What is true (or 1) of what is true or false (or 0); anything else is refused, and so is what is missing."""
    array = _floats(values)
    refuse(~np.isin(array, (0, 1)), "neither true nor false")
    return np.asarray(array == 1)


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
    if hasattr(values, "dtypes") and {dtype.kind for dtype in np.ravel(values.dtypes)} <= NUMERIC:
        return np.array(values.to_numpy(dtype=float, na_value=np.nan))
    if isinstance(values, np.ma.MaskedArray):
        return missing_where(np.ma.getmaskarray(values), _floats(values.data))
    array = np.asarray(values)
    return array.astype(float) if array.dtype.kind in NUMERIC else _of_objects(np.array(values, dtype=object))


def _of_objects(cells: NDArray[np.object_]) -> Array:
    """Numbers that stand among missing values of any kind."""
    absent = np.array([is_missing(cell) for cell in cells.flat], dtype=bool).reshape(cells.shape)
    refuse([not (is_absent or _is_number(cell)) for cell, is_absent in zip(cells.flat, absent.flat, strict=True)], "no number")
    return np.where(absent, np.nan, cells).astype(float)


def is_missing(cell: object) -> bool:
    """Whether a cell is None, NaN or what pandas calls missing, which is known by its name: methods need no pandas."""
    return cell is None or type(cell).__name__ in ("NAType", "NaTType") or (isinstance(cell, float) and math.isnan(cell))


def _is_number(cell: object) -> bool:
    return isinstance(cell, Real | Decimal | np.bool_) and not isinstance(cell, np.timedelta64)
