"""Records of the fictional country: admissions in the layout of Hospital Episode Statistics, with its quirks, at rates that are known.

Everybody is made up. Rates rise with age, deprivation and, for some causes, in winter; practices differ by chance besides. One person may
come several times (`demo.stays`).
"""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv, parquet

from jsna.demo import ages, stays
from jsna.demo.chance import Array, Counts, normals, stream
from jsna.demo.patients_by_lsoa import shares
from jsna.demo.plan import Country, plan

FYEAR, FIRST_DAY, DAYS = "2223", np.datetime64("2022-04-01"), 365
#: So many rows are in a part: they are all that is in memory at a time.
PART = 500_000
#: The share of rows that are no admission, or lack something: each a reason why a row is left out or not placed.
QUIRKS = {
    "later episode": 0.06, "unfinished": 0.01, "regular attender": 0.03, "no date": 0.002,
    "no practice": 0.01, "no sex": 0.001, "no age": 0.001,
}  # fmt: skip
DIAGNOSES, PROCEDURES = 20, 24
#: What they are called, and the agreement under which they are held: nobody has to ask for made-up records.
SOURCE = "hes"
AGREEMENT = """\
# The agreement of the demonstration: its records are made up, as the county is.

[hes]
reference = "made up for the demonstration"
expires = 2099-12-31
audience = "public"
disclosure = "hes_2018"
"""
#: How much practices of the same patients differ, as the standard deviation of the logarithm.
BETWEEN_PRACTICES = 0.08


#: Codes of practices and of small areas, and for each practice in turn where between it and the next one each of its areas ends.
Homes = tuple[list[str], dict[str, int], Array, list[str]]


@dataclass(frozen=True)
class Cause:
    """One cause: how often it brings people to hospital, and what is written of it.

    Attributes
    ----------
    rates : tuple of float
        Relative to each other, at 0-4, 15-19, 45-49, 70-74 and 95 and over; between these in proportion.
    need : float
        By what the logarithm of the rate rises with each standard deviation of a practice's deprivation.
    winter : float
        How much more there are at the end of January than on average, as a share.
    """

    codes: tuple[str, ...]
    rates: tuple[float, ...]
    need: float
    winter: float = 0.0
    men: float = 1.0
    external: tuple[str, ...] = ("",)
    emergency: bool = True


CAUSES = {
    "chd": Cause(("I200", "I214", "I251"), (0, 0, 3, 10, 20), 0.20, 0.1, 1.6),
    "stroke": Cause(("I619", "I639"), (0, 0, 1, 7, 25), 0.12, 0.05),
    "copd": Cause(("J440", "J441"), (0, 0, 1, 9, 14), 0.45, 0.35),
    "asthma": Cause(("J459", "J46X"), (6, 3, 2, 2, 2), 0.30, 0.2, 0.9),
    "pneumonia": Cause(("J181", "J189"), (5, 1, 2, 14, 60), 0.20, 0.5),
    "diabetes": Cause(("E101", "E119"), (1, 3, 2, 3, 6), 0.25),
    "falls": Cause(("S720", "S060", "S525"), (4, 2, 2, 10, 70), 0.10, 0.1, 0.7, ("W010", "W190", "W189")),
    "self_harm": Cause(("T391", "T436"), (0, 9, 3, 1, 0.5), 0.35, 0.0, 0.6, ("X610", "X789")),
    "alcohol_specific": Cause(("F100", "K703"), (0, 2, 7, 4, 1), 0.40, 0.0, 2.0),
    "cataract": Cause(("H269",), (0, 0, 1, 20, 30), 0.0, 0.0, 0.9, emergency=False),
    "birth": Cause(("Z380",), (60, 0, 0, 0, 0), 0.05, emergency=False),
    "other": Cause(("R074", "R104", "N390", "K590", "R69X"), (20, 12, 15, 40, 110), 0.15, 0.05),
}
_EMERGENCIES = [name for name, cause in CAUSES.items() if cause.emergency]
AT = (0, 3, 9, 14, 19)  # of the bands of ages, those that rates are given at


def expected(country: Country, rows: int) -> pd.DataFrame:
    """How many admissions of each cause there are to be: `code, sex, age, patients, cause, expected`; the rate is known by it."""
    people = ages.patients(country)
    practices = country.practices.set_index("practice_code")
    need = practices["need"].reindex(people["code"]).to_numpy()
    chance = normals("practices of records", practices["part"], len(CAUSES))
    spread = pd.DataFrame(BETWEEN_PRACTICES * chance, list(CAUSES), practices.index)
    band = people["age"].map({age: at for at, age in enumerate(ages.AGES)}).to_numpy(float)
    frames = []
    for name, cause in CAUSES.items():
        rate = np.interp(band, AT, cause.rates) * np.where(people["sex"] == "MALE", cause.men, 1.0)
        alike = np.exp(cause.need * need + spread.loc[name].reindex(people["code"]).to_numpy())
        frames.append(people.assign(cause=name, expected=people["patients"] * rate * alike))
    every = pd.concat(frames, ignore_index=True)
    return every.assign(expected=every["expected"] * admissions(rows) / every["expected"].sum())


