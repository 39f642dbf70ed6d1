"""Cards: the few numbers of a place that a reader should know first, each with its period."""

import pandas as pd

from jsna.analysis import lists, ranks
from jsna.catalogue import serving
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.call import call
from jsna.figures.core.figure import Card, Cards

#: More districts than this are counted and not named.
NAMED = 3


@call
def cards(here: Area) -> Cards:
    """Patients, practices, districts, deprivation, age and hospital activity; a card without data is left out."""
    built = [_patients(here), _practices(here), _districts(here), _deprived(here), _aged_50(here), _episodes(here)]
    return Cards(tuple(card for card in built if card))


def _newest(rows: pd.DataFrame, indicator: str) -> pd.Series | None:
    own = rows[(rows["indicator_id"] == indicator) & rows["value"].notna()]
    return None if own.empty else own.sort_values("period").iloc[-1]


def _patients(here: Area) -> Card | None:
    row = _newest(here.rows, "list_size")
    if row is None:
        return None
    return Card("Registered patients", words.number(row["value"]), f"On the lists of GP practices, {row['period']}{_since(here)}")


def _since(here: Area) -> str:
    """How the number changed since the first year that can be compared: `; 2.8% more than in 2014/15 (England 9.8% more)`."""
    table = lists.growth(here.history("list_size"))
    run = table[table["run"] == table["run"].iloc[-1]]
    own, england = (run[name].iloc[-1] for name in ("change", "england_change"))
    beside = "" if pd.isna(england) else f" (England {_more(england)})"
    return f"; {_more(own)} than in {run['period'].iloc[0]}{beside}" if len(run) > 1 else ""


def _more(change: float) -> str:
    return f"{abs(change):.1f}% {'more' if change >= 0 else 'fewer'}"


def _practices(here: Area) -> Card | None:
    if _newest(here.rows, "list_size") is None or here.footprint == "practice":
        return None
    rows = here.practices("list_size")
    listed = rows[rows["value"] > 0]
    return None if listed.empty else Card("GP practices", words.number(len(listed)), f"With patients on a list, {listed['period'].iloc[0]}")


def _districts(here: Area) -> Card | None:
    districts = here.small_areas()["district"].dropna()
    if districts.empty:
        return None
    most = list(districts.value_counts().index)
    named = words.joined(sorted(most)) if len(most) <= NAMED else f"Most small areas: {words.joined(most[:NAMED])}"
    return Card(words.counted(len(most), "District").partition(" ")[2], words.number(len(most)), f"{named}; April 2019")


def _deprived(here: Area) -> Card | None:
    """How many people live in the most deprived places of England, and where that stands among areas of its kind."""
    row = _newest(here.rows, serving("most_deprived_fifth")[0].id)
    if row is None:
        return None
    every = ranks.ranked(here.latest_of(row["indicator_id"]))
    rank = every.loc[every["area_code"] == here.code, "rank"].iloc[0]
    among = f"; {words.ordinal(rank)} of {len(every)} {words.kind(here.footprint)}s, 1 is the most" if len(every) > 1 else ""
    theirs = _newest(here.england[here.england["period"] == row["period"]], row["indicator_id"])
    beside = "" if theirs is None else f" (England {words.percent(theirs['value'])})"
    people = f"{words.number(row['numerator'])} residents, Indices of Deprivation {row['period']}"
    return Card("Live in the most deprived fifth of England", words.percent(row["value"]), f"{people}{beside}{among}")


def _aged_50(here: Area) -> Card | None:
    row = _newest(here.rows, "list_aged_50_over")
    if row is None:
        return None
    theirs = _newest(here.england[here.england["period"] == row["period"]], "list_aged_50_over")
    beside = "" if theirs is None else f" (England {words.percent(theirs['value'])})"
    return Card("Aged 50 and over", words.percent(row["value"]), f"Of registered patients, {row['period']}{beside}")


def _episodes(here: Area) -> Card | None:
    row = _newest(here.rows, "mar_non_elective_year")
    if row is None:
        return None
    note = f"Non-elective first episodes in {row['period']}, the newest whole year held; general and acute, not adjusted for age"
    return Card("Unplanned hospital stays", words.number(row["value"]), note)
