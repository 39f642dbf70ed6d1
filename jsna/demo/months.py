"""Months of the fictional series, as NHS England names and dates them."""

import pandas as pd

from jsna import periods
from jsna.demo.layout import NOTICE, Row

#: April 2017 to March 2020: three whole financial years.
MONTHS = tuple(periods.parse(f"{month:%Y-%m}") for month in pd.date_range("2017-04", "2020-03", freq="MS"))


def file_name(month: periods.Period) -> str:
    """For example `Apr_19`."""
    return f"{month.start:%b_%y}"


def block(month: periods.Period, title: str, summary: str, basis: str, status: str, below: Row) -> list[Row]:
    """The block above the table of a monthly workbook: thirteen rows, the labels in column B."""
    labels = {
        "Title": title, "Summary": summary, "Period": f"{month.start:%B %Y}", "Source": NOTICE, "Basis": basis,
        "Published": _published(month, 2), "Revised": _published(month, 10), "Status": status, "Contact": "-",
    }  # fmt: skip
    rows = [["", f"{label}:", words] for label, words in labels.items()]
    return [[], *rows[:2], [], *rows[2:], [], below]


def _published(month: periods.Period, months_later: int) -> str:
    """The second Thursday some months later: `13th June 2019`."""
    day = pd.Timestamp(month.start) + pd.DateOffset(months=months_later) + pd.offsets.WeekOfMonth(week=1, weekday=3)
    return f"{day.day}th {day:%B %Y}"
