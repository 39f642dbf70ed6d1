"""Practices in the layouts of NHS Digital: the organisation references of QOF and the ODS list of practices."""

from collections.abc import Hashable, Iterator
from typing import Any

import pandas as pd

from jsna.demo.chance import stream
from jsna.demo.layout import Row, text_table
from jsna.demo.plan import Country

REFERENCE = {
    "PRACTICE_CODE": "practice_code", "PRACTICE_NAME": "practice_name", "CCG_CODE": "ccg_code", "CCG_ONS_CODE": "ccg_gss",
    "CCG_NAME": "ccg_name", "STP_ONS_CODE": "stp_gss", "STP_NAME": "stp_name", "REGIONAL_LOCAL_OFFICE_CODE": "office_code",
    "REGIONAL_LOCAL_OFFICE_ONS_CODE": "office_gss", "REGIONAL_LOCAL_OFFICE_NAME": "office_name", "REGION_CODE": "region_code",
    "REGION_ONS_CODE": "region_gss", "REGION_NAME": "region_name", "COUNTRY": "country", "REVISED_MAXIMUM_POINTS": "points",
}
MAPPING = {
    "NAT_ONS_CODE": "country_gss", "NAT_CODE": "country_code", "COUNTRY": "country", "REGION_ODS_CODE": "region_code",
    "REGION_ONS_CODE": "region_gss", "REGION_NAME": "region_name", "STP_ODS_CODE": "stp_code", "STP_ONS_CODE": "stp_gss",
    "STP_NAME": "stp_name", "CCG_ODS_CODE": "ccg_code", "CCG_ONS_CODE": "ccg_gss", "CCG_NAME": "ccg_name",
    "PCN_ODS_CODE": "pcn_code", "PCN_NAME": "pcn_name", "PRACTICE_CODE": "practice_code", "PRACTICE_NAME": "practice_name",
}
#: Headings that changed when sub-ICB locations took the place of CCGs.
SUB_ICB = {
    "COUNTRY": "NAT_COUNTRY", "STP_ODS_CODE": "ICB_ODS_CODE", "STP_ONS_CODE": "ICB_ONS_CODE", "STP_NAME": "ICB_NAME",
    "CCG_ODS_CODE": "SUB_ICB_ODS_CODE", "CCG_ONS_CODE": "SUB_ICB_ONS_CODE", "CCG_NAME": "SUB_ICB_NAME",
}
LIST_DATE = "20200102"


def files(country: Country) -> Iterator[tuple[str, bytes]]:
    """One organisation reference or mapping a year of QOF, and the ODS list of January 2020."""
    table = _placed(country)
    yield "practices/ORGANISATION_REFERENCE_1819_v2.csv", _chosen(table, REFERENCE, "\r\n")
    yield "practices/MAPPING_NHS_GEOGRAPHIES_1920.csv", _chosen(table, MAPPING, "\r\n")
    plain = table.assign(stp_name=table["stp_name"].str.removesuffix(" STP"))
    for year in ("2021", "2122"):
        yield f"practices/MAPPING_NHS_GEOGRAPHIES_{year}.csv", _chosen(plain, MAPPING, "\n")
    boards = "NHS " + plain["stp_name"] + " I"
    newest = plain.assign(stp_name=boards + "ntegrated Care Board", ccg_name=boards + "CB - " + plain["ccg_code"])
    later = {SUB_ICB.get(heading, heading): column for heading, column in MAPPING.items()}
    yield "practices/MAPPING_NHS_GEOGRAPHIES_2223.csv", _chosen(newest, later, "\n")
    yield "practices/epraccur.csv", text_table(_epraccur(table), line_end="\r\n", quoted=True)


def _placed(country: Country) -> pd.DataFrame:
    table = country.practices.merge(country.ccgs, on="ccg_code", validate="many_to_one")
    return table.assign(country="England", country_code="ENG", country_gss="Z92000001", points=559)


def _chosen(table: pd.DataFrame, headings: dict[str, str], line_end: str) -> bytes:
    return text_table([list(headings), *table[list(headings.values())].to_numpy().tolist()], line_end=line_end)


def _epraccur(table: pd.DataFrame) -> Iterator[Row]:
    """The practices, and for each CCG one that has closed and one service that is no GP practice."""
    chance, code = stream("ods"), len(table)
    for practice in table.to_dict("records"):
        yield _entry(practice, practice["practice_code"], practice["practice_name"], f"{chance.integers(1974, 2015)}0401", "", "4")
    for practice in table.drop_duplicates("ccg_code").to_dict("records"):
        code += 2
        yield _entry(practice, f"Z99{code - 1:03d}", "The Former Branch Surgery", "19740401", f"{chance.integers(2013, 2017)}1031", "4")
        yield _entry(practice, f"Z99{code:03d}", "Community Clinic", LIST_DATE, "", "9")


def _entry(near: dict[Hashable, Any], code: str, name: str, start: str, end: str, setting: str) -> Row:
    # Post codes begin with ZM and telephone numbers are of the block kept for drama: neither reaches anybody.
    number = int(code[3:])
    postcode, telephone = f"ZM{near['region_code'][-1]} {number % 9 + 1}{'ABDEFGHJLN'[number % 10]}A", f"01632 960{number:03d}"
    address = [name.upper(), f"{number} HIGH STREET", near["ccg_name"].upper()[4:-4], near["stp_name"].upper()[:-4], ""]
    return [code, name.upper(), near["region_code"], near["office_code"], *address, postcode, start, end, "C" if end else "A", "B",
            near["ccg_code"], "20130401", end, telephone, "", "", "", "0", "", near["ccg_code"], "", setting, ""]
