"""Dates of files: the one day that a list states, or the year or month in the path of a file that states none."""

import re
from datetime import datetime

import pandas as pd

from jsna.errors import FileError
from jsna.readers.rawfile import RawFile
from jsna.readers.tables import MONTHS, refusal, refuse_where

#: How publishers write a day.
DAYS = ("%d-%b-%y", "%d-%b-%Y", "%d%b%Y", "%Y-%m-%d", "%d/%m/%Y")
YEAR_IN_NAME = re.compile(r"(?<!\d)(?:20)?(\d\d)[-_ ]?(?:20)?(\d\d)(?!\d)")
#: Files of this kind begin with 2013/14; smaller pairs of numbers in a path are days and months.
FIRST_YEAR = 13

#: A month as file names have it: `01-2014`, `2015_01-03` (a quarter), `2019-07`.
MONTH_IN_NAME = re.compile(r"(?<!\d)(?:(?P<m1>0[1-9]|1[0-2])[-_ ](?P<y1>20\d\d)|(?P<y2>20\d\d)[-_ ](?P<m2>0[1-9]|1[0-2])"
                           r"(?:[-_ ](?P<until>0[1-9]|1[0-2]))?)(?!\d)")
#: The same in words: `oct-2016`, `Apr-26`, `July-2022`.
SHORT = [name[:3] for name in MONTHS]
WORDS_IN_NAME = re.compile(rf"(?<![a-z])(?P<month>{'|'.join(SHORT)})[a-z]*[-_ ](?:20)?(?P<year>\d\d)(?!\d)", re.IGNORECASE)


def as_of(raw: RawFile, column: pd.Series, heading: str) -> str:
    """The one day of a list, however it is written, as 2017-09-01.

    Raises
    ------
    FileError
        Where the cells differ or are no days.
    """
    first = str(column.iloc[0]).strip()
    refuse_where(raw, column != column.iloc[0], column, f"one date, {first}", heading)
    for form in DAYS:
        try:
            return datetime.strptime(first, form).date().isoformat()
        except ValueError:
            continue
    raise refusal(raw, "a date such as 01-Sep-20", repr(first), row=int(column.index[0]), column=heading)


def years_in_name(name: str) -> list[str]:
    """Financial years in a path such as `2022-23/PREVALENCE_2223.csv`, as 2022/23, the nearest to the file's own name last."""
    pairs = [(int(first), int(second)) for first, second in YEAR_IN_NAME.findall(name)]
    return [f"20{first}/{second}" for first, second in pairs if second == first + 1 and first >= FIRST_YEAR]


def no_year(raw: RawFile, example: str) -> FileError:
    """The refusal of a file that tells its year neither inside nor in its path."""
    return refusal(raw, "a year in the file's name or folder, because the file itself holds none", "no year",
                   remedy=f"Keep the publisher's name, such as {example}, or use a folder named such as 2022-23.")


def month_of(raw: RawFile, example: str) -> str:
    """The month in a file's path as 2014-01, or the months of a quarter as `2015-01 to 2015-03`.

    Raises
    ------
    FileError
        Where there is none.
    """
    dates, words = list(MONTH_IN_NAME.finditer(raw.name)), list(WORDS_IN_NAME.finditer(raw.name))
    if words and not dates:
        return f"20{words[-1]['year']}-{SHORT.index(words[-1]['month'].lower()) + 1:02d}"
    if not dates:
        raise refusal(raw, "a month and year in the file's name, because the file itself holds none", "none",
                      remedy=f"Keep the publisher's name, such as {example}.")
    last = dates[-1]
    first = f"{last['y1'] or last['y2']}-{last['m1'] or last['m2']}"
    return f"{first} to {last['y2']}-{last['until']}" if last["until"] else first
