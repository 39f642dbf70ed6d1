"""The layout of records: which columns hold what, as Hospital Episode Statistics call them or as the analyst's own map says."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jsna import paragraphs, periods
from jsna.errors import CatalogueError

#: Columns of Hospital Episode Statistics, by what they hold; of several, the first that a file has.
COLUMNS = {
    "year": ("FYEAR",), "admitted": ("ADMIDATE",), "ended": ("EPIEND",), "discharged": ("DISDATE",), "method": ("ADMIMETH",),
    "origin": ("ADMISORC",), "classification": ("CLASSPAT",), "order": ("EPIORDER",), "status": ("EPISTAT",), "last": ("SPELEND",),
    "age": ("STARTAGE", "ADMIAGE"), "sex": ("SEX",), "practice": ("GPPRAC",), "cause": ("CAUSE_4", "CAUSE"),
    "person": ("PSEUDO_HESID", "TOKEN_PERSON_ID", "ENCRYPTED_HESID", "HESID"), "discharge_method": ("DISMETH",),
}  # fmt: skip
#: Columns with the small area of residence, by the census whose small areas they are; of several, the first that is filled.
RESIDENCE = {"lsoa_2011": "LSOA11", "lsoa_2021": "LSOA21", "lsoa_2001": "LSOA01"}
#: Columns that stand side by side, the first diagnosis or procedure first.
SERIES = {
    "diagnoses": [f"DIAG_4_{number:02}" for number in range(1, 21)],
    "procedures": [f"OPERTN_4_{number:02}" for number in range(1, 25)],
}
#: What records may lack: the year where the map gives it, the rest where only some layouts have it.
OPTIONAL = ("year", "discharged", "origin", "status", "last", "cause", "person", "discharge_method")
#: What a map of columns may say besides: the year of records that do not tell it, and the census of the small areas.
GIVEN = ("year_of_records", "residence", "lsoa")


@dataclass(frozen=True)
class Layout:
    """Where each thing stands: a column by name; those of diagnoses and procedures in order; the one of residence by census."""

    columns: dict[str, str]
    series: dict[str, list[str]]
    residence: dict[str, str]
    year: str = ""
    #: Every column that is read.
    needed: list[str] = field(default_factory=list)


def layout(header: list[str], file: str, path: Path) -> Layout:
    """The layout of records with this header.

    Parameters
    ----------
    header : list of str
        Names of the columns of the first part.
    file : str
        Its name, for messages.
    path : Path
        The analyst's map, which may be absent: `admitted = "Start_Date"`, `diagnoses = ["Primary", "Secondary_1"]`, `lsoa = "LSOA_2011"`
        with `residence = "lsoa_2011"`, and `year_of_records = "2018/19"`.

    Raises
    ------
    CatalogueError
        Naming each column that is not there, and the nearest way to say where it is.
    """
    mapping = _map(path)
    there = {name.upper(): name for name in header}
    columns = {name: _column(there, mapping.get(name, usual)) for name, usual in COLUMNS.items()}
    series = {name: [there[each.upper()] for each in mapping.get(name, usual) if each.upper() in there] for name, usual in SERIES.items()}
    homes = {mapping["residence"]: mapping["lsoa"]} if "lsoa" in mapping else RESIDENCE
    residence = {census: there[name.upper()] for census, name in homes.items() if name.upper() in there}
    optional = OPTIONAL if mapping.get("year_of_records") else OPTIONAL[1:]
    absent = [mapping.get(name, COLUMNS[name][0]) for name, column in columns.items() if not column and name not in optional]
    absent += [] if series["diagnoses"] else [SERIES["diagnoses"][0]]
    absent += [] if residence else [", ".join(RESIDENCE.values())]
    if absent:
        raise CatalogueError(f"{file}: expected the columns {', '.join(map(str, absent))}, found none of these names.",
                             f"Say in {path.name} of data/local where they are, or take them from the extract again; nothing was changed.")
    present = {name: column for name, column in columns.items() if column}
    names = list(dict.fromkeys([*present.values(), *residence.values(), *series["diagnoses"], *series["procedures"]]))
    return Layout(present, series, residence, mapping.get("year_of_records", ""), names)


def _column(there: dict[str, str], names: str | tuple[str, ...]) -> str:
    candidates = (names,) if isinstance(names, str) else names
    return next((there[name.upper()] for name in candidates if name.upper() in there), "")


def _map(path: Path) -> dict[str, Any]:
    """What the analyst says of the columns; nothing where there is no such file."""
    mapping = paragraphs.read(path) if path.is_file() else {}
    choices = (*COLUMNS, *SERIES, *GIVEN)
    for name in set(mapping) - set(choices):
        raise CatalogueError(f"{path.name}: expected some of {', '.join(choices)}; found {name!r}.", "Correct it; nothing was changed.")
    wrong = [name for name, value in mapping.items() if not (_texts(value) if name in SERIES else isinstance(value, str))]
    for name in wrong:
        expected = "a list of columns" if name in SERIES else "the name of a column, in quotes"
        raise CatalogueError(f"{path.name}, {name}: expected {expected}, found {mapping[name]!r}.", "Correct it; nothing was changed.")
    if ("lsoa" in mapping) != ("residence" in mapping) or mapping.get("residence", "lsoa_2011") not in RESIDENCE:
        raise CatalogueError(f"{path.name}: expected lsoa, a column, together with residence, one of {', '.join(RESIDENCE)}.", "Say both.")
    if "year_of_records" in mapping and periods.parse(mapping["year_of_records"]).kind != "financial year":
        year = mapping["year_of_records"]
        raise CatalogueError(f"{path.name}, year_of_records: expected such as 2018/19, found {year!r}.", "Correct it.")
    return mapping


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)
