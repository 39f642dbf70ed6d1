"""Weekly deaths of the Office for National Statistics, England and Wales, as the R package NHSRdatasets re-shaped them."""

import pandas as pd

from jsna.readers.rawfile import RawFile
from jsna.readers.tables import chosen, counts, headings, lacks, lineage
from jsna.schemas import Tidy, check

NAMES = {"breakdown": ("category_1",), "category": ("category_2",), "deaths": ("counts",), "week_ending": ("date",)}
AVERAGE = "average of same week over 5 years"


def recognises(raw: RawFile) -> bool:
    """Whether a text file has the headings of these deaths."""
    return not lacks(headings(raw), NAMES)


def read(raw: RawFile) -> list[Tidy]:
    """Deaths registered in each week, by cause, age and sex, or region; averages over years are no counts and left out."""
    frame, spelt = chosen(raw, NAMES, of_what="weeks")
    unnamed = frame["breakdown"] == ""
    average = (frame["breakdown"] == AVERAGE) | (frame["category"] == AVERAGE)
    kept = frame[~unnamed & ~average]
    rows = kept[["week_ending", "breakdown", "category"]].assign(deaths=counts(kept["deaths"], raw, "", spelt["deaths"], missing=("",)))
    dropped = {"an average of five years, not a count": int(average.sum()), "no category": int(unnamed.sum())}
    note = "England and Wales together; the rows of regions are for the nine of England and for Wales."
    return [check(Tidy("weekly_deaths", "weekly_deaths", lineage(pd.DataFrame(rows), raw), len(frame),
                       {reason: number for reason, number in dropped.items() if number}, (note,)))]
