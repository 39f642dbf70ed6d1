"""Notable: in which order the indicators of an area are looked at, and which of them one by one."""

import numpy as np
import pandas as pd

from jsna.analysis.casemix import ABOUT, CANNOT_TELL, scores
from jsna.analysis.comparison import in_words

#: As many are looked at one by one where so many are unusual, and as many in any case.
MOST, FEWEST = 6, 3
#: Words of a comparison that find no difference worth one.
NEITHER = ("", ABOUT, CANNOT_TELL, "similar to", "close to")


def ordered(rows: pd.DataFrame, least: dict[str, float]) -> pd.DataFrame:
    """Indicators of one area in the order in which they are looked at.

    Those that are unusual come first. Within each half the order is that of the mean of three places: by size, the quotient of what is
    there and what is expected; by certainty, standard deviations from it; by people, how many more or fewer. Ties stand by their ids.
    Where nothing is expected of an indicator, England's share stands in for it.

    Parameters
    ----------
    rows : DataFrame
        Rows beside what is expected, of `casemix.beside`, and beside England, of `comparison.with_england`.
    least : dict
        Least difference worth a word, by indicator.

    Returns
    -------
    DataFrame
        The rows in order with `line`, what each is set beside, and `of`, whose that is: `expected` or `England`; `score`, `people` and its
        limits from there; `word`, what is found, and whether that is `outside`; and which are `chosen` to be looked at one by one.
    """
    table = _lined(rows, least).assign(outside=lambda lines: ~lines["word"].isin(NEITHER))
    away = pd.DataFrame({"size": np.log(table["value"] / table["line"]), "certainty": table["score"], "people": table["people"]})
    places = away.abs().rank(ascending=False, na_option="bottom").mean(axis=1)
    order = table.assign(places=places).sort_values(["outside", "places", "indicator_id"], ascending=[False, True, True], ignore_index=True)
    there = order["value"].notna() & order["line"].notna()
    at = pd.Series(range(len(order)), order.index)
    return order.drop(columns="places").assign(chosen=there & (at.lt(FEWEST) | (order["outside"] & at.lt(MOST))))


def _lined(rows: pd.DataFrame, least: dict[str, float]) -> pd.DataFrame:
    """Each row with what it is set beside, and how far it lies from there."""
    expected, england = rows["expected"].notna(), rows["comparator_value"]
    by_test = pd.Series([in_words(row, least[row["indicator_id"]]) for _, row in rows.iterrows()], rows.index, dtype="str")
    x, n, value, lower, upper = (rows[name].to_numpy(float) for name in ("numerator", "denominator", "value", "lower_95", "upper_95"))
    than = england * rows["denominator"] / 100
    others = {
        "score": scores(x, n, england.to_numpy(float) / 100, (value / 100, lower / 100, upper / 100)),
        "people": rows["numerator"] - than,
        "people_lower_95": rows["lower_95"] * rows["denominator"] / 100 - than,
        "people_upper_95": rows["upper_95"] * rows["denominator"] / 100 - than,
    }
    return rows.assign(
        line=rows["expected"].fillna(england),
        of=np.where(expected, "expected", "England"),
        word=rows["unusual"].where(expected, by_test),
        **{name: rows[name].where(expected, pd.Series(values, rows.index)) for name, values in others.items()},
    )
