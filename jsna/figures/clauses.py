"""Clauses: what rows of indicators say in words, by the definition of their indicator and never by its name."""

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from jsna.analysis.comparison import expected_by_chance
from jsna.catalogue import Definition, definitions, publication
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.figure import Missing
from jsna.measures import MEASURES
from jsna.schemas import SMALL_PRACTICE

#: The words of a comparison, and those for limits, from the least to the most.
FROM_LOWEST = ("lower", "close", "similar", "higher")
IN_RANGE = "in the usual range"
FROM_FEWEST = (
    "far fewer than expected", "fewer than expected", "about as expected", IN_RANGE, "we cannot tell", "more than expected",
    "far more than expected",
)  # fmt: skip
FROM_BELOW = ("below both", "below", "below chance", "no", "above chance", "above", "above both")
#: What the words of a comparison mean: of a practice, nothing is put in words that a test at 99.8% does not find.
_LARGE = "a difference of a tenth of the comparator: among many patients nearly every difference passes a test. "
_SIZES = "Close: the test is passed, the difference is smaller. Similar: the test is not passed."
_OF_PRACTICES = f"Higher and lower need a test at the 99.8% level and {_LARGE}{_SIZES}"
_OF_AREAS = f"Higher and lower need a test at the 95% level and {_LARGE}{_SIZES}"
#: What the title of an axis says that begins above 0.
CUT = " (axis does not start at 0)"
#: How a unit begins that is said behind its number.
SAID_BEHIND = ("per ", "years", "nights")
_BY_LIMITS = "Higher and lower: the 95% interval leaves the other value out, however near that is. Similar: it does not."
#: An own neighbourhood has the small areas that its analyst names.
UNNAMED = "Its small areas are not named: add lsoas to its file in data/local/areas."
#: Where patients may be counted whose practice is in no numerator, as one that merged with another in that year.
PERHAPS = "They may be counted at another practice too"
ELSEWHERE = "The lists of the years around are too small to hold them: they are probably counted at another practice too"


def value(number: float, definition: Definition) -> str:
    """A value as its measure writes it."""
    return MEASURES[definition.measure].text(number)


def stated(number: float, definition: Definition) -> str:
    """A value with its unit, where that is said behind it: `901.6 per 100,000`, `83.2 years`."""
    return f"{value(number, definition)} {definition.unit}" if definition.unit.startswith(SAID_BEHIND) else value(number, definition)


def sign(definition: Definition) -> str:
    """What stands behind each number of an axis."""
    return "%" if definition.unit.startswith("%") else ""


def axis(definition: Definition) -> str:
    """What is drawn along an axis, with its unit: `Deaths from all causes, per 100,000`."""
    return f"{definition.name.partition(' (')[0]}, {definition.unit}"


def on_axis(definition: Definition) -> str:
    """What of its name and unit an axis says, and so a line above need not: all, or what stands before a bracket, and it."""
    name, bracket, _ = definition.name.partition(" (")
    return f"{name} (" if bracket else f"{axis(definition)}, "


def about(definition: Definition) -> str:
    """What a sentence says an indicator is about: its condition, or its name."""
    return definition.condition or words.lower(definition.name)


def a_day(definition: Definition) -> str:
    """What a number a day is called in a heading: `A day`, `A working day`."""
    return " ".join(filter(None, ("A", definition.days, "day")))


def measured(number: float, definition: Definition, year: str = "") -> str:
    """A value with what it is of: `7.1% of patients aged 17 and over are recorded with diabetes`, else its name and the value."""
    if definition.event and sign(definition):
        return f"{value(number, definition)} of {definition.people} are {definition.event}"
    return f"{definition.name}{year}: {stated(number, definition)}"


def qualified(definition: Definition, start: str = "Figures are") -> str:
    """What is to be kept in mind of all that is said of people with a condition: its caveat, within a sentence."""
    return f"{start} {words.lower(definition.caveat)}" if definition.condition and definition.caveat else ""


def qualifier(definition: Definition) -> str:
    """The same as it follows a number."""
    return f", {words.lower(definition.caveat).rstrip('.')}" if definition.condition and definition.caveat else ""


