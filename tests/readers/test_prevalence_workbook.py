"""QOF workbooks of CCGs: two years side by side, the list that the prevalence was taken of, and the publisher's own faults."""

from pathlib import Path

import pandas as pd
import pytest

from jsna.errors import FileError
from jsna.readers import practices, prevalence, prevalence_workbook
from jsna.readers.rawfile import RawFile, unpack
from jsna.schemas import Tidy
from tests.readers.sheets import Workbook

AREA = ["CCG code", "CCG ONS code", "CCG name"]
BANNER = ["", "", "", "2017-18", "", "", "", "2018-19 ", "", "", "", "2017-18"]
YEAR = ["Number of practices", "List size", "Register", "Prevalence (%)"]
HEADER = [*AREA, *YEAR, *YEAR, "Achievement (%)"]
REDDITCH = ["05J", "E38000139", "NHS Redditch and Bromsgrove CCG", 22.0, 1000.0, 20.0, 2.0, 21.0, 2000.0, 50.0, 2.5, 99.0]
FOOT = [["", ""], ["_"], ["Copyright © 2019", "", "Copyright © 2019"]]


def sheet(*rows, banner=BANNER, header=HEADER):
    return [["Table 1"], [], banner, ["", "", "Year on year change"], header, *rows, *FOOT]


def workbook(disease="AF", *rows, **layout):
    sheets = {name: sheet(REDDITCH) for name in ("AF", "CHD", "DM")} | {"BP": [["no register"]], "SMOK": [["a list only"]]}
    return Workbook("qof.xlsx", {"Title sheet": [["QOF"]], **sheets, disease: sheet(*(rows or [REDDITCH]), **layout)})


def read(raw: RawFile) -> Tidy:
    assert prevalence_workbook.recognises(raw)
    [tidy] = prevalence_workbook.read(raw)
    return tidy


def refused(raw: RawFile) -> str:
    assert prevalence_workbook.recognises(raw)
    with pytest.raises(FileError) as error:
        prevalence_workbook.read(raw)
    return error.value.message


def of(tidy: Tidy, register: str) -> list[list[object]]:
    rows = tidy.rows[tidy.rows["register"] == register]
    return rows[["area_code", "period", "list_type", "patients", "list_size"]].to_numpy().tolist()


def headed(*headings, values, banner=("2017-18", "", "", "2018-19")):
    """A sheet with these headings behind the CCG's, and one row of values."""
    row = [*REDDITCH[:3], *values]
    return {"banner": ["", "", "", *banner], "header": [*AREA, *headings]}, row


def test_the_banner_says_which_year_a_repeated_heading_is_of():
    tidy = read(workbook())
    assert of(tidy, "AF") == [["05J", "2017/18", "TOTAL", 20, 1000], ["05J", "2018/19", "TOTAL", 50, 2000]]
    assert set(tidy.rows["edition"]) == {"2018/19"}
    assert (tidy.table, tidy.publication, tidy.rows_read, tidy.dropped, tidy.notes) == ("ccg_prevalence", "qof_ccg_workbook", 6, {}, ())
    assert tidy.rows.loc[0, ["gss_code", "area_name", "source_id", "sheet", "row"]].tolist() == [
        "E38000139", "NHS Redditch and Bromsgrove CCG", "qof.xlsx", "AF", 6]


@pytest.mark.parametrize("spelling", [
    ["CCG Code", "CCG Geography Code ", "CCG Name"],
    ["CCG ODS code (practice parent)", "CCG ONS code\n(practice parent)", "CCG name (practice parent)"],
])
def test_a_ccg_is_found_under_every_heading_it_was_published_with(spelling):
    assert of(read(workbook(header=[*spelling, *HEADER[3:]])), "AF")[0][0] == "05J"


def test_a_year_with_the_mark_of_a_footnote_is_that_year():
    banner = [*BANNER[:3], "2017-181", *BANNER[4:]]
    assert [row[1] for row in of(read(workbook("LD", banner=banner)), "LD")] == ["2017/18", "2018/19"]


@pytest.mark.parametrize("heading, list_type", [
    ("List Size", "TOTAL"), ("List size ages 18+", "18OV"), ("List Size Ages 16+ (estimated)", "16OV"),
    ("Estimated List Size\n30-74", "30_74"), ("List size ages 50+", "50OV"), ("List size ages 17+", "17OV"), ("List size ages 6+", "06OV"),
])
def test_the_ages_of_a_list_are_in_its_heading(heading, list_type):
    layout, row = headed(heading, "Register", "Prevalence (per cent)", values=[1000.0, 20.0, 2.0], banner=("2018-19",))
    assert of(read(workbook("EP", row, **layout)), "EP") == [["05J", "2018/19", list_type, 20, 1000]]


