"""Names: text of a publisher or a person, and days, as they can stand in a sentence, a title and a message."""

import datetime as dt
import re

import pandas as pd

#: More characters than this are no name. The longest published name of an area or practice has 77.
LONGEST = 120
#: Characters that nobody sees: controls, marks that take no room or turn the direction of a text, halves of characters.
UNSEEN = "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff\ud800-\udfff]"
_UNSEEN = re.compile(UNSEEN)
#: Braces stand for a gap that nobody filled, by which the audit knows a sentence that is not finished.
ROUND = str.maketrans("{}", "()")


def readable(text: object, longest: int = LONGEST) -> str:
    """A text in one line, of which every character is seen and none stands for a gap, cut where it is longer than a name can be."""
    words = " ".join(_UNSEEN.sub("", " ".join(str(text).split())).translate(ROUND).split())
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def in_words(day: dt.date) -> str:
    """A day as a sentence has it: `1 April 2019`."""
    return f"{day.day} {day:%B %Y}"


def named(areas: pd.DataFrame) -> pd.DataFrame:
    """Areas with readable names; one that has no name is called by its code."""
    names = areas["area_name"].fillna("").map(readable)
    return areas.assign(area_name=names.where(~names.isin(["", "nan", "None"]), areas["area_code"]))