def several(some: list[Definition]) -> tuple[str, str]:
    """What one of some indicators is called, and all together, where these are of one kind."""
    kinds = {(each.noun, each.together) for each in some}
    return kinds.pop() if len(kinds) == 1 else (Definition.noun, Definition.together)


def subject(some: list[Definition]) -> str:
    """What rises or falls, or is higher, of some indicators."""
    subjects = {each.subject for each in some}
    return subjects.pop() if len(subjects) == 1 else Definition.subject


def on_how_many(high: int, low: int, comparator: str, among: int, noun: str) -> str:
    """`higher than England on 3 of 5 rates and lower on 1`, `lower than England on all 3 rates`: the side with more of them first."""
    (side, most), (other, least) = sorted((("higher", high), ("lower", low)), key=lambda each: -each[1])
    if most == among > 1:
        return f"{side} than {comparator} on {'both' if among == 2 else f'all {among}'} {noun}s"
    return f"{side} than {comparator} on {words.none(most)} of {words.counted(among, noun)} and {other} on {words.none(least)}"


def caveats(some: list[Definition]) -> list[str]:
    """The caveats of some indicators, each once."""
    return [text for text in dict.fromkeys(each.caveat for each in some) if text]


def compared(rows: pd.DataFrame) -> str:
    """What the words of a comparison in these rows mean."""
    least = [definitions()[key].least_difference for key in rows["indicator_id"].unique()] if "indicator_id" in rows else []
    if least and not any(least):
        return _BY_LIMITS
    return _OF_PRACTICES if are_practices(rows) else _OF_AREAS


def are_practices(rows: pd.DataFrame) -> bool:
    """Whether every row is one of a practice."""
    return bool(rows["footprint"].eq("practice").all())


def by_chance(tests: int, confidence: float) -> str:
    """How many of so many tests would find a difference by chance alone."""
    return words.expected(expected_by_chance(tests, confidence))


def unlike(special: Mapping[str, int], so: str = "marked, and left out of the counts") -> str:
    """How many practices are unlike others and what follows, with the reasons; nothing where none is."""
    if not (count := sum(special.values())):
        return ""
    why = words.joined([f"{reason} ({words.number(many)})" if len(special) > 1 else reason for reason, many in special.items()])
    return f"{unlike_others(count)} {so}: {why}."


def unlike_facts(special: Mapping[str, int]) -> dict[str, str]:
    """The numbers of `unlike`."""
    if not special:
        return {}
    reasons = {f"Left out, {reason}": words.number(count) for reason, count in special.items()}
    ends = {"Left out": words.number(sum(special.values())), "Smallest list that is compared": words.number(SMALL_PRACTICE)}
    return ends | reasons


def apart(rows: pd.DataFrame) -> dict[str, int]:
    """Why siblings of an area take no part in its rank, and how many for each reason."""
    reasons = str(rows["apart"].iloc[0]) if "apart" in rows and len(rows) else ""
    return Counter(reasons.split("; ")) if reasons else {}


def unranked(rows: pd.DataFrame) -> dict[str, int]:
    """As `apart`, with the own practice where it is special too: it has a row, but no rank."""
    own = Counter([str(rows["special"].iloc[0])] if no_rank(rows) else [])
    return own + Counter(apart(rows))


def no_rank(rows: pd.DataFrame) -> str:
    """Why the own practice has no rank among those of `Area.latest_of`, as a sentence; nothing where it may have one."""
    reason = str(rows["special"].iloc[0]) if "special" in rows and len(rows) else ""
    return f"{rows['place'].iloc[0]} has no rank, for it is a practice unlike others: {reason}." if reason else ""


def unlike_others(practices: int) -> str:
    """The special practices as the start of a sentence: `1 practice unlike others is`."""
    return f"{words.counted(practices, 'practice')} unlike others {words.verb(practices, 'is', 'are')}"


def beside(comparator: str, rows: pd.DataFrame) -> str:
    """What heads a comparator's column: its name, or the wider area, of which it may be the rest, and which the sentences name."""
    if "larger" not in rows:
        return comparator
    return "rest of wider area" if comparator.startswith("the rest of ") else "wider area"


