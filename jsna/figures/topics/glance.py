"""Glance: the first screen of a report, the findings to look at first and a place in a few numbers."""

from typing import Any

import pandas as pd

from jsna.catalogue import definition
from jsna.figures import comparators, findings, headlines
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.call import call
from jsna.figures.core.figure import Glance, Point
from jsna.figures.kinds import dots, small
from jsna.figures.topics import among, months, questions, residents
from jsna.figures.topics.apart import death_rate_in_short
from jsna.figures.topics.cards import cards
from jsna.figures.topics.lives import lives
from jsna.figures.topics.outcomes import outcomes
from jsna.figures.topics.outliers import outliers

#: How `changes.otherwise` goes on after a value of another list.
RELISTED = ", of a list that has since changed"
#: Where fewer are recorded as ill than expected, and more die than in England; the two are not set beside the same places.
UNFOUND = "Ask whether so few are recorded because illness is not found, is recorded otherwise or is rarer here"
UNTESTED = "Whether deaths are above those of equally deprived places was not tested"


@call
def glance(here: Area) -> Glance:
    """What is unusual for a place like it with people and a small picture each, lives and where need is, and the cards.

    Examples
    --------
    >>> jsna.glance(here)
    """
    table, places = here.notable(), lives(here)
    lead, doubts, beyond = (". ".join(text.rstrip(".") for text in texts if text) for texts in _sentences(here, table))
    rest = {"doubts": f"{doubts}." if doubts else "", "beyond": f"{beyond}." if beyond else "", "questions": _questions(here, table)}
    asked = questions.WHOM.get(here.footprint, Glance.asked)
    return Glance(lead, _ordered(here, table, places), cards(here).cards, key=small.KEY, asked=asked, **rest)


def _ordered(here: Area, table: pd.DataFrame, places: tuple[Point, ...]) -> tuple[Point, ...]:
    """What is unusual and how many die, the worse first; lives, need, stays and months that went far; what is usual; and practices."""
    told = table
    if len(table):
        told = pd.concat([findings.told(table), _most_people(table)]).sort_values("outside", ascending=False, kind="stable")
    registers, (deaths, *others) = points(here, told) if len(told) else (), places
    is_chance = len(told) > 0 and bool(findings.no_more_than_chance(table))  # no finding to lead with
    out = int(told["outside"].sum()) if len(told) and not is_chance else 0  # these come first in the table too
    unusual, died = registers[:out], (deaths,) if deaths.text else ()
    first = (*died, *unusual) if "higher" in death_rate_in_short(here) else (*unusual, *died)
    looked_at = findings.looked_at(table)
    return (*first, *others, *outcomes(here), *months.furthest(here), *registers[out:], *outliers(here, looked_at))


def _sentences(here: Area, table: pd.DataFrame) -> tuple[list[str], list[str], list[str]]:
    """What leads: what is unusual, and deaths; the first doubts of that; and what is to be borne in mind, below the findings."""
    deaths = death_rate_in_short(here)
    if table.empty:
        return [deaths], [], []
    unusual, many_die = headlines.unusual(table), "higher" in deaths
    first = [deaths, unusual] if many_die else [questions.unlike(here, table), unusual, deaths]
    unfound = _is_unfound(deaths, table)
    untold = table.drop(findings.told(table).index)  # of those that are told, their own line says it
    cautions = findings.cautions(untold) if len(untold) else ()
    below = [residents.warning(here), residents.of_fewer(here, table), *cautions, _similar(here, table)]
    besides = words.capital(headlines.besides(table))
    if not findings.lined(table)["outside"].any():
        return first, [besides, questions.leaning(table)], [UNTESTED if many_die else "", *below]
    # The first doubt that there is leads with the finding: without it a reader takes recording for illness.
    doubts = [*filter(None, (UNFOUND if unfound else "", findings.no_more_than_chance(table), _not_allowed_for(here, table)))]
    rest, tested, folded = _like_the_rest(here, table), UNTESTED if unfound else "", UNTESTED if many_die and not unfound else ""
    first_doubts = [besides, residents.decisive(here, table), rest, *doubts[:1], tested, *findings.reaching(table, here.peers())]
    return first, first_doubts, [folded, *below, *doubts[1:]]


