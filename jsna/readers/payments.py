"""NHS Payments to General Practice: lists, weighted lists, rurality and what each practice was paid in a year."""

import pandas as pd

from jsna.readers.rawfile import RawFile
from jsna.readers.tables import chosen, headings, lacks, lineage, numbers
from jsna.readers.years import year_of
from jsna.schemas import Tidy, check

NAMES = {
    "practice_code": ("Practice Code", "PracticeCode"),
    "area_code": ("CCG Code", "CCGCode", "Sub ICB Location Code", "Sub-ICB Location Code", "Sub ICB Code"),
    "registered": ("Number of Registered Patients (Last Known Figure)", "Average Number of Registered Patients",
                   "NumberOfRegisteredPatientsLastKnownFigure"),
    "weighted": ("Number of Weighted Patients (Last Known Figure)", "Average Number of Weighted Patients",
                 "NumberOfWeightedPatientsLastKnownFigure"),
    "total_payments": ("Total NHS Payments to General Practice", "TotalNHSPaymentsToGeneralPractice_£",
                       "TotalNHSPaymentsToGeneralPractice"),
}
#: Not published before 2016/17.
OPTIONAL = {"rurality": ("Practice Rurality", "PracticeRurality")}
#: What the publisher writes for a rurality that is not known.
UNKNOWN = "MISSING"


def recognises(raw: RawFile) -> bool:
    """Whether a text file has the headings of the payments, one of them renamed at most."""
    return len(lacks(headings(raw), NAMES)) <= 1


def read(raw: RawFile) -> list[Tidy]:
    """One row a practice, in the year of the file's name.

    Raises
    ------
    FileError
        Where the name has no year, a column is renamed, a cell is no number, or a practice is repeated.
    """
    frame, spelt = chosen(raw, NAMES, OPTIONAL, of_what="practices")
    values = {name: numbers(frame[name], raw, "", spelt[name], missing=("",)) for name in ("registered", "weighted", "total_payments")}
    rows = pd.DataFrame({"practice_code": frame["practice_code"], "period": year_of(raw, "nhspaymentsgp-18-19.csv"),
                         "area_code": frame["area_code"], "registered": values["registered"], "weighted": values["weighted"],
                         "rurality": frame["rurality"].replace(UNKNOWN, "") if "rurality" in frame else "",
                         "total_payments": values["total_payments"]})
    return [check(Tidy("payments", "payments_to_practices", lineage(rows, raw), len(rows)))]
