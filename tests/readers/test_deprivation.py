"""Indices of Deprivation: every published layout is read to the same long tables, and a changed one is refused."""

import io

import pandas as pd
import pytest

from jsna.errors import FileError
from jsna.readers import deprivation, deprivation_summary, lookups
from jsna.readers.rawfile import RawFile, unpack
from tests.readers.sheets import Workbook

CODES = "LSOA code (2011),LSOA name (2011),Local Authority District code (2019),Local Authority District name (2019)"
FILE_1 = CODES + ",Index of Multiple Deprivation (IMD) Rank,Index of Multiple Deprivation (IMD) Decile"
#: Two small areas make a whole England here: the first is the more deprived half.
ROWS = ["E01000001,City of London 001A,E09000001,City of London,1,5", "E01000002,City of London 001B,E09000001,City of London,2,10"]
WEIGHTS = {"income": .225, "employment": .225, "education": .135, "health": .135, "crime": .093, "barriers": .093, "living": .093}


def csv(*lines, name="File_1.csv", end="\n"):
    return RawFile(name, (end.join(lines) + end).encode(), "")


def table(raw, name):
    assert deprivation.recognises(raw)
    return next(t.rows for t in deprivation.read(raw) if t.table == name)


def published_table(published, file, name):
    path = published / "deprivation" / file
    return table(next(unpack(path, published)), name)


def test_ranks_and_deciles_become_one_row_an_lsoa():
    [tidy] = deprivation.read(csv(FILE_1, *ROWS))
    assert (tidy.table, tidy.publication, tidy.rows_read) == ("deprivation", "iod_2019_file_1", 2)
    assert tidy.rows.drop(columns=["score", "transformed_score"]).to_dict("list") == {
        "lsoa_code": ["E01000001", "E01000002"], "edition": ["2019"] * 2, "domain": ["imd"] * 2, "rank": [1, 2], "decile": [5, 10],
        "source_id": ["File_1.csv"] * 2, "sheet": [""] * 2, "row": [2, 3]}
    assert tidy.rows[["score", "transformed_score"]].isna().all(axis=None)


@pytest.mark.parametrize("raw", [
    csv("\ufeff" + FILE_1, *ROWS, end="\r\n"),
    csv(FILE_1, *ROWS, end="\r"),
    csv(FILE_1, ROWS[0].replace(",1,", ',"0,001",'), ROWS[1].replace(",2,", ',"2 ",'), ""),
    csv(FILE_1.replace(" Rank", " Rank (where 1 is most deprived)"), *ROWS, ",,,,,"),
    csv(*(",".join(reversed(line.split(","))) for line in (FILE_1, *ROWS))),
], ids=["BOM and CRLF", "bare CR", "thousand separators and a blank line", "longer heading and an empty row", "columns shuffled"])
def test_what_publishers_do_to_a_csv_changes_nothing(raw):
    pd.testing.assert_frame_equal(table(raw, "deprivation"), table(csv(FILE_1, *ROWS), "deprivation"))


def test_the_table_may_be_the_second_sheet_below_terms():
    sheet = [[""] * 6, FILE_1.split(","), [*ROWS[0].split(",")[:4], 1.0, 10.0]]
    rows = table(Workbook("File 1.xls", {"Notes": [], "IMD2019": sheet}), "deprivation")
    assert rows[["rank", "decile", "sheet", "row"]].to_numpy().tolist() == [[1, 10, "IMD2019", 3]]


def test_file_9_gives_transformed_scores():
    rows = table(csv(CODES + ",Income Score - exponentially transformed,Health Score - exponentially transformed",
                     "E01000001,a,E09000001,b,0.01,0.512"), "deprivation")
    assert rows.set_index("domain")["transformed_score"].to_dict() == {"income": 0.01, "health": 0.512}
    assert rows["score"].isna().all() and rows["rank"].isna().all()


