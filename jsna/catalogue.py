"""The catalogue: indicators as analysts define them in data/indicators.toml, loaded and checked."""

import hashlib
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, fields
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsna import local, paragraphs
from jsna.errors import CatalogueError
from jsna.measures import MEASURES
from jsna.names import LONGEST, readable

DATA = Path(__file__).parents[1] / "data"
INDICATORS, SOURCES, DOWNLOADS = DATA / "indicators.toml", DATA / "sources.toml", DATA / "downloads.toml"
KINDS = DATA / "geography" / "kinds.toml"
#: The chapters of a report, in order.
CHAPTERS = DATA.parent / "notebooks" / "chapters.toml"
POLARITIES = ("none", "high is good", "low is good")
#: How small counts of a publication of records are hidden; the build ends with it. Published open data need none.
DISCLOSURE = ("", "hes_2018", "secondary")
#: Breaks that nothing may be drawn or tested across; an accumulating register is only remarked on.
BREAKS = ("definition", "denominator", "pandemic", "accumulating", "payment")
#: What a paragraph may choose published values by; the first it must.
CHOICE = ("indicator_id", "sex", "age", "category_type", "category")
#: More words than these are not listed where another was expected: the nearest are.
MANY = 20
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
class Kind:
    """A kind of area, as a paragraph of data/geography/kinds.toml; `starts` is empty where its one footprint has no year.

    `report` is what a report of one is called: a needs assessment is a statutory document, and that of a practice is none.
    """

    name: str
    title: str
    starts: str = ""
    report: str = "Joint Strategic Needs Assessment"
    #: What stands above every report of one.
    notice: str = ""


@dataclass(frozen=True)
class Download:
    """One file of a publication, as an entry of data/downloads.toml; `sha256` is empty where it is not known."""

    publication: str
    url: str
    save_as: str
    sha256: str = ""


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
    #: Whether its periods say when its data are from; those of an index of deprivation name an edition.
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
    own = {known.indicator["sources"][0]: known.publication for known in local.indicators(beside, FIELDS).values() if known.publication}
    described = {**paragraphs.read(path), **own}
    for key, paragraph in described.items():
        if paragraph.get("disclosure", "") not in DISCLOSURE:
            known, found = ", ".join(DISCLOSURE[1:]), paragraph["disclosure"]
            raise CatalogueError(f"{path.name}, [{key}], disclosure: expected {known}, or no such line; found {found!r}.", "Correct it.")
        if not paragraph.get("licence"):
            raise CatalogueError(f"{path.name}, [{key}]: expected a licence, found none.", "Say what its numbers may be used under.")
    return {key: _publication(path.name, key, paragraph) for key, paragraph in described.items()}


def _publication(file: str, key: str, paragraph: dict[str, Any]) -> Publication:
    listed = {field: tuple(paragraph.get(field, ())) for field in ("feeds", "needed")}
    return Publication(key, **{**_worded(file, key, paragraph), **listed})


def publication(known_as: str) -> Publication:
    """The publication of an id that may end in a year or a file number, such as `iod_2019_file_7`; the longest that it begins with."""
    key = max((key for key in publications() if known_as.startswith(key)), key=len, default="")
    if key:
        return publications()[key]
    raise CatalogueError(f"{SOURCES.name}: expected a paragraph for {known_as}, found none.", "Describe the publication there.")


def downloads(path: Path = DOWNLOADS) -> list[Download]:
    """Every file that has an address, in order."""
    listed = paragraphs.read(path)
    return [Download(known_as, **entry) for known_as, entries in listed.items() for entry in entries]


@lru_cache(maxsize=1)
def kinds(path: Path = KINDS) -> dict[str, Kind]:
    """Every kind of area, by the first part of its footprints."""
    return {key: Kind(**paragraph) for key, paragraph in paragraphs.read(path).items()}


def kind(footprint: str) -> Kind:
    """The kind of the areas of a footprint, such as `ccg_2019` or `practice`.

    Raises
    ------
    CatalogueError
        Where no paragraph describes it.
    """
    key = footprint.rsplit("_", 1)[0] if footprint[-4:].isdigit() else footprint
    if key not in kinds():
        raise CatalogueError(f"{KINDS.name}: expected a paragraph for {footprint}, found none.", "Describe that kind of area there.")
    return kinds()[key]


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
    shipped, own = paragraphs.expanded(path, FIELDS), local.indicators(beside, FIELDS)
    for key in shipped.keys() & own.keys():
        raise CatalogueError(f"{own[key].file}, [{key}]: expected an id of its own, found one of {path.name}.", "Rename it.")
    every = {key: (path.name, paragraph) for key, paragraph in shipped.items()}
    every |= {key: (known.file, known.indicator) for key, known in own.items()}
    return {key: _definition(file, key, paragraph) for key, (file, paragraph) in every.items()}


def definition(indicator: str) -> Definition:
    """The definition of one indicator.

    Raises
    ------
    CatalogueError
        With the nearest ids, where no paragraph describes it.
    """
    known = definitions()
    if indicator not in known:
        nearest = ", ".join(get_close_matches(indicator, known, cutoff=0.3)) or "none"
        raise CatalogueError(f"{indicator}: no such indicator. The nearest are {nearest}.", f"Give an id of data/{INDICATORS.name}.")
    return known[indicator]


