"""Spread: what the differences between practices go with, register by register: age and deprivation, chance, and the rest."""

from typing import Any

import pandas as pd
from matplotlib.figure import Figure as Canvas

from jsna.analysis import spread as analysis
from jsna.catalogue import Definition, definition, definitions, publication, serving
from jsna.figures import clauses, doubts
from jsna.figures.core import marks, style, words
from jsna.figures.core.area import Area
from jsna.figures.core.call import asked_for, call
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.core.sources import cited, named
from jsna.figures.topics.expectation import by_age, people

WHAT = "what the differences between practices go with"
CAUTION = "This compares practices, not people. The rest may be recording, or need or care we did not measure."
#: Random measures would pass so often.
CONFIDENCE = 0.95


@call
def spread(here: Area, *indicators: str, chapter: str = "") -> Figure | Missing:
    """The parts of the differences between the practices of an area, for each of some registers in their newest period.

    Examples
    --------
    >>> jsna.spread(here, chapter="03")
    """
    registers_asked = asked_for(here, indicators, chapter)
    registers = here.practices(*(each.id for each in registers_asked)) if registers_asked else pd.DataFrame()
    if registers.empty:
        return clauses.nothing_of(chapter, "to compare practices on")
    period, living = registers["period"].iloc[0], here.practices(_score().id)
    ages = people(here.practices(by_age().id), period)
    if ages.empty or living.empty:
        return _absent(period, ages.empty, living.empty)
    practices = analysis.with_reasons(registers, analysis.known_of(ages, living))
    table = analysis.by_register(practices)
    if table["associated"].isna().all():
        return Missing(WHAT, f"Nothing can be said of it here: {words.joined(sorted(set(table['why'])))}.")
    return _figure(table.assign(**_named(table)), practices, living)


def _score() -> Definition:
    return serving("deprivation_of_patients")[0]


def _absent(period: str, no_ages: bool, no_areas: bool) -> Missing:
    lacks = ((by_age(), no_ages), (_score(), no_areas))
    publications_wanted = [publication(indicator.sources[0]) for indicator, is_wanted in lacks if is_wanted]
    titles = words.joined([f"“{each.title}”" for each in publications_wanted])
    return Missing(WHAT, f"It would come from {titles} for {period} ({publications_wanted[0].publisher}): {publications_wanted[-1].page}")


def _named(table: pd.DataFrame) -> dict[str, Any]:
    indicators = table["indicator_id"].map(definitions())
    tested_clear = table["probability"].lt(1 - CONFIDENCE) & table["associated"].gt(0)
    clear = tested_clear.map({True: "yes", False: "no"}).mask(table["why"] != "", "not tested")
    return {"condition": indicators.map(lambda each: each.condition), "name": indicators.map(lambda each: each.name), "clear": clear}


def _figure(table: pd.DataFrame, practices: pd.DataFrame, living: pd.DataFrame) -> Figure:
    lived, bars = words.month(living["period"].iloc[0]), table[table["why"] == ""]
    period, qualified = practices["period"].iloc[0], clauses.qualified(definition(str(table["indicator_id"].iloc[0])), "Registers are")
    return Figure.of(
        table,
        "spread",
        say(table, practices),
        COLUMNS,
        "What the differences between practices go with, by register",
        whom=f"practices of {practices['place'].iloc[0]}",
        when=period,
        source=f"{cited(practices)} Ages: {named(by_age().sources[0], period)} Deprivation: {cited(living)}",
        draw=lambda fig: draw(fig, bars),
        size=style.size(len(bars), 0.27),
        facts=_facts(table, practices) | doubts.mark_facts(practices),
        caveat="Parts of the deviance in a binomial model, where a practice with more patients counts for more. Age is the share of "
        f"patients aged 65 and over; deprivation is the average score of where patients lived in {lived}. Two measures picked at random "
        f"would go with {_part(bars['random'].iloc[0])} on average, and that is taken off. {qualified.partition(';')[0]}.",
        behind=_behind(practices, living),
    )


def _behind(practices: pd.DataFrame, living: pd.DataFrame) -> pd.DataFrame:
    """The registers, and what is known of the patients of the same practices."""
    codes, period = practices["area_code"].unique(), practices["period"].iloc[0]
    ages = pd.DataFrame({"area_code": codes, "indicator_id": by_age().id, "footprint": "practice", "period": period})
    every = [practices[ages.columns], ages, living.loc[living["area_code"].isin(codes), ages.columns]]
    return pd.concat(every).sort_values(list(ages.columns[[1, 0]]), ignore_index=True)  # in this order their text is the shortest


#: What is said of practices that take no part, by the reason.
LEFT_OUT = {
    "no ages": "have no ages of patients",
    "special": "are special by size, by ages or by a changed list",
    "no small areas": "are not in the list of where patients live",
    "another list": "have lists that changed by more than a fifth since that list",
}


def _left_out(practices: pd.DataFrame) -> dict[str, int]:
    """How many practices take no part in any register, by what is said of them."""
    each = practices.drop_duplicates(["area_code", "left_out"])["left_out"].value_counts()
    return {words_of: int(each[reason]) for reason, words_of in LEFT_OUT.items() if reason in each}


def _facts(table: pd.DataFrame, practices: pd.DataFrame) -> dict[str, str]:
    tests = int(table["clear"].ne("not tested").sum())
    return {
        "Practices": words.number(practices["area_code"].nunique()),
        "Registers tested": words.number(tests),
        "Registers clearly associated with age and deprivation": words.number(table["clear"].eq("yes").sum()),
        "Would be by chance alone": clauses.by_chance(tests, CONFIDENCE),
        "Practices that take no part": words.number(sum(_left_out(practices).values())),
    } | {f"Practices that {what_they_do}": words.number(count) for what_they_do, count in _left_out(practices).items()}


