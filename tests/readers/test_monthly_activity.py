"""Monthly Activity Return: one month a workbook, by commissioner, with England's row held against its sum."""

import pandas as pd
import pytest

from jsna.errors import FileError
from jsna.readers import monthly_activity
from jsna.readers.rawfile import raw_paths, unpack
from tests.readers.sheets import Workbook

HEADER = ["", "Year", "Period", "Region Code", "Region Name", "Org Code", "Org Name", *(f"{name} " for name in monthly_activity.MEASURES)]
ENGLAND = ["", "2018-19", "APRIL", "", "", "", "England", 10.0, 20.0, *[30.0] * 6]
X24 = ["", "2018-19", "APRIL", "-", "NHS ENGLAND", "X24", "NHS ENGLAND", 4.0, 6.0, *[10.0] * 6]
CCG = ["", "2018-19", "APRIL", "Y55", "MIDLANDS", "05J", "NHS REDDITCH AND BROMSGROVE CCG", 6.0, 14.0, *[20.0] * 6]
BLANK, FOOTNOTE = [""] * 15, ["", "Note: Excludes non-English commissioned activity.", *[""] * 13]


def workbook(*rows, header=HEADER, period="April 2018", revised="13th February 2020"):
    block = [["", "Title:", "Monthly Hospital Activity"], ["", "Period:", period],
             ["", "Published:", "14th June 2018"], ["", "Revised:", revised]]
    return Workbook("Apr.xls", {"Commissioner": [*(row + [""] * 12 for row in block), BLANK, header, *rows], "Region": []})


def read(raw):
    assert monthly_activity.recognises(raw)
    [tidy] = monthly_activity.read(raw)
    return tidy


def refused(raw):
    assert monthly_activity.recognises(raw)
    with pytest.raises(FileError) as error:
        monthly_activity.read(raw)
    return error.value.message


def test_a_month_is_read_with_its_england_and_without_its_footnotes():
    tidy = read(workbook(ENGLAND, BLANK, X24, CCG, BLANK, FOOTNOTE))
    non_elective = tidy.rows[tidy.rows["measure"] == "non_elective"]
    assert non_elective[["area_code", "month", "episodes", "status", "row"]].to_numpy().tolist() == [
        ["ENG", "2018-04", 30, "Revised 13th February 2020", 7], ["X24", "2018-04", 10, "Revised 13th February 2020", 9],
        ["05J", "2018-04", 20, "Revised 13th February 2020", 10]]
    assert (tidy.publication, tidy.rows_read, len(tidy.rows)) == ("monthly_activity_return", 3, 24)
    assert tidy.notes == ("Note: Excludes non-English commissioned activity.",)


def test_each_measure_comes_from_its_own_column_in_any_order():
    values = dict(zip(HEADER, [*CCG[:7], 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, "1,008"], strict=True))
    order = HEADER[::-1]
    shuffled = read(workbook([values[name] for name in order], header=order))
    assert dict(zip(shuffled.rows["measure"], shuffled.rows["episodes"], strict=True)) == {
        "elective_ordinary": 1, "elective_day_case": 2, "elective_total": 3, "non_elective": 4, "gp_referrals": 5, "gp_referrals_seen": 6,
        "other_referrals": 7, "first_outpatient": 1008}


def test_a_month_that_was_not_revised_has_its_date_of_publication():
    assert set(read(workbook(CCG, revised="-")).rows["status"]) == {"Published 14th June 2018"}


def test_a_commissioner_that_is_missing_is_noted():
    assert read(workbook(ENGLAND, CCG)).notes == (
        "England's row is not the sum of the commissioners (Elective G&A Daycase Admissions (FFCEs): 20 and 14): "
        "one of them may be missing.",)


def test_one_measure_that_is_not_the_sum_of_the_commissioners_is_refused():
    assert refused(workbook(ENGLAND, X24, [*CCG[:10], 16.0, *CCG[11:]])) == (
        "Apr.xls, sheet Commissioner, column Total Non-elective G&A Admissions (FFCEs): "
        "expected England as the sum of the commissioners, 26, found 30.")


def test_a_total_that_is_not_that_of_its_parts_is_refused():
    changed = [*CCG[:8], 140.0, *CCG[9:]]
    assert "row 7, column Elective G&A Total Admissions (FFCEs): expected the sum of ordinary admissions and day cases, 146" in refused(
        workbook(changed))


