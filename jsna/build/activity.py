"""Activity: monthly returns of commissioners and councils, summed to areas and divided by the days of the month."""

from collections.abc import Iterator

import pandas as pd

from jsna import geography
from jsna.build.remarks import Remarks, some
from jsna.build.summing import area_footprints, within_larger
from jsna.geography import ENGLAND

KEYS = ["area_code", "footprint", "period", "what", "source_id"]
COUNTS = ["numerator"]


def sums(tables: dict[str, pd.DataFrame], remarks: Remarks) -> pd.DataFrame:
    """Counts of every month for each area and England, with the days of the month as denominator, and of each whole year."""
    frames = [*_returns(tables, remarks), *_transfers(tables, remarks)]
    if not frames:
        return pd.DataFrame(columns=[*KEYS, "age", "numerator", "denominator"])
    monthly = pd.concat(frames, ignore_index=True).dropna(subset="numerator")
    days = {month: float(pd.Period(month).days_in_month) for month in monthly["period"].unique()}
    monthly = monthly.assign(denominator=monthly["period"].map(days), age="all")
    return pd.concat([monthly, _years(monthly)], ignore_index=True)


def _returns(tables: dict[str, pd.DataFrame], remarks: Remarks) -> Iterator[pd.DataFrame]:
    activity = tables["activity"]
    if activity.empty:
        return
    rows = activity.rename(columns={"month": "period"}).assign(
        what="activity " + activity["measure"], numerator=activity["episodes"].astype(float), source_id="monthly_activity_return"
    )
    rows = rows.drop_duplicates(["area_code", "period", "what"])
    yield _summed(rows[rows["area_code"] == "ENG"].assign(area_code=ENGLAND, footprint="england"))
    for footprint in area_footprints(tables["areas"]):
        yield from _to_footprint(rows[rows["area_code"] != "ENG"], footprint, tables, remarks)


def _to_footprint(rows: pd.DataFrame, footprint: str, tables: dict[str, pd.DataFrame], remarks: Remarks) -> Iterator[pd.DataFrame]:
    known = geography.areas_of(tables["areas"], footprint).index
    placed = rows.assign(area_code=geography.carry(rows["area_code"], footprint, known), footprint=footprint)
    lost = rows.loc[placed["area_code"].isna(), "area_code"].unique()
    if len(lost):
        # Among them are the primary care trusts of before April 2013 and NHS England's own commissioning.
        remarks.note(footprint, f"Monthly activity: commissioners without a place in this footprint are left out: {some(sorted(lost))}.")
    made = _summed(placed.dropna(subset="area_code"))
    yield made
    yield from within_larger(made, footprint, tables["membership"], KEYS, COUNTS)


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.groupby(KEYS, as_index=False)[COUNTS].sum(min_count=1)


def _transfers(tables: dict[str, pd.DataFrame], remarks: Remarks) -> Iterator[pd.DataFrame]:
    transfers = tables["delayed_transfers"]
    if transfers.empty:
        return
    # Files before July 2015 give the council's own code alone; later files say which ONS code it has.
    coded = transfers[transfers["gss_code"] != ""].sort_values("month").drop_duplicates("authority_code", keep="last")
    gss = transfers["gss_code"].where(
        transfers["gss_code"] != "", transfers["authority_code"].map(coded.set_index("authority_code")["gss_code"])
    )
    rows = transfers.assign(
        area_code=gss.mask(transfers["authority_code"] == "ENG", ENGLAND),
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
    yield _summed(kept.assign(footprint=kept["footprint"].mask(kept["area_code"] == ENGLAND, "england")))


def _years(monthly: pd.DataFrame) -> pd.DataFrame:
    """Totals of financial years of which every month is there."""
    start = monthly["period"].str[:4].astype(int) - (monthly["period"].str[5:].astype(int) < 4)
    year = start.astype(str) + "/" + ((start + 1) % 100).astype(str).str.zfill(2)
    rows = monthly.assign(period=year, what="year of " + monthly["what"], months=1)
    totals = rows.groupby([*KEYS, "age"], as_index=False)[["numerator", "denominator", "months"]].sum()
    return totals[totals["months"] == 12].drop(columns="months")
