"""Indices of deprivation of the fictional small areas in the layouts of File 7: scores, ranks, deciles and populations."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import pandas as pd

from jsna.demo.chance import Array, normals
from jsna.demo.layout import Row, text_table
from jsna.demo.plan import Country

IDENTITY = {
    "LSOA code (2011)": "lsoa_code", "LSOA name (2011)": "lsoa_name",
    "Local Authority District code (2019)": "district_code", "Local Authority District name (2019)": "district_name",
}
#: How headings begin, and the unit in their scores.
INDICES = {
    "imd": ("Index of Multiple Deprivation (IMD)", ""),
    "income": ("Income", " (rate)"),
    "employment": ("Employment", " (rate)"),
    "education": ("Education, Skills and Training", ""),
    "health": ("Health Deprivation and Disability", ""),
    "crime": ("Crime", ""),
    "barriers": ("Barriers to Housing and Services", ""),
    "living": ("Living Environment", ""),
    "idaci": ("Income Deprivation Affecting Children Index (IDACI)", " (rate)"),
    "idaopi": ("Income Deprivation Affecting Older People (IDAOPI)", " (rate)"),
    "children": ("Children and Young People Sub-domain", ""),
    "skills": ("Adult Skills Sub-domain", ""),
    "distance": ("Geographical Barriers Sub-domain", ""),
    "wider": ("Wider Barriers Sub-domain", ""),
    "indoors": ("Indoors Sub-domain", ""),
    "outdoors": ("Outdoors Sub-domain", ""),
}
RANK, DECILE = "Rank (where 1 is most deprived)", "Decile (where 1 is most deprived 10% of LSOAs)"

#: Weights of the domains in the Index of Multiple Deprivation 2019.
WEIGHTS = {"income": 0.225, "employment": 0.225, "education": 0.135, "health": 0.135, "crime": 0.093, "barriers": 0.093, "living": 0.093}

POPULATIONS = {
    "Total population: mid 2015 (excluding prisoners)": "population",
    "Dependent Children aged 0-15: mid 2015 (excluding prisoners)": "children",
    "Population aged 16-59: mid 2015 (excluding prisoners)": "adults",
    "Older population aged 60 and over: mid 2015 (excluding prisoners)": "old",
    # The publisher's heading ends in a blank.
    "Working age population 18-59/64: for use with Employment Deprivation Domain (excluding prisoners) ": "working_age",
}
#: The layout of 2025: the small areas of 2021, each with its district of 2024.
HEADER_2025 = ["LSOA code (2021)", "LSOA name (2021)", "Local Authority District code (2024)", "Local Authority District name (2024)",
               *(f"Index of Multiple Deprivation (IMD) {words}" for words in ("Score", RANK, DECILE)), "Total population: mid 2022"]


def files(country: Country) -> Iterator[tuple[str, bytes]]:
    """File 7 of 2019, and that of 2025, of which the demonstration has the index itself and the populations."""
    values, lsoas = scores(country), country.lsoas
    columns = [lsoas[name] for name in IDENTITY.values()]
    for index in INDICES:
        columns += [values[index], ranks(values[index]), deciles(ranks(values[index]))]
    columns += [_whole(lsoas[name]) for name in POPULATIONS.values()]
    rows = zip(*(column.to_list() for column in columns), strict=True)
    yield "deprivation/File_7_-_All_IoD2019_Scores_Ranks_Deciles_and_Population_Denominators.csv", \
        text_table([_header(), *rows], line_end="\r\n")
    yield "deprivation/File_7_IoD2025_All_Ranks_Scores_Deciles_Population_Denominators.csv", text_table([HEADER_2025, *_rows_2025(country)])


def _rows_2025(country: Country) -> Iterator[Row]:
    lsoas = country.lsoas
    shift, growth = normals("deprivation 2025", lsoas["part"], 2)
    # Incomes after the costs of housing, and other indicators: many small areas change their rank, some by much.
    order = scores(country)["imd"].rank() + len(lsoas) * (0.12 * shift - 0.05 * lsoas["rural"])
    score = (90 * (order.rank() / (len(lsoas) + 1)) ** 2.2).round(3)
    people = (lsoas["population"] * (1.05 + 0.03 * growth)).round().astype(int)
    identity = [lsoas[column] for column in IDENTITY.values()]
    return zip(*identity, score, ranks(score), deciles(ranks(score)), people, strict=True)


@lru_cache(maxsize=1)
def scores(country: Country) -> pd.DataFrame:
    """Score of each index and sub-domain, a row a small area, as rounded for publication."""
    lsoas = country.lsoas
    chance = iter(normals("deprivation", lsoas["part"], len(INDICES)))
    need, rural = lsoas["need"].to_numpy(), lsoas["rural"].to_numpy()

    def near(lean: float, pattern: Array = need) -> Array:
        return lean * pattern + np.sqrt(1 - lean**2) * next(chance)

    values = {
        "income": np.clip(np.exp(-2.25 + 0.55 * near(0.96)), 0.005, 0.75).round(3),
        "employment": np.clip(np.exp(-2.45 + 0.5 * near(0.95)), 0.003, 0.6).round(3),
        "education": np.clip(np.exp(2.75 + 0.75 * near(0.88)), 0.05, 99).round(3),
        "health": (0.8 * near(0.9)).round(3),
        "crime": (0.75 * near(0.75) - 0.15 * rural).round(3),
        "barriers": np.clip(20 + 5.5 * rural + 7 * near(0.2), 0.5, 70).round(3),
        "living": np.clip(np.exp(2.8 + 0.65 * near(0.35)), 0.1, 92).round(3),
        "idaci": np.clip(np.exp(-2.05 + 0.55 * near(0.93)), 0.004, 0.9).round(3),
        "idaopi": np.clip(np.exp(-2.05 + 0.48 * near(0.9)), 0.004, 0.95).round(3),
        "children": near(0.85).round(3),
        "skills": np.clip(0.27 + 0.09 * near(0.9), 0.02, 0.75).round(3),
        "distance": (0.9 * near(0.8, rural)).round(3),
        "wider": (2.2 * near(0.7)).round(3),
        "indoors": (0.8 * near(0.4)).round(3),
        "outdoors": (0.8 * near(0.3, -rural)).round(3),
    }
    return _combined(pd.DataFrame(values, index=lsoas.index))


def _combined(values: pd.DataFrame) -> pd.DataFrame:
    """Put the domains together: each rank made exponential, so that a good domain does not make up for a bad one."""
    total = sum(weight * _exponential(values[domain]) for domain, weight in WEIGHTS.items())
    return values.assign(imd=pd.Series(total, index=values.index).round(3))


def _exponential(score: pd.Series) -> pd.Series:
    share = score.rank() / len(score)
    return -23 * np.log(1 - share * (1 - np.exp(-100 / 23)))


def ranks(score: pd.Series) -> pd.Series:
    """Rank of each small area, 1 the most deprived; equal scores in the order of their codes."""
    return score.rank(ascending=False, method="first").astype(int)


def deciles(rank: pd.Series) -> pd.Series:
    """Tenth of the ranks, 1 the most deprived."""
    return -(-10 * rank // len(rank))


def _header() -> list[str]:
    measures = [f"{name} {words}" for name, unit in INDICES.values() for words in (f"Score{unit}", RANK, DECILE)]
    return [*IDENTITY, *measures, *POPULATIONS]


def _whole(population: pd.Series) -> pd.Series:
    return population.astype(int) if (population % 1 == 0).all() else population
