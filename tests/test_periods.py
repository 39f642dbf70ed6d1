"""Everything that publishers write for a period means one stretch of time, or nothing."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna import periods
from jsna.periods import parse


@pytest.mark.parametrize(
    "text, kind, start, end",
    [
        ("2018/19", "financial year", "2018-04-01", "2019-03-31"),
        ("1999/00", "financial year", "1999-04-01", "2000-03-31"),
        ("2024/25", "financial year", "2024-04-01", "2025-03-31"),
        ("2019-04", "month", "2019-04-01", "2019-04-30"),
        ("Feb 2019", "month", "2019-02-01", "2019-02-28"),
        ("September-2012", "month", "2012-09-01", "2012-09-30"),
        ("2016 - 18", "years", "2016-01-01", "2018-12-31"),
        ("2016-18", "years", "2016-01-01", "2018-12-31"),
        ("2015\u201317", "years", "2015-01-01", "2017-12-31"),
        ("2001 - 2003", "years", "2001-01-01", "2003-12-31"),
        ("2015/16 - 17/18", "financial years", "2015-04-01", "2018-03-31"),
        ("mid-2015", "mid-year", "2015-06-30", "2015-06-30"),
        ("1998", "year", "1998-01-01", "1998-12-31"),
        ("Q4 2018/19", "quarter", "2019-01-01", "2019-03-31"),
        ("Q1 2018/19", "quarter", "2018-04-01", "2018-06-30"),
        ("2018/19 Q3", "quarter", "2018-10-01", "2018-12-31"),
        ("2016-01 to 2016-03", "months", "2016-01-01", "2016-03-31"),
        ("2020-02-29", "day", "2020-02-29", "2020-02-29"),
    ],
)
def test_what_publishers_write_means_one_stretch_of_time(text: str, kind: str, start: str, end: str) -> None:
    period = parse(text)
    assert (period.kind, str(period.start), str(period.end), period.label) == (kind, start, end, text)


@pytest.mark.parametrize("text", ["", "2018/20", "2018/18", "201", "Foo 2019", "2016 - 16", "Q5 2018/19", "all", "2018-13-01"])
def test_what_is_no_period_is_refused_with_what_stands_there(text: str) -> None:
    with pytest.raises(ValueError, match=f"'{text}' is no period"):
        parse(text)


@pytest.mark.parametrize(
    "text, after",
    [("2018/19", "2019/20"), ("1998/99", "1999/00"), ("2018-12", "2019-01"), ("1999", "2000"), ("mid-2015", "mid-2016"),
     ("Q4 2018/19", "Q1 2019/20"), ("Q1 2018/19", "Q2 2018/19"), ("Q3 2018/19", "Q4 2018/19")],
)  # fmt: skip
def test_a_period_is_followed_by_the_next_of_its_kind(text: str, after: str) -> None:
    assert parse(text).next.label == after and parse(text) < parse(after)


def test_nothing_follows_several_years_together() -> None:
    with pytest.raises(ValueError, match="2016 - 18: nothing follows"):
        _ = parse("2016 - 18").next


@given(st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31)))
def test_a_day_lies_in_its_financial_year_and_near_the_end_of_another(day: dt.date) -> None:
    year = parse(periods.financial_year(day))
    assert year.start <= day <= year.end and (year.start.month, year.start.day) == (4, 1)
    end = parse(periods.year_by_its_end(day)).end
    assert all(abs((end - day).days) <= abs((other.replace(year=end.year + step) - day).days) + 3 for step in (-1, 1) for other in [end])


@pytest.mark.parametrize(
    "day, year",
    [("2018-10-01", "2018/19"), ("2019-09-30", "2018/19"), ("2019-10-01", "2019/20"), ("2016-03-31", "2015/16"), ("2014-01-31", "2013/14")],
)
def test_a_list_belongs_to_the_year_whose_end_is_nearest(day: str, year: str) -> None:
    assert periods.year_by_its_end(dt.date.fromisoformat(day)) == year


def test_months_between_the_middles_of_two_periods() -> None:
    assert parse("2019/20").apart(parse("2019-11")) == 1 and parse("2019/20").apart(parse("2018/19")) == 12
    assert periods.nearest("2019-11", ["2018/19", "2019/20", "2020/21"]) == "2019/20" and periods.nearest("2019-11", []) == ""


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["2019/20", "2018/19", "2018/19"], "2018/19 to 2019/20"),
        (["1999/00", "2000/01", "2002/03"], "1999/00 to 2000/01, 2002/03"),
        (["2017-11", "2017-12", "2018-01", "2018-03"], "2017-11 to 2018-01, 2018-03"),
        (["2017/18 to 2018/19", "2019/20"], "2017/18 to 2019/20"),
        (["2019", "2020", "2022"], "2019 to 2020, 2022"),
        (["2019-04-01", "2023-04-01"], "2019-04-01, 2023-04-01"),
        (["2019, mid-2015", "2019"], "2019, mid-2015"),
        ([], ""),
    ],
)
def test_years_and_months_that_are_held_are_said_with_their_gaps(texts: list[str], said: str) -> None:
    assert periods.in_order(texts) == said


@pytest.mark.parametrize(
    "text, days",
    [
        ("2012-05", 22),  # the late one moved to June
        ("2012-06", 19),
        ("2018-12", 19),  # Christmas and Boxing Day on a Tuesday and a Wednesday
        ("2016-12", 20),  # Christmas on a Sunday: the Monday and the Tuesday after
        ("2021-12", 21),  # and on a Saturday
        ("2019-04", 20),  # Good Friday and Easter Monday
        ("2020-05", 19),  # the early one moved to 8 May
        ("2022-05", 21),  # the late one moved to June
        ("2022-06", 20),  # where a second one was added
        ("2022-09", 21),
        ("2023-05", 20),  # a third one for the coronation
        ("2017-01", 21),  # New Year on a Sunday
        ("2018/19", 253),
        ("2018", 253),
    ],
)
def test_working_days_are_weekdays_that_are_no_bank_holiday(text: str, days: int) -> None:
    assert periods.parse(text).working_days == days
