"""Lookups in the layouts of the Office for National Statistics: small area to CCG and district, CCG to STP, district to county."""

from collections.abc import Iterator, Sequence

import pandas as pd

from jsna.demo.layout import text_table
from jsna.demo.plan import Country

LSOA_HEADER = ["FID", "LSOA11CD", "LSOA11NM", "CCG19CD", "CCG19CDH", "CCG19NM", "LAD19CD", "LAD19NM"]
CCG_HEADER = ["FID", "CCG19CD", "CCG19CDH", "CCG19NM", "STP19CD", "STP19NM"]
DISTRICT_HEADER = ["LTLA19CD", "LTLA19NM", "UTLA19CD", "UTLA19NM", "FID"]


def files(country: Country) -> Iterator[tuple[str, bytes]]:
    """The three lookups of April 2019."""
    small = country.lsoas.merge(country.ccgs, on="ccg_code", validate="many_to_one")
    columns = ["lsoa_code", "lsoa_name", "ccg_gss", "ccg_code", "ccg_name", "district_code", "district_name"]
    yield "lookups/LSOA11_CCG19_LAD19_EN_LU.csv", _numbered(LSOA_HEADER, small[columns])
    columns = ["ccg_gss", "ccg_code", "ccg_name", "stp_gss", "stp_name"]
    yield "lookups/CCG19_STP19_EN_LU.csv", _numbered(CCG_HEADER, country.ccgs[columns])
    districts = country.districts[["district_code", "district_name", "county_code", "county_name"]]
    rows = [[*row, i] for i, row in enumerate(districts.to_numpy().tolist(), 1)]
    yield "lookups/LTLA19_UTLA19_EW_LU.csv", text_table([DISTRICT_HEADER, *rows])


def _numbered(header: Sequence[str], table: pd.DataFrame) -> bytes:
    return text_table([header, *([i, *row] for i, row in enumerate(table.to_numpy().tolist(), 1))])
