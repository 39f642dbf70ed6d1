"""Deaths and life expectancy: published numbers of Worcestershire and its districts, and cells that are refused."""

from pathlib import Path

import pandas as pd
import pytest

from jsna import readers
from jsna.errors import FileError
from jsna.readers.rawfile import RawFile, unpack

HEADINGS = "year,sex,area_code,area_name,geography,deaths,asmr,Unreliable,Lower confidence limit,Upper confidence limit\n"
REDDITCH = "2024,Both Sexes,E07000236,Redditch,Non-metropolitan District,712,901.6,NA,834.4,968.8\n"


def rows(folder: Path, name: str) -> pd.DataFrame:
    return readers.read(next(unpack(folder / name, folder)))[-1].rows


def read(text: str) -> pd.DataFrame:
    [tidy] = readers.read(RawFile("deaths.csv", text.encode(), ""))
    return tidy.rows


@pytest.mark.real_data
@pytest.mark.parametrize("code, deaths, rate", [
    ("E07000236", 712, 901.6), ("E07000234", 1_091, 828.0), ("E10000034", 6_625, 879.1), ("E92000001", 531_953, 923.2),
])
def test_deaths_and_rates_of_2024_are_the_published_ones(more: Path, code: str, deaths: int, rate: float) -> None:
    table = rows(more / "mortality", "ons_dr_deaths_by_region.csv")
    one = table[(table["area_code"] == code) & (table["period"] == "2024") & (table["sex"] == "Persons")]
    assert one[["numerator", "value"]].to_numpy().tolist() == [[deaths, rate]]
    assert table["value"].between(table["lower_95"], table["upper_95"]).all() and len(table) == 10_950


@pytest.mark.real_data
def test_the_middle_layer_areas_of_redditch_have_their_deaths_and_person_years(more: Path) -> None:
    table = rows(more / "mortality", "REQ3292_LifeExpectancy_2011MSOAs_England_2016_to_2020.xlsx")
    redditch = table[table["area_name"].str.startswith("Redditch") & (table["sex"] == "Persons")]
    assert (len(redditch), redditch["numerator"].sum(), redditch["denominator"].sum()) == (13, 3_260, 426_110)
    assert set(table["period"]) == {"2016 - 20"} and table["area_code"].str.startswith("E02").all()


def test_a_rate_of_few_deaths_is_marked_as_its_publisher_marks_it() -> None:
    table = read(HEADINGS + REDDITCH + "2024,Female,E09000001,City of London,London Borough,16,496.5,[u],273.8,821\n")
    assert table["value_note"].tolist() == ["", "too few events"]
    assert table["sex"].tolist() == ["Persons", "Female"]


@pytest.mark.parametrize("old, new, message", [
    ("901.6", "many", "row 2, column asmr: expected a number, found 'many'"),
    ("712", "7.5", "row 2, column deaths: expected a count, found '7.5'"),
    ("Both Sexes", "All", "column sex: expected one of"),
    ("NA", "[x]", "column Unreliable: expected one of"),
    ("2024", "24", "column year: expected a year, found '24'"),
    ("asmr", "rate", 'expected a column "asmr"'),
    (REDDITCH, REDDITCH * 2, "expected each key once"),
])
def test_a_changed_cell_of_deaths_is_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(FileError) as error:
        read((HEADINGS + REDDITCH).replace(old, new))
    assert message in error.value.message


@pytest.mark.real_data
def test_national_life_tables_are_named_and_left_alone(more: Path) -> None:
    [tidy] = readers.read(next(unpack(more / "mortality" / "nationallifetables3yearuk.xlsx", more)))
    assert (tidy.table, tidy.publication) == ("", "national_life_tables")
