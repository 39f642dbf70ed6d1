"""Doubtful registers: a practice's number that is several times what the same practice had in the years beside it."""

import numpy as np
import pandas as pd

#: Times more, or fewer, patients than in the years beside it; and the patients by which it is away from them at least.
TIMES, LEAST = 3, 100
#: Whose number of which year is doubtful.
KEY = ["indicator_id", "practice_code", "period"]
COLUMNS = [*KEY, "numerator", "denominator", "beside", "beside_numerator", "beside_denominator", "times"]


def doubtful(rows: pd.DataFrame, registers: dict[str, str]) -> pd.DataFrame:
    """The registers of practices that nobody should build on unseen: `COLUMNS`, a row a register, practice and year.

    A register is measured by its share of the list over England's share of that year, so that what changed everywhere is no sign.
    It is doubtful where that is `TIMES` what it is in each neighbouring year that is there, or less than one part in `TIMES`, and by
    more than `LEAST` patients. Of the first and the last year, which have one neighbour, it is the one further from England.
    The numbers stay in every sum.

    Parameters
    ----------
    rows : DataFrame
        Indicator rows; those of practices and England are looked at.
    registers : dict
        The publication that counts practices, by the indicator of the register.

    Returns
    -------
    DataFrame
        `beside` is the neighbouring year, the earlier where there are two, with its numbers; `times` is how many times the share of
        that year it is, by England's shares.
    """
    counted = rows["indicator_id"].map(registers).eq(rows["source_id"])
    measured = _measured(rows[counted & (rows["value"].notna() | rows["numerator"].gt(rows["denominator"]))])
    if measured.empty:
        return pd.DataFrame(columns=COLUMNS)
    sides = [_apart(measured, shift) for shift in (1, -1)]
    alone = sides[0].isna() | sides[1].isna()
    first, second = sides[0].fillna(sides[1]), sides[1].fillna(sides[0])
    marked = measured[(first != 0) & (first == second) & (~alone | _further(measured))]
    return _beside(marked, measured)[COLUMNS].sort_values(KEY, ignore_index=True)


def _measured(rows: pd.DataFrame) -> pd.DataFrame:
    """Registers of practices with `ratio`, their share over England's of the same year, by practice and register in order of time."""
    england = rows[rows["footprint"] == "england"].set_index(["indicator_id", "period"])["value"].rename("england")
    registers = rows[rows["footprint"] == "practice"]
    both = registers.rename(columns={"area_code": "practice_code"}).join(england, on=["indicator_id", "period"])
    expected = both["denominator"] * both["england"] / 100
    sized = both.assign(expected=expected, ratio=both["numerator"] / expected)[expected > 0]
    return sized.sort_values(["indicator_id", "practice_code", "period"], ignore_index=True)


def _neighbour(measured: pd.DataFrame, name: str, shift: int) -> pd.Series:
    return measured.groupby(["indicator_id", "practice_code"])[name].shift(shift)


def _apart(measured: pd.DataFrame, shift: int) -> pd.Series:
    """1 where a register is far above the neighbouring year, -1 far below, 0 near it, missing without such a year."""
    beside = _neighbour(measured, "ratio", shift)
    more = (measured["ratio"] - beside) * measured["expected"]
    above, below = (measured["ratio"] >= TIMES * beside) & (more >= LEAST), (TIMES * measured["ratio"] <= beside) & (more <= -LEAST)
    return (above.astype(float) - below.astype(float)).where(beside.notna())


def _further(measured: pd.DataFrame) -> pd.Series:
    """Whether a register is further from England than in the one year beside it."""
    beside = _neighbour(measured, "ratio", 1).fillna(_neighbour(measured, "ratio", -1))
    return pd.Series(_distance(measured["ratio"]) > _distance(beside), measured.index)


def _distance(ratio: pd.Series) -> np.ndarray:
    return np.abs(np.log(ratio.clip(lower=1e-9)))


def _beside(marked: pd.DataFrame, measured: pd.DataFrame) -> pd.DataFrame:
    names = {"period": "beside", "numerator": "beside_numerator", "denominator": "beside_denominator", "ratio": "beside_ratio"}
    year = {new: _neighbour(measured, old, 1).fillna(_neighbour(measured, old, -1)) for old, new in names.items()}
    with_year = marked.assign(**{name: values.reindex(marked.index) for name, values in year.items()})
    return with_year.assign(times=with_year["ratio"] / with_year["beside_ratio"].where(with_year["beside_ratio"] > 0))
