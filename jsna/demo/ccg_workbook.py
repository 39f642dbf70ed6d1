"""QOF workbook of CCGs for 2018/19, a sheet a register, with the year before beside it."""

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from jsna.demo.layout import NOTICE, Row, workbook
from jsna.demo.plan import Country
from jsna.demo.registers import registers

YEARS = ("2017/18", "2018/19")
LONG_TERM = "high dependency and other long term conditions"

#: Sheets in their order: register, number of the table, group and condition.
SHEETS = {
    "AF": ("AF", 1, "cardiovascular", "atrial fibrillation"),
    "CVD-PP": ("CVDPP", 3, "cardiovascular", "cardiovascular disease – primary prevention"),
    "CHD": ("CHD", 4, "cardiovascular", "coronary heart disease"),
    "HF": ("HF", 5, "cardiovascular", "heart failure"),
    "HYP": ("HYP", 6, "cardiovascular", "hypertension"),
    "PAD": ("PAD", 7, "cardiovascular", "peripheral arterial disease"),
    "STIA": ("STIA", 8, "cardiovascular", "stroke and transient ischaemic attack"),
    "AST": ("AST", 9, "respiratory", "asthma"),
    "COPD": ("COPD", 10, "respiratory", "COPD"),
    "OB": ("OB", 11, "lifestyle", "obesity"),
    "CAN": ("CAN", 13, LONG_TERM, "cancer"),
    "CKD": ("CKD", 14, LONG_TERM, "chronic kidney disease"),
    "DM": ("DM", 15, LONG_TERM, "diabetes mellitus"),
    "PC": ("PC", 16, LONG_TERM, "palliative care"),
    "DEM": ("DEM", 17, "mental health and neurology", "dementia"),
    "DEP": ("DEP", 18, "mental health and neurology", "depression"),
    "EP": ("EP", 19, "mental health and neurology", "epilepsy"),
    "LD": ("LD", 20, "mental health and neurology", "learning disabilities"),
    "MH": ("MH", 21, "mental health and neurology", "mental health"),
    "OST": ("OST", 22, "musculoskeletal", "osteoporosis"),
    "RA": ("RA", 23, "musculoskeletal", "rheumatoid arthritis"),
}
CODES = {
    "Region code": "region_code", "Region ONS code": "region_gss", "Region name": "region_name",
    "Regional local office code": "office_code", "Regional local office ONS code": "office_gss",
    "Regional local office name": "office_name", "STP ONS code": "stp_gss", "STP name": "stp_name", "CCG code": "ccg_code",
    "CCG ONS code": "ccg_gss", "CCG name": "ccg_name",
}
LISTS = {"TOTAL": "List size", "30_74": "List size ages 30-74", "16OV": "List size ages 16+", "17OV": "List size ages 17+",
         "18OV": "List size ages 18+", "50OV": "List size ages 50+"}


def files(country: Country) -> Iterator[tuple[str, bytes]]:
    """The workbook: its title sheet, then a sheet a register; achievement and exceptions are left out."""
    sums, sheets = _sums(country), {"Title sheet": _contents()}
    for sheet, (register, number, group, condition) in SHEETS.items():
        sheets[sheet] = _sheet(_title(number, group, condition), country.ccgs, sums[sums["register"] == register])
    yield "prevalence/qof-1819-prev-ach-exc-ccg.xlsx", workbook(sheets)


def _sums(country: Country) -> pd.DataFrame:
    rows = registers(country).merge(country.practices[["practice_code", "ccg_code"]], on="practice_code", validate="many_to_one")
    by_ccg = rows.groupby(["register", "ccg_code", "period", "list_type"])
    sums = by_ccg.agg(practices=("practice_code", "size"), list_size=("list_size", "sum"), patients=("patients", "sum"))
    return sums.reset_index(["register", "list_type"])


def _title(number: int, group: str, condition: str) -> str:
    return f"Table {number}: Recorded disease prevalence, {group} group, {condition}, 2018-19, CCG level"


def _contents() -> list[Row]:
    tables = [[_title(number, group, condition)] for _, number, group, condition in SHEETS.values()]
    return [
        *[[]] * 6, ["_"], ["Quality and Outcomes Framework 2018-19"], ["Recorded disease prevalence"],
        ["Clinical Commissioning Group (CCG) level"], ["", "_"], ["Publication date:", dt.date(2019, 10, 24)], ["", "_"], [NOTICE], [],
        ["Contents"], *tables, [], ["Symbols used in tables:"], [":  = not available"],
    ]


def _sheet(title: str, ccgs: pd.DataFrame, sums: pd.DataFrame) -> list[Row]:
    lists = LISTS[sums["list_type"].iloc[0]]
    year = ["Number of practices", lists, "Register", "Prevalence (%)"]
    return [
        *[[]] * 7, ["Return to Contents"], ["_"], [title, *[""] * 10, "Prevalence"], _from_column_l("_", "_"),
        _from_column_l(*(period.replace("/", "-") for period in YEARS)), [*[""] * 19, "Year on year change"],
        [*CODES, *year, *year, "(percentage point)"], *_rows(ccgs, sums), *[[]] * 5, ["_"], [NOTICE],
    ]


def _from_column_l(earlier: str, later: str) -> Row:
    return [*[""] * 11, earlier, "", "", "", later]


def _rows(ccgs: pd.DataFrame, sums: pd.DataFrame) -> Iterator[Row]:
    for codes in ccgs[list(CODES.values())].to_numpy().tolist():
        years = [sums.loc[(codes[8], period)] for period in YEARS]
        rates = [100 * year["patients"] / year["list_size"] for year in years]
        numbers = [[int(year["practices"]), int(year["list_size"]), int(year["patients"]), float(rate)]
                   for year, rate in zip(years, rates, strict=True)]
        yield [*codes, *numbers[0], *numbers[1], float(rates[1] - rates[0])]
