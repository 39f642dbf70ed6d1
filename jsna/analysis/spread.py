"""Spread: how much of the differences between practices goes with the age of their patients and with where they live."""

import numpy as np
import pandas as pd

from jsna.methods import spread

#: Fewer practices say nothing of what their differences go with.
FEWEST = 10
#: From this age on patients count as old.
OLD = 65
#: A list that has changed by more than this share since it was known where its patients live is another list.
MOST_APART = 0.2
COVARIATES = ["old", "score"]
#: Why a practice takes no part; the first that applies.
REASONS = ("no figure", "no ages", "special", "no small areas", "another list")
#: Rows of one register that are too few, or alike in what might explain them.
FEW, ALIKE = "fewer than 10 practices", "patients of the practices do not differ in age or deprivation"


def known_of(people: pd.DataFrame, living: pd.DataFrame) -> pd.DataFrame:
    """What is known of the patients of each practice.

    Parameters
    ----------
    people : DataFrame
        `area_code, sex, youngest, oldest, patients` of the year of the registers.
    living : DataFrame
        Indicator rows of the average deprivation score of where patients live; the denominator is the patients with a small area.

    Returns
    -------
    DataFrame
        By practice: `patients`, `old` (per cent aged 65 and over; missing where the ages held lie across 65), `score` and `placed`.
    """
    across = bool(((people["youngest"] < OLD) & (people["oldest"] >= OLD)).any())
    everybody = people.groupby("area_code")["patients"].sum(min_count=1)
    old = people[people["youngest"] >= OLD].groupby("area_code")["patients"].sum().reindex(everybody.index, fill_value=0)
    share = 100 * old / everybody.where(everybody > 0)
    where = living.set_index("area_code")[["value", "denominator"]].set_axis(["score", "placed"], axis=1)
    return pd.DataFrame({"patients": everybody, "old": np.nan if across else share}).join(where, how="outer")


def with_reasons(registers: pd.DataFrame, patients: pd.DataFrame) -> pd.DataFrame:
    """Practices of some registers with what is known of their patients; `left_out` says why one takes no part, else it is empty."""
    table = registers.drop(columns=[*patients], errors="ignore").join(patients, on="area_code")
    apart = (table["placed"] / table["patients"].where(table["patients"] > 0) - 1).abs()
    wrong = (table["value"].isna(), table["old"].isna(), table["special"] != "", table["score"].isna(), apart > MOST_APART)
    return table.assign(left_out=np.select(wrong, REASONS, ""))


def by_register(table: pd.DataFrame) -> pd.DataFrame:
    """The parts of the differences between practices, a row for each register of `with_reasons`.

    Returns
    -------
    DataFrame
        In per cent `associated, lower, upper, chance, rest, random`; `times`, `probability`, `practices`, `left_out`, and `why` there are
        no parts, where there are none.
    """
    rows = [_register(rows) | {"indicator_id": register} for register, rows in table.groupby("indicator_id")]
    return pd.DataFrame(rows).sort_values(["associated", "indicator_id"], ascending=[False, True], ignore_index=True)


def _register(rows: pd.DataFrame) -> dict[str, object]:
    practices = rows[rows["left_out"] == ""]
    numbers = {"practices": len(practices), "left_out": len(rows) - len(practices)}
    null, residual, covariates, uneven = _deviances(practices) if len(practices) >= FEWEST else (np.nan, np.nan, len(COVARIATES), 1.0)
    division = spread.shares(null, residual, max(len(practices), FEWEST), covariates, uneven)._asdict()
    parts = {name: float(part) if name in ("times", "probability") else 100 * float(part) for name, part in division.items()}
    return numbers | parts | {"why": FEW if len(practices) < FEWEST else ALIKE if not covariates else ""}


def _deviances(practices: pd.DataFrame) -> tuple[float, float, int, float]:
    """Deviance without and with the covariates, how many of these are no combination of the others, and how uneven the practices are."""
    x, n = (practices[column].to_numpy(float) for column in ("numerator", "denominator"))
    z = _independent(practices[COVARIATES].to_numpy(float))
    null, covariates = spread.deviance(x, n), z.shape[1]
    if not covariates or null <= len(practices) - 1:  # nothing to explain by, or nothing that chance would not give
        return null, null, covariates, 1.0
    residual, proportions = fitted(x, n, z)
    return null, min(null, residual), covariates, spread.unevenness(x, n, proportions)  # iterations stop a little short of the best


def _independent(covariates: np.ndarray) -> np.ndarray:
    """Columns of mean 0 and no correlation that say all that the covariates say; fewer where one follows from the others."""
    away = covariates - covariates.mean(axis=0)
    standardised = away / np.where(np.ptp(covariates, axis=0) > 0, away.std(axis=0), np.inf)
    columns, sizes, _ = np.linalg.svd(standardised, full_matrices=False)
    return np.asarray(columns[:, sizes > 1e-9 * len(away)] * np.sqrt(len(away)))


def fitted(x: np.ndarray, n: np.ndarray, z: np.ndarray) -> tuple[float, np.ndarray]:
    """Residual deviance, and the proportions, of a binomial model with a logit link."""
    from statsmodels.genmod.families import Binomial  # half a second that only a report with such a figure pays
    from statsmodels.genmod.generalized_linear_model import GLM

    design = np.column_stack([np.ones(len(x)), z])
    model = GLM(np.column_stack([x, n - x]), design, family=Binomial()).fit()
    return float(model.deviance), np.asarray(model.fittedvalues)
