"""Files that are damaged, locked, far too large or no files: each is refused as what it is, and the others are read."""

import gzip
import io
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from jsna import readers
from jsna.errors import FileError, Unforeseen
from jsna.readers import archives, prevalence, workbooks
from jsna.readers.rawfile import RawFile, unpack

HEADER = "PRACTICE_CODE,GROUP_CODE,REGISTER,PATIENT_LIST_TYPE,PRACTICE_LIST_SIZE"
ROWS = ["A81001,AF,107,TOTAL,4117", "A81001,DM,306,17OV,3201", "A81002,AF,205,TOTAL,9013", "A81002,DM,611,17OV,7000"]
NAME = "PREVALENCE_2223.csv"
Outcomes = Callable[[str, bytes], list[readers.Outcome]]
LSOA = "EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,LSOA_CODE,SEX,NUMBER_OF_PATIENTS"


def text(*lines: str) -> bytes:
    return "\n".join([*lines, ""]).encode()


def numbers(content: bytes, name: str = NAME) -> list[tuple[str, str, int, int]]:
    [tidy] = readers.read(RawFile(name, content, ""))
    return list(tidy.rows[["practice_code", "register", "patients", "list_size"]].itertuples(index=False, name=None))


def refusal(content: bytes, name: str = NAME) -> str:
    with pytest.raises(FileError) as error:
        readers.read(RawFile(name, content, ""))
    assert error.value.message.startswith(name) and error.value.remedy
    return error.value.message


WHOLE = [("A81001", "AF", 107, 4117), ("A81001", "DM", 306, 3201), ("A81002", "AF", 205, 9013), ("A81002", "DM", 611, 7000)]


@pytest.mark.parametrize("content", [
    text(HEADER, *(f"{row}," for row in ROWS)), text(*(f"{row},," for row in (HEADER, *ROWS))),
    text("Quality and Outcomes Framework", "Published in September 2023", HEADER, *ROWS),
    text("Quality and Outcomes Framework,,,,", ",,,,", HEADER, *ROWS),
    text(HEADER, *ROWS).decode().encode("utf-16-le"), text(HEADER, *ROWS).decode().encode("utf-16-be"),
    text(HEADER.replace(",", "\t"), *(row.replace(",", "\t") for row in ROWS)).decode().encode("utf-16-le"),
], ids=["commas after rows", "commas after all", "title", "padded title", "utf-16-le", "utf-16-be", "tabs in utf-16-le"])
def test_what_only_looks_odd_is_read_to_the_same_numbers(content: bytes) -> None:
    assert numbers(content) == WHOLE


def test_the_row_of_a_cell_is_counted_from_the_top_of_the_file_whatever_stands_above_the_headings() -> None:
    assert ", row 5, column REGISTER: expected a count, found 'many'" in refusal(
        text("A title", "", HEADER, ROWS[0], ROWS[1].replace("306", "many"), *ROWS[2:]))


@pytest.mark.parametrize("lines, message", [
    ([HEADER, ROWS[0], *(f"7,{row}" for row in ROWS[1:2]), *ROWS[2:]], ", row 3: expected at most 5 cells, one a heading, found 6."),
    ([HEADER, ROWS[0], ROWS[1].replace(",306", "306"), *ROWS[2:]], ", row 3: expected 5 cells, found 4: a separator may be lost."),
    ([f"{HEADER},register", *(f"{row},9" for row in ROWS)], 'expected a column "REGISTER", found 2 columns of that name'),
    ([HEADER, ROWS[0], ROWS[1].replace("306", "3\x0006"), *ROWS[2:]], ", line 3: expected text, found a byte of nought."),
    ([HEADER, ROWS[0], ROWS[1].replace("306", "1" * 25), *ROWS[2:]], "row 3, column REGISTER: expected a count below 1,000,000,000"),
    ([HEADER, ROWS[0], ROWS[1].replace("3201", "4118"), *ROWS[2:]], "row 3, column PRACTICE_LIST_SIZE: expected a list of some ages no lo"),
    ([HEADER, ROWS[0], ROWS[1].replace("17OV,3201", "TOTAL,4116"), *ROWS[2:]],
     "row 3, column PRACTICE_LIST_SIZE: expected one list size of each kind, 4,117.0, found 4,116.0."),
])
def test_a_row_that_is_shifted_or_contradicts_others_is_refused(lines: list[str], message: str) -> None:
    assert message in refusal(text(*lines))


def patients(*names: str) -> bytes:
    return text(LSOA, *(f"01APR2019,A81001,{name},E0100000{i},ALL,{10 * i}" for i, name in enumerate(names, 1)))


