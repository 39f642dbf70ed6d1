"""Rules: which counts are too small to show, and how others are rounded."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jsna.methods._arrays import Array, flags, missing_where, present, refuse

#: Counts from 1 to this are hidden below national level.
LARGEST_HIDDEN = 7
#: Other counts are rounded to the nearest multiple of this.
ROUND_TO = 5

Mask = NDArray[np.bool_]


def is_small(count: ArrayLike) -> Mask:
    """Whether a count is too small to show below national level: 1 to 7.

    Parameters
    ----------
    count : array_like
        Whole numbers, 0 or more, none missing.

    Returns
    -------
    ndarray of bool
        True for 1 to 7. Nought is shown.

    Raises
    ------
    ValueError
        Where a count is missing, negative or not whole; positions named.

    References
    ----------
    NHS Digital, Hospital Episode Statistics analysis guide, since September 2018.
    """
    whole = whole_counts(count)
    return np.asarray((whole > 0) & (whole <= LARGEST_HIDDEN))


def hes_2018(count: ArrayLike, national: ArrayLike = False) -> tuple[Array, Mask]:
    """Suppress and round counts by the rules for Hospital Episode Statistics.

    Totals are counted first and then given to this function like any other count, so that shown rows need
    not add up. Crude rates and percentages are computed from what it returns.

    Parameters
    ----------
    count : array_like
        Whole numbers, 0 or more, none missing.
    national : array_like of bool, broadcast with `count`
        True for national counts, which are shown as they are.

    Returns
    -------
    shown : ndarray of float
        0 as 0, 8 and more to the nearest 5, missing where hidden.
    hidden : ndarray of bool
        True where the count is 1 to 7 and not national.

    Raises
    ------
    ValueError
        Where a count is missing, negative or not whole, or it is not said whether it is national; positions named.

    References
    ----------
    NHS Digital, Hospital Episode Statistics analysis guide, since September 2018.
    """
    whole, everywhere = np.broadcast_arrays(whole_counts(count), flags(national))
    mask = is_small(whole) & ~everywhere
    return missing_where(mask, np.where(everywhere, whole, nearest(whole))), mask


def nearest(whole: Array) -> Array:
    """Counts to the nearest 5."""
    return np.asarray(ROUND_TO * np.floor(whole / ROUND_TO + 0.5))


def whole_counts(count: ArrayLike) -> Array:
    """Counts as floats; a missing or negative one, or one that is not whole, is refused by position."""
    (whole,) = present(count)
    refuse(whole < 0, "negative count")
    refuse(whole % 1 != 0, "count that is not whole")
    return whole
