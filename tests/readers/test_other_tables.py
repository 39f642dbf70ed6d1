"""Tables that no chapter uses yet: each published layout is read to the same columns, and a doubtful cell is refused."""

from pathlib import Path

import pytest

from jsna import readers
from jsna.errors import FileError
from jsna.readers.rawfile import RawFile, unpack
from jsna.schemas import Tidy

FINGERTIPS = ("Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,"
              "Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Lower CI 99.8 limit,Upper CI 99.8 limit,Count,Denominator,"
              "Value note,Recent Trend,Compared to England value or percentiles,{},Time period Sortable,New data,Compared to goal{}\n")
VALUE = ('93356,"Campylobacter\n ",,,E92000001,England,Country,Persons,All ages,,,2015,94.7,93.9,95.5,,,"51,897",54786327,,,'
         "Not compared,Not compared,20150000,,{}\n")
OLDER = (FINGERTIPS.format("x", "").replace("Lower CI 95.0 limit,Upper CI 95.0 limit,Lower CI 99.8 limit,Upper CI 99.8 limit",
                                            "Lower CI limit,Upper CI limit"))


def read(text: str, name: str = "download.csv") -> Tidy:
    [tidy] = readers.read(RawFile(name, text.encode(), ""))
    return tidy


@pytest.mark.parametrize("text", [
    FINGERTIPS.format("Compared to Region value or percentiles", "") + VALUE.format(""),
    FINGERTIPS.format("Compared to percentiles", ",Time period range") + VALUE.format(",1y"),
    FINGERTIPS.format("Column not used", ",Time period range") + VALUE.format(",1y"),
    OLDER + VALUE.format("").replace("95.5,,,", "95.5,"),
])
def test_every_export_of_fingertips_gives_the_same_row(text: str) -> None:
    rows = read(text).rows
    kept = ["indicator_id", "indicator_name", "area_code", "period", "value", "lower_95", "numerator", "denominator"]
    assert rows[kept].to_numpy().tolist() == [
        ["93356", "Campylobacter", "E92000001", "2015", 94.7, 93.9, 51897, 54786327]]


@pytest.mark.parametrize("changed, message", [
    (("94.7", "high"), "row 2, column Value: expected a number, found 'high'"), (("Area Code", "Code"), "expected a column \"Area Code\""),
    (("E92000001", ""), "column area_code"),
])
def test_an_export_with_a_changed_cell_is_refused(changed: tuple[str, str], message: str) -> None:
    with pytest.raises(FileError) as error:
        read((FINGERTIPS.format("x", "") + VALUE.format("")).replace(*changed))
    assert message in error.value.message


@pytest.mark.real_data
@pytest.mark.parametrize("name, rows, kinds, dropped", [
    ("smok_qof_prev.csv.gz", 11_360, 18, 6_267), ("dementia_qof_prev.csv", 224, 2, 0), ("ld_qof_prev.csv", 464, 2, 0),
    ("indicators-CountyUA.data.csv", 852, 3, 0),
])
def test_published_exports_of_fingertips(published: Path, name: str, rows: int, kinds: int, dropped: int) -> None:
    [tidy] = readers.read(next(unpack(published / "fingertips" / name, published)))
    assert (len(tidy.rows), tidy.rows["area_type"].nunique(), sum(tidy.dropped.values())) == (rows, kinds, dropped)
    inside = tidy.rows.dropna(subset=["value", "lower_95"])
    assert inside["value"].between(inside["lower_95"], inside["upper_95"]).all()


@pytest.mark.real_data
def test_the_published_ccg_ois_workbook_gives_ods_codes(published: Path) -> None:
    [tidy] = readers.read(next(unpack(published / "admissions" / "ccg_ois" / "CCG_1_2_I00754_D.xls", published)))
    rows = tidy.rows
    assert set(rows["indicator_name"]) == {"Under 75 mortality from cardiovascular disease"} and len(rows) == 2_136
    england = rows[(rows["area_code"] == "E92000001") & (rows["period"] == "2019") & (rows["sex"] == "Person")]
    numbers = england[["value", "lower_95", "upper_95", "numerator", "denominator"]]
    assert numbers.to_numpy().tolist() == [[66.4, 65.7, 67.1, 33457, 55001868]]
    # Herefordshire and Worcestershire from 2019, its parts before.
    assert set(rows.loc[rows["area_code"] == "18C", "period"]) == {"2019"}
    assert set(rows.loc[rows["area_code"] == "05J", "period"]) == {"2016", "2017", "2018"}


LONG = "PUBLICATION,EXTRACT_DATE,ORG_TYPE,ORG_CODE,ONS_CODE,POSTCODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS\n"
LIST = "GP_PRACTICE_CODE,POSTCODE,CCG_CODE,TOTAL_ALL,TOTAL_MALE,TOTAL_FEMALES,{}\n"
BANDS = [f"{5 * i}-{5 * i + 4}" for i in range(17)] + ["85+"]


