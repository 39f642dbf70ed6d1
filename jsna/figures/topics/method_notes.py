"""Method notes: how the numbers of this report were made, by the methods that its own rows called for and no others."""

from collections.abc import Callable

import pandas as pd

from jsna.analysis import trend
from jsna.analysis.spread import FEWEST
from jsna.catalogue import Definition, definition, definitions, serving
from jsna.figures.core.area import Area
from jsna.figures.core.call import call
from jsna.figures.core.figure import Notice
from jsna.figures.kinds.each import notable_of
from jsna.figures.topics.expectation import by_age


@call
def method_notes(here: Area) -> Notice:
    """A paragraph of each method that ran for this area and these comparators.

    Examples
    --------
    >>> jsna.method_notes(here)
    """
    kinds = {definitions()[indicator].measure for indicator in here.rows["indicator_id"].unique()}
    notes = tuple(text for text, ran in NOTES if ran(here, kinds))
    where = "The page of methods that comes with the workbook has each formula, its edges and its reference."
    return Notice("Methods of this report", (where,), notes, kind="plain")


def _tested(here: Area, kinds: set[str]) -> bool:
    return "proportion" in kinds


def _with_model(here: Area, kinds: set[str]) -> bool:
    return bool(here.notable().get("of", pd.Series(dtype="str")).eq("expected").any())


def _with_rest(here: Area, kinds: set[str]) -> bool:
    return _tested(here, kinds) and bool({"stp", "icb"} & set(here.comparators)) and here.larger is not None


def _with_similar(here: Area, kinds: set[str]) -> bool:
    return _tested(here, kinds) and not here.peers().empty


def _of_trend(here: Area, kinds: set[str]) -> bool:
    """Whether any indicator that is drawn has five years in a row on one definition."""
    chapters = dict.fromkeys(each.chapter for each in _proportions(here))
    return any(_is_tested(here.rows, each.id) for chapter in chapters for each in notable_of(here, chapter))


def _is_tested(rows: pd.DataFrame, indicator: str) -> bool:
    series = rows[rows["indicator_id"] == indicator].assign(place="")
    rules = definition(indicator)
    return trend.tested(trend.segments(series, rules.breaks), rules) is not None


def _proportions(here: Area) -> list[Definition]:
    """The indicators of the area that are tested."""
    return [each for each in map(definition, here.rows["indicator_id"].unique()) if each.measure == "proportion"]


def _practices(here: Area) -> int:
    """How many practices there are to compare."""
    return here.practices(*(each.id for each in _proportions(here)))["area_code"].nunique()


def _of_practices(here: Area, kinds: set[str]) -> bool:
    return _tested(here, kinds) and _practices(here) > 1


def _with_spread(here: Area, kinds: set[str]) -> bool:
    has_reasons = {by_age().id, serving("deprivation_of_patients")[0].id} <= set(here.rows["indicator_id"])
    return _tested(here, kinds) and has_reasons and _practices(here) >= FEWEST


#: What is said of each method, and whether it ran.
NOTES: tuple[tuple[str, Callable[[Area, set[str]], bool]], ...] = (
    ("A share of patients on a register has a Wilson interval, at 95% (Wilson 1927). England is a fixed line: inside the interval is "
     "similar.", _tested),
    ("A larger area that contains this one is compared as the rest of it without this one, by Newcombe's interval of the difference "
     "(Newcombe 1998).", _with_rest),
    ("Similar areas are the nearest by age of patients, deprivation and, where boundaries are held, density. Each weighs the same, in "
     "standard deviations. "
     "Taken together, they are compared by Newcombe's interval. Each comparison is made again without each of them and with other "
     "weights.", _with_similar),
    ("Higher and lower need a test and a difference of a tenth of the comparator. A difference that passes the test but is smaller is "
     "close to.", _tested),
    ("What is expected of a place is a logistic model of all areas like it: of the shares of patients under 18 and aged 50 and over, and "
     "of deprivation, fitted without this place. Its limits take the spread that remains between such areas (Williams 1982). It is about "
     "areas and recorded illness, and age is three shares; fewer than 30 areas have no model.", _with_model),
    ("Registers stand in one order: what is unusual first, then by size, certainty and people taken together. The first three are drawn "
     "one by one, and up to six where so many are unusual.", _tested),
    ("A practice stands out where it lies outside the 95% limits of practices whose patients are of the same ages, in places as deprived, "
     "outside those of chance alone at 99.8%, and differs by a tenth. Where nothing is expected, limits of 99.8% allow for chance and the "
     "spread between practices here (Spiegelhalter 2012). Special practices (small, of unusual ages, with a new or changed list) are left "
     "out.",
     _of_practices),
    ("A register rose or fell where the test for trend over five years in a row finds it at 99.8%, leaving out no year turns it "
     "(Armitage 1955), and it changed by half of what two places need to be told apart. What only accumulates is not tested. Changes "
     "across a break are told without a test.", _of_trend),
    ("The share of the differences between practices that goes with age and deprivation is the deviance that a binomial model explains, "
     "less what as many random measures would (Cameron and Windmeijer 1997; Mittlböck and Waldhör 2000). Chance alone gives a deviance "
     "of 1 for each practice but one.", _with_spread),
    ("Monthly series are XmR charts: the mean, and limits at 2.66 times the mean moving range. Ranges of 3.267 times their mean or more "
     "are left out of it once, unless only ranges of nought would be left (NHS England, Making Data Count). Months that are not held break "
     "the line. Where there is fewer than one event a month, or none in most months, the counts are listed without limits.",
     lambda here, kinds: any(definitions()[key].chart == "xmr" for key in here.rows["indicator_id"].unique())),
    ("Scores of deprivation are means of small areas, weighted by residents. They have no interval.", lambda here, kinds: "score" in kinds),
    ("Complete counts, such as patients on lists or small areas in a group, are no samples and have no interval.",
     lambda here, kinds: bool(kinds & {"share", "count"})),
    ("Counts are summed from practices and small areas first, and divided once. Areas that were merged have their earlier figures "
     "summed.", lambda here, kinds: True),
)  # fmt: skip
