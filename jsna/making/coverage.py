"""Coverage: what a number lacks, by unit, in words that can stand beside it."""

from types import ModuleType

import pandas as pd

from jsna import periods
from jsna.making.caveats import some
from jsna.making.counts import PHRASES, SERIES, whole
from jsna.making.places import AS_CODED
from jsna.making.rollup import AREA, UNIT, dated

KEY = [*AREA, *SERIES]
#: The number of units that are left out, their patients where they are practices, and why.
COLUMNS = [*KEY, "units", "patients", "lacks"]
#: Kinds of units that report themselves: one without a place is named.
REPORTING = ("ccg", "sub_icb", "upper_tier_2019")


def coverage(module: ModuleType, counts: pd.DataFrame, places: pd.DataFrame, sums: pd.DataFrame) -> pd.DataFrame:
    """What each sum lacks that has not all its units, or leaves some of their people out: `COLUMNS`.

    The sums are without the numbers of those that lack too much.
    """
    rows, units = dated(whole(counts), places), places.rename(columns={"period": "placed"})
    lacks, none = sums["cover"] < 1, sums["numerator"].isna()
    short, less = sums.loc[lacks, KEY], sums.loc[(sums["left_out"] > 0) & ~(lacks & none), KEY]
    frames = [_lacking(short, rows, units, module.LACKS), _left_out(less, rows, units, module)]
    return pd.concat([frame for frame in frames if len(frame)] or [pd.DataFrame(columns=COLUMNS, dtype="str")], ignore_index=True)


def placeless(counts: pd.DataFrame, places: pd.DataFrame) -> dict[str, list[str]]:
    """By footprint, the commissioners and councils that gave numbers and lie in none of its areas, in no year."""
    units_there = counts.loc[counts["unit_kind"].isin(REPORTING), ["unit_kind", "unit"]].drop_duplicates()
    lie = places.loc[places["unit_kind"].isin(units_there["unit_kind"]), ["unit_kind", "unit", "footprint"]].drop_duplicates()
    footprints = lie.loc[lie["footprint"] != "england", ["unit_kind", "footprint"]].drop_duplicates()
    every = units_there.merge(footprints, on="unit_kind").merge(lie, how="left", indicator=True, on=["unit_kind", "unit", "footprint"])
    outside = every[every["_merge"] == "left_only"]
    return {str(footprint): sorted(units["unit"].unique()) for footprint, units in outside.groupby("footprint")}


def nowhere(counts: pd.DataFrame, places: pd.DataFrame) -> list[str]:
    """The areas that numbers were published for and that are in no footprint."""
    codes = counts.loc[counts["unit_kind"] == AS_CODED, "unit"]
    return sorted(set(codes) - set(places.loc[places["unit_kind"] == AS_CODED, "unit"]))


def of_years(months: pd.DataFrame, years: pd.DataFrame) -> pd.DataFrame:
    """What years lack, of what their months do."""
    year = months["period"].map({month: periods.year_of(month) for month in months["period"].unique()})
    rows = months.assign(what=PHRASES["year"] + months["what"], period=year, edition=year, month=months["period"])
    groups = rows.merge(years.loc[years["numerator"].isna(), KEY], on=KEY).sort_values("month").groupby(KEY, observed=True)
    sums = groups.agg(units=("units", "max"), patients=("patients", "max"), months=("month", list)).reset_index()
    return sums.assign(lacks=sums["period"] + ": no number from " + sums["months"].map(some).astype("str"))[COLUMNS]


def months_held(counts: pd.DataFrame) -> dict[str, int]:
    """How many months there are of each financial year that lacks some."""
    each = {text: periods.parse(text) for text in counts["period"].unique()}
    months = pd.Series([periods.financial_year(period.start) for period in each.values() if period.kind == "month"], dtype="str")
    number = months.value_counts().sort_index()
    return {str(year): int(count) for year, count in number.items() if count < periods.IN_A_YEAR["month"]}


def _lacking(short: pd.DataFrame, counts: pd.DataFrame, places: pd.DataFrame, text: str) -> pd.DataFrame:
    """The units of sums that gave nothing."""
    gave = counts["numerator"].notna() | (counts["left_out"].gt(0) if "left_out" in counts else False)
    there = counts.loc[gave & counts["what"].isin(short["what"].unique()), [*UNIT, *SERIES]].drop_duplicates()
    members = short.merge(places[[*AREA, "unit", "weight"]], on=AREA)
    every = members.merge(there, on=[*UNIT, *SERIES], how="left", indicator=True)
    lines = _told(every[every["_merge"] == "left_only"])
    return lines.assign(patients=lines["patients"].where(lines["unit_kind"] == "practice"), lacks=_words(lines, text))[COLUMNS]


def _left_out(less: pd.DataFrame, counts: pd.DataFrame, places: pd.DataFrame, module: ModuleType) -> pd.DataFrame:
    """The people of units whom nobody asked; where these are not whole units, only their number is known."""
    if less.empty:
        return less
    people = counts.loc[counts["left_out"] > 0, [*UNIT, *SERIES, "left_out"]]
    lines = _told(people.merge(places[[*AREA, "unit"]], on=UNIT).merge(less, on=KEY).rename(columns={"left_out": "weight"}))
    if hasattr(module, "LEFT_OUT"):
        return lines.assign(units=float("nan"), lacks=module.LEFT_OUT)[COLUMNS]
    return lines.assign(lacks=_words(lines, module.LACKS))[COLUMNS]


def _told(units: pd.DataFrame) -> pd.DataFrame:
    groups = units.sort_values("unit").groupby(KEY, observed=True)
    return groups.agg(units=("unit", "size"), patients=("weight", "sum"), codes=("unit", list)).reset_index()


def _words(lines: pd.DataFrame, text: str) -> list[str]:
    return [text.format(units=f"{len(codes)} {'practice' if len(codes) == 1 else 'practices'}", codes=some(codes), period=period)
            for codes, period in zip(lines["codes"], lines["period"], strict=True)]
