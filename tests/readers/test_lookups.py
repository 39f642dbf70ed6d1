"""ONS lookups: footprints are parsed from the headings, so that next year's file is read as well."""

import pandas as pd
import pytest

from jsna.errors import FileError
from jsna.readers import lookups
from jsna.readers.rawfile import RawFile, raw_paths, unpack

HEADER = "FID,LSOA11CD,LSOA11NM,CCG19CD,CCG19CDH,CCG19NM,LAD19CD,LAD19NM"
BROMSGROVE = '1,E01032122,Bromsgrove 009A,E38000139,05J,"NHS Redditch, and Bromsgrove CCG",E07000234,Bromsgrove'
REDDITCH = '2,E01032224,Redditch 004A,E38000139,05J,"NHS Redditch, and Bromsgrove CCG",E07000236,Redditch'


def csv(*lines, end="\n"):
    return RawFile("lookup.csv", (end.join(lines) + end).encode(), "")


def read(raw):
    assert lookups.recognises(raw)
    areas, membership = lookups.read(raw)
    assert (areas.table, membership.table, areas.publication) == ("areas", "membership", membership.publication)
    return areas, membership


def pairs(membership):
    columns = ["footprint", "area_code", "parent_footprint", "parent_code"]
    return sorted(map(tuple, membership.rows[columns].to_numpy().tolist()))


def test_areas_and_what_they_lie_in():
    areas, membership = read(csv(HEADER, BROMSGROVE, REDDITCH))
    assert areas.publication == "lsoa_ccg_district_lookup_2019"
    assert areas.rows[["footprint", "area_code", "gss_code", "area_name", "row"]].to_numpy().tolist() == [
        ["lsoa_2011", "E01032122", "E01032122", "Bromsgrove 009A", 2], ["lsoa_2011", "E01032224", "E01032224", "Redditch 004A", 3],
        ["ccg_2019", "05J", "E38000139", "NHS Redditch, and Bromsgrove CCG", 2],
        ["district_2019", "E07000234", "E07000234", "Bromsgrove", 2], ["district_2019", "E07000236", "E07000236", "Redditch", 3]]
    assert pairs(membership) == [
        ("lsoa_2011", "E01032122", "ccg_2019", "05J"), ("lsoa_2011", "E01032122", "district_2019", "E07000234"),
        ("lsoa_2011", "E01032224", "ccg_2019", "05J"), ("lsoa_2011", "E01032224", "district_2019", "E07000236")]


@pytest.mark.parametrize("raw", [
    csv("\ufeff" + HEADER, BROMSGROVE, REDDITCH, end="\r\n"),
    csv(HEADER, BROMSGROVE, REDDITCH, "", end="\r"),
    csv(HEADER.lower(), BROMSGROVE, REDDITCH, ",,,,,,,"),
], ids=["BOM and CRLF", "bare CR", "lower case and an empty row"])
def test_what_publishers_do_to_a_csv_changes_nothing(raw):
    assert pairs(read(raw)[1]) == pairs(read(csv(HEADER, BROMSGROVE, REDDITCH))[1])


def test_columns_may_stand_in_any_order():
    frame = pd.DataFrame([["Bromsgrove", "05J", "E01032122", "x", "E38000139", "n", "E07000234"]],
                         columns=["LAD19NM", "CCG19CDH", "LSOA11CD", "LSOA11NM", "CCG19CD", "CCG19NM", "LAD19CD"])
    assert pairs(read(csv(*frame.to_csv(index=False).splitlines()))[1]) == [
        ("lsoa_2011", "E01032122", "ccg_2019", "05J"), ("lsoa_2011", "E01032122", "district_2019", "E07000234")]


def test_an_stp_keeps_its_gss_code_even_when_it_has_an_ods_code():
    areas, membership = read(csv("CCG20CD,CCG20CDH,CCG20NM,STP20CD,STP20CDH,STP20NM", "E38000236,18C,a,E54000019,QGH,b"))
    assert areas.publication == "ccg_stp_lookup_2020"
    assert pairs(membership) == [("ccg_2020", "18C", "stp_2020", "E54000019")]


