"""Lists of patients: beside sibling areas by age, by practice, and over the years."""

import itertools

import numpy as np
import pandas as pd

from jsna.analysis import trend
from jsna.schemas import SMALL_PRACTICE as SMALL

#: A change of more than this in per cent between neighbouring years held is one of practices, not of people.
LARGEST_STEP = 10.0


def by_age(sizes: pd.DataFrame, under_18: pd.DataFrame, aged_50_over: pd.DataFrame) -> pd.DataFrame:
    """Areas, the largest first: `share` of all patients, those of siblings that have no row too (`Assessment.latest_of`) and called
    `together`, and the percentages of three age bands that add to 100.
    """
    young, old = (rows.set_index("area_code")["value"] for rows in (under_18, aged_50_over))
    codes, together = sizes["area_code"], sizes["value"].sum() + sizes["apart_value"].iloc[0]
    table = sizes.assign(
        together=together,
        share=100 * sizes["value"] / together,
        under_18=codes.map(young).astype(float),
        aged_50_over=codes.map(old).astype(float),
    )
    middle = 100 - table["under_18"] - table["aged_50_over"]
    return table.assign(from_18_to_49=middle).sort_values(["value", "area_name"], ascending=[False, True], ignore_index=True)


def by_size(rows: pd.DataFrame) -> pd.DataFrame:
    """Practices with patients, the largest first."""
    lists = rows[rows["value"] > 0].sort_values(["value", "area_name"], ascending=[False, True], ignore_index=True)
    names = lists["area_name"].fillna(lists["area_code"])
    return lists.assign(area_name=names)


def growth(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a year that the area has: list sizes of the area and of England, `step` from the year before, change in each run.

    A `segment` ends where a year is not held; a `run` ends only where the lists changed by more than `LARGEST_STEP`, and nothing is
    compared across that: practices began or ceased to be counted, or to be the area's.
    """
    lists = rows[(rows["place"] != "England") & rows["value"].notna()] if len(rows) else rows
    if lists.empty:
        return lists
    years = trend.segments(lists, [])
    england = years["period"].map(rows[rows["place"] == "England"].set_index("period")["value"]).astype(float)
    step = 100 * years["value"].pct_change()
    table = years.assign(england=england, step=step, run=step.abs().gt(LARGEST_STEP).cumsum())
    first = table.groupby("run")[["value", "england"]].transform("first")
    return table.assign(change=100 * (table["value"] / first["value"] - 1), england_change=100 * (table["england"] / first["england"] - 1))


#: A list that grew or shrank by this share within a period is told.
MUCH = 0.2
#: A list that lost this share is all but gone.
NEARLY_ALL = 0.9
#: A list that grew by so nearly what another lost, as a share of that, probably took it over.
ABOUT = 0.1
#: What happened to a practice, in the order in which a reader is told.
CHANGES = ("No longer listed", "Newly listed", "Absent for a time", "Moved away", "Moved here", "List grew by a fifth or more",
           "List shrank by a fifth or more")  # fmt: skip
GONE, NEW, ABSENT, AWAY, HERE, GREW, SHRANK = CHANGES


def changes(rows: pd.DataFrame) -> pd.DataFrame:
    """What happened to practices between one year that is held and the next.

    A practice that has no list in some years and then has one again neither left nor joined: it was absent.

    Parameters
    ----------
    rows : DataFrame
        A row for each year and practice that was ever the area's: `practice_code, area_name, period, value, inside, elsewhere`, and
        `near`, a set of what tells which others are near (its networks and postcode districts).

    Returns
    -------
    DataFrame
        `practice_code, area_name, change, note, elsewhere, since, period, before, after`, the changes in the order of `CHANGES`;
        `note` says in which years it was absent, or with which other practice it probably merged.
    """
    periods = sorted(rows.loc[rows["inside"], "period"].unique())
    steps = [_step(rows, periods, now) for now in range(1, len(periods))]
    columns = ["practice_code", "area_name", "change", "note", "elsewhere", "since", "period", "before", "after"]
    if not steps:
        return pd.DataFrame(columns=columns)
    order = pd.CategoricalDtype(list(CHANGES), ordered=True)
    table = pd.concat(steps, ignore_index=True).astype({"change": order})
    return table.sort_values(["change", "period", "practice_code"], ignore_index=True).astype({"change": "str"})[columns]


def _step(rows: pd.DataFrame, periods: list[str], now: int) -> pd.DataFrame:
    """The changes from the year before the one of a position among those held."""
    since, period = periods[now - 1 : now + 1]
    lists = rows[rows["value"].notna()]
    old = lists[lists["period"] <= since].sort_values("period").drop_duplicates("practice_code", keep="last").set_index("practice_code")
    new = lists[lists["period"] == period].set_index("practice_code")
    later = set(lists.loc[lists["period"] > since, "practice_code"])
    practices = rows.drop_duplicates("practice_code").set_index("practice_code")[["area_name", "near"]]
    table = practices.assign(since=old["period"], period=period, before=old["value"], after=new["value"])
    was, here = old["inside"].reindex(table.index, fill_value=False), new["inside"].reindex(table.index, fill_value=False)
    elsewhere = new["elsewhere"].reindex(table.index).where(was & ~here, old["elsewhere"].reindex(table.index)).fillna("")
    has_other = elsewhere != ""  # one that no lookup places for a year has not moved
    ratio, absent = table["after"] / table["before"], table["since"].lt(since) & table["after"].notna()
    cases = (was & table["since"].eq(since) & ~table.index.isin(later), here & table["before"].isna(), was & here & absent,
             was & ~here & has_other, here & ~was & has_other, ratio >= 1 + MUCH, ratio <= 1 - MUCH)  # fmt: skip
    table = table.assign(change=np.select([case.to_numpy(bool) for case in cases], CHANGES, ""), elsewhere=elsewhere)
    gaps = table["since"].map(lambda last: [year for year in periods if str(last) < year < period])
    notes = _mergers(table[was | here]).reindex(table.index, fill_value="")
    note = notes.mask(absent & was & here, gaps.map(lambda years: f"absent in {' and '.join(years)}"))
    changes = table.assign(note=note, since=table["since"].where(absent, since))[(was | here) & (table["change"] != "")]
    return changes.rename_axis("practice_code").reset_index()


def _mergers(table: pd.DataFrame) -> "pd.Series[str]":
    """What is said of practices whose patients probably went to one other near by, and of that one, by their codes.

    A list of a thousand or more that is gone, or all but gone, and one that grew by a fifth or more and by about as many: each the only
    one near by that fits the other.
    """
    gains = table["after"].fillna(0) - table["before"]
    emptied = table["change"].isin([GONE, SHRANK]) & table["before"].ge(SMALL) & gains.le(-NEARLY_ALL * table["before"])
    pairs = pd.DataFrame(
        [
            (loss, gain)
            for loss, gain in itertools.product(table.index[emptied], table.index[table["change"] == GREW])
            if table["near"][loss] & table["near"][gain] and abs(gains[gain] + gains[loss]) <= -ABOUT * gains[loss]
        ],
        columns=["gone", "grown"],
    )
    alone = pairs[~pairs["gone"].duplicated(keep=False) & ~pairs["grown"].duplicated(keep=False)]
    other = pd.concat([alone.set_index("gone")["grown"], alone.set_index("grown")["gone"]])
    return "probably merged with " + other.map(table["area_name"].fillna(table.index.to_series())).astype("str")
