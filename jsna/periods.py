"""Periods: what publishers write for a day, a month, a year or several, as a start, an end and a label."""

import datetime as dt
import re
from calendar import month_abbr, monthrange
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pandas as pd
from dateutil.relativedelta import MO
from pandas.tseries import holiday

#: How many periods of a kind make up a financial year.
IN_A_YEAR = {"month": 12, "quarter": 4}
MONTHS = {name: number for number, name in enumerate(month_abbr) if name}
#: Each kind and how it is written; the first that fits is meant.
PATTERNS = {
    "day": r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])-(?P<day>\d\d)",
    "month": rf"(?P<year>\d{{4}})-(?P<month>0[1-9]|1[0-2])|(?P<name>{'|'.join(MONTHS)})[a-z]*[ -](?P<year_of_name>\d{{4}})",
    "months": r"(?P<first>\d{4}-\d\d) to (?P<last>\d{4}-\d\d)",
    "quarter": r"Q(?P<quarter>[1-4]) (?P<year>\d{4})/\d\d|(?P<year_first>\d{4})/\d\d Q(?P<quarter_last>[1-4])",
    "financial year": r"(?P<year>\d{4})/(?P<last>\d\d)",
    "financial years": r"(?P<year>\d{4})/\d\d ?[-\u2013] ?(?:\d\d)?(?P<until>\d\d)/(?P<last>\d\d)",
    "year": r"(?P<year>\d{4})",
    "mid-year": r"mid-(?P<year>\d{4})",
    "years": r"(?P<year>\d{4}) ?[-\u2013] ?(?:\d\d)?(?P<last>\d\d)",
}


class BankHolidays(holiday.AbstractHolidayCalendar):
    """Bank holidays of England (Banking and Financial Dealings Act 1971; moved and added ones as proclaimed, gov.uk/bank-holidays)."""

    _MOVED = (pd.Timestamp("2012-05-28"), pd.Timestamp("2020-05-04"), pd.Timestamp("2022-05-30"))
    rules = [
        holiday.Holiday("New Year", month=1, day=1, observance=holiday.next_monday),
        holiday.GoodFriday,
        holiday.EasterMonday,
        holiday.Holiday("Early May", month=5, day=1, offset=pd.DateOffset(weekday=MO(1)), exclude_dates=pd.DatetimeIndex(_MOVED)),
        holiday.Holiday("Spring", month=5, day=31, offset=pd.DateOffset(weekday=MO(-1)), exclude_dates=pd.DatetimeIndex(_MOVED)),
        holiday.Holiday("Summer", month=8, day=31, offset=pd.DateOffset(weekday=MO(-1))),
        holiday.Holiday("Christmas", month=12, day=25, observance=holiday.next_monday),
        holiday.Holiday("Boxing Day", month=12, day=26, observance=holiday.next_monday_or_tuesday),
        holiday.Holiday("Royal wedding", year=2011, month=4, day=29),
        holiday.Holiday("Diamond Jubilee, spring", year=2012, month=6, day=4),
        holiday.Holiday("Diamond Jubilee", year=2012, month=6, day=5),
        holiday.Holiday("Victory in Europe", year=2020, month=5, day=8),
        holiday.Holiday("Platinum Jubilee, spring", year=2022, month=6, day=2),
        holiday.Holiday("Platinum Jubilee", year=2022, month=6, day=3),
        holiday.Holiday("State funeral", year=2022, month=9, day=19),
        holiday.Holiday("Coronation", year=2023, month=5, day=8),
    ]


# Those of two centuries take as long as those of six months one by one.
@lru_cache(maxsize=1)
def _bank_holidays() -> np.ndarray:
    return BankHolidays().holidays().to_numpy(dtype="datetime64[D]")


