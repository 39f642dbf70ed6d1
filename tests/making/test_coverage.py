"""What a sum lacks: the numbers that somebody published, or could add up by hand, and the reason where there is none."""

from pathlib import Path

import pandas as pd
import pytest

from jsna import store
from jsna.making.counts.qof_workbooks import with_asked

HYPERTENSION = "qof_hyp_prevalence"


@pytest.fixture(scope="module")
def tidy(real: Path) -> Path:
    return real / "data" / "tidy"


@pytest.fixture(scope="module")
def rows(tidy: Path) -> pd.DataFrame:
    return store.read_table(tidy / "indicators.parquet").set_index(["indicator_id", "footprint", "area_code", "period"]).sort_index()


@pytest.fixture(scope="module")
def coverage(tidy: Path) -> pd.DataFrame:
    return store.read_table(tidy / "coverage.parquet").set_index(["indicator_id", "footprint", "area_code", "period"]).sort_index()


@pytest.mark.real_data
@pytest.mark.parametrize(
    "area, register, everybody, practices, left_out, per_cent",
    [
        ("10J", 30_948, 264_444, 3, 37_059, 13.610),
        ("01E", 27_479, 230_094, 4, 19_243, 13.032),
        ("01A", 57_558, 401_627, 4, 16_563, 14.948),
        ("00Q", 23_698, 184_069, 2, 7_148, 13.395),
    ],
)
def test_a_practice_without_a_register_is_in_neither_part_of_a_share(
    rows: pd.DataFrame,
    coverage: pd.DataFrame,
    area: str,
    register: int,
    everybody: int,
    practices: int,
    left_out: int,
    per_cent: float,
) -> None:
    key = (HYPERTENSION, "ccg_2019", area, "2018/19")
    row, told = rows.loc[[key]].iloc[0], coverage.loc[[key]].iloc[0]
    assert row[["numerator", "denominator"]].tolist() == [register, everybody - left_out]
    assert round(row["value"], 3) == per_cent
    assert told["patients"] == left_out and told["units"] == practices
    # The list that a report prints is the same people as its registers', or a year would seem to grow that did not.
    assert rows.loc[[("list_size", "ccg_2019", area, "2018/19")]]["numerator"].tolist() == [everybody - left_out]


@pytest.mark.real_data
def test_england_leaves_out_the_19_practices_of_2018_that_gave_no_register(rows: pd.DataFrame, coverage: pd.DataFrame) -> None:
    key = (HYPERTENSION, "england", "E92000001", "2018/19")
    told = coverage.loc[[key]].iloc[0]
    assert told[["units", "patients"]].tolist() == [19, 90_881] and told["lacks"].startswith("19 practices gave no register (")
    assert rows.loc[[key]].iloc[0]["denominator"] == 59_386_096 - 90_881


@pytest.mark.real_data
def test_a_workbook_of_the_next_year_tells_whom_a_workbook_has_on_no_register(rows: pd.DataFrame, coverage: pd.DataFrame) -> None:
    # 06D: the same registers in both editions, of 122,153 patients and of 115,370.
    key = (HYPERTENSION, "ccg_2019", "06D", "2016/17")
    assert rows.loc[[key]].iloc[0][["numerator", "denominator"]].tolist() == [20_322, 115_370]
    assert coverage.loc[[key]].iloc[0]["patients"] == 6_783
    shares = [round(rows.loc[[(HYPERTENSION, "ccg_2019", "06D", year)]]["value"].iloc[0], 1) for year in ("2015/16", "2016/17", "2017/18")]
    assert shares == [17.5, 17.6, 17.8]


@pytest.mark.real_data
def test_the_rule_for_workbooks_gives_what_the_practices_of_2018_gave(tidy: Path) -> None:
    parts = [store.read_table(path) for path in (tidy / "sources" / "ccg_prevalence").glob("*.parquet")]
    rows = with_asked(pd.concat(parts)).query("period == '2018/19' and edition == period and register == 'HYP'")
    year = rows.set_index("area_code")
    left = (year["list_size"] - year["asked"]).astype(int)
    assert left["10J"] == 37_059 and left["00Q"] == 7_148


