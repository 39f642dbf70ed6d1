"""Ranks of small areas: what scores, ranks and deciles of one index say of each other, and whether an area is missing."""

from collections.abc import Mapping

import pandas as pd

from jsna.readers.rawfile import RawFile
from jsna.readers.tables import refusal, refuse_unlike, refuse_where

#: Scores that are shares of people.
RATES = ("income", "employment", "idaci", "idaopi")
#: The largest score of the index as a whole, and of a domain after its transformation.
LARGEST = 100


def refuse_contradictions(raw: RawFile, sheet: str, index: pd.DataFrame, headings: Mapping[str, str]) -> None:
    """Refuse one index of all small areas whose scores, ranks and deciles do not belong together.

    Parameters
    ----------
    index : DataFrame
        Rows of `deprivation` of one domain, by their row in the file.
    headings : mapping
        The heading of each of `score`, `transformed_score`, `rank` and `decile` that the file has.

    Raises
    ------
    FileError
        Where an area is missing, or a score, rank or decile was changed.
    """
    limits = {"score": 1 if index["domain"].iloc[0] in RATES else LARGEST, "transformed_score": LARGEST}
    for measure in limits.keys() & headings.keys():
        refuse_where(raw, index[measure] > limits[measure], index[measure], f"a score up to {limits[measure]}", headings[measure], sheet)
    if "rank" not in headings:
        return
    rank = index["rank"].astype("int64")
    if rank.max() > len(rank):
        raise refusal(raw, f"all small areas of England, of ranks 1 to {rank.max():,}", f"{len(rank):,} of them", sheet=sheet,
                      column=headings["rank"], remedy="The file is a part, or cut short: download the whole one; nothing was changed.")
    if "decile" in headings:
        decile = -(-10 * rank // len(rank))
        refuse_unlike(raw, index["decile"], decile, f"the decile of its rank among {len(rank):,}", headings["decile"], sheet)
    _refuse_gaps(raw, sheet, rank, headings["rank"])
    if "score" in headings:
        in_order = index["score"].loc[rank.sort_values(kind="stable").index]
        refuse_where(raw, in_order.diff() > 0, in_order, "a score no higher than those of a higher rank", headings["score"], sheet)


def _refuse_gaps(raw: RawFile, sheet: str, rank: pd.Series, heading: str) -> None:
    """As many areas stand before each one as its rank says, and those that are alike share one; of a changed rank others move a little."""
    away = (rank - rank.rank(method="min").astype("int64")).abs()
    if away.any():
        furthest = int(away.to_numpy().argmax())
        raise refusal(raw, "ranks without a gap", f"{rank.iloc[furthest]:,}, beside which one is missing", row=int(rank.index[furthest]),
                      sheet=sheet, column=heading)