def test_columns_are_taken_by_name_in_any_order_and_lists_of_an_indicator_are_left():
    layout, row = headed("Register", "List size ages <=79", "List size", "List size ages 80+", "List size ages 40+", "Prevalence (%)",
                         values=[20.0, 900.0, 1000.0, 100.0, 500.0, 2.0], banner=("2018-19",))
    assert of(read(workbook("CHD", row, **layout)), "CHD") == [["05J", "2018/19", "TOTAL", 20, 1000]]


def test_a_list_of_some_ages_beside_the_list_of_all_is_the_registers():
    layout, row = headed("Number of practices", "List Size", "Estimated List Size 17+", "Register", "Prevalence",
                         values=[1.0, 1000.0, 800.6, 40.03, 5.0], banner=("2014-15",))
    tidy = read(workbook("DM", row, **layout))
    assert of(tidy, "DM") == [["05J", "2014/15", "17OV", 40, 801]]
    assert tidy.notes == ("Lists of 2014/15 are the publisher's estimates, here in whole patients: DM.",)


def test_a_list_in_two_parts_is_their_sum():
    layout, row = headed("List Size", "Estimated List Size \n50-75", "Estimated List Size 75+", "Register", "Prevalence",
                         values=[1000.0, 300.0, 100.0, 4.0, 1.0], banner=("2014-15 ",))
    assert of(read(workbook("OST", row, **layout)), "OST") == [["05J", "2014/15", "50OV", 4, 400]]


def test_what_is_not_available_is_dropped_and_counted():
    without = ["14Y", "E38000223", "NHS Buckinghamshire CCG", ":", ":", ":", ":", *REDDITCH[7:]]
    inapplicable = ["15M", "E38000229", "NHS Derby and Derbyshire CCG", 1.0, 1000.0, "z", "z", *REDDITCH[7:]]
    tidy = read(workbook("AF", REDDITCH, without, inapplicable))
    assert tidy.dropped == {"not available (:)": 1, "not applicable (z)": 1}
    assert (tidy.rows_read, len(tidy.rows)) == (10, 8)
    assert [row[:2] for row in of(tidy, "AF")] == [["05J", "2017/18"], ["05J", "2018/19"], ["14Y", "2018/19"], ["15M", "2018/19"]]


def test_a_number_written_as_text_is_a_number():
    assert of(read(workbook("AF", [*REDDITCH[:4], "1,000", "20", "2.0", *REDDITCH[7:]])), "AF")[0][3:] == [20, 1000]


@pytest.mark.parametrize("raw, message", [
    (workbook(header=[*AREA, "Practices", "List size", "Patients", *HEADER[6:]]),
     "sheet AF, column Register: expected columns List size, Register and Prevalence for 2017/18, once each, found practices"),
    (workbook(header=["Code", *HEADER[1:]]), "sheet AF, column ccg code: expected a column ccg code or ccg ods code"),
    (workbook("HF", header=["Code", "Code 2", "Name", *HEADER[3:]]),
     "sheet HF: expected a row of headings with `CCG name` or `Sub ICB Location name`, found none"),
    (workbook(banner=["", "", "", "Last year", "", "", "", "2018-19"]),
     "sheet AF, column Prevalence: expected a year such as 2018-19 above each of 2 columns of prevalence, found 1 with a year"),
    (workbook("AF", ["", ""]), "sheet AF: expected rows of CCGs below the headings, found none"),
    (workbook("AF", [*REDDITCH[:5], "n/a", *REDDITCH[6:]]), "sheet AF, row 6, column Register: expected a number, found 'n/a'"),
    (workbook("AF", REDDITCH, REDDITCH), "sheet AF, row 6, column area_code: expected each key once"),
    (workbook("AF", [*REDDITCH[:6], 3.0, *REDDITCH[7:]]),
     "sheet AF, row 6, column Prevalence: expected the register of 2017/18 over its list, 2.0000%, found 3.0000%"),
])
def test_a_sheet_that_would_give_another_number_is_refused(raw, message):
    assert message in refused(raw)


