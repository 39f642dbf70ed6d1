"""Life expectancy at birth by middle-layer small area, of OHID: values with limits, deaths and person-years by sex."""

import pandas as pd

from jsna.readers import tables
from jsna.readers.published import SEXES, published_values, refuse_contradictions
from jsna.readers.rawfile import RawFile
from jsna.schemas import Tidy, check

NAMES = {
    "Period": "period", "Geography Type": "area_type", "Code": "area_code", "Code Name": "area_name", "Sex": "sex",
    "No of Deaths": "numerator", "Population": "denominator", "Life Expectancy at birth (in years)": "value",
    "Lower 95% confidence interval": "lower_95", "Upper 95% confidence interval": "upper_95",
}
WALES, PUBLICATION = "W", "life_expectancy_msoa"


def recognises(raw: RawFile) -> bool:
    """Whether a sheet of a workbook has the headings of life expectancy, whatever its limits are called."""
    return _place(raw) is not None


def _place(raw: RawFile) -> tuple[str, int] | None:
    return tables.table_place(raw, list(NAMES)[:8], most_sheets=3)


def read(raw: RawFile) -> list[Tidy]:
    """Life expectancy of each area of England and sex, and the areas, which no lookup names; those of Wales are left out.

    Raises
    ------
    FileError
        Where a column is renamed, a cell is no number, or a key is repeated.
    """
    place = _place(raw)
    assert place is not None
    sheet, header = place
    table = tables.columns(tables.sheet_frame(raw, sheet, header), NAMES, raw, sheet)
    every = tables.refuse_empty(tables.filled(table), "areas", raw, sheet)
    codes = tables.matching(raw, every["area_code"], r"[EWZ]02\d{6}", "the code of a middle-layer small area", "Code", sheet)
    of_wales = codes.str.startswith(WALES)
    frame = every[~of_wales]
    heading = {name: spelling for spelling, name in NAMES.items()}
    years = {name: tables.numbers(frame[name], raw, sheet, heading[name], missing=("",)) for name in ("value", "lower_95", "upper_95")}
    people = {name: tables.counts(frame[name], raw, sheet, heading[name], missing=()).astype(float)
              for name in ("numerator", "denominator")}
    period = tables.matching(raw, frame["period"], r"20\d\d to 20\d\d", "years such as 2016 to 2020", "Period", sheet)
    sex = tables.known(raw, frame["sex"].str.casefold(), [*SEXES], "Sex", sheet).map(SEXES)
    places = frame[["area_code", "area_name"]]
    rows = pd.DataFrame({**places, **years, **people, "area_type": "MSOA 2011", "indicator_id": "life_expectancy_msoa",
                         "indicator_name": "Life expectancy at birth", "period": period.str[:4] + " - " + period.str[-2:],
                         "sex": sex, "age": "All ages"})
    refuse_contradictions(raw, rows, {name: heading[name] for name in years}, sheet)
    drops = tables.dropped({"an area of Wales": of_wales})
    areas = places.drop_duplicates().assign(footprint="msoa_2011", gss_code=places["area_code"])
    area_rows = tables.lineage(areas[["footprint", "area_code", "gss_code", "area_name"]], raw, sheet)
    return [check(Tidy("areas", PUBLICATION, area_rows, len(areas))),
            check(Tidy("published_values", PUBLICATION, published_values(rows, raw, sheet), len(every), drops))]