def test_file_7_gives_scores_sub_domains_and_populations():
    raw = csv(CODES + ",Income Score (rate),Income Rank (where 1 is most deprived),Adult Skills Sub-domain Score,"
              "Total population: mid 2015 (excluding prisoners),"
              "Working age population 18-59/64: for use with Employment Deprivation Domain",
              'E01000001,a,E09000001,b,0.007,1,1.5,"1,296",715.25')
    scores, people = deprivation.read(raw)
    assert scores.publication == people.publication == "iod_2019_file_7"
    assert scores.rows[["domain", "score"]].to_numpy().tolist() == [["income", 0.007], ["adult_skills", 1.5]]
    assert scores.rows["rank"].tolist() == [1, pd.NA]
    assert people.rows[["period", "age_group", "population"]].to_numpy().tolist() == [
        ["mid-2015", "all", 1296], ["mid-2015", "working age", 715.25]]


@pytest.mark.parametrize("lines, message", [
    ([FILE_1.replace("IMD) Rank", "IMD) Position"), *ROWS],
     "File_1.csv, column Index of Multiple Deprivation (IMD) Position: expected a heading of the Indices of Deprivation, "
     "found 'Index of Multiple Deprivation (IMD) Position'."),
    ([FILE_1, ROWS[0].replace(",1,", ",n/a,"), ROWS[1]],
     "File_1.csv, row 2, column Index of Multiple Deprivation (IMD) Rank: expected a count, found 'n/a'."),
    ([FILE_1, ROWS[0], ROWS[0]], "File_1.csv, row 2, column lsoa_code: expected each key once"),
    ([FILE_1, ROWS[0], "E01000002,City of Lon"], "File_1.csv, row 3: expected 6 cells, found 2: a separator may be lost."),
    ([FILE_1], "File_1.csv: expected rows of LSOAs below the headings, found a header only, no data."),
    ([FILE_1.replace("(2019)", "(2024)"), *ROWS],
     "File_1.csv: expected LSOAs of 2011 with districts of 2013 (IoD2015) or 2019 (IoD2019) or 2024 (IoD2025), "
     "found LSOAs of 2011 with districts of 2024."),
], ids=["renamed", "text", "repeated", "cut short", "header only", "unknown edition"])
def test_what_would_change_a_number_is_refused(lines, message):
    raw = csv(*lines)
    assert deprivation.recognises(raw)
    with pytest.raises(FileError) as error:
        deprivation.read(raw)
    assert error.value.message.startswith(message)


def test_populations_of_two_years_are_refused():
    raw = csv(CODES + ",Total population: mid 2015,Population aged 16-59: mid 2012", "E01000001,a,E09000001,b,1,2")
    with pytest.raises(FileError, match=r"expected populations of one year \(mid 2015\), found 2012 and 2015"):
        deprivation.read(raw)


#: Headings of File 7 of 2025; that of a sub-domain's decile is cut off there.
IOD2025 = ("LSOA code (2021),LSOA name (2021),Local Authority District code (2024),Local Authority District name (2024),"
           "Index of Multiple Deprivation (IMD) Score,Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived),"
           "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs),"
           "Children and Young People Sub-domain Decile (where 1 is most deprived 10% of LSO,Outdoors Sub-domain Score,"
           "Total population: mid 2022,Working age population 18-66 (for use with Employment Deprivation Domain): mid 2022")


def test_file_7_of_2025_is_on_small_areas_of_2021():
    scores, people, members, districts = deprivation.read(csv(IOD2025, "E01000001,a,E09000001,b,8.742,1,10,10,1.414,1795,1248"))
    assert scores.publication == people.publication == "iod_2025_file_7"
    assert scores.rows[["edition", "domain", "score", "rank", "decile"]].fillna(-1).to_numpy().tolist() == [
        ["2025", "imd", 8.742, 1, 10], ["2025", "children_and_young_people", -1, -1, 10], ["2025", "outdoors", 1.414, -1, -1]]
    assert people.rows[["period", "age_group", "population"]].to_numpy().tolist() == [
        ["mid-2022", "all", 1795], ["mid-2022", "working age", 1248]]
    assert members.rows.iloc[0, :4].tolist() == ["lsoa_2021", "E01000001", "district_2024", "E09000001"]
    assert districts.rows.iloc[0, :4].tolist() == ["district_2024", "E09000001", "E09000001", "b"]


