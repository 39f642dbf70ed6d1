"""Case-mix: what is expected of areas and practices of their age and deprivation, of every indicator that follows these."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from jsna.catalogue import serving
from jsna.measures import CONFIDENCE
from jsna.methods.expectation import Expectation, expectation
from jsna.schemas import SMALL_PRACTICE

#: Fewer areas do not tell what is usual among them.
FEWEST = 30
#: Shares of residuals drawn in at each end of practices, of which a few are for students or care homes alone.
PRACTICE, WINSORISE = "practice", 0.02
#: What areas are alike in, by the purpose that an indicator serves: the shares of two ages, and deprivation; of practices that of their
#: patients, where it is held.
YOUNG, OLD, SCORE, SCORE_OF_PATIENTS = "aged_under_18", "aged_50_over", "deprivation", "deprivation_of_patients"
ALIKE = (YOUNG, OLD, SCORE, SCORE_OF_PATIENTS, LIST := "lists")
LIMITS = [f"expected_{end}_{level}" for level in CONFIDENCE for end in ("lower", "upper")]
COLUMNS = ["indicator_id", "footprint", "area_code", "period", "expected", *LIMITS, "between", "fitted"]


def casemix(rows: pd.DataFrame, places: pd.DataFrame, indicators: list[str]) -> pd.DataFrame:
    """What is expected of every area of every footprint, in the newest period of each indicator.

    Parameters
    ----------
    rows : DataFrame
        Indicator rows of all areas.
    places : DataFrame
        Where every unit lies: where the score of its own patients is not held, a practice has that of the smallest area it lies in.
    indicators : list of str
        Proportions that follow age and deprivation.

    Returns
    -------
    DataFrame
        `COLUMNS`: the share that such areas have, and the limits within which they lie, in per cent; `between`, the spread that remains
        between them, on the scale of log odds; `fitted`, how many there are.
    """
    ids = rows["indicator_id"].replace({serving(purpose)[0].id: purpose for purpose in ALIKE})
    inputs = rows.assign(indicator_id=ids)[ids.isin([*indicators, *ALIKE])]
    scores = _newest(inputs[inputs["indicator_id"] == SCORE]).set_index(["footprint", "area_code"])["value"]
    of_areas = _of_areas(places, scores)
    frames = [
        frame
        for footprint, group in inputs.groupby("footprint")
        for frame in _of_footprint(group, indicators, of_areas if footprint == PRACTICE else scores.get(footprint, of_areas.head(0)))
    ]
    return pd.concat(frames, ignore_index=True)[COLUMNS] if frames else pd.DataFrame(columns=COLUMNS)


def _of_areas(places: pd.DataFrame, scores: "pd.Series[float]") -> "pd.Series[float]":
    """The score of the area of each practice: of the footprint with the most areas, the newest that it lies in."""
    finest = scores.groupby(level="footprint").size()
    inside = places[places["unit_kind"].eq(PRACTICE) & places["footprint"].isin(finest.index)]
    order = inside.assign(areas=inside["footprint"].map(finest)).sort_values(["areas", "period"], ascending=False, kind="stable")
    first = order.drop_duplicates("unit")
    return scores.reindex(pd.MultiIndex.from_frame(first[["footprint", "area_code"]])).set_axis(first["unit"])


def _newest(rows: pd.DataFrame) -> pd.DataFrame:
    there = rows[rows["value"].notna()]
    return there[there["period_start"] == there.groupby(["indicator_id", "footprint"])["period_start"].transform("max")]


def _of_footprint(rows: pd.DataFrame, indicators: list[str], scores: "pd.Series[float]") -> Iterator[pd.DataFrame]:
    outcomes, alike = (rows[rows["indicator_id"].isin(names)] for names in (indicators, ALIKE))
    for period, newest in _newest(outcomes).groupby("period"):
        covariates = _covariates(alike, str(period), scores).dropna()
        usable = newest[(newest["denominator"] > 0) & newest["area_code"].isin(covariates.index)]
        for _, areas in usable.groupby("indicator_id"):
            if len(areas) >= FEWEST and 0 < areas["numerator"].sum() < areas["denominator"].sum():
                winsorise = WINSORISE if areas["footprint"].iloc[0] == PRACTICE else 0.0
                yield _as_rows(areas, expectation(areas["numerator"], areas["denominator"], covariates.loc[areas["area_code"]], winsorise))


def _covariates(rows: pd.DataFrame, period: str, scores: "pd.Series[float]") -> pd.DataFrame:
    """A row an area: its ages in the year of the register, and its newest score."""
    of_year = rows[(rows["period"] == period) & rows["indicator_id"].isin([YOUNG, OLD])]
    ages = of_year.set_index(["area_code", "indicator_id"])["value"].unstack().reindex(columns=[YOUNG, OLD])
    if rows["footprint"].iloc[0] != PRACTICE:
        return ages.assign(score=scores.reindex(ages.index))
    patients = _newest(rows[rows["indicator_id"] == SCORE_OF_PATIENTS]).set_index("area_code")["value"]
    sizes = rows[(rows["indicator_id"] == LIST) & (rows["period"] == period)].set_index("area_code")["value"]
    deviation = ages[OLD] - ages[OLD].mean()
    table = ages.assign(squared=deviation**2, score=patients.reindex(ages.index).fillna(scores.reindex(ages.index)))
    return table[sizes.reindex(table.index) >= SMALL_PRACTICE]


def _as_rows(rows: pd.DataFrame, fit: Expectation) -> pd.DataFrame:
    limits = [100 * limit for confidence in CONFIDENCE.values() for limit in fit.limits(confidence)]
    facts = {"expected": 100 * fit.share, **dict(zip(LIMITS, limits, strict=True)), "between": np.sqrt(fit.tau2), "fitted": len(rows)}
    return rows[COLUMNS[:4]].assign(**facts)
