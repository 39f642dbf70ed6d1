"""Hospital Episode Statistics: records of single patients, which are known here and never copied into the store."""

from jsna.readers.rawfile import RawFile
from jsna.readers.tables import headings, refusal
from jsna.schemas import Tidy

#: Headings that each kind of record has.
KINDS = {
    "admitted patient care": {"EPIKEY", "ADMIDATE", "ADMIMETH", "EPIORDER"},
    "outpatient appointments": {"ATTENDKEY", "APPTDATE", "ATTENDED"},
    "A&E attendances": {"AEKEY", "ARRIVALDATE", "AEARRIVALMODE"},
}


def recognises(raw: RawFile) -> bool:
    """Whether a text file holds records of hospital episodes, real or artificial."""
    return _kind(raw) is not None


def read(raw: RawFile) -> list[Tidy]:
    """Nothing: records of patients are personal data, and the store keeps published counts only.

    Raises
    ------
    FileError
        Always, with what to do with such records.
    """
    content = f"records of single patients ({_kind(raw)} of Hospital Episode Statistics, {len(raw.header)} columns)"
    raise refusal(raw, "published counts", content,
                  remedy="Records, even artificial ones, are not read from the folder of published files: move them to a folder that only "
                  "their owner can read, and count them with `jsna records build FOLDER`; nothing was changed.")


def _kind(raw: RawFile) -> str | None:
    names = {heading.upper() for heading in headings(raw)}
    return next((kind for kind, columns in KINDS.items() if columns <= names), None)
