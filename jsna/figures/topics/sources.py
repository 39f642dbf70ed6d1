"""Sources: the published files that a chapter rests on, and what could not be placed."""

from typing import Any, Protocol

from jsna.catalogue import Definition, publication, publications
from jsna.figures.core import words
from jsna.figures.core.figure import Notice

_WILSON = "Intervals are Wilson's, at 95%. England is a fixed line."
_XMR = (
    "Limits are those of an XmR chart: the average and 2.66 times the mean difference between neighbouring months. "
    "The rules are those of NHS England's Making Data Count. Counts are divided by the days of their month."
)
#: How the figures of a chapter were made, where it is not the method of registers.
METHODS = {
    "00": "Words rest on Wilson's intervals at 99.8%. England is a fixed line. The rest of the larger area is compared by the interval "
    "of the difference (Newcombe).",
    "01": "These are counts of everybody on the lists, so they have no intervals and nothing was tested. Ranks are descriptions.",
    "02": "Ranks and deciles of small areas are the published ones. Scores of larger areas are means weighted by residents "
    "(of mid-2015; for the indices of 2025, of mid-2022). Groups of areas follow the rule of the Office for Health Improvement "
    "and Disparities. Nothing was tested.",
    "03": f"{_WILSON} The rest of the larger area, and similar areas, are compared by the interval of the difference (Newcombe). "
    "Limits of funnels allow for chance and for the usual spread between practices (Spiegelhalter 2012). What differences go with are "
    "parts of the deviance of a binomial model, as docs/methods.md defines them.",
    "04": "Expected people are patients by age and sex times the share of a model. The ratio has the limits of the register's own count "
    "(Byar; exact below 10). Ratios drawn towards the mean are empirical Bayes (gamma-Poisson). Ages are from the list nearest to the "
    "end of the year.",
    "05": _XMR,
    "12": _XMR,
}


class Built(Protocol):
    """What is asked of an assessment here."""

    footprint: str

    def manifest(self) -> dict[str, Any]:
        """The manifest of the store."""
        ...


def sources(here: Built, chapter: str) -> Notice:
    """Which files were read for a chapter, and how many patients no area of the footprint could be given."""
    manifest = here.manifest()
    feeding = {key for key, known in publications().items() if chapter in known.feeds}
    tables = [table for file in manifest["files"].values() for table in file["tables"] if publication(table["publication"]).id in feeding]
    items = [_read(key, [t for t in tables if publication(t["publication"]).id == key]) for key in publications() if key in feeding]
    lost = [found for found in manifest["unplaced"] if found["footprint"] == here.footprint and found["practices"]]
    unplaced = [_unplaced(found) for found in lost] if "qof_raw" in feeding else []
    said = (METHODS.get(chapter, _WILSON), *unplaced)
    return Notice("Source and method", said, tuple(filter(None, items)), kind="plain", folded="Files that this chapter rests on")


def _read(key: str, tables: list[dict[str, Any]]) -> str:
    if not tables:
        return ""
    named, rows = publications()[key], sum(table["rows_kept"] for table in tables)
    return f"{named.title} ({named.publisher}): {words.counted(len(tables), 'table')} read, {words.counted(rows, 'row')} kept."


def _unplaced(lost: dict[str, Any]) -> str:
    count = words.counted(len(lost["practices"]), "practice")
    return (
        f"{lost['period']}: {count} in England, with {words.counted(lost['patients'], 'patient')}, "
        "could not be placed in an area of this footprint. They count for England alone."
    )


def cited(definition: Definition, period: str) -> str:
    """The publication of an indicator as the source of a figure."""
    named = publication(definition.sources[0])
    dated = named.title if named.title.endswith(period) else f"{named.title}, {period}"
    return f"{named.publisher}, {dated}. Open Government Licence v3.0."
