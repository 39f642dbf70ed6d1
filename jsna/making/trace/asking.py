"""Asking: the stored row that a person names by indicator, area and period, or the nearest there are."""

import difflib
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from jsna import geography, store
from jsna.catalogue import Definition, definitions
from jsna.errors import JsnaError, StoreError
from jsna.geography import ENGLAND
from jsna.making.trace import trace
from jsna.making.trace.records import counted_from, of_records
from jsna.making.trace.stored import Store


def indicator(name: str) -> Definition:
    """The definition of an indicator, by its id.

    Raises
    ------
    JsnaError
        With the nearest indicators, by id or name.
    """
    every = definitions()
    if name in every:
        return every[name]
    near = sorted(every, key=lambda key: -_likeness(name, every[key]))[:3]
    nearest = ", ".join(f"{key} ({every[key].name})" for key in near)
    raise JsnaError(f"{name}: no such indicator among the {len(every)}. The nearest are {nearest}.", "data/indicators.toml lists them all.")


def _likeness(name: str, indicator: Definition) -> float:
    texts = (indicator.id, indicator.name, f"qof_{indicator.name}_prevalence")
    return max(difflib.SequenceMatcher(None, name.casefold(), text.casefold()).ratio() for text in texts)


def row(archive: Store, definition: Definition, area: str, footprint: str, period: str, category: str) -> pd.DataFrame:
    """The one stored row of an indicator, area, period and category; of the newest period where none is named.

    Raises
    ------
    JsnaError
        Where there is no such area, or it has no such indicator, or not in that period or category; with the nearest.
    """
    candidates = places(archive, area, footprint)
    rows = next((frame for kind, code in candidates if len(frame := _rows(archive, definition, kind, code))), None)
    if rows is None:
        message = f"{definition.id}: the store has no row of it for {candidates[0][1]} ({', '.join(kind for kind, _ in candidates)})."
        if of_records(definition):
            message += " It is of records of single patients, which are not kept."
            raise JsnaError(message, counted_from(archive.tidy.parent))
        raise JsnaError(message, f"It is made from {' or '.join(definition.sources)}: `jsna check` says whether a file gives that.")
    periods = sorted(rows["period"].unique())
    if period and period not in periods:
        near = difflib.get_close_matches(period, periods, n=3, cutoff=0.0)
        why = "".join(f" Not in it: {text}." for text in lacks(archive, {**rows.iloc[0].to_dict(), "period": period}))
        raise JsnaError(f"{period}: {definition.id} has no such period here.{why} The nearest are {', '.join(near)}.", "Name one of these.")
    return _of_category(rows[rows["period"] == (period or periods[-1])], category)


def lacks(archive: Store, row: Mapping[Hashable, Any]) -> list[str]:
    """What a row does not count though it is of the area and period, in words, with the patients where they are known."""
    coverage = archive.coverage
    for name in ("indicator_id", "footprint", "area_code", "period"):
        coverage = coverage[coverage[name] == row[name]]
    patients = coverage["patients"].map(lambda number: "" if pd.isna(number) else f", {int(number):,} patients")
    return list(coverage["lacks"] + patients.astype("str"))


def _of_category(rows: pd.DataFrame, category: str) -> pd.DataFrame:
    if len(rows) == 1 and not category:
        return rows
    whole = {"", "all"}
    labels = [" ".join(word for word in words if word not in whole) for words in rows[["sex", "age", "category"]].itertuples(index=False)]
    if category not in labels:
        choices = ", ".join(label for label in labels if label)
        message = f"{rows['indicator_id'].iloc[0]} is {'divided' if len(rows) > 1 else 'not divided by anything else'}."
        raise JsnaError(message, f"Name one with --category: {choices}." if len(rows) > 1 else "Leave out --category.")
    return rows[[label == category for label in labels]]


def _rows(archive: Store, definition: Definition, footprint: str, code: str) -> pd.DataFrame:
    filters = [("footprint", "==", footprint), ("area_code", "==", code), ("indicator_id", "==", definition.id)]
    return store.read_table(archive.tidy / "indicators.parquet", filters)


def places(archive: Store, area: str, footprint: str) -> list[tuple[str, str]]:
    """Footprints and codes that an area may be meant by: CCGs of April 2019, as in a report, then the newest first."""
    if area.casefold() in ("england", ENGLAND.casefold()):
        return [("england", ENGLAND)]
    there = {str(kind): rows.drop_duplicates("area_code").set_index("area_code") for kind, rows in archive.areas.groupby("footprint")}
    if footprint and footprint not in there:
        raise StoreError(f"{footprint}: the store holds no such footprint.", f"Give one of {', '.join(there)}.")
    kinds = [footprint] if footprint else sorted(there, key=_order)
    areas = [(kind, code) for kind in kinds if (code := geography.matching(area, there[kind]))]
    return areas or [(kinds[0], geography.find(area, there[kinds[0]]))]


def _order(footprint: str) -> tuple[bool, bool, int]:
    year = int(footprint[-4:]) if footprint[-4:].isdigit() else 9999
    return footprint != "ccg_2019", footprint.startswith("lsoa"), -year


def again(archive: Store, keys: pd.DataFrame) -> pd.DataFrame:
    """Stored rows of many keys (`indicator_id, footprint, area_code, period`), each computed again, as in a `Trace`.

    A key that the store does not hold (any more) is not the same.
    """
    filters = [(name, "in", sorted(keys[name].unique())) for name in ("footprint", "area_code", "indicator_id")]
    rows = keys.merge(store.read_table(archive.tidy / "indicators.parquet", filters), how="left")
    groups = rows.groupby(["indicator_id", "footprint", "source_id"], sort=False)
    traces = [trace(archive, definitions()[str(key)], numbers).again for (key, *_), numbers in groups]
    absent = rows[rows["source_id"].isna()].assign(again_value=float("nan"), behind=0, same=False)
    return pd.concat([*traces, *([absent] if len(absent) else [])]).sort_index()
