"""The catalogue: indicators as analysts define them in data/indicators.toml, loaded and checked."""

import hashlib
from dataclasses import MISSING, dataclass, fields
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsna import footprints, local, paragraphs
from jsna.errors import CatalogueError
from jsna.measures import MEASURES
from jsna.names import LONGEST, readable

DATA = Path(__file__).parents[1] / "data"
INDICATORS, SOURCES = DATA / "indicators.toml", DATA / "sources.toml"
CHAPTERS = DATA.parent / "notebooks" / "chapters.toml"
POLARITIES = ("none", "high is good", "low is good")
#: Whose ages a standardised number is for.
STANDARDS = ("", "european_2013", "england")
#: How small counts of records are hidden; the build ends with it. Published data need none; what the inside alone sees may be exact.
DISCLOSURE = ("", "hes_2018", "secondary", EXACT := "exact")
#: Breaks that nothing may be drawn or tested across; an accumulating register is only remarked on.
BREAKS = ("definition", "denominator", "pandemic", "accumulating", "payment")
#: What a paragraph may choose published values by; the first it must.
CHOICE = ("indicator_id", "sex", "age", "category_type", "category")
#: The words of a paragraph that stand in pages, and the most characters that each has room for.
WORDS = {"name": LONGEST, "title": LONGEST, "publisher": LONGEST, "condition": LONGEST, "unit": LONGEST, "caveat": 1_000}


@dataclass(frozen=True)
class Break:
    """A dated change after which an indicator's values are not to be joined to earlier ones."""

    period: str
    kind: str
    reason: str


@dataclass(frozen=True)
class Definition:
    """One indicator, as a paragraph of data/indicators.toml."""

    id: str
    name: str
    condition: str
    unit: str
    measure: str
    counts: str
    polarity: str
    least_difference: float
    chapters: tuple[str, ...]
    sources: tuple[str, ...]
    caveat: str
    breaks: tuple[Break, ...] = ()
    #: What it takes of published values: names of their columns, each with what stands there; empty where it is counted here.
    published: tuple[tuple[str, str], ...] = ()
    #: Whom it counts, such as patients aged 17 and over.
    people: str = ""
    #: The multiplier of a rate, such as 100,000; that of the measure where it is 0.
    per: float = 0.0
    #: The control chart that a series of months is drawn as; empty where it is none.
    chart: str = ""
    #: The `counts` of other definitions that add up to this one's.
    parts: tuple[str, ...] = ()
    #: What the denominator counts, where that is records too and as confidential as the numerator, such as discharges.
    among: str = ""
    #: Which days a number a day is divided by: `working` days, or every day of the calendar where it is empty.
    days: str = ""
    #: The count of everybody per 1,000 of whom its yearly number is given too; none where it is empty.
    per_thousand_of: str = ""
    #: What sentences and tables call it, several of them, what rises or falls, what is said of those counted, what follows the unit.
    noun: str = "measure"
    together: str = "Measures"
    subject: str = "the figure"
    event: str = ""
    counted: str = ""
    #: What the columns of its numerator, denominator and value are called.
    heads: tuple[str, ...] = ("Count", "Out of", "Value")
    #: What the years between two breaks of payment were, which a chart shades.
    shaded: str = ""
    #: Whose number it is, where it is not the area's own: `council`, that of most of its small areas.
    body: str = ""
    #: Whether it follows age and deprivation, so that places alike in both are what it is set beside.
    casemix: bool = False
    #: The register that it is of, as models name it.
    register: str = ""
    #: The indicator further down the file whose figures stand where this one has none; empty where nothing stands in.
    instead: str = ""
    #: What else it is asked for, such as `deprivation`: whatever orders areas by deprivation orders them by this.
    serves: str = ""
    #: Of sums by age, the ages that count, such as 65+, and whose ages a standardised number is for: `european_2013` or `england`.
    ages: str = ""
    standard: str = ""
    #: Whether a share of each event counts, in hundredths, in place of the event.
    shares: bool = False
    #: Whether nobody publishes it any more: where its publication goes on without it, it is not among the newest.
    ended: bool = False
    #: The file of an analyst's own numbers, and which of its rows are meant; empty where they are published or counted.
    csv: str = ""
    choose: tuple[tuple[str, str], ...] = ()

    @property
    def chapter(self) -> str:
        """The chapter that its figures are numbered in: the first of several."""
        return self.chapters[0]

    @property
    def fingerprint(self) -> str:
        """A hash of what the number is made by; a name or a caveat changes without changing it."""
        return hashlib.sha256("\n".join((self.unit, self.measure, self.counts, *self.sources)).encode()).hexdigest()[:12]


#: What a paragraph of data/indicators.toml may say.
FIELDS = tuple(field.name for field in fields(Definition) if field.name != "id")
NEEDED = {field.name for field in fields(Definition) if field.default is MISSING} - {"id"}
LISTED = ("chapters", "sources", "parts", "heads")


