"""Standardised numbers: sums by age become one number of an area, as if its people had the ages of a standard population."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from jsna.catalogue import Definition
from jsna.geography import ENGLAND
from jsna.measures import CONFIDENCE
from jsna.methods import standard_population, standardisation

#: The bands of the European standard population, and those of people whose ages are published to 85 alone.
BANDS = [*(f"{first}-{first + 4}" for first in range(0, 90, 5)), "90+"]
TO_85 = [*BANDS[:17], "85+"]
NUMBERS = ["numerator", "denominator", "people", "squares"]
EUROPEAN, OF_ENGLAND = "european_2013", "england"
#: Practices have ratios alone: most have too few events for a standardised rate.
PRACTICE = "practice"


def standardised(sums: pd.DataFrame, definition: Definition) -> pd.DataFrame:
    """A row an area in place of one for each age: directly standardised rates, or observed over expected.

    Parameters
    ----------
    sums : DataFrame
        As `rollup` gives them, of one `what`, with bands of five years of age; `squares` of what each person had, where they are known.
    definition : Definition
        `standard`, and the first and last age in `ages`.

    Returns
    -------
    DataFrame
        The sums with `ages` as age. With the European standard, `numerator` events and `denominator` people of these ages, `value` and
        limits; with that of England, the events that were expected at England's rates as denominator.
    """
    to_85 = sums["source_id"].isin(sums.loc[sums["age"] == TO_85[-1], "source_id"].unique())
    if to_85.any() and not to_85.all():
        return pd.concat([standardised(sums[some], definition) for some in (to_85, ~to_85)], ignore_index=True)
    sums = _with_everybody(sums)
    bands = within(definition.ages, TO_85 if to_85.any() else BANDS)
    cells = sums[sums["age"].isin(bands)]
    key = [name for name in cells.columns if name not in (*NUMBERS, "age", "cover", "left_out")]
    wide = cells.pivot(index=key, columns="age", values=NUMBERS)
    wide = wide.reindex(columns=pd.MultiIndex.from_product([NUMBERS, bands]))
    events, people, persons, squares = (wide[name].to_numpy(float) for name in NUMBERS)
    beside = {"cover": 1.0, "left_out": 0.0, "people": np.round(persons.sum(axis=1))}
    rows = wide.index.to_frame(index=False).assign(age=definition.ages or "all", **beside)
    whole = np.isfinite(events).all(axis=1) & np.isfinite(people).all(axis=1)
    if definition.standard == OF_ENGLAND:
        return _beside_england(rows, events, people, whole)
    squares = np.where(np.isfinite(squares), squares, events)  # nobody came twice where nothing says so
    return _direct(rows, (events, squares), people, whole & (people > 0).all(axis=1), bands, definition.per)


def _with_everybody(sums: pd.DataFrame) -> pd.DataFrame:
    """Sums by category, and of all categories together: without these nobody could say what a hidden one is inside of."""
    parts = sums[sums["category"] != ""].assign(category_type="", category="")
    others = [name for name in parts.columns if name not in (*NUMBERS, "cover", "left_out")]
    everybody = parts.groupby(others, dropna=False, observed=True)[NUMBERS].sum(min_count=1).reset_index()
    return pd.concat([sums, everybody], ignore_index=True) if len(parts) else sums


def within(ages: str, bands: list[str] = BANDS) -> list[str]:
    """The bands within ages such as `65+` or `10-24`; all where nothing is said."""
    if not ages:
        return bands
    first, _, last = ages.rstrip("+").partition("-")
    return [band for band in bands if int(first) <= _start(band) <= (int(last) if last else 90)]


def _start(band: str) -> int:
    return int(band.rstrip("+").split("-")[0])


def _direct(
    rows: pd.DataFrame, counts: tuple[np.ndarray, np.ndarray], people: np.ndarray, whole: np.ndarray, bands: Sequence[str], per: float
) -> pd.DataFrame:
    events, squares = counts
    every = TO_85 if bands[-1] == TO_85[-1] else BANDS
    weights = standard_population.european_2013(len(every))[[every.index(band) for band in bands]]
    areas = whole & rows["footprint"].ne(PRACTICE).to_numpy()
    table = rows[areas].assign(numerator=events[areas].sum(axis=1), denominator=people[areas].sum(axis=1), value_note="")
    for name, confidence in CONFIDENCE.items():
        rate = standardisation.direct(events[areas], people[areas], weights, per, confidence, squares[areas])
        table = table.assign(**{"value": rate.value, f"lower_{name}": rate.lower, f"upper_{name}": rate.upper})
        table = table.assign(value_note=np.where(rate.too_few, "too few events", ""))
    nobody = rows["category"].ne("").to_numpy() & np.isnan(people).all(axis=1)  # of a fifth that the area has no part of
    gaps = rows[~whole & ~nobody & rows["footprint"].ne(PRACTICE).to_numpy()]
    return pd.concat([table, gaps], ignore_index=True) if len(gaps) else table


def _beside_england(rows: pd.DataFrame, events: np.ndarray, people: np.ndarray, whole: np.ndarray) -> pd.DataFrame:
    """Areas and practices with the events expected at England's rates of the same year and source."""
    frames = []
    for _, at in rows.groupby(["period", "source_id", "edition", "category_type", "category"]).indices.items():
        england = [row for row in at if rows["area_code"].iloc[row] == ENGLAND and whole[row]]
        areas = [row for row in at if whole[row]]
        if england:
            expected = standardisation.expected(people[areas], events[england[0]], people[england[0]])
            frames.append(rows.iloc[areas].assign(numerator=events[areas].sum(axis=1), denominator=expected))
    return pd.concat(frames, ignore_index=True) if frames else rows.head(0).assign(numerator=0.0, denominator=0.0)
