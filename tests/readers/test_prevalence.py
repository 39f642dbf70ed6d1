"""Raw QOF prevalence files: their layouts, their year, and what they are refused for."""

import gzip
from pathlib import Path

import pytest

from jsna.errors import FileError
from jsna.readers import practices, prevalence
from jsna.readers.rawfile import RawFile, unpack
from jsna.schemas import Tidy

ROW = "A81001,AF,107,TOTAL,4117\n"
HEADINGS = {
    "2018/19": "PRACTICE_CODE,INDICATOR_GROUP_CODE,REGISTER,PATIENT_LIST_TYPE,PATIENT_LIST_SIZE\n",
    "2019/20": "PRACTICE_CODE,GROUP_CODE,REGISTER,PATIENT_LIST_TYPE,PATIENT_LIST_SIZE\n",
    "2020/21": "PRACTICE_CODE,GROUP_CODE,REGISTER,PATIENT_LIST_TYPE,PRACTICE_LIST_SIZE\n",
}
THIS = HEADINGS["2019/20"]


def raw(text: str, name: str = "download.csv") -> RawFile:
    return RawFile(name, text.encode(), "0" * 64)


def read(file: RawFile) -> Tidy:
    assert prevalence.recognises(file)
    [tidy] = prevalence.read(file)
    return tidy


COLUMNS = ["practice_code", "period", "register", "list_type", "patients", "list_size", "row"]


NAMED = [("2018/19", "PREVALENCE_1819_v2.csv"), ("2019/20", "x.csv"), ("2020/21", "PREVALENCE_2021_v2.csv")]


@pytest.mark.parametrize("period, name", NAMED)
def test_each_layout_is_read_to_the_same_row(period: str, name: str) -> None:
    tidy = read(raw(HEADINGS[period] + ROW, name))
    assert tidy.rows[COLUMNS].to_numpy().tolist() == [["A81001", period, "AF", "TOTAL", 107, 4117, 2]]
    assert (tidy.table, tidy.publication, tidy.rows_read, tidy.dropped, tidy.notes) == ("prevalence", "qof_raw", 1, {}, ())


@pytest.mark.parametrize("text, name, expected", [
    ("practicecode,indicator_group,Register_description,disease_register_size,practice_listsize,prevalence\nA81001,AF,Atrial,107,4117,2.6\n"
     "A81001,HF,Heart Failure due to LVD,9,4117,.2\nA81001,HF,Heart Failure,48,4117,1.1\nA81001,THY,Thyroid,1,4117,.1\n", "x.csv",
     [["2013/14", "AF", "TOTAL", 107, 4117], ["2013/14", "HF", "TOTAL", 48, 4117]]),
    ("PRACTICE_CODE,INDICATOR_GROUP_CODE,REGISTER_SIZE,PRACTICE_LIST_SIZE\nA81001,AF,107,4117\n"
     "A81001,DM,200,3300\nA81001,LD,20,4117\n", "x.csv",
     [["2014/15", "AF", "TOTAL", 107, 4117], ["2014/15", "DM", "17OV", 200, 3300], ["2014/15", "LD", "TOTAL", 20, 4117]]),
    (HEADINGS["2018/19"] + ROW, "qof-1617-csv.zip/PREVALENCE.csv", [["2016/17", "AF", "TOTAL", 107, 4117]]),
])
def test_older_layouts_state_no_list_type_or_no_year(text: str, name: str, expected: list[list[object]]) -> None:
    assert read(raw(text, name)).rows[["period", "register", "list_type", "patients", "list_size"]].to_numpy().tolist() == expected


@pytest.mark.parametrize("text", [
    "\ufeff" + THIS + ROW, (THIS + ROW).replace("\n", "\r\n"), (THIS + ROW).replace("\n", "\r"),
    THIS + ROW.replace("107", "107.0"), THIS + ROW.replace("4117", '"4,117"'), THIS + "A81001 , AF,107,TOTAL ,4117\n",
    THIS + ROW + "\n,,,,\n", THIS.lower() + ROW,
    "PATIENT_LIST_SIZE,REGISTER,PRACTICE_CODE,PATIENT_LIST_TYPE,GROUP_CODE\n4117,107,A81001,TOTAL,AF\n",
])
def test_however_a_program_saved_it_the_row_is_the_same(text: str) -> None:
    assert read(raw(text)).rows[COLUMNS].to_numpy().tolist() == [["A81001", "2019/20", "AF", "TOTAL", 107, 4117, 2]]


