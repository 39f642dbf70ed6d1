"""Questions: what a board may ask of a place, or partners of their practice, each where its numbers give a reason to."""

import pandas as pd
from scipy.special import bdtrc

from jsna.analysis import deprivation
from jsna.analysis.casemix import CANNOT_TELL
from jsna.analysis.special import CHANGED
from jsna.catalogue import definition, serving
from jsna.figures import clauses, findings
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.kinds.inequality import is_clear, line_of
from jsna.figures.topics import apart, months

#: Of fewer small areas in the most deprived fifth of England, as a share of all, there is no question of where need lies.
SOME = 0.1
#: Registers lean to one side of what is expected where as many would lie there by the toss of a coin less often than this, on either side.
RARELY = 0.05
#: Who is asked, by footprint: elsewhere a board.
WHOM = {"practice": "the partners and their network"}
IS_FOUND, IS_NEED = "Is illness found and recorded?", "Is what is unusual a difference in need or in recording?"


def asked(here: Area, table: pd.DataFrame, many_die: bool, unfound: bool) -> str:
    """The questions, worst first; of a practice those that its partners and their network can answer, for it has no places to ask of."""
    out = findings.lined(table)["outside"].any()
    if here.footprint == "practice":
        return _of_practice(here, table)
    reasons = {
        f"Why is the death rate higher in {apart.higher(here)}?": many_die,
        IS_FOUND: unfound and not out,
        IS_NEED: out and not unfound,
        "Where are lives shortest, and why?": _lives_differ(here),
        "What is done in the most deprived small areas?": _is_deprived(here),
    }
    went = [words.lower(point.about.partition(",")[0].rstrip(":")) for point in months.furthest(here)]
    changes = [f"Why did {words.joined(went)} change so much?"] if went else []
    return " ".join([*(question for question, has_reason in reasons.items() if has_reason), *changes])


def _of_practice(here: Area, table: pd.DataFrame) -> str:
    """Whether its registers followed its list, whether what is unusual is need or recording, and whether the network records alike."""
    out, (_, side) = findings.lined(table)["outside"].any(), _leans(table)
    names = [clauses.about(definition(str(key))) for key in _to_ask_of(table)["indicator_id"]]
    reasons = {
        f"Were the registers checked after the {CHANGED}?": _special(here, table) == CHANGED,
        IS_NEED: out,
        IS_FOUND: side == "below",
        "Is there more illness here, or is more of it recorded?": side == "above",
        f"{'Are' if len(names) > 1 else 'Is'} {words.joined(names)} recorded by the same rules across the network?": names,
    }
    return " ".join(question for question, has_reason in reasons.items() if has_reason)


def _to_ask_of(table: pd.DataFrame) -> pd.DataFrame:
    """The findings that are told: those that are unusual where there are any, else those that can be judged and are not as expected."""
    told = findings.told(table)
    out = told[told["outside"].astype(bool)]
    return told[[row["word"] != CANNOT_TELL and not findings.is_about(row) for _, row in told.iterrows()]] if out.empty else out


def unlike(here: Area, table: pd.DataFrame) -> str:
    """That the practice of a report is special, which its own chapters mark and say; nothing of any other area."""
    if here.footprint != "practice" or not (special := _special(here, table)):
        return ""
    unsure = "its earlier years cannot be compared" if special == CHANGED else "what is expected of it is not firm"
    return f"This practice is unlike others ({special}), so {unsure}"


def _special(here: Area, table: pd.DataFrame) -> str:
    """Why the practice of a report is special; empty where it is like others."""
    rows = here.practices(str(table["indicator_id"].iloc[0]))
    return str(next(iter(rows.loc[rows["own"].astype(bool), "special"]), ""))


def _lives_differ(here: Area) -> bool:
    """Whether men's or women's lives are clearly shorter where places are more deprived."""
    lines = [line_of(here, serving(f"length_of_life_{sex}")[0]) for sex in ("men", "women")]
    return any(line is not None and is_clear(line) for line in lines)


def _is_deprived(here: Area) -> bool:
    areas = here.small_areas()
    return len(areas) > 0 and deprivation.by_district(areas)["fifth"].sum() >= SOME * len(areas)


def leaning(rows: pd.DataFrame) -> str:
    """On how many indicators more, or fewer, are recorded than expected where none is unusual, if chance seldom gives as many."""
    every, (most, side) = findings.lined(rows), _leans(rows)
    if not side:
        return ""
    start = f"{most} of the {len(every)} are {side} what is expected"
    fully = "more" if side == "above" else "less"
    whose = f", or its patients may be {fully} deprived than the area, which was not known" if findings.are_of_their_area(every) else ""
    return f"{start}: none alone is proof and many go together, but illness may be recorded {fully} fully here{whose}"


def _leans(rows: pd.DataFrame) -> tuple[int, str]:
    """How many indicators lie on the side with most of them, and which that is, where none is unusual and chance seldom gives as many."""
    every = findings.lined(rows)
    if not findings.are_expected(rows) or every["outside"].any():
        return 0, ""
    (least, _), (most, side) = sorted(((int((every["people"] > 0).sum()), "above"), (int((every["people"] < 0).sum()), "below")))
    # What the toss of a coin gives as often tells no reader anything.
    return (0, "") if 2 * bdtrc(most - 1, most + least, 0.5) > RARELY else (most, side)


def are_fewer(rows: pd.DataFrame) -> bool:
    """Whether all that is unusual, or else all that is told, is fewer patients than expected, and most of the others are too."""
    out = findings.lined(rows)[findings.lined(rows)["outside"].astype(bool)]
    some = findings.told(rows) if out.empty else out
    most = 2 * int((findings.lined(rows)["people"] < 0).sum()) > len(findings.lined(rows))
    return findings.are_expected(rows) and len(some) > 0 and not (some["people"] > 0).any() and most
