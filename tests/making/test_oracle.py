"""The numbers of a store, worked out a second time in another way: area by area from the tidy tables, without places, counts or roll-up.

It is slow, and only as clever as it has to be: who lies where is asked of lists and lookups for each area, and everything is added at once.
"""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jsna import geography, store
from jsna.catalogue import definitions, publications
from jsna.geography import ENGLAND
from jsna.making.places import practices

COMPARED = ["numerator", "denominator"]
KEY = ["period", "sex", "age", "category"]
WEIGHTS = {"income": 0.225, "employment": 0.225, "education": 0.135, "health": 0.135, "crime": 0.093, "barriers": 0.093, "living": 0.093}
AGES = {"TOTAL": "all", "06OV": "6+", "15OV": "15+", "16OV": "16+", "17OV": "17+", "18OV": "18+", "40OV": "40+", "50OV": "50+",
        "30_74": "30-74", "25_64": "25-64"}  # fmt: skip

#: Of England, as gov.uk publishes them.
BANK_HOLIDAYS = [
    "2012-01-02", "2012-04-06", "2012-04-09", "2012-05-07", "2012-06-04", "2012-06-05", "2012-08-27", "2012-12-25", "2012-12-26",
    "2013-01-01", "2013-03-29", "2013-04-01", "2013-05-06", "2013-05-27", "2013-08-26", "2013-12-25", "2013-12-26",
    "2014-01-01", "2014-04-18", "2014-04-21", "2014-05-05", "2014-05-26", "2014-08-25", "2014-12-25", "2014-12-26",
    "2015-01-01", "2015-04-03", "2015-04-06", "2015-05-04", "2015-05-25", "2015-08-31", "2015-12-25", "2015-12-28",
    "2016-01-01", "2016-03-25", "2016-03-28", "2016-05-02", "2016-05-30", "2016-08-29", "2016-12-26", "2016-12-27",
    "2017-01-02", "2017-04-14", "2017-04-17", "2017-05-01", "2017-05-29", "2017-08-28", "2017-12-25", "2017-12-26",
    "2018-01-01", "2018-03-30", "2018-04-02", "2018-05-07", "2018-05-28", "2018-08-27", "2018-12-25", "2018-12-26",
    "2019-01-01", "2019-04-19", "2019-04-22", "2019-05-06", "2019-05-27", "2019-08-26", "2019-12-25", "2019-12-26",
    "2020-01-01", "2020-04-10", "2020-04-13", "2020-05-08", "2020-05-25", "2020-08-31", "2020-12-25", "2020-12-28",
]  # fmt: skip


class World:
    """The tidy tables of a store, and who lies in an area by lists and lookups."""

    def __init__(self, tidy: Path) -> None:
        self.tidy = tidy
        self.rows = cache(self._rows)
        self.members = cache(self._members)
        self.practices = cache(self._practices)
        self.placed = cache(self._placed)
        self.of_year = cache(lambda period: pd.Index(self.rows("prevalence").query("period == @period")["practice_code"].unique()))
        self.asked_later = cache(lambda: _asked_by_the_next_edition(self.rows("ccg_prevalence")))
        self.areas = store.read_table(tidy / "areas.parquet")
        self.membership = store.read_table(tidy / "membership.parquet")
        self.lists = store.read_table(tidy / "practices.parquet")

    def _rows(self, name: str) -> pd.DataFrame:
        manifest = json.loads((self.tidy / "manifest.json").read_text(encoding="utf-8"))
        parts = [entry["part"] for file in manifest["files"].values() for entry in file["tables"] if entry["table"] == name]
        return pd.concat([pd.read_parquet(self.tidy / "sources" / part) for part in parts], ignore_index=True)

    def _members(self, footprint: str, code: str) -> list[tuple[str, str]]:
        """The CCGs or sub-ICB locations that an area is, or is made up of, with their footprint."""
        if footprint.startswith(("ccg_", "sub_icb_")):
            return [(footprint, code)]
        own = self.membership.query("parent_footprint == @footprint and parent_code == @code")
        own = own[own["footprint"].str.startswith(("ccg_", "sub_icb_"))]
        return list(own[own["footprint"] == own["footprint"].min()][["footprint", "area_code"]].drop_duplicates().itertuples(index=False))

    def _placed(self, footprint: str, period: str) -> "pd.Series[str]":
        """In which area of a footprint each practice of a year lies."""
        placed = practices.placing(self.lists, self.of_year(period), period, footprint, self.areas, geography.successions())
        return placed.set_index("practice_code")["area"]

    def _practices(self, footprint: str, code: str, period: str) -> set[str]:
        everybody = self.of_year(period)
        if footprint in ("practice", "england"):
            return {code} if footprint == "practice" else set(everybody)
        if footprint.startswith("pcn"):
            named = self.lists[self.lists["pcn_code"] != ""]
            return set(named.loc[(named["as_of"] == named["as_of"].max()) & (named["pcn_code"] == code), "practice_code"]) & set(everybody)
        inside: set[str] = set()
        for smaller, member in self.members(footprint, code):
            placed = practices.placing(self.lists, everybody, period, smaller, self.areas)
            inside |= set(placed.loc[placed["area"] == member, "practice_code"])
        return inside

    def commissioners(self, footprint: str, code: str, reported: pd.Series, kind: str = "ccg") -> set[str]:
        unit, inside = pd.Series(reported.unique()), set[str]()
        for smaller, member in self.members(footprint, code):
            area = geography.carry(unit, smaller, geography.areas_of(self.areas, smaller).index, kind)
            inside |= set(unit[area == member])
        return inside

    def small_areas(self, footprint: str, code: str, kind: str) -> set[str] | None:
        """None stands for all there are."""
        if footprint in ("england", kind):
            return None if footprint == "england" else {code}
        direct = self.membership.query("footprint == @kind and parent_footprint == @footprint and parent_code == @code")
        if len(direct) and not footprint.startswith("stp"):
            return set(direct["area_code"])
        of = self.membership[self.membership["footprint"] == kind].set_index(["parent_footprint", "parent_code"])["area_code"]
        return {small for member in self.members(footprint, code) for small in of.loc[[member]]}


