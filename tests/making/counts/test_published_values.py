"""Published values: they stand for the areas that have their code, with their own limits, and never are what counts would make of them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jsna.catalogue import CatalogueError, Definition, definition, definitions
from jsna.errors import BuildError
from jsna.making import coverage, indicators, publications, revisions
from jsna.making.caveats import Caveats
from jsna.making.counts import published_values
from jsna.making.places.table import coded
from jsna.making.rollup import rollup
from jsna.schemas import TIDY

AREAS = pd.DataFrame([
    ("ccg_2017", "05J", "E38000139", "Redditch and Bromsgrove"), ("ccg_2019", "05J", "E38000139", "Redditch and Bromsgrove"),
    # Greater Preston kept its ODS code and got another boundary.
    ("ccg_2017", "01E", "E38000067", "Greater Preston"), ("ccg_2017", "00K", "E38000068", "Hartlepool"),
    ("ccg_2019", "01E", "E38000227", "Greater Preston"),
    ("district_2017", "E07000236", "E07000236", "Redditch"), ("district_2019", "E07000236", "E07000236", "Redditch"),
], columns=["footprint", "area_code", "gss_code", "area_name"]).assign(source_id="lookups")  # fmt: skip
DEATHS = (("indicator_id", "deaths"), ("sex", "Persons"))


def deaths(measure: str = "standardised", published: tuple[tuple[str, str], ...] = DEATHS) -> Definition:
    chosen = {"id": "deaths", "counts": "published deaths", "published": published, "sources": ("ccg_ois",)}
    return replace(definition("list_size"), measure=measure, **chosen)


@pytest.fixture(autouse=True)
def chosen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for module in (published_values, publications):
        monkeypatch.setattr(module, "definitions", lambda: {"deaths": deaths()})
    yield


def values(*rows: dict[str, object]) -> pd.DataFrame:
    usual = {"indicator_id": "deaths", "indicator_name": "Deaths", "area_code": "E07000236", "area_name": "Redditch", "area_type": "",
             "parent_code": "", "period": "2024", "sex": "Persons", "age": "All ages", "category_type": "", "category": "", "value": 901.6,
             "lower_95": 834.4, "upper_95": 968.8, "lower_998": np.nan, "upper_998": np.nan, "numerator": 712.0, "denominator": np.nan,
             "value_note": "", "source_id": "deaths.csv"}  # fmt: skip
    return pd.DataFrame([usual | row for row in rows])


def counted(*rows: dict[str, object]) -> pd.DataFrame:
    return published_values.counts({"published_values": values(*rows), "areas": AREAS}, Caveats())


def made(*rows: dict[str, object], measure: str = "standardised") -> pd.DataFrame:
    sums = rollup(counted(*rows), coded(AREAS))
    return indicators.rows(sums, [deaths(measure)]).sort_values(["footprint", "area_code"], ignore_index=True)


def test_a_rate_stands_in_every_footprint_that_has_its_code_with_its_own_limits_and_no_others() -> None:
    rows = made({}, {"area_code": "E92000001", "area_name": "England", "value": 923.2, "lower_95": 920.7, "upper_95": 925.7})
    assert rows["footprint"].tolist() == ["district_2017", "district_2019", "england"]
    assert rows[["numerator", "value", "lower_95", "upper_95"]].to_numpy().tolist()[:2] == [[712.0, 901.6, 834.4, 968.8]] * 2
    assert rows["denominator"].isna().all()  # and not the days of the year
    assert rows["lower_998"].tolist()[0] == pytest.approx(801.46, abs=0.01)  # from those at 95%, on the scale of logarithms


def test_a_value_that_nobody_published_is_missing_and_is_not_made_of_deaths_over_people() -> None:
    without = {"value": np.nan, "lower_95": np.nan, "upper_95": np.nan, "denominator": 426_110.0}
    row = made(without, measure="mean").iloc[0]
    assert np.isnan(row["value"]) and row["value_note"] == "missing" and row["numerator"] == 712


def test_a_rate_of_few_deaths_keeps_what_its_publisher_says_of_it() -> None:
    assert made({"value_note": "too few events"})["value_note"].unique().tolist() == ["too few events"]


def test_an_ods_code_is_that_of_the_boundary_of_the_areas_that_stand_beside_it() -> None:
    rows = made({"area_code": "05J"}, {"area_code": "01E"})  # both, and no Hartlepool: the CCGs of 2019
    assert rows[["footprint", "area_code"]].to_numpy().tolist() == [["ccg_2017", "05J"], ["ccg_2019", "01E"], ["ccg_2019", "05J"]]


def test_areas_that_no_list_holds_are_left_out_and_named() -> None:
    rows = counted({}, {"area_code": "E06000065"})
    assert made({}, {"area_code": "E06000065"})["area_code"].unique().tolist() == ["E07000236"]
    assert coverage.nowhere(rows.assign(source_id="ccg_ois"), coded(AREAS)) == ["E06000065"]


def test_an_area_below_two_parents_or_in_two_copies_of_a_file_stands_once() -> None:
    assert len(counted({}, {"parent_code": "E12000005"}, {"source_id": "copy.csv"})) == 1


@pytest.mark.parametrize("rows, message", [
    (({}, {"age": "<75"}), "[deaths], published: expected one row an area and period, found 2 for Redditch, 2024, which differ in age"),
    (({}, {"value": 900.0, "source_id": "other.csv"}), "found 2 for Redditch, 2024, which differ in file"),
    (({"sex": "Male"},), "[deaths], published, sex: expected one of Male, found 'Persons'"),
])
def test_a_definition_that_leaves_open_what_it_means_stops_the_build(rows: tuple[dict[str, object], ...], message: str) -> None:
    if "age" in message:
        rows = (rows[0], rows[1] | {"value": 1.0, "lower_95": 0.5, "upper_95": 2.0})
    with pytest.raises(BuildError) as error:
        counted(*rows)
    assert message in error.value.message and "nothing was built" in (error.value.remedy or "")


def test_a_category_is_only_taken_where_it_is_asked_for() -> None:
    assert len(counted({}, {"category_type": "Deprivation", "category": "Most deprived", "value": 1200.0, "upper_95": 1300.0})) == 1


def test_two_files_that_differ_are_both_named() -> None:
    files = values({}, {"value": 900.0, "source_id": "other.csv"}).astype({"value": float})
    with pytest.raises(BuildError) as error:
        revisions.settled("published_values", files)
    assert "deaths.csv and other.csv are both about 2024 and give other numbers" in error.value.message


def test_a_period_that_cannot_be_read_stops_the_build_and_names_the_file(tmp_path: Path) -> None:
    tables = {"published_values": values({"period": "latest"}), "areas": AREAS}
    with pytest.raises(BuildError) as error:
        publications._make(published_values, tables, coded(AREAS), tmp_path / "published_values-1")
    assert error.value.message.startswith("deaths.csv: CCG Outcomes Indicator Set")
    assert "'latest' is no period: expected such as 2018/19" in error.value.message
    assert not any(tmp_path.iterdir())


def test_lines_behind_a_value_say_it_with_the_area() -> None:
    tables = {"published_values": values({}).assign(sheet="", row=2)[list(TIDY["published_values"].columns)], "areas": AREAS}
    [line] = published_values.lines(tables).to_dict("records")
    assert (line["says"], line["file"], line["row"], line["value"]) == ("Redditch: 901.6", "deaths.csv", 2, 901.6)


PARAGRAPH = """[x]
name = "X"
condition = ""
unit = "per 100,000"
measure = "{measure}"
polarity = "none"
least_difference = 0
chapters = ["03"]
sources = ["ccg_ois"]
caveat = ""
{published}
"""


@pytest.mark.parametrize("published, measure, message", [
    ("published = { sex = 'Male' }", "rate", "[x], published: expected a table with indicator_id in place of `counts`"),
    ("published = { indicator_id = '1', sexx = 'Male' }", "rate", "[x], published: expected one of indicator_id, sex, age"),
    ("published = { indicator_id = '1' }\ncounts = 'list'", "rate", "found both"),
    ("published = { indicator_id = '1' }", "odds", "[x], measure: expected one of proportion, rate, standardised"),
])
def test_a_paragraph_that_chooses_wrongly_is_refused(tmp_path: Path, published: str, measure: str, message: str) -> None:
    path = tmp_path / "indicators.toml"
    path.write_text(PARAGRAPH.format(published=published, measure=measure))
    with pytest.raises(CatalogueError) as error:
        definitions(path)
    assert message in error.value.message


def test_what_is_chosen_names_what_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "indicators.toml"
    path.write_text(PARAGRAPH.format(published="published = { indicator_id = '40401', sex = 'Male', age = '<75' }", measure="rate"))
    assert definitions(path)["x"].counts == "published 40401, sex Male, age <75"