def test_an_unclosed_quotation_mark_is_refused_with_its_line_and_swallows_no_row() -> None:
    swallowing = patients('"S, A"', '"SURGERY A', "B", '"SURGERY C', "D")
    assert ", line 3: expected a cell with quotation marks at both ends" in refusal(swallowing)
    by_chance_at_an_end = patients("S", '"SURGERY A', "B", 'SURGERY C"', "D")
    assert ", line 3: expected a cell with quotation marks at both ends" in refusal(by_chance_at_an_end)
    assert "found Error tokenizing data. C error: EOF inside string starting at row 2" in refusal(patients("S", '"SURGERY A', "B"))
    [tidy] = readers.read(RawFile(NAME, patients('"A surgery\nin a street, a town"', "B"), ""))
    assert tidy.rows["patients"].tolist() == [10, 20]


def test_a_mark_at_the_beginning_that_the_rest_does_not_keep_to_is_refused() -> None:
    assert "expected text in utf-8, as it begins, found other bytes" in refusal("\ufeff".encode() + text(HEADER, *ROWS) + b"\xe9")


@pytest.fixture
def outcomes(tmp_path: Path) -> Outcomes:
    """Write one file and read it, member by member."""

    def _outcomes(name: str, content: bytes) -> list[readers.Outcome]:
        (tmp_path / name).write_bytes(content)
        return list(readers.outcomes(tmp_path / name, tmp_path))

    return _outcomes


