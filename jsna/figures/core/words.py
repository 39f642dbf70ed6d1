"""Words: numbers, plurals, lists and ranges as a reader sees them."""

import calendar
import math
import re
from collections.abc import Iterable, Sequence

from jsna import footprints
from jsna.measures import decimal as decimal
from jsna.measures import number as number
from jsna.measures import percent as percent

MINUS = "\N{MINUS SIGN}"
MONTH = re.compile(r"\d{4}-\d\d")
YEARS = re.compile(r"(\d\d)(\d\d) ?[-\u2013] ?(?:\d\d)?(\d\d)")
#: A number by itself, and spaces as wide as a figure and as a point.
NUMBER = re.compile(rf"[+{MINUS}-]?[\d,]+(?:\.(\d+))?%?")
FIGURE, POINT = "\N{FIGURE SPACE}", "\N{PUNCTUATION SPACE}"


def aligned(texts: Sequence[str]) -> list[str]:
    """Numbers with the spaces after them that put their points below each other where they end at one line; other texts as they are."""
    numbers = [NUMBER.fullmatch(text) for text in texts]
    decimals = [len(number[1] or "") if number else 0 for number in numbers]
    most = max(decimals, default=0)
    spaces = [(POINT if most and not many else "") + FIGURE * (most - many) for many in decimals]
    return [text + space if number else text for text, number, space in zip(texts, numbers, spaces, strict=True)]



def about(value: float) -> str:
    """A modelled number: two significant figures, and whole; below 0 with a minus, and 0 without."""
    size = abs(value)
    text = number(round(size, 1 - math.floor(math.log10(size))) if size >= 100 else size)
    return f"{MINUS}{text}" if value < 0 and text != "0" else text


def expected(count: float) -> str:
    """How many would differ by chance alone: whole, below 1 one figure that is not 0."""
    return f"{count:.0f}" if count >= 1 else f"{count:.1g}"


def chance(count: float) -> str:
    """How many chance alone would give, within a sentence: `about 2`, `fewer than 1`."""
    return f"about {count:.0f}" if count >= 1 else "fewer than 1"


#: How much the higher of two values is, beside the lower, by the quotient up to which it is said so.
FOLDS = (
    (1.05, "hardly more"), (1.15, "about a tenth more"), (1.27, "about a fifth more"), (1.42, "about a third more"),
    (1.55, "about half more"), (1.63, "about three fifths more"), (1.75, "about two thirds more"), (1.95, "almost twice as much"),
    (2.1, "twice as much"), (2.75, "more than twice as much"), (2.95, "almost three times as much"), (3.1, "three times as much"),
    (4, "more than three times as much"), (5, "more than four times as much"),
)  # fmt: skip


def fold(low: float, high: float) -> str:
    """How much the higher value is: `about a third more`, `twice as much`; `many times as much` from fivefold on, and beside 0."""
    return next((text for most, text in FOLDS if high < most * low), "many times as much" if high > low else FOLDS[0][1])


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


def month(period: str) -> str:
    """`2019-04` as `April 2019`."""
    year, number_of_month = period.split("-")
    return f"{calendar.month_name[int(number_of_month)]} {year}"


def ordinal(place: int) -> str:
    """`1st`, `2nd`, `3rd`, `11th`."""
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place:,}{ending}"


def kind(footprint: str) -> str:
    """What an area of a footprint is called in a sentence."""
    return footprints.kind(footprint).name


def capital(text: str) -> str:
    """With a large first letter, as a heading: `Council area` of `council area`."""
    return text[:1].upper() + text[1:]


def lower(text: str) -> str:
    """With a small first letter, as within a sentence; an abbreviation keeps its own."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def signed(text: str, value: float) -> str:
    """A text of a number's size with its sign, by the number as it is written: 0 has none."""
    nought = not text.strip("0.,%")
    return text if nought else f"{'+' if value > 0 else MINUS}{text}"


def more_or_fewer(people: float) -> str:
    """About how many people more or fewer: `+4,000`, `−300`, `not known`."""
    return "not known" if math.isnan(people) else signed(about(abs(people)), people)


def shown_period(period: str) -> str:
    """A period as a reader sees it: a month by its name, years as `2016 to 2020`, any other as it is published."""
    years = YEARS.fullmatch(period)
    return month(period) if MONTH.fullmatch(period) else f"{years[1]}{years[2]} to {years[1]}{years[3]}" if years else period


def span(periods: Iterable[str]) -> str:
    """The first and the last of some periods: `2018/19`, `2018/19 to 2022/23`."""
    ordered = sorted(set(periods))
    return " to ".join(dict.fromkeys(shown_period(period) for period in (ordered[0], ordered[-1]))) if ordered else ""
