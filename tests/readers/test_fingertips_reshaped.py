"""Fingertips re-shaped by the Trafford Data Lab: published numbers of Worcestershire and its districts, and cells that are refused."""

from pathlib import Path

import pytest

from jsna import readers
from jsna.errors import FileError
from jsna.readers.rawfile import RawFile, unpack

FALLS = "emergency_hospital_admissions_due_to_falls_in_people_aged_65_and_over"
SELF_HARM = "hospital_admissions_as_a_result_of_self_harm_10_24_years"
YEAR_6 = "year_6_prevalence_of_obesity_including_severe_obesity"
HEADINGS = "area_code,area_name,area_type,period,indicator,measure,unit,value,compared_to_England,inequality\n"
NAME = "Year 6 prevalence of obesity (including severe obesity)"
REDDITCH = f"E07000236,Redditch,District,2024/25,{NAME},Percentage,Persons,24.5,Similar,NA\n"
FIFTH = f"E92000001,England,Country,2024/25,{NAME},Percentage,Persons,28.9,Worse,Most deprived quintile\n"


def read(text: str) -> list[dict[str, object]]:
    [tidy] = readers.read(RawFile("obese.csv", text.encode(), ""))
    return tidy.rows.to_dict("records")


@pytest.mark.real_data
@pytest.mark.parametrize("file, rows, key, period, values", [
    ("older_people/trafford_admissions_falls.csv", 2_624, FALLS, "2017/18",
     {"E92000001": 2_170, "E07000236": 2_379, "E07000234": 1_944}),
    ("children/trafford_admissions_self_harm_young_people.csv", 1_078, SELF_HARM, "2017/18", {"E92000001": 421.2, "E10000034": 344.1}),
    ("children/trafford_obese_year6.csv", 3_671, YEAR_6, "2024/25", {"E92000001": 22.2, "E07000236": 24.5, "E07000234": 18.2}),
])  # fmt: skip
def test_the_values_are_the_published_ones(
    more: Path, file: str, rows: int, key: str, period: str, values: dict[str, float]
) -> None:
    [tidy] = readers.read(next(unpack(more / file, more)))
    assert (tidy.publication, len(tidy.rows)) == ("fingertips_reshaped", rows)
    table = tidy.rows.query("indicator_id == @key and period == @period and category == ''").set_index("area_code")["value"]
    assert {code: table[code] for code in values} == values


def test_a_group_of_deprivation_is_no_second_value_of_england() -> None:
    rows = read(HEADINGS + REDDITCH + FIFTH)
    assert [(row["category_type"], row["category"], row["value"]) for row in rows] == [
        ("", "", 24.5), ("inequality", "Most deprived quintile", 28.9)]  # fmt: skip


def test_a_value_that_is_not_given_is_missing_and_its_limits_are_too() -> None:
    [row] = read(HEADINGS + REDDITCH.replace("24.5", "NA"))
    assert row["value"] != row["value"] and row["lower_95"] != row["lower_95"] and row["value_note"] == "missing"


def test_a_kind_of_area_that_a_file_does_not_name_is_that_of_its_code() -> None:
    headings = "area_code,area_name,period,value,indicator,measure,unit,significance\n"
    [row] = read(headings + "E07000236,Redditch,2017/18,2379,Falls,Rate,Persons,Similar\n")
    assert (row["indicator_id"], row["area_type"], row["sex"], row["value"]) == ("falls", "District", "Persons", 2_379)


@pytest.mark.parametrize("old, new, message", [
    ("24.5", "many", "row 2, column value: expected a number, found 'many'"),
    ("E07000236", "Redditch", "column area_code: expected the code of an area of England, found 'Redditch'"),
    ("2024/25", "now", "column period: expected a period, found 'now'"),
    (REDDITCH, REDDITCH * 2, "expected each key once"),
])
def test_a_changed_cell_is_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(FileError) as error:
        read((HEADINGS + REDDITCH).replace(old, new))
    assert message in error.value.message