def _is_unfound(deaths: str, table: pd.DataFrame) -> bool:
    """Whether more die than in England and fewer are recorded as ill than expected."""
    return "higher" in deaths and "lower" not in deaths and questions.are_fewer(table)


def _questions(here: Area, table: pd.DataFrame) -> str:
    """What a board, or partners, may ask; nothing where illness that is not found is asked after first, among the doubts."""
    deaths = death_rate_in_short(here)
    unfound = len(table) > 0 and _is_unfound(deaths, table)
    is_first = unfound and bool(findings.lined(table)["outside"].any())
    return "" if is_first or table.empty else questions.asked(here, table, "higher" in deaths, unfound)


def _not_allowed_for(here: Area, table: pd.DataFrame) -> str:
    """What may be the reason of what is unusual; long lists among it."""
    factors = findings.not_allowed_for(table)
    lists = factors and residents.warning(here) and not residents.decisive(here, table)
    return f"{factors}, and so may lists of more patients than people live here" if lists else factors


def _like_the_rest(here: Area, table: pd.DataFrame) -> str:
    """That the rest of the larger area is like it on most of what is unusual."""
    out = findings.lined(table)[findings.lined(table)["outside"].astype(bool)]
    return comparators.like_the_rest(here.compare([definition(str(key)) for key in out["indicator_id"]]))


def _most_people(table: pd.DataFrame) -> pd.DataFrame:
    """The row with most people more or fewer beside those that are told, where these are as many as of half of them; or none."""
    told = findings.told(table)
    rest = findings.lined(table).drop(told.index, errors="ignore").dropna(subset="people").sort_values("people", key=abs).tail(1)
    is_far = rest["people"].abs().max() >= told["people"].abs().median()
    is_news = findings.are_expected(table) and not any(findings.is_about(row) for _, row in rest.iterrows())
    return rest if is_far and is_news else rest.head(0)


def _similar(here: Area, table: pd.DataFrame) -> str:
    """What the areas most like it say, and which test decides where the other finds nothing."""
    registers = [definition(str(key)) for key in findings.lined(table)["indicator_id"]] if findings.are_expected(table) else []
    are_close = not findings.reaching(table, here.peers())
    similar = comparators.beyond_similar(here.compare_similar(registers), are_close) if registers else ""
    if not similar or findings.lined(table)["outside"].any():
        return similar
    return f"{similar}. What is expected decides: it rests on all areas and allows for how widely they differ, which ten areas cannot show"


def points(here: Area, findings_told: pd.DataFrame) -> tuple[Point, ...]:
    """The rows of `findings.told` as a reader meets them first; each leads to its figure in the chapter of its indicator."""
    rows, places = comparators.beside(here, findings_told, {}), among.places(here, findings_told)
    marks = dots.table(rows, {}).set_index("name")
    widest = small.widest(marks)
    told = _once([findings.parts(row) for _, row in rows.iterrows()])
    return tuple(
        Point(f"{name}:", (f"{first}.", *england, *(f"{part}." for part in rest), *_place(places, key)),
              small.beside(marks.loc[name], widest), _figure(key))
        for key, name, (first, *rest), england in zip(
            rows["indicator_id"].astype(str), rows["name"], told, [_of_whom(row) for _, row in rows.iterrows()], strict=True
        )
    )


def _of_whom(row: "pd.Series[Any]") -> tuple[str, ...]:
    """`Of patients aged 18 and over; England has 13.2%.`: what is more than expected may be less than elsewhere, and the reverse."""
    if pd.isna(row["england_now"]):
        return ()
    people = definition(str(row["indicator_id"])).people
    return (f"{words.capital(f'of {people}; ') if people != 'patients' else ''}England has {words.percent(row['england_now'])}.",)


def _once(findings_told: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Why earlier years of another list are not compared, in the first finding that says it alone."""
    first = next((at for at, parts in enumerate(findings_told) if RELISTED in parts[-1]), len(findings_told))
    return [
        (*parts[:-1], f"{parts[-1].partition(RELISTED)[0]}, not compared") if at > first and RELISTED in parts[-1] else parts
        for at, parts in enumerate(findings_told)
    ]


def _place(places: dict[str, str], indicator: str) -> tuple[str, ...]:
    return (f"Beside what is expected this is {places[indicator]}.",) if indicator in places else ()


def _figure(indicator: str) -> str:
    return f"{definition(indicator).chapter}-trend-{indicator}"
