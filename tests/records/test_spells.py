"""Spells: which episodes are admissions, and what is read from cells as hospitals write them."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from jsna.records import countfile, run

Write = Callable[..., Path]


def _counts(folder: Path, data: Path, kind: str = "practice") -> pd.DataFrame:
    facts = run.build(folder, data, "hes", dt.date(2026, 1, 1))
    counts = duckdb.sql(countfile.rows(data / "protected" / "admissions" / f"hes-{facts.year.replace('/', '-')}.parquet")).df()
    return counts[counts["unit_kind"] == kind]


@pytest.mark.parametrize(("change", "reason"), [
    ({"CLASSPAT": "3"}, "regular attender"), ({"CLASSPAT": ""}, "regular attender"), ({"EPISTAT": "1"}, "unfinished"),
    ({"EPIORDER": "2"}, "later episode"), ({"EPIORDER": "98"}, "order not known"), ({"EPIORDER": ""}, "order not known"),
    ({"ADMIDATE": "1801-01-01"}, "no date"), ({"ADMIDATE": "1582-10-15"}, "no date"), ({"EPIEND": "-"}, "no date"),
    ({"EPIEND": "2018-04-30"}, "dates reversed"),
    ({"EPIORDER": "2", "CLASSPAT": "4", "EPISTAT": "1"}, "regular attender"),  # the first that holds
])  # fmt: skip
def test_a_row_that_is_no_admission_is_left_out_for_its_first_reason(
    change: dict[str, str], reason: str, extract: Write, data: Path
) -> None:
    facts = run.build(extract({}, change), data, "hes", dt.date(2026, 1, 1))
    assert (facts.read, facts.admissions, facts.left_out) == (2, 1, {reason: 1})


@pytest.mark.parametrize(("change", "column", "expected"), [
    ({"STARTAGE": "7001"}, "age", "0-4"), ({"STARTAGE": "7007"}, "age", "0-4"), ({"STARTAGE": "4"}, "age", "0-4"),
    ({"STARTAGE": "5"}, "age", "5-9"), ({"STARTAGE": " 89\t"}, "age", "85-89"), ({"STARTAGE": "90"}, "age", "90+"),
    ({"STARTAGE": "119"}, "age", "90+"), ({"STARTAGE": "120"}, "age", "not known"), ({"STARTAGE": "7008"}, "age", "not known"),
    ({"STARTAGE": "&  "}, "age", "not known"), ({"STARTAGE": "70.0"}, "age", "70-74"),
    ({"SEX": "0"}, "sex", "not known"), ({"SEX": "9"}, "sex", "not known"), ({"SEX": "1 "}, "sex", "male"),
    ({"ADMIMETH": "2D"}, "method", "emergency"), ({"ADMIMETH": "2d "}, "method", "emergency"),
    ({"ADMIMETH": "28"}, "method", "emergency"), ({"ADMIMETH": "2B"}, "method", "emergency transfer"),
    ({"ADMISORC": "51"}, "method", "emergency transfer"), ({"ADMIMETH": "11", "ADMISORC": "51"}, "method", "elective"),
    ({"ADMIMETH": "2E"}, "method", "other"), ({"ADMIMETH": "81"}, "method", "other"), ({"ADMIMETH": "&"}, "method", "not known"),
    ({"GPPRAC": "V81999"}, "unit", ""), ({"GPPRAC": "&"}, "unit", ""), ({"GPPRAC": "M81001 "}, "unit", "M81001"),
    ({"DISDATE": "2018-05-01", "EPIEND": "2018-05-01"}, "stay", "none"),
    ({"DISDATE": "", "SPELEND": "N", "EPIEND": "2018-05-01"}, "stay", "not known"),
    ({"DISDATE": "", "SPELEND": "N"}, "stay", "longer"), ({"DISDATE": "1801-01-01", "EPIEND": "2018-05-01"}, "stay", "none"),
    ({"ADMIDATE": "30/04/2018"}, "admitted_in", "2018-04"), ({"ADMIDATE": "20180430"}, "admitted_in", "2018-04"),
    ({"ADMIDATE": "2017-01-30"}, "ended_in", "2018-05"),
])  # fmt: skip
def test_a_cell_is_read_as_it_is_meant(change: dict[str, str], column: str, expected: str, extract: Write, data: Path) -> None:
    assert _counts(extract(change), data)[column].tolist() == [expected]


@pytest.mark.parametrize(("lsoa", "expected"), [("E01000001", "E01000001"), ("W01000001", ""), ("Z99999999", ""), ("-", "")])
def test_a_small_area_is_one_of_england(lsoa: str, expected: str, extract: Write, data: Path) -> None:
    rows = _counts(extract({}, {"LSOA11": lsoa}), data, "lsoa_2011").groupby("unit")["admissions"].sum()
    assert rows.to_dict() == ({"E01000001": 2} if expected else {"E01000001": 1, "": 1})


def test_nights_are_from_admission_to_discharge_by_the_last_episode(extract: Write, data: Path) -> None:
    first, last = {"EPIEND": "2018-05-02", "SPELEND": "N"}, {"EPIORDER": "2", "EPIEND": "2018-05-11"}
    rows = _counts(extract(*({"DISDATE": "2018-05-11"} | change for change in (first, last)), {}), data)
    assert (rows["nights"].sum(), rows["discharges"].sum(), rows["squares"].sum()) == (10 + 2, 2, 100 + 4)
    assert rows["admissions"].sum() == 2


def test_external_causes_are_found_among_diagnoses_where_no_column_has_them(extract: Write, data: Path) -> None:
    folder = extract({"DIAG_4_01": "S72.0", "DIAG_4_02": "I10", "DIAG_4_03": "W01.9"})
    part = folder / "part1.csv"
    pd.read_csv(part, dtype="str").drop(columns="CAUSE_4").to_csv(part, index=False)
    bits = _counts(folder, data)["causes"].iloc[0]
    groups = countfile.facts(data / "protected" / "admissions" / "hes-2018-19.parquet").groups
    assert {group for bit, group in enumerate(groups) if bits >> bit & 1} == {"chapter_injury", "hip_fracture", "falls", "injuries"}


def test_every_form_of_an_extract_gives_the_same_bytes(extract: Write, data: Path, tmp_path: Path) -> None:
    episodes: list[dict[str, Any]] = [{"GPPRAC": f"M{at % 7:05}", "STARTAGE": str(at % 100)} for at in range(500)]
    forms = {"csv": ["a.csv"], "gz": ["a.csv.gz"], "parquet": ["a.parquet"], "parts": ["b/c.csv", "a.csv.gz", "d.parquet"]}
    bytes_of = {}
    for form, names in forms.items():
        for at, name in enumerate(names):
            (tmp_path / "extract" / name).parent.mkdir(parents=True, exist_ok=True)
            folder = extract(*episodes[at :: len(names)], part=name)
        rows = _counts(folder, data)
        assert rows["admissions"].sum() == 500
        whole = duckdb.sql(countfile.rows(data / "protected" / "admissions" / "hes-2018-19.parquet")).df()
        bytes_of[form] = whole.to_csv(index=False)
        for path in [path for path in folder.rglob("*") if path.is_file()]:
            path.unlink()
    assert len(set(bytes_of.values())) == 1


def test_a_layout_of_other_names_is_read_by_the_map_of_its_columns(extract: Write, data: Path) -> None:
    folder = extract({"DIAG_4_01": "J459"})
    names = {"ADMIDATE": "Start_Date", "EPIEND": "End_Date", "DIAG_4_01": "Primary", "LSOA11": "Home", "ADMIMETH": "Method"}
    part = folder / "part1.csv"
    kept = pd.read_csv(part, dtype="str").drop(columns=["FYEAR", "EPISTAT", "SPELEND", "DIAG_4_02", "DIAG_4_03", "CAUSE_4"])
    kept.rename(columns=names).to_csv(part, index=False)
    (data / "local" / "records.toml").write_text(
        'year_of_records = "2018/19"\nadmitted = "start_date"\nended = "End_Date"\nmethod = "Method"\ndiagnoses = ["Primary", "Second"]\n'
        'lsoa = "Home"\nresidence = "lsoa_2021"\n', encoding="utf-8")  # fmt: skip
    rows = _counts(folder, data, "lsoa_2021")
    assert (rows["unit"].tolist(), rows["admitted_in"].tolist()) == (["E01000001"], ["2018-05"])
