"""Residents: by how much more people are on the lists of a place than live there, in the one year of which both are held."""

from typing import NamedTuple

import pandas as pd

from jsna.catalogue import definition, serving
from jsna.figures import clauses
from jsna.figures.core import words
from jsna.figures.core.area import Area

#: By the edition of the indices: of when its residents are, and the year whose lists, of its last day, are nearest to that.
BESIDE = {"2019": ("mid-2015", "2014/15")}
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
    size, living = serving("lists")[0].id, serving("most_deprived_fifth")[0].id
    ours, theirs = (_both(rows, size, living) for rows in (here.rows, here.england))
    if ours is None or theirs is None:
        return None
    when, year = BESIDE[ours[2]]
    more, england = (100 * (patients / residents - 1) for patients, residents, _ in (ours, theirs))
    newest = here.rows[here.rows["indicator_id"].eq(size) & here.rows["value"].notna()].sort_values("period")["value"].iloc[-1]
    return Excess(ours[0], year, ours[1], when, more, england, 100 * (newest / ours[0] - 1))


def _both(rows: pd.DataFrame, size: str, living: str) -> tuple[float, float, str] | None:
    for edition, (_, year) in BESIDE.items():
        patients = rows.loc[rows["indicator_id"].eq(size) & rows["period"].eq(year), "value"].dropna()
        residents = rows.loc[rows["indicator_id"].eq(living) & rows["period"].eq(edition), "denominator"].dropna()
        if len(patients) and len(residents):
            return float(patients.iloc[0]), float(residents.iloc[0]), edition
    return None


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


def of_fewer(here: Area, told: pd.DataFrame) -> str:
    """How many of those fewer than expected the long lists can explain, of the first that is told so: if nobody among the patients in
    excess of England's had it recorded, as many fewer would be expected.
    """
    beside, below = excess(here), told[told["people"] < 0]
    if beside is None or beside.more < FAR or below.empty:
        return ""
    row, share = below.iloc[0], 1 - (100 + beside.england) / (100 + beside.more)
    most = min(share * row["line"] / 100 * row["denominator"], -row["people"])
    name = clauses.about(definition(str(row["indicator_id"])))
    fewer = f"at most about {words.about(most)} of the {words.about(-row['people'])} fewer with {name}"
    return f"If lists are as far above residents as in {beside.year}, {fewer} may be such patients"


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