def _part(value: float) -> str:
    return "not shown" if pd.isna(value) else "none" if not value else "less than 1%" if value < 0.5 else f"{value:.0f}%"


def _about(value: float) -> str:
    return f"about {_part(value)}" if value >= 0.5 else _part(value)


COLUMNS = {
    "name": Column("Register", numeric=False),
    "associated": Column("With age and deprivation", _part),
    "lower": Column("95% lower", _part),
    "upper": Column("95% upper", _part),
    "rest": Column("The rest", _part),
    "chance": Column("Chance alone", _part),
    "clear": Column("Clearly associated", numeric=False),
    "times": Column("Differences, times those of chance", lambda value: "not shown" if pd.isna(value) else f"{value:.1f}"),
    "practices": Column("Practices", words.number),
    "left_out": Column("Left out", words.number),
    "why": Column("Why nothing is shown", lambda reason: reason or "it is shown", numeric=False),
}


def say(table: pd.DataFrame, practices: pd.DataFrame) -> Sentence:
    """What the differences go with for the register where the share is the largest and clear, and how many others are clear."""
    clear, tests = table[table["clear"] == "yes"], int(table["clear"].ne("not tested").sum())
    first = clear.iloc[0] if len(clear) else None
    headline = _headline(first, words.counted(tests, "register"))
    by_chance = clauses.by_chance(tests, CONFIDENCE)
    associated = f"{words.none(len(clear))} {words.verb(max(len(clear), 1), 'is', 'are')} clearly associated"
    test = f"Of {words.counted(tests, 'register')}, {associated}; about {by_chance} would be by chance."
    cautions = () if first is None else (CAUTION, *_doubt(first))
    detail = (*doubts.marks(practices), *cautions, test, *_alike(table), *_no_part(practices))
    return Sentence(headline, detail, f"Bar chart of shares by register. {headline}.")


def _headline(first: "pd.Series[Any] | None", registers: str) -> str:
    if first is None:
        return f"Age and deprivation of patients are clearly associated with the differences between practices for none of {registers}"
    return (
        f"For {first['condition']}, age and deprivation of patients are associated with {_about(first['associated'])} of the differences "
        f"between practices; {_about(first['chance'])} is what chance alone gives"
    )


def _doubt(first: "pd.Series[Any]") -> tuple[str, ...]:
    """How roughly the share of the headline is known, and whether it is all that chance leaves."""
    limits = f"between {_part(first['lower'])} and {_part(first['upper'])}"
    rough = (f"With {words.counted(int(first['practices']), 'practice')} the share is known only roughly: it is probably {limits}.",)
    return (*rough, "That is all that chance leaves.") if not first["rest"] else rough


def _alike(table: pd.DataFrame) -> tuple[str, ...]:
    same = table[table["times"] <= 1]
    if same.empty:
        return ()
    return (f"For {words.joined(list(same['condition']))}, practices differ by no more than chance would make them.",)


def _no_part(practices: pd.DataFrame) -> tuple[str, ...]:
    """How many practices take no part, and why."""
    out, in_all = _left_out(practices), words.counted(practices["area_code"].nunique(), "practice")
    reasons = [f"{words.number(count)} {_agreeing(what, count)}" for what, count in out.items()]
    total = sum(out.values())
    return (f"{words.number(total)} of {in_all} {words.verb(total, 'takes', 'take')} no part: {words.joined(reasons)}.",) if out else ()


def _agreeing(what: str, count: int) -> str:
    first, _, others = what.partition(" ")
    return f"{words.verb(count, {'have': 'has', 'are': 'is'}[first], first)} {others}"


#: The parts of a bar in order, each with its look; the first is hollow where it may be chance.
PARTS = {"associated": style.BLUE, "rest": style.CONTEXT, "chance": style.BAND}
#: Each look by name, and how many inches from the left edge they are named; on a narrow chart in two rows.
LOOKS = (
    ("Age and deprivation", "s", style.BLUE),
    ("The same, perhaps chance", "s", style.PAPER),
    ("The rest", "s", style.CONTEXT),
    ("Chance", "s", style.BAND),
)
PLACES, NARROW_PLACES = (0.1, 2.0, 4.35, 5.45), (0.1, 1.75)


def draw(fig: Canvas, table: pd.DataFrame) -> None:
    """A bar of 100% for each register, cut into what goes with age and deprivation, the rest, and what chance alone gives."""
    narrow = style.is_narrow(fig)
    ax = style.row_axes(fig, table["name"], right=0.75, top=0.75 if narrow else 0.5)
    rows, starts = range(len(table)), pd.Series(0.0, table.index)
    clear = table["clear"] == "yes"
    for part, colour in PARTS.items():
        colours = [style.PAPER if part == "associated" and not sure else colour for sure in clear]
        ax.barh(rows, table[part], left=starts, height=0.5 if narrow else 0.66, color=colours, edgecolor=style.OUTLINE, linewidth=0.7)
        starts = starts + table[part]
    for row, share in enumerate(table["associated"]):
        style.label(ax, 100, row, _part(share).replace("less than ", "<"))
    ax.set_xlim(0, 100)
    marks.looks(ax, LOOKS, NARROW_PLACES if narrow else PLACES)
    style.numbers(ax.xaxis, "%")
    style.x_title(ax, "Share of the differences between practices")