@dataclass(frozen=True, order=True)
class Period:
    """A stretch of time that numbers are about; of two, the one that begins first comes first.

    Attributes
    ----------
    start, end : date
        The first and the last day.
    kind : str
        A key of `PATTERNS`.
    label : str
        As it was published.
    """

    start: dt.date
    end: dt.date
    kind: str
    label: str

    @property
    def next(self) -> "Period":
        """The period of the same kind that follows; of a day or of months of no fixed number, there is none.

        Raises
        ------
        ValueError
            Where none follows.
        """
        year, month = self.start.year, self.start.month
        labels = {
            "month": f"{year + month // 12}-{month % 12 + 1:02d}",
            "quarter": f"Q{(month - 1) // 3 % 4 + 1} {financial_year(self.end + dt.timedelta(1))}",
            "financial year": financial_year(self.end + dt.timedelta(1)),
            "year": str(year + 1),
            "mid-year": f"mid-{year + 1}",
        }
        if self.kind not in labels:
            raise ValueError(f"{self.label}: nothing follows a period of this kind")
        return parse(labels[self.kind])

    @property
    def middle(self) -> dt.date:
        """The day halfway."""
        return self.start + dt.timedelta((self.days + 1) // 2)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    @property
    def working_days(self) -> int:
        """How many of its days are from Monday to Friday and no bank holiday of England."""
        return int(np.busday_count(self.start, self.end + dt.timedelta(1), holidays=_bank_holidays()))

    def apart(self, other: "Period") -> int:
        """Whole months between the middles of two periods: of `2019/20` and `2019-11`, 1."""
        return abs(12 * (self.middle.year - other.middle.year) + self.middle.month - other.middle.month)


@lru_cache(maxsize=4096)
def parse(text: str) -> Period:
    """The period that a text means.

    Raises
    ------
    ValueError
        Where it is none, so that nobody guesses.
    """
    for kind, pattern in PATTERNS.items():
        if match := re.fullmatch(pattern, text):
            parts = {name: value for name, value in match.groupdict().items() if value}
            return Period(*_ends(kind, parts, text), kind, text)
    raise ValueError(f"{text!r} is no period: expected such as 2018/19, 2019-04, Q4 2018/19, 2016 - 18, mid-2015 or a day")


def financial_year(day: dt.date) -> str:
    """The financial year that a day lies in: 31 March 2019 gives `2018/19`."""
    return written_year(day.year - (day.month < 4))


def written_year(first: int) -> str:
    """The financial year that begins in April of a calendar year: 2018 gives `2018/19`."""
    return f"{first}/{(first + 1) % 100:02d}"


def year_by_its_end(day: dt.date) -> str:
    """The financial year whose end is nearest to a day: from October before it to September after it."""
    return written_year(day.year - (day.month < 10))


def year_of(text: str) -> str:
    """The financial year that a month or quarter lies in."""
    return financial_year(parse(text).start)


def nearest(text: str, years: list[str]) -> str:
    """Of several periods the one that is nearest to another, of two as near the first; empty where there are none."""
    return min(sorted(years), key=lambda year: parse(year).apart(parse(text)), default="")


def placed(text: str, years: list[str]) -> str:
    """Of several periods the one that another lies in, or is nearest to; empty where there are none, or one that is not dated."""
    if not years or "" in years:
        return ""
    return next((year for year in (text, year_of(text)) if year in years), nearest(text, years))


def in_order(texts: list[str]) -> str:
    """Periods in order, what follows without a gap as one span: `2018/19 to 2020/21, 2022/23`."""
    each = sorted({text for span in texts for text in span.split(", ")})
    runs: list[list[str]] = [[text] for text in each[:1]]
    for before, after in pairwise(each):
        if _follows(before, after):
            runs[-1].append(after)
        else:
            runs.append([after])
    spans = [(run[0].partition(" to ")[0], run[-1].rpartition(" to ")[2]) for run in runs]
    return ", ".join(first if first == last else f"{first} to {last}" for first, last in spans)


def _follows(before: str, after: str) -> bool:
    try:
        last, first = parse(before.rpartition(" to ")[2]), parse(after.partition(" to ")[0])
    except ValueError:  # what is no period follows nothing
        return False
    return last.kind == first.kind and last.end + dt.timedelta(1) == first.start and last.kind != "day"


def _ends(kind: str, parts: dict[str, str], text: str) -> tuple[dt.date, dt.date]:
    if kind == "months":
        return parse(parts["first"]).start, parse(parts["last"]).end
    year = int(next(value for name, value in parts.items() if name.startswith("year")))
    if kind == "day":
        day = dt.date(year, int(parts["month"]), int(parts["day"]))
        return day, day
    if kind == "month":
        return _months(year, MONTHS[parts["name"]] if "name" in parts else int(parts["month"]), 1)
    if kind == "quarter":
        number = int(parts.get("quarter") or parts["quarter_last"])
        return _months(year + number // 4, (3 * number) % 12 + 1, 3)
    if kind == "mid-year":
        return dt.date(year, 6, 30), dt.date(year, 6, 30)
    last = _last(year, parts, text)
    return (dt.date(year, 4, 1), dt.date(last, 3, 31)) if kind.startswith("financial") else (dt.date(year, 1, 1), dt.date(last, 12, 31))


def _months(year: int, month: int, number: int) -> tuple[dt.date, dt.date]:
    last = month + number - 1
    return dt.date(year, month, 1), dt.date(year, last, monthrange(year, last)[1])


def _last(year: int, parts: dict[str, str], text: str) -> int:
    """The calendar year that the last two digits mean: one at most a century later."""
    last = year + (int(parts["last"]) - year) % 100 if "last" in parts else year
    single = "/" in text and "until" not in parts
    if (single and last != year + 1) or ("last" in parts and last == year):
        raise ValueError(f"{text!r} is no period: {parts['last']} does not follow {year}")
    return last
