"""Admissions by fifth of deprivation: as a plain script counts them, at rates that hold the true ones, and no fifth that a total tells."""

import io
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from jsna import store
from jsna.demo import deprivation, records
from jsna.demo.patients_by_lsoa import shares
from jsna.demo.plan import plan
from jsna.demo.residents import by_band
from jsna.errors import BuildError
from jsna.making.caveats import Caveats
from jsna.making.counts.admissions_by_fifth import counts
from jsna.making.indicators import LIMITS
from jsna.making.standardised import BANDS
from jsna.methods import standard_population
from jsna.methods.disclosure import is_small
from jsna.records import causes, countfile
from jsna.report.audit import disclosure
from jsna.schemas import FIFTHS
from tests.conftest import ROWS

KEY = ["indicator_id", "footprint", "area_code", "category"]


@pytest.fixture(scope="module")
def rows(hospital: Path) -> pd.DataFrame:
    every = store.read_table(hospital / "data" / "tidy" / "indicators.parquet")
    return every[every["source_id"].str.startswith("hes_residents")]


@pytest.fixture(scope="module")
def exact(hospital: Path) -> pd.DataFrame:
    (path,) = (hospital / "data" / "protected" / "publications").glob("admissions_by_fifth-*.parquet")
    return pd.read_parquet(path)


def _fifths() -> pd.Series:
    """The fifth of each small area, by the published deciles of the fictional country."""
    [(_, file)] = [(name, content) for name, content in deprivation.files(plan()) if "IoD2019" in name]
    table = pd.read_csv(io.BytesIO(file), index_col="LSOA code (2011)")
    (decile,) = [name for name in table if name.startswith("Index of Multiple Deprivation (IMD) Decile")]
    return (table[decile] + 1) // 2


def test_the_fifths_of_a_ccg_are_what_a_plain_script_counts(hospital: Path, exact: pd.DataFrame) -> None:
    path = hospital / "data" / "protected" / "admissions" / "hes-2022-23.parquet"
    came = duckdb.sql(countfile.rows(path)).df().query("unit_kind == 'lsoa_2011' and unit != '' and age != 'not known'")
    bit = [group.id for group in causes.groups()].index("chapter_circulatory")
    mine = came[came["method"].isin(["emergency", "emergency transfer"]) & (came["causes"].to_numpy() >> bit & 1 == 1)]
    ccg = plan().lsoas.set_index("lsoa_code")["ccg_code"]
    plain = mine.groupby([mine["unit"].map(ccg), mine["unit"].map(_fifths())])["admissions"].sum()
    of = exact.query("indicator_id == 'admissions_by_fifth_circulatory' and footprint == 'ccg_2019' and category != ''")
    counted = of.set_index(["area_code", of["category"].astype(int)])["numerator"]
    assert len(counted) > 100 and counted[counted > 0].sort_index().to_dict() == plain.sort_index().to_dict()


def test_everybody_stands_beside_the_fifths_as_their_sum(exact: pd.DataFrame) -> None:
    sums = exact[exact["category"] != ""].groupby(["indicator_id", "footprint", "area_code"])[["numerator", "denominator"]].sum()
    whole = exact[exact["category"] == ""].set_index(["indicator_id", "footprint", "area_code"])[["numerator", "denominator"]]
    pd.testing.assert_frame_equal(whole.sort_index(), sums.sort_index())


def test_an_area_without_small_areas_of_a_fifth_has_no_row_of_it_and_nothing_lacks(hospital: Path, exact: pd.DataFrame) -> None:
    fifths = _fifths().groupby(plan().lsoas.set_index("lsoa_code")["district_code"]).nunique()
    of = exact.query("indicator_id == 'admissions_by_fifth_emergency' and footprint == 'district_2019' and category != ''")
    assert fifths.min() < 5 and of.groupby("area_code").size().to_dict() == fifths.to_dict()
    lacks = store.read_table(hospital / "data" / "tidy" / "coverage.parquet")
    assert not lacks["source_id"].str.startswith("hes_residents").any()


def test_no_middle_layer_area_has_a_rate(rows: pd.DataFrame) -> None:
    assert set(rows["footprint"]) == {"ccg_2019", "stp_2019", "district_2019", "upper_tier_2019", "england"}


def test_the_id_of_the_source_tells_people_and_ranks(rows: pd.DataFrame) -> None:
    assert set(rows["source_id"]) == {"hes_residents_2011_mid-2022_2019"} and set(rows["category_type"]) == {"", FIFTHS}