def test_a_few_prevalences_that_are_not_register_over_list_are_noted():
    others = [[f"0{i}A", *REDDITCH[1:]] for i in range(3)]
    tidy = read(workbook("AF", [*REDDITCH[:6], 3.0, *REDDITCH[7:]], *others))
    assert tidy.notes == ("Sheet AF: 1 published prevalences of 2017/18 are not register over list; register and list are used.",)


@pytest.mark.parametrize("sheets", [
    {"AF": sheet(REDDITCH)}, {name: [["STP code", "STP name"]] for name in ("AF", "CHD", "DM")}, {},
])
def test_other_workbooks_are_left_to_others(sheets):
    assert not prevalence_workbook.recognises(Workbook("qof.xlsx", sheets))
    assert not prevalence_workbook.recognises(RawFile("x.csv", b"AF,CHD,DM\n1,2,3\n", ""))


@pytest.mark.parametrize("area, of", [
    (["Region code", "Sub ICB Loc ODS code", "Practice code"], "practice"), (["ICB ODS code", "ICB ONS code", "ICB name"], "icb"),
    (["STP code", "STP ONS code", "STP name"], "stp"), (["Region ODS code", "Region ONS code", "Region name"], "region"),
])
@pytest.mark.parametrize("diseases", [("AF", "CHD", "DM"), ("CKD", "DM", "NDH")])
def test_workbooks_of_practices_and_of_larger_areas_are_refused_with_what_to_take_instead(area, of, diseases):
    raw = Workbook("qof.xlsx", {name: sheet(REDDITCH, header=[*area, *HEADER[3:]]) for name in diseases})
    assert refused(raw) == f"qof.xlsx: expected the workbook of CCGs or of sub-ICB locations, found tables by {of}."


@pytest.mark.parametrize("kind", ["Sub ICB Loc", "Sub ICB Location", "Sub ICB"])
def test_sub_icb_locations_are_read_as_such(kind):
    header = [f"{kind} ODS code", f"{kind} ONS code", f"{kind} name", *HEADER[3:]]
    raw = Workbook("qof.xlsx", {name: sheet(REDDITCH, header=header) for name in ("AF", "CHD", "DM")})
    assert set(read(raw).rows["area_kind"]) == {"sub_icb"} and of(read(raw), "AF")[1] == ["05J", "2018/19", "TOTAL", 50, 2000]
    assert set(read(workbook()).rows["area_kind"]) == {"ccg"}


WORKBOOKS = {
    "2014/15": "qof-1415-ccg-all.xlsx", "2015/16": "qof-1516-prev-ach-exc-ccg-v2.xlsx", "2016/17": "qof-1617-prev-ach-exc-ccg.xlsx",
    "2017/18": "qof-1718-prev-ach-exc-ccg.xlsx", "2018/19": "qof-1819-prev-ach-exc-ccg.xlsx", "2019/20": "qof-1920-prev-ach-pca-ccg.xlsx",
}


def opened(folder: Path, name: str) -> RawFile:
    return next(unpack(folder / "prevalence" / name, folder))


@pytest.fixture(scope="module")
def editions(published: Path) -> dict[str, Tidy]:
    return {year: read(opened(published, name)) for year, name in WORKBOOKS.items()}


@pytest.mark.real_data
def test_every_ccg_and_register_of_each_workbook_is_read(editions):
    found = {year: (tidy.rows["area_code"].nunique(), tidy.rows["register"].nunique(), set(tidy.rows["edition"]))
             for year, tidy in editions.items()}
    ccgs = {"2014/15": 209, "2015/16": 209, "2016/17": 207, "2017/18": 194, "2018/19": 191, "2019/20": 135}
    assert found == {year: (number, 21, {year}) for year, number in ccgs.items()}
    assert {year: len(tidy.rows) for year, tidy in editions.items()} == {
        year: 2 * 21 * number - (20 + 191) * (year == "2018/19") for year, number in ccgs.items()}


@pytest.mark.real_data
def test_the_publishers_gaps_are_still_there(editions):
    # Buckinghamshire (14Y) has no 2017/18; the learning disabilities register of that year was withdrawn.
    assert editions["2018/19"].dropped == {"not available (:)": 20, "not applicable (z)": 191}
    assert not any(tidy.dropped for year, tidy in editions.items() if year != "2018/19")
    assert "14Y" not in set(editions["2017/18"].rows["area_code"])
    assert editions["2014/15"].notes[-1].startswith("Sheet HF: 26 published prevalences of 2013/14 are not register over list")


