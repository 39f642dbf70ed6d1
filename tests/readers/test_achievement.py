"""Achievement of QOF: every year's layout gives the same row, and what does not hold together is refused."""

import pytest

from jsna.errors import FileError
from jsna.readers import achievement, recognise
from jsna.readers.rawfile import RawFile

LONG = "PRACTICE_CODE,INDICATOR_CODE,MEASURE,VALUE\n"
ROWS = "M81001,CS002,NUMERATOR,80\nM81001,CS002,DENOMINATOR,100\nM81001,CS002,EXCEPTIONS,7\nM81001,CS002,ACHIEVED_POINTS,10.5\n"
REGIONS = "REGION_ODS_CODE,REGION_ONS_CODE,REGION_NAME,PRACTICE_CODE,INDICATOR_CODE,MEASURE,VALUE\n"
BY_REGION = "".join(f"Y60,E40000008,Midlands,{row}\n" for row in ROWS.replace("EXCEPTIONS", "PCAS").splitlines())


def read(text: str, name: str = "QOF_1819.zip/ACHIEVEMENT_1819.csv"):
    raw = RawFile(name, text.encode(), "")
    assert recognise(raw) is achievement
    [tidy] = achievement.read(raw)
    return tidy


COLUMNS = ["practice_code", "period", "indicator_code", "numerator", "denominator", "exceptions", "points"]


@pytest.mark.parametrize("text, name, expected", [
    (LONG + ROWS, "ACHIEVEMENT_1819_v2.csv", ["2018/19", 80, 100, 7, 10.5]),
    (LONG + ROWS + "M81001,CS002,REGISTER,107\n", "qof-1516-csv.zip/ACHIEVEMENT_EXCEPTIONS.csv", ["2015/16", 80, 100, 7, 10.5]),
    (REGIONS + BY_REGION, "QOF2425.zip/ACHIEVEMENT_MIDLANDS_2425.csv", ["2024/25", 80, 100, 7, 10.5]),
    ("PRACTICE_CODE,INDICATOR_CODE,INDICATOR_GROUP,NUMERATOR,DENOMINATOR\nM81001,CS002,CS,80,100\n", "qof-1415/INDICATORS_BY_PRAC.csv",
     ["2014/15", 80, 100, -1, -1]),
    ("practicecode,indicatorcode,indicator_group,numerator,denominator\nM81001,CS002,CS,80,100\n", "qof-1314/indicatorsbyprac.csv",
     ["2013/14", 80, 100, -1, -1]),
    ("practicecode,indicator_code,exception_count\nM81001,CS002,7\n", "qof-1314/exception_output_all_denoms.csv",
     ["2013/14", -1, -1, 7, -1]),
])
def test_each_layout_gives_the_same_row(text, name, expected):
    rows = read(text, name).rows
    assert rows[COLUMNS].fillna(-1).to_numpy().tolist() == [["M81001", expected[0], "CS002", *expected[1:]]]
    assert rows["row"].tolist() == [2]


@pytest.mark.parametrize("text, name, message", [
    (LONG + ROWS, "ACHIEVEMENT.csv", "expected a year in the file's name or folder"),
    (LONG + ROWS.replace(",80", ",eighty"), "a_1819.csv", "row 2, column VALUE: expected a number, found 'eighty'"),
    (LONG + ROWS.replace(",80", ",80.5"), "a_1819.csv", "row 2, column VALUE: expected a count, found"),
    (LONG + ROWS.replace(",80", ",180"), "a_1819.csv", "row 2: expected a numerator of CS002 up to its denominator, 100, found 180"),
    (LONG + ROWS.replace("EXCEPTIONS", "EXCLUDED"), "a_1819.csv", "row 4, column MEASURE: expected one of NUMERATOR"),
    (LONG + ROWS + ROWS, "a_1819.csv", "row 6: expected each measure of a practice and indicator once, found numerator of M81001 twice"),
    (LONG, "a_1819.csv", "expected rows of practices below the headings"),
])
def test_what_does_not_hold_together_is_refused(text, name, message):
    with pytest.raises(FileError) as error:
        read(text, name)
    assert message in error.value.message
