"""Sources: the published files that a chapter rests on, and what could not be placed."""

from typing import Any, Protocol

from jsna.figures import words
from jsna.figures.figure import Notice

_QOF = {
    "qof_raw": "Quality and Outcomes Framework, practice level (NHS Digital)",
    "qof_ccg_workbook": "Quality and Outcomes Framework, CCG workbooks (NHS Digital)",
}
_ACTIVITY = {"monthly_activity_return": "Monthly Activity Return (NHS England)"}

#: The publications behind each chapter.
PUBLICATIONS = {
    "00": _QOF | {"iod_2019_file_1": "English Indices of Deprivation 2019, file 1 (MHCLG)"} | _ACTIVITY,
    "03": {
        "qof_raw": "Quality and Outcomes Framework, practice level (NHS Digital)",
        "qof_organisation_reference": "Quality and Outcomes Framework, list of practices (NHS Digital)",
        "qof_geography_mapping": "Quality and Outcomes Framework, practices and their areas (NHS Digital)",
        "practice_pcn_map": "Patients registered at a GP practice, map of practices (NHS Digital)",
        "ods_epraccur": "GP practices, epraccur (NHS Digital, Organisation Data Service)",
    },
    "05": _ACTIVITY,
    "12": {"delayed_transfers": "Delayed Transfers of Care (NHS England)"},
}
_WILSON = "Intervals are Wilson's, at 95%. England is a fixed line."
_XMR = (
    "Limits are those of an XmR chart: the average and 2.66 times the mean difference between neighbouring months. "
    "The rules are those of NHS England's Making Data Count. Counts are divided by the days of their month."
)
#: How the figures of a chapter were made, where it is not the method of registers.
METHODS = {
    "00": "Words rest on Wilson's intervals at 99.8%. England is a fixed line. The rest of the STP is compared by the interval of the "
    "difference (Newcombe).",
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
    tables = [table for file in manifest["files"].values() for table in file["tables"]]
    items = []
    for publication, title in PUBLICATIONS[chapter].items():
        own = [table for table in tables if table["publication"] == publication]
        if own:
            items.append(f"{title}: {words.counted(len(own), 'file')}, {words.counted(sum(t['rows_kept'] for t in own), 'row')} kept.")
    unplaced = [lost for lost in manifest["unplaced"] if lost["footprint"] == here.footprint and lost["practices"]]
    if "qof_raw" in PUBLICATIONS[chapter]:
        items += [_unplaced(lost) for lost in unplaced]
    return Notice("Source and method", (METHODS.get(chapter, _WILSON),), tuple(items), kind="plain")


def _unplaced(lost: dict[str, Any]) -> str:
    count = words.counted(len(lost["practices"]), "practice")
    return (
        f"{lost['period']}: {count} in England, with {words.counted(lost['patients'], 'patient')}, "
        "could not be placed in an area of this footprint. They count for England alone."
    )
