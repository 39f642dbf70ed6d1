"""Special practices: those whose lists or patients are unlike others', which stand apart from ranges, ranks and peers."""

from itertools import pairwise

import numpy as np
import pandas as pd

from jsna import periods
from jsna.analysis.lists import MUCH
from jsna.schemas import SMALL_PRACTICE

#: What is held of every practice that tells, by the purpose that an indicator serves: its list size, and the shares of two ages.
TOLD_BY = ["lists", "aged_under_18", "aged_50_over"]
#: Months to the lists before, beyond which a change says nothing of this year.
MOST_MONTHS = 24
#: Per cent of a list aged 18 to 49, under 18, and 50 and over, beyond which its patients are unlike others'. Of England's practices in
#: 2022/23 these were 51, 34 and 4 of 6,378: of 18 to 49 the middle practice has 42, of children 20, and the oldest seaside town 66.
MOST_ADULTS, FEWEST_CHILDREN, MOST_OLD = 80, 5, 70
SMALL, CHANGED, NEW = f"fewer than {SMALL_PRACTICE:,} patients", "list changed by a fifth or more", "newly listed"
AGED, ADULT, CHILDLESS = "mostly older people as in care homes", "mostly young adults such as students", "hardly any children"
#: Why a practice is special; the first that applies. The last is one that was closed, or gave no list.
REASONS = (SMALL, AGED, ADULT, CHILDLESS, CHANGED, NEW, UNLISTED := "no list in that year")


def special(rows: pd.DataFrame) -> "pd.Series[str]":
    """Why each practice is special.

    Parameters
    ----------
    rows : DataFrame
        Indicator rows of all practices, one of `TOLD_BY` as their id, in every year that is held.

    Returns
    -------
    Series
        One of `REASONS` by `area_code` and `period`, empty where it is like others. Which lists changed, or are new, is told by the lists
        of the year before that is held, where that is at most `MOST_MONTHS` earlier.
    """
    table = rows.pivot(index=["area_code", "period"], columns="indicator_id", values="value").reindex(columns=TOLD_BY).astype("float64")
    size, young, old = (table[name] for name in TOLD_BY)
    before, has_before = _before(size)
    cases = {
        SMALL: size < SMALL_PRACTICE,
        AGED: old >= MOST_OLD,
        ADULT: 100 - young - old >= MOST_ADULTS,
        CHILDLESS: young < FEWEST_CHILDREN,
        CHANGED: (size / before >= 1 + MUCH) | (size / before <= 1 - MUCH),
        NEW: has_before & before.isna(),
    }
    return pd.Series(np.select([case.to_numpy(bool) for case in cases.values()], list(cases), ""), table.index, dtype="str")


def of_rows(rows: pd.DataFrame, reasons: "pd.Series[str]") -> "pd.Series[str]":
    """Why the practice of each row is special in the year of the row, or in the year of lists that is nearest to it."""
    years = list(reasons.index.unique("period"))
    nearest = {period: periods.nearest(period, years) for period in rows["period"].unique()}
    keys = pd.MultiIndex.from_arrays([rows["area_code"], rows["period"].map(nearest)])
    return reasons.reindex(keys, fill_value=UNLISTED if years else "").set_axis(rows.index)


def _before(size: "pd.Series[float]") -> "tuple[pd.Series[float], pd.Series[bool]]":
    """The list size of each practice in the year before that is held, and whether one is held that is near enough."""
    years = sorted(map(periods.parse, size.index.unique("period")))
    before = {later.label: year.label for year, later in pairwise(years) if later.apart(year) <= MOST_MONTHS}
    codes, period = size.index.get_level_values("area_code"), size.index.get_level_values("period")
    keys = pd.MultiIndex.from_arrays([codes, period.map(before)])
    return size.reindex(keys).set_axis(size.index), pd.Series(period.isin(list(before)), size.index)
