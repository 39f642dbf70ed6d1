"""Overview: every comparable indicator with one word against each comparator, for a reader in a hurry."""

import pandas as pd

from jsna.analysis.comparison import in_a_word

#: An indicator that is set beside England without a test, because everybody was counted.
NOT_TESTED = "not tested"


def worded(compared: dict[str, pd.DataFrame], least: dict[str, float]) -> pd.DataFrame:
    """The rows of the first comparator with `comparator_value_0`, `word_0` and so on for each comparator, and `ratio` to the first.

    Parameters
    ----------
    compared : dict
        Comparison rows by the comparator's name, the same indicators in each.
    least : dict
        Least difference worth a word, by indicator.
    """
    frames = []
    for number, rows in enumerate(compared.values()):
        words = [in_a_word(row, least[row["indicator_id"]]) for _, row in rows.iterrows()]
        values = rows.set_index("indicator_id")["comparator_value"]
        frames.append(pd.DataFrame({f"comparator_value_{number}": values, f"word_{number}": pd.Series(words, values.index, dtype="str")}))
    first = next(iter(compared.values())).set_index("indicator_id")
    table = pd.concat([first[["place", "footprint", "area_code", "period", "age", "value"]], *frames], axis=1).reset_index()
    return table.assign(ratio=table["value"] / table["comparator_value_0"])


def newest_of(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of each indicator in its newest period."""
    return rows[rows["period"] == rows.groupby("indicator_id")["period"].transform("max")]


def described(rows: pd.DataFrame, england: pd.DataFrame) -> pd.DataFrame:
    """The newest row of each indicator beside England's of the same period, in the columns of `worded`, not tested."""
    newest = newest_of(rows)
    same = england[england["indicator_id"].isin(newest["indicator_id"])]
    theirs = same[["indicator_id", "period", "value"]].rename(columns={"value": "comparator_value_0"})
    table = newest.merge(theirs, on=["indicator_id", "period"], how="left", validate="one_to_one")
    table = table[["indicator_id", "place", "footprint", "area_code", "period", "age", "value", "comparator_value_0"]]
    return table.assign(word_0=NOT_TESTED, ratio=table["value"] / table["comparator_value_0"])
