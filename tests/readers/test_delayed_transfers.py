"""Delayed transfers of care: delayed days by authority, never the people delayed a day beside them."""

import pandas as pd
import pytest

from jsna.errors import FileError
from jsna.readers import delayed_transfers
from jsna.readers.rawfile import raw_paths, unpack
from tests.readers.sheets import Workbook

HEADER = ["", "Region", "ONS Geography", "Code", "Name", "Acute", "Non-Acute", "Total"]
ENGLAND = ["", "-", "-", "-", "England", 814.0, 1105.0, 1919.0]
WORCESTERSHIRE = ["", "West Midlands", "E10000034", "416", "Worcestershire", 814.0, 1105.0, "1,919"]


def workbook(*rows, header=HEADER, banner=(), period="April 2018", sheet="LA - by Type of Care"):
    cells = [["", "Title:", "Delayed Transfer of Care"], ["", "Period:", period], list(banner), header, *rows]
    width = max(map(len, cells))
    return Workbook("dtoc.xls", {"England": [], sheet: [row + [""] * (width - len(row)) for row in cells]})


def read(raw):
    assert delayed_transfers.recognises(raw)
    [tidy] = delayed_transfers.read(raw)
    return tidy


def test_a_month_gives_three_rows_an_authority():
    tidy = read(workbook(ENGLAND, [""], WORCESTERSHIRE, [""], ["", "Notes:"], ["", "1. A note."]))
    county = tidy.rows[tidy.rows["authority_code"] == "416"]
    assert county[["gss_code", "month", "care", "delayed_days", "row"]].to_numpy().tolist() == [
        ["E10000034", "2018-04", "acute", 814, 7], ["E10000034", "2018-04", "non_acute", 1105, 7],
        ["E10000034", "2018-04", "total", 1919, 7]]
    assert (tidy.publication, tidy.rows_read, tidy.notes) == ("delayed_transfers", 2, ("1. A note.",))
    assert set(tidy.rows["authority_code"]) == {"ENG", "416"}


@pytest.mark.parametrize("beds", ["DTOC Beds", "Average Number of People Delayed per Day"])
def test_the_same_headings_for_people_delayed_a_day_are_left_out(beds):
    banner = [""] * 5 + ["Delayed Days", "", "", "", beds, "", ""]
    wide = workbook([*WORCESTERSHIRE, "", 27.1, 36.8, 63.9], header=[*HEADER, "", *HEADER[5:]], banner=banner)
    assert read(wide).rows["delayed_days"].tolist() == [814, 1105, 1919]


def test_people_before_days_are_refused_rather_than_taken_for_days():
    banner = [""] * 5 + ["DTOC Beds", "", "", "", "Delayed Days", "", ""]
    raw = workbook([*WORCESTERSHIRE, "", 27.1, 36.8, 63.9], header=[*HEADER, "", *HEADER[5:]], banner=banner)
    with pytest.raises(FileError, match='expected "Delayed Days" above the first column Acute, found \'dtoc beds\''):
        delayed_transfers.read(raw)


def test_a_layout_without_the_ons_code_gives_an_empty_one():
    rows = read(workbook(["", "-", "416", "Worcestershire", 797.0, 1039.0, 1836.0],
                         header=["", "SHA", "Code", "Name", "Acute", "Non-Acute", "Total"], period="April 2011")).rows
    assert rows[["authority_code", "gss_code", "month", "delayed_days"]].to_numpy().tolist() == [
        ["416", "", "2011-04", 797], ["416", "", "2011-04", 1039], ["416", "", "2011-04", 1836]]


def test_a_dash_is_a_missing_figure():
    rows = read(workbook(["", "-", "-", "9901", "Resident in Scotland", "-", "-", 0.0])).rows
    assert rows["delayed_days"].isna().tolist() == [True, True, False] and set(rows["gss_code"]) == {""}