@pytest.mark.parametrize("name, period", [
    ("QOF2425.zip/PREVALENCE_2425.csv", "2024/25"), ("PREVALENCE_2324.csv", "2023/24"), ("2022-23/p.csv", "2022/23"),
    ("2022_23.csv", "2022/23"),
    ("PREVALENCE_2122_V2.csv", "2021/22"), ("qof 2020-2021/p.csv", "2020/21"), ("2023-24/PREVALENCE_2223.csv", "2022/23"),
    ("2022-23/saved 2024-01-02.csv", "2022/23"),
])
def test_since_2020_the_year_is_in_the_name_or_folder(name: str, period: str) -> None:
    assert set(read(raw(HEADINGS["2020/21"] + ROW, name)).rows["period"]) == {period}


def test_a_name_with_days_and_months_does_not_contradict_the_headings() -> None:
    assert set(read(raw(THIS + ROW, "11-12-2024/12-13 saved.csv")).rows["period"]) == {"2019/20"}


@pytest.mark.parametrize("text, name, message", [
    (HEADINGS["2020/21"] + ROW, "download.csv",
     "download.csv: expected a year in the file's name or folder, because the file itself holds none, found no year.\n"
     "  Keep the publisher's name, such as PREVALENCE_2223.csv, or use a folder named such as 2022-23."),
    (HEADINGS["2018/19"] + ROW, "PREVALENCE_2223.csv",
     "expected the year 2015/16 to 2018/19, whose headings these are, found 2022/23 in its name"),
    (HEADINGS["2020/21"] + ROW, "PREVALENCE_1920.csv", "expected the year 2020/21 or later, whose headings these are, found 2019/20 in"),
    (THIS + ROW.replace("AF", "AST").replace("TOTAL", "06OV"), "x.csv", "row 2, column PATIENT_LIST_TYPE: expected TOTAL for AST, as in"),
    (HEADINGS["2020/21"] + ROW.replace("AF", "AST"), "PREVALENCE_2021.csv", "expected 06OV for AST, as in files with these headings"),
    (THIS.replace("REGISTER", "PATIENTS") + ROW, "x.csv",
     "x.csv, row 1, column REGISTER: expected a column REGISTER or REGISTER_SIZE, found PATIENTS"),
    (THIS.replace("GROUP_CODE", "GRP") + ROW, "x.csv", "expected a column GROUP_CODE or INDICATOR_GROUP_CODE, found GRP"),
    (THIS.replace("PATIENT_LIST_SIZE", "LIST") + ROW, "x.csv", "expected a column PATIENT_LIST_SIZE or PRACTICE_LIST_SIZE, found LIST"),
    (THIS.replace(",PATIENT_LIST_TYPE", "") + "A81001,AF,107,4117\n", "x.csv", "a column PATIENT_LIST_TYPE, found no such column"),
    (THIS + ROW.replace("107", "n/a"), "x.csv", "x.csv, row 2, column REGISTER: expected a count, found 'n/a'"),
    (THIS + ROW.replace("107", "-5"), "x.csv", "row 2, column REGISTER: expected a count, found '-5'"),
    (THIS + ROW + "A81002,AF,1,TOTAL,many\n", "x.csv", "row 3, column PATIENT_LIST_SIZE: expected a count, found 'many'"),
    (THIS + ROW.replace("4117", ""), "x.csv", "row 2, column PATIENT_LIST_SIZE: expected a count, found ''"),
    (THIS + ROW + ROW.replace("107", "1"), "x.csv", "expected one row for practice A81001 and register AF, found rows 2 and 3"),
    (THIS, "x.csv", "expected rows of practices below the headings, found a header only, no data"),
    (THIS + ROW.replace("AF", "XYZ"), "x.csv", "row 2, column GROUP_CODE: expected one of AF, AST, CAN"),
    (THIS + ROW.replace("TOTAL", "99OV"), "x.csv", "row 2, column PATIENT_LIST_TYPE: expected one of TOTAL, 06OV"),
    (THIS + ROW.replace("A81001", ""), "x.csv", "row 2, column practice_code"),
    (THIS + ROW.replace("107,TOTAL,4117", "4117,TOTAL,107"), "x.csv", "registers no larger than their lists, found 1 of 1"),
])
def test_a_file_that_would_change_a_number_is_refused(text: str, name: str, message: str) -> None:
    file = raw(text, name)
    assert prevalence.recognises(file)
    with pytest.raises(FileError) as error:
        prevalence.read(file)
    assert message in str(error.value)


@pytest.mark.parametrize("text", [
    "PRACTICE_CODE,REVISED_MAXIMUM_POINTS\nA81001,559\n", "INDICATOR_CODE,GROUP_CODE,PATIENT_LIST_TYPE\nAF001,AF,TOTAL\n",
    "", '"a\n',
])
def test_other_files_are_left_to_others(text: str) -> None:
    assert not prevalence.recognises(raw(text))


