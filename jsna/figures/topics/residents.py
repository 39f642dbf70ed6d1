"""Residents: by how much more people are on the lists of a place than live there, in the newest year of which both are held."""

from typing import NamedTuple

import pandas as pd

from jsna.catalogue import definition, serving
from jsna.figures import clauses, findings
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.periods import parse, year_by_its_end

#: By the edition of the indices of deprivation: of when the residents are by which its areas are weighted.
WEIGHTED = {"2019": "mid-2015"}
#: From so many per cent above residents, shares of patients are as much too low as the least difference that is worth a word.
FAR = 10.0


class Excess(NamedTuple):
    """Patients and residents of a place, and by how many per cent more patients there are, there and in England, and since then."""

    patients: float
    year: str
    residents: float
    when: str
    more: float
    england: float
    grown: float


def excess(here: Area) -> Excess | None:
    """The lists of a place beside its residents; nothing where one of them is not held, or of a practice."""
    ours, theirs = _both(here.rows), _both(here.england)
    years = sorted({*ours} & {*theirs})
    if not years:
        return None
    patients, residents, when = ours[years[-1]]
    more, england = (100 * (both[years[-1]][0] / both[years[-1]][1] - 1) for both in (ours, theirs))
    return Excess(patients, years[-1], residents, when, more, england, 100 * (_lists(here.rows).sort_index().iloc[-1] / patients - 1))


def _lists(rows: pd.DataFrame) -> "pd.Series[float]":
    return rows[rows["indicator_id"] == serving("lists")[0].id].set_index("period")["value"].dropna()


def _both(rows: pd.DataFrame) -> dict[str, tuple[float, float, str]]:
    """Patients and residents, and of when these are, by the year whose lists, of its last day, are nearest to that."""
    counted = rows[rows["indicator_id"] == serving("residents")[0].id].set_index("period")["value"].dropna()
    fifth = rows[rows["indicator_id"] == serving("most_deprived_fifth")[0].id].set_index("period")["denominator"].dropna()
    living = fifth.rename(WEIGHTED)[fifth.index.isin(WEIGHTED)].to_dict() | counted.to_dict()
    lists, years = _lists(rows), {when: year_by_its_end(parse(str(when)).end) for when in living}
    return {years[when]: (float(lists[years[when]]), float(people), str(when)) for when, people in living.items() if years[when] in lists}


def warning(here: Area) -> str:
    """That shares of patients are too low for people who live here, where lists are far above residents; else nothing."""
    beside = excess(here)
    if beside is None or beside.more < FAR:
        return ""
    counts = f"{words.number(beside.patients)} patients in {beside.year} and {words.number(beside.residents)} residents in {beside.when}"
    more = f"{beside.more:.0f}% more (England {beside.england:.0f}%)"
    since = f"; since then the lists have {'grown' if beside.grown > 0 else 'shrunk'} by {abs(beside.grown):.0f}%"
    why = "Some live elsewhere; others have moved away and are counted still, which makes shares of patients too low"
    return f"Far more patients are on the lists than people live here: {counts}, {more}{since}. {why}"


def of_fewer(here: Area, table: pd.DataFrame) -> str:
    """How many of those fewer than expected the long lists can explain, of the first that is told so, and how many registers: if nobody
    among the patients in excess of England's had it recorded, as many fewer would be expected, and as many fewer be usual.
    """
    beside, below = excess(here), findings.told(table)[findings.told(table)["people"] < 0]
    if beside is None or beside.more < FAR or below.empty:
        return ""
    row, share = below.iloc[0], 1 - (100 + beside.england) / (100 + beside.more)
    most = min(share * row["line"] / 100 * row["denominator"], -row["people"])
    name = clauses.about(definition(str(row["indicator_id"])))
    fewer = f"at most about {words.about(most)} of the {words.about(-row['people'])} fewer with {name}"
    within, out = _inside_without_them(share, table)
    registers = f", and {within} of the {out} registers below their ranges may be inside without them" if out > 1 else ""
    return f"If lists are as far above residents as in {beside.year}, {fewer} may be such patients{registers}"


def decisive(here: Area, table: pd.DataFrame) -> str:
    """That long lists may be most of what is unusual: where half of the registers below their ranges may be inside without them."""
    beside = excess(here)
    if beside is None or beside.more < FAR:
        return ""
    within, out = _inside_without_them(1 - (100 + beside.england) / (100 + beside.more), table)
    lists = f"Lists hold {beside.more:.0f}% more people than live here (England {beside.england:.0f}%)"
    return f"{lists}: without them {within} of the {out} registers below their ranges may be inside" if out and 2 * within >= out else ""


def _inside_without_them(share: float, table: pd.DataFrame) -> tuple[int, int]:
    """How many registers below their ranges would be inside if that share of patients had nothing recorded, and how many are below."""
    out = table[table["outside"].astype(bool) & (table["people"] < 0) & table["of"].eq("expected")]
    return int((out["numerator"] >= (1 - share) * (out["numerator"] - out["people_upper_95"])).sum()), len(out)


def facts(here: Area) -> dict[str, str]:
    """The numbers of `warning`."""
    beside = excess(here)
    if beside is None or beside.more < FAR:
        return {}
    return {
        "Patients": f"{words.number(beside.patients)} in {beside.year}",
        "Residents": f"{words.number(beside.residents)} in {beside.when}",
        "More patients than residents": f"{beside.more:.0f}%",
        "More patients than residents, England": f"{beside.england:.0f}%",
        f"Change of the lists since {beside.year}": f"{abs(beside.grown):.0f}%",
    }