@dataclass(frozen=True)
class Publication:
    """One publication, as a paragraph of data/sources.toml; of those with the same `use`, a chapter that is among `needed` needs one."""

    id: str
    title: str
    publisher: str
    page: str
    licence: str
    feeds: tuple[str, ...]
    needed: tuple[str, ...] = ()
    use: str = ""
    disclosure: str = ""
    #: The kind of the smallest units that it counts, and the share of an area's units below which an area has no number.
    unit_kind: str = ""
    least_cover: float = 1.0
    #: Whether its periods say when its data are from; those of an index name an edition.
    dated: bool = True
    #: The file of this repository that stands in where the published one is not there.
    held: str = ""
    #: What its newest period is told under, such as "registers"; empty where it gives no indicators.
    theme: str = ""
    #: What must be said besides where its shapes are drawn.
    attribution: str = ""

    @property
    def is_own(self) -> bool:
        """Whether its numbers are the analyst's own, and nobody published them."""
        return self.id.startswith(local.PUBLICATION)


def publications(path: Path = SOURCES) -> dict[str, Publication]:
    """Every publication that the readers know, and those of an analyst's own numbers, by its id."""
    return _publications(path, local.opened() if path == SOURCES else local.NOTHING)


@lru_cache(maxsize=8)
def _publications(path: Path, beside: local.Local) -> dict[str, Publication]:
    entries = local.indicators(beside, FIELDS).values()
    every = paragraphs.read(path) | {entry.indicator["sources"][0]: entry.publication for entry in entries if entry.publication}
    for key, paragraph in every.items():
        if paragraph.get("disclosure", "") not in DISCLOSURE:
            rules, rule = ", ".join(DISCLOSURE[1:]), paragraph["disclosure"]
            raise CatalogueError(f"{path.name}, [{key}], disclosure: expected {rules}, or no such line; found {rule!r}.", "Correct it.")
        if not paragraph.get("licence"):
            raise CatalogueError(f"{path.name}, [{key}]: expected a licence, found none.", "Say what its numbers may be used under.")
    return {key: _publication(path.name, key, paragraph) for key, paragraph in every.items()}


def _publication(file: str, key: str, paragraph: dict[str, Any]) -> Publication:
    chapters = {field: tuple(paragraph.get(field, ())) for field in ("feeds", "needed")}
    return Publication(key, **{**_worded(file, key, paragraph), **chapters})


def publication(known_as: str) -> Publication:
    """The publication of an id that may end in a year or a file number, such as `iod_2019_file_7`; the longest that it begins with."""
    key = max((key for key in publications() if known_as.startswith(key)), key=len, default="")
    if key:
        return publications()[key]
    raise CatalogueError(f"{SOURCES.name}: expected a paragraph for {known_as}, found none.", "Describe the publication there.")


def definitions(path: Path = INDICATORS) -> dict[str, Definition]:
    """Every definition of the repository and of the workspace that is open, by its id.

    Raises
    ------
    CatalogueError
        Naming file, indicator and field, what was expected and what was found.
    """
    return _definitions(path, local.opened() if path == INDICATORS else local.NOTHING)


@lru_cache(maxsize=8)
def _definitions(path: Path, beside: local.Local) -> dict[str, Definition]:
    originals, additions = paragraphs.expanded(path, FIELDS), local.indicators(beside, FIELDS)
    for key in originals.keys() & additions.keys():
        raise CatalogueError(f"{additions[key].file}, [{key}]: expected an id of its own, found one of {path.name}.", "Rename it.")
    every = {key: (path.name, paragraph) for key, paragraph in originals.items()}
    every |= {key: (entry.file, entry.indicator) for key, entry in additions.items()}
    for number, (key, (file, paragraph)) in enumerate(every.items(), 1):
        if "instead" in paragraph:  # from one to the next further down, a search ends
            paragraphs.refuse_unknown(f"{file}, [{key}], instead", [paragraph["instead"]], [*every][number:])
    return {key: _definition(file, key, paragraph) for key, (file, paragraph) in every.items()}


def definition(indicator: str) -> Definition:
    """The definition of one indicator.

    Raises
    ------
    CatalogueError
        With the nearest ids, where no paragraph describes it.
    """
    every = definitions()
    if local.withheld(indicator, FIELDS):
        remedy = "Take the cell out, or make the report with --audience internal."
        raise CatalogueError(f"{indicator}: expected an indicator that may be published, found one for the inside alone.", remedy)
    if indicator not in every:
        nearest = ", ".join(get_close_matches(indicator, every, cutoff=0.3)) or "none"
        raise CatalogueError(f"{indicator}: no such indicator. The nearest are {nearest}.", f"Give an id of data/{INDICATORS.name}.")
    return every[indicator]


