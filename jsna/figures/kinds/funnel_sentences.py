"""What funnels say of practices beside what is expected: how far they lie apart, whether by chance, and which stand out."""

from typing import Any

import pandas as pd

from jsna.analysis import practices as analysis
from jsna.analysis.casemix import CANNOT_TELL
from jsna.analysis.funnel import FEWEST, ends
from jsna.analysis.special import REASONS
from jsna.catalogue import Definition
from jsna.figures import clauses, findings
from jsna.figures.core import words
from jsna.figures.core.figure import LONGEST, Sentence
from jsna.figures.kinds import funnel_expected_drawing as beside_expected
from jsna.figures.kinds import funnel_of_shares as of_shares

#: From so many times the variance of chance on practices differ far more: about a quarter of them then lie outside its 99.8% limits.
FAR = 7


def compared(table: pd.DataFrame) -> int:
    """How many practices are compared."""
    return int(table["like"].sum())


def outside(table: pd.DataFrame) -> int:
    """How many stand out."""
    return int(table["outside"].ne("").sum())


def ends_of(table: pd.DataFrame, column: str) -> tuple[float, float]:
    """Between which values of a column the middle eight tenths lie."""
    return ends(table.loc[table["like"], column])


def lined(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of practices as findings are told: with the line that they are set beside."""
    return table.assign(line=table["expected"], of="expected", footprint="practice")


def say(table: pd.DataFrame, indicator: Definition) -> Sentence:
    """How much practices differ and whether any stands out in few words; what chance gives, and which stand out, for their patients."""
    headline = f"{indicator.name}: {_finding(table, own(table))}"
    detail = (_first(table), *_of_own(own(table)), *_standing_out(table), *of_shares.few(compared(table)))
    first = f"The first in the table has {words.percent(table['value'].iloc[0])}."
    alt = f"Funnel plot of practices by patients expected. {headline}. {detail[0]} {first}"
    return Sentence(headline, tuple(filter(None, detail)), alt)


def _finding(table: pd.DataFrame, practice: pd.DataFrame) -> str:
    if is_of_own(practice):
        return _alone(practice.iloc[0], "in this practice")
    if compared(table) == 1:
        return _alone(table[table["like"]].iloc[0], "in the one practice that can be compared")
    if not analysis.beyond_chance(table):
        return "beside what is expected, practices differ no more than by chance"
    return f"beside what is expected, {_apart_by(table)}; {_outlying(table)}"


def is_of_own(practice: pd.DataFrame) -> bool:
    """Whether there is an own practice of which something is found, which the title then tells."""
    return len(practice) > 0 and bool(practice["unusual"].iloc[0])


def _apart_by(table: pd.DataFrame) -> str:
    """The practices at the upper end of the range that is told beside those at the lower."""
    more = words.fold(*ends_of(table, "ratio"))
    high, low = ("high practices record", "low ones") if compared(table) >= FEWEST else ("the highest records", "the lowest")
    return f"{high} {more} {'than' if more.endswith('more') else 'as'} {low}"


def _outlying(table: pd.DataFrame) -> str:
    """How many stand out; that it is no finding where of any practices as many do, or about as many."""
    out, usual, wide = outside(table), analysis.outside_by_chance(table), unjudged(table)
    stand_out = f"{words.number(out)} {words.verb(out, 'stands', 'stand')} out"
    if wide == compared(table):
        return "none can be judged"
    if not out:
        return f"none{' that is judged' if wide else ''} stands out"
    if analysis.more_stand_out(table):
        return stand_out
    return f"{stand_out}, {'as is' if usual >= 1 and out <= round(usual) else 'about as'} usual"


def _first(table: pd.DataFrame) -> str:
    """What is read below the chart: what a title's count is to be set beside, and between what practices lie."""
    differ = _differ(table) if is_of_own(own(table)) and compared(table) > 1 else ""
    return " ".join(filter(None, (_counted(table), _range(table), differ)))


def _counted(table: pd.DataFrame) -> str:
    """What a title's count of those that stand out is to be read with: how many do of any practices, and of how many nobody can tell."""
    if compared(table) < 2 or not analysis.beyond_chance(table):
        return ""
    practices = words.counted(compared(table), "practice")
    usual = f"Of any {practices} {words.chance(analysis.outside_by_chance(table))} stand out." if outside(table) else ""
    wide = f"Of {practices} here {words.number(unjudged(table))} cannot be judged, for practices like them differ too widely."
    return " ".join(filter(None, (usual, wide if unjudged(table) else "")))


def unjudged(table: pd.DataFrame) -> int:
    """Of how many of those compared nobody can tell: practices like them differ too widely."""
    return int(table.loc[table["like"], "unusual"].eq(CANNOT_TELL).sum())


def own(table: pd.DataFrame) -> pd.DataFrame:
    """The row of the practice that a report is about, if it is about one."""
    return table[table["own"].astype(bool)] if "own" in table else table.head(0)


def _alone(row: "pd.Series[Any]", where: str) -> str:
    word = findings.word(row.rename({"unusual": "word", "expected": "line"}))
    finding = "; whether that is unusual cannot be told" if row["unusual"] == CANNOT_TELL else f", {word}"
    return f"{words.percent(row['value'])} recorded {where} where {words.percent(row['expected'])} is expected{finding}"


def _against_chance(table: pd.DataFrame) -> str:
    if not analysis.beyond_chance(table):
        return "no more than by chance"
    return f"{'far ' if analysis.unevenness(table) >= FAR else ''}more than by chance"


def _range(table: pd.DataFrame) -> str:
    practices, (low, high) = compared(table), ends_of(table, "value")
    if practices < 2:
        return of_shares.ALONE
    some = of_shares.MOST if practices >= FEWEST else "These practices"
    chance = f"by chance alone it would be {by_chance(table)}, around their average of {average(table)}"
    return f"{some} have {words.percent(low)} to {words.percent(high)} recorded, and {of_expected(table)}; {chance}."


def _differ(table: pd.DataFrame) -> str:
    """How far practices lie apart, and whether chance alone may part them, where the title tells of one of them."""
    return f"Beside what is expected, {_apart_by(table)}, {_against_chance(table)}."


def of_expected(table: pd.DataFrame) -> str:
    """Between which quotients of recorded and expected the middle eight tenths lie."""
    low, high = ends_of(table, "ratio")
    return f"{low:.0f}% to {high:.0f}% of what is expected of each"


def average(table: pd.DataFrame) -> str:
    """What all that are compared have together of what is expected."""
    return f"{beside_expected.average(table):.0f}%"


def by_chance(table: pd.DataFrame) -> str:
    """Between which they would lie by chance alone."""
    return "{:.0f}% to {:.0f}%".format(*analysis.ends_by_chance(table))


def _of_own(practice: pd.DataFrame) -> tuple[str, ...]:
    """What is to be said of the practice that a report is about: people, and why it is left out where it is special."""
    if not is_of_own(practice):
        return ()
    row = practice.iloc[0]
    wide = "Such practices differ too widely to tell whether that is unusual." if row["unusual"] == CANNOT_TELL else ""
    exclusion = f"This practice is special, and is left out of how others differ: {row['special']}." if row["special"] else ""
    return tuple(filter(None, (f"That is {findings.people(row)}, beside what is expected of it.", wide, exclusion)))


def _standing_out(table: pd.DataFrame) -> tuple[str, ...]:
    """Which practices stand out, the first by name and with people; none by name where they differ by no more than chance."""
    first, practices = lined(analysis.ordered(table)), compared(table)
    if practices < 2 or first.empty:
        return ()
    if not analysis.beyond_chance(table):
        some = f"{words.number(len(first))} of {words.number(practices)} {words.verb(len(first), 'stands', 'stand')} out"
        return (f"{some} from practices of England like them, but here practices differ by no more than chance.",)
    sentences = [f"{row['area_name']}: {findings.finding(row)}." for _, row in first.head(findings.TOLD).iterrows()]
    rest = len(first) - findings.TOLD
    them = words.verb(rest, "other practice also stands out", "other practices also stand out")
    named = words.verb(rest, "; the table names it", "; the table names them") if len(table) <= LONGEST else ""  # else its ends alone
    return (*sentences, *([f"{words.number(rest)} {them}{named}."] if rest > 0 else []))


def left_out(table: pd.DataFrame) -> tuple[str, ...]:
    """Which practices take no part in the counts."""
    special, unexpected = special_by_reason(table), int((table["special"].eq("") & ~table["like"]).sum())
    lack = f"Of {words.counted(unexpected, 'practice')} nothing is expected, for their ages are not held." if unexpected else ""
    return tuple(filter(None, (clauses.unlike(special), lack)))


def special_by_reason(table: pd.DataFrame) -> dict[str, int]:
    """How many practices are special, by the reason."""
    counts = table["special"].value_counts()
    return {reason: int(counts[reason]) for reason in REASONS if reason in counts}
