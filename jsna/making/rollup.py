"""The roll-up: counts of units added up to every area that they lie in, by one rule of what may lack."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from jsna import periods
from jsna.catalogue import definitions
from jsna.making.counts import BEHIND, PUBLISHED, SERIES, what, whole
from jsna.making.places import AS_CODED, years

UNIT = ["unit_kind", "unit", "placed"]
AREA = ["unit_kind", "footprint", "area_code", "placed"]
NUMBERS = ["numerator", "denominator"]
#: How much of an area's units is there: the share of their weight with a number; and the people in them of whom nobody asked for one.
COVER = ["cover", "left_out"]
COLUMNS = [*AREA, *SERIES, *NUMBERS, *BEHIND, *COVER]
#: The series that categories alone tell apart, and how many counts are joined with their areas at a time.
FAMILY, AT_A_TIME = [name for name in SERIES if name != "category"], 5_000_000


def rollup(counts: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Counts of every area: `COLUMNS`, and `counts.PUBLISHED` where a count has a value.

    A count with a value is published for its own area and for no other. Where a publisher gives rows for an area itself, these are its
    numbers, and the units in it are not added up. An area of which no unit gave a number that others did has a row without one.
    """
    every = whole(counts).assign(**{name: float("nan") for name in BEHIND if name not in counts})
    published = every["unit_kind"].eq(AS_CODED) | (every["value"].notna() if "value" in every else False)
    frames = [over_days(_added(every[~published], places))] if not published.all() else []
    area_rows = _themselves(every[published], places)[[*COLUMNS, *(name for name in PUBLISHED if name in every)]]
    frames = [_without(frame, area_rows) for frame in frames]
    return pd.concat([*frames, area_rows], ignore_index=True) if published.any() else frames[0]


def _without(sums: pd.DataFrame, area_rows: pd.DataFrame) -> pd.DataFrame:
    """The sums without those of areas that have a row of their own of the same."""
    key = ["footprint", "area_code", *SERIES]
    return sums[~pd.MultiIndex.from_frame(sums[key]).isin(pd.MultiIndex.from_frame(area_rows[key]))]


