"""Files in their publishers' layouts that are not among those at hand: each is read to its numbers, or refused in one message."""

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
from jsna.catalogue import publication
from jsna.errors import FileError
from jsna.making.checking import check
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
        found = {tidy.table: tidy for raw in unpack(path, tmp_path) for tidy in readers.read(raw)}
        assert all(publication(tidy.publication).title for tidy in found.values())
        return found

    return _read


def rows(tidy: Tidy, *columns: str) -> Rows:
    return tidy.rows[list(columns)].to_numpy().tolist()


REGISTERS = "PRACTICE_CODE,GROUP_CODE,REGISTER,PATIENT_LIST_TYPE,PRACTICE_LIST_SIZE\nA81001,AF,107,TOTAL,4117\n"
CELLS: Rows = [["PRACTICE_CODE", "GROUP_CODE", "REGISTER", "PATIENT_LIST_TYPE", "PRACTICE_LIST_SIZE"], ["A81001", "AF", 107, "TOTAL", 4117]]


@pytest.mark.parametrize("name, content", [
    ("PREVALENCE_2223.csv.gz", gzip.compress(REGISTERS.encode(), mtime=0)),
    ("PREVALENCE_2223.txt", REGISTERS.replace(",", "\t")),
    ("PREVALENCE_2223.csv", REGISTERS.replace(",", "\t").encode("utf-16")), ("PREVALENCE_2223.csv", REGISTERS.encode("utf-16")),
    ("PREVALENCE_2223.xlsx", workbook(PREVALENCE_2223=CELLS)), ("PREVALENCE_2223.csv", workbook(Sheet1=[*CELLS, ["", ""]])),
    ("QOF2223.zip", zipped(PREVALENCE_2223__csv=REGISTERS, notes__PDF=b"%PDF-1.4")),
    ("a.zip", zipped(QOF2223__zip=zipped(PREVALENCE__csv=REGISTERS))),
    ("a.zip", zipped(PREVALENCE_2223__csv__gz=gzip.compress(REGISTERS.encode(), mtime=0))),
], ids=lambda part: part if isinstance(part, str) and "\n" not in part else "")
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


IOD = "LSOA code ({}),LSOA name ({}),Local Authority District code ({}),Local Authority District name ({}),"
IMD_2025 = IOD.format(2021, 2021, 2024, 2024) + (
    "Index of Multiple Deprivation (IMD) Score,Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived),"
    "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs),Income Score (rate),"
    "Children and Young People Sub-domain Decile (where 1 is most deprived 10% of LSO,Total population: mid 2022,"
    "Working age population 18-66 (for use with Employment Deprivation Domain): mid 2022\r\n"
    "E01000001,City of London 001A,E09000001,City of London,8.742,1,10,0.013,10,1615,1322\r\n")
LSOA = "PUBLICATION,EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,LSOA_CODE,SEX,{}\nX,{},A81001,A,E01012187,MALE,7\nX,{},A81001,A,EMPTY,MALE,3\n"
TALL = "PRACTICE_CODE,{},LSOA_CODE,Male Patients,Female Patients,All Patients\nA81001,A Surgery,E01012187,5,6,11\n"
AGES = [f"{low}_{low + 4}" for low in range(0, 95, 5)] + ["95+"]
WIDE = ("PRACTICE_CODE,POSTCODE,CCG_CODE,TOTAL_MALE," + ",".join(f"MALE_{age}" for age in AGES)
        + "\nA81001,TS1,00K,20," + ",".join(["1"] * 20) + "\n")
SINGLE = ("GP_PRACTICE_CODE,CCG_CODE,TOTAL_MALES," + ",".join(f"MALE_{age}_{age + 1}" for age in range(95)) + ",MALE_95+\nA81001,00K,96,"
          + ",".join(["1"] * 96) + "\n")
