"""Words: numbers, plurals, lists and ranges as a reader sees them."""

import calendar
import math
from collections.abc import Sequence

import pandas as pd

from jsna import catalogue

SOURCE_QOF = "NHS Digital, Quality and Outcomes Framework, {period}. Open Government Licence v3.0."
#: Where registers come from, and for whom.
REGISTERS = "Registers come from the raw QOF files (NHS Digital), for areas that are made of practices."
#: A practice with fewer patients is never singled out.
SMALL_PRACTICE = 1_000
QUALIFIER = "as recorded by GPs; not adjusted for age"


#: How φ is said where it stands, for whoever has not met it.
PHI = "φ = {phi:.1f} times the variation of chance"
#: What the words of a comparison mean: of a practice, nothing is put in words that a test at 99.8% does not find.
_LARGE = "a difference of a tenth of the comparator: among many patients nearly every difference passes a test."
_OF_PRACTICES = (
    f"Much higher and much lower need a test at the 99.8% level and {_LARGE} "
    "Close: the test is passed, the difference is smaller. Similar: the test is not passed."
)
_OF_AREAS = (
    f"Much higher and much lower need a test at the 99.8% level, higher and lower one at the 95% level, and each {_LARGE} "
    "Close: a test is passed, the difference is smaller. Similar: no test is passed."
)


#: The words of a comparison, and those for limits, from the least to the most.
FROM_LOWEST = ("much lower", "lower", "close", "similar", "higher", "much higher")
FROM_BELOW = ("below both", "below", "below chance", "no", "above chance", "above", "above both")


def compared(rows: pd.DataFrame) -> str:
    """What the words of a comparison in these rows mean."""
    return _OF_PRACTICES if rows["footprint"].eq("practice").all() else _OF_AREAS


def number(value: float) -> str:
    """A whole number with separators of thousands."""
    return "not known" if math.isnan(value) else f"{value:,.0f}"


def about(value: float) -> str:
    """A modelled number: two significant figures, and whole."""
    if math.isnan(value) or not round(value):
        return number(value)
    return number(round(value, 1 - math.floor(math.log10(abs(value)))) if abs(value) >= 100 else value)


def percent(value: float) -> str:
    """A percentage: one decimal, two below 1, and never a minus zero."""
    if math.isnan(value):
        return "not known"
    return f"{value:.1f}%" if abs(value) >= 1 else f"{value:.2f}%"


def expected(count: float) -> str:
    """How many would differ by chance alone: one decimal, below 1 one figure that is not 0."""
    return f"{count:.1f}" if count >= 1 else f"{count:.1g}"


def interval(lower: float, upper: float) -> str:
    """Two limits of a percentage."""
    return f"{percent(lower)} to {percent(upper)}"


def counted(count: int, one: str, many: str = "") -> str:
    """A count with its noun: `1 practice`, `20 practices`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def none(count: int) -> str:
    """A count within a sentence: `none`, `1`, `20`."""
    return f"{count:,}" if count else "none"


def verb(count: int, one: str, many: str) -> str:
    """The verb that goes with a count."""
    return one if count == 1 else many


def joined(items: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else "none"


def rate(value: float) -> str:
    """A number a day, or a score: one decimal."""
    return "not known" if math.isnan(value) else f"{value:,.1f}"


def month(period: str) -> str:
    """`2019-04` as `April 2019`."""
    year, number_of_month = period.split("-")
    return f"{calendar.month_name[int(number_of_month)]} {year}"


def ordinal(place: int) -> str:
    """`1st`, `2nd`, `3rd`, `11th`."""
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place:,}{ending}"


def kind(footprint: str) -> str:
    """What an area of a footprint is called: `CCG` of `ccg_2019`."""
    return catalogue.kind(footprint).name


def capital(text: str) -> str:
    """With a large first letter, as a heading: `Council area` of `council area`, `CCG` as it is."""
    return text[:1].upper() + text[1:]


def comparator(name: str, rows: pd.DataFrame) -> str:
    """What heads a comparator's column: its name, or `rest of STP` by the kind of the larger area."""
    return f"rest of {rows['larger'].iloc[0]}" if "larger" in rows else name


def in_unit(value: float, unit: str) -> str:
    """A value as its unit is written: a percentage, a score or a count."""
    return percent(value) if unit.startswith("%") else rate(value) if unit.startswith("score") else number(value)
