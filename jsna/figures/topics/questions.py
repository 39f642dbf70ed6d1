"""Questions: what a board may ask of a place, each where its numbers give a reason to."""

import pandas as pd
from scipy.special import bdtrc

from jsna.analysis import deprivation
from jsna.catalogue import serving
from jsna.figures import findings
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.kinds.inequality import is_clear, line_of
from jsna.figures.topics import apart, months

#: Of fewer small areas in the most deprived fifth of England, as a share of all, there is no question of where need lies.
SOME = 0.1
#: Registers lean to one side of what is expected where as many would lie there by the toss of a coin less often than this, on either side.
RARELY = 0.05


def asked(here: Area, table: pd.DataFrame, many_die: bool, unfound: bool) -> str:
    """The questions, worst first; a practice has no places to ask of."""
    if here.footprint == "practice":
        return ""
    out = findings.lined(table)["outside"].any()
    reasons = {
        f"Why is the death rate higher in {apart.higher(here)}?": many_die,
        "Is illness found and recorded?": unfound and not out,
        "Is what is unusual a difference in need or in recording?": out and not unfound,
        "Where are lives shortest, and why?": _lives_differ(here),
        "What is done in the most deprived small areas?": _is_deprived(here),
    }
    went = [words.lower(point.about.partition(",")[0].rstrip(":")) for point in months.furthest(here)]
    changes = [f"Why did {words.joined(went)} change so much?"] if went else []
    return " ".join([*(question for question, has_reason in reasons.items() if has_reason), *changes])


def unlike(here: Area, table: pd.DataFrame) -> str:
    """That the practice of a report is special, which its own chapters mark and say; nothing of any other area."""
    if here.footprint != "practice":
        return ""
    rows = here.practices(str(table["indicator_id"].iloc[0]))
    special = rows.loc[rows["own"].astype(bool), "special"].tolist()
    if not (special and special[0]):
        return ""
    unsure = "its earlier years cannot be compared" if special[0].startswith("list changed") else "what is expected of it is not firm"
    return f"This practice is unlike others ({special[0]}), so {unsure}"


def _lives_differ(here: Area) -> bool:
    """Whether men's or women's lives are clearly shorter where places are more deprived."""
    lines = [line_of(here, serving(f"length_of_life_{sex}")[0]) for sex in ("men", "women")]
    return any(line is not None and is_clear(line) for line in lines)


def _is_deprived(here: Area) -> bool:
    areas = here.small_areas()
    return len(areas) > 0 and deprivation.by_district(areas)["fifth"].sum() >= SOME * len(areas)


def leaning(rows: pd.DataFrame) -> str:
    """On how many indicators more, or fewer, are recorded than expected where none is unusual, if chance seldom gives as many."""
    every = findings.lined(rows)
    if not findings.are_expected(rows) or every["outside"].any():
        return ""
    (least, _), (most, side) = sorted(((int((every["people"] > 0).sum()), "above"), (int((every["people"] < 0).sum()), "below")))
    if 2 * bdtrc(most - 1, most + least, 0.5) > RARELY:
        return ""  # as the toss of a coin gives: no reader learns from it
    start = f"{most} of the {len(every)} are {side} what is expected"
    fully = "more" if side == "above" else "less"
    whose = f", or its patients may be {fully} deprived than the area, which was not known" if findings.are_of_their_area(every) else ""
    return f"{start}: none alone is proof and many go together, but illness may be recorded {fully} fully here{whose}"


def are_fewer(rows: pd.DataFrame) -> bool:
    """Whether all that is unusual, or else all that is told, is fewer patients than expected, and most of the others are too."""
    out = findings.lined(rows)[findings.lined(rows)["outside"].astype(bool)]
    some = findings.told(rows) if out.empty else out
    most = 2 * int((findings.lined(rows)["people"] < 0).sum()) > len(findings.lined(rows))
    return findings.are_expected(rows) and len(some) > 0 and not (some["people"] > 0).any() and most