def registers(world: World, counts: str, footprint: str, code: str) -> pd.DataFrame:
    years = world.rows("prevalence").groupby("period")
    rows = pd.concat([of[of["practice_code"].isin(world.practices(footprint, code, str(period)))] for period, of in years])
    # The register's list leaves out practices that did not give it; the list of everybody those that gave none at all.
    taking_part = rows[rows["patients"].notna().groupby([rows["practice_code"], rows["period"]]).transform("any")]
    own = rows if counts.startswith("register") else taking_part
    return _registers(own, counts, own["list_size"].where(own["patients"].notna()))


def workbooks(world: World, counts: str, footprint: str, code: str) -> pd.DataFrame:
    own = world.rows("ccg_prevalence").query("edition == period")
    if footprint != "england":
        own = own[own["area_code"].isin(world.commissioners(footprint, code, own["area_code"]))]
    keys = own[["area_code", "period", "list_type"]].itertuples(index=False, name=None)
    sizes = own["list_size"].astype(float)
    asked = pd.Series([min(size, world.asked_later().get(key, size)) for key, size in zip(keys, sizes, strict=True)], own.index)
    return _registers(own.assign(list_size=asked), counts, asked)


def _asked_by_the_next_edition(rows: pd.DataFrame) -> dict[tuple[str, str, str], float]:
    """The lists that a later workbook gives a CCG for the very registers that its own year's gives it."""
    lists: dict[tuple[str, str, str], float] = {}
    years = rows.assign(of_its_own_year=rows["edition"] == rows["period"])
    for (area, period), both in years.groupby(["area_code", "period"]):
        patients = both.pivot_table(index="register", columns="of_its_own_year", values="patients", aggfunc="first").dropna()
        if patients.shape[1] == 2 and (patients[True] == patients[False]).all():
            sizes = both[~both["of_its_own_year"]].groupby("list_type")["list_size"].max()
            lists |= {(str(area), str(period), str(kind)): float(size) for kind, size in sizes.items()}
    return lists


def _registers(rows: pd.DataFrame, counts: str, asked: pd.Series) -> pd.DataFrame:
    if counts.startswith("register"):
        own = rows.assign(asked=asked)[rows["register"] == counts.removeprefix("register ")]
        sums = own.groupby(["period", "list_type"])[["patients", "asked"]].sum(min_count=1).astype(float).reset_index()
        return sums.rename(columns={"patients": "numerator", "asked": "denominator"}).assign(age=sums["list_type"].map(AGES))
    sums = rows.groupby(["period", "list_type", "register"])["list_size"].sum()
    sizes = sums.groupby(["period", "list_type"]).max().unstack().astype(float)
    above = {"list": sizes["TOTAL"], "list 50OV": sizes["50OV"], "list under 18": sizes["TOTAL"] - sizes["18OV"]}[counts]
    age = {"list": "all", "list 50OV": "50+", "list under 18": "0-17"}[counts]
    return pd.DataFrame({"numerator": above, "denominator": sizes["TOTAL"], "age": age}).reset_index()