def wide(five: str = "{sex}_{band}") -> str:
    heads = ",".join(five.format(sex=sex, band=band) for sex in ("MALE", "FEMALE") for band in BANDS)
    return LIST.format(heads) + "M81001,B97 1AA,05J,54,18,36," + ",".join(["1"] * 18 + ["2"] * 18) + "\n"


def test_long_lists_leave_areas_out_and_keep_totals() -> None:
    rows = "".join(f"GP_PRAC_PAT_LIST,01SEP2017,{kind},{code},,X,{sex},{age},{number}\n" for kind, code, sex, age, number in [
        ("GP", "M81001", "ALL", "ALL", "1,003"), ("GP", "M81001", "MALE", "ALL", 3), ("GP", "M81001", "MALE", "0_4", 1),
        ("GP", "M81001", "MALE", "95+", 2), ("CCG", "05J", "ALL", "ALL", 9)]).replace("1,003", '"1,003"')
    tidy = read(LONG + rows)
    assert tidy.rows[["as_of", "sex", "age", "patients"]].to_numpy().tolist() == [
        ["2017-09-01", "persons", "all", 1003], ["2017-09-01", "male", "all", 3], ["2017-09-01", "male", "0-4", 1],
        ["2017-09-01", "male", "95+", 2]]
    assert tidy.dropped == {"an area, not a practice": 1}


def test_wide_lists_before_2017_have_their_month_in_their_name() -> None:
    rows = read(wide(), "gp-reg-patients-01-2014.csv").rows
    assert set(rows["as_of"]) == {"2014-01"} and len(rows) == 39
    assert rows.loc[rows["age"] == "85+", ["sex", "patients"]].to_numpy().tolist() == [["female", 2], ["male", 1]]
    assert read(wide("{sex} {band}"), "Patient_List_Size_2015_01-03.csv").rows["as_of"][0] == "2015-01 to 2015-03"


@pytest.mark.parametrize("text, name, message", [
    (wide().replace("54,18,36", "54,19,36"), "01-2014.csv", "M81001, male, as the sum of their ages, 18, found 19"),
    (wide(), "list.csv", "expected a month and year in the file's name"),
    (LONG + "X,01SEP2017,GP,M81001,,X,MALE,0_4,one\n", "x.csv", "row 2, column NUMBER_OF_PATIENTS: expected a count, found 'one'"),
    (LONG + "X,01SEP2017,GP,M81001,,X,BOTH,0_4,1\n", "x.csv", "row 2, column SEX: expected one of ALL, MALE, FEMALE, found 'BOTH'"),
])
def test_a_list_that_does_not_add_up_is_refused(text: str, name: str, message: str) -> None:
    with pytest.raises(FileError) as error:
        read(text, name)
    assert message in error.value.message


BY_LSOA = "PUBLICATION,EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,LSOA_CODE,SEX,NUMBER_OF_PATIENTS\n"


@pytest.mark.parametrize("text, name, as_of", [
    (BY_LSOA + "GP_PRAC_PAT_LIST,01APR2019,M81001,A,E01000001,ALL,7\n"
     "GP_PRAC_PAT_LIST,01APR2019,M81001,A,NO2011,ALL,1\n", "x.csv", "2019-04-01"),
    ("PRACTICE_CODE,PRACTICE_NAME,LSOA_CODE,Number of Patients\nM81001,A,E01000001,7\nM81001,A,NO2011,1\n", "lsoa-01-2015.csv", "2015-01"),
])
def test_patients_by_small_area_keep_those_without_one(text: str, name: str, as_of: str) -> None:
    tidy = read(text, name)
    assert tidy.rows[["practice_code", "as_of", "lsoa_code", "sex", "patients"]].to_numpy().tolist() == [
        ["M81001", as_of, "E01000001", "persons", 7], ["M81001", as_of, "NO2011", "persons", 1]]
    assert tidy.notes == ("1 of 8 patients have no small area.",)


@pytest.mark.real_data
@pytest.mark.parametrize("name, rows", [
    ("gp-reg-pat-prac-quin-age_2017_09_sample.csv", 172),
    ("Patient_List_Size_2015_01-03.csv.gz", 9_304 * 18),
    ("Patient_List_Size_2016_01-03.csv.gz", 7_705 * 18),
])
def test_published_lists_of_patients_are_read_whole(published: Path, name: str, rows: int) -> None:
    [tidy] = readers.read(next(unpack(published / "practices" / name, published)))
    assert (tidy.table, len(tidy.rows)) == ("patients", rows)
