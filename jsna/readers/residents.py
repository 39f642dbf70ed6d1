"""Residents of small areas by age: mid-year estimates by single year, as an R package re-shaped them, and the Census of 2021 from Nomis."""

import re
from collections.abc import Iterator

import pandas as pd

from jsna.readers.rawfile import RawFile
from jsna.readers.tables import chosen, counts, headings, lacks, lineage, matching, refusal, refuse_unlike
from jsna.schemas import LSOA, Tidy, check

#: Bands of five years, each with its heading in the census; the estimates go on to 90.
OF_CENSUS = {"0-4": "Aged 4 years and under", **{f"{low}-{low + 4}": f"Aged {low} to {low + 4} years" for low in range(5, 85, 5)},
             "85+": "Aged 85 years and over"}
SINGLE = [*map(str, range(90)), "90+"]
#: Headings of each publication in our words, the ages as they are added up.
ESTIMATES = {"lsoa_code": ("lsoa11_code",), "total": ("total_population",), **{age: (age,) for age in SINGLE}}
CENSUS = {"name": ("2021 super output area - lower layer",), "lsoa_code": ("mnemonic",), "total": ("Total",),
          **{age: (heading,) for age, heading in OF_CENSUS.items()}}
LAYOUTS = {"residents_2011": ESTIMATES, "residents_2021": CENSUS}
#: Layouts so much their own that a file with every heading but one is of this publication.
DISTINCT = tuple(LAYOUTS.values())
CENSUS_DAY = "2021-03-21"
#: The estimates tell their year in the name of the file alone.
YEAR_IN_NAME = re.compile(r"mid[-_ ]?(20\d\d)(?!\d)", re.IGNORECASE)


def recognises(raw: RawFile) -> bool:
    """Whether a text file has residents of small areas by age, in one of these layouts."""
    return _publication(raw) != ""


def _publication(raw: RawFile) -> str:
    titles = headings(raw)
    return next((publication for publication, names in LAYOUTS.items() if not lacks(titles, names)), "")


def read(raw: RawFile) -> list[Tidy]:
    """Residents of each small area of England and Wales by five years of age, which single years are added up to.

    Raises
    ------
    FileError
        Where a cell is no count, a code is none, ages do not add up to their total, no year is told, or a key is repeated.
    """
    publication = _publication(raw)
    names = LAYOUTS[publication]
    frame, heading = chosen(raw, names, of_what="residents")
    code = matching(raw, frame["lsoa_code"], LSOA, "the code of a small area", heading["lsoa_code"])
    ages = [name for name in names if name[0].isdigit()]
    people = pd.DataFrame({age: counts(frame[age], raw, "", heading[age], missing=()) for age in ages})
    total = counts(frame["total"], raw, "", heading["total"], missing=())
    refuse_unlike(raw, total, people.sum(axis=1), "everybody as the sum of all ages", heading["total"])
    period = CENSUS_DAY if names is CENSUS else _year(raw)
    areas = pd.DataFrame({"footprint": f"lsoa_{publication[-4:]}", "lsoa_code": code, "period": period})
    bands = [areas.assign(age=band, residents=number) for band, number in _bands(people)]
    return [check(Tidy("residents", publication, lineage(pd.concat(bands), raw), len(frame)))]


def _year(raw: RawFile) -> str:
    if years := YEAR_IN_NAME.findall(raw.name):
        return f"mid-{years[-1]}"
    raise refusal(raw, "the year of the estimates in the file's name, because the file itself holds none", "none",
                  remedy="Keep a name such as lsoa11_single_year_persons_mid2019.csv; nothing was changed.")


def _bands(people: pd.DataFrame) -> Iterator[tuple[str, pd.Series]]:
    """Bands of five years with the people in each."""
    if list(people) != SINGLE:
        yield from ((str(band), number) for band, number in people.items())
        return
    yield from ((f"{low}-{low + 4}", people[SINGLE[low : low + 5]].sum(axis=1)) for low in range(0, 90, 5))
    yield SINGLE[-1], people[SINGLE[-1]]