def activity(world: World, counts: str, footprint: str, code: str) -> pd.DataFrame:
    rows = world.rows("activity").drop_duplicates(["area_code", "month", "measure"])
    rows = rows[rows["measure"] == counts.removeprefix("year of ").removeprefix("activity ")]
    inside = {"ENG"} if footprint == "england" else world.commissioners(footprint, code, rows["area_code"])
    calendar = "non_elective" in counts  # what is planned, and referrals, follow working days
    return _months(rows[rows["area_code"].isin(inside)], "episodes", counts, [] if calendar else BANK_HOLIDAYS)


def transfers(world: World, counts: str, footprint: str, code: str) -> pd.DataFrame:
    rows = world.rows("delayed_transfers")
    rows = rows[rows["care"] == counts.removeprefix("delayed days ")]
    named = rows[rows["gss_code"] != ""].sort_values("month").drop_duplicates("authority_code", keep="last").set_index("authority_code")
    gss = rows["gss_code"].where(rows["gss_code"] != "", rows["authority_code"].map(named["gss_code"]))
    return _months(rows[gss.mask(rows["authority_code"] == "ENG", ENGLAND) == code], "delayed_days", counts, [])


def _months(rows: pd.DataFrame, column: str, counts: str, holidays: list[str]) -> pd.DataFrame:
    sums = rows.groupby("month")[column].sum(min_count=1).astype(float).rename("numerator").reset_index()
    week = "1111100" if holidays else "1111111"
    sums["denominator"] = [float(np.busday_count(month, str(pd.Period(month) + 1), week, holidays)) for month in sums["month"]]
    if counts.startswith("year of "):
        first = [pd.Period(month) - 3 for month in sums["month"]]
        sums["month"] = [f"{month.year}/{(month.year + 1) % 100:02d}" for month in first]
        sums = sums.groupby("month").filter(lambda of: len(of) == 12).groupby("month", as_index=False)[COMPARED].sum()
    return sums.rename(columns={"month": "period"})


def deprivation(world: World, counts: str, footprint: str, code: str, edition: str) -> pd.DataFrame:
    areas = _small_areas(world, edition)
    inside = world.small_areas(footprint, code, {"2019": "lsoa_2011", "2025": "lsoa_2021"}[edition])
    own = areas if inside is None else areas[areas.index.isin(list(inside))]
    one, residents = pd.Series(1.0, own.index), own["residents"]
    above, below = {
        "average score": (own["score"] * residents, residents),
        "small areas in the most deprived tenth": (one * (own["decile"] <= 1), one),
        "residents in the most deprived fifth": (residents * (own["decile"] <= 2), residents),
        "small area decile": (own["rank"], residents),
    }[counts.removesuffix(f" {edition}")]
    return pd.DataFrame({"period": [edition], "numerator": above.sum(skipna=False), "denominator": below.sum(skipna=False)})


def _small_areas(world: World, edition: str) -> pd.DataFrame:
    rows = world.rows("deprivation").query("edition == @edition")
    imd = rows[rows["domain"] == "imd"].groupby("lsoa_code")[["rank", "decile", "score"]].first().astype(float)
    parts = rows[rows["domain"].isin(WEIGHTS)].groupby(["lsoa_code", "domain"])["transformed_score"].first().unstack()
    weighted = (parts.reindex(columns=list(WEIGHTS)) * pd.Series(WEIGHTS)).sum(axis=1, skipna=False)
    people = world.rows("lsoa_population").query("age_group == 'all'")
    people = people[people["period"] == {"2019": "mid-2015", "2025": "mid-2022"}[edition]].groupby("lsoa_code")["population"].first()
    return imd.assign(score=imd["score"].fillna(weighted), residents=people).dropna(subset="decile")


def ages(world: World, counts: str, footprint: str, code: str) -> pd.DataFrame:
    rows = world.rows("patients").query("sex in ['male', 'female'] and age != 'all'")
    inside = world.practices(footprint, code, "2022/23")  # the one list of the demonstration is of April 2023
    sums = rows[rows["practice_code"].isin(inside)].groupby(["sex", "age"])["patients"].sum().astype(float).reset_index()
    return sums.assign(period="2022/23", numerator=sums["patients"], denominator=sums["patients"])


