"""Sources: the published files that a chapter rests on, and what could not be placed."""

from typing import Any, Protocol

from jsna.figures import words
from jsna.figures.figure import Notice

#: The publications behind each chapter.
PUBLICATIONS = {
    "03": {
        "qof_raw": "Quality and Outcomes Framework, practice level (NHS Digital)",
        "qof_organisation_reference": "Quality and Outcomes Framework, list of practices (NHS Digital)",
        "qof_geography_mapping": "Quality and Outcomes Framework, practices and their areas (NHS Digital)",
        "practice_pcn_map": "Patients registered at a GP practice, map of practices (NHS Digital)",
        "ods_epraccur": "GP practices, epraccur (NHS Digital, Organisation Data Service)",
    }
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
    tables = [table for file in manifest["files"].values() for table in file["tables"]]
    items = []
    for publication, title in PUBLICATIONS[chapter].items():
        own = [table for table in tables if table["publication"] == publication]
        if own:
            items.append(f"{title}: {words.counted(len(own), 'file')}, {words.counted(sum(t['rows_kept'] for t in own), 'row')} kept.")
    unplaced = [lost for lost in manifest["unplaced"] if lost["footprint"] == here.footprint and lost["practices"]]
    items += [_unplaced(lost) for lost in unplaced]
    return Notice("Source and method", ("Intervals are Wilson's, at 95%. England is a fixed line.",), tuple(items), kind="plain")


def _unplaced(lost: dict[str, Any]) -> str:
    count = words.counted(len(lost["practices"]), "practice")
    return (
        f"{lost['period']}: {count} in England, with {words.counted(lost['patients'], 'patient')}, "
        "could not be placed in an area of this footprint. They count for England alone."
    )