LOOKUP = ("LSOA21CD,LSOA21NM,SICBL{0}CD,SICBL{0}CDH,SICBL{0}NM,ICB{0}CD,ICB{0}CDH,ICB{0}NM,CAL{0}CD,CAL{0}NM,LAD{0}CD,LAD{0}NM,ObjectId\n"
          "E01000001,a,E38000256,W2U3Z,NHS NWL,E54000027,QRV,NHS NWL,E56000035,RM,E09000001,City,1\n")
EXACT = ("LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,CHGIND,LAD22CD,LAD22NM,LAD22NMW,ObjectId\nE01000001,a,E01000001,a,U,E09000001,City,,1\n"
         "E01000002,b,E01035001,c,S,E09000001,City,,2\nE01000002,b,E01035002,d,S,E09000001,City,,3\n"
         "E01000003,e,E01035003,f,M,E09000001,City,,4\nE01000004,g,E01035003,f,M,E09000001,City,,5\n")
OIS = ["Breakdown", "ONS code", "Level", "Level description", "Gender", "Indicator value", "Denominator", "Numerator"]
SUMMARY = ["{} - Average rank ", "{} - Average score ", "{} - Proportion of LSOAs in most deprived 10% nationally "]


def summary(kind: str, year: int) -> bytes:
    """File 10, 11 or 13 of an edition."""
    head = [f"{kind} code ({year})", f"{kind} name ({year})", *(words.format("IMD") for words in SUMMARY)]
    return workbook(Notes=[["notes"]], IMD=[head, ["E07000236", "Redditch", 17000.5, 21.3, 0.09]])


