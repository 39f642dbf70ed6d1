"""Months of the fictional series, as NHS England names and dates them."""

import pandas as pd

from jsna import periods

#: April 2017 to March 2020: three whole financial years.
MONTHS = tuple(periods.parse(f"{month:%Y-%m}") for month in pd.date_range("2017-04", "2020-03", freq="MS"))


def file_name(month: periods.Period) -> str:
    """For example `Apr_19`."""
    return f"{month.start:%b_%y}"


def published(month: periods.Period, months_later: int) -> str:
    """The second Thursday some months later: `13th June 2019`."""
    day = pd.Timestamp(month.start) + pd.DateOffset(months=months_later) + pd.offsets.WeekOfMonth(week=1, weekday=3)
    return f"{day.day}th {day:%B %Y}"
