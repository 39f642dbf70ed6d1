"""National files of registers: those that end long before a list of the same practices does, as one that was cut at the end of a line."""

import pandas as pd

from jsna.making.caveats import Caveats, some

#: A list is of the practices of a file where it names nearly all of them; a few with newer codes may be of a later year.
ALIKE, MOST_BEYOND = 0.98, 0.01
REMEDY = "It may have been cut short, and is not used: download it again"


def registers(prevalence: pd.DataFrame, practices: pd.DataFrame, caveats: Caveats) -> pd.DataFrame:
    """The registers without those of years whose file ends long before a list of the same practices does.

    Files of registers are in the order of practices' codes, and the publication's own list of practices names all of them.
    """
    lists = {str(source): set(codes.unique()) for source, codes in practices.groupby("source_id")["practice_code"]}
    years = []
    for period, rows in prevalence.groupby("period"):
        there = set(rows["practice_code"].unique())
        last = max(there)
        alike = max(lists, key=lambda source: len(there & lists[source]), default="")
        beyond = sorted(code for code in lists.get(alike, ()) if code > last)
        if len(there & lists.get(alike, set())) >= ALIKE * len(there) and len(beyond) > MOST_BEYOND * len(lists[alike]):
            years.append(period)
            words = f"{len(beyond):,} practices that {alike} names ({some(beyond, 3)})"
            caveats.note("", f"{', '.join(rows['source_id'].unique())} ends before {words}. {REMEDY}.")
    return prevalence[~prevalence["period"].isin(years)]