@pytest.mark.real_data
@pytest.mark.parametrize("area, period, everybody", [("10J", "2018/19", 264_444), ("06D", "2016/17", 122_153)])
def test_the_published_total_stays_beside_the_number(tidy: Path, area: str, period: str, everybody: int) -> None:
    edition = [("area_code", "==", area), ("footprint", "==", "ccg_2019"), ("indicator_id", "==", HYPERTENSION), ("period", "==", period)]
    beside = store.read_table(tidy / "reconciliation.parquet", edition).set_index("other_edition")
    assert beside.loc[period, "other_denominator"] == everybody != beside.loc[period, "denominator"]


@pytest.mark.real_data
def test_england_of_2017_has_no_number_without_buckinghamshire(rows: pd.DataFrame, coverage: pd.DataFrame) -> None:
    for indicator in (HYPERTENSION, "list_size"):
        row = rows.loc[[(indicator, "england", "E92000001", "2017/18")]].iloc[0]
        assert row["value_note"] == "missing" and pd.isna(row["value"]) and pd.isna(row["numerator"])
        assert coverage.loc[[(indicator, "england", "E92000001", "2017/18")]]["lacks"].tolist() == [
            "the published CCG tables give nothing for 14Y"]


@pytest.mark.real_data
def test_areas_that_others_were_merged_into_have_the_years_before_where_all_of_these_are_there(rows: pd.DataFrame) -> None:
    parts, whole = ["05F", "05J", "05T", "06D"], [("ccg_2020", "18C"), ("sub_icb_2022", "18C")]
    years = ["2014/15", "2015/16", "2016/17", "2017/18", "2018/19", "2019/20"]
    for year in years:
        sums = rows.loc[[(HYPERTENSION, "ccg_2019", code, year) for code in parts], ["numerator", "denominator"]].sum()
        for footprint, code in whole:
            assert rows.loc[[(HYPERTENSION, footprint, code, year)], ["numerator", "denominator"]].iloc[0].tolist() == sums.tolist(), year
    areas = rows.loc[HYPERTENSION].reset_index().query("period == '2016/17'").groupby("footprint")["area_code"].nunique()
    # All but 70F and 92A, which took parts of 09G, and in 2022 six that were redrawn.
    assert areas[["ccg_2019", "ccg_2020", "ccg_2021", "sub_icb_2022"]].tolist() == [191, 133, 104, 98]


@pytest.mark.real_data
def test_a_council_that_is_exactly_a_union_of_ccgs_has_their_numbers(tidy: Path, rows: pd.DataFrame) -> None:
    unions = [("footprint", "==", "ccg_2019"), ("parent_footprint", "==", "upper_tier_2019")]
    members = store.read_table(tidy / "membership.parquet", unions)
    assert members["parent_code"].nunique() == 93
    assert set(members.loc[members["parent_code"] == "E10000034", "area_code"]) == {"05J", "05T", "06D"}
    for indicator, period, published in [("qof_af_prevalence", "2019/20", 4_135 + 8_291 + 3_317),
                                         ("mar_non_elective_year", "2018/19", 19_263 + 27_367 + 10_258)]:
        assert rows.loc[[(indicator, "upper_tier_2019", "E10000034", period)]]["numerator"].tolist() == [published]
    # Derbyshire shares Glossop's CCG with Tameside: it has what is published of councils, and nothing of CCGs.
    assert (HYPERTENSION, "upper_tier_2019", "E10000007") not in rows.index.droplevel("period")
    assert ("imd_average_score", "upper_tier_2019", "E10000007") in rows.index.droplevel("period")
    told = [note["text"] for note in store.read_manifest(tidy)["notes"] if note["footprint"] == "upper_tier_2019"]
    assert any("of the patients of their practices, wherever they live. 93 councils" in text for text in told)


@pytest.mark.real_data
def test_dorset_before_april_2019_is_not_the_council_of_that_name_since(rows: pd.DataFrame, coverage: pd.DataFrame) -> None:
    months = rows.xs(("dtoc_total", "upper_tier_2019", "E06000059"), level=["indicator_id", "footprint", "area_code"]).index
    assert months.min() == "2019-05"
    # The City of London's row has "-" for acute care in six months.
    told = coverage.xs(("dtoc_acute", "upper_tier_2019", "E09000001"), level=["indicator_id", "footprint", "area_code"])
    assert len(told) == 6 and told.iloc[0]["lacks"] == f"{told.index[0]}: no number from E09000001"
