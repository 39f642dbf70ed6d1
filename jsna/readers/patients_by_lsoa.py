"""Patients of each practice by the small area that they live in, a file a quarter."""

import re

import pandas as pd

from jsna.readers.population import sexes
from jsna.readers.rawfile import RawFile
from jsna.readers.tables import chosen, counts, headings, lacks, lineage, refusal, refuse_unlike
from jsna.readers.years import as_of, month_of
from jsna.schemas import Tidy, check

NAMES = {"practice_code": ("PRACTICE_CODE",), "lsoa_code": ("LSOA_CODE",),
         "patients": ("NUMBER_OF_PATIENTS", "Number of Patients", "All Patients", "ALL_PATIENTS")}
#: Older files have no date and no sex: theirs are all patients.
OPTIONAL = {"as_of": ("EXTRACT_DATE",), "sex": ("SEX",)}
#: Layouts so much their own that a file with every heading but one is of this publication.
DISTINCT = ({**NAMES, **OPTIONAL},)
BY_SEX = {"male": ("Male Patients", "MALE_PATIENTS"), "female": ("Female Patients", "FEMALE_PATIENTS")}
#: Patients without a small area are counted below these words.
UNPLACED = r"(NO20\d\d|CLOSED|EMPTY|UNKNOWN|)"
#: Until 2016 the patients were published with a column for each small area too.
WIDE = r"NAME OF FORMER VARIABLE|E01\d{6}"


def recognises(raw: RawFile) -> bool:
    """Whether a text file has patients by practice and small area, in rows or in columns."""
    return not lacks(headings(raw), NAMES) or _is_wide(headings(raw))


def read(raw: RawFile) -> list[Tidy]:
    """Patients by practice, small area and sex; those without a small area are kept, and their number is noted.

    Raises
    ------
    FileError
        Where a cell is no count, a code is none, no date is told, or a key is repeated.
    """
    if _is_wide(raw.header):
        raise refusal(raw, "a row for each practice and small area", "a column for each small area",
                      remedy="Download the tall form of the same month (such as gp-reg-patients-LSOA-alt-tall.csv); nothing was changed.")
    frame, heading = chosen(raw, NAMES, {**OPTIONAL, **BY_SEX}, of_what="practices")
    day = as_of(raw, frame["as_of"], heading["as_of"]) if "as_of" in frame else month_of(raw, "gp-reg-patients-LSOA-01-2014.csv")
    sex = sexes(raw, frame["sex"], heading["sex"]) if "sex" in frame else "persons"
    rows = pd.DataFrame({"practice_code": frame["practice_code"], "as_of": day, "lsoa_code": frame["lsoa_code"].replace("", "UNKNOWN"),
                         "sex": sex, "patients": counts(frame["patients"], raw, "", heading["patients"], missing=())})
    _refuse_sums(raw, frame, rows["patients"], heading["patients"])
    return [check(Tidy("patients_by_lsoa", "patients_by_lsoa", lineage(rows, raw), len(rows), notes=_unplaced(rows)))]


def _is_wide(names: list[str]) -> bool:
    return "practice_code" not in lacks(names, NAMES) and any(re.fullmatch(WIDE, heading.upper()) for heading in names)


def _refuse_sums(raw: RawFile, frame: pd.DataFrame, patients: pd.Series, heading: str) -> None:
    if set(BY_SEX) <= set(frame):
        male, female = (counts(frame[sex], raw, "", sex, missing=()) for sex in BY_SEX)
        refuse_unlike(raw, patients, male + female, "all patients as the sum of both sexes", heading)


def _unplaced(rows: pd.DataFrame) -> tuple[str, ...]:
    number = int(rows.loc[rows["lsoa_code"].str.fullmatch(UNPLACED), "patients"].sum())
    return (f"{number:,} of {rows['patients'].sum():,} patients have no small area.",) if number else ()