@pytest.mark.parametrize("name, content, table, columns, expected", [
    ("File_7_IoD2025.csv", "\ufeff" + IMD_2025, "deprivation", "lsoa_code edition domain score",
     [["E01000001", "2025", "imd", 8.742], ["E01000001", "2025", "income", 0.013]]),
    ("File_7_IoD2025.csv", "\ufeff" + IMD_2025, "lsoa_population", "period age_group population",
     [["mid-2022", "all", 1615.0], ["mid-2022", "working age", 1322.0]]),
    ("File_7_IoD2025.csv", "\ufeff" + IMD_2025, "membership", "footprint area_code parent_footprint parent_code",
     [["lsoa_2021", "E01000001", "district_2024", "E09000001"]]),
    ("File_10.xlsx", summary("Local Authority District", 2024), "deprivation_summary", "edition average_score", [["2025", 21.3]]),
    ("File_13.xlsx", summary("Integrated Care Board", 2024), "deprivation_summary", "edition average_score", [["2025", 21.3]]),
    ("QOF 2526.zip/PREVALENCE_2526.csv", REGISTERS.replace("REGISTER,", "REGISTER_SIZE,"), "prevalence",
     "period register patients list_size",
     [["2025/26", "AF", 107, 4117]]),
    ("gp-reg-pat-prac-lsoa-all.csv", LSOA.format("NUMBER_OF_PATIENTS", "01APR2026", "01APR2026"), "patients_by_lsoa",
     "as_of lsoa_code sex patients", [["2026-04-01", "E01012187", "male", 7], ["2026-04-01", "EMPTY", "male", 3]]),
    ("gp-reg-pat-prac-lsoa-all.csv", LSOA.format("Number of Patients", "01-Apr-17", "01-Apr-17"), "patients_by_lsoa", "as_of patients",
     [["2017-04-01", 7], ["2017-04-01", 3]]),
    ("gp-reg-patients-04-2014-totals-lsoa-alt.csv", TALL.format("ORG_NAME"), "patients_by_lsoa",
     "as_of sex patients", [["2014-04", "persons", 11]]),
    ("jan-16/lsoa-alt-format-tall.csv", TALL.format("NAME"), "patients_by_lsoa", "as_of sex patients", [["2016-01", "persons", 11]]),
    ("gp-reg-patients-07-2015.csv", WIDE, "patients", "as_of sex age patients",
     [["2015-07", "male", "all", 20], *(["2015-07", "male", age.replace("_", "-"), 1] for age in AGES)]),
    ("gp_syoa_male_oct_2016.csv", SINGLE, "patients", "as_of age patients",
     [["2016-10", "all", 96], *(["2016-10", str(age), 1] for age in range(95)), ["2016-10", "95+", 1]]),
    ("gp-reg-pat-prac-map.csv", "EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,ONS_CCG_CODE,CCG_CODE\n01-Apr-19,A81001,A,E38000247,16C\n",
     "practices", "as_of area_kind area_code", [["2019-04-01", "ccg", "16C"]]),
    ("LSOA21_SICBL24_ICB24_CAL24_LAD24_EN_LU.csv", "\ufeff" + LOOKUP.format(24), "membership", "footprint parent_footprint parent_code",
     [["lsoa_2021", "sub_icb_2024", "W2U3Z"], ["lsoa_2021", "icb_2024", "QRV"], ["lsoa_2021", "district_2024", "E09000001"],
      ["sub_icb_2024", "icb_2024", "QRV"]]),
    ("LSOA21_LOC22.csv", LOOKUP.format(22).replace("SICBL", "LOC"), "areas", "footprint area_code",
     [["lsoa_2021", "E01000001"], ["sub_icb_2022", "W2U3Z"], ["icb_2022", "QRV"], ["district_2022", "E09000001"]]),
    ("LSOA11_LSOA21_LAD22.csv", EXACT, "membership", "footprint area_code parent_code",
     [["lsoa_2011", "E01000001", "E01000001"], ["lsoa_2011", "E01000003", "E01035003"], ["lsoa_2011", "E01000004", "E01035003"],
      *(["lsoa_2011", f"E0100000{i}", "E09000001"] for i in range(1, 5)),
      *(["lsoa_2021", code, "E09000001"] for code in ("E01000001", "E01035001", "E01035002", "E01035003"))]),
    ("OA21.csv", "OA21CD,LSOA21CD,LSOA21NM,LAD22CD,LAD22NM\nE00000001,E01000001,a,E09000001,City\nE00000002,E01000001,a,E09000001,City\n",
     "membership", "area_code parent_code", [["E01000001", "E09000001"]]),
    ("CCG_2.6_I00757_D.csv", ",".join(["Reporting period", *OIS]) + "\n2018/19,CCG,E38000139,05J,NHS R,Person,812.4,177000,1500\n",
     "published_values", "indicator_id area_code period value numerator", [["ccg_ois_2.6", "05J", "2018/19", 812.4, 1500.0]]),
    ("CCG_3.17_D.xls", workbook(Data=[["CCG OIS Indicator 3.17 - In work"], [], ["Reporting Period", "Breakdown", "ONSCode", *OIS[2:]],
                                      ["June 2019", "CCG", "E38000139", "05J", "NHS R", "Person", "*", "*", "*"]]),
     "published_values", "indicator_id area_code value_note", [["ccg_ois_3.17", "05J", "suppressed"]]),
])
def test_a_layout_is_read_to_its_numbers(read: Any, name: str, content: str | bytes, table: str, columns: str, expected: Rows) -> None:
    assert rows(read(name, content)[table], *columns.split())[: len(expected)] == expected


def shape(properties: str, more: str = "") -> str:
    """GeoJSON of one area."""
    ring = "[[[-2.0,52.0],[-1.9,52.0],[-1.9,52.1],[-2.0,52.0]]]"
    feature = f'{{"type":"Feature","properties":{{{properties}}},"geometry":{{"type":"Polygon","coordinates":{ring}}}}}'
    return f'{{"type":"FeatureCollection"{more},"features":[{feature}]}}'


