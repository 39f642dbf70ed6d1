"""Whatever a program does to a file on its way, it is read to the same numbers or refused, never to other numbers."""

import csv
import io
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jsna import readers
from jsna.errors import FileError
from jsna.readers.rawfile import RawFile, unpack

Cells = list[list[str]]


def cells(*lines: str) -> Cells:
    return [line.split("|") for line in lines]


FINGERTIPS = ("Indicator ID|Indicator Name|Parent Code|Parent Name|Area Code|Area Name|Area Type|Sex|Age|Category Type|Category|"
              "Time period|Value|Lower CI 95.0 limit|Upper CI 95.0 limit|Count|Denominator|Value note")
IOD = "LSOA code (2011)|LSOA name (2011)|Local Authority District code (2019)|Local Authority District name (2019)|"
LIST = ("Practice Code|Practice Name|" + "|".join(f"{sex} {band}" for band in ("0-4", "5-14", "15-24", "25-34", "35-44", "45-54")
                                                   for sex in ("Male", "Female")))

#: A small table in each published layout of text, with the name that it needs: every number in it differs from every other.
TABLES: dict[str, tuple[str, Cells]] = {
    "prevalence 2013/14": ("prevalencebyprac.csv", cells(
        "practicecode|indicator_group|Register_description|disease_register_size|practice_listsize|prevalence",
        "A81001|AF|Atrial Fibrillation|107|4117|2.599", "A81001|HF|Heart Failure|48|4117|1.166")),
    "prevalence 2014/15": ("PREVALENCE_BY_PRAC_v2.csv", cells(
        "PRACTICE_CODE|INDICATOR_GROUP_CODE|REGISTER_SIZE|PRACTICE_LIST_SIZE", "A81001|AF|107|4117", "A81002|AF|1205|20013")),
    "prevalence 2016/17": ("qof-1617-csv.zip/PREVALENCE.csv", cells(
        "PRACTICE_CODE|INDICATOR_GROUP_CODE|REGISTER|PATIENT_LIST_TYPE|PATIENT_LIST_SIZE", "A81001|AF|107|TOTAL|4117",
        "A81002|AF|1205|TOTAL|20013")),
    "prevalence 2019/20": ("x.csv", cells(
        "PRACTICE_CODE|GROUP_CODE|REGISTER|PATIENT_LIST_TYPE|PATIENT_LIST_SIZE", "A81001|DM|107|17OV|4117", "A81002|DM|1205|17OV|20013")),
    "prevalence 2022/23": ("PREVALENCE_2223.csv", cells(
        "PRACTICE_CODE|GROUP_CODE|REGISTER|PATIENT_LIST_TYPE|PRACTICE_LIST_SIZE", "A81001|DM|107|17OV|4117", "A81002|DM|1205|17OV|20013")),
    "iod file 1": ("x.csv", cells(
        IOD + "Index of Multiple Deprivation (IMD) Rank|Index of Multiple Deprivation (IMD) Decile",
        "E01000001|a|E09000001|b|2|10", "E01000002|c|E09000001|b|1|5")),
    "iod file 6": ("x.csv", cells(
        IOD + "Total population: mid 2015 (excluding prisoners)|Population aged 16-59: mid 2015 (excluding prisoners)",
        "E01000001|a|E09000001|b|1296|1051", "E01000002|c|E09000001|b|1156|702")),
    "iod 2025": ("x.csv", cells(
        "lsoa21_code|IMD_decile|IMD_rank|IMD_score", "E01000001|10|2|4.722", "E01000002|5|1|8.742")),
    "lookup": ("x.csv", cells(
        "LSOA11CD|LSOA11NM|CCG19CD|CCG19CDH|CCG19NM", "E01000001|a|E38000139|05J|NHS R", "E01000002|b|E38000211|06D|NHS W")),
    "practices": ("x.csv", cells(
        "PRACTICE_CODE|PRACTICE_NAME|CCG_ODS_CODE|PCN_ODS_CODE|COUNTRY", "M81001|A Surgery|18C|U12345|England", "M81002|B|18C|U|England")),
    "patients by small area": ("x.csv", cells(
        "PUBLICATION|EXTRACT_DATE|PRACTICE_CODE|PRACTICE_NAME|LSOA_CODE|SEX|NUMBER_OF_PATIENTS",
        "GP_PRAC_PAT_LIST|01APR2019|M81001|A|E01000001|ALL|1007", "GP_PRAC_PAT_LIST|01APR2019|M81001|A|NO2011|ALL|2015")),
    "patients by age": ("x.csv", cells(
        "PUBLICATION|EXTRACT_DATE|ORG_TYPE|ORG_CODE|SEX|AGE_GROUP_5|NUMBER_OF_PATIENTS", "X|01SEP2017|GP|M81001|MALE|ALL|3022",
        "X|01SEP2017|GP|M81001|MALE|0_4|1007", "X|01SEP2017|GP|M81001|MALE|5_9|2015")),
    "list sizes": ("Patient_List_Size_2015_01-03.csv", [
        LIST.split("|"), ["M81001", "A", *(str(1000 + i) for i in range(12))], ["M81002", "B", *(str(2000 + i) for i in range(12))]]),
    "fingertips": ("x.csv", cells(
        FINGERTIPS, "91547|Smoking|||E92000001|England|England|Persons|15+ yrs|||2013/14|19.17|19.15|19.19|8935216|46608551.5|",
        "91547|Smoking|E92000001|England|M81001|A Surgery|GPs|Persons|15+ yrs|||2013/14|17.8|17.75|17.85|1046|5877|")),
}
NUMBER = re.compile(r"\d+(\.\d+)?")
QUICK = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
every_layout = pytest.mark.parametrize("layout", TABLES)


