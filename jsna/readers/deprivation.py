"""English Indices of Deprivation 2015, 2019 and 2025 by small area: Files 1 to 7 and 9, and IoD2025 as the R package IMD re-shaped it."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from jsna.readers import ranks, tables
from jsna.readers.rawfile import RawFile
from jsna.schemas import AGE_GROUPS, DOMAINS, TIDY, Tidy, check

#: Years in the headings of LSOA and district codes, which tell the edition.
EDITIONS = {("2011", "2013"): "2015", ("2011", "2019"): "2019", ("2021", "2024"): "2025"}
#: The re-shaped table names no districts; of small areas of 2021 there is one edition.
WITHOUT_DISTRICTS = {"2021": "2025"}

#: How headings begin, in every spelling that the publisher has used.
DOMAIN_NAMES = {
    "index of multiple deprivation (imd)": "imd", "imd": "imd",
    "income": "income",
    "employment": "employment",
    "education, skills and training": "education", "education": "education",
    "health deprivation and disability": "health", "health": "health",
    "crime": "crime",
    "barriers to housing and services": "barriers", "barriers": "barriers",
    "living environment": "living",
    "income deprivation affecting children index (idaci)": "idaci", "idaci": "idaci",
    "income deprivation affecting older people (idaopi)": "idaopi", "idaopi": "idaopi",
    "income deprivation affecting older people index (idaopi)": "idaopi",
    "children and young people sub-domain": "children_and_young_people", "adult skills sub-domain": "adult_skills",
    "geographical barriers sub-domain": "geographical_barriers", "wider barriers sub-domain": "wider_barriers",
    "indoors sub-domain": "indoors", "outdoors sub-domain": "outdoors",
    # As the re-shaped table of 2025 has them.
    "housing and services": "barriers", "environment": "living",
    "children and young people": "children_and_young_people", "adult skills": "adult_skills",
    "geographical barriers": "geographical_barriers", "wider barriers": "wider_barriers", "indoors": "indoors", "outdoors": "outdoors",
}

#: How headings go on after the domain.
MEASURES = {
    "score": "score", "score (rate)": "score",
    "score - exponentially transformed": "transformed_score",
    "rank": "rank", "rank (where 1 is most deprived)": "rank",
    "decile": "decile", "decile (where 1 is most deprived 10% of lsoas)": "decile",
    # One heading of File 7 of 2025 is cut off there.
    "decile (where 1 is most deprived 10% of lso": "decile",
}

COLUMNS = ("score", "transformed_score", "rank", "decile")

#: How headings of populations begin.
AGES = {"total population:": "all", "dependent children aged 0-15:": "0-15", "population aged 16-59:": "16-59",
        "older population aged 60 and over:": "60+", "working age population": "working age"}

#: Those that have everybody in them, once.
AGES_OF_ALL = ("0-15", "16-59", "60+")

#: Headings that are known and not kept.
NAMES = r"lsoa name \(20\d\d\)|local authority district (code|name) \(20\d\d\)"

LSOA_HEADING, DISTRICT_HEADING = r"lsoa code \((20\d\d)\)|lsoa(\d\d)_code", r"local authority district code \((20\d\d)\)"

#: Sheets of File 8.
UNDERLYING = r"iod(20)?\d\d .*domain"


class Heading(NamedTuple):
    """What one column holds: a measure of a domain, or the population of an age group."""

    measure: str
    about: str


def recognises(raw: RawFile) -> bool:
    """Whether a file is a table of the indices by LSOA, or the workbook of the indicators behind them."""
    return _place(raw) is not None or _is_underlying(raw)


def read(raw: RawFile) -> list[Tidy]:
    """The measures by domain and the populations that one file holds."""
    if _place(raw) is None:
        raise tables.refusal(raw, "scores, ranks, deciles or populations of small areas (Files 1 to 7, 9)",
                             "the indicators behind them (File 8)",
                             remedy="Download File 7, which holds everything that is read; nothing was changed.")
    return _small_areas(raw)


def _heading(name: str) -> Heading | None:
    words = tables.normal(name).replace("_", " ")
    for prefix, domain in DOMAIN_NAMES.items():
        if words.startswith(f"{prefix} ") and words[len(prefix) + 1:] in MEASURES:
            return Heading(MEASURES[words[len(prefix) + 1:]], domain)
    return next((Heading("population", group) for start, group in AGES.items() if words.startswith(start)), None)


def _is_header(row: Sequence[Any]) -> bool:
    return any(re.fullmatch(LSOA_HEADING, tables.normal(cell)) for cell in row) and any(_heading(str(cell)) for cell in row)


def _place(raw: RawFile) -> tuple[str, int] | None:
    if raw.kind == "text":
        return ("", 0) if _is_header(tables.headings(raw)) else None
    # The table is one of two or three sheets; a workbook of many is another publication and is not parsed for this.
    for sheet in tables.sheet_names(raw) if len(tables.sheet_names(raw)) <= 3 else []:
        for i, row in enumerate(tables.sheet_rows(raw, sheet)[:20]):
            if _is_header(row):
                return sheet, i
    return None


def _is_underlying(raw: RawFile) -> bool:
    return len([name for name in tables.sheet_names(raw) if re.fullmatch(UNDERLYING, tables.normal(name))]) > 1


def _small_areas(raw: RawFile) -> list[Tidy]:
    sheet, header = _place(raw) or ("", 0)
    every = raw.frame if raw.kind == "text" else tables.sheet_frame(raw, sheet, header)
    frame = tables.refuse_empty(tables.filled(every), "LSOAs", raw, sheet)
    headings = _headings(raw, sheet, frame)
    edition, lsoa = _edition(raw, sheet, frame), next(str(name) for name in frame if re.fullmatch(LSOA_HEADING, tables.normal(name)))
    publication = f"iod_{edition}_file_{_file_number(headings)}"
    base = tables.columns(frame, {lsoa: "lsoa_code", **{name: name for name in headings}}, raw, sheet)
    base = base.assign(lsoa_code=base["lsoa_code"].str.strip())
    by_name = {"deprivation": _deprivation(raw, sheet, base, headings, edition), "lsoa_population": _population(raw, sheet, base, headings)}
    by_name |= _districts(raw, sheet, frame, base["lsoa_code"]) if edition == "2025" else {}
    results = [check(Tidy(table, publication, rows, len(frame))) for table, rows in by_name.items() if len(rows)]
    for domain, rows in by_name["deprivation"].groupby("domain") if len(by_name["deprivation"]) else ():
        ranks.refuse_contradictions(raw, sheet, rows.set_index("row"), _of_domain(headings, str(domain)))
    return results


def _headings(raw: RawFile, sheet: str, frame: pd.DataFrame) -> dict[str, Heading]:
    headings = {name: _heading(name) for name in frame.columns}
    for name, heading in headings.items():
        if name and not heading and not re.fullmatch("|".join([LSOA_HEADING, DISTRICT_HEADING, NAMES]), tables.normal(name)):
            raise tables.refusal(raw, "a heading of the Indices of Deprivation", repr(name), sheet=sheet, column=name,
                                 remedy="Give the column the heading that it was published with, or remove it; nothing was changed.")
    return {name: heading for name, heading in headings.items() if heading}


def _edition(raw: RawFile, sheet: str, frame: pd.DataFrame) -> str:
    words = " | ".join(tables.normal(name) for name in frame.columns)
    lsoas, districts = (f"20{''.join(match.groups(''))[-2:]}" if (match := re.search(pattern, words)) else "none"
                        for pattern in (LSOA_HEADING, DISTRICT_HEADING))
    years = (lsoas, districts)
    if districts == "none" and lsoas in WITHOUT_DISTRICTS:
        return WITHOUT_DISTRICTS[lsoas]
    if years not in EDITIONS:
        expected = " or ".join(f"{district} (IoD{edition})" for (_, district), edition in EDITIONS.items())
        raise tables.refusal(raw, f"LSOAs of 2011 with districts of {expected}",
                             f"LSOAs of {years[0]} with districts of {years[1]}", sheet=sheet,
                             remedy="This edition of the indices cannot be read yet.")
    return EDITIONS[years]


def _file_number(headings: dict[str, Heading]) -> int:
    measures, domains = {h.measure for h in headings.values()}, {h.about for h in headings.values()}
    if "population" in measures:
        return 7 if len(measures) > 1 else 6
    if "transformed_score" in measures:
        return 9
    if "score" in measures:
        return 5
    return 3 if "idaci" in domains else 2 if "income" in domains else 4 if "indoors" in domains else 1


def _deprivation(raw: RawFile, sheet: str, base: pd.DataFrame, headings: dict[str, Heading], edition: str) -> pd.DataFrame:
    parts = []
    for domain in DOMAINS:
        names = _of_domain(headings, domain)
        if names:
            values = {measure: _values(raw, sheet, base, measure, names.get(measure)) for measure in COLUMNS}
            parts.append(base[["lsoa_code"]].assign(edition=edition, domain=domain, **values))
    return tables.lineage(pd.concat(parts), raw, sheet) if parts else pd.DataFrame()


def _of_domain(headings: dict[str, Heading], domain: str) -> dict[str, str]:
    """The headings of a domain, by what each measures."""
    return {heading.measure: name for name, heading in headings.items() if heading.about == domain}


def _values(raw: RawFile, sheet: str, base: pd.DataFrame, measure: str, name: str | None) -> pd.Series:
    dtype, parse = ("Int64", tables.counts) if measure in ("rank", "decile") else ("float64", tables.numbers)
    return pd.Series(index=base.index, dtype=dtype) if name is None else parse(base[name], raw, sheet, name, missing=())


def _districts(raw: RawFile, sheet: str, frame: pd.DataFrame, lsoas: pd.Series) -> dict[str, pd.DataFrame]:
    """The district of each small area, as the indices themselves name it: lookups of 2021 are of best fits, and lack some."""
    titles = [str(name) for name in frame if tables.normal(name).startswith("local authority district ")]
    if len(titles) != 2:
        return {}
    code, name = sorted(titles)
    footprint = f"district_{re.findall(r'20..', code)[0]}"
    districts = tables.columns(frame, {code: "parent_code", name: "area_name"}, raw, sheet)
    members = districts[["parent_code"]].assign(footprint="lsoa_2021", area_code=lsoas, parent_footprint=footprint)
    areas = districts.rename(columns={"parent_code": "area_code"}).assign(footprint=footprint, gss_code=districts["parent_code"])
    return {"membership": tables.lineage(members, raw, sheet)[list(TIDY["membership"].columns)],
            "areas": tables.lineage(areas, raw, sheet).drop_duplicates("area_code")[list(TIDY["areas"].columns)]}


def _population(raw: RawFile, sheet: str, base: pd.DataFrame, headings: dict[str, Heading]) -> pd.DataFrame:
    columns_of = {h.about: name for name, h in headings.items() if h.measure == "population"}
    if not columns_of:
        return pd.DataFrame()
    # The working-age column names no year: it is that of the columns beside it.
    years = {year for name in columns_of.values() for year in re.findall(r"mid[ -](20\d\d)", tables.normal(name))}
    if len(years) != 1:
        there = " and ".join(sorted(years)) or "no year in the headings"
        raise tables.refusal(raw, "populations of one year (mid 2015)", there, sheet=sheet)
    parts = [base[["lsoa_code"]].assign(period=f"mid-{min(years)}", age_group=group,
                                        population=tables.numbers(base[columns_of[group]], raw, sheet, columns_of[group], missing=()))
             for group in AGE_GROUPS if group in columns_of]
    people = {str(part["age_group"].iloc[0]): part["population"] for part in parts}
    if set(AGES_OF_ALL) < set(people):
        everybody = sum((people[group] for group in AGES_OF_ALL[1:]), people[AGES_OF_ALL[0]])
        tables.refuse_unlike(raw, people["all"], everybody, "the sum of all ages", columns_of["all"], sheet, slack=0.5)
    return tables.lineage(pd.concat(parts), raw, sheet)
