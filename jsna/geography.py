"""Areas and their footprints: which small unit lies in which area, and what became of areas that ended."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from jsna.errors import BuildError

DATA = Path(__file__).parents[1] / "data" / "geography"
ENGLAND = "E92000001"


@dataclass(frozen=True)
class Placement:
    """Which area of one footprint each practice of one period belonged to.

    Parameters
    ----------
    areas : Series
        Area code by practice code; practices without a place are absent.
    unplaced : tuple of str
        Practices that no source places in this footprint.
    """

    areas: pd.Series
    unplaced: tuple[str, ...]


def successions(folder: Path = DATA) -> pd.DataFrame:
    """What became of each area that ended: date, footprint, predecessor, successor, kind."""
    return pd.read_csv(folder / "successions.csv", dtype="str", keep_default_na=False)


def started(footprint: str) -> str:
    """The day from which a footprint of CCGs or sub-ICB locations is valid: 1 April, or 1 July 2022."""
    kind, year = footprint.rsplit("_", 1)
    return f"{year}-07-01" if kind == "sub_icb" else f"{year}-04-01"


def carried_forward(codes: pd.Series, footprint: str, table: pd.DataFrame) -> pd.Series:
    """Codes of earlier areas as the codes of the areas that they were merged into by the footprint's first day."""
    steps = table[(table["date"] <= started(footprint)) & (table["kind"] == "merged")]
    for _, step in steps.groupby("date"):
        codes = codes.replace(dict(zip(step["predecessor"], step["successor"], strict=True)))
    return codes


def areas_of(areas: pd.DataFrame, footprint: str) -> pd.DataFrame:
    """The areas of one footprint, each once."""
    return areas[areas["footprint"] == footprint].drop_duplicates("area_code").set_index("area_code")


def parents(membership: pd.DataFrame, footprint: str, parent_footprint: str) -> pd.Series:
    """The parent of each area of a footprint.

    Raises
    ------
    BuildError
        Where two published lookups place an area differently.
    """
    rows = membership[(membership["footprint"] == footprint) & (membership["parent_footprint"] == parent_footprint)]
    unique = rows[["area_code", "parent_code"]].drop_duplicates()
    twice = unique[unique["area_code"].duplicated()]
    if len(twice):
        raise BuildError(
            f"{footprint} {twice['area_code'].iloc[0]} lies in two areas of {parent_footprint}, by different lookups.",
            "Keep one edition of that lookup in the raw folder.",
        )
    return unique.set_index("area_code")["parent_code"]


def dated(practices: pd.DataFrame, practices_by_period: dict[str, set[str]]) -> pd.DataFrame:
    """Practice lists with a date for each: its own, or the end of the year whose practices it lists best."""
    dates = {source: _list_date(rows, practices_by_period) for source, rows in practices.groupby("source_id")}
    return practices.assign(as_of=practices["source_id"].map(dates))


def _list_date(rows: pd.DataFrame, practices_by_period: dict[str, set[str]]) -> str:
    if rows["as_of"].iloc[0] or not practices_by_period:
        return str(rows["as_of"].iloc[0])
    listed = set(rows["practice_code"])
    overlap = {period: len(listed & codes) / len(listed | codes) for period, codes in practices_by_period.items()}
    return year_end(max(overlap, key=lambda period: overlap[period]))


def year_end(period: str) -> str:
    """The last day of a financial year: `2018/19` gives `2019-03-31`."""
    return f"{int(period[:4]) + 1}-03-31"


def place(practices: pd.DataFrame, codes: pd.Index, period: str, footprint: str, areas: pd.DataFrame, table: pd.DataFrame) -> Placement:
    """Place the practices of a period in a footprint, by the practice list nearest in time that can.

    A list of another year places a practice too where the CCG that it names was merged into one area of
    the footprint, or lives on in it unchanged.
    """
    known = set(areas_of(areas, footprint).index)
    target = carried_forward(practices["area_code"], footprint, table)
    usable = practices.assign(area=target)[target.isin(known) & practices["practice_code"].isin(codes)]
    end = dt.date.fromisoformat(year_end(period))
    distance = usable["as_of"].map({day: abs((dt.date.fromisoformat(day) - end).days) for day in usable["as_of"].unique()})
    nearest = usable.assign(distance=distance).sort_values(["distance", "source_id"], kind="stable").drop_duplicates("practice_code")
    placed = nearest.set_index("practice_code")["area"]
    return Placement(placed, tuple(sorted(set(codes) - set(placed.index))))


@dataclass(frozen=True)
class Ending:
    """When an area ended, and the code of what it is part of today."""

    date: str
    successor: str


def ending(code: str, footprint: str, table: pd.DataFrame) -> Ending | None:
    """What became of an area of a footprint; nothing where no succession is known."""
    later = table[table["date"] > started(footprint)].sort_values("date", kind="stable")
    first, date = code, ""
    for _, step in later.iterrows():
        if step["predecessor"] == first:
            first, date = step["successor"], date or step["date"]
    return Ending(date, first) if date else None