def written(table: Cells, line_end: str = "\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator=line_end, quoting=quoting).writerows(table)  # type: ignore[arg-type]
    return out.getvalue()


def read(content: bytes, name: str) -> list[pd.DataFrame]:
    return [tidy.rows for tidy in readers.read(RawFile(name, content, ""))]


def same(found: list[pd.DataFrame], expected: list[pd.DataFrame]) -> bool:
    """Whether the tables are the same but for where their rows stood."""
    places = ["source_id", "sheet", "row"]
    return len(found) == len(expected) and all(
        a.drop(columns=places).reset_index(drop=True).equals(b.drop(columns=places).reset_index(drop=True))
        for a, b in zip(found, expected, strict=True))


def numbers_of(tables: list[pd.DataFrame]) -> set[tuple[object, ...]]:
    """Every row as the words that say what it is, and its numbers."""
    rows = [table.drop(columns=["source_id", "sheet", "row"]).astype("object").where(lambda t: t.notna(), "") for table in tables]
    return {(i, *row) for i, table in enumerate(rows) for row in table.itertuples(index=False, name=None)}


def whole(layout: str) -> list[pd.DataFrame]:
    name, table = TABLES[layout]
    return read(written(table).encode(), name)


NOTES = ["Source: NHS Digital.", "1. Rounded, see the guide", "© Crown copyright"]


@every_layout
def test_every_layout_is_known(layout: str) -> None:
    assert whole(layout) and all(len(rows) for rows in whole(layout))


def separated(cell: str) -> str:
    """A number with its thousands apart, as some programs save it."""
    return f"{float(cell):,.{len(cell.partition('.')[2])}f}" if NUMBER.fullmatch(cell) and float(cell) >= 1000 else cell


#: Headings whose cells are numbers: a separator in a year or in an identifier is a damaged one.
COUNTED = re.compile(r"regist|size|rank|population|patients|male|payments|value|limit|count|denominator|attendances|breaches|admissions|"
                     r"points", re.IGNORECASE)


@every_layout
@QUICK
@given(choice=st.data())
def test_columns_shuffled_marks_line_ends_separators_and_blank_lines_change_nothing(layout: str, choice: st.DataObject) -> None:
    name, table = TABLES[layout]
    order = choice.draw(st.permutations(range(len(table[0]))))
    apart = choice.draw(st.booleans())
    counted = [bool(COUNTED.search(heading)) for heading in table[0]]
    body = [[separated(cell) if apart and counted[i] else cell for i, cell in enumerate(row)] for row in table[1:]]
    changed = [[row[i] for i in order] for row in [table[0], *body]]
    changed += [[""] * len(order)] * choice.draw(st.integers(0, 3))
    changed += [[note] for note in choice.draw(st.lists(st.sampled_from(NOTES)))]
    line_end, quoting = choice.draw(st.sampled_from(["\n", "\r\n", "\r"])), choice.draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    text = written(changed, line_end, quoting)
    mark = choice.draw(st.sampled_from(["", "\ufeff"]))
    assert same(read((mark + text).encode(), name), whole(layout))


def same_or_refused(content: bytes, name: str, expected: set[tuple[object, ...]]) -> None:
    try:
        found = read(content, name)
    except FileError as refusal:
        assert name in refusal.message and refusal.remedy
        return
    assert figures(numbers_of(found)) <= figures(expected), numbers_of(found) - expected


@every_layout
def test_a_file_cut_at_any_byte_gives_no_other_number(layout: str) -> None:
    name, table = TABLES[layout]
    expected, content = numbers_of(whole(layout)), written(table).encode()
    last_row = content.rstrip().rindex(b"\n")
    for end in [*range(0, last_row, 9), *range(last_row, len(content))]:
        same_or_refused(content[:end], name, expected)


def figures(rows: set[tuple[object, ...]]) -> set[object]:
    """The numbers in rows, without the words beside them: a name that was cut is no other number."""
    return {cell for row in rows for cell in row[1:] if not isinstance(cell, str)}


@every_layout
@QUICK
@given(choice=st.data())
def test_a_cell_replaced_by_words_gives_no_other_number(layout: str, choice: st.DataObject) -> None:
    name, table = TABLES[layout]
    row = choice.draw(st.integers(0, len(table) - 1))
    column = choice.draw(st.integers(0, len(table[0]) - 1))
    word = choice.draw(st.sampled_from(["n/a", "see note 3", "unknown", "#REF!", "twelve", "1,29", "12 34", "1O7", "<5", "5-10", "~", "–"]))
    changed = [[word if (i, j) == (row, column) else cell for j, cell in enumerate(line)] for i, line in enumerate(table)]
    expected = numbers_of(whole(layout))
    same_or_refused(written(changed).encode(), name, expected)


@every_layout
def test_a_row_with_a_cell_too_many_or_too_few_gives_no_other_number(layout: str) -> None:
    name, table = TABLES[layout]
    expected = numbers_of(whole(layout))
    for odd in ([*table[-1], "7"], table[-1][:-1], ["7", *table[-1]]):
        for changed in ([*table[:-1], odd], [table[0], odd, *table[1:-1]]):
            same_or_refused(written(changed).encode(), name, expected)


@pytest.mark.real_data
@pytest.mark.parametrize("name", [
    "deprivation/IMD_CCG_2019.xlsx", "admissions/monthly_activity/Apr_19.xls", "performance/dtoc/Apr_19.xls",
    "performance/AE_England_data.xls", "lookups/LSOA11_CCG19_LAD19_EN_LU.csv.gz", "boundaries/topo_lad_england.json",
])
def test_a_published_file_cut_anywhere_is_refused_or_gives_the_same_rows(name: str, published: Path, tmp_path: Path) -> None:
    content = (published / name).read_bytes()
    expected = [rows for raw in unpack(published / name, published) for rows in (t.rows for t in readers.read(raw))]
    for share in (0.01, 0.3, 0.6, 0.9, 0.99, 0.999):
        (tmp_path / "cut").write_bytes(content[: int(len(content) * share)])
        try:
            found = [tidy.rows for raw in unpack(tmp_path / "cut", tmp_path) for tidy in readers.read(raw)]
        except FileError as refusal:
            assert refusal.message.startswith("cut") and refusal.remedy
            continue
        assert not found or same(found, expected)


#: Two headings are too few to know a table by the one that is left.
UNKNOWN_WITHOUT = {"points"}


@every_layout
def test_a_layout_with_a_renamed_column_of_numbers_is_refused_and_not_half_read(layout: str) -> None:
    name, table = TABLES[layout]
    unused = ("prevalence", "Register_description", "COUNTRY")
    for column in [i for i, heading in enumerate(table[0]) if COUNTED.search(heading) and heading not in unused]:
        for renamed in (f"Revised {table[0][column]}", "Something else"):
            header = [renamed if i == column else heading for i, heading in enumerate(table[0])]
            content = written([header, *table[1:]]).encode()
            if layout in UNKNOWN_WITHOUT:
                assert readers.read(RawFile(name, content, "")) == []
                continue
            with pytest.raises(FileError) as refused:
                readers.read(RawFile(name, content, ""))
            assert name in refused.value.message and refused.value.remedy
