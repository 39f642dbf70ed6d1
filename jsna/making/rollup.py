"""The roll-up: counts of units added up to every area that they lie in, by one rule of what may lack."""

import numpy as np
import pandas as pd

from jsna import periods
from jsna.making.counts import PUBLISHED, SERIES, what, whole
from jsna.making.places import years

UNIT = ["unit_kind", "unit", "placed"]
AREA = ["unit_kind", "footprint", "area_code", "placed"]
NUMBERS = ["numerator", "denominator"]


def rollup(counts: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Counts of every area: `footprint, area_code`, `SERIES`, numerator, denominator, `cover` and `unasked`.

    A count with a value is published for its own area and for no other. Where a publisher gives a row for an area itself, that row is
    its number, and the units in it are not added up.

    Parameters
    ----------
    counts : DataFrame
        A row a unit and series, as modules of `counts` give them.
    places : DataFrame
        Where units lie, as `places.COLUMNS`.

    Returns
    -------
    DataFrame
        `cover` is the share of an area's units that have a number, by their weight, and `unasked` the weight of those of whom nobody
        asked for one. An area of which no unit has a number has a row that says so.
    """
    every = whole(counts)
    published = every["value"].notna() if "value" in every else pd.Series(False, every.index)
    sums, given = _added(every[~published], places), every[published]
    given = given.assign(footprint=given["unit_kind"], area_code=given["unit"], cover=1.0, unasked=0.0)
    columns = ["footprint", "area_code", *SERIES, *NUMBERS, *(name for name in PUBLISHED if name in given), "cover", "unasked"]
    return pd.concat([sums, given[columns]], ignore_index=True) if len(given) else sums


def over_days(sums: pd.DataFrame) -> pd.DataFrame:
    """Sums of which those that are counted among nobody have the days of their period as denominator."""
    days = {text: float(periods.parse(text).days) for text in sums.loc[sums["denominator"].isna(), "period"].unique()}
    among_nobody = sums["denominator"].isna() & sums["numerator"].notna()
    return sums.assign(denominator=sums["denominator"].mask(among_nobody, sums["period"].map(days)))


def of_years(sums: pd.DataFrame) -> pd.DataFrame:
    """Financial years of which every month or quarter has a number."""
    parts = {text: periods.parse(text) for text in sums["period"].unique()}
    shorter = sums[sums["period"].map({text: period.kind in periods.IN_A_YEAR for text, period in parts.items()})].dropna(subset="numerator")
    if shorter.empty:
        return shorter
    year = shorter["period"].map({text: periods.financial_year(period.start) for text, period in parts.items()})
    needed = shorter["period"].map({text: periods.IN_A_YEAR.get(period.kind) for text, period in parts.items()})
    named = shorter.assign(what=what("year", shorter["what"]), period=year, edition=year, needed=needed, parts=1)
    keys = ["footprint", "area_code", *SERIES, "needed"]
    totals = named.groupby(keys, as_index=False, observed=True).agg(
        {**dict.fromkeys(NUMBERS, "sum"), "cover": "min", "unasked": "max", "parts": "sum"})
    return totals[totals["parts"] == totals["needed"]].drop(columns=["parts", "needed"])


def _added(counts: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Numbers are joined and added by the number of their unit, area and series: text would take ten times as long."""
    kinds = counts["unit_kind"].unique()
    units = places[places["unit_kind"].isin(kinds)].rename(columns={"period": "placed"})
    nearest = [counts.loc[counts["unit_kind"] == kind, ["placed"]].drop_duplicates().assign(unit_kind=kind) for kind in kinds]
    dated = pd.concat([frame.assign(by=frame["placed"].map(years(places, str(kind), frame["placed"]))) for kind, frame in zip(kinds, nearest, strict=True)])
    counted = counts.merge(dated, on=["unit_kind", "placed"]).drop(columns="placed").rename(columns={"by": "placed"})
    series, area, unit = _numbers(counted, SERIES), _numbers(units, AREA), _numbers(pd.concat([units[UNIT], counted[UNIT]]), UNIT)
    numbers = _numbered(counted, series, unit[len(units):])
    joined = numbers.merge(pd.DataFrame({"unit": unit[: len(units)], "area": area, "weight": units["weight"].to_numpy()}), on="unit")
    joined = joined.assign(lacking=joined["weight"].where(joined["lacks"], 0.0), unasked=joined["weight"].where(joined["unasked"], 0.0),
                           there=joined["weight"])
    sums = joined.groupby(["area", "series"])[[*NUMBERS, "there", "lacking", "unasked"]].sum(min_count=1).reset_index()
    return _named(sums, units, area, counted, series)


def _numbers(rows: pd.DataFrame, columns: list[str]) -> "pd.Series[int]":
    return rows.groupby(columns, sort=False, observed=True, dropna=False).ngroup().to_numpy()


def _numbered(counts: pd.DataFrame, series: "pd.Series[int]", unit: "pd.Series[int]") -> pd.DataFrame:
    asked = counts["asked"].fillna(True).astype(bool).to_numpy() if "asked" in counts else np.ones(len(counts), dtype=bool)
    given = counts["numerator"].notna().to_numpy() & asked
    numbers = {name: counts[name].astype(float).where(given).to_numpy() for name in NUMBERS}
    return pd.DataFrame({"series": series, "unit": unit, **numbers, "lacks": ~given & asked, "unasked": ~given & ~asked})


def _named(sums: pd.DataFrame, units: pd.DataFrame, area: "pd.Series[int]", counts: pd.DataFrame, series: "pd.Series[int]") -> pd.DataFrame:
    """The sums with the names of areas and series, and their cover; where an area has a row of its own, that one alone."""
    areas = units.assign(area=area).groupby("area", sort=True).agg({**dict.fromkeys(AREA, "first"), "weight": "sum"})
    named = counts[SERIES].assign(series=series).drop_duplicates("series").set_index("series")
    whole_of = areas.loc[sums["area"], "weight"].to_numpy()
    covered = np.divide((sums["there"] - sums["lacking"]).to_numpy(), whole_of, out=np.ones(len(sums)), where=whole_of > 0)
    rows = pd.concat([areas.loc[sums["area"], AREA].reset_index(drop=True), named.loc[sums["series"]].reset_index(drop=True),
                      sums[[*NUMBERS, "unasked"]]], axis=1).assign(cover=covered)
    itself = rows["unit_kind"] == rows["footprint"]
    if rows["unit_kind"].nunique() > 1:
        rows = rows.assign(itself=itself).sort_values("itself", ascending=False, kind="stable").drop_duplicates(["footprint", "area_code", *SERIES])
    return rows[["footprint", "area_code", *SERIES, *NUMBERS, "cover", "unasked"]]