def _true_rates(names: tuple[str, ...]) -> pd.Series:
    """The rate of each fifth of each CCG that its records were drawn at, among its residents, by CCG and fifth."""
    expected = records.expected(plan(), ROWS)
    expected = expected[expected["cause"].isin(names)]
    low = expected["age"].str.extract(r"^(\d+)")[0].astype(int).clip(upper=90)
    by_practice = expected.groupby(["code", low])["expected"].sum().unstack()
    country, frames = plan(), []
    for code, around in country.lsoas.groupby("ccg_code"):
        practices = country.practices[country.practices["ccg_code"] == code]
        living = np.array([shares(around, x, y) for x, y in practices[["x", "y"]].to_numpy(float)])
        frames.append(pd.DataFrame(living.T @ by_practice.loc[practices["practice_code"]].to_numpy(), around["lsoa_code"]))
    events, people = pd.concat(frames), by_band(country)
    area = [country.lsoas.set_index("lsoa_code")["ccg_code"].reindex(events.index), _fifths().reindex(events.index)]
    each = events.groupby(area).sum().to_numpy() / people.reindex(events.index).groupby(area).sum()
    return pd.Series(each.to_numpy() @ standard_population.european_2013(), each.index)


@pytest.mark.parametrize("indicator, names", [
    ("circulatory", ("chd", "stroke")), ("respiratory", ("copd", "asthma", "pneumonia")), ("alcohol_specific", ("alcohol_specific",)),
])
def test_the_limits_of_fifths_hold_the_true_rates_as_often_as_they_say(rows: pd.DataFrame, indicator: str, names: tuple[str, ...]) -> None:
    mine = rows[rows["indicator_id"].eq(f"admissions_by_fifth_{indicator}") & rows["footprint"].eq("ccg_2019") & rows["category"].ne("")]
    valued = mine.dropna(subset="value").astype({"category": int}).set_index(["area_code", "category"])
    true = _true_rates(names).reindex(valued.index)
    inside = (valued["lower_95"] <= true) & (true <= valued["upper_95"])
    assert len(inside) > 50 and 0.90 <= inside.mean() <= 0.995


def test_small_counts_are_hidden_and_no_fifth_is_hidden_alone(rows: pd.DataFrame, exact: pd.DataFrame) -> None:
    """The patients of an area are nearly its residents: their rate would tell the one fifth that is hidden."""
    both = exact.merge(rows, on=KEY, suffixes=("_exact", ""), validate="one_to_one")
    local = both[both["footprint"] != "england"]
    small = is_small(local["numerator_exact"].fillna(0))
    assert small.sum() > 100 and local.loc[small, ["numerator", "denominator", "value", "lower_95"]].isna().all(axis=None)
    of_fifths = local.assign(hidden=local["value_note"].eq("suppressed"), small=small)[local["category"].ne("")]
    areas = of_fifths.groupby(["indicator_id", "footprint", "area_code"]).agg(
        hidden=("hidden", "sum"), small=("small", "sum"), counted=("numerator_exact", lambda some: (some > 0).sum()))
    alone = areas[(areas["hidden"] == 1) & (areas["small"] == 1)]
    assert (areas["hidden"] >= 2).sum() > 20 and (alone["counted"] == 1).all()  # one whose total is as small, and hidden too


def _tables(census: str = "lsoa_2011", people: str = "lsoa_2011", ranks: str = "2019") -> dict[str, pd.DataFrame]:
    """Two small areas, of which one has five people of each band and the other ten."""
    codes = ["E01000001", "E01000002"]
    bands = BANDS if people == "lsoa_2011" else [*BANDS[:17], "85+"]
    came = pd.DataFrame({"census": census, "lsoa_code": codes, "period": "2018/19", "age": ["40-44", "90+"], "admissions": [3, 2],
                         "counted": "emergency admissions of residents", "rule": "hes_2018", "file": "hes, A"})
    # Of patients aged 40 to 44 half came twice in all: 150 admissions of 100 people.
    of_patients = pd.DataFrame({"practice_code": "A81001", "period": "2018/19", "age": ["40-44"], "counted": "emergency admissions",
                                "admissions": 150, "people": 100, "squares": 250, "rule": "hes_2018", "file": "hes, A"})
    living = pd.DataFrame([(people, code, "mid-2019", band, number) for code, number in zip(codes, (5, 10), strict=True) for band in bands],
                          columns=["footprint", "lsoa_code", "period", "age", "residents"]).assign(source_id="r.csv")
    index = pd.DataFrame({"lsoa_code": codes, "edition": ranks, "domain": "imd", "rank": [1, 9], "decile": [1, 10], "score": [40.0, 5.0],
                          "transformed_score": float("nan")})
    return {"admissions": pd.concat([came, of_patients]), "residents": living, "deprivation": index, "lsoa_population": pd.DataFrame()}


def test_admissions_of_each_age_stand_among_the_residents_of_that_age() -> None:
    rows = counts(_tables(), Caveats())
    there = rows[rows["numerator"] > 0]
    assert there[["unit", "age", "category", "numerator", "denominator"]].to_numpy().tolist() == [
        ["E01000001", "40-44", "1", 3.0, 5.0], ["E01000002", "90+", "5", 2.0, 10.0]]
    assert len(rows) == 2 * 19 and set(rows["source_id"]) == {"hes_residents_2011_mid-2019_2019"}


def test_people_come_as_often_as_patients_of_their_age_do() -> None:
    rows = counts(_tables(), Caveats())
    there = rows[rows["numerator"] > 0]
    assert there[["people", "squares"]].to_numpy().tolist() == [[2.0, 5.0], [2.0, 2.0]]


