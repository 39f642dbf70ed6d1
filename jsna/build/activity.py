"""Activity: monthly returns of commissioners and councils, summed to areas and divided by the days of the month."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from jsna import geography
from jsna.build.remarks import LACKING, Remarks, some
from jsna.build.summing import above, area_footprints, wanting, within_larger
from jsna.catalogue import publication
from jsna.geography import ENGLAND, NOW

KEYS = ["area_code", "footprint", "period", "what", "source_id"]
COUNTS = ["numerator"]


def sums(tables: dict[str, pd.DataFrame], remarks: Remarks) -> pd.DataFrame:
    """Counts of every month for each area and England, with the days of the month as denominator, and of each whole year.

    What lacks a commissioner has no numerator, nor has its year.
    """
    frames = [frame for frame in (*_returns(tables, remarks), *_transfers(tables, remarks)) if len(frame)]
    if not frames:
        return pd.DataFrame(columns=[*KEYS, "age", "numerator", "denominator"])
    monthly = pd.concat(frames, ignore_index=True)
    days = {month: float(pd.Period(month).days_in_month) for month in monthly["period"].unique()}
    monthly = monthly.assign(denominator=monthly["period"].map(days), age="all")
    return pd.concat([monthly, _years(monthly, remarks)], ignore_index=True)


def _returns(tables: dict[str, pd.DataFrame], remarks: Remarks) -> Iterator[pd.DataFrame]:
    activity = tables["activity"]
    if activity.empty:
        return
    rows = activity.rename(columns={"month": "period"}).assign(
        what="activity " + activity["measure"], numerator=activity["episodes"].astype(float), source_id="monthly_activity_return"
    )
    rows = rows.drop_duplicates(["area_code", "period", "what"])
    england = _every_month(_summed(rows[rows["area_code"] == "ENG"].assign(area_code=ENGLAND, footprint="england")), {})
    _lack(_without_a_row(england), remarks)
    yield england
    for footprint in area_footprints(tables["areas"]):
        yield from _to_footprint(rows[rows["area_code"] != "ENG"], footprint, tables, remarks)


def _to_footprint(rows: pd.DataFrame, footprint: str, tables: dict[str, pd.DataFrame], remarks: Remarks) -> Iterator[pd.DataFrame]:
    known = geography.areas_of(tables["areas"], footprint).index
    placed = rows.assign(area_code=geography.carry(rows["area_code"], footprint, known), footprint=footprint)
    lost = rows.loc[placed["area_code"].isna(), "area_code"].unique()
    if len(lost):
        # Among them are the primary care trusts of before April 2013 and NHS England's own commissioning.
        remarks.note(footprint, f"Monthly activity: commissioners without a place in this footprint are left out: {some(sorted(lost))}.")
    ended = {code: end.date for code in known if (end := geography.ending(code, footprint, geography.successions()))}
    last = {code: str(pd.Period(day, "M") - 1) for code, day in ended.items()}
    every = _every_month(_summed(placed.dropna(subset="area_code")), last)
    told = _wanting(rows.dropna(subset="numerator"), every, footprint)
    made = every.assign(numerator=every["numerator"].mask(every.index.isin(told.index)))
    yield made
    yield from within_larger(made, footprint, tables["membership"], KEYS, COUNTS)
    lacking = _lack(told, remarks)
    remarks.lack(above(lacking, footprint, tables["membership"]))


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.groupby(KEYS, as_index=False)[COUNTS].sum(min_count=1)


def _every_month(rows: pd.DataFrame, last: dict[str, str]) -> pd.DataFrame:
    """Rows with one, without a count, for each month that others have, from an area's first to its `last`, or the last of all."""
    first = rows.dropna(subset="numerator").groupby(["area_code", "footprint", "source_id"])["period"].min().rename("first").reset_index()
    months = rows[["period", "what"]].drop_duplicates()
    every = first.merge(months, how="cross")
    there = (every["period"] >= every["first"]) & (every["period"] <= every["area_code"].map(lambda code: last.get(code, NOW)))
    return rows[rows["area_code"].isin(first["area_code"])].merge(every.loc[there, KEYS], on=KEYS, how="outer")