@pytest.mark.real_data
def test_the_lists_of_each_register_and_year(editions):
    ages = {"CKD": "18OV", "CVDPP": "30_74", "DEP": "18OV", "DM": "17OV", "EP": "18OV", "OB": "18OV", "OST": "50OV", "RA": "16OV"}
    other = {("OB", "2013/14"): "16OV", ("OB", "2014/15"): "16OV", ("LD", "2013/14"): "18OV", ("CVDPP", "2013/14"): "TOTAL"}
    for tidy in editions.values():
        for (register, period), types in tidy.rows.groupby(["register", "period"])["list_type"]:
            assert set(types) == {other.get((register, period), ages.get(register, "TOTAL"))}, (register, period)


@pytest.mark.real_data
@pytest.mark.parametrize("period, raw_file, lookup, ccgs", [
    ("2018/19", "PREVALENCE_1819_v2.csv.gz", "ORGANISATION_REFERENCE_1819_v2.csv.gz", 191),
    ("2019/20", "PREVALENCE_1920.csv.gz", "MAPPING_NHS_GEOGRAPHIES_1920.csv.gz", 135),
])
def test_practices_sum_to_every_published_ccg_and_register(editions, published, period, raw_file, lookup, ccgs):
    [counts], [places] = prevalence.read(opened(published, raw_file)), practices.read(opened(published, lookup))
    placed = counts.rows.merge(places.rows[["practice_code", "area_code"]], on="practice_code", how="left", validate="many_to_one")
    key, values = ["area_code", "register", "list_type"], ["patients", "list_size"]
    summed = placed.groupby(key, dropna=False)[values].sum().sort_index()
    rows = editions[period].rows
    as_published = rows[rows["period"] == period].set_index(key)[values].sort_index()
    assert len(as_published) == 21 * ccgs
    pd.testing.assert_frame_equal(summed, as_published)


@pytest.mark.real_data
def test_atrial_fibrillation_in_herefordshire_and_worcestershire(editions):
    rows = editions["2019/20"].rows.set_index(["area_code", "register", "period"])
    assert rows.loc[("18C", "AF", "2019/20"), ["patients", "list_size", "list_type"]].tolist() == [20926, 802860, "TOTAL"]


@pytest.mark.real_data
def test_the_year_before_is_published_again_only_for_practices_that_were_still_open(editions):
    """Why a year's own edition is to be used: England's list of a year is up to 1.8 million smaller in the next workbook."""
    lists = pd.Series({(year, period): rows.loc[rows["register"] == "AF", "list_size"].sum()
                       for year, tidy in editions.items() for period, rows in tidy.rows.groupby("period")})
    lost = {period: int(lists[(period, period)] - lists[(later, period)])
            for later, period in zip(list(WORKBOOKS)[1:], WORKBOOKS, strict=False)}
    assert lost == {"2014/15": 0, "2015/16": 1090748, "2016/17": 1792737, "2017/18": 1639679, "2018/19": 1049977}


@pytest.mark.real_data
def test_two_workbooks_agree_on_the_year_they_share_but_for_the_areas_listed(editions):
    """Cells of register and list in the year's own workbook and the next: how many are shared, and in how many CCGs all or none differ.

    A CCG differs where a practice closed or moved in between, and then in every register; the LD register of 2017/18 was withdrawn.
    Lists that grew are of CCGs that practices moved to.
    """
    assert {period: _disagreeing(editions[period], editions[later], period)
            for later, period in zip(list(WORKBOOKS)[1:], WORKBOOKS, strict=False)} == {
        "2014/15": (4_389, 0, 0, ()),
        "2015/16": (4_326, 108, 2_268, ("01K", "04X", "06W")),
        "2016/17": (3_969, 122, 2_562, ("02M", "02W")),
        "2017/18": (3_760, 111, 2_220, ("02W", "04C")),
        "2018/19": (2_457, 69, 1_449, ("05C",)),
    }


def _disagreeing(own: Tidy, later: Tidy, period: str) -> tuple[int, int, int, tuple[str, ...]]:
    cells = [tidy.rows[tidy.rows["period"] == period].set_index(["area_code", "register"])[["list_type", "patients", "list_size"]]
             for tidy in (own, later)]
    shared = cells[0].index.intersection(cells[1].index)
    first, second = (table.loc[shared] for table in cells)
    assert first["list_type"].equals(second["list_type"])
    differ = (first != second).any(axis=1)
    grown = differ & (second["list_size"] > first["list_size"])
    areas = shared.get_level_values(0)
    return len(shared), areas[differ].nunique(), int(differ.sum()), tuple(sorted(areas[grown].unique()))
