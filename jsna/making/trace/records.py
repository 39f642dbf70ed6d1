"""Records: what numbers of records of single patients were counted from, in words; the records themselves are not kept."""

from pathlib import Path

from jsna.catalogue import Definition, publication
from jsna.records import admissions
from jsna.records.countfile import facts


def of_records(definition: Definition) -> bool:
    """Whether an indicator may be made of records of single patients."""
    return any(publication(source).disclosure for source in definition.sources)


def counted_from(data: Path) -> str:
    """The counts of records that are held below the folder `data`: whose, of which year, under which agreement, and in which file."""
    counts = [(path, facts(path)) for path in admissions.files(data)]
    if not counts:
        return "No counts of them are held: `jsna records build FOLDER` counts an extract, and `jsna build` makes numbers of them."
    each = (f"{about.admissions:,} admissions of {about.year} from {about.source} ({about.reference}), in {path}" for path, about in counts)
    return f"Held are the counts of {'; '.join(each)}: for their owner alone, and in a report only as their agreement says."
