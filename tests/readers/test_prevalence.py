"""Raw QOF prevalence files: their layouts, their year, and what they are refused for."""

import gzip
from pathlib import Path

import pytest

from jsna.errors import FileError
from jsna.readers import prevalence
from jsna.readers.rawfile import RawFile, unpack

ROW = "A81001,AF,107,TOTAL,4117\n"
HEADINGS = {
    "2018/19": "PRACTICE_CODE,INDICATOR_GROUP_CODE,REGISTER,PATIENT_LIST_TYPE,PATIENT_LIST_SIZE\n",
    "2019/20": "PRACTICE_CODE,GROUP_CODE,REGISTER,PATIENT_LIST_TYPE,PATIENT_LIST_SIZE\n",
    "2020/21": "PRACTICE_CODE,GROUP_CODE,REGISTER,PATIENT_LIST_TYPE,PRACTICE_LIST_SIZE\n",
}


def raw(text: str, name: str = "download.csv") -> RawFile:
    return RawFile(name, text.encode(), "0" * 64)


@pytest.mark.parametrize("period, name", [("2018/19", "x.csv"), ("2019/20", "x.csv"), ("2020/21", "PREVALENCE_2021_v2.csv")])
def test_each_layout_is_read_to_the_same_row(period: str, name: str) -> None:
    rows = prevalence.read(raw(HEADINGS[period] + ROW, name))[0].rows
    assert rows.loc[0, ["practice_code", "period", "register", "list_type", "patients", "list_size", "row"]].tolist() == [
        "A81001",
        period,
        "AF",
        "TOTAL",
        107,
        4117,
        2,
    ]


@pytest.mark.parametrize(
    "name, period", [("QOF2425.zip/PREVALENCE_2425.csv", "2024/25"), ("2022-23/p.csv", "2022/23"), ("PREVALENCE_2122_V2.csv", "2021/22")]
)
def test_since_2020_the_year_is_in_the_name_or_folder(name: str, period: str) -> None:
    assert set(prevalence.read(raw(HEADINGS["2020/21"] + ROW, name))[0].rows["period"]) == {period}


@pytest.mark.parametrize(
    "text, name, message",
    [
        (HEADINGS["2020/21"] + ROW, "download.csv", "expected the year in the file's name or folder"),
        (HEADINGS["2018/19"] + ROW, "PREVALENCE_2223.csv", "expected the year 2018/19"),
        (HEADINGS["2019/20"].replace("REGISTER", "PATIENTS") + ROW, "x.csv", "column REGISTER: expected a column REGISTER, found PATIENTS"),
        (HEADINGS["2019/20"] + ROW.replace("107", "n/a"), "x.csv", "row 2, column REGISTER: expected a count, found 'n/a'"),
        (HEADINGS["2019/20"] + ROW + ROW, "x.csv", "expected each key once, found A81001, 2019/20, AF twice"),
        (HEADINGS["2019/20"], "x.csv", "a header only, no data"),
        (HEADINGS["2019/20"] + ROW.replace("AF", "XYZ"), "x.csv", "column register"),
    ],
)
def test_a_file_that_would_change_a_number_is_refused(text: str, name: str, message: str) -> None:
    file = raw(text, name)
    assert prevalence.recognises(file)
    with pytest.raises(FileError, match=message.replace("(", r"\(").replace("/", "/")):
        prevalence.read(file)


def test_many_registers_above_their_lists_are_refused_as_columns_in_the_wrong_order() -> None:
    swapped = HEADINGS["2019/20"] + "".join(f"A{81000 + i},AF,4117,TOTAL,107\n" for i in range(12))
    with pytest.raises(FileError, match="registers no larger than their lists"):
        prevalence.read(raw(swapped, "x.csv"))


def test_a_blank_register_is_missing_and_no_zero() -> None:
    tidy = prevalence.read(raw(HEADINGS["2018/19"] + ROW.replace("107", ""), "x.csv"))[0]
    assert tidy.rows["patients"].isna().all()
    assert "blank" in tidy.notes[0]


@pytest.mark.real_data
@pytest.mark.parametrize(
    "name, rows",
    [
        ("PREVALENCE_1819_v2.csv.gz", 144_333),
        ("PREVALENCE_1920.csv.gz", 141_120),
        ("PREVALENCE_2021_v2.csv.gz", 137_991),
        ("PREVALENCE_2223.csv.gz", 133_938),
    ],
)
def test_every_row_of_the_published_files_is_read(published: Path, name: str, rows: int) -> None:
    assert len(prevalence.read(next(unpack(published / "prevalence" / name, published)))[0].rows) == rows


@pytest.mark.real_data
def test_the_publishers_six_registers_above_their_lists_are_still_there(published: Path) -> None:
    tidy = prevalence.read(next(unpack(published / "prevalence" / "PREVALENCE_1920.csv.gz", published)))[0]
    assert tidy.notes == ("6 rows have a register above the list (practices Y03051, Y05750).",)


@pytest.mark.real_data
def test_a_file_cut_short_is_refused_or_gives_fewer_rows_never_other_numbers(published: Path) -> None:
    content = gzip.decompress((published / "prevalence" / "PREVALENCE_1920.csv.gz").read_bytes())
    whole = prevalence.read(raw(content.decode()))[0].rows
    cut = prevalence.read(raw(content[: content.index(b"\n", 100_000) + 1].decode()))[0].rows
    assert cut.equals(whole.iloc[: len(cut)])