def admissions(rows: int) -> int:
    """Rows that are an admission in which nothing is missing."""
    return rows - sum(int(share * rows) for share in QUIRKS.values())


def write(folder: Path, rows: int, form: str = "csv.gz") -> list[Path]:
    """Write so many rows of records, the same each time, in parts.

    Parameters
    ----------
    folder : Path
        Where to write, made for its owner alone where it is absent.
    form : {"csv.gz", "csv", "parquet"}
        How the names of the parts end.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for remnant in folder.glob("artificial_hes_apc_*"):
        remnant.unlink()  # of a run with more rows, or in another form: together they would count everybody twice
    country = plan()
    cells = expected(country, rows).query("expected > 0")
    homes = _homes(country)
    paths = []
    for at, quirks in enumerate(_parts(rows)):
        path = folder / f"artificial_hes_apc_{FYEAR}_{at + 1:03}.{form}"
        _written(path, _records(cells, homes, quirks, stream("records", at), at * PART))
        paths.append(path)
    return paths


def write_agreement(local: Path) -> None:
    """Write the agreement of the demonstration beside others, where it is not there yet."""
    local.mkdir(parents=True, exist_ok=True)
    file = local / "agreements.toml"
    others = file.read_text(encoding="utf-8") if file.exists() else ""
    if f"[{SOURCE}]" not in others:
        file.write_text("\n".join(filter(None, [others, AGREEMENT])), encoding="utf-8")


def _parts(rows: int) -> Iterator[pd.Series]:
    """What is to be each row of each part: empty, or the name of a quirk."""
    each = np.repeat(["", *QUIRKS], [admissions(rows), *(int(share * rows) for share in QUIRKS.values())])
    quirks = stream("quirks of records").permutation(each)
    yield from (pd.Series(quirks[start : start + PART]) for start in range(0, rows, PART))


def _homes(country: Country) -> Homes:
    ends, areas = [], list[str]()
    for at, practice in enumerate(country.practices.to_dict("records")):
        around = country.lsoas[country.lsoas["ccg_code"] == practice["ccg_code"]]
        ends.append(at + np.cumsum(shares(around, float(practice["x"]), float(practice["y"]))))
        areas += around["lsoa_code"].tolist()
    codes = country.practices["practice_code"].tolist()
    return codes, {code: at for at, code in enumerate(codes)}, np.concatenate(ends), areas


def _records(
    cells: pd.DataFrame, homes: Homes, quirks: pd.Series, chance: np.random.Generator, first: int
) -> dict[str, "np.ndarray"]:
    n, clean, others = len(quirks), *(np.flatnonzero(quirks.eq("") == whether) for whether in (True, False))
    urgent = np.isin(cells["cause"], _EMERGENCIES)
    # What lacks something is of people of its own, so that what is known of the others stays so.
    once = _heads(cells["expected"], len(others), chance)
    heads = np.r_[_heads(cells["expected"] / np.where(urgent, stays.MEAN_TIMES, 1), len(clean), chance), once]
    came = stays.people(urgent[heads[: len(clean)]], len(clean), chance)
    person = np.r_[came.person, len(clean) + np.arange(len(others))]
    place, last = np.r_[came.place, np.zeros(len(others), int)], np.r_[came.last, np.ones(len(others), bool)]
    people = cells.take(heads)
    causes = people["cause"].to_numpy(str)[person]
    nights = stays.nights(n, chance)
    start = FIRST_DAY + stays.days(_days(causes, chance), nights, place, DAYS, chance)
    ill, died = stays.ever(stays.CANCER, person, chance), stays.ever(stays.DEATHS, person, chance) & last & np.isin(causes, _EMERGENCIES)
    residences = np.searchsorted(homes[2], people["code"].map(homes[1]).to_numpy() + chance.uniform(0, 1 - 1e-9, len(people)))
    columns = {
        "FYEAR": np.full(n, FYEAR), "PSEUDO_HESID": np.char.mod("TEST%014d", 2 * first + person),
        "ADMIDATE": start.astype(str), "ADMIMETH": _methods(causes, chance),
        "ADMISORC": np.where(place > 0, "19", chance.choice(["19", "51", "79"], n, p=[0.97, 0.02, 0.01])),
        "CLASSPAT": np.full(n, "1"), "DISDATE": (start + nights).astype(str), "DISMETH": np.where(died, "4", "1"),
        "EPIEND": (start + nights).astype(str), "EPIORDER": np.full(n, "1"), "EPISTART": start.astype(str), "EPISTAT": np.full(n, "3"),
        "EPITYPE": np.full(n, "1"), "GPPRAC": people["code"].to_numpy(str)[person], "LSOA11": np.array(homes[3])[residences][person],
        "SEX": np.where(people["sex"] == "MALE", "1", "2")[person], "SPELEND": np.full(n, "Y"),
        "STARTAGE": _ages(people["age"], chance)[person], **_codes(causes, ill, chance),
    }  # fmt: skip
    order, quirk = np.argsort(np.r_[chance.permutation(clean), others]), np.r_[np.full(len(clean), ""), quirks.to_numpy(str)[others]]
    _continue(columns, start, nights, quirk)
    numbers = {"EPIKEY": np.char.mod("%012d", first + np.arange(n))}
    return numbers | {name: values[order] for name, values in _with_quirks(columns, quirk).items()}


def _heads(expected: pd.Series, number: int, chance: np.random.Generator) -> Counts:
    """Of which cells so many people are."""
    ends = np.cumsum(expected.to_numpy())
    return np.searchsorted(ends, chance.uniform(0, ends[-1], number)).clip(max=len(ends) - 1)


def _continue(columns: dict[str, "np.ndarray"], start: "np.ndarray", nights: Counts, quirks: "np.ndarray") -> None:
    """Make of later episodes those that stays of several nights end with, the first of which ends after a night."""
    later = np.flatnonzero(quirks == "later episode")
    firsts = np.flatnonzero((quirks == "") & (nights > 1))[: len(later)]
    later, night = later[: len(firsts)], (start[firsts] + 1).astype(str)
    for values in columns.values():
        values[later] = values[firsts]
    columns["EPISTART"][later], columns["EPIEND"][firsts], columns["SPELEND"][firsts] = night, night, "N"


def _days(causes: "np.ndarray", chance: np.random.Generator) -> Counts:
    """The day of the year of each admission, more of them in winter for some causes: January is ten months after April."""
    winter = np.vectorize({name: cause.winter for name, cause in CAUSES.items()}.get)(causes)
    day = chance.integers(0, DAYS, len(causes))
    again = chance.integers(0, DAYS, len(causes))
    keep = chance.random(len(causes)) < (1 + winter * np.cos(2 * np.pi * (day - 300) / DAYS)) / (1 + winter)
    return np.asarray(np.where(keep, day, again))


def _methods(causes: "np.ndarray", chance: np.random.Generator) -> "np.ndarray":
    urgent = chance.choice(["21", "22", "28", "2A", "2D"], len(causes), p=[0.7, 0.15, 0.05, 0.08, 0.02])
    elective = np.where(causes == "birth", "82", chance.choice(["11", "12 ", "13"], len(causes)))
    return np.where(np.isin(causes, _EMERGENCIES), urgent, elective)


def _ages(bands: pd.Series, chance: np.random.Generator) -> "np.ndarray":
    """Completed years; a fifth of those under 5 are under one, written as days and months."""
    low = bands.str.extract(r"^(\d+)")[0].to_numpy(np.int64)
    years = low + chance.integers(0, 5, len(bands))
    return np.where(years == 0, 7001 + chance.integers(0, 7, len(bands)), years).astype(str)


def _codes(causes: "np.ndarray", ill: "np.ndarray", chance: np.random.Generator) -> dict[str, "np.ndarray"]:
    first, external = np.full(len(causes), "    "), np.full(len(causes), "    ")
    for name, cause in CAUSES.items():
        at = np.flatnonzero(causes == name)
        first[at] = chance.choice(cause.codes, len(at))
        external[at] = chance.choice(cause.external, len(at))
    others = np.where(chance.random(len(causes)) < 0.3, chance.choice(["I10X", "E119", "Z921"], len(causes)), "")
    beside = np.where(ill, "C349", others)
    empty = np.zeros(len(causes), "U1")
    fields = {"DIAG_4_01": first, "DIAG_4_02": beside, "DIAG_4_03": external}
    diagnoses = {f"DIAG_4_{at:02}": empty for at in range(1, DIAGNOSES + 1)} | fields
    procedures = {f"OPERTN_4_{at:02}": empty for at in range(1, PROCEDURES + 1)} | {"OPERTN_4_01": np.full(len(causes), "-   ")}
    return {"CAUSE_4": external, **diagnoses, **procedures}


#: What a quirk makes of a row.
CHANGES = {
    "later episode": {"EPIORDER": "2"}, "unfinished": {"EPISTAT": "1"}, "regular attender": {"CLASSPAT": "3"},
    "no date": {"ADMIDATE": "1801-01-01"}, "no practice": {"GPPRAC": "&"}, "no sex": {"SEX": "0"}, "no age": {"STARTAGE": "-  "},
}  # fmt: skip


def _with_quirks(columns: dict[str, "np.ndarray"], quirks: "np.ndarray") -> dict[str, "np.ndarray"]:
    for quirk, change in CHANGES.items():
        for name, value in change.items():
            columns[name] = np.where(quirks == quirk, value, columns[name])
    return columns


def _written(path: Path, columns: dict[str, "np.ndarray"]) -> None:
    table = pa.table({name: pa.array(values) for name, values in columns.items()})
    part = path.with_name(f".{path.name}.part")
    if path.suffix == ".parquet":
        parquet.write_table(table, part)
    else:
        with gzip.GzipFile(part, "wb", compresslevel=1, mtime=0) if path.suffix == ".gz" else part.open("wb") as file:
            csv.write_csv(table, file, csv.WriteOptions(quoting_style="needed"))
    part.chmod(0o600)
    part.replace(path)