def zipped(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(name.replace("__", "."), member)
    return content.getvalue()


def test_an_empty_or_damaged_member_of_a_zip_is_named_and_the_others_are_read(outcomes: Outcomes) -> None:
    found = outcomes("QOF2223.zip", zipped(
        A__csv=b"", B__csv__gz=gzip.compress(b"x" * 99)[:-9], PREVALENCE_2223__csv=text(HEADER, *ROWS), Z__csv=b" \n"))
    messages = [outcome.refusal.message for outcome in found if outcome.refusal]
    assert messages[0] == "QOF2223.zip/A.csv: expected data, found an empty file."
    assert messages[1].startswith("QOF2223.zip/B.csv.gz: expected a whole gzip file, found one that is cut short or damaged")
    assert messages[2] == "QOF2223.zip/Z.csv: expected data, found an empty file."
    assert [tidy.publication for outcome in found for tidy in outcome.tables] == ["qof_raw"]


def book(*rows: list[object], more: dict[str, list[list[object]]] | None = None) -> bytes:
    workbook, content = openpyxl.Workbook(), io.BytesIO()
    workbook.active.title = "PREVALENCE"
    for row in rows:
        workbook.active.append(row)
    for name, others in (more or {}).items():
        sheet = workbook.create_sheet(name)
        for row in others:
            sheet.append(row)
    workbook.save(content)
    return content.getvalue()


CELLS: list[list[object]] = [[int(cell) if cell.isdigit() else cell for cell in row.split(",")] for row in (HEADER, *ROWS)]


def test_every_flipped_bit_of_a_zip_or_workbook_is_refused_or_changes_nothing(outcomes: Outcomes) -> None:
    chance, read = random.Random(16), 0
    for content in (book(*CELLS), zipped(PREVALENCE_2223__csv=text(HEADER, *ROWS))):
        for _ in range(40):
            place = chance.randrange(len(content))
            changed = content[:place] + bytes([content[place] ^ 1 << chance.randrange(8)]) + content[place + 1:]
            found = outcomes("PREVALENCE_2223.zip", changed)
            assert all(outcome.refusal or outcome.tables for outcome in found) or content[place: place + 1] in b"[]CPREVALENCE._2csv"
            for tidy in (tidy for outcome in found for tidy in outcome.tables):
                read += 1
                assert tidy.rows[["practice_code", "register", "patients", "list_size"]].to_numpy().tolist() == [list(row) for row in WHOLE]
    assert 0 < read < 60  # bits of dates and attributes change nothing


def test_title_rows_and_spare_empty_sheets_of_a_workbook_are_passed_over() -> None:
    content = book(["A title"], [], *CELLS, more={"Sheet2": [], "Sheet3": []})
    assert numbers(content) == WHOLE
    [tidy] = readers.read(RawFile(NAME, content, ""))
    assert tidy.rows["row"].tolist() == [4, 5, 6, 7]


@pytest.mark.parametrize("cell, found", [("=1/0", "'a formula without its value: open and save it in a spreadsheet program'")])
def test_a_formula_that_nobody_computed_is_named_in_its_cell(cell: str, found: str) -> None:
    changed = [[cell if (i, j) == (2, 2) else value for j, value in enumerate(row)] for i, row in enumerate(CELLS)]
    assert refusal(book(*changed)) == f"{NAME}, row 3, column REGISTER: expected a count, found {found}."


def test_an_error_in_a_cell_is_named_as_the_spreadsheet_program_does() -> None:
    changed = [["#DIV/0!" if (i, j) == (2, 2) else value for j, value in enumerate(row)] for i, row in enumerate(CELLS)]
    assert refusal(book(*changed)) == f"{NAME}, row 3, column REGISTER: expected a count, found '#DIV/0!'."


def test_a_cell_that_stands_far_off_the_table_is_refused_before_it_fills_memory() -> None:
    workbook, content = openpyxl.load_workbook(io.BytesIO(book(*CELLS))), io.BytesIO()
    workbook.active["XFD1048576"] = 1
    workbook.save(content)
    assert refusal(content.getvalue()) == (
        f"{NAME}, sheet PREVALENCE: expected a table, found cells up to row 1,048,576 and column 16,384.")


@pytest.mark.parametrize("content, message", [
    (b"\xd0\xcf\x11\xe0" + bytes(500) + "EncryptedPackage".encode("utf-16-le"), "found one that is locked by a password."),
    (b"\xd0\xcf\x11\xe0" + bytes(500), "expected a w"),
    (b"", "expected data, found an empty file."),
])
def test_a_workbook_that_cannot_be_opened_is_refused_as_what_it_is(content: bytes, message: str) -> None:
    assert message in refusal(content, "Apr_19.xls")


def open_document(rows: list[list[object]]) -> bytes:
    """A spreadsheet as LibreOffice saves it."""

    def cell_of(value: object) -> str:
        kind = f'"float" office:value="{value}"' if isinstance(value, int) else '"string"'
        return f"<table:table-cell office:value-type={kind}><text:p>{value}</text:p></table:table-cell>"

    lines = "".join("<table:table-row>" + "".join(map(cell_of, row)) + "</table:table-row>" for row in rows)
    names = "".join(f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    body = f'<table:table table:name="PREVALENCE">{lines}</table:table>'
    inner = f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
    sheet = f"<office:document-content{names}>{inner}</office:document-content>"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", f'<?xml version="1.0" encoding="UTF-8"?>{sheet}')
    return content.getvalue()


def test_a_spreadsheet_of_open_document_is_read(tmp_path: Path) -> None:
    (tmp_path / "PREVALENCE_2223.ods").write_bytes(open_document(CELLS))
    [raw] = unpack(tmp_path / "PREVALENCE_2223.ods", tmp_path)
    assert numbers(raw.content, raw.name) == WHOLE


def test_boundaries_with_a_mark_before_them_are_known() -> None:
    shape = '{"type":"Polygon","coordinates":[[[-2,52],[-1.9,52],[-1.9,52.1],[-2,52]]]}'
    feature = f'{{"type":"Feature","properties":{{"LAD22CD":"E07000236","LAD22NM":"Redditch"}},"geometry":{shape}}}'
    content = f'\ufeff{{"type":"FeatureCollection","features":[{feature}]}}'
    [tidy] = readers.read(RawFile("lad.geojson", content.encode(), ""))
    assert tidy.rows["gss_code"].tolist() == ["E07000236"]


def test_what_unpacks_to_more_than_the_stated_size_is_refused(
        outcomes: Outcomes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST", 1_000_000)
    nought = bytes(3_000_000)
    for name, content in {"a.csv.gz": gzip.compress(nought), "a.zip": zipped(a__csv=nought), "a.csv": nought}.items():
        [outcome] = outcomes(name, content)
        assert outcome.refusal and outcome.refusal.message.startswith(name)
        assert "expected at most 1 MB when unpacked, found more." in outcome.refusal.message


def test_zips_within_zips_have_an_end(outcomes: Outcomes) -> None:
    content = text(HEADER, *ROWS)
    for _ in range(5):
        content = zipped(a__zip=content)
    [outcome] = outcomes("a.zip", content)
    assert outcome.refusal and outcome.refusal.message == "a.zip/a.zip/a.zip/a.zip: expected a file, found zips within zips."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes among its files")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    [outcome] = readers.outcomes(tmp_path / "pipe.csv", tmp_path)
    assert outcome.refusal and outcome.refusal.message == "pipe.csv: expected a file, found a pipe or a device."


def test_what_a_reader_raises_by_a_fault_of_its_own_is_a_refusal_that_says_so_and_keeps_the_traceback(
        outcomes: Outcomes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prevalence, "read", lambda raw: [][1])
    [outcome] = outcomes(NAME, text(HEADER, *ROWS))
    assert isinstance(outcome.refusal, Unforeseen) and outcome.tables == []
    assert "found one that stopped the reader unexpectedly (IndexError: list index out of range)." in outcome.refusal.message
    assert "list index out of range" in outcome.refusal.trace and "test_damaged_files.py" in outcome.refusal.trace


def test_columns_of_a_sheet_are_counted_by_their_letters() -> None:
    assert [workbooks._position(letters) for letters in (b"A", b"Z", b"AA", b"XFD")] == [0, 25, 26, 16_383]
