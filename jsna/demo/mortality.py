"""Deaths registered by area, and life expectancy by middle-layer area, in the layouts of their publishers."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from jsna.demo.chance import stream
from jsna.demo.layout import NOTICE, text_table, workbook
from jsna.demo.plan import Country

HEADER = ["year", "sex", "area_code", "area_name", "geography", "deaths", "asmr", "Unreliable", "Lower confidence limit",
          "Upper confidence limit"]
YEARS = range(2013, 2023)
#: Deaths a year per 100,000 people of the ages of the standard population, what more there were in the pandemic, and by sex.
RATE, PANDEMIC = 960.0, {2020: 1.09, 2021: 1.05}
SEXES = {"Male": 1.17, "Female": 0.85}
LIVES = ["Period", "Geography Type", "Code", "Code Name", "Sex", "No of Deaths", "Population", "Life Expectancy at birth (in years)",
         "Lower 95% confidence interval", "Upper 95% confidence interval"]
EARLY = "CCG OIS Indicator 1.2 - Under 75 mortality from cardiovascular disease"
EARLY_HEADER = ["Reporting period", "Period of coverage", "Breakdown", "ONS code", "Level", "Level description", "Gender",
                "Indicator value", "CI lower", "CI upper", "Denominator", "Numerator"]
#: Early deaths per 100,000 by sex, of whom a year's rates are published for these years.
EARLY_RATE, EARLY_YEARS = {"Male": 95.0, "Female": 44.0}, range(2016, 2020)
#: Years of life expected by sex, years lost for a standard deviation of need, and what one death in the interval is worth in years.
EXPECTED, LOST, SPREAD = {"Males": 79.6, "Females": 83.2, "Persons": 81.4}, 2.1, 20.0
FIVE_YEARS = 5


def files(country: Country) -> Iterator[tuple[str, bytes]]:
    """Deaths of ten years in a text file, early ones by CCG and life expectancy of small areas in a workbook each."""
    yield "deaths/CCG_1.2_deaths_under_75.xlsx", workbook({"Data": [[EARLY], [NOTICE], [], EARLY_HEADER, *_early(country)]})
    yield "deaths/deaths_by_area.csv", text_table([HEADER, *_deaths(country)])
    yield "deaths/life_expectancy_msoa.xlsx", workbook({"Notes": [[NOTICE]], "Life expectancy": [LIVES, *_lives(country)]})


def _deaths(country: Country) -> Iterator[list[Any]]:
    """Areas, their deaths, and these over those of an area of the same ages at the rate of the standard."""
    districts = _by_district(country)
    england = districts.assign(area_code="E92000001", area_name="ENGLAND", kind="Country")
    counties = districts.assign(area_code=districts["county_code"], area_name=districts["county_name"], kind="County")
    every = pd.concat([england, districts.assign(kind="Non-metropolitan District"), counties])
    both = pd.concat([every.assign(sex="Both Sexes"), every])
    sums = both.groupby(["year", "sex", "area_code", "area_name", "kind"], sort=False)[["deaths", "standard"]].sum()
    for year, sex, code, name, kind, deaths, standard in sums.reset_index().itertuples(index=False, name=None):
        value = RATE * SEXES.get(sex, 1.0) * deaths / standard
        half = 1.96 * value / np.sqrt(deaths)
        yield [year, sex, code, name, kind, int(deaths), round(value, 1), "NA", round(value - half, 1), round(value + half, 1)]


def _by_district(country: Country) -> pd.DataFrame:
    chance, rows = stream("deaths"), []
    for district in country.districts.to_dict("records"):
        people = country.lsoas[country.lsoas["district_code"] == district["district_code"]]
        old = people["old"].sum() / people["population"].sum()
        for year in YEARS:
            for sex, times in SEXES.items():
                standard = RATE / 100_000 * times * people["population"].sum() / 2 * (1 + 3 * (old - 0.24))
                deaths = chance.poisson(standard * np.exp(0.12 * district["need"] - 0.008 * (year - YEARS[0])) * PANDEMIC.get(year, 1.0))
                rows.append({**district, "year": year, "sex": sex, "deaths": deaths, "standard": standard})
    return pd.DataFrame(rows).rename(columns={"district_code": "area_code", "district_name": "area_name"})


def _early(country: Country) -> Iterator[list[Any]]:
    """Deaths under 75 from cardiovascular disease by CCG; England's are those of all."""
    chance, rows = stream("early deaths"), []
    for ccg in country.ccgs.to_dict("records"):
        people = country.lsoas[country.lsoas["ccg_code"] == ccg["ccg_code"]]
        need, number = np.average(people["need"], weights=people["population"]), int(0.46 * people["population"].sum())
        for year in EARLY_YEARS:
            for sex, rate in EARLY_RATE.items():
                deaths = int(chance.poisson(rate / 100_000 * number * np.exp(0.25 * need)))
                rows.append(["CCG", ccg["ccg_gss"], ccg["ccg_code"], ccg["ccg_name"], year, sex, deaths, number])
    local = pd.DataFrame(rows, columns=["breakdown", "gss", "code", "name", "year", "sex", "deaths", "people"])
    whole = local.assign(breakdown="National", gss="E92000001", code="National", name="All registered patients in England")
    every = pd.concat([whole, local])
    both = pd.concat([every.assign(sex="Person"), every])
    sums = both.groupby(["breakdown", "gss", "code", "name", "year", "sex"], sort=False)[["deaths", "people"]].sum().reset_index()
    for breakdown, gss, code, name, year, sex, deaths, people in sums.itertuples(index=False, name=None):
        value, half = 100_000 * deaths / people, 1.96 * 100_000 * np.sqrt(deaths) / people
        limits = [round(float(value + side * half), 1) for side in (-1, 1)]
        yield [str(year), f"01/01/{year} to 31/12/{year}", breakdown, gss, code, name, sex, round(float(value), 1), *limits, people, deaths]


def _lives(country: Country) -> Iterator[list[Any]]:
    chance = stream("life expectancy")
    middle = country.lsoas.assign(middle=country.lsoas["lsoa_name"].str[:-1]).groupby("middle", sort=False)
    for number, (name, people) in enumerate(middle, 1):
        need = np.average(people["need"], weights=people["population"])
        for sex, years in EXPECTED.items():
            person_years = int(people["population"].sum() * FIVE_YEARS * (1.0 if sex == "Persons" else 0.5))
            deaths = int(chance.poisson(0.0095 * np.exp(0.1 * need) * person_years))
            half = 1.96 * SPREAD / np.sqrt(deaths)
            value = years - LOST * need + chance.normal(0, half / 1.96)
            yield ["2016 to 2020", "MSOA", f"Z02{number:06d}", str(name), sex, deaths, person_years, value, value - half, value + half]