def test_ages_that_are_published_to_85_take_the_admissions_of_all_who_are_older() -> None:
    rows = counts(_tables("lsoa_2021", "lsoa_2021", "2025"), Caveats())
    assert rows.query("age == '85+' and unit == 'E01000002'")[["numerator", "denominator"]].to_numpy().tolist() == [[2.0, 10.0]]
    assert len(rows) == 2 * 18


@pytest.mark.parametrize("mixed, message", [
    ({"people": "lsoa_2021"}, "expected residents by age of small areas of 2011, by which these admissions are, found those of 2021"),
    ({"ranks": "2025"}, "expected ranks of deprivation of small areas of 2011, by which these admissions are, found those of 2021"),
    ({"census": "lsoa_2021"}, "expected residents by age of small areas of 2021, by which these admissions are, found those of 2011"),
])
def test_small_areas_of_one_census_are_never_set_among_those_of_another(mixed: dict[str, str], message: str) -> None:
    with pytest.raises(BuildError) as error:
        counts(_tables(**mixed), Caveats())
    assert message in error.value.message and "nothing was built" in error.value.remedy


@pytest.mark.parametrize("empty", ["residents", "deprivation"])
def test_without_residents_or_ranks_there_are_no_rates_and_a_note_says_why(empty: str) -> None:
    caveats, tables = Caveats(), _tables()
    assert counts(tables | {empty: tables[empty].head(0)}, caveats).empty
    assert "would need residents by age, and ranks, of small areas of 2011" in caveats.notes[0]["text"]


def test_the_residents_nearest_to_the_middle_of_the_year_are_taken() -> None:
    tables = _tables()
    later = tables["residents"].assign(period="mid-2018", residents=50)
    rows = counts(tables | {"residents": pd.concat([tables["residents"], later])}, Caveats())
    assert set(rows["denominator"]) == {50.0} and set(rows["source_id"]) == {"hes_residents_2011_mid-2018_2019"}


ROUNDED, EXACT = "hes_residents_2011_mid-2019_2019", "hes_residents_2011_secondary_mid-2019_2019"


@pytest.mark.parametrize("source, shown, was_hidden, told", [
    (ROUNDED, [1445.0, 990.0, 255.0, 185.0], False, {4: 7.0}),  # they leave 7 to 23, and a small one is hidden
    (ROUNDED, [1445.0, 990.0, 255.0, 185.0], True, {}),  # which the edition before hid, and which may have grown since
    (ROUNDED, [1450.0, 990.0, 255.0, 185.0], False, {}),  # they leave 12 or more: no small one, but one beside it
    (ROUNDED, [1440.0, 990.0, 255.0, 185.0], False, {}),  # they leave 2 to 18
    (EXACT, [1003.0, 600.0, 300.0, 100.0], False, {4: 3.0}),
    (EXACT, [1003.0, 600.0, 300.0, 100.0], True, {4: 3.0}),
    (EXACT, [1013.0, 600.0, 300.0, 100.0], True, {}),
])  # fmt: skip
def test_a_fifth_is_found_where_a_total_tells_it_and_only_there(
    source: str, shown: list[float], was_hidden: bool, told: dict[int, float]
) -> None:
    every = pd.DataFrame({
        "indicator_id": "admissions_by_fifth_emergency", "footprint": "ccg_2019", "area_code": "ZX4", "period": "2018/19", "sex": "all",
        "age": "all", "category_type": ["", *[FIFTHS] * 4], "category": ["", "1", "2", "3", "4"], "numerator": [*shown, float("nan")],
        "value_note": ["", "", "", "", "suppressed"], "source_id": source,
    }).assign(**dict.fromkeys(["denominator", "value", *LIMITS], float("nan")))  # fmt: skip
    assert disclosure.total_minus_shown(every, every.tail(1 if was_hidden else 0)) == told


def test_a_hidden_fifth_need_not_be_small_where_another_is_hidden_that_it_may_keep() -> None:
    shown = pd.DataFrame({
        "indicator_id": "admissions_by_fifth_emergency", "footprint": "ccg_2019", "area_code": "ZX4", "period": "2018/19", "sex": "all",
        "age": "all", "category_type": ["", *[FIFTHS] * 4], "category": ["", "1", "2", "3", "4"],
        "numerator": [1445.0, 990.0, 255.0, 185.0, float("nan")], "value_note": ["", "", "", "", "suppressed"], "source_id": ROUNDED,
    }).assign(**dict.fromkeys(["denominator", "value", *LIMITS], float("nan")))  # fmt: skip
    elsewhere = shown.tail(1).assign(area_code="ZX5")
    both = pd.concat([shown, elsewhere], ignore_index=True)
    assert disclosure.total_minus_shown(shown, shown.head(0)) == {4: 7.0}
    assert disclosure.total_minus_shown(both, both.head(0)) == {}  # 7 to 23, and the one of ZX5 may be the small one