def signed_percent(number: float) -> str:
    """A change in per cent: `+1.2%`, `0.0%`."""
    return "none" if pd.isna(number) else words.signed(f"{abs(number):.1f}%", number)


def signed(number: float, none: str = "not known") -> str:
    """A change of a count: `+1,200`, `0`."""
    return none if pd.isna(number) else words.signed(words.number(abs(number)), number)


def breaks(definition: Definition, since: str, small: bool) -> list[str]:
    """When and why its values are not to be joined to earlier ones, after a period; a small figure leaves out what pays."""
    left_out = ("accumulating", "payment") if small else ("accumulating",)  # what accumulates cuts nothing, and its trend says so
    return [f"From {b.period}: {b.reason}" for b in definition.breaks if b.period > since and b.kind not in left_out]


def left_out(rows: pd.DataFrame) -> tuple[str, ...]:
    """How many people are in no number of an area's rows, and why, for each period; nothing where all are."""
    return tuple(f"{period}: {text}." for period, text in _left_out(rows).items())


def left_out_facts(rows: pd.DataFrame) -> dict[str, str]:
    """The same as numbers used in the text."""
    return {f"Left out, {period}": text for period, text in _left_out(rows).items()}


def _left_out(rows: pd.DataFrame) -> dict[str, str]:
    some = rows[rows["left_out"].notna() & rows["value"].notna()] if "left_out" in rows else rows.head(0)
    return {str(period): _number_left_out(those, _are_elsewhere(rows, those)) for period, those in some.groupby("period")}


def _number_left_out(rows: pd.DataFrame, are_elsewhere: bool) -> str:
    most = rows["left_out"].max()
    about = "up to " if rows["left_out"].min() < most else ""  # a number of adults leaves out adults alone
    why = rows.sort_values("left_out")["why_left_out"].iloc[-1]
    return f"{about}{words.number(most)} patients are in neither number: {why}. {ELSEWHERE if are_elsewhere else PERHAPS}"


def _are_elsewhere(rows: pd.DataFrame, those: pd.DataFrame) -> bool:
    """Whether the list of a year lies between those of the years beside it without the patients left out, and beyond both with them."""
    years = rows[rows["value"].notna()].sort_values("period", ignore_index=True)
    at = years.index[years["period"] == those["period"].iloc[0]]
    if len(at) > 1 or not 0 < at[0] < len(years) - 1:
        return False
    size, beside = years["denominator"][at[0]], years["denominator"][[at[0] - 1, at[0] + 1]]
    return bool(beside.min() <= size <= beside.max() < size + years["left_out"][at[0]])


def absent(here: Area, definition: Definition) -> Missing:
    """What is missing of an indicator, and where it would come from."""
    source, (shortfall, because) = publication(definition.sources[0]), here.lacks(definition.id)
    name = words.lower(definition.name)
    if shortfall:
        there = f"{source.title} ({source.publisher}) is held, but no lookup places its figures in such an area."
        why = UNNAMED if shortfall == words.kind("local") and source.unit_kind.startswith("lsoa") else there
        return Missing(f"{words.capital(name)}: nothing that is held can be given for this {shortfall}.", because or why)
    return Missing(name, f"It would come from {source.title} ({source.publisher}): {source.page}{_or_as_published(definition)}")


def _or_as_published(indicator: Definition) -> str:
    """Who else publishes figures that could stand in for an indicator."""
    if not indicator.instead:
        return ""
    own, source = (publication(each.sources[0]) for each in (indicator, definitions()[indicator.instead]))
    named = f"{source.title} ({source.publisher}): {source.page}"
    return "" if own.publisher == source.publisher else f"; or, as published figures, from {named}"


def nothing_of(chapter: str, purpose: str) -> Missing:
    """That an area has no indicators of a chapter, and which publication would give them."""
    indicators = [each for each in definitions().values() if each.chapter == chapter]
    noun, _ = several(indicators)
    publications_wanted = [publication(source) for source in dict.fromkeys(source for each in indicators for source in each.sources[:1])]
    where = words.joined([f"{each.title} ({each.publisher})" for each in publications_wanted])
    return Missing(f"There are no {noun}s {purpose}.", f"They would come from {where}." if publications_wanted else "")
