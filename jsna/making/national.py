"""National files: those that lack areas which another file of the same areas holds, as one that was cut at the end of a line does."""

from collections.abc import Collection

import pandas as pd

from jsna.making.caveats import Caveats, some

#: Small areas of which every national lookup has all. Those of 2021 have lookups of best fits, which lack some for good.
WHOLE = "lsoa_2011"
#: A list is of the practices of a file where it names nearly all of them; a few with newer codes may be of a later year.
ALIKE, MOST_BEYOND = 0.98, 0.01
REMEDY = "It may have been cut short, and is not used: download it again"


def lookups(membership: pd.DataFrame, index_codes: Collection[str], caveats: Caveats) -> list[str]:
    """The lookups of small areas that lack some which another lookup, or an index, has.

    Parameters
    ----------
    membership : DataFrame
        The tidy table, of every lookup.
    index_codes : collection of str
        The small areas that the indices of deprivation rank.
    """
    small = membership.loc[membership["footprint"] == WHOLE, ["area_code", "source_id"]].drop_duplicates()
    inside = small[~small["area_code"].str.startswith("W")]
    every = {*inside["area_code"], *index_codes}
    gaps = {str(source): every - set(codes) for source, codes in inside.groupby("source_id")["area_code"]}
    for source, codes in gaps.items():
        if codes:
            examples = some(sorted(codes), 3)
            caveats.note("", f"{source} lacks {len(codes):,} of {len(every):,} small areas that other files have ({examples}). {REMEDY}.")
    return [source for source, codes in gaps.items() if codes]


def registers(prevalence: pd.DataFrame, practices: pd.DataFrame, caveats: Caveats) -> pd.DataFrame:
    """The registers without those of years whose file ends long before a list of the same practices does.

    Files of registers are in the order of practices' codes, and the publication's own list of practices names all of them.

    Parameters
    ----------
    practices : DataFrame
        The tidy table.
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