def test_a_register_above_its_list_is_kept_and_noted() -> None:
    above = "Y05750,LD,139,TOTAL,136\n"
    tidy = read(raw(THIS + ROW + above))
    assert (tidy.rows["patients"].tolist(), tidy.notes) == ([107, 139], ("1 row has a register above the list (practice Y05750).",))


@pytest.mark.parametrize("above, refused", [(20, False), (21, True)])
def test_more_than_one_in_a_hundred_above_their_lists_are_columns_in_the_wrong_order(above: int, refused: bool) -> None:
    rows = "".join(f"A{80000 + i},AF,{9 if i < above else 1},TOTAL,5\n" for i in range(2000))
    if not refused:
        assert read(raw(THIS + rows)).notes[0].startswith("20 rows have a register above the list")
        return
    with pytest.raises(FileError, match=r"row 2, column REGISTER: expected registers no larger than their lists, found 21 of 2,000"):
        read(raw(THIS + rows))


@pytest.mark.parametrize("mark", ["", "*", ":"])
def test_a_blank_register_is_missing_and_no_zero(mark: str) -> None:
    tidy = read(raw(THIS + ROW.replace("107", mark)))
    assert tidy.rows["patients"].isna().all()
    assert tidy.notes == ("1 practice has no number where a register should be.",)


def opened(folder: Path, name: str) -> RawFile:
    return next(unpack(folder / name, folder))


@pytest.mark.real_data
@pytest.mark.parametrize("name, period, rows, registers", [
    ("PREVALENCE_1819_v2.csv.gz", "2018/19", 144_333, 21), ("PREVALENCE_1920.csv.gz", "2019/20", 141_120, 21),
    ("PREVALENCE_2021_v2.csv.gz", "2020/21", 137_991, 21), ("PREVALENCE_2223.csv.gz", "2022/23", 133_938, 21),
])
def test_every_row_of_the_published_files_is_read(published: Path, name: str, period: str, rows: int, registers: int) -> None:
    tidy = read(opened(published, f"prevalence/{name}"))
    assert (len(tidy.rows), tidy.rows_read, set(tidy.rows["period"])) == (rows, rows, {period})
    assert (tidy.rows["register"].nunique(), tidy.rows["row"].iloc[-1]) == (registers, rows + 1)


@pytest.mark.real_data
@pytest.mark.parametrize("name, notes", [
    ("PREVALENCE_1819_v2.csv.gz", ("1 row has a register above the list (practice Y05750).",
                                   "19 practices have no number where a register should be.")),
    ("PREVALENCE_1920.csv.gz", ("6 rows have a register above the list (practices Y03051, Y05750).",)),
    ("PREVALENCE_2021_v2.csv.gz", ("1 row has a register above the list (practice Y05750).",)),
    ("PREVALENCE_2223.csv.gz", ("1 row has a register above the list (practice Y05750).",)),
])
def test_the_publishers_faults_are_still_there(published: Path, name: str, notes: tuple[str, ...]) -> None:
    assert read(opened(published, f"prevalence/{name}")).notes == notes


@pytest.mark.real_data
def test_atrial_fibrillation_in_worcestershire_by_the_practice_list_of_january_2020(published: Path) -> None:
    counts = read(opened(published, "prevalence/PREVALENCE_1920.csv.gz")).rows
    [places] = practices.read(opened(published, "practices/epraccur_2020_01.csv.gz"))
    placed = counts[counts["register"] == "AF"].merge(places.rows[["practice_code", "area_code"]], how="left", validate="many_to_one")
    assert placed["area_code"].nunique(dropna=False) == 191
    summed = placed.groupby("area_code")[["patients", "list_size"]].sum().loc[["05J", "05T", "06D", "05F"]]
    assert summed["patients"].tolist() == [4135, 8291, 3317, 5183]
    assert summed.sum().tolist() == [20_926, 802_860]


@pytest.mark.real_data
def test_a_file_cut_short_is_refused_or_gives_fewer_rows_never_other_numbers(published: Path) -> None:
    content = gzip.decompress((published / "prevalence" / "PREVALENCE_1920.csv.gz").read_bytes())
    whole = read(raw(content.decode())).rows
    with pytest.raises(FileError, match="expected 21 registers for practice A83051, the last one, found 16"):
        read(raw(content[: content.index(b"\n", 100_000) + 1].decode()))
    cut = read(raw(content[: content.index(b"A83051")].decode())).rows
    assert cut.equals(whole.iloc[: len(cut)])