def _themselves(counts: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Counts with a value as those of the areas that they are published for: of coded ones, in every footprint with that code."""
    by_code = places.loc[places["unit_kind"] == AS_CODED, ["unit", "footprint", "area_code"]]
    areas, others = (counts[counts["unit_kind"].eq(AS_CODED) == whether] for whether in (True, False))
    others = others.assign(footprint=others["unit_kind"], area_code=others["unit"])
    frames = [frame for frame in (others, areas.merge(by_code, on="unit")) if len(frame)]
    return pd.concat(frames or [others], ignore_index=True).assign(cover=1.0, left_out=0.0)


def given(counts: pd.DataFrame) -> pd.DataFrame:
    """Counts with numerator and denominator of those units alone that gave a number."""
    return counts.assign(**{name: counts[name].astype(float).where(counts["numerator"].notna()) for name in NUMBERS})


def over_days(sums: pd.DataFrame) -> pd.DataFrame:
    """Sums; those that are counted among nobody have the days of their period as denominator: working days where they follow them."""
    among_nobody = sums["denominator"].isna() & sums["numerator"].notna() & (sums["value"].isna() if "value" in sums else True)
    spans = [periods.parse(text) for text in sums.loc[among_nobody, "period"].unique()]
    every, working_days = ({period.label: float(getattr(period, kind)) for period in spans} for kind in ("days", "working_days"))
    following = sums["what"].isin({definition.counts for definition in definitions().values() if definition.days == "working"})
    days = sums["period"].map(every).mask(following, sums["period"].map(working_days))
    return sums.assign(denominator=sums["denominator"].mask(among_nobody, days))


def of_years(sums: pd.DataFrame) -> pd.DataFrame:
    """Financial years of which every month or quarter is held; one of which a part has no number has none."""
    parts = {text: periods.parse(text) for text in sums["period"].unique()}
    shorter = sums[sums["period"].map({text: part.kind in periods.IN_A_YEAR for text, part in parts.items()}).astype(bool)]
    needed = shorter["period"].map({text: periods.IN_A_YEAR.get(part.kind) for text, part in parts.items()})
    year = shorter["period"].map({text: periods.financial_year(part.start) for text, part in parts.items()})
    rows = shorter.assign(what=what("year", shorter["what"]), period=year, edition=year, needed=needed, parts=1)
    groups = rows.groupby([*AREA, *SERIES, "needed"], observed=True)
    rules: dict[str, Any] = {**dict.fromkeys(NUMBERS, "sum"), "cover": "min", "left_out": "max", "parts": "sum"}
    totals = groups.agg(rules).assign(counted=groups["numerator"].count()).reset_index()
    whole = totals[totals["parts"] == totals["needed"]]
    rows = whole.assign(**{name: whole[name].where(whole["counted"] == whole["needed"]) for name in NUMBERS})
    return rows.reindex(columns=COLUMNS)  # nothing of records is counted by months


def dated(counts: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Counts with the year in `placed` whose places count for each, without those of years of which nobody knows the places."""
    pairs = counts[["unit_kind", "placed"]].drop_duplicates()
    by = [group.assign(by=group["placed"].map(years(places, str(kind), group["placed"]))) for kind, group in pairs.groupby("unit_kind")]
    year = pd.concat(by).dropna(subset="by")
    return counts.merge(year, on=["unit_kind", "placed"]).drop(columns="placed").rename(columns={"by": "placed"})


def _added(counts: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """The sums, joined and added by numbers for units, areas and series: text would take ten times as long."""
    units = places[places["unit_kind"].isin(counts["unit_kind"].unique())].rename(columns={"period": "placed"})
    rows = dated(counts, places)
    unit, area, series = _number(pd.concat([units[UNIT], rows[UNIT]]), UNIT), _number(units, AREA), _number(rows, SERIES)
    inside = pd.DataFrame({"unit": unit[: len(units)], "area": area, "weight": units["weight"].to_numpy()})
    numbers = _numbers(rows).assign(unit=unit[len(units) :], series=series, family=_number(rows, FAMILY))
    # A unit that gives a number for one category of several gives none to the others, and is there for all of them, once.
    first = numbers["there"] & ~numbers.assign(absent=~numbers["there"]).duplicated(["unit", "family", "absent"])
    sums = pd.concat([_sums(part, inside) for part in _parts(numbers.assign(there=first), inside)], ignore_index=True)
    areas = units.assign(area=area).groupby("area").agg({**dict.fromkeys(AREA, "first"), "weight": "sum"})
    labels = rows[[*SERIES, "unit_kind", "placed"]].assign(series=series).drop_duplicates(["series", "unit_kind", "placed"])
    every = sums.merge(_every(areas, labels), how="outer", on=["area", "series"])
    family = numbers.drop_duplicates("series").set_index("series")["family"]
    by_family = every.groupby(["area", every["series"].map(family)])["there"]
    every = every.assign(there=by_family.transform("sum"))
    given_by_some = every["series"].isin(every.loc[every["numerator"].notna(), "series"].unique())
    return _itself(_covered(every[given_by_some], areas, labels.drop_duplicates("series").set_index("series")[SERIES]))


def _parts(numbers: pd.DataFrame, inside: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Numbers in parts of whole series: small areas by age, cause and fifth are tens of millions in all the areas that they lie in."""
    members = len(numbers) * len(inside) // max(inside["unit"].nunique(), 1)
    return (part for _, part in numbers.groupby(numbers["series"] % (1 + members // AT_A_TIME)))


def _sums(numbers: pd.DataFrame, inside: pd.DataFrame) -> pd.DataFrame:
    """Sums of each area and series, and the weight of the units that are first there."""
    members = numbers.merge(inside, on="unit")
    groups = members.assign(there=members["weight"].where(members["there"], 0.0)).groupby(["area", "series"])
    return groups[[*NUMBERS, *BEHIND, "there", "left_out"]].sum(min_count=1).reset_index()


def _every(areas: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Each area that units make up with each series of such units, whether or not one of them has a number."""
    wholes = areas.loc[areas["footprint"] != areas["unit_kind"], ["unit_kind", "placed"]].reset_index()
    return wholes.merge(series, on=["unit_kind", "placed"])[["area", "series"]]


def _number(rows: pd.DataFrame, columns: list[str]) -> np.ndarray:
    return np.asarray(rows.groupby(columns, sort=False, observed=True, dropna=False).ngroup())


def _numbers(counts: pd.DataFrame) -> pd.DataFrame:
    """What each unit adds; one of whom nobody asked for a number is not missed."""
    left_out = counts["left_out"].astype(float).fillna(0.0) if "left_out" in counts else pd.Series(0.0, counts.index)
    return given(counts)[[*NUMBERS, *BEHIND]].assign(there=counts["numerator"].notna() | left_out.gt(0), left_out=left_out)


def _covered(sums: pd.DataFrame, areas: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """The sums with the names of areas and series, and their cover."""
    weight = areas["weight"].reindex(sums["area"]).to_numpy()
    cover = np.divide(sums["there"].fillna(0.0).to_numpy(), weight, out=np.ones(len(sums)), where=weight > 0)
    names = [areas[AREA].reindex(sums["area"]).reset_index(drop=True), series.reindex(sums["series"]).reset_index(drop=True)]
    numbers = sums[[*NUMBERS, *BEHIND, "left_out"]].reset_index(drop=True).fillna({"left_out": 0.0})
    return pd.concat([*names, numbers], axis=1).assign(cover=cover)[COLUMNS]


def _itself(sums: pd.DataFrame) -> pd.DataFrame:
    """The sums without those of areas that have a row of their own."""
    itself, area = sums["unit_kind"] == sums["footprint"], ["footprint", "area_code", "source_id"]
    beside = ~itself & sums["footprint"].isin(list(sums.loc[itself, "footprint"].unique()))
    if not beside.any():
        return sums
    areas = sums.loc[itself, area].drop_duplicates()
    without = sums[beside].merge(areas, on=area, how="left", indicator=True).query("_merge == 'left_only'")
    return pd.concat([sums[~beside], without[COLUMNS]], ignore_index=True)