def living(world: World, counts: str, footprint: str, code: str) -> pd.DataFrame:
    lists = world.rows("patients_by_lsoa")
    own = lists[lists["practice_code"].isin(world.practices(footprint, code, "2019/20"))]  # a list of April 2019
    placed = own.merge(_small_areas(world, "2019"), left_on="lsoa_code", right_index=True)
    patients, period = placed["patients"].astype(float), placed["as_of"].iloc[0][:7]
    if counts == "patients' average score":
        return pd.DataFrame({"period": [period], "numerator": (patients * placed["score"]).sum(), "denominator": patients.sum()})
    counted = patients.groupby(placed["decile"].astype(int).astype(str)).sum()
    tenths = counted.reindex([str(tenth) for tenth in range(1, 11)], fill_value=0.0)
    return pd.DataFrame({"period": period, "category": tenths.index, "numerator": tenths.to_numpy(), "denominator": patients.sum()})


def residents(world: World, counts: str, footprint: str, code: str, census: str) -> pd.DataFrame:
    rows = world.rows("residents").query("footprint == @census and not lsoa_code.str.startswith('W')")
    inside = world.small_areas(footprint, code, census)
    own = rows if inside is None else rows[rows["lsoa_code"].isin(inside)]
    sums = own.groupby("period")["residents"].sum().astype(float).reset_index()
    return pd.DataFrame({"period": sums["period"], "numerator": sums["residents"], "denominator": 1.0})


Oracle = Callable[[World, str, str, str], pd.DataFrame]
ORACLES: dict[str, Oracle] = {
    "qof_raw": registers,
    "qof_ccg_workbook": workbooks,
    "monthly_activity_return": activity,
    "delayed_transfers": transfers,
    "iod_2019": lambda *asked: deprivation(*asked, "2019"),
    "iod_2025": lambda *asked: deprivation(*asked, "2025"),
    "patients_by_age": ages,
    "patients_by_lsoa_2019": living,
    "residents_2011": lambda *asked: residents(*asked, "lsoa_2011"),
    "residents_2021": lambda *asked: residents(*asked, "lsoa_2021"),
}


#: What was published as a value has no counts to work it out of: tests of its readers and of chapter 06 hold it to the file.
AS_PUBLISHED = {key for key, known in publications().items() if known.unit_kind == "area"}


def counted(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that are made of counts."""
    return rows[~rows["source_id"].isin(AS_PUBLISHED)]


def differing(world: World, stored: pd.DataFrame) -> pd.DataFrame:
    """The stored numbers of which the second working gives another, or none; a number that is not given is not asked for."""
    found = []
    groups = stored.dropna(subset="numerator").groupby(["source_id", "indicator_id", "footprint", "area_code"])
    for (source, indicator, footprint, code), rows in groups:
        again = ORACLES[str(source)](world, definitions()[str(indicator)].counts, str(footprint), str(code))
        whole = again.assign(**{name: word for name, word in {"sex": "all", "age": "all", "category": ""}.items() if name not in again})
        both = rows.merge(whole[[*KEY, *COMPARED]], on=KEY, how="left", suffixes=("", "_again"), validate="one_to_one")
        again = both[[f"{name}_again" for name in COMPARED]].astype(float)
        same = np.isclose(both[COMPARED].astype(float), again, rtol=1e-9, equal_nan=True)
        found.append(both[~same.all(axis=1)])
    return pd.concat(found)


def test_each_number_of_the_demonstration_is_the_same_by_another_way_in_every_kind_of_area(demonstration: Path) -> None:
    tidy = demonstration / "data" / "tidy"
    rows = counted(store.read_table(tidy / "indicators.parquet"))
    first = rows.groupby("footprint")["area_code"].min().reset_index()
    some = rows.merge(first, on=["footprint", "area_code"])
    assert set(some["source_id"]) == set(rows["source_id"]) <= set(ORACLES) and set(some["indicator_id"]) == set(rows["indicator_id"])
    assert differing(World(tidy), some).empty


@pytest.fixture(scope="module")
def real_world(real: Path) -> World:
    return World(real / "data" / "tidy")


@pytest.mark.real_data
@pytest.mark.parametrize(
    "footprint, area",
    [("ccg_2019", "05J"), ("ccg_2019", "15M"), ("ccg_2017", "07L"), ("sub_icb_2022", "18C"), ("icb_2022", "QGH"),
     ("stp_2019", "E54000010"), ("upper_tier_2019", "E10000034"), ("england", ENGLAND),
     ("practice", "M81001"), ("district_2019", "E07000238")],
)  # fmt: skip
def test_each_number_of_a_real_area_is_the_same_by_another_way(real_world: World, footprint: str, area: str) -> None:
    rows = counted(store.read_table(real_world.tidy / "indicators.parquet", [("footprint", "==", footprint)]))
    own = rows[rows["area_code"] == area]
    assert len(own) and differing(real_world, own).empty
