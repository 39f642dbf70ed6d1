"""Lists of practices: each publication's headings, the ODS list that has none, and which practices are left out."""

from pathlib import Path

import pytest

from jsna.errors import FileError
from jsna.readers import practices
from jsna.readers.rawfile import RawFile, unpack
from jsna.schemas import Tidy

REFERENCE = "PRACTICE_CODE,PRACTICE_NAME,CCG_CODE,CCG_ONS_CODE,CCG_NAME\nM81001,A Surgery,05J,E38000139,Redditch\n"
MAPPING = "CCG_ODS_CODE,CCG_NAME,PCN_ODS_CODE,PCN_NAME,PRACTICE_CODE,PRACTICE_NAME\n18C,Hereford,U12345,A network,M81001,A Surgery\n"
MAP = ("PUBLICATION,EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,PRACTICE_POSTCODE,PCN_CODE,ONS_CCG_CODE,CCG_CODE\n"
       "GP_PRAC_PAT_LIST,01-Sep-20,M81001,A Surgery,B97 1AA,U,E38000236,18C\n")


def raw(text: str) -> RawFile:
    return RawFile("x.csv", text.encode(), "")


def ods(code: str = "M81001", opened: str = "19740401", status: str = "A", area: str = "05J", setting: str = "4") -> str:
    cells = [code, "A SURGERY", "Y60", "Q77", *[""] * 5, "B97 1AA", opened, "", status, "B", area, *[""] * 10, setting, ""]
    return ",".join(f'"{cell}"' for cell in cells) + "\r\n"


def read(file: RawFile) -> Tidy:
    assert practices.recognises(file)
    [tidy] = practices.read(file)
    return tidy


KEPT = ["practice_code", "practice_name", "as_of", "area_kind", "area_code", "pcn_code", "pcn_name", "postcode", "active", "row"]


@pytest.mark.parametrize("text, publication, row", [
    (REFERENCE, "qof_organisation_reference", ["M81001", "A Surgery", "", "ccg", "05J", "", "", "", True, 2]),
    (REFERENCE.replace("CCG_ONS_CODE", "CCG_GEOGRAPHY_CODE"), "qof_organisation_reference",
     ["M81001", "A Surgery", "", "ccg", "05J", "", "", "", True, 2]),
    ("practicecode,practicename,ccgcode,ccgname,atcode\nM81001,A Surgery,05J,Redditch,Q53\n", "qof_organisation_reference",
     ["M81001", "A Surgery", "", "ccg", "05J", "", "", "", True, 2]),
    (MAPPING.replace("CCG_ODS", "SUB_ICB_LOC_ODS").replace("CCG_NAME", "SUB_ICB_LOC_NAME"), "qof_geography_mapping",
     ["M81001", "A Surgery", "", "sub_icb", "18C", "U12345", "A network", "", True, 2]),
    (MAP.replace("CCG_CODE", "SUB_ICB_LOCATION_CODE"), "practice_pcn_map",
     ["M81001", "A Surgery", "2020-09-01", "sub_icb", "18C", "", "", "B97 1AA", True, 2]),
    (MAPPING, "qof_geography_mapping", ["M81001", "A Surgery", "", "ccg", "18C", "U12345", "A network", "", True, 2]),
    (MAPPING.replace("CCG_", "SUB_ICB_"), "qof_geography_mapping",
     ["M81001", "A Surgery", "", "sub_icb", "18C", "U12345", "A network", "", True, 2]),
    (MAPPING.replace("U12345", "U"), "qof_geography_mapping", ["M81001", "A Surgery", "", "ccg", "18C", "", "A network", "", True, 2]),
    (MAP, "practice_pcn_map", ["M81001", "A Surgery", "2020-09-01", "ccg", "18C", "", "", "B97 1AA", True, 2]),
    (ods(), "ods_epraccur", ["M81001", "A SURGERY", "", "ccg", "05J", "", "", "B97 1AA", True, 1]),
    (ods(status="ACTIVE", setting="RO76|RO268", area="D2P2L", opened="20260203"), "ods_epraccur",
     ["M81001", "A SURGERY", "2026-02-03", "sub_icb", "D2P2L", "", "", "B97 1AA", True, 1]),
])
def test_every_list_gives_the_same_columns(text, publication, row):
    tidy = read(raw("\ufeff" + text))
    assert tidy.rows[KEPT].to_numpy().tolist() == [row]
    assert (tidy.publication, tidy.rows_read, tidy.dropped, tidy.rows["source_id"][0]) == (publication, 1, {}, "x.csv")


@pytest.mark.parametrize("extracted", ["01-Sep-20", "01-Sep-2020", "01SEP2020", "2020-09-01", "01/09/2020"])
def test_a_date_is_read_however_it_is_written(extracted):
    assert read(raw(MAP.replace("01-Sep-20", extracted))).rows["as_of"].tolist() == ["2020-09-01"]


@pytest.mark.parametrize("status, active", [("A", True), ("ACTIVE", True), ("C", False), ("D", False), ("P", False), ("DORMANT", False)])
def test_a_practice_is_active_by_its_status(status, active):
    assert read(raw(ods(status=status))).rows["active"].tolist() == [active]


