"""Residents of small areas: the published numbers of Worcestershire's districts and of England and Wales, and cells that are refused."""

from pathlib import Path

import pandas as pd
import pytest

from jsna import readers
from jsna.errors import FileError
from jsna.readers.rawfile import RawFile, unpack
from jsna.readers.residents import CENSUS, ESTIMATES, SINGLE
from jsna.schemas import Tidy

ONE = [13, *range(1, 90), 7]  # of each year of age, in the order of the headings
NAME = "lsoa11_single_year_persons_mid2019.csv"


def estimates(code: str = "E01011949", total: int = sum(ONE), last: str = "7") -> str:
    heads = ["lsoa11_name", *(spellings[0] for spellings in ESTIMATES.values())]
    return "\n".join([",".join(heads), ",".join(["Hartlepool 009A", code, str(total), *map(str, ONE[:-1]), last]), ""])


def read(text: str, name: str = NAME) -> Tidy:
    [tidy] = readers.read(RawFile(name, text.encode(), ""))
    return tidy


@pytest.mark.real_data
@pytest.mark.parametrize("file, everybody, period, footprint, areas, last", [
    ("population/ons_lsoa11_single_year_persons_mid2019.csv.gz", 59_439_840, "mid-2019", "lsoa_2011", 34_753, "90+"),
    ("wider/census2021_TS007A_age_five_year_lsoa21.csv.gz", 59_597_611, "2021-03-21", "lsoa_2021", 35_672, "85+"),
])
def test_england_and_wales_have_the_published_residents(
    more: Path, file: str, everybody: int, period: str, footprint: str, areas: int, last: str
) -> None:
    [tidy] = readers.read(next(unpack(more / file, more)))
    rows = tidy.rows
    assert (rows["residents"].sum(), tidy.rows_read, rows["lsoa_code"].nunique()) == (everybody, areas, areas)
    assert set(rows["period"]) == {period} and set(rows["footprint"]) == {footprint} and rows["age"].iloc[-1] == last


@pytest.mark.real_data
def test_the_published_ages_of_a_small_area_are_added_up_by_five_years(more: Path) -> None:
    """Hartlepool 009A: 27, 22, 13, 25 and 30 children under five, and ten people of 90 and over."""
    [tidy] = readers.read(next(unpack(more / "population" / "ons_lsoa11_single_year_persons_mid2019.csv.gz", more)))
    first = tidy.rows.query("lsoa_code == 'E01011949'").set_index("age")["residents"]
    assert first[["0-4", "90+"]].tolist() == [117, 10] and first.sum() == 1_954 and len(first) == 19


def test_single_years_of_age_become_bands_of_five() -> None:
    rows = read(estimates()).rows
    assert rows["age"].tolist() == [*(f"{low}-{low + 4}" for low in range(0, 90, 5)), "90+"]
    assert rows["residents"].tolist() == [sum(ONE[low : low + 5]) for low in range(0, 90, 5)] + [7]
    assert set(rows["row"]) == {2} and set(rows["period"]) == {"mid-2019"}


@pytest.mark.parametrize("text, name, message", [
    (estimates(total=1), NAME, "row 2, column total_population: expected everybody as the sum of all ages, 4,025, found 1."),
    (estimates(code="E02000001"), NAME, "row 2, column lsoa11_code: expected the code of a small area, found 'E02000001'"),
    (estimates(last="x"), NAME, "row 2, column 90+: expected a count, found 'x'"),
    (estimates(last="-7"), NAME, "row 2, column 90+: expected a count, found '-7'"),
    (estimates().replace("lsoa11_code", "code"), NAME, 'expected a column "lsoa11_code"'),
    (estimates(), "population.csv", "expected the year of the estimates in the file's name"),
    (estimates() + estimates().split("\n")[1] + "\n", NAME, "expected each key once"),
])
def test_a_changed_cell_of_residents_is_refused(text: str, name: str, message: str) -> None:
    with pytest.raises(FileError) as error:
        read(text, name)
    assert message in error.value.message


def test_both_layouts_have_each_age_once() -> None:
    assert [names for names in ESTIMATES if names[0].isdigit()] == SINGLE and len(CENSUS) == 3 + 18


@pytest.mark.real_data
def test_a_census_that_lost_a_column_is_told_which(more: Path) -> None:
    raw = next(unpack(more / "wider" / "census2021_TS007A_age_five_year_lsoa21.csv.gz", more))
    renamed = RawFile(raw.name, raw.content.replace(b"Aged 85 years and over", b"Aged 85+"), "")
    with pytest.raises(FileError, match='expected a column "Aged 85 years and over"'):
        readers.read(renamed)


def test_a_table_of_residents_is_a_frame_of_whole_numbers() -> None:
    assert isinstance(read(estimates()).rows["residents"].dtype, pd.Int64Dtype)