def test_sub_icb_locations_lie_in_an_icb_and_both_in_a_region():
    areas, membership = read(csv("SICBL22CD,SICBL22CDH,SICBL22NM,ICB22CD,ICB22CDH,ICB22NM,NHSER21CD,NHSER21CDH,NHSER21NM,ObjectId",
                                 "E38000236,18C,a,E54000019,QGH,b,E40000008,Y60,Midlands,1"))
    assert areas.publication == "sub_icb_icb_lookup_2022"
    assert pairs(membership) == [("icb_2022", "QGH", "region_2021", "Y60"), ("sub_icb_2022", "18C", "icb_2022", "QGH"),
                                 ("sub_icb_2022", "18C", "region_2021", "Y60")]


def test_districts_lie_in_upper_tier_authorities():
    areas, membership = read(csv("LTLA19CD,LTLA19NM,UTLA19CD,UTLA19NM,FID", "E07000234,Bromsgrove,E10000034,Worcestershire,1",
                                 "E07000236,Redditch,E10000034,Worcestershire,2"))
    assert areas.publication == "district_upper_tier_lookup_2019"
    assert pairs(membership) == [("district_2019", "E07000234", "upper_tier_2019", "E10000034"),
                                 ("district_2019", "E07000236", "upper_tier_2019", "E10000034")]


def test_lsoas_of_2011_lead_to_those_of_2021_and_not_back():
    areas, membership = read(csv("LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,LAD22CD,LAD22NM,LAD22NMW",
                                 "E01000001,a,E01000009,d,E09000001,c,", "E01000002,b,E01000009,d,E09000001,c,"))
    assert areas.publication == "lsoa_lsoa_district_lookup_2022"
    assert [pair for pair in pairs(membership) if pair[2] != "district_2022"] == [
        ("lsoa_2011", "E01000001", "lsoa_2021", "E01000009"), ("lsoa_2011", "E01000002", "lsoa_2021", "E01000009")]
    assert ("lsoa_2021", "E01000009", "district_2022", "E09000001") in pairs(membership)


@pytest.mark.parametrize("lines, message", [
    ([HEADER.replace("LAD19CD", "LAD19CODE"), BROMSGROVE],
     "lookup.csv, column LAD19CODE: expected a heading such as CCG19CD, CCG19CDH or CCG19NM, found 'LAD19CODE'."),
    ([HEADER.replace("CCG19CDH,", ""), BROMSGROVE.replace("05J,", "")],
     'lookup.csv, column CCG19CDH: expected a column "CCG19CDH", found '),
    ([HEADER, BROMSGROVE, BROMSGROVE], "lookup.csv, row 2, column footprint: expected each key once, found lsoa_2011, E01032122, ccg_2019"),
    ([HEADER, BROMSGROVE, REDDITCH.replace("E38000139", "E38000166")], "lookup.csv, row 2, column footprint: expected each key once"),
    ([HEADER, BROMSGROVE, REDDITCH.replace("05J", "")], "lookup.csv, row 3, column CCG19CDH: expected the code of an area, found an empty"),
    ([HEADER, BROMSGROVE.replace("E07000234", "n/a")], "lookup.csv, row 2, column area_code: expected "),
    ([HEADER, BROMSGROVE, "2,E01032224,Redd"], "lookup.csv, row 3: expected 8 cells, found 3: a separator may be lost."),
    ([HEADER], "lookup.csv: expected rows of areas below the headings, found a header only, no data."),
], ids=["renamed", "no ODS code", "repeated", "two codes", "empty code", "text for a code", "cut short", "header only"])
def test_what_would_misplace_an_area_is_refused(lines, message):
    raw = csv(*lines)
    assert lookups.recognises(raw)
    with pytest.raises(FileError) as error:
        lookups.read(raw)
    assert error.value.message.startswith(message)