def test_a_list_with_no_date_is_as_old_as_its_newest_practice():
    assert set(read(raw(ods() + ods("M81002", opened="20200101"))).rows["as_of"]) == {"2020-01-01"}


def test_what_is_no_practice_in_england_is_dropped_and_counted():
    others = ods("W91001", area="7A1") + ods("Y00002", area="") + ods("Y00003", setting="9") + ods("Y00004", setting="RO247")
    tidy = read(raw(ods() + others + ods("M81002", setting="8")))
    assert tidy.rows["practice_code"].tolist() == ["M81001", "M81002"]
    assert tidy.rows["row"].tolist() == [1, 6]
    assert (tidy.rows_read, tidy.dropped) == (6, {"no commissioner in England": 2, "setting without a QOF register, such as a prison": 2})


@pytest.mark.parametrize("text, message", [
    (MAP.replace("01-Sep-20", "autumn"), "row 2, column EXTRACT_DATE: expected a date such as 01-Sep-20, found 'autumn'"),
    (MAP + "X,01-Oct-20,M81002,B,B97,U,E,18C\n", "row 3, column EXTRACT_DATE: expected one date, 01-Sep-20, found '01-Oct-20'"),
    (REFERENCE.split("\n")[0] + "\n", "expected rows of practices below the headings, found a header only"),
    (REFERENCE + REFERENCE.split("\n")[1] + "\n", "expected each key once, found M81001, x.csv twice"),
    (REFERENCE.replace("05J", ""), "row 2, column area_code"),
    (ods() + ods("M81002", opened="April"), "row 2, column 11 (opened): expected a date such as 19740401, found 'April'"),
    (ods() + ods("M81002", status="?"), "row 2, column 13 (status): expected a status, one of A"),
])
def test_a_list_that_would_misplace_a_practice_is_refused(text, message):
    assert practices.recognises(raw(text))
    with pytest.raises(FileError) as error:
        practices.read(raw(text))
    assert message in error.value.message


@pytest.mark.parametrize("text", [
    "PRACTICE_CODE,REVISED_MAXIMUM_POINTS\nA81001,559\n", "PRACTICE_CODE,GROUP_CODE,REGISTER\nA81001,AF,1\n", "", '"a\n',
    ",".join("ABC" * 9) + "\n",
])
def test_other_files_are_left_to_others(text):
    assert not practices.recognises(raw(text))


def opened(folder: Path, name: str) -> RawFile:
    return next(unpack(folder / name, folder))


@pytest.mark.real_data
@pytest.mark.parametrize("name, publication, kind, as_of, rows, areas", [
    ("prevalence/ORGANISATION_REFERENCE_1819_v2.csv.gz", "qof_organisation_reference", "ccg", "", 6873, 191),
    ("prevalence/MAPPING_NHS_GEOGRAPHIES_1920.csv.gz", "qof_geography_mapping", "ccg", "", 6720, 135),
    ("prevalence/MAPPING_NHS_GEOGRAPHIES_2021.csv.gz", "qof_geography_mapping", "ccg", "", 6571, 106),
    ("prevalence/MAPPING_NHS_GEOGRAPHIES_2223.csv.gz", "qof_geography_mapping", "sub_icb", "", 6378, 106),
    ("practices/gp-reg-pat-prac-map.csv.gz", "practice_pcn_map", "ccg", "2020-09-01", 6708, 135),
    ("practices/epraccur_2020_01.csv.gz", "ods_epraccur", "ccg", "2020-01-01", 8670, 219),
    ("practices/epraccur_2022.csv.gz", "ods_epraccur", "ccg", "2021-11-04", 8695, 241),
    ("practices/epraccur_2026.csv.gz", "ods_epraccur", "sub_icb", "2026-02-03", 8241, 215),
])
def test_the_published_lists(published, name, publication, kind, as_of, rows, areas):
    tidy = read(opened(published, name))
    found = tidy.rows
    assert (tidy.publication, set(found["area_kind"]), set(found["as_of"])) == (publication, {kind}, {as_of})
    assert (len(found), found["area_code"].nunique()) == (rows, areas)
    assert tidy.rows_read == rows + sum(tidy.dropped.values())


@pytest.mark.real_data
@pytest.mark.parametrize("name, raw_file, missing", [
    ("practices/epraccur_2020_01.csv.gz", "PREVALENCE_1819_v2.csv.gz", 0),
    ("practices/epraccur_2020_01.csv.gz", "PREVALENCE_1920.csv.gz", 0),
    ("practices/epraccur_2022.csv.gz", "PREVALENCE_2021_v2.csv.gz", 0),
    ("practices/epraccur_2026.csv.gz", "PREVALENCE_2223.csv.gz", 0),
    ("practices/gp-reg-pat-prac-map.csv.gz", "PREVALENCE_1920.csv.gz", 71),
])
def test_no_practice_with_a_register_is_left_out_of_a_list(published, name, raw_file, missing):
    with_register = set(opened(published, f"prevalence/{raw_file}").frame["PRACTICE_CODE"])
    assert len(with_register - set(read(opened(published, name)).rows["practice_code"])) == missing


@pytest.mark.real_data
def test_practices_without_a_network_are_still_written_u(published):
    codes = opened(published, "practices/gp-reg-pat-prac-map.csv.gz").frame["PCN_CODE"]
    assert (codes == practices.NO_NETWORK).sum() == 131
