"""Revisions: of two files that give different numbers for one thing the later one, or a refusal that names both."""

import pandas as pd

from jsna.errors import BuildError
from jsna.making.caveats import Caveats
from jsna.schemas import TIDY

#: The tables that several files may feed, with what tells the edition that a file is of, and the columns that no two may give otherwise.
TABLES = {
    "activity": ("month", ["episodes"]),
    "delayed_transfers": ("month", ["delayed_days", "gss_code"]),
    "deprivation": ("edition", ["score", "transformed_score", "rank", "decile"]),
    "deprivation_summary": ("edition", ["average_rank", "average_score", "most_deprived_tenth"]),
    "lsoa_population": ("period", ["population"]),
    "residents": ("period", ["residents"]),
    "patients": ("as_of", ["patients"]),
    "published_values": ("period", ["value", "lower_95", "upper_95", "numerator", "denominator"]),
    "patients_by_lsoa": ("as_of", ["patients"]),
    "areas": ("footprint", ["gss_code"]),
    "membership": ("parent_footprint", ["parent_code"]),
    "practices": ("as_of", ["area_code"]),
}
#: By how much numbers may differ: of the two files of residents of 2015, one has quarters of people and the other whole ones.
ROUNDED = {"population": 0.5}
#: The day in what a publisher writes beside `Revised` or `Published`, such as `Revised 13th February 2020`.
DAY = r"(\d{1,2})\w* ([A-Z][a-z]{2})\w* (\d{4})"


def settled(name: str, rows: pd.DataFrame, caveats: Caveats | None = None) -> pd.DataFrame:
    """The rows of a table in which no two files give one thing different numbers.

    Of two that do, the one with the later date of publication or revision is taken, and a remark says so. Copies may lie side by side.

    Raises
    ------
    BuildError
        Where two files differ and nothing says which is the later.
    """
    if name not in TABLES:
        return rows
    about, values = TABLES[name]
    if not rows[[about, "source_id"]].drop_duplicates().duplicated(about).any():
        return rows  # each edition is of one file
    key = list(dict.fromkeys(column for column in (*(TIDY[name].unique or []), about) if column != "source_id"))
    twice = rows[rows.duplicated(key, keep=False) & (rows[about] != "")]  # a list without a day is dated by the build
    differences = twice[_differ(twice, key, values)]
    out = pd.Series(False, index=rows.index)
    for edition, files in differences.groupby(about):
        newest, older = _later(files, str(edition))
        out |= rows[about].eq(edition) & rows["source_id"].isin(older)
        if caveats is not None:
            caveats.note("", f"{newest} and {', '.join(older)} give other numbers for {edition}: the later one, {newest}, is used.")
    return rows[~out]


def _differ(rows: pd.DataFrame, key: list[str], values: list[str]) -> pd.Series:
    """Whether a row's key has another number elsewhere; a number that is not given contradicts none."""
    group = rows.groupby(key, sort=False).ngroup()
    differ = pd.Series(False, index=rows.index)
    for name in values:
        text = rows[name].dtype == "str"
        numbers = pd.Series(pd.factorize(rows[name])[0], rows.index).mask(rows[name] == "") if text else rows[name].astype(float)
        spread = numbers.groupby(group)
        differ |= numbers.notna() & (spread.transform("max") - spread.transform("min") > ROUNDED.get(name, 0))
    return differ


def _later(rows: pd.DataFrame, edition: str) -> tuple[str, list[str]]:
    """The file of the latest date, and the others; refused where two are of one date or have none."""
    day = rows["status"].str.extract(DAY).fillna("").agg(" ".join, axis=1) if "status" in rows else pd.Series("", rows.index)
    days = pd.to_datetime(day, format="%d %b %Y", errors="coerce").groupby(rows["source_id"]).max().sort_values(na_position="first")
    last = days.iloc[-1]
    if days.isna().any() or (days == last).sum() > 1:
        one, another = sorted(days.index)[:2]
        raise BuildError(f"{one} and {another} are both about {edition} and give other numbers.", "Keep one of them in the raw folder.")
    return str(days.index[-1]), [str(name) for name in days.index[:-1]]