@pytest.mark.real_data
@pytest.mark.parametrize("file, domains", [("imd2025_england_lsoa21.csv.gz", 8), ("imd2025_england_lsoa21_subdomains.csv.gz", 6)])
def test_the_reshaped_tables_of_2025_hold_every_small_area_of_2021(published, file, domains):
    [tidy] = deprivation.read(next(unpack(published / "deprivation" / file, published)))
    rows = tidy.rows
    assert set(rows["edition"]) == {"2025"} and rows["lsoa_code"].nunique() == 33_755 and rows["domain"].nunique() == domains
    assert len(rows) == 33_755 * domains and rows["rank"].max() == 33_755 and rows["decile"].value_counts().max() < 33_755 * domains / 9.9


FILES = {
    "File_1_-_IMD2019_Index_of_Multiple_Deprivation.xlsx": ("iod_2019_file_1", 1),
    "File_1_-_IMD2019_cr_line_endings.csv.gz": ("iod_2019_file_1", 1),
    "File_1_ID_2015_Index_of_Multiple_Deprivation.xlsx": ("iod_2015_file_1", 1),
    "File_2_-_IoD2019_Domains_of_Deprivation.csv.gz": ("iod_2019_file_2", 8),
    "File_3_-_IoD2019_Supplementary_Indices_-_IDACI_and_IDAOPI.xlsx": ("iod_2019_file_3", 3),
    "File_6_-_IoD2019_Population_Denominators.csv.gz": ("iod_2019_file_6", 5),
    "File_6_-_IoD2019_Population_Denominators_thousands.csv.gz": ("iod_2019_file_6", 5),
    "File_9_-_IoD2019_Transformed_Scores.xlsx": ("iod_2019_file_9", 7),
    "LSOA_population_2015.xlsx": ("iod_2015_file_6", 5),
    "LSOA_population_2019.xls": ("iod_2019_file_6", 5),
}


@pytest.mark.real_data
@pytest.mark.parametrize("file", FILES)
def test_published_files_hold_every_lsoa_of_england(published, file):
    publication, columns = FILES[file]
    [tidy] = deprivation.read(next(unpack(published / "deprivation" / file, published)))
    assert (tidy.publication, tidy.rows_read, len(tidy.rows), tidy.rows["lsoa_code"].nunique()) == (
        publication, 32_844, 32_844 * columns, 32_844)


@pytest.mark.real_data
def test_published_copies_of_one_file_agree(published):
    def values(file, name, *key):
        frame = published_table(published, file, name)
        return frame.drop(columns=["source_id", "sheet", "row"]).sort_values([*key]).reset_index(drop=True)

    imd = [values(f, "deprivation", "lsoa_code") for f in FILES if f.startswith("File_1_-_IMD2019")]
    pd.testing.assert_frame_equal(*imd)
    sixes = [file for file, (publication, _) in FILES.items() if publication == "iod_2019_file_6"]
    csv_file, thousands, workbook = (values(file, "lsoa_population", "age_group", "lsoa_code") for file in sixes)
    pd.testing.assert_frame_equal(csv_file, thousands)
    working = csv_file["age_group"] == "working age"
    pd.testing.assert_frame_equal(csv_file[~working], workbook[~working])
    # The csv exports round the working-age population, which the workbook has in quarters.
    difference = (csv_file["population"] - workbook["population"])[working].abs()
    assert difference.max() == 0.5 and (difference > 0).sum() == 24_643
    assert set(workbook["period"]) == {"mid-2015"}
    assert set(published_table(published, "LSOA_population_2015.xlsx", "lsoa_population")["period"]) == {"mid-2012"}