def test_a_figure_that_is_not_whole_is_rounded_and_noted():
    tidy = read(workbook([*CCG[:10], 4459.1, *CCG[11:]]))
    assert tidy.rows.set_index("measure")["episodes"]["non_elective"] == 4459
    assert tidy.notes == ("Row 7: Total Non-elective G&A Admissions (FFCEs) is 4,459.1, not a whole number; rounded.",)


@pytest.mark.parametrize("raw, message", [
    (workbook(CCG, header=[name.replace("Total Non-elective", "All Non-elective") for name in HEADER]),
     "Apr.xls, sheet Commissioner, column Total Non-elective G&A Admissions (FFCEs): expected a column "
     "\"Total Non-elective G&A Admissions (FFCEs)\", found 'All Non-elective G&A Admissions (FFCEs)'."),
    (workbook([*CCG[:10], "n/a", *CCG[11:]]),
     "Apr.xls, sheet Commissioner, row 7, column Total Non-elective G&A Admissions (FFCEs): expected a number, found 'n/a'."),
    (workbook(CCG, CCG), "Apr.xls, sheet Commissioner, row 7, column area_code: expected each key once"),
    (workbook(CCG, period="Spring"), "Apr.xls, sheet Commissioner: expected a month beside `Period:` above the table, found 'Spring'."),
    (workbook(CCG, period="May 2018"), "Apr.xls, sheet Commissioner, row 7, column Period: expected rows of May 2018, found 'APRIL'."),
    (workbook([*CCG[:5], "", *CCG[6:]]), "Apr.xls, sheet Commissioner, row 7, column Org Code: expected the code of an organisation"),
    (workbook(BLANK, FOOTNOTE), "Apr.xls, sheet Commissioner: expected rows of commissioners below the headings, found a header only"),
], ids=["renamed", "text", "repeated", "no month", "another month", "no code", "header only"])
def test_what_would_change_a_number_is_refused(raw, message):
    assert refused(raw).startswith(message)


def test_another_workbook_with_such_a_sheet_is_not_ours():
    assert not monthly_activity.recognises(Workbook("x.xls", {"Commissioner": [["Org Code", "Period", "Attendances"]]}))


@pytest.fixture(scope="module")
def every_month(published):
    return {path.stem: read(next(unpack(path, published))) for path in raw_paths(published / "admissions" / "monthly_activity")}


@pytest.mark.real_data
def test_all_93_published_months_are_read_without_a_gap(every_month):
    months = sorted(tidy.rows["month"].iloc[0] for tidy in every_month.values())
    assert months == pd.period_range("2012-04", "2019-12", freq="M").astype("str").tolist()
    assert {tidy.rows_read for tidy in every_month.values()} <= set(range(153, 214))


@pytest.mark.real_data
def test_non_elective_admissions_of_2018_19_in_worcestershire(every_month):
    rows = pd.concat([tidy.rows for tidy in every_month.values()])
    year = rows[rows["month"].between("2018-04", "2019-03") & (rows["measure"] == "non_elective")]
    episodes = year.groupby("area_code")["episodes"].agg(["sum", "size"])
    assert episodes.loc[["05J", "05T", "06D"]].to_numpy().tolist() == [[19_263, 12], [27_367, 12], [10_258, 12]]
    assert len(episodes) == 195 + 2


@pytest.mark.real_data
def test_england_is_the_sum_of_its_commissioners_in_every_published_month(every_month):
    for tidy in every_month.values():
        england = tidy.rows["area_code"] == "ENG"
        sums = tidy.rows[~england].groupby("measure")["episodes"].sum()
        assert tidy.rows[england].set_index("measure")["episodes"].to_dict() == sums.to_dict()


@pytest.mark.real_data
def test_april_2019_has_191_ccgs_and_primary_care_trusts_came_before_april_2013(every_month):
    assert every_month["Apr_19"].rows["area_code"].nunique() == 191 + 2
    assert "5D7" in set(every_month["Mar_13"].rows["area_code"]) and "5D7" not in set(every_month["Apr_13"].rows["area_code"])


@pytest.mark.real_data
def test_the_publishers_slips_that_are_worked_round_are_still_there(every_month, published):
    assert every_month["Nov_12"].notes == (
        "Row 15: Total Non-elective G&A Admissions (FFCEs) is 462,003.1, not a whole number; rounded.",
        "Row 100: Total Non-elective G&A Admissions (FFCEs) is 4,459.1, not a whole number; rounded.")
    assert every_month["Jun_17"].notes[0] == "12 rows name another year (2017-19) than the period of the file, June 2017, which was used."
    january = next(unpack(published / "admissions" / "monthly_activity" / "Jan_18.xls", published)).sheet("Commissioner")
    assert january[14][2] == "Janaury"
