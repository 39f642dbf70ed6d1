"""Doubt: numbers without those of practices that are several times what they were, and the findings that turn on these."""

from typing import NamedTuple

import pandas as pd

from jsna.measures import CONFIDENCE
from jsna.methods import proportions

#: Which number of which area a doubtful one is in.
KEY = ["indicator_id", "footprint", "area_code", "period"]
COUNTS = ["numerator", "denominator"]
#: What a comparison finds, which may be otherwise without doubtful numbers.
FOUND = ["value", "comparator_value", "outcome_95", "outcome_998", "word"]
#: What a number without doubtful ones is.
LEFT = ["numerator", "denominator", "value", "lower_95", "upper_95"]
#: The ending of columns that leave doubtful numbers out.
WITHOUT = "_without"


class Doubt(NamedTuple):
    """A register of a practice that is several times, or a small part of, what it was in the year beside it."""

    practice_code: str
    name: str
    period: str
    numerator: float
    denominator: float
    beside: str
    beside_numerator: float
    beside_denominator: float


def without(rows: pd.DataFrame, doubts: pd.DataFrame) -> pd.DataFrame:
    """Indicator rows of proportions with doubtful numbers taken out of each area that holds them; nothing is left of the practice itself.
    """
    less = doubts.groupby(KEY, as_index=False)[COUNTS].sum()
    both = rows.merge(less, on=KEY, how="left", suffixes=("", "_less"), validate="many_to_one").set_axis(rows.index)
    in_doubt = both["denominator_less"].notna()
    x, n = (both[name].where(~in_doubt, both[name] - both[f"{name}_less"]) for name in COUNTS)
    usable = in_doubt & (n > 0) & x.between(0, n)
    limits: dict[str, pd.Series] = {}
    for level, confidence in CONFIDENCE.items():
        shares = proportions.proportion(x.where(usable), n.where(usable), 100.0, confidence)
        names = ("value", f"lower_{level}", f"upper_{level}")
        limits |= {name: pd.Series(column, rows.index) for name, column in zip(names, shares, strict=True)}
    numbers = {name: both[name].where(~in_doubt, values) for name, values in limits.items()}
    return rows.assign(numerator=x, denominator=n, **numbers)


def beside(table: pd.DataFrame, again: pd.DataFrame, doubts: dict[str, tuple[Doubt, ...]]) -> pd.DataFrame:
    """A comparison beside the same one `again` without doubtful numbers: `FOUND` as `…_without`, and the `doubtful` ones of each row."""
    same = again.set_index("indicator_id").reindex(index=table["indicator_id"], columns=[name for name in FOUND if name in table])
    without_doubts = same.add_suffix(WITHOUT).set_axis(table.index)
    doubtful = pd.Series([doubts.get(key, ()) for key in table["indicator_id"]], table.index, dtype="object")
    return table.join(without_doubts).assign(doubtful=doubtful)


def by_indicator(doubts: pd.DataFrame) -> dict[str, tuple[Doubt, ...]]:
    """Doubtful numbers by indicator, each practice's once."""
    numbers = doubts.drop_duplicates(["indicator_id", "practice_code", "period"])
    return {str(key): _listed(some) for key, some in numbers.groupby("indicator_id")}


def _listed(doubts: pd.DataFrame) -> tuple[Doubt, ...]:
    return tuple(Doubt(*row) for row in doubts[list(Doubt._fields)].itertuples(index=False))


def marked(rows: pd.DataFrame, doubts: pd.DataFrame) -> pd.DataFrame:
    """Indicator rows with the `doubtful` numbers in each and what is left `…_without` them; as they are where there are none."""
    some = doubts.merge(rows[KEY].drop_duplicates(), on=KEY)
    inside = {key: _listed(those) for key, those in some.groupby(KEY)}
    doubtful = [inside.get(key, ()) for key in rows[KEY].itertuples(index=False, name=None)]
    if not any(doubtful):
        return rows
    return rows.join(without(rows, doubts)[LEFT].add_suffix(WITHOUT)).assign(doubtful=pd.Series(doubtful, rows.index, dtype="object"))


def as_without(table: pd.DataFrame) -> pd.DataFrame:
    """The rows as they are without doubtful numbers."""
    return table.assign(**{name.removesuffix(WITHOUT): table[name] for name in table.columns if str(name).endswith(WITHOUT)})