@pytest.mark.parametrize("header", [
    "PRACTICE_CODE,CCG_CODE,STP_CODE", "LSOA21CD,LSOA21NM,LAD21CD,LAD21NM,Total", "LSOA11CD,LSOA11NM", "LSOA code (2011),LSOA name (2011)",
])
def test_other_tables_are_not_ours(header):
    assert not lookups.recognises(csv(header, "a,b,c"))


@pytest.fixture(scope="module")
def published_lookups(published):
    return {path.name.split("_EN")[0].split("_EW")[0]: read(next(unpack(path, published))) for path in raw_paths(published / "lookups")}


@pytest.mark.real_data
def test_published_lookups_hold_the_known_numbers_of_areas(published_lookups):
    sizes = {name: areas.rows.groupby("footprint").size().to_dict() for name, (areas, _) in published_lookups.items()}
    assert sizes == {
        "CCG18_STP18": {"ccg_2018": 195, "stp_2018": 42}, "CCG19_STP19": {"ccg_2019": 191, "stp_2019": 42},
        "CCG20_STP20": {"ccg_2020": 135, "stp_2020": 42}, "CCG21_STP21_NHSER21": {"ccg_2021": 106, "stp_2021": 42, "region_2021": 7},
        "LSOA11_CCG17_STP17_LAD17": {"lsoa_2011": 32_844, "ccg_2017": 207, "stp_2017": 44, "district_2017": 326},
        "LSOA11_CCG19_LAD19": {"lsoa_2011": 32_844, "ccg_2019": 191, "district_2019": 317},
        "LSOA11_CCG20_LAD20": {"lsoa_2011": 32_844, "ccg_2020": 135, "district_2020": 314},
        "LSOA11_CCG21_LAD21": {"lsoa_2011": 32_844, "ccg_2021": 106, "district_2021": 309},
        "LSOA11_LSOA21_LAD22": {"lsoa_2011": 34_753, "lsoa_2021": 34_628, "district_2022": 331},
        "SICBL22_ICB22_NHSER22": {"sub_icb_2022": 106, "icb_2022": 42, "region_2022": 7}}


@pytest.mark.real_data
def test_lsoas_of_worcestershire_in_the_lookup_of_april_2019(published_lookups):
    rows = published_lookups["LSOA11_CCG19_LAD19"][1].rows
    assert len(rows) == 2 * 32_844
    parents = rows.groupby("parent_code").size()
    assert parents[[f"E0700023{i}" for i in range(4, 10)]].tolist() == [58, 45, 55, 63, 78, 65]
    assert parents["05J"] == 113


@pytest.mark.real_data
def test_both_lookups_of_april_2019_name_the_same_ccgs_and_05j_lies_in_herefordshire_and_worcestershire(published_lookups):
    by_stp, by_lsoa = (published_lookups[name][0].rows for name in ("CCG19_STP19", "LSOA11_CCG19_LAD19"))
    codes = [set(map(tuple, rows.loc[rows["footprint"] == "ccg_2019", ["area_code", "gss_code"]].to_numpy())) for rows in (by_stp, by_lsoa)]
    assert codes[0] == codes[1] and ("05J", "E38000139") in codes[0]
    assert ("ccg_2019", "05J", "stp_2019", "E54000019") in pairs(published_lookups["CCG19_STP19"][1])
    assert ("sub_icb_2022", "18C", "icb_2022", "QGH") in pairs(published_lookups["SICBL22_ICB22_NHSER22"][1])


def test_the_best_fit_between_two_censuses_says_what_it_lacks():
    _, membership = read(csv("LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM", "E01000001,a,E01000001,a", "E01000002,b,E01000001,a"))
    [note] = membership.notes
    assert note.startswith("Best fit: 2 small areas of 2011 lead to 1 of 2021. Areas that came of a split are missing")