def forget() -> None:
    """Read the files again when they are next asked for: an analyst has saved one."""
    for known in (_publications, kinds, _definitions, local.indicators):
        known.cache_clear()


def _definition(file: str, key: str, paragraph: dict[str, Any]) -> Definition:
    if "name" not in paragraph and paragraph.get("condition"):
        paragraph = {**paragraph, "name": f"{paragraph['condition'][0].upper()}{paragraph['condition'][1:]}"}
    if "published" in paragraph:
        paragraph = {**paragraph, **_published(f"{file}, [{key}], published", paragraph)}
    for wrong in (set(paragraph) - set(FIELDS)) | (NEEDED - set(paragraph)):
        raise CatalogueError(f"{file}, [{key}]: expected the fields {', '.join(sorted(FIELDS))}; {wrong} is missing or not one of them.")
    for field, allowed in (("measure", MEASURES), ("polarity", POLARITIES)):
        if paragraph[field] not in allowed:
            raise CatalogueError(f"{file}, [{key}], {field}: expected one of {', '.join(allowed)}, found {paragraph[field]!r}.")
    breaks = tuple(_break(file, key, item) for item in paragraph.get("breaks", ()))
    refuse_unknown(f"{file}, [{key}], chapters", paragraph["chapters"], _chapters())
    refuse_unknown(f"{file}, [{key}], sources", paragraph["sources"], publications())
    listed: dict[str, Any] = {field: tuple(paragraph[field]) for field in LISTED if field in paragraph}
    listed |= {"choose": tuple(paragraph["choose"].items())} if "choose" in paragraph else {}
    worded = {"people": paragraph["unit"].removeprefix("% of "), **_worded(file, key, paragraph)}
    return Definition(key, **{**worded, **listed, "breaks": breaks})


def _published(place: str, paragraph: dict[str, Any]) -> dict[str, Any]:
    """What a paragraph takes of published values, and what this is called where counts are."""
    choice = paragraph["published"]
    if "counts" in paragraph or not isinstance(choice, dict) or CHOICE[0] not in choice:
        expected = f"a table with {CHOICE[0]} in place of `counts`"
        raise CatalogueError(f"{place}: expected {expected}, found {'both' if 'counts' in paragraph else repr(choice)}.", "Correct it.")
    refuse_unknown(place, choice, CHOICE)
    words = ", ".join(f"{name} {choice[name]}" for name in CHOICE[1:] if name in choice)
    return {"published": tuple(choice.items()), "counts": ", ".join(filter(None, [f"published {choice[CHOICE[0]]}", words]))}


def refuse_unknown(place: str, found: Iterable[object], known: Iterable[str]) -> None:
    """Refuse what is not known, where nothing would come of it without a word.

    Raises
    ------
    CatalogueError
        With the nearest.
    """
    words = list(known)
    for strange in [value for value in found if value not in words]:
        near = get_close_matches(str(strange), words, cutoff=0.4)
        expected = f"of {', '.join(words)}" if len(words) <= MANY else f"such as {', '.join(near or words[:3])}"
        remedy = f"Did you mean {near[0]!r}?" if near else "Correct it."
        raise CatalogueError(f"{place}: expected one {expected}; found {strange!r}.", remedy)


def _chapters() -> list[str]:
    """The chapters that an indicator may be of: those of a report, and those that a publication feeds."""
    listed = [str(chapter["id"]) for chapter in _listed() if "id" in chapter]
    shipped = [known for known in publications().values() if not known.is_own]
    return sorted({*listed, *(chapter for known in shipped for chapter in (*known.feeds, *known.needed))})


def method_of(chapter: str) -> str:
    """How the figures of a chapter were made, as chapters.toml says; empty where it says nothing."""
    return next((str(known.get("method", "")) for known in _listed() if known.get("id") == chapter), "")


def _listed() -> list[dict[str, Any]]:
    """The paragraphs of chapters, the analyst's own first: one with the id of another stands in its place."""
    return [*local.chapters(), *paragraphs.read(CHAPTERS).get("chapter", ())]


def _worded(file: str, key: str, paragraph: dict[str, Any]) -> dict[str, Any]:
    """A paragraph whose words can stand in a sentence; only a condition and a caveat may be empty."""
    said = {field: readable(paragraph[field], longest) for field, longest in WORDS.items() if isinstance(paragraph.get(field), str)}
    for field in paragraph.keys() & WORDS.keys():
        if not said.get(field, "") and (field not in said or field not in ("condition", "caveat")):
            raise CatalogueError(f"{file}, [{key}], {field}: expected words in quotes, found {paragraph[field]!r}.", "Correct it.")
    return {**paragraph, **said}


def _break(file: str, key: str, item: dict[str, str]) -> Break:
    if item.get("kind") not in BREAKS:
        raise CatalogueError(f"{file}, [{key}], breaks: expected a kind among {', '.join(BREAKS)}, found {item.get('kind')!r}.")
    return Break(**{**item, "reason": readable(item["reason"], WORDS["caveat"])})
