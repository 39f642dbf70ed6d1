"""Activity: the rows of monthly returns that a month's or a year's number was summed from."""

import pandas as pd

from jsna.build.activity import councils
from jsna.build.lineage.held import COLUMNS, Held
from jsna.build.lineage.units import commissioners
from jsna.geography import ENGLAND

YEAR = "year of "


def months(period: str) -> list[str]:
    """The months of a period: itself, or the twelve of a financial year such as `2018/19`."""
    if "/" not in period:
        return [period]
    return [str(month) for month in pd.period_range(f"{period[:4]}-04", periods=12, freq="M")]


def returns(held: Held, counts: str, footprint: str, asked: pd.DataFrame) -> pd.DataFrame:
    """Rows of NHS England's monthly activity returns behind each area and period: `COLUMNS`."""
    measure = counts.removeprefix(YEAR).removeprefix("activity ")
    rows = held.rows("activity", [("measure", "==", measure)]).drop_duplicates(["area_code", "month"])
    rows = rows.rename(columns={"area_code": "unit"}).assign(counted=rows["episodes"].astype(float))
    if footprint == "england":
        own = rows[rows["unit"] == "ENG"].assign(area_code=ENGLAND, placed="the publisher's row of England")
    else:
        theirs = rows[rows["unit"] != "ENG"]
        own = theirs.merge(commissioners(held, footprint, theirs["unit"], list(asked["area_code"].unique())), on="unit")
    return _within(own, asked, "episodes ")


def transfers(held: Held, counts: str, footprint: str, asked: pd.DataFrame) -> pd.DataFrame:
    """Rows of delayed transfers of care behind each council and period: `COLUMNS`."""
    care = counts.removeprefix(YEAR).removeprefix("delayed days ")
    every = held.rows("delayed_transfers", [("care", "==", care)])
    rows = every.assign(area_code=councils(every), unit=every["authority_code"], counted=every["delayed_days"])
    placed = "authority " + rows["unit"] + " has the code " + rows["area_code"]
    return _within(rows.assign(placed=placed).drop_duplicates(["area_code", "month"]), asked, "delayed days ")


def _within(rows: pd.DataFrame, asked: pd.DataFrame, word: str) -> pd.DataFrame:
    wanted = asked.assign(month=asked["period"].map(months)).explode("month")
    found = rows.dropna(subset="counted").merge(wanted, on=["area_code", "month"]).sort_values(["month", "unit"])
    said = word + found["counted"].map("{:.0f}".format).astype("str") + ", " + found["month"]
    days = found["month"].map(lambda month: float(pd.Period(month).days_in_month))
    # Several rows of one month are divided by its days once.
    first = ~found.duplicated(["area_code", "period", "month"])
    return found.assign(says=said, numerator=found["counted"], denominator=days.where(first, 0.0))[COLUMNS]
