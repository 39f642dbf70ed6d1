"""Own values: the csv files beside paragraphs of data/local/indicators, read and checked cell by cell."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from jsna import periods
from jsna.catalogue import Definition, definitions
from jsna.errors import FileError
from jsna.making.reading import Reading, keep, unread
from jsna.measures import MEASURES
from jsna.names import readable
from jsna.readers import published
from jsna.readers.rawfile import RawFile, unpack
from jsna.readers.tables import chosen, lacks, matching, normal, numbers, refusal, refuse_where
from jsna.schemas import Tidy, check

#: Where they lie in a workspace; the name of such a file in lineage begins so.
FOLDER = "data/local/indicators"
#: The columns that every csv has, and those that it may have, as they may be written.
NEEDED = {"area_code": ("area_code", "area code", "code"), "period": ("period", "time period")}
NUMBERS = {
    "numerator": ("numerator", "count"), "denominator": ("denominator", "n"), "value": ("value",),
    "lower_95": ("lower_95", "lower", "lower limit"), "upper_95": ("upper_95", "upper", "upper limit"),
}  # fmt: skip
WORDS = {"area_name": ("area_name", "area name", "area"), "sex": ("sex",), "age": ("age",), "category": ("category",)}
EVERY = {**NEEDED, **NUMBERS, **WORDS}
#: What stands where a file says nothing: everybody.
EVERYBODY = {"sex": "Persons", "age": "All ages", "category": "", "area_name": ""}
MISSING = ("", "*", "-", ":", "c", "x")
REMEDY = "Correct the cell; nothing was built."


def read_all(workspace: Path, parts: Path) -> list[Reading]:
    """Read the file of each definition that has one, of a workspace; they are small, so they are read at each build.

    Raises
    ------
    FileError
        Naming file, row and column: a build does not go on without what the analyst gave it.
    """
    readings = []
    for csv in sorted({definition.csv for definition in definitions().values() if definition.csv}):
        path = workspace / FOLDER / csv
        [raw] = unpack(path, workspace)
        tables = [keep(tidy, raw, parts) for tidy in read(raw)]
        readings.append(replace(unread(path, workspace), tables=tables))
    return readings


def read(raw: RawFile) -> list[Tidy]:
    """The numbers of a file for each definition that names it, as the tidy table `own_values`."""
    whole = replace(raw, whole=True)  # the last line of a file that somebody typed may have no end
    return [_of(definition, whole) for definition in definitions().values() if definition.csv == raw.name.removeprefix(f"{FOLDER}/")]


def _of(definition: Definition, raw: RawFile) -> Tidy:
    _refuse_headings(raw, definition)
    frame, heading = chosen(raw, NEEDED, {**NUMBERS, **WORDS}, of_what="numbers")
    words = {name: frame[name].map(readable) if name in frame else EVERYBODY[name] for name in WORDS}
    columns = {name: numbers(frame[name], raw, "", heading[name], MISSING) for name in NUMBERS if name in frame}
    rows = frame[["area_code"]].assign(
        indicator_id=definition.id, indicator_name=definition.name, area_type="own", period=_periods(frame["period"], raw, heading),
        **words, **columns)  # fmt: skip
    sexes = rows["sex"].str.casefold().map(published.SEXES | {"all": "Persons", "": "Persons"})
    refuse_where(raw, sexes.isna(), rows["sex"], "one of Persons, Male and Female", heading.get("sex", "sex"))
    matching(raw, rows["area_code"], r"[A-Za-z0-9_-]{1,20}", "the code of an area", heading["area_code"])
    every = published.published_values(rows.assign(sex=sexes), raw)
    _refuse_contradictions(raw, every.set_index(rows.index), definition, heading)
    return check(Tidy("own_values", definition.sources[0], every, len(frame)))


def _refuse_headings(raw: RawFile, definition: Definition) -> None:
    if not raw.content.strip():
        raise FileError(f"{raw.name}: expected numbers, found an empty file.", REMEDY)
    names = {normal(spelling) for spellings in EVERY.values() for spelling in spellings}
    for heading in [heading for heading in raw.header if heading and normal(heading) not in names]:
        raise refusal(raw, f"columns of the names {', '.join(EVERY)}", repr(heading), column=heading, row=1,
                      remedy="Rename the column, or take it out; nothing was built.")
    for name, spellings in EVERY.items():
        alike = [heading for heading in raw.header if normal(heading) in map(normal, spellings)]
        if alike[1:]:
            raise refusal(raw, f"one column {name}", " and ".join(map(repr, alike)), row=1, remedy="Take one out; nothing was built.")
    values = not lacks(raw.header, {"value": NUMBERS["value"]})
    columns = ["numerator"] if definition.measure == "count" else ["numerator", "denominator"]
    absent = [] if values else lacks(raw.header, {name: NUMBERS[name] for name in columns})
    if absent or (not values and MEASURES[definition.measure].estimate is None):
        expected = "columns numerator and denominator, or value" if MEASURES[definition.measure].estimate else "a column value"
        raise FileError(f"{raw.name}: expected {expected} of a {definition.measure}, found {', '.join(raw.header)}.",
                        "Add the column, or correct `measure`; nothing was built.")


def _periods(cells: pd.Series, raw: RawFile, heading: dict[str, str]) -> pd.Series:
    for row, text in cells.items():
        try:
            periods.parse(text)
        except ValueError:
            raise refusal(raw, "a period such as 2022/23, 2022, 2020 - 22, 2022-04 or Q1 2022/23", repr(text), row=int(str(row)),
                          column=heading["period"], remedy=REMEDY) from None
    return cells


def _refuse_contradictions(raw: RawFile, rows: pd.DataFrame, definition: Definition, heading: dict[str, str]) -> None:
    """Refuse a number that the others of its row contradict."""
    if definition.measure in ("proportion", "share"):
        above = rows["numerator"] > rows["denominator"]
        refuse_where(raw, above, rows["numerator"].map("{:g}".format), "at most the denominator", heading.get("numerator", ""))
        refuse_where(raw, ~rows["value"].dropna().between(0, 100), rows["value"].map("{:g}".format), "0 to 100 per cent",
                     heading.get("value", ""))
    for low, high in (("lower_95", "value"), ("value", "upper_95")):
        refuse_where(raw, rows[low] > rows[high], rows[low].map("{:g}".format), f"at most {heading.get(high, high)}", heading.get(low, low))
    alone = rows["lower_95"].isna() != rows["upper_95"].isna()
    refuse_where(raw, alone, rows["value"].map("{:g}".format), "both limits, or none", heading.get("lower_95", "lower_95"))
    refuse_where(raw, rows["denominator"].le(0), rows["denominator"].map("{:g}".format), "a number above 0", heading.get("denominator", ""))
    if definition.measure != "count":
        bare = rows["numerator"].notna() & rows["denominator"].isna() & rows["value"].isna()
        refuse_where(raw, bare, pd.Series("", rows.index), "a denominator beside the numerator", heading.get("denominator", ""))
    negative = rows["numerator"] < 0
    refuse_where(raw, negative, rows["numerator"].map("{:g}".format), "a number of at least 0", heading.get("numerator", ""))
    key = ["area_code", "period", *(name for name in ("sex", "age", "category"))]
    twice = rows.duplicated(key)
    text = rows[key].agg(", ".join, axis=1)
    refuse_where(raw, twice, text, "each area, period, sex, age and category once", heading["area_code"])