def test_an_england_that_is_not_the_sum_is_noted():
    assert read(workbook([*ENGLAND[:5], ENGLAND[5] + 1, ENGLAND[6], ENGLAND[7] + 1], WORCESTERSHIRE)).notes == (
        "Delayed days: the row of England differs from the sum of the authorities by 1.",)


def test_a_total_that_is_not_that_of_acute_and_non_acute_care_is_refused():
    with pytest.raises(FileError, match="row 5, column Total: expected the sum of acute and non-acute days, 1,919.0, found 1,920.0"):
        read(workbook([*WORCESTERSHIRE[:7], 1920.0]))


@pytest.mark.parametrize("raw, message", [
    (workbook(WORCESTERSHIRE, header=[*HEADER[:6], "Community", "Total"]),
     'dtoc.xls, sheet LA - by Type of Care, column Non-Acute: expected a column "Non-Acute", found '),
    (workbook([*WORCESTERSHIRE[:7], "n/a"]), "dtoc.xls, sheet LA - by Type of Care, row 5, column Total: expected a number, found 'n/a'."),
    (workbook([*WORCESTERSHIRE[:4], "", *WORCESTERSHIRE[5:]]),
     "dtoc.xls, sheet LA - by Type of Care, row 5, column authority_name: expected "),
    (workbook(WORCESTERSHIRE, WORCESTERSHIRE),
     "dtoc.xls, sheet LA - by Type of Care, row 5, column authority_code: expected each key once"),
    (workbook(WORCESTERSHIRE, period="2018-19"), "dtoc.xls, sheet LA - by Type of Care: expected a month beside `Period:`"),
    (workbook(), "dtoc.xls, sheet LA - by Type of Care: expected rows of authorities below the headings, found a header only, no data."),
], ids=["renamed", "text", "no name", "repeated", "no month", "header only"])
def test_what_would_change_a_number_is_refused(raw, message):
    assert delayed_transfers.recognises(raw)
    with pytest.raises(FileError) as error:
        delayed_transfers.read(raw)
    assert error.value.message.startswith(message)


def test_a_workbook_without_the_sheet_is_not_ours():
    assert not delayed_transfers.recognises(workbook(WORCESTERSHIRE, sheet="LA - by reason"))


@pytest.fixture(scope="module")
def every_month(published):
    return {path.stem: read(next(unpack(path, published))) for path in raw_paths(published / "performance" / "dtoc")}


@pytest.mark.real_data
def test_all_59_published_months_are_read(every_month):
    months = sorted(tidy.rows["month"].iloc[0] for tidy in every_month.values())
    assert months == ["2011-04", "2011-09", *pd.period_range("2015-04", "2019-12", freq="M").astype("str")]
    assert {tidy.rows_read for tidy in every_month.values()} <= {153, 154, 155}


@pytest.mark.real_data
def test_worcestershire_in_published_months(every_month):
    rows = pd.concat([tidy.rows for tidy in every_month.values()])
    county = rows[rows["authority_code"].eq("416") & rows["care"].eq("total")].set_index("month")
    assert len(county) == 59 and set(county["authority_name"]) == {"Worcestershire"} and set(county["gss_code"]) == {"", "E10000034"}
    assert county.loc[["2011-04", "2015-04", "2018-04", "2019-12"], "delayed_days"].tolist() == [1836, 3283, 1919, 2220]


@pytest.mark.real_data
def test_england_is_the_sum_and_total_the_sum_of_both_kinds_in_every_published_month(every_month):
    for tidy in every_month.values():
        days = tidy.rows.pivot_table(index="authority_code", columns="care", values="delayed_days", aggfunc="sum")
        assert (days["acute"] + days["non_acute"]).equals(days["total"])
        assert (days.drop(index="ENG").sum() == days.loc["ENG"]).all()


@pytest.mark.real_data
def test_the_first_months_of_2015_still_have_an_ons_column_without_heading_or_code(every_month):
    assert {tidy.rows["month"].iloc[0] for tidy in every_month.values() if set(tidy.rows["gss_code"]) == {""}} == {
        "2011-04", "2011-09", "2015-04", "2015-05", "2015-06"}