def _wanting(reported: pd.DataFrame, every: pd.DataFrame, footprint: str) -> pd.DataFrame:
    """The rows that lack something, with the `codes` of those who did not report; under the index of `every`."""
    by_month = {key: frozenset(codes.unique()) for key, codes in reported.groupby(["period", "what"])["area_code"]}
    areas = list(every["area_code"].unique())
    lacking = {codes: wanting(codes, areas, footprint) for codes in set(by_month.values())}  # most months have the same commissioners
    partly = [(*month, area, codes) for month, there in by_month.items() for area, codes in lacking[there].items()]
    keys = ["period", "what", "area_code"]
    gaps = pd.DataFrame(partly, columns=[*keys, "codes"]).astype(dict.fromkeys(keys, "str"))
    told = every.merge(gaps, on=keys, how="left").set_index(every.index)
    itself = told["area_code"].map(lambda code: [code])
    return told.assign(codes=told["codes"].where(told["codes"].notna(), itself))[told["numerator"].isna() | told["codes"].notna()]


def _lack(rows: pd.DataFrame, remarks: Remarks) -> pd.DataFrame:
    """Keep the reason of each row that has no number, from its `codes`; as rows of `remarks.LACKING`."""
    text = rows["period"] + ": no number from " + rows["codes"].map(some)
    told = rows.assign(age="all", units=rows["codes"].map(len), patients=np.nan, lacks=text.astype("str"))[LACKING]
    remarks.lack(told)
    return told


def _transfers(tables: dict[str, pd.DataFrame], remarks: Remarks) -> Iterator[pd.DataFrame]:
    transfers = tables["delayed_transfers"]
    if transfers.empty:
        return
    rows = transfers.assign(
        area_code=councils(transfers),
        footprint="upper_tier_2019",
        period=transfers["month"],
        what="delayed days " + transfers["care"],
        numerator=transfers["delayed_days"],
        source_id="delayed_transfers",
    ).drop_duplicates(["area_code", "period", "what"])
    known = {*geography.areas_of(tables["areas"], "upper_tier_2019").index, ENGLAND}
    lost = sorted(transfers.loc[~rows["area_code"].reindex(transfers.index).isin(known), "authority_name"].dropna().unique())
    if lost:
        remarks.note("upper_tier_2019", f"Delayed transfers: rows that are no authority of April 2019 are left out: {some(lost)}.")
    kept = rows[rows["area_code"].isin(known)]
    summed = _summed(kept.assign(footprint=kept["footprint"].mask(kept["area_code"] == ENGLAND, "england")))
    # No list says when a council ended: after its last month it is not waited for.
    last = {str(code): str(month) for code, month in summed.dropna(subset="numerator").groupby("area_code")["period"].max().items()}
    every = _every_month(summed, last)
    _lack(_without_a_row(every), remarks)
    yield every


def councils(transfers: pd.DataFrame) -> "pd.Series[str]":
    """The ONS code of each row's council, and England's.

    Files before July 2015 give the council's own code alone; later files say which ONS code it has. One that has had two, as Dorset
    has since April 2019, was another council then.
    """
    codes = transfers[transfers["gss_code"] != ""].drop_duplicates(["authority_code", "gss_code"])
    one = codes.drop_duplicates("authority_code", keep=False).set_index("authority_code")["gss_code"]
    named = transfers["gss_code"].where(transfers["gss_code"] != "", transfers["authority_code"].map(one))
    return named.mask(transfers["authority_code"] == "ENG", ENGLAND)


def _without_a_row(rows: pd.DataFrame) -> pd.DataFrame:
    none = rows[rows["numerator"].isna()]
    return none.assign(codes=none["area_code"].map(lambda code: [code]))


def _years(monthly: pd.DataFrame, remarks: Remarks) -> pd.DataFrame:
    """Totals of financial years of which every month is there; without a count where a month has none."""
    rows = monthly.assign(period=_financial_year(monthly["period"]), what="year of " + monthly["what"], months=1, month=monthly["period"])
    held = rows.groupby(["source_id", "period"])["month"].nunique().reset_index()
    for source, year, months in held[held["month"] < 12].itertuples(index=False):
        remarks.note("", f"{publication(source).title}, {year}: {months} of 12 months are held, so the year has no total.")
    whole = rows.groupby([*KEYS, "age"])
    totals = whole[["numerator", "denominator", "months"]].sum().assign(counted=whole["numerator"].count()).reset_index()
    years = totals[totals["months"] == 12]
    none = years["counted"] < 12
    gaps = rows[rows["numerator"].isna()].merge(years.loc[none, KEYS], on=KEYS).sort_values("month")
    _lack(gaps.groupby(KEYS)["month"].agg(list).rename("codes").reset_index(), remarks)
    return years.assign(numerator=years["numerator"].mask(none)).drop(columns=["months", "counted"])


def _financial_year(month: pd.Series) -> pd.Series:
    start = month.str[:4].astype(int) - (month.str[5:].astype(int) < 4)
    return start.astype(str) + "/" + ((start + 1) % 100).astype(str).str.zfill(2)
