"""Expected for age and deprivation: what areas of the same kind have, area by area, for every indicator that follows these."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from jsna.measures import CONFIDENCE
from jsna.methods.expectation import Expectation, expectation
from jsna.schemas import SMALL_PRACTICE

#: Fewer areas do not tell what is usual among them.
FEWEST = 30
#: Shares of residuals drawn in at each end of practices, of which a few are for students or care homes alone.
WINSORISE = {"practice": 0.02}
#: What areas are alike in: the shares of two ages, and deprivation; of practices that of their patients, where it is held.
YOUNG, OLD, SCORE, SCORE_OF_PATIENTS = "list_aged_under_18", "list_aged_50_over", "imd_average_score", "imd_patients_score"
ALIKE = [YOUNG, OLD, SCORE, SCORE_OF_PATIENTS, LIST := "list_size"]
COLUMNS = [
    "indicator_id", "footprint", "area_code", "period", "expected", "score", "between", "areas",
    *(f"{end}_{level}" for level in CONFIDENCE for end in ("lower", "upper")),
    "people", *(f"people_{end}_{level}" for level in CONFIDENCE for end in ("lower", "upper")),
]  # fmt: skip


def expected(rows: pd.DataFrame, indicators: list[str], within: Mapping[str, str]) -> pd.DataFrame:
    """What is expected of every area of every footprint, in the newest period of each indicator.

    Parameters
    ----------
    rows : DataFrame
        Indicator rows of all areas.
    indicators : list of str
        Proportions that follow age and deprivation.
    within : mapping
        The area of which a practice has the deprivation score, where that of its own patients is not held: its code, by the practice's.

    Returns
    -------
    DataFrame
        `COLUMNS`: expected share and limits in per cent; `score`, standard deviations from it; `between`, the spread between such areas on
        the scale of log odds; `areas`, how many were fitted; `people` more (or fewer, below 0) than expected, with limits.
    """
    used = rows[rows["indicator_id"].isin([*indicators, *ALIKE])]
    scores = _newest(used[used["indicator_id"] == SCORE]).drop_duplicates("area_code").set_index("area_code")["value"]
    frames = [frame for _, own in used.groupby("footprint") for frame in _of_footprint(own, indicators, scores, within)]
    return pd.concat(frames, ignore_index=True)[COLUMNS] if frames else pd.DataFrame(columns=COLUMNS)


def _newest(rows: pd.DataFrame) -> pd.DataFrame:
    there = rows[rows["value"].notna()]
    return there[there["period_start"] == there.groupby(["indicator_id", "footprint"])["period_start"].transform("max")]


def _of_footprint(
    rows: pd.DataFrame, indicators: list[str], scores: "pd.Series[float]", within: Mapping[str, str]
) -> Iterator[pd.DataFrame]:
    counted, alike = (rows[rows["indicator_id"].isin(names)] for names in (indicators, ALIKE))
    for period, own in _newest(counted).groupby("period"):
        covariates = _covariates(alike, str(period), scores, within).dropna()
        usable = own[(own["denominator"] > 0) & own["area_code"].isin(covariates.index)]
        for _, areas in usable.groupby("indicator_id"):
            if len(areas) >= FEWEST and 0 < areas["numerator"].sum() < areas["denominator"].sum():
                winsorise = WINSORISE.get(str(areas["footprint"].iloc[0]), 0.0)
                yield _as_rows(areas, expectation(areas["numerator"], areas["denominator"], covariates.loc[areas["area_code"]], winsorise))


def _covariates(rows: pd.DataFrame, period: str, scores: "pd.Series[float]", within: Mapping[str, str]) -> pd.DataFrame:
    """A row an area: its ages in the year of the register, and its newest score."""
    of_year = rows[(rows["period"] == period) & rows["indicator_id"].isin([YOUNG, OLD])]
    ages = of_year.set_index(["area_code", "indicator_id"])["value"].unstack().reindex(columns=[YOUNG, OLD])
    if rows["footprint"].iloc[0] != "practice":
        return ages.assign(score=scores.reindex(ages.index))
    patients = _newest(rows[rows["indicator_id"] == SCORE_OF_PATIENTS]).set_index("area_code")["value"]
    area = ages.index.to_series().map(within).map(scores)
    sizes = rows[(rows["indicator_id"] == LIST) & (rows["period"] == period)].set_index("area_code")["value"]
    centred = ages[OLD] - ages[OLD].mean()
    table = ages.assign(squared=centred**2, score=patients.reindex(ages.index).fillna(area))
    return table[sizes.reindex(table.index) >= SMALL_PRACTICE]


def _as_rows(rows: pd.DataFrame, fit: Expectation) -> pd.DataFrame:
    people = rows["denominator"].to_numpy(float)
    facts = {"expected": 100 * fit.share, "score": fit.scores, "between": np.sqrt(fit.tau2), "areas": len(rows)}
    facts["people"] = rows["numerator"].to_numpy(float) - people * fit.share
    for level, confidence in CONFIDENCE.items():
        lower, upper = fit.limits(confidence)
        facts |= {f"lower_{level}": 100 * lower, f"upper_{level}": 100 * upper}
        facts |= {f"people_lower_{level}": rows["numerator"] - people * upper, f"people_upper_{level}": rows["numerator"] - people * lower}
    keys = rows[["indicator_id", "footprint", "area_code", "period"]]
    return keys.assign(**facts)