@pytest.mark.parametrize("properties, footprint", [
    ('"FID":1,"SICBL24CD":"E38000236","SICBL24NM":"x"', "sub_icb_2024"), ('"ICB25CD":"E54000019","ICB25NM":"x"', "icb_2025"),
    ('"LSOA21CD":"E01000001","LSOA21NM":"x","LSOA21NMW":" "', "lsoa_2021"), ('"LAD22CD":"E07000236","LAD22NM":"Redditch"', "district_2022"),
    ('"CTYUA23CD":"E10000034","CTYUA23NM":"Worcestershire"', "upper_tier_2023"),
])
def test_boundaries_of_a_year_not_seen_yet_are_of_that_year(read: Any, properties: str, footprint: str) -> None:
    found = read("download.geojson", shape(properties))["boundaries"]
    assert set(found.rows["footprint"]) == {footprint} and found.notes == ()
    [note] = read("page.geojson", shape(properties, ',"exceededTransferLimit":true'))["boundaries"].notes
    assert note == "The server gave the first 1 areas only: the others are on further pages."


@pytest.mark.parametrize("name, content, message", [
    ("lsoa-oct-2014.csv", "PRACTICE_CODE,ORG_NAME,NAME OF FORMER VARIABLE,LSOA1\nA81001,A,LSOA_CODE,E01012187\n",
     "expected a row for each practice and small area, found a column for each small area"),
    ("lsoa-01-2014.csv", "PRACTICE_CODE,E01012187,E01012188\nA81001,5,6\n", "found a column for each small area"),
    ("sing-age-regions.csv", "EXTRACT_DATE,ORG_TYPE,ORG_CODE,SEX,AGE,NUMBER_OF_PATIENTS\n01JUN2026,Comm Region,Y60,MALE,ALL,10\n",
     "expected rows of practices, found rows of areas alone (Comm Region)"),
    ("list-01-2015.csv", WIDE.replace("MALE_5_9", "BOYS_5_9"),
     "row 1: expected ages of male patients from 5 on, found the next ones from 10 on"),
    ("File_12.xlsx", summary("Local Enterprise Partnership", 2017), "sheet IMD: expected summaries of Clinical Commissioning Group"),
    ("File_8.xlsx", workbook(a=[["x"]], b=[["x"]], IoD25__Income__Domain=[["x"]], IoD25__Crime__Domain=[["x"]]),
     "found the indicators behind them (File 8)"),
    ("CCG_D.csv", ",".join(["Reporting period", *OIS]) + "\n2018/19,CCG,E38000139,05J,R,Person,1,2,3\n",
     "expected the indicator in the file's name"),
    ("Provider.xls", workbook(Provider=[["Org Code", "Period", "Total Non-elective G&A Admissions (FFCEs)"]]),
     "expected a sheet Commissioner, found Provider"),
    ("wards.geojson", shape('"WD23CD":"E05000001","WD23NM":"x","LAD23CD":"E07000236"'),
     "column WD23CD: expected areas of one of the kinds LSOA"),
    ("page.json", '{"error":{"code":400}}', "found the message of a server that could not answer"),
    ("esri.json", '{"objectIdFieldName":"FID","geometryType":"esriGeometryPolygon","features":[]}', "found boundaries in Esri's own JSON"),
    ("shapes.zip", zipped(SICBL__shp=b"\x00\x00\x27\x0a" + bytes(30)), "found a shapefile (download the boundaries as GeoJSON)"),
    ("b.gpkg", b"SQLite format 3\x00" + bytes(9), "found a database, such as a GeoPackage"),
    ("b.kml", "<?xml version='1.0'?>", "found a file of XML"),
    ("PREVALENCE_2223.csv", REGISTERS.replace(",", ";"), "found cells that neither commas nor tabs separate"),
])
def test_what_cannot_be_read_is_refused_as_what_it_is(read: Any, name: str, content: str | bytes, message: str) -> None:
    with pytest.raises(FileError) as refused:
        read(name, content)
    assert refused.value.message.startswith(name) and message in refused.value.message and refused.value.remedy
