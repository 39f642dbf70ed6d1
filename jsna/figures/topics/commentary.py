"""Commentary: what is local in a chapter: numbers of the analyst's own, what people wrote, its placeholders filled, and what they said."""

from functools import cache

from markdown_it import MarkdownIt

from jsna.catalogue import definition, own
from jsna.commentaries import PLACEHOLDER, REMEDY, Commentary, commentaries, without_braces
from jsna.errors import CatalogueError
from jsna.figures import clauses
from jsna.figures.core.area import Area
from jsna.figures.core.call import call
from jsna.figures.core.figure import Prose, Shown, Stack
from jsna.figures.kinds.caterpillar import caterpillar
from jsna.figures.kinds.trend import trend
from jsna.figures.topics import voices

TITLE = "Local commentary"
#: Whose number a placeholder asks for.
WHOSE = ("value", "england")


@call
def commentary(here: Area, chapter: str) -> Stack | Prose | None:
    """What is local in a chapter: indicators of the analyst's own by year, and what data/local/commentary and data/local/voices hold
    for all areas and for this one; where there is nothing, nothing is shown.

    Raises
    ------
    CatalogueError
        Where a file has no name and date, a placeholder asks for a number that is not held, or a quotation has no consent, naming
        file and line.

    Examples
    --------
    >>> jsna.commentary(here, chapter="03")
    """
    texts = [_part(here, each) for each in commentaries(here.local, here.code, chapter)]
    parts = (*texts, *voices.parts(here, chapter))
    prose = Prose(TITLE, parts) if parts else None
    outputs = (*_numbers(here, chapter), *([prose] if prose else []))
    return Stack(outputs) if len(outputs) > 1 or not prose and outputs else prose


def _numbers(here: Area, chapter: str) -> list[Shown]:
    """The indicators of the analyst's own: by year where the place has several, else beside its parts and England."""
    there = {each.id for each in here.indicators(chapter)}
    years = here.rows.groupby("indicator_id")["period"].nunique()
    indicators = [each for each in own(chapter) if each in there or here.faces(each)]
    once = [each for each in indicators if years.get(each, 0) == 1]
    several = [each for each in indicators if each not in once]
    return [kind(here, *ids) for kind, ids in ((trend, several), (caterpillar, once)) if ids]


def _part(here: Area, text: Commentary) -> tuple[str, str]:
    """The text as harmless markup, and whose it is, with the numbers that nothing was checked against."""
    with_numbers = PLACEHOLDER.sub(lambda hit: _number(here, text, hit[1], hit.start()), text.text)
    unchecked = f" Typed, not checked against published data: {'; '.join(text.unchecked)}." if text.unchecked else ""
    return _markdown().render(without_braces(with_numbers)), f"{text.signed}.{unchecked}"


def _number(here: Area, text: Commentary, request: str, at: int) -> str:
    """The number that a placeholder such as `value ID 2022/23` asks for; of the newest period where none is named."""
    line = text.line + text.text[:at].count("\n")
    place, words = f"{text.file}, line {line}, {{{{ {request} }}}}", request.split(maxsplit=2)
    if len(words) < 2 or words[0] not in WHOSE:
        raise CatalogueError(f"{place}: expected such as {{{{ value ID 2022/23 }}}} or {{{{ england … }}}}.", REMEDY)
    try:
        indicator = definition(words[1])
    except CatalogueError as unknown:
        raise CatalogueError(f"{place}: {unknown.message}", unknown.remedy) from None
    every = here.rows if words[0] == "value" else here.england
    periods_held = every[every["indicator_id"] == words[1]]
    newest = periods_held.loc[periods_held["period_start"] == periods_held["period_start"].max(), "period"].max()
    rows = periods_held[periods_held["period"] == (words[2] if words[2:] else newest)]
    if len(rows) != 1:
        periods = ", ".join(periods_held["period"].unique()) or "none"
        raise CatalogueError(f"{place}: expected one of the periods that are held here, {periods}; found {len(rows)} such numbers.", REMEDY)
    row = rows.iloc[0]
    if row["value"] != row["value"]:
        raise CatalogueError(f"{place}: the number is not there: {row['value_note'] or 'missing'}.", REMEDY)
    return clauses.stated(row["value"], indicator)


@cache
def _markdown() -> MarkdownIt:
    """Paragraphs, lists, emphasis and links; HTML, pictures and headings, which are the chapter's, stay text."""
    return MarkdownIt("zero").enable(["emphasis", "list", "link", "escape", "entity", "newline"])
