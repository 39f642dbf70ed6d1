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
    mask = rows["indicator_id"].map(registers).eq(rows["source_id"])
    ratios = _measured(rows[mask & (rows["value"].notna() | rows["numerator"].gt(rows["denominator"]))])
    if ratios.empty:
        return pd.DataFrame(columns=COLUMNS)
    sides = [_apart(ratios, shift) for shift in (1, -1)]
    alone = sides[0].isna() | sides[1].isna()
    first, second = sides[0].fillna(sides[1]), sides[1].fillna(sides[0])
    doubts = ratios[(first != 0) & (first == second) & (~alone | _further(ratios))]
    return _beside(doubts, ratios)[COLUMNS].sort_values(KEY, ignore_index=True)


def _measured(rows: pd.DataFrame) -> pd.DataFrame:
    """Registers of practices with `ratio`, their share over England's of the same year, by practice and register in order of time."""
    england = rows[rows["footprint"] == "england"].set_index(["indicator_id", "period"])["value"].rename("england")
    registers = rows[rows["footprint"] == "practice"]
    both = registers.rename(columns={"area_code": "practice_code"}).join(england, on=["indicator_id", "period"])
    expected = both["denominator"] * both["england"] / 100
    ratios = both.assign(expected=expected, ratio=both["numerator"] / expected)[expected > 0]
    return ratios.sort_values(["indicator_id", "practice_code", "period"], ignore_index=True)


def _neighbour(ratios: pd.DataFrame, name: str, shift: int) -> pd.Series:
    return ratios.groupby(["indicator_id", "practice_code"])[name].shift(shift)


def _apart(ratios: pd.DataFrame, shift: int) -> pd.Series:
    """1 where a register is far above the neighbouring year, -1 far below, 0 near it, missing without such a year."""
    beside = _neighbour(ratios, "ratio", shift)
    more = (ratios["ratio"] - beside) * ratios["expected"]
    above, below = (ratios["ratio"] >= TIMES * beside) & (more >= LEAST), (TIMES * ratios["ratio"] <= beside) & (more <= -LEAST)
    return (above.astype(float) - below.astype(float)).where(beside.notna())


def _further(ratios: pd.DataFrame) -> pd.Series:
    """Whether a register is further from England than in the one year beside it."""
    beside = _neighbour(ratios, "ratio", 1).fillna(_neighbour(ratios, "ratio", -1))
    return pd.Series(_distance(ratios["ratio"]) > _distance(beside), ratios.index)


def _distance(ratio: pd.Series) -> np.ndarray:
    return np.abs(np.log(ratio.clip(lower=1e-9)))


def _beside(doubts: pd.DataFrame, ratios: pd.DataFrame) -> pd.DataFrame:
    names = {"period": "beside", "numerator": "beside_numerator", "denominator": "beside_denominator", "ratio": "beside_ratio"}
    year = {new: _neighbour(ratios, old, 1).fillna(_neighbour(ratios, old, -1)) for old, new in names.items()}
    with_year = doubts.assign(**{name: values.reindex(doubts.index) for name, values in year.items()})
    return with_year.assign(times=with_year["ratio"] / with_year["beside_ratio"].where(with_year["beside_ratio"] > 0))
