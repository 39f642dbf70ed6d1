"""Deaths registered in a year, of the Office for National Statistics: counts and age-standardised rates by area and sex."""

import pandas as pd

from jsna.readers.published import SEXES, published_values, refuse_contradictions
from jsna.readers.rawfile import RawFile
from jsna.readers.tables import chosen, counts, headings, known, lacks, matching, numbers
from jsna.schemas import Tidy, check

NAMES = {
    "period": ("year",), "sex": ("sex",), "area_code": ("area_code",), "area_name": ("area_name",), "area_type": ("geography",),
    "numerator": ("deaths",), "value": ("asmr",), "value_note": ("Unreliable",),
    "lower_95": ("Lower confidence limit",), "upper_95": ("Upper confidence limit",),
}
#: How the publisher marks a rate of fewer than 20 deaths as unreliable.
UNRELIABLE = {"[u]": "too few events", "NA": "", "": ""}


def recognises(raw: RawFile) -> bool:
    """Whether a text file has the headings of these deaths, one of them renamed at most."""
    return len(lacks(headings(raw), NAMES)) <= 1


def read(raw: RawFile) -> list[Tidy]:
    """Deaths and the rate per 100,000 (European standard population of 2013) of each area, year and sex.

    Raises
    ------
    FileError
        Where a column is renamed, a cell is no number, or a key is repeated.
    """
    frame, heading = chosen(raw, NAMES, of_what="deaths")
    rates = {name: numbers(frame[name], raw, "", heading[name], missing=("", "NA")) for name in ("value", "lower_95", "upper_95")}
    deaths = counts(frame["numerator"], raw, "", heading["numerator"], missing=("", "NA")).astype(float)
    sex = known(raw, frame["sex"].str.casefold(), [*SEXES], heading["sex"]).map(SEXES)
    note = known(raw, frame["value_note"], [*UNRELIABLE], heading["value_note"]).map(UNRELIABLE)
    period = matching(raw, frame["period"], r"20\d\d", "a year", heading["period"])
    places = frame[["area_code", "area_name", "area_type"]]
    rows = pd.DataFrame({**places, **rates, "indicator_id": "deaths_registered", "indicator_name": "Deaths from all causes",
                         "period": period, "sex": sex, "age": "All ages", "numerator": deaths, "value_note": note})
    refuse_contradictions(raw, rows, {name: heading[name] for name in rates})
    return [check(Tidy("published_values", "deaths_registered", published_values(rows, raw), len(frame)))]
