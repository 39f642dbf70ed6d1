"""Months of the fictional series, as NHS England names and dates them."""

import calendar
import datetime as dt
from typing import NamedTuple

ORDINALS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}


class Month(NamedTuple):
    """A month of a year."""

    year: int
    number: int

    @property
    def name(self) -> str:
        """For example `April`."""
        return calendar.month_name[self.number]

    @property
    def days(self) -> int:
        """Days in the month."""
        return calendar.monthrange(self.year, self.number)[1]

    @property
    def financial_year(self) -> str:
        """For example `2019-20`."""
        start = self.year - (self.number < 4)
        return f"{start}-{(start + 1) % 100:02d}"

    @property
    def file_name(self) -> str:
        """For example `Apr_19`."""
        return f"{self.name[:3]}_{self.year % 100}"

    def published(self, months_later: int) -> str:
        """The second Thursday some months later: `13th June 2019`."""
        year, number = divmod(self.year * 12 + self.number - 1 + months_later, 12)
        first = dt.date(year, number + 1, 1)
        day = 1 + (3 - first.weekday()) % 7 + 7
        return f"{day}{ORDINALS.get(day, 'th')} {calendar.month_name[number + 1]} {year}"


#: April 2017 to March 2020: three whole financial years.
MONTHS = tuple(Month(2017 + i // 12, i % 12 + 1) for i in range(3, 39))
