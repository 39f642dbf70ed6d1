"""Files in their publishers' layouts that are not among the published ones at hand: each is read to its numbers, or refused in one message."""

import datetime as dt
import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from jsna import readers
from jsna.build.checking import check
from jsna.errors import FileError
from jsna.readers.rawfile import unpack
from jsna.schemas import Tidy

Rows = list[list[Any]]


def workbook(**sheets: Rows) -> bytes:
    """A workbook of these sheets; `__` in a name stands for a blank."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name.replace("__", " "))
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                if cell != "":
                    sheet.write(i, j, cell, *([day] if isinstance(cell, dt.datetime) else []))
    book.close()
    return content.getvalue()


def zipped(**members: str | bytes) -> bytes:
    """A zip of these members; `__` in a name stands for a dot."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, member in members.items():
            archive.writestr(name.replace("__", "."), member)
    return content.getvalue()


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str, str | bytes], dict[str, Tidy]]:
    """Write a file and read it, by table."""

    def _read(name: str, content: str | bytes) -> dict[str, Tidy]:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return {tidy.table: tidy for raw in unpack(path, tmp_path) for tidy in readers.read(raw)}

    return _read


def rows(tidy: Tidy, *columns: str) -> Rows:
    return tidy.rows[list(columns)].to_numpy().tolist()


REGISTERS = "PRACTICE_CODE,GROUP_CODE,REGISTER,PATIENT_LIST_TYPE,PRACTICE_LIST_SIZE\nA81001,AF,107,TOTAL,4117\n"
CELLS: Rows = [["PRACTICE_CODE", "GROUP_CODE", "REGISTER", "PATIENT_LIST_TYPE", "PRACTICE_LIST_SIZE"], ["A81001", "AF", 107, "TOTAL", 4117]]


@pytest.mark.parametrize("name, content", [
    ("PREVALENCE_2223.csv.gz", gzip.compress(REGISTERS.encode())), ("PREVALENCE_2223.txt", REGISTERS.replace(",", "\t")),
    ("PREVALENCE_2223.csv", REGISTERS.replace(",", "\t").encode("utf-16")), ("PREVALENCE_2223.csv", REGISTERS.encode("utf-16")),
    ("PREVALENCE_2223.xlsx", workbook(PREVALENCE_2223=CELLS)), ("PREVALENCE_2223.csv", workbook(Sheet1=[*CELLS, ["", ""]])),
    ("QOF2223.zip", zipped(PREVALENCE_2223__csv=REGISTERS, notes__PDF=b"%PDF-1.4")),
    ("a.zip", zipped(QOF2223__zip=zipped(PREVALENCE__csv=REGISTERS))), ("a.zip", zipped(PREVALENCE_2223__csv__gz=gzip.compress(REGISTERS.encode()))),
])
def test_a_table_is_the_same_however_it_is_packed(read: Any, name: str, content: str | bytes) -> None:
    found = read(name, content)
    assert rows(found["prevalence"], "practice_code", "period", "patients", "list_size", "row") == [["A81001", "2022/23", 107, 4117, 2]]


def test_a_day_that_a_program_made_of_a_text_is_that_day(read: Any) -> None:
    header = ["EXTRACT_DATE", "PRACTICE_CODE", "PRACTICE_NAME", "PRACTICE_POSTCODE", "SUB_ICB_LOCATION_CODE", "PCN_CODE"]
    found = read("map.xlsx", workbook(map=[header, [dt.datetime(2026, 7, 1), "A81001", "A Surgery", "TS1", "16C", "U12345"]]))
    assert rows(found["practices"], "as_of", "area_code", "pcn_code") == [["2026-07-01", "16C", "U12345"]]


def test_one_refused_member_of_a_zip_leaves_the_others_read(tmp_path: Path) -> None:
    damaged = REGISTERS.replace("107", "many")
    (tmp_path / "QOF2223.zip").write_bytes(zipped(PREVALENCE_2223__csv=REGISTERS, PREVALENCE_2122__csv=damaged))
    [found] = check([tmp_path / "QOF2223.zip"])
    assert (found.publication, found.period, found.rows) == ("qof_raw", "2022/23", 1)
    assert "Refused: QOF2223.zip/PREVALENCE_2122.csv, row 2, column REGISTER: expected a count, found 'many'." in found.reason
