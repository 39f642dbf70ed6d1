"""The table inside a sheet: found by its headings, its numbers read or refused."""

import pandas as pd
import pytest

from jsna.errors import FileError
from jsna.readers import boundaries, delayed_transfers, deprivation, lookups, monthly_activity, tables
from jsna.readers.rawfile import RawFile, raw_paths, unpack

READERS = (boundaries, delayed_transfers, deprivation, lookups, monthly_activity)

RAW = RawFile("here.csv", b"a,b\n", "")


def cells(*values):
    return pd.Series(list(values), index=range(5, 5 + len(values)), dtype="str")


@pytest.mark.parametrize("cell, words", [
    (1296.0, "1296"), (702.75, "702.75"), (" IMD - Extent ", "IMD - Extent"), ("Prevalence\n(per  cent)", "Prevalence (per cent)"),
    ("", ""),
])
def test_a_cell_becomes_text_without_stray_blanks_or_point_nought(cell, words):
    assert tables.text(cell) == words


def test_the_header_is_the_first_row_with_all_headings():
    rows = [["Title", "Code"], ["", "CODE ", "Org\nName"], ["05J", "x", "y"]]
    assert tables.header_row(rows, {"Code", "org name"}) == 1
    assert tables.header_row(rows, {"Code", "Register"}) is None


def test_counts_are_read_with_thousand_separators_and_marks_for_missing():
    assert tables.counts(cells("1,296", " 12 ", "112.0", "*", "0"), RAW, "", "REGISTER").tolist() == [1296, 12, 112, pd.NA, 0]
    assert tables.numbers(cells("-1.5", "29,199.25", ":", ".5", "1e-3"), RAW, "", "x").fillna(9).tolist() == [-1.5, 29199.25, 9, 0.5, 0.001]


@pytest.mark.parametrize("wrong", ["n/a", "1,29", "-3", "1.5", "12 34", "1e3", "nan", "inf"])
def test_a_cell_that_is_no_count_is_refused_with_its_place(wrong):
    with pytest.raises(FileError) as error:
        tables.counts(cells("1", "2", wrong), RAW, "CHD", "Register")
    assert error.value.message == f"here.csv, sheet CHD, row 7, column Register: expected a count, found {wrong!r}."


@pytest.mark.parametrize("wrong", ["nan", "inf", "e5", ".", "1,2345"])
def test_a_cell_that_is_no_number_is_refused(wrong):
    with pytest.raises(FileError, match="row 5, column x: expected a number"):
        tables.numbers(cells(wrong), RAW, "", "x")


def test_a_mark_for_missing_is_refused_where_none_is_allowed():
    with pytest.raises(FileError, match=r"expected a count, found '\*'"):
        tables.counts(cells("*"), RAW, "", "x", missing=())


def test_columns_are_chosen_by_heading_in_any_order():
    frame = pd.DataFrame([["1", "05J"]], columns=["Org  name ", "CODE"])
    chosen = tables.columns(frame, {"code": "area_code", "Org Name": "area_name"}, RAW)
    assert chosen.to_dict("records") == [{"area_code": "05J", "area_name": "1"}]


def test_a_renamed_column_is_refused_with_what_stands_there_instead():
    with pytest.raises(FileError) as error:
        tables.columns(pd.DataFrame(columns=["PRACTICE_CODE", "REGISTERS"]), {"REGISTER": "patients"}, RAW)
    assert error.value.message == "here.csv, column REGISTER: expected a column \"REGISTER\", found 'REGISTERS'."
    assert "nothing was changed" in error.value.remedy


def test_a_repeated_column_is_refused():
    with pytest.raises(FileError, match="found 2 columns of that name"):
        tables.columns(pd.DataFrame(columns=["Total", "total "]), {"Total": "total"}, RAW)


@pytest.mark.parametrize("words, month", [
    ("April 2019", "2019-04"), ("SEPT 2011", "2011-09"), (" December  2019", "2019-12"),
    ("Spring 2019", None), ("2018-19", None), ("Ma 2019", None),
])
def test_a_month_is_read_from_words(words, month):
    assert tables.month(words) == month


@pytest.mark.parametrize("content", [
    b"PK\x03\x04 cut short", b"\xd0\xcf\x11\xe0 cut short", b'{"type": "Feature', b"\x89PNG\r\n\x1a\n\x00\xff",
    b'"never closed', b"\n\n\n", b" ",
])
def test_recognising_never_fails_on_a_file_that_is_damaged_or_no_table(content):
    assert [reader for reader in READERS if reader.recognises(RawFile("x", content, ""))] == []


@pytest.mark.real_data
def test_each_published_file_belongs_to_one_of_these_readers_or_to_none(published):
    files = [raw for path in raw_paths(published) for raw in unpack(path, published)]
    owners = {raw.name: [reader.__name__.rsplit(".", 1)[-1] for reader in READERS if reader.recognises(raw)] for raw in files}
    assert {name: found for name, found in owners.items() if len(found) > 1} == {}
    folders = {found[0]: {name.split("/")[0] for name, of in owners.items() if of == found} for found in owners.values() if found}
    assert folders == {"boundaries": {"boundaries"}, "delayed_transfers": {"performance"}, "deprivation": {"deprivation"},
                       "lookups": {"lookups"}, "monthly_activity": {"admissions"}}
    assert {reader: sum(of == [reader] for of in owners.values()) for reader in folders} == {
        "boundaries": 19, "delayed_transfers": 59, "deprivation": 13, "lookups": 10, "monthly_activity": 93}
