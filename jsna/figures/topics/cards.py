"""Cards: the few numbers of a place that a reader should know first, each with its period."""

import pandas as pd

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
    return Card("Registered patients", words.number(row["value"]), f"On the lists of GP practices, {row['period']}")


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
    row = _newest(here.rows, serving("most_deprived_tenth")[0].id)
    if row is None:
        return None
    of = f"{words.number(row['numerator'])} of {words.number(row['denominator'])}"
    return Card("Small areas in the most deprived tenth of England", of, f"Indices of Deprivation {row['period']}")


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
    note = f"{row['period']}, the newest whole year held; general and acute, reported by providers, not adjusted for age"
    return Card("Non-elective first episodes", words.number(row["value"]), note)