@pytest.mark.real_data
def test_the_published_quirks_are_still_there(published):
    def content(file):
        return next(unpack(published / "deprivation" / file, published)).content

    cr = content("File_1_-_IMD2019_cr_line_endings.csv.gz")
    assert cr.count(b"\r") > 32_000 and b"\n" not in cr and b'"29,199"' in cr
    assert content("LSOA_population_2019.xls")[:2] == b"PK"
    assert content("File_2_-_IoD2019_Domains_of_Deprivation.csv.gz")[:3] == b"\xef\xbb\xbf"
    assert b'"1,296"' in content("File_6_-_IoD2019_Population_Denominators_thousands.csv.gz")


@pytest.mark.real_data
def test_averages_of_lsoas_are_the_published_averages_of_ccgs(published):
    """The weights of the domains are MHCLG's; 188 of 191 averages agree to the last decimal, all within 0.0006."""
    scores = published_table(published, "File_9_-_IoD2019_Transformed_Scores.xlsx", "deprivation")
    imd = (scores["transformed_score"] * scores["domain"].map(WEIGHTS)).groupby(scores["lsoa_code"]).sum()
    people = published_table(published, "File_6_-_IoD2019_Population_Denominators.csv.gz", "lsoa_population")
    people = people[people["age_group"] == "all"].set_index("lsoa_code")["population"]
    areas, membership = lookups.read(next(unpack(published / "lookups" / "LSOA11_CCG19_LAD19_EN_LU.csv.gz", published)))
    ccg = membership.rows[membership.rows["parent_footprint"] == "ccg_2019"].set_index("area_code")["parent_code"]
    average = (imd * people).groupby(ccg).sum() / people.groupby(ccg).sum()
    assert average[["05J", "05T", "06D"]].round(3).tolist() == [16.797, 17.416, 22.437]

    summary = deprivation_summary.read(next(unpack(published / "deprivation" / "IMD_CCG_2019.xlsx", published)))[0].rows
    ods = areas.rows[areas.rows["footprint"] == "ccg_2019"].set_index("gss_code")["area_code"]
    of_imd = summary[summary["domain"] == "imd"].assign(area_code=lambda rows: rows["gss_code"].map(ods)).set_index("area_code")
    assert len(of_imd) == 191 and (average - of_imd["average_score"]).abs().max() < 0.0006

    ranks = published_table(published, "File_1_-_IMD2019_Index_of_Multiple_Deprivation.xlsx", "deprivation").set_index("lsoa_code")
    worst = (ranks["decile"] == 1).groupby(ccg).agg(["sum", "mean", "size"])
    assert worst.loc["05J", ["sum", "size"]].tolist() == [5, 113]
    assert (worst["mean"] - of_imd["most_deprived_tenth"]).abs().max() < 0.00005 + 1e-9


@pytest.mark.real_data
def test_the_published_header_without_data_is_refused(published):
    raw = next(unpack(published / "deprivation" / "File_7_IoD2019_header_only.csv", published))
    assert deprivation.recognises(raw)
    with pytest.raises(FileError, match="header only, no data"):
        deprivation.read(raw)


@pytest.mark.real_data
def test_file_7_is_read_where_rows_stand_below_its_published_header(published):
    header = (published / "deprivation" / "File_7_IoD2019_header_only.csv").read_text("utf-8-sig").strip("\r\n")
    measured = list(pd.read_csv(io.StringIO(header)).columns)[4:]
    cells = {"Score": "0.5", "Rank": "1", "Decile": "10", "Total population": "15"}
    row = ["E01000001", "a", "E09000001", "b", *(next((cells[word] for word in cells if word in name), "5") for name in measured)]
    scores, people = deprivation.read(csv(header, ",".join(row), name="File_7.csv"))
    assert len(row) == 57 and set(scores.rows["domain"]) == set(deprivation.DOMAINS)
    assert (scores.rows[["score", "rank", "decile"]] == [0.5, 1, 10]).all(axis=None)
    assert set(people.rows["age_group"]) == set(deprivation.AGES.values())