def serving(purpose: str) -> tuple[Definition, ...]:
    """The definitions that serve a purpose, in the order of the file.

    Raises
    ------
    CatalogueError
        Where none does.
    """
    if matches := tuple(each for each in definitions().values() if each.serves == purpose):
        return matches
    raise CatalogueError(f"{INDICATORS.name}: expected an indicator that serves {purpose!r}, found none.", "Say so of one.")


def own(chapter: str) -> list[str]:
    """The ids of the indicators of a chapter that the analyst has added."""
    return [key for key in local.indicators(local.opened(), FIELDS) if chapter in definitions()[key].chapters]


def forget() -> None:
    """Read the files again when they are next asked for: an analyst has saved one."""
    for function in (_publications, footprints.kinds, _definitions, local.indicators):
        function.cache_clear()


def _definition(file: str, key: str, paragraph: dict[str, Any]) -> Definition:
    if "name" not in paragraph and paragraph.get("condition"):
        paragraph = {**paragraph, "name": f"{paragraph['condition'][0].upper()}{paragraph['condition'][1:]}"}
    if "published" in paragraph:
        paragraph = {**paragraph, **_published(f"{file}, [{key}], published", paragraph)}
    paragraphs.refuse_unknown(f"{file}, [{key}]", paragraph, FIELDS)
    for absent in sorted(NEEDED - set(paragraph)):
        raise CatalogueError(f"{file}, [{key}]: expected the line {absent} = …, found none.", "Add it.")
    for field, choices in (("measure", MEASURES), ("polarity", POLARITIES), ("standard", STANDARDS)):
        paragraphs.refuse_unknown(f"{file}, [{key}], {field}", [paragraph[field]] if field in paragraph else [], choices)
    breaks = tuple(_break(file, key, item) for item in paragraph.get("breaks", ()))
    paragraphs.refuse_unknown(f"{file}, [{key}], chapters", paragraph["chapters"], chapters())
    paragraphs.refuse_unknown(f"{file}, [{key}], sources", paragraph["sources"], publications())
    lists: dict[str, Any] = {field: tuple(paragraph[field]) for field in LISTED if field in paragraph} | {"breaks": breaks}
    lists |= {"choose": tuple(paragraph["choose"].items())} if "choose" in paragraph else {}
    return Definition(key, **{"people": paragraph["unit"].removeprefix("% of "), **_worded(file, key, paragraph), **lists})


def _published(place: str, paragraph: dict[str, Any]) -> dict[str, Any]:
    """What a paragraph takes of published values, and what this is called where counts are."""
    choice = paragraph["published"]
    if "counts" in paragraph or not isinstance(choice, dict) or CHOICE[0] not in choice:
        entry = "both" if "counts" in paragraph else repr(choice)
        raise CatalogueError(f"{place}: expected a table with {CHOICE[0]} in place of `counts`, found {entry}.", "Correct it.")
    paragraphs.refuse_unknown(place, choice, CHOICE)
    words = ", ".join(f"{name} {choice[name]}" for name in CHOICE[1:] if name in choice)
    return {"published": tuple(choice.items()), "counts": ", ".join(filter(None, [f"published {choice[CHOICE[0]]}", words]))}


def chapters() -> list[str]:
    """The chapters that an indicator may be of: those of a report, and those that a publication feeds."""
    fed = {chapter for source in publications().values() if not source.is_own for chapter in (*source.feeds, *source.needed)}
    return sorted(fed | {str(chapter["id"]) for chapter in chapter_list() if "id" in chapter})


def chapter_list() -> list[dict[str, Any]]:
    """The paragraphs of chapters, the analyst's own first: one with the id of another stands in its place."""
    return [*local.chapters(), *paragraphs.read(CHAPTERS).get("chapter", ())]


def _worded(file: str, key: str, paragraph: dict[str, Any]) -> dict[str, Any]:
    """A paragraph whose words can stand in a sentence; only a condition and a caveat may be empty."""
    words = {field: readable(paragraph[field], longest) for field, longest in WORDS.items() if isinstance(paragraph.get(field), str)}
    for field in paragraph.keys() & WORDS.keys():
        if not words.get(field, "") and (field not in words or field not in ("condition", "caveat")):
            raise CatalogueError(f"{file}, [{key}], {field}: expected words in quotes, found {paragraph[field]!r}.", "Correct it.")
    return {**paragraph, **words}


def _break(file: str, key: str, item: dict[str, str]) -> Break:
    if item.get("kind") not in BREAKS:
        raise CatalogueError(f"{file}, [{key}], breaks: expected a kind among {', '.join(BREAKS)}, found {item.get('kind')!r}.")
    return Break(**{**item, "reason": readable(item["reason"], WORDS["caveat"])})
