"""Editions: what changed between two, each difference with its cause."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

KEY = ["indicator_id", "area_code", "footprint", "period", "sex", "age", "category_type", "category"]
COUNTS = ["numerator", "denominator"]
RESULTS = ["value", "lower_95", "upper_95", "lower_998", "upper_998"]
COLUMNS = [*KEY, *COUNTS, *RESULTS, "value_note", "source_id"]
#: Sums of the same numbers in another order agree to this share.
ROUNDING = 1e-9
#: The classes of a difference, in the order in which a cause is looked for; the last two are rows that only one edition has.
REVISED, METHOD, BOUNDARY, NEW, GONE = "data revised", "method changed", "boundary changed", "new", "gone"
CLASSES = (REVISED, METHOD, BOUNDARY, NEW, GONE)


@dataclass(frozen=True)
class Numbers:
    """The numbers of an edition, and how they were made.

    Parameters
    ----------
    rows : DataFrame
        Indicator rows: `COLUMNS`.
    made_of : DataFrame
        `source_id, footprint, area_code, period, units`: a fingerprint of what each area was made of; no period where it holds for all.
    definitions : dict
        A fingerprint of each indicator's definition.
    """

    rows: pd.DataFrame
    made_of: pd.DataFrame
    definitions: dict[str, str]


def differences(old: Numbers, new: Numbers) -> pd.DataFrame:
    """Every difference between two editions, the largest first: the key, `value_old, value_new, change` (per cent), `kind`, `detail`.

    A row that one edition lacks is `new` or `gone`. Of the others, the method changed where the definition did, or where
    the same counts give another result; the boundary changed where the area is made of other units; else the data were revised.
    `detail` says of a new or gone row whether its footprint, area, indicator or period came or went.
    """
    ours, theirs = (edition.rows[COLUMNS] for edition in (old, new))
    both = ours.merge(theirs, on=KEY, how="outer", suffixes=("_old", "_new"), indicator="held", validate="one_to_one")
    revisions = both[(both["held"] == "both") & ~(_same(both, COUNTS) & _same(both, RESULTS) & _as_noted(both))]
    arrivals, departures = both[both["held"] == "right_only"], both[both["held"] == "left_only"]
    changes = pd.concat(
        [
            revisions.assign(kind=_cause(revisions, old, new), detail=""),
            arrivals.assign(kind=NEW, detail=_lacking(arrivals, old.rows)),
            departures.assign(kind=GONE, detail=_lacking(departures, new.rows)),
        ]
    )
    change = 100 * (changes["value_new"] - changes["value_old"]) / changes["value_old"].abs().where(changes["value_old"] != 0)
    order = changes.assign(change=change, size=change.abs()).sort_values(["size", *KEY], ascending=[False, *[True] * len(KEY)])
    return order[[*KEY, "value_old", "value_new", "change", "kind", "detail"]].reset_index(drop=True)


def summary(differences: pd.DataFrame) -> dict[str, int]:
    """How many differences there are of each class."""
    counts = differences["kind"].value_counts()
    return {kind: int(counts.get(kind, 0)) for kind in CLASSES}


def _same(both: pd.DataFrame, columns: list[str]) -> pd.Series:
    ours, theirs = (both[[f"{name}_{side}" for name in columns]].to_numpy(dtype=float) for side in ("old", "new"))
    return pd.Series(np.isclose(ours, theirs, rtol=ROUNDING, atol=0, equal_nan=True).all(axis=1), both.index)


def _as_noted(both: pd.DataFrame) -> pd.Series:
    return both["value_note_old"].fillna("") == both["value_note_new"].fillna("")


def _cause(rows: pd.DataFrame, old: Numbers, new: Numbers) -> pd.Series:
    before, after = (rows["indicator_id"].map(edition.definitions).fillna("") for edition in (old, new))
    recomputed = _same(rows, COUNTS) & _as_noted(rows)
    boundaries = _units(rows, old.made_of, "old") != _units(rows, new.made_of, "new")
    cause = pd.Series(REVISED, rows.index).mask(boundaries, BOUNDARY)
    return cause.mask((before != after) | recomputed, METHOD)


def _units(rows: pd.DataFrame, made_of: pd.DataFrame, side: str) -> pd.Series:
    """The fingerprint of what each row was summed from: of its period, else of all; empty where nothing was placed."""
    keys = ["source_id", "footprint", "area_code", "period"]
    sources = rows[["footprint", "area_code", "period"]].assign(source_id=rows[f"source_id_{side}"])
    units = made_of.set_index(keys)["units"]
    of_period, always = (units.reindex(pd.MultiIndex.from_frame(each[keys])).to_numpy() for each in (sources, sources.assign(period="")))
    return pd.Series(of_period, rows.index).fillna(pd.Series(always, rows.index)).fillna("")


def _lacking(rows: pd.DataFrame, others: pd.DataFrame) -> pd.Series:
    """The first of footprint, area, indicator and period that the other edition has nothing of; else a row among others."""
    reasons = pd.Series("row", rows.index)
    for word, keys in (
        ("period", ["indicator_id", "footprint", "period"]),
        ("indicator", ["indicator_id"]),
        ("area", ["footprint", "area_code"]),
        ("footprint", ["footprint"]),
    ):
        others_keys = pd.MultiIndex.from_frame(others[keys].drop_duplicates())
        reasons = reasons.mask(~pd.MultiIndex.from_frame(rows[keys]).isin(others_keys), word)
    return reasons
