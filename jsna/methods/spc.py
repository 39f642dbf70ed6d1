"""Statistical process control: is a series changing by more than its own routine variation?"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from jsna.methods._arrays import Array, counts, flags, is_missing, present, refuse

#: Three standard deviations, estimated from a mean moving range of two points: 3 / 1.128.
LIMIT = 2.66
#: A moving range this many times their mean is left out of it, once.
LARGEST_RANGE = 3.267
#: Fewer points than this make trial limits.
ENOUGH = 12
#: Points in a trend or a shift.
RUN = 7
#: The rules, first that applies named.
RULES = ("outside limits", "trend of 7", "2 of 3 near limit", "shift of 7")


@dataclass(frozen=True)
class Chart:
    """Control chart of a series.

    Attributes
    ----------
    mean, lower, upper : float
        Centre line and process limits, in the unit of the values; missing limits where no width can be estimated: of one point, of
        points that are all apart, and of a series that varies from stretch to stretch alone.
    near_lower, near_upper : float
        Two thirds of the way from the mean to the limits; missing where the chart has none.
    trial : bool
        True for fewer than 12 points: the limits are provisional.
    rule : ndarray of str, shape (points,)
        The first rule that flags each point, or "".
    """

    mean: float
    lower: float
    upper: float
    near_lower: float
    near_upper: float
    trial: bool
    rule: NDArray[np.str_]


@dataclass(frozen=True)
class XmR(Chart):
    """Control chart of individual values, or of values transformed (`t_chart`).

    Attributes
    ----------
    moving_range_mean : float
        Mean of the moving ranges that were kept, in the unit of the values (for a t chart, transformed).
    """

    moving_range_mean: float


def xmr(values: ArrayLike, stretches: ArrayLike | None = None) -> XmR:
    """Individuals and moving range chart with the four rules of Making Data Count.

    Parameters
    ----------
    values : array_like, shape (points,)
        One value a period, in order, at least one, none missing.
    stretches : array_like, shape (points,), optional
        Another label after each gap in time: no moving range and no rule reaches from one to the next.

    Returns
    -------
    XmR
        Limits at mean -+ 2.66 mean moving ranges, the largest of them (3.267 means or more) left out once unless only ranges of
        nought were left. The whole run that meets a rule is flagged.

    Raises
    ------
    ValueError
        Where a value or a label is missing or a value infinite (positions named), there is none, or there are not as many labels as values.

    References
    ----------
    NHS England, Making Data Count; Nelson (1982) J Qual Technol 14:172-173.
    """
    series = _one_series(values)
    gaps = _gaps(series, stretches)
    mean, width = _individuals(series, gaps)
    lower, upper = mean - LIMIT * width, mean + LIMIT * width
    near_lower, near_upper = mean - LIMIT * width * 2 / 3, mean + LIMIT * width * 2 / 3
    parts = np.split(series, gaps + 1)
    rule = np.concatenate([_rules(part, mean, (lower, upper), (near_lower, near_upper)) for part in parts])
    return XmR(mean, lower, upper, near_lower, near_upper, len(series) < ENOUGH, rule, width)


def assurance(chart: Chart, target: float, higher_is_better: bool) -> str:
    """Whether the process, as it is, will meet a target.

    Parameters
    ----------
    chart : Chart
        Chart of the last rebased segment.
    target : float
        Target in the unit of the values.
    higher_is_better : bool
        Whether the target is a floor (True) or a ceiling (False).

    Returns
    -------
    str
        "always meets", "sometimes meets" or "always misses"; "cannot tell" where the chart has no limits.

    Raises
    ------
    ValueError
        When the target is missing or infinite, or `higher_is_better` neither true nor false.

    References
    ----------
    NHS England, Making Data Count, assurance icons.
    """
    (aim,) = present(target)
    if np.isnan(chart.upper):
        return "cannot tell"
    if chart.lower <= aim <= chart.upper:
        return "sometimes meets"
    return "always meets" if (aim < chart.lower) == flags(higher_is_better) else "always misses"


def c_chart(values: ArrayLike) -> Chart:
    """Chart of counts of rare events in equal periods, with Poisson limits.

    Parameters
    ----------
    values : array_like, shape (periods,)
        Events a period, in order, 0 or more, none missing.

    Returns
    -------
    Chart
        Limits at c -+ 3 square roots of c, the lower not below 0; the four rules.

    Raises
    ------
    ValueError
        Where a count is missing, negative or infinite (positions named), or there is none.

    References
    ----------
    Montgomery, Introduction to Statistical Quality Control, chapter on attributes; Provost & Murray (2011).
    """
    series = _counted(values)
    mean = _mean(series)
    half = 3 * np.sqrt(mean)
    limits = max(0.0, mean - half), mean + half
    near = max(0.0, mean - half * 2 / 3), mean + half * 2 / 3
    return Chart(mean, *limits, *near, len(series) < ENOUGH, _rules(series, mean, limits, near))


def t_chart(values: ArrayLike) -> XmR:
    """Chart of the time between rare events.

    The times are made nearly normal by the power 1/3.6, charted as individuals and brought back.

    Parameters
    ----------
    values : array_like, shape (gaps,)
        Time from each event to the next, in order, 0 or more, none missing.

    Returns
    -------
    XmR
        Centre and limits in the unit of time; a flag above the mean means rarer events.

    Raises
    ------
    ValueError
        Where a time is missing, negative or infinite (positions named), or there is none.

    References
    ----------
    Nelson (1994) J Qual Technol 26:239-240, a control chart for parts-per-million nonconforming items.
    """
    chart = xmr(_counted(values) ** (1 / 3.6))
    lines = chart.mean, chart.lower, chart.upper, chart.near_lower, chart.near_upper
    mean, lower, upper, near_lower, near_upper = (float(np.maximum(line, 0) ** 3.6) for line in lines)
    return XmR(mean, lower, upper, near_lower, near_upper, chart.trial, chart.rule, chart.moving_range_mean)


def g_chart(values: ArrayLike) -> Chart:
    """Chart of the opportunities between rare events, with geometric limits.

    Parameters
    ----------
    values : array_like, shape (gaps,)
        Opportunities without an event from each event to the next, in order, 0 or more, none missing.

    Returns
    -------
    Chart
        Limits at g -+ 3 square roots of g (g + 1), the lower not below 0; no near limits, since the
        distribution is lopsided. A trend is judged as elsewhere, a shift about the median.

    Raises
    ------
    ValueError
        Where a gap is missing, negative or infinite (positions named), or there is none.

    References
    ----------
    Benneyan (2001) Health Care Manag Sci 4:305-318; Provost & Murray (2011) The Health Care Data Guide.
    """
    series = _counted(values)
    mean = _mean(series)
    half = 3 * np.sqrt(mean * (mean + 1))
    limits = max(0.0, mean - half), mean + half
    near = np.nan, np.nan
    rule = _rules(series, float(np.median(series)), limits, near)
    return Chart(mean, *limits, *near, len(series) < ENOUGH, rule)


def _gaps(series: Array, stretches: ArrayLike | None) -> NDArray[np.intp]:
    """The points after which another stretch begins."""
    labels = np.zeros(series.shape) if stretches is None else np.asarray(stretches)
    if labels.shape != series.shape:
        raise ValueError(f"expected a label of its stretch for each of {series.size} values, found shape {labels.shape}")
    refuse([is_missing(label) for label in labels.ravel().tolist()], "missing label")
    return np.flatnonzero(labels[1:] != labels[:-1])


def _individuals(series: Array, gaps: NDArray[np.intp]) -> tuple[float, float]:
    """Mean, and mean moving range after those over gaps were left out and the largest were dropped once.

    Ranges of nought alone say nothing of how a series varies: then the largest stay, and where there are none the width is missing.
    """
    mean = _mean(series)
    ranges = np.delete(np.abs(np.diff(series)), gaps)
    if not ranges.size:
        return mean, np.nan
    rest = ranges[ranges < LARGEST_RANGE * ranges.mean()]
    width = float((rest if rest.any() else ranges).mean())
    return mean, width if width > 0 or np.ptp(series) == 0 else np.nan


def _mean(series: Array) -> float:
    # Rounding must not push a constant series off its own mean.
    return float(series.min() if np.ptp(series) == 0 else series.mean())


def _one_series(values: ArrayLike) -> Array:
    (series,) = present(values)
    if series.ndim != 1 or not series.size:
        raise ValueError(f"a chart needs one series of at least one value, found shape {series.shape}")
    return series


def _counted(values: ArrayLike) -> Array:
    return counts(_one_series(values))[0]


def _rules(
    series: Array, centre: float, limits: tuple[float, float], near: tuple[float, float]
) -> NDArray[np.str_]:
    """First rule that flags each point; every rule flags its whole run."""
    side = np.sign(series - centre)
    beyond = (series < near[0]) | (series > near[1])
    same_side = np.abs(_sums(side, 3)) == 3
    signals = (
        (series < limits[0]) | (series > limits[1]),
        _runs(np.abs(_sums(np.sign(np.diff(series)), RUN - 1)) == RUN - 1, RUN, len(series)),
        _runs(same_side & (_sums(beyond, 3) >= 2), 3, len(series)),
        _runs(np.abs(_sums(side, RUN)) == RUN, RUN, len(series)),
    )
    return np.select(signals, RULES, default="")


def _sums(series: ArrayLike, width: int) -> Array:
    """Sum of every window of `width` neighbours; none when the series is shorter."""
    points = np.asarray(series, dtype=float)
    if len(points) < width:
        return np.zeros(0)
    return np.asarray(sliding_window_view(points, width).sum(axis=1))


def _runs(starts: NDArray[np.bool_], width: int, length: int) -> NDArray[np.bool_]:
    """Points that belong to any run of `width` points whose first is marked."""
    return np.isin(np.arange(length), np.flatnonzero(starts)[:, None] + np.arange(width))
